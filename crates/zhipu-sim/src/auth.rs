//! Who may come in: a raw key or the older signed token made from it.
//! Source: platform README §2; zai-sdk `core/_jwt_token.py` for the token.

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use serde_json::Value;
use sha2::Sha256;

use crate::codes::Refusal;
use crate::options::Options;
use crate::seen::SeenKey;

/// Times above this are milliseconds; in seconds it would be the year 5138.
const LARGEST_SECONDS: i64 = 100_000_000_000;

/// In which form a request shows its key, and what it shows.
pub(crate) fn shown(headers: &HeaderMap) -> (SeenKey, &str) {
    let value = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let value = value.unwrap_or("").trim();
    let bearer = value
        .get(..7)
        .filter(|word| word.eq_ignore_ascii_case("bearer "));
    let (form, shown) = match bearer {
        Some(_) => (SeenKey::Bearer, value.get(7..).unwrap_or("").trim()),
        None => (SeenKey::Raw, value),
    };
    match shown {
        "" | "Bearer" => (SeenKey::Missing, ""),
        shown if token_parts(shown).is_some() => (SeenKey::SignedToken, shown),
        shown => (form, shown),
    }
}

/// Lets a request in or says by code why not: 1001 nothing shown, 1003 expired, 1000 otherwise.
pub(crate) fn check(headers: &HeaderMap, options: &Options) -> Result<(), Refusal> {
    let (form, shown) = shown(headers);
    match form {
        SeenKey::Missing => Err(Refusal::of(1001)),
        _ if options.any_key => Ok(()),
        SeenKey::Raw | SeenKey::Bearer if options.keys.iter().any(|key| key == shown) => Ok(()),
        SeenKey::Raw | SeenKey::Bearer => Err(Refusal::of(1000)),
        SeenKey::SignedToken => check_token(shown, &options.keys),
    }
}

/// Header, payload and signature, if the text is a token at all: its header must be JSON.
fn token_parts(text: &str) -> Option<(Value, Value, [&str; 3])> {
    let mut parts = text.split('.');
    let three = [parts.next()?, parts.next()?, parts.next()?];
    if parts.next().is_some() {
        return None;
    }
    let [head, payload, _] = three;
    let read = |part| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    Some((read(head)?, read(payload)?, three))
}

fn check_token(token: &str, keys: &[String]) -> Result<(), Refusal> {
    let refused = || Refusal::of(1000);
    let (head, payload, [first, second, signature]) = token_parts(token).ok_or_else(refused)?;
    if head.get("alg") != Some(&"HS256".into()) || head.get("sign_type") != Some(&"SIGN".into()) {
        return Err(refused());
    }
    let id = payload
        .get("api_key")
        .and_then(Value::as_str)
        .ok_or_else(refused)?;
    let secret = keys
        .iter()
        .find_map(|key| key.strip_prefix(id)?.strip_prefix('.'));
    let secret = secret.ok_or_else(refused)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|_| refused())?;
    mac.update(first.as_bytes());
    mac.update(b".");
    mac.update(second.as_bytes());
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| refused())?;
    mac.verify_slice(&signature).map_err(|_| refused())?;
    let expires = payload
        .get("exp")
        .and_then(Value::as_i64)
        .ok_or_else(refused)?;
    // The server takes both readings: the SDK sends milliseconds, the realtime sample seconds.
    let expires_ms = if expires > LARGEST_SECONDS {
        expires
    } else {
        expires.saturating_mul(1000)
    };
    if expires_ms <= Timestamp::now().as_millisecond() {
        return Err(Refusal::of(1003));
    }
    Ok(())
}
