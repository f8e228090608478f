//! Beginning an answer: a new turn, another try beside it, going on with it, or asking otherwise. Each is one transaction,
//! leaves an attempt that is `streaming`, and shows the branch it is on.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{SqliteConnection, types::Json};
use ts_rs::TS;

use crate::{
    AttemptId, ConversationId, Error, MediaKind, MessageId, MessageState, NewConversation, Role,
    Store, conversation,
    error::Failure,
    search::index,
    setting,
    store::Write,
    tree::{self, Place},
};

/// What a new turn consists of.
#[derive(Debug, Clone)]
pub struct NewTurn {
    /// Where.
    pub conversation: ConversationId,
    /// What the question follows: usually the conversation's head. Without it, a new root.
    pub parent: Option<MessageId>,
    /// The question. Without it, `parent` must be a question, and is answered.
    pub text: Option<String>,
    /// Which model to ask.
    pub model: String,
    /// With which parameters.
    pub parameters: Value,
    /// The time.
    pub now_ms: i64,
}

/// What a conversation begins with.
#[derive(Debug, Clone, Copy)]
pub struct FirstQuestion<'a> {
    /// The question.
    pub text: &'a str,
    /// Which model to ask.
    pub model: &'a str,
}

/// What a further attempt consists of.
#[derive(Debug, Clone)]
pub struct NewAttempt {
    /// Which model to ask.
    pub model: String,
    /// With which parameters.
    pub parameters: Value,
    /// The time.
    pub now_ms: i64,
}

/// What has been begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Turn {
    /// The new question, if there is one.
    pub user: Option<MessageId>,
    /// The answer that is being written.
    pub answer: MessageId,
    /// The attempt to write it with [`Store::append_delta`] and [`Store::finish_attempt`].
    pub attempt: AttemptId,
}

impl Store {
    /// Stores a question with its empty answer, or an empty answer to a question that has none.
    pub async fn begin_turn(&self, new: &NewTurn) -> Result<Turn, Error> {
        self.doing("begin a turn", async {
            let mut write = self.write().await?;
            let number = conversation::living(&mut write, new.conversation).await?;
            follow(write, number, new).await
        })
        .await
    }

    /// The same as a person sends it, in one transaction: the next turn of the conversation begins with this model and
    /// these parameters, and the settings row `draft`, where the question stood while it was typed, is gone.
    pub async fn send_turn(&self, new: &NewTurn, draft: &str) -> Result<Turn, Error> {
        self.doing("send a question", async {
            let mut write = self.write().await?;
            let number = conversation::living(&mut write, new.conversation).await?;
            conversation::set_model(&mut write, number, Some(&new.model), &new.parameters).await?;
            setting::remove(&mut write, draft).await?;
            follow(write, number, new).await
        })
        .await
    }

    /// A new conversation with its first question, in one transaction: nothing is left of it when it fails, and the disk is
    /// waited for once.
    pub async fn send_first_turn(
        &self,
        conversation: &NewConversation,
        question: &FirstQuestion<'_>,
        draft: &str,
    ) -> Result<(ConversationId, Turn), Error> {
        self.doing("begin a conversation", async {
            let mut write = self.write().await?;
            let (number, id) = conversation::insert(&mut write, conversation).await?;
            setting::remove(&mut write, draft).await?;
            let attempt = NewAttempt {
                model: question.model.to_owned(),
                parameters: conversation.parameters.clone(),
                now_ms: conversation.now_ms,
            };
            let turn = begin(write, (number, None), Some(question.text), &attempt).await?;
            Ok((id, turn))
        })
        .await
    }

    /// Answers again: a sibling of the answer `message`, or an answer to the question `message`.
    pub async fn begin_retry(&self, message: MessageId, new: &NewAttempt) -> Result<Turn, Error> {
        self.doing("try an answer again", async {
            let mut write = self.write().await?;
            let place = tree::visible(&mut write, message).await?;
            let question = match place.role {
                Role::User => place,
                Role::Assistant => parent_of(&mut write, &place).await?.ok_or_else(|| {
                    Failure::not_allowed("an answer without a question cannot be tried again")
                })?,
            };
            begin(write, (question.conversation, Some(&question)), None, new).await
        })
        .await
    }

    /// Goes on with an answer that has ended: a further attempt whose text is joined to what is there.
    pub async fn begin_continue(
        &self,
        message: MessageId,
        new: &NewAttempt,
    ) -> Result<Turn, Error> {
        self.doing("continue an answer", async {
            let mut write = self.write().await?;
            let place = tree::visible(&mut write, message).await?;
            if place.role != Role::Assistant {
                return Err(Failure::not_allowed("only an answer can be continued"));
            }
            let running: bool = sqlx::query_scalar(
                "SELECT EXISTS (SELECT 1 FROM attempt WHERE message = ?1 AND state = ?2)",
            )
            .bind(place.number)
            .bind(MessageState::Streaming)
            .fetch_one(&mut *write)
            .await?;
            if running {
                return Err(Failure::not_allowed(
                    "an answer that is being written cannot be continued",
                ));
            }
            let attempt = insert_attempt(&mut write, place.number, new).await?;
            tree::show(&mut write, &place).await?;
            touch(&mut write, place.conversation, new.now_ms).await?;
            write.commit().await?;
            Ok(Turn {
                user: None,
                answer: message,
                attempt,
            })
        })
        .await
    }

    /// Asks otherwise: a sibling of the question `message` with other words, and its empty answer.
    pub async fn edit(
        &self,
        message: MessageId,
        text: &str,
        new: &NewAttempt,
    ) -> Result<Turn, Error> {
        self.doing("edit a question", async {
            let mut write = self.write().await?;
            let place = tree::visible(&mut write, message).await?;
            if place.role != Role::User {
                return Err(Failure::not_allowed("only a question can be edited"));
            }
            let parent = parent_of(&mut write, &place).await?;
            begin(
                write,
                (place.conversation, parent.as_ref()),
                Some(text),
                new,
            )
            .await
        })
        .await
    }
}

/// A turn behind its parent, if that is of the same conversation.
async fn follow(mut write: Write, conversation: i64, new: &NewTurn) -> Result<Turn, Failure> {
    let parent = parent_in(&mut write, conversation, new.parent).await?;
    let attempt = NewAttempt {
        model: new.model.clone(),
        parameters: new.parameters.clone(),
        now_ms: new.now_ms,
    };
    begin(
        write,
        (conversation, parent.as_ref()),
        new.text.as_deref(),
        &attempt,
    )
    .await
}

/// Where a message stands that another one is to follow in this conversation.
pub(crate) async fn parent_in(
    connection: &mut SqliteConnection,
    conversation: i64,
    parent: Option<MessageId>,
) -> Result<Option<Place>, Failure> {
    let Some(id) = parent else {
        return Ok(None);
    };
    let place = tree::visible(connection, id).await?;
    if place.conversation != conversation {
        return Err(Failure::not_allowed(
            "a message follows one of its own conversation",
        ));
    }
    Ok(Some(place))
}

pub(crate) async fn parent_of(
    connection: &mut SqliteConnection,
    place: &Place,
) -> Result<Option<Place>, Failure> {
    Ok(sqlx::query_as(
        "SELECT number, conversation, parent, depth, role, hidden_by FROM message WHERE number = ?1",
    )
    .bind(place.parent)
    .fetch_optional(connection)
    .await?)
}

/// Question (if any), answer and attempt below `at`, shown, and committed.
async fn begin(
    mut write: Write,
    at: (i64, Option<&Place>),
    text: Option<&str>,
    new: &NewAttempt,
) -> Result<Turn, Failure> {
    let asked = ask(&mut write, at, text, (None, new.now_ms)).await?;
    let attempt = insert_attempt(&mut write, asked.place.number, new).await?;
    tree::show(&mut write, &asked.place).await?;
    touch(&mut write, at.0, new.now_ms).await?;
    write.commit().await?;
    Ok(Turn {
        user: asked.user,
        answer: asked.answer,
        attempt,
    })
}

/// A question (if there is a new one) and its answer, which has nothing yet.
pub(crate) struct Asked {
    pub(crate) user: Option<MessageId>,
    pub(crate) answer: MessageId,
    /// Of the answer.
    pub(crate) place: Place,
}

/// Writes question (if any) and answer below `at`, at this time; both are marked with what is made in the place of words.
pub(crate) async fn ask(
    connection: &mut SqliteConnection,
    at: (i64, Option<&Place>),
    text: Option<&str>,
    of: (Option<MediaKind>, i64),
) -> Result<Asked, Failure> {
    let (conversation, parent) = at;
    let question = match text {
        None => None,
        Some(text) => Some(insert_message(connection, at, Some(text), of).await?),
    };
    let asked = question.as_ref().map(|(_, place)| place).or(parent);
    if asked.is_none_or(|asked| asked.role != Role::User) {
        return Err(Failure::not_allowed("an answer follows a question"));
    }
    let (answer, place) = insert_message(connection, (conversation, asked), None, of).await?;
    Ok(Asked {
        user: question.map(|(id, _)| id),
        answer,
        place,
    })
}

/// A question if it has words, else an answer.
async fn insert_message(
    connection: &mut SqliteConnection,
    at: (i64, Option<&Place>),
    text: Option<&str>,
    of: (Option<MediaKind>, i64),
) -> Result<(MessageId, Place), Failure> {
    let (conversation, parent) = at;
    let (making, now_ms) = of;
    let id = MessageId::new();
    let role = if text.is_some() {
        Role::User
    } else {
        Role::Assistant
    };
    let place: Place = sqlx::query_as(
        "INSERT INTO message (id, conversation, parent, depth, role, created_ms, text, making)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         RETURNING number, conversation, parent, depth, role, hidden_by",
    )
    .bind(id)
    .bind(conversation)
    .bind(parent.map(|parent| parent.number))
    .bind(parent.map_or(0, |parent| parent.depth + 1))
    .bind(role)
    .bind(now_ms)
    .bind(text)
    .bind(making)
    .fetch_one(&mut *connection)
    .await?;
    if let Some(text) = text {
        index::set_message(connection, place.number, text).await?;
    }
    Ok((id, place))
}

async fn insert_attempt(
    connection: &mut SqliteConnection,
    message: i64,
    new: &NewAttempt,
) -> Result<AttemptId, Failure> {
    let id = AttemptId::new();
    sqlx::query(
        "INSERT INTO attempt (id, message, ordinal, state, model, started_ms, parameters)
         VALUES (?1, ?2, (SELECT count(*) FROM attempt WHERE message = ?2), 'streaming', ?3, ?4, ?5)",
    )
    .bind(id)
    .bind(message)
    .bind(new.model.as_str())
    .bind(new.now_ms)
    .bind(Json(&new.parameters))
    .execute(connection)
    .await?;
    Ok(id)
}

/// Moves the conversation up in the list; a clock that was set back does not move it down.
pub(crate) async fn touch(
    connection: &mut SqliteConnection,
    conversation: i64,
    now_ms: i64,
) -> Result<(), Failure> {
    sqlx::query("UPDATE conversation SET active_ms = max(active_ms, ?2) WHERE number = ?1")
        .bind(conversation)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}
