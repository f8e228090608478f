//! Parser, OCR and extraction: text is truly read, and what cannot be read is said so.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use zhipu_sim::{Fault, Options, Rule};

use crate::support::{Bench, refusal, start, start_with};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0";

fn form(tool: &'static str, name: &'static str, bytes: impl Into<Vec<u8>>) -> Form {
    let part = Part::bytes(bytes.into()).file_name(name);
    Form::new().text("tool_type", tool).part("file", part)
}

async fn send(bench: &Bench, path: &str, form: Form) -> reqwest::Response {
    bench.post(path).multipart(form).send().await.unwrap()
}

async fn look(bench: &Bench, task: &str, format: &str) -> Value {
    let path = format!("/files/parser/result/{task}/{format}");
    bench.get(&path).send().await.unwrap().json().await.unwrap()
}

async fn task(bench: &Bench, tool: &'static str, name: &'static str, bytes: &[u8]) -> String {
    let answer = send(bench, "/files/parser/create", form(tool, name, bytes)).await;
    assert_eq!(answer.status(), 200);
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["success"], true);
    answer["task_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_text_is_read_after_a_while() {
    let polls_before_result = 2;
    let bench = start_with(Options {
        polls_before_result,
        ..Options::default()
    })
    .await;
    let task = task(
        &bench,
        "lite",
        "规则.md",
        "# 年假\n十天 🙂 إجازة".as_bytes(),
    )
    .await;
    for _ in 0..2 {
        let state = look(&bench, &task, "text").await;
        assert_eq!(
            (&state["status"], &state["content"]),
            (&json!("processing"), &json!(null))
        );
    }
    let done = look(&bench, &task, "text").await;
    assert_eq!(
        (&done["status"], &done["task_id"]),
        (&json!("succeeded"), &json!(task))
    );
    assert_eq!(done["content"], "# 年假\n十天 🙂 إجازة");
}

#[tokio::test]
async fn what_cannot_be_read_fails_with_the_reason() {
    let bench = start().await;
    for (tool, name, bytes) in [
        ("lite", "a.pdf", b"%PDF-1.7".as_slice()),
        ("prime", "a.docx", b"PK\x03\x04"),
        ("lite", "a.png", PNG),
        ("lite", "gbk.txt", b"\xc4\xe3\xba\xc3"),
    ] {
        let task = task(&bench, tool, name, bytes).await;
        look(&bench, &task, "text").await;
        let state = look(&bench, &task, "text").await;
        assert_eq!(state["status"], "failed", "{name}");
        assert_eq!(state["content"], json!(null));
        assert!(
            state["message"].as_str().unwrap().contains("无法读取"),
            "{state}"
        );
    }
    let task = task(&bench, "lite", "a.txt", b"text").await;
    look(&bench, &task, "text").await;
    let archive = look(&bench, &task, "download_link").await;
    assert_eq!(archive["status"], "failed", "there are no archives here");
}

#[tokio::test]
async fn a_text_is_read_at_once() {
    let bench = start().await;
    let html = "<p>一 &lt; 二</p><script>x</script>";
    let answer = send(
        &bench,
        "/files/parser/sync",
        form("prime-sync", "a.html", html),
    )
    .await;
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(
        (&answer["status"], &answer["content"]),
        (&json!("succeeded"), &json!("一 < 二"))
    );
}

#[tokio::test]
async fn bad_documents_are_refused_by_code() {
    let bench = start().await;
    let create = "/files/parser/create";
    for (path, form, code) in [
        (create, form("ultra", "a.txt", "x"), "1210"),
        (create, form("prime-sync", "a.txt", "x"), "1210"),
        ("/files/parser/sync", form("lite", "a.txt", "x"), "1210"),
        (create, form("expert", "a.txt", "x"), "1214"),
        (create, form("lite", "a.exe", "x"), "1214"),
        (create, form("lite", "a.txt", ""), "1214"),
        (create, form("prime", "a.md", vec![b'x'; 11 << 20]), "1214"),
        (create, Form::new().text("tool_type", "lite"), "1213"),
        (
            create,
            Form::new().part("file", Part::bytes(b"x".to_vec()).file_name("a.txt")),
            "1213",
        ),
    ] {
        let (status, found, message) = refusal(send(&bench, path, form).await).await;
        assert_eq!((status, found.as_str()), (400, code), "{message}");
    }
    let unknown = bench
        .get("/files/parser/result/none/text")
        .send()
        .await
        .unwrap();
    assert_eq!(refusal(unknown).await.1, "1233");
    let format = bench
        .get("/files/parser/result/none/poem")
        .send()
        .await
        .unwrap();
    assert_eq!(refusal(format).await.1, "1214");
}

#[tokio::test]
async fn pictures_are_measured_and_never_pretended_to_be_read() {
    let bench = start().await;
    let picture = "iVBORw0KGgoAAAANSUhEUgAAAoAAAAHg";
    let body = json!({"model": "glm-ocr", "file": format!("data:image/png;base64,{picture}")});
    let answer = bench
        .post("/layout_parsing")
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    let answer: Value = answer.json().await.unwrap();
    let text = answer["md_results"].as_str().unwrap();
    assert!(
        text.contains("没有模型") && text.contains("640 × 480"),
        "{text}"
    );
    assert_eq!(
        answer["data_info"]["pages"][0],
        json!({"width": 640, "height": 480})
    );
    let hand = send(&bench, "/files/ocr", form("hand_write", "a.png", PNG)).await;
    let hand: Value = hand.json().await.unwrap();
    assert_eq!(
        (&hand["status"], &hand["words_result_num"]),
        (&json!("failed"), &json!(0))
    );
}

#[tokio::test]
async fn bad_pictures_are_refused_by_code() {
    let bench = start().await;
    for (body, code) in [
        (json!({"file": "https://x.invalid/a.png"}), "1213"),
        (
            json!({"model": "glm-4.7", "file": "https://x.invalid/a.png"}),
            "1212",
        ),
        (
            json!({"model": "ocr-9", "file": "https://x.invalid/a.png"}),
            "1211",
        ),
        (json!({"model": "glm-ocr"}), "1213"),
        (json!({"model": "glm-ocr", "file": "not base64!"}), "1210"),
        (json!({"model": "glm-ocr", "file": "aGVsbG8="}), "1214"),
        (
            json!({"model": "glm-ocr", "file": "https://x", "start_page_id": 0}),
            "1210",
        ),
        (
            json!({"model": "glm-ocr", "file": "https://x", "start_page_id": 3, "end_page_id": 2}),
            "1214",
        ),
        (
            json!({"model": "glm-ocr", "file": "https://x", "user_id": "u"}),
            "1214",
        ),
    ] {
        let response = bench
            .post("/layout_parsing")
            .json(&body)
            .send()
            .await
            .unwrap();
        let (status, found, _) = refusal(response).await;
        assert_eq!((status, found.as_str()), (400, code), "{body}");
    }
    for (form, code) in [
        (form("read", "a.png", PNG), "1210"),
        (form("hand_write", "a.gif", PNG), "1214"),
        (form("hand_write", "a.png", "no picture"), "1214"),
        (
            form("hand_write", "a.png", PNG).text("language_type", "KLINGON"),
            "1214",
        ),
    ] {
        assert_eq!(
            refusal(send(&bench, "/files/ocr", form).await).await.1,
            code
        );
    }
}

#[tokio::test]
async fn the_text_of_a_file_is_extracted() {
    let bench = start().await;
    let upload = |name: &'static str, bytes: &'static [u8]| {
        let part = Part::bytes(bytes).file_name(name);
        let form = Form::new()
            .text("purpose", "file-extract")
            .part("file", part);
        send(&bench, "/files", form)
    };
    let file: Value = upload("a.csv", b"name,days\nLi,10")
        .await
        .json()
        .await
        .unwrap();
    let path = format!("/files/{}/content", file["id"].as_str().unwrap());
    let content: Value = bench.get(&path).send().await.unwrap().json().await.unwrap();
    assert_eq!(content["content"], "name,days\nLi,10");
    assert_eq!(content["filename"], "a.csv");
    let file: Value = upload("a.pdf", b"%PDF-1.7").await.json().await.unwrap();
    let path = format!("/files/{}/content", file["id"].as_str().unwrap());
    assert_eq!(
        refusal(bench.get(&path).send().await.unwrap()).await.1,
        "1214"
    );
}

#[tokio::test]
async fn faults_meet_forms_too() {
    let bench = start().await;
    bench
        .simulator
        .faults()
        .add(Rule::next(1, Fault::refused(1302)).on_path("/parser/create"));
    let refused = send(&bench, "/files/parser/create", form("lite", "a.txt", "x")).await;
    assert_eq!(refusal(refused).await.1, "1302");
    task(&bench, "lite", "a.txt", b"x").await;
}
