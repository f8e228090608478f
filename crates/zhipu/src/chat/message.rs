//! Messages of a conversation, as they are sent.

use serde::Serialize;

use super::answer::ToolCall;

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "role", rename_all = "lowercase")]
pub enum ChatMessage {
    /// What the model is to be.
    System {
        /// Its text.
        content: String,
    },
    /// What the person says and shows.
    User {
        /// Text, or parts with pictures, sound and files.
        content: Content,
    },
    /// What the model said before.
    Assistant(AssistantMessage),
    /// The result of a function.
    Tool {
        /// The result, often JSON text.
        content: String,
        /// The id of the call.
        tool_call_id: String,
    },
}

impl ChatMessage {
    /// A system message.
    pub fn system(text: impl Into<String>) -> Self {
        Self::System {
            content: text.into(),
        }
    }

    /// A message of the person, text only.
    pub fn user(text: impl Into<String>) -> Self {
        Self::User {
            content: Content::Text(text.into()),
        }
    }

    /// A message of the person with pictures, sound or files.
    pub fn user_parts(parts: Vec<ContentPart>) -> Self {
        Self::User {
            content: Content::Parts(parts),
        }
    }

    /// An earlier answer, text only.
    pub fn assistant(text: impl Into<String>) -> Self {
        Self::Assistant(AssistantMessage {
            content: Some(text.into()),
            ..Default::default()
        })
    }

    /// The result of a function.
    pub fn tool(tool_call_id: impl Into<String>, result: impl Into<String>) -> Self {
        Self::Tool {
            content: result.into(),
            tool_call_id: tool_call_id.into(),
        }
    }
}

/// An earlier answer of the model.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct AssistantMessage {
    /// Its text; `null` beside tool calls.
    pub content: Option<String>,
    /// Its thinking, for preserved or interleaved thinking: unchanged and in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_content: Option<String>,
    /// The functions it called.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "write_calls")]
    pub tool_calls: Vec<ToolCall>,
}

/// Calls go out in the wire's nested form, which differs from the flat one we hand to an app.
fn write_calls<S: serde::Serializer>(calls: &[ToolCall], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Function<'a> {
        name: &'a str,
        arguments: &'a str,
    }
    #[derive(Serialize)]
    struct Call<'a> {
        id: &'a str,
        #[serde(rename = "type")]
        kind: &'static str,
        function: Function<'a>,
    }
    serializer.collect_seq(calls.iter().map(|call| Call {
        id: &call.id,
        kind: "function",
        function: Function {
            name: &call.name,
            arguments: &call.arguments,
        },
    }))
}

/// What a message of the person holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Content {
    /// Text only: all models.
    Text(String),
    /// Parts: models with vision or sound.
    Parts(Vec<ContentPart>),
}

/// One part of a message. Numbers and sizes allowed differ by model (platform notes, chat §3).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ContentPart {
    /// Text.
    Text {
        /// The text.
        text: String,
    },
    /// A picture.
    ImageUrl {
        /// Address, data URI or bare Base64.
        image_url: MediaUrl,
    },
    /// A video.
    VideoUrl {
        /// Address.
        video_url: MediaUrl,
    },
    /// A document, by address only.
    FileUrl {
        /// Address.
        file_url: MediaUrl,
    },
    /// A document (api.z.ai).
    File {
        /// The document.
        file: FileData,
    },
    /// Sound, for `glm-4-voice`.
    InputAudio {
        /// The sound.
        input_audio: InputAudio,
    },
}

impl ContentPart {
    /// A text part.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// A picture by address, data URI or bare Base64.
    pub fn image(url: impl Into<String>) -> Self {
        Self::ImageUrl {
            image_url: MediaUrl { url: url.into() },
        }
    }
}

/// Where a picture, video or document is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MediaUrl {
    /// Address, or the data itself where the model allows it.
    pub url: String,
}

/// A document for api.z.ai: one of the three ways.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FileData {
    /// Of a file uploaded with purpose `user_data`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
    /// Address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_url: Option<String>,
    /// Data URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_data: Option<String>,
    /// Name, shown to the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
}

/// Sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputAudio {
    /// Base64.
    pub data: String,
    /// `wav` or `mp3`.
    pub format: String,
}
