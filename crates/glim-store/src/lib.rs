//! Everything Glim keeps: conversations, messages as a tree, attempts at answers, usage, settings, and the search over them;
//! the library: sources, what was read of them, their vectors, and the queue that reads them; and the studio: jobs, what they
//! made, and the files of that.
//! The only place with SQL; it knows nothing of the network or of windows. Start at [`Store::open`].
//!
//! *What survives.* A call that returned `Ok` survives `kill -9` at any instant. What a person asked for (a question, a name,
//! a deletion, the end of an answer) is also synced to the disk before the call returns (`synchronous = FULL`) and survives a
//! power cut. The journal of a growing answer ([`Store::append_delta`]) is not synced row by row (`NORMAL`): a power cut may
//! cost its last seconds, never the file, and the next synced write makes everything before it safe as well. The queue of
//! the library works in the same way: a power cut may undo its last steps, which are then done again.
#![warn(missing_docs)]

mod attempt;
mod check;
mod conversation;
mod error;
mod files;
mod ids;
mod library;
mod making;
mod message;
mod open;
mod path;
#[cfg(test)]
mod plans;
mod purge;
mod search;
mod setting;
mod snapshot;
mod store;
mod studio;
mod tree;
mod turn;
mod usage;

pub use attempt::{Attempt, Delta, Outcome};
pub use check::Integrity;
pub use conversation::{
    Conversation, ConversationCursor, ConversationPage, NewConversation, TitleBy,
};
pub use error::Error;
pub use ids::{
    ArtifactId, AttemptId, BatchId, BoardId, CollectionId, ConversationId, FolderId, JobId,
    MessageId, SourceId,
};
pub use library::{
    Added, Among, Askable, AskedRecognition, ChangedSource, Changes, Checked, Chosen, Citation,
    Claim, Collection, ContentHash, EmbeddingModel, Filter, Finding, FoundChunk, Grounding, Health,
    IndexPassage, KeptVectors, KnownFile, Lease, Listed, Location, ModelState, NewChunk,
    NewCitation, NewCollection, NewEmbeddingModel, NewFolder, NewGrounding, NewPassage, NewSource,
    NewVector, Passage, Place, Recognised, Recognition, RecognitionState, Review, ReviewKind,
    Shown, SortedBy, Source, SourceName, SourcePage, Stage, Statistics, Text, TextHash, Unembedded,
    VectorForm, Verdict, WatchedFolder,
};
pub use making::{MakingIn, MakingTurn, NewMaking};
pub use message::{AnswerError, Message, MessageState, Role};
pub use open::{OpenOptions, Opened};
pub use search::Hit;
pub use snapshot::{Snapshot, check_copy, restore, snapshots};
pub use store::Store;
pub use studio::{
    Artifact, ArtifactLine, ArtifactLines, ArtifactTile, Belongings, Board, InputRole, Job,
    JobDone, JobInput, JobState, Kin, MadeArtifact, Media, MediaKind, NewArtifact, NewImport,
    NewInput, NewJob, NewMedia,
};
pub use turn::{FirstQuestion, NewAttempt, NewTurn, Turn};
pub use usage::{Cost, NewUsage, Usage, UsageSum};
