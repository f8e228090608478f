//! One form: a model in a mode, with its prompt, parameters and pictures.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::catalogue::{Money, Price};
use crate::videos::PictureInput;

/// What a form makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FormKind {
    /// Pictures.
    Image,
    /// Clips.
    Video,
}

/// What a form makes it from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FormMode {
    /// Words alone.
    Text,
    /// A picture that the clip begins with, and words if wanted.
    Image,
    /// The pictures that it begins and ends with.
    FirstLast,
    /// Pictures of what shall be seen in it.
    Reference,
}

/// What a picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PictureRole {
    /// The clip begins with it.
    FirstFrame,
    /// The clip ends with it.
    LastFrame,
    /// It shows what shall be seen.
    Reference,
}

/// How `image_url` is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PictureForm {
    /// One text.
    Text,
    /// A list, also of a single picture.
    List,
}

/// Width and height in pixels; on the wire `1280x720`, with an ASCII `x`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PixelSize {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

impl PixelSize {
    /// Reads `1280x720`; `None` for anything else, such as a sign `×`, blanks or a zero.
    pub fn parse(text: &str) -> Option<Self> {
        let (width, height) = text.split_once('x')?;
        let side = |digits: &str| {
            let plain =
                digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
            digits.parse().ok().filter(|_| plain)
        };
        Some(Self {
            width: side(width)?,
            height: side(height)?,
        })
    }

    /// How many pixels it has.
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

impl fmt::Display for PixelSize {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}x{}", self.width, self.height)
    }
}

/// Sizes that may be asked for beside the recommended ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SizeRule {
    /// The shortest side in pixels.
    pub least_side: u32,
    /// The longest side in pixels.
    pub most_side: u32,
    /// Both sides are multiples of this.
    pub multiple: u32,
    /// The most pixels in all.
    #[ts(type = "number")]
    pub most_pixels: u64,
}

/// Bounds, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Range {
    /// The least.
    pub least: f64,
    /// The most.
    pub most: f64,
}

impl Range {
    pub(super) fn holds(self, value: f64) -> bool {
        // A ratio of whole pixels is never exactly at a bound that was meant to be allowed.
        let slack = 1e-9;
        value >= self.least - slack && value <= self.most + slack
    }
}

/// What may be filled in for a parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ParameterKind {
    /// One of some words.
    Choice {
        /// The words, as they are sent.
        options: Vec<String>,
        /// What the platform takes if nothing is sent.
        #[serde(default)]
        default: Option<String>,
    },
    /// One of some whole numbers.
    Number {
        /// The numbers.
        options: Vec<u32>,
        /// What the platform takes if nothing is sent.
        #[serde(default)]
        default: Option<u32>,
    },
    /// Width and height.
    Size {
        /// Sizes that always pass, even where they break `custom` (images §3).
        recommended: Vec<String>,
        /// The rule for others; without one only the recommended ones pass.
        #[serde(default)]
        custom: Option<SizeRule>,
        /// What the platform takes if nothing is sent; `None` where that follows from the picture.
        #[serde(default)]
        default: Option<String>,
    },
    /// Yes or no.
    Flag {
        /// What the platform takes if nothing is sent.
        default: bool,
    },
    /// Free text.
    Text {
        /// The fewest characters.
        least: u32,
        /// The most characters; `None` if none is documented.
        #[serde(default)]
        most: Option<u32>,
    },
}

/// When a parameter has an effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// The other parameter.
    pub parameter: String,
    /// Its value.
    pub equals: u32,
}

/// One parameter of a form; its name is the one of the wire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    /// As it is sent.
    pub name: String,
    /// What may be filled in.
    #[serde(flatten)]
    pub kind: ParameterKind,
    /// Only then it does something; it is taken, and ignored, at other times.
    #[serde(default)]
    pub effective_when: Option<Condition>,
    /// Whether a person fills it in; the others (`user_id`, `request_id`) are the program's.
    #[serde(default = "yes")]
    pub offered: bool,
}

impl Parameter {
    /// Whether there is something to choose: not if only one value passes.
    pub fn is_choice(&self) -> bool {
        match &self.kind {
            ParameterKind::Choice { options, .. } => options.len() > 1,
            ParameterKind::Number { options, .. } => options.len() > 1,
            ParameterKind::Size {
                recommended,
                custom,
                ..
            } => recommended.len() > 1 || custom.is_some(),
            ParameterKind::Flag { .. } | ParameterKind::Text { .. } => true,
        }
    }
}

fn yes() -> bool {
    true
}

/// The rule for the prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PromptRule {
    /// Whether there must be one.
    pub required: bool,
    /// The most characters; `None` if none is published.
    #[serde(default)]
    pub most_characters: Option<u32>,
}

/// The rule for pictures that are handed in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PictureRule {
    /// What each picture is for, in their order; as many as there may be.
    pub roles: Vec<PictureRole>,
    /// How many there must be.
    pub least: u32,
    /// How they are written.
    pub written: PictureForm,
    /// Media types that are taken.
    pub media_types: Vec<String>,
    /// The largest file.
    #[ts(type = "number")]
    pub most_bytes: u64,
    /// Width divided by height of each.
    #[serde(default)]
    pub aspect: Option<Range>,
    /// The pixels of the first divided by those of the second.
    #[serde(default)]
    pub pair_ratio: Option<Range>,
    /// The shortest side in pixels.
    #[serde(default)]
    pub least_side: Option<u32>,
    /// Whether Base64 must be a whole `data:` address; where it need not be, it may be.
    #[serde(default)]
    pub data_uri: bool,
}

/// What one model takes in one mode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Form {
    /// The model's id.
    pub model: String,
    /// The model's family, such as `Vidu 2`.
    #[serde(default)]
    pub family: String,
    /// What it makes.
    pub kind: FormKind,
    /// What it makes it from.
    pub mode: FormMode,
    /// The prompt (`prompt`).
    pub prompt: PromptRule,
    /// The parameters beside prompt and pictures.
    pub parameters: Vec<Parameter>,
    /// The pictures (`image_url`); `None` if it takes none.
    #[serde(default)]
    pub pictures: Option<PictureRule>,
    /// What the official SDKs can send too and the specification does not know: never sent by us.
    pub sdk_only: Vec<String>,
    /// How long a link to the result lives; `None` if that is not documented.
    #[serde(default)]
    #[ts(type = "number | null")]
    pub link_seconds: Option<u64>,
    /// Whether there is a call that answers with the result.
    pub synchronous: bool,
    /// Whether there is a call that answers with a task.
    pub asynchronous: bool,
    /// How many jobs may run at once at the lowest user level.
    pub concurrency: u32,
    /// Hosts that serve it.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// What one result costs, by host.
    #[serde(default)]
    pub prices: Vec<Price>,
}

impl Form {
    /// The parameter of a name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters
            .iter()
            .find(|parameter| parameter.name == name)
    }

    /// What one result costs at a host; `None` if the price is not known.
    pub fn cost(&self, host: &str) -> Option<Money> {
        let price = self.prices.iter().find(|price| price.host == host)?;
        let amount = if price.free { Some(0.0) } else { price.amount };
        Some(Money {
            currency: price.currency.clone(),
            amount: amount?,
        })
    }

    /// Pictures as this model wants them written; `None` if there are none. They are addresses or
    /// `data:` addresses, which every model takes.
    pub fn picture_input(&self, mut pictures: Vec<String>) -> Option<PictureInput> {
        let written = self.pictures.as_ref()?.written;
        match (written, pictures.len()) {
            (_, 0) => None,
            (PictureForm::Text, 1) => pictures.pop().map(PictureInput::One),
            _ => Some(PictureInput::Several(pictures)),
        }
    }
}
