//! Opening blocks: those that hold others, and the leaves that hold text.

use super::Reader;
use super::container::{self, Container};
use super::cursor::Cursor;
use super::html::{self, HtmlStart};
use super::leaf::{Leaf, Lines};
use super::start::{self, MathStart};
use crate::highlight::Highlighter;
use crate::text::{after, is_blank};
use crate::tree::{Block, Item, Line};

impl Reader {
    /// Opens a quote, an item or a footnote; gives the cursor behind its mark.
    pub(super) fn start_container<'a>(
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
    pub(super) fn add_block(&mut self, depth: usize, block: Block) {
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

    pub(super) fn start_heading(&mut self, line: &str, depth: usize) -> bool {
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

    pub(super) fn start_fence(&mut self, line: &str, indent: usize, depth: usize) -> bool {
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

    pub(super) fn start_html(
        &mut self,
        cursor: &Cursor<'_>,
        line: &str,
        depth: usize,
        whole: bool,
    ) -> bool {
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

    pub(super) fn start_math(&mut self, line: &str, depth: usize) -> bool {
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
    pub(super) fn begin_line(&mut self, text: &str) {
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
pub(super) fn code(language: &str, info: &str) -> Block {
    let (language, info) = (language.to_owned(), info.to_owned());
    Block::Code {
        language,
        info,
        closed: false,
        lines: Vec::new(),
    }
}
