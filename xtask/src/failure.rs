//! Why a verb could not do its work, in words for the person at the terminal.
//!
//! A script has no caller that would act on kinds of errors, so the words are all there is.

use std::fmt;
use std::path::Path;

/// What every fallible step of `xtask` returns.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// One sentence or more for a person: what happened and what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    words: String,
}

impl Failure {
    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
        }
    }

    /// A file operation that failed: `doing` is a verb such as `reading`.
    pub(crate) fn file(doing: &str, path: &Path, error: &std::io::Error) -> Self {
        Self::new(format!("{doing} {}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.words)
    }
}
