//! Pure pipeline of the library: a file is read into a document, the document is cut into chunks.
//!
//! Nothing here knows a database, the network or the app. A [`Document`] is blocks of text, each with the [`Place`] it
//! stands at; [`cut`] makes small chunks to search and larger parents to hand to a model, and every one of them leads
//! back to its exact characters. Files are read in a process of their own: the host starts a [`Worker`], and its `main`
//! calls [`serve`]. Start with `document.rs` for the words, `extract.rs` for the readers.

#![warn(missing_docs)]

mod chunk;
mod document;
mod extract;
mod worker;

pub use chunk::{Child, Chunks, Parent, Sizes, cut};
pub use document::{Block, BlockKind, CellRange, Document, Place, Rect, Remark, Span};
pub use extract::{Format, Limits, ReadProblem, read};
pub use worker::{Worker, WorkerCommand, serve};
