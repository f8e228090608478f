//! What one line does: which open blocks it continues, which it ends, which it opens.

use super::container::{self, Container};
use super::cursor::Cursor;
use super::html::{self, HtmlStart};
use super::leaf::{Leaf, Lines, Paragraph};
use super::start::{self, MathStart};
use super::{Reader, table};
use crate::highlight::Highlighter;
use crate::text::{after, is_blank};
use crate::tree::{Block, Item, Line};

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

    /// Opens a quote, an item or a footnote; gives the cursor behind its mark.
    fn start_container<'a>(
        &mut self,
        mark: &Cursor<'a>,
        indent: usize,
        depth: usize,
    ) -> Option<Cursor<'a>> {
        let line = mark.raw_rest();
        let in_paragraph =
            depth == self.open.len() && matches!(self.leaf, Some(Leaf::Paragraph(_)));
        if !container::may_nest(self.open.get(..depth).unwrap_or(&[])) {
            return None;
        }
        let mut inside = mark.clone();
        if line.starts_with('>') {
            inside.skip_bytes(1);
            inside.skip_marker_space();
            self.open_container(
                depth,
                Container::Quote,
                Block::Quote {
                    alert: None,
                    children: Vec::new(),
                },
            );
            return Some(inside);
        }
        if let Some((label, length)) = start::footnote(line) {
            inside.skip_bytes(length);
            inside.skip_indent();
            let block = Block::Footnote {
                label: label.to_owned(),
                children: Vec::new(),
            };
            self.open_container(depth, Container::Footnote, block);
            return Some(inside);
        }
        let marker = start::list_marker(line).filter(|_| !start::is_rule(line))?;
        let empty = is_blank(after(line, marker.length));
        if in_paragraph && (empty || marker.number.is_some_and(|number| number != 1)) {
            return None;
        }
        inside.skip_bytes(marker.length);
        let spaces = inside.indent().columns;
        let padding = if empty || !(1..=4).contains(&spaces) {
            1
        } else {
            spaces
        };
        inside.skip_columns(padding);
        self.open_item(depth, marker, indent + marker.length + padding);
        Some(inside)
    }

    fn open_item(&mut self, depth: usize, marker: start::Marker, indent: usize) {
        self.close_to(depth);
        let list = Container::List { mark: marker.mark };
        let same = self.open.last() == Some(&list);
        if same {
            if self.was_separated() {
                self.loosen(self.open.len());
            }
        } else {
            let block = Block::List {
                start: marker.number,
                tight: true,
                children: Vec::new(),
            };
            self.open_container(depth, list, block);
        }
        if let Some(Block::List { children, .. }) =
            container::children(&mut self.tree, &self.open).and_then(|blocks| blocks.last_mut())
        {
            children.push(Item::default());
            self.open.push(Container::Item {
                indent,
                filled: false,
            });
        }
    }

    fn open_container(&mut self, depth: usize, new: Container, block: Block) {
        self.add_block(depth, block);
        self.open.push(new);
    }

    /// Adds a block that is complete, or that holds others.
    fn add_block(&mut self, depth: usize, block: Block) {
        self.close_to(depth);
        self.make_room();
        self.place(block);
        self.placed = false;
    }

    /// Ends the leaf and the open blocks below `depth`, and begins a leaf there.
    pub(super) fn begin_leaf(&mut self, depth: usize, leaf: Leaf, block: Option<Block>) {
        self.close_to(depth);
        self.make_room();
        if let Some(block) = block {
            self.place(block);
        }
        self.leaf = Some(leaf);
    }

    /// Prepares the innermost open block for one more child: a list ends when something else than an item follows,
    /// and a blank line between two children of an item makes its list loose.
    fn make_room(&mut self) {
        if matches!(self.open.last(), Some(Container::List { .. })) {
            self.open.pop();
        }
        let separated = self.was_separated();
        if let Some(Container::Item { filled, .. }) = self.open.last_mut() {
            *filled = true;
            if separated {
                self.loosen(self.open.len() - 1);
            }
        }
        self.placed = false;
    }

    /// Whether a blank line that counts at this depth came before; it counts once.
    fn was_separated(&mut self) -> bool {
        self.blank
            .take()
            .is_some_and(|quotes| quotes <= container::quotes(&self.open))
    }

    /// Makes the list that is the last of the first `depth` open blocks a loose one.
    fn loosen(&mut self, depth: usize) {
        let outer = self.open.get(..depth.saturating_sub(1)).unwrap_or(&[]);
        if let Some(Block::List { tight, .. }) =
            container::children(&mut self.tree, outer).and_then(|blocks| blocks.last_mut())
        {
            *tight = false;
        }
    }

    fn start_heading(&mut self, line: &str, depth: usize) -> bool {
        let Some((level, content)) = start::heading(line) else {
            return false;
        };
        let block = Block::Heading {
            level,
            children: Vec::new(),
        };
        self.begin_leaf(depth, Leaf::Heading(content.to_owned()), Some(block));
        true
    }

    fn start_fence(&mut self, line: &str, indent: usize, depth: usize) -> bool {
        let Some(mark) = start::fence(line) else {
            return false;
        };
        let highlighter = if self.plain_code {
            None
        } else {
            Highlighter::of(&mark.language)
        };
        let block = code(&mark.language, &mark.info);
        let leaf = Leaf::Fence {
            mark,
            indent,
            lines: Lines::new(highlighter),
        };
        self.begin_leaf(depth, leaf, Some(block));
        true
    }

    fn start_html(&mut self, cursor: &Cursor<'_>, line: &str, depth: usize, whole: bool) -> bool {
        let below_text = matches!(self.leaf, Some(Leaf::Paragraph(_) | Leaf::Table { .. }));
        match html::start(line, whole) {
            HtmlStart::Yes { end, interrupts } if interrupts || !below_text => {
                let block = Block::Html { lines: Vec::new() };
                self.begin_leaf(
                    depth,
                    Leaf::Html {
                        end,
                        lines: Lines::default(),
                    },
                    Some(block),
                );
                self.begin_line(&cursor.rest());
                true
            }
            _ => false,
        }
    }

    fn start_math(&mut self, line: &str, depth: usize) -> bool {
        match start::math(line) {
            Some(MathStart::Whole(source)) => {
                let block = Block::Math {
                    source: source.to_owned(),
                    closed: true,
                };
                self.add_block(depth, block);
                true
            }
            Some(MathStart::Open(close)) => {
                let block = Block::Math {
                    source: String::new(),
                    closed: false,
                };
                self.begin_leaf(
                    depth,
                    Leaf::Math {
                        raw: line.to_owned(),
                        close,
                    },
                    Some(block),
                );
                true
            }
            None => false,
        }
    }

    /// Begins a line of code or HTML in the open leaf.
    fn begin_line(&mut self, text: &str) {
        if let Some(
            Leaf::Fence { lines, .. } | Leaf::Html { lines, .. } | Leaf::Indented { lines, .. },
        ) = &mut self.leaf
        {
            lines.begin(text);
        }
        if let Some(Block::Code { lines, .. } | Block::Html { lines }) = self.leaf_block() {
            lines.push(Line::default());
        }
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
                let empty = crate::tree::Row(vec![Vec::new(); align.len()]);
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
            rows: vec![crate::tree::Row::default()],
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

/// Whether a line (without its indentation) would begin a block or make a heading, were it not inside a paragraph.
pub(crate) fn begins_block(line: &str) -> bool {
    match line.bytes().next() {
        Some(b'>') => true,
        Some(b'#') => start::heading(line).is_some(),
        Some(b'`' | b'~') => start::fence(line).is_some(),
        Some(b'<') => html::start(line, true) != HtmlStart::No,
        Some(b'=') => start::setext(line).is_some(),
        Some(b'-' | b'*' | b'_') => {
            start::is_rule(line)
                || start::setext(line).is_some()
                || start::list_marker(line).is_some()
        }
        Some(b'+' | b'0'..=b'9') => start::list_marker(line).is_some(),
        _ => false,
    }
}

/// An empty code block.
fn code(language: &str, info: &str) -> Block {
    let (language, info) = (language.to_owned(), info.to_owned());
    Block::Code {
        language,
        info,
        closed: false,
        lines: Vec::new(),
    }
}
