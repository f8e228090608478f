//! Files that come to the window: held over it, dropped on it, or named on the command line of a second start. The app
//! gets their paths; the page learns names.

use std::path::{Path, PathBuf};

use glim_app::App;
use tauri::{AppHandle, DragDropEvent, Manager, WindowEvent, async_runtime::spawn};

use crate::{arguments, commands::Started};

/// What happens over the window.
pub(crate) fn on_window_event(handle: &AppHandle, event: &WindowEvent) {
    let WindowEvent::DragDrop(event) = event else {
        return;
    };
    match event {
        DragDropEvent::Enter { paths, .. } => {
            let count = paths.iter().filter(|path| path.is_absolute()).count();
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            // Before the app has started nothing shows that files may be dropped. They may be all the same.
            if let Some(app) = handle.state::<Started>().now() {
                app.files_hover(count);
            }
        }
        DragDropEvent::Drop { paths, .. } => {
            // A picture of the page that is dragged and let go of over it comes as the address it is shown from: no file.
            let files: Vec<PathBuf> = paths
                .iter()
                .filter(|it| it.is_absolute())
                .cloned()
                .collect();
            if !files.is_empty() {
                hand_over(handle, files);
            }
        }
        DragDropEvent::Leave => {
            if let Some(app) = handle.state::<Started>().now() {
                app.files_hover(0);
            }
        }
        // Where over the window files are held changes nothing.
        _ => {}
    }
}

/// A second start may name files: they are as good as dropped on the window that is open.
pub(crate) fn on_second_start(handle: &AppHandle, line: Vec<String>, folder: &str) {
    let paths = files_of(line, Path::new(folder));
    if !paths.is_empty() {
        hand_over(handle, paths);
    }
}

/// To the app, as soon as it has opened its data.
fn hand_over(handle: &AppHandle, paths: Vec<PathBuf>) {
    let handle = handle.clone();
    spawn(async move {
        let started = handle.state::<Started>();
        let app: Option<&App> = started.app().await.ok();
        if let Some(app) = app {
            app.drop_files(paths);
        }
    });
}

/// The files and folders that a command line names and that are there.
fn files_of(line: Vec<String>, folder: &Path) -> Vec<PathBuf> {
    let names = arguments::files(line.into_iter().skip(1));
    let paths = names.into_iter().map(|name| folder.join(name));
    paths.filter(|path| path.exists()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_second_start_names_files_from_its_own_folder() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("年报 2023.pdf");
        std::fs::write(&file, "x").unwrap();
        let line = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        assert_eq!(
            files_of(
                line(&["glim", "--safe-mode", "年报 2023.pdf", "gone.txt"]),
                folder.path()
            ),
            std::slice::from_ref(&file)
        );
        let whole = file.to_string_lossy().into_owned();
        assert_eq!(files_of(line(&["glim", &whole]), Path::new("/")), [file]);
        assert!(
            files_of(line(&["/usr/bin/env"]), folder.path()).is_empty(),
            "not the program itself"
        );
    }
}
