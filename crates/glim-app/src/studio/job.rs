//! The rules of one paid call, from being asked for to being kept: pure, so that any order of answers, failures and crashes
//! can be tried. The store keeps where a job is; `runner.rs` lets the world act and hands what happened to [`step`].
//!
//! One rule stands above the others: *what may have been taken is never sent again*. The way back from `sending` to `waiting`
//! is only for a call that certainly was not taken.

use std::time::Duration;

use glim_store::{JobState, MediaKind};

/// How often a call that was refused for now is made before the refusal stands.
const MOST_SENDINGS: u32 = 40;
/// How often a result that is no picture or video is fetched before it is given up: the line may have cut it.
const MOST_FETCHES: u32 = 4;
/// How often a task may be told to be unknown before that is believed.
const MOST_MISSES: u32 = 4;

/// What the rules need to know of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) state: JobState,
    pub(super) kind: MediaKind,
    /// Tries of the step it is at.
    pub(super) tries: u32,
    /// It has a task that can be asked for fresh links.
    pub(super) has_task: bool,
    /// Its links are fresh ones already, after the first had gone.
    pub(super) renewed: bool,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// It is due, and there is room for it.
    Due,
    /// The platform has taken it and named a task.
    Accepted,
    /// The platform has told where the result is.
    Linked,
    /// The platform says no, and will say no again.
    Refused,
    /// The call was certainly not taken, or the platform says that it cannot now.
    NotNow,
    /// The call was sent and no answer came.
    Unclear,
    /// The platform is still at it.
    StillRunning,
    /// The platform could not be asked.
    LookFailed,
    /// The platform says that it has no such task.
    NoSuchTask,
    /// All of it is kept.
    Fetched,
    /// The line failed while it was fetched.
    FetchFailed,
    /// There was no room for it.
    DiskFull,
    /// What came is no picture or video.
    NotMedia,
    /// The links do not lead anywhere any more.
    LinkGone,
    /// A person gives it up.
    GivenUp,
    /// The process that was at it is gone. The store settles all of them at once (`settle_jobs`), by this rule.
    #[cfg_attr(not(test), expect(dead_code, reason = "the store does it"))]
    Restarted,
}

/// What is written down, always before the next thing is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Write {
    Nothing,
    Sending,
    Unsent { after: Duration },
    Running { after: Duration },
    Later { after: Duration },
    Linked,
    Done,
    Failed,
    Cancelled,
    Unknown,
}

/// What is done then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Make the paid call.
    Submit,
    /// Ask how far it is.
    Look,
    /// Fetch the result.
    Fetch,
    /// Nothing until it is due again, if ever.
    Rest,
}

/// How long is waited for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// From the acceptance to the first look; the next ones are half as long again each.
    pub first_look: Duration,
    /// The longest pause between two looks at a picture on its way.
    pub longest_image: Duration,
    /// The same for a video.
    pub longest_video: Duration,
    /// After the first failure of a step; doubled with each.
    pub after_failure: Duration,
    /// The longest pause after a failure.
    pub longest: Duration,
    /// Until room is looked for on a full disk.
    pub disk_full: Duration,
}

impl Default for Pace {
    /// Pictures take seconds and videos minutes; the platform names no pause (videos.md §4).
    fn default() -> Self {
        Self {
            first_look: Duration::from_secs(1),
            longest_image: Duration::from_secs(5),
            longest_video: Duration::from_secs(12),
            after_failure: Duration::from_secs(3),
            longest: Duration::from_mins(5),
            disk_full: Duration::from_secs(20),
        }
    }
}

impl Pace {
    /// The pause before the look after `tries` looks.
    fn look(&self, kind: MediaKind, tries: u32) -> Duration {
        let longest = match kind {
            MediaKind::Image => self.longest_image,
            MediaKind::Video => self.longest_video,
        };
        let mut pause = self.first_look;
        for _ in 0..tries.min(64) {
            pause = (pause.saturating_mul(3) / 2).min(longest);
        }
        pause.min(longest)
    }

    /// The pause after the failure that follows `tries` tries.
    fn failure(&self, tries: u32) -> Duration {
        let pause = self
            .after_failure
            .saturating_mul(1_u32.checked_shl(tries.min(16)).unwrap_or(1));
        pause.min(self.longest)
    }
}

/// What follows from an event. An event that cannot be in this state changes nothing.
pub(super) fn step(job: Job, event: Event, pace: &Pace) -> (Write, Act) {
    if event == Event::GivenUp {
        let write = if job.state.is_settled() {
            Write::Nothing
        } else {
            Write::Cancelled
        };
        return (write, Act::Rest);
    }
    match job.state {
        JobState::Waiting => waiting(job, event, pace),
        JobState::Sending => sending(job, event, pace),
        JobState::Running => running(job, event, pace),
        JobState::Fetching => fetching(job, event, pace),
        JobState::Done | JobState::Failed | JobState::Cancelled | JobState::Unknown => {
            (Write::Nothing, Act::Rest)
        }
    }
}

fn waiting(job: Job, event: Event, pace: &Pace) -> (Write, Act) {
    match event {
        Event::Due => (Write::Sending, Act::Submit),
        // No key, no proxy, a keychain that is locked: it waits for the person.
        Event::NotNow => {
            let after = pace.failure(job.tries);
            (Write::Later { after }, Act::Rest)
        }
        // It can never be made ready: a picture to start from is gone, nobody knows the model.
        Event::Refused => (Write::Failed, Act::Rest),
        _ => (Write::Nothing, Act::Rest),
    }
}

fn sending(job: Job, event: Event, pace: &Pace) -> (Write, Act) {
    match event {
        Event::Accepted => {
            let after = pace.look(job.kind, 0);
            (Write::Running { after }, Act::Rest)
        }
        Event::Linked => (Write::Linked, Act::Fetch),
        Event::NotNow if job.tries < MOST_SENDINGS => {
            let after = pace.failure(job.tries);
            (Write::Unsent { after }, Act::Rest)
        }
        Event::NotNow | Event::Refused => (Write::Failed, Act::Rest),
        Event::Unclear | Event::Restarted => (Write::Unknown, Act::Rest),
        _ => (Write::Nothing, Act::Rest),
    }
}

fn running(job: Job, event: Event, pace: &Pace) -> (Write, Act) {
    match event {
        Event::Due => (Write::Nothing, Act::Look),
        Event::Linked => (Write::Linked, Act::Fetch),
        Event::Refused => (Write::Failed, Act::Rest),
        Event::NoSuchTask if job.tries >= MOST_MISSES => (Write::Failed, Act::Rest),
        Event::StillRunning => {
            let after = pace.look(job.kind, job.tries.saturating_add(1));
            (Write::Later { after }, Act::Rest)
        }
        Event::LookFailed | Event::NoSuchTask => {
            let after = pace.failure(job.tries);
            (Write::Later { after }, Act::Rest)
        }
        _ => (Write::Nothing, Act::Rest),
    }
}

fn fetching(job: Job, event: Event, pace: &Pace) -> (Write, Act) {
    let later = |after| (Write::Later { after }, Act::Rest);
    match event {
        Event::Due => (Write::Nothing, Act::Fetch),
        Event::Fetched => (Write::Done, Act::Rest),
        Event::DiskFull => later(pace.disk_full),
        Event::FetchFailed | Event::LookFailed => later(pace.failure(job.tries)),
        // The platform has nothing new to say while the old result is gone.
        Event::StillRunning => later(pace.look(job.kind, job.tries)),
        Event::NotMedia if job.tries < MOST_FETCHES => later(pace.failure(job.tries)),
        Event::LinkGone if job.has_task && !job.renewed => (Write::Nothing, Act::Look),
        Event::NotMedia | Event::Refused | Event::NoSuchTask | Event::LinkGone => {
            (Write::Failed, Act::Rest)
        }
        Event::Linked => (Write::Linked, Act::Fetch),
        _ => (Write::Nothing, Act::Rest),
    }
}

#[cfg(test)]
mod tests;
