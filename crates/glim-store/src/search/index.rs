//! Keeps the index in step with what is written; always called inside the transaction of the write.

use sqlx::SqliteConnection;

use super::tokens;
use crate::{Error, Store, error::Failure, studio::words};

/// Makes the words of a message findable, in the place of what was known of it. The number is `message.number`.
pub(crate) async fn set_message(
    connection: &mut SqliteConnection,
    number: i64,
    text: &str,
) -> Result<(), Failure> {
    sqlx::query("DELETE FROM message_words WHERE rowid = ?1")
        .bind(number)
        .execute(&mut *connection)
        .await?;
    let words = words(text).await;
    if !words.is_empty() {
        sqlx::query("INSERT INTO message_words (rowid, words) VALUES (?1, ?2)")
            .bind(number)
            .bind(words)
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// Makes a title findable, in the place of the one before. The number is `conversation.number`.
pub(crate) async fn set_title(
    connection: &mut SqliteConnection,
    number: i64,
    title: &str,
) -> Result<(), Failure> {
    sqlx::query("DELETE FROM title_words WHERE rowid = ?1")
        .bind(number)
        .execute(&mut *connection)
        .await?;
    let words = words(title).await;
    if !words.is_empty() {
        sqlx::query("INSERT INTO title_words (rowid, words) VALUES (?1, ?2)")
            .bind(number)
            .bind(words)
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// Longer texts (a pasted book) are cut into words where that stalls nobody else: tens of milliseconds a megabyte.
const LONG: usize = 64 * 1024;

pub(crate) async fn words(text: &str) -> String {
    if text.len() < LONG {
        return tokens::joined(text);
    }
    let owned = text.to_owned();
    match tokio::task::spawn_blocking(move || tokens::joined(&owned)).await {
        Ok(words) => words,
        // The runtime is ending.
        Err(_) => tokens::joined(text),
    }
}

const BATCH: i64 = 500;

impl Store {
    /// Makes the whole search index anew from titles, messages and artifacts, for a damaged index or changed rules of words.
    /// Other calls go on meanwhile; until it ends, search finds the older part. Returns how many texts were read.
    pub async fn rebuild_search(&self) -> Result<u64, Error> {
        self.doing("rebuild the search index", async {
            let mut write = self.write().await?;
            for sql in [
                "INSERT INTO message_words (message_words) VALUES ('delete-all')",
                "INSERT INTO title_words (title_words) VALUES ('delete-all')",
                "INSERT INTO artifact_words (artifact_words) VALUES ('delete-all')",
            ] {
                sqlx::query(sql).execute(&mut *write).await?;
            }
            write.commit().await?;
            Ok(self.rebuild_titles().await?
                + self.rebuild_messages().await?
                + self.rebuild_artifacts().await?)
        })
        .await
    }

    async fn rebuild_titles(&self) -> Result<u64, Failure> {
        let mut write = self.write().await?;
        let titles: Vec<(i64, String)> =
            sqlx::query_as("SELECT number, title FROM conversation WHERE title IS NOT NULL")
                .fetch_all(&mut *write)
                .await?;
        for (number, title) in &titles {
            set_title(&mut write, *number, title).await?;
        }
        write.commit().await?;
        Ok(u64::try_from(titles.len()).unwrap_or(u64::MAX))
    }

    async fn rebuild_messages(&self) -> Result<u64, Failure> {
        let (mut after, mut done) = (0, 0);
        loop {
            let mut write = self.write().await?;
            let batch: Vec<(i64, Option<String>)> = sqlx::query_as(
                "SELECT m.number, coalesce(m.text,
                        (SELECT group_concat(a.text, '' ORDER BY a.ordinal) FROM attempt a WHERE a.message = m.number))
                 FROM message m WHERE m.number > ?1 ORDER BY m.number LIMIT ?2",
            )
            .bind(after)
            .bind(BATCH)
            .fetch_all(&mut *write)
            .await?;
            let Some((last, _)) = batch.last() else {
                return Ok(done);
            };
            after = *last;
            for (number, text) in &batch {
                set_message(&mut write, *number, text.as_deref().unwrap_or_default()).await?;
                done += 1;
            }
            write.commit().await?;
        }
    }

    async fn rebuild_artifacts(&self) -> Result<u64, Failure> {
        let (mut after, mut done) = (0, 0);
        loop {
            let mut write = self.write().await?;
            let batch: Vec<i64> = sqlx::query_scalar(
                "SELECT number FROM artifact WHERE number > ?1 ORDER BY number LIMIT ?2",
            )
            .bind(after)
            .bind(BATCH)
            .fetch_all(&mut *write)
            .await?;
            let Some(last) = batch.last() else {
                return Ok(done);
            };
            after = *last;
            for number in &batch {
                words::set(&mut write, *number).await?;
                done += 1;
            }
            write.commit().await?;
        }
    }
}
