//! Knowledge bases over their whole life, in the current and in the older form.

use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use zhipu_sim::{Fault, Options, Rule};

use crate::support::{Bench, refusal, start, start_with};

async fn call(bench: &Bench, method: Method, path: &str, body: Option<Value>) -> Response {
    let url = format!(
        "{}/api/llm-application/open{path}",
        bench.simulator.origin()
    );
    let request = bench
        .client
        .request(method, url)
        .bearer_auth(bench.simulator.key());
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    request.send().await.unwrap()
}

/// The data of an answer that is a success.
async fn data(response: Response) -> Value {
    assert_eq!(response.status(), 200);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["code"], 200, "{body}");
    assert!(
        body["timestamp"].as_i64().unwrap() > 1_000_000_000_000,
        "milliseconds"
    );
    body["data"].clone()
}

/// The code of a flat refusal, which comes under HTTP 200.
async fn flat(response: Response) -> i64 {
    assert_eq!(response.status(), 200);
    let body: Value = response.json().await.unwrap();
    assert!(
        body["message"]
            .as_str()
            .is_some_and(|words| !words.is_empty())
    );
    assert!(
        body.get("error").is_none() && body.get("data").is_none(),
        "{body}"
    );
    body["code"].as_i64().unwrap()
}

async fn get(bench: &Bench, path: &str) -> Value {
    data(call(bench, Method::GET, path, None).await).await
}

async fn base(bench: &Bench) -> String {
    let body = json!({"embedding_id": 11, "embedding_model": "Embedding-3", "name": "手册"});
    let made = data(call(bench, Method::POST, "/knowledge", Some(body)).await).await;
    made["id"].as_str().unwrap().to_owned()
}

fn files(named: &[(&'static str, &'static str)]) -> Form {
    named.iter().fold(Form::new(), |form, (name, text)| {
        form.part("files", Part::bytes(text.as_bytes()).file_name(*name))
    })
}

async fn upload(bench: &Bench, base: &str, form: Form) -> Response {
    let origin = bench.simulator.origin();
    let url = format!("{origin}/api/llm-application/open/document/upload_document/{base}");
    let request = bench.client.post(url).bearer_auth(bench.simulator.key());
    request.multipart(form).send().await.unwrap()
}

async fn retrieve(bench: &Bench, fields: Value) -> Response {
    call(bench, Method::POST, "/knowledge/retrieve", Some(fields)).await
}

const RULES: &str = "# 年假\n\n每位员工每年有十天年假。\n\n# 病假\n\n病假需要医生证明，每年五天。";

#[tokio::test]
async fn a_base_lives_from_its_making_to_its_end() {
    let bench = start().await;
    let id = base(&bench).await;
    assert!(
        id.len() == 19 && id.parse::<u64>().unwrap() > 1 << 53,
        "{id}"
    );
    let info = get(&bench, &format!("/knowledge/{id}")).await;
    assert_eq!(
        (&info["id"], &info["name"], &info["background"]),
        (&json!(id), &json!("手册"), &json!("blue"))
    );
    assert_eq!(
        (&info["document_size"], &info["contextual"]),
        (&json!(0), &json!(0))
    );
    let change = json!({"name": "新手册", "contextual": 1, "icon": "book"});
    let path = format!("/knowledge/{id}");
    data(call(&bench, Method::PUT, &path, Some(change)).await).await;
    let off = call(&bench, Method::PUT, &path, Some(json!({"contextual": 0}))).await;
    assert_eq!(
        flat(off).await,
        1214,
        "context enhancement cannot be undone"
    );
    base(&bench).await;
    let page = get(&bench, "/knowledge?page=2&size=1").await;
    assert_eq!(
        (&page["total"], &page["list"][0]["name"]),
        (&json!(2), &json!("新手册"))
    );
    assert_eq!(page["list"][0]["icon"], "book");
    data(call(&bench, Method::DELETE, &path, None).await).await;
    assert_eq!(
        flat(call(&bench, Method::GET, &path, None).await).await,
        10010
    );
    assert_eq!(
        flat(call(&bench, Method::DELETE, &path, None).await).await,
        10010
    );
}

#[tokio::test]
async fn documents_are_worked_on_and_then_done_or_failed() {
    let polls_before_result = 2;
    let bench = start_with(Options {
        polls_before_result,
        ..Options::default()
    })
    .await;
    let id = base(&bench).await;
    let form = files(&[("规则.md", RULES), ("脚本.exe", "x"), ("图.pdf", "%PDF")]);
    let told = data(upload(&bench, &id, form).await).await;
    assert_eq!(told["failedInfos"][0]["fileName"], "脚本.exe");
    assert!(
        told["failedInfos"][0]["failReason"]
            .as_str()
            .unwrap()
            .contains("格式")
    );
    let document = told["successInfos"][0]["documentId"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/document/{document}");
    assert_eq!(get(&bench, &path).await["embedding_stat"], 0);
    let listed = get(
        &bench,
        &format!("/document?knowledge_id={id}&word=%E8%A7%84"),
    )
    .await;
    assert_eq!(
        (&listed["total"], &listed["list"][0]["embedding_stat"]),
        (&json!(1), &json!(0))
    );
    let done = get(&bench, &path).await;
    assert_eq!(
        (&done["embedding_stat"], &done["failInfo"]),
        (&json!(1), &json!(null))
    );
    assert!(done["word_num"].as_i64().unwrap() > 20);
    assert_eq!(done["length"], RULES.len());

    let pdf = told["successInfos"][1]["documentId"]
        .as_str()
        .unwrap()
        .to_owned();
    for _ in 0..2 {
        assert_eq!(
            get(&bench, &format!("/document/{pdf}")).await["embedding_stat"],
            0
        );
    }
    let failed = get(&bench, &format!("/document/{pdf}")).await;
    assert_eq!(failed["embedding_stat"], 2);
    assert_eq!(failed["failInfo"]["embedding_code"], 10001);
    let capacity = get(&bench, "/knowledge/capacity").await;
    assert_eq!(capacity["used"]["length"], RULES.len() + 4);

    data(
        call(
            &bench,
            Method::POST,
            &format!("/document/embedding/{document}"),
            Some(json!({})),
        )
        .await,
    )
    .await;
    assert_eq!(
        get(&bench, &path).await["embedding_stat"],
        0,
        "worked on anew"
    );
    let images = format!("/document/slice/image_list/{document}");
    let pictures = call(&bench, Method::POST, &images, None).await;
    assert_eq!(data(pictures).await["images"], json!([]));
    data(call(&bench, Method::DELETE, &path, None).await).await;
    assert_eq!(
        flat(call(&bench, Method::GET, &path, None).await).await,
        10011
    );
}

#[tokio::test]
async fn passages_are_found_by_meaning_words_and_both_once_they_are_done() {
    let bench = start().await;
    let id = base(&bench).await;
    let trains = "火车时刻表：北京到上海每天二十班。";
    let form = files(&[("规则.md", RULES), ("火车.txt", trains)]);
    let told = data(upload(&bench, &id, form.text("sentence_size", "20")).await).await;
    let ask = json!({"query": "年假有几天？", "knowledge_ids": [id]});
    assert_eq!(
        data(retrieve(&bench, ask.clone()).await).await,
        json!([]),
        "not yet done"
    );
    for (field, value) in [
        ("recall_method", json!("embedding")),
        ("recall_method", json!("keyword")),
        ("recall_ratio", json!(50)),
        ("rerank_status", json!(1)),
    ] {
        let mut ask = ask.clone();
        ask[field] = value;
        let found = data(retrieve(&bench, ask).await).await;
        let first = &found[0];
        assert!(
            first["text"].as_str().unwrap().contains("年假"),
            "{field}: {found}"
        );
        assert_eq!(first["metadata"]["doc_name"], "规则.md");
        assert_eq!(first["metadata"]["knowledge_id"], id);
        let scores = found
            .as_array()
            .unwrap()
            .iter()
            .map(|hit| hit["score"].as_f64().unwrap());
        assert!(scores.is_sorted_by(|a, b| a >= b), "{found}");
    }
    let train = &told["successInfos"][1]["documentId"];
    let mut only = ask.clone();
    only["query"] = json!("北京年假");
    only["document_ids"] = json!([train]);
    let found = data(retrieve(&bench, only).await).await;
    let hits = found.as_array().unwrap();
    assert!(!hits.is_empty() && hits.iter().all(|hit| hit["metadata"]["doc_id"] == *train));
    let mut strict = ask;
    strict["fractional_threshold"] = json!(0.99);
    assert_eq!(data(retrieve(&bench, strict).await).await, json!([]));
}

#[tokio::test]
async fn bad_parameters_are_refused_in_the_flat_form() {
    let bench = start().await;
    let id = base(&bench).await;
    let ask = |field: &str, value: Value| {
        let mut body = json!({"query": "x", "knowledge_ids": [id]});
        body[field] = value;
        body
    };
    for (body, code) in [
        (ask("query", json!("")), 1213),
        (ask("query", json!("x".repeat(1001))), 1210),
        (ask("knowledge_ids", json!([])), 1213),
        (ask("knowledge_ids", json!([7])), 1214),
        (ask("knowledge_ids", json!(["7"])), 10010),
        (ask("top_k", json!(21)), 1210),
        (ask("top_n", json!(0)), 1210),
        (ask("recall_method", json!("guess")), 1214),
        (ask("recall_ratio", json!(101)), 1210),
        (ask("fractional_threshold", json!(1.5)), 1210),
        (ask("rerank_model", json!("best")), 1214),
    ] {
        assert_eq!(
            flat(retrieve(&bench, body.clone()).await).await,
            code,
            "{body}"
        );
    }
    for (body, code) in [
        (json!({"name": "x"}), 1213),
        (json!({"embedding_id": 11}), 1213),
        (json!({"embedding_id": 5, "name": "x"}), 1214),
        (
            json!({"embedding_id": 11, "embedding_model": "Embedding-2", "name": "x"}),
            1214,
        ),
        (json!({"embedding_id": 11, "name": "x".repeat(101)}), 1214),
        (
            json!({"embedding_id": 11, "name": "x", "background": "plaid"}),
            1214,
        ),
        (
            json!({"embedding_id": 11, "name": "x", "contextual": 2}),
            1214,
        ),
    ] {
        let answer = call(&bench, Method::POST, "/knowledge", Some(body.clone())).await;
        assert_eq!(flat(answer).await, code, "{body}");
    }
    let one = || files(&[("a.txt", "x")]);
    assert_eq!(flat(upload(&bench, "7", one()).await).await, 10010);
    assert_eq!(
        flat(upload(&bench, &id, Form::new().text("x", "y")).await).await,
        1213
    );
    let sized = one().text("sentence_size", "10");
    assert_eq!(flat(upload(&bench, &id, sized).await).await, 1210);
    let kind = one().text("knowledge_type", "9");
    assert_eq!(flat(upload(&bench, &id, kind).await).await, 1214);
    assert_eq!(
        flat(call(&bench, Method::GET, "/document", None).await).await,
        1213
    );
}

#[tokio::test]
async fn addresses_are_honestly_not_fetched() {
    let bench = start().await;
    let id = base(&bench).await;
    let body = json!({"knowledge_id": id, "upload_detail": [{"url": "https://x.invalid/a"}]});
    let told = data(call(&bench, Method::POST, "/document/upload_url", Some(body)).await).await;
    assert_eq!(told["successInfos"], json!([]));
    assert_eq!(told["failedInfos"][0]["url"], "https://x.invalid/a");
    assert!(
        told["failedInfos"][0]["failReason"]
            .as_str()
            .unwrap()
            .contains("网络")
    );
}

#[tokio::test]
async fn the_gateway_in_front_speaks_its_own_form_and_faults_apply() {
    let bench = start().await;
    let url = format!(
        "{}/api/llm-application/open/knowledge",
        bench.simulator.origin()
    );
    let stranger = bench
        .client
        .get(&url)
        .bearer_auth("wrong.key")
        .send()
        .await
        .unwrap();
    assert_eq!(
        refusal(stranger).await,
        (401, "1000".to_owned(), "身份验证失败。".to_owned())
    );
    let faults = bench.simulator.faults();
    faults.add(Rule::next(1, Fault::refused(1302)).on_path("/knowledge/retrieve"));
    let body = json!({"query": "x", "knowledge_ids": ["1"]});
    assert_eq!(
        refusal(retrieve(&bench, body.clone()).await).await.1,
        "1302"
    );
    faults.add(Rule::next(1, Fault::refused(10010)).when_prompt_contains("x"));
    assert_eq!(flat(retrieve(&bench, body).await).await, 10010);
    let unknown = call(&bench, Method::GET, "/nothing", None).await;
    assert_eq!(refusal(unknown).await.1, "1222");
}

#[tokio::test]
async fn the_older_form_is_another_view_of_the_same_bases() {
    let bench = start().await;
    let body = json!({"embedding_id": 3, "name": "old", "customer_identifier": "c"});
    let made = bench.post("/knowledge").json(&body).send().await.unwrap();
    let made: Value = made.json().await.unwrap();
    let id = made["id"].as_str().unwrap();
    assert_eq!(
        get(&bench, &format!("/knowledge/{id}")).await["name"],
        "old"
    );
    let form = Form::new()
        .text("purpose", "retrieval")
        .text("knowledge_id", id.to_owned())
        .text("custom_separator[]", "。")
        .part("file", Part::bytes(RULES.as_bytes()).file_name("a.md"));
    let told: Value = bench
        .post("/files")
        .multipart(form)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(told["successInfos"][0]["filename"], "a.md");
    let path = format!("/files?purpose=retrieval&knowledge_id={id}");
    let listed: Value = bench.get(&path).send().await.unwrap().json().await.unwrap();
    assert_eq!(listed["list"][0]["custom_separator"], json!(["。"]));
    let document = listed["list"][0]["id"].as_str().unwrap();
    let seen: Value = bench
        .get(&format!("/document/{document}"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(seen["embedding_stat"], 1);
    assert_eq!(
        refusal(bench.get("/document/7").send().await.unwrap())
            .await
            .1,
        "1214"
    );
}
