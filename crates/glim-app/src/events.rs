//! Facts that the whole app may want to know, told after they are durable. What is fast and passing goes by a
//! watch of its own (`chat_watch`). The window's own, files held over it and dropped on it, come this way too.

use glim_store::{ConversationId, JobId, JobState, MessageId, SourceId, Stage};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::library::Ticket;

/// Something durable changed; whoever shows it asks for it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum AppEvent {
    /// A conversation's row changed: title, pin, time, deleted or restored.
    ConversationChanged {
        /// Which.
        id: ConversationId,
    },
    /// A message's row changed: begun, ended, deleted, restored.
    MessageChanged {
        /// Where it stands.
        conversation: ConversationId,
        /// Which.
        id: MessageId,
    },
    /// A source is at another stage, or further in it.
    SourceChanged {
        /// Which.
        id: SourceId,
        /// How far it is.
        stage: Stage,
    },
    /// The lists of the library, its collections or what searches find changed.
    LibraryChanged,
    /// A watched folder, its state, or what waits for a decision in it changed.
    FoldersChanged,
    /// Files are held over the window; none when they left it or were dropped.
    FilesHover {
        /// How many files and folders.
        count: u32,
    },
    /// Files were dropped on the window.
    FilesDropped {
        /// To be redeemed by `library_add`.
        ticket: Ticket,
    },
    /// The model of the library's vectors changed, or went on being filled, or met a problem.
    EmbeddingChanged,
    /// Pictures or scans were given to the platform, or came back.
    RecognitionChanged,
    /// Knowledge bases at the platform were changed from here.
    CloudChanged,
    /// A job of the studio is at another stage, or its next step was put off.
    StudioJobChanged {
        /// Which.
        id: JobId,
        /// How far it is.
        state: JobState,
    },
    /// What the studio keeps, or what is said of it, changed.
    StudioArtifactsChanged {
        /// Counts these changes.
        generation: i64,
    },
    /// Platform, key, proxy, defaults or appearance changed.
    SettingsChanged,
}
