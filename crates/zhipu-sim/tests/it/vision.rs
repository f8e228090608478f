//! Pictures and other parts are acknowledged by what they are.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::{ask_with, start};

fn png(width: u32, height: u32) -> String {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    STANDARD.encode(bytes)
}

fn look(parts: &Value) -> Value {
    let messages = json!([{ "role": "user", "content": parts }]);
    ask_with("", &json!({ "model": "glm-4.6v", "messages": messages }))
}

#[tokio::test]
async fn a_picture_is_told_by_kind_size_and_pixels() {
    let bench = start().await;
    for url in [
        png(640, 480),
        format!("data:image/png;base64,{}", png(640, 480)),
    ] {
        let body = look(&json!([
            { "type": "image_url", "image_url": { "url": url } },
            { "type": "text", "text": "图里有什么？" } ]));
        let answer = bench.whole(&body).await;
        let content = answer["choices"][0]["message"]["content"].as_str().unwrap();
        assert!(
            content.contains("图片 1：PNG, 640 × 480 像素, 24 字节"),
            "{content}"
        );
        assert!(
            answer["usage"]["prompt_tokens"].as_u64().unwrap() > 400,
            "pictures cost tokens"
        );
    }
}

#[tokio::test]
async fn addresses_are_not_fetched_but_named() {
    let bench = start().await;
    let body = look(&json!([
        { "type": "text", "text": "What is in them?" },
        { "type": "image_url", "image_url": { "url": "http://127.0.0.1:9/cat.jpg" } },
        { "type": "video_url", "video_url": { "url": "https://example.com/v.mp4" } } ]));
    let content = bench.streamed(&body).await.joined("content");
    assert!(
        content.contains("Picture 1: jpg, at `http://127.0.0.1:9/cat.jpg`"),
        "{content}"
    );
    assert!(content.contains("Video 2: mp4"));
}

#[tokio::test]
async fn a_picture_that_does_not_decode_is_refused() {
    let bench = start().await;
    for url in ["data:image/png;base64,AAAA", "not base64!"] {
        let body = look(&json!([{ "type": "image_url", "image_url": { "url": url } }]));
        assert_eq!(bench.refused(&body).await.1, "1210");
    }
}
