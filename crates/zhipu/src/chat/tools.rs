//! Tools that a request offers to the model.

use serde::Serialize;
use serde_json::{Map, Value};

/// A tool that the model may use.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Tool {
    /// A function of the client.
    Function {
        /// The function.
        function: FunctionTool,
    },
    /// The platform searches the web.
    WebSearch {
        /// How.
        web_search: WebSearchTool,
    },
    /// The platform looks into a knowledge base.
    Retrieval {
        /// Where.
        retrieval: RetrievalTool,
    },
    /// The platform calls an MCP server.
    Mcp {
        /// Which.
        mcp: McpTool,
    },
    /// Anything else, as whole object with its `type`.
    #[serde(untagged)]
    Other(Value),
}

impl Tool {
    /// A function of the client; `parameters` is a JSON Schema object.
    pub fn function(name: &str, description: &str, parameters: Value) -> Self {
        let function = FunctionTool {
            name: name.to_owned(),
            description: description.to_owned(),
            parameters: Some(parameters),
        };
        Self::Function { function }
    }

    /// Whether an own server can be expected to know this kind of tool.
    pub(crate) fn is_portable(&self) -> bool {
        matches!(self, Self::Function { .. } | Self::Other(_))
    }
}

/// A function of the client.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FunctionTool {
    /// 1 to 64 of `[a-zA-Z0-9_-]`.
    pub name: String,
    /// What it does, for the model.
    pub description: String,
    /// JSON Schema of the arguments; `None` if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Value>,
}

/// The platform's web search inside a chat (platform notes, websearch §2).
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct WebSearchTool {
    /// Must be true to search at all.
    pub enable: bool,
    /// `search_std`, `search_pro`, `search_pro_sogou`, `search_pro_quark`; z.ai: `search-prime`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_engine: Option<String>,
    /// Searches for exactly this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_query: Option<String>,
    /// Whether the model judges first if a search is wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_intent: Option<bool>,
    /// 1 to 50.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Only this domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_domain_filter: Option<String>,
    /// `oneDay`, `oneWeek`, `oneMonth`, `oneYear` or `noLimit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_recency_filter: Option<String>,
    /// `medium` or `high`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_size: Option<String>,
    /// `before` or `after`: where the sources come in the stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_sequence: Option<String>,
    /// Whether the sources are given back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_result: Option<bool>,
    /// Answers only from what was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub require_search: Option<bool>,
    /// Template with `{{search_result}}` and `{{current_date}}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_prompt: Option<String>,
}

/// A knowledge base of the platform.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RetrievalTool {
    /// Its id.
    pub knowledge_id: String,
    /// Template with `{{knowledge}}` and `{{question}}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_template: Option<String>,
}

/// An MCP server that the platform calls (platform notes, tools §5).
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct McpTool {
    /// A name of one's own, or the code of one of the platform's servers.
    pub server_label: String,
    /// Left out for the platform's own servers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_url: Option<String>,
    /// `streamable-http` (default) or `sse`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transport_type: Option<String>,
    /// Only these of its tools.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_tools: Vec<String>,
    /// Sent to the server; may hold its key, so `Debug` leaves them out.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub headers: Map<String, Value>,
}

impl std::fmt::Debug for McpTool {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("McpTool")
            .field("server_label", &self.server_label)
            .field("transport_type", &self.transport_type)
            .field("allowed_tools", &self.allowed_tools)
            .finish_non_exhaustive()
    }
}
