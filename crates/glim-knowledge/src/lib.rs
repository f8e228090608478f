//! Files to text, chunks, vectors and ranking: the pipeline of the library, without a network and without a database.
#![warn(missing_docs)]

mod embed;
mod error;
mod half;
mod local_model;
mod mapped;

pub use embed::{Embed, Embedding, Role};
pub use error::Error;
pub use local_model::LocalModel;
