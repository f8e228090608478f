//! Misbehaviour on demand. A fault comes from the header `x-sim-fault`, from a magic word in the
//! last question (`[[fault:cut after=200]]`) or from a rule set by a test, in this order.

mod parse;
pub(crate) mod wire;

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::hostile::OtherFile;

/// One way to misbehave. `after` counts streamed events (of answers that are not streamed: the
/// same place in their tokens); `after_bytes` counts bytes of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The request is refused with a business code and its HTTP status: 1000 (401), 1302, 1305,
    /// 1113 (429), 1301 (400, with `contentFilter`), 500, 503 and all others of the table.
    Refused {
        /// The business code.
        code: u16,
        /// Seconds for a `Retry-After` header, if it shall have one.
        retry_after_seconds: Option<u32>,
    },
    /// HTTP 200 whose body is an error.
    ErrorUnder200 {
        /// The business code.
        code: u16,
        /// The gateway's form `{code, msg, success: false}` instead of `{error: {…}}`.
        in_band: bool,
    },
    /// Silence before the status line.
    SlowFirstByte {
        /// How long.
        milliseconds: u64,
    },
    /// Silence in the middle, until the caller gives up.
    Stall {
        /// Events before the silence.
        after: usize,
    },
    /// The connection breaks.
    Cut {
        /// Bytes before the break.
        after_bytes: usize,
    },
    /// The connection breaks inside a character of several bytes.
    HalfCharacter {
        /// The break is in the first such character that starts after this many bytes.
        after_bytes: usize,
    },
    /// A single line of many bytes.
    HugeLine {
        /// Events before the line.
        after: usize,
        /// How long the line is.
        bytes: usize,
    },
    /// One event comes twice.
    DuplicateChunk {
        /// Which one, counted from 0.
        after: usize,
    },
    /// The stream ends with `data: {"error": …}` and no `[DONE]`.
    ErrorInStream {
        /// Events before the error.
        after: usize,
        /// The business code.
        code: u16,
    },
    /// Moderation stops the answer: `finish_reason: "sensitive"` and `content_filter`.
    SensitiveStop {
        /// Deltas before the stop.
        after: usize,
    },
    /// Inference fails: `finish_reason: "network_error"`; an asynchronous task says `FAIL`.
    NetworkError {
        /// Deltas before the end.
        after: usize,
    },
    /// The answer ends whole, but with a reason that nobody has heard of.
    UnknownFinish {
        /// The reason.
        reason: String,
    },
    /// The stream simply ends: no finishing chunk and no `[DONE]`, on a clean connection.
    NoFinish {
        /// Events before the end.
        after: usize,
    },
    /// Harmless oddities: comment lines, CRLF, a chunk without choices, unknown fields, null content.
    OddFrames,
    /// A task that is accepted and then fails.
    TaskFails {
        /// The business code of the error it tells, if it tells one.
        code: Option<u16>,
    },
    /// A link to something that was made is refused.
    DeadLink {
        /// 403 or 404.
        status: u16,
    },
    /// A body comes in pieces with pauses between them.
    Drip {
        /// Bytes of a piece.
        bytes: usize,
        /// How long a pause is.
        milliseconds: u64,
    },
    /// A link gives another file than it should.
    OtherFile {
        /// Which.
        kind: OtherFile,
    },
    /// Tool calls of old models: index −1, or none, and ids left out after the first piece.
    OddToolCalls,
}

impl Fault {
    /// A refusal by business code, without `Retry-After`.
    pub fn refused(code: u16) -> Self {
        Self::Refused {
            code,
            retry_after_seconds: None,
        }
    }

    /// Reads `name;key=value` as in the header or `name key=value` as in the magic word.
    ///
    /// Names: a known code, `401`, `429`, `slow`, `stall`, `cut`, `half`, `huge`, `duplicate`,
    /// `error-in-stream`, `error-200`, `sensitive`, `sensitive-stop`, `network-error`,
    /// `unknown-finish`, `no-finish`, `odd-frames`, `odd-tools`, `task-fails`, `dead-link`, `drip`,
    /// `other-file`.
    /// The error is a sentence that names what was not understood.
    pub fn parse(text: &str) -> Result<Self, String> {
        parse::fault(text)
    }
}

/// When a fault happens, and how often.
#[derive(Clone, Debug)]
pub struct Rule {
    fault: Fault,
    /// `None` is always.
    left: Option<usize>,
    path: Option<String>,
    model: Option<String>,
    prompt: Option<String>,
}

impl Rule {
    /// For the next `times` requests that match.
    pub fn next(times: usize, fault: Fault) -> Self {
        Self {
            fault,
            left: Some(times),
            path: None,
            model: None,
            prompt: None,
        }
    }

    /// For every request that matches, until cleared.
    pub fn always(fault: Fault) -> Self {
        Self {
            fault,
            left: None,
            path: None,
            model: None,
            prompt: None,
        }
    }

    /// Only for paths that end so, such as `/chat/completions` or `/models`.
    #[must_use]
    pub fn on_path(mut self, end: impl Into<String>) -> Self {
        self.path = Some(end.into());
        self
    }

    /// Only for requests that name this model.
    #[must_use]
    pub fn for_model(mut self, model: impl Into<String>) -> Self {
        self.model = Some(model.into());
        self
    }

    /// Only when the last question contains this text.
    #[must_use]
    pub fn when_prompt_contains(mut self, text: impl Into<String>) -> Self {
        self.prompt = Some(text.into());
        self
    }

    fn matches(&self, ask: &Ask<'_>) -> bool {
        self.path
            .as_ref()
            .is_none_or(|end| ask.path.ends_with(end.as_str()))
            && self
                .model
                .as_ref()
                .is_none_or(|model| ask.model == Some(model.as_str()))
            && self
                .prompt
                .as_ref()
                .is_none_or(|text| ask.prompt.contains(text.as_str()))
    }
}

/// What rules look at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask<'a> {
    pub(crate) path: &'a str,
    pub(crate) model: Option<&'a str>,
    pub(crate) prompt: &'a str,
}

/// The rules of a simulator; the first that matches a request is used. No rule, no fault.
#[derive(Debug, Default)]
pub struct Faults {
    rules: Mutex<Vec<Rule>>,
}

impl Faults {
    /// Adds a rule behind those that are there.
    pub fn add(&self, rule: Rule) {
        self.lock().push(rule);
    }

    /// Puts a fault on the next `times` chat completions, streamed or not.
    pub fn next(&self, times: usize, fault: Fault) {
        self.add(Rule::next(times, fault).on_path("/chat/completions"));
    }

    /// Puts a fault on every request of any kind.
    pub fn always(&self, fault: Fault) {
        self.add(Rule::always(fault));
    }

    /// Takes all rules away.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// Whether any rule is left; rules for a number of requests go when they are used up.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    pub(crate) fn take(&self, ask: &Ask<'_>) -> Option<Fault> {
        let mut rules = self.lock();
        let place = rules
            .iter()
            .position(|rule| rule.left != Some(0) && rule.matches(ask));
        let found = place.and_then(|place| rules.get_mut(place)).map(|rule| {
            rule.left = rule.left.map(|left| left - 1);
            rule.fault.clone()
        });
        rules.retain(|rule| rule.left != Some(0));
        found
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Rule>> {
        // Rules are whole after every statement, so a panic elsewhere does no harm.
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Ask, Fault, Faults, Rule};

    const ASK: Ask<'_> = Ask {
        path: "/api/paas/v4/chat/completions",
        model: Some("glm-4.7"),
        prompt: "你好 hello",
    };

    #[test]
    fn a_rule_for_two_requests_goes_after_two() {
        let faults = Faults::default();
        faults.next(2, Fault::refused(1302));
        assert_eq!(
            faults.take(&Ask {
                path: "/api/paas/v4/models",
                ..ASK
            }),
            None
        );
        assert_eq!(faults.take(&ASK), Some(Fault::refused(1302)));
        assert!(!faults.is_empty());
        assert_eq!(faults.take(&ASK), Some(Fault::refused(1302)));
        assert!(faults.is_empty(), "a used-up rule is taken away");
        assert_eq!(faults.take(&ASK), None);
    }

    #[test]
    fn the_first_matching_rule_is_used() {
        let faults = Faults::default();
        faults.add(Rule::always(Fault::refused(500)).for_model("glm-5"));
        faults.add(Rule::always(Fault::refused(503)).when_prompt_contains("你好"));
        faults.always(Fault::OddFrames);
        assert_eq!(faults.take(&ASK), Some(Fault::refused(503)));
        assert_eq!(
            faults.take(&Ask {
                model: Some("glm-5"),
                ..ASK
            }),
            Some(Fault::refused(500))
        );
        assert_eq!(
            faults.take(&Ask { prompt: "", ..ASK }),
            Some(Fault::OddFrames)
        );
        faults.clear();
        assert_eq!(faults.take(&ASK), None);
    }
}
