//! The result of a job, fetched and kept: bytes to a draft, looked at, then named by their hash and written down with the end of
//! the job in one transaction. Whatever ends the process on the way, the next one fetches again.

use std::{
    io,
    path::{Path, PathBuf},
};

use glim_store::{
    ArtifactId, ContentHash, Job, JobDone, MediaKind, NewArtifact, NewMedia, NewUsage, Store, Usage,
};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncWriteExt as _;
use zhipu::Client;

use super::{
    errors,
    follow::Happened,
    job::Event,
    media::{self, Refusal, Seen, Small},
    submit,
};
use crate::{App, ErrorCode, UiError, chat};

/// What the table of usage calls it.
const FEATURE: &str = "studio";
/// The largest still of a video.
const LARGEST_COVER: u64 = 32 << 20;

/// The links of a row.
#[derive(Debug, Deserialize)]
struct Links {
    files: Vec<Link>,
}

#[derive(Debug, Deserialize)]
struct Link {
    url: String,
    #[serde(default)]
    cover_image_url: Option<String>,
}

/// Why a file is not there yet, or never will be.
struct Trouble {
    event: Event,
    error: Option<UiError>,
}

impl From<zhipu::Error> for Trouble {
    fn from(error: zhipu::Error) -> Self {
        let event = errors::of_fetch(&error);
        // A link that is gone has a name of its own; what the file store said of it helps nobody.
        let told = (event != Event::LinkGone).then(|| UiError::from(error));
        Self { event, error: told }
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self {
                event: Event::DiskFull,
                error: Some(UiError::new(ErrorCode::DiskFull)),
            },
            _ => {
                tracing::error!(%error, "a result could not be written");
                Self {
                    event: Event::DiskFull,
                    error: Some(
                        UiError::new(ErrorCode::StoreFailed).with("detail", error.to_string()),
                    ),
                }
            }
        }
    }
}

impl From<glim_store::Error> for Trouble {
    fn from(error: glim_store::Error) -> Self {
        Self {
            event: Event::DiskFull,
            error: Some(error.into()),
        }
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Io(error) => error.into(),
            refusal => Self {
                event: Event::NotMedia,
                error: Some(errors::of_refusal(&refusal)),
            },
        }
    }
}

/// Fetches all of a job.
pub(super) async fn fetch(app: &App, store: &Store, job: &Job) -> Happened {
    match fetched(app, store, job).await {
        Ok(artifacts) => Happened {
            done: done(app, job, artifacts),
            ..Happened::just(Event::Fetched)
        },
        Err(Trouble { event, error }) => Happened {
            error,
            ..Happened::just(event)
        },
    }
}

async fn fetched(app: &App, store: &Store, job: &Job) -> Result<Vec<NewArtifact>, Trouble> {
    let hindered = |error| Trouble {
        event: Event::FetchFailed,
        error: Some(error),
    };
    let client = submit::client_of(app, store, job).await.map_err(hindered)?;
    let links = job.links.clone().unwrap_or_default();
    let links: Links = serde_json::from_value(links).map_err(|_| Trouble {
        event: Event::Refused,
        error: Some(UiError::new(ErrorCode::AnswerMalformed)),
    })?;
    let desk = Desk {
        app,
        store,
        client: &client,
    };
    let mut artifacts = Vec::with_capacity(links.files.len());
    for link in &links.files {
        artifacts.push(desk.artifact(job, link).await?);
    }
    Ok(artifacts)
}

fn done(app: &App, job: &Job, artifacts: Vec<NewArtifact>) -> JobDone {
    // The platform tells no price with a result: it costs what was said before, which is what its list says.
    let cost = job.estimate.clone();
    let now_ms = app.now_ms();
    JobDone {
        artifacts,
        used: Some(NewUsage {
            day: chat::local_day(now_ms),
            model: job.model.clone(),
            feature: FEATURE.to_owned(),
            usage: Usage {
                cost: cost.clone(),
                ..Usage::default()
            },
            at_ms: now_ms,
        }),
        cost,
    }
}

struct Desk<'a> {
    app: &'a App,
    store: &'a Store,
    client: &'a Client,
}

impl Desk<'_> {
    async fn artifact(&self, job: &Job, link: &Link) -> Result<NewArtifact, Trouble> {
        let (draft, hash) = self.download(&link.url, media::LARGEST).await?;
        let seen = self.look(&draft.0).await?;
        if seen.format.kind() != job.kind {
            return Err(Refusal::NotMedia.into());
        }
        let small = match job.kind {
            MediaKind::Image => seen.small,
            MediaKind::Video => self.cover(link).await?,
        };
        let thumb = match &small {
            Some(small) => Some(self.keep_small(small).await?),
            None => None,
        };
        let new = NewMedia {
            hash,
            media_type: seen.format.media_type().to_owned(),
            bytes: i64::try_from(seen.bytes).unwrap_or(i64::MAX),
        };
        self.store
            .keep_media(&draft.0, &new, self.app.now_ms())
            .await?;
        Ok(NewArtifact {
            id: ArtifactId::new(),
            kind: job.kind,
            file: hash,
            thumb,
            width: seen.width,
            height: seen.height,
            duration_ms: seen.duration_ms,
            thumbhash: small.map(|small| small.thumbhash),
            made_ms: self.app.now_ms(),
        })
    }

    /// The small picture of a video, from the still the platform made. A video without one is a video too.
    async fn cover(&self, link: &Link) -> Result<Option<Small>, Trouble> {
        let Some(url) = &link.cover_image_url else {
            return Ok(None);
        };
        let draft = match self.download(url, LARGEST_COVER).await {
            Ok((draft, _)) => draft,
            Err(trouble) if trouble.event == Event::DiskFull => return Err(trouble),
            Err(_) => {
                tracing::info!("the still of a video could not be fetched");
                return Ok(None);
            }
        };
        Ok(self.look(&draft.0).await.ok().and_then(|seen| seen.small))
    }

    async fn download(&self, url: &str, most: u64) -> Result<(Draft, ContentHash), Trouble> {
        let mut download = self.client.fetch_made(url).await?;
        let draft = Draft(self.store.media_draft().await?);
        let mut file = tokio::fs::File::create(&draft.0).await?;
        let (mut hash, mut length) = (Sha256::new(), 0_u64);
        while let Some(piece) = download.chunk().await? {
            length = length.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
            if length > most {
                return Err(Refusal::TooLong(length).into());
            }
            hash.update(&piece);
            file.write_all(&piece).await?;
        }
        file.flush().await?;
        if download.length_bytes().is_some_and(|told| told != length) {
            return Err(Trouble {
                event: Event::FetchFailed,
                error: Some(UiError::new(ErrorCode::ConnectionCut)),
            });
        }
        Ok((draft, ContentHash(hash.finalize().into())))
    }

    async fn look(&self, path: &Path) -> Result<Seen, Refusal> {
        look(self.app, path).await
    }

    async fn keep_small(&self, small: &Small) -> Result<ContentHash, Trouble> {
        keep_small(self.app, self.store, small).await
    }
}

/// Looks at a file on a blocking thread, one at a time.
pub(super) async fn look(app: &App, path: &Path) -> Result<Seen, Refusal> {
    let _turn = app.0.studio.looking.acquire().await;
    let path = path.to_owned();
    tokio::task::spawn_blocking(move || media::look(&path))
        .await
        // A decoder that fell over has met something that is no picture.
        .unwrap_or_else(|error| Err(Refusal::Broken(error.to_string())))
}

async fn keep_small(app: &App, store: &Store, small: &Small) -> Result<ContentHash, Trouble> {
    let draft = Draft(store.media_draft().await?);
    tokio::fs::write(&draft.0, &small.content).await?;
    let hash = ContentHash(Sha256::digest(&small.content).into());
    let new = NewMedia {
        hash,
        media_type: small.format.media_type().to_owned(),
        bytes: i64::try_from(small.content.len()).unwrap_or(i64::MAX),
    };
    store.keep_media(&draft.0, &new, app.now_ms()).await?;
    Ok(hash)
}

/// A file on its way; gone when it is not kept.
pub(super) struct Draft(pub(super) PathBuf);

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0); // mostly it has its true name by now
    }
}
