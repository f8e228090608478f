//! What all places share: the store, the keys, running answers, and the ways out to the host.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use glim_store::{OpenOptions, Store};
use tokio::sync::{broadcast, mpsc, watch};

use crate::{
    AppEvent, Clock, ErrorCode, HostRequest, Secrets, UiError,
    chat::{ListedModels, Live},
    library::{Library, LibrarySetup},
    platform::{DemoPace, Platforms},
    settings::{Appearance, Keys},
    studio::{Shelf, Studio},
    tasks::Tasks,
};

/// How long closing the app waits for running answers to be written.
const PATIENCE: Duration = Duration::from_secs(3);

/// What must be known before the database opens; the shell keeps it in the preferences file.
#[derive(Clone, Debug, PartialEq)]
pub struct Early {
    /// Where the database and the files lie.
    pub data_folder: PathBuf,
    /// How the window looks.
    pub appearance: Appearance,
}

/// What a host gives the app to begin with.
pub struct Setup {
    /// Read from the preferences.
    pub early: Early,
    /// The system's keychain.
    pub secrets: Arc<dyn Secrets>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Version of the app, to show.
    pub version: String,
    /// Where the logs lie, to show.
    pub logs_folder: PathBuf,
    /// How fast the demonstration platform is.
    pub demo: DemoPace,
    /// What the library needs of the host.
    pub library: LibrarySetup,
}

impl fmt::Debug for Setup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Setup")
            .field("early", &self.early)
            .finish_non_exhaustive()
    }
}

/// The app. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct App(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) version: String,
    pub(crate) logs_folder: PathBuf,
    pub(crate) keys: Keys,
    pub(crate) platforms: Platforms,
    pub(crate) answers: Tasks<Live>,
    pub(crate) library: Library,
    pub(crate) shelf: Shelf,
    pub(crate) studio: Studio,
    pub(crate) listed_models: ListedModels,
    closing: AtomicBool,
    data: RwLock<Data>,
    early: watch::Sender<Early>,
    events: broadcast::Sender<AppEvent>,
    host: mpsc::Sender<HostRequest>,
    host_requests: Mutex<Option<mpsc::Receiver<HostRequest>>>,
}

/// The database, or why there is none.
pub(crate) enum Data {
    Open { store: Store, interrupted: u32 },
    Blocked(UiError),
}

impl App {
    /// Opens the data and gets ready. Never fails: a database that cannot be opened is a state that
    /// `settings_start` tells, with nothing touched.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub async fn start(setup: Setup) -> Self {
        let (host, host_requests) = mpsc::channel(16);
        let data = open(&setup.early.data_folder, setup.clock.now_ms()).await;
        let app = Self(Arc::new(Inner {
            keys: Keys::new(
                setup.secrets,
                Arc::clone(&setup.clock),
                &setup.early.data_folder,
            ),
            clock: setup.clock,
            version: setup.version,
            logs_folder: setup.logs_folder,
            platforms: Platforms::new(setup.demo),
            answers: Tasks::default(),
            library: Library::new(setup.library),
            shelf: Shelf::default(),
            studio: Studio::default(),
            listed_models: ListedModels::default(),
            closing: AtomicBool::new(false),
            data: RwLock::new(data),
            early: watch::Sender::new(setup.early),
            events: broadcast::Sender::new(256),
            host,
            host_requests: Mutex::new(Some(host_requests)),
        }));
        app.tidy().await;
        app.start_library();
        app.start_studio();
        app
    }

    /// Facts as they become durable. A receiver that falls behind misses some and should ask for everything.
    pub fn events(&self) -> broadcast::Receiver<AppEvent> {
        self.0.events.subscribe()
    }

    /// What the host must keep in the preferences; changes arrive here.
    pub fn early(&self) -> watch::Receiver<Early> {
        self.0.early.subscribe()
    }

    /// The app's wishes to the host. The first caller gets them.
    pub fn take_host_requests(&self) -> Option<mpsc::Receiver<HostRequest>> {
        self.0
            .host_requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// Ends running answers (what came stays, marked as interrupted), puts back what is being read, and closes the
    /// database.
    pub async fn shutdown(&self) {
        self.0.closing.store(true, Ordering::SeqCst);
        if !self.0.answers.shut_down(PATIENCE).await {
            tracing::warn!("an answer did not end in time; its journal has it");
        }
        self.0.library.stop().await;
        self.0.studio.stop().await;
        self.0.studio.stop_serving().await;
        if let Some(store) = self.take_store(UiError::new(ErrorCode::StoreLocked)) {
            store.close().await;
        }
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.0.closing.load(Ordering::SeqCst)
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.0.clock.now_ms()
    }

    /// The open store; else why there is none.
    pub(crate) fn store(&self) -> Result<Store, UiError> {
        match &*self.0.data.read().unwrap_or_else(PoisonError::into_inner) {
            Data::Open { store, .. } => Ok(store.clone()),
            Data::Blocked(problem) => Err(problem.clone()),
        }
    }

    pub(crate) fn interrupted(&self) -> u32 {
        match &*self.0.data.read().unwrap_or_else(PoisonError::into_inner) {
            Data::Open { interrupted, .. } => *interrupted,
            Data::Blocked(_) => 0,
        }
    }

    /// Takes the store out of use: whoever asks from now on hears `problem`.
    pub(crate) fn take_store(&self, problem: UiError) -> Option<Store> {
        let mut data = self.0.data.write().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *data, Data::Blocked(problem)) {
            Data::Open { store, .. } => Some(store),
            Data::Blocked(_) => None,
        }
    }

    /// Opens the data folder (again), as after going back to a snapshot.
    pub(crate) async fn reopen(&self) -> Result<(), UiError> {
        let folder = self.early_now().data_folder;
        let data = open(&folder, self.now_ms()).await;
        let problem = match &data {
            Data::Open { .. } => None,
            Data::Blocked(problem) => Some(problem.clone()),
        };
        *self.0.data.write().unwrap_or_else(PoisonError::into_inner) = data;
        self.0.shelf.clear();
        self.start_library();
        self.start_studio();
        problem.map_or(Ok(()), Err)
    }

    pub(crate) fn early_now(&self) -> Early {
        self.0.early.borrow().clone()
    }

    pub(crate) fn change_early(&self, change: impl FnOnce(&mut Early)) {
        self.0.early.send_modify(change);
    }

    /// Tells a fact. Nobody listening is fine: the web view asks for everything when it comes.
    pub(crate) fn tell(&self, event: AppEvent) {
        let _ = self.0.events.send(event); // no receiver is not a failure
    }

    /// Asks the host; a host that is gone or busy is a failure to open.
    pub(crate) fn ask_host(&self, request: HostRequest) -> Result<(), UiError> {
        self.0
            .host
            .try_send(request)
            .map_err(|_| UiError::new(ErrorCode::OpenFailed))
    }

    /// What is deleted for good: things put away longer ago than anyone would press undo.
    async fn tidy(&self) {
        const KEEP_DELETED_MS: i64 = 30 * 24 * 60 * 60 * 1000;
        if let Ok(store) = self.store()
            && let Err(error) = store.purge_deleted(self.now_ms() - KEEP_DELETED_MS).await
        {
            tracing::warn!(%error, "could not purge what was deleted long ago");
        }
    }
}

impl fmt::Debug for App {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("App").finish_non_exhaustive()
    }
}

/// Opens the data on a blocking thread: it may copy the whole database, and sqlx's migrations are no future that
/// may travel between threads.
async fn open(folder: &Path, now_ms: i64) -> Data {
    let options = OpenOptions {
        folder: folder.to_owned(),
        now_ms,
    };
    let runtime = tokio::runtime::Handle::current();
    let opened = tokio::task::spawn_blocking(move || runtime.block_on(Store::open(&options))).await;
    match opened {
        Ok(Ok((store, opened))) => {
            if !opened.interrupted.is_empty() {
                tracing::info!(count = opened.interrupted.len(), "answers were interrupted");
            }
            let interrupted = u32::try_from(opened.interrupted.len()).unwrap_or(u32::MAX);
            Data::Open { store, interrupted }
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "the data could not be opened");
            Data::Blocked(UiError::from(error))
        }
        Err(_) => Data::Blocked(
            UiError::new(ErrorCode::Internal).with("detail", "opening the data was broken off"),
        ),
    }
}

/// Where a command puts what it has to say before it is done.
pub struct Out<T>(Box<dyn Fn(T) -> bool + Send + Sync>);

impl<T> Out<T> {
    /// `send` returns false when nobody listens any more.
    pub fn new(send: impl Fn(T) -> bool + Send + Sync + 'static) -> Self {
        Self(Box::new(send))
    }

    /// Says it; false when nobody listens any more.
    pub fn send(&self, event: T) -> bool {
        (self.0)(event)
    }
}

impl<T> fmt::Debug for Out<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Out").finish_non_exhaustive()
    }
}
