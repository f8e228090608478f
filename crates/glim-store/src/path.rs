//! The shown branch of a conversation, a page at a time. A page costs what it holds, wherever in a long thread it lies:
//! the path is a table of its own, ordered by depth.

use crate::{ConversationId, Error, Message, Store, message};

impl Store {
    /// How many messages the shown branch has.
    pub async fn path_len(&self, conversation: ConversationId) -> Result<i64, Error> {
        self.doing("measure a conversation", async {
            Ok(sqlx::query_scalar(LENGTH)
                .bind(conversation)
                .fetch_one(&mut *self.read().await?)
                .await?)
        })
        .await
    }

    /// At most `count` messages of the shown branch from depth `start` on, in order.
    pub async fn path_page(
        &self,
        conversation: ConversationId,
        start: i64,
        count: u32,
    ) -> Result<Vec<Message>, Error> {
        self.doing("read a page of a conversation", async {
            let mut read = self.read().await?;
            let numbers: Vec<i64> = sqlx::query_scalar(PAGE)
                .bind(conversation)
                .bind(start)
                .bind(i64::from(count))
                .fetch_all(&mut *read)
                .await?;
            message::load(&mut read, &numbers).await
        })
        .await
    }
}

pub(crate) const LENGTH: &str = "
SELECT coalesce(max(p.depth) + 1, 0) FROM path p
WHERE p.conversation = (SELECT number FROM conversation WHERE id = ?1)";

pub(crate) const PAGE: &str = "
SELECT p.message FROM path p
WHERE p.conversation = (SELECT number FROM conversation WHERE id = ?1) AND p.depth >= ?2
ORDER BY p.depth LIMIT ?3";
