//! Names failures of the transport: what reqwest reports below HTTP.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use super::{Error, UnreachableCause, Wait};

/// How far a call had come when the transport failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Before the head of the answer; `custom_proxy` if the person chose a proxy for this call.
    Sending {
        custom_proxy: bool,
        connect: Duration,
    },
    /// While the body was read.
    Body,
}

/// Names a failure of the transport. Its address is taken out: it may hold a path token.
pub(crate) fn from_transport(error: reqwest::Error, phase: Phase) -> Error {
    let error = error.without_url();
    let Phase::Sending {
        custom_proxy,
        connect,
    } = phase
    else {
        return Error::Cut {
            source: Some(Box::new(error)),
            request_id: None,
        };
    };
    if error.is_builder() {
        return Error::InvalidUrl {
            reason: "no request can be made of it",
        };
    }
    if error.is_timeout() {
        return Error::TimedOut {
            wait: Wait::Connect,
            after: connect,
        };
    }
    let source = Box::new(error);
    if is_proxy_failure(&source, custom_proxy) {
        return Error::Proxy { source };
    }
    let cause = if is_tls_failure(source.as_ref()) {
        UnreachableCause::Tls
    } else if source.is_dns() {
        UnreachableCause::Dns
    } else if source.is_connect() {
        UnreachableCause::Connect
    } else {
        UnreachableCause::Broken
    };
    Error::Unreachable { cause, source }
}

/// Tunnels (HTTP CONNECT, SOCKS) fail with types that hyper-util keeps to itself, so their words
/// are looked for; without a tunnel every failed connection through a chosen proxy is the proxy's.
fn is_proxy_failure(error: &reqwest::Error, custom_proxy: bool) -> bool {
    let tunnel = causes(error).any(|cause| {
        let words = cause.to_string();
        words.starts_with("tunnel error") || words.starts_with("SOCKS error")
    });
    tunnel || (custom_proxy && error.is_connect() && !is_tls_failure(error))
}

fn is_tls_failure(error: &(dyn StdError + 'static)) -> bool {
    causes(error).any(<dyn StdError>::is::<rustls::Error>)
}

/// The chain of causes; steps into `io::Error`, whose own `source` skips what it wraps.
fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&cause| {
        let wrapped = cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        wrapped
            .map(|inner| inner as &(dyn StdError + 'static))
            .or_else(|| cause.source())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_inside_an_io_error_is_found() {
        let tls = rustls::Error::General("证书".to_owned());
        let wrapped = io::Error::other(io::Error::other(tls));
        assert!(is_tls_failure(&wrapped));
        assert!(!is_tls_failure(&io::Error::other("plain")));
    }
}
