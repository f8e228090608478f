//! Where calls go: an origin and, on the platform, the prefix of each family of calls.
//!
//! Families do not share a root (`/paas/v4`, `/v1`, `/llm-application/open`, …), so a base is kept as
//! origin + `/api` and the prefix is added per call (platform notes, README §1, 2026-10).

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use url::{Host, Url};

use crate::error::Error;

/// One of the two hosts of the platform; their keys are separate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Platform {
    /// `open.bigmodel.cn`, prices in CNY.
    BigModel,
    /// `api.z.ai`, prices in USD; serves fewer families.
    Zai,
}

impl Platform {
    /// The host name, which is also how the catalogue names the owner of a price.
    pub const fn host(self) -> &'static str {
        match self {
            Self::BigModel => "open.bigmodel.cn",
            Self::Zai => "api.z.ai",
        }
    }

    const fn base(self) -> &'static str {
        match self {
            Self::BigModel => "https://open.bigmodel.cn/api",
            Self::Zai => "https://api.z.ai/api",
        }
    }
}

/// A family of calls with a path prefix of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Chat, asynchronous results and the list of models; moved to `/coding` by a coding plan.
    Chat,
    /// Everything else under `/paas/v4`: images, files, embeddings, search, …
    Main,
    /// `/v1`: ready-made agents.
    Agents,
    /// `/llm-application/open`: knowledge bases and the application centre.
    Knowledge,
    /// `/zrag`: full-modal knowledge.
    FullModal,
    /// `/monitor/usage`: plan usage (undocumented).
    PlanUsage,
}

/// Where a client sends its calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Without a slash at the end, without user, password, query or fragment.
    base: String,
    shape: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Platform {
        platform: Option<Platform>,
        coding_plan: bool,
    },
    Custom,
}

impl Endpoint {
    /// The platform with pay-as-you-go billing.
    pub fn platform(platform: Platform) -> Self {
        let shape = Shape::Platform {
            platform: Some(platform),
            coding_plan: false,
        };
        Self {
            base: platform.base().to_owned(),
            shape,
        }
    }

    /// The platform, with chat billed to a coding plan.
    pub fn coding_plan(platform: Platform) -> Self {
        let shape = Shape::Platform {
            platform: Some(platform),
            coding_plan: true,
        };
        Self {
            base: platform.base().to_owned(),
            shape,
        }
    }

    /// Something that serves the platform's families under `{origin}/api`, such as a simulator.
    ///
    /// # Errors
    /// [`Error::InvalidUrl`] if the origin is not an `http` or `https` address, or holds a user,
    /// password, query or fragment.
    pub fn platform_at(origin: &str) -> Result<Self, Error> {
        let base = format!("{}/api", checked_base(origin)?);
        Ok(Self {
            base,
            shape: Shape::Platform {
                platform: None,
                coding_plan: false,
            },
        })
    }

    /// Any server of the `OpenAI` form; the whole path is the base (`http://127.0.0.1:8080/v1`).
    ///
    /// # Errors
    /// As [`Endpoint::platform_at`].
    pub fn custom(url: &str) -> Result<Self, Error> {
        Ok(Self {
            base: checked_base(url)?,
            shape: Shape::Custom,
        })
    }

    /// The full address of a call; `path` is relative to the family, without a leading slash.
    pub fn url(&self, family: Family, path: &str) -> String {
        let path = path.trim_start_matches('/');
        match self.shape {
            Shape::Custom => format!("{}/{path}", self.base),
            Shape::Platform { coding_plan, .. } => {
                format!("{}/{}/{path}", self.base, prefix(family, coding_plan))
            }
        }
    }

    /// Which host of the platform this is; `None` for a simulator or an own server.
    pub fn known_platform(&self) -> Option<Platform> {
        match self.shape {
            Shape::Platform { platform, .. } => platform,
            Shape::Custom => None,
        }
    }

    /// Whether this is an own server of the `OpenAI` form, which knows no field of the platform.
    pub fn is_custom(&self) -> bool {
        self.shape == Shape::Custom
    }

    /// Whether chat is billed to a coding plan.
    pub fn is_coding_plan(&self) -> bool {
        matches!(
            self.shape,
            Shape::Platform {
                coding_plan: true,
                ..
            }
        )
    }

    /// Whether the server is on this machine; such calls never go through a proxy.
    pub fn is_loopback(&self) -> bool {
        let Ok(url) = Url::parse(&self.base) else {
            return false;
        };
        match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
            Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
            None => false,
        }
    }

    /// Whether calls are encrypted.
    pub(crate) fn is_https(&self) -> bool {
        self.base.starts_with("https:")
    }
}

const fn prefix(family: Family, coding_plan: bool) -> &'static str {
    match family {
        Family::Chat if coding_plan => "coding/paas/v4",
        Family::Chat | Family::Main => "paas/v4",
        Family::Agents => "v1",
        Family::Knowledge => "llm-application/open",
        Family::FullModal => "zrag",
        Family::PlanUsage => "monitor/usage",
    }
}

/// Checks an address and takes off the slash at its end.
///
/// A user, password or query is refused because it would show up in logs and errors.
fn checked_base(text: &str) -> Result<String, Error> {
    let text = text.trim();
    let invalid = |reason| Error::InvalidUrl { reason };
    let url = Url::parse(text).map_err(|_| invalid("it is not an address"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(invalid("it must begin with http:// or https://"));
    }
    if url.host().is_none() {
        return Err(invalid("it names no host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("it must not hold a user or password"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid("it must not hold a query or fragment"));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// Encodes one piece of a path, such as an id that came from elsewhere.
pub(crate) fn segment(text: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}"); // writing to a String cannot fail
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_has_its_own_root_on_the_platform() {
        let endpoint = Endpoint::platform(Platform::BigModel);
        for (family, path, expected) in [
            (
                Family::Chat,
                "chat/completions",
                "/paas/v4/chat/completions",
            ),
            (Family::Main, "/files", "/paas/v4/files"),
            (Family::Agents, "agents", "/v1/agents"),
            (
                Family::Knowledge,
                "knowledge",
                "/llm-application/open/knowledge",
            ),
            (
                Family::FullModal,
                "retrieval/retrieve",
                "/zrag/retrieval/retrieve",
            ),
            (
                Family::PlanUsage,
                "quota/limit",
                "/monitor/usage/quota/limit",
            ),
        ] {
            let expected = format!("https://open.bigmodel.cn/api{expected}");
            assert_eq!(endpoint.url(family, path), expected);
        }
    }

    #[test]
    fn a_coding_plan_moves_chat_and_nothing_else() {
        let endpoint = Endpoint::coding_plan(Platform::Zai);
        assert_eq!(
            endpoint.url(Family::Chat, "models"),
            "https://api.z.ai/api/coding/paas/v4/models"
        );
        assert_eq!(
            endpoint.url(Family::Main, "files"),
            "https://api.z.ai/api/paas/v4/files"
        );
        assert!(endpoint.is_coding_plan() && !endpoint.is_custom());
    }

    #[test]
    fn an_own_server_keeps_its_whole_path_as_base() {
        let endpoint = Endpoint::custom(" http://127.0.0.1:8080/v1/ ").unwrap();
        assert_eq!(
            endpoint.url(Family::Chat, "chat/completions"),
            "http://127.0.0.1:8080/v1/chat/completions"
        );
        assert!(endpoint.is_custom() && endpoint.is_loopback());
        assert_eq!(endpoint.known_platform(), None);
    }

    #[test]
    fn a_simulator_serves_all_families_below_its_origin() {
        let endpoint = Endpoint::platform_at("http://127.0.0.1:18080/token").unwrap();
        assert_eq!(
            endpoint.url(Family::Agents, "agents"),
            "http://127.0.0.1:18080/token/api/v1/agents"
        );
        assert!(!endpoint.is_custom());
    }

    #[test]
    fn addresses_that_hide_secrets_or_are_none_are_refused() {
        for text in [
            "",
            "127.0.0.1:8080",
            "ftp://example.com",
            "https://user:secret@example.com/v1",
            "https://example.com/v1?key=secret",
            "https://example.com/#fragment",
            "http://",
        ] {
            let error = Endpoint::custom(text).unwrap_err();
            assert!(!format!("{error:?}{error}").contains("secret"), "{error:?}");
        }
    }

    #[test]
    fn loopback_is_known_in_all_its_forms() {
        for (text, expected) in [
            ("http://localhost:1", true),
            ("http://sim.localhost/x", true),
            ("http://[::1]:11434/v1", true),
            ("http://127.8.9.1/v1", true),
            ("http://192.168.1.4/v1", false),
            ("https://例子.测试/v1", false),
        ] {
            assert_eq!(
                Endpoint::custom(text).unwrap().is_loopback(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn an_id_cannot_leave_its_place_in_the_path() {
        assert_eq!(segment("2026-ab_1.x"), "2026-ab_1.x");
        assert_eq!(segment("../a?b#c 你"), "..%2Fa%3Fb%23c%20%E4%BD%A0");
    }
}
