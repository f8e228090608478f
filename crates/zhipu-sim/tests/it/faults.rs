//! Every fault over a real socket: by header, by magic word and by rule.

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use serde_json::{Value, json};
use zhipu_sim::{Ended, Fault, Rule};

use crate::support::{Bench, Stream, ask, ask_with, refusal, start};

/// Sends a streamed question with a fault in the header: the bytes that came, and whether the
/// connection broke.
async fn broken(bench: &Bench, fault: &str) -> (Vec<u8>, bool) {
    let body = ask_with("讲讲黄河", &json!({ "stream": true }));
    let request = bench
        .post("/chat/completions")
        .header("x-sim-fault", fault)
        .json(&body);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    let mut stream = response.bytes_stream();
    let mut bytes = Vec::new();
    while let Some(piece) = stream.next().await {
        match piece {
            Ok(piece) => bytes.extend_from_slice(&piece),
            Err(_) => return (bytes, true),
        }
    }
    (bytes, false)
}

async fn text(bench: &Bench, fault: &str) -> String {
    let (bytes, broke) = broken(bench, fault).await;
    assert!(!broke, "{fault} ends on a clean connection");
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn refusals_have_their_status_and_code() {
    let bench = start().await;
    for (fault, status, code) in [
        ("401", 401, "1000"),
        ("1003", 401, "1003"),
        ("429", 429, "1302"),
        ("1302", 429, "1302"),
        ("1305", 429, "1305"),
        ("1113", 429, "1113"),
        ("500", 500, "500"),
        ("1234", 500, "1234"),
        ("503", 503, "503"),
        ("1301", 400, "1301"),
    ] {
        let request = bench
            .post("/chat/completions")
            .header("x-sim-fault", fault)
            .json(&ask("x"));
        let response = request.send().await.unwrap();
        assert!(response.headers().get("retry-after").is_none());
        let (found, business, message) = refusal(response).await;
        assert_eq!((found, business.as_str()), (status, code));
        assert!(!message.is_empty());
    }
    let request = bench
        .post("/chat/completions")
        .header("x-sim-fault", "1302;retry-after=7");
    let response = request.json(&ask("x")).send().await.unwrap();
    assert_eq!(response.headers()["retry-after"], "7");
}

#[tokio::test]
async fn a_sensitive_prompt_names_who_was_stopped() {
    let bench = start().await;
    let response = bench.send(&ask("x [[fault:sensitive]]")).await;
    assert_eq!(response.status(), 400);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["error"]["code"], "1301");
    assert_eq!(
        body["contentFilter"],
        json!([{ "level": 1, "role": "user" }])
    );
}

#[tokio::test]
async fn an_error_may_hide_under_200() {
    let bench = start().await;
    let response = bench.send(&ask("[[fault:error-200 code=1113]]")).await;
    assert_eq!(
        refusal(response).await,
        (
            200,
            "1113".to_owned(),
            "余额不足或无可用资源包，请充值。".to_owned()
        )
    );
    let response = bench
        .send(&ask("[[fault:error-200 code=1000 form=in-band]]"))
        .await;
    assert_eq!(response.status(), 200);
    let body: Value = response.json().await.unwrap();
    assert_eq!(
        (&body["code"], &body["success"]),
        (&json!(1000), &json!(false))
    );
}

#[tokio::test]
async fn a_slow_first_byte_comes_late() {
    let bench = start().await;
    let begun = Instant::now();
    let stream = bench.streamed(&ask("hello [[fault:slow ms=300]]")).await;
    assert!(begun.elapsed() >= Duration::from_millis(300));
    assert!(stream.done, "but whole");
}

#[tokio::test]
async fn a_stall_is_silent_after_some_events() {
    let bench = start().await;
    let body = ask_with("hello [[fault:stall after=3]]", &json!({ "stream": true }));
    let response = bench.send(&body).await;
    let mut stream = response.bytes_stream();
    let mut text = String::new();
    while text.matches("data: ").count() < 3 {
        text.push_str(&String::from_utf8_lossy(
            &stream.next().await.unwrap().unwrap(),
        ));
    }
    let silent = tokio::time::timeout(Duration::from_millis(150), stream.next()).await;
    assert!(
        silent.is_err(),
        "nothing more comes, and the connection is open"
    );
    assert_eq!(Stream::read(&text).chunks.len(), 3);
}

#[tokio::test]
async fn a_cut_sends_exactly_so_many_bytes() {
    let bench = start().await;
    for after in [0, 1, 200, 5000] {
        let (bytes, broke) = broken(&bench, &format!("cut;after={after}")).await;
        assert!(broke, "the connection breaks");
        assert_eq!(bytes.len(), after);
    }
    let seen = bench
        .simulator
        .wait_until(|seen| seen.iter().all(|one| one.ended == Ended::Broken))
        .await;
    assert_eq!(seen[0].fault, Some(Fault::Cut { after_bytes: 0 }));
}

#[tokio::test]
async fn half_a_character_is_the_last_that_comes() {
    let bench = start().await;
    let (bytes, broke) = broken(&bench, "half;after=700").await;
    assert!(broke && bytes.len() > 700);
    let error = std::str::from_utf8(&bytes).unwrap_err();
    assert_eq!(error.error_len(), None, "it ends inside a character");
}

#[tokio::test]
async fn a_huge_line_is_one_line() {
    let bench = start().await;
    let text = text(&bench, "huge;after=2;bytes=3000000").await;
    assert!(text.lines().any(|line| line.len() > 3_000_000));
    assert!(text.ends_with("data: [DONE]\n\n"));
}

#[tokio::test]
async fn a_chunk_comes_twice() {
    let bench = start().await;
    let stream = Stream::read(&text(&bench, "duplicate;after=4").await);
    assert_eq!(stream.chunks[4], stream.chunks[5]);
    assert_ne!(stream.chunks[3], stream.chunks[4]);
}

#[tokio::test]
async fn an_error_ends_the_stream_from_within() {
    let bench = start().await;
    let stream = Stream::read(&text(&bench, "error-in-stream;after=3;code=1305").await);
    assert_eq!(stream.chunks.len(), 4);
    assert_eq!(stream.last()["error"]["code"], "1305");
    assert!(!stream.done);
}

#[tokio::test]
async fn odd_reasons_to_finish() {
    let bench = start().await;
    let moderated = bench
        .streamed(&ask("讲讲黄河 [[fault:sensitive-stop after=9]]"))
        .await;
    assert_eq!(moderated.chunks.len(), 10);
    assert_eq!(moderated.finish(), Some("sensitive"));
    assert_eq!(
        moderated.last()["content_filter"],
        json!([{ "role": "assistant", "level": 1 }])
    );
    let failed = bench
        .streamed(&ask("讲讲黄河 [[fault:network-error after=4]]"))
        .await;
    assert_eq!(
        (failed.chunks.len(), failed.finish()),
        (5, Some("network_error"))
    );
    let unknown = bench
        .whole(&ask("讲讲黄河 [[fault:unknown-finish reason=moon]]"))
        .await;
    assert_eq!(unknown["choices"][0]["finish_reason"], "moon");
    let none = Stream::read(&text(&bench, "no-finish;after=4").await);
    assert_eq!(
        (none.chunks.len(), none.finish(), none.done),
        (4, None, false)
    );
}

#[tokio::test]
async fn odd_frames_carry_the_same_answer() {
    let bench = start().await;
    let plain = bench.streamed(&ask("讲讲黄河")).await;
    let text = text(&bench, "odd-frames").await;
    assert!(text.starts_with('\u{feff}') && text.contains(":\r\ndata: "));
    let events = text.lines().filter_map(|line| line.strip_prefix("data: "));
    let chunks = events.filter_map(|data| serde_json::from_str::<Value>(data).ok());
    let content: String = chunks
        .filter_map(|chunk| {
            chunk["choices"][0]["delta"]["content"]
                .as_str()
                .map(str::to_owned)
        })
        .collect();
    assert_eq!(content, plain.joined("content"));
}

#[tokio::test]
async fn odd_tool_calls_lack_index_and_id() {
    let bench = start().await;
    let tools = json!([{ "type": "function", "function": { "name": "f",
        "parameters": { "properties": { "q": { "type": "string" } } } } }]);
    let body = ask_with(
        "河 [[fault:odd-tools]]",
        &json!({ "tools": tools, "tool_stream": true }),
    );
    let stream = bench.streamed(&body).await;
    let calls: Vec<&Value> = stream
        .chunks
        .iter()
        .map(|chunk| &chunk["choices"][0]["delta"]["tool_calls"][0])
        .filter(|call| call.is_object())
        .collect();
    assert_eq!(calls[0]["index"], -1);
    assert!(calls.len() > 1 && calls[1..].iter().all(|call| call.get("index").is_none()));
}

#[tokio::test]
async fn answers_that_are_not_streamed_break_too() {
    let bench = start().await;
    let response = bench.send(&ask("hello [[fault:cut after=50]]")).await;
    assert!(response.bytes().await.is_err());
    let response = bench.send(&ask("hello [[fault:half]]")).await;
    assert!(response.bytes().await.is_err());
    let response = bench.send(&ask("hello [[fault:huge bytes=2000000]]")).await;
    let bytes = response.bytes().await.unwrap();
    assert!(bytes.len() > 2_000_000);
    assert!(
        serde_json::from_slice::<Value>(&bytes).is_ok(),
        "only its size is wrong"
    );
}

#[tokio::test]
async fn rules_hit_the_requests_they_name() {
    let bench = start().await;
    let faults = bench.simulator.faults();
    faults.add(Rule::next(1, Fault::refused(1305)).for_model("glm-5.2"));
    faults.add(Rule::always(Fault::refused(1000)).on_path("/models"));
    faults.add(Rule::next(2, Fault::refused(500)).when_prompt_contains("黄河"));
    assert_eq!(bench.refused(&ask("讲讲黄河")).await.0, 500);
    assert_eq!(bench.send(&ask("长江")).await.status(), 200);
    assert_eq!(
        bench
            .refused(&ask_with("x", &json!({ "model": "glm-5.2" })))
            .await
            .1,
        "1305"
    );
    assert_eq!(
        bench
            .send(&ask_with("x", &json!({ "model": "glm-5.2" })))
            .await
            .status(),
        200
    );
    assert_eq!(bench.refused(&ask("黄河")).await.0, 500);
    assert_eq!(bench.send(&ask("黄河")).await.status(), 200, "used up");
    assert_eq!(bench.get("/models").send().await.unwrap().status(), 401);
    faults.clear();
    assert_eq!(bench.get("/models").send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_fault_that_is_not_understood_is_refused_by_name() {
    let bench = start().await;
    let request = bench
        .post("/chat/completions")
        .header("x-sim-fault", "stahl")
        .json(&ask("x"));
    let (status, code, message) = refusal(request.send().await.unwrap()).await;
    assert_eq!((status, code.as_str()), (400, "1210"));
    assert!(message.contains("stahl"));
    assert_eq!(bench.refused(&ask("[[fault:wobble]]")).await.0, 400);
}

#[tokio::test]
async fn going_on_after_a_cut_gives_the_rest_and_no_second_cut() {
    let bench = start().await;
    let question = "讲讲黄河 [[fault:cut after=40000]]";
    let response = bench
        .send(&ask_with(question, &json!({ "stream": true })))
        .await;
    let mut stream = response.bytes_stream();
    let mut text = String::new();
    while let Some(Ok(piece)) = stream.next().await {
        text.push_str(&String::from_utf8_lossy(&piece));
    }
    let whole_events = text.rsplit_once("\n\n").unwrap().0;
    let so_far = Stream::read(whole_events).joined("content");
    assert!(!so_far.is_empty());
    let mut body = ask(question);
    let messages = body["messages"].as_array_mut().unwrap();
    messages.push(json!({ "role": "assistant", "content": so_far }));
    messages.push(json!({ "role": "user", "content": "请从中断的地方继续" }));
    let rest = bench.streamed(&body).await;
    assert!(rest.done);
    let whole = bench.streamed(&ask("讲讲黄河")).await.joined("content");
    assert_eq!(format!("{so_far}{}", rest.joined("content")), whole);
}
