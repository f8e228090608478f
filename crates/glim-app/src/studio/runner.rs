//! The one task that follows jobs as long as the data is open: it settles what a process before it left behind, takes up what
//! is due as there is room for it, and sleeps until the next is.

use std::{collections::HashMap, time::Duration};

use glim_store::{Job, JobState, Store};
use serde_json::Value;
use tokio::sync::broadcast;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use zhipu::forms::forms;

use super::{errors, follow, shelf};
use crate::{App, AppEvent, ErrorCode, UiError};

/// How long nothing is looked for when nothing is due.
const LOOK_AGAIN: Duration = Duration::from_mins(3);
/// How long is waited after the store failed.
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// Results that are fetched at once.
const MOST_FETCHES: usize = 4;
/// Tasks that are asked for at once.
const MOST_LOOKS: usize = 8;
/// Jobs at once of a model whose limit is not known.
const FEW: u32 = 2;

/// Runs until stopped.
pub(super) async fn run(app: App, stop: CancellationToken) {
    let Ok(store) = app.store() else {
        return;
    };
    while let Err(error) = settle(&app, &store).await {
        tracing::error!(%error, "jobs of before could not be settled");
        if !pause(&stop, AFTER_FAILURE).await {
            return;
        }
    }
    shelf::warm(&app, &store).await;
    shelf::free_files(&app, &store).await;
    let mut events = app.events();
    // Tasks of their own: one that waits inside a transaction while this loop waits for the store would hold up both.
    let following = TaskTracker::new();
    loop {
        let next = match take_up(&app, &store).await {
            Ok((taken, next)) => {
                for (job, given_up) in taken {
                    let (app, store, stop) = (app.clone(), store.clone(), stop.clone());
                    following.spawn(follow::follow(app, store, job, given_up, stop));
                }
                next
            }
            Err(error) => {
                tracing::error!(%error, "the jobs could not be looked at");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            () = stop.cancelled() => break,
            () = app.0.studio.wake.notified() => {}
            () = tokio::time::sleep(next) => {}
            () = settings_changed(&mut events) => go_on(&app, &store).await,
        }
    }
    // Each of them has heard of it and ends by itself.
    following.close();
    following.wait().await;
}

/// What was being sent when a process ended may have been paid for: nobody sends it again by itself.
async fn settle(app: &App, store: &Store) -> Result<(), glim_store::Error> {
    let error = errors::told(&UiError::new(ErrorCode::OutcomeUnknown));
    for id in store.settle_jobs(&error, app.now_ms()).await? {
        let state = JobState::Unknown;
        app.tell(AppEvent::StudioJobChanged { id, state });
    }
    Ok(())
}

/// The jobs to be taken in hand now, and how long until the next is due.
async fn take_up(
    app: &App,
    store: &Store,
) -> Result<(Vec<(Job, CancellationToken)>, Duration), glim_store::Error> {
    let now_ms = app.now_ms();
    let mut open = store.open_jobs().await?;
    let mut room = Room::around(&open);
    open.sort_by_key(|job| (job.due_ms, job.number));
    let mut taken = Vec::new();
    let mut next = LOOK_AGAIN;
    for job in open {
        if job.state == JobState::Sending {
            continue;
        }
        if app.0.studio.has(job.id) {
            room.take_step(&job);
            continue;
        }
        if job.due_ms > now_ms {
            let wait = u64::try_from(job.due_ms - now_ms).unwrap_or(0);
            next = next.min(Duration::from_millis(wait));
        } else if room.is_for(&job)
            && let Some(given_up) = app.0.studio.take(job.id)
        {
            room.take_step(&job);
            taken.push((job, given_up));
        }
    }
    Ok((taken, next))
}

/// What is left of the limits.
struct Room {
    /// Jobs that the platform counts, by platform and model.
    busy: HashMap<(String, String), u32>,
    looks: usize,
    fetches: usize,
}

impl Room {
    fn around(open: &[Job]) -> Self {
        let mut room = Self {
            busy: HashMap::new(),
            looks: MOST_LOOKS,
            fetches: MOST_FETCHES,
        };
        let counted = open
            .iter()
            .filter(|job| matches!(job.state, JobState::Sending | JobState::Running));
        for job in counted {
            *room.busy.entry(key(job)).or_default() += 1;
        }
        room
    }

    fn is_for(&self, job: &Job) -> bool {
        match job.state {
            JobState::Running => self.looks > 0,
            JobState::Fetching => self.fetches > 0,
            _ => self.busy.get(&key(job)).copied().unwrap_or(0) < most(&job.model),
        }
    }

    fn take_step(&mut self, job: &Job) {
        match job.state {
            JobState::Running => self.looks = self.looks.saturating_sub(1),
            JobState::Fetching => self.fetches = self.fetches.saturating_sub(1),
            _ => *self.busy.entry(key(job)).or_default() += 1,
        }
    }
}

fn key(job: &Job) -> (String, String) {
    (job.platform.clone(), job.model.clone())
}

/// How many jobs of a model may run at once: its limit for a new account, since the limit of this one is not told.
fn most(model: &str) -> u32 {
    let form = forms().iter().find(|form| form.model == model);
    form.map_or(FEW, |form| form.concurrency).max(1)
}

/// Waits for a change of the settings; never ends without one.
async fn settings_changed(events: &mut broadcast::Receiver<AppEvent>) {
    loop {
        match events.recv().await {
            Ok(AppEvent::SettingsChanged) | Err(broadcast::error::RecvError::Lagged(_)) => return,
            Ok(_) => {}
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// What was hindered by a missing key, a proxy or the line is tried again at once.
async fn go_on(app: &App, store: &Store) {
    let hindered = |job: &Job| {
        let code = job.error.as_ref().and_then(|error| error.get("code"));
        let code = code.and_then(Value::as_str).unwrap_or_default();
        errors::HEALED_BY_SETTINGS.contains(&code)
    };
    let open = store.open_jobs().await.unwrap_or_default();
    for job in open.iter().filter(|job| hindered(job)) {
        if let Err(error) = store.job_later(job.id, None, app.now_ms()).await {
            tracing::warn!(%error, "a job could not be taken up again");
        }
    }
}

/// False when it is to stop.
async fn pause(stop: &CancellationToken, time: Duration) -> bool {
    tokio::select! {
        () = tokio::time::sleep(time) => true,
        () = stop.cancelled() => false,
    }
}
