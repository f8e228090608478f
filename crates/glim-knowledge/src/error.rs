//! Everything that can go wrong in this crate.

use std::path::{Path, PathBuf};

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder of ours could not be read or written.
    #[error("could not {doing} {}", path.display())]
    File {
        /// A verb such as `open`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The file of the local model is not one this build can use.
    #[error("the model file cannot be used: {reason}")]
    Model {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// An embedding model outside this crate failed.
    #[error("texts could not be embedded")]
    Embed {
        /// What it said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The word index failed; after an error while writing, what was not committed is gone.
    #[error("the word index failed to {doing}")]
    Words {
        /// A verb such as `search`.
        doing: &'static str,
        /// What tantivy said.
        #[source]
        source: tantivy::TantivyError,
    },
    /// The packed vectors on disk do not hold together.
    #[error("the packed vectors are damaged: {reason}")]
    Vectors {
        /// What does not hold.
        reason: &'static str,
    },
    /// A vector of another length than the rest was given.
    #[error("a vector of {found} dimensions among vectors of {expected}")]
    Dimensions {
        /// The length of the others.
        expected: usize,
        /// The length of this one.
        found: usize,
    },
}

impl Error {
    pub(crate) fn file(doing: &'static str, path: &Path, source: std::io::Error) -> Self {
        Self::File {
            doing,
            path: path.to_owned(),
            source,
        }
    }

    pub(crate) fn words(doing: &'static str) -> impl FnOnce(tantivy::TantivyError) -> Self {
        move |source| Self::Words { doing, source }
    }
}
