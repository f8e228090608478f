//! Knowledge bases at the platform as collections: made, filled from here, searched, deleted.

use std::sync::{Arc, Mutex};

use glim_app::{
    ErrorCode, Out,
    library::{
        CloudDocumentState, CloudSearch, CloudSend, CloudSending, CloudSent, CreateCollection,
        ListCloudDocuments, NewCloudBase, RenameCloudBase, library_cloud, library_cloud_create,
        library_cloud_delete, library_cloud_document_delete, library_cloud_documents,
        library_cloud_rename, library_cloud_search, library_cloud_send, library_cloud_send_plan,
        library_collection_create,
    },
    settings::PlatformChoice,
};
use glim_store::CollectionId;
use zhipu_sim::{Fault, Rule};

use crate::{bench_library::Shelf, library_paid::connect};

async fn base(shelf: &Shelf, name: &str) -> String {
    let new = NewCloudBase {
        name: name.to_owned(),
        description: "说明".to_owned(),
    };
    library_cloud_create(&shelf.app, new).await.unwrap().id
}

fn of_collection(base: &str, collection: CollectionId) -> CloudSend {
    CloudSend {
        base: base.to_owned(),
        sources: Vec::new(),
        collection: Some(collection),
    }
}

async fn send(shelf: &Shelf, request: CloudSend) -> (CloudSent, Vec<CloudSending>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&told);
    let out = Out::new(move |event| {
        kept.lock().unwrap().push(event);
        true
    });
    let sent = library_cloud_send(&shelf.app, request, out).await.unwrap();
    let told = told.lock().unwrap().clone();
    (sent, told)
}

async fn shelf_with_files() -> (Shelf, CollectionId) {
    let shelf = Shelf::new().await;
    connect(&shelf, PlatformChoice::Demo).await;
    let name = "本地".to_owned();
    let collection = library_collection_create(&shelf.app, CreateCollection { name })
        .await
        .unwrap()
        .id;
    shelf.write("rules.md", "# 年假\n\n每位员工每年有十天年假。😀\n");
    shelf.write(
        "page.html",
        "<h1>病假</h1><p>病假需要医生证明，每年五天。</p>",
    );
    shelf.write(
        "scan.png",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0",
    );
    shelf.add_to(shelf.files.path(), Some(collection)).await;
    shelf.settled().await;
    (shelf, collection)
}

#[tokio::test]
async fn a_collection_goes_to_the_cloud_is_found_there_and_goes_again() {
    let (shelf, collection) = shelf_with_files().await;
    let id = base(&shelf, " 手册 ").await;
    assert!(id.len() >= 19, "an id is text: {id}");
    let listed = library_cloud(&shelf.app, ()).await.unwrap();
    assert_eq!(listed.bases[0].name, "手册");
    assert_eq!(listed.bases[0].embedding.as_deref(), Some("Embedding-3"));
    assert!(listed.total_bytes.unwrap() > 0);

    let request = of_collection(&id, collection);
    let plan = library_cloud_send_plan(&shelf.app, request.clone())
        .await
        .unwrap();
    assert_eq!((plan.files, plan.as_text), (1, 1));
    assert_eq!(plan.refused[0].reason, "noText");
    assert!(plan.estimate.cost.unwrap().amount > 0.0);
    let (sent, told) = send(&shelf, request).await;
    assert_eq!((sent.accepted, sent.refused.len()), (2, 1), "{sent:?}");
    assert_eq!(sent.problem, None);
    let counts: Vec<(u32, u32)> = told.iter().map(|it| (it.done, it.total)).collect();
    assert_eq!(counts, [(0, 3), (1, 3), (2, 3), (3, 3)]);

    let page = async || {
        let request = ListCloudDocuments {
            base: id.clone(),
            page: 1,
            word: None,
        };
        library_cloud_documents(&shelf.app, request).await.unwrap()
    };
    let first = page().await;
    assert_eq!(first.documents.len(), 2);
    assert!(!first.has_more);
    let states = first.documents.iter().map(|it| it.state);
    assert_eq!(
        states.collect::<Vec<_>>(),
        [CloudDocumentState::Working, CloudDocumentState::Working]
    );
    let second = page().await;
    assert!(
        second
            .documents
            .iter()
            .all(|it| it.state == CloudDocumentState::Ready)
    );

    let ask = |query: &str| CloudSearch {
        bases: vec![id.clone()],
        query: query.to_owned(),
        limit: 3,
        rerank: false,
    };
    let hits = library_cloud_search(&shelf.app, ask("病假要什么证明"))
        .await
        .unwrap();
    assert_eq!(
        hits[0].name, "page.html.txt",
        "what was read here went as text"
    );
    assert!(hits[0].text.contains("医生证明"));
    assert_eq!(hits[0].base.as_deref(), Some(id.as_str()));
    let empty = library_cloud_search(&shelf.app, ask("  ")).await;
    assert_eq!(empty.unwrap_err().code, ErrorCode::BadInput);

    let rename = RenameCloudBase {
        base: id.clone(),
        name: "新手册".to_owned(),
    };
    library_cloud_rename(&shelf.app, rename).await.unwrap();
    let document = second.documents[0].id.clone();
    library_cloud_document_delete(&shelf.app, document)
        .await
        .unwrap();
    assert_eq!(page().await.documents.len(), 1);
    let listed = library_cloud(&shelf.app, ()).await.unwrap();
    assert_eq!(listed.bases[0].name, "新手册");
    assert_eq!(listed.bases[0].documents, Some(1));
    library_cloud_delete(&shelf.app, id.clone()).await.unwrap();
    assert!(
        library_cloud(&shelf.app, ())
            .await
            .unwrap()
            .bases
            .is_empty()
    );
    let gone = library_cloud_delete(&shelf.app, id).await.unwrap_err();
    assert_eq!(gone.params["platformCode"], "10010");
}

#[tokio::test]
async fn what_the_platform_refuses_is_told_and_ends_nothing_that_was_taken() {
    let (shelf, collection) = shelf_with_files().await;
    let id = base(&shelf, "a").await;
    let platform = shelf.app.demonstration().await.unwrap();
    let path = format!("/upload_document/{id}");
    platform
        .faults()
        .add(Rule::next(1, Fault::Cut { after_bytes: 0 }).on_path(path));
    let (sent, _) = send(&shelf, of_collection(&id, collection)).await;
    assert!(sent.problem.is_some(), "{sent:?}");
    assert!(sent.refused.iter().any(|it| it.reason == "broken"));
    let (sent, _) = send(&shelf, of_collection("1943", collection)).await;
    let problem = sent.problem.unwrap();
    assert_eq!(problem.params["platformCode"], "10010", "no such base");

    let nameless = NewCloudBase {
        name: " ".to_owned(),
        description: String::new(),
    };
    let error = library_cloud_create(&shelf.app, nameless)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::BadInput);
    let long = NewCloudBase {
        name: "长".repeat(101),
        description: String::new(),
    };
    let error = library_cloud_create(&shelf.app, long).await.unwrap_err();
    assert_eq!(error.params["field"], "name");

    let stopped = library_cloud_send(
        &shelf.app,
        of_collection(&id, collection),
        Out::new(|_| false),
    )
    .await
    .unwrap();
    assert!(stopped.stopped && stopped.accepted == 0);
    let own = PlatformChoice::Custom {
        base_url: platform.base(),
    };
    connect(&shelf, own).await;
    let error = library_cloud(&shelf.app, ()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotOffered);
}
