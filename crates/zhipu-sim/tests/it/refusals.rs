//! Bad requests get the documented codes.

use serde_json::{Value, json};

use crate::support::{ask, ask_with, refusal, start};

#[tokio::test]
async fn bad_parameters_are_refused_by_code() {
    let bench = start().await;
    let user = json!([{ "role": "user", "content": "hi" }]);
    let picture = json!([{ "role": "user", "content": [
        { "type": "image_url", "image_url": { "url": "https://example.com/a.png" } }] }]);
    let function = |name: &str| json!([{ "type": "function", "function": { "name": name } }]);
    let many: Vec<Value> = (0..129)
        .map(|n| function(&format!("f{n}"))[0].clone())
        .collect();
    let cases: &[(Value, &str, &str)] = &[
        (json!({ "messages": user }), "1213", "model"),
        (ask_with("x", &json!({ "model": "gpt-9" })), "1211", ""),
        (
            ask_with("x", &json!({ "model": "embedding-3" })),
            "1212",
            "",
        ),
        (json!({ "model": "glm-4.7" }), "1213", "messages"),
        (
            ask_with("x", &json!({ "messages": [] })),
            "1214",
            "messages",
        ),
        (
            ask_with("x", &json!({ "messages": "hi" })),
            "1214",
            "messages",
        ),
        (
            ask_with(
                "x",
                &json!({ "messages": [{ "role": "system", "content": "a" }] }),
            ),
            "1214",
            "messages",
        ),
        (
            ask_with(
                "x",
                &json!({ "messages": [{ "role": "king", "content": "a" }] }),
            ),
            "1214",
            "role",
        ),
        (
            ask_with("x", &json!({ "messages": [{ "role": "user" }] })),
            "1213",
            "content",
        ),
        (
            ask_with("x", &json!({ "messages": picture })),
            "1210",
            "content",
        ),
        (
            ask_with("x", &json!({ "temperature": 1.5 })),
            "1210",
            "temperature",
        ),
        (
            ask_with("x", &json!({ "temperature": "warm" })),
            "1210",
            "temperature",
        ),
        (ask_with("x", &json!({ "top_p": -0.1 })), "1210", "top_p"),
        (
            ask_with("x", &json!({ "model": "glm-4.5", "max_tokens": 200_000 })),
            "1210",
            "[1,98304]",
        ),
        (
            ask_with("x", &json!({ "max_tokens": 0 })),
            "1210",
            "[1,131072]",
        ),
        (
            ask_with(
                "x",
                &json!({ "model": "glm-5.3", "thinking": { "type": "disabled" } }),
            ),
            "1210",
            "thinking",
        ),
        (
            ask_with(
                "x",
                &json!({ "model": "glm-5.3", "reasoning_effort": "medium" }),
            ),
            "1210",
            "low, high, max",
        ),
        (
            ask_with("x", &json!({ "thinking": { "type": "maybe" } })),
            "1210",
            "thinking.type",
        ),
        (
            ask_with("x", &json!({ "tools": function("no spaces") })),
            "1210",
            "name",
        ),
        (
            ask_with("x", &json!({ "tools": [{}] })),
            "1213",
            "tools.type",
        ),
        (ask_with("x", &json!({ "tools": many })), "1210", "128"),
        (
            ask_with("x", &json!({ "stop": ["a", "b", "c", "d", "e"] })),
            "1210",
            "stop",
        ),
        (
            ask_with("x", &json!({ "request_id": "short" })),
            "1214",
            "request_id",
        ),
        (ask_with("x", &json!({ "user_id": "u" })), "1214", "user_id"),
    ];
    for (body, code, words) in cases {
        for stream in [false, true] {
            let mut body = body.clone();
            body["stream"] = json!(stream);
            let (status, found, message) = bench.refused(&body).await;
            assert_eq!((status, found.as_str()), (400, *code), "{body}: {message}");
            assert!(message.contains(words), "{message} names {words}");
        }
    }
}

#[tokio::test]
async fn a_prompt_beyond_the_context_is_refused_before_the_stream() {
    let bench = start().await;
    let long = "黄河".repeat(8_100);
    let body = ask_with(&long, &json!({ "model": "charglm-4", "stream": true }));
    let (status, code, _) = bench.refused(&body).await;
    assert_eq!((status, code.as_str()), (400, "1261"));
}

#[tokio::test]
async fn what_is_no_json_or_no_route_is_refused() {
    let bench = start().await;
    for body in ["", "{", "[]", "7", "{\"model\": \"glm"] {
        let response = bench
            .post("/chat/completions")
            .body(body)
            .send()
            .await
            .unwrap();
        let (status, code, _) = refusal(response).await;
        assert_eq!((status, code.as_str()), (400, "1210"));
    }
    for path in ["/nothing", "/chat", "/files/x/y/z", ""] {
        let (status, code, _) = refusal(bench.get(path).send().await.unwrap()).await;
        assert_eq!((status, code.as_str()), (400, "1222"), "{path}");
    }
    let wrong_method = bench.get("/chat/completions").send().await.unwrap();
    assert_eq!(refusal(wrong_method).await.1, "1222");
}

#[tokio::test]
async fn messages_follow_the_asked_language() {
    let bench = start().await;
    let body = ask_with("x", &json!({ "model": "gpt-9" }));
    let (_, _, chinese) = bench.refused(&body).await;
    assert!(chinese.contains("模型不存在"));
    let english = bench
        .post("/chat/completions")
        .header("accept-language", "en-US,en")
        .json(&body);
    let (_, _, english) = refusal(english.send().await.unwrap()).await;
    assert!(english.contains("Unknown model"));
}

#[tokio::test]
async fn the_tokenizer_counts_messages_and_refuses_like_chat() {
    let bench = start().await;
    let count = |body: Value| bench.post("/tokenizer").json(&body).send();
    let answer: Value = count(ask("count me")).await.unwrap().json().await.unwrap();
    assert_eq!(answer["usage"]["prompt_tokens"], 6);
    assert_eq!(answer["usage"]["total_tokens"], 6);
    assert_eq!(answer["usage"]["image_tokens"], 0);
    let chat = bench.whole(&ask("count me")).await;
    assert_eq!(chat["usage"]["prompt_tokens"], 6, "chat counts alike");
    assert_eq!(
        refusal(count(json!({ "messages": [] })).await.unwrap())
            .await
            .1,
        "1213"
    );
    let unknown = ask_with("x", &json!({ "model": "gpt-9" }));
    assert_eq!(refusal(count(unknown).await.unwrap()).await.1, "1211");
}
