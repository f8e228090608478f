//! One call over HTTP: headers, time-outs, caps, failures and retries.

mod call;
mod download;
mod link;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use reqwest::header::{
    ACCEPT_ENCODING, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue,
};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;
use tokio::time::{Instant, timeout};

pub(crate) use call::{Call, Payload, json, query};
pub use download::Download;

use crate::client::{Client, Timeouts};
use crate::error::{
    Advice, Error, Failure, Phase, Wait, from_transport, read_envelope, read_failure, retry_after,
};
use crate::form::Progress;
use crate::retry::Plan;
use crate::sse::Overflow;

/// The largest JSON answer.
const ANSWER_BYTES: usize = 64 << 20;
/// The largest error body that is read.
const REFUSAL_BYTES: usize = 1 << 20;
/// How long a refusal's body is waited for; its status is enough if the body does not come.
const REFUSAL_WAIT: Duration = Duration::from_secs(5);
/// The longest plain-text error body that is taken for a message.
const PLAIN_MESSAGE_BYTES: usize = 300;
/// How long an answer that is not streamed may be computed.
const SLOW_ANSWER: Duration = Duration::from_mins(5);
/// Ids that gateways put into headers; the platform documents none.
const REQUEST_ID_HEADERS: [&str; 2] = ["x-request-id", "x-log-id"];

/// An answer whose head has come and is good.
#[derive(Debug)]
pub(crate) enum Opened {
    /// It comes in pieces.
    Stream(Response),
    /// It is JSON although a stream was asked for, and no failure.
    Whole(Bytes),
}

/// When a call began and must end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    total: Option<Duration>,
    deadline: Option<Instant>,
}

impl Clock {
    fn start(timeouts: &Timeouts) -> Self {
        let total = timeouts.total;
        Self {
            total,
            deadline: total.and_then(|total| Instant::now().checked_add(total)),
        }
    }

    /// The next time-out: the given one, or the end of the whole call if that comes first.
    pub(crate) fn next(&self, wait: Wait, limit: Duration) -> (Duration, Error) {
        let left = self
            .deadline
            .map(|deadline| deadline.saturating_duration_since(Instant::now()));
        match left.filter(|left| *left < limit) {
            Some(left) => {
                let after = self.total.unwrap_or(left);
                (
                    left,
                    Error::TimedOut {
                        wait: Wait::Total,
                        after,
                    },
                )
            }
            None => (limit, Error::TimedOut { wait, after: limit }),
        }
    }
}

impl Client {
    /// Makes a call whose answer is one JSON text; failures under HTTP 200 are errors too.
    pub(crate) async fn send(&self, call: &Call) -> Result<Value, Error> {
        let clock = Clock::start(&self.inner.timeouts);
        self.plan(call, &clock)
            .run(|| self.attempt_json(call, clock))
            .await
    }

    /// Makes a call whose answer is a stream; resolves when its head has come and is good.
    pub(crate) async fn open(&self, call: &Call) -> Result<(Opened, Clock), Error> {
        let clock = Clock::start(&self.inner.timeouts);
        let opened = self
            .plan(call, &clock)
            .run(|| self.attempt_stream(call, clock))
            .await?;
        Ok((opened, clock))
    }

    fn plan(&self, call: &Call, clock: &Clock) -> Plan<'_> {
        Plan {
            policy: &self.inner.retry,
            repeat: call.repeat,
            deadline: clock.deadline,
        }
    }

    async fn attempt_json(&self, call: &Call, clock: Clock) -> Result<Value, Error> {
        let response = self.respond(call, &clock).await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = self.read(response, &clock).await?;
        let value = parse(&body, status)?;
        if call.enveloped
            && let Some(failure) = read_envelope(&value)
        {
            return Err(self.refuse(failure, status, &headers));
        }
        if call.about_a_task && value.get("task_status").is_some() {
            return Ok(value);
        }
        self.check(value, status, &headers)
    }

    async fn attempt_stream(&self, call: &Call, clock: Clock) -> Result<Opened, Error> {
        let response = self.respond(call, &clock).await?;
        if !is_json(response.headers()) {
            return Ok(Opened::Stream(response));
        }
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = self.read(response, &clock).await?;
        self.check(parse(&body, status)?, status, &headers)?;
        Ok(Opened::Whole(Bytes::from(body)))
    }

    /// Sends the call and waits for a head that is good.
    async fn respond(&self, call: &Call, clock: &Clock) -> Result<Response, Error> {
        let inner = &self.inner;
        let (request, progress) = self.request(call).await?;
        let first_byte = inner.timeouts.first_byte;
        let slow = clock.total.unwrap_or(SLOW_ANSWER.max(first_byte));
        let limit = if call.slow { slow } else { first_byte };
        tracing::debug!(method = %call.method, path = call.path, "calling");
        let sent = if let Some(progress) = &progress {
            let idle = inner.timeouts.idle;
            sending(request.send(), progress, clock, [idle, limit]).await?
        } else {
            let (limit, too_late) = clock.next(Wait::FirstByte, limit);
            timeout(limit, request.send()).await.map_err(|_| too_late)?
        };
        let phase = Phase::Sending {
            custom_proxy: inner.custom_proxy,
            connect: inner.timeouts.connect,
        };
        let response = sent.map_err(|error| {
            let broken = progress.as_ref().and_then(|progress| progress.broken());
            broken.unwrap_or_else(|| from_transport(error, phase))
        })?;
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(self.refusal(response).await)
        }
    }

    /// The request of a call with its headers and body; the sign of its progress if it is a form.
    async fn request(&self, call: &Call) -> Result<(RequestBuilder, Option<Arc<Progress>>), Error> {
        let inner = &self.inner;
        let mut url = inner.endpoint.url(call.family, &call.path);
        if !call.query.is_empty() {
            url = format!("{url}?{}", call.query);
        }
        let mut request = inner.http.request(call.method.clone(), url);
        if let Some(header) = inner.authorizer.header(Timestamp::now())? {
            request = request.header(AUTHORIZATION, header);
        }
        if let Some(languages) = &inner.accept_language {
            request = request.header(ACCEPT_LANGUAGE, languages);
        }
        if !call.slow && call.method == Method::POST {
            // A proxy that compresses a stream also gathers it.
            request = request.header(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        match &call.payload {
            Payload::Nothing => Ok((request, None)),
            Payload::Json(body) => {
                let json = HeaderValue::from_static("application/json");
                Ok((request.header(CONTENT_TYPE, json).body(body.clone()), None))
            }
            Payload::Form(form) => {
                let (form, progress) = form.open().await?;
                Ok((request.multipart(form), Some(progress)))
            }
        }
    }

    /// The error of an answer whose status is one.
    async fn refusal(&self, response: Response) -> Error {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let plain = content_type(&headers).is_some_and(|kind| kind.starts_with("text/plain"));
        let reading = gather(response, REFUSAL_BYTES, REFUSAL_WAIT);
        let body = timeout(REFUSAL_WAIT, reading)
            .await
            .ok()
            .and_then(Result::ok)
            .unwrap_or_default();
        let failure = match serde_json::from_slice::<Value>(&body) {
            Ok(value) => read_failure(&value, true).unwrap_or_default(),
            Err(_) if plain && body.len() <= PLAIN_MESSAGE_BYTES => {
                let message = String::from_utf8_lossy(&body).trim().to_owned();
                Failure {
                    message: Some(message).filter(|it| !it.is_empty()),
                    ..Failure::default()
                }
            }
            Err(_) => Failure::default(),
        };
        self.refuse(failure, status, &headers)
    }

    /// Gives an answer back unless it is a failure under a good status.
    fn check(&self, value: Value, status: u16, headers: &HeaderMap) -> Result<Value, Error> {
        match read_failure(&value, false) {
            Some(failure) => Err(self.refuse(failure, status, headers)),
            None => Ok(value),
        }
    }

    fn refuse(&self, mut failure: Failure, status: u16, headers: &HeaderMap) -> Error {
        failure.request_id = failure.request_id.or_else(|| request_id(headers));
        let error = failure.into_error(Some(status), retry_after(headers, Timestamp::now()));
        if error.code() == Some("1003") {
            // The token expired: the next call shall make a new one.
            self.inner.authorizer.forget_token();
        }
        let stop = headers
            .get("x-should-retry")
            .is_some_and(|value| value == "false");
        let error = self.cleaned(error);
        if stop {
            error.with_advice(Advice::Never)
        } else {
            error
        }
    }

    /// Takes the key out of an error's message, should the server have repeated it.
    pub(crate) fn cleaned(&self, error: Error) -> Error {
        error.map_message(|message| self.inner.authorizer.redact(message))
    }

    async fn read(&self, response: Response, clock: &Clock) -> Result<Vec<u8>, Error> {
        let timeouts = &self.inner.timeouts;
        let (limit, too_late) = clock.next(Wait::Total, Duration::MAX);
        timeout(limit, gather(response, ANSWER_BYTES, timeouts.idle))
            .await
            .map_err(|_| too_late)?
    }
}

/// Waits for the head of an answer while a form is still on its way: a slow line may take as long
/// as it likes, if only bytes go out within `idle`; behind the last byte the wait is `answer`.
async fn sending<T>(
    request: impl Future<Output = T>,
    progress: &Progress,
    clock: &Clock,
    [idle, answer]: [Duration; 2],
) -> Result<T, Error> {
    let mut request = pin!(request);
    loop {
        let before = progress.now();
        let limit = if before.is_whole() { answer } else { idle };
        let (limit, too_late) = clock.next(Wait::FirstByte, limit);
        match timeout(limit, &mut request).await {
            Ok(sent) => return Ok(sent),
            Err(_) if too_late.wait() == Some(Wait::Total) => return Err(too_late),
            Err(_) if progress.now() == before => return Err(too_late),
            Err(_) => {}
        }
    }
}

/// Reads a body to its end, up to a size, with a time-out for each piece.
async fn gather(mut response: Response, limit: usize, idle: Duration) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    loop {
        let piece = timeout(idle, response.chunk())
            .await
            .map_err(|_| Error::TimedOut {
                wait: Wait::Idle,
                after: idle,
            })?
            .map_err(|error| from_transport(error, Phase::Body))?;
        let Some(piece) = piece else { return Ok(body) };
        if piece.len() > limit.saturating_sub(body.len()) {
            let limit = u64::try_from(limit).unwrap_or(u64::MAX);
            return Err(Error::Overflow {
                source: Overflow::Total { limit },
            });
        }
        body.extend_from_slice(&piece);
    }
}

/// Parses a whole answer; one that ends too early is a cut line.
fn parse(body: &[u8], status: u16) -> Result<Value, Error> {
    serde_json::from_slice(body).map_err(|source| {
        if source.is_eof() && !body.is_empty() {
            Error::Cut {
                source: None,
                request_id: None,
            }
        } else {
            let detail = "it is not JSON";
            Error::Malformed {
                detail,
                status: Some(status),
                source: Some(source),
            }
        }
    })
}

fn content_type(headers: &HeaderMap) -> Option<String> {
    headers
        .get(CONTENT_TYPE)?
        .to_str()
        .ok()
        .map(str::to_ascii_lowercase)
}

fn is_json(headers: &HeaderMap) -> bool {
    content_type(headers).is_some_and(|kind| kind.contains("json") && !kind.contains("ndjson"))
}

/// The id of a request from the headers of an answer.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    REQUEST_ID_HEADERS.iter().find_map(|name| {
        let id = headers.get(*name)?.to_str().ok()?.trim();
        (!id.is_empty()).then(|| id.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_call_comes_before_a_longer_wait() {
        let total = Some(Duration::from_secs(1));
        let clock = Clock::start(&Timeouts {
            total,
            ..Timeouts::default()
        });
        let (limit, error) = clock.next(Wait::Idle, Duration::from_mins(1));
        assert!(limit <= Duration::from_secs(1));
        assert_eq!(error.wait(), Some(Wait::Total));
        let (limit, error) = clock.next(Wait::Idle, Duration::from_millis(1));
        assert_eq!(
            (limit, error.wait()),
            (Duration::from_millis(1), Some(Wait::Idle))
        );
    }

    #[test]
    fn an_answer_that_ends_too_early_is_a_cut_line_and_a_page_is_malformed() {
        assert!(matches!(
            parse(b"{\"id\": \"1", 200),
            Err(Error::Cut { .. })
        ));
        let page = parse(b"<html>", 200).unwrap_err();
        assert_eq!(page.status(), Some(200));
        assert!(matches!(page, Error::Malformed { .. }));
        assert!(matches!(parse(b"", 200), Err(Error::Malformed { .. })));
    }
}
