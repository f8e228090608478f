//! What one line does: which open blocks it continues, which it ends, which it opens.

use super::container;
use super::cursor::Cursor;
use super::leaf::{Leaf, Lines, Paragraph};
use super::open::code;
use super::{Reader, html, start, table};
use crate::text::after;
use crate::tree::{Block, Row};

/// What became of a line at one depth.
enum Start<'a> {
    /// A block that holds blocks was opened; the rest of the line goes into it.
    Opened(Cursor<'a>),
    /// The line is used up.
    Done,
    /// No block begins here.
    Nothing,
}

impl Reader {
    /// Takes in a line whose beginning is certain; `whole` says that it is complete.
    pub(super) fn read_line(&mut self, line: &str, whole: bool) {
        let mut cursor = Cursor::new(line);
        let matched = container::matched(&self.open, &mut cursor);
        let quotes = container::quotes(self.open.get(..matched).unwrap_or(&[]));
        if matched == self.open.len() && self.continue_leaf(&mut cursor, quotes) {
            return;
        }
        let mut depth = matched;
        let mut opened = false;
        while !cursor.indent().blank() {
            match self.start_block(&cursor, depth, whole) {
                Start::Opened(inside) => {
                    cursor = inside;
                    depth = self.open.len();
                    opened = true;
                }
                Start::Done => {
                    self.blank = None;
                    return;
                }
                Start::Nothing => break,
            }
        }
        if cursor.indent().blank() {
            self.close_to(depth);
            self.blank = (!opened).then_some(quotes);
        } else {
            self.add_text(cursor, depth);
            self.blank = None;
        }
    }

    /// Gives the line to the open leaf if it takes it whatever it says.
    fn continue_leaf(&mut self, cursor: &mut Cursor<'_>, quotes: usize) -> bool {
        let indent = cursor.indent();
        let taken = match &mut self.leaf {
            Some(Leaf::Fence {
                mark, indent: own, ..
            }) => {
                let mut inside = cursor.clone();
                inside.skip_indent();
                if !indent.deep() && start::closes_fence(inside.raw_rest(), mark.mark, mark.length)
                {
                    self.close_code(true);
                } else {
                    cursor.skip_columns(*own);
                    self.begin_line(&cursor.rest());
                }
                true
            }
            Some(Leaf::Indented { blanks, .. }) if indent.blank() => {
                cursor.skip_columns(4);
                blanks.push(cursor.rest().into_owned());
                self.blank = Some(quotes);
                return true;
            }
            Some(Leaf::Indented { blanks, .. }) if indent.deep() => {
                for blank in std::mem::take(blanks) {
                    self.begin_line(&blank);
                    self.end_code_line();
                }
                cursor.skip_columns(4);
                self.begin_line(&cursor.rest());
                true
            }
            Some(Leaf::Html { end, .. }) if !(indent.blank() && *end == html::HtmlEnd::Blank) => {
                self.begin_line(&cursor.rest());
                true
            }
            Some(Leaf::Math { raw, .. }) if !indent.blank() => {
                raw.push('\n');
                raw.push_str(&cursor.rest());
                true
            }
            _ => false,
        };
        if taken {
            self.blank = None;
        }
        taken
    }

    fn start_block<'a>(&mut self, cursor: &Cursor<'a>, depth: usize, whole: bool) -> Start<'a> {
        let indent = cursor.indent();
        let all = depth == self.open.len();
        let at_paragraph = matches!(self.leaf, Some(Leaf::Paragraph(_)));
        let in_table = all && matches!(self.leaf, Some(Leaf::Table { .. }));
        let mut mark = cursor.clone();
        if indent.deep() {
            if at_paragraph || in_table {
                return Start::Nothing;
            }
            mark.skip_columns(4);
            self.begin_leaf(
                depth,
                Leaf::Indented {
                    lines: Lines::default(),
                    blanks: Vec::new(),
                },
                Some(code("", "")),
            );
            self.begin_line(&mark.rest());
            return Start::Done;
        }
        mark.skip_indent();
        let line = mark.raw_rest();
        if all && at_paragraph && (self.make_table(line) || self.make_heading(line)) {
            return Start::Done;
        }
        if let Some(inside) = self.start_container(&mark, indent.columns, depth) {
            return Start::Opened(inside);
        }
        let started = match indent.next {
            b'#' => self.start_heading(line, depth),
            b'`' | b'~' => self.start_fence(line, indent.columns, depth),
            b'<' => self.start_html(cursor, line, depth, whole),
            b'*' | b'-' | b'_' if start::is_rule(line) => {
                self.add_block(depth, Block::Rule);
                true
            }
            b'$' | b'\\' => self.start_math(line, depth),
            _ => false,
        };
        if started { Start::Done } else { Start::Nothing }
    }

    /// Text: more of a paragraph (also below a quote or item that it does not carry the marks of), a row of a table,
    /// or a new paragraph.
    fn add_text(&mut self, mut cursor: Cursor<'_>, depth: usize) {
        cursor.skip_indent();
        let text = cursor.raw_rest();
        let all = depth == self.open.len();
        match &mut self.leaf {
            Some(Leaf::Paragraph(paragraph)) => {
                paragraph.add_line(text);
                self.paragraph_grew();
            }
            Some(Leaf::Table { row, align }) if all && text.trim_end() != "|" => {
                *row = Some(text.to_owned());
                let empty = Row(vec![Vec::new(); align.len()]);
                if let Some(Block::Table { rows, .. }) = self.leaf_block() {
                    rows.push(empty);
                }
            }
            _ => {
                self.begin_leaf(depth, Leaf::Paragraph(Paragraph::new(text)), None);
                self.paragraph_grew();
            }
        }
    }

    /// A row of dashes below a line of as many cells makes a table of the end of the paragraph.
    fn make_table(&mut self, line: &str) -> bool {
        let Some(Leaf::Paragraph(paragraph)) = &mut self.leaf else {
            return false;
        };
        let Some(header) = paragraph
            .line()
            .filter(|line| table::may_be_header(line, paragraph.single))
        else {
            return false;
        };
        let Some(align) = table::delimiter(line) else {
            return false;
        };
        if table::cells(header).len() != align.len() {
            return false;
        }
        let header = header.to_owned();
        let rest = paragraph.before_line().to_owned();
        if rest.is_empty() && paragraph.stable == 0 {
            self.leaf = None;
            self.remove_leaf_block();
        } else {
            paragraph.raw = rest;
        }
        let block = Block::Table {
            align: align.clone(),
            rows: vec![Row::default()],
        };
        self.begin_leaf(
            self.open.len(),
            Leaf::Table {
                align,
                row: Some(header),
            },
            Some(block),
        );
        self.end_row();
        true
    }

    /// A line of `=` or `-` makes a heading of the paragraph.
    fn make_heading(&mut self, line: &str) -> bool {
        let Some(level) = start::setext(line) else {
            return false;
        };
        let Some(Leaf::Paragraph(paragraph)) = self.leaf.take() else {
            return false;
        };
        let whole = paragraph.whole();
        let taken = self.definitions.take(&whole);
        let content = after(&whole, taken).trim().to_owned();
        self.remove_leaf_block();
        if content.is_empty() {
            // Only definitions: the line stands for itself, below what counts as a paragraph still.
            self.leaf = Some(Leaf::Paragraph(Paragraph::new("")));
            return false;
        }
        self.place(Block::Heading {
            level,
            children: Vec::new(),
        });
        self.leaf = Some(Leaf::Heading(content));
        self.end_heading();
        true
    }
}
