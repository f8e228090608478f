//! What an answer leaned on. The row holds the words and the place themselves, so that a citation can be read and checked
//! after its source was read again, deleted or purged.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{SqliteConnection, types::Json};
use ts_rs::TS;

use crate::{Error, MessageId, SourceId, Store, error::Failure, tree};

/// Whether the passage says what the answer cites it for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub enum Verdict {
    /// It does.
    Supported,
    /// Nothing like it was found there.
    Unsupported,
}

/// A citation to keep.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCitation {
    /// The number in the answer's text: `[1]`.
    pub ordinal: i64,
    /// The source.
    pub source: SourceId,
    /// Its name at that time.
    pub source_name: String,
    /// The chunk, as long as it is there.
    pub chunk: Option<i64>,
    /// The headings above the passage.
    pub heading: Vec<String>,
    /// Where it stands in the file.
    pub locator: Value,
    /// The words that the model was given.
    pub quote: String,
    /// What the check said, if it was made.
    pub verdict: Option<Verdict>,
}

/// What an answer cited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct Citation {
    /// The answer.
    pub message: MessageId,
    /// The number in its text.
    pub ordinal: i64,
    /// The source.
    pub source: SourceId,
    /// Its name when it was cited.
    pub source_name: String,
    /// The source is still there and not deleted: it can be opened.
    pub present: bool,
    /// What the source is; empty when it is gone for good.
    pub kind: String,
    /// The chunk, if it is still found.
    pub chunk: Option<i64>,
    /// Its passage's place in the text of the source, if it is still found.
    pub passage: Option<i64>,
    /// The headings above the passage.
    #[sqlx(json)]
    pub heading: Vec<String>,
    /// Where it stood in the file.
    #[sqlx(json)]
    pub locator: Value,
    /// The words that the model was given.
    pub quote: String,
    /// What the check said, if it was made.
    pub verdict: Option<Verdict>,
}

impl Store {
    /// Keeps what an answer cited, in the place of what was kept for it before.
    pub async fn set_citations(
        &self,
        message: MessageId,
        citations: &[NewCitation],
    ) -> Result<(), Error> {
        self.doing("keep the citations of an answer", async {
            let mut write = self.write().await?;
            let number = tree::find(&mut write, message).await?.number;
            sqlx::query("DELETE FROM citation WHERE message = ?1")
                .bind(number)
                .execute(&mut *write)
                .await?;
            for citation in citations {
                insert(&mut write, number, citation).await?;
            }
            Ok(write.commit().await?)
        })
        .await
    }

    /// What these answers cited, in the order of the answers and of their numbers.
    pub async fn citations(&self, messages: &[MessageId]) -> Result<Vec<Citation>, Error> {
        self.doing("read the citations of answers", async {
            let wanted: Vec<String> = messages
                .iter()
                .map(|id| id.to_string().replace('-', ""))
                .collect();
            Ok(sqlx::query_as(OF_MESSAGES)
                .bind(Json(wanted))
                .fetch_all(&mut *self.read().await?)
                .await?)
        })
        .await
    }
}

/// One that is kept under this number stays as it is.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    message: i64,
    citation: &NewCitation,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO citation (message, ordinal, source_id, source_name, chunk, heading, locator, quote, verdict)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (message, ordinal) DO NOTHING",
    )
    .bind(message)
    .bind(citation.ordinal)
    .bind(citation.source)
    .bind(citation.source_name.as_str())
    .bind(citation.chunk)
    .bind((!citation.heading.is_empty()).then_some(Json(&citation.heading)))
    .bind(Json(&citation.locator))
    .bind(citation.quote.as_str())
    .bind(citation.verdict)
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) const OF_MESSAGES: &str = "
SELECT m.id AS message, t.ordinal, t.source_id AS source, t.source_name, s.number IS NOT NULL AS present,
       coalesce((SELECT a.kind FROM source a WHERE a.id = t.source_id), '') AS kind,
       iif(v.shown = 1 AND s.number IS NOT NULL, t.chunk, NULL) AS chunk,
       iif(v.shown = 1 AND s.number IS NOT NULL, p.ordinal, NULL) AS passage, coalesce(t.heading, '[]') AS heading, t.locator,
       t.quote, t.verdict
FROM json_each(?1) wanted
CROSS JOIN message m ON m.id = unhex(wanted.value)
CROSS JOIN citation t ON t.message = m.number
LEFT JOIN source s ON s.id = t.source_id AND s.deleted_ms IS NULL
LEFT JOIN chunk c ON c.number = t.chunk
LEFT JOIN passage p ON p.number = c.passage
LEFT JOIN version v ON v.number = p.version
ORDER BY wanted.key, t.ordinal";
