//! What the library keeps while the app runs: tickets, the reader, the model, the indexes, and the task that fills them.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use glim_knowledge::{Embed as _, LocalModel, WorkerCommand};
use glim_store::SourceId;
use tokio::sync::{Notify, watch};

use super::{index::Indexes, indexer, meaning::Asked, recognise, tickets::Tickets};
use crate::{App, UiError, tasks::Standing};

/// How long closing waits for the indexer to put back what it holds.
const PATIENCE: Duration = Duration::from_secs(5);
/// The file of the local model in the data folder.
const MODEL_FILE: &str = "models/e5-small-q4.bin";

/// What the host gives for the library.
#[derive(Clone, Debug, Default)]
pub struct LibrarySetup {
    /// How the process is started that reads files; without one no file can be read, and each says so.
    pub reader: Option<WorkerCommand>,
    /// Where the file of the local model may lie; the data folder is looked at after these.
    pub model_files: Vec<PathBuf>,
}

/// The library of a running app.
#[derive(Debug)]
pub(crate) struct Library {
    pub(super) tickets: Tickets,
    pub(super) setup: LibrarySetup,
    /// Told when there may be something to do.
    pub(super) wake: Notify,
    /// Counts as-you-type searches: only the newest goes on.
    pub(super) typing: AtomicU64,
    indexes: watch::Sender<Option<Arc<Indexes>>>,
    model: Mutex<Option<Arc<LocalModel>>>,
    reading: Mutex<Option<SourceId>>,
    /// Counts choices of a model for vectors.
    choice: AtomicU64,
    /// Why the chosen model is not being filled now.
    embedding_problem: Mutex<Option<UiError>>,
    /// Vectors of questions that were asked lately.
    pub(super) asked: Asked,
    /// Told when something is to be recognised.
    pub(super) recognise: Notify,
    /// Why nothing is recognised now.
    recognition_problem: Mutex<Option<UiError>>,
    indexer: Standing,
    recogniser: Standing,
}

impl Library {
    pub(crate) fn new(setup: LibrarySetup) -> Self {
        Self {
            tickets: Tickets::default(),
            setup,
            wake: Notify::new(),
            typing: AtomicU64::new(0),
            indexes: watch::Sender::new(None),
            model: Mutex::default(),
            reading: Mutex::default(),
            choice: AtomicU64::new(0),
            embedding_problem: Mutex::default(),
            asked: Asked::default(),
            recognise: Notify::new(),
            recognition_problem: Mutex::default(),
            indexer: Standing::default(),
            recogniser: Standing::default(),
        }
    }

    /// Stops the indexer and closes the indexes: the data is about to be closed or moved.
    pub(crate) async fn stop(&self) {
        if !self.indexer.shut_down(PATIENCE).await {
            tracing::warn!("the indexer did not stop in time; its claim ends with this run");
        }
        if !self.recogniser.shut_down(PATIENCE).await {
            tracing::warn!("a recognition did not end in time; it is told as unsure");
        }
        self.indexes.send_replace(None);
        self.set_reading(None);
    }

    /// Something was added, deleted, restored or is to be read again.
    pub(super) fn wake(&self) {
        self.wake.notify_one();
    }

    /// The person chose another model.
    pub(super) fn rechoose(&self) {
        self.choice.fetch_add(1, Ordering::SeqCst);
        self.wake();
    }

    pub(super) fn choice(&self) -> u64 {
        self.choice.load(Ordering::SeqCst)
    }

    pub(super) fn set_embedding_problem(&self, problem: Option<UiError>) {
        *held(&self.embedding_problem) = problem;
    }

    pub(super) fn embedding_problem(&self) -> Option<UiError> {
        held(&self.embedding_problem).clone()
    }

    pub(super) fn set_recognition_problem(&self, problem: Option<UiError>) {
        *held(&self.recognition_problem) = problem;
    }

    pub(super) fn recognition_problem(&self) -> Option<UiError> {
        held(&self.recognition_problem).clone()
    }

    pub(super) fn set_indexes(&self, indexes: Option<Arc<Indexes>>) {
        self.indexes.send_replace(indexes);
    }

    pub(super) fn indexes_now(&self) -> Option<Arc<Indexes>> {
        self.indexes.borrow().clone()
    }

    /// The indexes, waited for a while if they are just being opened.
    pub(super) async fn indexes_soon(&self, patience: Duration) -> Option<Arc<Indexes>> {
        let mut changes = self.indexes.subscribe();
        let opened = tokio::time::timeout(patience, changes.wait_for(Option::is_some)).await;
        opened.ok()?.ok()?.clone()
    }

    pub(super) fn set_reading(&self, source: Option<SourceId>) {
        *self.reading.lock().unwrap_or_else(PoisonError::into_inner) = source;
    }

    pub(super) fn reading(&self) -> Option<SourceId> {
        *self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn model(&self) -> Option<Arc<LocalModel>> {
        let held = self.model.lock().unwrap_or_else(PoisonError::into_inner);
        held.clone()
    }

    /// The number of this as-you-type search, which ends all before it.
    pub(super) fn begin_typing(&self) -> u64 {
        self.typing.fetch_add(1, Ordering::SeqCst) + 1
    }

    pub(super) fn is_newest(&self, number: u64) -> bool {
        self.typing.load(Ordering::SeqCst) == number
    }
}

fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl App {
    /// Starts the indexer on the data that is open now.
    pub(crate) fn start_library(&self) {
        if self.store().is_err() || self.is_closing() {
            return;
        }
        let app = self.clone();
        let library = &self.0.library;
        let recogniser = app.clone();
        library.indexer.start(|stop| indexer::run(app, stop));
        library
            .recogniser
            .start(|stop| recognise::run(recogniser, stop));
    }

    /// Loads the local model if its file is there and was not loaded before.
    pub(super) async fn load_model(&self) -> Option<Arc<LocalModel>> {
        let library = &self.0.library;
        if let Some(model) = library.model() {
            return Some(model);
        }
        let own = self.early_now().data_folder.join(MODEL_FILE);
        let mut files = library
            .setup
            .model_files
            .iter()
            .chain(std::iter::once(&own));
        let file = files.find(|file| file.is_file())?.clone();
        let opened = tokio::task::spawn_blocking(move || LocalModel::open(&file)).await;
        match opened {
            Ok(Ok(model)) => {
                // Half of the processors, so that answers and the window stay quick.
                let threads =
                    std::thread::available_parallelism().map_or(1, |count| count.get() / 2);
                let threads =
                    std::num::NonZero::new(threads).unwrap_or(std::num::NonZero::<usize>::MIN);
                let model = Arc::new(model.with_threads(threads));
                tracing::info!(
                    model = model.model(),
                    instructions = model.instructions(),
                    "the local model is loaded"
                );
                *library.model.lock().unwrap_or_else(PoisonError::into_inner) =
                    Some(Arc::clone(&model));
                Some(model)
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "the local model cannot be used; searches are by words only");
                None
            }
            Err(_) => None,
        }
    }
}
