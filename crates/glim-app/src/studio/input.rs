//! Pictures that a job starts from: dropped, picked, pasted, or from the gallery. They become files of the store before they
//! are anything else, so that a job that waits for days still has them.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use glim_store::{ArtifactId, ContentHash, Media, MediaKind, NewMedia, Store};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;

use super::{
    MediaRefusal, TakeInput, TakenInput, TakenInputs,
    fetch::{self, Draft},
    media::{self, Refusal},
};
use crate::{App, UiError, library};

/// Largest picture that is taken: that of the most patient model.
const LARGEST: u64 = 50 << 20;
/// Pictures that are taken at once.
const MOST: usize = 20;

/// Takes pictures; each is taken or refused by itself.
pub(super) async fn take(app: &App, wanted: TakeInput) -> Result<TakenInputs, UiError> {
    let store = app.store()?;
    let mut taken = TakenInputs {
        inputs: Vec::new(),
        refused: Vec::new(),
    };
    match wanted {
        TakeInput::Artifact { id } => taken.inputs.push(artifact(&store, id).await?),
        TakeInput::Pasted { base64 } => {
            let outcome = match STANDARD.decode(base64) {
                Ok(content) => kept(app, &store, &content).await?,
                Err(_) => Err(MediaRefusal::Damaged),
            };
            put(&mut taken, String::new(), outcome);
        }
        TakeInput::Ticket { ticket } => {
            let paths =
                library::redeem(app, &ticket).ok_or_else(|| UiError::not_found("ticket"))?;
            for path in paths.iter().take(MOST) {
                let name = path
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned());
                let outcome = match read(path).await {
                    Ok(content) => kept(app, &store, &content).await?,
                    Err(why) => Err(why),
                };
                put(&mut taken, name.unwrap_or_default(), outcome);
            }
        }
    }
    Ok(taken)
}

fn put(taken: &mut TakenInputs, name: String, outcome: Result<TakenInput, MediaRefusal>) {
    match outcome {
        Ok(input) => taken.inputs.push(input),
        Err(why) => taken.refused.push((name, why)),
    }
}

async fn read(path: &Path) -> Result<Vec<u8>, MediaRefusal> {
    let unreadable = |_| MediaRefusal::Unreadable;
    let file = tokio::fs::File::open(path).await.map_err(unreadable)?;
    let is_file = file.metadata().await.map_err(unreadable)?.is_file();
    if !is_file {
        return Err(MediaRefusal::NotMedia);
    }
    let mut content = Vec::new();
    // One byte more than is taken: a file that grows while it is read is too large as well.
    let mut most = file.take(LARGEST + 1);
    most.read_to_end(&mut content).await.map_err(unreadable)?;
    Ok(content)
}

async fn kept(
    app: &App,
    store: &Store,
    content: &[u8],
) -> Result<Result<TakenInput, MediaRefusal>, UiError> {
    if u64::try_from(content.len()).map_or(true, |length| length > LARGEST) {
        return Ok(Err(MediaRefusal::TooLarge));
    }
    let draft = Draft(store.media_draft().await?);
    tokio::fs::write(&draft.0, content).await.map_err(|error| {
        UiError::from(glim_store::Error::Io {
            doing: "keep a picture",
            path: draft.0.clone(),
            source: error,
        })
    })?;
    let seen = match fetch::look(app, &draft.0).await {
        Ok(seen) if seen.format.kind() == MediaKind::Image => seen,
        Ok(_) => return Ok(Err(MediaRefusal::NotMedia)),
        Err(refusal) => return Ok(Err(why(&refusal))),
    };
    let new = NewMedia {
        hash: ContentHash(Sha256::digest(content).into()),
        media_type: seen.format.media_type().to_owned(),
        bytes: i64::try_from(seen.bytes).unwrap_or(i64::MAX),
    };
    store.keep_media(&draft.0, &new, app.now_ms()).await?;
    Ok(Ok(TakenInput {
        file: format!("{:?}", new.hash),
        media_type: new.media_type,
        bytes: new.bytes,
        width: seen.width,
        height: seen.height,
        artifact: None,
    }))
}

/// Why a file is not taken, as a page is told.
pub(super) fn why(refusal: &Refusal) -> MediaRefusal {
    match refusal {
        Refusal::NotMedia => MediaRefusal::NotMedia,
        Refusal::Broken(_) => MediaRefusal::Damaged,
        Refusal::TooLarge { .. } | Refusal::TooLong(_) => MediaRefusal::TooLarge,
        Refusal::Io(_) => MediaRefusal::Unreadable,
    }
}

/// A picture of the gallery as it is; of a video its small picture.
async fn artifact(store: &Store, id: ArtifactId) -> Result<TakenInput, UiError> {
    let missing = || UiError::not_found("input");
    let row = store.artifact(id).await?;
    let hash = match row.kind {
        MediaKind::Image => row.file,
        MediaKind::Video => {
            let thumb = row.thumb.ok_or_else(missing)?;
            ContentHash::try_from(thumb).map_err(|_| missing())?
        }
    };
    let (media, width, height) = facts(store, hash).await?.ok_or_else(missing)?;
    Ok(TakenInput {
        file: format!("{hash:?}"),
        media_type: media.media_type,
        bytes: media.bytes,
        width,
        height,
        artifact: Some(id),
    })
}

/// What is known of a picture that is kept, and its size; none if it is not kept or no picture.
pub(super) async fn facts(
    store: &Store,
    hash: ContentHash,
) -> Result<Option<(Media, u32, u32)>, UiError> {
    let Some(media) = store.media(hash).await? else {
        return Ok(None);
    };
    let path = media.path.clone();
    let measured = tokio::task::spawn_blocking(move || media::measure(&path)).await;
    Ok(match measured {
        Ok(Ok((_, width, height))) => Some((media, width, height)),
        _ => None,
    })
}
