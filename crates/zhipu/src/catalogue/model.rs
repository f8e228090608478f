//! One model of the catalogue.

use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use super::price::{Money, Price};
use crate::chat::{ReasoningEffort, Usage};
use crate::open::open_enum;
use crate::wire;

open_enum! {
    /// What a model is for.
    pub enum ModelKind {
        /// Chat in text.
        Language = "language",
        /// Chat in text, always thinking (GLM-Z1).
        Reasoning = "reasoning",
        /// Chat with pictures, video or files.
        Vision = "vision",
        /// Chat in sound.
        Audio = "audio",
        /// Chat in a role.
        Character = "character",
        /// Code.
        Code = "code",
        /// Talk over a socket.
        Realtime = "realtime",
        /// Reads pages.
        Ocr = "ocr",
        /// Makes pictures.
        Image = "image",
        /// Makes video.
        Video = "video",
        /// Hears.
        Asr = "asr",
        /// Speaks.
        Tts = "tts",
        /// Text to vectors.
        Embedding = "embedding",
        /// Orders what was found.
        Rerank = "rerank",
        /// Judges content.
        Moderation = "moderation",
    }
}

open_enum! {
    /// Whether a model has a future.
    pub enum ModelStatus {
        /// Yes.
        Current = "current",
        /// Serves, but there is a better one.
        Legacy = "legacy",
        /// Is going or gone.
        Deprecated = "deprecated",
    }
}

open_enum! {
    /// What a model can do.
    pub enum Capability {
        /// Answers as a stream.
        Stream = "stream",
        /// Takes asynchronous calls.
        Async = "async",
        /// Calls functions.
        Tools = "tools",
        /// Searches the web through the platform.
        WebSearch = "web_search",
        /// Looks into knowledge bases of the platform.
        Retrieval = "retrieval",
        /// Calls MCP servers through the platform.
        Mcp = "mcp",
        /// Takes `response_format: json_object`.
        Json = "json",
        /// Takes the `thinking` object.
        Thinking = "thinking",
        /// Always thinks.
        ThinkingForced = "thinking_forced",
        /// Thinks inside its content.
        ThinkingInContent = "thinking_in_content",
        /// Takes `reasoning_effort`.
        ReasoningEffort = "reasoning_effort",
        /// Streams arguments of functions in pieces.
        ToolStream = "tool_stream",
        /// Caches beginnings that repeat.
        Cache = "cache",
        /// Sees pictures.
        Vision = "vision",
        /// Takes `watermark_enabled`.
        Watermark = "watermark",
    }
}

/// How a model thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ThinkingMode {
    /// Not at all.
    None,
    /// It can be switched on and off; on if nothing is said.
    Switchable,
    /// Always: `disabled` is an error, or there is no switch.
    Always,
}

/// The model's own values for fields that are not sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Defaults {
    /// `temperature`.
    pub temperature: Option<f64>,
    /// `top_p`.
    pub top_p: Option<f64>,
    /// `max_tokens`.
    pub max_tokens: Option<u64>,
}

/// A model of the catalogue. What is not known is `None` or empty.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Model {
    /// Its id, lower case.
    pub id: String,
    /// Other ids of the same model.
    pub aliases: Vec<String>,
    /// The family, such as `GLM-4.7`.
    pub family: String,
    /// What it is for.
    pub kind: ModelKind,
    /// Tokens it can read; a published figure, rounded to K or M of 1000.
    pub context_tokens: Option<u64>,
    /// The largest `max_tokens`.
    pub max_output_tokens: Option<u64>,
    /// `text`, `image`, `video`, `file`, `audio`.
    pub input: Vec<String>,
    /// `text`, `image`, `video`, `audio`, `vector`, `labels`.
    pub output: Vec<String>,
    /// What it can do.
    pub capabilities: Vec<Capability>,
    /// Whether it has a future.
    pub status: ModelStatus,
    /// The day it goes, `YYYY-MM-DD`.
    pub deprecated_on: Option<String>,
    /// The id of the model to use instead.
    pub successor: Option<String>,
    /// What it costs, by host.
    pub prices: Vec<Price>,
    /// How it thinks.
    pub thinking: ThinkingMode,
    /// The words it takes for `reasoning_effort`; empty if it ignores them.
    pub reasoning_efforts: Vec<ReasoningEffort>,
    /// Its own values.
    pub defaults: Defaults,
    /// Hosts that serve it.
    pub hosts: Vec<String>,
    /// Calls at the same time by user level V0 to V3 (figures of 2025).
    pub concurrency: Vec<u64>,
    /// What else is worth knowing, in English.
    pub notes: Option<String>,
    /// Where the facts are from.
    pub source: Option<String>,
}

impl Model {
    /// Reads an entry; `None` without an id.
    pub(crate) fn read(entry: &Value) -> Option<Self> {
        let word = |name| wire::filled(entry, name).unwrap_or_default();
        let capabilities: Vec<Capability> = words(entry, "capabilities");
        Some(Self {
            id: wire::filled(entry, "id")?,
            aliases: wire::texts(entry, "aliases"),
            family: word("family"),
            kind: ModelKind::from(word("kind").as_str()),
            context_tokens: wire::count(entry, "context_tokens"),
            max_output_tokens: wire::count(entry, "max_output_tokens"),
            input: wire::texts(entry, "input"),
            output: wire::texts(entry, "output"),
            thinking: thinking(&capabilities),
            capabilities,
            status: ModelStatus::from(word("status").as_str()),
            deprecated_on: wire::filled(entry, "deprecated_on"),
            successor: wire::filled(entry, "successor"),
            prices: wire::list(entry, "prices")
                .iter()
                .filter_map(Price::read)
                .collect(),
            reasoning_efforts: words(entry, "reasoning_efforts"),
            defaults: entry.get("defaults").map(read_defaults).unwrap_or_default(),
            hosts: wire::texts(entry, "hosts"),
            concurrency: read_counts(entry, "concurrency"),
            notes: wire::filled(entry, "notes"),
            source: wire::filled(entry, "source"),
        })
    }

    /// Whether it can do something.
    pub fn can(&self, capability: &Capability) -> bool {
        self.capabilities.contains(capability)
    }

    /// Whether it answers at `/chat/completions`.
    pub fn is_chat(&self) -> bool {
        matches!(
            self.kind,
            ModelKind::Language
                | ModelKind::Reasoning
                | ModelKind::Vision
                | ModelKind::Audio
                | ModelKind::Character
                | ModelKind::Code
        )
    }

    /// Whether its calls cost nothing at a host.
    pub fn is_free(&self, host: &str) -> bool {
        let mut prices = self
            .prices
            .iter()
            .filter(|price| price.host == host)
            .peekable();
        prices.peek().is_some() && prices.all(|price| price.free)
    }

    /// What a call costs by the list of a host; `None` if the price is not known.
    pub fn cost(&self, usage: &Usage, host: &str) -> Option<Money> {
        self.prices
            .iter()
            .filter(|price| price.host == host)
            .find_map(|price| price.of(usage))
    }
}

fn words<T: for<'a> From<&'a str>>(entry: &Value, name: &str) -> Vec<T> {
    wire::texts(entry, name)
        .iter()
        .map(|word| T::from(word.as_str()))
        .collect()
}

fn thinking(capabilities: &[Capability]) -> ThinkingMode {
    if capabilities.contains(&Capability::ThinkingForced) {
        ThinkingMode::Always
    } else if capabilities.contains(&Capability::Thinking) {
        ThinkingMode::Switchable
    } else {
        ThinkingMode::None
    }
}

fn read_defaults(defaults: &Value) -> Defaults {
    Defaults {
        temperature: wire::number(defaults, "temperature"),
        top_p: wire::number(defaults, "top_p"),
        max_tokens: wire::count(defaults, "max_tokens"),
    }
}

fn read_counts(entry: &Value, name: &str) -> Vec<u64> {
    let items = entry.get(name).and_then(Value::as_array);
    items
        .into_iter()
        .flatten()
        .filter_map(Value::as_u64)
        .collect()
}
