//! The end of what was deleted: rows, words in the search index, and the pages they were on. The library's part is in
//! `library/sweep.rs`, that of the studio in
//! `studio/care.rs`.

use sqlx::SqliteConnection;

use crate::{Error, Store, error::Failure, library::sweep, studio::care};

impl Store {
    /// Removes for good what was deleted at or before `older_than_ms`: conversations, messages with all below them,
    /// collections, sources with all that was read of them, artifacts and boards. Usage rows and citations stay. Returns how many of these
    /// that were. There is no way back.
    pub async fn purge_deleted(&self, older_than_ms: i64) -> Result<u64, Error> {
        self.doing("purge what was deleted", async {
            let mut write = self.write().await?;
            let purged = messages(&mut write, older_than_ms).await?
                + conversations(&mut write, older_than_ms).await?
                + sweep::purge(&mut write, older_than_ms).await?
                + care::purge(&mut write, older_than_ms).await?;
            write.commit().await?;
            if purged > 0 {
                self.forget_words().await?;
                self.sweep_library().await?;
                let mut connection = self.write_relaxed().await?;
                sqlx::query("PRAGMA incremental_vacuum")
                    .execute(&mut *connection)
                    .await?;
            }
            Ok(purged)
        })
        .await
    }

    /// A deletion only marks words in the index; they are gone once its segments have been merged into one.
    /// In steps, so that an answer being written does not wait for the whole.
    async fn forget_words(&self) -> Result<(), Failure> {
        for table in [MERGE_MESSAGES, MERGE_TITLES, MERGE_ARTIFACTS] {
            // Negative: all segments are to become one. Positive: go on with that.
            let mut pages = -MERGED_PAGES;
            loop {
                let mut connection = self.write_relaxed().await?;
                let before = changes(&mut connection).await?;
                sqlx::query(table)
                    .bind(pages)
                    .execute(&mut *connection)
                    .await?;
                // Fewer than two changes: there was nothing left to merge
                // (https://www.sqlite.org/fts5.html#the_merge_command).
                if changes(&mut connection).await? - before < 2 {
                    break;
                }
                pages = MERGED_PAGES;
            }
        }
        Ok(())
    }
}

const MERGED_PAGES: i64 = 64;
const MERGE_MESSAGES: &str = "INSERT INTO message_words (message_words, rank) VALUES ('merge', ?1)";
const MERGE_TITLES: &str = "INSERT INTO title_words (title_words, rank) VALUES ('merge', ?1)";
const MERGE_ARTIFACTS: &str =
    "INSERT INTO artifact_words (artifact_words, rank) VALUES ('merge', ?1)";

async fn changes(connection: &mut SqliteConnection) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar("SELECT total_changes()")
        .fetch_one(connection)
        .await?)
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
