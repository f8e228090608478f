//! Carries out a running answer: lets the talk ask the platform, feeds [`Turn`] and does what it says. The task owns the
//! answer; who watches it attaches to its [`Live`].

use std::{collections::VecDeque, sync::Arc, time::Duration};

use futures_util::{FutureExt as _, StreamExt as _, future::BoxFuture};
use glim_store::{AttemptId, Delta, MessageId, MessageState, Outcome};
use tokio_util::sync::CancellationToken;
use zhipu::{ChatStream, chat::ChatDelta};

use super::{
    AnswerEvent, MessageView, citations,
    live::Live,
    money,
    talk::{self, Failure, Opened, Said, Talk},
    thread, title,
    turn::{Effect, EndState, Ending, Happened, Piece, Turn},
};
use crate::{App, AppEvent, UiError, settings::PlatformChoice};

/// An answer to run: its rows are durable.
pub(crate) struct Job {
    pub(crate) message: MessageId,
    pub(crate) attempt: AttemptId,
    pub(crate) model: String,
    pub(crate) talk: Box<Talk>,
}

/// Runs an answer to its end, whatever that is.
pub(crate) async fn run(app: App, job: Job, live: Arc<Live>, stop: CancellationToken) {
    let Job {
        message,
        attempt,
        model,
        talk,
    } = job;
    let job = Asked {
        message,
        attempt,
        model,
        platform: talk.platform.clone(),
    };
    let mut turn = Turn::new();
    let mut source = Source::Opening(talk.begin().boxed());
    let mut unwritten = None;
    loop {
        let happened = next(&app, &turn, &mut source, &stop).await;
        let mut effects = VecDeque::from(turn.step(happened, app.now_ms()));
        while let Some(effect) = effects.pop_front() {
            match carry_out(&app, &job, &live, effect, &mut unwritten).await {
                After::GoesOn => {}
                After::Failed(error) => {
                    let failed = Happened::Failed { error, cut: true };
                    effects.extend(turn.step(failed, app.now_ms()));
                }
                After::Over => return,
            }
        }
    }
}

/// What the end of an answer must know of its beginning.
struct Asked {
    message: MessageId,
    attempt: AttemptId,
    model: String,
    platform: PlatformChoice,
}

/// Where the deltas come from.
enum Source {
    /// Something is looked up or the platform is being asked. The work is kept here, so that a deadline that passes
    /// meanwhile does not begin it anew.
    Opening(BoxFuture<'static, Opened>),
    Streaming(Box<Streaming>),
    /// It failed; nothing comes any more.
    Gone,
}

struct Streaming {
    talk: Box<Talk>,
    stream: ChatStream,
    /// Whether anything came, if only the name of the answer.
    spoke: bool,
    said: Said,
}

async fn next(app: &App, turn: &Turn, source: &mut Source, stop: &CancellationToken) -> Happened {
    let patience = turn
        .deadline_ms()
        .map(|due| Duration::from_millis(u64::try_from(due - app.now_ms()).unwrap_or(0)));
    tokio::select! {
        biased;
        () = stop.cancelled() => if app.is_closing() { Happened::Closing } else { Happened::StopAsked },
        happened = from_platform(source) => happened,
        () = tokio::time::sleep(patience.unwrap_or_default()), if patience.is_some() => Happened::Tick,
    }
}

/// May be dropped while it waits: what it waits for is in `source`.
async fn from_platform(source: &mut Source) -> Happened {
    match source {
        Source::Opening(work) => {
            let (talk, opened) = work.await;
            match opened {
                Ok(stream) => {
                    *source = Source::Streaming(Box::new(Streaming {
                        talk,
                        stream,
                        spoke: false,
                        said: Said::default(),
                    }));
                    Happened::Tick
                }
                Err(Failure { error, cut }) => {
                    *source = Source::Gone;
                    Happened::Failed { error, cut }
                }
            }
        }
        Source::Streaming(streaming) => match streaming.stream.next().await {
            Some(Ok(delta)) => streaming.take(delta),
            Some(Err(error)) if streaming.spoke => Happened::Failed {
                cut: talk::lost_line(&error),
                error: UiError::from(error),
            },
            Some(Err(error)) => reopen(source, |talk, _| talk.after(error).boxed(), Happened::Tick),
            None if streaming.said.waits() && streaming.talk.may_go_on() => reopen(
                source,
                |talk, said| talk.go_on(said).boxed(),
                Happened::Again,
            ),
            None => match streaming.talk.rest() {
                Some(text) => Happened::Delta(ChatDelta::Content(text)),
                None => Happened::Ended,
            },
        },
        Source::Gone => Happened::Ended,
    }
}

/// Lets the talk go on with something else.
fn reopen(
    source: &mut Source,
    work: impl FnOnce(Box<Talk>, Said) -> BoxFuture<'static, Opened>,
    happened: Happened,
) -> Happened {
    if let Source::Streaming(streaming) = std::mem::replace(source, Source::Gone) {
        let Streaming { talk, said, .. } = *streaming;
        *source = Source::Opening(work(talk, said));
    }
    happened
}

impl Streaming {
    fn take(&mut self, delta: ChatDelta) -> Happened {
        self.spoke = true;
        let shown = if self.talk.is_grounded() {
            self.said.take(delta)
        } else {
            Some(delta)
        };
        match shown.and_then(|delta| self.talk.spliced(delta)) {
            Some(delta) => Happened::Delta(delta),
            None => Happened::Tick,
        }
    }
}

/// What becomes of the answer after an effect.
enum After {
    GoesOn,
    Failed(UiError),
    Over,
}

async fn carry_out(
    app: &App,
    job: &Asked,
    live: &Live,
    effect: Effect,
    unwritten: &mut Option<Piece>,
) -> After {
    let now_ms = app.now_ms();
    match effect {
        Effect::Show { reasoning, text } => live.show(&reasoning, &text),
        Effect::Phase {
            phase,
            reasoning_ms,
        } => live.enter(phase, reasoning_ms, now_ms),
        Effect::Journal(piece) => {
            if let Err(error) = journal(app, job.attempt, &piece, now_ms).await {
                // Kept in memory for the end, which writes it if it can (a disk may have room again by then).
                *unwritten = Some(piece);
                return After::Failed(error);
            }
        }
        Effect::Finish(ending) => {
            finish(app, job, live, *ending, unwritten.take()).await;
            return After::Over;
        }
    }
    After::GoesOn
}

async fn journal(app: &App, attempt: AttemptId, piece: &Piece, now_ms: i64) -> Result<(), UiError> {
    Ok(app
        .store()?
        .append_delta(attempt, &delta(piece.clone()), now_ms)
        .await?)
}

fn delta(piece: Piece) -> Delta {
    Delta {
        seq: piece.sequence,
        reasoning: piece.reasoning,
        text: piece.text,
    }
}

/// Writes the end, tells it, and lets the model make a title if this was the first answer.
async fn finish(app: &App, job: &Asked, live: &Live, ending: Ending, unwritten: Option<Piece>) {
    live.settle();
    let complete = ending.state == EndState::Complete;
    let ended = match write_end(app, job, ending, unwritten).await {
        Ok(message) => message,
        Err(error) => {
            // The row stays `streaming` with its journal: the next start marks it interrupted.
            tracing::error!(code = ?error.code, "the end of an answer could not be written");
            app.0.answers.end(job.message, live);
            live.say(AnswerEvent::Lost { error });
            return;
        }
    };
    let (conversation, id) = (ended.conversation, ended.id);
    app.0.answers.end(id, live);
    live.say(AnswerEvent::Ended {
        message: Box::new(ended),
    });
    app.tell(AppEvent::MessageChanged { conversation, id });
    app.tell(AppEvent::ConversationChanged { id: conversation });
    let after = app.clone();
    app.0.answers.start_unwatched(async move {
        citations::check_ended(&after, conversation, id).await;
        if complete {
            title::make_if_first(&after, conversation, id).await;
        }
    });
}

async fn write_end(
    app: &App,
    job: &Asked,
    mut ending: Ending,
    unwritten: Option<Piece>,
) -> Result<MessageView, UiError> {
    let store = app.store()?;
    if let Some(mut first) = unwritten {
        if let Some(rest) = ending.rest.take() {
            first.reasoning.push_str(&rest.reasoning);
            first.text.push_str(&rest.text);
        }
        ending.rest = Some(first);
    }
    let outcome = outcome(job, &ending, app.now_ms());
    store.finish_attempt(job.attempt, &outcome).await?;
    let message = store.message(job.message).await?;
    thread::view_ended(&store, message).await
}

fn outcome(job: &Asked, ending: &Ending, now_ms: i64) -> Outcome {
    let state = match ending.state {
        EndState::Complete => MessageState::Complete,
        EndState::Stopped => MessageState::Stopped,
        EndState::Interrupted => MessageState::Interrupted,
        EndState::Failed => MessageState::Failed,
    };
    let mut outcome = Outcome::ended(state, now_ms, money::local_day(now_ms));
    outcome.first_token_ms = ending.first_token_ms;
    outcome.reasoning_ended_ms = ending.reasoning_ended_ms;
    outcome.request_id.clone_from(&ending.platform_request_id);
    outcome.finish_reason.clone_from(&ending.finish_reason);
    outcome.error = ending.error.as_ref().map(thread::stored_error);
    outcome.usage = ending
        .usage
        .as_ref()
        .map(|usage| money::stored_usage(usage, &job.model, &job.platform));
    outcome.web_search = Some(&ending.web_search)
        .filter(|results| !results.is_empty())
        .and_then(|results| serde_json::to_value(results).ok());
    outcome.rest = ending.rest.clone().map(delta);
    outcome
}
