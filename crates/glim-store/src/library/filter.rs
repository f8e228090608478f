//! Filters of a search become the set of sources it may look at, before it looks.

use serde::{Deserialize, Serialize};
use sqlx::{SqliteConnection, types::Json};
use ts_rs::TS;

use super::{ask::Chosen, rows, source};
use crate::{CollectionId, Error, SourceId, Store, error::Failure};

/// What a search is limited to; an empty list and `None` limit nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    /// In any of these collections.
    pub collections: Vec<CollectionId>,
    /// One of these sources.
    pub sources: Vec<SourceId>,
    /// Of any of these kinds.
    pub kinds: Vec<String>,
    /// Changed at or after this.
    pub modified_from_ms: Option<i64>,
    /// Changed before this.
    pub modified_until_ms: Option<i64>,
}

/// Where a search may look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Among {
    /// At everything.
    All,
    /// Only at sources with these numbers, in rising order.
    Sources(Vec<i64>),
}

impl Store {
    /// The sources that a filter leaves. A collection that was deleted has none.
    pub async fn among(&self, filter: &Filter) -> Result<Among, Error> {
        self.doing("filter the sources", async {
            if *filter == Filter::default() {
                return Ok(Among::All);
            }
            let mut read = self.read().await?;
            let mut numbers = if filter.sources.is_empty() {
                by_rows(&mut read, filter).await?
            } else {
                by_name(&mut read, filter).await?
            };
            numbers.sort_unstable();
            numbers.dedup();
            Ok(Among::Sources(numbers))
        })
        .await
    }
}

/// The numbers of the chosen sources in rising order; of all of them nothing is said.
pub(super) async fn chosen(
    connection: &mut SqliteConnection,
    chosen: &Chosen,
) -> Result<Vec<i64>, Failure> {
    let mut numbers = Vec::new();
    if chosen.everything {
        return Ok(numbers);
    }
    if !chosen.collections.is_empty() {
        let filter = Filter {
            collections: chosen.collections.clone(),
            ..Filter::default()
        };
        numbers.extend(by_rows(connection, &filter).await?);
    }
    if !chosen.sources.is_empty() {
        numbers.extend(source::numbers_of(connection, &chosen.sources).await?);
    }
    numbers.sort_unstable();
    numbers.dedup();
    Ok(numbers)
}

async fn by_rows(connection: &mut SqliteConnection, filter: &Filter) -> Result<Vec<i64>, Failure> {
    if filter.collections.is_empty() {
        let sql = if filter.kinds.is_empty() {
            BY_TIME
        } else {
            BY_KIND
        };
        return select(connection, (sql, &[]), filter).await;
    }
    let mut collections = Vec::with_capacity(filter.collections.len());
    for id in &filter.collections {
        match rows::living_collection(connection, *id).await {
            Ok(number) => collections.push(number),
            Err(Failure::Named(Error::NotFound { .. })) => {}
            Err(failure) => return Err(failure),
        }
    }
    select(connection, (BY_COLLECTION, &collections), filter).await
}

/// The named sources that the rest of the filter leaves too.
async fn by_name(connection: &mut SqliteConnection, filter: &Filter) -> Result<Vec<i64>, Failure> {
    let mut named = source::numbers_of(connection, &filter.sources).await?;
    let rest = Filter {
        sources: Vec::new(),
        ..filter.clone()
    };
    if rest != Filter::default() {
        let left: std::collections::HashSet<i64> =
            by_rows(connection, &rest).await?.into_iter().collect();
        named.retain(|number| left.contains(number));
    }
    Ok(named)
}

async fn select(
    connection: &mut SqliteConnection,
    (sql, collections): (&'static str, &[i64]),
    filter: &Filter,
) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar(sql)
        .bind(filter.modified_from_ms.unwrap_or(i64::MIN))
        .bind(filter.modified_until_ms.unwrap_or(i64::MAX))
        .bind(Json(&filter.kinds))
        .bind(Json(collections))
        .fetch_all(connection)
        .await?)
}

pub(crate) const BY_TIME: &str = "
SELECT s.number FROM source s WHERE s.modified_ms >= ?1 AND s.modified_ms < ?2 AND s.deleted_ms IS NULL";

pub(crate) const BY_KIND: &str = "
SELECT s.number
FROM json_each(?3) wanted CROSS JOIN source s ON s.kind = wanted.value
WHERE s.modified_ms >= ?1 AND s.modified_ms < ?2 AND s.deleted_ms IS NULL";

pub(crate) const BY_COLLECTION: &str = "
SELECT s.number
FROM json_each(?4) wanted CROSS JOIN membership m ON m.collection = wanted.value
CROSS JOIN source s ON s.number = m.source
WHERE s.modified_ms >= ?1 AND s.modified_ms < ?2 AND s.deleted_ms IS NULL
  AND (json_array_length(?3) = 0 OR s.kind IN (SELECT value FROM json_each(?3)))";
