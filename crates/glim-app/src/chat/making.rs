//! Pictures and videos that are asked for in a conversation. Question, answer and jobs become durable together; the studio
//! makes them. To a model of the chat they are one line of words.

use std::collections::HashMap;

use glim_store::{
    MakingIn, MakingTurn, MediaKind, Message, MessageId, NewConversation, NewMaking, Role, Store,
    TitleBy,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Parameters, Sent, drafts, send, title};
use crate::{
    App, UiError,
    studio::{self, AskStudio, MakingView, Outlook},
};

/// Most answers that are asked after at once.
const MOST: usize = 2_000;

/// Asks for pictures or a video.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MakeInChat {
    /// None begins a new conversation.
    pub conversation: Option<glim_store::ConversationId>,
    /// What is wanted, in the person's words (`prompt`); without pictures to start from.
    pub form: AskStudio,
    /// The model that a new conversation talks with; an old one keeps its own.
    pub model: String,
    /// The parameters a new conversation talks with.
    pub parameters: Parameters,
}

/// How an answer by pictures or a video stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MadeAnswer {
    /// Which.
    pub id: MessageId,
    /// How it stands.
    pub making: MakingView,
}

pub(super) async fn make(app: &App, request: MakeInChat) -> Result<Sent, UiError> {
    let store = app.store()?;
    let orders = studio::orders(app, &request.form).await?;
    let text = request.form.prompt.trim();
    let place = match request.conversation {
        Some(id) => {
            send::refuse_if_answering(app, id)?;
            MakingIn::Behind(id, store.conversation(id).await?.head)
        }
        None => MakingIn::New(NewConversation {
            title: Some(title::provisional(text)),
            title_by: TitleBy::Model,
            model: Some(request.model.clone()),
            parameters: send::stored(&request.parameters)?,
            now_ms: app.now_ms(),
        }),
    };
    let new = NewMaking {
        jobs: orders,
        now_ms: app.now_ms(),
    };
    let draft = drafts::row(request.conversation);
    let turn = store.make_turn(&place, text, &new, &draft).await?;
    begun(app, &store, turn, &new).await
}

/// The same form once more, as a sibling of the answer.
pub(super) async fn again(app: &App, store: &Store, before: &Message) -> Result<Sent, UiError> {
    send::refuse_if_answering(app, before.conversation_id)?;
    let (jobs, words) = match before.role {
        Role::User => (store.question_jobs(before.id).await?, before.text.clone()),
        Role::Assistant => {
            let words = match before.parent_id {
                Some(question) => store.message(question).await?.text,
                None => String::new(),
            };
            (store.message_jobs(&[before.id]).await?, words)
        }
    };
    let new = NewMaking {
        jobs: studio::orders_again(app, &jobs, &words).await?,
        now_ms: app.now_ms(),
    };
    let turn = store.make_again(before.id, &new).await?;
    begun(app, store, turn, &new).await
}

/// The same form with other words, as a sibling of the question.
pub(super) async fn otherwise(
    app: &App,
    store: &Store,
    before: &Message,
    text: &str,
) -> Result<Sent, UiError> {
    send::refuse_if_answering(app, before.conversation_id)?;
    let jobs = store.question_jobs(before.id).await?;
    let new = NewMaking {
        jobs: studio::orders_again(app, &jobs, text).await?,
        now_ms: app.now_ms(),
    };
    let turn = store.make_otherwise(before.id, text, &new).await?;
    begun(app, store, turn, &new).await
}

async fn begun(
    app: &App,
    store: &Store,
    turn: MakingTurn,
    new: &NewMaking,
) -> Result<Sent, UiError> {
    studio::begin(app, &new.jobs);
    let answer = store.message(turn.answer).await?;
    send::told(app, store, turn.conversation, (turn.user, answer)).await
}

pub(super) async fn made(app: &App, answers: &[MessageId]) -> Result<Vec<MadeAnswer>, UiError> {
    let asked = answers.get(..answers.len().min(MOST)).unwrap_or_default();
    let views = studio::in_answers(&app.store()?, asked).await?;
    Ok(views
        .into_iter()
        .map(|(id, making)| MadeAnswer { id, making })
        .collect())
}

/// What a model is told of these answers that reads the conversation: it sees neither the pictures nor their links.
pub(super) async fn lines(
    store: &Store,
    answers: &[(MessageId, MediaKind)],
) -> Result<HashMap<MessageId, &'static str>, UiError> {
    let ids: Vec<MessageId> = answers.iter().map(|(id, _)| *id).collect();
    let outlooks = studio::outlooks(store, &ids).await?;
    let line = |(id, kind): &(MessageId, MediaKind)| {
        let outlook = outlooks.get(id).copied().unwrap_or(Outlook::Nothing);
        (*id, words(*kind, outlook))
    };
    Ok(answers.iter().map(line).collect())
}

/// English, because models follow it in any language of conversation.
fn words(kind: MediaKind, outlook: Outlook) -> &'static str {
    match (kind, outlook) {
        (MediaKind::Image, Outlook::Made) => {
            "(A picture was made from this request and shown to the user. You cannot see it.)"
        }
        (MediaKind::Image, Outlook::Open) => {
            "(A picture is being made from this request. You cannot see it.)"
        }
        (MediaKind::Image, Outlook::Nothing) => {
            "(A picture was asked for with this request, and none could be made.)"
        }
        (MediaKind::Video, Outlook::Made) => {
            "(A video was made from this request and shown to the user. You cannot see it.)"
        }
        (MediaKind::Video, Outlook::Open) => {
            "(A video is being made from this request. You cannot see it.)"
        }
        (MediaKind::Video, Outlook::Nothing) => {
            "(A video was asked for with this request, and none could be made.)"
        }
    }
}
