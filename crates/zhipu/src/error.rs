//! What can go wrong, classified once: by business code first, then by HTTP status.

mod body;
mod classify;
mod transport;

use std::time::Duration;

use serde::Serialize;
use thiserror::Error as ThisError;
use ts_rs::TS;

pub(crate) use body::{Failure, read_envelope, read_failure, read_task_failure};
pub(crate) use classify::{classify, retry_after};
pub(crate) use transport::{Phase, from_transport};

use crate::chat::ContentFilter;

/// What went wrong, in one word that a program can act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Kind {
    /// The key is missing, wrong or expired (1000–1004, HTTP 401).
    Auth,
    /// The account is inactive, locked or wants a login in the console (1005, 1110–1112, 1121).
    Account,
    /// The key has no right to this call (1220, HTTP 403).
    Forbidden,
    /// The balance is used up (1113, `insufficient_quota`, HTTP 402); waiting does not help.
    Balance,
    /// Too many calls at once (1302, 1303, HTTP 429).
    RateLimited,
    /// The platform asks to slow down for fair use (1313).
    FairUse,
    /// The model has too much to do now (1305, HTTP 503).
    Overloaded,
    /// A limit of the plan or the day is reached and ends at a known time (1304, 1308, 1310, 1316–1321).
    QuotaReset,
    /// The plan does not include this model (1311).
    PlanDoesNotInclude,
    /// The plan has ended or is not valid (1309, 1314).
    PlanEnded,
    /// The key belongs to another product (1315).
    KeyOfOtherProduct,
    /// A parameter is wrong (1210, 1212–1215, 1231, HTTP 400 and 422).
    BadRequest,
    /// No such model (1211, `model_not_found`).
    ModelUnknown,
    /// The conversation is longer than the model can read (1261, `context_length_exceeded`).
    PromptTooLong,
    /// The content was refused by moderation (1300, 1301).
    Sensitive,
    /// No such address, task or call (1221, 1222, 1233, HTTP 404).
    NotFound,
    /// What was sent is too large (HTTP 413 and 435).
    TooLarge,
    /// The server failed (500, 1200, 1230, 1234, HTTP 5xx).
    Server,
    /// No connection: name, network or certificate; see [`Error::unreachable_cause`].
    Unreachable,
    /// The proxy could not be reached, or refused (HTTP 407).
    Proxy,
    /// Something took too long; see [`Error::wait`].
    TimedOut,
    /// The line was lost in the middle of an answer; what has come is good.
    Cut,
    /// The answer is not what this interface sends (another kind of server, a login page, …).
    Malformed,
    /// The client was set up wrongly (address, key, proxy), or a file to send cannot be read.
    Setup,
}

/// Whether and when the same call may be made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Advice {
    /// Again only after something was changed.
    Never,
    /// Again once.
    Once,
    /// Again after a growing pause.
    BackOff,
    /// Again after the limit ends; see [`Error::reset_time`].
    AfterReset,
}

/// What a time-out was waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Wait {
    /// The connection.
    Connect,
    /// The first byte of the answer.
    FirstByte,
    /// The next byte of an answer that had begun.
    Idle,
    /// The whole call.
    Total,
}

/// Why no connection came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum UnreachableCause {
    /// The name of the host is not known (or there is no network).
    Dns,
    /// Nobody answers at that address.
    Connect,
    /// The certificate is not trusted, or the encryption could not be agreed.
    Tls,
    /// The connection broke before an answer began.
    Broken,
}

/// A failure that the server itself reported, in any of the five shapes of its error bodies.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    pub(crate) kind: Kind,
    pub(crate) advice: Advice,
    /// HTTP status; `None` for an error inside a stream.
    pub(crate) status: Option<u16>,
    pub(crate) code: Option<String>,
    /// The server's words, without the key should it have repeated it.
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) content_filter: Vec<ContentFilter>,
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused {
            refusal: Box::new(refusal),
        }
    }
}

/// Every failure of this crate. Never holds a key; addresses are left out.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// The server answered with an error.
    #[error("the server refused the call{}", described(.refusal))]
    Refused {
        /// What it said.
        refusal: Box<Refusal>,
    },
    /// No connection came about.
    #[error("the server could not be reached")]
    Unreachable {
        /// Why.
        cause: UnreachableCause,
        /// The transport's own account.
        source: Box<reqwest::Error>,
    },
    /// The proxy could not be used.
    #[error("the proxy could not be used")]
    Proxy {
        /// The transport's own account.
        source: Box<reqwest::Error>,
    },
    /// Something took too long.
    #[error("timed out after {after:?} ({wait:?})")]
    TimedOut {
        /// What was waited for.
        wait: Wait,
        /// For how long.
        after: Duration,
    },
    /// The line was lost in the middle of an answer.
    #[error("the line was lost in the middle of the answer")]
    Cut {
        /// The transport's own account; `None` if the line was closed as if all was said.
        source: Option<Box<reqwest::Error>>,
        /// The id of the request, if it was known by then.
        request_id: Option<String>,
    },
    /// The answer is not what this interface sends.
    #[error("the answer could not be read: {detail}")]
    Malformed {
        /// What was wrong with it.
        detail: &'static str,
        /// HTTP status, if it was the answer as a whole.
        status: Option<u16>,
        /// The reader's own account.
        source: Option<serde_json::Error>,
    },
    /// The answer is larger than any honest one.
    #[error("the answer is too large: {source}")]
    Overflow {
        /// Which cap was passed.
        source: crate::sse::Overflow,
    },
    /// The request could not be written as JSON.
    #[error("the request could not be written")]
    Unwritable {
        /// The writer's own account.
        source: serde_json::Error,
    },
    /// A file of this machine that was to be sent could not be read to its end.
    #[error("the file to send could not be read")]
    UnreadableFile {
        /// The system's own account; names no path.
        source: std::io::Error,
    },
    /// The address of the server cannot be used.
    #[error("the address cannot be used: {reason}")]
    InvalidUrl {
        /// Why.
        reason: &'static str,
    },
    /// The key cannot be used.
    #[error("the key cannot be used: {reason}")]
    InvalidKey {
        /// Why.
        reason: &'static str,
    },
    /// The proxy cannot be used.
    #[error("the proxy cannot be used: {reason}")]
    InvalidProxy {
        /// Why.
        reason: &'static str,
    },
    /// A header of the client's settings cannot be sent.
    #[error("the setting {name} cannot be sent as a header")]
    InvalidHeader {
        /// Which setting.
        name: &'static str,
    },
    /// The HTTP client could not be made, for instance because the system has no root certificates.
    #[error("the http client could not be made")]
    Client {
        /// The transport's own account.
        source: Box<reqwest::Error>,
    },
}

fn described(refusal: &Refusal) -> String {
    use std::fmt::Write as _;
    let mut words = String::new();
    if let Some(code) = &refusal.code {
        let _ = write!(words, " with code {code}"); // writing to a String cannot fail
    }
    if let Some(status) = refusal.status {
        let _ = write!(words, " (HTTP {status})"); // writing to a String cannot fail
    }
    if let Some(message) = &refusal.message {
        let _ = write!(words, ": {message}"); // writing to a String cannot fail
    }
    words
}

impl Error {
    /// What went wrong, in one word.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Refused { refusal } => refusal.kind,
            Self::Unreachable { .. } => Kind::Unreachable,
            Self::Proxy { .. } => Kind::Proxy,
            Self::TimedOut { .. } => Kind::TimedOut,
            Self::Cut { .. } => Kind::Cut,
            Self::Malformed { .. } | Self::Overflow { .. } => Kind::Malformed,
            Self::Unwritable { .. }
            | Self::UnreadableFile { .. }
            | Self::InvalidUrl { .. }
            | Self::InvalidKey { .. }
            | Self::InvalidProxy { .. }
            | Self::InvalidHeader { .. }
            | Self::Client { .. } => Kind::Setup,
        }
    }

    /// Whether and when the same call may be made again.
    pub fn advice(&self) -> Advice {
        match self {
            Self::Refused { refusal } => refusal.advice,
            Self::Unreachable {
                cause: UnreachableCause::Tls,
                ..
            } => Advice::Never,
            Self::Unreachable { .. } | Self::TimedOut { .. } | Self::Cut { .. } => Advice::BackOff,
            _ => Advice::Never,
        }
    }

    /// The business code (`"1113"`) or word (`"context_length_exceeded"`) of the server.
    pub fn code(&self) -> Option<&str> {
        self.refusal()?.code.as_deref()
    }

    /// The HTTP status, if the server answered with one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { refusal } => refusal.status,
            Self::Malformed { status, .. } => *status,
            _ => None,
        }
    }

    /// The id of the request, to be given to the platform's support.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Refused { refusal } => refusal.request_id.as_deref(),
            Self::Cut { request_id, .. } => request_id.as_deref(),
            _ => None,
        }
    }

    /// How long the server asks to wait (`retry-after`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.refusal()?.retry_after
    }

    /// The server's own words, in its language; never the key.
    pub fn platform_message(&self) -> Option<&str> {
        self.refusal()?.message.as_deref()
    }

    /// What moderation found, with [`Kind::Sensitive`].
    pub fn content_filter(&self) -> &[ContentFilter] {
        self.refusal()
            .map_or(&[], |refusal| &refusal.content_filter)
    }

    /// What a time-out was waiting for.
    pub fn wait(&self) -> Option<Wait> {
        match self {
            Self::TimedOut { wait, .. } => Some(*wait),
            _ => None,
        }
    }

    /// Why no connection came about.
    pub fn unreachable_cause(&self) -> Option<UnreachableCause> {
        match self {
            Self::Unreachable { cause, .. } => Some(*cause),
            _ => None,
        }
    }

    /// When a limit ends, as the platform writes it in its message (`2026-11-23 18:00:00`).
    ///
    /// Its time zone is not documented, so it is given as text and only with [`Kind::QuotaReset`].
    pub fn reset_time(&self) -> Option<&str> {
        let refusal = self
            .refusal()
            .filter(|refusal| refusal.kind == Kind::QuotaReset)?;
        classify::date_and_time(refusal.message.as_deref()?)
    }

    /// The largest `max_tokens` of the model, which the platform discloses in the message of 1210.
    pub fn max_tokens_limit(&self) -> Option<u64> {
        let refusal = self
            .refusal()
            .filter(|refusal| refusal.kind == Kind::BadRequest)?;
        classify::max_tokens_limit(refusal.message.as_deref()?)
    }

    fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused { refusal } => Some(refusal),
            _ => None,
        }
    }

    /// Changes the server's words, if there are any.
    pub(crate) fn map_message(mut self, change: impl FnOnce(&str) -> String) -> Self {
        if let Self::Refused { refusal } = &mut self {
            refusal.message = refusal.message.take().map(|message| change(&message));
        }
        self
    }

    /// Overrules what the table advises for a refusal.
    pub(crate) fn with_advice(mut self, advice: Advice) -> Self {
        if let Self::Refused { refusal } = &mut self {
            refusal.advice = advice;
        }
        self
    }

    pub(crate) fn malformed(detail: &'static str, source: Option<serde_json::Error>) -> Self {
        Self::Malformed {
            detail,
            status: None,
            source,
        }
    }
}
