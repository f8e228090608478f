//! Through which proxy calls leave the machine.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::error::Error;

/// Which proxy a client uses. Calls to this machine itself never go through one.
#[derive(Clone, Default)]
pub enum Proxy {
    /// What the system says: the usual environment variables, and the settings of macOS and Windows.
    #[default]
    System,
    /// None at all, whatever the system says.
    Direct,
    /// A proxy of the person's choice.
    Custom {
        /// `http://`, `https://`, `socks5://` or `socks5h://` and the host; no user, no password.
        url: String,
        /// The user, if the proxy asks for one.
        user: Option<String>,
        /// The password of that user.
        password: Option<SecretString>,
    },
}

impl fmt::Debug for Proxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => formatter.write_str("System"),
            Self::Direct => formatter.write_str("Direct"),
            Self::Custom {
                url,
                user,
                password,
            } => formatter
                .debug_struct("Custom")
                .field("url", &shown(url))
                .field("user", &user.as_ref().map(|_| "[user]"))
                .field("password", &password.as_ref().map(|_| "[password]"))
                .finish(),
        }
    }
}

/// An address as it may be shown, in case somebody wrote the password into it all the same.
fn shown(url: &str) -> &str {
    if url.contains('@') {
        "[address with a password]"
    } else {
        url
    }
}

impl Proxy {
    /// Whether the connection to the proxy itself is encrypted and so needs the system's roots.
    pub(crate) fn is_https(&self) -> bool {
        matches!(self, Self::Custom { url, .. } if url.trim_start().starts_with("https:"))
    }

    /// Whether the person chose this proxy, so that a failed connection is a failure of the proxy.
    pub(crate) fn is_custom(&self) -> bool {
        matches!(self, Self::Custom { .. })
    }

    /// Sets the proxy of an HTTP client; `loopback` says that the server is on this machine.
    pub(crate) fn apply(
        &self,
        builder: reqwest::ClientBuilder,
        loopback: bool,
    ) -> Result<reqwest::ClientBuilder, Error> {
        match self {
            _ if loopback => Ok(builder.no_proxy()),
            Self::System => Ok(builder),
            Self::Direct => Ok(builder.no_proxy()),
            Self::Custom {
                url,
                user,
                password,
            } => {
                let proxy =
                    reqwest::Proxy::all(checked(url)?).map_err(|_| Error::InvalidProxy {
                        reason: "it is not an address",
                    })?;
                let password = password.as_ref().map_or("", ExposeSecret::expose_secret);
                let proxy = match user.as_deref() {
                    Some(user) => proxy.basic_auth(&escaped(user), &escaped(password)),
                    None => proxy,
                };
                // `no_proxy` first: it clears the system's rules, so that only ours is left.
                Ok(builder.no_proxy().proxy(proxy))
            }
        }
    }
}

/// reqwest puts user and password into an address, which is decoded later but encodes no percent
/// sign: without this, a password with `%41` in it would arrive with an `A`.
fn escaped(text: &str) -> String {
    text.replace('%', "%25")
}

fn checked(text: &str) -> Result<Url, Error> {
    let invalid = |reason| Error::InvalidProxy { reason };
    let url = Url::parse(text.trim()).map_err(|_| invalid("it is not an address"))?;
    if !matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") {
        return Err(invalid(
            "it must begin with http://, https://, socks5:// or socks5h://",
        ));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(invalid("it names no host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("user and password have fields of their own"));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn custom(url: &str) -> Proxy {
        Proxy::Custom {
            url: url.to_owned(),
            user: Some("zhang".to_owned()),
            password: Some(SecretString::from("pass-w0rd")),
        }
    }

    #[test]
    fn neither_user_nor_password_is_shown() {
        let shown = format!(
            "{:?} {:?}",
            custom("http://proxy:1"),
            custom("http://u:pass-w0rd@p")
        );
        assert!(
            !shown.contains("zhang") && !shown.contains("pass-w0rd"),
            "{shown}"
        );
        assert!(shown.contains("http://proxy:1"));
    }

    #[test]
    fn an_address_that_is_no_proxy_is_refused() {
        for url in [
            "",
            "proxy:3128",
            "ftp://proxy",
            "http://u:pass-w0rd@proxy",
            "socks5://",
        ] {
            let error = custom(url)
                .apply(reqwest::Client::builder(), false)
                .unwrap_err();
            assert!(matches!(error, Error::InvalidProxy { .. }), "{url}");
            assert!(!format!("{error:?} {error}").contains("pass-w0rd"));
        }
        for url in [
            "http://proxy:3128",
            "socks5h://127.0.0.1:1080",
            "https://proxy",
        ] {
            assert!(
                custom(url).apply(reqwest::Client::builder(), false).is_ok(),
                "{url}"
            );
        }
    }
}
