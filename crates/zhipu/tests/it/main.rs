//! The client against real sockets: small scripted servers, no simulator (leaf crates import none).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod auth;
mod documents;
mod failures;
mod files;
mod keys;
mod knowledge;
mod made;
mod proxy;
mod retries;
mod server;
mod streams;
mod tasks;
mod timeouts;

use std::time::Duration;

use futures_util::StreamExt as _;
use secrecy::SecretString;
use zhipu::{
    ChatDelta, ChatMessage, ChatRequest, ChatStream, Client, ClientBuilder, Endpoint, Error,
    RetryPolicy, Timeouts,
};

use crate::server::Server;

/// A key of the usual form that nothing accepts.
const KEY: &str = "0123456789abcdef0123456789abcdef.S3cretS3cretAbcd";

/// A client of a scripted server as the platform, with retries that hardly wait.
fn builder(server: &Server) -> ClientBuilder {
    Client::builder(Endpoint::platform_at(&server.origin()).unwrap())
        .key(SecretString::from(KEY))
        .retry(quick())
}

fn client(server: &Server) -> Client {
    builder(server).build().unwrap()
}

/// A client of a scripted server as somebody's own server.
fn own_server_client(server: &Server) -> Client {
    let endpoint = Endpoint::custom(&format!("{}/v1", server.origin())).unwrap();
    Client::builder(endpoint).retry(quick()).build().unwrap()
}

fn quick() -> RetryPolicy {
    let first_pause = Duration::from_millis(1);
    RetryPolicy {
        first_pause,
        longest_pause: first_pause,
        ..RetryPolicy::default()
    }
}

/// Time-outs so short that a test can wait for the one it wants.
fn impatient() -> Timeouts {
    Timeouts {
        idle: Duration::from_millis(200),
        ..Timeouts::default()
    }
}

fn question() -> ChatRequest {
    ChatRequest::new("glm-4.7", vec![ChatMessage::user("二加二？ 🤔 שלום")])
}

/// Reads a stream to its end: the deltas, and the error if it ended with one.
async fn drain(mut stream: ChatStream) -> (Vec<ChatDelta>, Option<Error>) {
    let mut deltas = Vec::new();
    let mut failed = None;
    while let Some(item) = stream.next().await {
        match item {
            Ok(delta) => {
                assert!(failed.is_none(), "nothing comes after an error");
                deltas.push(delta);
            }
            Err(error) => failed = Some(error),
        }
    }
    assert!(
        stream.next().await.is_none(),
        "a stream that ended stays ended"
    );
    (deltas, failed)
}

fn text(deltas: &[ChatDelta]) -> String {
    let pieces = deltas.iter().map(|delta| match delta {
        ChatDelta::Content(text) => text.as_str(),
        _ => "",
    });
    pieces.collect()
}
