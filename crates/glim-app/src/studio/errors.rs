//! What came of a call, in the words of the rules: above all whether it can have been taken.

use glim_store::Job;
use serde_json::Value;
use zhipu::{Kind, UnreachableCause, Wait};

use super::{job::Event, media::Refusal};
use crate::{ErrorCode, UiError};

/// Codes of hindrances that a change of the settings may take away.
pub(super) const HEALED_BY_SETTINGS: [&str; 8] = [
    "notConnected",
    "keyMissing",
    "keyRefused",
    "keyLocked",
    "keychainLocked",
    "platformUnreachable",
    "proxyFailed",
    "timedOut",
];

/// An error as a job's row keeps it.
pub(super) fn told(error: &UiError) -> Value {
    // Words and numbers: always JSON.
    serde_json::to_value(error).unwrap_or_default()
}

/// The error of a row; of another time's shape it is one without words.
pub(super) fn read(job: &Job) -> Option<UiError> {
    let error = job.error.clone()?;
    Some(serde_json::from_value(error).unwrap_or_else(|_| UiError::new(ErrorCode::Internal)))
}

/// What a failed paid call means.
///
/// Only an answer of the platform itself, or a line that was never made, says that nothing was taken. A server in front of it
/// that answers in its stead (502, 504) does not know.
pub(super) fn of_submission(error: &zhipu::Error) -> Event {
    match error.kind() {
        Kind::RateLimited | Kind::FairUse | Kind::Overloaded if error.code().is_some() => {
            Event::NotNow
        }
        Kind::RateLimited if error.status() == Some(429) => Event::NotNow,
        // A key for this run only is gone after a restart: who gives it again wants what was asked for.
        Kind::Auth | Kind::Proxy => Event::NotNow,
        Kind::Unreachable => match error.unreachable_cause() {
            Some(UnreachableCause::Broken) | None => Event::Unclear,
            Some(_) => Event::NotNow,
        },
        Kind::TimedOut if error.wait() == Some(Wait::Connect) => Event::NotNow,
        Kind::Server | Kind::Overloaded if error.code().is_none() => Event::Unclear,
        Kind::TimedOut | Kind::Cut | Kind::Malformed => Event::Unclear,
        _ => Event::Refused,
    }
}

/// What a failed look means: only that the platform does not know the task is an end, and not at once.
pub(super) fn of_look(error: &zhipu::Error) -> Event {
    match error.kind() {
        Kind::NotFound | Kind::BadRequest => Event::NoSuchTask,
        _ => Event::LookFailed,
    }
}

/// What a failed fetching of a link means.
pub(super) fn of_fetch(error: &zhipu::Error) -> Event {
    match error.kind() {
        Kind::Forbidden | Kind::NotFound | Kind::Auth | Kind::Account => Event::LinkGone,
        Kind::Setup => Event::Refused,
        _ if matches!(error.status(), Some(400..=499)) => Event::LinkGone,
        _ => Event::FetchFailed,
    }
}

/// Whether the platform cannot be asked for now, as opposed to a request it would never take.
pub(super) fn is_passing(code: ErrorCode) -> bool {
    !matches!(
        code,
        ErrorCode::BadInput
            | ErrorCode::NotFound
            | ErrorCode::ModelUnknown
            | ErrorCode::NotOffered
            | ErrorCode::RequestRefused
    )
}

/// A file that is not kept, as a person is told.
pub(super) fn of_refusal(refusal: &Refusal) -> UiError {
    tracing::warn!(%refusal, "a result is not kept");
    UiError::new(ErrorCode::NotMedia).with("detail", refusal.to_string())
}
