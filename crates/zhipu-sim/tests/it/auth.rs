//! Keys, signed tokens and the codes of their refusals.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use zhipu_sim::{DEFAULT_KEY, Options, SeenKey};

use crate::support::{Bench, refusal, start, start_with};

/// A token as `zai-sdk` makes it.
fn token(key: &str, head: &Value, expires: i64) -> String {
    let (id, secret) = key.split_once('.').unwrap();
    let payload = json!({ "api_key": id, "exp": expires, "timestamp": now_ms() });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(head), part(&payload));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    format!(
        "{text}.{}",
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    )
}

fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

fn signed() -> Value {
    json!({ "alg": "HS256", "sign_type": "SIGN", "typ": "JWT" })
}

async fn with(bench: &Bench, authorization: Option<&str>) -> reqwest::Response {
    let mut request = bench
        .client
        .get(format!("{}/models", bench.simulator.base()));
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    request.send().await.unwrap()
}

#[tokio::test]
async fn every_form_of_a_good_key_is_let_in() {
    let bench = start().await;
    let in_ms = token(DEFAULT_KEY, &signed(), now_ms() + 60_000);
    let in_seconds = token(DEFAULT_KEY, &signed(), now_ms() / 1000 + 60);
    for (value, form) in [
        (format!("Bearer {DEFAULT_KEY}"), SeenKey::Bearer),
        (DEFAULT_KEY.to_owned(), SeenKey::Raw),
        (format!("Bearer {in_ms}"), SeenKey::SignedToken),
        (format!("bearer {in_seconds}"), SeenKey::SignedToken),
    ] {
        assert_eq!(with(&bench, Some(&value)).await.status(), 200, "{form:?}");
        assert_eq!(bench.simulator.requests().last().unwrap().key, form);
    }
}

#[tokio::test]
async fn a_bad_key_is_refused_by_code() {
    let bench = start().await;
    let expired = token(DEFAULT_KEY, &signed(), now_ms() - 1);
    let stranger = token("stranger.secret", &signed(), now_ms() + 60_000);
    let (id, _) = DEFAULT_KEY.split_once('.').unwrap();
    let forged = token(&format!("{id}.guessed"), &signed(), now_ms() + 60_000);
    let unsigned = json!({ "alg": "none", "sign_type": "SIGN" });
    let unsigned = token(DEFAULT_KEY, &unsigned, now_ms() + 60_000);
    for (value, code) in [
        (None, "1001"),
        (Some("Bearer ".to_owned()), "1001"),
        (Some("Bearer wrong.key".to_owned()), "1000"),
        (Some("wrong".to_owned()), "1000"),
        (Some(format!("Bearer {expired}")), "1003"),
        (Some(format!("Bearer {stranger}")), "1000"),
        (Some(format!("Bearer {forged}")), "1000"),
        (Some(format!("Bearer {unsigned}")), "1000"),
    ] {
        let (status, found, _) = refusal(with(&bench, value.as_deref()).await).await;
        assert_eq!((status, found.as_str()), (401, code), "{value:?}");
    }
}

#[tokio::test]
async fn any_key_may_be_let_in_but_not_none() {
    let bench = start_with(Options {
        any_key: true,
        ..Options::default()
    })
    .await;
    assert_eq!(with(&bench, Some("Bearer whatever")).await.status(), 200);
    assert_eq!(with(&bench, None).await.status(), 401);
}

#[tokio::test]
async fn keys_are_not_written_down() {
    let bench = start_with(Options {
        keys: vec!["mine.secret".to_owned()],
        ..Options::default()
    })
    .await;
    assert_eq!(bench.simulator.key(), "mine.secret");
    bench.get("/models").send().await.unwrap();
    let seen = format!("{:?} {:?}", bench.simulator.requests(), bench.simulator);
    assert!(!seen.contains("mine.secret"), "{seen}");
    assert_eq!(
        bench.simulator.requests()[0].header("authorization"),
        Some("masked")
    );
}

#[tokio::test]
async fn without_the_path_token_there_is_nothing() {
    let bench = start_with(Options {
        path_token: true,
        ..Options::default()
    })
    .await;
    assert_eq!(bench.get("/models").send().await.unwrap().status(), 200);
    let (host, token) = bench
        .simulator
        .origin()
        .rsplit_once('/')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    assert_eq!(token.len(), 32);
    let wrong = "0".repeat(32);
    for origin in [
        host.clone(),
        format!("{host}/{wrong}"),
        format!("{host}/{token}x"),
    ] {
        let url = format!("{origin}/api/paas/v4/models");
        let response = bench
            .client
            .get(url)
            .bearer_auth(DEFAULT_KEY)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 404);
        assert_eq!(response.text().await.unwrap(), "");
    }
    assert_eq!(
        bench.simulator.requests().len(),
        1,
        "strangers leave no trace"
    );
    assert_eq!(bench.simulator.requests()[0].path, "/api/paas/v4/models");
}
