//! The one task that reads what waits, keeps the indexes behind the store, and fills a model behind the one that serves.
//!
//! Everything it does is a small transaction under a claim (ADR 9): it can be stopped or killed anywhere, and goes on
//! where it was. How one source is taken through is in `take.rs`.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use glim_store::{Lease, Store};
use tokio_util::sync::CancellationToken;

use super::{
    fill::Models,
    fill_paid::Paid,
    index::{Follower, IndexError},
    pieces,
    reader::Reader,
    take::Trouble,
};
use crate::{App, AppEvent};

/// Longer than any file may take to read, and than a batch takes to embed.
const LEASE_MS: i64 = 180_000;
/// While much is read, searches see it at most this much later.
const BEHIND: Duration = Duration::from_secs(1);
/// How long nothing is looked for when nobody says that there is something.
const LOOK_AGAIN: Duration = Duration::from_mins(3);
/// How long is waited after the disk or the store failed.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// What a round has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Round {
    /// There may be more.
    Worked,
    /// Nothing waits.
    Idle,
}

/// The indexer at work.
pub(super) struct Indexer {
    pub(super) app: App,
    pub(super) store: Store,
    pub(super) stop: CancellationToken,
    pub(super) reader: Option<Reader>,
    pub(super) models: Models,
    /// How the model of a platform is filled.
    pub(super) paid: Paid,
    /// Which choice of a model this follows.
    choice: u64,
    pub(super) recipe: &'static str,
    follower: Follower,
    followed: Option<Instant>,
    /// Something was read since the last sweep.
    pub(super) unswept: bool,
    /// Up to which version the model was looked at for what it lacks.
    pub(super) filled: i64,
    /// The version whose meaning is being learned, and how many of its chunks have a vector.
    pub(super) learning: Option<(i64, i64)>,
}

/// Runs until stopped.
pub(super) async fn run(app: App, stop: CancellationToken) {
    let Ok(store) = app.store() else {
        return;
    };
    if !has_a_source(&app, &store, &stop).await {
        return;
    }
    let mut indexer = loop {
        match Indexer::begin(&app, &store, &stop).await {
            Ok(indexer) => break indexer,
            Err(error) => {
                tracing::error!(error = told(&error), "the indexes could not be opened");
                if !pause(&stop, AFTER_FAILURE).await {
                    return;
                }
            }
        }
    };
    app.0
        .library
        .set_indexes(Some(Arc::new(indexer.follower.indexes())));
    app.tell(AppEvent::LibraryChanged);
    while !stop.is_cancelled() {
        match indexer.round().await {
            Ok(Round::Worked) => {}
            Ok(Round::Idle) => {
                // A process that has nothing to read is not kept.
                indexer.reader = None;
                let pause = indexer.paid.pause().unwrap_or(LOOK_AGAIN);
                tokio::select! {
                    () = app.0.library.wake.notified() => indexer.paid.go_on(),
                    () = stop.cancelled() => {}
                    // A claim that could not be put back is free again when its lease is over.
                    () = tokio::time::sleep(pause.min(LOOK_AGAIN)) => {}
                }
            }
            Err(trouble) => {
                indexer.after(trouble).await;
                if !pause(&stop, AFTER_FAILURE).await {
                    return;
                }
            }
        }
    }
}

/// Waits until there is a source: an empty library costs neither indexes nor a model. False when it is to stop.
async fn has_a_source(app: &App, store: &Store, stop: &CancellationToken) -> bool {
    while !stop.is_cancelled() {
        match store.list_sources(None, None, 1).await {
            Ok(page) if page.sources.is_empty() => {
                app.0.library.set_empty();
                app.tell(AppEvent::LibraryChanged);
            }
            Ok(_) => return true,
            Err(error) => tracing::error!(%error, "the library could not be looked at"),
        }
        tokio::select! {
            () = app.0.library.wake.notified() => {}
            () = stop.cancelled() => {}
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
    false
}

/// False when it is to stop.
async fn pause(stop: &CancellationToken, time: Duration) -> bool {
    tokio::select! {
        () = tokio::time::sleep(time) => true,
        () = stop.cancelled() => false,
    }
}

impl Indexer {
    async fn begin(app: &App, store: &Store, stop: &CancellationToken) -> Result<Self, IndexError> {
        let folder = app.early_now().data_folder.join("library");
        let clock = Arc::clone(&app.0.clock);
        let mut follower = Follower::open(store.clone(), clock, folder).await?;
        let choice = app.0.library.choice();
        let models = Models::find(app, store).await?;
        if let Some(serving) = &models.serving {
            follower.serve(serving, stop).await?;
        }
        let reader = app.0.library.setup.reader.as_ref();
        let with_pdfium = reader.is_some_and(|command| command.pdfium.is_some());
        Ok(Self {
            app: app.clone(),
            store: store.clone(),
            stop: stop.clone(),
            reader: None,
            models,
            paid: Paid::default(),
            choice,
            recipe: pieces::recipe(with_pdfium),
            follower,
            followed: None,
            unswept: true,
            filled: 0,
            learning: None,
        })
    }

    pub(super) fn lease(&self) -> Lease<'static> {
        Lease {
            now_ms: self.app.now_ms(),
            lease_ms: LEASE_MS,
            recipe: self.recipe,
        }
    }

    /// Whether the person has chosen another model since this one was taken up.
    pub(super) fn is_rechosen(&self) -> bool {
        self.choice != self.app.0.library.choice()
    }

    /// Takes up what the person chose; what serves goes on serving.
    async fn rechoose(&mut self) -> Result<(), Trouble> {
        self.choice = self.app.0.library.choice();
        self.models = Models::find(&self.app, &self.store).await?;
        (self.paid, self.filled) = (Paid::default(), 0);
        self.learning = None;
        self.app.0.library.set_learning(None);
        self.app.0.library.set_embedding_problem(None);
        self.unswept = true;
        self.serve().await?;
        self.tell_filling_now();
        Ok(())
    }

    async fn round(&mut self) -> Result<Round, Trouble> {
        if self.is_rechosen() {
            self.rechoose().await?;
        }
        if self.followed.is_none_or(|last| last.elapsed() >= BEHIND) {
            self.follow().await?;
        }
        if let Some(claim) = self.store.claim_next(&self.lease()).await? {
            self.unswept = true;
            self.take(&claim).await?;
            return Ok(Round::Worked);
        }
        self.follow().await?;
        if self.fill().await? {
            return Ok(Round::Worked);
        }
        if std::mem::take(&mut self.unswept) {
            let swept = self.store.sweep_library().await?;
            tracing::debug!(swept, "the library is swept");
        }
        Ok(Round::Idle)
    }

    async fn follow(&mut self) -> Result<(), Trouble> {
        let has_news = self.follower.follow(&self.stop).await?;
        self.followed = Some(Instant::now());
        if has_news {
            self.app.tell(AppEvent::LibraryChanged);
        }
        Ok(())
    }

    /// Lets searches use the vectors of the model that serves now.
    pub(super) async fn serve(&mut self) -> Result<(), Trouble> {
        match &self.models.serving {
            Some(serving) => self.follower.serve(serving, &self.stop).await?,
            None => self.follower.serve_none(),
        }
        self.publish(self.follower.indexes());
        Ok(())
    }

    fn publish(&self, indexes: super::index::Indexes) {
        self.app.0.library.set_indexes(Some(Arc::new(indexes)));
    }

    /// What can be done about a failure of the store or of an index.
    async fn after(&mut self, trouble: Trouble) {
        let error = match trouble {
            Trouble::Index(error) => error,
            Trouble::Store(error) => {
                tracing::error!(%error, "the store failed; the indexer pauses");
                return;
            }
            Trouble::Lost
            | Trouble::Stopped
            | Trouble::Missing
            | Trouble::Failed { .. }
            | Trouble::Empty(_) => return,
        };
        tracing::error!(error = told(&error), "an index failed and is made anew");
        let wanted = self.models.serving.clone();
        match self.follower.begin_anew(wanted.as_ref()).await {
            Ok(()) => self.publish(self.follower.indexes()),
            Err(error) => tracing::error!(error = told(&error), "it could not be emptied"),
        }
    }
}

/// An error with its causes.
fn told(error: &IndexError) -> String {
    let cause = std::error::Error::source(error);
    cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}
