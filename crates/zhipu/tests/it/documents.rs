//! Vectors, order, parser and OCR on the wire.

use std::time::Duration;

use futures_util::StreamExt as _;
use serde_json::{Value, json};
use zhipu::ocr::{HandwritingRequest, LayoutRequest};
use zhipu::parser::{ParseFormat, ParseStatus, ParserTool};
use zhipu::{EmbeddingRequest, Kind, Polling, RerankRequest, Upload, Wait};

use crate::server::{Server, Step, json, refusal};
use crate::{builder, client, impatient, own_server_client};

fn quick_polling() -> Polling {
    Polling {
        first_pause: Duration::from_millis(1),
        longest_pause: Duration::from_millis(2),
        total: Duration::from_secs(20),
    }
}

/// An answer whose vectors tell which text they belong to, in an order of its own.
fn vectors(first: usize, count: usize) -> Value {
    let data: Vec<Value> = (0..count)
        .rev()
        .map(
            |index| json!({"index": index, "object": "embedding", "embedding": [first + index, 1]}),
        )
        .collect();
    json!({"model": "embedding-3", "object": "list", "data": data,
        "usage": {"prompt_tokens": count, "completion_tokens": 0, "total_tokens": count}})
}

fn texts(count: usize) -> Vec<String> {
    (0..count)
        .map(|number| format!("第 {number} 段 🙂"))
        .collect()
}

#[tokio::test]
async fn vectors_come_back_in_the_order_of_the_texts() {
    let server = Server::start(vec![json(200, &vectors(0, 3))]).await;
    let mut request = EmbeddingRequest::new("embedding-3", texts(3));
    request.dimensions = Some(256);
    let found = client(&server).embed(&request).await.unwrap();
    let firsts: Vec<f32> = found.vectors.iter().map(|vector| vector[0]).collect();
    assert_eq!(firsts, [0.0, 1.0, 2.0]);
    assert_eq!(found.usage.unwrap().prompt_tokens, 3);
    let asked = &server.requests()[0];
    assert_eq!(
        (asked.method.as_str(), asked.target.as_str()),
        ("POST", "/api/paas/v4/embeddings")
    );
    assert_eq!(
        asked.json(),
        json!({"model": "embedding-3", "input": texts(3), "dimensions": 256})
    );
}

#[tokio::test]
async fn no_texts_are_no_call() {
    let server = Server::start(vec![json(500, &json!({}))]).await;
    let client = client(&server);
    let nothing = EmbeddingRequest::new("embedding-3", Vec::new());
    assert_eq!(client.embed(&nothing).await.unwrap().vectors.len(), 0);
    assert_eq!(client.embed_batches(&nothing).count().await, 0);
    let nothing = RerankRequest::new("?", Vec::new());
    assert!(client.rerank(&nothing).await.unwrap().results.is_empty());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn many_texts_go_in_calls_of_64_and_what_came_before_a_failure_is_kept() {
    let server = Server::start(vec![
        json(200, &vectors(0, 64)),
        json(400, &refusal("1210", "输入过长")),
        json(200, &vectors(64, 64)),
        json(200, &vectors(128, 2)),
    ])
    .await;
    let client = client(&server);
    let request = EmbeddingRequest::new("embedding-3", texts(130));
    let items: Vec<_> = client.embed_batches(&request).collect().await;
    assert_eq!(items.len(), 2, "nothing is asked after a failure");
    let first = items[0].as_ref().unwrap();
    assert_eq!(
        (first.texts.clone(), first.embeddings.vectors.len()),
        (0..64, 64)
    );
    assert_eq!(items[1].as_ref().unwrap_err().kind(), Kind::BadRequest);
    let rest = EmbeddingRequest::new("embedding-3", texts(130).split_off(first.texts.end));
    let items: Vec<_> = client.embed_batches(&rest).collect().await;
    let last = items[1].as_ref().unwrap();
    assert_eq!(
        (last.texts.clone(), last.embeddings.vectors[1][0]),
        (64..66, 129.0)
    );
}

#[tokio::test]
async fn a_paid_call_is_not_made_again_after_a_silence() {
    for count in [0, 1] {
        let server = Server::start(vec![vec![Step::Stall]]).await;
        let mut timeouts = impatient();
        timeouts.total = Some(Duration::from_millis(200));
        let client = builder(&server).timeouts(timeouts).build().unwrap();
        let error = if count == 0 {
            let request = EmbeddingRequest::new("embedding-3", texts(1));
            client.embed(&request).await.unwrap_err()
        } else {
            client
                .rerank(&RerankRequest::new("?", texts(1)))
                .await
                .unwrap_err()
        };
        assert_eq!((error.kind(), server.requests().len()), (Kind::TimedOut, 1));
    }
}

#[tokio::test]
async fn a_refusal_that_time_heals_is_asked_again() {
    let server = Server::start(vec![
        json(429, &refusal("1302", "并发")),
        json(200, &vectors(0, 1)),
    ])
    .await;
    let request = EmbeddingRequest::new("embedding-3", texts(1));
    assert_eq!(
        client(&server).embed(&request).await.unwrap().dimensions(),
        2
    );
    assert_eq!(server.requests().len(), 2);
    let broke = Server::start(vec![json(429, &refusal("1113", "余额不足"))]).await;
    let error = client(&broke).embed(&request).await.unwrap_err();
    assert_eq!((error.kind(), broke.requests().len()), (Kind::Balance, 1));
}

#[tokio::test]
async fn an_own_server_is_asked_at_its_own_place() {
    let server = Server::start(vec![json(200, &vectors(0, 1))]).await;
    let request = EmbeddingRequest::new("bge-m3", texts(1));
    own_server_client(&server).embed(&request).await.unwrap();
    assert_eq!(server.requests()[0].target, "/v1/embeddings");
}

#[tokio::test]
async fn texts_are_put_into_order() {
    let answer = json!({"created": 1_783_736_000, "id": "20260711101320a1b2c3",
        "request_id": "req-rr-0001", "results": [
            {"document": "泡三分钟", "index": 2, "relevance_score": 0.87},
            {"document": "先烧水", "index": 0, "relevance_score": 0.81}],
        "usage": {"prompt_tokens": 31, "total_tokens": 31}});
    let server = Server::start(vec![json(200, &answer)]).await;
    let documents = ["先烧水", "猫爱睡", "泡三分钟"].map(str::to_owned).to_vec();
    let request = RerankRequest {
        top_n: Some(2),
        return_documents: Some(true),
        ..RerankRequest::new("怎么泡茶", documents)
    };
    let found = client(&server).rerank(&request).await.unwrap();
    assert_eq!(found.request_id.as_deref(), Some("req-rr-0001"));
    assert_eq!((found.results[0].index, found.results[1].score), (2, 0.81));
    let asked = &server.requests()[0];
    assert_eq!(asked.target, "/api/paas/v4/rerank");
    assert_eq!(asked.json()["top_n"], 2);
}

#[tokio::test]
async fn a_document_is_handed_in_and_waited_for() {
    let state = |status: &str, content: Value| {
        json(
            200,
            &json!({"status": status, "message": "m", "task_id": "a/1", "content": content}),
        )
    };
    let server = Server::start(vec![
        json(
            200,
            &json!({"success": true, "message": "task created", "task_id": "a/1"}),
        ),
        state("processing", json!(null)),
        json(500, &refusal("1234", "网络")),
        state("succeeded", json!("# 标题\n正文")),
    ])
    .await;
    let client = client(&server);
    let file = Upload::bytes("报告.Docx", "PK…");
    let task = client.parse_file(&file, &ParserTool::Lite).await.unwrap();
    let result = client
        .parsed(&task.id, ParseFormat::Text, quick_polling())
        .await
        .unwrap();
    assert_eq!(result.status, ParseStatus::Succeeded);
    assert_eq!(result.content.as_deref(), Some("# 标题\n正文"));
    let requests = server.requests();
    assert_eq!(requests[0].target, "/api/paas/v4/files/parser/create");
    let form = String::from_utf8(requests[0].body.clone()).unwrap();
    for piece in [
        "name=\"tool_type\"\r\n\r\nlite\r\n",
        "name=\"file_type\"\r\n\r\nDOCX\r\n",
        "name=\"file\"; filename=\"报告.Docx\"",
    ] {
        assert!(form.contains(piece), "{form}");
    }
    assert_eq!(
        requests[1].target,
        "/api/paas/v4/files/parser/result/a%2F1/text"
    );
    assert_eq!(requests.len(), 4, "a look that failed is made again");
}

#[tokio::test]
async fn waiting_ends_with_a_failure_or_with_the_patience() {
    let failed = json!({"status": "failed", "message": "格式不支持", "task_id": "a1"});
    let server = Server::start(vec![json(200, &failed)]).await;
    let result = client(&server)
        .parsed("a1", ParseFormat::DownloadLink, quick_polling())
        .await;
    let result = result.unwrap();
    assert_eq!(
        (result.status, result.message.as_deref()),
        (ParseStatus::Failed, Some("格式不支持"))
    );
    assert!(server.requests()[0].target.ends_with("/a1/download_link"));

    let running = json!({"status": "processing", "task_id": "a1"});
    let server = Server::start(vec![json(200, &running)]).await;
    let polling = Polling {
        total: Duration::from_millis(20),
        ..quick_polling()
    };
    let error = client(&server)
        .parsed("a1", ParseFormat::Text, polling)
        .await
        .unwrap_err();
    assert_eq!(error.wait(), Some(Wait::Total));
}

#[tokio::test]
async fn a_document_is_never_handed_in_twice_on_its_own_account() {
    for reply in [json(500, &refusal("1234", "网络")), vec![Step::Close]] {
        let server = Server::start(vec![reply]).await;
        let client = client(&server);
        let file = Upload::bytes("a.pdf", "%PDF");
        client
            .parse_file(&file, &ParserTool::Prime)
            .await
            .unwrap_err();
        assert_eq!(server.requests().len(), 1);
        client.parse_file_now(&file).await.unwrap_err();
        assert_eq!(server.requests().len(), 2);
        client
            .parse_layout(&LayoutRequest::new("https://x.invalid/a.pdf"))
            .await
            .unwrap_err();
        assert_eq!(server.requests().len(), 3);
    }
}

#[tokio::test]
async fn pages_and_hand_writing_are_read() {
    let layout = json!({"id": "1", "md_results": "# 发票", "layout_details": [],
        "usage": {"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12}});
    let words = json!({"status": "succeeded", "words_result_num": 1,
        "words_result": [{"words": "购物清单"}]});
    let server = Server::start(vec![json(200, &layout), json(200, &words)]).await;
    let client = client(&server);
    let found = client
        .parse_layout(&LayoutRequest::new("aGVsbG8="))
        .await
        .unwrap();
    assert_eq!(found.markdown, "# 发票");
    let request = HandwritingRequest {
        probability: Some(true),
        ..HandwritingRequest::default()
    };
    let found = client
        .read_handwriting(&Upload::bytes("a.png", "x"), &request)
        .await
        .unwrap();
    assert_eq!(found.lines[0].words, "购物清单");
    let form = String::from_utf8(server.requests()[1].body.clone()).unwrap();
    assert!(form.contains("name=\"probability\"\r\n\r\ntrue"), "{form}");
    assert!(
        form.contains("name=\"tool_type\"\r\n\r\nhand_write"),
        "{form}"
    );
    assert!(!form.contains("language_type"), "{form}");
}
