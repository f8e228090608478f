//! Beginning an answer: the intent is durable before the platform is asked.

use std::sync::Arc;

use glim_store::{
    Conversation, ConversationId, FirstQuestion, Message, MessageId, NewAttempt, NewConversation,
    NewTurn, Store, TitleBy, Turn,
};

use zhipu::ChatRequest;

use super::{
    EditMessage, Knowledge, Parameters, RetryMessage, Role, SendMessage, Sent,
    answer::{self, Job},
    context::{self, Said, Wish},
    drafts,
    ground::{Ground, Topic},
    live::Live,
    making, models,
    splice::Splice,
    talk::Talk,
    thread, title,
};
use crate::{App, AppEvent, ErrorCode, UiError, settings::PlatformChoice};

/// Longest question, in bytes: more than a million tokens of context take.
const LONGEST_QUESTION: usize = 8 * 1024 * 1024;
/// Messages read at a time when the context is gathered.
const CONTEXT_PAGE: u32 = 200;

pub(super) async fn send(app: &App, request: SendMessage) -> Result<Sent, UiError> {
    let text = question(&request.text)?;
    let store = app.store()?;
    let parameters = stored(&request.parameters)?;
    let now_ms = app.now_ms();
    let draft = drafts::row(request.conversation);
    let (conversation, turn) = if let Some(id) = request.conversation {
        refuse_if_answering(app, id)?;
        let new = NewTurn {
            conversation: id,
            parent: store.conversation(id).await?.head,
            text: Some(text.to_owned()),
            model: request.model.clone(),
            parameters,
            now_ms,
        };
        (id, store.send_turn(&new, &draft).await?)
    } else {
        let new = NewConversation {
            title: Some(title::provisional(text)),
            title_by: TitleBy::Model,
            model: Some(request.model.clone()),
            parameters,
            now_ms,
        };
        let model = &request.model;
        let question = FirstQuestion { text, model };
        store.send_first_turn(&new, &question, &draft).await?
    };
    let begun = Begun {
        turn,
        model: request.model,
        parameters: request.parameters,
        wish: Wish::Answer,
    };
    start(app, &store, conversation, begun).await
}

pub(super) async fn edit(app: &App, request: EditMessage) -> Result<Sent, UiError> {
    let text = question(&request.text)?;
    let store = app.store()?;
    let before = store.message(request.message).await?;
    if before.making.is_some() {
        return making::otherwise(app, &store, &before, text).await;
    }
    let (row, new) = attempt(app, &store, &before, None).await?;
    let turn = store.edit(request.message, text, &new).await?;
    let parameters = thread::parameters(&row);
    let begun = Begun {
        turn,
        model: new.model,
        parameters,
        wish: Wish::Answer,
    };
    start(app, &store, row.id, begun).await
}

pub(super) async fn retry(app: &App, request: RetryMessage) -> Result<Sent, UiError> {
    let store = app.store()?;
    let before = store.message(request.message).await?;
    if before.making.is_some() {
        return making::again(app, &store, &before).await;
    }
    let (row, new) = attempt(app, &store, &before, request.model).await?;
    let turn = store.begin_retry(request.message, &new).await?;
    let parameters = thread::parameters(&row);
    let begun = Begun {
        turn,
        model: new.model,
        parameters,
        wish: Wish::Answer,
    };
    start(app, &store, row.id, begun).await
}

pub(super) async fn go_on(app: &App, message: MessageId) -> Result<Sent, UiError> {
    let store = app.store()?;
    let before = store.message(message).await?;
    if before.making.is_some() {
        return Err(UiError::bad_input("chat_continue", "there are no words"));
    }
    let (row, new) = attempt(app, &store, &before, before.model.clone()).await?;
    let turn = store.begin_continue(message, &new).await?;
    let parameters = thread::parameters(&row);
    let begun = Begun {
        turn,
        model: new.model,
        parameters,
        wish: Wish::Continue,
    };
    start(app, &store, row.id, begun).await
}

/// What a further attempt in the conversation of `message` consists of.
pub(super) async fn attempt(
    app: &App,
    store: &Store,
    message: &Message,
    model: Option<String>,
) -> Result<(Conversation, NewAttempt), UiError> {
    refuse_if_answering(app, message.conversation_id)?;
    let row = store.conversation(message.conversation_id).await?;
    let model = model
        .or_else(|| row.model.clone())
        .or_else(|| message.model.clone());
    let model = model.ok_or_else(|| UiError::bad_input("chat", "no model was ever chosen"))?;
    let new = NewAttempt {
        model,
        parameters: row.parameters.clone(),
        now_ms: app.now_ms(),
    };
    Ok((row, new))
}

/// An answer that is durable and waits for its task.
struct Begun {
    turn: Turn,
    model: String,
    parameters: Parameters,
    wish: Wish,
}

/// Starts an answer that is durable.
///
/// What the platform needs is looked up inside the task, so that a missing key ends up as a visible failure of
/// the answer, with the question kept, and not as a question that went nowhere.
async fn start(
    app: &App,
    store: &Store,
    conversation: ConversationId,
    begun: Begun,
) -> Result<Sent, UiError> {
    let Begun {
        turn,
        model,
        parameters,
        wish,
    } = begun;
    let platform = platform(app).await?;
    let knowledge = parameters.knowledge.clone().filter(Knowledge::is_some);
    let mut branch = branch(store, conversation, turn.answer, wish).await?;
    if knowledge.is_some() {
        context::forget_marks(&mut branch, wish);
    }
    let thinking = models::thinking(&model, &platform);
    let request = context::request(&model, &parameters, thinking, &branch, wish);
    let ground = knowledge.map(|knowledge| {
        let place = context::question_at(&request, wish);
        let asked: Vec<&Said> = branch.iter().filter(|it| it.role == Role::User).collect();
        let said = |from_end: usize| asked.iter().nth_back(from_end).map(|it| it.text.clone());
        let topic = Topic {
            question: said(0).unwrap_or_default(),
            before: said(1),
            place,
            tools: models::tools(&model),
            plain: request.clone(),
        };
        let budget = context::room(&request, models::context(&model, &platform));
        (knowledge, topic, budget)
    });
    let started = Started {
        turn,
        model,
        platform,
        request,
        ground,
        splice: None,
    };
    run(app, store, conversation, started).await
}

/// The platform in use, or the demonstration.
pub(super) async fn platform(app: &App) -> Result<PlatformChoice, UiError> {
    Ok(app.platform().await?.unwrap_or(PlatformChoice::Demo))
}

/// All that the task of an answer needs.
pub(super) struct Started {
    pub(super) turn: Turn,
    pub(super) model: String,
    pub(super) platform: PlatformChoice,
    pub(super) request: ChatRequest,
    /// What is asked of the library, and how many tokens there are for it.
    pub(super) ground: Option<(Knowledge, Topic, usize)>,
    pub(super) splice: Option<Splice>,
}

/// Starts the task of an answer and tells what has begun.
pub(super) async fn run(
    app: &App,
    store: &Store,
    conversation: ConversationId,
    started: Started,
) -> Result<Sent, UiError> {
    let turn = started.turn;
    let answer = store.message(turn.answer).await?;
    let started_ms = answer.started_ms.unwrap_or(answer.created_ms);
    let live = Arc::new(Live::new(
        conversation,
        &answer.text,
        &answer.reasoning,
        started_ms,
    ));
    let ground = started.ground.map(|(knowledge, topic, budget)| {
        let of = (turn.answer, Arc::clone(&live));
        Ground::new(app, of, &knowledge, topic, budget)
    });
    let job = Job {
        message: turn.answer,
        attempt: turn.attempt,
        model: started.model,
        talk: Box::new(Talk {
            app: app.clone(),
            platform: started.platform,
            request: started.request,
            ground,
            splice: started.splice,
        }),
    };
    let task = (app.clone(), Arc::clone(&live));
    app.0.answers.start(turn.answer, live, |stop| {
        answer::run(task.0, job, task.1, stop)
    });
    told(app, store, conversation, (turn.user, answer)).await
}

/// Tells what has begun: the question, if there is a new one, and its answer.
pub(super) async fn told(
    app: &App,
    store: &Store,
    conversation: ConversationId,
    (user, answer): (Option<MessageId>, Message),
) -> Result<Sent, UiError> {
    app.tell(AppEvent::ConversationChanged { id: conversation });
    let question = match user {
        Some(user) => Some(thread::message(app, store, store.message(user).await?).await?),
        None => None,
    };
    let row = store.conversation(conversation).await?;
    Ok(Sent {
        length: u32::try_from(row.path_len).unwrap_or(u32::MAX),
        conversation: thread::conversation(app, row),
        question,
        answer: thread::message(app, store, answer).await?,
    })
}

/// What was said before the answer, from the root; with the part itself when it is to be continued.
async fn branch(
    store: &Store,
    conversation: ConversationId,
    answer: MessageId,
    wish: Wish,
) -> Result<Vec<Said>, UiError> {
    let mut branch = Vec::new();
    loop {
        let start = i64::try_from(branch.len()).unwrap_or(i64::MAX);
        let page = store.path_page(conversation, start, CONTEXT_PAGE).await?;
        if page.is_empty() {
            return Ok(branch);
        }
        let made = page.iter().filter_map(|row| Some((row.id, row.making?)));
        let made = making::lines(store, &made.collect::<Vec<_>>()).await?;
        for row in page {
            let is_answer = row.id == answer;
            if is_answer && wish == Wish::Answer {
                return Ok(branch);
            }
            let role = match row.role {
                glim_store::Role::User => Role::User,
                glim_store::Role::Assistant => Role::Assistant,
            };
            let text = match made.get(&row.id) {
                Some(line) if role == Role::Assistant => (*line).to_owned(),
                _ => row.text,
            };
            branch.push(Said { role, text });
            if is_answer {
                return Ok(branch);
            }
        }
    }
}

fn question(text: &str) -> Result<&str, UiError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(UiError::bad_input("chat_send", "an empty question"));
    }
    if text.len() > LONGEST_QUESTION {
        return Err(UiError::new(ErrorCode::PromptTooLong));
    }
    Ok(text)
}

pub(super) fn refuse_if_answering(app: &App, conversation: ConversationId) -> Result<(), UiError> {
    if app.is_answering(conversation) {
        return Err(UiError::new(ErrorCode::AlreadyRunning));
    }
    Ok(())
}

pub(super) fn stored(parameters: &Parameters) -> Result<serde_json::Value, UiError> {
    serde_json::to_value(parameters).map_err(|error| UiError::bad_input("chat", &error.to_string()))
}
