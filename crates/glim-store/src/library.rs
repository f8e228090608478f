//! The library: sources that people add, what was read of them, and the queue that reads them.
//!
//! A *source* is found at *locations*, belongs to *collections*, and has *versions*: one is shown to searches, and while a
//! changed file is read again a newer one waits beside it. A version is a row of *passages* (what a model is given), a passage
//! has *chunks* (what is searched), and chunks with the same text share a *wording*, which has a vector for each embedding
//! model. What is searched by words or meaning lives in indexes outside of this file; they follow by [`Store::changes_since`].
//!
//! One embedding model serves the whole library, not one for each collection: a source may be in several, a question may go
//! to several, and the scores of two models cannot be compared. Start at [`Store::add_sources`] and [`Store::claim_next`].
//!
//! [`Store::changes_since`]: crate::Store::changes_since
//! [`Store::add_sources`]: crate::Store::add_sources
//! [`Store::claim_next`]: crate::Store::claim_next

pub(crate) mod add;
pub(crate) mod ask;
pub(crate) mod changes;
pub(crate) mod citation;
pub(crate) mod collection;
pub(crate) mod embedding;
pub(crate) mod export;
pub(crate) mod filter;
pub(crate) mod found;
pub(crate) mod grounding;
mod hash;
pub(crate) mod health;
pub(crate) mod location;
pub(crate) mod membership;
pub(crate) mod missing;
mod order;
mod outline;
pub(crate) mod passage;
mod place;
pub(crate) mod queue;
pub(crate) mod recognition;
pub(crate) mod rows;
pub(crate) mod source;
mod stage;
pub(crate) mod sweep;
pub(crate) mod vector;
pub(crate) mod watch;
pub(crate) mod whole;

pub use add::{Added, NewSource};
pub use ask::{Askable, Chosen, Text};
pub use changes::{ChangedSource, Changes, IndexPassage};
pub use citation::{Citation, NewCitation, Verdict};
pub use collection::{Collection, NewCollection};
pub use embedding::{EmbeddingModel, KeptVectors, ModelState, NewEmbeddingModel, VectorForm};
pub use export::Shown;
pub use filter::{Among, Filter};
pub use found::{FoundChunk, Passage};
pub use grounding::{Checked, Grounding, NewGrounding};
pub use hash::{ContentHash, TextHash};
pub use health::{Health, SourceName, Statistics};
pub use location::{KnownFile, Location};
pub use order::SortedBy;
pub use outline::Listed;
pub use passage::{NewChunk, NewPassage};
pub use place::Place;
pub use queue::{Claim, Lease};
pub use recognition::{AskedRecognition, Recognised, Recognition, RecognitionState};
pub use source::{Source, SourcePage};
pub use stage::Stage;
pub use vector::{NewVector, Unembedded};
pub use watch::{Finding, NewFolder, Review, ReviewKind, WatchedFolder};
