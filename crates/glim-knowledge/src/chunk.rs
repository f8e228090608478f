//! Cutting a document: small chunks to search, larger parents for a model to read.
//!
//! Structure comes first. A heading opens a new parent; prose is cut between sentences, tables between rows, code
//! between lines. Every chunk is [`Span`]s of the document, so it leads back to its exact characters and, through
//! [`Document::places`], to its place in the file. All text of the document is in exactly one chunk, in order.

use std::ops::Range;

use crate::document::{Block, BlockKind, Document, Place, Span};

mod group;
mod pieces;
mod sentence;
mod weight;

use group::Grouping;
use pieces::Piece;

/// How heavy chunks may be. A Chinese character weighs one, an English word three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// A chunk to search: 180 is about 180 Chinese characters or 60 English words.
    pub child: u32,
    /// A parent to read.
    pub parent: u32,
}

impl Default for Sizes {
    fn default() -> Self {
        Self {
            child: 180,
            parent: 900,
        }
    }
}

/// A document, cut.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chunks {
    /// What a model reads, in order.
    pub parents: Vec<Parent>,
    /// What is searched, in order.
    pub children: Vec<Child>,
}

/// A paragraph, a section, or some rows of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Parent {
    /// The headings it stands under, the highest first.
    pub headings: Vec<String>,
    /// The names of the columns, when it continues a table whose header stands in an earlier parent.
    pub header: Option<String>,
    /// Its text; parts from several blocks are parted by a line break.
    pub text: String,
    /// The exact characters of the text.
    pub spans: Vec<Span>,
    /// Where it stands in the file.
    pub places: Vec<Place>,
    /// Which of the children are its own.
    pub children: Range<usize>,
}

/// Some whole sentences, rows or lines of one parent.
#[derive(Debug, Clone, PartialEq)]
pub struct Child {
    /// Which of the parents it belongs to.
    pub parent: usize,
    /// The names of the columns, when it holds rows of a table but not its header.
    pub header: Option<String>,
    /// Its text; parts from several blocks are parted by a line break.
    pub text: String,
    /// The exact characters of the text.
    pub spans: Vec<Span>,
    /// Where it stands in the file.
    pub places: Vec<Place>,
}

impl Parent {
    /// What a model is given: the header of the table, where one is missing, and the text.
    pub fn passage(&self) -> String {
        with_header(self.header.as_deref(), &self.text)
    }
}

impl Child {
    /// What is embedded: the header of the table, where one is missing, and the text.
    pub fn passage(&self) -> String {
        with_header(self.header.as_deref(), &self.text)
    }
}

/// What is embedded of a chunk: its text under the headings above it, without those it begins with itself.
///
/// A sentence of a section seldom says what the section is about; a question does.
#[must_use]
pub fn wording(headings: &[String], text: &str) -> String {
    let begins = |from: &usize| {
        let own = headings.get(*from..).unwrap_or_default();
        text.starts_with(&own.join("\n"))
    };
    let above = (0..headings.len()).find(begins).unwrap_or(headings.len());
    let above = headings.iter().take(above).map(String::as_str);
    above.chain([text]).collect::<Vec<_>>().join("\n")
}

fn with_header(header: Option<&str>, text: &str) -> String {
    match header {
        Some(header) => format!("{header}\n{text}"),
        None => text.to_owned(),
    }
}

/// Cuts a document into chunks.
pub fn cut(document: &Document, sizes: Sizes) -> Chunks {
    let mut grouping = Grouping::new(document, sizes);
    let mut headings = Headings::default();
    let mut after_heading = false;
    for (index, block) in document.blocks.iter().enumerate() {
        let Ok(index) = u32::try_from(index) else {
            break;
        };
        let pieces = pieces::of(block, index, sizes);
        if pieces.is_empty() {
            continue;
        }
        if let BlockKind::Heading { level } = block.kind {
            // A heading right under a heading opens the same parent as the text that follows both.
            if !after_heading {
                grouping.close();
            }
            headings.enter(level, block.text.trim());
            after_heading = true;
        } else {
            after_heading = false;
        }
        grouping.add(&Addition {
            family: Family::of(block),
            header: pieces::header(block, index, sizes),
            headings: &headings.path,
            pieces: &pieces,
        });
    }
    grouping.finish()
}

/// What one block brings.
struct Addition<'document> {
    family: Family,
    /// The header of the table the pieces belong to.
    header: Option<Span>,
    headings: &'document [String],
    pieces: &'document [Piece],
}

/// Blocks of different families are never in one chunk, but that a heading goes with what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Heading,
    Prose,
    Table,
    Code,
}

impl Family {
    fn of(block: &Block) -> Self {
        match block.kind {
            BlockKind::Heading { .. } => Self::Heading,
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Note => Self::Prose,
            BlockKind::Table { .. } => Self::Table,
            BlockKind::Code { .. } => Self::Code,
        }
    }

    fn goes_with(self, next: Self) -> bool {
        match next {
            Self::Heading | Self::Prose => matches!(self, Self::Heading | Self::Prose),
            // Two tables are two things, even side by side; two definitions are not read together either.
            Self::Table => self == Self::Heading,
            Self::Code => matches!(self, Self::Heading | Self::Code),
        }
    }
}

/// The headings above the current block.
#[derive(Default)]
struct Headings {
    path: Vec<String>,
    levels: Vec<u8>,
}

impl Headings {
    fn enter(&mut self, level: u8, text: &str) {
        while self.levels.last().is_some_and(|above| *above >= level) {
            self.levels.pop();
            self.path.pop();
        }
        self.levels.push(level);
        self.path.push(weight::shortened(text));
    }
}

#[cfg(test)]
mod tests;
