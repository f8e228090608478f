//! The words of one language; `zh.rs` and `en.rs` each hold one set.

use super::Section;

/// Prepared words of the demonstration platform.
pub(super) struct Texts {
    /// Says that no model is behind this; the first line of every answer.
    pub(super) first_line: &'static str,
    pub(super) asked: fn(topic: &str) -> String,
    pub(super) greetings: &'static [&'static str],
    pub(super) greeting: &'static str,
    pub(super) cannot_go_on: &'static str,
    pub(super) nothing_left: &'static str,
    pub(super) closings: &'static [&'static str],
    pub(super) colon: &'static str,

    pub(super) thought_of: fn(topic: &str, characters: usize) -> String,
    pub(super) thoughts: &'static [&'static str],

    pub(super) tool_said: fn(name: &str) -> String,
    pub(super) searched: fn(count: usize) -> String,

    /// Passages share nothing with the question.
    pub(super) not_in_files: &'static str,
    /// Something that no file says, to show what a check finds.
    pub(super) wrong_claim: &'static str,
    pub(super) bare_claim: &'static str,

    pub(super) facts: FactWords,

    pub(super) list: &'static str,
    pub(super) tasks: &'static str,
    pub(super) table: &'static str,
    pub(super) math: &'static str,
    pub(super) quote: &'static str,
    pub(super) links: &'static str,
    pub(super) code_heading: &'static str,
    pub(super) prose_heading: &'static str,
    pub(super) part: fn(number: usize) -> String,
    pub(super) table_head: &'static str,
    /// One sentence a line.
    pub(super) sentences: &'static str,
    pub(super) between_sentences: &'static str,
    pub(super) keywords: &'static [(Section, &'static [&'static str])],
}

/// The words of the table of what came in.
pub(super) struct FactWords {
    pub(super) head: &'static str,
    pub(super) characters: &'static str,
    pub(super) words: &'static str,
    pub(super) lines: &'static str,
    pub(super) messages: &'static str,
    pub(super) model: &'static str,
    pub(super) thinking: &'static str,
    pub(super) on: &'static str,
    pub(super) off: &'static str,
    pub(super) system: &'static str,
    pub(super) kinds: [&'static str; 4],
    pub(super) bytes: &'static str,
    pub(super) pixels: &'static str,
    pub(super) at: &'static str,
    pub(super) unseen: &'static str,
}

impl Texts {
    /// The words that ask for a kind of formatting.
    pub(super) fn words_for(&self, section: Section) -> &'static [&'static str] {
        self.keywords
            .iter()
            .find(|(known, _)| *known == section)
            .map_or(&[], |(_, words)| words)
    }
}
