//! The rules of a running answer as a pure function: what happened goes in, what to do comes out.
//!
//! No clock, no store, no socket: `answer.rs` carries the effects out. Text is journalled at most
//! [`JOURNAL_MS`] after it came and shown at most [`SHOW_MS`] after it came ([`FLOOD_MS`] in a flood); both sooner when
//! nothing was written or shown for that long, so the first token is never held back.

use zhipu::{ChatDelta, FinishReason, Usage, WebSearchResult};

use super::Phase;
use crate::UiError;

/// At most this long may what came be only in memory.
pub(crate) const JOURNAL_MS: i64 = 250;
/// Differences cross to the web view at most this often: 20 a second. Nobody reads faster, and what a difference
/// costs hardly depends on its size (docs/benchmarks.md).
pub(crate) const SHOW_MS: i64 = 50;
/// In a flood, 10 a second: 20 lines and more fly by in that second, and twice as many differences would take nearly
/// twice the processor.
pub(crate) const FLOOD_MS: i64 = 100;
/// What is a flood: bytes of text a millisecond, some 500 tokens a second in English as in Chinese.
const FLOOD: usize = 2;

/// What can happen to a running answer.
#[derive(Debug)]
pub(crate) enum Happened {
    /// The platform said something.
    Delta(ChatDelta),
    /// The stream came to its proper end.
    Ended,
    /// The model called a tool: this request is over, the answer goes on with the next one.
    Again,
    /// The stream failed: the error, and whether the line was merely lost.
    Failed { error: UiError, cut: bool },
    /// The person stopped it.
    StopAsked,
    /// The app is being closed.
    Closing,
    /// A deadline passed.
    Tick,
}

/// What is to be done, in this order.
#[derive(Debug, PartialEq)]
pub(crate) enum Effect {
    /// Append to the journal.
    Journal(Piece),
    /// Give to the growing trees and publish their differences.
    Show { reasoning: String, text: String },
    /// Tell that it does something else now.
    Phase {
        phase: Phase,
        reasoning_ms: Option<i64>,
    },
    /// Write the end in one transaction and tell it; nothing follows.
    Finish(Box<Ending>),
}

/// A piece of an answer on its way to the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) sequence: i64,
    pub(crate) reasoning: String,
    pub(crate) text: String,
}

/// How an answer ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ending {
    /// What came and has not been given to the journal.
    pub(crate) rest: Option<Piece>,
    pub(crate) state: EndState,
    pub(crate) finish_reason: Option<String>,
    pub(crate) error: Option<UiError>,
    pub(crate) usage: Option<Usage>,
    pub(crate) platform_request_id: Option<String>,
    pub(crate) web_search: Vec<WebSearchResult>,
    pub(crate) first_token_ms: Option<i64>,
    pub(crate) reasoning_started_ms: Option<i64>,
    pub(crate) reasoning_ended_ms: Option<i64>,
}

/// The four ways to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EndState {
    Complete,
    Stopped,
    Interrupted,
    Failed,
}

/// The state of a running answer.
#[derive(Debug)]
pub(crate) struct Turn {
    phase: Phase,
    sequence: i64,
    journal: Pending,
    show: Pending,
    any_text: bool,
    any_reasoning: bool,
    /// What the requests before this one used.
    used: Option<Usage>,
    /// Text of another request follows: it begins a paragraph of its own.
    gap: bool,
    finish: Option<FinishReason>,
    ending: Ending,
    over: bool,
}

/// What waits to be written or shown, and since when.
#[derive(Debug, Default)]
struct Pending {
    reasoning: String,
    text: String,
    /// When this kind of effect was last carried out; none before the first.
    last_ms: Option<i64>,
    every_ms: i64,
}

impl Pending {
    fn every(every_ms: i64) -> Self {
        Self {
            every_ms,
            ..Self::default()
        }
    }

    fn is_empty(&self) -> bool {
        self.reasoning.is_empty() && self.text.is_empty()
    }

    fn due_ms(&self) -> Option<i64> {
        (!self.is_empty()).then(|| self.last_ms.map_or(i64::MIN, |last| last + self.every_ms))
    }

    fn take(&mut self, now_ms: i64) -> (String, String) {
        self.last_ms = Some(now_ms);
        (
            std::mem::take(&mut self.reasoning),
            std::mem::take(&mut self.text),
        )
    }
}

impl Turn {
    /// An answer that has just been sent for.
    pub(crate) fn new() -> Self {
        Self {
            phase: Phase::Waiting,
            sequence: 0,
            journal: Pending::every(JOURNAL_MS),
            show: Pending::every(SHOW_MS),
            any_text: false,
            any_reasoning: false,
            used: None,
            gap: false,
            finish: None,
            ending: Ending {
                rest: None,
                state: EndState::Complete,
                finish_reason: None,
                error: None,
                usage: None,
                platform_request_id: None,
                web_search: Vec::new(),
                first_token_ms: None,
                reasoning_started_ms: None,
                reasoning_ended_ms: None,
            },
            over: false,
        }
    }

    /// When [`Happened::Tick`] should come at the latest; none when nothing waits.
    pub(crate) fn deadline_ms(&self) -> Option<i64> {
        if self.over {
            return None;
        }
        [self.journal.due_ms(), self.show.due_ms()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Takes what happened at `now_ms`. After [`Effect::Finish`] everything is ignored.
    pub(crate) fn step(&mut self, happened: Happened, now_ms: i64) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.over {
            return effects;
        }
        match happened {
            Happened::Delta(delta) => self.take_delta(delta, now_ms, &mut effects),
            Happened::Tick => {}
            Happened::Again => self.begin_again(),
            Happened::Ended => return self.end(now_ms),
            Happened::StopAsked => {
                self.ending.state = EndState::Stopped;
                return self.finish(now_ms, effects);
            }
            Happened::Closing => {
                self.ending.state = EndState::Interrupted;
                return self.finish(now_ms, effects);
            }
            Happened::Failed { error, cut } => {
                let kept = self.any_text || self.any_reasoning;
                self.ending.state = if cut && kept {
                    EndState::Interrupted
                } else {
                    EndState::Failed
                };
                self.ending.error = Some(error);
                return self.finish(now_ms, effects);
            }
        }
        self.flush_due(now_ms, &mut effects);
        effects
    }

    fn take_delta(&mut self, delta: ChatDelta, now_ms: i64, effects: &mut Vec<Effect>) {
        match delta {
            ChatDelta::Started { id, request_id, .. } => {
                self.ending.platform_request_id = request_id.or(id);
            }
            ChatDelta::Reasoning(text) if !text.is_empty() => {
                self.ending.first_token_ms.get_or_insert(now_ms);
                self.ending.reasoning_started_ms.get_or_insert(now_ms);
                self.any_reasoning = true;
                self.enter(Phase::Thinking, now_ms, effects);
                self.journal.reasoning.push_str(&text);
                self.show.reasoning.push_str(&text);
            }
            ChatDelta::Content(text) if !text.is_empty() => {
                self.ending.first_token_ms.get_or_insert(now_ms);
                self.any_text = true;
                self.enter(Phase::Answering, now_ms, effects);
                if std::mem::take(&mut self.gap) {
                    self.add_text("\n\n");
                }
                self.add_text(&text);
            }
            ChatDelta::WebSearch(results) => self.ending.web_search.extend(results),
            ChatDelta::Usage(usage) => self.ending.usage = Some(sum(self.used, usage)),
            ChatDelta::Finished(reason) => self.finish = Some(reason),
            // Empty pieces carry nothing. Filters come with a finish reason that says the same. Calls are answered
            // by the talk and never come here.
            _ => {}
        }
    }

    fn add_text(&mut self, text: &str) {
        self.journal.text.push_str(text);
        self.show.text.push_str(text);
    }

    /// The next request counts its own tokens, and its first word begins a phase again. Who looks up meanwhile tells that.
    fn begin_again(&mut self) {
        self.used = self.ending.usage;
        self.gap = self.any_text;
        self.finish = None;
        self.phase = Phase::Waiting;
    }

    /// Interleaved thinking may come back after text: the phase follows, the first thinking is what is timed.
    fn enter(&mut self, phase: Phase, now_ms: i64, effects: &mut Vec<Effect>) {
        if self.phase == phase {
            return;
        }
        if phase == Phase::Answering && self.ending.reasoning_started_ms.is_some() {
            self.ending.reasoning_ended_ms.get_or_insert(now_ms);
        }
        self.phase = phase;
        effects.push(Effect::Phase {
            phase,
            reasoning_ms: self.reasoning_ms(),
        });
    }

    fn reasoning_ms(&self) -> Option<i64> {
        Some(self.ending.reasoning_ended_ms? - self.ending.reasoning_started_ms?)
    }

    fn end(&mut self, now_ms: i64) -> Vec<Effect> {
        match &self.finish {
            Some(FinishReason::Sensitive) => {
                self.ending.state = EndState::Failed;
                self.ending.error = Some(UiError::new(crate::ErrorCode::ContentRefused));
            }
            Some(FinishReason::NetworkError) => {
                self.ending.state = EndState::Interrupted;
                self.ending.error = Some(UiError::new(crate::ErrorCode::PlatformFailed));
            }
            _ => self.ending.state = EndState::Complete,
        }
        self.finish(now_ms, Vec::new())
    }

    fn finish(&mut self, now_ms: i64, mut effects: Vec<Effect>) -> Vec<Effect> {
        self.over = true;
        if self.ending.reasoning_started_ms.is_some() {
            self.ending.reasoning_ended_ms.get_or_insert(now_ms);
        }
        self.ending.finish_reason = self
            .finish
            .as_ref()
            .map(FinishReason::as_str)
            .map(str::to_owned);
        self.push_show(now_ms, &mut effects);
        self.ending.rest = self.take_piece(now_ms);
        effects.push(Effect::Finish(Box::new(self.ending.clone())));
        effects
    }

    fn flush_due(&mut self, now_ms: i64, effects: &mut Vec<Effect>) {
        if self.show.due_ms().is_some_and(|due| due <= now_ms) {
            self.push_show(now_ms, effects);
        }
        if self.journal.due_ms().is_some_and(|due| due <= now_ms) {
            self.push_journal(now_ms, effects);
        }
    }

    fn push_journal(&mut self, now_ms: i64, effects: &mut Vec<Effect>) {
        effects.extend(self.take_piece(now_ms).map(Effect::Journal));
    }

    fn take_piece(&mut self, now_ms: i64) -> Option<Piece> {
        if self.journal.is_empty() {
            return None;
        }
        let (reasoning, text) = self.journal.take(now_ms);
        let sequence = self.sequence;
        self.sequence += 1;
        Some(Piece {
            sequence,
            reasoning,
            text,
        })
    }

    fn push_show(&mut self, now_ms: i64, effects: &mut Vec<Effect>) {
        if !self.show.is_empty() {
            let since_ms = self.show.last_ms.map_or(i64::MAX, |last| now_ms - last);
            let (reasoning, text) = self.show.take(now_ms);
            self.show.every_ms = pace_ms(reasoning.len() + text.len(), since_ms);
            effects.push(Effect::Show { reasoning, text });
        }
    }
}

/// How long the next difference waits, after one of so many bytes that gathered for so long.
fn pace_ms(bytes: usize, since_ms: i64) -> i64 {
    let since_ms = usize::try_from(since_ms).unwrap_or(0).max(1);
    if bytes / since_ms >= FLOOD {
        FLOOD_MS
    } else {
        SHOW_MS
    }
}

/// The tokens of several requests.
fn sum(before: Option<Usage>, now: Usage) -> Usage {
    let Some(before) = before else {
        return now;
    };
    let either = |one: Option<u64>, other: Option<u64>| match (one, other) {
        (None, None) => None,
        (one, other) => Some(one.unwrap_or(0).saturating_add(other.unwrap_or(0))),
    };
    Usage {
        prompt_tokens: before.prompt_tokens.saturating_add(now.prompt_tokens),
        completion_tokens: before
            .completion_tokens
            .saturating_add(now.completion_tokens),
        total_tokens: before.total_tokens.saturating_add(now.total_tokens),
        cached_tokens: either(before.cached_tokens, now.cached_tokens),
        reasoning_tokens: either(before.reasoning_tokens, now.reasoning_tokens),
    }
}

#[cfg(test)]
mod tests;
