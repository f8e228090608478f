//! Asks one question and prints the answer while it grows.
//!
//! `ZHIPU_API_KEY=… cargo run -p zhipu --example ask -- glm-4.7-flash 你好`, or with `ZHIPU_ORIGIN`
//! (a simulator) or `ZHIPU_BASE` (any server of the `OpenAI` form) set, at another address.
#![expect(clippy::print_stdout, reason = "an example for the terminal")]

use std::env;
use std::error::Error;
use std::io::{self, Write as _};

use futures_util::StreamExt as _;
use secrecy::SecretString;
use zhipu::{Catalogue, ChatDelta, ChatMessage, ChatRequest, Client, Endpoint, Platform, Usage};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut words = env::args().skip(1);
    let model = words.next().unwrap_or_else(|| "glm-4.7-flash".to_owned());
    let question = words.collect::<Vec<_>>().join(" ");
    let key = SecretString::from(env::var("ZHIPU_API_KEY").unwrap_or_default());
    let client = Client::builder(endpoint()?).key(key).build()?;

    let request = ChatRequest::new(&model, vec![ChatMessage::user(question)]);
    let mut answer = client.chat_stream(&request).await?;
    while let Some(delta) = answer.next().await {
        match delta? {
            ChatDelta::Reasoning(text) | ChatDelta::Content(text) => print!("{text}"),
            ChatDelta::Usage(usage) => print!("\n{}", priced(&model, &usage)),
            ChatDelta::Finished(reason) => println!("\n[{reason}]"),
            _ => {}
        }
        io::stdout().flush()?;
    }
    Ok(())
}

fn endpoint() -> Result<Endpoint, zhipu::Error> {
    match (env::var("ZHIPU_BASE"), env::var("ZHIPU_ORIGIN")) {
        (Ok(base), _) => Endpoint::custom(&base),
        (_, Ok(origin)) => Endpoint::platform_at(&origin),
        _ => Ok(Endpoint::platform(Platform::BigModel)),
    }
}

fn priced(model: &str, usage: &Usage) -> String {
    let tokens = usage.total_tokens;
    match Catalogue::builtin().cost(model, usage, Platform::BigModel.host()) {
        Some(cost) => format!(
            "[{tokens} tokens, about {:.6} {}]",
            cost.amount, cost.currency
        ),
        None => format!("[{tokens} tokens]"),
    }
}
