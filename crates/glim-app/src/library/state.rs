//! What the library keeps while the app runs: tickets, the reader, the model, the indexes, and the task that fills them.

use std::{
    collections::HashSet,
    num::NonZero,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use glim_knowledge::{Embed as _, Limits, LocalModel, WorkerCommand};
use glim_store::SourceId;
use tokio::sync::{Notify, watch};
use zhipu::page::PageLimits;

use super::{
    Learning,
    folders::{Watching, watcher},
    index::Indexes,
    indexer, intake,
    meaning::Asked,
    reader::READER_ARGUMENT,
    recognise,
    tickets::Tickets,
};
use crate::{App, UiError, tasks::Standing};

/// How long closing waits for the indexer to put back what it holds.
const PATIENCE: Duration = Duration::from_secs(5);
/// The file of the local model, in the data folder or in one of the host's.
const MODEL_FILE: &str = "models/e5-small-q4.bin";
/// The folder of PDFium, in one of the host's.
const PDFIUM_FOLDER: &str = "pdfium";

/// What the host gives for the library.
#[derive(Clone, Debug, Default)]
pub struct LibrarySetup {
    /// How the process is started that reads files; without one no file can be read, and each says so.
    pub reader: Option<WorkerCommand>,
    /// Where the file of the local model may lie; the data folder is looked at after these.
    pub model_files: Vec<PathBuf>,
}

impl LibrarySetup {
    /// For a host whose own program reads files when it is started to ([`super::serve_reader`]). The local model and
    /// PDFium are looked for in `folders`, the first that has one before the others, and may be missing.
    pub fn of_program(program: PathBuf, folders: &[PathBuf]) -> Self {
        let mut pdfium = folders.iter().map(|folder| folder.join(PDFIUM_FOLDER));
        Self {
            reader: Some(WorkerCommand {
                program,
                arguments: vec![READER_ARGUMENT.into()],
                pdfium: pdfium.find(|folder| folder.is_dir()),
                limits: Limits::default(),
            }),
            model_files: folders.iter().map(|it| it.join(MODEL_FILE)).collect(),
        }
    }
}

/// The library of a running app.
#[derive(Debug)]
pub(crate) struct Library {
    pub(super) tickets: Tickets,
    pub(super) watching: Watching,
    pages: Mutex<PageLimits>,
    pub(super) setup: LibrarySetup,
    /// Told when there may be something to do.
    pub(super) wake: Notify,
    /// Counts as-you-type searches: only the newest goes on.
    pub(super) typing: AtomicU64,
    /// Tickets that this run is adding; held while the row of what is being added changes.
    pub(super) begun: tokio::sync::Mutex<HashSet<String>>,
    indexes: watch::Sender<Option<Arc<Indexes>>>,
    /// Nothing was ever added, or everything has gone.
    is_empty: AtomicBool,
    model: Mutex<Option<Arc<LocalModel>>>,
    reading: Mutex<Option<SourceId>>,
    /// Counts choices of a model for vectors.
    choice: AtomicU64,
    /// How far the meaning of a long source is learned, while it is.
    learning: Mutex<Option<Learning>>,
    /// Why the chosen model is not being filled now.
    embedding_problem: Mutex<Option<UiError>>,
    /// Vectors of questions that were asked lately.
    pub(super) asked: Asked,
    /// Told when something is to be recognised.
    pub(super) recognise: Notify,
    /// Why nothing is recognised now.
    recognition_problem: Mutex<Option<UiError>>,
    indexer: Standing,
    adder: Standing,
    watcher: Standing,
    recogniser: Standing,
}

impl Library {
    pub(crate) fn new(setup: LibrarySetup) -> Self {
        Self {
            tickets: Tickets::default(),
            watching: Watching::default(),
            pages: Mutex::default(),
            setup,
            wake: Notify::new(),
            typing: AtomicU64::new(0),
            begun: tokio::sync::Mutex::default(),
            indexes: watch::Sender::new(None),
            is_empty: AtomicBool::new(false),
            model: Mutex::default(),
            reading: Mutex::default(),
            choice: AtomicU64::new(0),
            learning: Mutex::default(),
            embedding_problem: Mutex::default(),
            asked: Asked::default(),
            recognise: Notify::new(),
            recognition_problem: Mutex::default(),
            indexer: Standing::default(),
            adder: Standing::default(),
            watcher: Standing::default(),
            recogniser: Standing::default(),
        }
    }

    /// Stops the indexer and closes the indexes: the data is about to be closed or moved.
    pub(crate) async fn stop(&self) {
        // What these two do is whole after each of their transactions: nothing is lost when one does not end in time.
        for other in [&self.adder, &self.watcher] {
            if !other.shut_down(PATIENCE).await {
                tracing::warn!("adding files or watching folders did not stop in time");
            }
        }
        if !self.indexer.shut_down(PATIENCE).await {
            tracing::warn!("the indexer did not stop in time; its claim ends with this run");
        }
        if !self.recogniser.shut_down(PATIENCE).await {
            tracing::warn!("a recognition did not end in time; it is told as unsure");
        }
        self.set_indexes(None);
        self.set_reading(None);
        self.set_learning(None);
    }

    /// How far pages of the web may be fetched.
    pub(super) fn page_limits(&self) -> PageLimits {
        let limits = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        limits.clone()
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

    pub(super) fn set_learning(&self, learning: Option<Learning>) {
        *held(&self.learning) = learning;
    }

    pub(super) fn learning(&self) -> Option<Learning> {
        *held(&self.learning)
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
        self.is_empty.store(false, Ordering::SeqCst);
        self.indexes.send_replace(indexes);
    }

    /// There is no source: nothing is opened, and nobody waits for that.
    pub(super) fn set_empty(&self) {
        self.is_empty.store(true, Ordering::SeqCst);
        self.indexes.send_replace(None); // wakes whoever waits
    }

    pub(super) fn is_empty(&self) -> bool {
        self.is_empty.load(Ordering::SeqCst)
    }

    pub(super) fn indexes_now(&self) -> Option<Arc<Indexes>> {
        self.indexes.borrow().clone()
    }

    /// The indexes, waited for a while if they are just being opened; an empty library has none.
    pub(super) async fn indexes_soon(&self, patience: Duration) -> Option<Arc<Indexes>> {
        let mut changes = self.indexes.subscribe();
        let is_known = |indexes: &Option<_>| indexes.is_some() || self.is_empty();
        let opened = tokio::time::timeout(patience, changes.wait_for(is_known)).await;
        opened.ok()?.ok()?.clone()
    }

    pub(super) fn set_reading(&self, source: Option<SourceId>) {
        *self.reading.lock().unwrap_or_else(PoisonError::into_inner) = source;
    }

    pub(super) fn reading(&self) -> Option<SourceId> {
        *self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The local model, read already or not; none when it was found broken.
    pub(super) fn model(&self) -> Option<Arc<LocalModel>> {
        let held = self.model.lock().unwrap_or_else(PoisonError::into_inner);
        held.clone()
            .filter(|model| model.is_usable() != Some(false))
    }

    /// Keeps a model, unless there is one: a broken one too, so that it is not read again.
    fn set_model(&self, model: Arc<LocalModel>) {
        let mut held = self.model.lock().unwrap_or_else(PoisonError::into_inner);
        held.get_or_insert(model);
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
    /// How far pages of the web may be fetched, for hosts of tests: the app itself keeps the defaults.
    pub fn limit_pages(&self, limits: PageLimits) {
        let library = &self.0.library;
        *library.pages.lock().unwrap_or_else(PoisonError::into_inner) = limits;
    }

    /// Starts the indexer on the data that is open now.
    pub(crate) fn start_library(&self) {
        if self.store().is_err() || self.is_closing() {
            return;
        }
        let app = self.clone();
        let library = &self.0.library;
        let recogniser = app.clone();
        library.indexer.start(|stop| indexer::run(app, stop));
        let app = self.clone();
        library.adder.start(|stop| intake::go_on(app, stop));
        let app = self.clone();
        library.watcher.start(|stop| watcher::run(app, stop));
        library
            .recogniser
            .start(|stop| recognise::run(recogniser, stop));
    }

    /// The local model if its file is there and was not found broken. It is read at the first text there is to embed.
    pub(super) fn load_model(&self) -> Option<Arc<LocalModel>> {
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
        let file = files.find(|file| file.is_file())?;
        // Half of the processors, so that answers and the window stay quick.
        let threads = std::thread::available_parallelism().map_or(1, |count| count.get() / 2);
        let threads = NonZero::new(threads).unwrap_or(NonZero::<usize>::MIN);
        let model = Arc::new(LocalModel::later(file).with_threads(threads));
        library.set_model(Arc::clone(&model));
        library.model()
    }
}

/// The model once it is read; none when that takes longer, or it is broken. Being read it goes on being read.
pub(super) async fn read_within(
    patience: Duration,
    model: Arc<LocalModel>,
) -> Option<Arc<LocalModel>> {
    if model.is_usable().is_none() {
        let reading = Arc::clone(&model);
        let read = tokio::task::spawn_blocking(move || reading.load());
        match tokio::time::timeout(patience, read).await {
            Ok(Ok(Ok(()))) => tracing::info!(
                model = model.model(),
                instructions = model.instructions(),
                "the local model is loaded"
            ),
            Ok(Ok(Err(error))) => {
                tracing::warn!(%error, "the local model cannot be used; searches are by words only");
            }
            Ok(Err(_)) | Err(_) => tracing::warn!("the local model is still being loaded"),
        }
    }
    Some(model).filter(|model| model.is_usable() == Some(true))
}
