//! Chat completions: shapes, counts, thinking, limits, pace.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use zhipu_sim::{Language, Options};

use crate::support::{ask, ask_with, start, start_with};

#[tokio::test]
async fn a_whole_answer_has_the_documented_shape() {
    let bench = start().await;
    let answer = bench.whole(&ask("讲讲黄河")).await;
    let names: Vec<&String> = answer.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "id",
            "request_id",
            "object",
            "created",
            "model",
            "choices",
            "usage"
        ]
    );
    assert_eq!(answer["object"], "chat.completion");
    assert_eq!(answer["id"], answer["request_id"]);
    assert_eq!(answer["model"], "glm-4.7");
    let choice = &answer["choices"][0];
    assert_eq!(choice["finish_reason"], "stop");
    let content = choice["message"]["content"].as_str().unwrap();
    assert!(content.lines().next().unwrap().contains("演示平台"));
    assert!(content.contains("讲讲黄河"));
    assert!(
        !choice["message"]["reasoning_content"]
            .as_str()
            .unwrap()
            .is_empty()
    );
    let usage = &answer["usage"];
    let count = |name: &str| usage[name].as_u64().unwrap();
    assert_eq!(
        count("total_tokens"),
        count("prompt_tokens") + count("completion_tokens")
    );
    assert!(
        usage["completion_tokens_details"]["reasoning_tokens"]
            .as_u64()
            .unwrap()
            > 10
    );
}

#[tokio::test]
async fn a_stream_carries_the_same_answer_in_the_documented_chunks() {
    let bench = start().await;
    let whole = bench.whole(&ask("讲讲黄河")).await;
    let stream = bench.streamed(&ask("讲讲黄河")).await;
    assert!(stream.done);
    let message = &whole["choices"][0]["message"];
    assert_eq!(
        stream.joined("content"),
        message["content"].as_str().unwrap()
    );
    assert_eq!(
        stream.joined("reasoning_content"),
        message["reasoning_content"].as_str().unwrap()
    );
    let first = &stream.chunks[0];
    let names: Vec<&String> = first.as_object().unwrap().keys().collect();
    assert_eq!(names, ["id", "created", "object", "model", "choices"]);
    assert_eq!(first["object"], "chat.completion.chunk");
    assert_eq!(first["choices"][0]["delta"]["role"], "assistant");
    assert!(first["choices"][0].get("finish_reason").is_none());
    assert!(stream.chunks.iter().all(|chunk| chunk["id"] == first["id"]));
    let last = stream.last();
    assert_eq!(last["choices"][0]["finish_reason"], "stop");
    assert_eq!(last["choices"][0]["delta"]["content"], "");
    assert_eq!(
        last["usage"]["completion_tokens"],
        whole["usage"]["completion_tokens"]
    );
    let others = stream.chunks.len() - 1;
    assert!(
        stream.chunks[..others]
            .iter()
            .all(|chunk| chunk.get("usage").is_none())
    );
    assert_eq!(
        u64::try_from(others).unwrap(),
        last["usage"]["completion_tokens"],
        "a token each"
    );
}

#[tokio::test]
async fn thinking_comes_before_the_answer() {
    let bench = start().await;
    let stream = bench.streamed(&ask("Why is the sky blue?")).await;
    let kinds: Vec<bool> = stream.chunks[..stream.chunks.len() - 1]
        .iter()
        .map(|chunk| {
            chunk["choices"][0]["delta"]
                .get("reasoning_content")
                .is_some()
        })
        .collect();
    let thoughts = kinds.iter().take_while(|thinks| **thinks).count();
    assert!(thoughts > 5 && kinds[thoughts..].iter().all(|thinks| !thinks));
}

#[tokio::test]
async fn thinking_can_be_off_or_inside_the_content() {
    let bench = start().await;
    let off = bench
        .streamed(&ask_with(
            "hi",
            &json!({ "thinking": { "type": "disabled" } }),
        ))
        .await;
    assert_eq!(off.joined("reasoning_content"), "");
    let none = ask_with(
        "hi",
        &json!({ "model": "glm-5.2", "reasoning_effort": "none" }),
    );
    assert_eq!(bench.streamed(&none).await.joined("reasoning_content"), "");
    let inside = bench
        .streamed(&ask_with("hi", &json!({ "model": "glm-z1-flash" })))
        .await;
    assert!(inside.joined("content").starts_with("<think>\n"));
    assert_eq!(inside.joined("reasoning_content"), "");
    let old = bench
        .whole(&ask_with("hi", &json!({ "model": "glm-4-flash-250414" })))
        .await;
    assert!(
        old["choices"][0]["message"]
            .get("reasoning_content")
            .is_none()
    );
    assert!(old["usage"].get("completion_tokens_details").is_none());
    assert!(
        old["usage"].get("prompt_tokens_details").is_none(),
        "it has no cache"
    );
}

#[tokio::test]
async fn equal_seeds_give_equal_answers_and_ids_differ_within_a_run() {
    let seeded = |seed| {
        start_with(Options {
            seed,
            ..Options::default()
        })
    };
    let (one, same, other) = (seeded(7).await, seeded(7).await, seeded(8).await);
    let body = ask("[[length:4000]] 你好");
    let content = |answer: &Value| answer["choices"][0]["message"]["content"].clone();
    let (first, again) = (one.whole(&body).await, one.whole(&body).await);
    assert_ne!(first["id"], again["id"]);
    assert_eq!(content(&first), content(&again));
    assert_eq!(content(&first), content(&same.whole(&body).await));
    assert_ne!(content(&first), content(&other.whole(&body).await));
}

#[tokio::test]
async fn the_language_is_that_of_the_question() {
    let bench = start_with(Options {
        language: Language::English,
        ..Options::default()
    })
    .await;
    for (text, words) in [
        ("黄河", "演示平台"),
        ("rivers", "demonstration"),
        ("42 🙂", "demonstration"),
    ] {
        let answer = bench.whole(&ask(text)).await;
        assert!(
            answer["choices"][0]["message"]["content"]
                .as_str()
                .unwrap()
                .contains(words)
        );
    }
}

#[tokio::test]
async fn max_tokens_and_stop_words_end_an_answer() {
    let bench = start().await;
    let short = bench
        .streamed(&ask_with("hello", &json!({ "max_tokens": 5 })))
        .await;
    assert_eq!(short.finish(), Some("length"));
    assert_eq!(short.last()["usage"]["completion_tokens"], 5);
    let body = ask_with(
        "[[text:one, two, three]]",
        &json!({ "stop": [", three", ", two"] }),
    );
    let stopped = bench.streamed(&body).await;
    assert_eq!(
        stopped.joined("content"),
        "one, two",
        "only the first stop word is honoured"
    );
    assert_eq!(stopped.finish(), Some("stop"));
}

#[tokio::test]
async fn cached_tokens_grow_with_a_repeated_prefix() {
    let bench = start().await;
    let cached =
        |answer: &Value| answer["usage"]["prompt_tokens_details"]["cached_tokens"].as_u64();
    let mut body = ask("一段足够长的开头，用来看缓存。");
    let first = bench.whole(&body).await;
    assert_eq!(cached(&first), Some(0));
    let messages = body["messages"].as_array_mut().unwrap();
    messages.push(json!({ "role": "assistant", "content": "好的" }));
    messages.push(json!({ "role": "user", "content": "接下来呢？" }));
    let second = bench.whole(&body).await;
    assert_eq!(cached(&second), first["usage"]["prompt_tokens"].as_u64());
    let third = bench.whole(&body).await;
    assert_eq!(
        cached(&third),
        third["usage"]["prompt_tokens"].as_u64().map(|all| all - 1)
    );
}

#[tokio::test]
async fn a_title_is_the_first_words() {
    let bench = start().await;
    let body = json!({ "model": "glm-4.7", "messages": [
        { "role": "system", "content": "Write a short title. 请写一个标题。" },
        { "role": "user", "content": "How do I count words in Rust? Thanks! [[fault:cut after=1]]" } ] });
    let title = bench.streamed(&body).await;
    assert_eq!(title.joined("content"), "How do I count words in Rust?");
}

#[tokio::test]
async fn json_mode_answers_with_an_object() {
    let bench = start().await;
    let body = ask_with(
        "黄河 🙂",
        &json!({ "response_format": { "type": "json_object" } }),
    );
    let answer = bench.streamed(&body).await.joined("content");
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["question"], "黄河 🙂");
    assert_eq!(answer["demonstration"], true);
}

#[tokio::test]
async fn the_pace_is_kept() {
    let bench = start_with(Options {
        tokens_per_second: 100.0,
        ..Options::default()
    })
    .await;
    let begun = Instant::now();
    let stream = bench
        .streamed(&ask_with("hello", &json!({ "max_tokens": 31 })))
        .await;
    let took = begun.elapsed();
    assert_eq!(stream.chunks.len(), 32);
    // 31 tokens have 30 gaps of 10 ms; the upper bound only says that it does not hang.
    assert!(
        took >= Duration::from_millis(300) && took < Duration::from_secs(3),
        "{took:?}"
    );
    let quick = bench.streamed(&ask("[[speed:0]][[length:5000]] x")).await;
    assert!(quick.chunks.len() > 500, "a magic word overrides the pace");
}

#[tokio::test]
async fn unknown_parameters_are_ignored_and_a_request_id_comes_back() {
    let bench = start().await;
    let body = ask_with(
        "hello",
        &json!({ "stream_options": { "include_usage": true }, "store": true, "moon": [1],
            "request_id": "my-request-1", "reasoning_effort": "medium", "seed": 3 }),
    );
    let answer = bench.whole(&body).await;
    assert_eq!(answer["request_id"], "my-request-1");
    assert_ne!(answer["id"], "my-request-1");
}

#[tokio::test]
async fn both_bases_and_the_plain_one_serve() {
    let bench = start().await;
    for base in ["/api/paas/v4", "/api/coding/paas/v4", "/v1"] {
        let url = format!("{}{base}/chat/completions", bench.simulator.origin());
        let model = if base == "/v1" {
            "smollm2:135m"
        } else {
            "glm-4.7"
        };
        let body = ask_with("hello", &json!({ "model": model, "temperature": 0.5 }));
        let request = bench
            .client
            .post(url)
            .bearer_auth(bench.simulator.key())
            .json(&body);
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["model"], model);
    }
    let models: Value = bench
        .get("/models")
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let ids: Vec<&str> = models["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|model| model["id"].as_str().unwrap())
        .collect();
    assert!(
        ids.contains(&"glm-5.3") && !ids.contains(&"glm-4.6v"),
        "{ids:?}"
    );
}
