//! The task that notices changes in watched folders: it looks through each at the start, when the system tells of a change, when
//! it is asked to, and from time to time, since systems tell of no change on many network disks and of none while the app is closed.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use glim_store::{FolderId, WatchedFolder};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::{
    sync::{Notify, mpsc},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use super::{FolderState, HowWatched, changed, scan, settle};
use crate::{App, UiError};

/// Files come in bursts: a look begins when nothing was told for so long …
const QUIET: Duration = Duration::from_millis(700);
/// … or at the latest after so long.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a folder is looked through of which the system tells changes, and one of which it does not.
const EVERY: Duration = Duration::from_mins(30);
const EVERY_POLLED: Duration = Duration::from_mins(1);

/// What is known of the watched folders while the app runs.
#[derive(Debug, Default)]
pub(crate) struct Watching {
    states: Mutex<HashMap<FolderId, FolderState>>,
    asked: Mutex<HashSet<FolderId>>,
    wake: Notify,
}

impl Watching {
    pub(super) fn state(&self, id: FolderId) -> FolderState {
        let states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        states.get(&id).copied().unwrap_or_default()
    }

    fn set(&self, id: FolderId, state: FolderState) {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        states.insert(id, state);
    }

    /// Has a folder looked through soon.
    pub(super) fn look_at(&self, id: FolderId) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.insert(id);
        self.wake.notify_one();
    }

    pub(super) fn forget(&self, id: FolderId) {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        states.remove(&id);
        self.wake.notify_one();
    }

    fn take_asked(&self) -> HashSet<FolderId> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *asked)
    }
}

/// What the system tells: paths that something happened to; none when it lost count.
type Told = Vec<PathBuf>;

/// A folder that is watched now.
struct Watch {
    path: PathBuf,
    /// Kept for its end: dropping it ends the telling. None when the system cannot tell.
    telling: Option<RecommendedWatcher>,
    looked: Option<Instant>,
}

struct Watcher {
    app: App,
    watches: HashMap<FolderId, Watch>,
    tell: mpsc::UnboundedSender<Told>,
}

/// Runs until stopped.
pub(in crate::library) async fn run(app: App, stop: CancellationToken) {
    let (tell, told) = mpsc::unbounded_channel();
    let watcher = Watcher {
        app,
        watches: HashMap::new(),
        tell,
    };
    tokio::select! {
        () = watcher.go(told) => {}
        () = stop.cancelled() => {}
    }
}

impl Watcher {
    async fn go(mut self, mut told: mpsc::UnboundedReceiver<Told>) {
        loop {
            let mut due = self.follow_list().await.unwrap_or_else(|error| {
                tracing::warn!(code = ?error.code, "the watched folders could not be read");
                HashSet::new()
            });
            due.extend(self.app.0.library.watching.take_asked());
            for id in due {
                self.look(id).await;
            }
            let wait = self.next_look();
            tokio::select! {
                () = self.app.0.library.watching.wake.notified() => {}
                () = tokio::time::sleep(wait) => {}
                Some(paths) = told.recv() => {
                    let paths = gather(paths, &mut told).await;
                    self.concern(&paths);
                }
            }
        }
    }

    /// Begins and ends watches as the list says. Returns folders that are to be looked through now.
    async fn follow_list(&mut self) -> Result<HashSet<FolderId>, UiError> {
        let folders = self.app.store()?.watched_folders().await?;
        let listed: HashSet<FolderId> = folders.iter().map(|folder| folder.id).collect();
        self.watches.retain(|id, _| listed.contains(id));
        let mut due = HashSet::new();
        for folder in &folders {
            let watch = self.watches.entry(folder.id).or_insert_with(|| Watch {
                path: folder.path.clone(),
                telling: None,
                looked: None,
            });
            let every = every(watch);
            if watch.looked.is_none_or(|last| last.elapsed() >= every) {
                due.insert(folder.id);
            }
        }
        Ok(due)
    }

    fn next_look(&self) -> Duration {
        let left = self.watches.values().map(|watch| {
            let since = watch.looked.map_or(Duration::ZERO, |last| last.elapsed());
            every(watch).saturating_sub(since)
        });
        left.min().unwrap_or(EVERY).max(QUIET)
    }

    /// Marks the folders that something was told of.
    fn concern(&mut self, paths: &[PathBuf]) {
        for watch in self.watches.values_mut() {
            let is_meant = |path: &PathBuf| path.starts_with(&watch.path);
            if paths.is_empty() || paths.iter().any(is_meant) {
                watch.looked = None;
            }
        }
    }

    async fn look(&mut self, id: FolderId) {
        let Ok(folder) = super::folder(&self.app, id).await else {
            return;
        };
        self.set(id, FolderState::Looking);
        // Watched first, so that what happens during the look is told.
        self.watch(&folder).await;
        let state = match self.look_through(&folder).await {
            Ok(Some(closed)) => {
                // A folder that comes back is another one to the system.
                if let Some(watch) = self.watches.get_mut(&id) {
                    watch.telling = None;
                }
                closed
            }
            Ok(None) => self.open_state(id),
            Err(error) => {
                tracing::warn!(code = ?error.code, "a watched folder could not be looked through");
                self.open_state(id)
            }
        };
        if let Some(watch) = self.watches.get_mut(&id) {
            watch.looked = Some(Instant::now());
        }
        self.set(id, state);
    }

    fn open_state(&self, id: FolderId) -> FolderState {
        let watch = self.watches.get(&id);
        if watch.is_some_and(|watch| watch.telling.is_some()) {
            FolderState::Watched
        } else {
            FolderState::Polled
        }
    }

    async fn look_through(&self, folder: &WatchedFolder) -> Result<Option<FolderState>, UiError> {
        let scanned = scan::scan(&self.app, folder).await?;
        if scanned.closed.is_some() {
            return Ok(scanned.closed);
        }
        if HowWatched::of(folder).automatic {
            settle::take_all(&self.app, folder.id).await?;
        }
        if scanned.findings > 0 {
            tracing::info!(findings = scanned.findings, "a watched folder has news");
        }
        Ok(None)
    }

    fn set(&self, id: FolderId, state: FolderState) {
        self.app.0.library.watching.set(id, state);
        changed(&self.app);
    }

    /// Has the system tell of changes in a folder, if it can and does not yet.
    async fn watch(&mut self, folder: &WatchedFolder) {
        let Some(watch) = self.watches.get_mut(&folder.id) else {
            return;
        };
        if watch.telling.is_some() {
            return;
        }
        let (path, tell) = (watch.path.clone(), self.tell.clone());
        // A folder with ten thousand others in it takes the system a while.
        let begun = crate::library::add::blocking(move || begin(&path, tell)).await;
        match begun {
            Ok(Ok(telling)) => watch.telling = Some(telling),
            Ok(Err(error)) => {
                tracing::info!(%error, "the system does not tell of changes in a watched folder");
            }
            Err(_) => {}
        }
    }
}

fn every(watch: &Watch) -> Duration {
    if watch.telling.is_some() {
        EVERY
    } else {
        EVERY_POLLED
    }
}

fn begin(path: &Path, tell: mpsc::UnboundedSender<Told>) -> notify::Result<RecommendedWatcher> {
    let mut telling = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let paths = match event {
            // Opening a file to read it is told too, and we read them.
            Ok(event) if event.kind.is_access() => return,
            Ok(event) => event.paths,
            Err(_) => Vec::new(),
        };
        let _ = tell.send(paths); // the watcher has ended
    })?;
    telling.watch(path, RecursiveMode::Recursive)?;
    Ok(telling)
}

/// Waits until the system is quiet. Empty when it lost count somewhere: then every folder is meant.
async fn gather(first: Told, told: &mut mpsc::UnboundedReceiver<Told>) -> Told {
    let end = Instant::now() + PATIENCE;
    let mut all: HashSet<PathBuf> = HashSet::new();
    let mut is_lost = first.is_empty();
    all.extend(first);
    loop {
        let until = end.min(Instant::now() + QUIET);
        match tokio::time::timeout_at(until, told.recv()).await {
            Ok(Some(paths)) => {
                is_lost |= paths.is_empty();
                all.extend(paths);
            }
            Ok(None) | Err(_) => break,
        }
        if Instant::now() >= end {
            break;
        }
    }
    if is_lost {
        return Vec::new();
    }
    all.into_iter().collect()
}
