//! Knowledge bases at the platform, as they cross to the UI. Ids are texts of digits, never numbers.

use glim_store::{CollectionId, SourceId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Estimate;
use crate::UiError;

/// The bases of the account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CloudBases {
    /// The bases, as the platform lists them.
    pub bases: Vec<CloudBase>,
    /// Bytes taken; none if not told.
    pub used_bytes: Option<u64>,
    /// Bytes there are.
    pub total_bytes: Option<u64>,
    /// Characters taken.
    pub used_words: Option<u64>,
    /// Characters there are.
    pub total_words: Option<u64>,
    /// Bytes that cost nothing.
    pub free_bytes: u64,
}

/// A knowledge base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CloudBase {
    /// Its id at the platform.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it holds.
    pub description: String,
    /// The model of its vectors.
    pub embedding: Option<String>,
    /// How many documents it holds.
    pub documents: Option<u64>,
    /// Their size.
    pub bytes: Option<u64>,
    /// Their characters.
    pub words: Option<u64>,
}

/// A base to be made.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NewCloudBase {
    /// At most 100 characters.
    pub name: String,
    /// At most 500 characters.
    #[serde(default)]
    pub description: String,
}

/// Another name for a base.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RenameCloudBase {
    /// Which.
    pub base: String,
    /// The name.
    pub name: String,
}

/// A page of documents.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListCloudDocuments {
    /// Of which base.
    pub base: String,
    /// From 1.
    pub page: u32,
    /// Only those whose name holds this.
    #[serde(default)]
    pub word: Option<String>,
}

/// Documents of a base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CloudDocuments {
    /// A page of them.
    pub documents: Vec<CloudDocument>,
    /// How many there are; none if not told.
    pub total: Option<u64>,
    /// There is a next page.
    pub has_more: bool,
}

/// A document of a base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CloudDocument {
    /// Its id at the platform.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: Option<u64>,
    /// Its characters.
    pub words: Option<u64>,
    /// How far the platform is with it.
    pub state: CloudDocumentState,
    /// The platform's code of its failure.
    pub failure_code: Option<i64>,
    /// The platform's words on its failure.
    pub failure: Option<String>,
    /// Where the original can be fetched, for some hours; the platform does not always say.
    pub url: Option<String>,
}

/// How far the platform is with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CloudDocumentState {
    /// It is being cut and embedded.
    Working,
    /// It can be found.
    Ready,
    /// It cannot.
    Failed,
    /// The platform does not say.
    Unknown,
}

/// Sources to put into a base.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CloudSend {
    /// Which base.
    pub base: String,
    /// These sources.
    #[serde(default)]
    pub sources: Vec<SourceId>,
    /// And those of a collection.
    #[serde(default)]
    pub collection: Option<CollectionId>,
}

/// What putting sources into a base takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CloudSendPlan {
    /// Go as their file.
    pub files: u32,
    /// Go as the text that was read of them.
    pub as_text: u32,
    /// Size of the files.
    pub bytes: i64,
    /// Do not go.
    pub refused: Vec<CloudRefusal>,
    /// What their vectors cost at the platform.
    pub estimate: Estimate,
}

/// How far sending is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CloudSending {
    /// Sources that are done with.
    pub done: u32,
    /// All.
    pub total: u32,
    /// The one being sent.
    pub name: String,
}

/// What became of sources.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CloudSent {
    /// Documents the platform took.
    pub accepted: u32,
    /// What did not go, and why.
    pub refused: Vec<CloudRefusal>,
    /// It was stopped before the end.
    pub stopped: bool,
    /// What ended it before the end.
    pub problem: Option<UiError>,
}

/// A source that did not go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CloudRefusal {
    /// Which.
    pub source: SourceId,
    /// Its name.
    pub name: String,
    /// `tooLarge`, `noText`, `notRead`, `refused` (by the platform), `broken` (the call failed: it may have arrived).
    pub reason: String,
    /// The platform's words.
    pub message: Option<String>,
}

/// A question to bases.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CloudSearch {
    /// Which bases.
    pub bases: Vec<String>,
    /// The question.
    pub query: String,
    /// 1 to 20.
    pub limit: u32,
    /// Put into order by the platform's model, which costs more.
    #[serde(default)]
    pub rerank: bool,
}

/// A passage of a document at the platform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CloudHit {
    /// Its words.
    pub text: String,
    /// How well it fits, by the platform.
    pub score: Option<f64>,
    /// The base.
    pub base: Option<String>,
    /// The document.
    pub document: Option<String>,
    /// The document's name.
    pub name: String,
}
