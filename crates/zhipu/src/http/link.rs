//! Links that an answer gave to something that was made: fetched without the key, since whoever
//! keeps the files need not be the platform.

use std::net::IpAddr;

use reqwest::Response;
use reqwest::header::LOCATION;
use tokio::time::timeout;
use url::{Host, Url};

use super::{Clock, Download};
use crate::client::Client;
use crate::error::{Error, Phase, Wait, from_transport};
use crate::page::public;
use crate::retry::{Plan, Repeat};

/// Redirects in a row that a file store may need.
const REDIRECTS: usize = 5;

impl Client {
    /// Begins to read something that was made, at the link of its result. The key does not go with it.
    ///
    /// Free, so begun again after a passing failure; not in the middle, where it gives [`Error::Cut`].
    /// A link that has died is refused with 403 or 404: [`Kind::Forbidden`](crate::Kind::Forbidden)
    /// or [`Kind::NotFound`](crate::Kind::NotFound). What comes is whatever the server sends: judge it
    /// by its bytes.
    ///
    /// # Errors
    /// [`Error::InvalidUrl`] if it is no address of the web, or leads to this machine or its network
    /// although the platform does not.
    pub async fn fetch_made(&self, url: &str) -> Result<Download, Error> {
        let url = Url::parse(url).map_err(|_| not_an_address())?;
        let clock = Clock::start(&self.inner.timeouts);
        let plan = Plan {
            policy: &self.inner.retry,
            repeat: Repeat::Free,
            deadline: clock.deadline,
        };
        plan.run(|| self.attempt_link(url.clone(), clock)).await
    }

    async fn attempt_link(&self, mut url: Url, clock: Clock) -> Result<Download, Error> {
        for _ in 0..=REDIRECTS {
            self.allow(&url)?;
            let response = self.get_link(&url, &clock).await?;
            match target(&response, &url)? {
                Some(next) => url = next,
                None if response.status().is_success() => {
                    return Ok(Download::begin(self, response, clock));
                }
                None => return Err(self.refusal(response).await),
            }
        }
        Err(Error::InvalidUrl {
            reason: "it leads on and on",
        })
    }

    async fn get_link(&self, url: &Url, clock: &Clock) -> Result<Response, Error> {
        let inner = &self.inner;
        let phase = Phase::Sending {
            custom_proxy: inner.custom_proxy,
            connect: inner.timeouts.connect,
        };
        let (limit, too_late) = clock.next(Wait::FirstByte, inner.timeouts.first_byte);
        timeout(limit, inner.http.get(url.clone()).send())
            .await
            .map_err(|_| too_late)?
            .map_err(|error| from_transport(error, phase))
    }

    /// Refuses what a link must not be. A server on this machine, such as a simulator, may give links
    /// to this machine; the platform may not.
    fn allow(&self, url: &Url) -> Result<(), Error> {
        let is_web = matches!(url.scheme(), "http" | "https");
        if !is_web || !url.username().is_empty() || url.password().is_some() {
            return Err(not_an_address());
        }
        let is_public = match url.host().ok_or_else(not_an_address)? {
            Host::Ipv4(ip) => public::is_public(IpAddr::V4(ip)),
            Host::Ipv6(ip) => public::is_public(IpAddr::V6(ip)),
            Host::Domain(name) => !public::is_inner_name(name),
        };
        if is_public || self.endpoint().is_loopback() {
            Ok(())
        } else {
            Err(Error::InvalidUrl {
                reason: "it leads to this machine or its network",
            })
        }
    }
}

fn not_an_address() -> Error {
    Error::InvalidUrl {
        reason: "it is not an address of the web",
    }
}

/// Where a redirect leads; `None` if it is none.
fn target(response: &Response, from: &Url) -> Result<Option<Url>, Error> {
    if !response.status().is_redirection() {
        return Ok(None);
    }
    let place = response.headers().get(LOCATION);
    let place = place.and_then(|place| place.to_str().ok());
    let next = place.and_then(|place| from.join(place).ok());
    next.map(Some).ok_or_else(not_an_address)
}
