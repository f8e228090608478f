//! The two indexes that are made from the store: how they are opened, follow it by generation, and are made again when in doubt.
//!
//! Which generation each was written at is a row of the database itself, so that a snapshot that is gone back to never
//! meets an index of a later day.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use glim_knowledge::{ChunkKey, Embedding, Entry, Found, SourceKey, Vectors, Words};
use glim_store::{ChangedSource, Store};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::maker::Maker;
use crate::Clock;

/// Sources between two commits: what a kill makes to be done again.
const STEP: u32 = 64;
/// Passages read at once.
const PASSAGES: u32 = 256;
/// Settings row of the generations.
const ROW: &str = "library_indexes";
/// Folder of the vectors, a folder in it for each model by its number: one is made while another serves.
const VECTORS: &str = "vectors";
/// A generation no store reaches: what is opened as of it is emptied.
const NEVER: u64 = u64::MAX;

/// What searches read.
#[derive(Clone, Debug)]
pub(super) struct Indexes {
    pub(super) words: Arc<Words>,
    /// None without a model, or until it serves.
    pub(super) vectors: Option<Arc<Served>>,
}

/// The vectors of the model that serves.
#[derive(Debug)]
pub(super) struct Served {
    pub(super) model: i64,
    /// Who makes the vector of a question.
    pub(super) by: Maker,
    pub(super) vectors: Vectors,
}

/// A model whose vectors are wanted.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) number: i64,
    pub(super) name: String,
    pub(super) dimensions: usize,
    pub(super) by: Maker,
}

/// Why an index is not up to date.
#[derive(Debug, thiserror::Error)]
pub(super) enum IndexError {
    #[error("the store failed")]
    Store(#[from] glim_store::Error),
    #[error("an index failed")]
    Index(#[from] glim_knowledge::Error),
    #[error("a thread of the index broke")]
    Broken,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Generations {
    words: i64,
    vectors: i64,
}

/// Keeps the indexes behind the store.
#[derive(Debug)]
pub(super) struct Follower {
    store: Store,
    clock: Arc<dyn Clock>,
    folder: PathBuf,
    now: Indexes,
    at: Generations,
}

impl Follower {
    /// Opens the index of words; it is empty, and followed from the beginning, when it was missing, behind or damaged.
    pub(super) async fn open(
        store: Store,
        clock: Arc<dyn Clock>,
        folder: PathBuf,
    ) -> Result<Self, IndexError> {
        let kept: Option<Generations> = match store.setting(ROW).await {
            Err(glim_store::Error::Setting { .. }) => None,
            row => row?,
        };
        let mut at = kept.unwrap_or_default();
        let (words, found) = open_words(folder.join("words"), key(at.words)).await?;
        if found != Found::Whole {
            tracing::info!(?found, "the index of words is made anew");
            at.words = 0;
        }
        let now = Indexes {
            words: Arc::new(words),
            vectors: None,
        };
        Ok(Self {
            store,
            clock,
            folder,
            now,
            at,
        })
    }

    pub(super) fn indexes(&self) -> Indexes {
        self.now.clone()
    }

    /// Opens the vectors of a model in the place of those there were, and takes in what they lack. Who still holds the
    /// others may search them until then; their files go when they are opened no more.
    pub(super) async fn serve(
        &mut self,
        wanted: &Wanted,
        stop: &CancellationToken,
    ) -> Result<(), IndexError> {
        if self.serves(wanted.number) {
            return Ok(());
        }
        let is_first = self.now.vectors.is_none();
        let generation = key(self.at.vectors);
        self.open_vectors(wanted.clone(), generation).await?;
        if !is_first {
            self.follow_vectors(stop).await?;
        }
        let (folder, number) = (self.folder.join(VECTORS), wanted.number);
        blocking(move || remove_others(&folder, number)).await
    }

    /// Searches are by words alone from now on.
    pub(super) fn serve_none(&mut self) {
        self.now.vectors = None;
    }

    pub(super) fn serves(&self, model: i64) -> bool {
        let vectors = self.now.vectors.as_ref();
        vectors.is_some_and(|served| served.model == model)
    }

    /// Empties what cannot be trusted any more; the next [`Follower::follow`] fills it.
    pub(super) async fn begin_anew(&mut self, wanted: Option<&Wanted>) -> Result<(), IndexError> {
        self.at = Generations::default();
        let (words, _) = open_words(self.folder.join("words"), NEVER).await?;
        self.now.words = Arc::new(words);
        if let Some(wanted) = wanted.filter(|wanted| self.serves(wanted.number)) {
            self.open_vectors(wanted.clone(), NEVER).await?;
        }
        Ok(())
    }

    /// Takes in all that changed, and says whether that was anything. Stops between two sources when told; what was not
    /// committed is then taken in later.
    pub(super) async fn follow(&mut self, stop: &CancellationToken) -> Result<bool, IndexError> {
        let before = self.at;
        self.follow_words(stop).await?;
        self.follow_vectors(stop).await?;
        Ok(self.at != before)
    }

    async fn open_vectors(&mut self, wanted: Wanted, generation: u64) -> Result<(), IndexError> {
        let model = wanted.number;
        let folder = self.folder.join(VECTORS).join(model.to_string());
        let by = wanted.by.clone();
        let (vectors, found) =
            blocking(move || Vectors::open(&folder, &wanted.name, wanted.dimensions, generation))
                .await??;
        if found != Found::Whole {
            tracing::info!(?found, "the index of meaning is made anew");
            self.at.vectors = 0;
        }
        self.now.vectors = Some(Arc::new(Served { model, by, vectors }));
        Ok(())
    }

    async fn follow_words(&mut self, stop: &CancellationToken) -> Result<(), IndexError> {
        loop {
            let changes = self.store.changes_since(self.at.words, STEP).await?;
            if changes.sources.is_empty() {
                return Ok(());
            }
            for changed in &changes.sources {
                if stop.is_cancelled() {
                    return Ok(());
                }
                self.put_words(changed).await?;
            }
            let words = Arc::clone(&self.now.words);
            let to = changes.to;
            blocking(move || words.commit(key(to))).await??;
            self.at.words = to;
            self.keep().await?;
            if !changes.more {
                return Ok(());
            }
        }
    }

    async fn put_words(&self, changed: &ChangedSource) -> Result<(), IndexError> {
        let source = SourceKey(key(changed.source));
        let words = Arc::clone(&self.now.words);
        let Some(version) = changed.version else {
            blocking(move || words.remove(source)).await??;
            return Ok(());
        };
        let name = self.name_of(changed.source).await?;
        let mut all = Vec::new();
        loop {
            let first = i64::try_from(all.len()).unwrap_or(i64::MAX);
            let passages = self.store.index_passages(version, first, PASSAGES).await?;
            let is_last = passages.len() < PASSAGES as usize;
            all.extend(passages);
            if is_last {
                break;
            }
        }
        blocking(move || {
            let headings: Vec<String> = all.iter().map(|it| it.heading.join("\n")).collect();
            let chunks = all.iter().zip(&headings).flat_map(|(passage, heading)| {
                passage.chunks.iter().map(move |(chunk, start, end)| Entry {
                    chunk: ChunkKey(key(*chunk)),
                    heading,
                    text: passage.text.get(*start..*end).unwrap_or_default(),
                })
            });
            let entries: Vec<Entry<'_>> = chunks.collect();
            words.put(source, &name, &entries)
        })
        .await??;
        Ok(())
    }

    /// The name of a source by its number: the first row of the list from there on, if it is that one.
    async fn name_of(&self, number: i64) -> Result<String, IndexError> {
        let after = Some(number.saturating_add(1));
        let page = self.store.list_sources(None, after, 1).await?;
        let row = page.sources.into_iter().next();
        Ok(row
            .filter(|source| source.number == number)
            .map(|source| source.name)
            .unwrap_or_default())
    }

    async fn follow_vectors(&mut self, stop: &CancellationToken) -> Result<(), IndexError> {
        let Some(served) = self.now.vectors.clone() else {
            return Ok(());
        };
        loop {
            let changes = self.store.changes_since(self.at.vectors, STEP).await?;
            if changes.sources.is_empty() {
                return Ok(());
            }
            for changed in &changes.sources {
                if stop.is_cancelled() {
                    return Ok(());
                }
                self.put_vectors(&served, changed).await?;
            }
            let (written, to) = (Arc::clone(&served), changes.to);
            blocking(move || written.vectors.commit(key(to))).await??;
            self.at.vectors = to;
            self.keep().await?;
            if !changes.more {
                return Ok(());
            }
        }
    }

    async fn put_vectors(
        &self,
        served: &Served,
        changed: &ChangedSource,
    ) -> Result<(), IndexError> {
        let source = SourceKey(key(changed.source));
        let mut all = Vec::new();
        if let Some(version) = changed.version {
            let mut first = 0;
            while first < changed.passages {
                let of = (version, served.model);
                let part = self.store.index_vectors(of, first, PASSAGES).await?;
                let part = part.into_iter();
                all.extend(
                    part.map(|(chunk, bytes)| {
                        (ChunkKey(key(chunk)), Embedding::from_bytes(&bytes))
                    }),
                );
                first = first.saturating_add(i64::from(PASSAGES));
            }
        }
        served.vectors.put(source, &all)?;
        Ok(())
    }

    async fn keep(&self) -> Result<(), IndexError> {
        let now_ms = self.clock.now_ms();
        Ok(self.store.set_setting(ROW, &self.at, now_ms).await?)
    }
}

/// Numbers of rows are never negative.
pub(super) fn key(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// Removes the vectors of models that do not serve. Those that something still reads stay until the next time.
fn remove_others(folder: &Path, number: i64) {
    let kept = number.to_string();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name() == kept.as_str() {
            continue;
        }
        let path = entry.path();
        let removed = if path.is_dir() {
            std::fs::remove_dir_all(&path)
        } else {
            std::fs::remove_file(&path)
        };
        if let Err(error) = removed {
            tracing::debug!(%error, "vectors of another model could not be removed yet");
        }
    }
}

async fn open_words(folder: PathBuf, generation: u64) -> Result<(Words, Found), IndexError> {
    Ok(blocking(move || Words::open(&folder, generation)).await??)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, IndexError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| IndexError::Broken)
}
