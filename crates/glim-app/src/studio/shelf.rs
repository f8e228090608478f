//! What the gallery keeps while the app runs: the lines of all artifacts, and the layouts that were made last.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use glim_store::Store;

use super::{
    GalleryFilter,
    gallery::{Layout, Shape, Stock},
};
use crate::{App, AppEvent, UiError};

/// Layouts that are remembered: of two windows, each with what is typed and what it came from.
const LAYOUTS: usize = 12;

/// A layout is of a generation, of what a filter leaves, in a shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) generation: i64,
    pub(super) filter: GalleryFilter,
    pub(super) shape: Shape,
}

/// Kept by the app.
#[derive(Debug, Default)]
pub(crate) struct Shelf(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    stock: Arc<Stock>,
    /// Last used last.
    layouts: VecDeque<(String, Key, Arc<Layout>)>,
}

impl Shelf {
    /// The lines as the store has them now.
    pub(super) async fn stock(&self, store: &Store) -> Result<Arc<Stock>, UiError> {
        let known = Arc::clone(&self.lock().stock);
        let news = store.artifact_lines(known.generation, known.epoch).await?;
        if news.generation == known.generation && news.epoch == known.epoch {
            return Ok(known);
        }
        let stock = Arc::new(known.with(news));
        let mut kept = self.lock();
        // Two may have asked at once: the later answer stays.
        if kept.stock.epoch != stock.epoch || kept.stock.generation < stock.generation {
            kept.stock = Arc::clone(&stock);
        }
        Ok(stock)
    }

    /// A layout that was made before.
    pub(super) fn known(&self, key: &Key) -> Option<(String, Arc<Layout>)> {
        self.find(|(_, known, _)| known == key)
    }

    /// The layout of a token.
    ///
    /// # Errors
    /// `notFound` when others were made since.
    pub(super) fn layout(&self, token: &str) -> Result<Arc<Layout>, UiError> {
        self.find(|(known, _, _)| known == token)
            .map(|(_, layout)| layout)
            .ok_or_else(|| UiError::not_found("layout"))
    }

    fn find(
        &self,
        is_it: impl Fn(&(String, Key, Arc<Layout>)) -> bool,
    ) -> Option<(String, Arc<Layout>)> {
        let mut kept = self.lock();
        let at = kept.layouts.iter().position(is_it)?;
        let found = kept.layouts.remove(at)?;
        let (token, layout) = (found.0.clone(), Arc::clone(&found.2));
        kept.layouts.push_back(found);
        Some((token, layout))
    }

    /// Remembers a layout; gives its token.
    pub(super) fn keep(&self, key: Key, layout: Arc<Layout>) -> String {
        let token = uuid::Uuid::new_v4().simple().to_string();
        let mut kept = self.lock();
        if kept.layouts.len() == LAYOUTS {
            kept.layouts.pop_front();
        }
        kept.layouts.push_back((token.clone(), key, layout));
        token
    }

    /// Another database is open from now on.
    pub(crate) fn clear(&self) {
        *self.lock() = Kept::default();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        // Each use is one step: a panic cannot leave it half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells that what is kept has changed.
pub(super) async fn tell_changed(app: &App, store: &Store) -> Result<(), UiError> {
    let generation = store.studio_generation().await?;
    app.tell(AppEvent::StudioArtifactsChanged { generation });
    Ok(())
}

/// Reads the lines before anybody opens the gallery: of a hundred thousand it takes as long as all the rest.
pub(super) async fn warm(app: &App, store: &Store) {
    if let Err(error) = app.0.shelf.stock(store).await {
        tracing::warn!(code = ?error.code, "the gallery could not be read ahead");
    }
}

/// Frees what was purged before, and what was handed in and never used.
pub(super) async fn free_files(app: &App, store: &Store) {
    match store.free_media(app.now_ms()).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "files that nothing uses were freed"),
        Err(error) => tracing::warn!(%error, "files that nothing uses could not be freed"),
    }
}
