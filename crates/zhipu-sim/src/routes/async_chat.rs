//! `POST /async/chat/completions` and `GET /async-result/{id}`: the same answers, fetched later.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::{Arrived, chat, put};
use crate::check;
use crate::chunks;
use crate::codes::Refusal;
use crate::reply::Reply;

/// Results kept; older ones are forgotten and then answer 1233.
const KEPT: usize = 1000;

#[derive(Debug, Default)]
pub(crate) struct Tasks {
    list: Mutex<VecDeque<Task>>,
}

#[derive(Debug)]
struct Task {
    id: String,
    request_id: String,
    /// Polls that still say `PROCESSING`.
    polls: u32,
    result: Value,
}

pub(super) fn submit(arrived: &Arrived) -> Result<Reply, Refusal> {
    let shared = &arrived.shared;
    let body = arrived.object()?;
    let wish = check::chat(body, &shared.models, arrived.any_model)?;
    let (answer, usage, _) = chat::answer(arrived, body, &wish)?;
    let head = chat::head(shared, &wish);
    let result = if answer.finish == "network_error" {
        json!({ "id": head.id, "request_id": head.request_id, "task_status": "FAIL" })
    } else {
        // The result names the model as it is displayed: compare without regard to case.
        let mut result = json!({
            "id": head.id, "request_id": head.request_id,
            "model": head.model.to_uppercase(), "created": head.created,
            "task_status": "SUCCESS", "choices": chunks::choices(&answer), "usage": usage,
        });
        if let Some(sources) = &answer.sources {
            put(&mut result, "web_search", json!(sources.list));
        }
        result
    };
    let submitted = json!({ "id": head.id, "model": head.model, "request_id": head.request_id,
        "task_status": "PROCESSING" });
    let mut tasks = shared
        .tasks
        .list
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if tasks.len() >= KEPT {
        tasks.pop_front();
    }
    tasks.push_back(Task {
        id: head.id,
        request_id: head.request_id,
        polls: shared.options.polls_before_result,
        result,
    });
    Ok(Reply::json(&submitted))
}

pub(super) fn result(arrived: &Arrived, id: &str) -> Result<Reply, Refusal> {
    let mut tasks = arrived
        .shared
        .tasks
        .list
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let task = tasks
        .iter_mut()
        .find(|task| task.id == id)
        .ok_or_else(|| Refusal::of(1233))?;
    if let Some(left) = task.polls.checked_sub(1) {
        task.polls = left;
        return Ok(Reply::json(
            &json!({ "id": task.id, "request_id": task.request_id,
            "task_status": "PROCESSING" }),
        ));
    }
    Ok(Reply::json(&task.result))
}
