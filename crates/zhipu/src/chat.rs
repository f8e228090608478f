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
    ChatResponse, ContentFilter, FinishReason, ServerTool, ToolCall, ToolKind, Usage,
    WebSearchResult,
};
pub(crate) use answer::{content_filter, first_choice};
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
use crate::endpoint::Family;
use crate::error::Error;
use crate::http::Call;
use crate::retry::Repeat;
use crate::tasks::AsyncTask;

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

    /// Why a stream ended before its first word: asks the same again, whole and for a single token.
    ///
    /// Some own servers say 200 before they look at the question, and can then only hang up
    /// (llama-cpp-python when it is too long); asked for a whole answer they refuse in words. `None`
    /// if the server would answer now. The question is read, and paid, once more.
    pub async fn chat_refusal(&self, request: &ChatRequest) -> Option<Error> {
        let probe = ChatRequest {
            max_tokens: Some(1),
            ..request.clone()
        };
        let body = probe.body(self.endpoint().is_custom(), Some(false)).ok()?;
        // It may be the first to notice that the server closed the line of the stream: then once more.
        let call = Call::post(Family::Chat, "chat/completions", body).repeated(Repeat::Free);
        let error = self.send(&call.slow()).await.err()?;
        matches!(error, Error::Refused { .. }).then_some(error)
    }

    /// Hands a request in; the answer is fetched later with [`Client::async_result`].
    ///
    /// Retried only when the platform says that it did not take the job.
    pub async fn chat_async(&self, request: &ChatRequest) -> Result<AsyncTask, Error> {
        let body = request.body(self.endpoint().is_custom(), None)?;
        let call = Call::post(Family::Chat, "async/chat/completions", body).repeated(Repeat::Job);
        AsyncTask::read(&self.send(&call).await?)
    }
}
