//! Whole and asynchronous answers.

use serde_json::json;
use zhipu::{FinishReason, Kind, TaskOutcome, TaskStatus};

use crate::server::{Server, good_answer, json, refusal};
use crate::{client, question};

#[tokio::test]
async fn a_whole_answer_is_asked_for_and_read() {
    let server = Server::start(vec![json(200, &good_answer("四 👍"))]).await;
    let response = client(&server).chat(&question()).await.unwrap();
    assert_eq!(
        (response.content.as_str(), response.finish_reason),
        ("四 👍", Some(FinishReason::Stop))
    );
    assert_eq!(server.requests()[0].json()["stream"], false);
}

#[tokio::test]
async fn an_asynchronous_answer_is_handed_in_and_fetched() {
    let mut done = good_answer("好");
    done["task_status"] = json!("SUCCESS");
    let server = Server::start(vec![
        json(
            200,
            &json!({"id": "2026/ab", "request_id": "r", "task_status": "PROCESSING"}),
        ),
        json(200, &json!({"id": "2026/ab", "task_status": "PROCESSING"})),
        json(200, &done),
    ])
    .await;
    let client = client(&server);
    let task = client.chat_async(&question()).await.unwrap();
    let running = client.async_result(&task.id).await.unwrap();
    assert_eq!(
        (running.status, running.outcome),
        (TaskStatus::Processing, TaskOutcome::Processing)
    );
    let ready = client.async_result(&task.id).await.unwrap();
    let TaskOutcome::Chat(response) = ready.outcome else {
        panic!("no answer")
    };
    assert_eq!(
        (ready.status, response.content.as_str()),
        (TaskStatus::Success, "好")
    );
    let requests = server.requests();
    assert_eq!(requests[0].target, "/api/paas/v4/async/chat/completions");
    assert!(requests[0].json().get("stream").is_none());
    assert_eq!(requests[1].target, "/api/paas/v4/async-result/2026%2Fab");
}

#[tokio::test]
async fn a_task_of_somebody_else_is_not_found() {
    let server = Server::start(vec![json(400, &refusal("1233", "任务不存在"))]).await;
    let error = client(&server).async_result("x").await.unwrap_err();
    assert_eq!(error.kind(), Kind::NotFound);
}
