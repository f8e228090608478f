//! Adding, finding again, moving, changing, deleting and purging sources; collections; what a person is told of them.

use std::path::Path;

use glim_store::{Added, Among, Error, Filter, Listed, Place, SortedBy, Stage};

use crate::{
    scene::{NOON, Scene},
    shelf::{Index, add, claim, collection, file, passage, read, shelve, texts},
};

#[tokio::test]
async fn the_same_content_is_one_source_wherever_it_lies() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let first = shelve(store, "/家/论文 📄.pdf", 1, &["一 段"]).await;
    let again = store
        .add_sources(&[file("/家/论文 📄.pdf", 1)], None, NOON)
        .await
        .unwrap();
    assert_eq!(again, [Added::Unchanged(first)]);
    let copy = store
        .add_sources(&[file("/别处/نسخة.pdf", 1)], None, NOON)
        .await
        .unwrap();
    assert_eq!(copy, [Added::Known(first)]);
    assert!(
        store
            .claim_next(&crate::shelf::LEASE)
            .await
            .unwrap()
            .is_none(),
        "nothing is read twice"
    );

    // Moved: the old place is gone, the new one is the same source.
    store
        .mark_missing(&[Place::File("/家/论文 📄.pdf".into())], NOON)
        .await
        .unwrap();
    let places = store.locations(first).await.unwrap();
    assert_eq!(places.len(), 2);
    assert_eq!(
        places[0].place,
        Place::File("/别处/نسخة.pdf".into()),
        "what is there comes first"
    );
    assert_eq!(places[1].missing_ms, Some(NOON));
    let below = store
        .known_below(Path::new("/别处"), None, 10)
        .await
        .unwrap();
    assert_eq!((below.len(), below[0].source), (1, first));
    let after = store
        .known_below(Path::new("/别处"), Some(Path::new("/别处/نسخة.pdf")), 10)
        .await
        .unwrap();
    assert!(after.is_empty());
    let known = store
        .known_at(&Place::File("/家/论文 📄.pdf".into()))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(known.location.bytes, 100);
    scene.assert_whole().await;
}

#[tokio::test]
async fn a_changed_file_is_found_as_it_was_until_it_is_read_again() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let id = shelve(store, "/a.txt", 1, &["旧 old"]).await;
    let changed = store
        .add_sources(&[file("/a.txt", 2)], None, NOON)
        .await
        .unwrap();
    assert_eq!(changed, [Added::Changed(id)]);
    let source = store.source(id).await.unwrap();
    assert_eq!((source.stage, source.searchable), (Stage::Waiting, true));
    let begun = claim(store).await;
    store
        .add_passages(&begun, 0, &[crate::shelf::passage("新 new")])
        .await
        .unwrap();
    assert_eq!(
        texts(store, id).await,
        ["旧 old"],
        "nothing half-made is seen"
    );
    store.end_cutting(&begun, None).await.unwrap();
    store.show_source(&begun, true).await.unwrap();
    assert_eq!(texts(store, id).await, ["新 new"]);
    assert_eq!(store.sweep_library().await.unwrap(), 1);
    scene.assert_whole().await;
}

#[tokio::test]
async fn a_file_that_changes_back_before_it_is_read_costs_nothing() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let id = shelve(store, "/a.txt", 1, &["旧"]).await;
    add(store, "/a.txt", 2).await;
    let late = claim(store).await;
    let back = store
        .add_sources(&[file("/a.txt", 1)], None, NOON)
        .await
        .unwrap();
    assert_eq!(back, [Added::Unchanged(id)]);
    let lost = store
        .add_passages(&late, 0, &[crate::shelf::passage("x")])
        .await;
    assert!(matches!(lost, Err(Error::ClaimLost { .. })), "{lost:?}");
    assert_eq!(store.source(id).await.unwrap().stage, Stage::Ready);
    store.sweep_library().await.unwrap();
    scene.assert_whole().await;
}

#[tokio::test]
async fn a_copy_of_what_a_file_is_about_to_leave_behind_keeps_it() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let old = shelve(store, "/a.txt", 1, &["旧"]).await;
    add(store, "/a.txt", 2).await;
    // The old content turns up elsewhere while the new one waits.
    let copy = store
        .add_sources(&[file("/b.txt", 1)], None, NOON)
        .await
        .unwrap();
    assert_eq!(copy, [Added::Known(old)]);
    let moved = store
        .known_at(&Place::File("/a.txt".into()))
        .await
        .unwrap()
        .unwrap();
    assert_ne!(
        moved.source, old,
        "the changed file is a source of its own now"
    );
    let begun = claim(store).await;
    assert_eq!(begun.source, moved.source);
    read(store, &begun, &["新"]).await;
    assert_eq!(texts(store, old).await, ["旧"]);
    assert_eq!(texts(store, moved.source).await, ["新"]);
    scene.assert_whole().await;
}

#[tokio::test]
async fn one_of_two_copies_that_changes_leaves_the_other() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let both = shelve(store, "/a.txt", 1, &["同"]).await;
    add(store, "/b.txt", 1).await;
    let changed = store
        .add_sources(&[file("/b.txt", 2)], None, NOON)
        .await
        .unwrap();
    assert!(
        matches!(changed[0], Added::New(id) if id != both),
        "{changed:?}"
    );
    assert_eq!(store.locations(both).await.unwrap().len(), 1);
    scene.assert_whole().await;
}

#[tokio::test]
async fn a_deleted_source_comes_back_whole_and_a_purged_one_leaves_nothing() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let id = shelve(store, "/a.txt", 1, &["一 二", "三"]).await;
    let mut index = Index::default();
    index.follow(store).await;
    assert_eq!(index.chunks().len(), 3);
    let chunks = index.chunks();

    store.delete_sources(&[id], NOON).await.unwrap();
    assert!(store.found_chunks(&chunks).await.unwrap().is_empty());
    assert!(
        store
            .list_sources(None, None, 9)
            .await
            .unwrap()
            .sources
            .is_empty()
    );
    assert_eq!(store.list_deleted_sources().await.unwrap().len(), 1);
    assert!(
        store
            .known_at(&Place::File("/a.txt".into()))
            .await
            .unwrap()
            .is_none()
    );
    index.follow(store).await;
    assert!(index.chunks().is_empty());

    store.restore_sources(&[id]).await.unwrap();
    index.follow(store).await;
    assert_eq!(index.chunks(), chunks);
    store.delete_sources(&[id], NOON).await.unwrap();
    let back = store
        .add_sources(&[file("/elsewhere.txt", 1)], None, NOON)
        .await
        .unwrap();
    assert_eq!(
        back,
        [Added::Restored(id)],
        "added again is restored, not read again"
    );

    store.delete_sources(&[id], NOON).await.unwrap();
    assert_eq!(store.purge_deleted(NOON).await.unwrap(), 1);
    assert!(matches!(
        store.source(id).await,
        Err(Error::NotFound { .. })
    ));
    index.follow(store).await;
    assert_eq!(index.sources.len(), 0);
    scene.assert_whole().await;
    let folder = scene.folder.path().join("copy.sqlite");
    store.backup_to(&folder).await.unwrap();
    let bytes = std::fs::read(folder).unwrap();
    let word = "二".as_bytes();
    assert!(
        !bytes.windows(word.len()).any(|window| window == word),
        "no word is left"
    );
}

#[tokio::test]
async fn a_collection_is_deleted_with_or_without_its_sources_and_comes_back() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let (one, two) = (
        collection(store, "甲 🗂").await,
        collection(store, "ב").await,
    );
    let only = shelve(store, "/only.txt", 1, &["a"]).await;
    let shared = shelve(store, "/shared.txt", 2, &["b"]).await;
    store
        .put_in_collection(one, &[only, shared], NOON)
        .await
        .unwrap();
    store.put_in_collection(one, &[only], NOON).await.unwrap();
    store.put_in_collection(two, &[shared], NOON).await.unwrap();
    assert_eq!(store.collection(one).await.unwrap().sources, 2);

    store.delete_collection(one, true, NOON).await.unwrap();
    let left = store.list_sources(None, None, 9).await.unwrap().sources;
    assert_eq!(
        left.iter().map(|source| source.id).collect::<Vec<_>>(),
        [shared]
    );
    assert!(
        store.list_deleted_sources().await.unwrap().is_empty(),
        "it comes back with its collection"
    );
    assert_eq!(store.list_deleted_collections().await.unwrap().len(), 1);
    store.restore_collection(one).await.unwrap();
    let page = store.list_sources(Some(one), None, 1).await.unwrap();
    assert_eq!(page.sources[0].id, shared, "last added first");
    let rest = store.list_sources(Some(one), page.next, 1).await.unwrap();
    assert_eq!((rest.sources[0].id, rest.next), (only, None));

    store.delete_collection(one, false, NOON).await.unwrap();
    assert_eq!(
        store
            .list_sources(None, None, 9)
            .await
            .unwrap()
            .sources
            .len(),
        2
    );
    assert_eq!(store.purge_deleted(NOON).await.unwrap(), 1);
    assert!(store.restore_collection(one).await.is_err());
    let of = store.collections_of(&[only, shared]).await.unwrap();
    assert_eq!((of.get(&only), of.get(&shared)), (None, Some(&vec![two])));
    scene.assert_whole().await;
}

#[tokio::test]
async fn a_filter_becomes_the_sources_it_leaves() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let group = collection(store, "组").await;
    let (a, b, c) = (
        add(store, "/a.pdf", 1).await,
        add(store, "/b.pdf", 2).await,
        add(store, "/c.txt", 3).await,
    );
    store.put_in_collection(group, &[b, c], NOON).await.unwrap();
    let number = async |id| store.source(id).await.unwrap().number;
    let (a_number, b_number, c_number) = (number(a).await, number(b).await, number(c).await);
    let kinds = vec!["pdf".to_owned()];
    let among = async |filter: Filter| match store.among(&filter).await.unwrap() {
        Among::All => panic!("{filter:?} limits nothing"),
        Among::Sources(numbers) => numbers,
    };
    assert_eq!(store.among(&Filter::default()).await.unwrap(), Among::All);
    let by_kind = Filter {
        kinds: kinds.clone(),
        ..Filter::default()
    };
    assert_eq!(among(by_kind).await, [a_number, b_number]);
    let both = Filter {
        kinds,
        collections: vec![group],
        ..Filter::default()
    };
    assert_eq!(among(both.clone()).await, [b_number]);
    let named = Filter {
        sources: vec![a, b],
        ..both
    };
    assert_eq!(among(named).await, [b_number]);
    let late = Filter {
        modified_from_ms: Some(NOON + 2),
        modified_until_ms: Some(NOON + 3),
        ..Filter::default()
    };
    assert_eq!(among(late).await, [b_number]);
    let in_group = Filter {
        collections: vec![group, group],
        ..Filter::default()
    };
    assert_eq!(among(in_group.clone()).await, [b_number, c_number]);
    store.delete_collection(group, false, NOON).await.unwrap();
    assert!(
        among(in_group).await.is_empty(),
        "a deleted collection has nothing"
    );
}

#[tokio::test]
async fn the_health_report_names_what_cannot_be_found() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let group = collection(store, "组").await;
    let ready = shelve(store, "/ready.txt", 1, &["一 二"]).await;
    add(store, "/copy.txt", 1).await;
    let scan = add(store, "/scan.pdf", 2).await;
    store
        .end_without_text(&claim(store).await, None)
        .await
        .unwrap();
    let broken = add(store, "/broken.pdf", 3).await;
    let reason = serde_json::json!({ "page": 7 });
    store
        .fail_source(&claim(store).await, "encrypted", Some(&reason))
        .await
        .unwrap();
    let gone = shelve(store, "/gone.txt", 4, &["三"]).await;
    store
        .mark_missing(&[Place::File("/gone.txt".into())], NOON)
        .await
        .unwrap();
    store
        .put_in_collection(group, &[ready, scan, broken], NOON)
        .await
        .unwrap();

    let health = store.health(None).await.unwrap();
    let ids =
        |names: &[glim_store::SourceName]| names.iter().map(|name| name.id).collect::<Vec<_>>();
    assert_eq!(ids(&health.no_text), [scan]);
    assert_eq!(ids(&health.unreadable), [broken]);
    assert_eq!(health.unreadable[0].reason.as_deref(), Some("encrypted"));
    assert_eq!(health.unreadable[0].reason_params, Some(reason));
    assert_eq!(
        (ids(&health.duplicates), health.duplicates[0].places),
        (vec![ready], 2)
    );
    assert_eq!(ids(&health.missing), [gone]);
    assert_eq!(
        ids(&health.words_only),
        [gone, ready],
        "no model has embedded them"
    );
    let all = &health.statistics;
    assert_eq!(
        (all.sources, all.ready, all.failed, all.no_text, all.chunks),
        (4, 2, 1, 1, 3)
    );
    let part = store.statistics(Some(group)).await.unwrap();
    assert_eq!(
        (part.sources, part.ready, part.chunks, part.bytes),
        (3, 1, 2, 600)
    );
    let failed = store
        .list_sources_at(Stage::Failed, None, 9)
        .await
        .unwrap()
        .sources;
    assert_eq!(failed.len(), 1);
    assert_eq!(store.health(Some(group)).await.unwrap().missing, []);
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_whose_name_is_no_text_is_kept_as_it_is_named() {
    use std::os::unix::ffi::OsStringExt;
    let scene = Scene::new().await;
    let path: std::path::PathBuf =
        std::ffi::OsString::from_vec(b"/a/\xff\xfe\n.txt".to_vec()).into();
    let new = glim_store::NewSource {
        place: Place::File(path.clone()),
        ..file("/x.txt", 1)
    };
    let id = scene.store.add_sources(&[new], None, NOON).await.unwrap()[0].source();
    assert_eq!(
        scene.store.locations(id).await.unwrap()[0].place,
        Place::File(path)
    );
}

#[tokio::test]
async fn an_outline_names_what_is_listed_and_rows_come_in_the_order_asked_for() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let first = shelve(store, "/家/论文 ÄB.pdf", 1, &["一 段"]).await;
    let second = add(store, "/家/合同.txt", 2).await;
    let third = add(store, "/家/论文 äb.md", 3).await;
    let group = collection(store, "组").await;
    store
        .put_in_collection(group, &[first, second], NOON)
        .await
        .unwrap();
    let listed = async |collection, stages: &[Stage], named: &str| {
        let listed = Listed {
            collection,
            stages: stages.to_vec(),
            named: named.to_owned(),
            ..Listed::default()
        };
        store.outline(&listed).await.unwrap()
    };
    assert_eq!(listed(None, &[], "").await, [third, second, first]);
    assert_eq!(listed(Some(group), &[], "").await, [second, first]);
    assert_eq!(
        listed(None, &[Stage::Waiting, Stage::Failed], "").await,
        [third, second]
    );
    assert_eq!(listed(Some(group), &[Stage::Ready], "").await, [first]);
    assert_eq!(
        listed(None, &[], " äB").await,
        [third, first],
        "in any case, beyond ASCII too"
    );
    assert!(
        listed(None, &[], "%").await.is_empty(),
        "a sign of SQL is only a sign"
    );

    store.delete_sources(&[second], NOON).await.unwrap();
    assert_eq!(listed(None, &[], "").await, [third, first]);
    let rows = store.sources(&[first, second, third]).await.unwrap();
    let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["论文 ÄB.pdf", "论文 äb.md"]);
    store.delete_collection(group, false, NOON).await.unwrap();
    let gone = Listed {
        collection: Some(group),
        ..Listed::default()
    };
    assert!(store.outline(&gone).await.is_err());
}

#[tokio::test]
async fn a_list_is_ordered_by_name_size_or_stage_and_the_other_way_round() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let ready = shelve(store, "/家/第10章.pdf", 1, &["一 段"]).await;
    let mut large = file("/家/第9章.txt", 2);
    large.bytes = 1 << 40;
    let large = store.add_sources(&[large], None, NOON).await.unwrap()[0].source();
    let waiting = add(store, "/家/aB.md", 3).await;
    let skipped = add(store, "/家/Ac.md", 4).await;
    store.skip_source(skipped).await.unwrap();
    let by = async |sorted_by, reversed| {
        let listed = Listed {
            sorted_by,
            reversed,
            ..Listed::default()
        };
        store.outline(&listed).await.unwrap()
    };
    assert_eq!(
        by(SortedBy::Added, true).await,
        [ready, large, waiting, skipped]
    );
    assert_eq!(
        by(SortedBy::Name, false).await,
        [waiting, skipped, large, ready]
    );
    assert_eq!(by(SortedBy::Bytes, false).await[0], large);
    assert_eq!(by(SortedBy::Bytes, true).await[3], large);
    assert_eq!(
        by(SortedBy::Stage, false).await,
        [waiting, large, skipped, ready],
        "the last added first among those of one stage"
    );
}

#[tokio::test]
async fn a_moved_file_gives_its_new_name_to_its_source_and_a_copy_does_not() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let id = shelve(store, "/家/草稿.txt", 1, &["一 段"]).await;
    let name = async || store.source(id).await.unwrap().name;
    let generation = async || store.changes_since(0, 10).await.unwrap().to;
    let before = generation().await;
    store
        .add_sources(&[file("/家/copy.txt", 1)], None, NOON)
        .await
        .unwrap();
    assert_eq!(name().await, "草稿.txt", "it is still there");
    let gone = |path: &str| [Place::File(path.into())];
    store
        .mark_missing(&gone("/家/copy.txt"), NOON)
        .await
        .unwrap();
    store
        .mark_missing(&gone("/家/草稿.txt"), NOON)
        .await
        .unwrap();
    assert_eq!(name().await, "草稿.txt", "gone is not renamed");
    assert_eq!(generation().await, before);
    store
        .add_sources(&[file("/家/定稿 📄.txt", 1)], None, NOON)
        .await
        .unwrap();
    assert_eq!(name().await, "定稿 📄.txt");
    assert!(generation().await > before, "its name is found too");
    store
        .mark_missing(&gone("/家/定稿 📄.txt"), NOON)
        .await
        .unwrap();
    let back = store
        .add_sources(&[file("/家/草稿.txt", 1)], None, NOON)
        .await
        .unwrap();
    assert_eq!(back, [Added::Unchanged(id)]);
    assert_eq!(name().await, "草稿.txt", "renamed back");
}

#[tokio::test]
async fn a_source_that_was_read_in_part_is_named_in_the_health_report() {
    let scene = Scene::new().await;
    let store = &scene.store;
    shelve(store, "/whole.pdf", 1, &["一"]).await;
    let part = add(store, "/part.pdf", 2).await;
    let held = claim(store).await;
    store
        .add_passages(&held, 0, &[passage("二")])
        .await
        .unwrap();
    let details =
        serde_json::json!({ "remarks": [{ "kind": "pagesWithoutText", "pages": [3, 4] }] });
    store.end_cutting(&held, Some(&details)).await.unwrap();
    store.show_source(&held, true).await.unwrap();

    let health = store.health(None).await.unwrap();
    let gaps: Vec<_> = health.gaps.iter().map(|name| name.id).collect();
    assert_eq!(gaps, [part]);
    assert!(health.unreadable.is_empty(), "it was read, only not whole");
}
