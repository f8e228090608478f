//! Knowledge bases on the wire: their own place, their own envelope.

use std::time::Duration;

use serde_json::{Value, json};
use zhipu::knowledge::{
    DocumentOptions, DocumentQuery, DocumentState, KnowledgeChange, KnowledgeEmbedding,
    KnowledgeQuery, NewKnowledgeBase, Slicing, UrlDocument,
};
use zhipu::{Kind, Polling, Upload};

use crate::client;
use crate::server::{Request, Server, json, refusal};

fn data(data: &Value) -> Vec<crate::server::Step> {
    json(
        200,
        &json!({"code": 200, "message": "ok", "timestamp": 1_783_750_000_000_u64, "data": data}),
    )
}

fn asked(request: &Request) -> (&str, &str) {
    (request.method.as_str(), request.target.as_str())
}

#[tokio::test]
async fn a_base_is_made_changed_listed_and_deleted() {
    let info = json!({"id": "1943012345678901248", "name": "手册", "embedding_id": 11});
    let server = Server::start(vec![
        data(&json!({"id": "1943012345678901248"})),
        json(200, &json!({"code": 200, "message": "ok"})),
        data(&json!({"list": [info], "total": 1})),
        data(&info),
        data(&json!({"used": {"word_num": 5, "length": 9}, "total": {"length": 1_000_000_000}})),
        json(200, &json!({"code": 200, "message": "ok", "data": null})),
    ])
    .await;
    let client = client(&server);
    let new = NewKnowledgeBase::new("手册", KnowledgeEmbedding::Embedding3);
    let id = client.create_knowledge(&new).await.unwrap();
    let change = KnowledgeChange {
        name: Some("新手册".to_owned()),
        ..KnowledgeChange::default()
    };
    client.change_knowledge(&id, &change).await.unwrap();
    let page = client.knowledge_bases(Some(1), Some(10)).await.unwrap();
    assert_eq!(
        (page.total, page.bases[0].id.as_str()),
        (Some(1), "1943012345678901248")
    );
    assert_eq!(client.knowledge_base(&id).await.unwrap(), page.bases[0]);
    let capacity = client.knowledge_capacity().await.unwrap();
    assert_eq!((capacity.used.words, capacity.total.words), (Some(5), None));
    client.delete_knowledge(&id).await.unwrap();

    let requests = server.requests();
    let base = "/api/llm-application/open/knowledge";
    let one = format!("{base}/1943012345678901248");
    assert_eq!(asked(&requests[0]), ("POST", base));
    assert_eq!(asked(&requests[1]), ("PUT", one.as_str()));
    assert_eq!(requests[1].json(), json!({"name": "新手册"}));
    assert_eq!(
        asked(&requests[2]),
        ("GET", format!("{base}?page=1&size=10").as_str())
    );
    assert_eq!(asked(&requests[3]), ("GET", one.as_str()));
    assert_eq!(
        asked(&requests[4]),
        ("GET", format!("{base}/capacity").as_str())
    );
    assert_eq!(asked(&requests[5]), ("DELETE", one.as_str()));
}

#[tokio::test]
async fn a_code_other_than_200_is_a_failure_whatever_the_status_and_data() {
    for body in [
        json!({"code": 10010, "message": "知识库不存在", "data": null}),
        json!({"code": 10010, "message": "知识库不存在", "data": []}),
        json!({"code": "10010", "message": "知识库不存在"}),
    ] {
        let server = Server::start(vec![json(200, &body)]).await;
        let query = KnowledgeQuery::new("x", vec!["1".to_owned()]);
        let error = client(&server).retrieve(&query).await.unwrap_err();
        assert_eq!((error.code(), error.status()), (Some("10010"), Some(200)));
        assert_eq!(error.platform_message(), Some("知识库不存在"));
        assert_eq!(server.requests().len(), 1);
    }
    let server = Server::start(vec![json(401, &refusal("1000", "身份验证失败"))]).await;
    let error = client(&server).knowledge_capacity().await.unwrap_err();
    assert_eq!(
        error.kind(),
        Kind::Auth,
        "the gateway in front speaks its own form"
    );
}

#[tokio::test]
async fn documents_are_put_in_and_both_halves_told() {
    let answer = json!({"successInfos": [{"documentId": "19430129", "fileName": "规则.md"}],
        "failedInfos": [{"fileName": "big.bin", "failReason": "格式不支持"}]});
    let urls = json!({"successInfos": [{"documentId": "7", "url": "https://x.invalid/a"}]});
    let server = Server::start(vec![data(&answer), data(&urls)]).await;
    let client = client(&server);
    let options = DocumentOptions {
        slicing: Some(Slicing::Custom),
        separators: vec!["\n\n".to_owned(), "。".to_owned()],
        sentence_size: Some(300),
        parse_image: Some(false),
        ..DocumentOptions::default()
    };
    let files = [
        Upload::bytes("规则.md", "# 年假"),
        Upload::bytes("big.bin", vec![0; 9]),
    ];
    let found = client
        .upload_documents("19", &files, &options)
        .await
        .unwrap();
    assert_eq!(found.accepted[0].id, "19430129");
    assert_eq!(found.refused[0].reason.as_deref(), Some("格式不支持"));
    let document = UrlDocument {
        url: "https://x.invalid/a".to_owned(),
        ..UrlDocument::default()
    };
    let found = client.upload_urls("19", &[document]).await.unwrap();
    assert_eq!(
        found.accepted[0].url.as_deref(),
        Some("https://x.invalid/a")
    );

    let requests = server.requests();
    assert_eq!(
        asked(&requests[0]),
        (
            "POST",
            "/api/llm-application/open/document/upload_document/19"
        )
    );
    let form = String::from_utf8_lossy(&requests[0].body);
    for piece in [
        "name=\"knowledge_type\"\r\n\r\n5\r\n",
        "name=\"custom_separator\"\r\n\r\n\n\n\r\n",
        "name=\"custom_separator\"\r\n\r\n。\r\n",
        "name=\"sentence_size\"\r\n\r\n300\r\n",
        "name=\"parse_image\"\r\n\r\nfalse\r\n",
        "name=\"files\"; filename=\"规则.md\"",
        "name=\"files\"; filename=\"big.bin\"",
    ] {
        assert!(form.contains(piece), "{piece:?} in {form}");
    }
    assert_eq!(
        requests[1].json()["upload_detail"][0],
        json!({"url": "https://x.invalid/a"})
    );
}

#[tokio::test]
async fn a_document_is_followed_until_it_is_done_or_failed() {
    let state = |state: i64| json!({"id": "7", "name": "规则.md", "embedding_stat": state});
    let mut failed = state(2);
    failed["failInfo"] = json!({"embedding_code": 10001, "embedding_msg": "文档损坏"});
    let server = Server::start(vec![
        data(&state(0)),
        data(&state(0)),
        data(&failed),
        data(&json!({"list": [state(1)], "total": 1})),
        data(&json!({"images": [{"text": "【picture 1】", "cos_url": "https://x.invalid/p"}]})),
        data(&json!(null)),
        data(&json!(null)),
    ])
    .await;
    let client = client(&server);
    let polling = Polling {
        first_pause: Duration::from_millis(1),
        ..Polling::default()
    };
    let document = client.document_ready("7", polling).await.unwrap();
    assert_eq!(document.state, Some(DocumentState::Failed));
    assert_eq!(document.failure.unwrap().code, Some(10001));
    let wanted = DocumentQuery {
        knowledge_id: "19".to_owned(),
        word: Some("规则 & x".to_owned()),
        ..DocumentQuery::default()
    };
    let page = client.documents(&wanted).await.unwrap();
    assert_eq!(page.documents[0].state, Some(DocumentState::Done));
    assert_eq!(
        client.document_pictures("7").await.unwrap()[0].mark,
        "【picture 1】"
    );
    client.embed_document("7", None).await.unwrap();
    client.delete_document("7").await.unwrap();

    let requests = server.requests();
    let base = "/api/llm-application/open/document";
    assert_eq!(asked(&requests[2]), ("GET", format!("{base}/7").as_str()));
    let list = format!("{base}?knowledge_id=19&word=%E8%A7%84%E5%88%99+%26+x");
    assert_eq!(asked(&requests[3]), ("GET", list.as_str()));
    assert_eq!(
        asked(&requests[4]),
        ("POST", format!("{base}/slice/image_list/7").as_str())
    );
    assert_eq!(
        asked(&requests[5]),
        ("POST", format!("{base}/embedding/7").as_str())
    );
    assert_eq!(
        asked(&requests[6]),
        ("DELETE", format!("{base}/7").as_str())
    );
}

#[tokio::test]
async fn passages_are_found() {
    let found = json!([{"text": "年假十天。", "score": 0.82,
        "metadata": {"_id": "s-1", "knowledge_id": "19", "doc_id": "7", "doc_name": "规则.md"}}]);
    let server = Server::start(vec![data(&found), data(&json!([]))]).await;
    let client = client(&server);
    let query = KnowledgeQuery {
        top_k: Some(3),
        ..KnowledgeQuery::new("年假几天", vec!["19".to_owned()])
    };
    let passages = client.retrieve(&query).await.unwrap();
    assert_eq!(passages[0].document_name.as_deref(), Some("规则.md"));
    assert_eq!(client.retrieve(&query).await.unwrap(), []);
    let request = &server.requests()[0];
    assert_eq!(
        asked(request),
        ("POST", "/api/llm-application/open/knowledge/retrieve")
    );
    assert_eq!(
        request.json(),
        json!({"query": "年假几天", "knowledge_ids": ["19"], "top_k": 3})
    );
}
