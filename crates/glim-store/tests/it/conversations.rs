//! The list of conversations.

use glim_store::{Error, FirstQuestion, TitleBy};
use serde_json::json;
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};

use crate::scene::{NOON, Scene, new_conversation, new_turn};

#[tokio::test]
async fn a_conversation_reads_back_as_it_was_made() {
    let scene = Scene::new().await;
    let mut new = new_conversation(Some("量子 🔭 שלום"));
    new.parameters = json!({ "temperature": 0.3, "system": "你是…" });
    let made = scene.store.create_conversation(&new).await.unwrap();
    assert_eq!(made.title.as_deref(), Some("量子 🔭 שלום"));
    assert_eq!(made.title_by, Some(TitleBy::Person));
    assert_eq!(
        (made.parameters.clone(), made.model.as_deref()),
        (new.parameters, Some("glm-5"))
    );
    assert_eq!(
        (made.pinned, made.head, made.path_len, made.deleted_ms),
        (false, None, 0, None)
    );
    assert_eq!(scene.store.conversation(made.id).await.unwrap(), made);
    scene
        .store
        .set_model_and_parameters(made.id, None, &json!({ "top_p": 1 }))
        .await
        .unwrap();
    let changed = scene.store.conversation(made.id).await.unwrap();
    assert_eq!(
        (changed.model, changed.parameters),
        (None, json!({ "top_p": 1 }))
    );
}

#[tokio::test]
async fn the_list_is_pinned_first_then_newest_turn_and_pages_without_gaps() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let mut made = Vec::new();
    for round in 0..23 {
        let mut new = new_conversation(None);
        new.now_ms = NOON + round / 3; // Several share a time.
        made.push(store.create_conversation(&new).await.unwrap().id);
    }
    let mut late = new_turn(made[0], None, "q");
    late.now_ms = NOON + 1_000;
    store.begin_turn(&late).await.unwrap();
    store.set_pinned(made[5], true).await.unwrap();
    store.delete_conversation(made[7], NOON).await.unwrap();

    let mut expected = vec![made[5], made[0]];
    expected.extend(
        (1..23)
            .rev()
            .filter(|number| ![5, 7].contains(number))
            .map(|number| made[number]),
    );
    for limit in [1, 4, 22, 100] {
        let (mut listed, mut after) = (Vec::new(), None);
        loop {
            let page = store
                .list_conversations(after.as_ref(), limit)
                .await
                .unwrap();
            assert!(page.conversations.len() <= limit as usize);
            listed.extend(
                page.conversations
                    .iter()
                    .map(|conversation| conversation.id),
            );
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(listed, expected, "pages of {limit}");
    }
}

#[tokio::test]
async fn a_title_from_the_model_never_replaces_one_from_the_person() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let id = scene.conversation().await.id;
    assert!(
        store
            .rename_conversation(id, Some("Model's"), TitleBy::Model)
            .await
            .unwrap()
    );
    assert!(
        store
            .rename_conversation(id, Some("模型二"), TitleBy::Model)
            .await
            .unwrap()
    );
    assert!(
        store
            .rename_conversation(id, Some("我的"), TitleBy::Person)
            .await
            .unwrap()
    );
    assert!(
        !store
            .rename_conversation(id, Some("模型三"), TitleBy::Model)
            .await
            .unwrap()
    );
    let row = store.conversation(id).await.unwrap();
    assert_eq!(
        (row.title.as_deref(), row.title_by),
        (Some("我的"), Some(TitleBy::Person))
    );
    assert!(
        store.search("模型", 5).await.unwrap().is_empty(),
        "old titles are forgotten"
    );
    assert_eq!(store.search("我的", 5).await.unwrap().len(), 1);
    assert!(
        store
            .rename_conversation(id, None, TitleBy::Person)
            .await
            .unwrap()
    );
    assert!(
        store
            .rename_conversation(id, Some("again"), TitleBy::Model)
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_deleted_conversation_is_gone_from_list_and_search_until_it_is_restored() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let id = store
        .create_conversation(&new_conversation(Some("标题")))
        .await
        .unwrap()
        .id;
    let turn = scene.turn(id, None, "月亮", "太阳").await;
    store.delete_conversation(id, NOON + 5).await.unwrap();

    assert!(
        store
            .list_conversations(None, 10)
            .await
            .unwrap()
            .conversations
            .is_empty()
    );
    assert_eq!(store.list_deleted_conversations().await.unwrap()[0].id, id);
    for query in ["标题", "月亮", "太阳"] {
        assert!(store.search(query, 10).await.unwrap().is_empty());
    }
    assert!(matches!(
        store.set_pinned(id, true).await,
        Err(Error::NotFound { .. })
    ));
    assert!(matches!(
        store.begin_turn(&new_turn(id, None, "q")).await,
        Err(Error::NotFound { .. })
    ));
    assert!(matches!(
        store.delete_message(turn.answer, NOON).await,
        Err(Error::NotFound { .. })
    ));

    store.restore_conversation(id).await.unwrap();
    assert_eq!(
        store
            .list_conversations(None, 10)
            .await
            .unwrap()
            .conversations[0]
            .id,
        id
    );
    assert_eq!(store.search("太阳", 10).await.unwrap().len(), 1);
    assert_eq!(scene.path(id).await.len(), 2);
}

#[tokio::test]
async fn purging_removes_what_was_deleted_long_enough_ago_and_nothing_else() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let (old, fresh, kept) = (
        scene.conversation().await.id,
        scene.conversation().await.id,
        scene.conversation().await.id,
    );
    for id in [old, fresh, kept] {
        scene.turn(id, None, "月亮", "机密").await;
    }
    let branch = scene.turn(kept, None, "另一根", "机密").await;
    let below = scene.turn(kept, Some(branch.answer), "深处", "机密").await;
    store
        .delete_message(below.user.unwrap(), NOON + 1)
        .await
        .unwrap();
    store
        .delete_message(branch.user.unwrap(), NOON + 2)
        .await
        .unwrap();
    store.delete_conversation(old, NOON + 10).await.unwrap();
    store.delete_conversation(fresh, NOON + 20).await.unwrap();

    assert_eq!(
        store.purge_deleted(NOON + 10).await.unwrap(),
        3,
        "a conversation and two messages"
    );
    assert!(matches!(
        store.conversation(old).await,
        Err(Error::NotFound { .. })
    ));
    assert!(matches!(
        store.restore_message(branch.user.unwrap()).await,
        Err(Error::NotFound { .. })
    ));
    store.restore_conversation(fresh).await.unwrap();
    assert_eq!(store.search("机密", 10).await.unwrap().len(), 2);
    assert_eq!(store.purge_deleted(NOON + 10).await.unwrap(), 0);
    scene.assert_whole().await;

    // The words are gone from the files as well, not only from the answers of SQL.
    let scene = scene.again().await;
    scene.store.delete_conversation(kept, NOON).await.unwrap();
    scene.store.delete_conversation(fresh, NOON).await.unwrap();
    scene.store.purge_deleted(NOON).await.unwrap();
    scene.store.close().await;
    let bytes = std::fs::read(scene.folder.path().join("glim.sqlite")).unwrap();
    let secret = "机密".as_bytes();
    assert!(!bytes.windows(secret.len()).any(|window| window == secret));
}

#[tokio::test]
async fn a_thread_deeper_than_the_limit_of_cascades_can_be_purged() {
    let scene = Scene::new().await;
    let id = scene.conversation().await.id;
    let mut parent = None;
    // Deeper than SQLite's limit of 1,000 nested cascades.
    for _ in 0..600 {
        parent = Some(scene.turn(id, parent, "q", "a").await.answer);
    }
    let middle = scene.path(id).await[100];
    scene.store.delete_message(middle, NOON).await.unwrap();
    assert_eq!(scene.store.path_len(id).await.unwrap(), 100);
    assert_eq!(scene.store.purge_deleted(NOON).await.unwrap(), 1);
    scene.store.delete_conversation(id, NOON).await.unwrap();
    assert_eq!(scene.store.purge_deleted(NOON).await.unwrap(), 1);
    scene.assert_whole().await;
}

#[tokio::test]
async fn a_sent_question_takes_its_draft_with_it_and_sets_the_model_of_the_next() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let conversation = store
        .create_conversation(&new_conversation(None))
        .await
        .unwrap();
    store.set_setting("draft:x", &"半句话", 1).await.unwrap();
    let mut new = new_turn(conversation.id, None, "一句话");
    new.model = "glm-9".to_owned();
    let turn = store.send_turn(&new, "draft:x").await.unwrap();
    assert_eq!(store.setting::<String>("draft:x").await.unwrap(), None);
    let after = store.conversation(conversation.id).await.unwrap();
    assert_eq!(after.model.as_deref(), Some("glm-9"));
    assert_eq!(after.head, Some(turn.answer));

    // A question that cannot be kept leaves everything as it was.
    store.set_setting("draft:x", &"又半句", 1).await.unwrap();
    new.parent = Some(turn.answer);
    new.text = None;
    assert!(store.send_turn(&new, "draft:x").await.is_err());
    assert_eq!(
        store.setting::<String>("draft:x").await.unwrap().as_deref(),
        Some("又半句")
    );
}

#[tokio::test]
async fn a_conversation_begins_with_its_question_or_not_at_all() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let new = new_conversation(Some("你好"));
    let question = FirstQuestion {
        text: "你好，世界",
        model: "glm-9",
    };
    store
        .set_setting("draft:new", &"你好，世界", 1)
        .await
        .unwrap();
    let (id, turn) = store
        .send_first_turn(&new, &question, "draft:new")
        .await
        .unwrap();
    assert_eq!(store.setting::<String>("draft:new").await.unwrap(), None);
    assert_eq!(
        scene.path(id).await,
        [turn.user.unwrap(), turn.answer].to_vec()
    );
    assert_eq!(
        store.message(turn.answer).await.unwrap().model.as_deref(),
        Some("glm-9")
    );

    // No room for the question: no conversation without one is left behind, and the draft is where it was.
    let file = SqliteConnectOptions::new().filename(crate::folder::database(&scene.folder));
    let mut aside = file.connect().await.unwrap();
    sqlx::query(
        "CREATE TRIGGER full BEFORE INSERT ON message BEGIN SELECT RAISE(ABORT, 'full'); END",
    )
    .execute(&mut aside)
    .await
    .unwrap();
    aside.close().await.unwrap();
    store.set_setting("draft:new", &"又一句", 1).await.unwrap();
    assert!(
        store
            .send_first_turn(&new, &question, "draft:new")
            .await
            .is_err()
    );
    let listed = store.list_conversations(None, 10).await.unwrap();
    assert_eq!(listed.conversations.len(), 1);
    assert_eq!(
        store
            .setting::<String>("draft:new")
            .await
            .unwrap()
            .as_deref(),
        Some("又一句")
    );
}
