//! What a file is once it has been read: blocks of text, each with the place it stands at in the file.
//!
//! A [`Span`] names exact characters of one block; [`Document::places`] turns spans into places narrow enough to point
//! at: the boxes of some lines of a PDF page, the rows of a sheet, the lines of a text.

use serde::{Deserialize, Serialize};

mod narrow;

pub(crate) use narrow::Counted;

/// A file as it was read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// What kind of file it was taken for, by its bytes and not by its name alone: `pdf`, `docx`, `text` …
    pub format: String,
    /// The title the file itself states, or its first heading of the highest level.
    pub title: Option<String>,
    /// How many pages, slides, sheets or chapters it has, where it has any.
    pub pages: Option<u32>,
    /// The text, in reading order.
    pub blocks: Vec<Block>,
    /// What a reader should be told about what is missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
}

/// A piece of the file that stands for itself: a paragraph, a heading, a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Block {
    /// What it is.
    #[serde(flatten)]
    pub kind: BlockKind,
    /// Its text. Rows of a table are lines, and its cells are parted by tabs.
    pub text: String,
    /// Where all of it stands.
    pub place: Place,
    /// Where the text of each box of a [`Place::Page`] begins, in bytes. Empty everywhere else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub starts: Vec<u32>,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum BlockKind {
    /// A heading; 1 is the highest level.
    Heading {
        /// 1 to 6.
        level: u8,
    },
    /// Running text.
    Paragraph,
    /// One item of a list.
    ListItem,
    /// Rows with cells.
    #[serde(rename_all = "camelCase")]
    Table {
        /// How many of the first rows name the columns.
        header_rows: u32,
    },
    /// Source code, or other text whose lines matter.
    Code {
        /// The name of the language, where it is known.
        language: Option<String>,
    },
    /// Beside the running text: a footnote, a comment, a speaker's note.
    Note,
}

/// Where something stands in its file. Numbers count from 1, as people do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "camelCase")]
pub enum Place {
    /// On a page of a PDF.
    Page {
        /// The page.
        page: u32,
        /// One box a line.
        boxes: Vec<Rect>,
    },
    /// In a flowing document.
    Paragraph {
        /// First paragraph.
        first: u32,
        /// Last paragraph.
        last: u32,
    },
    /// In a sheet.
    Cells {
        /// The name of the sheet; empty for a file that has only one, such as CSV.
        sheet: String,
        /// The cells.
        range: CellRange,
    },
    /// On a slide.
    Slide {
        /// The slide.
        slide: u32,
    },
    /// In a chapter of a book.
    Chapter {
        /// The chapter, in reading order.
        chapter: u32,
        /// First paragraph in that chapter.
        first: u32,
        /// Last paragraph in that chapter.
        last: u32,
    },
    /// On lines of a text file.
    Lines {
        /// First line.
        first: u32,
        /// Last line.
        last: u32,
    },
    /// In a recording.
    #[serde(rename_all = "camelCase")]
    Time {
        /// From here, in milliseconds.
        start_ms: u64,
        /// To here.
        end_ms: u64,
    },
}

/// A rectangle of cells; rows and columns count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CellRange {
    /// Top row.
    pub first_row: u32,
    /// Left column.
    pub first_column: u32,
    /// Bottom row.
    pub last_row: u32,
    /// Right column.
    pub last_column: u32,
}

impl CellRange {
    /// As spreadsheets write it: `B2:D17`.
    pub fn name(&self) -> String {
        let first = format!("{}{}", column_name(self.first_column), self.first_row);
        let last = format!("{}{}", column_name(self.last_column), self.last_row);
        if first == last {
            first
        } else {
            format!("{first}:{last}")
        }
    }
}

/// `1` is A, `27` is AA.
fn column_name(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// A box on a page, in the user space of the PDF (points, from the bottom left, before the page is turned), which is
/// what viewers convert from. Written as `[left, bottom, right, top]`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f32; 4]", into = "[f32; 4]")]
pub struct Rect {
    /// Left edge.
    pub left: f32,
    /// Bottom edge.
    pub bottom: f32,
    /// Right edge.
    pub right: f32,
    /// Top edge.
    pub top: f32,
}

impl From<[f32; 4]> for Rect {
    fn from([left, bottom, right, top]: [f32; 4]) -> Self {
        Self {
            left,
            bottom,
            right,
            top,
        }
    }
}

impl From<Rect> for [f32; 4] {
    fn from(rect: Rect) -> Self {
        // A tenth of a point is finer than a screen shows, and a third of the bytes.
        [rect.left, rect.bottom, rect.right, rect.top].map(|edge| (edge * 10.0).round() / 10.0)
    }
}

/// Exact characters of one block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The block, counted from 0.
    pub block: u32,
    /// First byte of its text.
    pub start: u32,
    /// The byte behind the last.
    pub end: u32,
}

/// Something about a document that was read which the reader should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Remark {
    /// These pages show something but hold no text: probably scanned.
    PagesWithoutText {
        /// The pages.
        pages: Vec<u32>,
    },
    /// These pages could not be read, the others could.
    DamagedPages {
        /// The pages.
        pages: Vec<u32>,
    },
    /// The file goes on, but no more of it was read.
    CutShort {
        /// Which limit: `pages` or `text`; or `damage`, when what follows is broken.
        limit: String,
    },
    /// A file inside this one was not read.
    AttachmentSkipped {
        /// Its name.
        name: String,
    },
    /// Its pages are pictures, and a model has read them: it may err.
    Recognised,
    /// The encoding of the text was guessed, and these many characters did not fit it.
    DoubtfulCharacters {
        /// How many.
        count: u32,
    },
}

impl Document {
    /// The characters a span names; nothing when it names none of this document.
    pub fn text(&self, span: Span) -> &str {
        let block = self.block(span);
        let range = usize_of(span.start)..usize_of(span.end);
        block
            .and_then(|block| block.text.get(range))
            .unwrap_or_default()
    }

    /// The characters of several spans, a line break between two.
    pub fn joined(&self, spans: &[Span]) -> String {
        let texts: Vec<&str> = spans.iter().map(|span| self.text(*span)).collect();
        texts.join("\n")
    }

    /// Where the spans stand, as narrow as the file allows; neighbours of the same page, sheet or kind are one place.
    pub fn places(&self, spans: &[Span]) -> Vec<Place> {
        self.places_from(spans, &mut Counted::default())
    }

    /// The same for spans that come after those of the call before: the text between is looked at once.
    pub(crate) fn places_from(&self, spans: &[Span], counted: &mut Counted) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        for span in spans {
            let Some(block) = self.block(*span) else {
                continue;
            };
            let place = narrow::narrowed(block, *span, counted);
            let joined = places.last_mut().is_some_and(|last| last.join(&place));
            if !joined {
                places.push(place);
            }
        }
        places
    }

    fn block(&self, span: Span) -> Option<&Block> {
        self.blocks.get(usize_of(span.block))
    }
}

impl Block {
    /// A block whose place is not a page.
    pub fn new(kind: BlockKind, text: impl Into<String>, place: Place) -> Self {
        Self {
            kind,
            text: text.into(),
            place,
            starts: Vec::new(),
        }
    }
}

/// Offsets are kept as `u32`, since no file with more text is read; every system we build for has wider ones.
fn usize_of(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
