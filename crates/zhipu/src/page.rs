//! A public page of the web, fetched because a person gave its address. No call of the platform: no key, no cookie and no
//! referrer go with it. It lives here since this crate alone speaks HTTP (ADR 12).
//!
//! Whoever wrote the page, or an address in it, must not reach what only this machine can reach: every address on the way,
//! after each redirect and each look-up of a name, must be public.

pub(crate) mod public;

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Response, redirect};
use thiserror::Error as ThisError;
use url::{Host, Url};

use crate::client::choose_cryptography;
use crate::proxy::Proxy;

const USER_AGENT: &str = concat!(
    "Mozilla/5.0 (compatible; Glim/",
    env!("CARGO_PKG_VERSION"),
    ")"
);
const ACCEPT: &str = "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5";
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// Longest address that is followed.
const LONGEST: usize = 4_096;

/// How far fetching may go.
#[derive(Debug, Clone)]
pub struct PageLimits {
    /// For everything: names, redirects, the last byte.
    pub total: Duration,
    /// The content, unpacked.
    pub bytes: usize,
    /// Redirects in a row.
    pub redirects: usize,
    /// Servers that may be asked although they are not public: those of tests. Empty in the app.
    pub also: Vec<SocketAddr>,
}

impl Default for PageLimits {
    /// 30 seconds, 32 MB, 5 redirects.
    fn default() -> Self {
        Self {
            total: Duration::from_secs(30),
            bytes: 32 << 20,
            redirects: 5,
            also: Vec::new(),
        }
    }
}

/// What lies at an address.
#[derive(Debug, Clone)]
pub struct Page {
    /// Where it came from in the end.
    pub address: Url,
    /// What the server calls it, without parameters and in small letters: `text/html`.
    pub media_type: Option<String>,
    /// The content.
    pub content: Bytes,
}

/// Why there is no page.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum PageError {
    /// Not an address of the web, or one with a name and password in it.
    #[error("it is not an address of the web")]
    NotAnAddress,
    /// The address leads to this machine or into its own network.
    #[error("{host} is not public")]
    NotPublic {
        /// Which host.
        host: String,
    },
    /// No such name.
    #[error("{host} is not known")]
    UnknownHost {
        /// Which host.
        host: String,
    },
    /// It leads on and on.
    #[error("more than {limit} redirects")]
    TooManyRedirects {
        /// The limit.
        limit: usize,
    },
    /// The server says no.
    #[error("the server answers with status {status}")]
    Refused {
        /// Its status.
        status: u16,
    },
    /// It is larger than is read.
    #[error("it is larger than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// It took too long.
    #[error("it took longer than {after:?}")]
    TimedOut {
        /// The limit.
        after: Duration,
    },
    /// The connection failed or broke off.
    #[error("the connection failed")]
    Connection(#[source] reqwest::Error),
    /// The proxy of the settings cannot be used.
    #[error("the client could not be made")]
    Client(#[source] crate::Error),
}

/// Makes an address of what a person typed: without a scheme `https` is meant.
///
/// # Errors
/// [`PageError::NotAnAddress`].
pub fn address(typed: &str) -> Result<Url, PageError> {
    let typed = typed.trim();
    if typed.is_empty() || typed.len() > LONGEST {
        return Err(PageError::NotAnAddress);
    }
    let whole = if typed.contains("://") {
        typed.to_owned()
    } else {
        format!("https://{typed}")
    };
    let mut url = Url::parse(&whole).map_err(|_| PageError::NotAnAddress)?;
    // The same page under another fragment is the same content.
    url.set_fragment(None);
    checked(url)
}

fn checked(url: Url) -> Result<Url, PageError> {
    let is_web = matches!(url.scheme(), "http" | "https") && url.host().is_some();
    // A name and password in an address would be sent, and kept in the library.
    let is_plain = url.username().is_empty() && url.password().is_none();
    if is_web && is_plain && url.as_str().len() <= LONGEST {
        Ok(url)
    } else {
        Err(PageError::NotAnAddress)
    }
}

/// Fetches what lies at an address.
///
/// # Errors
/// As [`PageError`] says. Dropping the future stops it.
pub async fn fetch(address: &Url, proxy: &Proxy, limits: &PageLimits) -> Result<Page, PageError> {
    let fetching = follow(checked(address.clone())?, proxy, limits);
    tokio::time::timeout(limits.total, fetching)
        .await
        .map_err(|_| PageError::TimedOut {
            after: limits.total,
        })?
}

async fn follow(mut url: Url, proxy: &Proxy, limits: &PageLimits) -> Result<Page, PageError> {
    let asked = Arc::new(Asked::default());
    let http = client(proxy, limits, &asked)?;
    for _ in 0..=limits.redirects {
        reachable(&url, limits, proxy).await?;
        asked.expect(&url);
        let response = http.get(url.clone()).header("accept", ACCEPT).send().await;
        let response = response.map_err(|error| failed(error, &url))?;
        match next(&response, &url)? {
            Some(next) => url = next,
            None => return read(response, url, limits).await,
        }
    }
    Err(PageError::TooManyRedirects {
        limit: limits.redirects,
    })
}

fn client(
    proxy: &Proxy,
    limits: &PageLimits,
    asked: &Arc<Asked>,
) -> Result<reqwest::Client, PageError> {
    choose_cryptography();
    let builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(CONNECT)
        .redirect(redirect::Policy::none())
        .referer(false)
        .dns_resolver(Arc::new(OnlyPublic {
            also: limits.also.iter().map(SocketAddr::ip).collect(),
            asked: Arc::clone(asked),
        }));
    // A test's own server is reached as calls to this machine always are: without a proxy.
    let builder = proxy
        .apply(builder, !limits.also.is_empty())
        .map_err(PageError::Client)?;
    builder.build().map_err(PageError::Connection)
}

/// Refuses an address that leads to what is not public, as far as its text and the system's names tell.
async fn reachable(url: &Url, limits: &PageLimits, proxy: &Proxy) -> Result<(), PageError> {
    let not_public = |host: &dyn std::fmt::Display| PageError::NotPublic {
        host: host.to_string(),
    };
    let port = url.port_or_known_default().unwrap_or(443);
    let is_allowed =
        |ip: IpAddr| public::is_public(ip) || limits.also.contains(&SocketAddr::new(ip, port));
    match url.host().ok_or(PageError::NotAnAddress)? {
        Host::Ipv4(ip) if is_allowed(ip.into()) => Ok(()),
        Host::Ipv6(ip) if is_allowed(ip.into()) => Ok(()),
        Host::Ipv4(ip) => Err(not_public(&ip)),
        Host::Ipv6(ip) => Err(not_public(&ip)),
        Host::Domain(name) if public::is_inner_name(name) => Err(not_public(&name)),
        Host::Domain(name) => match tokio::net::lookup_host((name, port)).await {
            Ok(mut found) => {
                let all_allowed = found.all(|it| is_allowed(it.ip()));
                all_allowed.then_some(()).ok_or_else(|| not_public(&name))
            }
            // Behind a proxy only the proxy may know names.
            Err(_) if !matches!(proxy, Proxy::Direct) => Ok(()),
            Err(_) => Err(PageError::UnknownHost {
                host: name.to_owned(),
            }),
        },
    }
}

/// The hosts that pages were asked of. What else is looked up is the person's own proxy, which may well be on this machine.
#[derive(Default)]
struct Asked(Mutex<Vec<String>>);

impl Asked {
    fn expect(&self, url: &Url) {
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.extend(url.host_str().map(str::to_ascii_lowercase));
    }

    fn has(&self, name: &str) -> bool {
        let hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.contains(&name.to_ascii_lowercase())
    }
}

/// Looks names up and gives none that leads to what is not public: a name may change between two looks.
struct OnlyPublic {
    also: Vec<IpAddr>,
    asked: Arc<Asked>,
}

impl Resolve for OnlyPublic {
    fn resolve(&self, name: Name) -> Resolving {
        let also = self.also.clone();
        let is_page = self.asked.has(name.as_str());
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let is_allowed =
                |it: &SocketAddr| public::is_public(it.ip()) || also.contains(&it.ip());
            if is_page && !found.iter().all(is_allowed) {
                return Err("the name does not lead to a public address".into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Where a redirect leads; none when this is the page.
fn next(response: &Response, from: &Url) -> Result<Option<Url>, PageError> {
    let status = response.status();
    if status.is_success() {
        return Ok(None);
    }
    let location = response.headers().get(LOCATION);
    let location = location.and_then(|it| it.to_str().ok());
    match location {
        Some(location) if status.is_redirection() => {
            let mut next = from.join(location).map_err(|_| PageError::NotAnAddress)?;
            next.set_fragment(None);
            checked(next).map(Some)
        }
        _ => Err(PageError::Refused {
            status: status.as_u16(),
        }),
    }
}

async fn read(
    mut response: Response,
    address: Url,
    limits: &PageLimits,
) -> Result<Page, PageError> {
    let limit = limits.bytes;
    let too_large = || PageError::TooLarge { limit };
    let told = response.content_length().unwrap_or(0);
    if told > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(too_large());
    }
    let media_type = media_type(response.headers());
    let mut content = BytesMut::new();
    // Counted as it is unpacked: a small answer may become a large one.
    while let Some(piece) = response
        .chunk()
        .await
        .map_err(|error| failed(error, &address))?
    {
        if content.len().saturating_add(piece.len()) > limit {
            return Err(too_large());
        }
        content.extend_from_slice(&piece);
    }
    Ok(Page {
        address,
        media_type,
        content: content.freeze(),
    })
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let name = value.split(';').next().unwrap_or_default().trim();
    (!name.is_empty()).then(|| name.to_ascii_lowercase())
}

/// The address of a failed call may hold what a person did not mean to log.
fn failed(error: reqwest::Error, url: &Url) -> PageError {
    if error.is_timeout() {
        return PageError::TimedOut { after: CONNECT };
    }
    tracing::debug!(host = url.host_str(), "a page could not be fetched");
    PageError::Connection(error.without_url())
}
