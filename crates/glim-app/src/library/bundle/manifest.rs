//! What stands in a file of a collection besides texts: who wrote it, and what its sources are.

use glim_knowledge::wording;
use glim_store::{NewChunk, NewPassage};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::library::hash;

/// What makes a ZIP one of ours.
pub(super) const FORMAT: &str = "glim-collection";
/// A reader understands its own and all older ones.
pub(super) const VERSION: u32 = 1;
pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const SOURCES: &str = "sources.jsonl";

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Manifest {
    pub(super) format: String,
    pub(super) version: u32,
    /// Which app wrote it, for people.
    pub(super) app: String,
    pub(super) name: String,
    pub(super) created_ms: i64,
    pub(super) sources: u32,
    pub(super) vectors: Option<VectorsOf>,
    pub(super) files: bool,
}

/// Which model made the vectors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct VectorsOf {
    pub(super) model: String,
    pub(super) dimensions: u32,
}

/// A line of the list of sources.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) kind: String,
    /// SHA-256 of the content, in hexadecimal digits.
    pub(super) hash: String,
    pub(super) bytes: i64,
    pub(super) modified_ms: i64,
    /// Where it came from, if that is a page of the web.
    pub(super) address: Option<String>,
    /// The ending of the original, if it is in the file.
    pub(super) file: Option<String>,
    pub(super) passages: i64,
    /// What its reader said of it.
    pub(super) details: Option<Value>,
}

/// A line of a text. The hashes of wordings are not written: whoever reads it in makes them of the words.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Passage {
    heading: Vec<String>,
    locator: Value,
    text: String,
    chunks: Vec<Chunk>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Chunk {
    start: usize,
    end: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    locator: Option<Value>,
}

impl From<NewPassage> for Passage {
    fn from(passage: NewPassage) -> Self {
        let chunks = passage.chunks.into_iter().map(|chunk| Chunk {
            start: chunk.start,
            end: chunk.end,
            locator: chunk.locator,
        });
        Self {
            chunks: chunks.collect(),
            heading: passage.heading,
            locator: passage.locator,
            text: passage.text,
        }
    }
}

impl Passage {
    /// As it is kept; none when a chunk is not whole characters of its passage, in order.
    pub(super) fn checked(self) -> Option<NewPassage> {
        let mut before = 0;
        let mut chunks = Vec::with_capacity(self.chunks.len());
        for chunk in self.chunks {
            let words = self.text.get(chunk.start..chunk.end)?;
            if words.is_empty() || chunk.start < before {
                return None;
            }
            before = chunk.end;
            chunks.push(NewChunk {
                start: chunk.start,
                end: chunk.end,
                wording: hash::text(&wording(&self.heading, words)),
                locator: chunk.locator,
            });
        }
        Some(NewPassage {
            heading: self.heading,
            locator: self.locator,
            text: self.text,
            chunks,
        })
    }
}
