//! The open block that holds text: what has come of it, and what is needed to go on with it.

use super::definition::Definitions;
use super::html::HtmlEnd;
use super::start::FenceMark;
use crate::highlight::Highlighter;
use crate::inline::{self, Inlines};
use crate::text::{after, before};
use crate::tree::{Alignment, Inline, Line};

/// The open block that holds text.
#[derive(Debug)]
pub(super) enum Leaf {
    Paragraph(Paragraph),
    Heading(String),
    Fence {
        mark: FenceMark,
        indent: usize,
        lines: Lines,
    },
    Indented {
        lines: Lines,
        blanks: Vec<String>,
    },
    Html {
        end: HtmlEnd,
        lines: Lines,
    },
    Math {
        raw: String,
        close: &'static str,
    },
    Table {
        align: Vec<Alignment>,
        row: Option<String>,
    },
}

/// A paragraph that grows.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    /// The text that may still change its meaning: lines without their indentation, joined by line ends.
    pub(super) raw: String,
    /// Where the current line begins in `raw`; none when a part of it has been cut off.
    pub(super) line_start: Option<usize>,
    /// The paragraph has only one line yet.
    pub(super) single: bool,
    /// How many inline nodes in the tree are final.
    pub(super) stable: usize,
    /// The text before `raw`, in the pieces it was read in.
    pub(super) pieces: Vec<String>,
    /// A reference in the pieces had no definition yet.
    pub(super) unresolved: bool,
    /// Where to look next for a place to cut.
    next_cut: usize,
}

impl Paragraph {
    pub(super) fn new(first_line: &str) -> Self {
        Self {
            raw: first_line.to_owned(),
            line_start: Some(0),
            single: true,
            next_cut: inline::CUT_BYTES,
            ..Self::default()
        }
    }

    pub(super) fn add_line(&mut self, line: &str) {
        if self.raw.is_empty() && self.stable == 0 {
            *self = Self::new(line);
            return;
        }
        self.raw.push('\n');
        self.line_start = Some(self.raw.len());
        self.single = false;
        self.raw.push_str(line);
    }

    /// The current line, when it is whole.
    pub(super) fn line(&self) -> Option<&str> {
        self.line_start.map(|start| after(&self.raw, start))
    }

    /// The text before the current line, when nothing of it has been cut off.
    pub(super) fn before_line(&self) -> &str {
        before(&self.raw, self.line_start.unwrap_or(0)).trim_end_matches('\n')
    }

    /// All of the text.
    pub(super) fn whole(&self) -> String {
        self.pieces.concat() + &self.raw
    }

    /// Cuts off and reads the longest part at the front that nothing behind it can change. Where it cuts follows
    /// from the text alone, not from the pieces it came in.
    pub(super) fn cut(&mut self, definitions: &Definitions) -> Option<Vec<Inline>> {
        while let Some(place) = inline::cut_place(&self.raw, self.next_cut) {
            let header = self.line_start.is_some_and(|start| {
                place > start && super::table::may_be_header(after(&self.raw, start), self.single)
            });
            let defines = self.stable == 0 && super::definition::may_begin(&self.raw);
            let forced = place >= inline::FORCED_CUT_BYTES;
            if forced
                || !(header || defines) && inline::is_closed(before(&self.raw, place), definitions)
            {
                return Some(self.cut_at(place, definitions));
            }
            self.next_cut = place + inline::CUT_BYTES / 4;
        }
        None
    }

    fn cut_at(&mut self, place: usize, definitions: &Definitions) -> Vec<Inline> {
        let rest = after(&self.raw, place).to_owned();
        self.raw.truncate(place);
        let piece = std::mem::replace(&mut self.raw, rest);
        let Inlines { nodes, unresolved } = inline::read(&piece, definitions);
        self.line_start = self.line_start.and_then(|start| start.checked_sub(place));
        self.unresolved |= unresolved;
        self.next_cut = inline::CUT_BYTES;
        self.stable += nodes.len();
        self.pieces.push(piece);
        nodes
    }
}

/// The lines of a code or HTML block; the last one may be unfinished.
#[derive(Debug, Default)]
pub(super) struct Lines {
    current: Option<String>,
    highlighter: Option<Highlighter>,
    /// The unfinished line when it was last coloured, and how much of it.
    coloured: (Line, usize),
}

/// An unfinished line is coloured again when it has grown by so much: in between what comes joins its last word.
const COLOUR_STEP_BYTES: usize = 12;

impl Lines {
    pub(super) fn new(highlighter: Option<Highlighter>) -> Self {
        Self {
            highlighter,
            ..Self::default()
        }
    }

    /// Begins a line; the caller puts an empty one into the tree.
    pub(super) fn begin(&mut self, text: &str) {
        self.current = Some(text.to_owned());
        self.coloured = (Line::default(), 0);
    }

    pub(super) fn append(&mut self, text: &str) {
        if let Some(current) = &mut self.current {
            current.push_str(text);
        }
    }

    /// The unfinished line as it may be shown.
    pub(super) fn preview(&mut self) -> Option<Line> {
        let current = self.current.as_deref()?;
        let Some(highlighter) = &self.highlighter else {
            return Some(Line::plain(current));
        };
        if self.coloured.1 == 0 || current.len() >= self.coloured.1 + COLOUR_STEP_BYTES {
            self.coloured = (highlighter.preview(current), current.len());
        }
        let (mut line, bytes) = self.coloured.clone();
        line.extend(after(current, bytes));
        Some(line)
    }

    /// Ends the current line and gives its text and its final look.
    pub(super) fn end(&mut self) -> Option<(String, Line)> {
        let current = self.current.take()?;
        let line = match &mut self.highlighter {
            Some(highlighter) => highlighter.line(&current),
            None => Line::plain(&current),
        };
        Some((current, line))
    }
}
