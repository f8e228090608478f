//! What the library asks of the system around it: to let files be picked, and to show or open the file of a source.
//!
//! The page names a source, never a path, so that it can have nothing opened but what was added.

use std::path::{Path, PathBuf};

use glim_store::{Place, SourceId};
use tokio::sync::oneshot;

use super::{PickFiles, Ticket, add::blocking};
use crate::{App, ErrorCode, HostRequest, UiError};

/// Endings of what some system runs when it is asked to open it. A file from a stranger may be in the library to be read.
const RUN: [&str; 41] = [
    "app",
    "appimage",
    "application",
    "bat",
    "chm",
    "cmd",
    "com",
    "command",
    "cpl",
    "desktop",
    "exe",
    "gadget",
    "hta",
    "inf",
    "jar",
    "js",
    "jse",
    "lnk",
    "msc",
    "msi",
    "msp",
    "mst",
    "pif",
    "pl",
    "ps1",
    "psm1",
    "py",
    "pyw",
    "rb",
    "reg",
    "run",
    "scf",
    "scpt",
    "scr",
    "sh",
    "url",
    "vb",
    "vbe",
    "vbs",
    "wsf",
    "wsh",
];

pub(super) async fn pick(app: &App, request: PickFiles) -> Result<Option<Ticket>, UiError> {
    let (done, answer) = oneshot::channel();
    let folder = request.folder;
    app.ask_host(HostRequest::PickFiles { folder, done })?;
    let picked = answer
        .await
        .map_err(|_| UiError::new(ErrorCode::OpenFailed))?;
    let picked = picked.filter(|paths| !paths.is_empty());
    Ok(picked.map(|paths| app.hand_in_files(paths)))
}

pub(super) async fn reveal(app: &App, source: SourceId) -> Result<(), UiError> {
    let path = file_of(app, source).await?;
    show(app, path).await
}

pub(super) async fn open(app: &App, source: SourceId) -> Result<(), UiError> {
    let path = file_of(app, source).await?;
    if would_run(&path) {
        return show(app, path).await;
    }
    let (done, answer) = oneshot::channel();
    app.ask_host(HostRequest::OpenFile { path, done })?;
    taken(answer).await
}

async fn show(app: &App, path: PathBuf) -> Result<(), UiError> {
    let (done, answer) = oneshot::channel();
    app.ask_host(HostRequest::RevealFile { path, done })?;
    taken(answer).await
}

async fn taken(answer: oneshot::Receiver<bool>) -> Result<(), UiError> {
    match answer.await {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err(UiError::new(ErrorCode::OpenFailed)),
    }
}

/// The first place of a source where a file is now.
async fn file_of(app: &App, source: SourceId) -> Result<PathBuf, UiError> {
    let locations = app.store()?.locations(source).await?;
    let paths = locations.into_iter().filter_map(|it| match it.place {
        Place::File(path) => Some(path),
        Place::Web(_) => None,
    });
    let paths: Vec<PathBuf> = paths.collect();
    blocking(move || paths.into_iter().find(|path| path.is_file()))
        .await?
        .ok_or_else(|| UiError::not_found("file"))
}

fn would_run(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    // Windows leaves out dots and blanks at the end of a name.
    let ending = ending.trim_end_matches([' ', '.']).to_lowercase();
    RUN.contains(&ending.as_str()) || path.to_string_lossy().ends_with(['.', ' ']) || may_run(path)
}

/// On Unix a file without a telling name is a program when it is marked as one.
#[cfg(unix)]
fn may_run(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let marked = path
        .metadata()
        .is_ok_and(|it| it.permissions().mode() & 0o111 != 0);
    path.extension().is_none() && marked
}

#[cfg(not(unix))]
fn may_run(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_system_runs_is_told_by_its_name_in_any_case() {
        for name in [
            "a.exe",
            "报告.PDF.Lnk",
            "x.Command",
            "a.js",
            "b.bat.",
            "c.vbs ",
        ] {
            assert!(would_run(Path::new(name)), "{name}");
        }
        for name in ["年报.pdf", "a.docx", "b.txt", "noending", "exe", ".exe.md"] {
            assert!(!would_run(Path::new(name)), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_program_without_an_ending_is_known_by_its_mark() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("installer");
        std::fs::write(&path, "#!/bin/sh\n").unwrap();
        assert!(!would_run(&path));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        assert!(would_run(&path));
    }
}
