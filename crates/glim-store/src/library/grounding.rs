//! What an answer was given of the library, kept before it is asked for, and how its claims stand, kept after it was checked.

use serde_json::Value;
use sqlx::types::Json;

use super::citation::{self, NewCitation, Verdict};
use crate::{Error, MessageId, Store, tree};

/// What is known before an answer is asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewGrounding {
    /// The searches so far; the shape is the caller's.
    pub searches: Value,
    /// The sources that could not be looked at, and why; the shape is the caller's.
    pub unread: Value,
    /// The passages that the model is given now; those with a number that is kept already stay as they are.
    pub passages: Vec<NewCitation>,
}

/// What a check has come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The claims of the answer; the shape is the caller's.
    pub claims: Value,
    /// Claims that their passages do not say.
    pub unsupported: i64,
    /// Claims without a passage.
    pub uncited: i64,
    /// What the check says of each passage that is cited, by its number.
    pub verdicts: Vec<(i64, Verdict)>,
}

/// What an answer was given, and what its check said.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Grounding {
    /// The searches.
    #[sqlx(json)]
    pub searches: Value,
    /// The sources that could not be looked at, and why.
    #[sqlx(json)]
    pub unread: Value,
    /// The claims; none before the check.
    #[sqlx(json(nullable))]
    pub claims: Option<Value>,
    /// Claims that their passages do not say.
    pub unsupported: i64,
    /// Claims without a passage.
    pub uncited: i64,
    /// How many passages the model was given.
    pub passages: i64,
}

impl Store {
    /// Keeps what an answer is given, on the disk when it returns. A check that was made before is over: the answer grows.
    pub async fn keep_grounding(
        &self,
        message: MessageId,
        new: &NewGrounding,
    ) -> Result<(), Error> {
        self.doing("keep what an answer is given", async {
            let mut write = self.write().await?;
            let number = tree::find(&mut write, message).await?.number;
            sqlx::query(
                "INSERT INTO grounding (message, searches, unread) VALUES (?1, ?2, ?3)
                 ON CONFLICT (message) DO UPDATE
                 SET searches = ?2, unread = ?3, claims = NULL, unsupported = 0, uncited = 0",
            )
            .bind(number)
            .bind(Json(&new.searches))
            .bind(Json(&new.unread))
            .execute(&mut *write)
            .await?;
            for passage in &new.passages {
                citation::insert(&mut write, number, passage).await?;
            }
            Ok(write.commit().await?)
        })
        .await
    }

    /// Keeps how the claims of an answer stand; nothing is kept of an answer that was given nothing.
    pub async fn keep_check(&self, message: MessageId, checked: &Checked) -> Result<(), Error> {
        self.doing("keep the check of an answer", async {
            let mut write = self.write().await?;
            let number = tree::find(&mut write, message).await?.number;
            sqlx::query(
                "UPDATE grounding SET claims = ?2, unsupported = ?3, uncited = ?4 WHERE message = ?1",
            )
            .bind(number)
            .bind(Json(&checked.claims))
            .bind(checked.unsupported)
            .bind(checked.uncited)
            .execute(&mut *write)
            .await?;
            for (ordinal, verdict) in &checked.verdicts {
                sqlx::query("UPDATE citation SET verdict = ?3 WHERE message = ?1 AND ordinal = ?2")
                    .bind(number)
                    .bind(ordinal)
                    .bind(verdict)
                    .execute(&mut *write)
                    .await?;
            }
            Ok(write.commit().await?)
        })
        .await
    }

    /// What an answer was given; none when it did not look into the library.
    pub async fn grounding(&self, message: MessageId) -> Result<Option<Grounding>, Error> {
        self.doing("read what an answer was given", async {
            Ok(sqlx::query_as(OF_MESSAGE)
                .bind(message)
                .fetch_optional(&mut *self.read().await?)
                .await?)
        })
        .await
    }
}

pub(crate) const OF_MESSAGE: &str = "
SELECT g.searches, g.unread, g.claims, g.unsupported, g.uncited,
       (SELECT count(*) FROM citation t WHERE t.message = m.number) AS passages
FROM message m CROSS JOIN grounding g ON g.message = m.number
WHERE m.id = ?1";
