//! What is asked: every documented field of a chat request, and free ones beside them.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use super::message::ChatMessage;
use super::tools::Tool;
use crate::error::Error;
use crate::open::open_enum;

/// A chat request. Fields that are `None` or empty are not sent, so the model's default holds.
///
/// Unknown and unsupported fields are ignored by the platform with HTTP 200 (LIVE-2026-10), so
/// success does not prove support. To an own server only the fields of the `OpenAI` form are sent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChatRequest {
    /// The model; not checked, as the platform answers for more models than it documents.
    pub model: String,
    /// The conversation.
    pub messages: Vec<ChatMessage>,
    /// Whether the model thinks (GLM-4.5 and later). Platform only.
    pub thinking: Option<Thinking>,
    /// How much it thinks (GLM-5.2 and later).
    pub reasoning_effort: Option<ReasoningEffort>,
    /// 0 to 1, two decimals.
    pub temperature: Option<f64>,
    /// 0.01 to 1, two decimals; change this or `temperature`, not both.
    pub top_p: Option<f64>,
    /// The longest answer in tokens, thinking included.
    pub max_tokens: Option<u64>,
    /// `false` takes the likeliest word each time. Platform only.
    pub do_sample: Option<bool>,
    /// Stop words; the platform honours only the first.
    pub stop: Vec<String>,
    /// Tools the model may use. To an own server only functions are sent.
    pub tools: Vec<Tool>,
    /// Whether it uses them; the platform documents `auto` only.
    pub tool_choice: Option<ToolChoice>,
    /// Arguments in pieces (streams of GLM-4.6 and later). Platform only.
    pub tool_stream: Option<bool>,
    /// Text or JSON.
    pub response_format: Option<ResponseFormat>,
    /// An id of one's own, 6 to 64 characters. Platform only; does not make a call idempotent.
    pub request_id: Option<String>,
    /// Who asks, 6 to 128 characters. Platform only.
    pub user_id: Option<String>,
    /// Who plays whom (`emohaa`). Platform only.
    pub meta: Option<Meta>,
    /// Undocumented on the platform, usual elsewhere.
    pub seed: Option<i64>,
    /// For sound. Platform only.
    pub watermark_enabled: Option<bool>,
    /// For approved accounts. Platform only.
    pub sensitive_word_check: Option<SensitiveWordCheck>,
    /// Sent as they are beside the others; a field above that is set wins over its name here.
    pub extra: Map<String, Value>,
}

impl ChatRequest {
    /// A request with the model's defaults.
    pub fn new(model: impl Into<String>, messages: Vec<ChatMessage>) -> Self {
        Self {
            model: model.into(),
            messages,
            ..Self::default()
        }
    }

    /// The body of a call; `custom` leaves out what only the platform knows.
    pub(crate) fn body(&self, custom: bool, stream: Option<bool>) -> Result<Bytes, Error> {
        let body = WireRequest::new(self, custom, stream);
        serde_json::to_vec(&body)
            .map(Bytes::from)
            .map_err(|source| Error::Unwritable { source })
    }

    /// Whether a field of this name is set, so that `extra` may not repeat it.
    fn sets(&self, name: &str) -> bool {
        match name {
            "model" | "messages" | "stream" | "stream_options" => true,
            "thinking" => self.thinking.is_some(),
            "reasoning_effort" => self.reasoning_effort.is_some(),
            "temperature" => self.temperature.is_some(),
            "top_p" => self.top_p.is_some(),
            "max_tokens" => self.max_tokens.is_some(),
            "do_sample" => self.do_sample.is_some(),
            "stop" => !self.stop.is_empty(),
            "tools" => !self.tools.is_empty(),
            "tool_choice" => self.tool_choice.is_some(),
            "tool_stream" => self.tool_stream.is_some(),
            "response_format" => self.response_format.is_some(),
            "request_id" => self.request_id.is_some(),
            "user_id" => self.user_id.is_some(),
            "meta" => self.meta.is_some(),
            "seed" => self.seed.is_some(),
            "watermark_enabled" => self.watermark_enabled.is_some(),
            "sensitive_word_check" => self.sensitive_word_check.is_some(),
            _ => false,
        }
    }
}

impl Serialize for ChatRequest {
    /// As it is sent to the platform, without `stream`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        WireRequest::new(self, false, None).serialize(serializer)
    }
}

/// A request in the order and words of the wire; borrows, as messages may hold whole pictures.
#[derive(Serialize)]
#[serde(bound(serialize = ""))]
struct WireRequest<'a> {
    model: &'a str,
    messages: &'a [ChatMessage],
    #[serde(skip_serializing_if = "Option::is_none")]
    stream: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking: Option<&'a Thinking>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<&'a ReasoningEffort>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    do_sample: Option<bool>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    stop: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<&'a Tool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_choice: Option<&'a ToolChoice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_stream: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<&'a ResponseFormat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<&'a Meta>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    watermark_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sensitive_word_check: Option<&'a SensitiveWordCheck>,
    #[serde(flatten)]
    extra: std::collections::BTreeMap<&'a str, &'a Value>,
}

/// Asks servers of the `OpenAI` form for the usage, which the platform sends unasked.
#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

impl<'a> WireRequest<'a> {
    fn new(request: &'a ChatRequest, custom: bool, stream: Option<bool>) -> Self {
        let ask_usage = custom && stream == Some(true);
        let tools: Vec<&Tool> = request
            .tools
            .iter()
            .filter(|tool| !custom || tool.is_portable())
            .collect();
        let tool_choice = request.tool_choice.as_ref().filter(|_| !tools.is_empty());
        let extra = request.extra.iter().filter(|(name, _)| !request.sets(name));
        let plain = Self {
            model: &request.model,
            messages: &request.messages,
            stream,
            stream_options: ask_usage.then_some(StreamOptions {
                include_usage: true,
            }),
            thinking: None,
            reasoning_effort: request.reasoning_effort.as_ref(),
            temperature: request.temperature,
            top_p: request.top_p,
            max_tokens: request.max_tokens,
            do_sample: None,
            stop: &request.stop,
            tools,
            tool_choice,
            tool_stream: None,
            response_format: request.response_format.as_ref(),
            request_id: None,
            user_id: None,
            meta: None,
            seed: request.seed,
            watermark_enabled: None,
            sensitive_word_check: None,
            extra: extra.map(|(name, value)| (name.as_str(), value)).collect(),
        };
        if custom {
            plain
        } else {
            plain.with_platform_fields(request)
        }
    }

    fn with_platform_fields(self, request: &'a ChatRequest) -> Self {
        Self {
            thinking: request.thinking.as_ref(),
            do_sample: request.do_sample,
            tool_stream: request.tool_stream,
            request_id: request.request_id.as_deref(),
            user_id: request.user_id.as_deref(),
            meta: request.meta.as_ref(),
            watermark_enabled: request.watermark_enabled,
            sensitive_word_check: request.sensitive_word_check.as_ref(),
            ..self
        }
    }
}

/// Whether the model thinks. Some models refuse to be told not to: see the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Thinking {
    /// It thinks, or decides itself.
    Enabled {
        /// `false` keeps the thinking of earlier turns; send it back unchanged then.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        clear_thinking: Option<bool>,
    },
    /// It does not.
    Disabled,
}

impl Thinking {
    /// Thinking on, with the platform's default for earlier turns.
    pub const fn enabled() -> Self {
        Self::Enabled {
            clear_thinking: None,
        }
    }

    /// Thinking off.
    pub const fn disabled() -> Self {
        Self::Disabled
    }
}

open_enum! {
    /// How much a model thinks; the catalogue says which words a model takes.
    pub enum ReasoningEffort {
        /// Most.
        Max = "max",
        /// More than high.
        Xhigh = "xhigh",
        /// Much.
        High = "high",
        /// Some.
        Medium = "medium",
        /// Little.
        Low = "low",
        /// Hardly.
        Minimal = "minimal",
        /// Not at all.
        None = "none",
    }
}

open_enum! {
    /// Whether the model uses tools.
    pub enum ToolChoice {
        /// As it sees fit.
        Auto = "auto",
        /// Never (own servers).
        None = "none",
        /// Always (own servers).
        Required = "required",
    }
}

/// The form of the answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ResponseFormat {
    /// Free text.
    Text,
    /// JSON; the prompt must say so and name the keys.
    JsonObject,
    /// JSON after a schema (own servers; the platform does not document it).
    JsonSchema {
        /// `{name, schema, strict}`.
        json_schema: Value,
    },
}

/// Who plays whom, for `emohaa`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// What is known of the person.
    pub user_info: String,
    /// What the character is.
    pub bot_info: String,
    /// The character's name.
    pub bot_name: String,
    /// The person's name.
    pub user_name: String,
}

/// The platform's check for sensitive words, for approved accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SensitiveWordCheck {
    /// `ALL`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `ENABLE` or `DISABLE`.
    pub status: String,
}

#[cfg(test)]
mod tests;
