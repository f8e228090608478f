//! Jobs as they are read: what is due, what is open, and the list a person scrolls through.

use serde_json::Value;
use sqlx::{SqliteConnection, types::Json};

use super::job::{InputRole, JobState, MediaKind};
use crate::{
    ArtifactId, BatchId, ContentHash, Cost, Error, JobId, MessageId, Store, error::Failure,
};

/// One job.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Its place in the list, newest highest: go on from it with [`Store::list_jobs`].
    pub number: i64,
    /// The question it belongs to.
    pub batch: BatchId,
    /// Which of the batch.
    pub position: u32,
    /// Who does it, in the caller's words.
    pub platform: String,
    /// What is made.
    pub kind: MediaKind,
    /// Which of the model's ways.
    pub mode: String,
    /// The model.
    pub model: String,
    /// What was asked for.
    pub prompt: String,
    /// The rest of the form.
    pub parameters: Value,
    /// Pictures it starts from, in order.
    pub inputs: Vec<JobInput>,
    /// How far it is.
    pub state: JobState,
    /// The id the call is made with.
    pub request: String,
    /// The platform's name for it.
    pub task: Option<String>,
    /// Where its result is; the shape is the caller's.
    pub links: Option<Value>,
    /// Why it failed, or what hinders it now; the shape is the caller's.
    pub error: Option<Value>,
    /// How often the step it is at was tried.
    pub tries: i64,
    /// When the next step is to be tried.
    pub due_ms: i64,
    /// What it was to cost.
    pub estimate: Option<Cost>,
    /// What it cost.
    pub cost: Option<Cost>,
    /// When it was asked for.
    pub asked_ms: i64,
    /// When the call began.
    pub sent_ms: Option<i64>,
    /// When the platform took it.
    pub submitted_ms: Option<i64>,
    /// When its links arrived: they live for some hours.
    pub linked_ms: Option<i64>,
    /// When it ended.
    pub finished_ms: Option<i64>,
    /// The job this is another try of.
    pub retry_of: Option<JobId>,
    /// The answer it was asked for in.
    pub message: Option<MessageId>,
    /// What it made and is not deleted, in order.
    pub artifacts: Vec<ArtifactId>,
}

/// A picture a job starts from.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct JobInput {
    /// What it is for.
    pub role: InputRole,
    /// Its content.
    #[sqlx(try_from = "Vec<u8>")]
    pub hash: ContentHash,
    /// What it is, such as `image/png`.
    pub media_type: String,
    /// The artifact it is, if it is one that is still there.
    pub artifact: Option<ArtifactId>,
}

impl Store {
    /// The job.
    pub async fn job(&self, id: JobId) -> Result<Job, Error> {
        self.doing("read a job", async {
            let mut read = self.read().await?;
            let row: Row = sqlx::query_as(BY_ID)
                .bind(id)
                .fetch_optional(&mut *read)
                .await?
                .ok_or_else(|| Failure::not_found("job", &id))?;
            let mut jobs = complete(&mut read, vec![row]).await?;
            jobs.pop().ok_or_else(|| Failure::not_found("job", &id))
        })
        .await
    }

    /// At most `limit` jobs whose next step is to be tried by now, longest due first.
    pub async fn due_jobs(&self, now_ms: i64, limit: u32) -> Result<Vec<Job>, Error> {
        self.doing("find jobs that are due", async {
            let mut read = self.read().await?;
            let rows = sqlx::query_as(DUE)
                .bind(now_ms)
                .bind(i64::from(limit))
                .fetch_all(&mut *read)
                .await?;
            complete(&mut read, rows).await
        })
        .await
    }

    /// When the next step of any job is to be tried.
    pub async fn next_due_ms(&self) -> Result<Option<i64>, Error> {
        self.doing("find when a job is due", async {
            Ok(sqlx::query_scalar(NEXT_DUE)
                .fetch_one(&mut *self.read().await?)
                .await?)
        })
        .await
    }

    /// All jobs that have not ended, first asked for first.
    pub async fn open_jobs(&self) -> Result<Vec<Job>, Error> {
        self.doing("list the open jobs", async {
            let mut read = self.read().await?;
            let rows = sqlx::query_as(OPEN).fetch_all(&mut *read).await?;
            complete(&mut read, rows).await
        })
        .await
    }

    /// At most `limit` jobs after `after` (from the top without it), last asked for first.
    pub async fn list_jobs(&self, after: Option<i64>, limit: u32) -> Result<Vec<Job>, Error> {
        self.doing("list the jobs", async {
            let mut read = self.read().await?;
            let rows = sqlx::query_as(LIST)
                .bind(after.unwrap_or(i64::MAX))
                .bind(i64::from(limit))
                .fetch_all(&mut *read)
                .await?;
            complete(&mut read, rows).await
        })
        .await
    }

    /// The jobs of one question, in order.
    pub async fn batch_jobs(&self, batch: BatchId) -> Result<Vec<Job>, Error> {
        self.doing("read the jobs of a batch", async {
            let mut read = self.read().await?;
            let rows = sqlx::query_as(OF_BATCH)
                .bind(batch)
                .fetch_all(&mut *read)
                .await?;
            complete(&mut read, rows).await
        })
        .await
    }

    /// The jobs that were asked for in these answers, in the order in which they were asked for.
    pub async fn message_jobs(&self, messages: &[MessageId]) -> Result<Vec<Job>, Error> {
        self.doing("read the jobs of answers", async {
            let mut read = self.read().await?;
            let rows = sqlx::query_as(OF_MESSAGES)
                .bind(Json(hex(messages)))
                .fetch_all(&mut *read)
                .await?;
            complete(&mut read, rows).await
        })
        .await
    }

    /// The jobs of the last answer to a question that has any, in order.
    pub async fn question_jobs(&self, question: MessageId) -> Result<Vec<Job>, Error> {
        self.doing("read the jobs of a question", async {
            let mut read = self.read().await?;
            let rows = sqlx::query_as(OF_QUESTION)
                .bind(question)
                .fetch_all(&mut *read)
                .await?;
            complete(&mut read, rows).await
        })
        .await
    }

    /// What was asked for last, each wording once, at most `limit`.
    pub async fn recent_prompts(&self, limit: u32) -> Result<Vec<String>, Error> {
        self.doing("list what was asked for", async {
            Ok(sqlx::query_scalar(PROMPTS)
                .bind(i64::from(limit))
                .fetch_all(&mut *self.read().await?)
                .await?)
        })
        .await
    }
}

/// Ids as `unhex` reads them.
pub(super) fn hex<Id: std::fmt::Display>(ids: &[Id]) -> Vec<String> {
    ids.iter()
        .map(|id| id.to_string().replace('-', ""))
        .collect()
}

#[derive(sqlx::FromRow)]
struct Row {
    id: JobId,
    number: i64,
    batch: BatchId,
    position: u32,
    platform: String,
    kind: MediaKind,
    mode: String,
    model: String,
    prompt: String,
    #[sqlx(json)]
    parameters: Value,
    state: JobState,
    request: String,
    task: Option<String>,
    #[sqlx(json(nullable))]
    links: Option<Value>,
    #[sqlx(json(nullable))]
    error: Option<Value>,
    tries: i64,
    due_ms: i64,
    estimate_nano: Option<i64>,
    cost_nano: Option<i64>,
    currency: Option<String>,
    asked_ms: i64,
    sent_ms: Option<i64>,
    submitted_ms: Option<i64>,
    linked_ms: Option<i64>,
    finished_ms: Option<i64>,
    retry_of: Option<JobId>,
    message: Option<MessageId>,
}

impl Row {
    fn into_job(self) -> Job {
        let currency = self.currency;
        let cost = |nano: Option<i64>| {
            let (amount_nano, currency) = (nano?, currency.clone()?);
            Some(Cost {
                amount_nano,
                currency,
            })
        };
        Job {
            estimate: cost(self.estimate_nano),
            cost: cost(self.cost_nano),
            id: self.id,
            number: self.number,
            batch: self.batch,
            position: self.position,
            platform: self.platform,
            kind: self.kind,
            mode: self.mode,
            model: self.model,
            prompt: self.prompt,
            parameters: self.parameters,
            inputs: Vec::new(),
            state: self.state,
            request: self.request,
            task: self.task,
            links: self.links,
            error: self.error,
            tries: self.tries,
            due_ms: self.due_ms,
            asked_ms: self.asked_ms,
            sent_ms: self.sent_ms,
            submitted_ms: self.submitted_ms,
            linked_ms: self.linked_ms,
            finished_ms: self.finished_ms,
            retry_of: self.retry_of,
            message: self.message,
            artifacts: Vec::new(),
        }
    }
}

#[derive(sqlx::FromRow)]
struct InputRow {
    job: i64,
    #[sqlx(flatten)]
    input: JobInput,
}

/// The rows with their inputs and artifacts.
async fn complete(connection: &mut SqliteConnection, rows: Vec<Row>) -> Result<Vec<Job>, Failure> {
    let mut jobs: Vec<Job> = rows.into_iter().map(Row::into_job).collect();
    let numbers: Vec<i64> = jobs.iter().map(|job| job.number).collect();
    let inputs: Vec<InputRow> = sqlx::query_as(INPUTS)
        .bind(Json(&numbers))
        .fetch_all(&mut *connection)
        .await?;
    let artifacts: Vec<(i64, ArtifactId)> = sqlx::query_as(ARTIFACTS)
        .bind(Json(&numbers))
        .fetch_all(connection)
        .await?;
    let places: std::collections::HashMap<i64, usize> = numbers.into_iter().zip(0..).collect();
    let place = |number: &i64| places.get(number).copied().unwrap_or(usize::MAX);
    for row in inputs {
        if let Some(job) = jobs.get_mut(place(&row.job)) {
            job.inputs.push(row.input);
        }
    }
    for (number, id) in artifacts {
        if let Some(job) = jobs.get_mut(place(&number)) {
            job.artifacts.push(id);
        }
    }
    Ok(jobs)
}

macro_rules! jobs {
    ($rest:literal) => {
        concat!(
            "SELECT j.number, j.id, j.batch, j.position, j.platform, j.kind, j.mode, j.model, j.prompt, j.parameters, j.state,
                    j.request, j.task, j.links, j.error, j.tries, j.due_ms, j.estimate_nano, j.cost_nano, j.currency,
                    j.asked_ms, j.sent_ms, j.submitted_ms, j.linked_ms, j.finished_ms,
                    (SELECT o.id FROM job o WHERE o.number = j.retry_of) AS retry_of,
                    (SELECT m.id FROM message m WHERE m.number = j.message) AS message
             FROM job j ",
            $rest
        )
    };
}

const BY_ID: &str = jobs!("WHERE j.id = ?1");

pub(crate) const DUE: &str = jobs!(
    "WHERE j.state IN ('waiting', 'running', 'fetching') AND j.due_ms <= ?1 ORDER BY j.due_ms, j.number LIMIT ?2"
);

pub(crate) const NEXT_DUE: &str =
    "SELECT min(j.due_ms) FROM job j WHERE j.state IN ('waiting', 'running', 'fetching')";

pub(crate) const OPEN: &str =
    jobs!("WHERE j.state IN ('waiting', 'sending', 'running', 'fetching') ORDER BY j.number");

pub(crate) const LIST: &str = jobs!("WHERE j.number < ?1 ORDER BY j.number DESC LIMIT ?2");

pub(crate) const OF_BATCH: &str = jobs!("WHERE j.batch = ?1 ORDER BY j.position");

pub(crate) const OF_MESSAGES: &str = jobs!(
    "WHERE j.message IN (SELECT m.number FROM json_each(?1) wanted CROSS JOIN message m ON m.id = unhex(wanted.value))
     ORDER BY j.number"
);

pub(crate) const OF_QUESTION: &str = jobs!(
    "WHERE j.message = (
         SELECT m.number FROM message m CROSS JOIN job x ON x.message = m.number
         WHERE m.parent = (SELECT number FROM message WHERE id = ?1) ORDER BY m.number DESC LIMIT 1)
     ORDER BY j.number"
);

/// Among the last thousand jobs: who wants an older one searches the gallery.
pub(crate) const PROMPTS: &str = "
SELECT prompt FROM (SELECT j.number, j.prompt FROM job j ORDER BY j.number DESC LIMIT 1000)
WHERE prompt <> '' GROUP BY prompt ORDER BY max(number) DESC LIMIT ?1";

pub(crate) const INPUTS: &str = "
SELECT i.job, i.role, m.hash, m.media_type, (SELECT a.id FROM artifact a WHERE a.number = i.artifact) AS artifact
FROM json_each(?1) wanted CROSS JOIN job_input i ON i.job = wanted.value CROSS JOIN media m ON m.number = i.media
ORDER BY i.job, i.ordinal";

pub(crate) const ARTIFACTS: &str = "
SELECT a.job, a.id FROM json_each(?1) wanted CROSS JOIN artifact a ON a.job = wanted.value
WHERE a.deleted_ms IS NULL ORDER BY a.job, a.position";
