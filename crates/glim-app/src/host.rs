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
    /// Let the person pick files, or a folder, for the library.
    PickFiles {
        /// One folder instead of one or several files.
        folder: bool,
        /// `None` when the dialog was closed.
        done: oneshot::Sender<Option<Vec<PathBuf>>>,
    },
    /// Show a file in its folder, in the system's file browser.
    RevealFile {
        /// An existing file of the person's.
        path: PathBuf,
        /// Whether the system took it.
        done: oneshot::Sender<bool>,
    },
    /// Open a file with the program the system has for its kind.
    OpenFile {
        /// An existing file of the person's, of a kind that is read and not run.
        path: PathBuf,
        /// Whether the system took it.
        done: oneshot::Sender<bool>,
    },
    /// Start the app anew.
    Restart,
}
