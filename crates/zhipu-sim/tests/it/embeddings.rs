//! Vectors and order: like texts are near, limits are refused, faults apply.

use serde_json::{Value, json};
use zhipu_sim::{Fault, Rule};

use crate::support::{Bench, refusal, start};

async fn post(bench: &Bench, path: &str, body: &Value) -> reqwest::Response {
    bench.post(path).json(body).send().await.unwrap()
}

async fn good(bench: &Bench, path: &str, body: &Value) -> Value {
    let response = post(bench, path, body).await;
    assert_eq!(response.status(), 200);
    response.json().await.unwrap()
}

fn vector(answer: &Value, index: usize) -> Vec<f64> {
    serde_json::from_value(answer["data"][index]["embedding"].clone()).unwrap()
}

fn near(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[tokio::test]
async fn like_texts_are_near_in_both_languages_and_equal_ones_equal() {
    let bench = start().await;
    let texts = [
        "员工每年有十天年假",
        "每位员工的年假是十天",
        "火车在雨夜里出发",
        "Employees get ten days of leave",
        "How many days of leave does an employee get?",
        "The train left on a rainy night",
        "🙂",
        "员工每年有十天年假",
    ];
    for dimensions in [256, 512, 1024, 2048] {
        let body = json!({"model": "embedding-3", "input": texts, "dimensions": dimensions});
        let answer = good(&bench, "/embeddings", &body).await;
        let vectors: Vec<Vec<f64>> = (0..texts.len()).map(|at| vector(&answer, at)).collect();
        for vector in &vectors {
            assert_eq!(vector.len(), dimensions);
            assert!((near(vector, vector) - 1.0).abs() < 1e-5, "of length 1");
        }
        assert!(near(&vectors[0], &vectors[1]) > near(&vectors[0], &vectors[2]) + 0.3);
        assert!(near(&vectors[3], &vectors[4]) > near(&vectors[3], &vectors[5]) + 0.3);
        assert_eq!(vectors[0], vectors[7]);
    }
}

#[tokio::test]
async fn an_answer_has_the_form_of_the_platform_and_counts_tokens() {
    let bench = start().await;
    let body = json!({"model": "embedding-3", "input": "red bicycle"});
    let answer = good(&bench, "/embeddings", &body).await;
    assert_eq!(answer["object"], "list");
    assert_eq!(answer["data"][0]["object"], "embedding");
    assert_eq!(answer["data"][0]["index"], 0);
    assert_eq!(vector(&answer, 0).len(), 2048, "what is given unasked");
    let usage = json!({"prompt_tokens": 2, "completion_tokens": 0, "total_tokens": 2});
    assert_eq!(answer["usage"], usage);
    let older = json!({"model": "Embedding-2", "input": ["一", "二"]});
    let answer = good(&bench, "/embeddings", &older).await;
    assert_eq!(
        (
            vector(&answer, 1).len(),
            answer["data"].as_array().unwrap().len()
        ),
        (1024, 2)
    );
}

#[tokio::test]
async fn what_is_over_a_limit_is_refused_by_code() {
    let bench = start().await;
    let three = |input: Value| json!({"model": "embedding-3", "input": input});
    let with = |name: &str, value: Value| {
        let mut body = three(json!("x"));
        body[name] = value;
        body
    };
    let long = "黄河".repeat(3073);
    for (body, code) in [
        (json!({"input": "x"}), "1213"),
        (with("model", json!("gpt-9")), "1211"),
        (with("model", json!("glm-4.7")), "1212"),
        (with("model", json!("embedding-3-pro")), "1212"),
        (json!({"model": "embedding-3"}), "1213"),
        (three(json!([])), "1214"),
        (three(json!("")), "1214"),
        (three(json!(["x", " "])), "1214"),
        (three(json!([1, 2])), "1214"),
        (three(json!(vec!["x"; 65])), "1210"),
        (three(json!(long)), "1210"),
        (with("dimensions", json!(2)), "1210"),
        (with("dimensions", json!("256")), "1210"),
        (
            json!({"model": "embedding-2", "input": "x", "dimensions": 256}),
            "1210",
        ),
        (
            json!({"model": "embedding-2", "input": vec!["黄河".repeat(500); 17]}),
            "1210",
        ),
    ] {
        let (status, found, message) = refusal(post(&bench, "/embeddings", &body).await).await;
        assert_eq!((status, found.as_str()), (400, code), "{message}");
    }
    good(&bench, "/embeddings", &three(json!(vec!["x"; 64]))).await;
}

#[tokio::test]
async fn texts_are_ordered_by_what_they_share_with_the_question() {
    let bench = start().await;
    let documents = ["先把水烧开", "猫很爱睡觉", "绿茶泡三分钟", "Steep the tea"];
    let mut body = json!({"model": "rerank", "query": "绿茶要泡几分钟", "documents": documents,
        "return_documents": true, "request_id": "req-rr-0001"});
    let answer = good(&bench, "/rerank", &body).await;
    let results = answer["results"].as_array().unwrap();
    assert_eq!((results.len(), &results[0]["index"]), (4, &json!(2)));
    assert_eq!(results[0]["document"], "绿茶泡三分钟");
    let scores: Vec<f64> = results
        .iter()
        .map(|it| it["relevance_score"].as_f64().unwrap())
        .collect();
    assert!(scores.is_sorted_by(|a, b| a >= b) && scores.iter().all(|it| (0.0..=1.0).contains(it)));
    assert_eq!(answer["request_id"], "req-rr-0001");
    assert!(answer["usage"]["total_tokens"].as_u64().unwrap() > 10);
    body["top_n"] = json!(1);
    body["return_documents"] = json!(false);
    body["return_raw_scores"] = json!(true);
    let answer = good(&bench, "/rerank", &body).await;
    assert_eq!(answer["results"].as_array().unwrap().len(), 1);
    assert!(answer["results"][0].get("document").is_none());
    assert!(
        answer["results"][0]["relevance_score"].as_f64().unwrap() > 1.0,
        "not brought to 0…1"
    );
}

#[tokio::test]
async fn bad_orders_are_refused_by_code() {
    let bench = start().await;
    let long = "x".repeat(4097);
    for (body, code) in [
        (json!({"query": "x", "documents": ["a"]}), "1213"),
        (
            json!({"model": "rerank-pro", "query": "x", "documents": ["a"]}),
            "1212",
        ),
        (
            json!({"model": "order-9", "query": "x", "documents": ["a"]}),
            "1211",
        ),
        (json!({"model": "rerank", "documents": ["a"]}), "1213"),
        (json!({"model": "rerank", "query": "x"}), "1213"),
        (
            json!({"model": "rerank", "query": "x", "documents": []}),
            "1214",
        ),
        (
            json!({"model": "rerank", "query": "x", "documents": [1]}),
            "1214",
        ),
        (
            json!({"model": "rerank", "query": "x", "documents": vec!["a"; 129]}),
            "1210",
        ),
        (
            json!({"model": "rerank", "query": "x", "documents": [long]}),
            "1210",
        ),
        (
            json!({"model": "rerank", "query": long, "documents": ["a"]}),
            "1210",
        ),
        (
            json!({"model": "rerank", "query": "x", "documents": ["a"], "top_n": -1}),
            "1214",
        ),
        (
            json!({"model": "rerank", "query": "x", "documents": ["a"], "request_id": "r"}),
            "1214",
        ),
    ] {
        let (status, found, _) = refusal(post(&bench, "/rerank", &body).await).await;
        assert_eq!((status, found.as_str()), (400, code), "{body}");
    }
}

#[tokio::test]
async fn faults_meet_these_calls_but_words_in_documents_do_not_cast_them() {
    let bench = start().await;
    let body = json!({"model": "embedding-3", "input": ["read about [[fault:500]]", "年假"]});
    good(&bench, "/embeddings", &body).await;
    let faults = bench.simulator.faults();
    faults.add(Rule::next(1, Fault::refused(1302)).on_path("/embeddings"));
    assert_eq!(
        refusal(post(&bench, "/embeddings", &body).await).await.1,
        "1302"
    );
    faults.add(Rule::next(1, Fault::refused(1305)).for_model("embedding-3"));
    assert_eq!(
        refusal(post(&bench, "/embeddings", &body).await).await.1,
        "1305"
    );
    faults.add(Rule::next(1, Fault::refused(503)).when_prompt_contains("read about"));
    assert_eq!(post(&bench, "/embeddings", &body).await.status(), 503);
    faults.add(Rule::next(1, Fault::Cut { after_bytes: 50 }));
    assert!(
        post(&bench, "/embeddings", &body)
            .await
            .bytes()
            .await
            .is_err()
    );
    let asked = bench.post("/rerank").header("x-sim-fault", "1113");
    assert_eq!(
        refusal(asked.json(&json!({})).send().await.unwrap())
            .await
            .1,
        "1113"
    );
    assert!(faults.is_empty());
}

#[tokio::test]
async fn under_v1_any_model_makes_vectors() {
    let bench = start().await;
    let url = format!("{}/v1/embeddings", bench.simulator.origin());
    let body = json!({"model": "bge-m3", "input": "x", "dimensions": 512});
    let request = bench.client.post(url).bearer_auth(bench.simulator.key());
    let answer: Value = request
        .json(&body)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(vector(&answer, 0).len(), 512);
}
