//! What a growing answer consists of.

use super::answer::{ContentFilter, FinishReason, ServerTool, Usage, WebSearchResult};

/// One step of a growing answer, already repaired: see each variant.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ChatDelta {
    /// The first chunk has come. The model may be another than the one asked for (a successor).
    Started {
        /// The id of the answer.
        id: Option<String>,
        /// The id of the request, for the platform's support.
        request_id: Option<String>,
        /// The model that answers.
        model: Option<String>,
    },
    /// More thinking: `reasoning_content`, or `<think>…</think>` at the start of the content.
    Reasoning(String),
    /// More of the answer, without `<think>` and box marks.
    Content(String),
    /// More of a function call.
    ToolCall(ToolCallDelta),
    /// A step of a tool that the platform runs itself (MCP, code interpreter, …): for show only.
    ServerTool(ServerTool),
    /// What the web search found.
    WebSearch(Vec<WebSearchResult>),
    /// What moderation found; comes with [`FinishReason::Sensitive`].
    ContentFilter(Vec<ContentFilter>),
    /// Tokens used; comes again when the figures change, the last one counts.
    Usage(Usage),
    /// The end. Always the last delta of a stream that ends well.
    Finished(FinishReason),
}

/// More of a function call. Join by `index`: append `arguments`, overwrite `name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolCallDelta {
    /// Position among the calls of this answer, from 0 without holes.
    pub index: u32,
    /// The id to answer with; made up if the server gave none, and the same in every piece.
    pub id: String,
    /// The function, when it becomes known or changes.
    pub name: Option<String>,
    /// More of the arguments' JSON text; all pieces may stay empty when there are none.
    pub arguments: String,
}
