//! One job taken through its steps: each is written down before the next thing is done, and what was written is read again, so
//! that this task knows nothing that a next process would not know.

use std::time::Duration;

use glim_store::{Job as Row, JobDone, JobState, Store};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::{
    errors, fetch,
    job::{self, Act, Event, Job, Write},
    shelf, submit,
};
use crate::{App, AppEvent, ErrorCode, UiError};

/// How long an answer to a paid call is waited for after the app was asked to end.
const LAST_ANSWER: Duration = Duration::from_secs(3);
/// How long is waited after something could not be written down.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// What happened, with what there is to be written down of it.
#[derive(Debug)]
pub(super) struct Happened {
    pub(super) event: Event,
    /// What went wrong or hinders it.
    pub(super) error: Option<UiError>,
    pub(super) task: Option<String>,
    pub(super) links: Option<Value>,
    pub(super) done: JobDone,
}

impl Happened {
    pub(super) fn just(event: Event) -> Self {
        Self {
            event,
            error: None,
            task: None,
            links: None,
            done: JobDone::default(),
        }
    }

    pub(super) fn failing(event: Event, error: UiError) -> Self {
        Self {
            error: Some(error),
            ..Self::just(event)
        }
    }
}

/// Takes a job as far as it goes now, and puts it down.
pub(super) async fn follow(
    app: &App,
    store: &Store,
    row: Row,
    given_up: CancellationToken,
    stop: &CancellationToken,
) {
    let id = row.id;
    let walk = Walk {
        app,
        store,
        given_up: &given_up,
        stop,
    };
    if let Err(error) = walk.go(row).await {
        tracing::error!(%id, %error, "a step of a job could not be written down");
        tokio::select! {
            () = tokio::time::sleep(AFTER_FAILURE) => {}
            () = stop.cancelled() => {}
        }
    }
    app.0.studio.put_down(id);
}

struct Walk<'a> {
    app: &'a App,
    store: &'a Store,
    given_up: &'a CancellationToken,
    stop: &'a CancellationToken,
}

impl Walk<'_> {
    async fn go(&self, mut row: Row) -> Result<(), glim_store::Error> {
        let mut ready = None;
        let mut happened = if row.state == JobState::Waiting {
            match submit::prepare(self.app, self.store, &row).await {
                Ok(prepared) => {
                    ready = Some(prepared);
                    Happened::just(Event::Due)
                }
                Err(error) if errors::is_passing(error.code) => {
                    Happened::failing(Event::NotNow, error)
                }
                Err(error) => Happened::failing(Event::Refused, error),
            }
        } else {
            Happened::just(Event::Due)
        };
        loop {
            let pace = self.app.0.studio.pace();
            let (write, act) = job::step(known(&row), happened.event, &pace);
            if !self.keep(&row, write, &mut happened).await? {
                return Ok(());
            }
            if write != Write::Nothing {
                row = self.store.job(row.id).await?;
                self.tell(&row).await;
            }
            let doing = async {
                match act {
                    Act::Submit => match ready.take() {
                        Some(ready) => Some(submit::submit(ready).await),
                        None => None,
                    },
                    Act::Look => Some(submit::look(self.app, self.store, &row).await),
                    Act::Fetch => Some(fetch::fetch(self.app, self.store, &row).await),
                    Act::Rest => None,
                }
            };
            let next = tokio::select! {
                next = doing => next,
                () = self.given_up.cancelled() => None,
                () = self.ended(act) => None,
            };
            match next {
                Some(next) => happened = next,
                None => return Ok(()),
            }
        }
    }

    /// The app is to end; an answer to a call that is paid for is worth a moment.
    async fn ended(&self, act: Act) {
        self.stop.cancelled().await;
        if act == Act::Submit {
            tokio::time::sleep(LAST_ANSWER).await;
        }
    }

    /// Writes it down; false when the job is not where it could be. What a paid call has brought is written as soon as that
    /// is possible: a full disk must not lose the name of a task.
    async fn keep(
        &self,
        row: &Row,
        write: Write,
        happened: &mut Happened,
    ) -> Result<bool, glim_store::Error> {
        let must = matches!(
            write,
            Write::Running { .. } | Write::Linked | Write::Unknown | Write::Unsent { .. }
        );
        loop {
            match self.write(row, write, happened).await {
                Err(error) if must && !self.stop.is_cancelled() => {
                    tracing::error!(id = %row.id, %error, "a step of a job is written down later");
                    tokio::time::sleep(AFTER_FAILURE).await;
                }
                kept => return kept,
            }
        }
    }

    async fn write(
        &self,
        row: &Row,
        write: Write,
        happened: &mut Happened,
    ) -> Result<bool, glim_store::Error> {
        let (store, id, now_ms) = (self.store, row.id, self.app.now_ms());
        let due = |after: Duration| {
            now_ms.saturating_add(i64::try_from(after.as_millis()).unwrap_or(i64::MAX))
        };
        let error = happened.error.as_ref().map(errors::told);
        match write {
            Write::Nothing => Ok(true),
            Write::Sending => store.job_sending(id, now_ms).await,
            Write::Unsent { after } => {
                store
                    .job_unsent(id, error.as_ref(), due(longer(after, happened)))
                    .await
            }
            Write::Running { after } => {
                let task = happened.task.as_deref().unwrap_or_default();
                store.job_running(id, task, due(after), now_ms).await
            }
            Write::Later { after } => {
                store
                    .job_later(id, error.as_ref(), due(longer(after, happened)))
                    .await
            }
            Write::Linked => {
                let renewed = row.state == JobState::Fetching;
                let links = happened.links.take().unwrap_or_default();
                let links = serde_json::json!({ "renewed": renewed, "files": links });
                store.job_linked(id, &links, now_ms).await
            }
            Write::Done => store.job_done(id, &happened.done, now_ms).await,
            Write::Failed => {
                let error = error.unwrap_or_else(|| errors::told(&ended_badly(happened.event)));
                store.job_failed(id, &error, now_ms).await
            }
            Write::Unknown => {
                let cause = happened.error.take();
                let told = errors::told(&outcome_unknown(cause));
                store.job_unknown(id, &told, now_ms).await
            }
            Write::Cancelled => store.job_cancelled(id, now_ms).await,
        }
    }

    async fn tell(&self, row: &Row) {
        self.app.tell(AppEvent::StudioJobChanged {
            id: row.id,
            state: row.state,
        });
        if row.state == JobState::Done
            && let Err(error) = shelf::tell_changed(self.app, self.store).await
        {
            tracing::warn!(code = ?error.code, "a new picture is not told");
        }
    }
}

/// The platform may have said how long it wants to be left alone.
fn longer(after: Duration, happened: &Happened) -> Duration {
    let wanted = happened
        .error
        .as_ref()
        .and_then(|error| error.retry_after_ms);
    wanted.map_or(after, |wanted| after.max(Duration::from_millis(wanted)))
}

fn ended_badly(event: Event) -> UiError {
    match event {
        Event::LinkGone => UiError::new(ErrorCode::LinkExpired),
        Event::NoSuchTask => UiError::not_found("task"),
        Event::NotMedia => UiError::new(ErrorCode::NotMedia),
        _ => UiError::new(ErrorCode::PlatformFailed),
    }
}

/// The outcome is what matters; why nobody knows it stands beside.
fn outcome_unknown(cause: Option<UiError>) -> UiError {
    let mut error = UiError::new(ErrorCode::OutcomeUnknown);
    if let Some(cause) = cause {
        let word = serde_json::to_value(cause.code).unwrap_or_default();
        error = error.with("cause", word.as_str().unwrap_or_default());
        error.request_id = cause.request_id;
        for (name, value) in cause.params {
            error.params.entry(name).or_insert(value);
        }
    }
    error
}

/// What the rules need of a row.
fn known(row: &Row) -> Job {
    let links = row.links.as_ref();
    Job {
        state: row.state,
        kind: row.kind,
        tries: u32::try_from(row.tries).unwrap_or(u32::MAX),
        has_task: row.task.is_some(),
        renewed: links
            .and_then(|links| links.get("renewed")?.as_bool())
            .unwrap_or(false),
    }
}
