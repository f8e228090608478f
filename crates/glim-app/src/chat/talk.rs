//! The talk with the platform behind one answer: usually one request; several when the model searches the library by
//! itself, and one more when the passages were too long for it.

use std::time::Duration;

use zhipu::{
    ChatMessage, ChatRequest, ChatStream, FinishReason, Kind,
    chat::{AssistantMessage, ChatDelta, ToolCall, ToolCallDelta},
};

use super::{ground::Ground, splice::Splice};
use crate::{App, ErrorCode, UiError, settings::PlatformChoice};

/// How long an own server that hung up is asked why.
const PATIENCE_FOR_A_REASON: Duration = Duration::from_secs(10);
/// Most calls of one round that are kept at all.
const MOST_CALLS: usize = 16;

/// What is asked, and what may be asked next.
pub(super) struct Talk {
    pub(super) app: App,
    pub(super) platform: PlatformChoice,
    pub(super) request: ChatRequest,
    pub(super) ground: Option<Ground>,
    /// Puts what comes in the place of the claims that are to be mended.
    pub(super) splice: Option<Splice>,
}

/// Why no answer comes.
pub(super) struct Failure {
    pub(super) error: UiError,
    /// The line was lost, as against the platform saying no.
    pub(super) cut: bool,
}

impl From<UiError> for Failure {
    fn from(error: UiError) -> Self {
        Self { error, cut: false }
    }
}

/// The talk comes back from whatever it does, so that it can go on.
pub(super) type Opened = (Box<Talk>, Result<ChatStream, Failure>);

impl Talk {
    /// Looks up what is needed and asks.
    pub(super) async fn begin(mut self: Box<Self>) -> Opened {
        if let Some(ground) = &mut self.ground {
            match ground.prepare().await {
                Ok(request) => self.request = request,
                Err(error) => return (self, Err(error.into())),
            }
        }
        self.ask().await
    }

    /// Answers the model's calls and asks again.
    pub(super) async fn go_on(mut self: Box<Self>, said: Said) -> Opened {
        let message = AssistantMessage {
            content: Some(said.text).filter(|text| !text.is_empty()),
            // Thinking goes on where it was when it is given back with the call (docs/platform/chat.md, §5).
            reasoning_content: Some(said.reasoning).filter(|text| !text.is_empty()),
            tool_calls: said.calls.clone(),
        };
        self.request.messages.push(ChatMessage::Assistant(message));
        let answered = match &mut self.ground {
            Some(ground) => ground.answer_calls(&mut self.request, &said.calls).await,
            None => Ok(()),
        };
        match answered {
            Ok(()) => self.ask().await,
            Err(error) => (self, Err(error.into())),
        }
    }

    /// After a stream that failed before its first word: the words behind it, or the same with fewer passages.
    pub(super) async fn after(mut self: Box<Self>, error: zhipu::Error) -> Opened {
        let error = self.reason(error).await;
        let cut = lost_line(&error);
        let error = UiError::from(error);
        match self.smaller(&error).await {
            Ok(true) => self.ask().await,
            Ok(false) => (self, Err(Failure { error, cut })),
            Err(error) => (self, Err(error.into())),
        }
    }

    pub(super) fn is_grounded(&self) -> bool {
        self.ground.is_some()
    }

    /// Whether calls of the model can be answered.
    pub(super) fn may_go_on(&self) -> bool {
        self.ground.as_ref().is_some_and(Ground::may_search)
    }

    /// What of a delta is to be shown and kept: when claims are mended, they come in their places.
    pub(super) fn spliced(&mut self, delta: ChatDelta) -> Option<ChatDelta> {
        match (&mut self.splice, delta) {
            (Some(splice), ChatDelta::Content(text)) => {
                Some(ChatDelta::Content(splice.push(&text)))
                    .filter(|delta| *delta != ChatDelta::Content(String::new()))
            }
            (_, delta) => Some(delta),
        }
    }

    /// What is left of an answer whose claims are mended, once.
    pub(super) fn rest(&mut self) -> Option<String> {
        self.splice
            .take()
            .map(Splice::finish)
            .filter(|rest| !rest.is_empty())
    }

    async fn ask(mut self: Box<Self>) -> Opened {
        loop {
            let error = match self.stream().await {
                Ok(stream) => return (self, Ok(stream)),
                Err(error) => error,
            };
            match self.smaller(&error).await {
                Ok(true) => {}
                Ok(false) => return (self, Err(error.into())),
                Err(error) => return (self, Err(error.into())),
            }
        }
    }

    async fn stream(&self) -> Result<ChatStream, UiError> {
        let (_, client) = self.app.client().await?;
        Ok(client.chat_stream(&self.request).await?)
    }

    /// Leaves passages out if it was too long; false when that is not why, or none can be left out.
    async fn smaller(&mut self, error: &UiError) -> Result<bool, UiError> {
        if error.code != ErrorCode::PromptTooLong {
            return Ok(false);
        }
        let Some(ground) = &mut self.ground else {
            return Ok(false);
        };
        let Some(request) = ground.smaller().await? else {
            return Ok(false);
        };
        self.request = request;
        Ok(true)
    }

    /// The words behind an own server's hanging up before its first one. Not asked of the platform, which says why by
    /// itself and is paid for every question.
    async fn reason(&self, error: zhipu::Error) -> zhipu::Error {
        if error.kind() != Kind::Cut || self.platform.model_host().is_some() {
            return error;
        }
        let Ok((_, client)) = self.app.client().await else {
            return error;
        };
        let refusal = client.chat_refusal(&self.request);
        match tokio::time::timeout(PATIENCE_FOR_A_REASON, refusal).await {
            Ok(Some(refusal)) => refusal,
            Ok(None) | Err(_) => error,
        }
    }
}

/// The line was lost, as against the platform saying no: what came can be continued.
pub(super) fn lost_line(error: &zhipu::Error) -> bool {
    matches!(error.kind(), Kind::Cut | Kind::TimedOut | Kind::Unreachable)
}

/// What the model has said in one round, as far as the next round needs it.
#[derive(Debug, Default)]
pub(super) struct Said {
    text: String,
    reasoning: String,
    calls: Vec<ToolCall>,
    waits: bool,
}

impl Said {
    /// Takes a delta in; gives back what is to be shown and kept of it.
    pub(super) fn take(&mut self, delta: ChatDelta) -> Option<ChatDelta> {
        match &delta {
            ChatDelta::Content(text) => self.text.push_str(text),
            ChatDelta::Reasoning(text) => self.reasoning.push_str(text),
            ChatDelta::ToolCall(piece) => {
                self.join(piece);
                return None;
            }
            ChatDelta::Finished(FinishReason::ToolCalls) => {
                self.waits = true;
                return None;
            }
            // Some own servers end a call as if it were a text.
            ChatDelta::Finished(FinishReason::Stop) => self.waits = true,
            _ => {}
        }
        Some(delta)
    }

    /// Whether it waits for the results of calls.
    pub(super) fn waits(&self) -> bool {
        self.waits && !self.calls.is_empty()
    }

    fn join(&mut self, piece: &ToolCallDelta) {
        let index = usize::try_from(piece.index).unwrap_or(usize::MAX);
        if index >= self.calls.len() && self.calls.len() < MOST_CALLS {
            self.calls.push(ToolCall {
                id: piece.id.clone(),
                name: String::new(),
                arguments: String::new(),
            });
        }
        if let Some(call) = self.calls.get_mut(index) {
            if let Some(name) = &piece.name {
                call.name.clone_from(name);
            }
            call.arguments.push_str(&piece.arguments);
        }
    }
}
