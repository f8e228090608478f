//! The end of what was given up: versions that were replaced, sources that were purged, vectors of retired models. In steps, each
//! a transaction of a few milliseconds, so that nobody waits for the whole; killed between two, the next sweep goes on.

use sqlx::{SqliteConnection, types::Json};

use super::rows;
use crate::{Error, Store, error::Failure};

/// Passages, or rows of the table of vectors, in one step.
const STEP: i64 = 500;

impl Store {
    /// Removes the rows of what was given up. Returns how many passages that were. Harmless at any time; to be called when
    /// the queue is empty and after [`Store::switch_model`].
    pub async fn sweep_library(&self) -> Result<u64, Error> {
        self.doing("sweep the library", async {
            let mut swept = 0;
            while let Some(passages) = self.sweep_version().await? {
                swept += passages;
            }
            self.sweep_vectors().await?;
            Ok(swept)
        })
        .await
    }

    /// One step of the first version that was given up; `None` if there is none.
    async fn sweep_version(&self) -> Result<Option<u64>, Failure> {
        let mut write = self.write_repeatable().await?;
        let version: Option<i64> = sqlx::query_scalar(
            "SELECT number FROM version WHERE source IS NULL ORDER BY number LIMIT 1",
        )
        .fetch_optional(&mut *write)
        .await?;
        let Some(version) = version else {
            return Ok(None);
        };
        let passages: Vec<i64> =
            sqlx::query_scalar("SELECT number FROM passage WHERE version = ?1 LIMIT ?2")
                .bind(version)
                .bind(STEP)
                .fetch_all(&mut *write)
                .await?;
        if passages.is_empty() {
            sqlx::query("DELETE FROM version WHERE number = ?1")
                .bind(version)
                .execute(&mut *write)
                .await?;
        } else {
            remove_passages(&mut write, &passages).await?;
        }
        write.commit().await?;
        Ok(Some(u64::try_from(passages.len()).unwrap_or(u64::MAX)))
    }

    async fn sweep_vectors(&self) -> Result<(), Failure> {
        loop {
            let mut read = self.read().await?;
            let retired: Option<(i64, Option<i64>)> = sqlx::query_as(
                "SELECT number, (SELECT max(rowid) FROM vector) FROM embedding_model
                 WHERE state = 'retired' AND swept = 0 LIMIT 1",
            )
            .fetch_optional(&mut *read)
            .await?;
            drop(read);
            let Some((model, last)) = retired else {
                return Ok(());
            };
            let mut from = 0;
            while from <= last.unwrap_or(0) {
                self.sweep_vector_rows(model, from).await?;
                from += STEP;
            }
            let mut write = self.write_repeatable().await?;
            sqlx::query(
                "UPDATE embedding_model SET swept = 1 WHERE number = ?1 AND state = 'retired'",
            )
            .bind(model)
            .execute(&mut *write)
            .await?;
            write.commit().await?;
        }
    }

    /// A range of rows and not a search by model: that would need an index as large as half the vectors.
    async fn sweep_vector_rows(&self, model: i64, from: i64) -> Result<(), Failure> {
        let mut write = self.write_repeatable().await?;
        sqlx::query(
            "DELETE FROM vector WHERE rowid >= ?2 AND rowid < ?2 + ?3 AND model = ?1
             AND EXISTS (SELECT 1 FROM embedding_model WHERE number = ?1 AND state = 'retired')",
        )
        .bind(model)
        .bind(from)
        .bind(STEP)
        .execute(&mut *write)
        .await?;
        Ok(write.commit().await?)
    }
}

/// Passages with their chunks, and the wordings that no other chunk has, with their vectors.
async fn remove_passages(
    connection: &mut SqliteConnection,
    passages: &[i64],
) -> Result<(), Failure> {
    let wordings: Vec<i64> = sqlx::query_scalar(
        "SELECT DISTINCT c.wording FROM json_each(?1) gone CROSS JOIN chunk c ON c.passage = gone.value",
    )
    .bind(Json(passages))
    .fetch_all(&mut *connection)
    .await?;
    sqlx::query("DELETE FROM passage WHERE number IN (SELECT value FROM json_each(?1))")
        .bind(Json(passages))
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "DELETE FROM wording WHERE number IN (SELECT value FROM json_each(?1))
         AND NOT EXISTS (SELECT 1 FROM chunk c WHERE c.wording = wording.number)",
    )
    .bind(Json(&wordings))
    .execute(connection)
    .await?;
    Ok(())
}

/// Sources and collections that were deleted at or before a time, for good; their versions are given up.
pub(crate) async fn purge(
    connection: &mut SqliteConnection,
    older_than_ms: i64,
) -> Result<u64, Failure> {
    let sources: Vec<i64> = sqlx::query_scalar("SELECT number FROM source WHERE deleted_ms <= ?1")
        .bind(older_than_ms)
        .fetch_all(&mut *connection)
        .await?;
    for source in &sources {
        purge_source(connection, *source).await?;
    }
    let collections = sqlx::query("DELETE FROM collection WHERE deleted_ms <= ?1")
        .bind(older_than_ms)
        .execute(connection)
        .await?;
    Ok(collections.rows_affected() + u64::try_from(sources.len()).unwrap_or(u64::MAX))
}

async fn purge_source(connection: &mut SqliteConnection, source: i64) -> Result<(), Failure> {
    let versions: Vec<i64> = sqlx::query_scalar("SELECT number FROM version WHERE source = ?1")
        .bind(source)
        .fetch_all(&mut *connection)
        .await?;
    for version in versions {
        rows::give_up(connection, version).await?;
    }
    let generation = rows::next_generation(connection).await?;
    sqlx::query("INSERT INTO removed_source (source, generation) VALUES (?1, ?2)")
        .bind(source)
        .bind(generation)
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM source WHERE number = ?1")
        .bind(source)
        .execute(connection)
        .await?;
    Ok(())
}
