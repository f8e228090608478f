//! The data folder: its size, snapshots, backups, and moving it.

use std::path::{Path, PathBuf};

use glim_store::Store;

use super::{BackupDone, Blocked, FolderMoved, Reveal, SnapshotView};
use crate::{App, ErrorCode, HostRequest, UiError, library::CONTENTS_FOLDER};

/// What the store keeps in the data folder.
const DATABASE_FILE: &str = "glim.sqlite";
const SNAPSHOTS_FOLDER: &str = "snapshots";
/// Folder of backups inside the data folder.
const BACKUPS_FOLDER: &str = "backups";
/// Where the store puts pictures and videos.
const MEDIA_FOLDER: &str = "media";

pub(super) fn blocked(app: &App, problem: UiError) -> Blocked {
    Blocked {
        problem,
        snapshots: snapshots(app),
        folder: app.early_now().data_folder.display().to_string(),
    }
}

pub(super) fn snapshots(app: &App) -> Vec<SnapshotView> {
    let folder = app.early_now().data_folder;
    match glim_store::snapshots(&folder) {
        Ok(snapshots) => snapshots
            .into_iter()
            .filter_map(|snapshot| {
                Some(SnapshotView {
                    name: snapshot.path.file_name()?.to_str()?.to_owned(),
                    created_ms: snapshot.created_ms,
                    bytes: i64::try_from(snapshot.bytes).unwrap_or(i64::MAX),
                })
            })
            .collect(),
        Err(error) => {
            tracing::warn!(%error, "could not list the snapshots");
            Vec::new()
        }
    }
}

pub(super) fn database_bytes(app: &App) -> i64 {
    let folder = app.early_now().data_folder;
    [DATABASE_FILE.to_owned(), format!("{DATABASE_FILE}-wal")]
        .iter()
        .filter_map(|name| std::fs::metadata(folder.join(name)).ok())
        .filter_map(|metadata| i64::try_from(metadata.len()).ok())
        .sum()
}

pub(super) fn folder(app: &App, which: Reveal) -> Result<PathBuf, UiError> {
    let data = app.early_now().data_folder;
    let path = match which {
        Reveal::Data => data,
        Reveal::Backups => data.join(BACKUPS_FOLDER),
        Reveal::Logs => app.0.logs_folder.clone(),
    };
    std::fs::create_dir_all(&path).map_err(|error| denied(&path, &error))?;
    Ok(path)
}

pub(super) async fn back_up(app: &App) -> Result<BackupDone, UiError> {
    let store = app.store()?;
    let folder = folder(app, Reveal::Backups)?;
    let name = format!("glim-{}.sqlite", stamp(app.now_ms()));
    let path = folder.join(&name);
    store.backup_to(&path).await?;
    let bytes = std::fs::metadata(&path)
        .map_err(|error| denied(&path, &error))?
        .len();
    Ok(BackupDone {
        name,
        folder: folder.display().to_string(),
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
    })
}

pub(super) async fn restore(app: &App, name: &str) -> Result<(), UiError> {
    let folder = app.early_now().data_folder;
    // A name from the web view is looked up, never joined to a path.
    let snapshot = glim_store::snapshots(&folder)?
        .into_iter()
        .find(|snapshot| snapshot.path.file_name().is_some_and(|file| file == name))
        .ok_or_else(|| UiError::not_found("snapshot"))?;
    refuse_while_answering(app)?;
    app.0.library.stop().await;
    app.0.studio.stop().await;
    if let Some(store) = app.take_store(UiError::new(ErrorCode::StoreLocked)) {
        store.close().await;
    }
    let restored = glim_store::restore(&folder, &snapshot.path, app.now_ms()).await;
    app.reopen().await?;
    restored?;
    Ok(())
}

pub(super) async fn move_folder(app: &App) -> Result<FolderMoved, UiError> {
    refuse_while_answering(app)?;
    let (done, answer) = tokio::sync::oneshot::channel();
    app.ask_host(HostRequest::PickFolder { done })?;
    let Ok(Some(target)) = answer.await else {
        return Ok(FolderMoved::Cancelled);
    };
    let from = app.early_now().data_folder;
    if target.join(DATABASE_FILE).exists() {
        return Err(
            UiError::bad_input("settings_move_folder", "there is a database already")
                .with("field", "occupied")
                .with("path", target.display().to_string()),
        );
    }
    // Nothing may be written to the old place once the copy began.
    app.0.library.stop().await;
    app.0.studio.stop().await;
    let Some(store) = app.take_store(UiError::new(ErrorCode::StoreLocked)) else {
        return Ok(FolderMoved::Cancelled);
    };
    let copied = copy_everything(&store, &from, &target).await;
    store.close().await;
    if let Err(error) = copied {
        app.reopen().await?;
        return Err(error);
    }
    app.change_early(|early| early.data_folder.clone_from(&target));
    app.ask_host(HostRequest::Restart)?;
    Ok(FolderMoved::Moved {
        folder: target.display().to_string(),
    })
}

/// Copies the database (checked after), the sealed keys, snapshots, backups and contents that are ours to keep.
async fn copy_everything(store: &Store, from: &Path, target: &Path) -> Result<(), UiError> {
    store.backup_to(&target.join(DATABASE_FILE)).await?;
    glim_store::check_copy(&target.join(DATABASE_FILE)).await?;
    let (from, target) = (from.to_owned(), target.to_owned());
    tokio::task::spawn_blocking(move || {
        copy_file(&from.join("keys.sealed"), &target.join("keys.sealed"))?;
        for folder in [
            SNAPSHOTS_FOLDER,
            BACKUPS_FOLDER,
            CONTENTS_FOLDER,
            MEDIA_FOLDER,
        ] {
            copy_folder(&from.join(folder), &target.join(folder))?;
        }
        Ok(())
    })
    .await
    .map_err(|_| UiError::new(ErrorCode::Internal).with("detail", "copying was broken off"))?
}

fn copy_folder(from: &Path, target: &Path) -> Result<(), UiError> {
    if !from.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(target).map_err(|error| denied(target, &error))?;
    for entry in std::fs::read_dir(from).map_err(|error| denied(from, &error))? {
        let entry = entry.map_err(|error| denied(from, &error))?;
        let (from, target) = (entry.path(), target.join(entry.file_name()));
        if from.is_dir() {
            copy_folder(&from, &target)?;
        } else {
            copy_file(&from, &target)?;
        }
    }
    Ok(())
}

fn copy_file(from: &Path, target: &Path) -> Result<(), UiError> {
    if from.is_file() {
        std::fs::copy(from, target).map_err(|error| denied(target, &error))?;
    }
    Ok(())
}

fn refuse_while_answering(app: &App) -> Result<(), UiError> {
    if app.0.answers.any(|_| true) {
        return Err(UiError::new(ErrorCode::AlreadyRunning));
    }
    Ok(())
}

fn denied(path: &Path, error: &std::io::Error) -> UiError {
    let code = match error.kind() {
        std::io::ErrorKind::StorageFull => ErrorCode::DiskFull,
        _ => ErrorCode::StoreDenied,
    };
    UiError::new(code)
        .with("path", path.display().to_string())
        .with("detail", error.to_string())
}

/// `20261123-154210`, in UTC so that names sort by time.
fn stamp(now_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(now_ms).map_or_else(
        |_| now_ms.to_string(),
        |time| time.strftime("%Y%m%d-%H%M%S").to_string(),
    )
}
