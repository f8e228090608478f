//! What the app asks of the window system around it: few things, sent as values, served by the shell.
//! Paths go only this way; the web view never holds one it could act on.

use std::path::PathBuf;

use tokio::sync::oneshot;
use url::Url;

/// A wish to the host. A host that cannot serve one drops its `done`, which the asker reads as failure.
#[derive(Debug)]
pub enum HostRequest {
    /// Open a link in the system's browser; it has passed the allow-list (http, https, mailto).
    OpenLink {
        /// Where to.
        url: Url,
        /// Whether the system took it.
        done: oneshot::Sender<bool>,
    },
    /// Show a folder in the system's file browser.
    Reveal {
        /// An existing folder of ours.
        path: PathBuf,
        /// Whether the system took it.
        done: oneshot::Sender<bool>,
    },
    /// Let the person pick a folder.
    PickFolder {
        /// `None` when the dialog was closed.
        done: oneshot::Sender<Option<PathBuf>>,
    },
    /// Start the app anew.
    Restart,
}
