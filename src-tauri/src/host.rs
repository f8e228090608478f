//! Serves what the app asks of the system around it: opens links, folders and files, lets the person pick some.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use glim_app::HostRequest;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tokio::sync::{mpsc::Receiver, oneshot};

use crate::{closing, window::MAIN};

/// Serves requests until the app ends.
pub(crate) async fn serve(handle: AppHandle, mut requests: Receiver<HostRequest>) {
    let last = LastFolder::default();
    while let Some(request) = requests.recv().await {
        match request {
            HostRequest::OpenLink { url, done } => {
                open(done, move || {
                    tauri_plugin_opener::open_url(url.as_str(), None::<&str>)
                });
            }
            HostRequest::Reveal { path, done } => {
                open(done, move || {
                    tauri_plugin_opener::open_path(&path, None::<&str>)
                });
            }
            HostRequest::RevealFile { path, done } => {
                open(done, move || tauri_plugin_opener::reveal_item_in_dir(&path));
            }
            HostRequest::OpenFile { path, done } => {
                open(done, move || {
                    tauri_plugin_opener::open_path(&path, None::<&str>)
                });
            }
            HostRequest::PickFolder { done } => pick_folder(&handle, &last, done),
            HostRequest::PickFiles { folder, done } => pick_files(&handle, folder, done),
            HostRequest::Restart => closing::end(&handle, closing::After::StartAgain),
        }
    }
}

/// Opening starts another program and may wait for the bus: on a blocking thread.
fn open(
    done: oneshot::Sender<bool>,
    act: impl FnOnce() -> Result<(), tauri_plugin_opener::Error> + Send + 'static,
) {
    tauri::async_runtime::spawn_blocking(move || {
        let opened = act();
        if let Err(error) = &opened {
            tracing::warn!(%error, "the system could not open it");
        }
        let _ = done.send(opened.is_ok()); // whoever asked may have stopped waiting
    });
}

/// The folder that was picked last: who saves twenty pictures one by one finds the way once.
type LastFolder = Arc<Mutex<Option<PathBuf>>>;

fn pick_folder(handle: &AppHandle, last: &LastFolder, done: oneshot::Sender<Option<PathBuf>>) {
    let mut dialog = dialog(handle);
    if let Some(folder) = &*last.lock().unwrap_or_else(PoisonError::into_inner) {
        dialog = dialog.set_directory(folder);
    }
    let last = Arc::clone(last);
    dialog.pick_folder(move |picked| {
        let folder = picked.and_then(|picked| picked.into_path().ok());
        if let Some(folder) = &folder {
            *last.lock().unwrap_or_else(PoisonError::into_inner) = Some(folder.clone());
        }
        let _ = done.send(folder); // whoever asked may have stopped waiting
    });
}

fn pick_files(handle: &AppHandle, folder: bool, done: oneshot::Sender<Option<Vec<PathBuf>>>) {
    let answer = move |picked: Option<Vec<FilePath>>| {
        let paths = picked.map(|picked| {
            let paths = picked.into_iter().filter_map(|it| it.into_path().ok());
            paths.collect()
        });
        let _ = done.send(paths); // whoever asked may have stopped waiting
    };
    if folder {
        dialog(handle).pick_folders(answer);
    } else {
        dialog(handle).pick_files(answer);
    }
}

/// Above the window, so that it cannot get lost behind it.
fn dialog(handle: &AppHandle) -> FileDialogBuilder<tauri::Wry> {
    let dialog = handle.dialog().file();
    match handle.get_webview_window(MAIN) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}
