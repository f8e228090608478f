//! Which source is in which collection.

use std::collections::HashMap;

use sqlx::{SqliteConnection, types::Json};

use super::rows;
use crate::{CollectionId, Error, SourceId, Store, error::Failure};

impl Store {
    /// Puts sources into a collection; those that are in it already stay.
    pub async fn put_in_collection(
        &self,
        collection: CollectionId,
        sources: &[SourceId],
        now_ms: i64,
    ) -> Result<(), Error> {
        self.doing("put sources into a collection", async {
            let mut write = self.write().await?;
            let collection = rows::living_collection(&mut write, collection).await?;
            for source in sources {
                let source = rows::living_source(&mut write, *source).await?;
                insert(&mut write, collection, source, now_ms).await?;
            }
            Ok(write.commit().await?)
        })
        .await
    }

    /// Takes sources out of a collection. They stay in the library, and in the others.
    pub async fn take_out_of_collection(
        &self,
        collection: CollectionId,
        sources: &[SourceId],
    ) -> Result<(), Error> {
        self.doing("take sources out of a collection", async {
            let mut write = self.write().await?;
            let collection = rows::living_collection(&mut write, collection).await?;
            for source in sources {
                let (source, _) = rows::any_source(&mut write, *source).await?;
                sqlx::query("DELETE FROM membership WHERE collection = ?1 AND source = ?2")
                    .bind(collection)
                    .bind(source)
                    .execute(&mut *write)
                    .await?;
            }
            Ok(write.commit().await?)
        })
        .await
    }

    /// The collections each of these sources is in, deleted ones left out; sources in none are not in the answer.
    pub async fn collections_of(
        &self,
        sources: &[SourceId],
    ) -> Result<HashMap<SourceId, Vec<CollectionId>>, Error> {
        self.doing("read the collections of sources", async {
            of(&mut *self.read().await?, sources).await
        })
        .await
    }
}

pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    collection: i64,
    source: i64,
    now_ms: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO membership (collection, source, added_ms) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )
    .bind(collection)
    .bind(source)
    .bind(now_ms)
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn of(
    connection: &mut SqliteConnection,
    sources: &[SourceId],
) -> Result<HashMap<SourceId, Vec<CollectionId>>, Failure> {
    // JSON has no bytes: ids go in as hexadecimal digits.
    let wanted: Vec<String> = sources.iter().map(super::source::hexadecimal).collect();
    let rows: Vec<(SourceId, CollectionId)> = sqlx::query_as(OF_SOURCES)
        .bind(Json(wanted))
        .fetch_all(connection)
        .await?;
    let mut found: HashMap<SourceId, Vec<CollectionId>> = HashMap::new();
    for (source, collection) in rows {
        found.entry(source).or_default().push(collection);
    }
    Ok(found)
}

pub(crate) const OF_SOURCES: &str = "
SELECT s.id, c.id
FROM json_each(?1) wanted
CROSS JOIN source s ON s.id = unhex(wanted.value)
CROSS JOIN membership m ON m.source = s.number
CROSS JOIN collection c ON c.number = m.collection
WHERE c.deleted_ms IS NULL
ORDER BY wanted.key, c.number";
