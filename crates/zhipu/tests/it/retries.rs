//! How often the server is asked, for each kind of failure.

use std::time::{Duration, Instant};

use serde_json::json;
use zhipu::{Kind, RetryPolicy};

use crate::server::{Server, Step, good_answer, good_stream, json, json_with, refusal, whole};
use crate::{builder, client, drain, question, text};

#[tokio::test]
async fn only_what_time_may_heal_is_asked_again() {
    for (status, code, asked) in [
        (429, "1302", 4),
        (429, "1303", 4),
        (429, "1305", 4),
        (500, "1230", 4),
        (500, "500", 4),
        (500, "1100", 2),
        (429, "1113", 1),
        (429, "1308", 1),
        (429, "1311", 1),
        (429, "1313", 1),
        (400, "1210", 1),
        (400, "1261", 1),
        (400, "1301", 1),
        (401, "1000", 1),
    ] {
        let server = Server::start(vec![json(status, &refusal(code, "消息"))]).await;
        let error = client(&server).chat_stream(&question()).await.unwrap_err();
        assert_eq!(server.requests().len(), asked, "{status} {code}");
        assert_eq!((error.code(), error.status()), (Some(code), Some(status)));
    }
}

#[tokio::test]
async fn an_answer_comes_after_two_refusals() {
    let busy = || json(429, &refusal("1302", "并发"));
    let server = Server::start(vec![busy(), busy(), good_stream("好")]).await;
    let (deltas, failed) = drain(client(&server).chat_stream(&question()).await.unwrap()).await;
    assert!(failed.is_none());
    assert_eq!((text(&deltas).as_str(), server.requests().len()), ("好", 3));
    let bodies: Vec<_> = server
        .requests()
        .into_iter()
        .map(|request| request.body)
        .collect();
    assert!(
        bodies.windows(2).all(|pair| pair[0] == pair[1]),
        "the same is asked each time"
    );
}

#[tokio::test]
async fn the_wish_of_the_server_to_wait_is_honoured() {
    let busy = json_with(429, "retry-after-ms: 300\r\n", &refusal("1302", "并发"));
    let server = Server::start(vec![busy, json(200, &good_answer("好"))]).await;
    let start = Instant::now();
    client(&server).chat(&question()).await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_told_and_not_taken() {
    let busy = json_with(429, "retry-after: 3600\r\n", &refusal("1302", "并发"));
    let server = Server::start(vec![busy]).await;
    let error = client(&server).chat(&question()).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_hours(1)));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_server_may_forbid_retries() {
    let busy = json_with(429, "x-should-retry: false\r\n", &refusal("1302", "并发"));
    let server = Server::start(vec![busy]).await;
    let error = client(&server).chat(&question()).await.unwrap_err();
    assert_eq!(
        (error.kind(), server.requests().len()),
        (Kind::RateLimited, 1)
    );
}

#[tokio::test]
async fn retries_can_be_switched_off() {
    let server = Server::start(vec![json(503, &json!({}))]).await;
    let client = builder(&server)
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let error = client.chat(&question()).await.unwrap_err();
    assert_eq!(
        (error.kind(), server.requests().len()),
        (Kind::Overloaded, 1)
    );
}

#[tokio::test]
async fn a_line_that_breaks_before_the_answer_is_tried_again_only_for_reading() {
    let server = Server::start(vec![vec![Step::Close]]).await;
    let error = client(&server).chat_stream(&question()).await.unwrap_err();
    assert_eq!(
        (error.kind(), server.requests().len()),
        (Kind::Unreachable, 1)
    );

    let list = json(200, &json!({"data": []}));
    let server = Server::start(vec![vec![Step::Close], list]).await;
    assert_eq!(client(&server).models().await.unwrap(), []);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_job_is_handed_in_again_only_when_it_was_not_taken() {
    let task = json(200, &json!({"id": "t1", "task_status": "PROCESSING"}));
    let server = Server::start(vec![json(429, &refusal("1305", "过载")), task]).await;
    assert_eq!(
        client(&server).chat_async(&question()).await.unwrap().id,
        "t1"
    );
    assert_eq!(server.requests().len(), 2);

    for reply in [
        json(500, &refusal("1234", "网络")),
        whole(502, "", "bad gateway"),
    ] {
        let server = Server::start(vec![reply]).await;
        let error = client(&server).chat_async(&question()).await.unwrap_err();
        assert_eq!((error.kind(), server.requests().len()), (Kind::Server, 1));
    }
}
