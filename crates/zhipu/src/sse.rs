//! A bounded push parser of server-sent events: bytes in, in whatever pieces; whole events out.
//!
//! Follows the WHATWG rules (LF, CR and CRLF, byte order mark, comments, several `data:` lines) with
//! two additions: caps on line, event and total, and a last event without a blank line is not lost.

use thiserror::Error as ThisError;

/// How much a stream may send before it is taken for broken or hostile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SseLimits {
    /// The longest line, in bytes without its end.
    pub line_bytes: usize,
    /// The most data in one event, in bytes.
    pub event_bytes: usize,
    /// The most bytes of a whole stream.
    pub total_bytes: u64,
}

impl Default for SseLimits {
    /// 8 MiB a line, 16 MiB an event, 256 MiB a stream: far above any answer, far below memory.
    fn default() -> Self {
        Self {
            line_bytes: 8 << 20,
            event_bytes: 16 << 20,
            total_bytes: 256 << 20,
        }
    }
}

/// Which cap was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum Overflow {
    /// A line is too long.
    #[error("a line is longer than {limit} bytes")]
    Line {
        /// The cap, in bytes.
        limit: usize,
    },
    /// An event holds too much data.
    #[error("an event holds more than {limit} bytes")]
    Event {
        /// The cap, in bytes.
        limit: usize,
    },
    /// The stream, or a body that is no stream, is too long.
    #[error("the body is longer than {limit} bytes")]
    Total {
        /// The cap, in bytes.
        limit: u64,
    },
}

/// One event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SseEvent {
    /// The name from `event:`; `None` for the usual unnamed event.
    pub name: Option<String>,
    /// The `data:` lines, joined by line feeds; bytes that are no UTF-8 become U+FFFD.
    pub data: String,
}

impl SseEvent {
    /// Whether this is the `[DONE]` that ends a stream of the `OpenAI` form.
    pub fn is_done(&self) -> bool {
        self.data.trim() == "[DONE]"
    }
}

/// Turns bytes into events; keeps what is unfinished until more bytes come.
#[derive(Debug, Default)]
pub struct SseParser {
    limits: SseLimits,
    total_bytes: u64,
    line: Vec<u8>,
    /// The last byte was a CR, so a LF that follows belongs to the same line end.
    after_return: bool,
    past_first_line: bool,
    name: Option<String>,
    data: String,
    has_data: bool,
}

impl SseParser {
    /// A parser with the usual caps.
    pub fn new() -> Self {
        Self::default()
    }

    /// A parser with caps of one's own.
    pub fn with_limits(limits: SseLimits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }

    /// Reads the next bytes and appends every event they complete.
    ///
    /// # Errors
    /// [`Overflow`] when a cap is passed; events before that are in `events`, and the parser is of
    /// no more use.
    pub fn push(&mut self, bytes: &[u8], events: &mut Vec<SseEvent>) -> Result<(), Overflow> {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            let (text, ending) = rest.split_at(end);
            let (is_return, tail) = match ending {
                [first, tail @ ..] => (*first == b'\r', tail),
                [] => (false, ending),
            };
            self.count(text.len() + 1)?;
            let second_half = self.after_return && text.is_empty() && !is_return;
            self.after_return = is_return;
            if !second_half {
                self.extend_line(text)?;
                self.end_line(events)?;
            }
            rest = tail;
        }
        if !rest.is_empty() {
            self.after_return = false;
            self.count(rest.len())?;
            self.extend_line(rest)?;
        }
        Ok(())
    }

    /// Ends the stream: an event whose blank line never came is given all the same.
    ///
    /// # Errors
    /// As [`SseParser::push`].
    pub fn finish(mut self) -> Result<Option<SseEvent>, Overflow> {
        let mut events = Vec::new();
        if !self.line.is_empty() {
            self.end_line(&mut events)?;
        }
        Ok(events.pop().or_else(|| self.take_event()))
    }

    fn count(&mut self, bytes: usize) -> Result<(), Overflow> {
        let limit = self.limits.total_bytes;
        let total = u64::try_from(bytes)
            .ok()
            .and_then(|more| self.total_bytes.checked_add(more));
        self.total_bytes = total
            .filter(|total| *total <= limit)
            .ok_or(Overflow::Total { limit })?;
        Ok(())
    }

    fn extend_line(&mut self, text: &[u8]) -> Result<(), Overflow> {
        let limit = self.limits.line_bytes;
        if text.len() > limit.saturating_sub(self.line.len()) {
            return Err(Overflow::Line { limit });
        }
        self.line.extend_from_slice(text);
        Ok(())
    }

    fn end_line(&mut self, events: &mut Vec<SseEvent>) -> Result<(), Overflow> {
        let line = std::mem::take(&mut self.line);
        let mut text: &[u8] = &line;
        if !self.past_first_line {
            self.past_first_line = true;
            text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        }
        let result = if text.is_empty() {
            events.extend(self.take_event());
            Ok(())
        } else {
            self.field(text)
        };
        // The buffer is kept: a stream has thousands of lines of about the same length.
        self.line = line;
        self.line.clear();
        result
    }

    fn field(&mut self, line: &[u8]) -> Result<(), Overflow> {
        let colon = line.iter().position(|byte| *byte == b':');
        let (name, value) = match colon {
            Some(at) => (
                line.get(..at).unwrap_or(line),
                line.get(at + 1..).unwrap_or_default(),
            ),
            None => (line, &[][..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match name {
            b"data" => self.add_data(value),
            b"event" => {
                self.name = Some(String::from_utf8_lossy(value).into_owned());
                Ok(())
            }
            // Comments (an empty name), `id`, `retry` and whatever else there may be say nothing here.
            _ => Ok(()),
        }
    }

    fn add_data(&mut self, value: &[u8]) -> Result<(), Overflow> {
        let limit = self.limits.event_bytes;
        let text = String::from_utf8_lossy(value);
        let joined = self.data.len().saturating_add(text.len()).saturating_add(1);
        if joined > limit.saturating_add(1) {
            return Err(Overflow::Event { limit });
        }
        if self.has_data {
            self.data.push('\n');
        }
        self.has_data = true;
        self.data.push_str(&text);
        Ok(())
    }

    fn take_event(&mut self) -> Option<SseEvent> {
        let name = self.name.take();
        if !std::mem::take(&mut self.has_data) {
            return None;
        }
        Some(SseEvent {
            name,
            data: std::mem::take(&mut self.data),
        })
    }
}

#[cfg(test)]
mod tests;
