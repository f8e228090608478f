//! The key and how it is shown to the platform: as it is, or as a signed token made from it.
//!
//! The key itself never leaves this module but as a header value marked sensitive.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

use crate::error::Error;

/// How the key is shown to the platform.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Auth {
    /// `Authorization: Bearer <key>`, the usual way.
    #[default]
    Bearer,
    /// A JWT signed with the second half of the key, the older way (`<id>.<secret>` needed).
    SignedToken,
}

/// The official SDK keeps a token for 3 minutes and lets it live for 3 minutes 30 seconds.
const TOKEN_KEPT_MS: i64 = 180_000;
const TOKEN_LIVES_MS: i64 = 210_000;

/// Shorter keys are not looked for in texts: a word of two letters is no secret, but is everywhere.
const REDACT_FROM_LENGTH: usize = 8;

/// Holds the key and makes the header of each call.
pub(crate) struct Authorizer {
    key: Option<SecretString>,
    auth: Auth,
    token: Mutex<Option<Token>>,
}

struct Token {
    header: HeaderValue,
    made_ms: i64,
}

impl fmt::Debug for Authorizer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.key.as_ref().map(|_| "[key]");
        formatter
            .debug_struct("Authorizer")
            .field("key", &key)
            .field("auth", &self.auth)
            .finish_non_exhaustive()
    }
}

impl Authorizer {
    /// Checks what can be checked without the platform; an empty key counts as none.
    pub(crate) fn new(key: Option<&SecretString>, auth: Auth) -> Result<Self, Error> {
        let key = key.map(|key| key.expose_secret().trim());
        let key = key.filter(|key| !key.is_empty()).map(SecretString::from);
        let made = Self {
            key,
            auth,
            token: Mutex::new(None),
        };
        made.header(Timestamp::now())?;
        Ok(made)
    }

    /// The value of the `Authorization` header, `None` without a key.
    pub(crate) fn header(&self, now: Timestamp) -> Result<Option<HeaderValue>, Error> {
        let Some(key) = &self.key else {
            return Ok(None);
        };
        match self.auth {
            Auth::Bearer => bearer(key.expose_secret()).map(Some),
            Auth::SignedToken => self.signed(key, now.as_millisecond()).map(Some),
        }
    }

    /// Throws the token away, after the platform called it expired.
    pub(crate) fn forget_token(&self) {
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Takes the key out of a text of the server: some servers repeat it in their error.
    pub(crate) fn redact(&self, text: &str) -> String {
        let Some(key) = &self.key else {
            return text.to_owned();
        };
        let key = key.expose_secret();
        let secret = key.split_once('.').map_or("", |(_, secret)| secret);
        let mut clean = text.to_owned();
        for part in [key, secret] {
            if part.len() >= REDACT_FROM_LENGTH && clean.contains(part) {
                clean = clean.replace(part, "[key]");
            }
        }
        clean
    }

    fn signed(&self, key: &SecretString, now_ms: i64) -> Result<HeaderValue, Error> {
        let mut kept = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        // Wall clock and not `Instant`, which stands still while a laptop sleeps.
        let fresh = |token: &&Token| (0..TOKEN_KEPT_MS).contains(&(now_ms - token.made_ms));
        if let Some(token) = kept.as_ref().filter(fresh) {
            return Ok(token.header.clone());
        }
        let header = bearer(&sign(key.expose_secret(), now_ms)?)?;
        *kept = Some(Token {
            header: header.clone(),
            made_ms: now_ms,
        });
        Ok(header)
    }
}

fn bearer(token: &str) -> Result<HeaderValue, Error> {
    let invalid = || Error::InvalidKey {
        reason: "it holds characters that no key has",
    };
    // A header could carry more, but white or Chinese inside a key is a slip of copying.
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(invalid());
    }
    let mut header = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| invalid())?;
    header.set_sensitive(true);
    Ok(header)
}

/// The token of the official SDK (zai-sdk `core/_jwt_token.py`): HS256, times in milliseconds.
fn sign(key: &str, now_ms: i64) -> Result<String, Error> {
    let invalid = |reason| Error::InvalidKey { reason };
    let no_parts = "a signed token needs a key of the form id.secret";
    let (id, secret) = key.split_once('.').ok_or_else(|| invalid(no_parts))?;
    if id.is_empty() || secret.is_empty() {
        return Err(invalid(no_parts));
    }
    let head = serde_json::json!({ "alg": "HS256", "sign_type": "SIGN", "typ": "JWT" });
    let payload = serde_json::json!({
        "api_key": id,
        "exp": now_ms.saturating_add(TOKEN_LIVES_MS),
        "timestamp": now_ms,
    });
    let encode = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", encode(&head), encode(&payload));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map_err(|_| invalid("its secret cannot sign"))?;
    mac.update(signed.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    Ok(format!("{signed}.{signature}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0123456789abcdef0123456789abcdef.S3cretS3cretAbcd";

    fn authorizer(key: &str, auth: Auth) -> Result<Authorizer, Error> {
        Authorizer::new(Some(&SecretString::from(key)), auth)
    }

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(ms).unwrap()
    }

    fn token(authorizer: &Authorizer, ms: i64) -> String {
        let header = authorizer.header(at(ms)).unwrap().unwrap();
        header
            .to_str()
            .unwrap()
            .strip_prefix("Bearer ")
            .unwrap()
            .to_owned()
    }

    #[test]
    fn a_pasted_key_loses_the_white_around_it() {
        let made = authorizer(" abc.def\n", Auth::Bearer).unwrap();
        assert_eq!(token(&made, 0), "abc.def");
    }

    #[test]
    fn an_empty_key_is_no_key() {
        let made = authorizer("  ", Auth::SignedToken).unwrap();
        assert!(made.header(at(0)).unwrap().is_none());
    }

    #[test]
    fn a_key_with_characters_no_key_has_is_refused_without_showing_it() {
        for key in [
            "钥匙.secret-part",
            "abc\ndef.secret-part",
            "abc def.secret-part",
        ] {
            let error = authorizer(key, Auth::Bearer).unwrap_err();
            assert!(!format!("{error:?} {error}").contains("secret-part"));
        }
        assert!(authorizer("no-dot", Auth::SignedToken).is_err());
        assert!(authorizer("id.", Auth::SignedToken).is_err());
    }

    #[test]
    fn a_signed_token_is_the_one_of_the_official_sdk() {
        // Recomputed with Python's `hmac` from the same header and payload texts.
        let expected = concat!(
            "eyJhbGciOiJIUzI1NiIsInNpZ25fdHlwZSI6IlNJR04iLCJ0eXAiOiJKV1QifQ.",
            "eyJhcGlfa2V5IjoiaWQiLCJleHAiOjEwMDAyMTAwMDAsInRpbWVzdGFtcCI6MTAwMDAwMDAwMH0.",
            "yWB0cEUFE118MNP9mnwq7gb_2hp2dNwOKGWsOXqThUA"
        );
        assert_eq!(sign("id.secret", 1_000_000_000).unwrap(), expected);
    }

    #[test]
    fn a_token_is_kept_for_three_minutes_and_made_anew_when_the_clock_goes_back() {
        let made = authorizer(KEY, Auth::SignedToken).unwrap();
        made.forget_token();
        let first = token(&made, 1_000_000);
        assert_eq!(token(&made, 1_000_000 + TOKEN_KEPT_MS - 1), first);
        let second = token(&made, 1_000_000 + TOKEN_KEPT_MS);
        assert_ne!(second, first);
        assert_ne!(
            token(&made, 999_999),
            second,
            "a token from the future is not kept"
        );
    }

    #[test]
    fn the_key_is_in_no_debug_text_and_is_taken_out_of_server_texts() {
        let made = authorizer(KEY, Auth::Bearer).unwrap();
        let header = made.header(at(0)).unwrap().unwrap();
        let shown = format!("{made:?} {header:?}");
        assert!(
            !shown.contains("S3cret") && !shown.contains("0123456789"),
            "{shown}"
        );
        let text = format!("密钥 {KEY} 无效, secret S3cretS3cretAbcd");
        assert_eq!(made.redact(&text), "密钥 [key] 无效, secret [key]");
    }
}
