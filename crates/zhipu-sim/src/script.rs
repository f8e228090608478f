//! Answers dictated by a test, delta by delta.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::answer::{Answer, Delta, Said, Sources};
use crate::gate::Gate;

/// The exact answer to one chat request: each call adds one event of the stream.
#[derive(Clone, Debug, Default)]
pub struct Script {
    deltas: Vec<Delta>,
    calls: usize,
    finish: Option<String>,
    usage: Option<Value>,
    sources: Vec<Value>,
}

impl Script {
    /// An empty answer that ends with `stop`.
    pub fn new() -> Self {
        Self::default()
    }

    /// An answer of one delta.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new().content(text)
    }

    /// A piece of the answer.
    #[must_use]
    pub fn content(self, text: impl Into<String>) -> Self {
        self.with(Delta::Content(Said::new(text.into())))
    }

    /// Pieces of the answer, one event each.
    #[must_use]
    pub fn contents<T: Into<String>>(mut self, texts: impl IntoIterator<Item = T>) -> Self {
        self.deltas.extend(
            texts
                .into_iter()
                .map(|text| Delta::Content(Said::new(text.into()))),
        );
        self
    }

    /// A piece of thinking.
    #[must_use]
    pub fn reasoning(self, text: impl Into<String>) -> Self {
        self.with(Delta::Reasoning(Said::new(text.into())))
    }

    /// A whole call of a function, with the next index and an id of its own.
    #[must_use]
    pub fn tool_call(mut self, name: &str, arguments: &Value) -> Self {
        let index = self.calls;
        self.calls += 1;
        self.with(Delta::Tool(
            json!({ "index": index, "id": format!("call_{index}"),
            "type": "function", "function": { "name": name, "arguments": arguments.to_string() } }),
        ))
    }

    /// An entry of `delta.tool_calls` as it stands, for pieces and for odd ones.
    #[must_use]
    pub fn tool_piece(mut self, entry: Value) -> Self {
        self.calls += 1;
        self.with(Delta::Tool(entry))
    }

    /// A whole event as it stands; left out when the answer is not streamed.
    #[must_use]
    pub fn chunk(self, chunk: Value) -> Self {
        self.with(Delta::Chunk(chunk))
    }

    /// Bytes as they stand, with or without line ends; left out when the answer is not streamed.
    #[must_use]
    pub fn raw(self, bytes: impl Into<Bytes>) -> Self {
        self.with(Delta::Raw(bytes.into()))
    }

    /// Silence for a while. Prefer [`Script::hold`] where a test can open the gate.
    #[must_use]
    pub fn pause(self, time: Duration) -> Self {
        self.with(Delta::Pause(time))
    }

    /// Silence until the gate is open; honoured when the answer is streamed.
    #[must_use]
    pub fn hold(self, gate: &Gate) -> Self {
        self.with(Delta::Hold(gate.clone()))
    }

    /// The reason to finish, in place of `stop` or `tool_calls`.
    #[must_use]
    pub fn finish(mut self, reason: impl Into<String>) -> Self {
        self.finish = Some(reason.into());
        self
    }

    /// The `usage` object, in place of the counted one.
    #[must_use]
    pub fn usage(mut self, usage: Value) -> Self {
        self.usage = Some(usage);
        self
    }

    /// The top-level `web_search` array, on the last chunk.
    #[must_use]
    pub fn web_search(mut self, sources: Vec<Value>) -> Self {
        self.sources = sources;
        self
    }

    fn with(mut self, delta: Delta) -> Self {
        self.deltas.push(delta);
        self
    }

    pub(crate) fn into_answer(self) -> Answer {
        let default = if self.calls > 0 { "tool_calls" } else { "stop" };
        let mut answer = Answer::of(self.deltas, self.finish.as_deref().unwrap_or(default));
        answer.usage = self.usage;
        if !self.sources.is_empty() {
            answer.sources = Some(Sources {
                list: self.sources,
                first: false,
            });
        }
        answer
    }
}
