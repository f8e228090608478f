//! The tree of messages: which branch is shown, moving to another, and deleting a message with all below it and back.
//! Two tables follow the tree: `path` holds the shown branch, `choice` the child of each message that was seen last.

use sqlx::{SqliteConnection, types::Json};

use crate::{Error, MessageId, Role, Store, error::Failure};

/// Where a message stands in its tree.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Place {
    pub(crate) number: i64,
    pub(crate) conversation: i64,
    pub(crate) parent: Option<i64>,
    pub(crate) depth: i64,
    pub(crate) role: Role,
    pub(crate) hidden_by: Option<i64>,
}

impl Store {
    /// Shows the branch through this message down to the leaf where it was last left, and returns that leaf.
    /// Works for any visible message, so a search hit on another branch can be opened. Costs as much as the path changes.
    pub async fn select_sibling(&self, message: MessageId) -> Result<MessageId, Error> {
        self.doing("show another branch", async {
            let mut write = self.write().await?;
            let place = visible(&mut write, message).await?;
            show(&mut write, &place).await?;
            let leaf = sqlx::query_scalar(
                "SELECT m.id FROM path p JOIN message m ON m.number = p.message
                 WHERE p.conversation = ?1 ORDER BY p.depth DESC LIMIT 1",
            )
            .bind(place.conversation)
            .fetch_one(&mut *write)
            .await?;
            write.commit().await?;
            Ok(leaf)
        })
        .await
    }

    /// Hides a message and all below it until [`Store::restore_message`]. The shown branch goes on with a sibling
    /// (the next older, else the next newer), or ends at the parent.
    pub async fn delete_message(&self, message: MessageId, now_ms: i64) -> Result<(), Error> {
        self.doing("delete a message", async {
            let mut write = self.write().await?;
            let place = visible(&mut write, message).await?;
            hide(&mut write, &place, now_ms).await?;
            leave(&mut write, &place).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Brings a deleted message back with what was hidden with it, and shows its branch again.
    pub async fn restore_message(&self, message: MessageId) -> Result<(), Error> {
        self.doing("restore a message", async {
            let mut write = self.write().await?;
            let place = find(&mut write, message).await?;
            if place.hidden_by != Some(place.number) {
                return Err(Failure::not_allowed(
                    "only a message that was deleted itself can be restored",
                ));
            }
            bring_back(&mut write, &place).await?;
            Ok(write.commit().await?)
        })
        .await
    }
}

/// The message, hidden or not.
pub(crate) async fn find(
    connection: &mut SqliteConnection,
    id: MessageId,
) -> Result<Place, Failure> {
    sqlx::query_as(
        "SELECT number, conversation, parent, depth, role, hidden_by FROM message WHERE id = ?1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?
    .ok_or_else(|| Failure::not_found("message", &id))
}

/// The message, if neither it nor anything above it is deleted.
pub(crate) async fn visible(
    connection: &mut SqliteConnection,
    id: MessageId,
) -> Result<Place, Failure> {
    let place = find(connection, id).await?;
    let living: bool =
        sqlx::query_scalar("SELECT deleted_ms IS NULL FROM conversation WHERE number = ?1")
            .bind(place.conversation)
            .fetch_one(connection)
            .await?;
    if place.hidden_by.is_some() || !living {
        return Err(Failure::not_found("message", &id));
    }
    Ok(place)
}

/// From a message up to the first ancestor that is shown already, that one left out.
const CLIMB: &str = "
WITH RECURSIVE up (number, parent, depth) AS (
    SELECT number, parent, depth FROM message m WHERE number = ?1
       AND NOT EXISTS (SELECT 1 FROM path WHERE conversation = ?2 AND depth = m.depth AND message = m.number)
    UNION ALL
    SELECT m.number, m.parent, m.depth FROM up JOIN message m ON m.number = up.parent
    WHERE NOT EXISTS (SELECT 1 FROM path WHERE conversation = ?2 AND depth = m.depth AND message = m.number)
)
SELECT number, depth FROM up";

/// Makes the shown branch go through `target` and on along what was seen last below it.
pub(crate) async fn show(connection: &mut SqliteConnection, target: &Place) -> Result<(), Failure> {
    let climbed: Vec<(i64, i64)> = sqlx::query_as(CLIMB)
        .bind(target.number)
        .bind(target.conversation)
        .fetch_all(&mut *connection)
        .await?;
    let Some((_, fork)) = climbed.last() else {
        return Ok(());
    };
    cut_path(connection, target.conversation, *fork).await?;
    let numbers: Vec<i64> = climbed.iter().map(|(number, _)| *number).collect();
    sqlx::query(
        "INSERT INTO path (conversation, depth, message)
         SELECT m.conversation, m.depth, m.number FROM json_each(?1) wanted CROSS JOIN message m ON m.number = wanted.value",
    )
    .bind(Json(&numbers))
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO choice (parent, child)
         SELECT m.parent, m.number FROM json_each(?1) wanted CROSS JOIN message m ON m.number = wanted.value
         WHERE m.parent IS NOT NULL
         ON CONFLICT (parent) DO UPDATE SET child = excluded.child",
    )
    .bind(Json(&numbers))
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "WITH RECURSIVE down (number, depth) AS (
             SELECT child, ?2 + 1 FROM choice WHERE parent = ?1
             UNION ALL
             SELECT choice.child, down.depth + 1 FROM down JOIN choice ON choice.parent = down.number
         )
         INSERT INTO path (conversation, depth, message) SELECT ?3, depth, number FROM down",
    )
    .bind(target.number)
    .bind(target.depth)
    .bind(target.conversation)
    .execute(connection)
    .await?;
    Ok(())
}

async fn cut_path(
    connection: &mut SqliteConnection,
    conversation: i64,
    depth: i64,
) -> Result<(), Failure> {
    sqlx::query("DELETE FROM path WHERE conversation = ?1 AND depth >= ?2")
        .bind(conversation)
        .bind(depth)
        .execute(connection)
        .await?;
    Ok(())
}

/// Marks all that is still visible from `place` down. What was deleted earlier keeps its own mark.
async fn hide(
    connection: &mut SqliteConnection,
    place: &Place,
    now_ms: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "WITH RECURSIVE below (number) AS (
             SELECT ?1
             UNION ALL
             SELECT m.number FROM below CROSS JOIN message m ON m.parent = below.number WHERE m.hidden_by IS NULL
         )
         UPDATE message SET hidden_by = ?1 WHERE number IN (SELECT number FROM below)",
    )
    .bind(place.number)
    .execute(&mut *connection)
    .await?;
    sqlx::query("UPDATE message SET deleted_ms = ?2 WHERE number = ?1")
        .bind(place.number)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Finds what is shown, and remembered, in the place of a message that has just been hidden.
async fn leave(connection: &mut SqliteConnection, hidden: &Place) -> Result<(), Failure> {
    let next: Option<Place> = sqlx::query_as(
        "SELECT number, conversation, parent, depth, role, hidden_by FROM message
         WHERE parent IS ?1 AND conversation = ?2 AND hidden_by IS NULL
         ORDER BY number < ?3 DESC, abs(number - ?3) LIMIT 1",
    )
    .bind(hidden.parent)
    .bind(hidden.conversation)
    .bind(hidden.number)
    .fetch_optional(&mut *connection)
    .await?;
    let shown: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM path WHERE conversation = ?1 AND depth = ?2 AND message = ?3)",
    )
    .bind(hidden.conversation)
    .bind(hidden.depth)
    .bind(hidden.number)
    .fetch_one(&mut *connection)
    .await?;
    match &next {
        Some(next) => {
            sqlx::query("UPDATE choice SET child = ?3 WHERE parent = ?1 AND child = ?2")
                .bind(hidden.parent)
                .bind(hidden.number)
                .bind(next.number)
                .execute(&mut *connection)
                .await?;
        }
        None => {
            sqlx::query("DELETE FROM choice WHERE parent = ?1")
                .bind(hidden.parent)
                .execute(&mut *connection)
                .await?;
        }
    }
    if !shown {
        return Ok(());
    }
    cut_path(connection, hidden.conversation, hidden.depth).await?;
    match &next {
        Some(next) => show(connection, next).await,
        None => Ok(()),
    }
}

async fn bring_back(connection: &mut SqliteConnection, place: &Place) -> Result<(), Failure> {
    // An ancestor may have been deleted later: then what comes back is hidden by that one instead.
    let above: Option<i64> = match place.parent {
        None => None,
        Some(parent) => {
            sqlx::query_scalar("SELECT hidden_by FROM message WHERE number = ?1")
                .bind(parent)
                .fetch_one(&mut *connection)
                .await?
        }
    };
    sqlx::query(
        "UPDATE message SET hidden_by = ?3, deleted_ms = iif(number = ?1, NULL, deleted_ms)
         WHERE conversation = ?2 AND hidden_by = ?1",
    )
    .bind(place.number)
    .bind(place.conversation)
    .bind(above)
    .execute(&mut *connection)
    .await?;
    if above.is_none() {
        return show(connection, place).await;
    }
    sqlx::query(
        "INSERT INTO choice (parent, child) VALUES (?1, ?2) ON CONFLICT (parent) DO NOTHING",
    )
    .bind(place.parent)
    .bind(place.number)
    .execute(connection)
    .await?;
    Ok(())
}
