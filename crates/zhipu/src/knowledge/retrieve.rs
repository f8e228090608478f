//! Finding passages in bases.

use serde::Serialize;
use serde_json::Value;

use crate::error::Error;
use crate::open::open_enum;
use crate::wire;

open_enum! {
    /// By what passages are found.
    pub enum RecallMethod {
        /// Meaning.
        Embedding = "embedding",
        /// Words.
        Keyword = "keyword",
        /// Both, weighted by [`KnowledgeQuery::recall_ratio`].
        Mixed = "mixed",
    }
}

/// A question to bases.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct KnowledgeQuery {
    /// The question, at most 1000 characters.
    pub query: String,
    /// The bases to look into; at least one.
    pub knowledge_ids: Vec<String>,
    /// Only these documents; all if empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub document_ids: Vec<String>,
    /// Passages wanted, 1 to 20; 8 if not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_k: Option<u32>,
    /// Passages found at first, 1 to 100; 10 if not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_n: Option<u32>,
    /// By what; `Mixed` if not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recall_method: Option<RecallMethod>,
    /// Weight of meaning in `Mixed`, 0 to 100; 80 if not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recall_ratio: Option<u32>,
    /// 1 to put what was found into order by a model, which costs tokens; 0 if not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rerank_status: Option<u8>,
    /// That model: `rerank` or `rerank-pro`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rerank_model: Option<String>,
    /// Passages of a lower score are dropped, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fractional_threshold: Option<f64>,
    /// An id of one's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

impl KnowledgeQuery {
    /// A question with the platform's defaults.
    pub fn new(query: impl Into<String>, knowledge_ids: Vec<String>) -> Self {
        Self {
            query: query.into(),
            knowledge_ids,
            ..Self::default()
        }
    }

    /// With the best passages put into order by a model.
    #[must_use]
    pub fn reranked(mut self, model: impl Into<String>) -> Self {
        self.rerank_status = Some(1);
        self.rerank_model = Some(model.into());
        self
    }
}

/// A passage that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// Its words.
    pub text: String,
    /// How well it fits; `None` if not told. Not comparable between methods.
    pub score: Option<f64>,
    /// Its id.
    pub id: Option<String>,
    /// The base it stands in.
    pub knowledge_id: Option<String>,
    /// The document it stands in.
    pub document_id: Option<String>,
    /// The document's name.
    pub document_name: Option<String>,
    /// Where the document can be fetched.
    pub document_url: Option<String>,
    /// What context enhancement added.
    pub contextual_text: Option<String>,
    /// Its place in the document, which only the live platform tells (LIVE-2026-10).
    pub index: Option<u64>,
    /// All the platform says of it, as it came.
    pub metadata: Value,
}

impl Passage {
    /// Reads what was found; nothing found is an empty list, and entries without words are left out.
    pub(super) fn read_all(data: Option<&Value>) -> Result<Vec<Self>, Error> {
        match data {
            Some(Value::Array(passages)) => Ok(passages.iter().filter_map(Self::read).collect()),
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(_) => Err(Error::malformed("it is no list of passages", None)),
        }
    }

    fn read(passage: &Value) -> Option<Self> {
        let metadata = passage.get("metadata").cloned().unwrap_or(Value::Null);
        Some(Self {
            text: wire::filled(passage, "text")?,
            score: wire::number(passage, "score"),
            id: wire::filled(&metadata, "_id").or_else(|| wire::filled(passage, "id")),
            knowledge_id: wire::filled(&metadata, "knowledge_id")
                .or_else(|| wire::filled(&metadata, "know_id")),
            document_id: wire::filled(&metadata, "doc_id"),
            document_name: wire::filled(&metadata, "doc_name"),
            document_url: wire::filled(&metadata, "doc_url"),
            contextual_text: wire::filled(&metadata, "contextual_text"),
            index: wire::count(&metadata, "index"),
            metadata,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_said_is_sent() {
        let query = KnowledgeQuery::new("年假几天？", vec!["19".to_owned()]);
        assert_eq!(
            serde_json::to_value(&query).unwrap(),
            json!({"query": "年假几天？", "knowledge_ids": ["19"]})
        );
        let query = KnowledgeQuery {
            recall_method: Some(RecallMethod::Keyword),
            fractional_threshold: Some(0.25),
            ..query.reranked("rerank-pro")
        };
        assert_eq!(
            serde_json::to_value(&query).unwrap(),
            json!({"query": "年假几天？", "knowledge_ids": ["19"], "recall_method": "keyword",
                "rerank_status": 1, "rerank_model": "rerank-pro", "fractional_threshold": 0.25})
        );
    }

    #[test]
    fn passages_are_read_with_what_only_the_live_platform_tells() {
        let data = json!([
            {"text": "年假十天。", "score": 0.82, "metadata": {"_id": "s-1", "knowledge_id": "19430",
             "doc_id": "19431", "doc_name": "规则.pdf", "doc_url": "https://x",
             "contextual_text": "", "doc_type": "pdf"}},
            {"id": "s-2", "text": "مرحبا", "medias": [], "metadata": {"know_id": "7", "index": 3}},
            {"text": ""}, null,
        ]);
        let found = Passage::read_all(Some(&data)).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].contextual_text, None);
        assert_eq!(found[0].metadata["doc_type"], "pdf");
        assert_eq!(found[1].id.as_deref(), Some("s-2"));
        assert_eq!(
            (found[1].knowledge_id.as_deref(), found[1].index),
            (Some("7"), Some(3))
        );
        assert_eq!(Passage::read_all(Some(&json!(null))).unwrap(), []);
        assert!(Passage::read_all(Some(&json!({"x": 1}))).is_err());
    }
}
