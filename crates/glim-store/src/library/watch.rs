//! Folders that are watched, and what was found in them and waits for a person's decision.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{SqliteConnection, types::Json};
use ts_rs::TS;

use super::{place, rows};
use crate::{CollectionId, Error, FolderId, SourceId, Store, error::Failure};

/// A folder that is watched.
#[derive(Debug, Clone, PartialEq)]
pub struct WatchedFolder {
    /// Its id.
    pub id: FolderId,
    /// Where it is.
    pub path: PathBuf,
    /// Where its files go; none if the collection is gone or was never chosen.
    pub collection: Option<CollectionId>,
    /// How it is watched (which kinds, whether to ask); the shape is the caller's.
    pub settings: Value,
    /// When watching began.
    pub created_ms: i64,
    /// When it was last looked through to the end.
    pub scanned_ms: Option<i64>,
    /// How many findings wait for a decision.
    pub open: i64,
}

/// A folder to watch.
#[derive(Debug, Clone)]
pub struct NewFolder {
    /// Where it is.
    pub path: PathBuf,
    /// Where its files go.
    pub collection: Option<CollectionId>,
    /// How it is watched.
    pub settings: Value,
    /// The time.
    pub now_ms: i64,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub enum ReviewKind {
    /// It was not there before.
    New,
    /// Its content is another.
    Changed,
    /// It lies elsewhere now.
    Moved,
    /// It is gone.
    Missing,
}

/// What a look at a folder found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub path: PathBuf,
    /// What happened to it.
    pub what: ReviewKind,
    /// The source it is known as, if it is.
    pub source: Option<SourceId>,
    /// Its size.
    pub bytes: i64,
    /// When it was last changed.
    pub modified_ms: i64,
}

/// A finding that waits for a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Its number: go on from it with [`Store::reviews`], settle it by [`Store::settle_reviews`].
    pub number: i64,
    /// What was found.
    pub finding: Finding,
    /// When it was found.
    pub found_ms: i64,
}

#[derive(sqlx::FromRow)]
struct FolderRow {
    id: FolderId,
    path: Vec<u8>,
    collection: Option<CollectionId>,
    #[sqlx(json)]
    settings: Value,
    created_ms: i64,
    scanned_ms: Option<i64>,
    open: i64,
}

#[derive(sqlx::FromRow)]
struct ReviewRow {
    number: i64,
    path: Vec<u8>,
    what: ReviewKind,
    source: Option<SourceId>,
    bytes: i64,
    modified_ms: i64,
    found_ms: i64,
}

impl Store {
    /// Begins to watch a folder. One that is watched already gets the new collection and settings.
    pub async fn watch_folder(&self, new: &NewFolder) -> Result<FolderId, Error> {
        self.doing("watch a folder", async {
            let mut write = self.write().await?;
            let collection = match new.collection {
                None => None,
                Some(id) => Some(rows::living_collection(&mut write, id).await?),
            };
            let id = sqlx::query_scalar(
                "INSERT INTO watched_folder (id, path, collection, settings, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (path) DO UPDATE SET collection = excluded.collection, settings = excluded.settings
                 RETURNING id",
            )
            .bind(FolderId::new())
            .bind(place::path_bytes(&new.path)?)
            .bind(collection)
            .bind(Json(&new.settings))
            .bind(new.now_ms)
            .fetch_one(&mut *write)
            .await?;
            write.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Stops watching a folder and forgets its findings. The sources that came from it stay.
    pub async fn unwatch_folder(&self, id: FolderId) -> Result<(), Error> {
        self.doing("stop watching a folder", async {
            let mut write = self.write().await?;
            let number = folder(&mut write, id).await?;
            sqlx::query("DELETE FROM watched_folder WHERE number = ?1")
                .bind(number)
                .execute(&mut *write)
                .await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// The watched folders, oldest first.
    pub async fn watched_folders(&self) -> Result<Vec<WatchedFolder>, Error> {
        self.doing("list the watched folders", async {
            let rows: Vec<FolderRow> = sqlx::query_as(FOLDERS)
                .fetch_all(&mut *self.read().await?)
                .await?;
            Ok(rows.into_iter().map(WatchedFolder::from).collect())
        })
        .await
    }

    /// Keeps what a look at a folder found, in the place of what was known of the same files. A finding that a person
    /// ignored stays ignored until its file is another. `ended`: the folder was looked through to the end.
    pub async fn keep_findings(
        &self,
        id: FolderId,
        findings: &[Finding],
        ended: bool,
        now_ms: i64,
    ) -> Result<(), Error> {
        self.doing("keep what was found in a folder", async {
            let mut write = self.write().await?;
            let folder = folder(&mut write, id).await?;
            for finding in findings {
                keep(&mut write, folder, finding, now_ms).await?;
            }
            if ended {
                sqlx::query("UPDATE watched_folder SET scanned_ms = ?2 WHERE number = ?1")
                    .bind(folder)
                    .bind(now_ms)
                    .execute(&mut *write)
                    .await?;
            }
            Ok(write.commit().await?)
        })
        .await
    }

    /// At most `limit` findings of a folder that wait for a decision, oldest first, after `after`.
    pub async fn reviews(
        &self,
        id: FolderId,
        after: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Review>, Error> {
        self.doing("list what was found in a folder", async {
            let mut read = self.read().await?;
            let folder = folder(&mut read, id).await?;
            let rows: Vec<ReviewRow> = sqlx::query_as(REVIEWS)
                .bind(folder)
                .bind(after.unwrap_or(0))
                .bind(i64::from(limit))
                .fetch_all(&mut *read)
                .await?;
            Ok(rows.into_iter().map(Review::from).collect())
        })
        .await
    }

    /// Ends findings: a person (or the folder's settings) has decided, and what was decided is done.
    pub async fn settle_reviews(&self, numbers: &[i64]) -> Result<(), Error> {
        self.doing("settle findings", async {
            let mut write = self.write().await?;
            sqlx::query("DELETE FROM review WHERE number IN (SELECT value FROM json_each(?1))")
                .bind(Json(numbers))
                .execute(&mut *write)
                .await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Ignores findings until their files change.
    pub async fn ignore_reviews(&self, numbers: &[i64]) -> Result<(), Error> {
        self.doing("ignore findings", async {
            let mut write = self.write().await?;
            sqlx::query(
                "UPDATE review SET ignored = 1 WHERE number IN (SELECT value FROM json_each(?1))",
            )
            .bind(Json(numbers))
            .execute(&mut *write)
            .await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// What is kept of one file of a folder, ignored or not: with the same size and time there is nothing new to find.
    pub async fn finding_at(&self, id: FolderId, path: &Path) -> Result<Option<Finding>, Error> {
        self.doing("look up a finding", async {
            let mut read = self.read().await?;
            let folder = folder(&mut read, id).await?;
            let row: Option<ReviewRow> = sqlx::query_as(REVIEW_AT)
                .bind(folder)
                .bind(place::path_bytes(path)?)
                .fetch_optional(&mut *read)
                .await?;
            Ok(row.map(|row| Review::from(row).finding))
        })
        .await
    }
}

async fn folder(connection: &mut SqliteConnection, id: FolderId) -> Result<i64, Failure> {
    sqlx::query_scalar("SELECT number FROM watched_folder WHERE id = ?1")
        .bind(id)
        .fetch_optional(connection)
        .await?
        .ok_or_else(|| Failure::not_found("folder", &id))
}

async fn keep(
    connection: &mut SqliteConnection,
    folder: i64,
    finding: &Finding,
    now_ms: i64,
) -> Result<(), Failure> {
    let source = match finding.source {
        None => None,
        Some(id) => Some(rows::any_source(connection, id).await?.0),
    };
    sqlx::query(
        "INSERT INTO review (folder, path, what, source, bytes, modified_ms, found_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (folder, path) DO UPDATE SET
             ignored = iif(what = excluded.what AND bytes = excluded.bytes AND modified_ms = excluded.modified_ms, ignored, 0),
             what = excluded.what, source = excluded.source, bytes = excluded.bytes, modified_ms = excluded.modified_ms,
             found_ms = excluded.found_ms",
    )
    .bind(folder)
    .bind(place::path_bytes(&finding.path)?)
    .bind(finding.what)
    .bind(source)
    .bind(finding.bytes)
    .bind(finding.modified_ms)
    .bind(now_ms)
    .execute(connection)
    .await?;
    Ok(())
}

impl From<FolderRow> for WatchedFolder {
    fn from(row: FolderRow) -> Self {
        Self {
            id: row.id,
            path: place::path_of(row.path),
            collection: row.collection,
            settings: row.settings,
            created_ms: row.created_ms,
            scanned_ms: row.scanned_ms,
            open: row.open,
        }
    }
}

impl From<ReviewRow> for Review {
    fn from(row: ReviewRow) -> Self {
        Self {
            number: row.number,
            finding: Finding {
                path: place::path_of(row.path),
                what: row.what,
                source: row.source,
                bytes: row.bytes,
                modified_ms: row.modified_ms,
            },
            found_ms: row.found_ms,
        }
    }
}

/// Everything, in the order of the table: a person watches a few folders.
const FOLDERS: &str = "
SELECT f.id, f.path, c.id AS collection, f.settings, f.created_ms, f.scanned_ms,
       (SELECT count(*) FROM review r WHERE r.folder = f.number AND r.ignored = 0) AS open
FROM watched_folder f LEFT JOIN collection c ON c.number = f.collection AND c.deleted_ms IS NULL
ORDER BY f.number";

pub(crate) const REVIEWS: &str = "
SELECT r.number, r.path, r.what, s.id AS source, r.bytes, r.modified_ms, r.found_ms
FROM review r LEFT JOIN source s ON s.number = r.source
WHERE r.folder = ?1 AND r.ignored = 0 AND r.number > ?2
ORDER BY r.number LIMIT ?3";

const REVIEW_AT: &str = "
SELECT r.number, r.path, r.what, s.id AS source, r.bytes, r.modified_ms, r.found_ms
FROM review r LEFT JOIN source s ON s.number = r.source
WHERE r.folder = ?1 AND r.path = ?2";
