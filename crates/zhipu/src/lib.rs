//! Client of the Zhipu AI open platform (BigModel and Z.ai), and of any server that speaks the
//! `OpenAI` form of chat, such as llama.cpp, Ollama or `vLLM`.
//!
//! Start with [`Client::builder`]. [`chat`] holds requests, answers and the stream of deltas,
//! [`embeddings`], [`rerank`], [`files`], [`parser`], [`ocr`] and [`knowledge`] the calls for documents,
//! [`images`] and [`videos`] those that make something, [`tasks`] what becomes of it, [`forms`] what each model takes,
//! [`catalogue`] the models with limits and prices, [`Error`] and [`Kind`] what can go wrong.
//! The wire is open: a word, field or shape this crate does not know never breaks an answer.
//!
//! ```no_run
//! use futures_util::StreamExt as _;
//! use zhipu::{ChatDelta, ChatMessage, ChatRequest, Client, Endpoint, Platform};
//!
//! # async fn example(key: secrecy::SecretString) -> Result<(), zhipu::Error> {
//! let client = Client::builder(Endpoint::platform(Platform::BigModel)).key(key).build()?;
//! let request = ChatRequest::new("glm-4.7", vec![ChatMessage::user("你好")]);
//! let mut answer = client.chat_stream(&request).await?;
//! let mut text = String::new();
//! while let Some(delta) = answer.next().await {
//!     if let ChatDelta::Content(piece) = delta? {
//!         text.push_str(&piece);
//!     }
//! }
//! # Ok(())
//! # }
//! ```
#![warn(missing_docs)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "tests"
    )
)]

mod auth;
pub mod catalogue;
pub mod chat;
mod client;
pub mod embeddings;
mod endpoint;
mod error;
pub mod files;
mod form;
pub mod forms;
mod http;
pub mod images;
pub mod knowledge;
mod models;
pub mod ocr;
mod open;
pub mod page;
pub mod parser;
mod poll;
mod proxy;
pub mod rerank;
mod retry;
pub mod sse;
pub mod tasks;
mod upload;
pub mod videos;
mod wire;

pub use auth::Auth;
pub use catalogue::Catalogue;
pub use chat::{
    ChatDecoder, ChatDelta, ChatMessage, ChatRequest, ChatResponse, ChatStream, ContentFilter,
    FinishReason, ToolCall, ToolCallDelta, Usage, WebSearchResult,
};
pub use client::{Client, ClientBuilder, Timeouts};
pub use embeddings::{EmbeddingRequest, Embeddings};
pub use endpoint::{Endpoint, Family, Platform};
pub use error::{Advice, Error, Kind, Refusal, UnreachableCause, Wait};
pub use http::Download;
pub use images::{ImageRequest, MadeImage, MadeImages};
pub use models::{KeyCheck, ListedModel};
pub use poll::Polling;
pub use proxy::Proxy;
pub use rerank::{RerankRequest, Reranked};
pub use retry::RetryPolicy;
pub use tasks::{AsyncResult, AsyncTask, TaskOutcome, TaskStatus};
pub use upload::Upload;
pub use videos::{MadeVideo, PictureInput, VideoRequest};
