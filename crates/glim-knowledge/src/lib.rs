//! Files to text, chunks, vectors and ranking: the pipeline of the library, without a network and without a database.
#![warn(missing_docs)]

mod chunk;
mod document;
mod embed;
mod error;
mod half;
mod key;
mod local_model;
mod mapped;
mod opened;
mod rank;
mod search;
mod vectors;
mod words;

pub use chunk::{Child, Chunks, Parent, Sizes, cut};
pub use document::{Block, BlockKind, CellRange, Document, Place, Rect, Remark, Span};
pub use embed::{Embed, Embedding, Role};
pub use error::Error;
pub use key::{Allowed, ChunkKey, Filter, SourceKey};
pub use local_model::LocalModel;
pub use opened::Found;
pub use rank::{Hit, Part, SourceHit, Weights, by_source, fuse};
pub use search::{Exact, Question, Search};
pub use vectors::{CANDIDATES, VectorHit, Vectors, rescored};
pub use words::{Entry, Field, Query, WordHit, Words};
