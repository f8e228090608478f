//! Vectors: which model makes them, for what is being read, and for what was found by words alone until now.

use std::sync::Arc;

use glim_knowledge::{Embed as _, LocalModel, Role, wording};
use glim_store::{Claim, ModelState, NewEmbeddingModel, NewVector, Store, Unembedded, VectorForm};

use super::{
    index::{IndexError, Wanted},
    indexer::Indexer,
    take::Trouble,
};
use crate::App;

/// Texts that are asked for at once.
const ASKED: u32 = 256;
/// Texts embedded between two looks at whether to stop.
const BATCH: usize = 16;

/// The model that makes vectors, and whether searches use it yet.
#[derive(Debug)]
pub(super) struct Model {
    local: Arc<LocalModel>,
    pub(super) wanted: Wanted,
    pub(super) is_serving: bool,
}

impl Model {
    /// The local model, if its file is there. It serves at once, or is filled behind another.
    pub(super) async fn find(app: &App, store: &Store) -> Result<Option<Self>, IndexError> {
        let Some(local) = app.load_model().await else {
            return Ok(None);
        };
        let new = NewEmbeddingModel {
            name: local.model().to_owned(),
            dimensions: u32::try_from(local.dimensions()).unwrap_or(u32::MAX),
            form: VectorForm::F16,
        };
        let used = store.use_model(&new).await?;
        Ok(Some(Self {
            wanted: Wanted {
                number: used.number,
                name: used.name,
                dimensions: local.dimensions(),
            },
            local,
            is_serving: used.state == ModelState::Serving,
        }))
    }
}

impl Indexer {
    /// Makes the vectors a claimed version lacks. False when there is no model, or it failed: then by words only.
    pub(super) async fn embed_claimed(&self, claim: &Claim) -> Result<bool, Trouble> {
        let Some(model) = &self.model else {
            return Ok(false);
        };
        let total = self.store.source(claim.source).await?.chunks;
        let mut done = 0_i64;
        loop {
            let (version, number) = (claim.version, model.wanted.number);
            let texts = self.store.missing_vectors(version, number, ASKED).await?;
            if texts.is_empty() {
                return Ok(model.is_serving);
            }
            for batch in texts.chunks(BATCH) {
                self.stop_here()?;
                if !self.embed(model, batch).await? {
                    return Ok(false);
                }
                done = done.saturating_add(i64::try_from(batch.len()).unwrap_or(0));
                let progress = (done.min(total), total);
                self.store.beat(claim, progress, &self.lease()).await?;
                self.tell(claim.source).await;
            }
        }
    }

    /// One version more that has no vectors of the model: shown when there was none, or embedded by another.
    /// False when there is no such version.
    pub(super) async fn fill(&mut self) -> Result<bool, Trouble> {
        let Some(model) = &self.model else {
            return Ok(false);
        };
        let number = model.wanted.number;
        let next = self.store.next_uncovered(number, self.filled).await?;
        let Some((version, _)) = next else {
            return self.finish_filling().await;
        };
        self.filled = version;
        loop {
            let texts = self.store.missing_vectors(version, number, ASKED).await?;
            if texts.is_empty() {
                break;
            }
            for batch in texts.chunks(BATCH) {
                if self.stop.is_cancelled() || !self.embed(model, batch).await? {
                    return Ok(true);
                }
            }
        }
        match self.store.cover_version(version, number).await {
            // It was replaced meanwhile.
            Ok(_) | Err(glim_store::Error::NotFound { .. }) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    async fn finish_filling(&mut self) -> Result<bool, Trouble> {
        self.filled = 0;
        let is_filling = self.model.as_ref().is_some_and(|model| !model.is_serving);
        if !is_filling || self.store.switch_model().await? > 0 {
            return Ok(false);
        }
        if let Some(model) = &mut self.model {
            model.is_serving = true;
        }
        self.serve().await?;
        Ok(true)
    }

    /// Makes and keeps the vectors of some texts. False when the model failed.
    async fn embed(&self, model: &Model, texts: &[Unembedded]) -> Result<bool, Trouble> {
        let local = Arc::clone(&model.local);
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
        self.store.store_vectors(model.wanted.number, &new).await?;
        Ok(true)
    }
}
