//! Answers and their parts, read leniently: what is missing or of a wrong type is left out.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::calls::CallRepair;
use super::delta::ChatDelta;
use super::think::ThinkSplitter;
use crate::error::Error;
use crate::open::open_enum;
use crate::wire;

open_enum! {
    /// Why an answer ended.
    pub enum FinishReason {
        /// The model was done, or met a stop word.
        Stop = "stop",
        /// `max_tokens` was reached.
        Length = "length",
        /// The model waits for results of functions.
        ToolCalls = "tool_calls",
        /// Moderation stopped it; the person decides whether to keep what was shown.
        Sensitive = "sensitive",
        /// The platform's inference failed; may be tried again.
        NetworkError = "network_error",
        /// The context was full.
        ContextWindowExceeded = "model_context_window_exceeded",
    }
}

open_enum! {
    /// What kind of tool a call is for.
    pub enum ToolKind {
        /// A function of the client: run it and send the result.
        Function = "function",
        /// The platform's web search.
        WebSearch = "web_search",
        /// The platform's knowledge base.
        Retrieval = "retrieval",
        /// An MCP server that the platform called itself.
        Mcp = "mcp",
        /// The platform's code sandbox.
        CodeInterpreter = "code_interpreter",
        /// The platform's drawing tool.
        DrawingTool = "drawing_tool",
        /// The platform's browser.
        WebBrowser = "web_browser",
    }
}

/// Tokens of one call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// Tokens of everything that was sent.
    pub prompt_tokens: u64,
    /// Tokens of the answer, thinking included.
    pub completion_tokens: u64,
    /// Both together.
    pub total_tokens: u64,
    /// How many of `prompt_tokens` were found in the cache and cost less; `None` if not told.
    pub cached_tokens: Option<u64>,
    /// How many of `completion_tokens` were thinking; `None` if not told.
    pub reasoning_tokens: Option<u64>,
}

impl Usage {
    /// Reads a `usage` object; `None` if it says nothing.
    pub(crate) fn read(usage: &Value) -> Option<Self> {
        let prompt = wire::count(usage, "prompt_tokens");
        let completion = wire::count(usage, "completion_tokens");
        let total = wire::count(usage, "total_tokens");
        prompt.or(completion).or(total)?;
        let (prompt_tokens, completion_tokens) = (prompt.unwrap_or(0), completion.unwrap_or(0));
        let detail = |object: &str, name| wire::count(usage.get(object)?, name);
        Some(Self {
            prompt_tokens,
            completion_tokens,
            total_tokens: total.unwrap_or(prompt_tokens.saturating_add(completion_tokens)),
            cached_tokens: detail("prompt_tokens_details", "cached_tokens"),
            reasoning_tokens: detail("completion_tokens_details", "reasoning_tokens"),
        })
    }
}

/// One source the web search found; every field may be empty, links included (LIVE-2026-10).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct WebSearchResult {
    /// Title of the page.
    pub title: String,
    /// Address of the page.
    pub link: String,
    /// Name of the site.
    pub media: String,
    /// Usually `YYYY-MM-DD`.
    pub publish_date: String,
    /// The part of the page that was used.
    pub content: String,
    /// How the answer cites it, such as `ref_1`.
    pub refer: String,
    /// Address of the site's icon.
    pub icon: String,
}

impl WebSearchResult {
    pub(crate) fn read(result: &Value) -> Self {
        let text = |name| wire::text(result, name).unwrap_or_default();
        Self {
            title: text("title"),
            link: text("link"),
            media: text("media"),
            publish_date: text("publish_date"),
            content: text("content"),
            refer: text("refer"),
            icon: text("icon"),
        }
    }
}

/// What moderation found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct ContentFilter {
    /// Whose words: `user`, `assistant`, `history`, …
    pub role: Option<String>,
    /// 0 (worst) to 3.
    pub level: Option<i64>,
}

impl ContentFilter {
    pub(crate) fn read(filter: &Value) -> Self {
        Self {
            role: wire::filled(filter, "role"),
            level: wire::integer(filter, "level"),
        }
    }
}

/// A call of a function of the client, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ToolCall {
    /// The id to answer with; made up if the server gave none.
    pub id: String,
    /// The function.
    pub name: String,
    /// JSON text; to be checked before use, may be cut with [`FinishReason::Length`], may be empty.
    pub arguments: String,
}

/// A step of a tool that the platform runs itself.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerTool {
    /// Joins the pieces of one step; results may have none.
    pub id: Option<String>,
    /// Which tool.
    pub kind: ToolKind,
    /// The tool's own object as it came (`input`, `outputs`, `arguments`, …).
    pub payload: Value,
}

/// A whole answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChatResponse {
    /// The id of the answer.
    pub id: Option<String>,
    /// The id of the request, for the platform's support.
    pub request_id: Option<String>,
    /// The model that answered; compare without regard to case.
    pub model: Option<String>,
    /// When, in seconds since 1970.
    pub created: Option<u64>,
    /// The thinking, empty if there was none.
    pub reasoning: String,
    /// The answer, without `<think>` and box marks.
    pub content: String,
    /// Functions to run.
    pub tool_calls: Vec<ToolCall>,
    /// Tools that the platform ran itself.
    pub server_tools: Vec<ServerTool>,
    /// Why it ended; `None` if not told.
    pub finish_reason: Option<FinishReason>,
    /// Tokens used; `None` if not told.
    pub usage: Option<Usage>,
    /// What the web search found; empty also when it did not run.
    pub web_search: Vec<WebSearchResult>,
    /// What moderation found.
    pub content_filter: Vec<ContentFilter>,
}

impl ChatResponse {
    /// Reads a whole answer.
    pub(crate) fn read(body: &Value) -> Result<Self, Error> {
        let choice = first_choice(body)
            .ok_or_else(|| Error::malformed("it is no chat answer: it holds no choices", None))?;
        let message = message_of(choice);
        let mut response = Self {
            id: wire::filled(body, "id"),
            request_id: wire::filled(body, "request_id").or_else(|| wire::filled(body, "id")),
            model: wire::filled(body, "model"),
            created: wire::count(body, "created"),
            finish_reason: finish_reason(choice),
            usage: body.get("usage").and_then(Usage::read),
            web_search: web_search(body),
            content_filter: content_filter(body),
            ..Self::default()
        };
        for delta in deltas_of(message) {
            response.take(delta);
        }
        Ok(response)
    }

    fn take(&mut self, delta: ChatDelta) {
        match delta {
            ChatDelta::Reasoning(text) => self.reasoning.push_str(&text),
            ChatDelta::Content(text) => self.content.push_str(&text),
            ChatDelta::ServerTool(step) => self.server_tools.push(step),
            ChatDelta::ToolCall(call) => self.tool_calls.push(ToolCall {
                id: call.id,
                name: call.name.unwrap_or_default(),
                arguments: call.arguments,
            }),
            _ => {}
        }
    }
}

/// The words and calls of a whole message, through the same repairs as those of a stream.
fn deltas_of(message: &Value) -> Vec<ChatDelta> {
    let mut deltas = Vec::new();
    let mut splitter = ThinkSplitter::default();
    read_words(message, &mut splitter, &mut deltas);
    splitter.flush(&mut deltas);
    CallRepair::default().read(message, &mut deltas);
    deltas
}

/// Reads thinking and content of a message or delta.
pub(crate) fn read_words(
    message: &Value,
    splitter: &mut ThinkSplitter,
    deltas: &mut Vec<ChatDelta>,
) {
    // vLLM and Ollama call it `reasoning`.
    let reasoning = wire::content(message, "reasoning_content")
        .or_else(|| wire::content(message, "reasoning"))
        .filter(|text| !text.is_empty());
    if let Some(reasoning) = reasoning {
        splitter.reasoning_has_its_own_field(deltas);
        deltas.push(ChatDelta::Reasoning(reasoning));
    }
    if let Some(content) = wire::content(message, "content").filter(|text| !text.is_empty()) {
        splitter.push(&content, deltas);
    }
}

/// The first of the alternatives; others come only to those who ask for several.
pub(crate) fn first_choice(body: &Value) -> Option<&Value> {
    wire::list(body, "choices")
        .iter()
        .find(|choice| wire::integer(choice, "index").unwrap_or(0) == 0)
}

/// The `delta` of a chunk, or the `message` of a whole answer.
pub(crate) fn message_of(choice: &Value) -> &Value {
    let found = ["delta", "message"]
        .iter()
        .find_map(|name| choice.get(name).filter(|it| it.is_object()));
    found.unwrap_or(&Value::Null)
}

pub(crate) fn finish_reason(choice: &Value) -> Option<FinishReason> {
    wire::filled(choice, "finish_reason").map(|word| FinishReason::from(word.as_str()))
}

pub(crate) fn web_search(body: &Value) -> Vec<WebSearchResult> {
    wire::list(body, "web_search")
        .iter()
        .filter(|it| it.is_object())
        .map(WebSearchResult::read)
        .collect()
}

pub(crate) fn content_filter(body: &Value) -> Vec<ContentFilter> {
    wire::list(body, "content_filter")
        .iter()
        .filter(|it| it.is_object())
        .map(ContentFilter::read)
        .collect()
}

#[cfg(test)]
mod tests;
