//! Files: upload, list, content, delete.

use reqwest::multipart::{Form, Part};
use serde_json::Value;

use crate::support::{Bench, refusal, start};

async fn upload(
    bench: &Bench,
    purpose: &'static str,
    name: &'static str,
    bytes: Vec<u8>,
) -> reqwest::Response {
    let part = Part::bytes(bytes).file_name(name);
    let form = Form::new().text("purpose", purpose).part("file", part);
    bench.post("/files").multipart(form).send().await.unwrap()
}

async fn list(bench: &Bench, query: &str) -> Value {
    bench
        .get(&format!("/files{query}"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

#[tokio::test]
async fn a_file_goes_in_and_comes_out_byte_for_byte() {
    let bench = start().await;
    let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let file: Value = upload(&bench, "agent", "报告 🙂.pdf", bytes.clone())
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(
        (file["object"].as_str(), file["bytes"].as_u64()),
        (Some("file"), Some(300_000))
    );
    assert_eq!(file["filename"], "报告 🙂.pdf");
    let id = file["id"].as_str().unwrap();
    assert!(
        id.split_once('_').is_some_and(|(_, hex)| hex.len() == 32),
        "{id}"
    );
    let path = format!("/files/{id}/content");
    let content = bench
        .get(&path)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    assert_eq!(content, bytes);
    let url = format!("{}/files/{id}", bench.simulator.base());
    let delete = || {
        bench
            .client
            .delete(&url)
            .bearer_auth(bench.simulator.key())
            .send()
    };
    let deleted: Value = delete().await.unwrap().json().await.unwrap();
    assert_eq!(deleted["deleted"], true);
    assert_eq!(refusal(delete().await.unwrap()).await.1, "1214");
    assert_eq!(
        refusal(bench.get(&path).send().await.unwrap()).await.1,
        "1214"
    );
}

#[tokio::test]
async fn lists_are_cut_into_pages_by_purpose() {
    let bench = start().await;
    for name in ["a.txt", "b.txt", "c.txt"] {
        assert_eq!(
            upload(&bench, "agent", name, b"text".to_vec())
                .await
                .status(),
            200
        );
    }
    upload(
        &bench,
        "batch",
        "d.jsonl",
        b"{\"custom_id\":\"1\"}\n".to_vec(),
    )
    .await;
    let page = list(&bench, "?purpose=agent&limit=2").await;
    assert_eq!(
        (page["data"].as_array().unwrap().len(), &page["has_more"]),
        (2, &Value::Bool(true))
    );
    let after = page["data"][1]["id"].as_str().unwrap();
    let rest = list(&bench, &format!("?purpose=agent&after={after}")).await;
    assert_eq!(rest["data"][0]["filename"], "c.txt");
    assert_eq!(rest["has_more"], false);
    assert_eq!(list(&bench, "").await["data"].as_array().unwrap().len(), 4);
    let bad = bench.get("/files?limit=1000").send().await.unwrap();
    assert_eq!(refusal(bad).await.1, "1210");
}

#[tokio::test]
async fn bad_uploads_are_refused_by_code() {
    let bench = start().await;
    for (purpose, name, bytes, code) in [
        ("party", "a.txt", b"x".to_vec(), "1210"),
        ("batch", "a.txt", b"{}".to_vec(), "1214"),
        ("batch", "a.jsonl", b"{}\nnot json".to_vec(), "1214"),
        ("batch", "a.jsonl", b"\n".to_vec(), "1214"),
        ("agent", "a.exe", b"x".to_vec(), "1214"),
        ("agent", "big.txt", vec![b'x'; 21 * 1024 * 1024], "1214"),
    ] {
        let (status, found, _) = refusal(upload(&bench, purpose, name, bytes).await).await;
        assert_eq!((status, found.as_str()), (400, code), "{purpose} {name}");
    }
    let no_purpose = Form::new().part("file", Part::bytes(b"x".to_vec()).file_name("a.txt"));
    let response = bench
        .post("/files")
        .multipart(no_purpose)
        .send()
        .await
        .unwrap();
    assert_eq!(refusal(response).await.1, "1213");
    let no_form = bench.post("/files").body("plain").send().await.unwrap();
    assert_eq!(refusal(no_form).await.1, "1210");
}
