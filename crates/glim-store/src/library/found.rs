//! What is shown of a search: chunks by number with their passage and source, and a source's text from passage to passage.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::types::Json;
use ts_rs::TS;

use super::{membership, rows};
use crate::{CollectionId, Error, SourceId, Store};

/// A chunk that was found, with all that is shown of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FoundChunk {
    /// The chunk.
    pub chunk: i64,
    /// Its words.
    pub text: String,
    /// Where it stands in the file; the shape is the reader's.
    pub locator: Value,
    /// The passage it is part of.
    pub passage: Passage,
    /// Its first byte within the passage.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// Its source.
    pub source: SourceId,
    /// The source's number, as indexes know it.
    pub source_number: i64,
    /// The name of the source.
    pub source_name: String,
    /// What the source is.
    pub kind: String,
    /// The collections the source is in.
    pub collections: Vec<CollectionId>,
}

/// A piece of a source's text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Passage {
    /// Its place in the text, from 0.
    pub ordinal: i64,
    /// The headings above it, outermost first.
    pub heading: Vec<String>,
    /// Where it stands in the file.
    pub locator: Value,
    /// Its words.
    pub text: String,
}

#[derive(sqlx::FromRow)]
pub(super) struct PassageRow {
    ordinal: i64,
    #[sqlx(json(nullable))]
    heading: Option<Vec<String>>,
    #[sqlx(json)]
    locator: Value,
    text: String,
}

#[derive(sqlx::FromRow)]
struct FoundRow {
    chunk: i64,
    #[sqlx(json(nullable))]
    chunk_locator: Option<Value>,
    start_byte: i64,
    end_byte: i64,
    #[sqlx(flatten)]
    passage: PassageRow,
    source: SourceId,
    source_number: i64,
    source_name: String,
    kind: String,
}

impl From<PassageRow> for Passage {
    fn from(row: PassageRow) -> Self {
        Self {
            ordinal: row.ordinal,
            heading: row.heading.unwrap_or_default(),
            locator: row.locator,
            text: row.text,
        }
    }
}

impl Store {
    /// The chunks with these numbers, in this order. Those that are not found any more (their source was deleted or read
    /// again since the index was made) are left out.
    pub async fn found_chunks(&self, chunks: &[i64]) -> Result<Vec<FoundChunk>, Error> {
        self.doing("read what was found", async {
            let mut read = self.read().await?;
            let rows: Vec<FoundRow> = sqlx::query_as(FOUND)
                .bind(wanted(chunks))
                .fetch_all(&mut *read)
                .await?;
            let mut sources: Vec<SourceId> = rows.iter().map(|row| row.source).collect();
            sources.sort_unstable();
            sources.dedup();
            let collections = membership::of(&mut read, &sources).await?;
            Ok(rows
                .into_iter()
                .map(|row| row.into_found(&collections))
                .collect())
        })
        .await
    }

    /// At most `limit` passages of what is found of a source, from `first` on: its text as it was read.
    pub async fn passages(
        &self,
        source: SourceId,
        first: i64,
        limit: u32,
    ) -> Result<Vec<Passage>, Error> {
        self.doing("read the text of a source", async {
            let mut read = self.read().await?;
            let (number, _) = rows::any_source(&mut read, source).await?;
            let rows: Vec<PassageRow> = sqlx::query_as(TEXT)
                .bind(number)
                .bind(first)
                .bind(i64::from(limit))
                .fetch_all(&mut *read)
                .await?;
            Ok(rows.into_iter().map(Passage::from).collect())
        })
        .await
    }
}

impl FoundRow {
    fn into_found(self, collections: &HashMap<SourceId, Vec<CollectionId>>) -> FoundChunk {
        let passage = Passage::from(self.passage);
        FoundChunk {
            chunk: self.chunk,
            text: part(&passage.text, self.start_byte, self.end_byte).to_owned(),
            locator: self
                .chunk_locator
                .unwrap_or_else(|| passage.locator.clone()),
            start: usize::try_from(self.start_byte).unwrap_or(0),
            end: usize::try_from(self.end_byte).unwrap_or(0),
            passage,
            source: self.source,
            source_number: self.source_number,
            source_name: self.source_name,
            kind: self.kind,
            collections: collections.get(&self.source).cloned().unwrap_or_default(),
        }
    }
}

/// The bytes of a chunk; they were checked to be whole characters when they were kept.
pub(crate) fn part(text: &str, start: i64, end: i64) -> &str {
    usize::try_from(start)
        .ok()
        .zip(usize::try_from(end).ok())
        .and_then(|(start, end)| text.get(start..end))
        .unwrap_or_default()
}

pub(crate) fn wanted(numbers: &[i64]) -> Json<&[i64]> {
    Json(numbers)
}

pub(crate) const FOUND: &str = "
SELECT c.number AS chunk, c.locator AS chunk_locator, c.start_byte, c.end_byte, p.ordinal, p.heading, p.locator, p.text,
       s.id AS source, s.number AS source_number, s.name AS source_name, s.kind
FROM json_each(?1) wanted
CROSS JOIN chunk c ON c.number = wanted.value
CROSS JOIN passage p ON p.number = c.passage
CROSS JOIN version v ON v.number = p.version
CROSS JOIN source s ON s.number = v.source
WHERE v.shown = 1 AND s.deleted_ms IS NULL
ORDER BY wanted.key";

pub(crate) const TEXT: &str = "
SELECT p.ordinal, p.heading, p.locator, p.text
FROM version v CROSS JOIN passage p ON p.version = v.number
WHERE v.source = ?1 AND v.shown = 1 AND p.ordinal >= ?2
ORDER BY p.ordinal LIMIT ?3";
