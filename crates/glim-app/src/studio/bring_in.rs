//! Files of the person's that become artifacts: copied, looked at as what a platform sends is, with what they say of how they
//! were made.

use std::{
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use glim_store::{ArtifactId, ContentHash, NewArtifact, NewImport, NewMedia, Store};
use sha2::{Digest as _, Sha256};

use super::{
    ImportMedia, ImportReport, MediaRefusal, MediaRefused,
    fetch::{self, Draft},
    input,
    media::{self, Small},
    shelf::tell_changed,
    stamp,
    take_out::blocking,
};
use crate::{App, UiError, library};

/// Files that are taken at once.
const MOST: usize = 2_000;
/// Bytes that are copied at once.
const PIECE: usize = 256 * 1024;

/// Takes files, and those in folders but not in folders of these; each is taken or refused by itself.
pub(super) async fn import(app: &App, request: ImportMedia) -> Result<ImportReport, UiError> {
    let store = app.store()?;
    let paths =
        library::redeem(app, &request.ticket).ok_or_else(|| UiError::not_found("ticket"))?;
    let files = blocking(move || Ok(files_of(paths))).await?;
    let mut report = ImportReport::default();
    for path in files {
        let name = name_of(&path);
        match taken(app, &store, &path).await? {
            Ok(new) => {
                let ids = store.import_artifacts(&[new]).await?;
                report.artifacts.extend(ids);
            }
            Err(why) => report.refused.push(MediaRefused { name, why }),
        }
    }
    if let Some(board) = request.board {
        store
            .put_on_board(board, &report.artifacts, app.now_ms())
            .await?;
    }
    tell_changed(app, &store).await?;
    Ok(report)
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Hidden files in a folder are not what the person sees there.
fn files_of(paths: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).into_iter().flatten().flatten();
            let inside = entries.map(|entry| entry.path());
            let mut seen: Vec<PathBuf> = inside
                .filter(|path| path.is_file() && !name_of(path).starts_with('.'))
                .collect();
            seen.sort();
            files.extend(seen);
        } else {
            files.push(path);
        }
    }
    files.truncate(MOST);
    files
}

async fn taken(
    app: &App,
    store: &Store,
    path: &Path,
) -> Result<Result<NewImport, MediaRefusal>, UiError> {
    let draft = Draft(store.media_draft().await?);
    let (from, to) = (path.to_owned(), draft.0.clone());
    let copied = match blocking(move || copy(&from, &to)).await? {
        Ok(copied) => copied,
        Err(why) => return Ok(Err(why)),
    };
    let seen = match fetch::look(app, &draft.0).await {
        Ok(seen) => seen,
        Err(refusal) => return Ok(Err(input::why(&refusal))),
    };
    let from = draft.0.clone();
    // A note that cannot be read is a picture without a note.
    let stamp = blocking(move || Ok(stamp::read(&from).unwrap_or_default())).await?;
    let thumb = match &seen.small {
        Some(small) => Some(keep_small(app, store, small).await?),
        None => None,
    };
    let new = NewMedia {
        hash: copied.hash,
        media_type: seen.format.media_type().to_owned(),
        bytes: i64::try_from(seen.bytes).unwrap_or(i64::MAX),
    };
    store.keep_media(&draft.0, &new, app.now_ms()).await?;
    let made_ms = stamp
        .as_ref()
        .map(|stamp| stamp.made_ms)
        .filter(|at| *at > 0);
    let artifact = NewArtifact {
        id: ArtifactId::new(),
        kind: seen.format.kind(),
        file: copied.hash,
        thumb,
        width: seen.width,
        height: seen.height,
        duration_ms: seen.duration_ms,
        thumbhash: seen.small.map(|small| small.thumbhash),
        // From the future it would stand before what is made now.
        made_ms: made_ms.unwrap_or(copied.modified_ms).min(app.now_ms()),
    };
    let empty = || serde_json::Value::Object(serde_json::Map::new());
    Ok(Ok(NewImport {
        artifact,
        mode: stamp.as_ref().and_then(|stamp| stamp.mode.clone()),
        model: stamp.as_ref().and_then(|stamp| stamp.model.clone()),
        prompt: stamp
            .as_ref()
            .map_or_else(String::new, |stamp| stamp.prompt.clone()),
        parameters: stamp
            .map(|stamp| stamp.parameters)
            .filter(serde_json::Value::is_object)
            .unwrap_or_else(empty),
        name: Some(name_of(path)),
    }))
}

async fn keep_small(app: &App, store: &Store, small: &Small) -> Result<ContentHash, UiError> {
    let draft = Draft(store.media_draft().await?);
    let hash = ContentHash(Sha256::digest(&small.content).into());
    let new = NewMedia {
        hash,
        media_type: small.format.media_type().to_owned(),
        bytes: i64::try_from(small.content.len()).unwrap_or(i64::MAX),
    };
    let (to, content) = (draft.0.clone(), small.content.clone());
    blocking(move || std::fs::write(to, content)).await?;
    store.keep_media(&draft.0, &new, app.now_ms()).await?;
    Ok(hash)
}

struct Copied {
    hash: ContentHash,
    modified_ms: i64,
}

/// Copies a file and hashes what was copied; one that does not begin like what is kept is not copied at all. Blocks.
fn copy(from: &Path, to: &Path) -> io::Result<Result<Copied, MediaRefusal>> {
    let Ok(mut source) = std::fs::File::open(from) else {
        return Ok(Err(MediaRefusal::Unreadable));
    };
    let Ok(metadata) = source.metadata() else {
        return Ok(Err(MediaRefusal::Unreadable));
    };
    let Ok(head) = media::head(&mut source) else {
        return Ok(Err(MediaRefusal::Unreadable));
    };
    if !metadata.is_file() || media::Format::of(&head).is_none() {
        return Ok(Err(MediaRefusal::NotMedia));
    }
    let mut target = std::fs::File::create(to)?;
    let (mut hash, mut length) = (Sha256::new(), 0_u64);
    let mut piece = vec![0; PIECE];
    loop {
        let Ok(count) = source.read(&mut piece) else {
            return Ok(Err(MediaRefusal::Unreadable));
        };
        let Some(read) = piece.get(..count).filter(|read| !read.is_empty()) else {
            break;
        };
        length = length.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        if length > media::LARGEST {
            return Ok(Err(MediaRefusal::TooLarge));
        }
        hash.update(read);
        target.write_all(read)?;
    }
    let modified = metadata
        .modified()
        .ok()
        .and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok())
        .and_then(|since| i64::try_from(since.as_millis()).ok());
    Ok(Ok(Copied {
        hash: ContentHash(hash.finalize().into()),
        modified_ms: modified.unwrap_or_default(),
    }))
}
