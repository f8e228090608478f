//! Files on the wire: forms piece by piece, content piece by piece.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use zhipu::files::{FilePurpose, FileQuery, extracted_text};
use zhipu::{Client, Endpoint, Error, Kind, Timeouts, Upload, Wait};

use crate::server::{Server, Step, json, refusal, whole};
use crate::{builder, client, impatient, quick};

struct OnDisk(PathBuf);

impl OnDisk {
    fn new(name: &str, content: &[u8]) -> Self {
        let folder = std::env::temp_dir().join(format!("zhipu-files-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, content).unwrap();
        Self(path)
    }
}

impl Drop for OnDisk {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0); // a leftover in the temp folder does no harm
    }
}

#[tokio::test]
async fn a_file_is_sent_whole_under_its_own_name() {
    let content: Vec<u8> = (0..=255).cycle().take(300_001).collect();
    let file = OnDisk::new("报告 \"1\" 🙂.pdf", &content);
    let answer = json!({"id": "1783740100_8f2e", "object": "file", "bytes": 300_001,
        "created_at": 1_783_740_100, "filename": "报告.pdf", "purpose": "agent"});
    let server = Server::start(vec![json(200, &answer)]).await;
    let stored = client(&server)
        .upload_file(&Upload::file(&file.0), &FilePurpose::Agent)
        .await;
    assert_eq!(stored.unwrap().id, "1783740100_8f2e");
    let asked = &server.requests()[0];
    assert_eq!(
        (asked.method.as_str(), asked.target.as_str()),
        ("POST", "/api/paas/v4/files")
    );
    assert!(
        asked
            .header("content-type")
            .unwrap()
            .starts_with("multipart/form-data; boundary=")
    );
    assert!(
        asked.header("content-length").is_some(),
        "its length is announced"
    );
    let place = asked
        .body
        .windows(content.len())
        .position(|window| window == content);
    let head = String::from_utf8_lossy(&asked.body[..place.expect("every byte in order")]);
    assert!(head.contains("name=\"purpose\"\r\n\r\nagent\r\n"), "{head}");
    assert!(
        head.contains("filename=\"报告 \\\"1\\\" 🙂.pdf\""),
        "{head}"
    );
}

#[tokio::test]
async fn a_file_that_is_not_there_is_no_call() {
    let server = Server::start(vec![json(200, &json!({}))]).await;
    for path in [PathBuf::from("/no/such/file.pdf"), std::env::temp_dir()] {
        let upload = Upload::file(path);
        let error = client(&server)
            .upload_file(&upload, &FilePurpose::Agent)
            .await
            .unwrap_err();
        assert!(matches!(error, Error::UnreadableFile { .. }), "{error:?}");
        assert_eq!(error.kind(), Kind::Setup);
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_form_is_sent_again_only_when_it_was_not_taken() {
    let stored = json(200, &json!({"id": "f1"}));
    let server = Server::start(vec![json(429, &refusal("1302", "并发")), stored]).await;
    let file = OnDisk::new("again.txt", "你好".as_bytes());
    let upload = Upload::file(&file.0);
    client(&server)
        .upload_file(&upload, &FilePurpose::Agent)
        .await
        .unwrap();
    for request in server.requests() {
        assert!(
            String::from_utf8_lossy(&request.body).contains("你好"),
            "whole each time"
        );
    }
    assert_eq!(server.requests().len(), 2);

    let server = Server::start(vec![json(500, &refusal("1230", "流程"))]).await;
    client(&server)
        .upload_file(&upload, &FilePurpose::Agent)
        .await
        .unwrap_err();
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn sizes_have_their_own_status() {
    let server = Server::start(vec![json(435, &refusal("1210", "超过 100 MB"))]).await;
    let upload = Upload::bytes("a.txt", "x");
    let error = client(&server)
        .upload_file(&upload, &FilePurpose::Agent)
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (Kind::BadRequest, Some(435)),
        "the code comes first"
    );
    let server = Server::start(vec![whole(435, "", "")]).await;
    let error = client(&server)
        .upload_file(&upload, &FilePurpose::Agent)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), Kind::TooLarge);
}

/// A server that reads a form slowly, for longer than any single wait, and then answers.
async fn slow_reader(bytes: usize, pause: Duration) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut read = 0;
        let mut piece = vec![0; 1 << 20];
        while read < bytes {
            read += socket.read(&mut piece).await.unwrap();
            tokio::time::sleep(pause).await;
        }
        let answer = "HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"id\":\"f1\"}";
        socket.write_all(answer.as_bytes()).await.unwrap();
        let _ = socket.read(&mut piece).await; // keeps the line open until the client is done
    });
    address
}

#[tokio::test]
async fn a_slow_line_may_take_its_time_while_bytes_go_out() {
    let content = vec![7; 24 << 20];
    let address = slow_reader(content.len(), Duration::from_millis(40)).await;
    let timeouts = Timeouts {
        first_byte: Duration::from_millis(600),
        idle: Duration::from_millis(600),
        ..Timeouts::default()
    };
    let endpoint = Endpoint::platform_at(&format!("http://{address}")).unwrap();
    let client = Client::builder(endpoint)
        .timeouts(timeouts)
        .retry(quick())
        .build()
        .unwrap();
    let started = std::time::Instant::now();
    let upload = Upload::bytes("a.txt", content);
    client
        .upload_file(&upload, &FilePurpose::Agent)
        .await
        .unwrap();
    assert!(
        started.elapsed() > timeouts.first_byte,
        "else this shows nothing"
    );
}

#[tokio::test]
async fn a_line_that_takes_nothing_times_out() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let holding = tokio::spawn(async move {
        let taken = listener.accept().await;
        std::future::pending::<()>().await;
        drop(taken);
    });
    let endpoint = Endpoint::platform_at(&format!("http://{address}")).unwrap();
    let client = Client::builder(endpoint)
        .timeouts(impatient())
        .retry(quick())
        .build()
        .unwrap();
    let upload = Upload::bytes("a.txt", vec![7; 32 << 20]);
    let error = client
        .upload_file(&upload, &FilePurpose::Agent)
        .await
        .unwrap_err();
    assert_eq!(error.wait(), Some(Wait::FirstByte));
    holding.abort();
}

#[tokio::test]
async fn files_are_listed_and_deleted() {
    let page =
        json!({"object": "list", "has_more": true, "data": [{"id": "a/b", "filename": "a"}]});
    let gone = json!({"id": "a/b", "object": "file", "deleted": true});
    let server = Server::start(vec![json(200, &page), json(200, &gone)]).await;
    let client = client(&server);
    let wanted = FileQuery {
        purpose: Some(FilePurpose::FileExtract),
        limit: Some(2),
        after: Some("x&y".to_owned()),
        order: None,
    };
    let found = client.files(&wanted).await.unwrap();
    assert!(found.has_more);
    client.delete_file(&found.files[0].id).await.unwrap();
    let requests = server.requests();
    assert_eq!(
        requests[0].target,
        "/api/paas/v4/files?purpose=file-extract&limit=2&after=x%26y"
    );
    assert_eq!(
        (requests[1].method.as_str(), requests[1].target.as_str()),
        ("DELETE", "/api/paas/v4/files/a%2Fb")
    );
}

#[tokio::test]
async fn content_comes_piece_by_piece_and_may_be_json() {
    let wrapped = json!({"content": "年假十天", "type": "file", "filename": "a.pdf"});
    let server = Server::start(vec![
        whole(
            200,
            "content-type: application/octet-stream\r\n",
            "{\"error\": 1}\n",
        ),
        json(200, &wrapped),
    ])
    .await;
    let client = client(&server);
    let mut download = client.file_content("f1").await.unwrap();
    assert_eq!(download.length_bytes(), Some(13));
    assert_eq!(download.chunk().await.unwrap().unwrap(), "{\"error\": 1}\n");
    assert_eq!(download.chunk().await.unwrap(), None);
    assert_eq!(download.chunk().await.unwrap(), None, "an end stays an end");
    let content = client
        .file_content("f2")
        .await
        .unwrap()
        .bytes(1 << 20)
        .await
        .unwrap();
    assert_eq!(extracted_text(&content), "年假十天");
    assert_eq!(server.requests()[1].target, "/api/paas/v4/files/f2/content");
}

#[tokio::test]
async fn a_refusal_in_place_of_content_is_an_error() {
    for (status, body) in [
        (400, refusal("1214", "文件不存在")),
        (200, refusal("1214", "文件不存在")),
        (
            200,
            json!({"code": 1214, "msg": "文件不存在", "success": false}),
        ),
    ] {
        let server = Server::start(vec![json(status, &body)]).await;
        let error = client(&server).file_content("f1").await.unwrap_err();
        assert_eq!(
            (error.kind(), error.code()),
            (Kind::BadRequest, Some("1214"))
        );
    }
}

#[tokio::test]
async fn content_has_bounds_and_a_lost_line_is_told() {
    let server = Server::start(vec![whole(200, "", &"x".repeat(1000))]).await;
    let client_of_all = client(&server);
    let error = client_of_all
        .file_content("f")
        .await
        .unwrap()
        .bytes(999)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Overflow { .. }));
    let found = client_of_all
        .file_content("f")
        .await
        .unwrap()
        .bytes(1000)
        .await
        .unwrap();
    assert_eq!(found.len(), 1000);

    let begun = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc".to_vec();
    let server = Server::start(vec![vec![Step::Send(begun.clone()), Step::Close]]).await;
    let mut download = client(&server).file_content("f").await.unwrap();
    assert_eq!(
        download.chunk().await.unwrap().unwrap(),
        "abc",
        "what came is given"
    );
    assert_eq!(download.chunk().await.unwrap_err().kind(), Kind::Cut);

    let server = Server::start(vec![vec![Step::Send(begun), Step::Stall]]).await;
    let client = builder(&server).timeouts(impatient()).build().unwrap();
    let error = client
        .file_content("f")
        .await
        .unwrap()
        .bytes(99)
        .await
        .unwrap_err();
    assert_eq!(error.wait(), Some(Wait::Idle));
}
