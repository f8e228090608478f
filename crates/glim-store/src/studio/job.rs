//! Jobs of the studio: one row for each paid call, written before it is made, and its way to an end.
//!
//! `waiting` → `sending` → `running` → `fetching` → `done`, or out of any of them to `failed`, `cancelled` or `unknown`. Each
//! step is one synced transaction and says by `false` that the job is not where it could be taken: somebody else was first.
//! Nothing leads back to `waiting` from where something may have been paid for, but [`Store::job_unsent`].

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{SqliteConnection, types::Json};
use ts_rs::TS;

use super::{
    artifact::{self, Made, NewArtifact},
    media, rows,
};
use crate::{
    ArtifactId, BatchId, ContentHash, Cost, Error, JobId, MessageId, NewUsage, Store,
    error::Failure, usage,
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

/// What a job that is done leaves behind.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JobDone {
    /// What was made, in order; all files are kept.
    pub artifacts: Vec<NewArtifact>,
    /// What it cost, if that is known.
    pub cost: Option<Cost>,
    /// For the table of usage.
    pub used: Option<NewUsage>,
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

    /// The call is about to leave.
    pub async fn job_sending(&self, id: JobId, now_ms: i64) -> Result<bool, Error> {
        self.step(
            "note that a job is sent",
            sqlx::query(
                "UPDATE job SET state = 'sending', sent_ms = ?2, tries = tries + 1 WHERE id = ?1 AND state = 'waiting'",
            )
            .bind(id)
            .bind(now_ms),
        )
        .await
    }

    /// The call certainly did not reach anyone, or was refused for now without being taken: it is made again at `due_ms`.
    pub async fn job_unsent(
        &self,
        id: JobId,
        error: Option<&Value>,
        due_ms: i64,
    ) -> Result<bool, Error> {
        self.step(
            "note that a job was not sent",
            sqlx::query(
                "UPDATE job SET state = 'waiting', sent_ms = NULL, error = ?2, due_ms = ?3
                 WHERE id = ?1 AND state = 'sending'",
            )
            .bind(id)
            .bind(error.map(Json))
            .bind(due_ms),
        )
        .await
    }

    /// The platform has taken it and named a task. It is asked for the first time at `due_ms`.
    pub async fn job_running(
        &self,
        id: JobId,
        task: &str,
        due_ms: i64,
        now_ms: i64,
    ) -> Result<bool, Error> {
        self.step(
            "note that a job is running",
            sqlx::query(
                "UPDATE job SET state = 'running', task = ?2, submitted_ms = ?3, due_ms = ?4, error = NULL, tries = 0
                 WHERE id = ?1 AND state = 'sending'",
            )
            .bind(id)
            .bind(task)
            .bind(now_ms)
            .bind(due_ms),
        )
        .await
    }

    /// The platform has made it: here is where it can be fetched. Also said of a job that has links, which are replaced.
    pub async fn job_linked(&self, id: JobId, links: &Value, now_ms: i64) -> Result<bool, Error> {
        self.step(
            "note where a result is",
            sqlx::query(
                "UPDATE job SET state = 'fetching', links = ?2, linked_ms = ?3, due_ms = ?3, error = NULL, tries = 0,
                     submitted_ms = coalesce(submitted_ms, ?3)
                 WHERE id = ?1 AND state IN ('sending', 'running', 'fetching')",
            )
            .bind(id)
            .bind(Json(links))
            .bind(now_ms),
        )
        .await
    }

    /// Nothing has come of this step; it is tried again at `due_ms`. The error is what hinders it, if something does.
    pub async fn job_later(
        &self,
        id: JobId,
        error: Option<&Value>,
        due_ms: i64,
    ) -> Result<bool, Error> {
        self.step(
            "put off a job",
            sqlx::query(
                "UPDATE job SET error = ?2, due_ms = ?3, tries = tries + 1
                 WHERE id = ?1 AND state IN ('waiting', 'running', 'fetching')",
            )
            .bind(id)
            .bind(error.map(Json))
            .bind(due_ms),
        )
        .await
    }

    /// It can never be had.
    pub async fn job_failed(&self, id: JobId, error: &Value, now_ms: i64) -> Result<bool, Error> {
        self.step(
            "note that a job failed",
            sqlx::query(
                "UPDATE job SET state = 'failed', error = ?2, finished_ms = ?3
                 WHERE id = ?1 AND state IN ('waiting', 'sending', 'running', 'fetching')",
            )
            .bind(id)
            .bind(Json(error))
            .bind(now_ms),
        )
        .await
    }

    /// It was sent, and whether it was taken cannot be known.
    pub async fn job_unknown(&self, id: JobId, error: &Value, now_ms: i64) -> Result<bool, Error> {
        self.step(
            "note that nobody knows what became of a job",
            sqlx::query(
                "UPDATE job SET state = 'unknown', error = ?2, finished_ms = ?3 WHERE id = ?1 AND state = 'sending'",
            )
            .bind(id)
            .bind(Json(error))
            .bind(now_ms),
        )
        .await
    }

    /// A person gives it up. What had been sent may be charged all the same.
    pub async fn job_cancelled(&self, id: JobId, now_ms: i64) -> Result<bool, Error> {
        self.step(
            "give up a job",
            sqlx::query(
                "UPDATE job SET state = 'cancelled', finished_ms = ?2
                 WHERE id = ?1 AND state IN ('waiting', 'sending', 'running', 'fetching')",
            )
            .bind(id)
            .bind(now_ms),
        )
        .await
    }

    /// All of it is kept: its artifacts, their words and lineage, what it cost and its end are one transaction.
    pub async fn job_done(&self, id: JobId, done: &JobDone, now_ms: i64) -> Result<bool, Error> {
        self.doing("keep what a job made", async {
            let mut write = self.write().await?;
            let cost = done.cost.as_ref();
            let ended: Option<Ended> = sqlx::query_as(
                "UPDATE job SET state = 'done', finished_ms = ?2, error = NULL, cost_nano = ?3,
                     currency = coalesce(?4, currency), due_ms = ?2
                 WHERE id = ?1 AND state = 'fetching' RETURNING number, mode, model, prompt, parameters",
            )
            .bind(id)
            .bind(now_ms)
            .bind(cost.map(|cost| cost.amount_nano))
            .bind(cost.map(|cost| cost.currency.as_str()))
            .fetch_optional(&mut *write)
            .await?;
            let Some(ended) = ended else {
                return Ok(false);
            };
            let generation = rows::next_generation(&mut write).await?;
            for (position, new) in (0..).zip(&done.artifacts) {
                artifact::insert(&mut write, new, &ended.made(position), generation).await?;
            }
            if let Some(used) = &done.used {
                usage::insert(&mut write, None, used).await?;
            }
            write.commit().await?;
            Ok(true)
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

    /// Takes ended jobs off the list; what they made stays. Others are passed over. Returns how many that were.
    pub async fn forget_jobs(&self, ids: &[JobId]) -> Result<u64, Error> {
        self.doing("forget jobs", async {
            let mut write = self.write().await?;
            let mut forgotten = 0;
            for id in ids {
                let done = sqlx::query("DELETE FROM job WHERE id = ?1 AND finished_ms IS NOT NULL")
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

    async fn step(
        &self,
        doing: &'static str,
        update: sqlx::query::Query<'_, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>,
    ) -> Result<bool, Error> {
        self.doing(doing, async {
            let mut write = self.write().await?;
            let done = update.execute(&mut *write).await?;
            write.commit().await?;
            Ok(done.rows_affected() > 0)
        })
        .await
    }
}

/// What a job's artifacts keep of it.
#[derive(sqlx::FromRow)]
struct Ended {
    number: i64,
    mode: String,
    model: String,
    prompt: String,
    #[sqlx(json)]
    parameters: Value,
}

impl Ended {
    fn made(&self, position: i64) -> Made<'_> {
        Made {
            job: Some((self.number, position)),
            mode: Some(&self.mode),
            model: Some(&self.model),
            prompt: &self.prompt,
            parameters: &self.parameters,
            name: None,
        }
    }
}

async fn insert(
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
