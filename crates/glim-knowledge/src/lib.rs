//! Pure pipeline of the library: a file is read into a document, the document is cut into chunks, chunks become vectors,
//! and a question finds them.
//!
//! Nothing here knows a database, the network or the app. A [`Document`] is blocks of text, each with the [`Place`] it
//! stands at; [`cut`] makes small chunks to search and larger parents to hand to a model, and every one of them leads
//! back to its exact characters. Files are read in a process of their own: the host starts a [`Worker`], and its `main`
//! calls [`serve`]. [`LocalModel`] makes vectors, [`Search`] asks [`Words`] and [`Vectors`] at once. Start with
//! `document.rs` for the words, `extract.rs` for the readers, `search.rs` for the finding.

#![warn(missing_docs)]

mod chunk;
mod document;
mod embed;
mod error;
mod extract;
mod half;
mod key;
mod local_model;
mod mapped;
mod opened;
mod rank;
mod search;
mod vectors;
mod words;
mod worker;

pub use chunk::{Child, Chunks, Parent, Sizes, cut};
pub use document::{Block, BlockKind, CellRange, Document, Place, Rect, Remark, Span};
pub use embed::{Embed, Embedding, Role};
pub use error::Error;
pub use extract::{Format, Limits, ReadProblem, RecognisedPart, read, recognised};
pub use key::{Allowed, ChunkKey, Filter, SourceKey};
pub use local_model::LocalModel;
pub use opened::Found;
pub use rank::{Hit, Part, SourceHit, Weights, by_source, fuse};
pub use search::{Exact, Question, Search};
pub use vectors::{CANDIDATES, VectorHit, Vectors, rescored};
pub use words::{Entry, Field, Query, WordHit, Words};
pub use worker::{Worker, WorkerCommand, serve};
