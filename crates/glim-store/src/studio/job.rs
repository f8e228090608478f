//! Jobs of the studio: one row for each paid call, written before it is made, and its way to an end.
//!
//! `waiting` → `sending` → `running` → `fetching` → `done`, or out of any of them to `failed`, `cancelled` or `unknown`: the
//! steps are in `job_step.rs`. Nothing leads back to `waiting` from where something may have been paid for, but [`Store::job_unsent`].

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{SqliteConnection, types::Json};
use ts_rs::TS;

use super::media;
use crate::{
    ArtifactId, BatchId, ContentHash, Cost, Error, JobId, MessageId, Store, error::Failure,
};

/// What a job makes, and what an artifact is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS, sqlx::Type,
)]
#[serde(rename_all = "camelCase")]
#[sqlx(rename_all = "camelCase")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A video.
    Video,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, sqlx::Type)]
#[serde(rename_all = "camelCase")]
#[sqlx(rename_all = "camelCase")]
pub enum JobState {
    /// Asked for; nothing has been sent.
    Waiting,
    /// The call is being made, or has been cut off.
    Sending,
    /// The platform works on it and has named a task.
    Running,
    /// The result is known by its links and is being fetched.
    Fetching,
    /// All of it is kept.
    Done,
    /// It was refused, or its result cannot be had; the error says why.
    Failed,
    /// A person gave it up.
    Cancelled,
    /// It was sent and no answer came: it may have been paid for. Nothing sends it again by itself.
    Unknown,
}

impl JobState {
    /// Nothing more will happen to it.
    pub fn is_settled(self) -> bool {
        matches!(
            self,
            Self::Done | Self::Failed | Self::Cancelled | Self::Unknown
        )
    }
}

/// What a picture is to what is made from it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS, sqlx::Type,
)]
#[serde(rename_all = "camelCase")]
#[sqlx(rename_all = "camelCase")]
pub enum InputRole {
    /// It is to look like this.
    Reference,
    /// The video begins with it.
    FirstFrame,
    /// The video ends with it.
    LastFrame,
}

/// A picture that a job starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewInput {
    /// What it is for.
    pub role: InputRole,
    /// Its content, which is kept ([`Store::keep_media`]).
    pub hash: ContentHash,
    /// The artifact it is, if it is one.
    pub artifact: Option<ArtifactId>,
}

/// A call to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    /// Its id.
    pub id: JobId,
    /// The question it belongs to.
    pub batch: BatchId,
    /// Which of the batch.
    pub position: u32,
    /// Who is to do it, in the caller's words: it is asked for the result even when another one is connected by then.
    pub platform: String,
    /// What is made.
    pub kind: MediaKind,
    /// Which of the model's ways, such as `text` or `firstLast`.
    pub mode: String,
    /// The model.
    pub model: String,
    /// What was asked for.
    pub prompt: String,
    /// The rest of the form; the shape is the caller's.
    pub parameters: Value,
    /// Pictures to start from, in order.
    pub inputs: Vec<NewInput>,
    /// The id the call is made with; never used twice.
    pub request: String,
    /// What it will probably cost.
    pub estimate: Option<Cost>,
    /// The job this is another try of.
    pub retry_of: Option<JobId>,
    /// The answer it was asked for in.
    pub message: Option<MessageId>,
}

impl Store {
    /// Writes down what is to be done, all of it or nothing.
    pub async fn ask_jobs(&self, jobs: &[NewJob], now_ms: i64) -> Result<(), Error> {
        self.doing("write down what is asked for", async {
            let mut write = self.write().await?;
            for new in jobs {
                insert(&mut write, new, now_ms).await?;
            }
            Ok(write.commit().await?)
        })
        .await
    }

    /// Jobs that a process before this one was sending: they may have been paid for. Returns which.
    pub async fn settle_jobs(&self, error: &Value, now_ms: i64) -> Result<Vec<JobId>, Error> {
        self.doing("settle jobs that were cut off", async {
            let mut write = self.write().await?;
            let settled = sqlx::query_scalar(
                "UPDATE job SET state = 'unknown', error = ?1, finished_ms = ?2 WHERE state = 'sending' RETURNING id",
            )
            .bind(Json(error))
            .bind(now_ms)
            .fetch_all(&mut *write)
            .await?;
            write.commit().await?;
            Ok(settled)
        })
        .await
    }

    /// Takes ended jobs off the list; what they made stays. Others are passed over, and those that an answer in a
    /// conversation shows. Returns how many that were.
    pub async fn forget_jobs(&self, ids: &[JobId]) -> Result<u64, Error> {
        self.doing("forget jobs", async {
            let mut write = self.write().await?;
            let mut forgotten = 0;
            for id in ids {
                let done = sqlx::query(
                    "DELETE FROM job WHERE id = ?1 AND finished_ms IS NOT NULL AND message IS NULL",
                )
                .bind(id)
                .execute(&mut *write)
                .await?;
                forgotten += done.rows_affected();
            }
            write.commit().await?;
            Ok(forgotten)
        })
        .await
    }
}

pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    new: &NewJob,
    now_ms: i64,
) -> Result<(), Failure> {
    let estimate = new.estimate.as_ref();
    let number: i64 = sqlx::query_scalar(
        "INSERT INTO job (id, batch, position, platform, kind, mode, model, prompt, parameters, state, request, due_ms,
             estimate_nano, currency, asked_ms, retry_of, message)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'waiting', ?10, ?11, ?12, ?13, ?11,
             (SELECT number FROM job WHERE id = ?14), (SELECT number FROM message WHERE id = ?15))
         RETURNING number",
    )
    .bind(new.id)
    .bind(new.batch)
    .bind(new.position)
    .bind(&new.platform)
    .bind(new.kind)
    .bind(&new.mode)
    .bind(&new.model)
    .bind(&new.prompt)
    .bind(Json(&new.parameters))
    .bind(&new.request)
    .bind(now_ms)
    .bind(estimate.map(|cost| cost.amount_nano))
    .bind(estimate.map(|cost| cost.currency.as_str()))
    .bind(new.retry_of)
    .bind(new.message)
    .fetch_one(&mut *connection)
    .await?;
    for (ordinal, input) in (0_i64..).zip(&new.inputs) {
        let file = media::number_of(connection, input.hash).await?;
        sqlx::query(
            "INSERT INTO job_input (job, ordinal, role, media, artifact)
             VALUES (?1, ?2, ?3, ?4, (SELECT number FROM artifact WHERE id = ?5))",
        )
        .bind(number)
        .bind(ordinal)
        .bind(input.role)
        .bind(file)
        .bind(input.artifact)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}
