//! Pictures and clips: handed in once, looked at, fetched.

use std::time::Duration;

use serde_json::json;
use zhipu::videos::PictureInput;
use zhipu::{Client, Endpoint, ImageRequest, Kind, Platform, Polling, TaskOutcome, VideoRequest};

use crate::server::{Server, Step, json, refusal};
use crate::{client, quick};

fn quickly() -> Polling {
    Polling {
        first_pause: Duration::from_millis(1),
        longest_pause: Duration::from_millis(2),
        total: Duration::from_secs(5),
    }
}

fn bytes(head: &str, body: &[u8]) -> Vec<Step> {
    let mut whole = format!("HTTP/1.1 {head}\r\n\r\n").into_bytes();
    whole.extend_from_slice(body);
    vec![Step::Send(whole)]
}

#[tokio::test]
async fn a_picture_is_made_at_once() {
    let answer = json!({"created": 1, "data": [{"url": "https://a.invalid/1.png"}]});
    let server = Server::start(vec![json(200, &answer)]).await;
    let mut request = ImageRequest::new("cogview-4", "一只纸船");
    request.request_id = Some("r-1".to_owned());
    let made = client(&server).create_image(&request).await.unwrap();
    assert_eq!(made.images[0].url, "https://a.invalid/1.png");
    let seen = server.requests().remove(0);
    assert_eq!(seen.target, "/api/paas/v4/images/generations");
    assert_eq!(
        seen.json(),
        json!({"model": "cogview-4", "prompt": "一只纸船", "request_id": "r-1"})
    );
}

#[tokio::test]
async fn nothing_that_is_paid_is_handed_in_twice_whatever_fails() {
    let busy = || json(429, &refusal("1302", "并发过高"));
    let closed = || vec![Step::Close];
    for reply in [
        busy(),
        closed(),
        json(503, &json!({})),
        json(200, &json!({})),
    ] {
        let server = Server::start(vec![reply]).await;
        let client = client(&server);
        let image = ImageRequest::new("glm-image", "x");
        client.create_image(&image).await.unwrap_err();
        client.create_image_async(&image).await.unwrap_err();
        let clip = VideoRequest::new("cogvideox-3");
        client.create_video(&clip).await.unwrap_err();
        assert_eq!(server.requests().len(), 3, "one request for each call");
    }
}

#[tokio::test]
async fn a_clip_is_handed_in_and_looked_at_until_it_is_there() {
    let task = json!({"id": "88", "request_id": "r", "model": "vidu2-start-end", "task_status": "PROCESSING"});
    let done = json!({"model": "vidu2-start-end", "task_status": "SUCCESS",
        "video_result": [{"url": "https://a.invalid/1.mp4", "cover_image_url": "https://a.invalid/1.png"}]});
    let server = Server::start(vec![
        json(200, &task),
        json(200, &task),
        json(503, &json!({})),
        json(200, &done),
    ])
    .await;
    let client = client(&server);
    let mut request = VideoRequest::new("vidu2-start-end");
    request.image_url = Some(PictureInput::Several(vec!["data:a".to_owned()]));
    let task = client.create_video(&request).await.unwrap();
    let result = client.made(&task.id, quickly()).await.unwrap();
    let TaskOutcome::Videos(videos) = result.outcome else {
        panic!("{result:?}")
    };
    assert_eq!(videos[0].url, "https://a.invalid/1.mp4");
    let seen = server.requests();
    assert_eq!(seen[0].target, "/api/paas/v4/videos/generations");
    assert_eq!(seen[0].json()["image_url"], json!(["data:a"]));
    assert_eq!(seen[3].target, "/api/paas/v4/async-result/88");
    assert_eq!(seen.len(), 4, "a look that failed is made again");
}

#[tokio::test]
async fn a_task_that_failed_is_no_failed_look() {
    let failed = json!({"task_status": "FAIL", "error": {"code": "1301", "message": "敏感"}});
    let server = Server::start(vec![json(200, &failed), json(200, &refusal("1000", "x"))]).await;
    let client = client(&server);
    let result = client.made("1", quickly()).await.unwrap();
    assert!(matches!(result.outcome, TaskOutcome::Failed(_)));
    let error = client.made_result("1").await.unwrap_err();
    assert_eq!(
        error.kind(),
        Kind::Auth,
        "an error without a state is the call's"
    );
}

#[tokio::test]
async fn what_was_made_is_fetched_without_the_key_and_over_redirects() {
    let server = Server::start(vec![
        bytes(
            "302 Found\r\nlocation: /store/b.png\r\ncontent-length: 0",
            b"",
        ),
        bytes(
            "200 OK\r\ncontent-type: image/png\r\ncontent-length: 4",
            b"\x89PNG",
        ),
    ])
    .await;
    let url = format!("{}/a.png?sig=1", server.origin());
    let download = client(&server).fetch_made(&url).await.unwrap();
    assert_eq!(download.content_type(), Some("image/png"));
    assert_eq!(&download.bytes(10).await.unwrap()[..], b"\x89PNG");
    let seen = server.requests();
    assert_eq!(
        (seen[0].target.as_str(), seen[1].target.as_str()),
        ("/a.png?sig=1", "/store/b.png")
    );
    assert!(seen.iter().all(|one| one.header("authorization").is_none()));
}

#[tokio::test]
async fn a_dead_link_and_a_cut_file_are_told_apart() {
    let dead = || {
        bytes(
            "403 Forbidden\r\ncontent-type: application/xml\r\ncontent-length: 7",
            b"<Error>",
        )
    };
    let server = Server::start(vec![dead()]).await;
    let url = format!("{}/a.png", server.origin());
    let error = client(&server).fetch_made(&url).await.unwrap_err();
    assert_eq!(
        (error.kind(), server.requests().len()),
        (Kind::Forbidden, 1)
    );
    let mut cut = bytes("200 OK\r\ncontent-length: 400", b"\x89PNG");
    cut.push(Step::Close);
    let server = Server::start(vec![cut]).await;
    let url = format!("{}/a.png", server.origin());
    let download = client(&server).fetch_made(&url).await.unwrap();
    assert_eq!(download.bytes(1_000).await.unwrap_err().kind(), Kind::Cut);
    let round = bytes("302 Found\r\nlocation: /a\r\ncontent-length: 0", b"");
    let server = Server::start(vec![round]).await;
    let error = client(&server)
        .fetch_made(&server.origin())
        .await
        .unwrap_err();
    assert_eq!((error.kind(), server.requests().len()), (Kind::Setup, 6));
}

#[tokio::test]
async fn links_of_the_platform_do_not_lead_to_this_machine() {
    let built = Client::builder(Endpoint::platform(Platform::BigModel))
        .retry(quick())
        .build();
    let client = match built {
        Ok(client) => client,
        Err(error) => return eprintln!("skipped: no root certificates here ({error})"),
    };
    for url in [
        "http://127.0.0.1:1/a.png",
        "http://localhost/a.png",
        "http://[::ffff:10.0.0.1]/a.png",
        "http://printer/a.png",
        "https://user:secret@a.example/a.png",
        "file:///etc/passwd",
        "data:image/png;base64,AA",
        "图片",
        "",
    ] {
        let error = client.fetch_made(url).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Setup, "{url}");
        assert!(!format!("{error:?}").contains("secret"));
    }
}
