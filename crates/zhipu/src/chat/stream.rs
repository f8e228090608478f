//! An answer while it grows: the bytes of the line, through the decoder, under two time-outs.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, stream};
use tokio::time::{Instant, Sleep, sleep};

use super::answer::FinishReason;
use super::decode::ChatDecoder;
use super::delta::ChatDelta;
use crate::client::Client;
use crate::error::{Error, Phase, Wait, from_transport};
use crate::http::{Clock, Opened, request_id};

/// After `[DONE]` the end of the body is awaited this long, so that the connection can serve the
/// next call too instead of being thrown away.
const DRAIN: Duration = Duration::from_millis(100);
/// After a finish reason, a server that says nothing more is taken to have ended.
const AFTER_FINISH: Duration = Duration::from_secs(5);

type Body = Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>;

/// A growing answer: a stream of [`ChatDelta`]s.
///
/// Ends with [`ChatDelta::Finished`] and then `None`, or with one error and then `None`. A line that
/// is lost gives [`Error::Cut`], after everything that had come. Dropping it closes the line.
#[must_use = "a stream does nothing until it is polled"]
pub struct ChatStream {
    client: Client,
    clock: Clock,
    /// `None` when nothing more is wanted of the line.
    body: Option<Body>,
    decoder: ChatDecoder,
    header_request_id: Option<String>,
    ready: VecDeque<ChatDelta>,
    scratch: Vec<ChatDelta>,
    failed: Option<Error>,
    timer: Pin<Box<Sleep>>,
    /// What the timer will say when it runs out.
    too_late: Error,
}

impl fmt::Debug for ChatStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ChatStream")
            .field("request_id", &self.request_id())
            .field("open", &self.body.is_some())
            .finish_non_exhaustive()
    }
}

impl ChatStream {
    pub(crate) fn new(client: Client, opened: Opened, clock: Clock) -> Self {
        let (body, header_request_id): (Body, _) = match opened {
            Opened::Stream(response) => {
                let id = request_id(response.headers());
                (Box::pin(response.bytes_stream()), id)
            }
            Opened::Whole(bytes) => (Box::pin(stream::iter([Ok(bytes)])), None),
        };
        let first_byte = client.inner.timeouts.first_byte;
        let (limit, too_late) = clock.next(Wait::FirstByte, first_byte);
        Self {
            client,
            clock,
            body: Some(body),
            decoder: ChatDecoder::new(),
            header_request_id,
            ready: VecDeque::new(),
            scratch: Vec::new(),
            failed: None,
            timer: Box::pin(sleep(limit)),
            too_late,
        }
    }

    /// The id of the request, as soon as a header or the first chunk has told it.
    pub fn request_id(&self) -> Option<&str> {
        self.decoder
            .request_id()
            .or(self.header_request_id.as_deref())
    }

    /// Sets the timer for what is waited for now.
    fn wind(&mut self) {
        let idle = self.client.inner.timeouts.idle;
        let (limit, too_late) = match self.decoder.finish_reason() {
            _ if self.decoder.is_ended() => (DRAIN, self.clock.next(Wait::Idle, idle).1),
            // Tools of the platform run after a first finish reason and take their time.
            Some(reason) if *reason != FinishReason::ToolCalls => {
                self.clock.next(Wait::Idle, idle.min(AFTER_FINISH))
            }
            _ => self.clock.next(Wait::Idle, idle),
        };
        self.too_late = too_late;
        let now = Instant::now();
        let end = now
            .checked_add(limit)
            .unwrap_or_else(|| now + Duration::from_hours(24));
        self.timer.as_mut().reset(end);
    }

    fn feed(&mut self, bytes: &Bytes) {
        let result = self.decoder.push(bytes, &mut self.scratch);
        self.collect(result);
        self.wind();
    }

    /// The body has come to its end.
    fn ended(&mut self) {
        self.body = None;
        let result = self.decoder.finish(&mut self.scratch);
        self.collect(result);
    }

    /// The line was lost.
    fn lost(&mut self, error: reqwest::Error) {
        self.body = None;
        let result = match self.decoder.finish(&mut self.scratch) {
            Err(Error::Cut { request_id, .. }) => Err(match from_transport(error, Phase::Body) {
                Error::Cut { source, .. } => Error::Cut { source, request_id },
                other => other,
            }),
            other => other,
        };
        self.collect(result);
    }

    /// The timer has run out.
    fn expired(&mut self) {
        self.body = None;
        if self.decoder.is_ended() {
            return;
        }
        if self.decoder.finish_reason().is_some() {
            return self.ended();
        }
        self.decoder.give_up(&mut self.scratch);
        let too_late = std::mem::replace(
            &mut self.too_late,
            Error::TimedOut {
                wait: Wait::Idle,
                after: Duration::ZERO,
            },
        );
        self.collect(Err(too_late));
    }

    /// Takes over what the decoder gave; an error ends the stream after that.
    fn collect(&mut self, result: Result<(), Error>) {
        self.ready.extend(self.scratch.drain(..));
        if let Err(error) = result {
            self.body = None;
            let error = self.with_request_id(error);
            self.failed = Some(self.client.cleaned(error));
        }
    }

    fn with_request_id(&self, mut error: Error) -> Error {
        let known = self.request_id().map(ToOwned::to_owned);
        match &mut error {
            Error::Cut { request_id, .. } if request_id.is_none() => *request_id = known,
            Error::Refused { refusal } if refusal.request_id.is_none() => {
                refusal.request_id = known;
            }
            _ => {}
        }
        error
    }
}

impl Stream for ChatStream {
    type Item = Result<ChatDelta, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(delta) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(delta)));
            }
            if let Some(error) = this.failed.take() {
                return Poll::Ready(Some(Err(error)));
            }
            let Some(body) = &mut this.body else {
                return Poll::Ready(None);
            };
            match body.as_mut().poll_next(context) {
                Poll::Ready(Some(Ok(bytes))) => this.feed(&bytes),
                Poll::Ready(Some(Err(error))) => this.lost(error),
                Poll::Ready(None) => this.ended(),
                Poll::Pending => {
                    if this.timer.as_mut().poll(context).is_pending() {
                        return Poll::Pending;
                    }
                    this.expired();
                }
            }
        }
    }
}
