//! What the server sees of the key, and what nobody else does.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::SecretString;
use serde_json::{Value, json};
use sha2::Sha256;
use zhipu::{Auth, Client, Endpoint, Error, Platform};

use crate::server::{Server, json, refusal};
use crate::{KEY, builder, client};

async fn models_server() -> Server {
    Server::start(vec![json(200, &json!({"data": []}))]).await
}

#[tokio::test]
async fn the_key_is_sent_as_it_is_by_default() {
    let server = models_server().await;
    builder(&server)
        .accept_language("en-US,en")
        .build()
        .unwrap()
        .models()
        .await
        .unwrap();
    let request = &server.requests()[0];
    assert_eq!(
        request.header("authorization"),
        Some(format!("Bearer {KEY}").as_str())
    );
    assert_eq!(request.header("accept-language"), Some("en-US,en"));
    assert!(
        request
            .header("user-agent")
            .unwrap()
            .starts_with("zhipu-rust/")
    );
}

#[tokio::test]
async fn a_signed_token_can_be_verified_with_the_secret() {
    let server = models_server().await;
    let client = builder(&server).auth(Auth::SignedToken).build().unwrap();
    client.models().await.unwrap();
    client.models().await.unwrap();
    let requests = server.requests();
    let token = requests[0]
        .header("authorization")
        .unwrap()
        .strip_prefix("Bearer ")
        .unwrap();
    assert_eq!(
        requests[0].header("authorization"),
        requests[1].header("authorization")
    );
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let (id, secret) = KEY.split_once('.').unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    mac.verify_slice(&URL_SAFE_NO_PAD.decode(signature).unwrap())
        .unwrap();
    let (_, payload) = signed.split_once('.').unwrap();
    let payload: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    assert_eq!(payload["api_key"], id);
    let lives = payload["exp"].as_i64().unwrap() - payload["timestamp"].as_i64().unwrap();
    assert_eq!(lives, 210_000);
    assert!(!token.contains(secret));
}

#[tokio::test]
async fn the_key_is_in_no_debug_text_of_anything() {
    let server = Server::start(vec![json(401, &refusal("1000", "失败"))]).await;
    let builder = builder(&server);
    let mut shown = vec![format!("{builder:?}")];
    let client = builder.build().unwrap();
    let error = client.models().await.unwrap_err();
    shown.push(format!("{client:?} {error:?} {error}"));
    let mut cause = std::error::Error::source(&error);
    while let Some(deeper) = cause {
        shown.push(format!("{deeper:?} {deeper}"));
        cause = deeper.source();
    }
    let shown = shown.join(" ");
    assert!(
        !shown.contains("S3cret") && !shown.contains("0123456789abcdef"),
        "{shown}"
    );
}

#[tokio::test]
async fn a_key_that_cannot_be_used_is_refused_before_any_call() {
    let endpoint = || Endpoint::platform(Platform::BigModel);
    let bad = Client::builder(endpoint())
        .key(SecretString::from("钥匙"))
        .build();
    assert!(matches!(bad, Err(Error::InvalidKey { .. })));
    let halfless = Client::builder(endpoint()).key(SecretString::from("abc"));
    let halfless = halfless.auth(Auth::SignedToken).build();
    assert!(matches!(halfless, Err(Error::InvalidKey { .. })));
}

#[tokio::test]
async fn a_client_is_cheap_to_clone_and_goes_between_tasks() {
    let server = models_server().await;
    let client = client(&server);
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.models().await.unwrap().len() })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), 0);
    }
}
