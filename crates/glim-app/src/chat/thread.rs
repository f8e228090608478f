//! Reading: from the rows of the store to what the thread shows.

use glim_markdown::Block;
use glim_store::{AnswerError, Conversation, Message, MessageId, Store};

use super::{
    ConversationView, GroundingView, MessageState, MessageView, PageRequest, Parameters,
    ReasoningView, Role, Siblings, Thread, ThreadPage, drafts, money,
};
use crate::{
    App, ErrorCode, UiError,
    studio::{self, MakingView},
};

/// Messages that come with an opened conversation: more than fit in a window.
const LAST_PAGE: i64 = 30;
/// The finish reasons that mean the model had more to say.
const TRUNCATED: [&str; 2] = ["length", "model_context_window_exceeded"];

pub(super) async fn open(app: &App, store: &Store, row: Conversation) -> Result<Thread, UiError> {
    let page = PageRequest {
        conversation: row.id,
        start: u32::try_from((row.path_len - LAST_PAGE).max(0)).unwrap_or(0),
        count: u32::try_from(LAST_PAGE).unwrap_or(0),
    };
    Ok(Thread {
        parameters: parameters(&row),
        draft: drafts::get(store, Some(row.id)).await?,
        page: self::page(app, store, &page).await?,
        conversation: conversation(app, row),
    })
}

/// Costs what it holds, wherever in a long thread it lies.
pub(super) async fn page(
    app: &App,
    store: &Store,
    request: &PageRequest,
) -> Result<ThreadPage, UiError> {
    let length = store.path_len(request.conversation).await?;
    let count = request.count.clamp(1, 200);
    let rows = store
        .path_page(request.conversation, i64::from(request.start), count)
        .await?;
    let messages = views(app, store, rows).await?;
    Ok(ThreadPage {
        length: u32::try_from(length).unwrap_or(u32::MAX),
        start: request.start,
        messages,
    })
}

pub(super) fn conversation(app: &App, row: Conversation) -> ConversationView {
    ConversationView {
        running: app.is_answering(row.id),
        id: row.id,
        title: row.title.unwrap_or_default(),
        pinned: row.pinned,
        model: row.model.unwrap_or_default(),
        updated_ms: row.active_ms,
    }
}

/// The parameters of a conversation; what an older or newer version wrote otherwise is the default.
pub(super) fn parameters(row: &Conversation) -> Parameters {
    serde_json::from_value(row.parameters.clone()).unwrap_or_default()
}

pub(super) async fn message(
    app: &App,
    store: &Store,
    row: Message,
) -> Result<MessageView, UiError> {
    let (row, running) = looked_after(app, store, row).await?;
    let tree = tree(shown_text(&row, running)).await?;
    let making = studio::in_answers(store, &makings([&row]))
        .await?
        .remove(&row.id);
    view(store, row, running, (tree, making)).await
}

/// Those of these messages that are answers by pictures or a video.
fn makings<'a>(rows: impl IntoIterator<Item = &'a Message>) -> Vec<MessageId> {
    rows.into_iter()
        .filter(|row| row.making.is_some() && row.role == glim_store::Role::Assistant)
        .map(|row| row.id)
        .collect()
}

/// The row as it is, and whether a task is writing it.
///
/// A task writes the end of its answer before it goes. So a row that was read as `streaming` and has no task any
/// more is read once more: either it ended meanwhile, or it truly was left behind.
async fn looked_after(app: &App, store: &Store, row: Message) -> Result<(Message, bool), UiError> {
    let streaming = |row: &Message| row.state == glim_store::MessageState::Streaming;
    let has_task = |row: &Message| app.0.answers.get(row.id).is_some();
    if !streaming(&row) {
        return Ok((row, false));
    }
    if has_task(&row) {
        return Ok((row, true));
    }
    let row = store.message(row.id).await?;
    let running = streaming(&row) && has_task(&row);
    Ok((row, running))
}

/// The same for an answer whose task is about to be over.
pub(super) async fn view_ended(store: &Store, row: Message) -> Result<MessageView, UiError> {
    let tree = tree(shown_text(&row, false)).await?;
    view(store, row, false, (tree, None)).await
}

async fn views(app: &App, store: &Store, rows: Vec<Message>) -> Result<Vec<MessageView>, UiError> {
    let mut looked = Vec::with_capacity(rows.len());
    for row in rows {
        looked.push(looked_after(app, store, row).await?);
    }
    let texts = looked
        .iter()
        .map(|(row, running)| shown_text(row, *running))
        .collect();
    let trees = trees(texts).await?;
    let rows = looked.iter().map(|(row, _)| row);
    let mut made = studio::in_answers(store, &makings(rows)).await?;
    let mut messages = Vec::with_capacity(looked.len());
    for ((row, running), tree) in looked.into_iter().zip(trees) {
        let making = made.remove(&row.id);
        messages.push(view(store, row, running, (tree, making)).await?);
    }
    Ok(messages)
}

/// What is read as Markdown: an answer's words; a running answer comes by its watch instead.
fn shown_text(row: &Message, running: bool) -> String {
    if row.role == glim_store::Role::Assistant && !running {
        row.text.clone()
    } else {
        String::new()
    }
}

pub(super) async fn tree(text: String) -> Result<Vec<Block>, UiError> {
    Ok(trees(vec![text]).await?.pop().unwrap_or_default())
}

/// Reads texts on a blocking thread: colouring a long piece of code takes a hundred milliseconds.
async fn trees(texts: Vec<String>) -> Result<Vec<Vec<Block>>, UiError> {
    let read = move || {
        texts
            .iter()
            .map(|text| glim_markdown::parse(text))
            .collect()
    };
    tokio::task::spawn_blocking(read)
        .await
        .map_err(|_| UiError::new(ErrorCode::Internal).with("detail", "reading was broken off"))
}

async fn view(
    store: &Store,
    row: Message,
    running: bool,
    content: (Vec<Block>, Option<MakingView>),
) -> Result<MessageView, UiError> {
    let (blocks, making) = content;
    let siblings = siblings(store, &row).await?;
    let assistant = row.role == glim_store::Role::Assistant;
    let grounding = if assistant {
        store.grounding(row.id).await?.map(|kept| GroundingView {
            passages: u32::try_from(kept.passages).unwrap_or(u32::MAX),
            unsupported: u32::try_from(kept.unsupported).unwrap_or(u32::MAX),
            uncited: u32::try_from(kept.uncited).unwrap_or(u32::MAX),
            checked: kept.claims.is_some(),
        })
    } else {
        None
    };
    Ok(MessageView {
        grounding,
        id: row.id,
        conversation: row.conversation_id,
        role: if assistant {
            Role::Assistant
        } else {
            Role::User
        },
        state: state(&row, running),
        blocks,
        reasoning: (!row.reasoning.is_empty()).then(|| ReasoningView {
            characters: u32::try_from(row.reasoning.chars().count()).unwrap_or(u32::MAX),
            duration_ms: row.reasoning_ms,
        }),
        error: row.error.as_ref().map(told_error),
        usage: money::view(&row),
        text: if assistant { String::new() } else { row.text },
        makes: row.making,
        // No model of the chat wrote it: the one that makes it is named by its jobs.
        model: row.model.or_else(|| {
            let results = making.as_ref().map(|it| it.results.as_slice());
            results?.first().map(|it| it.job.model.clone())
        }),
        making,
        created_ms: row.created_ms,
        siblings,
    })
}

fn state(row: &Message, running: bool) -> MessageState {
    let truncated = row
        .finish_reason
        .as_deref()
        .is_some_and(|reason| TRUNCATED.contains(&reason));
    match row.state {
        glim_store::MessageState::Streaming if running => MessageState::Streaming,
        // Its end could not be written; the next start folds its journal.
        glim_store::MessageState::Streaming | glim_store::MessageState::Interrupted => {
            MessageState::Interrupted
        }
        glim_store::MessageState::Complete if truncated => MessageState::Truncated,
        glim_store::MessageState::Complete => MessageState::Complete,
        glim_store::MessageState::Stopped => MessageState::Stopped,
        glim_store::MessageState::Failed => MessageState::Failed,
    }
}

async fn siblings(store: &Store, row: &Message) -> Result<Siblings, UiError> {
    let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    let mut siblings = Siblings {
        position: number(row.sibling_index + 1),
        count: number(row.sibling_count),
        previous: None,
        next: None,
    };
    if row.sibling_count > 1 {
        let all = store.siblings(row.id).await?;
        let here = usize::try_from(row.sibling_index).unwrap_or(0);
        let at =
            |place: Option<usize>| place.and_then(|place| all.get(place)).map(|found| found.id);
        siblings.previous = at(here.checked_sub(1));
        siblings.next = at(here.checked_add(1));
    }
    Ok(siblings)
}

/// An error as the store keeps it.
pub(super) fn stored_error(error: &UiError) -> AnswerError {
    let word = serde_json::to_value(error.code).ok();
    AnswerError {
        code: word
            .as_ref()
            .and_then(|word| word.as_str())
            .unwrap_or("internal")
            .to_owned(),
        params: serde_json::to_value(&error.params).unwrap_or_default(),
        request_id: error.request_id.clone(),
    }
}

/// And back; a code of another version is `internal`.
fn told_error(error: &AnswerError) -> UiError {
    let code = serde_json::from_value(serde_json::Value::String(error.code.clone()));
    UiError {
        code: code.unwrap_or(ErrorCode::Internal),
        params: serde_json::from_value(error.params.clone()).unwrap_or_default(),
        request_id: error.request_id.clone(),
        retry_after_ms: None,
    }
}

#[cfg(test)]
mod tests;
