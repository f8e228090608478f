//! What indexes outside of this file need to follow it: which sources changed since a generation, and what is found of them now.

use sqlx::SqliteConnection;

use super::found;
use crate::{Error, Store, error::Failure};

/// A source to forget, and what to take in instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangedSource {
    /// Its number: all that is known of it is to be forgotten first.
    pub source: i64,
    /// What is found of it now; none if it was deleted.
    pub version: Option<i64>,
    /// How many passages that has.
    pub passages: i64,
}

/// Changes after a generation, in their order, each source once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The generation that is reached when these are done.
    pub to: i64,
    /// There are more: ask again from `to`.
    pub more: bool,
    /// What changed.
    pub sources: Vec<ChangedSource>,
}

/// A passage as an index takes it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexPassage {
    /// Its place in the text.
    pub ordinal: i64,
    /// The headings above it, outermost first.
    pub heading: Vec<String>,
    /// Its words.
    pub text: String,
    /// Its chunks: number, first byte, byte after the last.
    pub chunks: Vec<(i64, usize, usize)>,
}

#[derive(sqlx::FromRow)]
struct ChangedRow {
    source: i64,
    generation: i64,
    version: Option<i64>,
    passages: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct PassageRow {
    ordinal: i64,
    #[sqlx(json(nullable))]
    heading: Option<Vec<String>>,
    text: String,
    /// Number, first byte and byte after the last of each chunk.
    #[sqlx(json)]
    chunks: Vec<(i64, usize, usize)>,
}

impl Store {
    /// The generation of now: what an index that has taken in everything carries.
    pub async fn generation(&self) -> Result<i64, Error> {
        self.doing("read the generation of the library", async {
            generation(&mut *self.read().await?).await
        })
        .await
    }

    /// At most `limit` sources that changed after a generation (0: all that are found). Costs as much as it returns.
    /// A version in the answer may be gone by the time it is read: it then has no passages, and a later generation says why.
    pub async fn changes_since(&self, since: i64, limit: u32) -> Result<Changes, Error> {
        self.doing("read what changed in the library", async {
            let mut read = self.read().await?;
            let now = generation(&mut read).await?;
            let mut rows: Vec<ChangedRow> = sqlx::query_as(CHANGED)
                .bind(since)
                .bind(i64::from(limit) + 1)
                .fetch_all(&mut *read)
                .await?;
            let more = rows.len() > limit as usize;
            rows.truncate(limit as usize);
            let last = rows.last().map(|row| row.generation);
            Ok(Changes {
                to: last.filter(|_| more).unwrap_or(now),
                more,
                sources: rows
                    .into_iter()
                    .map(|row| ChangedSource {
                        source: row.source,
                        version: row.version,
                        passages: row.passages.unwrap_or(0),
                    })
                    .collect(),
            })
        })
        .await
    }

    /// Passages `first` to `first + limit` of a version with their chunks, for an index of words.
    pub async fn index_passages(
        &self,
        version: i64,
        first: i64,
        limit: u32,
    ) -> Result<Vec<IndexPassage>, Error> {
        self.doing("read passages for an index", async {
            let rows: Vec<PassageRow> = sqlx::query_as(PASSAGES)
                .bind(version)
                .bind(first)
                .bind(i64::from(limit))
                .fetch_all(&mut *self.read().await?)
                .await?;
            Ok(rows
                .into_iter()
                .map(|row| IndexPassage {
                    ordinal: row.ordinal,
                    heading: row.heading.unwrap_or_default(),
                    text: row.text,
                    chunks: row.chunks,
                })
                .collect())
        })
        .await
    }

    /// The vectors of the chunks of passages `first` to `first + limit` of a version, for an index of meaning; chunks without
    /// one are left out.
    pub async fn index_vectors(
        &self,
        (version, model): (i64, i64),
        first: i64,
        limit: u32,
    ) -> Result<Vec<(i64, Vec<u8>)>, Error> {
        self.doing("read vectors for an index", async {
            Ok(sqlx::query_as(VECTORS)
                .bind(version)
                .bind(first)
                .bind(first.saturating_add(i64::from(limit)))
                .bind(model)
                .fetch_all(&mut *self.read().await?)
                .await?)
        })
        .await
    }

    /// The vectors of some chunks, to score the best of an index again; in no order, chunks without one left out.
    pub async fn vectors_of(
        &self,
        chunks: &[i64],
        model: i64,
    ) -> Result<Vec<(i64, Vec<u8>)>, Error> {
        self.doing("read vectors", async {
            Ok(sqlx::query_as(VECTORS_OF)
                .bind(found::wanted(chunks))
                .bind(model)
                .fetch_all(&mut *self.read().await?)
                .await?)
        })
        .await
    }
}

async fn generation(connection: &mut SqliteConnection) -> Result<i64, Failure> {
    Ok(
        sqlx::query_scalar("SELECT generation FROM library WHERE one = 1")
            .fetch_one(connection)
            .await?,
    )
}

pub(crate) const CHANGED: &str = "
SELECT s.number AS source, s.generation AS generation, v.number AS version, v.passages AS passages
FROM source s LEFT JOIN version v ON v.source = s.number AND v.shown = 1 AND s.deleted_ms IS NULL
WHERE s.generation > ?1
UNION ALL
SELECT r.source, r.generation, NULL, NULL FROM removed_source r WHERE r.generation > ?1
ORDER BY generation LIMIT ?2";

pub(crate) const PASSAGES: &str = "
SELECT p.ordinal, p.heading, p.text,
       (SELECT json_group_array(json_array(c.number, c.start_byte, c.end_byte)) FROM chunk c WHERE c.passage = p.number) AS chunks
FROM passage p JOIN version v ON v.number = p.version
WHERE p.version = ?1 AND p.ordinal >= ?2 AND v.shown = 1
ORDER BY p.ordinal LIMIT ?3";

pub(crate) const VECTORS: &str = "
SELECT c.number, e.bytes
FROM version v CROSS JOIN passage p ON p.version = v.number
CROSS JOIN chunk c ON c.passage = p.number
CROSS JOIN vector e ON e.wording = c.wording AND e.model = ?4
WHERE v.number = ?1 AND v.shown = 1 AND p.ordinal >= ?2 AND p.ordinal < ?3
ORDER BY p.ordinal";

pub(crate) const VECTORS_OF: &str = "
SELECT c.number, e.bytes
FROM json_each(?1) wanted CROSS JOIN chunk c ON c.number = wanted.value
CROSS JOIN vector e ON e.wording = c.wording AND e.model = ?2";
