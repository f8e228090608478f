//! One source, from its claim to its end: found by words and meaning, without text, or failed with a reason.

use std::path::{Path, PathBuf};

use glim_knowledge::{Document, ReadProblem};
use glim_store::{Claim, ContentHash, NewPassage, NewSource, Place, SourceId};
use serde_json::{Value, json};

use super::{
    add,
    contents::{self, Carried},
    hash::{self, Look},
    index::IndexError,
    indexer::Indexer,
    pages, pieces,
    reader::Reader,
};
use crate::AppEvent;

/// How often a file that changes while it is read, or at which the reader's process ends, is read again.
const TRIES: u32 = 3;
/// How often the whole app may end at a source before it is left alone. Many, since the fault is mostly chance: what can end
/// a process is done by the reader's, and a drill that killed the app twice a second hit the same innocent files twelve
/// times each.
const DEATHS: i64 = 40;
/// Chunks and passages that are kept in one transaction.
const CHUNKS: usize = 500;
const PASSAGES: usize = 200;

/// Why a source was not taken to its end.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It was changed, skipped, deleted or taken up by somebody else: nothing is to be said.
    Lost,
    /// The app closes.
    Stopped,
    /// Its file is at none of its places.
    Missing,
    /// The file gives no text; the person is told why.
    Failed { reason: &'static str, params: Value },
    /// It was read and has no text.
    Empty(Value),
    /// The store failed: not the source's fault.
    Store(glim_store::Error),
    /// An index failed: not the source's fault either.
    Index(IndexError),
}

impl From<glim_store::Error> for Trouble {
    fn from(error: glim_store::Error) -> Self {
        match error {
            glim_store::Error::ClaimLost { .. } => Self::Lost,
            // Our own fault with this one file, and the same at the next try: the others must not wait behind it.
            glim_store::Error::NotAllowed { rule } => Self::Failed {
                reason: "crashed",
                params: json!({ "detail": rule }),
            },
            other => Self::Store(other),
        }
    }
}

impl From<IndexError> for Trouble {
    fn from(error: IndexError) -> Self {
        match error {
            IndexError::Store(error) => Self::from(error),
            other => Self::Index(other),
        }
    }
}

impl From<ReadProblem> for Trouble {
    fn from(problem: ReadProblem) -> Self {
        let mut params = serde_json::to_value(&problem).unwrap_or_default();
        if let Some(map) = params.as_object_mut() {
            map.remove("reason");
        }
        match problem {
            ReadProblem::Empty | ReadProblem::NoText { .. } => Self::Empty(json!({
                "reason": problem.reason(),
                "params": params,
            })),
            _ => Self::Failed {
                reason: problem.reason(),
                params,
            },
        }
    }
}

/// What lies at the places of a source now.
#[derive(Debug, Default)]
struct Found {
    /// A file with the content that was added.
    same: Option<(PathBuf, Look)>,
    /// Files with another content.
    changed: Vec<NewSource>,
    gone: Vec<Place>,
    /// What the system said of a file that is there.
    refused: Option<String>,
}

impl Indexer {
    /// Takes a source to its end, whatever that is. Fails only when the store does.
    pub(super) async fn take(&mut self, claim: &Claim) -> Result<(), Trouble> {
        self.app.0.library.set_reading(Some(claim.source));
        self.tell(claim.source).await;
        let brought = self.bring(claim).await;
        let ended = self.end(claim, brought).await;
        self.app.0.library.set_reading(None);
        self.tell(claim.source).await;
        match ended {
            Err(Trouble::Lost) => {
                tracing::debug!(source = %claim.source, "a claim was lost");
                Ok(())
            }
            ended => ended,
        }
    }

    pub(super) fn stop_here(&self) -> Result<(), Trouble> {
        if self.stop.is_cancelled() {
            return Err(Trouble::Stopped);
        }
        Ok(())
    }

    /// Says that a source is at another stage, or further in it.
    pub(super) async fn tell(&self, id: SourceId) {
        // A source that is purged has no stage to tell.
        if let Ok(source) = self.store.source(id).await {
            let stage = source.stage;
            self.app.tell(AppEvent::SourceChanged { id, stage });
        }
    }

    async fn end(&self, claim: &Claim, brought: Result<(), Trouble>) -> Result<(), Trouble> {
        match brought {
            Ok(()) => Ok(()),
            Err(Trouble::Stopped) => Ok(self.store.release_source(claim).await?),
            Err(Trouble::Empty(details)) => {
                Ok(self.store.end_without_text(claim, Some(&details)).await?)
            }
            Err(Trouble::Missing) => Ok(self.store.miss_source(claim).await?),
            Err(Trouble::Failed { reason, params }) => {
                Ok(self.store.fail_source(claim, reason, Some(&params)).await?)
            }
            Err(trouble @ Trouble::Lost) => Err(trouble),
            Err(trouble) => {
                // What is kept of it stays, and it is taken up again after the pause.
                if let Err(error) = self.store.release_source(claim).await {
                    tracing::debug!(%error, "a source could not be put back");
                }
                Err(trouble)
            }
        }
    }

    async fn bring(&mut self, claim: &Claim) -> Result<(), Trouble> {
        if claim.attempts > DEATHS {
            return Err(Trouble::Failed {
                reason: "tooManyTries",
                params: json!({ "tries": DEATHS }),
            });
        }
        if claim.stage != glim_store::Stage::Embedding {
            self.bring_text(claim).await?;
        }
        self.tell(claim.source).await;
        let is_whole = self.embed_claimed(claim).await?;
        self.store.show_source(claim, !is_whole).await?;
        let folder = self.app.early_now().data_folder.join(contents::FOLDER);
        let hash = claim.hash;
        blocking(move || contents::end_carrying(&folder, hash)).await
    }

    /// Keeps the text: one that was carried here, else what the file says.
    async fn bring_text(&mut self, claim: &Claim) -> Result<(), Trouble> {
        let (data_folder, hash) = (self.app.early_now().data_folder, claim.hash);
        if let Some(carried) = blocking(move || contents::carried(&data_folder, hash)).await? {
            let Carried {
                passages, details, ..
            } = carried;
            return self
                .keep(claim, passages, details.unwrap_or_default())
                .await;
        }
        let document = self.read(claim).await?;
        self.name(claim, &document).await?;
        let (passages, details) = blocking(move || {
            let passages = pieces::passages(&document);
            (passages, pieces::details(&document))
        })
        .await?;
        self.keep(claim, passages, details).await
    }

    /// The document of exactly the content that was claimed: as the platform has recognised it, or as it is read here.
    async fn read(&mut self, claim: &Claim) -> Result<Document, Trouble> {
        if let Some(kept) = self.store.recognised(claim.hash).await?
            && let Ok(document) = serde_json::from_value(kept)
        {
            return Ok(document);
        }
        let mut crash = None;
        for _ in 0..TRIES {
            self.stop_here()?;
            let (path, before) = self.file_of(claim).await?;
            let reader = self.reader()?;
            let answer = tokio::select! {
                answer = reader.read(path.clone()) => answer,
                () = self.stop.cancelled() => return Err(Trouble::Stopped),
            };
            self.store.beat(claim, (0, 0), &self.lease()).await?;
            let after = blocking(move || hash::look(&path)).await?;
            // It was replaced between the hash and the reading: what was read may be either.
            if !after.is_ok_and(|after| after == before) {
                continue;
            }
            match answer {
                // The system may have ended the process for a reason of its own: too little memory for everything.
                Err(problem @ ReadProblem::Crashed { .. }) => crash = Some(problem),
                answer => return Ok(answer?),
            }
        }
        Err(crash.map_or_else(
            || Trouble::Failed {
                reason: "changing",
                params: json!({}),
            },
            Trouble::from,
        ))
    }

    /// A page is called what it calls itself, as soon as that is known.
    async fn name(&self, claim: &Claim, document: &Document) -> Result<(), Trouble> {
        let mut places = claim.locations.iter();
        let is_page =
            !claim.locations.is_empty() && places.all(|it| matches!(it.place, Place::Web(_)));
        let title = document.title.as_deref().map(pages::shortened);
        match title.filter(|title| is_page && !title.is_empty()) {
            Some(title) => Ok(self.store.rename_source(claim.source, &title).await?),
            None => Ok(()),
        }
    }

    fn reader(&mut self) -> Result<Reader, Trouble> {
        let no_reader = |detail: String| Trouble::Failed {
            reason: "noReader",
            params: json!({ "detail": detail }),
        };
        if let Some(reader) = &self.reader {
            return Ok(reader.clone());
        }
        let command = self.app.0.library.setup.reader.clone();
        let command = command.ok_or_else(|| no_reader("the host has none".to_owned()))?;
        let reader = Reader::start(command).map_err(|error| no_reader(error.to_string()))?;
        self.reader = Some(reader.clone());
        Ok(reader)
    }

    /// Where the content lies that was claimed. What else lies at its places is told to the store.
    async fn file_of(&self, claim: &Claim) -> Result<(PathBuf, Look), Trouble> {
        let places: Vec<Place> = claim.locations.iter().map(|it| it.place.clone()).collect();
        let hash = claim.hash;
        let data_folder = self.app.early_now().data_folder;
        let found = blocking(move || find(&places, hash, &data_folder)).await?;
        let now_ms = self.app.now_ms();
        if !found.gone.is_empty() {
            self.store.mark_missing(&found.gone, now_ms).await?;
        }
        if !found.changed.is_empty() {
            // The claim is lost by this if nothing else has the old content; the new content waits in its turn.
            self.store.add_sources(&found.changed, None, now_ms).await?;
            self.app.tell(AppEvent::LibraryChanged);
        }
        if let Some(same) = found.same {
            return Ok(same);
        }
        Err(match found.refused {
            Some(detail) => Trouble::Failed {
                reason: "unreadable",
                params: json!({ "detail": detail }),
            },
            None => Trouble::Missing,
        })
    }

    /// Keeps what was read, from where an earlier claim stopped.
    async fn keep(
        &self,
        claim: &Claim,
        passages: Vec<NewPassage>,
        details: Value,
    ) -> Result<(), Trouble> {
        if passages.iter().all(|passage| passage.chunks.is_empty()) {
            return Err(Trouble::Empty(json!({
                "reason": "noText",
                "params": {},
                "details": details,
            })));
        }
        let total = i64::try_from(passages.len()).unwrap_or(i64::MAX);
        let mut done = claim.passages;
        let kept = usize::try_from(done).unwrap_or(usize::MAX);
        for batch in batches(passages.get(kept..).unwrap_or_default()) {
            self.stop_here()?;
            self.store.add_passages(claim, done, batch).await?;
            done = done.saturating_add(i64::try_from(batch.len()).unwrap_or(0));
            self.store.beat(claim, (done, total), &self.lease()).await?;
        }
        Ok(self.store.end_cutting(claim, Some(&details)).await?)
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Trouble> {
    // A panic of ours over one file must not end the queue.
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Trouble::Failed {
            reason: "crashed",
            params: json!({ "detail": "cutting it broke" }),
        })
}

/// The file of a content, among places. Blocks.
pub(super) fn file_with(
    places: &[Place],
    hash: ContentHash,
    data_folder: &Path,
) -> Option<PathBuf> {
    find(places, hash, data_folder).same.map(|(path, _)| path)
}

/// Looks at all places. Blocks.
fn find(places: &[Place], hash: ContentHash, data_folder: &Path) -> Found {
    let mut found = Found::default();
    for place in places {
        let Place::File(path) = place else {
            continue;
        };
        match look_and_hash(path) {
            Ok((look, there)) if there == hash => {
                found.same.get_or_insert((path.clone(), look));
            }
            Ok((look, there)) => found.changed.push(add::new_source(path, look, there)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                found.gone.push(place.clone());
            }
            Err(error) => found.refused = Some(error.to_string()),
        }
    }
    if found.same.is_none() {
        // What was fetched or carried here is a file of our own; its name says its content.
        let kept = contents::file_of(data_folder, hash);
        found.same = kept.and_then(|kept| Some((kept.clone(), hash::look(&kept).ok()?)));
    }
    found
}

fn look_and_hash(path: &Path) -> std::io::Result<(Look, ContentHash)> {
    let look = hash::look(path)?;
    Ok((look, hash::content(path)?))
}

/// Parts small enough for one transaction each.
fn batches(passages: &[NewPassage]) -> impl Iterator<Item = &[NewPassage]> {
    let mut rest = passages;
    std::iter::from_fn(move || {
        let mut chunks = 0_usize;
        let fits = rest.iter().take(PASSAGES).take_while(|passage| {
            let is_first = chunks == 0;
            chunks = chunks.saturating_add(passage.chunks.len());
            is_first || chunks <= CHUNKS
        });
        let count = fits.count();
        let (batch, after) = rest.split_at_checked(count)?;
        rest = after;
        (!batch.is_empty()).then_some(batch)
    })
}
