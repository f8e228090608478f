//! Watched folders: what is found, what is asked, what is left alone.

use std::{path::Path, time::Instant};

use glim_app::{
    App, ErrorCode, HostRequest,
    library::{
        ChosenReviews, FolderState, FolderView, ListReviews, ReviewView, SetFolder, WatchNewFolder,
        library_collection_create, library_delete, library_folder_look, library_folder_set,
        library_folders, library_health, library_reviews, library_reviews_ignore,
        library_reviews_take, library_source, library_unwatch, library_watch,
    },
};
use glim_store::{ReviewKind, Stage};

use crate::bench_library::{PATIENCE, Shelf};

/// Answers the next wish for a folder as a person would.
fn picks(app: &App, folder: Option<&Path>) {
    let mut wishes = app.take_host_requests().unwrap();
    let folder = folder.map(Path::to_owned);
    tokio::spawn(async move {
        while let Some(wish) = wishes.recv().await {
            if let HostRequest::PickFolder { done } = wish {
                let _ = done.send(folder.clone()); // the asker has gone
            }
        }
    });
}

async fn watch(shelf: &Shelf, automatic: bool) -> FolderView {
    picks(&shelf.app, Some(shelf.files.path()));
    let request = WatchNewFolder {
        collection: None,
        automatic,
    };
    library_watch(&shelf.app, request).await.unwrap().unwrap()
}

async fn folder(shelf: &Shelf) -> FolderView {
    library_folders(&shelf.app, ()).await.unwrap().remove(0)
}

async fn reviews(shelf: &Shelf) -> Vec<ReviewView> {
    let request = ListReviews {
        folder: folder(shelf).await.id,
        after: None,
        limit: 200,
    };
    let page = library_reviews(&shelf.app, request).await.unwrap();
    let mut reviews = page.reviews;
    reviews.sort_by(|one, other| one.name.cmp(&other.name));
    reviews
}

/// Waits until the findings are these.
async fn found(shelf: &Shelf, wanted: &[(&str, ReviewKind)]) -> Vec<ReviewView> {
    let what = format!("{wanted:?}");
    shelf
        .until(&what, async || {
            let now = reviews(shelf).await;
            let now: Vec<_> = now.iter().map(|it| (it.name.as_str(), it.what)).collect();
            now == wanted
        })
        .await;
    reviews(shelf).await
}

async fn at_rest(shelf: &Shelf, state: FolderState) {
    shelf
        .until("the folder is looked through", async || {
            folder(shelf).await.state == state
        })
        .await;
}

async fn all(shelf: &Shelf) -> ChosenReviews {
    ChosenReviews {
        folder: folder(shelf).await.id,
        reviews: Vec::new(),
        all: true,
    }
}

#[tokio::test]
async fn what_happens_in_a_folder_is_asked_about_and_done_as_decided() {
    let shelf = Shelf::new().await;
    shelf.write("甲.txt", "first words");
    shelf.write("deep/乙.md", "second words");
    shelf.write(".git/config", "never");
    let watched = watch(&shelf, false).await;
    assert!(matches!(
        watched.state,
        FolderState::Waiting | FolderState::Looking
    ));
    let news = found(
        &shelf,
        &[("乙.md", ReviewKind::New), ("甲.txt", ReviewKind::New)],
    )
    .await;
    assert_eq!(news[0].within, "deep");
    at_rest(&shelf, FolderState::Watched).await;
    assert!(shelf.sources().await.is_empty(), "nothing is taken unasked");
    let taken = library_reviews_take(&shelf.app, all(&shelf).await).await;
    assert_eq!(taken.unwrap().taken, 2);
    assert!(reviews(&shelf).await.is_empty());
    shelf.found("words", 2).await;

    // Told by the system, without anybody asking.
    let first = shelf.named("甲.txt").await;
    shelf.write("甲.txt", "changed words");
    let changed = found(&shelf, &[("甲.txt", ReviewKind::Changed)]).await;
    assert_eq!(changed[0].source, Some(first.id));
    let one = ChosenReviews {
        folder: watched.id,
        reviews: vec![changed[0].number],
        all: false,
    };
    library_reviews_take(&shelf.app, one).await.unwrap();
    shelf.found("changed", 1).await;
    assert_eq!(shelf.named("甲.txt").await.id, first.id, "the same source");

    let root = shelf.files.path();
    std::fs::rename(root.join("deep/乙.md"), root.join("丙.md")).unwrap();
    let moved = found(&shelf, &[("丙.md", ReviewKind::Moved)]).await;
    assert!(moved[0].source.is_some());
    library_reviews_take(&shelf.app, all(&shelf).await)
        .await
        .unwrap();
    let health = library_health(&shelf.app, None).await.unwrap();
    assert!(health.missing.is_empty(), "it was followed: {health:?}");

    std::fs::remove_file(root.join("丙.md")).unwrap();
    found(&shelf, &[("丙.md", ReviewKind::Missing)]).await;
    let taken = library_reviews_take(&shelf.app, all(&shelf).await)
        .await
        .unwrap();
    assert_eq!(taken.deleted, 1);
    assert_eq!(shelf.sources().await.len(), 1);

    library_unwatch(&shelf.app, watched.id).await.unwrap();
    assert!(library_folders(&shelf.app, ()).await.unwrap().is_empty());
    assert_eq!(shelf.sources().await.len(), 1, "what came from it stays");
    shelf.is_whole().await;
}

#[tokio::test]
async fn what_is_ignored_stays_so_until_it_changes_and_what_is_over_is_not_asked() {
    let shelf = Shelf::new().await;
    shelf.write("a.txt", "one");
    shelf.write("b.txt", "two");
    watch(&shelf, false).await;
    let both = [("a.txt", ReviewKind::New), ("b.txt", ReviewKind::New)];
    found(&shelf, &both).await;
    library_reviews_ignore(&shelf.app, all(&shelf).await)
        .await
        .unwrap();
    at_rest(&shelf, FolderState::Watched).await;
    shelf.write("c.txt", "three");
    found(&shelf, &[("c.txt", ReviewKind::New)]).await;
    shelf.write("a.txt", "one and more");
    let rest = [("a.txt", ReviewKind::New), ("c.txt", ReviewKind::New)];
    found(&shelf, &rest).await;
    std::fs::remove_file(shelf.files.path().join("c.txt")).unwrap();
    found(&shelf, &rest[..1]).await;
}

#[tokio::test]
async fn an_automatic_folder_is_followed_and_a_deleted_source_does_not_come_back() {
    let mut shelf = Shelf::new().await;
    shelf.write("a.txt", "apple words");
    let watched = watch(&shelf, true).await;
    shelf.found("apple", 1).await;
    let source = shelf.named("a.txt").await;
    library_delete(&shelf.app, vec![source.id]).await.unwrap();
    shelf.write("b.txt", "banana words");
    shelf.found("banana", 1).await;
    at_rest(&shelf, FolderState::Watched).await;
    assert!(shelf.search("apple").await.is_empty(), "deleted is deleted");

    // What happens while the app is closed is found at the next start.
    shelf.app.shutdown().await;
    shelf.write("c.txt", "cherry words");
    std::fs::remove_file(shelf.files.path().join("b.txt")).unwrap();
    shelf.restart().await;
    shelf.found("cherry", 1).await;
    at_rest(&shelf, FolderState::Watched).await;
    assert_eq!(shelf.search("banana").await.len(), 1, "what was read stays");
    let health = library_health(&shelf.app, None).await.unwrap();
    assert_eq!(health.missing[0].name, "b.txt");
    assert_eq!(folder(&shelf).await.open, 0);

    let cleared = SetFolder {
        folder: watched.id,
        collection: None,
        automatic: false,
    };
    library_folder_set(&shelf.app, cleared).await.unwrap();
    shelf.write("b.txt", "banana words");
    shelf
        .until("the file that is back is noted", async || {
            let health = library_health(&shelf.app, None).await.unwrap();
            health.missing.is_empty()
        })
        .await;
    assert!(
        reviews(&shelf).await.is_empty(),
        "nothing to decide about it"
    );
}

#[tokio::test]
async fn a_folder_that_is_not_there_makes_no_file_missing() {
    let shelf = Shelf::new().await;
    let path = shelf.write("share/a.txt", "far words");
    let share = path.parent().unwrap();
    picks(&shelf.app, Some(share));
    let request = WatchNewFolder {
        collection: None,
        automatic: true,
    };
    library_watch(&shelf.app, request).await.unwrap();
    shelf.found("far", 1).await;
    at_rest(&shelf, FolderState::Watched).await;
    let away = shelf.files.path().join("away");
    std::fs::rename(share, &away).unwrap();
    let id = folder(&shelf).await.id;
    library_folder_look(&shelf.app, id).await.unwrap();
    at_rest(&shelf, FolderState::Gone).await;
    assert_eq!(shelf.named("a.txt").await.stage, Stage::Ready);
    let health = library_health(&shelf.app, None).await.unwrap();
    assert!(health.missing.is_empty(), "{health:?}");
    std::fs::rename(&away, share).unwrap();
    library_folder_look(&shelf.app, id).await.unwrap();
    at_rest(&shelf, FolderState::Watched).await;
    assert_eq!(folder(&shelf).await.open, 0);
}

#[tokio::test]
async fn a_folder_goes_into_its_collection_and_our_own_data_is_refused() {
    let shelf = Shelf::new().await;
    shelf.write("a.txt", "in a collection");
    let new = glim_app::library::CreateCollection {
        name: "文件".into(),
    };
    let collection = library_collection_create(&shelf.app, new).await.unwrap();
    picks(&shelf.app, Some(shelf.files.path()));
    let request = WatchNewFolder {
        collection: Some(collection.id),
        automatic: true,
    };
    library_watch(&shelf.app, request).await.unwrap();
    shelf.found("collection", 1).await;
    let id = shelf.named("a.txt").await.id;
    let source = library_source(&shelf.app, id).await.unwrap();
    assert_eq!(source.collections, [collection.id]);

    let other = Shelf::new().await;
    picks(&other.app, Some(other.data.path()));
    let request = WatchNewFolder {
        collection: None,
        automatic: false,
    };
    let refused = library_watch(&other.app, request.clone())
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::BadInput);
    let closed = Shelf::new().await;
    picks(&closed.app, None);
    assert!(library_watch(&closed.app, request).await.unwrap().is_none());
}

#[tokio::test]
async fn ten_thousand_files_are_looked_through_in_seconds_and_again_in_less() {
    let shelf = Shelf::new().await;
    for number in 0..10_000 {
        let path = shelf
            .files
            .path()
            .join(format!("{}/{number}.txt", number % 100));
        if number < 100 {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        }
        std::fs::write(path, number.to_string()).unwrap();
    }
    let began = Instant::now();
    let watched = watch(&shelf, false).await;
    at_rest(&shelf, FolderState::Watched).await;
    let first = began.elapsed();
    assert_eq!(folder(&shelf).await.open, 10_000);
    let began = Instant::now();
    library_folder_look(&shelf.app, watched.id).await.unwrap();
    let before = folder(&shelf).await.scanned_ms;
    shelf
        .until("the second look", async || {
            let now = folder(&shelf).await;
            now.scanned_ms != before && now.state == FolderState::Watched
        })
        .await;
    let second = began.elapsed();
    println!("10,000 files: {first:?} the first time, {second:?} the second");
    assert!(first < PATIENCE / 2 && second < PATIENCE / 4);
    library_reviews_ignore(&shelf.app, all(&shelf).await)
        .await
        .unwrap();
    assert_eq!(folder(&shelf).await.open, 0);
}
