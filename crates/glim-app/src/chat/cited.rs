//! What Chat says of the library: what a question goes to, what an answer was given, and how its claims stand.

use glim_store::{CollectionId, SourceId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::library::Locator;

/// What of the library a conversation's questions go to; none of it when all three say nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Knowledge {
    /// The whole library.
    pub everything: bool,
    /// The sources of these collections.
    pub collections: Vec<CollectionId>,
    /// And these sources.
    pub sources: Vec<SourceId>,
}

impl Knowledge {
    /// Whether it names anything.
    pub(crate) fn is_some(&self) -> bool {
        self.everything || !self.collections.is_empty() || !self.sources.is_empty()
    }
}

/// What is looked up for an answer, shown above it while it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Lookup {
    /// Names of the files whose reading is waited for now, at most twenty; empty when nothing is waited for.
    pub reading: Vec<String>,
    /// The searches, in order.
    pub searches: Vec<LookupSearch>,
    /// How many passages the model has been given.
    pub passages: u32,
    /// What could not be looked at.
    pub unread: Vec<UnreadSource>,
}

/// A search for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LookupSearch {
    /// The words.
    pub query: String,
    /// How many passages it found; none while it goes on.
    pub found: Option<u32>,
}

/// A source that an answer could not look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnreadSource {
    /// Which.
    pub source: SourceId,
    /// Its name.
    pub name: String,
    /// Why.
    pub why: Unread,
}

/// Why a source could not be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Unread {
    /// It waits or is being read: a later answer will see it.
    NotYet,
    /// It could not be read.
    Failed,
    /// It has no text, as scanned pages.
    NoText,
    /// The person took it out of the queue.
    Skipped,
}

/// What is known of the sources of an answer, in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroundingView {
    /// How many passages the model was given.
    pub passages: u32,
    /// Claims that their passages do not say.
    pub unsupported: u32,
    /// Claims without a passage.
    pub uncited: u32,
    /// Whether the claims were checked.
    pub checked: bool,
}

/// What an answer was given and how its claims stand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Cited {
    /// All passages that the model was given, by number.
    pub passages: Vec<CitedPassage>,
    /// The sentences of the answer that claim something, in order; empty before the check.
    pub claims: Vec<Claim>,
    /// What was searched for.
    pub searches: Vec<String>,
    /// What could not be looked at.
    pub unread: Vec<UnreadSource>,
    /// Whether the claims were checked.
    pub checked: bool,
}

/// A passage that the model was given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CitedPassage {
    /// Its number in the answer: `[1]`.
    pub number: u32,
    /// The source.
    pub source: SourceId,
    /// The source is still there: it can be opened.
    pub present: bool,
    /// The name of the source when it was cited.
    pub name: String,
    /// What the source is; empty when it is gone for good.
    pub kind: String,
    /// The headings above the passage, outermost first.
    pub heading: Vec<String>,
    /// Where it stood in the file.
    pub places: Vec<Locator>,
    /// Its place in the text of the source; none when the source was read again or is gone.
    pub passage: Option<i64>,
    /// The words that the model was given.
    pub quote: String,
    /// Whether the answer names it.
    pub cited: bool,
}

/// A sentence of an answer that claims something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Claim {
    /// Its words as they are shown, without the marks of citations.
    pub text: String,
    /// The numbers of the passages it names, each once; only those that the model was given.
    pub numbers: Vec<u32>,
    /// Which citation marks of the answer are its own, counted from 0 in the order of the text.
    pub occurrences: Vec<u32>,
    /// How it stands.
    pub verdict: ClaimVerdict,
    /// The sentences of the passages that it was held against.
    pub evidence: Vec<Evidence>,
    /// Numbers, dates, names and words of it that its passages do not have.
    pub missing: Vec<String>,
}

/// How a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ClaimVerdict {
    /// A passage it names says it.
    Supported,
    /// The passages it names do not say it.
    Unsupported,
    /// It names no passage.
    Uncited,
}

/// The words of a passage that a claim was held against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// The number of the passage.
    pub number: u32,
    /// A stretch of its quote, word for word.
    pub quote: String,
}
