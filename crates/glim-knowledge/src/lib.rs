//! Pure pipeline of the library: a file is read into a document, the document is cut into chunks.
//!
//! Nothing here knows a database, the network or the app. A [`Document`] is blocks of text, each with the [`Place`] it
//! stands at; [`cut`] makes small chunks to search and larger parents to hand to a model, and every one of them leads
//! back to its exact characters. Start with `document.rs` for the words.

#![warn(missing_docs)]

mod chunk;
mod document;

pub use chunk::{Child, Chunks, Parent, Sizes, cut};
pub use document::{Block, BlockKind, CellRange, Document, Place, Rect, Remark, Span};
