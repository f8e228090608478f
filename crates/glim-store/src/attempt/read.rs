//! Reading attempts: one query for any number of answers, the journal of a running one included.

use serde_json::Value;
use sqlx::{SqliteConnection, types::Json};

use super::Attempt;
use crate::{
    AnswerError, AttemptId, Error, MessageId, MessageState, Store, Usage, error::Failure, tree,
    usage::Cost,
};

impl Store {
    /// All attempts at an answer, first to last.
    pub async fn history(&self, message: MessageId) -> Result<Vec<Attempt>, Error> {
        self.doing("read the attempts of an answer", async {
            let mut read = self.read().await?;
            let number = tree::find(&mut read, message).await?.number;
            let attempts = of_messages(&mut read, &[number]).await?;
            Ok(attempts.into_iter().map(|(_, attempt)| attempt).collect())
        })
        .await
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    message: i64,
    id: AttemptId,
    message_id: MessageId,
    ordinal: i64,
    state: MessageState,
    model: String,
    started_ms: i64,
    first_token_ms: Option<i64>,
    reasoning_ended_ms: Option<i64>,
    finished_ms: Option<i64>,
    prompt_tokens: Option<i64>,
    completion_tokens: Option<i64>,
    cached_tokens: Option<i64>,
    reasoning_tokens: Option<i64>,
    cost_nano: Option<i64>,
    currency: Option<String>,
    request_id: Option<String>,
    finish_reason: Option<String>,
    error: Option<Json<AnswerError>>,
    parameters: Json<Value>,
    web_search: Option<Json<Value>>,
    reasoning: String,
    text: String,
}

/// A running attempt is read with its journal.
pub(crate) const OF_MESSAGES: &str = "
SELECT a.message, a.id, m.id AS message_id, a.ordinal, a.state, a.model, a.started_ms,
       iif(a.state = 'streaming', (SELECT min(d.at_ms) FROM delta d WHERE d.attempt = a.number), a.first_token_ms) AS first_token_ms,
       a.reasoning_ended_ms, a.finished_ms, a.prompt_tokens, a.completion_tokens, a.cached_tokens, a.reasoning_tokens,
       a.cost_nano, a.currency, a.request_id, a.finish_reason, a.error, a.parameters, a.web_search,
       iif(a.state = 'streaming',
           coalesce((SELECT group_concat(d.reasoning, '' ORDER BY d.seq) FROM delta d WHERE d.attempt = a.number), ''),
           a.reasoning) AS reasoning,
       iif(a.state = 'streaming',
           coalesce((SELECT group_concat(d.text, '' ORDER BY d.seq) FROM delta d WHERE d.attempt = a.number), ''),
           a.text) AS text
FROM json_each(?1) wanted
CROSS JOIN attempt a ON a.message = wanted.value
CROSS JOIN message m ON m.number = a.message
ORDER BY wanted.key, a.ordinal";

/// The attempts of these messages with the number of the message, first to last.
pub(crate) async fn of_messages(
    connection: &mut SqliteConnection,
    messages: &[i64],
) -> Result<Vec<(i64, Attempt)>, Failure> {
    let rows: Vec<Row> = sqlx::query_as(OF_MESSAGES)
        .bind(Json(messages))
        .fetch_all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.message, row.into_attempt()))
        .collect())
}

impl Row {
    fn into_attempt(self) -> Attempt {
        let cost = self
            .cost_nano
            .zip(self.currency)
            .map(|(amount_nano, currency)| Cost {
                amount_nano,
                currency,
            });
        let usage = self.prompt_tokens.map(|prompt_tokens| Usage {
            prompt_tokens,
            completion_tokens: self.completion_tokens.unwrap_or(0),
            cached_tokens: self.cached_tokens.unwrap_or(0),
            reasoning_tokens: self.reasoning_tokens.unwrap_or(0),
            cost,
        });
        Attempt {
            id: self.id,
            message_id: self.message_id,
            ordinal: self.ordinal,
            model: self.model,
            parameters: self.parameters.0,
            request_id: self.request_id,
            started_ms: self.started_ms,
            first_token_ms: self.first_token_ms,
            reasoning_ended_ms: self.reasoning_ended_ms,
            finished_ms: self.finished_ms,
            state: self.state,
            finish_reason: self.finish_reason,
            error: self.error.map(|error| error.0),
            text: self.text,
            reasoning: self.reasoning,
            usage,
            web_search: self.web_search.map(|found| found.0),
        }
    }
}
