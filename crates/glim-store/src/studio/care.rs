//! What a person does with artifacts: favourites, deletion with a way back, and its end.
//!
//! Ids that are gone are passed over: a selection of many may hold one that another window has purged.

use sqlx::{SqliteConnection, types::Json};

use super::{job_read, rows, tag, words};
use crate::{ArtifactId, Error, Store, error::Failure};

/// Artifacts that are purged in one transaction.
const BATCH: usize = 500;

impl Store {
    /// Makes artifacts favourites, or no longer.
    pub async fn set_favourite(&self, ids: &[ArtifactId], favourite: bool) -> Result<(), Error> {
        self.doing("mark favourites", async {
            let mut write = self.write().await?;
            let numbers = numbers_of(&mut write, ids).await?;
            sqlx::query(
                "UPDATE artifact SET favourite = ?2 WHERE number IN (SELECT value FROM json_each(?1))",
            )
            .bind(Json(&numbers))
            .bind(favourite)
            .execute(&mut *write)
            .await?;
            rows::changed(&mut write, &numbers).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Hides artifacts until they are brought back or purged. Those that are deleted keep the time of it.
    pub async fn delete_artifacts(&self, ids: &[ArtifactId], now_ms: i64) -> Result<(), Error> {
        self.hide(ids, Some(now_ms)).await
    }

    /// Brings deleted artifacts back.
    pub async fn restore_artifacts(&self, ids: &[ArtifactId]) -> Result<(), Error> {
        self.hide(ids, None).await
    }

    async fn hide(&self, ids: &[ArtifactId], deleted_ms: Option<i64>) -> Result<(), Error> {
        self.doing("delete or restore artifacts", async {
            let mut write = self.write().await?;
            let numbers = numbers_of(&mut write, ids).await?;
            sqlx::query(
                "UPDATE artifact SET deleted_ms = ?2
                 WHERE number IN (SELECT value FROM json_each(?1)) AND (deleted_ms IS NULL) = (?2 IS NOT NULL)",
            )
            .bind(Json(&numbers))
            .bind(deleted_ms)
            .execute(&mut *write)
            .await?;
            rows::changed(&mut write, &numbers).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Removes deleted artifacts for good; others are passed over. Their files are freed with [`Store::free_media`].
    /// Returns how many that were. There is no way back.
    pub async fn purge_artifacts(&self, ids: &[ArtifactId]) -> Result<u64, Error> {
        self.doing("purge artifacts", async {
            let mut purged = 0;
            for ids in ids.chunks(BATCH) {
                let mut write = self.write().await?;
                let wanted = numbers_of(&mut write, ids).await?;
                let numbers = sqlx::query_scalar(
                    "SELECT a.number FROM json_each(?1) wanted CROSS JOIN artifact a ON a.number = wanted.value
                     WHERE a.deleted_ms IS NOT NULL",
                )
                .bind(Json(&wanted))
                .fetch_all(&mut *write)
                .await?;
                purged += remove(&mut write, &numbers).await?;
                write.commit().await?;
            }
            Ok(purged)
        })
        .await
    }
}

/// Removes for good what was deleted at or before a time: artifacts and boards.
pub(crate) async fn purge(
    connection: &mut SqliteConnection,
    older_than_ms: i64,
) -> Result<u64, Failure> {
    let numbers: Vec<i64> =
        sqlx::query_scalar("SELECT number FROM artifact WHERE deleted_ms <= ?1")
            .bind(older_than_ms)
            .fetch_all(&mut *connection)
            .await?;
    let artifacts = remove(connection, &numbers).await?;
    let boards = sqlx::query("DELETE FROM board WHERE deleted_ms <= ?1")
        .bind(older_than_ms)
        .execute(connection)
        .await?;
    Ok(artifacts + boards.rows_affected())
}

async fn remove(connection: &mut SqliteConnection, numbers: &[i64]) -> Result<u64, Failure> {
    if numbers.is_empty() {
        return Ok(0);
    }
    for number in numbers {
        words::forget(connection, *number).await?;
    }
    let removed =
        sqlx::query("DELETE FROM artifact WHERE number IN (SELECT value FROM json_each(?1))")
            .bind(Json(numbers))
            .execute(&mut *connection)
            .await?;
    tag::forget_unused(connection).await?;
    sqlx::query("UPDATE studio SET generation = generation + 1, epoch = epoch + 1 WHERE one = 1")
        .execute(connection)
        .await?;
    Ok(removed.rows_affected())
}

/// The numbers of those that are there.
pub(super) async fn numbers_of(
    connection: &mut SqliteConnection,
    ids: &[ArtifactId],
) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar(NUMBERS)
        .bind(Json(job_read::hex(ids)))
        .fetch_all(connection)
        .await?)
}

pub(crate) const NUMBERS: &str = "
SELECT a.number FROM json_each(?1) wanted CROSS JOIN artifact a ON a.id = unhex(wanted.value) ORDER BY wanted.key";
