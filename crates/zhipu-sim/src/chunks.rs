//! Writes an answer down: as one JSON document or as stream events.
//! The shapes are those of platform chat.md §4.1 and §4.2.

use serde_json::{Map, Value, json};

use crate::answer::{Answer, Delta, Said};
use crate::reply::Step;

/// What every chunk of one answer repeats.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) id: String,
    pub(crate) request_id: String,
    pub(crate) created: i64,
    pub(crate) model: String,
}

/// The answer of a call that is not streamed.
pub(crate) fn whole(head: &Head, answer: &Answer, usage: &Value) -> Value {
    let mut document = Map::new();
    document.insert("id".into(), json!(head.id));
    document.insert("request_id".into(), json!(head.request_id));
    document.insert("object".into(), json!("chat.completion"));
    document.insert("created".into(), json!(head.created));
    document.insert("model".into(), json!(head.model));
    document.insert("choices".into(), choices(answer));
    document.insert("usage".into(), usage.clone());
    extras(&mut document, answer, true);
    Value::Object(document)
}

/// The `choices` of a call that is not streamed, also used by `async-result`.
pub(crate) fn choices(answer: &Answer) -> Value {
    let mut message = Map::new();
    message.insert("role".into(), json!("assistant"));
    let reasoning = answer.reasoning();
    if !reasoning.is_empty() {
        message.insert("reasoning_content".into(), json!(reasoning));
    }
    let calls = answer.tool_calls();
    let content = match answer.content() {
        content if content.is_empty() && !calls.is_empty() => Value::Null,
        content => json!(content),
    };
    message.insert("content".into(), content);
    if !calls.is_empty() {
        message.insert("tool_calls".into(), json!(calls));
    }
    json!([{ "index": 0, "finish_reason": answer.finish, "message": message }])
}

/// The events of a streamed answer, with the finishing chunk and `[DONE]`.
pub(crate) fn events(head: &Head, answer: &Answer, usage: &Value) -> Vec<Step> {
    let mut steps = Vec::with_capacity(answer.deltas.len() + 2);
    // Long answers have 100,000 chunks that differ in a word: the frame is written once.
    let frame = Value::Object(chunk(head, Value::Null)).to_string();
    let frame = frame.trim_end_matches("null}");
    for delta in &answer.deltas {
        steps.push(match delta {
            Delta::Reasoning(said) => said_event(frame, "reasoning_content", said),
            Delta::Content(said) => said_event(frame, "content", said),
            Delta::Tool(call) => {
                let delta = json!({ "role": "assistant", "tool_calls": [call] });
                let chunk = chunk(head, json!([{ "index": 0, "delta": delta }]));
                event(&Value::Object(chunk), 1)
            }
            Delta::Chunk(chunk) => event(chunk, 1),
            Delta::Raw(bytes) => Step::bytes(bytes.clone()),
            Delta::Pause(time) => Step::Pause(*time),
            Delta::Hold(gate) => Step::Hold(gate.clone()),
        });
    }
    if answer.sources.as_ref().is_some_and(|sources| sources.first) {
        // A chunk of its own, with an empty delta, before all others.
        let delta = json!([{ "index": 0, "delta": { "role": "assistant", "content": "" } }]);
        let mut first = chunk(head, delta);
        extras(&mut first, answer, true);
        steps.insert(0, event(&Value::Object(first), 0));
    }
    let last = json!([{ "index": 0, "finish_reason": answer.finish,
        "delta": { "role": "assistant", "content": "" } }]);
    let mut last = chunk(head, last);
    last.insert("usage".into(), usage.clone());
    extras(&mut last, answer, false);
    steps.push(event(&Value::Object(last), 0));
    steps.push(Step::bytes("data: [DONE]\n\n"));
    steps
}

fn said_event(frame: &str, field: &str, said: &Said) -> Step {
    let text = Value::from(said.text.as_str());
    let delta = format!("{{\"role\":\"assistant\",\"{field}\":{text}}}");
    let bytes = format!("data: {frame}[{{\"index\":0,\"delta\":{delta}}}]}}\n\n").into();
    Step::Bytes {
        bytes,
        tokens: said.tokens,
    }
}

fn chunk(head: &Head, choices: Value) -> Map<String, Value> {
    let mut chunk = Map::new();
    chunk.insert("id".into(), json!(head.id));
    chunk.insert("created".into(), json!(head.created));
    chunk.insert("object".into(), json!("chat.completion.chunk"));
    chunk.insert("model".into(), json!(head.model));
    chunk.insert("choices".into(), choices);
    chunk
}

/// Sources and moderation stand at the top level: sources on the chunk where they are due.
fn extras(document: &mut Map<String, Value>, answer: &Answer, first: bool) {
    let whole = document.contains_key("request_id");
    if let Some(sources) = answer
        .sources
        .as_ref()
        .filter(|sources| whole || sources.first == first)
    {
        document.insert("web_search".into(), json!(sources.list));
    }
    if let Some(filter) = answer.content_filter.as_ref().filter(|_| whole || !first) {
        document.insert("content_filter".into(), filter.clone());
    }
}

fn event(chunk: &Value, tokens: u64) -> Step {
    Step::Bytes {
        bytes: format!("data: {chunk}\n\n").into(),
        tokens,
    }
}
