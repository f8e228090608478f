//! Knowledge bases kept at the platform: bases, documents in them, and finding passages.
//! Source: platform notes, knowledge §1–§3a (CN-OAS-2026-07). On `open.bigmodel.cn` only.
//!
//! These calls live beside `/paas/v4` ([`Family::Knowledge`](crate::Family)) and answer
//! `{code, message, data}`, where any code but 200 is a failure, mostly under HTTP 200. Such codes
//! are not listed anywhere: look at [`Error::code`](crate::Error::code) and the message. Ids are
//! texts of up to 19 digits and more, never numbers.

mod base;
mod calls;
mod document;
mod retrieve;
mod upload;

pub use base::{
    Capacity, KnowledgeBase, KnowledgeBasePage, KnowledgeChange, KnowledgeEmbedding,
    NewKnowledgeBase, Space,
};
pub use document::{
    Document, DocumentFailure, DocumentPage, DocumentPicture, DocumentQuery, DocumentState, Slicing,
};
pub use retrieve::{KnowledgeQuery, Passage, RecallMethod};
pub use upload::{
    AcceptedDocument, Callback, DocumentOptions, DocumentUploads, RefusedDocument, UrlDocument,
};

/// What the platform takes, as data (knowledge §1–§3a; guide "knowledge/price").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnowledgeLimits {
    /// Characters of a base's name (old SDK).
    pub most_name_characters: usize,
    /// Characters of a base's description (old SDK).
    pub most_description_characters: usize,
    /// Bytes of a document; advised, not promised.
    pub most_document_bytes: u64,
    /// Characters of a slice, for [`Slicing::Custom`]; 300 if not said.
    pub sentence_size: std::ops::RangeInclusive<u32>,
    /// Characters of a question.
    pub most_query_characters: usize,
    /// Passages of an answer; 8 if not said.
    pub top_k: std::ops::RangeInclusive<u32>,
    /// Passages that are looked at first; 10 if not said.
    pub top_n: std::ops::RangeInclusive<u32>,
    /// Weight of meaning against words, in percent; 80 if not said.
    pub recall_ratio: std::ops::RangeInclusive<u32>,
    /// Bytes that cost nothing; more costs 0.04 CNY for each GB and hour.
    pub free_bytes: u64,
}

/// The limits of the platform.
pub const KNOWLEDGE_LIMITS: KnowledgeLimits = KnowledgeLimits {
    most_name_characters: 100,
    most_description_characters: 500,
    most_document_bytes: 100_000_000,
    sentence_size: 20..=2000,
    most_query_characters: 1000,
    top_k: 1..=20,
    top_n: 1..=100,
    recall_ratio: 0..=100,
    free_bytes: 1_000_000_000,
};
