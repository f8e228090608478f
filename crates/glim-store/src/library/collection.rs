//! Collections: named sets of sources. A source may be in several or in none; deleting a collection leaves its sources, unless
//! the caller says otherwise, and can be undone.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{SqliteConnection, types::Json};
use ts_rs::TS;

use super::{rows, source};
use crate::{CollectionId, Error, Store, error::Failure};

/// One collection, without its sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct Collection {
    /// Its id.
    pub id: CollectionId,
    /// Its name.
    pub name: String,
    /// How it is searched and asked; the shape is the caller's.
    #[sqlx(json)]
    pub settings: Value,
    /// How many sources it has that are not deleted.
    pub sources: i64,
    /// When it was made.
    pub created_ms: i64,
    /// When it was deleted, if it was.
    pub deleted_ms: Option<i64>,
}

/// What a new collection starts with.
#[derive(Debug, Clone)]
pub struct NewCollection {
    /// Its name. Two collections may have the same.
    pub name: String,
    /// Its settings.
    pub settings: Value,
    /// The time.
    pub now_ms: i64,
}

impl Store {
    /// Makes an empty collection.
    pub async fn create_collection(&self, new: &NewCollection) -> Result<Collection, Error> {
        self.doing("make a collection", async {
            let id = CollectionId::new();
            let mut write = self.write().await?;
            sqlx::query(
                "INSERT INTO collection (id, name, settings, created_ms) VALUES (?1, ?2, ?3, ?4)",
            )
            .bind(id)
            .bind(new.name.as_str())
            .bind(Json(&new.settings))
            .bind(new.now_ms)
            .execute(&mut *write)
            .await?;
            let made = by_id(&mut write, id).await?;
            write.commit().await?;
            Ok(made)
        })
        .await
    }

    /// The collection, deleted or not.
    pub async fn collection(&self, id: CollectionId) -> Result<Collection, Error> {
        self.doing("read a collection", async {
            by_id(&mut *self.read().await?, id).await
        })
        .await
    }

    /// All collections that are not deleted, oldest first.
    pub async fn list_collections(&self) -> Result<Vec<Collection>, Error> {
        self.doing("list the collections", async {
            Ok(sqlx::query_as(LIST)
                .fetch_all(&mut *self.read().await?)
                .await?)
        })
        .await
    }

    /// The deleted collections that can still be restored, last deleted first.
    pub async fn list_deleted_collections(&self) -> Result<Vec<Collection>, Error> {
        self.doing("list the deleted collections", async {
            Ok(sqlx::query_as(LIST_DELETED)
                .fetch_all(&mut *self.read().await?)
                .await?)
        })
        .await
    }

    /// Gives another name.
    pub async fn rename_collection(&self, id: CollectionId, name: &str) -> Result<(), Error> {
        self.doing("rename a collection", async {
            let mut write = self.write().await?;
            let number = rows::living_collection(&mut write, id).await?;
            sqlx::query("UPDATE collection SET name = ?2 WHERE number = ?1")
                .bind(number)
                .bind(name)
                .execute(&mut *write)
                .await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Sets the settings.
    pub async fn set_collection_settings(
        &self,
        id: CollectionId,
        settings: &Value,
    ) -> Result<(), Error> {
        self.doing("set up a collection", async {
            let mut write = self.write().await?;
            let number = rows::living_collection(&mut write, id).await?;
            sqlx::query("UPDATE collection SET settings = ?2 WHERE number = ?1")
                .bind(number)
                .bind(Json(settings))
                .execute(&mut *write)
                .await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Hides the collection until it is restored or purged. `with_sources`: the sources that are in no other collection go
    /// with it, and come back with it.
    pub async fn delete_collection(
        &self,
        id: CollectionId,
        with_sources: bool,
        now_ms: i64,
    ) -> Result<(), Error> {
        self.doing("delete a collection", async {
            let mut write = self.write().await?;
            let number = rows::living_collection(&mut write, id).await?;
            set_deleted(&mut write, number, Some(now_ms)).await?;
            if with_sources {
                for source in only_in(&mut write, number).await? {
                    source::hide(&mut write, source, now_ms, Some(number)).await?;
                }
            }
            Ok(write.commit().await?)
        })
        .await
    }

    /// Brings a deleted collection back with the sources that went with it. One that is not deleted stays as it is.
    pub async fn restore_collection(&self, id: CollectionId) -> Result<(), Error> {
        self.doing("restore a collection", async {
            let mut write = self.write().await?;
            let (number, deleted): (i64, Option<i64>) =
                sqlx::query_as("SELECT number, deleted_ms FROM collection WHERE id = ?1")
                    .bind(id)
                    .fetch_optional(&mut *write)
                    .await?
                    .ok_or_else(|| Failure::not_found("collection", &id))?;
            if deleted.is_some() {
                set_deleted(&mut write, number, None).await?;
                for source in hidden_with(&mut write, number).await? {
                    source::bring_back(&mut write, source).await?;
                }
            }
            Ok(write.commit().await?)
        })
        .await
    }
}

async fn by_id(connection: &mut SqliteConnection, id: CollectionId) -> Result<Collection, Failure> {
    sqlx::query_as(BY_ID)
        .bind(id)
        .fetch_optional(connection)
        .await?
        .ok_or_else(|| Failure::not_found("collection", &id))
}

async fn set_deleted(
    connection: &mut SqliteConnection,
    number: i64,
    deleted_ms: Option<i64>,
) -> Result<(), Failure> {
    sqlx::query("UPDATE collection SET deleted_ms = ?2 WHERE number = ?1")
        .bind(number)
        .bind(deleted_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// The living sources of a collection that no other living collection has.
async fn only_in(connection: &mut SqliteConnection, collection: i64) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT m.source FROM membership m JOIN source s ON s.number = m.source
         WHERE m.collection = ?1 AND s.deleted_ms IS NULL AND NOT EXISTS (
             SELECT 1 FROM membership other JOIN collection c ON c.number = other.collection
             WHERE other.source = m.source AND other.collection <> ?1 AND c.deleted_ms IS NULL)",
    )
    .bind(collection)
    .fetch_all(connection)
    .await?)
}

async fn hidden_with(
    connection: &mut SqliteConnection,
    collection: i64,
) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT number FROM source WHERE deleted_ms IS NOT NULL AND deleted_with = ?1",
    )
    .bind(collection)
    .fetch_all(connection)
    .await?)
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.name, c.settings, c.created_ms, c.deleted_ms,
                    (SELECT count(*) FROM membership m JOIN source s ON s.number = m.source
                     WHERE m.collection = c.number AND s.deleted_ms IS NULL) AS sources
             FROM collection c ",
            $rest
        )
    };
}

const BY_ID: &str = select!("WHERE c.id = ?1");

/// Everything, in the order of the table: a person has tens of collections.
const LIST: &str = select!("WHERE c.deleted_ms IS NULL ORDER BY c.number");

const LIST_DELETED: &str =
    select!("WHERE c.deleted_ms IS NOT NULL ORDER BY c.deleted_ms DESC, c.number DESC");
