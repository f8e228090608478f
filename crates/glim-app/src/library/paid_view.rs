//! What the platform does for the library, as it crosses to the UI: vectors, order, recognition.

use glim_store::{KeptVectors, Recognition, SourceId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{UiError, chat::Money};

/// Who makes the vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum EmbeddingChoice {
    /// The model inside the app: no key, no network, no cost.
    Local,
    /// Embedding-3 of the platform in use.
    Platform {
        /// 256, 512, 1024 or 2048.
        dimensions: u32,
    },
}

/// What something is thought to cost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// Tokens, usually.
    pub tokens: u64,
    /// Tokens it should not pass.
    pub most_tokens: u64,
    /// What the usual ones cost; none where the price is not known.
    pub cost: Option<Money>,
    /// What the most would cost.
    pub most_cost: Option<Money>,
}

/// A model as it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EmbeddingInUse {
    /// It is the platform's.
    pub platform: bool,
    /// The length of its vectors.
    pub dimensions: u32,
}

/// A model that is being filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Filling {
    /// Which.
    pub model: EmbeddingInUse,
    /// Texts that have a vector.
    pub done: i64,
    /// All texts.
    pub total: i64,
}

/// How the library's vectors are made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EmbeddingView {
    /// What the person chose.
    pub choice: EmbeddingChoice,
    /// The file of the model inside the app is there.
    pub local_available: bool,
    /// The platform in use has Embedding-3.
    pub platform_available: bool,
    /// The chosen model is at another platform than the one in use: nothing is embedded, searches are by words.
    pub elsewhere: bool,
    /// The lengths that may be chosen.
    pub dimensions: Vec<u32>,
    /// What searches use now; none: by words only.
    pub serving: Option<EmbeddingInUse>,
    /// What is made behind it.
    pub filling: Option<Filling>,
    /// Why nothing is being made now, though it should be; with `retryAfterMs` it goes on by itself.
    pub problem: Option<UiError>,
    /// Vectors that were paid for and that nobody uses now.
    pub kept: Vec<KeptVectors>,
    /// Whether the platform puts the best hits into order.
    pub rerank: bool,
    /// What a million tokens of vectors cost here.
    pub price: Option<Money>,
    /// What a million tokens of ordering cost here.
    pub rerank_price: Option<Money>,
}

/// What a choice of a model will take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EmbeddingPlan {
    /// Texts that have no vector of it yet.
    pub texts: i64,
    /// Room on the disk.
    pub bytes: i64,
    /// What it costs; none for the model inside the app.
    pub estimate: Option<Estimate>,
}

/// Why a search did not look at meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WithoutMeaning {
    /// There is no model, or its vectors are not made yet.
    NoModel,
    /// The platform is not asked while a person types.
    Typing,
    /// The platform could not be reached.
    Offline,
    /// It did not answer in time.
    Slow,
    /// Another platform, or none, is in use than the one whose vectors these are.
    OtherPlatform,
    /// There is no key, or it was refused.
    NoKey,
    /// The platform refused for another reason.
    Refused,
}

/// What became of the order by the platform.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Reranking {
    /// Nobody asked for it.
    #[default]
    Off,
    /// The first hits are in its order.
    Done,
    /// It did not come in time, or was refused: the hits are in our order.
    Failed,
}

/// Sources without text that may be recognised.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OcrWanted {
    /// These.
    #[serde(default)]
    pub sources: Vec<SourceId>,
    /// Or those of a collection.
    #[serde(default)]
    pub collection: Option<glim_store::CollectionId>,
    /// Or all.
    #[serde(default)]
    pub all: bool,
}

/// What recognising takes and costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OcrPlan {
    /// The sources, at most five hundred.
    pub items: Vec<OcrItem>,
    /// Pages of those that can be sent.
    pub pages: u32,
    /// What they cost together.
    pub estimate: Estimate,
    /// Whether the platform in use reads pictures.
    pub available: bool,
}

/// One source without text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OcrItem {
    /// Which.
    pub source: SourceId,
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: i64,
    /// Its pages.
    pub pages: u32,
    /// Why it cannot be sent, if it cannot.
    pub hindrance: Option<OcrHindrance>,
    /// What became of it before.
    pub before: Option<Recognition>,
}

/// Why a source cannot be recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OcrHindrance {
    /// The platform takes PDF, JPEG and PNG.
    Format,
    /// Over 10 MB for a picture, 50 MB for a PDF.
    TooLarge,
    /// Over 100 pages.
    TooManyPages,
    /// It is an empty file.
    Empty,
}

/// How recognition stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OcrState {
    /// What was asked for, last changed first.
    pub recognitions: Vec<Recognition>,
    /// Why nothing is sent now, though something waits; with `retryAfterMs` it goes on by itself.
    pub problem: Option<UiError>,
}
