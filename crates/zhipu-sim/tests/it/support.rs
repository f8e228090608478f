//! A client as plain as possible, so that what it sees is what the wire carries.

use std::sync::Once;

use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use zhipu_sim::{Options, Simulator};

/// A running simulator and a client for it.
pub(crate) struct Bench {
    pub(crate) simulator: Simulator,
    pub(crate) client: Client,
}

pub(crate) async fn start() -> Bench {
    start_with(Options::default()).await
}

pub(crate) async fn start_with(options: Options) -> Bench {
    Bench {
        simulator: Simulator::start(options).await.unwrap(),
        client: client(),
    }
}

pub(crate) fn client() -> Client {
    static PROVIDER: Once = Once::new();
    // The workspace's reqwest has no TLS provider of its own, and asks for one even for http.
    PROVIDER.call_once(|| {
        rustls::crypto::ring::default_provider()
            .install_default()
            .unwrap();
    });
    Client::builder().no_proxy().build().unwrap()
}

impl Bench {
    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.simulator.base());
        self.client.get(url).bearer_auth(self.simulator.key())
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.simulator.base());
        self.client.post(url).bearer_auth(self.simulator.key())
    }

    pub(crate) async fn send(&self, body: &Value) -> Response {
        self.post("/chat/completions")
            .json(body)
            .send()
            .await
            .unwrap()
    }

    /// Sends and expects a JSON document under HTTP 200.
    pub(crate) async fn whole(&self, body: &Value) -> Value {
        let response = self.send(body).await;
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }

    /// Sends with `stream: true` and expects a stream that ends well.
    pub(crate) async fn streamed(&self, body: &Value) -> Stream {
        let mut body = body.clone();
        body["stream"] = json!(true);
        let response = self.send(&body).await;
        assert_eq!(response.status(), 200);
        let kind = response.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(kind.starts_with("text/event-stream"), "{kind}");
        Stream::read(&response.text().await.unwrap())
    }

    /// Sends and expects a refusal: HTTP status, business code, message.
    pub(crate) async fn refused(&self, body: &Value) -> (u16, String, String) {
        refusal(self.send(body).await).await
    }
}

pub(crate) async fn refusal(response: Response) -> (u16, String, String) {
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    let text = |name: &str| body["error"][name].as_str().expect("a string").to_owned();
    (status, text("code"), text("message"))
}

/// The chunks of a stream in order.
pub(crate) struct Stream {
    pub(crate) chunks: Vec<Value>,
    pub(crate) done: bool,
}

impl Stream {
    /// Reads the exact framing of the platform: `data:` lines with a blank line behind each.
    pub(crate) fn read(text: &str) -> Self {
        let mut stream = Self {
            chunks: Vec::new(),
            done: false,
        };
        for event in text.split("\n\n").filter(|event| !event.is_empty()) {
            let data = event
                .strip_prefix("data: ")
                .unwrap_or_else(|| panic!("odd event {event}"));
            assert!(!stream.done, "nothing comes behind [DONE]");
            if data == "[DONE]" {
                stream.done = true;
            } else {
                stream.chunks.push(serde_json::from_str(data).unwrap());
            }
        }
        stream
    }

    pub(crate) fn joined(&self, field: &str) -> String {
        let pieces = self
            .chunks
            .iter()
            .map(|chunk| &chunk["choices"][0]["delta"][field]);
        pieces.filter_map(Value::as_str).collect()
    }

    pub(crate) fn finish(&self) -> Option<&str> {
        self.chunks
            .iter()
            .find_map(|chunk| chunk["choices"][0]["finish_reason"].as_str())
    }

    pub(crate) fn last(&self) -> &Value {
        self.chunks.last().unwrap()
    }
}

pub(crate) fn ask(text: &str) -> Value {
    json!({ "model": "glm-4.7", "messages": [{ "role": "user", "content": text }] })
}

/// The same with fields changed or added.
pub(crate) fn ask_with(text: &str, fields: &Value) -> Value {
    let mut body = ask(text);
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}
