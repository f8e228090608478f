//! Messages as they are shown: a question with its words, an answer as the join of its attempts.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::SqliteConnection;
use ts_rs::TS;

use crate::{
    Attempt, ConversationId, Error, MediaKind, MessageId, Store, Usage,
    attempt::{self},
    error::Failure,
    tree,
};

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, sqlx::Type)]
#[serde(rename_all = "camelCase")]
#[sqlx(rename_all = "lowercase")]
pub enum Role {
    /// The person: a question.
    User,
    /// The model: an answer.
    Assistant,
}

/// How an answer (or one attempt at it) stands. A question is always complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, sqlx::Type)]
#[serde(rename_all = "camelCase")]
#[sqlx(rename_all = "lowercase")]
pub enum MessageState {
    /// Being written.
    Streaming,
    /// The model came to its end.
    Complete,
    /// The person stopped it; what had come is kept.
    Stopped,
    /// The line or the app broke; what had come is kept and can be continued.
    Interrupted,
    /// The platform refused or failed; `error` says why.
    Failed,
}

/// Why an answer is not complete: a code with parameters, never words to show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AnswerError {
    /// The caller's error code.
    pub code: String,
    /// What the words of the code need.
    pub params: Value,
    /// The platform's name for the request, for its support.
    pub request_id: Option<String>,
}

/// One message of a conversation's tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Where it belongs.
    pub conversation_id: ConversationId,
    /// What it answers or follows; none at the root.
    pub parent_id: Option<MessageId>,
    /// How far from the root (0): its place in [`Store::path_page`] when its branch is shown.
    pub depth: i64,
    /// Who speaks.
    pub role: Role,
    /// State of its last attempt.
    pub state: MessageState,
    /// Its words, Markdown as it came.
    pub text: String,
    /// What the model thought before (and between) its words.
    pub reasoning: String,
    /// Model of the last attempt; none for a question.
    pub model: Option<String>,
    /// When it was made.
    pub created_ms: i64,
    /// When the last attempt began.
    pub started_ms: Option<i64>,
    /// When the first token of the last attempt came.
    pub first_token_ms: Option<i64>,
    /// When the last attempt ended.
    pub finished_ms: Option<i64>,
    /// How long the thinking took, all attempts together.
    pub reasoning_ms: Option<i64>,
    /// Why the platform says it ended: its own word.
    pub finish_reason: Option<String>,
    /// What went wrong in the last attempt.
    pub error: Option<AnswerError>,
    /// Web search results of the last attempt that had any, as the caller shaped them.
    pub web_search: Option<Value>,
    /// Tokens and cost of all attempts together.
    pub usage: Option<Usage>,
    /// How many attempts it took; 0 for a question.
    pub attempts: i64,
    /// Its place among its siblings, from 0.
    pub sibling_index: i64,
    /// How many siblings are visible, itself included.
    pub sibling_count: i64,
    /// What is made in the place of words: of an answer by the jobs that name it, and its question says the same.
    pub making: Option<MediaKind>,
    /// When it was deleted. Messages below a deleted one are hidden with it but carry no time themselves.
    pub deleted_ms: Option<i64>,
}

impl Store {
    /// The message, deleted or not, with the journal of an answer that is being written.
    pub async fn message(&self, id: MessageId) -> Result<Message, Error> {
        self.doing("read a message", async {
            let mut read = self.read().await?;
            let number = tree::find(&mut read, id).await?.number;
            load(&mut read, &[number])
                .await?
                .pop()
                .ok_or_else(|| Failure::not_found("message", &id))
        })
        .await
    }

    /// The visible messages with the same parent (itself included), oldest first.
    pub async fn siblings(&self, id: MessageId) -> Result<Vec<Message>, Error> {
        self.doing("read the siblings of a message", async {
            let mut read = self.read().await?;
            let numbers: Vec<i64> = sqlx::query_scalar(SIBLINGS)
                .bind(id)
                .fetch_all(&mut *read)
                .await?;
            load(&mut read, &numbers).await
        })
        .await
    }
}

pub(crate) const SIBLINGS: &str = "
SELECT s.number FROM message m
JOIN message s ON s.parent IS m.parent AND s.conversation = m.conversation AND s.hidden_by IS NULL
WHERE m.id = ?1
ORDER BY s.number";

#[derive(sqlx::FromRow)]
struct Row {
    number: i64,
    id: MessageId,
    conversation_id: ConversationId,
    parent_id: Option<MessageId>,
    depth: i64,
    role: Role,
    text: Option<String>,
    created_ms: i64,
    deleted_ms: Option<i64>,
    making: Option<MediaKind>,
    sibling_index: i64,
    sibling_count: i64,
}

/// `CROSS JOIN` keeps the order of the loops: SQLite must begin with the wanted numbers, however few it thinks there are.
pub(crate) const LOAD: &str = "
SELECT m.number, m.id, c.id AS conversation_id, parent.id AS parent_id, m.depth, m.role, m.text, m.created_ms, m.deleted_ms,
       m.making,
       (SELECT count(*) FROM message s WHERE s.parent IS m.parent AND s.conversation = m.conversation
           AND s.hidden_by IS NULL AND s.number < m.number) AS sibling_index,
       (SELECT count(*) FROM message s WHERE s.parent IS m.parent AND s.conversation = m.conversation
           AND s.hidden_by IS NULL) AS sibling_count
FROM json_each(?1) wanted
CROSS JOIN message m ON m.number = wanted.value
CROSS JOIN conversation c ON c.number = m.conversation
LEFT JOIN message parent ON parent.number = m.parent
ORDER BY wanted.key";

/// The messages with these numbers, in this order: two queries however many they are.
pub(crate) async fn load(
    connection: &mut SqliteConnection,
    numbers: &[i64],
) -> Result<Vec<Message>, Failure> {
    let rows: Vec<Row> = sqlx::query_as(LOAD)
        .bind(sqlx::types::Json(numbers))
        .fetch_all(&mut *connection)
        .await?;
    let mut attempts: HashMap<i64, Vec<Attempt>> = HashMap::new();
    for (message, attempt) in attempt::of_messages(connection, numbers).await? {
        attempts.entry(message).or_default().push(attempt);
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let attempts = attempts.remove(&row.number).unwrap_or_default();
            assemble(row, attempts)
        })
        .collect())
}

fn assemble(row: Row, attempts: Vec<Attempt>) -> Message {
    let mut message = Message {
        id: row.id,
        conversation_id: row.conversation_id,
        parent_id: row.parent_id,
        depth: row.depth,
        role: row.role,
        state: MessageState::Complete,
        text: row.text.unwrap_or_default(),
        reasoning: String::new(),
        model: None,
        created_ms: row.created_ms,
        started_ms: None,
        first_token_ms: None,
        finished_ms: None,
        reasoning_ms: None,
        finish_reason: None,
        error: None,
        web_search: None,
        usage: None,
        attempts: 0,
        sibling_index: row.sibling_index,
        sibling_count: row.sibling_count,
        making: row.making,
        deleted_ms: row.deleted_ms,
    };
    for attempt in attempts {
        message.take_in(attempt);
    }
    message
}

impl Message {
    fn take_in(&mut self, attempt: Attempt) {
        self.attempts += 1;
        if self.attempts == 1 {
            (self.text, self.reasoning) = (attempt.text, attempt.reasoning);
        } else {
            self.text.push_str(&attempt.text);
            self.reasoning.push_str(&attempt.reasoning);
        }
        if let (Some(begun), Some(ended)) = (attempt.first_token_ms, attempt.reasoning_ended_ms) {
            self.reasoning_ms = Some(self.reasoning_ms.unwrap_or(0) + (ended - begun).max(0));
        }
        self.usage = Usage::sum(self.usage.take(), attempt.usage);
        self.state = attempt.state;
        self.model = Some(attempt.model);
        self.started_ms = Some(attempt.started_ms);
        self.first_token_ms = attempt.first_token_ms;
        self.finished_ms = attempt.finished_ms;
        self.finish_reason = attempt.finish_reason;
        self.error = attempt.error;
        self.web_search = attempt.web_search.or(self.web_search.take());
    }
}
