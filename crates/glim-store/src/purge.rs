//! The end of what was deleted: rows, words in the search index, and the pages they were on.

use sqlx::SqliteConnection;

use crate::{Error, Store, error::Failure};

impl Store {
    /// Removes for good what was deleted at or before `older_than_ms`: conversations, and messages with all below them.
    /// Usage rows stay. Returns how many conversations and deleted messages that were. There is no way back.
    pub async fn purge_deleted(&self, older_than_ms: i64) -> Result<u64, Error> {
        self.doing("purge what was deleted", async {
            let mut write = self.write().await?;
            let purged = messages(&mut write, older_than_ms).await?
                + conversations(&mut write, older_than_ms).await?;
            write.commit().await?;
            if purged > 0 {
                let mut connection = self.inner.writer.acquire().await?;
                sqlx::query("PRAGMA incremental_vacuum")
                    .execute(&mut *connection)
                    .await?;
            }
            Ok(purged)
        })
        .await
    }
}

async fn conversations(
    connection: &mut SqliteConnection,
    older_than_ms: i64,
) -> Result<u64, Failure> {
    sqlx::query(
        "DELETE FROM message_words WHERE rowid IN
         (SELECT number FROM message WHERE conversation IN (SELECT number FROM conversation WHERE deleted_ms <= ?1))",
    )
    .bind(older_than_ms)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "DELETE FROM title_words WHERE rowid IN (SELECT number FROM conversation WHERE deleted_ms <= ?1)",
    )
    .bind(older_than_ms)
    .execute(&mut *connection)
    .await?;
    let deleted = sqlx::query("DELETE FROM conversation WHERE deleted_ms <= ?1")
        .bind(older_than_ms)
        .execute(connection)
        .await?;
    Ok(deleted.rows_affected())
}

async fn messages(connection: &mut SqliteConnection, older_than_ms: i64) -> Result<u64, Failure> {
    let deleted: Vec<i64> = sqlx::query_scalar("SELECT number FROM message WHERE deleted_ms <= ?1")
        .bind(older_than_ms)
        .fetch_all(&mut *connection)
        .await?;
    let wanted = sqlx::types::Json(&deleted);
    sqlx::query(
        "WITH RECURSIVE below (number) AS (
             SELECT value FROM json_each(?1)
             UNION
             SELECT m.number FROM below CROSS JOIN message m ON m.parent = below.number
         )
         DELETE FROM message_words WHERE rowid IN (SELECT number FROM below)",
    )
    .bind(wanted)
    .execute(&mut *connection)
    .await?;
    // One statement, so that the references from child to parent are all gone when they are checked.
    sqlx::query(
        "WITH RECURSIVE below (number) AS (
             SELECT value FROM json_each(?1)
             UNION
             SELECT m.number FROM below CROSS JOIN message m ON m.parent = below.number
         )
         DELETE FROM message WHERE number IN (SELECT number FROM below)",
    )
    .bind(wanted)
    .execute(connection)
    .await?;
    Ok(u64::try_from(deleted.len()).unwrap_or(u64::MAX))
}
