//! Chat completions: whole, streamed and asynchronous.
//!
//! [`ChatRequest`] is what is asked, [`ChatResponse`] a whole answer, [`ChatStream`] one that grows.
//! [`ChatDecoder`] turns recorded bytes of a stream into the same deltas without any network.

mod answer;
mod calls;
mod decode;
mod delta;
mod message;
mod request;
mod stream;
mod think;
mod tools;

pub use answer::{
    AsyncResult, AsyncTask, ChatResponse, ContentFilter, FinishReason, ServerTool, TaskStatus,
    ToolCall, ToolKind, Usage, WebSearchResult,
};
pub use decode::ChatDecoder;
pub use delta::{ChatDelta, ToolCallDelta};
pub use message::{
    AssistantMessage, ChatMessage, Content, ContentPart, FileData, InputAudio, MediaUrl,
};
pub use request::{
    ChatRequest, Meta, ReasoningEffort, ResponseFormat, SensitiveWordCheck, Thinking, ToolChoice,
};
pub use stream::ChatStream;
pub use tools::{FunctionTool, McpTool, RetrievalTool, Tool, WebSearchTool};

use crate::client::Client;
use crate::endpoint::{Family, segment};
use crate::error::Error;
use crate::http::Call;
use crate::retry::Repeat;

impl Client {
    /// Asks and waits for the whole answer.
    ///
    /// Dropping the future gives the call up; what the platform has computed by then is paid for.
    /// Waits up to [`Timeouts::total`](crate::Timeouts), or 5 minutes without one.
    pub async fn chat(&self, request: &ChatRequest) -> Result<ChatResponse, Error> {
        let body = request.body(self.endpoint().is_custom(), Some(false))?;
        let call = Call::post(Family::Chat, "chat/completions", body).repeated(Repeat::Answer);
        let answer = self.send(&call.slow()).await?;
        ChatResponse::read(&answer)
    }

    /// Asks and gives the answer while it grows.
    ///
    /// Resolves when the server has accepted the request; until then refusals that time may heal are
    /// retried. Afterwards nothing is. Dropping the stream closes the line.
    pub async fn chat_stream(&self, request: &ChatRequest) -> Result<ChatStream, Error> {
        let body = request.body(self.endpoint().is_custom(), Some(true))?;
        let call = Call::post(Family::Chat, "chat/completions", body).repeated(Repeat::Answer);
        let (opened, clock) = self.open(&call).await?;
        Ok(ChatStream::new(self.clone(), opened, clock))
    }

    /// Hands a request in; the answer is fetched later with [`Client::async_result`].
    ///
    /// Retried only when the platform says that it did not take the job.
    pub async fn chat_async(&self, request: &ChatRequest) -> Result<AsyncTask, Error> {
        let body = request.body(self.endpoint().is_custom(), None)?;
        let call = Call::post(Family::Chat, "async/chat/completions", body).repeated(Repeat::Job);
        AsyncTask::read(&self.send(&call).await?)
    }

    /// The state of an asynchronous task of any kind, and its answer when it is ready.
    ///
    /// An id that is unknown or of another account gives [`Kind::NotFound`](crate::Kind::NotFound).
    pub async fn async_result(&self, id: &str) -> Result<AsyncResult, Error> {
        let path = format!("async-result/{}", segment(id));
        let answer = self.send(&Call::get(Family::Chat, &path)).await?;
        AsyncResult::read(answer)
    }
}
