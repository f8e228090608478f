//! Watched folders and what waits for a person's decision.

use std::path::PathBuf;

use glim_store::{Finding, NewFolder, ReviewKind};
use serde_json::json;

use crate::{
    scene::{NOON, Scene},
    shelf::{add, collection},
};

fn finding(path: &str, what: ReviewKind, modified_ms: i64) -> Finding {
    Finding {
        path: PathBuf::from(path),
        what,
        source: None,
        bytes: 5,
        modified_ms,
    }
}

#[tokio::test]
async fn findings_wait_for_a_decision_and_ignored_ones_until_their_file_changes() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let group = collection(store, "监视").await;
    let new = NewFolder {
        path: "/家/دفتر 📁".into(),
        collection: Some(group),
        settings: json!({ "ask": true }),
        now_ms: NOON,
    };
    let folder = store.watch_folder(&new).await.unwrap();
    assert_eq!(
        store.watch_folder(&new).await.unwrap(),
        folder,
        "the same folder is watched once"
    );
    let source = add(store, "/家/دفتر 📁/老.txt", 1).await;
    let gone = Finding {
        source: Some(source),
        ..finding("/家/دفتر 📁/老.txt", ReviewKind::Missing, NOON)
    };
    let fresh = finding("/家/دفتر 📁/新.txt", ReviewKind::New, NOON);
    store
        .keep_findings(folder, &[gone.clone(), fresh.clone()], false, NOON)
        .await
        .unwrap();
    assert_eq!(
        store.watched_folders().await.unwrap()[0].scanned_ms,
        None,
        "not looked through to the end"
    );
    store
        .keep_findings(folder, std::slice::from_ref(&fresh), true, NOON + 1)
        .await
        .unwrap();
    let open = store.reviews(folder, None, 10).await.unwrap();
    assert_eq!(
        open.iter()
            .map(|review| &review.finding)
            .collect::<Vec<_>>(),
        [&gone, &fresh]
    );
    let listed = &store.watched_folders().await.unwrap()[0];
    assert_eq!(
        (listed.open, listed.scanned_ms, listed.collection),
        (2, Some(NOON + 1), Some(group))
    );
    assert_eq!(
        store
            .reviews(folder, Some(open[0].number), 10)
            .await
            .unwrap()
            .len(),
        1
    );

    store.ignore_reviews(&[open[1].number]).await.unwrap();
    store.settle_reviews(&[open[0].number]).await.unwrap();
    store
        .keep_findings(folder, std::slice::from_ref(&fresh), true, NOON + 2)
        .await
        .unwrap();
    assert!(store.reviews(folder, None, 10).await.unwrap().is_empty());
    assert_eq!(
        store.finding_at(folder, &fresh.path).await.unwrap(),
        Some(fresh)
    );
    let other = finding("/家/دفتر 📁/新.txt", ReviewKind::New, NOON + 9);
    store
        .keep_findings(folder, std::slice::from_ref(&other), true, NOON + 3)
        .await
        .unwrap();
    assert_eq!(
        store.reviews(folder, None, 10).await.unwrap()[0].finding,
        other
    );

    store.delete_collection(group, false, NOON).await.unwrap();
    assert_eq!(store.watched_folders().await.unwrap()[0].collection, None);
    store.unwatch_folder(folder).await.unwrap();
    assert!(store.watched_folders().await.unwrap().is_empty());
    assert!(
        store.source(source).await.is_ok(),
        "what came from it stays"
    );
    scene.assert_whole().await;
}
