//! Asynchronous chat.

use serde_json::{Value, json};
use zhipu_sim::{Fault, Options};

use crate::support::{Bench, ask, refusal, start, start_with};

async fn submit(bench: &Bench) -> Value {
    let mut body = ask("[[text:完成了 ✅]]");
    body["stream"] = json!(true);
    bench
        .post("/async/chat/completions")
        .json(&body)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

async fn poll(bench: &Bench, task: &Value) -> Value {
    let path = format!("/async-result/{}", task["id"].as_str().unwrap());
    bench.get(&path).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn a_result_is_there_after_some_polls() {
    let bench = start_with(Options {
        polls_before_result: 2,
        ..Options::default()
    })
    .await;
    let task = submit(&bench).await;
    assert_eq!(task["task_status"], "PROCESSING");
    assert_eq!(task["model"], "glm-4.7");
    for _ in 0..2 {
        let waiting = poll(&bench, &task).await;
        assert_eq!(waiting["task_status"], "PROCESSING");
        assert!(waiting.get("choices").is_none() && waiting.get("model").is_none());
    }
    for _ in 0..2 {
        let done = poll(&bench, &task).await;
        assert_eq!(
            (&done["task_status"], &done["model"]),
            (&json!("SUCCESS"), &json!("GLM-4.7"))
        );
        assert_eq!(done["choices"][0]["message"]["content"], "完成了 ✅");
        assert!(done["usage"]["total_tokens"].as_u64().unwrap() > 0);
    }
}

#[tokio::test]
async fn a_failed_task_says_so_and_an_unknown_one_is_refused() {
    let bench = start_with(Options {
        polls_before_result: 0,
        ..Options::default()
    })
    .await;
    bench
        .simulator
        .faults()
        .next(1, Fault::NetworkError { after: 0 });
    let task = submit(&bench).await;
    assert_eq!(poll(&bench, &task).await["task_status"], "FAIL");
    let unknown = bench.get("/async-result/nobody").send().await.unwrap();
    assert_eq!(refusal(unknown).await.1, "1233");
}

#[tokio::test]
async fn a_bad_task_is_refused_at_once() {
    let bench = start().await;
    let response = bench
        .post("/async/chat/completions")
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    assert_eq!(refusal(response).await.1, "1213");
}
