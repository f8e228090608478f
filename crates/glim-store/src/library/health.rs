//! What a person wants to know of a collection: how much there is, and what of it cannot be found.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::SqliteConnection;
use ts_rs::TS;

use super::rows;
use crate::{CollectionId, Error, SourceId, Stage, Store, error::Failure};

/// How much there is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct Statistics {
    /// Sources that are not deleted.
    pub sources: i64,
    /// Size of their content.
    pub bytes: i64,
    /// Bytes of text that is found.
    pub text_bytes: i64,
    /// Passages that are found.
    pub passages: i64,
    /// Chunks that are found.
    pub chunks: i64,
    /// Sources that wait to be read.
    pub waiting: i64,
    /// Sources that are being read, cut or embedded.
    pub working: i64,
    /// Sources whose newest content is found.
    pub ready: i64,
    /// Sources that could not be read.
    pub failed: i64,
    /// Sources without text.
    pub no_text: i64,
    /// Sources a person skipped.
    pub skipped: i64,
}

/// A source in a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct SourceName {
    /// Its id.
    pub id: SourceId,
    /// Its name.
    pub name: String,
    /// Why it failed, as a code, if it did.
    pub reason: Option<String>,
    /// What belongs to the reason.
    #[sqlx(json(nullable))]
    pub reason_params: Option<Value>,
    /// In how many places it lies now.
    pub places: i64,
}

/// What is not as a person expects it. Each list holds at most a hundred; the statistics have the numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Health {
    /// How much there is.
    pub statistics: Statistics,
    /// Sources without text (scans, empty files).
    pub no_text: Vec<SourceName>,
    /// Sources that were read with remarks: pages without text, damaged pages, cut short.
    pub gaps: Vec<SourceName>,
    /// Sources that could not be read, and why.
    pub unreadable: Vec<SourceName>,
    /// Sources whose content lies in several places; it is read and found once.
    pub duplicates: Vec<SourceName>,
    /// Sources whose file is in none of its places any more; they are found as they were read.
    pub missing: Vec<SourceName>,
    /// Sources found by words alone, as vectors of the serving model are missing.
    pub words_only: Vec<SourceName>,
}

impl Store {
    /// How much a collection has, or the whole library.
    pub async fn statistics(&self, collection: Option<CollectionId>) -> Result<Statistics, Error> {
        self.doing("count the library", async {
            let mut read = self.read().await?;
            let collection = number(&mut read, collection).await?;
            statistics(&mut read, collection).await
        })
        .await
    }

    /// What of a collection (or of the whole library) cannot be found, or not as expected.
    pub async fn health(&self, collection: Option<CollectionId>) -> Result<Health, Error> {
        self.doing("look at the health of the library", async {
            let mut read = self.read().await?;
            let collection = number(&mut read, collection).await?;
            Ok(Health {
                statistics: statistics(&mut read, collection).await?,
                no_text: at(&mut read, collection, Stage::NoText).await?,
                gaps: names(&mut read, collection, GAPS).await?,
                unreadable: at(&mut read, collection, Stage::Failed).await?,
                duplicates: names(&mut read, collection, DUPLICATES).await?,
                missing: names(&mut read, collection, MISSING).await?,
                words_only: names(&mut read, collection, WORDS_ONLY).await?,
            })
        })
        .await
    }
}

async fn number(
    connection: &mut SqliteConnection,
    collection: Option<CollectionId>,
) -> Result<Option<i64>, Failure> {
    match collection {
        None => Ok(None),
        Some(id) => Ok(Some(rows::living_collection(connection, id).await?)),
    }
}

async fn statistics(
    connection: &mut SqliteConnection,
    collection: Option<i64>,
) -> Result<Statistics, Failure> {
    let sql = if collection.is_some() {
        COUNT_IN
    } else {
        COUNT_ALL
    };
    Ok(sqlx::query_as(sql)
        .bind(collection)
        .fetch_one(connection)
        .await?)
}

async fn at(
    connection: &mut SqliteConnection,
    collection: Option<i64>,
    stage: Stage,
) -> Result<Vec<SourceName>, Failure> {
    Ok(sqlx::query_as(AT)
        .bind(collection)
        .bind(stage)
        .fetch_all(connection)
        .await?)
}

async fn names(
    connection: &mut SqliteConnection,
    collection: Option<i64>,
    sql: &'static str,
) -> Result<Vec<SourceName>, Failure> {
    Ok(sqlx::query_as(sql)
        .bind(collection)
        .fetch_all(connection)
        .await?)
}

macro_rules! count {
    ($from:literal) => {
        concat!(
            "SELECT count(*) AS sources, coalesce(sum(s.bytes), 0) AS bytes,
                    coalesce(sum(v.text_bytes), 0) AS text_bytes, coalesce(sum(v.passages), 0) AS passages,
                    coalesce(sum(v.chunks), 0) AS chunks,
                    count(*) FILTER (WHERE l.stage = 'waiting') AS waiting,
                    count(*) FILTER (WHERE l.stage IN ('reading', 'cutting', 'embedding')) AS working,
                    count(*) FILTER (WHERE l.stage = 'ready') AS ready,
                    count(*) FILTER (WHERE l.stage = 'failed') AS failed,
                    count(*) FILTER (WHERE l.stage = 'noText') AS no_text,
                    count(*) FILTER (WHERE l.stage = 'skipped') AS skipped ",
            $from,
            " CROSS JOIN version l ON l.source = s.number AND l.latest = 1
              LEFT JOIN version v ON v.source = s.number AND v.shown = 1
              WHERE s.deleted_ms IS NULL"
        )
    };
}

const COUNT_ALL: &str = count!("FROM source s");

const COUNT_IN: &str =
    count!("FROM membership m JOIN source s ON m.collection = ?1 AND s.number = m.source");

macro_rules! named {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.name, l.reason, l.reason_params,
                    (SELECT count(*) FROM location o WHERE o.source = s.number AND o.missing_ms IS NULL) AS places
             FROM version l CROSS JOIN source s ON s.number = l.source
             WHERE l.latest = 1 AND s.deleted_ms IS NULL
               AND (?1 IS NULL OR EXISTS (SELECT 1 FROM membership m WHERE m.collection = ?1 AND m.source = s.number)) ",
            $rest,
            " LIMIT 100"
        )
    };
}

const AT: &str = named!("AND l.stage = ?2 ORDER BY l.source DESC");

/// What a reader remarks of a source it could read in part; the words are the caller's.
const GAPS: &str = named!(
    "AND l.stage = 'ready' AND json_array_length(l.details, '$.remarks') > 0 ORDER BY l.source DESC"
);

const DUPLICATES: &str = named!("AND places > 1 ORDER BY places DESC, l.source DESC");

const MISSING: &str = named!("AND places = 0 ORDER BY l.source DESC");

const WORDS_ONLY: &str = named!(
    "AND EXISTS (SELECT 1 FROM version v WHERE v.source = s.number AND v.shown = 1 AND v.chunks > 0
                 AND NOT EXISTS (SELECT 1 FROM coverage c JOIN embedding_model e ON e.number = c.model
                                 WHERE c.version = v.number AND e.state = 'serving'))
     ORDER BY l.source DESC"
);
