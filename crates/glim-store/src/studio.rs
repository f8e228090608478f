//! The studio: pictures and videos that are asked for, kept, and found again.
//!
//! A *job* is one paid call, written down before it is made ([`Store::ask_jobs`]); the jobs of one question are a *batch*. An
//! *artifact* is one picture or video that is kept, with a copy of what it was made by; a *board* is a set of them. Their files
//! are *media* ([`Store::keep_media`]), each content once.
//!
//! [`Store::ask_jobs`]: crate::Store::ask_jobs
//! [`Store::keep_media`]: crate::Store::keep_media

pub(crate) mod artifact;
pub(crate) mod board;
pub(crate) mod care;
pub(crate) mod job;
pub(crate) mod job_read;
mod job_step;
pub(crate) mod line;
pub(crate) mod media;
mod rows;
pub(crate) mod tag;
pub(crate) mod tile;
pub(crate) mod words;

pub use artifact::{Artifact, Belongings, Kin, NewArtifact, NewImport};
pub use board::Board;
pub use job::{InputRole, JobState, MediaKind, NewInput, NewJob};
pub use job_read::{Job, JobInput};
pub use job_step::JobDone;
pub use line::{ArtifactLine, ArtifactLines};
pub use media::{Media, NewMedia};
pub use tile::{ArtifactTile, MadeArtifact};
