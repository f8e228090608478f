//! Choosing a platform, checking and keeping its key, and the way requests leave the machine.

use secrecy::SecretString;
use url::Url;
use zhipu::{KeyCheck, RetryPolicy};

use super::{
    CheckKey, Connect, KeyPlace, KeyVerdict, KeychainState, PROXY_SECRET, PlatformChoice,
    ProxyView, SetProxy, keys::Keep,
};
use crate::{App, ErrorCode, UiError};

/// What people paste around a key: blanks, quotes, the header's word.
fn cleaned(key: &str) -> Option<SecretString> {
    let key = key.trim().trim_matches(['"', '\'', '“', '”']).trim();
    let key = key.strip_prefix("Bearer ").unwrap_or(key).trim();
    (!key.is_empty()).then(|| SecretString::from(key.to_owned()))
}

fn checked(platform: PlatformChoice) -> Result<PlatformChoice, UiError> {
    let PlatformChoice::Custom { base_url } = &platform else {
        return Ok(platform);
    };
    let base = base_url.trim().trim_end_matches('/');
    let good = Url::parse(base)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
    if !good {
        return Err(
            UiError::bad_input("settings_connect", "not an http address").with("field", "baseUrl"),
        );
    }
    Ok(PlatformChoice::Custom {
        base_url: base.to_owned(),
    })
}

pub(super) async fn check(app: &App, request: CheckKey) -> Result<KeyVerdict, UiError> {
    let platform = checked(request.platform)?;
    let key = match request.key.as_deref().and_then(cleaned) {
        Some(key) => Some(key),
        None => app.0.keys.get(&app.store()?, &platform).await?,
    };
    if key.is_none() && !platform.key_is_optional() {
        return Ok(KeyVerdict::Problem {
            problem: UiError::new(ErrorCode::KeyMissing),
        });
    }
    // A person waits for the verdict: the first failure is one.
    let client = app
        .client_with(&platform, key, RetryPolicy::never())
        .await?;
    Ok(match client.check_key().await? {
        KeyCheck::Valid { models } => KeyVerdict::Accepted {
            models: u32::try_from(models.len()).unwrap_or(u32::MAX),
        },
        KeyCheck::NoList => KeyVerdict::Unknown,
        KeyCheck::Refused { error } | KeyCheck::Unreachable { error } => KeyVerdict::Problem {
            problem: error.into(),
        },
    })
}

/// Keeps the key first, then chooses the platform: if the key cannot be kept, nothing has changed.
pub(super) async fn connect(app: &App, request: Connect) -> Result<(), UiError> {
    let store = app.store()?;
    let platform = checked(request.platform)?;
    let passphrase = request
        .passphrase
        .filter(|text| !text.is_empty())
        .map(SecretString::from);
    match request.key.as_deref().and_then(cleaned) {
        Some(key) => {
            let keep = Keep {
                place: request.keep,
                passphrase,
            };
            app.0
                .keys
                .put(&store, &platform.secret_name(), key, keep)
                .await?;
        }
        None if platform.key_is_optional() => {}
        None if app.0.keys.get(&store, &platform).await?.is_some() => {}
        None => return Err(UiError::new(ErrorCode::KeyMissing)),
    }
    app.set_platform(&platform).await?;
    app.0.listed_models.forget();
    Ok(())
}

pub(super) async fn set_proxy(app: &App, request: SetProxy) -> Result<(), UiError> {
    let store = app.store()?;
    let password = request.password.filter(|text| !text.is_empty());
    let proxy = match request.proxy {
        ProxyView::Custom { url, user, .. } => {
            let url = url.trim().to_owned();
            let good = Url::parse(&url).is_ok_and(|url| {
                matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h")
                    && url.host().is_some()
                    && url.username().is_empty()
                    && url.password().is_none()
            });
            if !good {
                return Err(
                    UiError::bad_input("settings_set_proxy", "not the address of a proxy")
                        .with("field", "url"),
                );
            }
            let user = user
                .map(|user| user.trim().to_owned())
                .filter(|user| !user.is_empty());
            if user.is_none() {
                app.0.keys.forget_named(&store, PROXY_SECRET).await?;
            } else if let Some(password) = password {
                let keep = Keep {
                    place: place_for_password(app).await,
                    passphrase: None,
                };
                app.0
                    .keys
                    .put(&store, PROXY_SECRET, password.into(), keep)
                    .await?;
            }
            let has_password = match app.0.keys.get_named(&store, PROXY_SECRET).await {
                Ok(password) => password.is_some(),
                Err(error) => error.code == ErrorCode::KeyLocked,
            };
            ProxyView::Custom {
                url,
                user,
                has_password,
            }
        }
        plain => {
            app.0.keys.forget_named(&store, PROXY_SECRET).await?;
            plain
        }
    };
    app.set_proxy_row(&proxy).await?;
    app.0.listed_models.forget();
    Ok(())
}

/// The keychain when it is there; else memory, since a proxy's password is not worth a passphrase of its own.
async fn place_for_password(app: &App) -> KeyPlace {
    match app.0.keys.keychain_state().await {
        KeychainState::Available => KeyPlace::Keychain,
        _ => KeyPlace::Session,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn a_pasted_key_loses_what_surrounds_it() {
        for pasted in ["  abc.def\n", "\"abc.def\"", "Bearer abc.def", "“abc.def”"] {
            assert_eq!(cleaned(pasted).unwrap().expose_secret(), "abc.def");
        }
        assert!(cleaned("  ").is_none());
    }

    #[test]
    fn an_own_server_needs_a_web_address() {
        let custom = |base: &str| {
            checked(PlatformChoice::Custom {
                base_url: base.into(),
            })
        };
        assert_eq!(
            custom(" http://127.0.0.1:8080/v1/ ").unwrap(),
            PlatformChoice::Custom {
                base_url: "http://127.0.0.1:8080/v1".into()
            }
        );
        for bad in ["", "localhost:8080", "file:///etc/passwd", "ftp://x"] {
            assert!(custom(bad).is_err(), "{bad}");
        }
    }
}
