//! What the Chat place says to the web view and hears from it.

use glim_markdown::{Block, Patch};
use glim_store::{ConversationId, MediaKind, MessageId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{GroundingView, Knowledge, Lookup};
use crate::{UiError, studio::MakingView};

/// The parameters of an answer; what is `None` is left to the platform.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Parameters {
    /// Think before answering, for models that can choose.
    pub thinking: Option<bool>,
    /// How much to think: one of the model's `reasoning_efforts`.
    pub effort: Option<String>,
    /// 0 to 1.
    pub temperature: Option<f64>,
    /// 0.01 to 1.
    pub top_p: Option<f64>,
    /// Most tokens of an answer.
    pub max_tokens: Option<u32>,
    /// What the model is told before everything else.
    pub system_prompt: Option<String>,
    /// What of the library the questions go to.
    pub knowledge: Option<Knowledge>,
}

/// Asks for a stretch of the list of conversations: pinned first, then newest first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListConversations {
    /// The `next` of the page before; none for the first.
    pub after: Option<String>,
    /// At most this many, 1 to 200.
    pub limit: u32,
}

/// A stretch of the list.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationPage {
    /// In order.
    pub conversations: Vec<ConversationView>,
    /// Give this back for the next stretch; none at the end.
    pub next: Option<String>,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationView {
    /// Its id.
    pub id: ConversationId,
    /// Empty until it has one: the UI shows "New conversation".
    pub title: String,
    /// Stays on top.
    pub pinned: bool,
    /// The model of its next answer.
    pub model: String,
    /// When something was last said.
    pub updated_ms: i64,
    /// An answer is being written now.
    pub running: bool,
}

/// An opened conversation with the end of its thread.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Thread {
    /// Its line in the list.
    pub conversation: ConversationView,
    /// Parameters of its next answer.
    pub parameters: Parameters,
    /// What was typed and not sent.
    pub draft: String,
    /// The last messages of the chosen branch.
    pub page: ThreadPage,
}

/// Asks for a stretch of the chosen branch.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PageRequest {
    /// Of which conversation.
    pub conversation: ConversationId,
    /// Position of the first message, 0 is the oldest.
    pub start: u32,
    /// At most this many, 1 to 200.
    pub count: u32,
}

/// A stretch of the chosen branch.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ThreadPage {
    /// Messages in the whole branch.
    pub length: u32,
    /// Position of the first one here.
    pub start: u32,
    /// In order.
    pub messages: Vec<MessageView>,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// How an answer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MessageState {
    /// Being written: `chat_watch` it.
    Streaming,
    /// Ended by itself.
    Complete,
    /// The person stopped it.
    Stopped,
    /// The line was cut or the app ended; what had come is kept and can be continued.
    Interrupted,
    /// Failed; `error` says why. What had come is kept.
    Failed,
    /// The model reached its limit of tokens; can be continued.
    Truncated,
}

/// A message as shown.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MessageView {
    /// Its id.
    pub id: MessageId,
    /// Where it stands.
    pub conversation: ConversationId,
    /// Who speaks.
    pub role: Role,
    /// The person's own words; empty for answers, whose text is `blocks` (and `chat_text`).
    pub text: String,
    /// The answer's Markdown as a tree.
    pub blocks: Vec<Block>,
    /// What the model thought before, if anything: fetched by `chat_reasoning` when unfolded.
    pub reasoning: Option<ReasoningView>,
    /// How it stands.
    pub state: MessageState,
    /// Why it failed or was cut.
    pub error: Option<UiError>,
    /// The model that wrote it.
    pub model: Option<String>,
    /// When it was begun.
    pub created_ms: i64,
    /// Its place among its siblings.
    pub siblings: Siblings,
    /// Numbers of the answer, once it ended.
    pub usage: Option<UsageView>,
    /// What it was given of the library, if it looked there: more by `chat_citations`.
    pub grounding: Option<GroundingView>,
    /// What is made in the place of words: an answer has it in `making`, its question only says so.
    pub makes: Option<MediaKind>,
    /// The pictures or the video of an answer, and the jobs that make them.
    pub making: Option<MakingView>,
}

/// How much the model thought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReasoningView {
    /// Characters of it.
    pub characters: u32,
    /// How long it took; none when unknown or still going on.
    pub duration_ms: Option<i64>,
}

/// `‹ 2/3 ›`: a message among the ones with the same parent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Siblings {
    /// From 1.
    pub position: u32,
    /// 1 when it is alone.
    pub count: u32,
    /// Give to `chat_select`.
    pub previous: Option<MessageId>,
    /// Give to `chat_select`.
    pub next: Option<MessageId>,
}

/// The line under an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UsageView {
    /// Tokens of the prompt.
    pub prompt_tokens: Option<u32>,
    /// Tokens of the answer with its thinking.
    pub completion_tokens: Option<u32>,
    /// Of the prompt, those the platform had cached.
    pub cached_tokens: Option<u32>,
    /// Of the answer, those of thinking.
    pub reasoning_tokens: Option<u32>,
    /// What it cost by the catalogue.
    pub cost: Option<Money>,
    /// From sending to the first token.
    pub first_token_ms: Option<i64>,
    /// From sending to the end.
    pub duration_ms: Option<i64>,
    /// Tokens of the answer for each second after the first token.
    pub tokens_per_second: Option<f64>,
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Money {
    /// In whole units of the currency.
    pub amount: f64,
    /// ISO 4217: `CNY`, `USD`.
    pub currency: String,
}

/// A question to send.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SendMessage {
    /// None begins a new conversation.
    pub conversation: Option<ConversationId>,
    /// The person's words.
    pub text: String,
    /// The model's id.
    pub model: String,
    /// Parameters; kept for the conversation.
    pub parameters: Parameters,
}

/// Changes a question: makes a sibling and a new answer, the old ones stay.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EditMessage {
    /// A message of the person.
    pub message: MessageId,
    /// The new words.
    pub text: String,
}

/// Asks again for an answer: makes a sibling.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RetryMessage {
    /// The answer to ask for again.
    pub message: MessageId,
    /// With another model; none takes the conversation's.
    pub model: Option<String>,
}

/// An answer has begun. It is durable; `chat_watch` it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Sent {
    /// The conversation, as it is now.
    pub conversation: ConversationView,
    /// Length of the branch now; the answer is its last message.
    pub length: u32,
    /// The question, when there is a new one.
    pub question: Option<MessageView>,
    /// The answer, `streaming`.
    pub answer: MessageView,
}

/// What is seen of an answer while it is written. The first is always `Snapshot`, the last `Ended` (or, rarely, `Lost`).
#[derive(Clone, Debug, Serialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum AnswerEvent {
    /// Everything up to now.
    Snapshot {
        /// The text's tree.
        blocks: Vec<Block>,
        /// The thinking's tree.
        reasoning: Vec<Block>,
        /// What it is doing.
        phase: Phase,
        /// When the answer was begun.
        started_ms: i64,
        /// When thinking began, if it did.
        reasoning_started_ms: Option<i64>,
        /// How long it thought, once that ended.
        reasoning_ms: Option<i64>,
        /// What was looked up for it, if it goes to the library.
        lookup: Option<Lookup>,
    },
    /// More is being looked up for it, before its first word or between two.
    LookedUp {
        /// All of it up to now.
        lookup: Lookup,
    },
    /// What came since; at most 30 of these a second.
    Grew {
        /// Difference of the text's tree.
        text: Option<Patch>,
        /// Difference of the thinking's tree.
        reasoning: Option<Patch>,
    },
    /// It does something else now.
    Phase {
        /// What.
        phase: Phase,
        /// How long it thought, when `phase` is `answering` and it did.
        reasoning_ms: Option<i64>,
    },
    /// It is over and durable; nothing follows. The message's tree equals what the differences gave.
    Ended {
        /// The final row.
        message: Box<MessageView>,
    },
    /// The end could not be written (a full disk, say); what was journalled is safe. Nothing follows.
    Lost {
        /// Why.
        error: UiError,
    },
}

/// What a running answer is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Phase {
    /// Waits until files are read that the question goes to.
    Reading,
    /// Searches the library, before the first word or between two.
    Searching,
    /// Sent, nothing has come.
    Waiting,
    /// Thinking.
    Thinking,
    /// Writing the answer.
    Answering,
}

/// Where a message of a search hit stands; its branch has been chosen.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Located {
    /// In which conversation.
    pub conversation: ConversationId,
    /// At which position of the branch, 0 is the oldest.
    pub position: u32,
}

/// Gives a conversation a title of the person's own.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RenameConversation {
    /// Which.
    pub conversation: ConversationId,
    /// The title; trimmed, at most 200 characters.
    pub title: String,
}

/// Puts a conversation on top or lets it go.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PinConversation {
    /// Which.
    pub conversation: ConversationId,
    /// On top or not.
    pub pinned: bool,
}

/// Model and parameters of a conversation's next answer.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetParameters {
    /// Which.
    pub conversation: ConversationId,
    /// The model's id.
    pub model: String,
    /// Parameters.
    pub parameters: Parameters,
}

/// Keeps what is typed and not sent.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetDraft {
    /// None for the one of a new conversation.
    pub conversation: Option<ConversationId>,
    /// Empty forgets it.
    pub text: String,
}

/// Searches titles and every message.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchMessages {
    /// Words; `"a phrase"`, `-without`.
    pub query: String,
    /// At most this many, 1 to 200.
    pub limit: u32,
}

/// The models that can be asked at the platform in use.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ModelList {
    /// The one a new conversation takes.
    pub default_model: String,
    /// Current ones first.
    pub models: Vec<ModelView>,
    /// Why the platform's own list could not be had, when it could not: the built-in catalogue stands in.
    pub problem: Option<UiError>,
}

/// A model in the picker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ModelView {
    /// As the platform calls it.
    pub id: String,
    /// Family for grouping, such as `GLM-5`; empty for an unknown model.
    pub family: String,
    /// `current`, `legacy`, `deprecated`; unknown models are `current`.
    pub status: String,
    /// What to use instead, when it is going away.
    pub successor: Option<String>,
    /// Tokens of context; none when unknown.
    pub context_tokens: Option<u32>,
    /// Most tokens of an answer; none when unknown.
    pub max_output_tokens: Option<u32>,
    /// Sees pictures.
    pub vision: bool,
    /// Calls tools.
    pub tools: bool,
    /// Whether it thinks.
    pub thinking: ThinkingMode,
    /// The efforts it takes; empty when it takes none.
    pub efforts: Vec<String>,
    /// The platform's default temperature, when known.
    pub temperature: Option<f64>,
    /// The platform's default `top_p`, when known.
    pub top_p: Option<f64>,
    /// Costs nothing.
    pub free: bool,
    /// Prices of this platform; empty when unknown.
    pub prices: Vec<PriceView>,
}

/// Whether a model thinks before answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ThinkingMode {
    /// It cannot.
    Never,
    /// It can be switched.
    Optional,
    /// It always does.
    Always,
}

/// A price for a million tokens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PriceView {
    /// ISO 4217.
    pub currency: String,
    /// Holds for prompts of at least this many tokens.
    pub prompt_from: Option<u32>,
    /// Holds for prompts of fewer tokens than this.
    pub prompt_below: Option<u32>,
    /// Holds for answers of at least this many tokens.
    pub answer_from: Option<u32>,
    /// Holds for answers of fewer tokens than this.
    pub answer_below: Option<u32>,
    /// For a million tokens of prompt.
    pub input: Option<f64>,
    /// For a million cached tokens of prompt.
    pub cached_input: Option<f64>,
    /// For a million tokens of answer.
    pub output: Option<f64>,
}
