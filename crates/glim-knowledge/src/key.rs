//! What chunks and sources are called here: numbers that the database gives.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

/// A chunk that can be found: the row of its child in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChunkKey(pub u64);

/// The source a chunk was cut from: its row in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceKey(pub u64);

/// Where may be searched. It holds before anything is scored, in both halves of the search.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only chunks of these sources; all, if none is said.
    pub sources: Option<HashSet<SourceKey>>,
    /// Among those, what the conditions of the query leave ([`crate::Words::allowed`]).
    pub chunks: Allowed,
}

/// Chunks that the conditions of a query leave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Allowed {
    /// There is no condition.
    #[default]
    All,
    /// These alone.
    Only(HashSet<ChunkKey>),
    /// All but these.
    Without(HashSet<ChunkKey>),
}

impl Filter {
    /// True when a chunk may be found.
    #[must_use]
    pub fn allows(&self, source: SourceKey, chunk: ChunkKey) -> bool {
        self.allows_source(source) && self.chunks.allows(chunk)
    }

    pub(crate) fn allows_source(&self, source: SourceKey) -> bool {
        self.sources
            .as_ref()
            .is_none_or(|all| all.contains(&source))
    }
}

impl Allowed {
    /// True when a chunk is left.
    #[must_use]
    pub fn allows(&self, chunk: ChunkKey) -> bool {
        match self {
            Self::All => true,
            Self::Only(chunks) => chunks.contains(&chunk),
            Self::Without(chunks) => !chunks.contains(&chunk),
        }
    }
}
