//! Vectors: which models make them, for what is being read, and for what was found by words alone until now.
//!
//! The model inside the app embeds a short source before it is shown; a long one is found by its words first, and its
//! meaning is learned when nothing else waits, so that a book does not hold up the letters behind it. The platform's
//! embeds behind what is shown, in calls of 64 texts from whatever sources lack them, so that nothing waits for a
//! network; `fill_paid.rs` is how.

use std::sync::Arc;

use glim_knowledge::{Embed as _, Embedding, LocalModel, Role, wording};
use glim_store::{
    Claim, EmbeddingModel, NewEmbeddingModel, NewVector, Store, Unembedded, VectorForm,
};

use super::{
    Learning, contents, embedding,
    index::{IndexError, Wanted},
    indexer::Indexer,
    maker::{Maker, PlatformModel},
    take::Trouble,
};
use crate::App;

/// Texts that are asked for at once.
const ASKED: u32 = 256;
/// A source that lacks more vectors than this is shown before they are made: ten seconds of work or more.
const LONG: u32 = 512;
/// Texts embedded between two looks at whether another source waits.
const TURN: u32 = 128;
/// Texts embedded between two looks at whether to stop.
const LOCAL_BATCH: usize = 16;
/// Vectors that were carried here and are made anew to see whether they are true, and how alike they then are: kernels
/// of other processors round otherwise.
const TRIED: usize = 8;
const ALIKE: f32 = 0.99;

/// The models in use.
#[derive(Debug, Default)]
pub(super) struct Models {
    /// Searches use its vectors.
    pub(super) serving: Option<Wanted>,
    /// It is filled behind the one that serves.
    pub(super) filling: Option<Wanted>,
    /// The one that serves is the chosen one: what it lacks is made.
    is_chosen: bool,
}

impl Models {
    /// What the store has in use, brought to what the person chose. Without the file of the local model that is no model.
    pub(super) async fn find(app: &App, store: &Store) -> Result<Self, IndexError> {
        let local = app.load_model();
        let chosen = match embedding::chosen(store).await? {
            None => local.clone().map(Maker::Local),
            Some(model) => Some(Maker::Platform(model)),
        };
        let Some(chosen) = chosen else {
            store.stop_filling().await?;
            return Ok(Self::default());
        };
        let used = store
            .use_model(&NewEmbeddingModel {
                name: chosen.name(),
                dimensions: u32::try_from(chosen.dimensions()).unwrap_or(u32::MAX),
                form: VectorForm::F16,
                paid: !chosen.is_local(),
            })
            .await?;
        let mut models = Self::default();
        for row in store.models().await? {
            let number = row.number;
            let wanted = wanted(row, local.as_ref());
            match used.state {
                glim_store::ModelState::Serving if number == used.number => {
                    (models.serving, models.is_chosen) = (wanted, true);
                }
                _ if number == used.number => models.filling = wanted,
                _ => models.serving = wanted,
            }
        }
        Ok(models)
    }

    /// The model whose vectors are to be made for what lacks them.
    pub(super) fn to_fill(&self) -> Option<&Wanted> {
        let serving = self.serving.as_ref().filter(|_| self.is_chosen);
        self.filling.as_ref().or(serving)
    }

    /// The one that was filled serves from now on.
    fn switch(&mut self) {
        if let Some(filled) = self.filling.take() {
            (self.serving, self.is_chosen) = (Some(filled), true);
        }
    }
}

fn wanted(row: EmbeddingModel, local: Option<&Arc<LocalModel>>) -> Option<Wanted> {
    let platform = PlatformModel::of(&row).map(Maker::Platform);
    let local = local.filter(|local| local.model() == row.name);
    let by = platform.or_else(|| local.cloned().map(Maker::Local))?;
    Some(Wanted {
        number: row.number,
        dimensions: by.dimensions(),
        name: row.name,
        by,
    })
}

impl Indexer {
    /// Makes the vectors a claimed version lacks. False when that is not done here, or failed, or takes long: then by words
    /// only, for now.
    pub(super) async fn embed_claimed(&self, claim: &Claim) -> Result<bool, Trouble> {
        let Some(model) = &self.models.serving else {
            return Ok(false);
        };
        let Maker::Local(local) = &model.by else {
            return Ok(false);
        };
        self.use_carried(claim, model, local).await?;
        let lacking = self
            .store
            .missing_vectors(claim.version, model.number, LONG + 1);
        if lacking.await?.len() > LONG as usize {
            return Ok(false);
        }
        let total = self.store.source(claim.source).await?.chunks;
        let mut done = 0_i64;
        loop {
            let (version, number) = (claim.version, model.number);
            let texts = self.store.missing_vectors(version, number, ASKED).await?;
            if texts.is_empty() {
                return Ok(true);
            }
            for batch in texts.chunks(LOCAL_BATCH) {
                self.stop_here()?;
                if !self.embed(local, number, batch).await? {
                    return Ok(false);
                }
                done = done.saturating_add(i64::try_from(batch.len()).unwrap_or(0));
                let progress = (done.min(total), total);
                self.store.beat(claim, progress, &self.lease()).await?;
                self.tell(claim.source).await;
            }
        }
    }

    /// Keeps vectors that were carried here with the text, if they are of this model and a few that are made anew are the same:
    /// wrong ones would be found for the same words in other files too.
    async fn use_carried(
        &self,
        claim: &Claim,
        model: &Wanted,
        local: &Arc<LocalModel>,
    ) -> Result<(), Trouble> {
        let (data_folder, hash) = (self.app.early_now().data_folder, claim.hash);
        let read = super::add::blocking(move || contents::carried_vectors(&data_folder, hash));
        let Ok(Some(carried)) = read.await else {
            return Ok(());
        };
        if !carried.are_of(&model.name, model.dimensions) {
            return Ok(());
        }
        let of = (claim.version, model.number);
        let mut tried = false;
        loop {
            let texts = self.store.missing_vectors(of.0, of.1, ASKED).await?;
            let known: Vec<_> = texts
                .iter()
                .filter_map(|text| Some((text, carried.of(&wording(&text.heading, &text.text))?)))
                .collect();
            if known.is_empty() {
                return Ok(());
            }
            if !std::mem::replace(&mut tried, true) && !self.are_true(local, &known).await? {
                tracing::warn!(source = %claim.source, "carried vectors are wrong and are made anew");
                return Ok(());
            }
            let new = known.iter().map(|(text, vector)| NewVector {
                wording: text.wording,
                bytes: vector.to_bytes(),
            });
            let new: Vec<NewVector> = new.collect();
            self.store.store_vectors(model.number, &new).await?;
            self.stop_here()?;
        }
    }

    /// Makes some of the vectors anew and compares.
    async fn are_true(
        &self,
        local: &Arc<LocalModel>,
        known: &[(&Unembedded, Embedding)],
    ) -> Result<bool, Trouble> {
        let step = (known.len() / TRIED).max(1);
        let some: Vec<_> = known.iter().step_by(step).take(TRIED).collect();
        let words = some
            .iter()
            .map(|(text, _)| wording(&text.heading, &text.text));
        let words: Vec<String> = words.collect();
        let local = Arc::clone(local);
        let made = tokio::task::spawn_blocking(move || {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            local.embed(Role::Passage, &words)
        })
        .await
        .map_err(|_| IndexError::Broken)?;
        let Ok(made) = made else {
            return Ok(false);
        };
        let mut pairs = some.iter().zip(&made);
        Ok(pairs.all(|((_, carried), made)| carried.cosine(made) > ALIKE))
    }

    /// Some of what has no vectors of the model: shown when there was none, or embedded by another. False when there is
    /// nothing to do now.
    pub(super) async fn fill(&mut self) -> Result<bool, Trouble> {
        let Some(model) = self.models.to_fill().cloned() else {
            return Ok(false);
        };
        match &model.by {
            Maker::Local(local) => self.fill_here(local, model.number).await,
            Maker::Platform(platform) => self.fill_there(platform, model.number).await,
        }
    }

    /// A turn at the next version that lacks vectors, by the model inside the app. True when there may be more to do.
    async fn fill_here(&mut self, local: &Arc<LocalModel>, number: i64) -> Result<bool, Trouble> {
        let next = self.store.next_uncovered(number, self.filled).await?;
        let Some((version, chunks)) = next else {
            self.learning = None;
            self.app.0.library.set_learning(None);
            return self.finish_filling().await;
        };
        let texts = self.store.missing_vectors(version, number, TURN).await?;
        if texts.is_empty() {
            self.filled = version;
            self.cover(version, number).await?;
            return Ok(true);
        }
        if self.learning.is_none_or(|(known, _)| known != version) {
            let lacking = self.store.lacking_vectors(version, number).await?;
            self.learning = Some((version, chunks.saturating_sub(lacking)));
        }
        for batch in texts.chunks(LOCAL_BATCH) {
            if self.stop.is_cancelled() || self.is_rechosen() {
                return Ok(true);
            }
            if !self.embed(local, number, batch).await? {
                // What this one lacks is found by words; the next is tried.
                self.filled = version;
                return Ok(true);
            }
        }
        self.learned(texts.len(), chunks);
        self.tell_filling();
        Ok(true)
    }

    /// Says how far the meaning of the version under way is learned.
    fn learned(&mut self, texts: usize, chunks: i64) {
        let Some((_, done)) = &mut self.learning else {
            return;
        };
        *done = done.saturating_add(i64::try_from(texts).unwrap_or(0));
        let done = (*done).min(chunks);
        self.app.0.library.set_learning(Some(Learning {
            done,
            total: chunks,
        }));
    }

    /// Notes that a version has all its vectors, if it has.
    pub(super) async fn cover(&self, version: i64, number: i64) -> Result<(), Trouble> {
        match self.store.cover_version(version, number).await {
            // It was replaced meanwhile.
            Ok(_) | Err(glim_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Lets the model serve that was filled, if it lacks nothing. The index before it serves until the new one is whole.
    pub(super) async fn finish_filling(&mut self) -> Result<bool, Trouble> {
        self.filled = 0;
        if self.models.filling.is_none() || self.store.switch_model().await? > 0 {
            return Ok(false);
        }
        self.models.switch();
        self.unswept = true;
        self.serve().await?;
        self.tell_filling_now();
        Ok(true)
    }

    /// Makes and keeps the vectors of some texts. False when the model failed.
    async fn embed(
        &self,
        local: &Arc<LocalModel>,
        number: i64,
        texts: &[Unembedded],
    ) -> Result<bool, Trouble> {
        let local = Arc::clone(local);
        let words = texts.iter().map(|text| wording(&text.heading, &text.text));
        let words: Vec<String> = words.collect();
        let made = tokio::task::spawn_blocking(move || {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            local.embed(Role::Passage, &words)
        })
        .await
        .map_err(|_| IndexError::Broken)?;
        let vectors = match made {
            Ok(vectors) => vectors,
            Err(error) => {
                tracing::error!(%error, "the local model failed");
                return Ok(false);
            }
        };
        let new = texts.iter().zip(vectors).map(|(text, vector)| NewVector {
            wording: text.wording,
            bytes: vector.to_bytes(),
        });
        let new: Vec<NewVector> = new.collect();
        self.store.store_vectors(number, &new).await?;
        Ok(true)
    }
}
