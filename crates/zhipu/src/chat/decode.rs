//! Bytes of a chat stream in, deltas out: the whole reading of an answer, without any network.

use serde_json::Value;

use super::answer::{
    FinishReason, Usage, content_filter, finish_reason, first_choice, message_of, read_words,
    web_search,
};
use super::calls::CallRepair;
use super::delta::ChatDelta;
use super::think::ThinkSplitter;
use crate::error::{Error, read_failure};
use crate::sse::{Overflow, SseEvent, SseLimits, SseParser};
use crate::wire;

/// The largest body that is no stream although one was asked for.
const WHOLE_BYTES: usize = 64 << 20;
/// White before the first word of a body, beyond which it is surely not JSON.
const WHITE_BYTES: usize = 4 << 10;

/// What kind of body this is, known from its first byte that is not white.
#[derive(Debug)]
enum Form {
    Unknown(Vec<u8>),
    Events(Box<SseParser>),
    /// One JSON text: an error under HTTP 200, or a server that cannot stream.
    Whole(Vec<u8>),
    /// A page of HTML: a login page of the network, or not this interface at all.
    Page,
    Ended,
}

/// Turns the bytes of a chat stream, in whatever pieces, into [`ChatDelta`]s.
#[derive(Debug)]
pub struct ChatDecoder {
    form: Form,
    limits: SseLimits,
    events: Vec<SseEvent>,
    splitter: ThinkSplitter,
    calls: CallRepair,
    started: bool,
    request_id: Option<String>,
    usage: Option<Usage>,
    finish: Option<FinishReason>,
    /// A piece said that there is no reason yet, so one is to come.
    reason_to_come: bool,
}

impl Default for ChatDecoder {
    fn default() -> Self {
        Self::with_limits(SseLimits::default())
    }
}

impl ChatDecoder {
    /// A decoder with the usual caps.
    pub fn new() -> Self {
        Self::default()
    }

    /// A decoder with caps of one's own.
    pub fn with_limits(limits: SseLimits) -> Self {
        Self {
            form: Form::Unknown(Vec::new()),
            limits,
            events: Vec::new(),
            splitter: ThinkSplitter::default(),
            calls: CallRepair::default(),
            started: false,
            request_id: None,
            usage: None,
            finish: None,
            reason_to_come: false,
        }
    }

    /// Reads more bytes and appends what they complete. After the end, bytes are passed over.
    ///
    /// # Errors
    /// [`Error::Refused`] for an error inside the stream, [`Error::Cut`] for a `[DONE]` in the middle,
    /// [`Error::Malformed`] and [`Error::Overflow`]; what came before is in `deltas`, and the decoder has ended.
    pub fn push(&mut self, bytes: &[u8], deltas: &mut Vec<ChatDelta>) -> Result<(), Error> {
        let result = self.read(bytes, deltas);
        if result.is_err() {
            self.give_up(deltas);
        }
        result
    }

    /// Says that no more bytes come.
    ///
    /// # Errors
    /// [`Error::Cut`] if neither `[DONE]` nor a finish reason has come, and those of
    /// [`ChatDecoder::push`]; what was held back is in `deltas` in any case.
    pub fn finish(&mut self, deltas: &mut Vec<ChatDelta>) -> Result<(), Error> {
        let result = self.read_end(deltas);
        if result.is_err() {
            self.give_up(deltas);
        }
        result
    }

    /// Gives out what was held back, when the stream is given up.
    pub fn give_up(&mut self, deltas: &mut Vec<ChatDelta>) {
        self.form = Form::Ended;
        self.splitter.flush(deltas);
    }

    /// Whether the answer has ended: [`ChatDelta::Finished`] was given, or an error.
    pub fn is_ended(&self) -> bool {
        matches!(self.form, Form::Ended)
    }

    /// The finish reason, as soon as it is known; more may follow it (usage, tools of the platform).
    pub fn finish_reason(&self) -> Option<&FinishReason> {
        self.finish.as_ref()
    }

    /// The id of the request, or of the answer if the server gives none.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    fn read(&mut self, bytes: &[u8], deltas: &mut Vec<ChatDelta>) -> Result<(), Error> {
        match &mut self.form {
            Form::Ended | Form::Page => Ok(()),
            Form::Whole(body) if body.len().saturating_add(bytes.len()) > WHOLE_BYTES => {
                let limit = u64::try_from(WHOLE_BYTES).unwrap_or(u64::MAX);
                Err(Error::Overflow {
                    source: Overflow::Total { limit },
                })
            }
            Form::Whole(body) => {
                body.extend_from_slice(bytes);
                Ok(())
            }
            Form::Events(parser) => {
                let mut events = std::mem::take(&mut self.events);
                let result = parser.push(bytes, &mut events);
                let read = events
                    .drain(..)
                    .try_for_each(|event| self.event(&event, deltas));
                self.events = events;
                read.and(result.map_err(|source| Error::Overflow { source }))
            }
            Form::Unknown(held) => {
                held.extend_from_slice(bytes);
                let Some(form) = recognise(held, self.limits) else {
                    return Ok(());
                };
                let held = std::mem::take(held);
                self.form = form;
                self.read(&held, deltas)
            }
        }
    }

    fn read_end(&mut self, deltas: &mut Vec<ChatDelta>) -> Result<(), Error> {
        match std::mem::replace(&mut self.form, Form::Ended) {
            Form::Ended => return Ok(()),
            Form::Page => return Err(Error::malformed("it is a page and not a stream", None)),
            Form::Unknown(_) => {}
            Form::Whole(body) => {
                let body = match parse(&body) {
                    Err(Error::Malformed {
                        source: Some(source),
                        ..
                    }) if source.is_eof() => {
                        return Err(Error::Cut {
                            source: None,
                            request_id: None,
                        });
                    }
                    parsed => parsed?,
                };
                if first_choice(&body).is_none() && read_failure(&body, false).is_none() {
                    return Err(Error::malformed(
                        "it is no chat answer: it holds no choices",
                        None,
                    ));
                }
                self.chunk(&body, false, deltas)?;
                self.end(deltas);
                return Ok(());
            }
            Form::Events(parser) => {
                let last = parser
                    .finish()
                    .map_err(|source| Error::Overflow { source })?;
                let is_done = last.as_ref().is_some_and(SseEvent::is_done);
                // What has no blank line may be half an event: a cut line, not a broken server.
                let whole = last.and_then(|last| Some((parse(last.data.as_bytes()).ok()?, last)));
                if let Some((chunk, last)) = whole {
                    self.chunk(&chunk, is_error(&last), deltas)?;
                }
                if is_done {
                    return self.done(deltas);
                }
            }
        }
        if self.finish.is_none() {
            return Err(self.cut());
        }
        self.end(deltas);
        Ok(())
    }

    fn event(&mut self, event: &SseEvent, deltas: &mut Vec<ChatDelta>) -> Result<(), Error> {
        if self.is_ended() || event.data.trim().is_empty() {
            return Ok(());
        }
        if event.is_done() {
            return self.done(deltas);
        }
        let chunk = parse(event.data.as_bytes())?;
        self.chunk(&chunk, is_error(event), deltas)
    }

    fn chunk(
        &mut self,
        chunk: &Value,
        is_error: bool,
        deltas: &mut Vec<ChatDelta>,
    ) -> Result<(), Error> {
        if let Some(mut failure) = read_failure(chunk, is_error) {
            failure.request_id = failure.request_id.or_else(|| self.request_id.clone());
            return Err(failure.into_error(None, None));
        }
        self.start(chunk, deltas);
        let found = web_search(chunk);
        if !found.is_empty() {
            deltas.push(ChatDelta::WebSearch(found));
        }
        if let Some(choice) = first_choice(chunk) {
            let message = message_of(choice);
            read_words(message, &mut self.splitter, deltas);
            self.calls.read(message, deltas);
            self.finish = finish_reason(choice).or(self.finish.take());
            self.reason_to_come |= choice.get("finish_reason").is_some();
        }
        let filters = content_filter(chunk);
        if !filters.is_empty() {
            deltas.push(ChatDelta::ContentFilter(filters));
        }
        let usage = chunk.get("usage").and_then(Usage::read);
        if let Some(usage) = usage.filter(|usage| self.usage != Some(*usage)) {
            self.usage = Some(usage);
            deltas.push(ChatDelta::Usage(usage));
        }
        Ok(())
    }

    fn start(&mut self, chunk: &Value, deltas: &mut Vec<ChatDelta>) {
        if self.started {
            return;
        }
        self.started = true;
        let id = wire::filled(chunk, "id");
        self.request_id = wire::filled(chunk, "request_id").or_else(|| id.clone());
        deltas.push(ChatDelta::Started {
            id,
            request_id: self.request_id.clone(),
            model: wire::filled(chunk, "model"),
        });
    }

    /// `[DONE]` has come. Not an end for a server that in each piece calls the reason open and then never gives
    /// one: llama-cpp-python does so when it gives the answer up for another question.
    fn done(&mut self, deltas: &mut Vec<ChatDelta>) -> Result<(), Error> {
        if self.finish.is_none() && self.reason_to_come {
            return Err(self.cut());
        }
        self.end(deltas);
        Ok(())
    }

    fn cut(&self) -> Error {
        Error::Cut {
            source: None,
            request_id: self.request_id.clone(),
        }
    }

    /// Ends well. A server that knows no reasons is taken to have stopped by itself.
    fn end(&mut self, deltas: &mut Vec<ChatDelta>) {
        self.give_up(deltas);
        let silent = if self.calls.any() {
            FinishReason::ToolCalls
        } else {
            FinishReason::Stop
        };
        let reason = self.finish.get_or_insert(silent).clone();
        deltas.push(ChatDelta::Finished(reason));
    }
}

/// The form of a body by its first byte that is not white; `None` while that has not come.
///
/// No line of an event stream may begin with a brace or an angle bracket: that would be a field name.
fn recognise(held: &[u8], limits: SseLimits) -> Option<Form> {
    const MARK: &[u8] = b"\xEF\xBB\xBF";
    if held.len() < MARK.len() && MARK.starts_with(held) {
        return None;
    }
    let text = held.strip_prefix(MARK).unwrap_or(held).trim_ascii_start();
    match text.first() {
        Some(b'{') => Some(Form::Whole(Vec::new())),
        Some(b'<') => Some(Form::Page),
        None if held.len() < WHITE_BYTES => None,
        _ => Some(Form::Events(Box::new(SseParser::with_limits(limits)))),
    }
}

fn is_error(event: &SseEvent) -> bool {
    event.name.as_deref() == Some("error")
}

fn parse(text: &[u8]) -> Result<Value, Error> {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    serde_json::from_str(&String::from_utf8_lossy(text))
        .map_err(|source| Error::malformed("it holds something that is not JSON", Some(source)))
}

#[cfg(test)]
mod tests;
