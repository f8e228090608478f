//! `/sim/…`: what a test in another process may see and change. Not part of the platform.

use std::time::Duration;

use axum::http::Method;
use serde_json::{Value, json};

use super::Arrived;
use crate::check::text;
use crate::codes::Refusal;
use crate::faults::{Fault, Rule};
use crate::made;
use crate::reply::Reply;

/// `GET accepted`, `POST clock {"seconds"}`, `POST faults {"fault", "times", "path", "model",
/// "prompt"}`, `DELETE faults`.
pub(super) fn answer(arrived: &Arrived, call: &str) -> Result<Reply, Refusal> {
    let shared = &arrived.shared;
    match (&arrived.parts.method, call) {
        (&Method::GET, "accepted") => {
            let accepted = made::told(&shared.made.accepted());
            Ok(Reply::json(&json!({ "accepted": accepted })))
        }
        (&Method::POST, "clock") => {
            let seconds = arrived.object()?.get("seconds").and_then(Value::as_u64);
            let seconds = seconds.ok_or_else(|| Refusal::missing("seconds"))?;
            shared.made.move_clock(Duration::from_secs(seconds));
            Ok(Reply::json(&json!({})))
        }
        (&Method::POST, "faults") => {
            shared.faults.add(rule(arrived.object()?)?);
            Ok(Reply::json(&json!({})))
        }
        (&Method::DELETE, "faults") => {
            shared.faults.clear();
            Ok(Reply::json(&json!({})))
        }
        _ => Err(Refusal::of(1222)),
    }
}

fn rule(body: &Value) -> Result<Rule, Refusal> {
    let words = text(body, "fault").ok_or_else(|| Refusal::missing("fault"))?;
    let unknown = |words: String| Refusal::saying(1210, words.clone(), words);
    let fault = Fault::parse(words).map_err(unknown)?;
    let times = body.get("times").and_then(Value::as_u64);
    let times = times.and_then(|times| usize::try_from(times).ok());
    let mut rule = match times {
        Some(times) => Rule::next(times, fault),
        None => Rule::always(fault),
    };
    if let Some(path) = text(body, "path") {
        rule = rule.on_path(path);
    }
    if let Some(model) = text(body, "model") {
        rule = rule.for_model(model);
    }
    if let Some(prompt) = text(body, "prompt") {
        rule = rule.when_prompt_contains(prompt);
    }
    Ok(rule)
}
