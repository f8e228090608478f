//! Putting texts into order by how well they answer a question (`POST /rerank`).
//! Source: platform notes, embeddings §2 (CN-OAS-2026-07). Documented for `open.bigmodel.cn` only.

use serde::Serialize;
use serde_json::Value;

use crate::chat::Usage;
use crate::client::Client;
use crate::endpoint::Family;
use crate::error::Error;
use crate::http::{Call, json};
use crate::retry::Repeat;
use crate::wire;

/// What one call may hold, as data. What is over a limit is refused with 1210 or 1214.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RerankLimits {
    /// Texts in one call.
    pub most_documents: usize,
    /// Characters of one text.
    pub most_document_characters: usize,
    /// Characters of the question.
    pub most_query_characters: usize,
}

/// The limits of the platform's model `rerank` (CN-OAS-2026-07).
pub const RERANK_LIMITS: RerankLimits = RerankLimits {
    most_documents: 128,
    most_document_characters: 4096,
    most_query_characters: 4096,
};

/// A question and the texts to be put into order.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RerankRequest {
    /// `rerank`.
    pub model: String,
    /// The question, at most 4096 characters.
    pub query: String,
    /// The texts, at most 128 of at most 4096 characters each.
    pub documents: Vec<String>,
    /// How many of the best are wanted; all if not said (or 0).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_n: Option<u32>,
    /// Whether the answer repeats the texts; not if not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_documents: Option<bool>,
    /// Whether scores are the model's own and not brought to 0…1; not if not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_raw_scores: Option<bool>,
    /// An id of one's own, 6 to 64 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Who asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
}

impl RerankRequest {
    /// All texts, put into order by the platform's model.
    pub fn new(query: impl Into<String>, documents: Vec<String>) -> Self {
        Self {
            model: "rerank".to_owned(),
            query: query.into(),
            documents,
            ..Self::default()
        }
    }
}

/// One text in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// Which text of the request, counted from 0.
    pub index: usize,
    /// How well it answers: 0 to 1, or the model's own number if raw scores were asked for.
    pub score: f64,
    /// The text, if it was asked for. (The specification calls it required; it is not.)
    pub document: Option<String>,
}

/// Texts in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reranked {
    /// The id of the answer.
    pub id: Option<String>,
    /// The id of the request, for the platform's support.
    pub request_id: Option<String>,
    /// When it was made, in seconds since 1970.
    pub created: Option<u64>,
    /// The texts, best first; each at most once.
    pub results: Vec<Ranked>,
    /// Tokens paid for; `None` if not told.
    pub usage: Option<Usage>,
}

impl Reranked {
    /// Reads the answer for `count` texts: entries of no text or no score, and second ones of the
    /// same text, are left out.
    pub(crate) fn read(body: &Value, count: usize) -> Result<Self, Error> {
        if !body.get("results").is_some_and(Value::is_array) {
            return Err(Error::malformed("it holds no order of texts", None));
        }
        let mut results: Vec<Ranked> = Vec::new();
        for item in wire::list(body, "results") {
            let index = wire::count(item, "index").and_then(|index| usize::try_from(index).ok());
            let index = index.filter(|index| *index < count);
            let (Some(index), Some(score)) = (index, wire::number(item, "relevance_score")) else {
                continue;
            };
            if results.iter().all(|known| known.index != index) {
                let document = wire::content(item, "document");
                results.push(Ranked {
                    index,
                    score,
                    document,
                });
            }
        }
        // Samples are sorted, but nothing promises it.
        results.sort_by(|a, b| b.score.total_cmp(&a.score));
        Ok(Self {
            id: wire::filled(body, "id"),
            request_id: wire::filled(body, "request_id").or_else(|| wire::filled(body, "id")),
            created: wire::count(body, "created"),
            results,
            usage: body.get("usage").and_then(Usage::read),
        })
    }
}

impl Client {
    /// Puts texts into order by how well they answer a question. No texts, no call.
    ///
    /// Costs money by the token. Retried like chat: after a refusal that time may heal, never after
    /// a silence.
    pub async fn rerank(&self, request: &RerankRequest) -> Result<Reranked, Error> {
        if request.documents.is_empty() {
            return Ok(Reranked::default());
        }
        let call = Call::post(Family::Main, "rerank", json(request)?).repeated(Repeat::Answer);
        let answer = self.send(&call.slow()).await?;
        Reranked::read(&answer, request.documents.len())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_order_is_read_best_first_and_odd_entries_are_left_out() {
        let body = json!({"id": "1", "created": 1_783_736_000, "results": [
            {"index": 0, "relevance_score": 0.2},
            {"document": "泡三分钟", "index": 2, "relevance_score": "0.87"},
            {"index": 2, "relevance_score": 0.9}, {"index": 3, "relevance_score": 1},
            {"index": 1}, {"relevance_score": 0.5}, null, "x",
            {"document": {"text": "b"}, "index": 1, "relevance_score": -3.5},
        ], "usage": {"prompt_tokens": 31, "total_tokens": 31}});
        let found = Reranked::read(&body, 3).unwrap();
        let order: Vec<_> = found.results.iter().map(|it| it.index).collect();
        assert_eq!(order, [2, 0, 1]);
        assert_eq!(found.results[0].document.as_deref(), Some("泡三分钟"));
        assert_eq!(found.results[2].document.as_deref(), Some("b"));
        assert_eq!(found.usage.unwrap().total_tokens, 31);
        assert!(
            Reranked::read(&json!({"results": []}), 3)
                .unwrap()
                .results
                .is_empty()
        );
    }

    #[test]
    fn something_else_is_no_order() {
        for body in [json!({}), json!({"results": null}), json!([1]), json!("x")] {
            assert!(Reranked::read(&body, 1).is_err(), "{body}");
        }
    }

    #[test]
    fn only_what_is_said_is_sent() {
        let request = RerankRequest {
            top_n: Some(2),
            ..RerankRequest::new("怎么泡茶", vec!["先烧水".to_owned()])
        };
        assert_eq!(
            serde_json::to_value(&request).unwrap(),
            json!({"model": "rerank", "query": "怎么泡茶", "documents": ["先烧水"], "top_n": 2})
        );
    }
}
