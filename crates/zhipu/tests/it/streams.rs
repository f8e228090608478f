//! Streams over a real line: whole, cut, stalled, dropped, and such as are none.

use futures_util::StreamExt as _;
use serde_json::json;
use zhipu::{ChatDelta, FinishReason, Kind};

use crate::server::{
    Server, Step, chunk, content, finish, good_answer, good_stream, json, refusal, stream_end,
    stream_head,
};
use crate::{builder, client, drain, impatient, own_server_client, question, text};

#[tokio::test]
async fn a_streamed_answer_comes_as_deltas_and_the_request_is_what_was_asked() {
    let server = Server::start(vec![good_stream("四 👍")]).await;
    let stream = client(&server).chat_stream(&question()).await.unwrap();
    let (deltas, failed) = drain(stream).await;
    assert!(failed.is_none());
    assert_eq!(text(&deltas), "四 👍");
    assert!(matches!(deltas[0], ChatDelta::Started { .. }));
    assert_eq!(
        deltas.last(),
        Some(&ChatDelta::Finished(FinishReason::Stop))
    );
    let request = &server.requests()[0];
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("POST", "/api/paas/v4/chat/completions")
    );
    assert_eq!(request.json()["stream"], true);
    assert_eq!(request.json()["messages"][0]["content"], "二加二？ 🤔 שלום");
    assert_eq!(request.header("accept-encoding"), Some("identity"));
}

#[tokio::test]
async fn the_next_call_uses_the_same_connection() {
    let server = Server::start(vec![good_stream("a"), good_stream("b")]).await;
    let client = client(&server);
    for expected in ["a", "b"] {
        let (deltas, _) = drain(client.chat_stream(&question()).await.unwrap()).await;
        assert_eq!(text(&deltas), expected);
    }
    assert_eq!((server.requests().len(), server.connections()), (2, 1));
}

#[tokio::test]
async fn characters_cut_between_two_pieces_of_the_line_are_whole_again() {
    let body = format!(
        "{}{}data: [DONE]\n\n",
        content("你好 👩‍👩‍👧 שלום"),
        finish("stop")
    );
    let mut steps = vec![stream_head()];
    steps.extend(body.as_bytes().chunks(1).map(chunk));
    steps.push(stream_end());
    let server = Server::start(vec![steps]).await;
    let (deltas, failed) = drain(client(&server).chat_stream(&question()).await.unwrap()).await;
    assert!(failed.is_none());
    assert_eq!(text(&deltas), "你好 👩‍👩‍👧 שלום");
}

#[tokio::test]
async fn a_cut_line_keeps_what_has_come_and_is_not_asked_again() {
    let half = &content("另一半").into_bytes()[..40];
    for ending in [
        vec![Step::Close],
        vec![chunk(half), Step::Close],
        vec![stream_end()],
    ] {
        let mut steps = vec![stream_head(), chunk(content("一半").as_bytes())];
        steps.extend(ending.clone());
        let server = Server::start(vec![steps]).await;
        let stream = client(&server).chat_stream(&question()).await.unwrap();
        let (deltas, failed) = drain(stream).await;
        assert_eq!(text(&deltas), "一半");
        assert!(
            !deltas
                .iter()
                .any(|delta| matches!(delta, ChatDelta::Finished(_)))
        );
        let error = failed.expect("a cut line is an error");
        assert_eq!(error.kind(), Kind::Cut, "{ending:?}");
        assert_eq!(error.request_id(), Some("20260711170100aa"));
        assert_eq!(server.requests().len(), 1, "never after the first byte");
    }
}

#[tokio::test]
async fn half_a_character_at_the_end_is_a_cut_line() {
    let event = content("好").into_bytes();
    let at = event
        .windows(3)
        .position(|window| window == "好".as_bytes())
        .unwrap();
    let steps = vec![stream_head(), chunk(&event[..=at]), stream_end()];
    let server = Server::start(vec![steps]).await;
    let (_, failed) = drain(client(&server).chat_stream(&question()).await.unwrap()).await;
    assert_eq!(failed.unwrap().kind(), Kind::Cut);
}

#[tokio::test]
async fn an_error_inside_the_stream_ends_it_and_is_not_tried_again() {
    let frame = format!("data: {}\n\n", refusal("1305", "过载 S3cretS3cretAbcd"));
    let steps = vec![
        stream_head(),
        chunk(content("一半").as_bytes()),
        chunk(frame.as_bytes()),
    ];
    let server = Server::start(vec![steps]).await;
    let (deltas, failed) = drain(client(&server).chat_stream(&question()).await.unwrap()).await;
    assert_eq!(text(&deltas), "一半");
    let error = failed.unwrap();
    assert_eq!(
        (error.kind(), error.code(), error.status()),
        (Kind::Overloaded, Some("1305"), None)
    );
    assert_eq!(error.platform_message(), Some("过载 [key]"));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn an_error_under_http_200_is_found_before_the_stream_begins() {
    let overloaded = json(200, &refusal("1305", "过载"));
    let server = Server::start(vec![overloaded, good_stream("好")]).await;
    let (deltas, failed) = drain(client(&server).chat_stream(&question()).await.unwrap()).await;
    assert!(failed.is_none());
    assert_eq!((text(&deltas).as_str(), server.requests().len()), ("好", 2));

    let no_key = json!({"code": 1000, "msg": "身份验证失败", "success": false});
    let server = Server::start(vec![json(200, &no_key)]).await;
    let error = client(&server).chat_stream(&question()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::Auth, Some(200)));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_server_that_cannot_stream_gives_its_answer_as_deltas() {
    let server = Server::start(vec![json(200, &good_answer("<think>嗯</think>好"))]).await;
    let stream = own_server_client(&server)
        .chat_stream(&question())
        .await
        .unwrap();
    let (deltas, failed) = drain(stream).await;
    assert!(failed.is_none());
    assert_eq!(deltas[1], ChatDelta::Reasoning("嗯".to_owned()));
    assert_eq!(text(&deltas), "好");
    let request = &server.requests()[0];
    assert_eq!(request.target, "/v1/chat/completions");
    assert_eq!(request.json()["stream_options"]["include_usage"], true);
    assert_eq!(request.header("authorization"), None);
}

#[tokio::test]
async fn dropping_the_stream_closes_the_line() {
    let steps = vec![stream_head(), chunk(content("一").as_bytes()), Step::Stall];
    let server = Server::start(vec![steps]).await;
    let mut stream = client(&server).chat_stream(&question()).await.unwrap();
    while !matches!(stream.next().await, Some(Ok(ChatDelta::Content(_)))) {}
    drop(stream);
    server.hung_up().await;
}

#[tokio::test]
async fn a_finish_reason_is_enough_when_the_server_forgets_to_hang_up() {
    let body = format!("{}{}", content("好"), finish("length"));
    let steps = vec![stream_head(), chunk(body.as_bytes()), Step::Stall];
    let server = Server::start(vec![steps]).await;
    let client = builder(&server).timeouts(impatient()).build().unwrap();
    let (deltas, failed) = drain(client.chat_stream(&question()).await.unwrap()).await;
    assert!(failed.is_none());
    assert_eq!(
        deltas.last(),
        Some(&ChatDelta::Finished(FinishReason::Length))
    );
}

#[tokio::test]
async fn the_request_id_is_known_from_a_header_and_then_from_the_body() {
    let head = "HTTP/1.1 200 OK\r\nx-request-id: gateway-7\r\ncontent-type: text/event-stream\r\n\
                transfer-encoding: chunked\r\n\r\n";
    let mut steps = good_stream("好");
    steps[0] = Step::Send(head.as_bytes().to_vec());
    let server = Server::start(vec![steps]).await;
    let mut stream = client(&server).chat_stream(&question()).await.unwrap();
    assert_eq!(stream.request_id(), Some("gateway-7"));
    stream.next().await;
    assert_eq!(stream.request_id(), Some("20260711170100aa"));
}
