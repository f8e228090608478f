//! Search over titles and every message, hidden siblings of the shown branch too. The words are cut here, in Rust
//! (`tokens.rs`); SQLite's FTS5 only keeps and finds them. Queries are described at [`Store::search`].

pub(crate) mod index;
mod query;
mod snippet;
mod tokens;

use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use ts_rs::TS;

use crate::{
    ConversationId, Error, MessageId, Role, Store, conversation, error::Failure, store::blocking,
};
use query::Query;

/// One thing found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Hit {
    /// Where it is.
    pub conversation_id: ConversationId,
    /// The message; none if the title was found.
    pub message_id: Option<MessageId>,
    /// Title of the conversation, if it has one.
    pub title: Option<String>,
    /// Who wrote the message.
    pub role: Option<Role>,
    /// The words around the first place found, on one line, cut with `…`.
    pub snippet: String,
    /// What to mark in the snippet: start and end in UTF-16 code units, as JavaScript counts.
    pub highlights: Vec<(u32, u32)>,
    /// When the message was made, or the conversation last used.
    pub created_ms: i64,
    /// Its place in the result, from 0.
    pub rank: u32,
}

/// A title or message that matches, before its snippet is cut.
#[derive(sqlx::FromRow)]
struct Found {
    conversation_id: ConversationId,
    message_id: Option<MessageId>,
    title: Option<String>,
    role: Option<Role>,
    created_ms: i64,
    text: Option<String>,
}

impl Store {
    /// Finds titles and messages, at most `limit` in all: first titles (at most a third), then messages, each newest first.
    ///
    /// Terms are separated by spaces and must all occur. A term of several words or of Chinese is found as it stands
    /// (`机器学习`, `GPT-4`); case, width and accents do not matter. `"quoted words"` stand together; `-term` must not
    /// occur; the last word may be unfinished from its third letter on. A query without anything to find finds nothing.
    /// An answer is found once it has ended.
    pub async fn search(&self, query: &str, limit: u32) -> Result<Vec<Hit>, Error> {
        self.doing("search", async {
            let query = Query::parse(query);
            let Some(expression) = query.expression() else {
                return Ok(Vec::new());
            };
            let mut read = self.read().await?;
            let mut found = run(&mut read, TITLES, &expression, limit.div_ceil(3)).await?;
            let left = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(limit));
            found.extend(run(&mut read, MESSAGES, &expression, left).await?);
            drop(read);
            Ok(self.cut(found, query).await?)
        })
        .await
    }

    /// Finds messages of one conversation, on whichever branch, oldest first.
    pub async fn search_in(
        &self,
        conversation: ConversationId,
        query: &str,
        limit: u32,
    ) -> Result<Vec<Hit>, Error> {
        self.doing("search a conversation", async {
            let query = Query::parse(query);
            let Some(expression) = query.expression() else {
                return Ok(Vec::new());
            };
            let mut read = self.read().await?;
            let number = conversation::living(&mut read, conversation).await?;
            let found: Vec<Found> = sqlx::query_as(WITHIN)
                .bind(expression)
                .bind(i64::from(limit))
                .bind(number)
                .fetch_all(&mut *read)
                .await?;
            drop(read);
            Ok(self.cut(found, query).await?)
        })
        .await
    }
}

impl Store {
    /// Reads up to `limit` texts, which may be long: not where the runtime would stall.
    async fn cut(&self, found: Vec<Found>, query: Query) -> Result<Vec<Hit>, Error> {
        blocking("cut the snippets", &self.inner.files, move |_| {
            Ok(found
                .into_iter()
                .zip(0..)
                .map(|(found, rank)| found.into_hit(&query, rank))
                .collect())
        })
        .await
    }
}

/// What is typed in a search box as an expression of FTS5; none if there is nothing to find.
pub(crate) fn expression(text: &str) -> Option<String> {
    Query::parse(text).expression()
}

async fn run(
    connection: &mut SqliteConnection,
    sql: &'static str,
    expression: &str,
    limit: u32,
) -> Result<Vec<Found>, Failure> {
    Ok(sqlx::query_as(sql)
        .bind(expression)
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await?)
}

impl Found {
    fn into_hit(self, query: &Query, rank: u32) -> Hit {
        let (snippet, highlights) = snippet::cut(self.text.as_deref().unwrap_or_default(), query);
        Hit {
            conversation_id: self.conversation_id,
            message_id: self.message_id,
            title: self.title,
            role: self.role,
            snippet,
            highlights,
            created_ms: self.created_ms,
            rank,
        }
    }
}

pub(crate) const TITLES: &str = "
SELECT c.id AS conversation_id, NULL AS message_id, c.title, NULL AS role, c.active_ms AS created_ms, c.title AS text
FROM title_words w CROSS JOIN conversation c ON c.number = w.rowid
WHERE w.title_words MATCH ?1 AND c.deleted_ms IS NULL
ORDER BY c.active_ms DESC, c.number DESC LIMIT ?2";

/// Newest first is the order FTS5 can read backwards in, so it stops at the limit however common the words are;
/// `rank` (bm25) would first score every message that matches: 1.5 s for a common character in 100,000 messages.
/// The texts are read only for the rows that are returned.
pub(crate) const MESSAGES: &str = "
SELECT c.id AS conversation_id, m.id AS message_id, c.title, m.role, m.created_ms,
       coalesce(m.text, (SELECT group_concat(a.text, '' ORDER BY a.ordinal) FROM attempt a WHERE a.message = m.number)) AS text
FROM (
    SELECT w.rowid AS number
    FROM message_words w
    CROSS JOIN message m ON m.number = w.rowid
    CROSS JOIN conversation c ON c.number = m.conversation
    WHERE w.message_words MATCH ?1 AND m.hidden_by IS NULL AND c.deleted_ms IS NULL
    ORDER BY w.rowid DESC LIMIT ?2
) newest
CROSS JOIN message m ON m.number = newest.number
CROSS JOIN conversation c ON c.number = m.conversation
ORDER BY newest.number DESC";

/// The numbers of a conversation lie between its first and its last: FTS5 need not look elsewhere.
pub(crate) const WITHIN: &str = "
SELECT c.id AS conversation_id, m.id AS message_id, c.title, m.role, m.created_ms,
       coalesce(m.text, (SELECT group_concat(a.text, '' ORDER BY a.ordinal) FROM attempt a WHERE a.message = m.number)) AS text
FROM message_words w
CROSS JOIN message m ON m.number = w.rowid
CROSS JOIN conversation c ON c.number = m.conversation
WHERE w.message_words MATCH ?1 AND m.conversation = ?3 AND m.hidden_by IS NULL
  AND w.rowid >= (SELECT min(number) FROM message WHERE conversation = ?3)
  AND w.rowid <= (SELECT max(number) FROM message WHERE conversation = ?3)
ORDER BY w.rowid LIMIT ?2";
