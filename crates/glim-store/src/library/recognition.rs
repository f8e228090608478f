//! Pictures and scans that the platform reads when a person allows it: who waits, what was sent, what came back.
//!
//! By content and not by source: what was paid for once is never paid for again, wherever the file lies. A call is written
//! down before it leaves ([`Store::send_recognition`]); one that was cut off between may have been paid for and waits for a
//! person ([`RecognitionState::Unsure`]).

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{SqliteConnection, types::Json};
use ts_rs::TS;

use super::{hash::ContentHash, rows};
use crate::{Error, NewUsage, SourceId, Stage, Store, error::Failure, usage};

/// How far the recognition of a content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, sqlx::Type)]
#[serde(rename_all = "camelCase")]
#[sqlx(rename_all = "camelCase")]
pub enum RecognitionState {
    /// A person allowed it; it has not been sent.
    Wanted,
    /// It has been sent; the answer is not there.
    Sent,
    /// It was read.
    Done,
    /// It was refused, could not be sent, or gave no text; the reason says why.
    Failed,
    /// It was sent and no answer came: it may have been paid for. Only a person sends it again.
    Unsure,
}

/// A recognition that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct Recognition {
    /// The source; several may have had the same content.
    pub source: SourceId,
    /// Its name.
    pub name: String,
    /// How far it is.
    pub state: RecognitionState,
    /// The id the call was made with, for the platform's support.
    pub request: Option<String>,
    /// Why it failed, as a code.
    pub reason: Option<String>,
    /// What belongs to the reason.
    #[sqlx(json(nullable))]
    pub reason_params: Option<Value>,
    /// When it was allowed.
    pub wanted_ms: i64,
    /// When its state last changed.
    pub changed_ms: i64,
}

/// The next to be sent.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AskedRecognition {
    /// Its source.
    pub source: SourceId,
    /// Its content.
    #[sqlx(try_from = "Vec<u8>")]
    pub hash: ContentHash,
    /// What the source is.
    pub kind: String,
}

/// What has become of a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Recognised {
    /// It was read.
    Done(Value),
    /// It was refused, or gave nothing: a reason, and what belongs to it.
    Failed(String, Value),
    /// Nobody knows.
    Unsure(String, Value),
    /// It never left: it waits again.
    Unsent,
}

impl Store {
    /// Notes that a person allows sources without text to be recognised; others are passed over. What failed or is unsure is
    /// wanted again, what is done is not. Returns how many wait.
    pub async fn want_recognition(&self, ids: &[SourceId], now_ms: i64) -> Result<u64, Error> {
        self.doing("note what is to be recognised", async {
            let mut write = self.write().await?;
            let mut wanted = 0;
            for id in ids {
                let number = rows::living_source(&mut write, *id).await?;
                let done = sqlx::query(WANT)
                    .bind(number)
                    .bind(now_ms)
                    .execute(&mut *write)
                    .await?;
                wanted += done.rows_affected();
            }
            write.commit().await?;
            Ok(wanted)
        })
        .await
    }

    /// Forgets that sources were to be recognised, unless they have been sent already.
    pub async fn unwant_recognition(&self, ids: &[SourceId]) -> Result<(), Error> {
        self.doing("forget what was to be recognised", async {
            let mut write = self.write().await?;
            for id in ids {
                let (number, _) = rows::any_source(&mut write, *id).await?;
                sqlx::query(
                    "DELETE FROM recognition WHERE state = 'wanted'
                     AND hash IN (SELECT hash FROM version WHERE source = ?1 AND latest = 1)",
                )
                .bind(number)
                .execute(&mut *write)
                .await?;
            }
            Ok(write.commit().await?)
        })
        .await
    }

    /// The one that waits longest.
    pub async fn next_recognition(&self) -> Result<Option<AskedRecognition>, Error> {
        self.doing("find what is to be recognised next", async {
            Ok(sqlx::query_as(
                "SELECT s.id AS source, r.hash, s.kind FROM recognition r
                 CROSS JOIN version v ON v.hash = r.hash AND v.latest = 1 CROSS JOIN source s ON s.number = v.source
                 WHERE r.state = 'wanted' AND v.stage = 'noText' AND s.deleted_ms IS NULL
                 ORDER BY r.wanted_ms, s.number LIMIT 1",
            )
            .fetch_optional(&mut *self.read().await?)
            .await?)
        })
        .await
    }

    /// Writes down, durably, that a call is about to leave. False if it is not wanted any more.
    pub async fn send_recognition(
        &self,
        hash: ContentHash,
        request: &str,
        now_ms: i64,
    ) -> Result<bool, Error> {
        self.doing("note that a recognition is sent", async {
            let mut write = self.write().await?;
            let done = sqlx::query(
                "UPDATE recognition SET state = 'sent', request = ?2, reason = NULL, reason_params = NULL, changed_ms = ?3
                 WHERE hash = ?1 AND state = 'wanted'",
            )
            .bind(hash.0.as_slice())
            .bind(request)
            .bind(now_ms)
            .execute(&mut *write)
            .await?;
            write.commit().await?;
            Ok(done.rows_affected() > 0)
        })
        .await
    }

    /// Keeps what has become of a call, with what it cost. Sources that were read are queued: their text is taken from here.
    pub async fn end_recognition(
        &self,
        hash: ContentHash,
        end: &Recognised,
        used: Option<&NewUsage>,
        now_ms: i64,
    ) -> Result<(), Error> {
        self.doing("keep what was recognised", async {
            let mut write = self.write().await?;
            let (state, reason, document) = match end {
                Recognised::Done(document) => (RecognitionState::Done, None, Some(document)),
                Recognised::Failed(reason, params) => {
                    (RecognitionState::Failed, Some((reason, params)), None)
                }
                Recognised::Unsure(reason, params) => {
                    (RecognitionState::Unsure, Some((reason, params)), None)
                }
                Recognised::Unsent => (RecognitionState::Wanted, None, None),
            };
            sqlx::query(
                "UPDATE recognition SET state = ?2, reason = ?3, reason_params = ?4, document = ?5, changed_ms = ?6
                 WHERE hash = ?1 AND state <> 'done'",
            )
            .bind(hash.0.as_slice())
            .bind(state)
            .bind(reason.map(|(reason, _)| reason.as_str()))
            .bind(reason.map(|(_, params)| Json(params)))
            .bind(document.map(Json))
            .bind(now_ms)
            .execute(&mut *write)
            .await?;
            if let Some(used) = used {
                usage::insert(&mut write, None, used).await?;
            }
            if state == RecognitionState::Done {
                queue_again(&mut write, hash, now_ms).await?;
            }
            Ok(write.commit().await?)
        })
        .await
    }

    /// Calls that a process before this one has left open: they may have been paid for. Returns how many.
    pub async fn settle_recognitions(&self, now_ms: i64) -> Result<u64, Error> {
        self.doing("settle recognitions that were cut off", async {
            let mut write = self.write().await?;
            let done = sqlx::query(
                "UPDATE recognition SET state = 'unsure', reason = 'cutOff', reason_params = NULL, changed_ms = ?1
                 WHERE state = 'sent'",
            )
            .bind(now_ms)
            .execute(&mut *write)
            .await?;
            write.commit().await?;
            Ok(done.rows_affected())
        })
        .await
    }

    /// What was read of a content, if it was.
    pub async fn recognised(&self, hash: ContentHash) -> Result<Option<Value>, Error> {
        self.doing("read what was recognised", async {
            let found: Option<Json<Value>> = sqlx::query_scalar(
                "SELECT document FROM recognition WHERE hash = ?1 AND state = 'done'",
            )
            .bind(hash.0.as_slice())
            .fetch_optional(&mut *self.read().await?)
            .await?;
            Ok(found.map(|document| document.0))
        })
        .await
    }

    /// The recognitions of sources that are there, last changed first, at most a thousand.
    pub async fn recognitions(&self) -> Result<Vec<Recognition>, Error> {
        self.doing("list the recognitions", async {
            Ok(sqlx::query_as(
                "SELECT s.id AS source, s.name, r.state, r.request, r.reason, r.reason_params, r.wanted_ms, r.changed_ms
                 FROM recognition r CROSS JOIN version v ON v.hash = r.hash AND v.latest = 1
                 CROSS JOIN source s ON s.number = v.source
                 WHERE s.deleted_ms IS NULL ORDER BY r.changed_ms DESC, s.number DESC LIMIT 1000",
            )
            .fetch_all(&mut *self.read().await?)
            .await?)
        })
        .await
    }
}

/// Sources of a content that had no text until now wait to be read again.
async fn queue_again(
    connection: &mut SqliteConnection,
    hash: ContentHash,
    now_ms: i64,
) -> Result<(), Failure> {
    let versions: Vec<i64> = sqlx::query_scalar(
        "SELECT number FROM version WHERE hash = ?1 AND latest = 1 AND stage = ?2",
    )
    .bind(hash.0.as_slice())
    .bind(Stage::NoText)
    .fetch_all(&mut *connection)
    .await?;
    for version in versions {
        let fresh = rows::renew(connection, version).await?;
        sqlx::query("UPDATE version SET attempts = 0, queued_ms = ?2 WHERE number = ?1")
            .bind(fresh)
            .bind(now_ms)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

const WANT: &str = "
INSERT INTO recognition (hash, state, wanted_ms, changed_ms)
SELECT hash, 'wanted', ?2, ?2 FROM version WHERE source = ?1 AND latest = 1 AND stage = 'noText'
ON CONFLICT (hash) DO UPDATE SET state = 'wanted', reason = NULL, reason_params = NULL, wanted_ms = excluded.wanted_ms,
    changed_ms = excluded.changed_ms
WHERE recognition.state IN ('failed', 'unsure')";
