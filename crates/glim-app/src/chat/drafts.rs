//! What was typed and not sent, kept for each conversation and for the new one.

use glim_store::{ConversationId, Store};

use crate::{UiError, platform};

/// Longest draft that is kept, in bytes: far more than any context takes.
const LONGEST: usize = 8 * 1024 * 1024;

pub(super) async fn get(
    store: &Store,
    conversation: Option<ConversationId>,
) -> Result<String, UiError> {
    Ok(platform::read_row(store, &row(conversation))
        .await?
        .unwrap_or_default())
}

pub(super) async fn set(
    store: &Store,
    conversation: Option<ConversationId>,
    text: &str,
    now_ms: i64,
) -> Result<(), UiError> {
    if text.is_empty() {
        return Ok(store.remove_setting(&row(conversation)).await?);
    }
    if text.len() > LONGEST {
        return Err(UiError::bad_input(
            "chat_set_draft",
            "longer than any model reads",
        ));
    }
    Ok(store.set_setting(&row(conversation), &text, now_ms).await?)
}

/// The settings row it is kept in.
pub(super) fn row(conversation: Option<ConversationId>) -> String {
    conversation.map_or_else(|| "draft:new".to_owned(), |id| format!("draft:{id}"))
}
