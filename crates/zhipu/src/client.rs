//! The client and its settings.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use reqwest::redirect;
use rustls::crypto::CryptoProvider;
use secrecy::SecretString;

use crate::auth::{Auth, Authorizer};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::proxy::Proxy;
use crate::retry::RetryPolicy;

const USER_AGENT: &str = concat!("zhipu-rust/", env!("CARGO_PKG_VERSION"));

/// How often an encrypted line is asked for a sign of life, and how long that may take. (Plain lines
/// have reqwest's TCP keep-alive of 15 seconds.)
const LIFE_SIGN: Duration = Duration::from_secs(15);

/// How long a client waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection: name, network, proxy and encryption together.
    pub connect: Duration,
    /// For the head of an answer, and again for the first byte of its body. A call that is not
    /// streamed has its head only when the whole answer is ready: it may take `total`, or 5 minutes.
    pub first_byte: Duration,
    /// For each next byte of an answer that has begun; keep-alive comments count as bytes.
    pub idle: Duration,
    /// For a whole call with its retries; `None` lets a stream run as long as it speaks.
    pub total: Option<Duration>,
}

impl Default for Timeouts {
    /// 10 seconds to connect, 2 minutes to the first byte and between bytes, no end.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            first_byte: Duration::from_mins(2),
            idle: Duration::from_mins(2),
            total: None,
        }
    }
}

/// A client of one endpoint with one key. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) http: reqwest::Client,
    pub(crate) endpoint: Endpoint,
    pub(crate) authorizer: Authorizer,
    pub(crate) accept_language: Option<HeaderValue>,
    pub(crate) timeouts: Timeouts,
    pub(crate) retry: RetryPolicy,
    /// Whether the person chose a proxy that calls go through.
    pub(crate) custom_proxy: bool,
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("endpoint", &self.inner.endpoint)
            .field("authorizer", &self.inner.authorizer)
            .field("timeouts", &self.inner.timeouts)
            .field("retry", &self.inner.retry)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Begins a client for an endpoint.
    pub fn builder(endpoint: Endpoint) -> ClientBuilder {
        ClientBuilder {
            endpoint,
            key: None,
            auth: Auth::default(),
            proxy: Proxy::default(),
            accept_language: None,
            timeouts: Timeouts::default(),
            retry: RetryPolicy::default(),
        }
    }

    /// Where this client sends its calls.
    pub fn endpoint(&self) -> &Endpoint {
        &self.inner.endpoint
    }
}

/// Settings of a [`Client`] to be.
#[derive(Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder {
    endpoint: Endpoint,
    key: Option<SecretString>,
    auth: Auth,
    proxy: Proxy,
    accept_language: Option<String>,
    timeouts: Timeouts,
    retry: RetryPolicy,
}

impl ClientBuilder {
    /// The key; white around it is taken off, and an empty one counts as none.
    pub fn key(mut self, key: SecretString) -> Self {
        self.key = Some(key);
        self
    }

    /// How the key is shown; [`Auth::Bearer`] if not said.
    pub fn auth(mut self, auth: Auth) -> Self {
        self.auth = auth;
        self
    }

    /// Through which proxy; [`Proxy::System`] if not said.
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxy = proxy;
        self
    }

    /// In which language the platform shall word its errors, such as `en-US,en`.
    pub fn accept_language(mut self, languages: &str) -> Self {
        self.accept_language = Some(languages.to_owned());
        self
    }

    /// How long to wait.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// When to try again.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// Makes the client; connects to nothing.
    ///
    /// Reads the system's root certificates for `https`, which takes some milliseconds.
    ///
    /// # Errors
    /// [`Error::InvalidKey`], [`Error::InvalidProxy`], [`Error::InvalidHeader`], or
    /// [`Error::Client`] when the system has no root certificates.
    pub fn build(self) -> Result<Client, Error> {
        let authorizer = Authorizer::new(self.key.as_ref(), self.auth)?;
        let accept_language = self
            .accept_language
            .as_deref()
            .map(HeaderValue::from_str)
            .transpose();
        let accept_language = accept_language.map_err(|_| Error::InvalidHeader {
            name: "accept-language",
        })?;
        let loopback = self.endpoint.is_loopback();
        let inner = Inner {
            http: self.http(loopback)?,
            authorizer,
            accept_language,
            timeouts: self.timeouts,
            retry: self.retry,
            custom_proxy: self.proxy.is_custom() && !loopback,
            endpoint: self.endpoint,
        };
        Ok(Client {
            inner: Arc::new(inner),
        })
    }

    fn http(&self, loopback: bool) -> Result<reqwest::Client, Error> {
        choose_cryptography();
        let mut builder = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(self.timeouts.connect)
            // A line that died while the laptop slept is noticed before a question is put on it.
            .http2_keep_alive_interval(LIFE_SIGN)
            .http2_keep_alive_timeout(LIFE_SIGN)
            .http2_keep_alive_while_idle(true)
            // The platform never redirects; what does is a login page, and must not get the key.
            .redirect(redirect::Policy::none())
            .referer(false);
        if !self.endpoint.is_https() && !self.proxy.is_https() {
            // Nothing will be encrypted, so a machine without root certificates can still do it.
            builder = builder.tls_certs_only([]);
        }
        self.proxy
            .apply(builder, loopback)?
            .build()
            .map_err(|source| Error::Client {
                source: Box::new(source),
            })
    }
}

/// Chooses ring for the whole process, unless the program has chosen something else before.
pub(crate) fn choose_cryptography() {
    if CryptoProvider::get_default().is_none() {
        let _ = rustls::crypto::ring::default_provider().install_default(); // another thread was first
    }
}
