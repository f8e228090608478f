//! Watched folders: what a person is told of them and may decide. Looking through them is in `scan.rs`, doing what was decided in
//! `settle.rs`, and the task that notices changes in `watcher.rs`.

mod scan;
mod settle;
mod view;
pub(super) mod watcher;

use glim_store::{FolderId, NewFolder, WatchedFolder};
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

pub use view::*;
pub(super) use watcher::Watching;

use crate::{App, AppEvent, ErrorCode, HostRequest, UiError};

/// Most findings of a page.
const LARGEST_PAGE: u32 = 200;

/// How a folder is watched, as it is kept in its row.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct HowWatched {
    /// What is found is taken at once instead of being asked about.
    automatic: bool,
}

impl HowWatched {
    fn of(folder: &WatchedFolder) -> Self {
        // What another version has written there means the cautious way.
        serde_json::from_value(folder.settings.clone()).unwrap_or_default()
    }
}

/// Lets the person pick a folder and watches it; nothing when the dialog was closed.
///
/// # Errors
/// `openFailed` when the host cannot ask; `notFound` when the collection is gone; `badInput` when a folder of ours was picked.
pub async fn library_watch(
    app: &App,
    request: WatchNewFolder,
) -> Result<Option<FolderView>, UiError> {
    let (done, picked) = oneshot::channel();
    app.ask_host(HostRequest::PickFolder { done })?;
    let picked = picked
        .await
        .map_err(|_| UiError::new(ErrorCode::OpenFailed))?;
    let Some(picked) = picked else {
        return Ok(None);
    };
    let path = std::fs::canonicalize(&picked).map_err(|_| UiError::not_found("folder"))?;
    let own = app.early_now().data_folder;
    let own = std::fs::canonicalize(&own).unwrap_or(own);
    if path.starts_with(&own) || own.starts_with(&path) {
        // Each look would find what the last one wrote.
        return Err(
            UiError::bad_input("library_watch", "the app's own data").with("field", "ownFolder")
        );
    }
    let new = NewFolder {
        path,
        collection: request.collection,
        settings: settings(request.automatic),
        now_ms: app.now_ms(),
    };
    let id = app.store()?.watch_folder(&new).await?;
    changed(app);
    app.0.library.watching.look_at(id);
    let folder = folder(app, id).await?;
    Ok(Some(view_of(app, &folder)))
}

/// The watched folders, oldest first.
pub async fn library_folders(app: &App, (): ()) -> Result<Vec<FolderView>, UiError> {
    let folders = app.store()?.watched_folders().await?;
    Ok(folders.iter().map(|folder| view_of(app, folder)).collect())
}

/// Changes where a folder's files go and whether they are asked about. What waits for a decision is taken when it no longer is.
pub async fn library_folder_set(app: &App, request: SetFolder) -> Result<(), UiError> {
    let before = folder(app, request.folder).await?;
    let new = NewFolder {
        path: before.path,
        collection: request.collection,
        settings: settings(request.automatic),
        now_ms: app.now_ms(),
    };
    app.store()?.watch_folder(&new).await?;
    if request.automatic {
        settle::take_all(app, request.folder).await?;
    }
    changed(app);
    app.0.library.watching.look_at(request.folder);
    Ok(())
}

/// Stops watching a folder. What came from it stays in the library.
pub async fn library_unwatch(app: &App, request: FolderId) -> Result<(), UiError> {
    app.store()?.unwatch_folder(request).await?;
    app.0.library.watching.forget(request);
    changed(app);
    Ok(())
}

/// Looks through a folder now.
pub async fn library_folder_look(app: &App, request: FolderId) -> Result<(), UiError> {
    let folder = folder(app, request).await?;
    app.0.library.watching.look_at(folder.id);
    Ok(())
}

/// What was found in a folder and waits for a decision, oldest first.
pub async fn library_reviews(app: &App, request: ListReviews) -> Result<ReviewPage, UiError> {
    let limit = request.limit.clamp(1, LARGEST_PAGE);
    let folder = folder(app, request.folder).await?;
    let mut rows = app
        .store()?
        .reviews(folder.id, request.after, limit + 1)
        .await?;
    let has_more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().map(|row| row.number).filter(|_| has_more);
    let reviews = rows.iter().map(|row| ReviewView::of(row, &folder.path));
    Ok(ReviewPage {
        reviews: reviews.collect(),
        next,
    })
}

/// Does what findings suggest: new, changed and moved files are taken, sources of missing files are deleted (and can be restored).
pub async fn library_reviews_take(app: &App, request: ChosenReviews) -> Result<Taken, UiError> {
    let taken = if request.all {
        settle::take_all(app, request.folder).await?
    } else {
        settle::take(app, request.folder, &request.reviews).await?
    };
    changed(app);
    Ok(taken)
}

/// Leaves findings alone until their files change again.
pub async fn library_reviews_ignore(app: &App, request: ChosenReviews) -> Result<(), UiError> {
    let store = app.store()?;
    if request.all {
        loop {
            let rows = store.reviews(request.folder, None, LARGEST_PAGE).await?;
            if rows.is_empty() {
                break;
            }
            let numbers: Vec<i64> = rows.iter().map(|row| row.number).collect();
            store.ignore_reviews(&numbers).await?;
        }
    } else {
        store.ignore_reviews(&request.reviews).await?;
    }
    changed(app);
    Ok(())
}

fn settings(automatic: bool) -> serde_json::Value {
    serde_json::json!(HowWatched { automatic })
}

async fn folder(app: &App, id: FolderId) -> Result<WatchedFolder, UiError> {
    let folders = app.store()?.watched_folders().await?;
    let folder = folders.into_iter().find(|folder| folder.id == id);
    folder.ok_or_else(|| UiError::not_found("folder"))
}

fn view_of(app: &App, folder: &WatchedFolder) -> FolderView {
    let name = super::walk::name_of(&folder.path);
    FolderView {
        id: folder.id,
        name,
        path: folder.path.to_string_lossy().into_owned(),
        collection: folder.collection,
        automatic: HowWatched::of(folder).automatic,
        state: app.0.library.watching.state(folder.id),
        scanned_ms: folder.scanned_ms,
        open: folder.open,
    }
}

/// The list of folders, a state or a count changed.
fn changed(app: &App) {
    app.tell(AppEvent::FoldersChanged);
}
