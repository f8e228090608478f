//! An answer before it is written down: deltas in order and how it ends. One answer can be
//! streamed, given whole or kept for `async-result`.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::{Fault, Gate, tokens};

/// Text with its count, which is asked for several times and is not cheap.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) tokens: u64,
}

impl Said {
    pub(crate) fn new(text: String) -> Self {
        let tokens = tokens::count(&text);
        Self { text, tokens }
    }
}

/// One step of an answer.
#[derive(Clone, Debug)]
pub(crate) enum Delta {
    Reasoning(Said),
    Content(Said),
    /// An entry of `delta.tool_calls`, whole or a piece.
    Tool(Value),
    /// A whole event as it stands; only in streams.
    Chunk(Value),
    /// Bytes as they stand; only in streams.
    Raw(Bytes),
    Pause(Duration),
    Hold(Gate),
}

impl Delta {
    fn tokens(&self) -> u64 {
        match self {
            Self::Reasoning(said) | Self::Content(said) => said.tokens,
            Self::Tool(call) => call
                .pointer("/function/arguments")
                .and_then(Value::as_str)
                .map_or(0, tokens::count),
            _ => 0,
        }
    }

    /// Whether it shows in the answer; pauses do not count as places.
    fn is_said(&self) -> bool {
        !matches!(self, Self::Pause(_) | Self::Hold(_))
    }
}

/// Sources of a web search and whether they come before the text.
#[derive(Clone, Debug)]
pub(crate) struct Sources {
    pub(crate) list: Vec<Value>,
    pub(crate) first: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) deltas: Vec<Delta>,
    pub(crate) finish: String,
    pub(crate) content_filter: Option<Value>,
    pub(crate) sources: Option<Sources>,
    /// Dictated counts in place of our own.
    pub(crate) usage: Option<Value>,
}

impl Answer {
    /// An answer that says a text token by token, after thinking another.
    pub(crate) fn spoken(reasoning: &str, content: &str) -> Self {
        let pieces = |text| {
            let pieces = tokens::pieces(text).into_iter();
            pieces.map(|piece| Said {
                text: piece.to_owned(),
                tokens: 1,
            })
        };
        let deltas = pieces(reasoning).map(Delta::Reasoning);
        let deltas = deltas.chain(pieces(content).map(Delta::Content)).collect();
        Self::of(deltas, "stop")
    }

    pub(crate) fn of(deltas: Vec<Delta>, finish: &str) -> Self {
        Self {
            deltas,
            finish: finish.to_owned(),
            content_filter: None,
            sources: None,
            usage: None,
        }
    }

    pub(crate) fn reasoning(&self) -> String {
        self.joined(|delta| match delta {
            Delta::Reasoning(said) => Some(said),
            _ => None,
        })
    }

    pub(crate) fn content(&self) -> String {
        self.joined(|delta| match delta {
            Delta::Content(said) => Some(said),
            _ => None,
        })
    }

    fn joined<'a>(&'a self, pick: impl Fn(&'a Delta) -> Option<&'a Said>) -> String {
        self.deltas
            .iter()
            .filter_map(pick)
            .map(|said| said.text.as_str())
            .collect()
    }

    /// The tool calls with their pieces joined: arguments appended, all else overwritten.
    pub(crate) fn tool_calls(&self) -> Vec<Value> {
        let mut calls: Vec<(Value, Map<String, Value>, String)> = Vec::new();
        for delta in &self.deltas {
            let Delta::Tool(piece) = delta else { continue };
            let Some(fields) = piece.as_object() else {
                continue;
            };
            let index = fields.get("index").cloned().unwrap_or(json!(0));
            let place = calls.iter().position(|(known, ..)| *known == index);
            let place = place.unwrap_or_else(|| {
                calls.push((index, Map::new(), String::new()));
                calls.len() - 1
            });
            let Some((_, call, arguments)) = calls.get_mut(place) else {
                continue;
            };
            for (name, value) in fields {
                match name.as_str() {
                    "function" => {
                        if let Some(name) = value.get("name") {
                            call.insert("name".to_owned(), name.clone());
                        }
                        let piece = value.get("arguments").and_then(Value::as_str);
                        arguments.push_str(piece.unwrap_or(""));
                    }
                    _ => drop(call.insert(name.clone(), value.clone())),
                }
            }
        }
        let written = |(index, mut call, arguments): (Value, Map<String, Value>, String)| {
            let name = call.remove("name");
            json!({ "id": call.get("id"), "index": index, "type": "function",
                "function": { "name": name, "arguments": arguments } })
        };
        calls.into_iter().map(written).collect()
    }

    pub(crate) fn tokens(&self) -> u64 {
        self.deltas.iter().map(Delta::tokens).sum()
    }

    pub(crate) fn reasoning_tokens(&self) -> u64 {
        let thought = self
            .deltas
            .iter()
            .filter(|delta| matches!(delta, Delta::Reasoning(_)));
        thought.map(Delta::tokens).sum()
    }

    /// Ends the answer with `length` when it has said a number of tokens.
    pub(crate) fn limit(&mut self, tokens: u64) {
        let mut left = tokens;
        let kept = self
            .deltas
            .iter()
            .position(|delta| match left.checked_sub(delta.tokens()) {
                Some(rest) => {
                    left = rest;
                    false
                }
                None => true,
            });
        if let Some(kept) = kept {
            self.deltas.truncate(kept);
            "length".clone_into(&mut self.finish);
        }
    }

    /// Puts those faults upon the answer that its words show, streamed or not.
    pub(crate) fn amend(&mut self, fault: &Fault) {
        match fault {
            Fault::SensitiveStop { after } => {
                self.end_after(*after, "sensitive");
                self.content_filter = Some(json!([{ "role": "assistant", "level": 1 }]));
            }
            Fault::NetworkError { after } => self.end_after(*after, "network_error"),
            Fault::UnknownFinish { reason } => self.finish.clone_from(reason),
            Fault::OddToolCalls => self.make_tool_calls_odd(),
            _ => {}
        }
    }

    fn end_after(&mut self, said: usize, finish: &str) {
        let places = self
            .deltas
            .iter()
            .enumerate()
            .filter(|(_, delta)| delta.is_said());
        if let Some((at, _)) = places.skip(said).take(1).next() {
            self.deltas.truncate(at);
        }
        finish.clone_into(&mut self.finish);
        self.sources = None;
    }

    fn make_tool_calls_odd(&mut self) {
        let mut seen = 0;
        for delta in &mut self.deltas {
            let Delta::Tool(Value::Object(call)) = delta else {
                continue;
            };
            if seen == 0 {
                call.insert("index".to_owned(), json!(-1));
            } else {
                call.remove("index");
                call.remove("id");
                call.remove("type");
            }
            seen += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use serde_json::json;

    use super::{Answer, Delta};
    use crate::Fault;

    #[test]
    fn a_limit_ends_the_answer_with_length() {
        let mut answer = Answer::spoken("想一想", "one two three 四五六七");
        let all = answer.tokens();
        answer.limit(all);
        assert_eq!(answer.finish, "stop", "just enough is not too much");
        answer.limit(4);
        assert_eq!((answer.tokens(), answer.finish.as_str()), (4, "length"));
        assert_eq!(answer.reasoning_tokens(), 2);
    }

    #[test]
    fn pieces_of_tool_calls_join_by_index() {
        let answer = Answer::of(
            vec![
                Delta::Tool(json!({ "index": 0, "id": "a", "type": "function",
                    "function": { "name": "f", "arguments": "" } })),
                Delta::Tool(json!({ "index": 1, "id": "b", "type": "function",
                    "function": { "name": "g", "arguments": "{}" } })),
                Delta::Tool(json!({ "index": 0, "function": { "arguments": "{\"x\":" } })),
                Delta::Tool(json!({ "index": 0, "function": { "arguments": "1}" } })),
            ],
            "tool_calls",
        );
        let calls = answer.tool_calls();
        assert_eq!(calls.len(), 2);
        assert_eq!(calls[0]["function"]["arguments"], "{\"x\":1}");
        assert_eq!(calls[1]["id"], "b");
    }

    #[test]
    fn moderation_stops_after_some_deltas() {
        let mut answer = Answer::spoken("", "一二三四五六七八九十");
        answer.amend(&Fault::SensitiveStop { after: 2 });
        assert_eq!(answer.content(), "一二三四");
        assert_eq!(answer.finish, "sensitive");
        assert_eq!(answer.content_filter.unwrap()[0]["role"], "assistant");
    }
}
