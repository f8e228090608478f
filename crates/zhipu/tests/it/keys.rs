//! The free key check tells four outcomes apart.

use serde_json::json;
use zhipu::{Client, Endpoint, KeyCheck, Kind, Proxy};

use crate::server::{Server, json, refusal, whole};
use crate::{client, own_server_client, quick};

#[tokio::test]
async fn a_key_that_is_taken_gives_the_models() {
    let list = json!({"object": "list", "data": [
        {"id": "glm-4.7", "object": "model", "created": 1_766_332_800, "owned_by": "z-ai"}]});
    let server = Server::start(vec![json(200, &list)]).await;
    let KeyCheck::Valid { models } = client(&server).check_key().await.unwrap() else {
        panic!("a valid key");
    };
    assert_eq!(models[0].id, "glm-4.7");
    let request = &server.requests()[0];
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("GET", "/api/paas/v4/models")
    );
}

#[tokio::test]
async fn a_refused_key_is_told_whatever_the_shape() {
    let flat = json!({"code": 1000, "msg": "bad", "success": false});
    for reply in [
        json(401, &refusal("1000", "x")),
        json(200, &flat),
        json(403, &json!({})),
    ] {
        let server = Server::start(vec![reply]).await;
        let check = client(&server).check_key().await.unwrap();
        assert!(matches!(check, KeyCheck::Refused { .. }), "{check:?}");
    }
}

#[tokio::test]
async fn a_server_without_a_list_is_not_a_refusal_and_not_an_empty_list() {
    let server = Server::start(vec![whole(404, "", "404 page not found")]).await;
    let client = own_server_client(&server);
    assert!(matches!(
        client.check_key().await.unwrap(),
        KeyCheck::NoList
    ));
    assert_eq!(client.models().await.unwrap_err().kind(), Kind::NotFound);
}

#[tokio::test]
async fn a_server_that_is_not_reached_says_nothing_of_the_key() {
    let endpoint = Endpoint::custom("http://no-such-host.invalid/v1").unwrap();
    let client = Client::builder(endpoint)
        .proxy(Proxy::Direct)
        .retry(quick())
        .build()
        .unwrap();
    let KeyCheck::Unreachable { error } = client.check_key().await.unwrap() else {
        panic!("nobody there");
    };
    assert_eq!(error.kind(), Kind::Unreachable);
}

#[tokio::test]
async fn a_server_in_trouble_is_an_error_and_no_verdict() {
    let server = Server::start(vec![json(500, &refusal("500", "x"))]).await;
    assert_eq!(
        client(&server).check_key().await.unwrap_err().kind(),
        Kind::Server
    );
    let server = Server::start(vec![json(429, &refusal("1113", "余额不足"))]).await;
    assert_eq!(
        client(&server).check_key().await.unwrap_err().kind(),
        Kind::Balance
    );
}
