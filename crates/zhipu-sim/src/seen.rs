//! What the simulator has seen: every request with body and headers, and how its answer ended.
//! Bounded, because the demonstration platform may run for days.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::request::Parts;
use bytes::Bytes;
use serde_json::Value;
use tokio::sync::watch;

use crate::Fault;

/// Requests kept at most.
const KEPT: usize = 512;
/// Bytes of bodies kept at most.
const KEPT_BYTES: usize = 64 * 1024 * 1024;

/// In which form a request showed its key; the key itself is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeenKey {
    /// No `Authorization` header, or an empty one.
    Missing,
    /// `Authorization: <key>`.
    Raw,
    /// `Authorization: Bearer <key>`.
    Bearer,
    /// `Authorization: Bearer <jwt made from the key>`.
    SignedToken,
}

/// How far the answer to a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Not yet at its end.
    Answering,
    /// Handed over whole.
    Complete,
    /// Broken off by a fault or by the end of the simulator.
    Broken,
    /// The caller closed the connection first, as it does when a person stops an answer.
    Abandoned,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct SeenRequest {
    /// Counts from 0 over the life of the simulator.
    pub sequence: u64,
    /// `GET`, `POST`, `DELETE`.
    pub method: String,
    /// The path after the origin (and its token), such as `/api/paas/v4/models`.
    pub path: String,
    /// The part after `?`.
    pub query: Option<String>,
    /// Names in lower case and values; `authorization` is masked.
    pub headers: Vec<(String, String)>,
    /// The form of the key.
    pub key: SeenKey,
    /// The body, byte for byte.
    pub body: Bytes,
    /// The fault that was put upon it.
    pub fault: Option<Fault>,
    /// How its answer ended.
    pub ended: Ended,
}

impl SeenRequest {
    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// A header's first value by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn new(parts: &Parts, path: String, key: SeenKey, body: Bytes) -> Self {
        let headers = parts.headers.iter().map(|(name, value)| {
            let secret = matches!(name.as_str(), "authorization" | "x-api-key" | "cookie");
            let value = if secret {
                "masked".into()
            } else {
                String::from_utf8_lossy(value.as_bytes())
            };
            (name.as_str().to_owned(), value.into_owned())
        });
        Self {
            sequence: 0,
            method: parts.method.to_string(),
            path,
            query: parts.uri.query().map(str::to_owned),
            headers: headers.collect(),
            key,
            body,
            fault: None,
            ended: Ended::Answering,
        }
    }
}

/// All that was seen, with a signal for those who wait.
#[derive(Debug)]
pub(crate) struct SeenLog {
    requests: Mutex<Kept>,
    changes: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Kept {
    list: VecDeque<SeenRequest>,
    next: u64,
    bytes: usize,
}

impl SeenLog {
    pub(crate) fn new() -> Self {
        Self {
            requests: Mutex::default(),
            changes: watch::Sender::new(0),
        }
    }

    pub(crate) fn list(&self) -> Vec<SeenRequest> {
        self.lock().list.iter().cloned().collect()
    }

    /// Tells of every change after this call.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Writes a request down and gives what will report the end of its answer.
    pub(crate) fn add(self: &Arc<Self>, mut request: SeenRequest) -> Delivery {
        let sequence = {
            let mut kept = self.lock();
            request.sequence = kept.next;
            kept.next += 1;
            kept.bytes += request.body.len();
            kept.list.push_back(request);
            while kept.list.len() > KEPT || (kept.bytes > KEPT_BYTES && kept.list.len() > 1) {
                let Some(oldest) = kept.list.pop_front() else {
                    break;
                };
                kept.bytes -= oldest.body.len();
            }
            kept.next - 1
        };
        self.tell();
        Delivery {
            log: Arc::clone(self),
            sequence,
            ended: false,
        }
    }

    fn change(&self, sequence: u64, change: impl FnOnce(&mut SeenRequest)) {
        let mut kept = self.lock();
        if let Some(request) = kept
            .list
            .iter_mut()
            .find(|request| request.sequence == sequence)
        {
            change(request);
        }
        drop(kept);
        self.tell();
    }

    fn tell(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        // A panic elsewhere leaves the list whole: each change is one push or one assignment.
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reports how the answer to one request ended; dropped before its end, the caller went away.
#[derive(Debug)]
pub(crate) struct Delivery {
    log: Arc<SeenLog>,
    sequence: u64,
    ended: bool,
}

impl Delivery {
    pub(crate) fn fault(&self, fault: &Fault) {
        self.log
            .change(self.sequence, |request| request.fault = Some(fault.clone()));
    }

    pub(crate) fn end(&mut self, ended: Ended) {
        if !self.ended {
            self.ended = true;
            self.log
                .change(self.sequence, |request| request.ended = ended);
        }
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        self.end(Ended::Abandoned);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use std::sync::Arc;

    use axum::extract::Request;
    use bytes::Bytes;

    use super::{Ended, KEPT, KEPT_BYTES, SeenKey, SeenLog, SeenRequest};

    fn request(bytes: usize) -> SeenRequest {
        let (parts, ()) = Request::new(()).into_parts();
        let body = Bytes::from(vec![0; bytes]);
        SeenRequest::new(&parts, "/".to_owned(), SeenKey::Bearer, body)
    }

    #[test]
    fn only_the_last_requests_are_kept() {
        let log = Arc::new(SeenLog::new());
        for _ in 0..KEPT + 8 {
            log.add(request(1)).end(Ended::Complete);
        }
        let seen = log.list();
        assert_eq!(seen.len(), KEPT);
        assert_eq!((seen[0].sequence, seen[0].ended), (8, Ended::Complete));
    }

    #[test]
    fn large_bodies_push_older_ones_out_but_the_last_stays() {
        let log = Arc::new(SeenLog::new());
        for _ in 0..3 {
            log.add(request(KEPT_BYTES / 2 + 1)).end(Ended::Complete);
        }
        assert_eq!(log.list().len(), 1);
        drop(log.add(request(KEPT_BYTES + 1)));
        let seen = log.list();
        assert_eq!((seen.len(), seen[0].sequence), (1, 3));
        assert_eq!(seen[0].ended, Ended::Abandoned, "dropped before its end");
    }
}
