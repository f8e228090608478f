//! Work that runs on its own, by id: who asks for it may go and come back.
//!
//! A running answer belongs to the backend, not to the call that began it. [`Tasks`] keeps a handle to each
//! until it is over; watchers attach through it, and shutting down waits for all.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use glim_store::MessageId;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// What runs now, with `T` as what a watcher needs.
#[derive(Debug)]
pub(crate) struct Tasks<T> {
    running: Arc<Mutex<HashMap<MessageId, Running<T>>>>,
    tracker: TaskTracker,
}

/// A handle to something that runs.
#[derive(Debug)]
pub(crate) struct Running<T> {
    pub(crate) stop: CancellationToken,
    pub(crate) live: Arc<T>,
}

impl<T> Clone for Running<T> {
    fn clone(&self) -> Self {
        Self {
            stop: self.stop.clone(),
            live: Arc::clone(&self.live),
        }
    }
}

impl<T> Default for Tasks<T> {
    fn default() -> Self {
        Self {
            running: Arc::default(),
            tracker: TaskTracker::new(),
        }
    }
}

impl<T: Send + Sync + 'static> Tasks<T> {
    /// Starts `work` under `id` and lets it go on by itself; its handle is gone when it ends, even by a panic.
    pub(crate) fn start<F>(
        &self,
        id: MessageId,
        live: Arc<T>,
        work: impl FnOnce(CancellationToken) -> F,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        let stop = CancellationToken::new();
        let work = work(stop.clone());
        let ended = Ended {
            id,
            live: Arc::clone(&live),
            running: Arc::clone(&self.running),
        };
        self.lock().insert(id, Running { stop, live });
        self.tracker.spawn(async move {
            let _ended = ended;
            work.await;
        });
    }

    /// Work without a watcher, such as making a title; shutting down waits for it too.
    pub(crate) fn start_unwatched(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.tracker.spawn(work);
    }

    /// Takes the handle away before the work is quite over: its result is durable and about to be told, and
    /// whoever hears it may begin anew at once.
    pub(crate) fn end(&self, id: MessageId, live: &T) {
        let mut running = self.lock();
        if running
            .get(&id)
            .is_some_and(|running| std::ptr::eq(Arc::as_ptr(&running.live), live))
        {
            running.remove(&id);
        }
    }

    pub(crate) fn get(&self, id: MessageId) -> Option<Running<T>> {
        self.lock().get(&id).cloned()
    }

    /// Whether anything of that kind runs.
    pub(crate) fn any(&self, is_meant: impl Fn(&T) -> bool) -> bool {
        self.lock().values().any(|running| is_meant(&running.live))
    }

    /// Asks everything of that kind to stop.
    pub(crate) fn stop_if(&self, is_meant: impl Fn(&T) -> bool) {
        for running in self
            .lock()
            .values()
            .filter(|running| is_meant(&running.live))
        {
            running.stop.cancel();
        }
    }

    /// Stops everything and waits until all is written, at most `patience`.
    ///
    /// Returns false when something had to be left behind; the journal has it.
    pub(crate) async fn shut_down(&self, patience: Duration) -> bool {
        for running in self.lock().values() {
            running.stop.cancel();
        }
        self.tracker.close();
        let done = tokio::time::timeout(patience, self.tracker.wait())
            .await
            .is_ok();
        self.tracker.reopen();
        done
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<MessageId, Running<T>>> {
        // A panic while the map is held cannot leave it half changed: each use is one call.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One piece of work that goes on as long as the data is open, and its end.
#[derive(Debug, Default)]
pub(crate) struct Standing(Mutex<Option<(CancellationToken, TaskTracker)>>);

impl Standing {
    /// Starts it; what ran before is told to stop.
    pub(crate) fn start<F>(&self, work: impl FnOnce(CancellationToken) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let stop = CancellationToken::new();
        let tracker = TaskTracker::new();
        tracker.spawn(work(stop.clone()));
        tracker.close();
        let before = self.lock().replace((stop, tracker));
        if let Some((stop, _)) = before {
            stop.cancel();
        }
    }

    /// Stops it and waits until it has put down what it held, at most `patience`; false when it did not.
    pub(crate) async fn shut_down(&self, patience: Duration) -> bool {
        let running = self.lock().take();
        let Some((stop, tracker)) = running else {
            return true;
        };
        stop.cancel();
        tokio::time::timeout(patience, tracker.wait()).await.is_ok()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(CancellationToken, TaskTracker)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes the handle away when the work is dropped, however it ended.
struct Ended<T> {
    id: MessageId,
    live: Arc<T>,
    running: Arc<Mutex<HashMap<MessageId, Running<T>>>>,
}

impl<T> Drop for Ended<T> {
    fn drop(&mut self) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        // The same answer may have been begun again meanwhile.
        if running
            .get(&self.id)
            .is_some_and(|running| Arc::ptr_eq(&running.live, &self.live))
        {
            running.remove(&self.id);
        }
    }
}
