//! An answer that grows: text in, differences out.

use crate::block::Reader;
use crate::patch::{Differ, Level, Patch, remember};
use crate::tree::Block;

/// How a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Colour code blocks of known languages.
    pub colour: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { colour: true }
    }
}

/// A growing text and the tree of it that its watchers have.
///
/// [`Growing::push`] only keeps the text; [`Growing::take_patch`] reads what has come since and tells the difference.
/// So any number of deltas can be joined into one patch, and [`Growing::tree`] is always the sum of the patches that
/// were taken: a new watcher starts from it and applies the next ones.
#[derive(Debug, Default)]
pub struct Growing {
    reader: Reader,
    text: String,
    /// How much of the text has been read.
    read: usize,
    sent: Level,
}

impl Growing {
    /// An empty answer.
    pub fn new(options: Options) -> Self {
        Self {
            reader: Reader::new(options.colour),
            ..Self::default()
        }
    }

    /// Adds text; costs nothing but the copy.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Reads what has come and gives the difference to the patch before; empty when nothing changed.
    pub fn take_patch(&mut self) -> Patch {
        if self.read == self.text.len() {
            return Patch::default();
        }
        self.feed();
        self.reader.refresh();
        self.difference().finish()
    }

    /// Ends the answer: what is still open is closed as it stands, references to later definitions are resolved.
    /// From here on [`Growing::tree`] equals [`parse`] of the whole text. To be called once, as the last thing.
    pub fn finish(&mut self) -> Patch {
        self.feed();
        self.reader.end_text();
        let mut differ = self.difference();
        self.reader
            .resolve(|path, before, after| differ.inlines_at(path, before, after));
        differ.finish()
    }

    /// The tree as of the last patch.
    pub fn tree(&self) -> Vec<Block> {
        self.reader.tree.clone()
    }

    /// All of the text.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn feed(&mut self) {
        self.reader.feed(self.text.get(self.read..).unwrap_or(""));
        self.read = self.text.len();
    }

    fn difference(&mut self) -> Differ {
        let mut differ = Differ::default();
        differ.blocks(&self.sent, &self.reader.tree);
        self.sent = remember(&self.reader.tree, self.reader.stable());
        differ
    }
}

/// Reads a finished text at once, with colours.
pub fn parse(text: &str) -> Vec<Block> {
    let mut reader = Reader::new(true);
    reader.feed(text);
    reader.end_text();
    reader.resolve(|_, _, _| {});
    reader.tree
}
