//! A body that is no answer but a file: given piece by piece, as it may not fit into memory.

use std::fmt;

use bytes::{Bytes, BytesMut};
use reqwest::Response;
use tokio::time::timeout;

use super::{Call, Clock, REFUSAL_BYTES, content_type, is_json};
use crate::client::Client;
use crate::error::{Error, Phase, Wait, from_transport, read_failure};
use crate::sse::Overflow;

/// A file on its way. Dropping it closes the line.
#[must_use = "a download that is not read is thrown away"]
pub struct Download {
    client: Client,
    /// What was read to see whether it is a failure.
    head: Option<Bytes>,
    rest: Option<Response>,
    clock: Clock,
    content_type: Option<String>,
    length_bytes: Option<u64>,
}

impl fmt::Debug for Download {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Download")
            .field("content_type", &self.content_type)
            .field("length_bytes", &self.length_bytes)
            .field("open", &self.rest.is_some())
            .finish_non_exhaustive()
    }
}

impl Download {
    /// A file whose head has come and is good.
    pub(super) fn begin(client: &Client, response: Response, clock: Clock) -> Self {
        Self {
            client: client.clone(),
            head: None,
            content_type: content_type(response.headers()),
            length_bytes: response.content_length(),
            rest: Some(response),
            clock,
        }
    }

    /// The media type as the server names it, in lower case.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// How long it is as a whole, if the server says so.
    pub fn length_bytes(&self) -> Option<u64> {
        self.length_bytes
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// [`Error::Cut`] or [`Error::TimedOut`]; pieces given before are good.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        if let Some(head) = self.head.take().filter(|head| !head.is_empty()) {
            return Ok(Some(head));
        }
        let Some(response) = &mut self.rest else {
            return Ok(None);
        };
        let idle = self.client.inner.timeouts.idle;
        let (limit, too_late) = self.clock.next(Wait::Idle, idle);
        let piece = timeout(limit, response.chunk())
            .await
            .map_err(|_| too_late)?
            .map_err(|error| from_transport(error, Phase::Body))?;
        if piece.is_none() {
            self.rest = None;
        }
        Ok(piece)
    }

    /// The whole file, if it is no longer than `limit` bytes.
    ///
    /// # Errors
    /// As [`Download::chunk`], and [`Error::Overflow`].
    pub async fn bytes(mut self, limit: usize) -> Result<Bytes, Error> {
        let mut whole = BytesMut::new();
        while let Some(piece) = self.chunk().await? {
            if piece.len() > limit.saturating_sub(whole.len()) {
                let limit = u64::try_from(limit).unwrap_or(u64::MAX);
                return Err(Error::Overflow {
                    source: Overflow::Total { limit },
                });
            }
            whole.extend_from_slice(&piece);
        }
        Ok(whole.freeze())
    }
}

impl Client {
    /// Begins to read a file; failures under HTTP 200 are errors too.
    pub(crate) async fn download(&self, call: &Call) -> Result<Download, Error> {
        let clock = Clock::start(&self.inner.timeouts);
        self.plan(call, &clock)
            .run(|| self.attempt_download(call, clock))
            .await
    }

    async fn attempt_download(&self, call: &Call, clock: Clock) -> Result<Download, Error> {
        let response = self.respond(call, &clock).await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut download = Download::begin(self, response, clock);
        if !is_json(&headers) {
            return Ok(download);
        }
        // A file may be JSON too, but a refusal is short: what is longer is a file.
        let mut head = BytesMut::new();
        while head.len() <= REFUSAL_BYTES {
            match download.chunk().await? {
                Some(piece) => head.extend_from_slice(&piece),
                None => break,
            }
        }
        if head.len() <= REFUSAL_BYTES
            && let Ok(value) = serde_json::from_slice(&head)
            && let Some(failure) = read_failure(&value, false)
        {
            return Err(self.refuse(failure, status, &headers));
        }
        download.head = Some(head.freeze());
        Ok(download)
    }
}
