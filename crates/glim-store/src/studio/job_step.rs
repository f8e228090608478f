//! The steps of a job. Each is one synced transaction, and says by `false` that the job is not where it could be taken:
//! somebody else was first.

use serde_json::Value;
use sqlx::types::Json;

use super::{
    artifact::{self, Made, NewArtifact},
    rows,
};
use crate::{Cost, Error, JobId, NewUsage, Store, usage};

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
