//! What the Studio place says to the web view and hears from it: of what is asked for. What is kept is `view.rs`.

use std::collections::BTreeMap;

use glim_store::{ArtifactId, BatchId, InputRole, JobId, JobState, MediaKind, MessageId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::MediaRefusal;
use crate::{UiError, chat::Money};

/// A model and everything it can be asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormView {
    /// The model's name at the platform.
    pub model: String,
    /// Its name for people.
    pub title: String,
    /// What it makes.
    pub kind: MediaKind,
    /// The ways it can be asked; each has a form of its own.
    pub modes: Vec<ModeView>,
    /// How long its links live at the platform; none when that is not told.
    pub link_seconds: Option<u32>,
    /// The platform takes the job and is asked for the result later; else the call waits for it.
    pub asynchronous: bool,
    /// The platform that is connected has it.
    pub usable: bool,
}

/// One way to ask a model: from words, from a picture, from a first and a last one, from references.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ModeView {
    /// `text`, `image`, `firstLast` or `reference`.
    pub mode: String,
    /// What holds of the prompt.
    pub prompt: PromptRuleView,
    /// What can be chosen, in the order of the form.
    pub parameters: Vec<ParameterView>,
    /// What holds of pictures to start from; none when it takes none.
    pub pictures: Option<PictureRuleView>,
    /// What one result costs at least; none when that is not known.
    pub price: Option<Money>,
}

/// What holds of a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PromptRuleView {
    /// It cannot be left out.
    pub required: bool,
    /// Longest, in characters; none when the platform names no limit.
    pub longest: Option<u32>,
}

/// One thing that can be chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ParameterView {
    /// Its name at the platform, such as `size`.
    pub name: String,
    /// What it is set to when nobody chooses; none leaves it to the platform.
    pub default: Option<Value>,
    /// What can be chosen.
    pub control: ControlView,
}

/// How a parameter is chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ControlView {
    /// One of some values.
    Choice {
        /// Words or numbers, as they are sent.
        values: Vec<Value>,
    },
    /// A whole number.
    Whole {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// Yes or no.
    Switch,
    /// Some text.
    Text {
        /// Longest, in characters.
        longest: Option<u32>,
    },
    /// A size as `1024x768`: one of a list, or another one by the rule, if there is one.
    Size {
        /// The platform's own.
        recommended: Vec<String>,
        /// For sizes that are not in the list.
        free: Option<SizeRuleView>,
    },
}

/// What holds of a size that is not in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SizeRuleView {
    /// The least of a side.
    pub min: u32,
    /// The most of a side.
    pub max: u32,
    /// Each side is a multiple of this.
    pub multiple: u32,
    /// Most pixels in all.
    pub most_pixels: u64,
}

/// What holds of pictures to start from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PictureRuleView {
    /// What they can be for, in the order they are asked for.
    pub roles: Vec<InputRole>,
    /// Fewest.
    pub least: u32,
    /// Most.
    pub most: u32,
    /// Most bytes of one.
    pub most_bytes: Option<u64>,
    /// Types that are taken, such as `image/png`.
    pub media_types: Vec<String>,
    /// Fewest pixels of a side.
    pub min_side: Option<u32>,
    /// Longest side to shortest, at most.
    pub most_aspect: Option<f64>,
}

/// A picture to start from, as a form holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobInputView {
    /// What it is for.
    pub role: InputRole,
    /// Name of its file, for `/media/`, as `studio_input` or an artifact gave it.
    pub file: String,
    /// The artifact it is, if it is one.
    pub artifact: Option<ArtifactId>,
}

/// Asks for pictures or videos.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AskStudio {
    /// The model.
    pub model: String,
    /// Which of its ways.
    pub mode: String,
    /// What is wanted.
    pub prompt: String,
    /// The rest of the form, by the names of the parameters; what is left out is left to the platform.
    pub parameters: BTreeMap<String, Value>,
    /// Pictures to start from, in order.
    pub inputs: Vec<JobInputView>,
    /// How many results, each a job of its own.
    pub count: u32,
    /// The answer in a chat it is asked for in.
    pub message: Option<MessageId>,
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StudioAsked {
    /// Names all of it.
    pub batch: BatchId,
    /// Its jobs, in order.
    pub jobs: Vec<JobView>,
}

/// What a form would cost, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StudioEstimate {
    /// For all results; none when the price is not known.
    pub cost: Option<Money>,
    /// What keeps it from being asked.
    pub problems: Vec<FormProblem>,
}

/// Something in a form that the platform would refuse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormProblem {
    /// What is wrong; the words are the page's.
    pub code: String,
    /// The parameter, or `prompt`, `pictures`, `count`, `model`, `mode`.
    pub parameter: String,
    /// Values for the sentence, such as `max`.
    pub params: BTreeMap<String, String>,
}

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobView {
    /// Its id.
    pub id: JobId,
    /// The question it belongs to.
    pub batch: BatchId,
    /// Which of the batch, from 0.
    pub position: u32,
    /// What is made.
    pub kind: MediaKind,
    /// Which of the model's ways.
    pub mode: String,
    /// The model.
    pub model: String,
    /// What was asked for.
    pub prompt: String,
    /// The rest of the form.
    pub parameters: BTreeMap<String, Value>,
    /// Pictures it starts from.
    pub inputs: Vec<JobInputView>,
    /// How far it is.
    pub state: JobState,
    /// Why it ended badly, or what hinders it now.
    pub error: Option<UiError>,
    /// How often the step it is at was tried.
    pub tries: u32,
    /// When the next step is tried.
    pub due_ms: i64,
    /// What it was to cost.
    pub estimate: Option<Money>,
    /// What it cost.
    pub cost: Option<Money>,
    /// When it was asked for.
    pub asked_ms: i64,
    /// When the platform took it.
    pub submitted_ms: Option<i64>,
    /// When it ended.
    pub finished_ms: Option<i64>,
    /// The job this is another try of.
    pub retry_of: Option<JobId>,
    /// The id it was asked with, to copy into a support ticket.
    pub request: String,
    /// What it made and is not deleted.
    pub artifacts: Vec<ArtifactId>,
}

/// Asks for a stretch of the list of jobs, last asked for first.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListJobs {
    /// The `next` of the page before; none for the first.
    pub after: Option<i64>,
    /// At most this many, 1 to 200.
    pub limit: u32,
}

/// A stretch of the list of jobs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobPage {
    /// All that have not ended, first asked for first; with the first page only.
    pub open: Vec<JobView>,
    /// Last asked for first, open ones too.
    pub jobs: Vec<JobView>,
    /// Give this back for the next stretch; none at the end.
    pub next: Option<i64>,
}

/// Wants a prompt made better by a chat model.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImprovePrompt {
    /// As it is.
    pub prompt: String,
    /// What it is to make.
    pub kind: MediaKind,
    /// The model it is for.
    pub model: String,
}

/// A picture to start from: one of these.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum TakeInput {
    /// Files that were dropped or picked, each ticket once.
    Ticket {
        /// From the host.
        ticket: String,
    },
    /// A picture that was pasted.
    Pasted {
        /// Its bytes, in base64.
        base64: String,
    },
    /// An artifact.
    Artifact {
        /// Which; the poster of a video.
        id: ArtifactId,
    },
}

/// Pictures that can be started from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TakenInputs {
    /// Those that were taken, in order.
    pub inputs: Vec<TakenInput>,
    /// Those that were not: the name, and why.
    pub refused: Vec<(String, MediaRefusal)>,
}

/// A picture that can be started from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TakenInput {
    /// Name of its file, for `/media/` and for [`JobInputView`].
    pub file: String,
    /// What it is, such as `image/png`.
    pub media_type: String,
    /// Its size.
    pub bytes: i64,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The artifact it is, if it is one.
    pub artifact: Option<ArtifactId>,
}

/// Where files are served: `<base>/media/<name>` and `<base>/thumb/<name>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MediaServer {
    /// With a word of this run in it; without a slash at its end.
    pub base: String,
}
