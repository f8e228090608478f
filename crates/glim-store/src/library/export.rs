//! A source with all that is kept of it, to be carried elsewhere: its content's hash, its whole passages, its vectors.

use serde_json::Value;
use sqlx::SqliteConnection;

use super::{
    hash::{ContentHash, TextHash},
    passage::{NewChunk, NewPassage},
    rows,
};
use crate::{Error, SourceId, Store, error::Failure};

/// What is found of a source now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Shown {
    /// The version that is found.
    pub version: i64,
    /// Its content.
    #[sqlx(try_from = "Vec<u8>")]
    pub hash: ContentHash,
    /// How many passages it has.
    pub passages: i64,
}

/// Number, first byte, byte after the last, hash of the wording in hexadecimal digits, place.
type ChunkRow = (i64, usize, usize, String, Option<Value>);

#[derive(sqlx::FromRow)]
struct WholeRow {
    #[sqlx(json(nullable))]
    heading: Option<Vec<String>>,
    #[sqlx(json)]
    locator: Value,
    text: String,
    #[sqlx(json)]
    chunks: Vec<ChunkRow>,
}

impl Store {
    /// What is found of a source; nothing as long as it was not read.
    pub async fn shown(&self, source: SourceId) -> Result<Option<Shown>, Error> {
        self.doing("look up what is shown of a source", async {
            let mut read = self.read().await?;
            let number = rows::living_source(&mut read, source).await?;
            Ok(sqlx::query_as(
                "SELECT number AS version, hash, passages FROM version WHERE source = ?1 AND shown = 1",
            )
            .bind(number)
            .fetch_optional(&mut *read)
            .await?)
        })
        .await
    }

    /// Passages `first` to `first + limit` of what is found, as they were added.
    pub async fn whole_passages(
        &self,
        shown: &Shown,
        first: i64,
        limit: u32,
    ) -> Result<Vec<NewPassage>, Error> {
        self.doing("read whole passages", async {
            let rows: Vec<WholeRow> = sqlx::query_as(WHOLE)
                .bind(shown.version)
                .bind(first)
                .bind(i64::from(limit))
                .fetch_all(&mut *self.read().await?)
                .await?;
            rows.into_iter().map(passage).collect()
        })
        .await
    }

    /// The vectors of the same passages, each with the hash of its wording; several chunks may have the same.
    pub async fn whole_vectors(
        &self,
        shown: &Shown,
        model: i64,
        (first, limit): (i64, u32),
    ) -> Result<Vec<(TextHash, Vec<u8>)>, Error> {
        self.doing("read the vectors of passages", async {
            let mut read = self.read().await?;
            vectors(&mut read, (shown.version, model), (first, limit)).await
        })
        .await
    }
}

fn passage(row: WholeRow) -> Result<NewPassage, Failure> {
    // A JSON list has no order of its own: the numbers of the chunks are that of the text.
    let mut chunks = row.chunks;
    chunks.sort_by_key(|chunk| chunk.0);
    let chunks = chunks.into_iter().map(|(_, start, end, hash, locator)| {
        Ok(NewChunk {
            start,
            end,
            locator,
            wording: wording(&hash)?,
        })
    });
    Ok(NewPassage {
        heading: row.heading.unwrap_or_default(),
        locator: row.locator,
        text: row.text,
        chunks: chunks.collect::<Result<_, Failure>>()?,
    })
}

/// From the digits that SQLite's `hex` makes.
fn wording(digits: &str) -> Result<TextHash, Failure> {
    u128::from_str_radix(digits, 16)
        .map(|number| TextHash(number.to_be_bytes()))
        .map_err(|_| Failure::not_allowed("the hash of a wording is sixteen bytes"))
}

async fn vectors(
    connection: &mut SqliteConnection,
    of: (i64, i64),
    (first, limit): (i64, u32),
) -> Result<Vec<(TextHash, Vec<u8>)>, Failure> {
    let rows: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(VECTORS)
        .bind(of.0)
        .bind(first)
        .bind(first.saturating_add(i64::from(limit)))
        .bind(of.1)
        .fetch_all(connection)
        .await?;
    let rows = rows.into_iter().map(|(hash, bytes)| {
        let hash = TextHash::try_from(hash)
            .map_err(|_| Failure::not_allowed("the hash of a wording is sixteen bytes"))?;
        Ok((hash, bytes))
    });
    rows.collect()
}

pub(crate) const WHOLE: &str = "
SELECT p.heading, p.locator, p.text,
       (SELECT json_group_array(json_array(c.number, c.start_byte, c.end_byte, hex(w.hash), json(c.locator)))
        FROM chunk c JOIN wording w ON w.number = c.wording WHERE c.passage = p.number) AS chunks
FROM passage p WHERE p.version = ?1 AND p.ordinal >= ?2 ORDER BY p.ordinal LIMIT ?3";

pub(crate) const VECTORS: &str = "
SELECT w.hash, e.bytes
FROM passage p CROSS JOIN chunk c ON c.passage = p.number
CROSS JOIN wording w ON w.number = c.wording
CROSS JOIN vector e ON e.wording = w.number AND e.model = ?4
WHERE p.version = ?1 AND p.ordinal >= ?2 AND p.ordinal < ?3
ORDER BY p.ordinal, c.number";
