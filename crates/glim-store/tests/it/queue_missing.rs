//! Sources whose file is not where it was.

use glim_store::{Error, Place, Stage};

use crate::{
    scene::{NOON, Scene},
    shelf::{add, claim},
};

#[tokio::test]
async fn a_source_that_failed_for_want_of_its_file_waits_again_when_the_file_is_seen() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let id = add(store, "/old/甲.txt", 1).await;
    let gone = [Place::File("/old/甲.txt".into())];
    store.mark_missing(&gone, NOON).await.unwrap();
    store.miss_source(&claim(store).await).await.unwrap();
    let source = store.source(id).await.unwrap();
    assert_eq!(source.stage, Stage::Failed);
    assert_eq!(source.reason.as_deref(), Some("missing"));
    assert_eq!(add(store, "/new/甲.txt", 1).await, id);
    let source = store.source(id).await.unwrap();
    assert_eq!((source.stage, source.reason), (Stage::Waiting, None));
    assert_eq!(claim(store).await.attempts, 1);
}

#[tokio::test]
async fn a_file_that_was_moved_while_its_source_was_taken_up_is_no_failure() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let id = add(store, "/old/甲.txt", 1).await;
    let held = claim(store).await;
    let gone = [Place::File("/old/甲.txt".into())];
    store.mark_missing(&gone, NOON).await.unwrap();
    assert_eq!(add(store, "/new/甲.txt", 1).await, id);
    store.miss_source(&held).await.unwrap();
    assert_eq!(store.source(id).await.unwrap().stage, Stage::Waiting);
    let next = claim(store).await;
    let there = |it: &&glim_store::Location| it.missing_ms.is_none();
    let place = next.locations.iter().find(there).unwrap();
    assert_eq!(place.place, Place::File("/new/甲.txt".into()));
    let lost = store.miss_source(&held).await;
    assert!(matches!(lost, Err(Error::ClaimLost { .. })), "{lost:?}");
}
