//! Chat: conversations, their threads, and answers as they are written.

mod answer;
mod check;
mod citations;
mod cited;
mod context;
mod drafts;
mod ground;
mod live;
mod making;
mod mend;
mod models;
mod money;
mod passages;
mod rules;
mod send;
mod sources;
mod splice;
mod talk;
mod thread;
mod title;
mod turn;
mod view;

use glim_markdown::Block;
use glim_store::{ConversationCursor, ConversationId, Hit, MessageId, TitleBy};
use tokio::sync::broadcast::error::RecvError;

pub use cited::*;
pub(crate) use live::Live;
pub use making::{MadeAnswer, MakeInChat};
pub(crate) use models::{ListedModels, cost, default_model, thinking};
pub(crate) use money::{local_day, stored_cost, stored_usage};
pub use view::*;

use crate::{App, AppEvent, Out, UiError};

/// Longest title a person can give, in characters.
const LONGEST_TITLE: usize = 200;
/// Most rows a page of a list holds.
const LARGEST_PAGE: u32 = 200;

/// A stretch of the list of conversations: pinned first, then newest first.
pub async fn chat_list(app: &App, request: ListConversations) -> Result<ConversationPage, UiError> {
    let after: Option<ConversationCursor> = request
        .after
        .map(|text| serde_json::from_str(&text))
        .transpose()
        .map_err(|error| UiError::bad_input("chat_list", &error.to_string()))?;
    let limit = request.limit.clamp(1, LARGEST_PAGE);
    let page = app
        .store()?
        .list_conversations(after.as_ref(), limit)
        .await?;
    let next = page
        .next
        .as_ref()
        .and_then(|cursor| serde_json::to_string(cursor).ok());
    let conversations = page
        .conversations
        .into_iter()
        .map(|row| thread::conversation(app, row))
        .collect();
    Ok(ConversationPage {
        conversations,
        next,
    })
}

/// A conversation with the end of its thread.
pub async fn chat_open(app: &App, request: ConversationId) -> Result<Thread, UiError> {
    let store = app.store()?;
    let row = store.conversation(request).await?;
    if row.deleted_ms.is_some() {
        return Err(UiError::not_found("conversation"));
    }
    thread::open(app, &store, row).await
}

/// A stretch of the chosen branch.
pub async fn chat_page(app: &App, request: PageRequest) -> Result<ThreadPage, UiError> {
    thread::page(app, &app.store()?, &request).await
}

/// Keeps a question and begins its answer; returns at once, with both durable. `chat_watch` the answer.
///
/// # Errors
/// `alreadyRunning` while an answer is being written in that conversation, `badInput` for an empty question.
/// Whatever the platform says ends up in the answer.
pub async fn chat_send(app: &App, request: SendMessage) -> Result<Sent, UiError> {
    send::send(app, request).await
}

/// Asks for pictures or a video: question, answer and jobs are durable before anything is sent.
///
/// # Errors
/// As `studio_ask`, and nothing is written then; `alreadyRunning` while an answer is being written in that conversation.
pub async fn chat_make(app: &App, request: MakeInChat) -> Result<Sent, UiError> {
    making::make(app, request).await
}

/// How the pictures and videos of these answers stand now. What is no such answer, or gone, is left out.
pub async fn chat_made(app: &App, request: Vec<MessageId>) -> Result<Vec<MadeAnswer>, UiError> {
    making::made(app, &request).await
}

/// Asks otherwise: a sibling of the question with a new answer; the old ones stay.
pub async fn chat_edit(app: &App, request: EditMessage) -> Result<Sent, UiError> {
    send::edit(app, request).await
}

/// Asks again, perhaps another model: a sibling of the answer.
pub async fn chat_retry(app: &App, request: RetryMessage) -> Result<Sent, UiError> {
    send::retry(app, request).await
}

/// Goes on with an answer that broke off: what comes is joined to what is there.
pub async fn chat_continue(app: &App, request: MessageId) -> Result<Sent, UiError> {
    send::go_on(app, request).await
}

/// Watches an answer: a snapshot, then differences, until it is over. Ends when the watcher has gone.
/// An answer that is over already is told as `Ended` at once.
pub async fn chat_watch(
    app: &App,
    request: MessageId,
    out: Out<AnswerEvent>,
) -> Result<(), UiError> {
    let Some(running) = app.0.answers.get(request) else {
        return tell_end(app, request, &out).await;
    };
    let (snapshot, mut events) = running.live.attach();
    // The task owns the sender; without our handle the channel closes when the task is over.
    let live = std::sync::Arc::downgrade(&running.live);
    drop(running);
    let mut listening = out.send(snapshot);
    while listening {
        listening = match events.recv().await {
            Ok(event) => {
                let over = matches!(event, AnswerEvent::Ended { .. } | AnswerEvent::Lost { .. });
                out.send(event) && !over
            }
            Err(RecvError::Lagged(_)) => match live.upgrade() {
                Some(live) => {
                    let (snapshot, later) = live.attach();
                    events = later;
                    out.send(snapshot)
                }
                None => return tell_end(app, request, &out).await,
            },
            // The task went without a word, as by a panic: the row has what was journalled.
            Err(RecvError::Closed) => return tell_end(app, request, &out).await,
        };
    }
    Ok(())
}

async fn tell_end(app: &App, id: MessageId, out: &Out<AnswerEvent>) -> Result<(), UiError> {
    let store = app.store()?;
    let message = Box::new(thread::message(app, &store, store.message(id).await?).await?);
    out.send(AnswerEvent::Ended { message });
    Ok(())
}

/// Stops an answer; what has come is kept. Stopping what is over is fine.
pub async fn chat_stop(app: &App, request: MessageId) -> Result<(), UiError> {
    if let Some(running) = app.0.answers.get(request) {
        running.stop.cancel();
    }
    Ok(())
}

/// Shows the branch through this message.
pub async fn chat_select(app: &App, request: MessageId) -> Result<Thread, UiError> {
    let store = app.store()?;
    store.select_sibling(request).await?;
    around(app, request).await
}

/// Shows the branch through this message and says where in it the message stands.
pub async fn chat_locate(app: &App, request: MessageId) -> Result<Located, UiError> {
    let store = app.store()?;
    store.select_sibling(request).await?;
    let row = store.message(request).await?;
    let position = u32::try_from(row.depth).unwrap_or(u32::MAX);
    Ok(Located {
        conversation: row.conversation_id,
        position,
    })
}

/// A message's words as they came, to copy.
pub async fn chat_text(app: &App, request: MessageId) -> Result<String, UiError> {
    Ok(app.store()?.message(request).await?.text)
}

/// What the model thought before the answer, as a tree.
pub async fn chat_reasoning(app: &App, request: MessageId) -> Result<Vec<Block>, UiError> {
    thread::tree(app.store()?.message(request).await?.reasoning).await
}

/// Hides a message and all below it, until restored.
pub async fn chat_message_delete(app: &App, request: MessageId) -> Result<Thread, UiError> {
    let store = app.store()?;
    let row = store.message(request).await?;
    app.stop_answers(row.conversation_id);
    store.delete_message(request, app.now_ms()).await?;
    changed(app, row.conversation_id, request);
    chat_open(app, row.conversation_id).await
}

/// Brings a deleted message back with what was hidden with it.
pub async fn chat_message_restore(app: &App, request: MessageId) -> Result<Thread, UiError> {
    app.store()?.restore_message(request).await?;
    let thread = around(app, request).await?;
    changed(app, thread.conversation.id, request);
    Ok(thread)
}

/// Gives a conversation a title of the person's own.
pub async fn chat_rename(app: &App, request: RenameConversation) -> Result<(), UiError> {
    let title: String = request.title.trim().chars().take(LONGEST_TITLE).collect();
    let title = Some(title.as_str()).filter(|title| !title.is_empty());
    app.store()?
        .rename_conversation(request.conversation, title, TitleBy::Person)
        .await?;
    app.tell(AppEvent::ConversationChanged {
        id: request.conversation,
    });
    Ok(())
}

/// Puts a conversation on top or lets it go.
pub async fn chat_pin(app: &App, request: PinConversation) -> Result<(), UiError> {
    app.store()?
        .set_pinned(request.conversation, request.pinned)
        .await?;
    app.tell(AppEvent::ConversationChanged {
        id: request.conversation,
    });
    Ok(())
}

/// Puts a conversation away; a running answer in it is stopped. Can be restored for thirty days.
pub async fn chat_delete(app: &App, request: ConversationId) -> Result<(), UiError> {
    app.stop_answers(request);
    app.store()?
        .delete_conversation(request, app.now_ms())
        .await?;
    app.tell(AppEvent::ConversationChanged { id: request });
    Ok(())
}

/// Brings a conversation back as it was.
pub async fn chat_restore(app: &App, request: ConversationId) -> Result<(), UiError> {
    app.store()?.restore_conversation(request).await?;
    app.tell(AppEvent::ConversationChanged { id: request });
    Ok(())
}

/// Model and parameters of a conversation's next answer.
pub async fn chat_set_parameters(app: &App, request: SetParameters) -> Result<(), UiError> {
    let parameters = send::stored(&request.parameters)?;
    let store = app.store()?;
    store
        .set_model_and_parameters(request.conversation, Some(&request.model), &parameters)
        .await?;
    app.tell(AppEvent::ConversationChanged {
        id: request.conversation,
    });
    Ok(())
}

/// Keeps what is typed and not sent.
pub async fn chat_set_draft(app: &App, request: SetDraft) -> Result<(), UiError> {
    drafts::set(
        &app.store()?,
        request.conversation,
        &request.text,
        app.now_ms(),
    )
    .await
}

/// What was typed and not sent.
pub async fn chat_draft(app: &App, request: Option<ConversationId>) -> Result<String, UiError> {
    drafts::get(&app.store()?, request).await
}

/// Finds titles and messages, Chinese too; as-you-type, so it must cost little.
pub async fn chat_search(app: &App, request: SearchMessages) -> Result<Vec<Hit>, UiError> {
    let limit = request.limit.clamp(1, LARGEST_PAGE);
    Ok(app.store()?.search(&request.query, limit).await?)
}

/// The models that can be asked at the platform in use.
pub async fn chat_models(app: &App, (): ()) -> Result<ModelList, UiError> {
    models::list(app).await
}

/// What an answer was given of the library, and how each of its claims stands. An answer that has ended and was not
/// checked yet, as after a crash, is checked now.
pub async fn chat_citations(app: &App, request: MessageId) -> Result<Cited, UiError> {
    citations::cited(app, request).await
}

/// Asks for only those claims anew that no passage of the answer says, as a sibling; all else stays word for word.
///
/// # Errors
/// `badInput` when nothing of it is to be mended.
pub async fn chat_mend(app: &App, request: MessageId) -> Result<Sent, UiError> {
    mend::mend(app, request).await
}

/// The thread with the stretch that holds `message` in its middle.
async fn around(app: &App, message: MessageId) -> Result<Thread, UiError> {
    const BEFORE: i64 = 15;
    let store = app.store()?;
    let row = store.message(message).await?;
    let mut thread = chat_open(app, row.conversation_id).await?;
    let start = u32::try_from((row.depth - BEFORE).max(0)).unwrap_or(0);
    if start < thread.page.start {
        let request = PageRequest {
            conversation: row.conversation_id,
            start,
            count: 30,
        };
        thread.page = thread::page(app, &store, &request).await?;
    }
    Ok(thread)
}

fn changed(app: &App, conversation: ConversationId, id: MessageId) {
    app.tell(AppEvent::MessageChanged { conversation, id });
    app.tell(AppEvent::ConversationChanged { id: conversation });
}

impl App {
    /// Whether an answer is being written in that conversation.
    pub(crate) fn is_answering(&self, conversation: ConversationId) -> bool {
        self.0.answers.any(|live| live.conversation == conversation)
    }

    fn stop_answers(&self, conversation: ConversationId) {
        self.0
            .answers
            .stop_if(|live| live.conversation == conversation);
    }
}
