//! What is seen of a running answer. Watchers attach to it and may come and go; each gets a snapshot and then every
//! difference, without a gap, because both are taken under one lock.

use std::sync::{Mutex, PoisonError};

use glim_markdown::{Growing, Options};
use glim_store::ConversationId;
use tokio::sync::broadcast;

use super::{AnswerEvent, Lookup, Phase};

/// Differences a slow watcher may fall behind before it is sent a new snapshot.
const BACKLOG: usize = 256;

/// What is seen of a running answer.
#[derive(Debug)]
pub(crate) struct Live {
    pub(crate) conversation: ConversationId,
    seen: Mutex<Seen>,
    events: broadcast::Sender<AnswerEvent>,
}

#[derive(Debug)]
struct Seen {
    text: Growing,
    reasoning: Growing,
    phase: Phase,
    started_ms: i64,
    reasoning_started_ms: Option<i64>,
    reasoning_ms: Option<i64>,
    lookup: Option<Lookup>,
}

impl Live {
    /// Begins with what is already there: nothing, or the part that is to be continued.
    pub(crate) fn new(
        conversation: ConversationId,
        text: &str,
        reasoning: &str,
        started_ms: i64,
    ) -> Self {
        let grown = |so_far: &str| {
            let mut growing = Growing::new(Options::default());
            if !so_far.is_empty() {
                growing.push(so_far);
                growing.take_patch();
            }
            growing
        };
        Self {
            conversation,
            seen: Mutex::new(Seen {
                text: grown(text),
                reasoning: grown(reasoning),
                phase: Phase::Waiting,
                started_ms,
                reasoning_started_ms: None,
                reasoning_ms: None,
                lookup: None,
            }),
            events: broadcast::Sender::new(BACKLOG),
        }
    }

    /// Everything up to now, and all that follows.
    pub(crate) fn attach(&self) -> (AnswerEvent, broadcast::Receiver<AnswerEvent>) {
        let seen = self.lock();
        let snapshot = AnswerEvent::Snapshot {
            blocks: seen.text.tree(),
            reasoning: seen.reasoning.tree(),
            phase: seen.phase,
            started_ms: seen.started_ms,
            reasoning_started_ms: seen.reasoning_started_ms,
            reasoning_ms: seen.reasoning_ms,
            lookup: seen.lookup.clone(),
        };
        (snapshot, self.events.subscribe())
    }

    /// Tells what is looked up, and that this is what it does now.
    pub(super) fn look_up(&self, lookup: &Lookup, phase: Phase) {
        let mut seen = self.lock();
        seen.lookup = Some(lookup.clone());
        self.say(AnswerEvent::LookedUp {
            lookup: lookup.clone(),
        });
        if seen.phase != phase {
            seen.phase = phase;
            let reasoning_ms = seen.reasoning_ms;
            self.say(AnswerEvent::Phase {
                phase,
                reasoning_ms,
            });
        }
    }

    pub(super) fn show(&self, reasoning: &str, text: &str) {
        let mut seen = self.lock();
        let grew = |growing: &mut Growing, more: &str| {
            if more.is_empty() {
                return None;
            }
            growing.push(more);
            Some(growing.take_patch()).filter(|patch| !patch.is_empty())
        };
        let reasoning = grew(&mut seen.reasoning, reasoning);
        let text = grew(&mut seen.text, text);
        if text.is_some() || reasoning.is_some() {
            self.say(AnswerEvent::Grew { text, reasoning });
        }
    }

    pub(super) fn enter(&self, phase: Phase, reasoning_ms: Option<i64>, now_ms: i64) {
        let mut seen = self.lock();
        seen.phase = phase;
        seen.reasoning_ms = reasoning_ms;
        if phase == Phase::Thinking {
            seen.reasoning_started_ms.get_or_insert(now_ms);
        }
        self.say(AnswerEvent::Phase {
            phase,
            reasoning_ms,
        });
    }

    /// The last differences: what was only guessed at the tail becomes what it is.
    pub(super) fn settle(&self) {
        let mut seen = self.lock();
        let settled =
            |growing: &mut Growing| Some(growing.finish()).filter(|patch| !patch.is_empty());
        let text = settled(&mut seen.text);
        let reasoning = settled(&mut seen.reasoning);
        if text.is_some() || reasoning.is_some() {
            self.say(AnswerEvent::Grew { text, reasoning });
        }
    }

    pub(super) fn say(&self, event: AnswerEvent) {
        let _ = self.events.send(event); // nobody watching is fine
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
