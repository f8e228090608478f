//! Each leaf crate's error to a code, parameters and the platform's request id.

use zhipu::Kind;

use super::{ErrorCode, UiError};
use crate::settings::SealedError;

impl From<zhipu::Error> for UiError {
    fn from(error: zhipu::Error) -> Self {
        // Sources hold no key and no text of the person; the chain is for us.
        tracing::warn!(
            error = chain(&error),
            request_id = error.request_id(),
            "a call failed"
        );
        let mut told = Self::new(code_of(error.kind()));
        if let Some(message) = error.platform_message() {
            told = told.with("message", message);
        }
        for (name, value) in [
            ("platformCode", error.code().map(str::to_owned)),
            ("resetTime", error.reset_time().map(str::to_owned)),
            (
                "maxTokens",
                error.max_tokens_limit().map(|limit| limit.to_string()),
            ),
            ("status", error.status().map(|status| status.to_string())),
        ] {
            if let Some(value) = value {
                told = told.with(name, value);
            }
        }
        told.request_id = error.request_id().map(str::to_owned);
        told.retry_after_ms = error
            .retry_after()
            .and_then(|after| u64::try_from(after.as_millis()).ok());
        told
    }
}

fn code_of(kind: Kind) -> ErrorCode {
    match kind {
        Kind::Auth => ErrorCode::KeyRefused,
        Kind::Account | Kind::Forbidden => ErrorCode::AccessDenied,
        Kind::Balance => ErrorCode::BalanceUsedUp,
        Kind::RateLimited | Kind::FairUse => ErrorCode::RateLimited,
        Kind::Overloaded => ErrorCode::ModelOverloaded,
        Kind::QuotaReset => ErrorCode::QuotaReached,
        Kind::PlanDoesNotInclude | Kind::PlanEnded | Kind::KeyOfOtherProduct => {
            ErrorCode::PlanExcludes
        }
        Kind::BadRequest | Kind::NotFound | Kind::TooLarge | Kind::Setup => {
            ErrorCode::RequestRefused
        }
        Kind::ModelUnknown => ErrorCode::ModelUnknown,
        Kind::PromptTooLong => ErrorCode::PromptTooLong,
        Kind::Sensitive => ErrorCode::ContentRefused,
        Kind::Server => ErrorCode::PlatformFailed,
        Kind::Unreachable => ErrorCode::PlatformUnreachable,
        Kind::Proxy => ErrorCode::ProxyFailed,
        Kind::TimedOut => ErrorCode::TimedOut,
        Kind::Cut => ErrorCode::ConnectionCut,
        Kind::Malformed => ErrorCode::AnswerMalformed,
        _ => ErrorCode::Internal,
    }
}

impl From<glim_store::Error> for UiError {
    fn from(error: glim_store::Error) -> Self {
        use glim_store::Error as Store;
        let path = |path: &std::path::Path| path.display().to_string();
        match &error {
            Store::NotFound { what, .. } => return Self::not_found(what),
            Store::NotAnId { .. } | Store::NotAllowed { .. } => {
                return Self::bad_input("store", &error.to_string());
            }
            _ => tracing::error!(error = chain(&error), "the store failed"),
        }
        match &error {
            Store::TooNew {
                found,
                known,
                path: file,
            } => Self::new(ErrorCode::StoreTooNew)
                .with("found", found.to_string())
                .with("known", known.to_string())
                .with("path", path(file)),
            Store::Damaged {
                detail, path: file, ..
            } => Self::new(ErrorCode::StoreDamaged)
                .with("detail", detail)
                .with("path", path(file)),
            Store::Locked { path: file } => {
                Self::new(ErrorCode::StoreLocked).with("path", path(file))
            }
            Store::DiskFull { .. } => Self::new(ErrorCode::DiskFull),
            Store::Denied { path: file, .. } => {
                Self::new(ErrorCode::StoreDenied).with("path", path(file))
            }
            other => Self::new(ErrorCode::StoreFailed).with("detail", other.to_string()),
        }
    }
}

impl From<glim_knowledge::Error> for UiError {
    fn from(error: glim_knowledge::Error) -> Self {
        tracing::error!(error = chain(&error), "the library's indexes failed");
        Self::new(ErrorCode::Internal).with("detail", error.to_string())
    }
}

impl From<SealedError> for UiError {
    fn from(error: SealedError) -> Self {
        match &error {
            SealedError::WrongPassphrase => Self::new(ErrorCode::PassphraseWrong),
            other => {
                tracing::error!(error = chain(other), "the sealed file of keys failed");
                Self::new(ErrorCode::StoreFailed).with("detail", other.to_string())
            }
        }
    }
}

/// The error with its causes, on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        line.push_str(": ");
        line.push_str(&inner.to_string());
        cause = inner.source();
    }
    line
}
