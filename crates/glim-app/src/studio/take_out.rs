//! Artifacts that leave the app: written into a folder that the person picks, shown in the system's file browser, opened with
//! the system's program.

use std::{
    io,
    path::{Path, PathBuf},
};

use glim_store::{Artifact, ArtifactId, Media, Store};
use tokio::sync::oneshot;

use super::{
    ExportMedia, MediaExported,
    media::Format,
    stamp::{self, Stamp},
};
use crate::{App, ErrorCode, HostRequest, UiError, chat};

/// Files that are written at once.
const MOST: usize = 10_000;
/// Longest part of a name that comes from a prompt, in bytes: with date, count and ending it fits any file system.
const LONGEST_NAME: usize = 96;
/// What some system does not allow in a name.
const FORBIDDEN: [char; 9] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

/// Writes artifacts into a folder that the person picks; nothing when the dialog was closed. What is there stays.
pub(super) async fn export(
    app: &App,
    request: ExportMedia,
) -> Result<Option<MediaExported>, UiError> {
    if request.artifacts.is_empty() || request.artifacts.len() > MOST {
        return Err(UiError::bad_input("studio_export", "none or too many"));
    }
    let store = app.store()?;
    let (done, picked) = oneshot::channel();
    app.ask_host(HostRequest::PickFolder { done })?;
    let picked = picked
        .await
        .map_err(|_| UiError::new(ErrorCode::OpenFailed))?;
    let Some(folder) = picked else {
        return Ok(None);
    };
    let mut written = PathBuf::new();
    for id in &request.artifacts {
        let (artifact, media) = kept(&store, *id).await?;
        let (folder, stamped) = (folder.clone(), request.stamped);
        written = blocking(move || write(&folder, &artifact, &media, stamped)).await?;
    }
    let named = if request.artifacts.len() == 1 {
        written.file_name()
    } else {
        folder.file_name()
    };
    Ok(Some(MediaExported {
        count: u32::try_from(request.artifacts.len()).unwrap_or(u32::MAX),
        name: named.unwrap_or_default().to_string_lossy().into_owned(),
    }))
}

async fn kept(store: &Store, id: ArtifactId) -> Result<(Artifact, Media), UiError> {
    let artifact = store.artifact(id).await?;
    let media = store.media(artifact.file).await?;
    let media = media.ok_or_else(|| UiError::not_found("file"))?;
    Ok((artifact, media))
}

/// Gives where it was written. What was begun is removed when it cannot be finished. Blocks.
fn write(folder: &Path, artifact: &Artifact, media: &Media, stamped: bool) -> io::Result<PathBuf> {
    let ending = Format::of_media_type(&media.media_type).map_or("bin", Format::ending);
    let path = free(folder, &title(artifact), ending)?;
    let outcome = if stamped {
        let stamp = Stamp {
            prompt: artifact.prompt.clone(),
            model: artifact.model.clone(),
            mode: artifact.mode.clone(),
            parameters: artifact.parameters.clone(),
            made_ms: artifact.made_ms,
        };
        stamp::write(&media.path, &path, &stamp).map(|_| ())
    } else {
        std::fs::copy(&media.path, &path).map(|_| ())
    };
    if let Err(error) = outcome {
        let _ = std::fs::remove_file(&path); // what made writing fail may make this fail too
        return Err(error);
    }
    Ok(path)
}

/// A name in the folder that nothing has, taken by an empty file.
fn free(folder: &Path, title: &str, ending: &str) -> io::Result<PathBuf> {
    let mut count = 1_u32;
    loop {
        let name = if count == 1 {
            format!("{title}.{ending}")
        } else {
            format!("{title} ({count}).{ending}")
        };
        let path = folder.join(name);
        match std::fs::File::create_new(&path) {
            Ok(_) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && count < 100_000 => {
                count += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

/// The day it was made and the beginning of its prompt, or the name it came by.
fn title(artifact: &Artifact) -> String {
    let stem = artifact
        .name
        .as_deref()
        .map(|name| name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let name = fitting(stem.unwrap_or(&artifact.prompt));
    let day = chat::local_day(artifact.made_ms);
    match (stem, name.is_empty()) {
        (Some(_), false) => name,
        (None, false) => format!("{day} {name}"),
        (_, true) => day,
    }
}

/// What of a text can be in a name on any system.
fn fitting(text: &str) -> String {
    let splits = |it: char| it.is_whitespace() || it.is_control() || FORBIDDEN.contains(&it);
    let words = text.split(splits).filter(|word| !word.is_empty());
    let mut name = String::new();
    for character in words.flat_map(|word| word.chars().chain([' '])) {
        if name.len() + character.len_utf8() > LONGEST_NAME {
            break;
        }
        name.push(character);
    }
    let name = name.trim_matches(|it: char| it == '.' || it == ' ');
    if is_device(name) {
        return format!("_{name}");
    }
    name.to_owned()
}

/// Windows takes these for devices, whatever their ending.
fn is_device(name: &str) -> bool {
    let name = name.split('.').next().unwrap_or_default().to_uppercase();
    match name.strip_prefix("COM").or(name.strip_prefix("LPT")) {
        Some(number) => number.len() == 1 && number.chars().all(|it| it.is_ascii_digit()),
        None => matches!(name.as_str(), "CON" | "PRN" | "AUX" | "NUL"),
    }
}

/// Shows the file of an artifact in the system's file browser.
pub(super) async fn reveal(app: &App, id: ArtifactId) -> Result<(), UiError> {
    let (_, media) = kept(&app.store()?, id).await?;
    let (done, answer) = oneshot::channel();
    let path = media.path;
    app.ask_host(HostRequest::RevealFile { path, done })?;
    taken(answer).await
}

/// Opens an artifact with the program the system has for its kind: pictures and videos only are kept, which are not run.
pub(super) async fn open(app: &App, id: ArtifactId) -> Result<(), UiError> {
    let (_, media) = kept(&app.store()?, id).await?;
    let (done, answer) = oneshot::channel();
    let path = media.path;
    app.ask_host(HostRequest::OpenFile { path, done })?;
    taken(answer).await
}

async fn taken(answer: oneshot::Receiver<bool>) -> Result<(), UiError> {
    match answer.await {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err(UiError::new(ErrorCode::OpenFailed)),
    }
}

/// Work on files, where it stalls nobody.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, UiError> {
    let outcome = tokio::task::spawn_blocking(work).await;
    outcome
        .unwrap_or_else(|error| Err(io::Error::other(error)))
        .map_err(|error| {
            let code = match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ErrorCode::DiskFull,
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    ErrorCode::StoreDenied
                }
                _ => ErrorCode::StoreFailed,
            };
            tracing::warn!(%error, "a file of the studio could not be written");
            UiError::new(code)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_that_every_system_takes() {
        assert_eq!(fitting("一只  猫\n/ a\\b: \"c\"?"), "一只 猫 a b c");
        assert_eq!(fitting("../../etc/passwd"), "etc passwd");
        assert_eq!(
            (fitting("con").as_str(), fitting("Com1.x").as_str()),
            ("_con", "_Com1.x")
        );
        assert_eq!(fitting("comet"), "comet");
        assert_eq!(fitting("..."), "");
        assert_eq!(fitting(""), "");
        let long = fitting(&"长".repeat(500));
        assert!(long.len() <= LONGEST_NAME && long.chars().all(|it| it == '长'));
        assert!(fitting(&"🐈 ".repeat(100)).len() <= LONGEST_NAME);
    }

    #[test]
    fn what_is_there_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let names: Vec<_> = (0..3)
            .map(|_| free(folder.path(), "猫", "png").unwrap())
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(names, ["猫.png", "猫 (2).png", "猫 (3).png"]);
        assert!(free(&folder.path().join("none"), "猫", "png").is_err());
    }
}
