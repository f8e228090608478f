//! Sources: the rows of the list, their deletion with a way back, and what a person decides about their reading.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{SqliteConnection, types::Json};
use ts_rs::TS;

use super::{
    rows,
    stage::{Stage, Step},
};
use crate::{CollectionId, Error, SourceId, Store, error::Failure};

/// One source, and how far its reading has come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// Its place in the list, newest highest: go on from it with [`Store::list_sources`].
    pub number: i64,
    /// The name of its file or page.
    pub name: String,
    /// What it is (`pdf`, `docx`, `web` …); the words are the caller's.
    pub kind: String,
    /// Size of its content.
    pub bytes: i64,
    /// When its file was last changed.
    pub modified_ms: i64,
    /// When it was added.
    pub added_ms: i64,
    /// When it was deleted, if it was.
    pub deleted_ms: Option<i64>,
    /// How far its newest content has come.
    pub stage: Stage,
    /// Why it failed, as a code.
    pub reason: Option<String>,
    /// What belongs to the reason.
    #[sqlx(json(nullable))]
    pub reason_params: Option<Value>,
    /// How often its reading was begun since it last got further or a person asked for it.
    pub attempts: i64,
    /// Progress within the stage, out of `total`.
    pub done: i64,
    /// What `done` counts up to; 0 if not known.
    pub total: i64,
    /// Passages kept of its newest content.
    pub passages: i64,
    /// Chunks kept of its newest content.
    pub chunks: i64,
    /// What its reader said of it (pages, title, author …).
    #[sqlx(json(nullable))]
    pub details: Option<Value>,
    /// A search can find it: its newest content, or an older one as long as the newest is not ready.
    pub searchable: bool,
}

/// Some rows of the list, and where to go on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SourcePage {
    /// Last added first.
    pub sources: Vec<Source>,
    /// Present if there are more.
    pub next: Option<i64>,
}

impl Store {
    /// The source, deleted or not.
    pub async fn source(&self, id: SourceId) -> Result<Source, Error> {
        self.doing("read a source", async {
            sqlx::query_as(BY_ID)
                .bind(id)
                .fetch_optional(&mut *self.read().await?)
                .await?
                .ok_or_else(|| Failure::not_found("source", &id))
        })
        .await
    }

    /// At most `limit` sources after `after` (from the top without it), of one collection or of all.
    /// Costs as much as it returns.
    pub async fn list_sources(
        &self,
        collection: Option<CollectionId>,
        after: Option<i64>,
        limit: u32,
    ) -> Result<SourcePage, Error> {
        self.doing("list the sources", async {
            let mut read = self.read().await?;
            let (sql, collection) = match collection {
                None => (LIST, None),
                Some(id) => (LIST_IN, Some(rows::living_collection(&mut read, id).await?)),
            };
            let sources = sqlx::query_as(sql)
                .bind(after.unwrap_or(i64::MAX))
                .bind(i64::from(limit) + 1)
                .bind(collection)
                .fetch_all(&mut *read)
                .await?;
            Ok(page(sources, limit))
        })
        .await
    }

    /// At most `limit` sources at one stage, in the same order.
    pub async fn list_sources_at(
        &self,
        stage: Stage,
        after: Option<i64>,
        limit: u32,
    ) -> Result<SourcePage, Error> {
        self.doing("list the sources at a stage", async {
            let sources = sqlx::query_as(LIST_AT)
                .bind(after.unwrap_or(i64::MAX))
                .bind(i64::from(limit) + 1)
                .bind(stage)
                .fetch_all(&mut *self.read().await?)
                .await?;
            Ok(page(sources, limit))
        })
        .await
    }

    /// The deleted sources that can still be restored by themselves, last deleted first, at most a thousand.
    pub async fn list_deleted_sources(&self) -> Result<Vec<Source>, Error> {
        self.doing("list the deleted sources", async {
            Ok(sqlx::query_as(LIST_DELETED)
                .fetch_all(&mut *self.read().await?)
                .await?)
        })
        .await
    }

    /// Gives a source another name. Its file keeps its own.
    pub async fn rename_source(&self, id: SourceId, name: &str) -> Result<(), Error> {
        self.doing("rename a source", async {
            let mut write = self.write().await?;
            let number = rows::living_source(&mut write, id).await?;
            sqlx::query("UPDATE source SET name = ?2 WHERE number = ?1")
                .bind(number)
                .bind(name)
                .execute(&mut *write)
                .await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Hides sources from lists and searches until they are restored or purged. Work on them stops.
    pub async fn delete_sources(&self, ids: &[SourceId], now_ms: i64) -> Result<(), Error> {
        self.doing("delete sources", async {
            let mut write = self.write().await?;
            for id in ids {
                let number = rows::living_source(&mut write, *id).await?;
                hide(&mut write, number, now_ms, None).await?;
            }
            Ok(write.commit().await?)
        })
        .await
    }

    /// Brings deleted sources back as they were. Those that are not deleted stay as they are.
    pub async fn restore_sources(&self, ids: &[SourceId]) -> Result<(), Error> {
        self.doing("restore sources", async {
            let mut write = self.write().await?;
            for id in ids {
                if let (number, Some(_)) = rows::any_source(&mut write, *id).await? {
                    bring_back(&mut write, number).await?;
                }
            }
            Ok(write.commit().await?)
        })
        .await
    }

    /// Reads a source again that failed, was skipped, has no text, or is ready (by a better reader). What is found of it now
    /// is found until then. One that is in the queue already only gets the higher priority.
    pub async fn retry_source(
        &self,
        id: SourceId,
        priority: i64,
        now_ms: i64,
    ) -> Result<(), Error> {
        self.doing("queue a source again", async {
            let mut write = self.write().await?;
            let number = rows::living_source(&mut write, id).await?;
            let (version, stage) = latest(&mut write, number).await?;
            let version = match stage {
                Stage::Ready | Stage::NoText => rows::renew(&mut write, version).await?,
                _ => version,
            };
            let stage = stage.after(Step::Retry).unwrap_or(Stage::Waiting);
            sqlx::query(
                "UPDATE version SET priority = max(priority, ?2),
                        stage = iif(stage IN ('failed', 'skipped'), ?3, stage), queued_ms = ?4, reason = NULL,
                        reason_params = NULL, attempts = iif(stage IN ('waiting', 'failed', 'skipped'), 0, attempts)
                 WHERE number = ?1",
            )
            .bind(version)
            .bind(priority)
            .bind(stage)
            .bind(now_ms)
            .execute(&mut *write)
            .await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Takes a source out of the queue. Returns false, changing nothing, if it has been read already.
    pub async fn skip_source(&self, id: SourceId) -> Result<bool, Error> {
        self.doing("skip a source", async {
            let mut write = self.write().await?;
            let number = rows::living_source(&mut write, id).await?;
            let (version, stage) = latest(&mut write, number).await?;
            let Some(stage) = stage.after(Step::Skip) else {
                return Ok(false);
            };
            sqlx::query(
                "UPDATE version SET stage = ?2, reason = NULL, reason_params = NULL, claim = claim + 1 WHERE number = ?1",
            )
            .bind(version)
            .bind(stage)
            .execute(&mut *write)
            .await?;
            write.commit().await?;
            Ok(true)
        })
        .await
    }
}

fn page(mut sources: Vec<Source>, limit: u32) -> SourcePage {
    let more = sources.len() > limit as usize;
    sources.truncate(limit as usize);
    let next = sources
        .last()
        .filter(|_| more)
        .map(|source: &Source| source.number);
    SourcePage { sources, next }
}

/// The newest version of a source and its stage.
pub(crate) async fn latest(
    connection: &mut SqliteConnection,
    source: i64,
) -> Result<(i64, Stage), Failure> {
    Ok(
        sqlx::query_as("SELECT number, stage FROM version WHERE source = ?1 AND latest = 1")
            .bind(source)
            .fetch_one(connection)
            .await?,
    )
}

pub(crate) async fn hide(
    connection: &mut SqliteConnection,
    number: i64,
    now_ms: i64,
    with: Option<i64>,
) -> Result<(), Failure> {
    sqlx::query("UPDATE source SET deleted_ms = ?2, deleted_with = ?3 WHERE number = ?1")
        .bind(number)
        .bind(now_ms)
        .bind(with)
        .execute(&mut *connection)
        .await?;
    rows::revoke(connection, number).await?;
    if rows::has_shown(connection, number).await? {
        rows::changed(connection, number).await?;
    }
    Ok(())
}

pub(crate) async fn bring_back(
    connection: &mut SqliteConnection,
    number: i64,
) -> Result<(), Failure> {
    sqlx::query("UPDATE source SET deleted_ms = NULL, deleted_with = NULL WHERE number = ?1")
        .bind(number)
        .execute(&mut *connection)
        .await?;
    if rows::has_shown(connection, number).await? {
        rows::changed(connection, number).await?;
    }
    Ok(())
}

/// The bytes of an id as `unhex` reads them.
pub(crate) fn hexadecimal(id: &SourceId) -> String {
    id.to_string().replace('-', "")
}

/// The ids of JSON, whatever becomes of them.
pub(crate) async fn numbers_of(
    connection: &mut SqliteConnection,
    ids: &[SourceId],
) -> Result<Vec<i64>, Failure> {
    let wanted: Vec<String> = ids.iter().map(hexadecimal).collect();
    Ok(sqlx::query_scalar(
        "SELECT s.number FROM json_each(?1) wanted CROSS JOIN source s ON s.id = unhex(wanted.value)
         WHERE s.deleted_ms IS NULL",
    )
    .bind(Json(wanted))
    .fetch_all(connection)
    .await?)
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.number, s.name, s.kind, s.bytes, s.modified_ms, s.added_ms, s.deleted_ms, l.stage, l.reason,
                    l.reason_params, l.attempts, l.done, l.total, l.passages, l.chunks, l.details,
                    EXISTS (SELECT 1 FROM version v WHERE v.source = s.number AND v.shown = 1) AS searchable ",
            $rest
        )
    };
}

const BY_ID: &str =
    select!("FROM source s JOIN version l ON l.source = s.number AND l.latest = 1 WHERE s.id = ?1");

pub(crate) const BY_IDS: &str = select!(
    "FROM json_each(?1) wanted CROSS JOIN source s ON s.id = unhex(wanted.value)
     CROSS JOIN version l ON l.source = s.number AND l.latest = 1
     WHERE s.deleted_ms IS NULL ORDER BY wanted.key"
);

pub(crate) const LIST: &str = select!(
    "FROM source s CROSS JOIN version l ON l.source = s.number AND l.latest = 1
     WHERE s.number < ?1 AND s.deleted_ms IS NULL ORDER BY s.number DESC LIMIT ?2"
);

pub(crate) const LIST_IN: &str = select!(
    "FROM membership m CROSS JOIN source s ON s.number = m.source
     CROSS JOIN version l ON l.source = s.number AND l.latest = 1
     WHERE m.collection = ?3 AND m.source < ?1 AND s.deleted_ms IS NULL ORDER BY m.source DESC LIMIT ?2"
);

pub(crate) const LIST_AT: &str = select!(
    "FROM version l CROSS JOIN source s ON s.number = l.source
     WHERE l.latest = 1 AND l.stage = ?3 AND l.source < ?1 AND s.deleted_ms IS NULL
     ORDER BY l.source DESC LIMIT ?2"
);

const LIST_DELETED: &str = select!(
    "FROM source s JOIN version l ON l.source = s.number AND l.latest = 1
     WHERE s.deleted_ms IS NOT NULL AND s.deleted_with IS NULL
     ORDER BY s.deleted_ms DESC, s.number DESC LIMIT 1000"
);
