//! Dictated answers.

use futures_util::StreamExt as _;
use serde_json::json;
use zhipu_sim::{Ended, Gate, Script};

use crate::support::{ask, ask_with, start};

#[tokio::test]
async fn a_script_is_spoken_delta_by_delta() {
    let bench = start().await;
    let script = Script::new()
        .reasoning("嗯")
        .contents(["他说：", "“好”", " 🙂", " שלום"])
        .tool_call("f", &json!({ "x": 1 }))
        .usage(json!({ "prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3 }));
    bench.simulator.script(script.clone());
    bench.simulator.script(script);
    let stream = bench.streamed(&ask("anything")).await;
    assert_eq!(stream.chunks.len(), 7);
    assert_eq!(stream.joined("content"), "他说：“好” 🙂 שלום");
    assert_eq!(stream.finish(), Some("tool_calls"));
    assert_eq!(stream.last()["usage"]["total_tokens"], 3);
    let whole = bench.whole(&ask("anything")).await;
    let message = &whole["choices"][0]["message"];
    assert_eq!(message["reasoning_content"], "嗯");
    assert_eq!(message["content"], "他说：“好” 🙂 שלום");
    assert_eq!(
        message["tool_calls"][0]["function"]["arguments"],
        "{\"x\":1}"
    );
    let after = bench.whole(&ask("hello")).await;
    assert!(
        after["choices"][0]["message"]["content"]
            .as_str()
            .unwrap()
            .contains("demonstration")
    );
}

#[tokio::test]
async fn raw_bytes_and_chunks_stand_as_they_are() {
    let bench = start().await;
    bench.simulator.script(
        Script::text("a")
            .chunk(json!({ "choices": [], "moon": 1 }))
            .raw(": hush\r\n\r\n")
            .finish("weird"),
    );
    let response = bench.send(&ask_with("x", &json!({ "stream": true }))).await;
    let text = response.text().await.unwrap();
    assert!(
        text.contains("data: {\"choices\":[],\"moon\":1}\n\n: hush\r\n\r\ndata: "),
        "{text}"
    );
    assert!(text.contains("\"finish_reason\":\"weird\""));
}

#[tokio::test]
async fn a_gate_holds_the_answer_until_it_is_opened() {
    let bench = start().await;
    let gate = Gate::new();
    bench
        .simulator
        .script(Script::text("before").hold(&gate).content("after"));
    let response = bench.send(&ask_with("x", &json!({ "stream": true }))).await;
    let mut bytes = response.bytes_stream();
    let first = bytes.next().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&first).contains("before"));
    gate.reached().await;
    assert_eq!(bench.simulator.requests()[0].ended, Ended::Answering);
    gate.open();
    let mut rest = String::new();
    while let Some(piece) = bytes.next().await {
        rest.push_str(&String::from_utf8_lossy(&piece.unwrap()));
    }
    assert!(rest.contains("after") && rest.ends_with("data: [DONE]\n\n"));
}

#[tokio::test]
async fn a_caller_that_leaves_is_noticed() {
    let bench = start().await;
    let gate = Gate::new();
    bench.simulator.script(Script::text("before").hold(&gate));
    let response = bench.send(&ask_with("x", &json!({ "stream": true }))).await;
    gate.reached().await;
    drop(response);
    let seen = bench
        .simulator
        .wait_until(|seen| seen[0].ended != Ended::Answering)
        .await;
    assert_eq!(seen[0].ended, Ended::Abandoned);
    assert_eq!(seen[0].json()["stream"], true);
}
