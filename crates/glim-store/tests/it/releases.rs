//! The database of every release opens in this one, with all that was in it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use glim_store::{MessageState, Outcome, Role, Store, TitleBy, Usage};
use serde_json::json;
use tempfile::TempDir;

use crate::scene::{NOON, Scene, delta, ended, new_attempt, new_conversation, new_turn, options};

fn kept_databases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/databases")
}

#[tokio::test]
async fn the_database_of_every_release_opens_with_all_that_was_in_it() {
    let mut releases: Vec<PathBuf> = fs::read_dir(kept_databases())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "sqlite")
        })
        .collect();
    releases.sort();
    assert!(!releases.is_empty());
    for release in releases {
        let folder = TempDir::new().unwrap();
        fs::copy(&release, folder.path().join("glim.sqlite")).unwrap();
        let (store, opened) = Store::open(&options(&folder)).await.unwrap();
        assert!(!opened.created, "{}", release.display());
        assert_eq!(
            opened.migrated_from.is_some(),
            opened.snapshot.is_some(),
            "what is migrated was copied first"
        );
        if release.ends_with("v0.1.0.sqlite") {
            assert_eq!(opened.migrated_from, Some(1));
        }
        assert_eq!(
            opened.interrupted.len(),
            1,
            "the answer that was being written"
        );
        assert_contents(&store).await;
        let id = crate::shelf::shelve(&store, "/新.txt", 1, &["可以 用"]).await;
        assert_eq!(crate::shelf::texts(&store, id).await, ["可以 用"]);
        assert!(store.integrity_check().await.unwrap().ok);
        store.close().await;
    }
}

async fn assert_contents(store: &Store) {
    let list = store
        .list_conversations(None, 10)
        .await
        .unwrap()
        .conversations;
    assert_eq!(list.len(), 1);
    let conversation = &list[0];
    assert_eq!(
        (conversation.title.as_deref(), conversation.pinned),
        (Some("第一个会话 🚀"), true)
    );
    let path = store.path_page(conversation.id, 0, 10).await.unwrap();
    let roles: Vec<Role> = path.iter().map(|message| message.role).collect();
    assert_eq!(
        roles,
        [Role::User, Role::Assistant, Role::User, Role::Assistant]
    );
    assert_eq!(path[1].text, "换一种说法：שלום");
    assert_eq!((path[1].sibling_index, path[1].sibling_count), (1, 2));
    assert_eq!(
        (path[3].state, path[3].text.as_str()),
        (MessageState::Interrupted, "写到一半")
    );
    let first = &store.siblings(path[1].id).await.unwrap()[0];
    assert_eq!((first.text.as_str(), first.attempts), ("开头，后续", 2));
    assert_eq!(
        first.usage.as_ref().map(|usage| usage.prompt_tokens),
        Some(11)
    );
    assert_eq!(store.search("后续", 5).await.unwrap().len(), 1);
    assert_eq!(
        store.setting::<serde_json::Value>("theme").await.unwrap(),
        Some(json!("dark"))
    );
    assert_eq!(store.list_deleted_conversations().await.unwrap().len(), 1);
    assert_eq!(
        store
            .usage_by_model("2026-01-01", "2026-12-31")
            .await
            .unwrap()[0]
            .calls,
        1
    );
}

/// Writes the file of the release at hand: `GLIM_STORE_RELEASE=v0.1.0 cargo test -p glim-store -- --ignored make_the_database`.
#[tokio::test]
#[ignore = "makes a file of the repository, once for each release"]
async fn make_the_database_of_this_release() {
    let Ok(release) = std::env::var("GLIM_STORE_RELEASE") else {
        return;
    };
    let scene = Scene::new().await;
    let store = &scene.store;
    let id = scene.conversation().await.id;
    store
        .rename_conversation(id, Some("第一个会话 🚀"), TitleBy::Model)
        .await
        .unwrap();
    store.set_pinned(id, true).await.unwrap();
    let turn = store.begin_turn(&new_turn(id, None, "问题")).await.unwrap();
    let usage = Some(Usage {
        prompt_tokens: 11,
        ..Usage::default()
    });
    let stopped = Outcome {
        usage,
        rest: Some(delta(0, "想", "开头")),
        ..ended(MessageState::Stopped)
    };
    store.finish_attempt(turn.attempt, &stopped).await.unwrap();
    let more = store
        .begin_continue(turn.answer, &new_attempt())
        .await
        .unwrap();
    scene.finish(more, "，后续").await;
    let again = store
        .begin_retry(turn.answer, &new_attempt())
        .await
        .unwrap();
    scene.finish(again, "换一种说法：שלום").await;
    let gone = store
        .create_conversation(&new_conversation(Some("删掉的")))
        .await
        .unwrap()
        .id;
    store.delete_conversation(gone, NOON).await.unwrap();
    store.set_setting("theme", &"dark", NOON).await.unwrap();
    let growing = store
        .begin_turn(&new_turn(id, Some(again.answer), "继续"))
        .await
        .unwrap();
    store
        .append_delta(growing.attempt, &delta(0, "", "写到一半"), NOON)
        .await
        .unwrap();
    store
        .backup_to(&kept_databases().join(format!("{release}.sqlite")))
        .await
        .unwrap();
}
