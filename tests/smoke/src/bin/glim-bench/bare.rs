//! A client that does nothing but ask: what the platform and the wire cost by themselves.

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use glim_smoke::Problem;
use reqwest::Client;
use serde_json::{Value, json};
use zhipu_sim::Simulator;

/// One streamed answer.
pub(crate) struct Answer {
    /// Until the first piece of thinking or text.
    pub(crate) first_token: Duration,
    /// Pieces of text; the simulator sends a token in each.
    pub(crate) tokens: u32,
}

pub(crate) struct Bare {
    client: Client,
    address: String,
    key: String,
}

impl Bare {
    pub(crate) fn new(simulator: &Simulator) -> Result<Self, Problem> {
        Ok(Self {
            client: Client::builder().no_proxy().build()?,
            address: format!("{}/chat/completions", simulator.base()),
            key: simulator.key().to_owned(),
        })
    }

    pub(crate) async fn ask(&self, question: &str) -> Result<Answer, Problem> {
        let body = json!({
            "model": "glm-5.2",
            "stream": true,
            "messages": [{ "role": "user", "content": question }],
        });
        let asked = Instant::now();
        let answer = self
            .client
            .post(&self.address)
            .bearer_auth(&self.key)
            .json(&body)
            .send()
            .await?
            .error_for_status()?;
        let mut bytes = answer.bytes_stream();
        let mut rest = String::new();
        let (mut first_token, mut tokens) = (None, 0);
        while let Some(more) = bytes.next().await {
            rest.push_str(&String::from_utf8_lossy(&more?));
            let whole = rest.rfind('\n').map_or(0, |end| end + 1);
            let lines: String = rest.drain(..whole).collect();
            for line in lines.lines() {
                if has(line, "content") || has(line, "reasoning_content") {
                    first_token.get_or_insert_with(|| asked.elapsed());
                }
                tokens += u32::from(has(line, "content"));
            }
        }
        Ok(Answer {
            first_token: first_token.ok_or("an answer without text")?,
            tokens,
        })
    }
}

/// Whether the line is an event with a piece of this kind.
fn has(line: &str, field: &str) -> bool {
    let Some(data) = line.strip_prefix("data:") else {
        return false;
    };
    let event: Value = serde_json::from_str(data.trim()).unwrap_or_default();
    event
        .pointer("/choices/0/delta")
        .and_then(|delta| delta.get(field))
        .and_then(Value::as_str)
        .is_some_and(|text| !text.is_empty())
}
