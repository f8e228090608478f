//! What the studio keeps while the app runs: the task that follows jobs, the server of files, and how fast both go.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use glim_store::JobId;
use tokio::sync::{Notify, OnceCell, Semaphore};
use tokio_util::sync::CancellationToken;

use super::{MediaServer, Pace, runner};
use crate::{App, tasks::Standing};

/// How long closing waits for calls that are being made: an answer that comes by then is written down.
const PATIENCE: Duration = Duration::from_secs(4);

/// The studio of a running app.
#[derive(Debug)]
pub(crate) struct Studio {
    /// Told when there may be something to do.
    pub(super) wake: Notify,
    /// One picture is decoded at a time: the largest takes half a gigabyte.
    pub(super) looking: Semaphore,
    pub(super) server: Standing,
    pub(super) served: OnceCell<MediaServer>,
    runner: Standing,
    pace: Mutex<Pace>,
    following: Mutex<HashMap<JobId, CancellationToken>>,
}

impl Default for Studio {
    fn default() -> Self {
        Self {
            wake: Notify::new(),
            looking: Semaphore::new(1),
            server: Standing::default(),
            served: OnceCell::new(),
            runner: Standing::default(),
            pace: Mutex::default(),
            following: Mutex::default(),
        }
    }
}

impl Studio {
    /// Stops following jobs: the data is about to be closed or moved. They go on at the platform.
    pub(crate) async fn stop(&self) {
        if !self.runner.shut_down(PATIENCE).await {
            tracing::warn!("a job was being sent and is told as unknown at the next start");
        }
    }

    /// Stops serving files: the app ends.
    pub(crate) async fn stop_serving(&self) {
        // A player that does not let go of its line is cut off.
        self.server.shut_down(Duration::from_millis(200)).await;
    }

    pub(super) fn pace(&self) -> Pace {
        *self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a job in hand; none if somebody has it.
    pub(super) fn take(&self, id: JobId) -> Option<CancellationToken> {
        let mut following = self.lock();
        if following.contains_key(&id) {
            return None;
        }
        let given_up = CancellationToken::new();
        following.insert(id, given_up.clone());
        Some(given_up)
    }

    pub(super) fn has(&self, id: JobId) -> bool {
        self.lock().contains_key(&id)
    }

    pub(super) fn put_down(&self, id: JobId) {
        self.lock().remove(&id);
        self.wake.notify_one();
    }

    /// Breaks off what is being done for a job that was given up.
    pub(super) fn break_off(&self, id: JobId) {
        if let Some(given_up) = self.lock().get(&id) {
            given_up.cancel();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<JobId, CancellationToken>> {
        // Each use is one call: a panic cannot leave it half changed.
        self.following
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Follows jobs while the data is open: those that were asked for now, and those of before.
    pub(crate) fn start_studio(&self) {
        if self.store().is_err() {
            return;
        }
        let app = self.clone();
        self.0
            .studio
            .runner
            .start(move |stop| runner::run(app, stop));
    }

    /// How long is waited between the steps of a job; tests have less patience than a platform.
    pub fn pace_studio(&self, pace: Pace) {
        *self
            .0
            .studio
            .pace
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = pace;
        self.0.studio.wake.notify_one();
    }
}
