//! Through a proxy with a password, past a proxy, and proxies that fail.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use serde_json::json;
use zhipu::{Client, Endpoint, Error, Kind, Proxy};

use crate::server::{Server, Step, json, whole};
use crate::{KEY, builder, quick};

const PASSWORD: &str = "p@ss:w/rd 密码%41";

fn custom(server: &Server) -> Proxy {
    Proxy::Custom {
        url: server.origin(),
        user: Some("张三".to_owned()),
        password: Some(SecretString::from(PASSWORD)),
    }
}

/// A client of a host that only a proxy could reach.
fn far_client(scheme: &str, proxy: Proxy) -> Result<Client, Error> {
    let endpoint = Endpoint::platform_at(&format!("{scheme}://platform.invalid")).unwrap();
    Client::builder(endpoint)
        .key(SecretString::from(KEY))
        .proxy(proxy)
        .retry(quick())
        .build()
}

#[tokio::test]
async fn a_plain_call_goes_through_the_proxy_with_user_and_password() {
    let server = Server::start(vec![json(200, &json!({"data": [{"id": "m"}]}))]).await;
    let client = far_client("http", custom(&server)).unwrap();
    assert_eq!(client.models().await.unwrap().len(), 1);
    let request = &server.requests()[0];
    assert_eq!(request.target, "http://platform.invalid/api/paas/v4/models");
    let shown = request
        .header("proxy-authorization")
        .unwrap()
        .strip_prefix("Basic ")
        .unwrap();
    assert_eq!(
        STANDARD.decode(shown).unwrap(),
        format!("张三:{PASSWORD}").into_bytes()
    );
}

#[tokio::test]
async fn an_encrypted_call_asks_the_proxy_for_a_tunnel() {
    let server = Server::start(vec![whole(407, "", "")]).await;
    let client = match far_client("https", custom(&server)) {
        Ok(client) => client,
        Err(error) => return eprintln!("skipped: no root certificates here ({error})"),
    };
    let error = client.models().await.unwrap_err();
    assert_eq!(error.kind(), Kind::Proxy, "{error:?}");
    let request = &server.requests()[0];
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("CONNECT", "platform.invalid:443")
    );
    assert!(request.header("proxy-authorization").is_some());
    assert_eq!(
        request.header("authorization"),
        None,
        "the key is for the platform only"
    );
    let shown = format!("{error:?} {client:?}");
    assert!(
        !shown.contains("p@ss") && !shown.contains("S3cret"),
        "{shown}"
    );
}

#[tokio::test]
async fn a_proxy_that_refuses_or_is_not_there_is_named() {
    let server = Server::start(vec![whole(407, "", "")]).await;
    let error = far_client("http", custom(&server))
        .unwrap()
        .models()
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::Proxy, Some(407)));

    let proxy = Proxy::Custom {
        url: "http://no-such-proxy.invalid:3128".to_owned(),
        user: None,
        password: None,
    };
    let error = far_client("http", proxy)
        .unwrap()
        .models()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), Kind::Proxy, "{error:?}");
}

#[tokio::test]
async fn a_socks_proxy_that_hangs_up_is_named() {
    let server = Server::start(vec![vec![Step::Close]]).await;
    let url = server.origin().replace("http://", "socks5h://");
    let proxy = Proxy::Custom {
        url,
        user: None,
        password: None,
    };
    let client = far_client("http", proxy).unwrap();
    // The server waits for HTTP and the client for SOCKS; ending the server ends the wait.
    let call = tokio::spawn(async move { client.models().await.unwrap_err().kind() });
    while server.connections() == 0 {
        tokio::task::yield_now().await;
    }
    drop(server);
    assert_eq!(call.await.unwrap(), Kind::Proxy);
}

#[tokio::test]
async fn a_call_to_this_machine_never_goes_through_a_proxy() {
    let proxy = Server::start(vec![whole(500, "", "")]).await;
    let server = Server::start(vec![json(200, &json!({"data": []}))]).await;
    let client = builder(&server).proxy(custom(&proxy)).build().unwrap();
    client.models().await.unwrap();
    assert_eq!((proxy.connections(), server.requests().len()), (0, 1));
}
