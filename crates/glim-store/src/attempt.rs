//! Attempts at an answer: one request to a model each, never overwritten. While one runs, what comes is added to a journal
//! (`delta`), a row at a time; when it ends, one transaction folds the journal into the attempt, counts what it cost and
//! makes its words findable.

mod read;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{SqliteConnection, types::Json};
use ts_rs::TS;

use crate::{
    AnswerError, AttemptId, Error, MessageId, MessageState, Store, Usage, error::Failure,
    search::index, usage,
};
#[cfg(test)]
pub(crate) use read::OF_MESSAGES;
pub(crate) use read::of_messages;

/// One attempt, as it was asked and as it ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// Its id.
    pub id: AttemptId,
    /// The answer it belongs to.
    pub message_id: MessageId,
    /// Its place among the attempts of that answer, from 0.
    pub ordinal: i64,
    /// The model that was asked.
    pub model: String,
    /// With these parameters.
    pub parameters: Value,
    /// The platform's name for the request.
    pub request_id: Option<String>,
    /// When it was asked.
    pub started_ms: i64,
    /// When the first token (of thinking or of text) came.
    pub first_token_ms: Option<i64>,
    /// When the thinking was over.
    pub reasoning_ended_ms: Option<i64>,
    /// When it ended, in whatever way.
    pub finished_ms: Option<i64>,
    /// How it stands.
    pub state: MessageState,
    /// Why it ended, in the platform's word.
    pub finish_reason: Option<String>,
    /// What went wrong.
    pub error: Option<AnswerError>,
    /// The text that came.
    pub text: String,
    /// The thinking that came.
    pub reasoning: String,
    /// What it used, if the platform said.
    pub usage: Option<Usage>,
    /// Web search results, as the caller shaped them.
    pub web_search: Option<Value>,
}

/// A piece of an answer. Pieces are joined in the order of `seq`, whatever the order of arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// Counts up within the attempt; each number is used once.
    pub seq: i64,
    /// Thinking that came.
    pub reasoning: String,
    /// Text that came.
    pub text: String,
}

/// How an attempt ended. Fill what is known over [`Outcome::ended`].
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Any state but [`MessageState::Streaming`].
    pub state: MessageState,
    /// When it ended.
    pub finished_ms: i64,
    /// The local day, `YYYY-MM-DD`, that its cost belongs to.
    pub day: String,
    /// When the first token came; the time of the first journal row if not given.
    pub first_token_ms: Option<i64>,
    /// When the thinking was over.
    pub reasoning_ended_ms: Option<i64>,
    /// The platform's name for the request.
    pub request_id: Option<String>,
    /// Why it ended, in the platform's word.
    pub finish_reason: Option<String>,
    /// What went wrong.
    pub error: Option<AnswerError>,
    /// What it used; becomes a usage row as well.
    pub usage: Option<Usage>,
    /// Web search results, as the caller shaped them.
    pub web_search: Option<Value>,
    /// What has come since the last [`Store::append_delta`].
    pub rest: Option<Delta>,
}

impl Outcome {
    /// An ending of which nothing else is known.
    pub fn ended(state: MessageState, finished_ms: i64, day: impl Into<String>) -> Self {
        Self {
            state,
            finished_ms,
            day: day.into(),
            first_token_ms: None,
            reasoning_ended_ms: None,
            request_id: None,
            finish_reason: None,
            error: None,
            usage: None,
            web_search: None,
            rest: None,
        }
    }
}

impl Store {
    /// Adds a piece to a running attempt: one inserted row and no sync, about a tenth of a millisecond however long the
    /// answer has become. It survives the end of the process. The caller gathers tokens and calls at most every 250 ms.
    /// Fails with [`Error::AttemptEnded`] if the attempt is over.
    pub async fn append_delta(
        &self,
        attempt: AttemptId,
        delta: &Delta,
        now_ms: i64,
    ) -> Result<(), Error> {
        self.doing("keep a piece of an answer", async {
            let mut connection = self.write_relaxed().await?;
            let added = sqlx::query(
                "INSERT INTO delta (attempt, seq, at_ms, reasoning, text)
                 SELECT number, ?2, ?3, ?4, ?5 FROM attempt WHERE id = ?1 AND state = 'streaming'",
            )
            .bind(attempt)
            .bind(delta.seq)
            .bind(now_ms)
            .bind(delta.reasoning.as_str())
            .bind(delta.text.as_str())
            .execute(&mut *connection)
            .await?
            .rows_affected();
            if added == 0 {
                running(&mut connection, attempt).await?;
            }
            Ok(())
        })
        .await
    }

    /// Keeps the platform's name for the request as soon as it is known, so that a killed app can still name it.
    pub async fn set_request_id(&self, attempt: AttemptId, request_id: &str) -> Result<(), Error> {
        self.doing("keep the request id of an answer", async {
            let mut connection = self.write_relaxed().await?;
            let (number, _) = running(&mut connection, attempt).await?;
            sqlx::query("UPDATE attempt SET request_id = ?2 WHERE number = ?1")
                .bind(number)
                .bind(request_id)
                .execute(&mut *connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Ends an attempt: journal folded, rest added, usage counted, words made findable, in one synced transaction.
    /// Fails with [`Error::AttemptEnded`] if that has happened already.
    pub async fn finish_attempt(&self, attempt: AttemptId, outcome: &Outcome) -> Result<(), Error> {
        self.doing("keep the end of an answer", async {
            if outcome.state == MessageState::Streaming {
                return Err(Failure::not_allowed(
                    "an attempt that has ended is not streaming",
                ));
            }
            let mut write = self.write().await?;
            let (number, message) = running(&mut write, attempt).await?;
            if let Some(rest) = &outcome.rest {
                add_rest(&mut write, number, rest, outcome.finished_ms).await?;
            }
            fold(&mut write, number, outcome).await?;
            if let Some(used) = &outcome.usage {
                usage::of_attempt(
                    &mut write,
                    attempt,
                    used,
                    (&outcome.day, outcome.finished_ms),
                )
                .await?;
            }
            index_answer(&mut write, message).await?;
            Ok(write.commit().await?)
        })
        .await
    }
}

/// Number and message of an attempt that has not ended.
async fn running(connection: &mut SqliteConnection, id: AttemptId) -> Result<(i64, i64), Failure> {
    let found: Option<(i64, i64, MessageState)> =
        sqlx::query_as("SELECT number, message, state FROM attempt WHERE id = ?1")
            .bind(id)
            .fetch_optional(connection)
            .await?;
    match found {
        Some((number, message, MessageState::Streaming)) => Ok((number, message)),
        Some(_) => Err(Error::AttemptEnded { id: id.to_string() }.into()),
        None => Err(Failure::not_found("attempt", &id)),
    }
}

async fn add_rest(
    connection: &mut SqliteConnection,
    attempt: i64,
    rest: &Delta,
    at_ms: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO delta (attempt, seq, at_ms, reasoning, text) VALUES (?1, ?2, ?3, ?4, ?5)",
    )
    .bind(attempt)
    .bind(rest.seq)
    .bind(at_ms)
    .bind(rest.reasoning.as_str())
    .bind(rest.text.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

async fn fold(
    connection: &mut SqliteConnection,
    attempt: i64,
    outcome: &Outcome,
) -> Result<(), Failure> {
    let usage = outcome.usage.as_ref();
    let cost = usage.and_then(|usage| usage.cost.as_ref());
    sqlx::query(
        "UPDATE attempt SET
             text = text || coalesce((SELECT group_concat(d.text, '' ORDER BY d.seq) FROM delta d WHERE d.attempt = ?1), ''),
             reasoning = reasoning || coalesce((SELECT group_concat(d.reasoning, '' ORDER BY d.seq) FROM delta d WHERE d.attempt = ?1), ''),
             state = ?2, finished_ms = ?3,
             first_token_ms = coalesce(?4, (SELECT min(d.at_ms) FROM delta d WHERE d.attempt = ?1)),
             reasoning_ended_ms = ?5, request_id = coalesce(?6, request_id), finish_reason = ?7, error = ?8, web_search = ?9,
             prompt_tokens = ?10, completion_tokens = ?11, cached_tokens = ?12, reasoning_tokens = ?13,
             cost_nano = ?14, currency = ?15
         WHERE number = ?1",
    )
    .bind(attempt)
    .bind(outcome.state)
    .bind(outcome.finished_ms)
    .bind(outcome.first_token_ms)
    .bind(outcome.reasoning_ended_ms)
    .bind(outcome.request_id.as_deref())
    .bind(outcome.finish_reason.as_deref())
    .bind(outcome.error.as_ref().map(Json))
    .bind(outcome.web_search.as_ref().map(Json))
    .bind(usage.map(|usage| usage.prompt_tokens))
    .bind(usage.map(|usage| usage.completion_tokens))
    .bind(usage.map(|usage| usage.cached_tokens))
    .bind(usage.map(|usage| usage.reasoning_tokens))
    .bind(cost.map(|cost| cost.amount_nano))
    .bind(cost.map(|cost| cost.currency.as_str()))
    .execute(&mut *connection)
    .await?;
    sqlx::query("DELETE FROM delta WHERE attempt = ?1")
        .bind(attempt)
        .execute(connection)
        .await?;
    Ok(())
}

/// Makes the joined words of an answer findable.
pub(crate) async fn index_answer(
    connection: &mut SqliteConnection,
    message: i64,
) -> Result<(), Failure> {
    let text: Option<String> = sqlx::query_scalar(
        "SELECT group_concat(text, '' ORDER BY ordinal) FROM attempt WHERE message = ?1",
    )
    .bind(message)
    .fetch_one(&mut *connection)
    .await?;
    index::set_message(connection, message, text.as_deref().unwrap_or_default()).await
}

/// Ends what a killed process left running: the journal is folded, nothing is lost. Returns the answers, oldest first.
pub(crate) async fn interrupt_all(
    connection: &mut SqliteConnection,
    now_ms: i64,
) -> Result<Vec<MessageId>, Failure> {
    let left: Vec<(i64, i64, MessageId, i64)> = sqlx::query_as(
        "SELECT a.number, a.message, m.id,
                coalesce((SELECT max(d.at_ms) FROM delta d WHERE d.attempt = a.number), a.started_ms)
         FROM attempt a JOIN message m ON m.number = a.message
         WHERE a.state = 'streaming' ORDER BY a.number",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut interrupted = Vec::with_capacity(left.len());
    for (attempt, message, id, last_ms) in left {
        // It ended when its last piece came, not when the app was started again.
        let outcome = Outcome::ended(
            MessageState::Interrupted,
            last_ms.min(now_ms),
            String::new(),
        );
        fold(connection, attempt, &outcome).await?;
        index_answer(connection, message).await?;
        interrupted.push(id);
    }
    Ok(interrupted)
}
