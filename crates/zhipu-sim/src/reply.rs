//! What goes back over the wire: status, headers and the steps of the body. A reply is plain data,
//! so that faults can change it, until it is played to the socket.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use bytes::Bytes;
use futures_util::stream;
use serde_json::Value;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::Gate;
use crate::seen::{Delivery, Ended};

const EVENT_STREAM: &str = "text/event-stream;charset=UTF-8";
/// How long a cut waits, so that the bytes before it leave the process first.
const BEFORE_CUT: Duration = Duration::from_millis(20);

/// One step of sending a body.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Bytes that leave together; in a stream one event. `tokens` take their time by the pace.
    Bytes { bytes: Bytes, tokens: u64 },
    /// Silence for a while.
    Pause(Duration),
    /// Silence until a test opens the gate.
    Hold(Gate),
    /// Silence until the simulator stops or the caller goes.
    Stall,
    /// The connection breaks.
    Cut,
}

impl Step {
    pub(crate) fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::Bytes {
            bytes: bytes.into(),
            tokens: 0,
        }
    }
}

/// An HTTP answer before it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    content_type: &'static str,
    headers: Vec<(&'static str, String)>,
    /// Silence before the status line.
    pub(crate) delay: Duration,
    pub(crate) steps: Vec<Step>,
    /// Tokens a second for this reply alone.
    pub(crate) tokens_per_second: Option<f64>,
}

impl Reply {
    pub(crate) fn json(value: &Value) -> Self {
        Self::of(
            "application/json;charset=UTF-8",
            vec![Step::bytes(value.to_string())],
        )
    }

    pub(crate) fn binary(bytes: Bytes) -> Self {
        Self::of("application/octet-stream", vec![Step::bytes(bytes)])
    }

    /// A file of a kind.
    pub(crate) fn file(media_type: &'static str, bytes: Bytes) -> Self {
        Self::of(media_type, vec![Step::bytes(bytes)])
    }

    pub(crate) fn event_stream(steps: Vec<Step>) -> Self {
        Self::of(EVENT_STREAM, steps)
    }

    fn of(content_type: &'static str, steps: Vec<Step>) -> Self {
        Self {
            status: StatusCode::OK,
            content_type,
            headers: Vec::new(),
            delay: Duration::ZERO,
            steps,
            tokens_per_second: None,
        }
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn is_stream(&self) -> bool {
        self.content_type == EVENT_STREAM
    }

    /// Waits out the delay and gives the response whose body plays the steps.
    pub(crate) async fn play(
        self,
        pace: Pace,
        stop: CancellationToken,
        delivery: Delivery,
    ) -> Response<Body> {
        if !self.delay.is_zero() {
            tokio::select! {
                () = tokio::time::sleep(self.delay) => {}
                () = stop.cancelled() => {}
            }
        }
        let length = self.whole_length();
        let playing = Playing {
            steps: self.steps.into_iter(),
            pace,
            stop,
            delivery,
        };
        let body = Body::from_stream(stream::unfold(playing, Playing::next));
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(self.content_type),
        );
        if let Some(length) = length {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
        response
    }

    /// The length to announce: of whole documents, but not of streams nor of what will be broken.
    fn whole_length(&self) -> Option<usize> {
        if self.is_stream() {
            return None;
        }
        self.steps.iter().try_fold(0, |sum, step| match step {
            Step::Bytes { bytes, .. } => Some(sum + bytes.len()),
            Step::Pause(_) | Step::Hold(_) => Some(sum),
            Step::Stall | Step::Cut => None,
        })
    }
}

/// Spreads tokens evenly over time, by absolute due times so that small delays do not add up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    per_second: Option<f64>,
    begun: Option<Instant>,
    sent: u64,
}

impl Pace {
    /// A pace of tokens a second; without limit if that is not a positive finite number.
    pub(crate) fn new(tokens_per_second: f64) -> Self {
        let limited = tokens_per_second.is_finite() && tokens_per_second > 0.0;
        Self {
            per_second: limited.then_some(tokens_per_second),
            begun: None,
            sent: 0,
        }
    }

    /// How long a number of tokens takes.
    pub(crate) fn time_of(&self, tokens: u64) -> Duration {
        let Some(per_second) = self.per_second else {
            return Duration::ZERO;
        };
        // More tokens than fit into 32 bits would take years.
        let tokens = f64::from(u32::try_from(tokens).unwrap_or(u32::MAX));
        Duration::try_from_secs_f64(tokens / per_second).unwrap_or(Duration::MAX)
    }

    /// When the next tokens are due; `None` is at once. The first are always due at once.
    fn due(&mut self, tokens: u64) -> Option<Instant> {
        self.per_second?;
        let begun = *self.begun.get_or_insert_with(Instant::now);
        let due = begun.checked_add(self.time_of(self.sent));
        self.sent += tokens;
        due
    }
}

/// Why a body ended before its end; the connection is closed and nobody reads the words.
#[derive(Debug, thiserror::Error)]
#[error("the simulator broke the connection")]
pub(crate) struct Broken;

struct Playing {
    steps: std::vec::IntoIter<Step>,
    pace: Pace,
    stop: CancellationToken,
    delivery: Delivery,
}

impl Playing {
    async fn next(mut self) -> Option<(Result<Bytes, Broken>, Self)> {
        let stop = self.stop.clone();
        let result = tokio::select! {
            biased;
            () = stop.cancelled() => Some(Err(Broken)),
            result = self.step() => result,
        };
        match &result {
            // With an announced length nobody asks for the end after the last bytes.
            Some(Ok(_)) if self.steps.len() == 0 => self.delivery.end(Ended::Complete),
            Some(Ok(_)) => {}
            Some(Err(Broken)) => self.delivery.end(Ended::Broken),
            None => self.delivery.end(Ended::Complete),
        }
        result.map(|result| (result, self))
    }

    async fn step(&mut self) -> Option<Result<Bytes, Broken>> {
        loop {
            match self.steps.next()? {
                Step::Bytes { bytes, tokens } => {
                    if tokens > 0
                        && let Some(due) = self.pace.due(tokens)
                    {
                        tokio::time::sleep_until(due).await;
                    }
                    return Some(Ok(bytes));
                }
                Step::Pause(time) => tokio::time::sleep(time).await,
                Step::Hold(gate) => gate.pass().await,
                Step::Stall => std::future::pending().await,
                Step::Cut => {
                    tokio::time::sleep(BEFORE_CUT).await;
                    return Some(Err(Broken));
                }
            }
        }
    }
}

/// The steps of a body as one text, for tests of what shapes replies.
#[cfg(test)]
pub(crate) fn text_of(steps: &[Step]) -> String {
    let bytes: Vec<u8> = steps
        .iter()
        .filter_map(|step| match step {
            Step::Bytes { bytes, .. } => Some(bytes.as_ref()),
            _ => None,
        })
        .flatten()
        .copied()
        .collect();
    String::from_utf8_lossy(&bytes).into_owned()
}
