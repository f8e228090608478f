//! Conversations: the list at the left, their names, and their deletion with a way back.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{SqliteConnection, types::Json};
use ts_rs::TS;

use crate::{ConversationId, Error, MessageId, Store, error::Failure, search::index};

/// Who gave a conversation its title. A title made by the model never replaces one given by the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, sqlx::Type)]
#[serde(rename_all = "camelCase")]
#[sqlx(rename_all = "lowercase")]
pub enum TitleBy {
    /// Made from the first question and answer.
    Model,
    /// Typed by the person.
    Person,
}

/// One conversation, without its messages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// Its title, once it has one.
    pub title: Option<String>,
    /// Who gave the title.
    pub title_by: Option<TitleBy>,
    /// The model the next answer will use.
    pub model: Option<String>,
    /// The parameters the next answer will use; their shape is the caller's.
    #[sqlx(json)]
    pub parameters: Value,
    /// Kept on top of the list.
    pub pinned: bool,
    /// When it was made.
    pub created_ms: i64,
    /// When the last turn began: the order of the list.
    pub active_ms: i64,
    /// When it was deleted, if it was.
    pub deleted_ms: Option<i64>,
    /// The leaf of the branch that is shown; none in an empty conversation.
    pub head: Option<MessageId>,
    /// How many messages the shown branch has.
    pub path_len: i64,
}

/// What a new conversation starts with.
#[derive(Debug, Clone)]
pub struct NewConversation {
    /// A title, if it has one yet.
    pub title: Option<String>,
    /// Who gives it.
    pub title_by: TitleBy,
    /// The model to use.
    pub model: Option<String>,
    /// Parameters for it.
    pub parameters: Value,
    /// The time.
    pub now_ms: i64,
}

/// The place after a row of the list; go on from it with [`Store::list_conversations`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationCursor {
    /// Whether that row is pinned.
    pub pinned: bool,
    /// When its last turn began.
    pub active_ms: i64,
    /// Which of several with the same time it is.
    pub number: i64,
}

/// Some rows of the list, and where to go on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationPage {
    /// Pinned first, then those with the latest turn.
    pub conversations: Vec<Conversation>,
    /// Present if there are more.
    pub next: Option<ConversationCursor>,
}

#[derive(sqlx::FromRow)]
struct Listed {
    number: i64,
    #[sqlx(flatten)]
    conversation: Conversation,
}

impl Store {
    /// Makes an empty conversation.
    pub async fn create_conversation(&self, new: &NewConversation) -> Result<Conversation, Error> {
        self.doing("make a conversation", async {
            let mut write = self.write().await?;
            let (_, id) = insert(&mut write, new).await?;
            let made = by_id(&mut write, id).await?;
            write.commit().await?;
            Ok(made)
        })
        .await
    }

    /// The conversation, deleted or not.
    pub async fn conversation(&self, id: ConversationId) -> Result<Conversation, Error> {
        self.doing("read a conversation", async {
            by_id(&mut *self.read().await?, id).await
        })
        .await
    }

    /// At most `limit` conversations after `after` (from the top without it). Costs as much as it returns.
    pub async fn list_conversations(
        &self,
        after: Option<&ConversationCursor>,
        limit: u32,
    ) -> Result<ConversationPage, Error> {
        self.doing("list the conversations", async {
            // Above any row: pinned is 0 or 1.
            let (pinned, active_ms, number) = after.map_or((2, 0, 0), |after| {
                (i64::from(after.pinned), after.active_ms, after.number)
            });
            let mut rows: Vec<Listed> = sqlx::query_as(LIST)
                .bind(pinned)
                .bind(active_ms)
                .bind(number)
                .bind(i64::from(limit) + 1)
                .fetch_all(&mut *self.read().await?)
                .await?;
            let more = rows.len() > limit as usize;
            rows.truncate(limit as usize);
            let next = rows.last().filter(|_| more).map(|last| ConversationCursor {
                pinned: last.conversation.pinned,
                active_ms: last.conversation.active_ms,
                number: last.number,
            });
            let conversations = rows.into_iter().map(|row| row.conversation).collect();
            Ok(ConversationPage {
                conversations,
                next,
            })
        })
        .await
    }

    /// The deleted conversations that can still be restored, last deleted first.
    pub async fn list_deleted_conversations(&self) -> Result<Vec<Conversation>, Error> {
        self.doing("list the deleted conversations", async {
            let rows: Vec<Listed> = sqlx::query_as(LIST_DELETED)
                .fetch_all(&mut *self.read().await?)
                .await?;
            Ok(rows.into_iter().map(|row| row.conversation).collect())
        })
        .await
    }

    /// Gives a title; `None` takes it away. Returns false, changing nothing, if the model offers a title
    /// for what the person has named.
    pub async fn rename_conversation(
        &self,
        id: ConversationId,
        title: Option<&str>,
        by: TitleBy,
    ) -> Result<bool, Error> {
        self.doing("rename a conversation", async {
            let mut write = self.write().await?;
            let number = living(&mut write, id).await?;
            let renamed = sqlx::query(
                "UPDATE conversation SET title = ?2, title_by = iif(?2 IS NULL, NULL, ?3)
                 WHERE number = ?1 AND (?3 = 'person' OR title_by IS NOT 'person')",
            )
            .bind(number)
            .bind(title)
            .bind(by)
            .execute(&mut *write)
            .await?
            .rows_affected()
                > 0;
            if renamed {
                index::set_title(&mut write, number, title.unwrap_or_default()).await?;
            }
            write.commit().await?;
            Ok(renamed)
        })
        .await
    }

    /// Pins to the top of the list, or lets go.
    pub async fn set_pinned(&self, id: ConversationId, pinned: bool) -> Result<(), Error> {
        self.doing("pin a conversation", async {
            let mut write = self.write().await?;
            let number = living(&mut write, id).await?;
            sqlx::query("UPDATE conversation SET pinned = ?2 WHERE number = ?1")
                .bind(number)
                .bind(pinned)
                .execute(&mut *write)
                .await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Sets what the next answer will use.
    pub async fn set_model_and_parameters(
        &self,
        id: ConversationId,
        model: Option<&str>,
        parameters: &Value,
    ) -> Result<(), Error> {
        self.doing("set the model of a conversation", async {
            let mut write = self.write().await?;
            let number = living(&mut write, id).await?;
            set_model(&mut write, number, model, parameters).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Hides the conversation from list and search until it is restored or purged.
    pub async fn delete_conversation(&self, id: ConversationId, now_ms: i64) -> Result<(), Error> {
        self.doing("delete a conversation", async {
            let mut write = self.write().await?;
            let number = living(&mut write, id).await?;
            set_deleted(&mut write, number, Some(now_ms)).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Brings a deleted conversation back as it was. One that is not deleted stays as it is.
    pub async fn restore_conversation(&self, id: ConversationId) -> Result<(), Error> {
        self.doing("restore a conversation", async {
            let mut write = self.write().await?;
            let (number, _) = any(&mut write, id).await?;
            set_deleted(&mut write, number, None).await?;
            Ok(write.commit().await?)
        })
        .await
    }
}

/// An empty conversation: its number and its id.
pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    new: &NewConversation,
) -> Result<(i64, ConversationId), Failure> {
    let id = ConversationId::new();
    let number: i64 = sqlx::query_scalar(
        "INSERT INTO conversation (id, title, title_by, model, parameters, created_ms, active_ms)
         VALUES (?1, ?2, iif(?2 IS NULL, NULL, ?6), ?3, ?4, ?5, ?5) RETURNING number",
    )
    .bind(id)
    .bind(new.title.as_deref())
    .bind(new.model.as_deref())
    .bind(Json(&new.parameters))
    .bind(new.now_ms)
    .bind(new.title_by)
    .fetch_one(&mut *connection)
    .await?;
    index::set_title(connection, number, new.title.as_deref().unwrap_or_default()).await?;
    Ok((number, id))
}

/// The id of a conversation by its number.
pub(crate) async fn id_of(
    connection: &mut SqliteConnection,
    number: i64,
) -> Result<ConversationId, Failure> {
    Ok(
        sqlx::query_scalar("SELECT id FROM conversation WHERE number = ?1")
            .bind(number)
            .fetch_one(connection)
            .await?,
    )
}

/// What the next answer of the conversation will use.
pub(crate) async fn set_model(
    connection: &mut SqliteConnection,
    number: i64,
    model: Option<&str>,
    parameters: &Value,
) -> Result<(), Failure> {
    sqlx::query("UPDATE conversation SET model = ?2, parameters = ?3 WHERE number = ?1")
        .bind(number)
        .bind(model)
        .bind(Json(parameters))
        .execute(connection)
        .await?;
    Ok(())
}

async fn set_deleted(
    connection: &mut SqliteConnection,
    number: i64,
    deleted_ms: Option<i64>,
) -> Result<(), Failure> {
    sqlx::query("UPDATE conversation SET deleted_ms = ?2 WHERE number = ?1")
        .bind(number)
        .bind(deleted_ms)
        .execute(connection)
        .await?;
    Ok(())
}

async fn by_id(
    connection: &mut SqliteConnection,
    id: ConversationId,
) -> Result<Conversation, Failure> {
    sqlx::query_as(BY_ID)
        .bind(id)
        .fetch_optional(connection)
        .await?
        .ok_or_else(|| Failure::not_found("conversation", &id))
}

async fn any(
    connection: &mut SqliteConnection,
    id: ConversationId,
) -> Result<(i64, Option<i64>), Failure> {
    sqlx::query_as("SELECT number, deleted_ms FROM conversation WHERE id = ?1")
        .bind(id)
        .fetch_optional(connection)
        .await?
        .ok_or_else(|| Failure::not_found("conversation", &id))
}

/// The number of a conversation that is not deleted.
pub(crate) async fn living(
    connection: &mut SqliteConnection,
    id: ConversationId,
) -> Result<i64, Failure> {
    match any(connection, id).await? {
        (number, None) => Ok(number),
        (_, Some(_)) => Err(Failure::not_found("conversation", &id)),
    }
}

const BY_ID: &str = "
SELECT c.id, c.title, c.title_by, c.model, c.parameters, c.pinned, c.created_ms, c.active_ms, c.deleted_ms,
       leaf.id AS head, coalesce(leaf.depth + 1, 0) AS path_len
FROM conversation c
LEFT JOIN message leaf ON leaf.number =
    (SELECT message FROM path WHERE conversation = c.number ORDER BY depth DESC LIMIT 1)
WHERE c.id = ?1";

pub(crate) const LIST: &str = "
SELECT c.number, c.id, c.title, c.title_by, c.model, c.parameters, c.pinned, c.created_ms, c.active_ms, c.deleted_ms,
       leaf.id AS head, coalesce(leaf.depth + 1, 0) AS path_len
FROM conversation c
LEFT JOIN message leaf ON leaf.number =
    (SELECT message FROM path WHERE conversation = c.number ORDER BY depth DESC LIMIT 1)
WHERE c.deleted_ms IS NULL AND (c.pinned, c.active_ms, c.number) < (?1, ?2, ?3)
ORDER BY c.pinned DESC, c.active_ms DESC, c.number DESC
LIMIT ?4";

const LIST_DELETED: &str = "
SELECT c.number, c.id, c.title, c.title_by, c.model, c.parameters, c.pinned, c.created_ms, c.active_ms, c.deleted_ms,
       leaf.id AS head, coalesce(leaf.depth + 1, 0) AS path_len
FROM conversation c
LEFT JOIN message leaf ON leaf.number =
    (SELECT message FROM path WHERE conversation = c.number ORDER BY depth DESC LIMIT 1)
WHERE c.deleted_ms IS NOT NULL
ORDER BY c.deleted_ms DESC, c.number DESC";
