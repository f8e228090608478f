//! Every shape of an error body, and failures below HTTP.

use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use zhipu::{Client, Endpoint, Error, Kind, Proxy, UnreachableCause};

use crate::server::{Server, Step, good_answer, json, json_with, refusal, stream_head, whole};
use crate::{KEY, client, drain, own_server_client, question, quick};

async fn failure(reply: Vec<Step>) -> Error {
    let server = Server::start(vec![reply]).await;
    client(&server).chat(&question()).await.unwrap_err()
}

#[tokio::test]
async fn everything_a_refusal_says_is_kept() {
    let body = json!({
        "contentFilter": [{"level": 1, "role": "user"}],
        "error": {"code": "1301", "message": "系统检测到输入内容可能包含不安全或敏感内容"},
        "request_id": "2026071118",
    });
    let error = failure(json(400, &body)).await;
    assert_eq!(error.kind(), Kind::Sensitive);
    assert_eq!((error.code(), error.status()), (Some("1301"), Some(400)));
    assert_eq!(error.request_id(), Some("2026071118"));
    assert_eq!(error.content_filter()[0].role.as_deref(), Some("user"));
    assert!(error.platform_message().unwrap().contains("敏感"));
    assert!(error.to_string().contains("1301"), "{error}");
}

#[tokio::test]
async fn the_request_id_may_come_in_a_header() {
    let error = failure(json_with(
        400,
        "x-request-id: h-1\r\n",
        &refusal("1214", "x"),
    ))
    .await;
    assert_eq!(error.request_id(), Some("h-1"));
}

#[tokio::test]
async fn the_other_shapes_are_understood_under_any_status() {
    let flat = json!({"code": 1000, "msg": "bad key", "success": false});
    assert_eq!(failure(json(200, &flat)).await.kind(), Kind::Auth);
    let numbered = json!({"code": 1113, "message": "余额不足"});
    assert_eq!(failure(json(200, &numbered)).await.kind(), Kind::Balance);
    let number = json!({"error": {"code": 1211, "message": "模型不存在"}});
    assert_eq!(failure(json(400, &number)).await.code(), Some("1211"));
}

#[tokio::test]
async fn a_reset_time_and_a_cap_are_read_from_the_message() {
    let message = "已达到使用上限，将在 2026-11-23 18:00:00 重置";
    let error = failure(json(429, &refusal("1308", message))).await;
    assert_eq!(error.reset_time(), Some("2026-11-23 18:00:00"));
    let error = failure(json(400, &refusal("1210", "max_tokens 范围 [1,98304]"))).await;
    assert_eq!(error.max_tokens_limit(), Some(98_304));
}

#[tokio::test]
async fn bodies_that_are_no_json_leave_the_status() {
    let error = failure(whole(
        403,
        "content-type: text/html\r\n",
        "<html>WAF</html>",
    ))
    .await;
    assert_eq!(
        (error.kind(), error.platform_message()),
        (Kind::Forbidden, None)
    );
    let error = failure(whole(413, "content-type: text/plain\r\n", "too large\n")).await;
    assert_eq!(
        (error.kind(), error.platform_message()),
        (Kind::TooLarge, Some("too large"))
    );
    let error = failure(whole(
        200,
        "content-type: text/html\r\n",
        "<html>login</html>",
    ))
    .await;
    assert_eq!((error.kind(), error.status()), (Kind::Malformed, Some(200)));
}

#[tokio::test]
async fn a_redirect_is_not_followed_so_that_no_login_page_gets_the_key() {
    let server = Server::start(vec![whole(302, "location: /login\r\n", "")]).await;
    let error = client(&server).chat(&question()).await.unwrap_err();
    assert_eq!(
        (error.kind(), server.requests().len()),
        (Kind::Malformed, 1)
    );
}

#[tokio::test]
async fn a_refusal_whose_body_is_cut_is_still_a_refusal() {
    let head = b"HTTP/1.1 401 No\r\ncontent-length: 500\r\n\r\n{\"error\":".to_vec();
    let error = failure(vec![Step::Send(head), Step::Close]).await;
    assert_eq!((error.kind(), error.status()), (Kind::Auth, Some(401)));
}

#[tokio::test]
async fn own_servers_are_understood() {
    let too_long = json!({"error": {"message": "This model's maximum context length is 512 tokens",
        "type": "invalid_request_error", "param": "messages", "code": "context_length_exceeded"}});
    let llama = json!({"error": {"code": 400, "type": "exceed_context_size_error",
        "message": "the request exceeds the available context size"}});
    for body in [too_long, llama] {
        let server = Server::start(vec![json(400, &body)]).await;
        let error = own_server_client(&server)
            .chat_stream(&question())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), Kind::PromptTooLong);
    }
    let missing = json!({"error": "model 'glm-4.7' not found"});
    let server = Server::start(vec![json(404, &missing)]).await;
    let error = own_server_client(&server)
        .chat_stream(&question())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), Kind::ModelUnknown);
}

#[tokio::test]
async fn a_server_that_hangs_up_on_a_stream_says_why_when_asked_for_a_whole_answer() {
    let too_long = json!({"error": {"message": "This model's maximum context length is 512 tokens",
        "type": "invalid_request_error", "param": "messages", "code": "context_length_exceeded"}});
    let replies = vec![
        vec![stream_head(), Step::Close],
        // The next call finds the line closed: that is no answer to why.
        vec![Step::Close],
        json(400, &too_long),
        json(200, &good_answer("four")),
        vec![Step::Close],
    ];
    let server = Server::start(replies).await;
    let client = own_server_client(&server);
    let (deltas, error) = drain(client.chat_stream(&question()).await.unwrap()).await;
    assert_eq!(deltas, []);
    assert_eq!(error.unwrap().kind(), Kind::Cut);
    let error = client.chat_refusal(&question()).await.unwrap();
    assert_eq!(error.kind(), Kind::PromptTooLong);
    let asked = server.requests()[2].json();
    assert_eq!(
        (&asked["stream"], &asked["max_tokens"]),
        (&json!(false), &json!(1))
    );
    assert_eq!(asked["messages"], server.requests()[0].json()["messages"]);
    assert!(
        client.chat_refusal(&question()).await.is_none(),
        "it would answer now"
    );
    assert!(
        client.chat_refusal(&question()).await.is_none(),
        "a lost line is no word"
    );
}

#[tokio::test]
async fn a_key_that_the_server_repeats_is_in_no_error() {
    let message = format!("Incorrect API key provided: {KEY}");
    let error = failure(json(401, &refusal("1002", &message))).await;
    let shown = format!("{error} {error:?} {:?}", error.platform_message());
    assert!(
        !shown.contains("S3cret") && shown.contains("[key]"),
        "{shown}"
    );
}

#[tokio::test]
async fn nobody_at_the_address_is_told_apart_from_an_unknown_name() {
    let port = Server::start(vec![vec![Step::Close]]).await.port();
    let nobody = Endpoint::platform_at(&format!("http://127.0.0.1:{port}")).unwrap();
    // The server above is dropped by now; wait until its port is free again.
    while tokio::net::TcpStream::connect(("127.0.0.1", port))
        .await
        .is_ok()
    {
        tokio::task::yield_now().await;
    }
    let client = Client::builder(nobody).retry(quick()).build().unwrap();
    let error = client.chat(&question()).await.unwrap_err();
    assert_eq!(error.unreachable_cause(), Some(UnreachableCause::Connect));

    let unknown = Endpoint::custom("http://no-such-host.invalid/v1").unwrap();
    let client = Client::builder(unknown)
        .proxy(Proxy::Direct)
        .retry(quick())
        .build()
        .unwrap();
    let error = client.chat(&question()).await.unwrap_err();
    assert_eq!(error.unreachable_cause(), Some(UnreachableCause::Dns));
    assert!(
        !format!("{error:?}").contains("/v1"),
        "addresses are left out: {error:?}"
    );
}

#[tokio::test]
async fn a_server_without_encryption_is_a_tls_failure() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let endpoint = Endpoint::custom(&format!("https://{address}/v1")).unwrap();
    let client = match Client::builder(endpoint).retry(quick()).build() {
        Ok(client) => client,
        Err(error) => return eprintln!("skipped: no root certificates here ({error})"),
    };
    let call = tokio::spawn(async move { client.chat(&question()).await.unwrap_err() });
    let (mut socket, _) = listener.accept().await.unwrap();
    socket
        .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        .await
        .unwrap();
    let error = call.await.unwrap();
    assert_eq!(
        error.unreachable_cause(),
        Some(UnreachableCause::Tls),
        "{error:?}"
    );
}
