//! A knowledge base as it is made, changed and listed.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::error::Error;
use crate::wire;

/// The model that makes the vectors of a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KnowledgeEmbedding {
    /// Embedding-2 (3).
    Embedding2,
    /// Embedding-3 (11).
    Embedding3,
    /// Embedding-3-pro (12), which exists for knowledge bases only.
    Embedding3Pro,
    /// A number this version does not know.
    Other(i64),
}

impl KnowledgeEmbedding {
    /// Its number on the wire.
    pub const fn id(self) -> i64 {
        match self {
            Self::Embedding2 => 3,
            Self::Embedding3 => 11,
            Self::Embedding3Pro => 12,
            Self::Other(id) => id,
        }
    }

    /// Its name on the wire, which must agree with the number; `None` if not known.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Embedding2 => Some("Embedding-2"),
            Self::Embedding3 => Some("Embedding-3"),
            Self::Embedding3Pro => Some("Embedding-3-pro"),
            Self::Other(_) => None,
        }
    }
}

impl From<i64> for KnowledgeEmbedding {
    fn from(id: i64) -> Self {
        match id {
            3 => Self::Embedding2,
            11 => Self::Embedding3,
            12 => Self::Embedding3Pro,
            id => Self::Other(id),
        }
    }
}

impl Serialize for KnowledgeEmbedding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.id())
    }
}

/// A base to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKnowledgeBase {
    /// The model of its vectors.
    pub embedding: KnowledgeEmbedding,
    /// Its name, at most 100 characters.
    pub name: String,
    /// What it holds, at most 500 characters.
    pub description: Option<String>,
    /// Context enhancement: costs tokens of a language model, and cannot be undone. Bases of
    /// questions and answers ignore it.
    pub contextual: Option<bool>,
    /// `blue` (if not said), `red`, `orange`, `purple`, `sky`, `green` or `yellow`.
    pub background: Option<String>,
    /// `question` (if not said), `book`, `seal`, `wrench`, `tag`, `horn` or `house`.
    pub icon: Option<String>,
}

impl NewKnowledgeBase {
    /// A base with the platform's defaults.
    pub fn new(name: impl Into<String>, embedding: KnowledgeEmbedding) -> Self {
        Self {
            embedding,
            name: name.into(),
            description: None,
            contextual: None,
            background: None,
            icon: None,
        }
    }

    pub(super) fn body(&self) -> WireBase<'_> {
        WireBase {
            embedding_id: Some(self.embedding),
            embedding_model: self.embedding.name(),
            contextual: self.contextual.map(u8::from),
            name: Some(&self.name),
            description: self.description.as_deref(),
            background: self.background.as_deref(),
            icon: self.icon.as_deref(),
            callback_url: None,
            callback_header: None,
        }
    }
}

/// What shall be changed of a base; `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnowledgeChange {
    /// Another model: all vectors are made anew, which costs money and takes time.
    pub embedding: Option<KnowledgeEmbedding>,
    /// Another name.
    pub name: Option<String>,
    /// Another description.
    pub description: Option<String>,
    /// Context enhancement; cannot be undone.
    pub contextual: Option<bool>,
    /// Another colour.
    pub background: Option<String>,
    /// Another sign.
    pub icon: Option<String>,
    /// Called when a change of the model has made all vectors anew.
    pub callback_url: Option<String>,
    /// Headers of that call.
    pub callback_header: BTreeMap<String, String>,
}

impl KnowledgeChange {
    pub(super) fn body(&self) -> WireBase<'_> {
        WireBase {
            embedding_id: self.embedding,
            embedding_model: self.embedding.and_then(KnowledgeEmbedding::name),
            contextual: self.contextual.map(u8::from),
            name: self.name.as_deref(),
            description: self.description.as_deref(),
            background: self.background.as_deref(),
            icon: self.icon.as_deref(),
            callback_url: self.callback_url.as_deref(),
            callback_header: Some(&self.callback_header).filter(|it| !it.is_empty()),
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct WireBase<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    embedding_id: Option<KnowledgeEmbedding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    embedding_model: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contextual: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    background: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_header: Option<&'a BTreeMap<String, String>>,
}

/// A base as the platform describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnowledgeBase {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// What it holds.
    pub description: Option<String>,
    /// The model of its vectors.
    pub embedding: Option<KnowledgeEmbedding>,
    /// Whether context enhancement is on.
    pub contextual: Option<bool>,
    /// Its colour.
    pub background: Option<String>,
    /// Its sign.
    pub icon: Option<String>,
    /// How many documents it holds (`document_size` on the wire).
    pub documents: Option<u64>,
    /// How large they are together (`length` on the wire).
    pub bytes: Option<u64>,
    /// How many characters they have (`word_num` on the wire).
    pub words: Option<u64>,
}

impl KnowledgeBase {
    pub(super) fn read(base: &Value) -> Option<Self> {
        Some(Self {
            id: wire::filled(base, "id")?,
            name: wire::filled(base, "name"),
            description: wire::filled(base, "description"),
            embedding: wire::integer(base, "embedding_id").map(KnowledgeEmbedding::from),
            contextual: wire::flag(base, "contextual"),
            background: wire::filled(base, "background"),
            icon: wire::filled(base, "icon"),
            documents: wire::count(base, "document_size"),
            bytes: wire::count(base, "length"),
            words: wire::count(base, "word_num"),
        })
    }
}

/// A page of bases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnowledgeBasePage {
    /// The bases.
    pub bases: Vec<KnowledgeBase>,
    /// How many there are on all pages; `None` if not told.
    pub total: Option<u64>,
}

impl KnowledgeBasePage {
    pub(super) fn read(data: &Value) -> Result<Self, Error> {
        Ok(Self {
            bases: listed(data)?
                .iter()
                .filter_map(KnowledgeBase::read)
                .collect(),
            total: wire::count(data, "total"),
        })
    }
}

/// The `list` of a page; a page without one is an answer of another kind.
pub(super) fn listed(data: &Value) -> Result<&[Value], Error> {
    if data.get("list").is_some_and(Value::is_array) {
        Ok(wire::list(data, "list"))
    } else {
        Err(Error::malformed("it is no list", None))
    }
}

/// An amount of knowledge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Space {
    /// Characters; `None` if not told.
    pub words: Option<u64>,
    /// Bytes; `None` if not told.
    pub bytes: Option<u64>,
}

/// How much space all bases of the account take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Capacity {
    /// Taken.
    pub used: Space,
    /// There is.
    pub total: Space,
}

impl Capacity {
    pub(super) fn read(data: &Value) -> Self {
        let space = |name| {
            data.get(name).map_or(Space::default(), |space| Space {
                words: wire::count(space, "word_num"),
                bytes: wire::count(space, "length"),
            })
        };
        Self {
            used: space("used"),
            total: space("total"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_said_is_sent() {
        let mut new = NewKnowledgeBase::new("手册", KnowledgeEmbedding::Embedding3);
        new.contextual = Some(false);
        assert_eq!(
            serde_json::to_value(new.body()).unwrap(),
            json!({"embedding_id": 11, "embedding_model": "Embedding-3", "contextual": 0,
                "name": "手册"})
        );
        let change = KnowledgeChange {
            description: Some(String::new()),
            embedding: Some(KnowledgeEmbedding::Other(99)),
            callback_header: BTreeMap::from([("k".to_owned(), "v".to_owned())]),
            ..KnowledgeChange::default()
        };
        assert_eq!(
            serde_json::to_value(change.body()).unwrap(),
            json!({"embedding_id": 99, "description": "", "callback_header": {"k": "v"}})
        );
    }

    #[test]
    fn ids_are_never_numbers_that_lose_digits() {
        let page = json!({"total": "3", "list": [
            {"id": "1943012345678901248", "embedding_id": "12", "contextual": 1, "length": 5},
            {"id": 1_943_012_345_678_901_249_u64, "embedding_id": 77}, {"name": "x"}, null,
        ]});
        let page = KnowledgeBasePage::read(&page).unwrap();
        assert_eq!(page.total, Some(3));
        assert_eq!(page.bases[0].id, "1943012345678901248");
        assert_eq!(
            page.bases[0].embedding,
            Some(KnowledgeEmbedding::Embedding3Pro)
        );
        assert_eq!(
            (page.bases[0].contextual, page.bases[0].bytes),
            (Some(true), Some(5))
        );
        assert_eq!(page.bases[1].id, "1943012345678901249");
        assert_eq!(page.bases[1].embedding, Some(KnowledgeEmbedding::Other(77)));
        assert_eq!(page.bases.len(), 2);
        assert!(KnowledgeBasePage::read(&json!({})).is_err());
    }

    #[test]
    fn numbers_and_names_of_models_agree_both_ways() {
        for id in [3, 11, 12, 4] {
            assert_eq!(KnowledgeEmbedding::from(id).id(), id);
        }
    }
}
