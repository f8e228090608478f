//! From what the person chose to a client that can be asked: endpoint, key, proxy, demonstration.

use std::{fmt, sync::Mutex, time::Duration};

use glim_store::Store;
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;
use zhipu::{Client, Endpoint, Platform, Proxy, RetryPolicy};
use zhipu_sim::{Options, Simulator};

use crate::{
    App, ErrorCode, UiError,
    settings::{PROXY_SECRET, PlatformChoice, ProxyView},
};

/// Settings row: the platform in use.
const PLATFORM_ROW: &str = "platform";
/// Settings row: the proxy.
const PROXY_ROW: &str = "proxy";
/// How fast the demonstration platform is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DemoPace {
    /// Speed of its answers.
    pub tokens_per_second: f64,
    /// How long a picture or video is being made.
    pub made_after: Duration,
}

impl Default for DemoPace {
    /// As fast as a quick reader; pictures take a moment, so that one sees what a real one would be like.
    fn default() -> Self {
        Self {
            tokens_per_second: 60.0,
            made_after: Duration::from_secs(4),
        }
    }
}

/// The client in use and the demonstration platform, made when first needed.
#[derive(Debug)]
pub(crate) struct Platforms {
    /// The last client with what it was made from; a new one is made when any of that changes.
    client: Mutex<Option<(Recipe, Client)>>,
    demo: OnceCell<Simulator>,
    pace: DemoPace,
}

/// All that a client depends on besides secrets; those are counted by the keys' generation.
#[derive(Clone, Debug, PartialEq)]
struct Recipe {
    platform: PlatformChoice,
    proxy: ProxyView,
    keys: u64,
}

impl Platforms {
    pub(crate) fn new(pace: DemoPace) -> Self {
        Self {
            client: Mutex::default(),
            demo: OnceCell::new(),
            pace,
        }
    }

    async fn demo(&self) -> Result<&Simulator, UiError> {
        self.demo
            .get_or_try_init(|| {
                Simulator::start(Options {
                    tokens_per_second: self.pace.tokens_per_second,
                    made_after: self.pace.made_after,
                    path_token: true,
                    ..Options::default()
                })
            })
            .await
            .map_err(|error| UiError::new(ErrorCode::Internal).with("detail", error.to_string()))
    }
}

impl PlatformChoice {
    /// The name its key is kept under; own servers have one each.
    pub(crate) fn secret_name(&self) -> String {
        match self {
            Self::BigModel => "key:bigModel".into(),
            Self::BigModelCoding => "key:bigModelCoding".into(),
            Self::Zai => "key:zai".into(),
            Self::ZaiCoding => "key:zaiCoding".into(),
            Self::Custom { base_url } => format!("key:{}", base_url.trim_end_matches('/')),
            Self::Demo => "key:demo".into(),
        }
    }

    /// Whether it can be asked without a key.
    pub(crate) fn key_is_optional(&self) -> bool {
        matches!(self, Self::Custom { .. } | Self::Demo)
    }

    /// The host whose prices hold, as the catalogue names it; none for own servers.
    pub(crate) fn price_host(&self) -> Option<&'static str> {
        match self {
            Self::BigModel | Self::Demo => Some("open.bigmodel.cn"),
            Self::Zai => Some("api.z.ai"),
            // A plan is paid by the month, an own server not at all.
            Self::BigModelCoding | Self::ZaiCoding | Self::Custom { .. } => None,
        }
    }

    /// The word its vectors are kept under, if it makes any: those of two hosts are never mixed.
    pub(crate) fn embeds_as(&self) -> Option<&'static str> {
        match self {
            Self::BigModel => Some("bigModel"),
            Self::Demo => Some("demo"),
            // Not documented there, or whatever an own server has.
            Self::BigModelCoding | Self::Zai | Self::ZaiCoding | Self::Custom { .. } => None,
        }
    }

    /// Whether it puts texts into order and keeps knowledge bases.
    pub(crate) fn has_knowledge(&self) -> bool {
        self.embeds_as().is_some()
    }

    /// Whether it reads pictures and scans.
    pub(crate) fn recognises(&self) -> bool {
        matches!(self, Self::BigModel | Self::Zai | Self::Demo)
    }

    /// The host that serves its models, as the catalogue names it; none for own servers.
    pub(crate) fn model_host(&self) -> Option<&'static str> {
        match self {
            Self::BigModel | Self::BigModelCoding | Self::Demo => Some("open.bigmodel.cn"),
            Self::Zai | Self::ZaiCoding => Some("api.z.ai"),
            Self::Custom { .. } => None,
        }
    }

    fn endpoint(&self, demo_origin: Option<&str>) -> Result<Endpoint, zhipu::Error> {
        Ok(match self {
            Self::BigModel => Endpoint::platform(Platform::BigModel),
            Self::BigModelCoding => Endpoint::coding_plan(Platform::BigModel),
            Self::Zai => Endpoint::platform(Platform::Zai),
            Self::ZaiCoding => Endpoint::coding_plan(Platform::Zai),
            Self::Custom { base_url } => Endpoint::custom(base_url)?,
            Self::Demo => Endpoint::platform_at(demo_origin.unwrap_or_default())?,
        })
    }
}

/// Reads the settings row `key`; one of another time's shape is as none.
pub(crate) async fn read_row<T: DeserializeOwned>(
    store: &Store,
    key: &str,
) -> Result<Option<T>, UiError> {
    match store.setting(key).await {
        Err(glim_store::Error::Setting { source, .. }) => {
            tracing::warn!(key, %source, "a settings row is not understood and is left alone");
            Ok(None)
        }
        row => Ok(row?),
    }
}

impl App {
    /// The platform in use; none before the first run is done.
    pub(crate) async fn platform(&self) -> Result<Option<PlatformChoice>, UiError> {
        read_row(&self.store()?, PLATFORM_ROW).await
    }

    pub(crate) async fn set_platform(&self, platform: &PlatformChoice) -> Result<(), UiError> {
        Ok(self
            .store()?
            .set_setting(PLATFORM_ROW, platform, self.now_ms())
            .await?)
    }

    pub(crate) async fn proxy(&self) -> Result<ProxyView, UiError> {
        Ok(read_row(&self.store()?, PROXY_ROW)
            .await?
            .unwrap_or_default())
    }

    pub(crate) async fn set_proxy_row(&self, proxy: &ProxyView) -> Result<(), UiError> {
        Ok(self
            .store()?
            .set_setting(PROXY_ROW, proxy, self.now_ms())
            .await?)
    }

    /// The platform in use and a client for it; cached until platform, proxy or keys change.
    pub(crate) async fn client(&self) -> Result<(PlatformChoice, Client), UiError> {
        let platform = self
            .platform()
            .await?
            .ok_or_else(|| UiError::new(ErrorCode::NotConnected))?;
        let recipe = Recipe {
            platform: platform.clone(),
            proxy: self.proxy().await?,
            keys: self.0.keys.generation(),
        };
        if let Ok(cached) = self.0.platforms.client.lock()
            && let Some((made_from, client)) = &*cached
            && *made_from == recipe
        {
            return Ok((platform, client.clone()));
        }
        let key = self.0.keys.get(&self.store()?, &platform).await?;
        if key.is_none() && !platform.key_is_optional() {
            return Err(UiError::new(ErrorCode::KeyMissing));
        }
        let client = self
            .client_with(&platform, key, RetryPolicy::default())
            .await?;
        if let Ok(mut cached) = self.0.platforms.client.lock() {
            *cached = Some((recipe, client.clone()));
        }
        Ok((platform, client))
    }

    /// The demonstration platform, started if it is not running: a test makes it misbehave, and sees what it was asked.
    ///
    /// # Errors
    /// `internal` when no port can be had.
    pub async fn demonstration(&self) -> Result<&Simulator, UiError> {
        self.0.platforms.demo().await
    }

    /// A client with a key that need not be stored, as for checking it.
    pub(crate) async fn client_with(
        &self,
        platform: &PlatformChoice,
        key: Option<SecretString>,
        retry: RetryPolicy,
    ) -> Result<Client, UiError> {
        let demo = match platform {
            PlatformChoice::Demo => Some(self.0.platforms.demo().await?),
            _ => None,
        };
        let mut builder =
            Client::builder(platform.endpoint(demo.map(Simulator::origin).as_deref())?);
        if let Some(key) = key {
            builder = builder.key(key);
        } else if let Some(demo) = demo {
            builder = builder.key(SecretString::from(demo.key().to_owned()));
        }
        let proxy = match platform {
            // The demonstration never leaves the machine.
            PlatformChoice::Demo => Proxy::Direct,
            _ => self.proxy_with_password().await?,
        };
        Ok(builder.proxy(proxy).retry(retry).build()?)
    }

    /// The proxy as the person has set it.
    pub(crate) async fn proxy_with_password(&self) -> Result<Proxy, UiError> {
        Ok(match self.proxy().await? {
            ProxyView::System => Proxy::System,
            ProxyView::Direct => Proxy::Direct,
            ProxyView::Custom {
                url,
                user,
                has_password,
            } => {
                let password = if has_password {
                    self.0.keys.get_named(&self.store()?, PROXY_SECRET).await?
                } else {
                    None
                };
                Proxy::Custom {
                    url,
                    user,
                    password,
                }
            }
        })
    }
}

impl fmt::Display for PlatformChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.secret_name())
    }
}
