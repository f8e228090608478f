//! The desktop that a browser in a test does not have: what is to be opened counts as opened, dialogs are answered with
//! what the test said before.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use glim_app::HostRequest;
use tokio::sync::mpsc::Receiver;

/// Cheap to clone; all clones are one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Desktop {
    next_pick: Arc<Mutex<Option<Vec<PathBuf>>>>,
}

impl Desktop {
    /// The next dialog for files is answered with these; without them it counts as closed.
    pub(crate) fn pick_next(&self, paths: Vec<PathBuf>) {
        *self
            .next_pick
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(paths);
    }

    fn take_pick(&self) -> Option<Vec<PathBuf>> {
        self.next_pick
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// Serves the app's wishes until it ends.
    pub(crate) async fn serve(self, mut wishes: Receiver<HostRequest>) {
        while let Some(wish) = wishes.recv().await {
            match wish {
                HostRequest::OpenLink { done, .. }
                | HostRequest::Reveal { done, .. }
                | HostRequest::RevealFile { done, .. }
                | HostRequest::OpenFile { done, .. } => {
                    let _ = done.send(true); // the asker has gone
                }
                HostRequest::PickFolder { done } => {
                    let picked = self.take_pick().and_then(|paths| paths.into_iter().next());
                    let _ = done.send(picked); // the asker has gone
                }
                HostRequest::PickFiles { done, .. } => {
                    let _ = done.send(self.take_pick()); // the asker has gone
                }
                HostRequest::Restart => {}
            }
        }
    }
}
