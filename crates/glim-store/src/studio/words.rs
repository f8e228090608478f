//! The words an artifact is found by: those of its prompt, its name and its tags, cut as those of messages are.

use sqlx::SqliteConnection;

use crate::{error::Failure, search::index};

/// Makes the words of an artifact findable, in the place of what was known of it.
pub(crate) async fn set(connection: &mut SqliteConnection, number: i64) -> Result<(), Failure> {
    forget(connection, number).await?;
    let text: String = sqlx::query_scalar(TEXT)
        .bind(number)
        .fetch_one(&mut *connection)
        .await?;
    write(connection, number, &text).await
}

/// Makes the words of a new artifact findable, which has no tags yet.
pub(super) async fn add(
    connection: &mut SqliteConnection,
    number: i64,
    prompt: &str,
    name: Option<&str>,
) -> Result<(), Failure> {
    let text = name.map_or_else(|| prompt.into(), |name| format!("{prompt}\n{name}"));
    write(connection, number, &text).await
}

async fn write(connection: &mut SqliteConnection, number: i64, text: &str) -> Result<(), Failure> {
    let words = index::words(text).await;
    if !words.is_empty() {
        sqlx::query("INSERT INTO artifact_words (rowid, words) VALUES (?1, ?2)")
            .bind(number)
            .bind(words)
            .execute(connection)
            .await?;
    }
    Ok(())
}

pub(super) async fn forget(connection: &mut SqliteConnection, number: i64) -> Result<(), Failure> {
    sqlx::query("DELETE FROM artifact_words WHERE rowid = ?1")
        .bind(number)
        .execute(connection)
        .await?;
    Ok(())
}

/// On lines of their own: words of two of them do not stand together.
pub(super) const TEXT: &str = "
SELECT a.prompt || char(10) || coalesce(a.name, '') || char(10) || coalesce((
    SELECT group_concat(t.name, char(10)) FROM artifact_tag x CROSS JOIN tag t ON t.number = x.tag
    WHERE x.artifact = a.number), '')
FROM artifact a WHERE a.number = ?1";
