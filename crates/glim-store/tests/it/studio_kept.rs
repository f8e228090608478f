//! What is kept: files, the lines of a gallery, tags, boards, deletion and its end.

use glim_store::{ArtifactId, Error, NewArtifact, NewMedia, Store};

use crate::{
    scene::{NOON, Scene},
    studio_scene::{artifact, finish, import, job, keep},
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

async fn numbers(store: &Store, ids: &[ArtifactId]) -> Vec<i64> {
    let mut numbers = Vec::new();
    for id in ids {
        numbers.push(store.artifact_place(*id).await.unwrap().0);
    }
    numbers.sort_unstable();
    numbers
}

#[tokio::test]
async fn a_file_is_there_once_and_whole() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let hash = keep(store, 1, NOON).await;
    assert_eq!(keep(store, 1, NOON + 1).await, hash);
    let media = store.media(hash).await.unwrap().unwrap();
    assert_eq!(std::fs::read(&media.path).unwrap(), [1; 10]);
    assert!(media.path.extension().is_some_and(|it| it == "png"));
    assert_eq!(
        store.media(glim_store::ContentHash([9; 32])).await.unwrap(),
        None
    );

    let draft = store.media_draft().await.unwrap();
    std::fs::write(&draft, b"half").unwrap();
    let new = NewMedia {
        hash: glim_store::ContentHash([2; 32]),
        media_type: "video/mp4".to_owned(),
        bytes: 8,
    };
    let refused = store.keep_media(&draft, &new, NOON).await;
    assert!(
        matches!(refused, Err(Error::NotAllowed { .. })),
        "{refused:?}"
    );
    assert_eq!(store.media(new.hash).await.unwrap(), None);
}

#[tokio::test]
async fn what_a_killed_process_was_writing_is_gone_at_the_next_start() {
    let scene = Scene::new().await;
    let draft = scene.store.media_draft().await.unwrap();
    std::fs::write(&draft, b"half").unwrap();
    let scene = scene.again().await;
    assert!(!draft.exists());
    scene.store.media_draft().await.unwrap();
}

#[tokio::test]
async fn a_file_is_freed_when_nothing_uses_it_and_not_before() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let later = NOON + 2 * DAY_MS;
    let batch = glim_store::BatchId::new();
    let first = import(store, 1, "a").await;
    let new = job(batch, 0);
    store
        .ask_jobs(std::slice::from_ref(&new), NOON)
        .await
        .unwrap();
    let second = finish(store, new.id, glim_store::ContentHash([1; 32])).await;
    keep(store, 2, NOON).await;
    assert_eq!(
        store.free_media(NOON + DAY_MS / 2).await.unwrap(),
        0,
        "too young"
    );
    assert_eq!(
        store.free_media(later).await.unwrap(),
        1,
        "nobody wants the second"
    );

    let hash = glim_store::ContentHash([1; 32]);
    let path = store.media(hash).await.unwrap().unwrap().path;
    for id in [first, second] {
        assert_eq!(store.free_media(later).await.unwrap(), 0);
        assert!(path.exists());
        assert_eq!(
            store.purge_artifacts(&[id]).await.unwrap(),
            0,
            "not deleted"
        );
        store.delete_artifacts(&[id], NOON).await.unwrap();
        assert_eq!(store.free_media(later).await.unwrap(), 0, "can be restored");
        assert_eq!(store.purge_artifacts(&[id]).await.unwrap(), 1);
    }
    assert_eq!(store.free_media(later).await.unwrap(), 1);
    assert!(!path.exists());
    assert_eq!(store.media(hash).await.unwrap(), None);
    scene.assert_whole().await;
}

#[tokio::test]
async fn a_gallery_hears_of_what_changed_and_no_more() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let ids = [
        import(store, 1, "a").await,
        import(store, 2, "b").await,
        import(store, 3, "c").await,
    ];
    let all = store.artifact_lines(-1, -1).await.unwrap();
    assert_eq!(all.lines.len(), 3);
    assert_eq!(all.models, ["cogview-4"]);
    assert_eq!(all.lines[0].aspect_milli, 1333);
    let nothing = store
        .artifact_lines(all.generation, all.epoch)
        .await
        .unwrap();
    assert!(nothing.lines.is_empty());

    store.set_favourite(&ids[1..2], true).await.unwrap();
    let news = store
        .artifact_lines(all.generation, all.epoch)
        .await
        .unwrap();
    assert_eq!(news.lines.len(), 1);
    assert!(news.lines[0].favourite && !news.lines[0].deleted);

    store.delete_artifacts(&ids[..2], NOON).await.unwrap();
    let deleted = store
        .artifact_lines(news.generation, news.epoch)
        .await
        .unwrap();
    assert_eq!(deleted.lines.iter().filter(|it| it.deleted).count(), 2);
    store.restore_artifacts(&ids[1..2]).await.unwrap();
    store.purge_deleted(NOON).await.unwrap();
    let purged = store
        .artifact_lines(deleted.generation, deleted.epoch)
        .await
        .unwrap();
    assert_ne!(purged.epoch, deleted.epoch);
    assert_eq!(purged.lines.len(), 2, "all that there are");
    assert!(store.artifact(ids[0]).await.is_err());
    assert!(store.artifact(ids[1]).await.unwrap().deleted_ms.is_none());
    assert!(store.artifacts_with_words("a").await.unwrap().is_empty());
}

#[tokio::test]
async fn many_changes_of_one_generation_are_all_heard() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let file = keep(store, 1, NOON).await;
    let many: Vec<_> = (0..5_000)
        .map(|at| glim_store::NewImport {
            artifact: NewArtifact {
                made_ms: at,
                ..artifact(file)
            },
            mode: None,
            model: Some(format!("模型\"{}", at % 3)),
            prompt: String::new(),
            parameters: serde_json::json!({}),
            name: None,
        })
        .collect();
    store.add_artifacts(&many).await.unwrap();
    let all = store.artifact_lines(-1, -1).await.unwrap();
    assert_eq!(all.lines.len(), many.len(), "more than one text of them");
    let mut models = all.models.clone();
    models.sort();
    assert_eq!(models, ["模型\"0", "模型\"1", "模型\"2"]);
    for line in all.lines.iter().step_by(1000) {
        let model = usize::try_from(line.model.unwrap()).unwrap();
        assert_eq!(all.models[model], format!("模型\"{}", line.made_ms % 3));
    }
}

#[tokio::test]
async fn tags_are_found_by_any_spelling_and_as_words() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let (cat, dog) = (
        import(store, 1, "橘猫在月亮上 🐈").await,
        import(store, 2, "كلب a dog").await,
    );
    let tags = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    store
        .set_tags(&[cat, dog], &tags(&["动物", "Ａnimals"]), &[])
        .await
        .unwrap();
    store
        .set_tags(&[cat], &tags(&["ANIMALS"]), &[])
        .await
        .unwrap();
    assert_eq!(
        store.belongings(cat).await.unwrap().tags,
        ["Ａnimals", "动物"]
    );
    let both = numbers(store, &[cat, dog]).await;
    assert_eq!(store.artifacts_with_tag("animals").await.unwrap(), both);
    assert_eq!(store.artifacts_with_words("动物").await.unwrap(), both);
    assert_eq!(
        store.artifacts_with_words("月亮 动物").await.unwrap().len(),
        1
    );
    assert_eq!(store.artifacts_with_words("كلب").await.unwrap().len(), 1);
    assert!(store.artifacts_with_words("\"").await.unwrap().is_empty());
    assert!(store.artifacts_with_tag("没有").await.unwrap().is_empty());

    store
        .set_tags(&[dog], &tags(&["狗"]), &tags(&["动物"]))
        .await
        .unwrap();
    store.rename_tag("动物", "Animals").await.unwrap();
    let names: Vec<_> = store.tags().await.unwrap();
    assert_eq!(names, [("Ａnimals".to_owned(), 2), ("狗".to_owned(), 1)]);
    assert!(store.artifacts_with_words("动物").await.unwrap().is_empty());
    store.delete_tag("狗").await.unwrap();
    assert!(store.artifacts_with_words("狗").await.unwrap().is_empty());
    assert!(store.delete_tag("狗").await.is_err());
    assert!(store.set_tags(&[cat], &tags(&["  "]), &[]).await.is_err());

    store.rebuild_search().await.unwrap();
    assert_eq!(store.artifacts_with_words("animals").await.unwrap(), both);
    scene.assert_whole().await;
}

#[tokio::test]
async fn a_board_holds_what_was_put_on_it_and_comes_back_with_it() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let ids = [import(store, 1, "a").await, import(store, 2, "b").await];
    let board = store
        .create_board("封面 🎨", &ids[..1], NOON)
        .await
        .unwrap();
    store.put_on_board(board, &ids, NOON + 1).await.unwrap();
    assert_eq!(
        store.artifacts_on_board(board).await.unwrap(),
        numbers(store, &ids).await
    );
    let listed = store.boards().await.unwrap();
    assert_eq!((listed.len(), listed[0].artifacts), (1, 2));
    assert_eq!(listed[0].cover, Some(vec![2; 32]), "the one put on it last");
    store.delete_artifacts(&ids[1..], NOON).await.unwrap();
    let listed = store.boards().await.unwrap();
    assert_eq!(
        (listed[0].artifacts, listed[0].cover.clone()),
        (1, Some(vec![1; 32]))
    );

    store.delete_board(board, NOON).await.unwrap();
    assert!(store.boards().await.unwrap().is_empty());
    assert!(store.artifacts_on_board(board).await.is_err());
    assert!(store.belongings(ids[0]).await.unwrap().boards.is_empty());
    store.restore_board(board).await.unwrap();
    store.rename_board(board, "b").await.unwrap();
    store.take_off_board(board, &ids[1..]).await.unwrap();
    let listed = store.boards().await.unwrap();
    assert_eq!((listed[0].name.as_str(), listed[0].artifacts), ("b", 1));
    store.delete_board(board, NOON).await.unwrap();
    store.purge_deleted(NOON).await.unwrap();
    assert!(store.restore_board(board).await.is_err());
    assert!(store.artifact(ids[0]).await.is_ok(), "what was on it stays");
}

#[tokio::test]
async fn a_file_that_is_imported_again_is_the_artifact_it_was() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let first = import(store, 1, "a").await;
    store.delete_artifacts(&[first], NOON).await.unwrap();
    assert_eq!(import(store, 1, "b").await, first);
    let kept = store.artifact(first).await.unwrap();
    assert_eq!((kept.deleted_ms, kept.prompt.as_str()), (None, "a"));
}

#[tokio::test]
async fn tiles_come_in_the_order_they_are_asked_for() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let long = "很长的话".repeat(200);
    let ids = [import(store, 1, &long).await, import(store, 2, "b").await];
    let [one, two] = numbers(store, &ids).await[..] else {
        panic!("two");
    };
    let tiles = store.artifact_tiles(&[two, 999, one]).await.unwrap();
    assert_eq!(
        tiles.iter().map(|it| it.number).collect::<Vec<_>>(),
        [two, one]
    );
    assert_eq!(tiles[1].prompt.chars().count(), 200);
    assert_eq!(
        store.artifact_ids(&[two, one]).await.unwrap(),
        [ids[1], ids[0]]
    );
}
