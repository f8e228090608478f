//! Reads Markdown line by line into blocks, as `CommonMark`'s own algorithm does: a stack of open blocks, of which
//! each line continues some, ends the rest, and may open new ones. A line may come in pieces: it is taken in as soon
//! as its beginning is certain (`settle.rs`), and what follows is appended to the open leaf.

mod container;
mod cursor;
mod definition;
mod finish;
mod html;
mod leaf;
mod line;
mod open;
mod settle;
mod start;
mod table;

use container::Container;
use cursor::Cursor;
pub(crate) use definition::{Definition, Definitions};
use leaf::Leaf;
pub(crate) use open::begins_block;

use crate::inline;
use crate::text::{after, before, byte};
use crate::tree::{Block, Inline, Row};

/// Reads text into a tree.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    /// The blocks so far; the open leaf is as fresh as the last call of [`Reader::refresh`].
    pub(crate) tree: Vec<Block>,
    open: Vec<Container>,
    leaf: Option<Leaf>,
    /// The block of the leaf is in the tree, as the last child of the innermost open block.
    placed: bool,
    /// What has come of the current line.
    line: String,
    /// The current line has been taken in; the rest of it goes to the leaf.
    taken: bool,
    after_carriage_return: bool,
    /// The last line was blank, behind so many quote marks.
    blank: Option<usize>,
    definitions: Definitions,
    deferred: Vec<finish::Deferred>,
    plain_code: bool,
}

impl Reader {
    pub(crate) fn new(colour: bool) -> Self {
        Self {
            plain_code: !colour,
            ..Self::default()
        }
    }

    /// Takes in more text; the open leaf is not refreshed.
    pub(crate) fn feed(&mut self, text: &str) {
        let mut rest = text;
        if self.after_carriage_return && !text.is_empty() {
            self.after_carriage_return = false;
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        }
        while let Some(end) = rest.find(['\n', '\r']) {
            self.extend_line(before(rest, end));
            self.end_line();
            let returned = byte(rest, end) == b'\r';
            rest = after(rest, end + 1);
            if returned {
                self.after_carriage_return = rest.is_empty();
                rest = rest.strip_prefix('\n').unwrap_or(rest);
            }
        }
        self.extend_line(rest);
    }

    /// How many inline nodes of the open paragraph are final; none when no paragraph is open.
    pub(crate) fn stable(&self) -> Option<usize> {
        match &self.leaf {
            Some(Leaf::Paragraph(paragraph)) if self.placed => Some(paragraph.stable),
            _ => None,
        }
    }

    /// Brings the open leaf in the tree up to date, with its unfinished marks repaired.
    pub(crate) fn refresh(&mut self) {
        match self.leaf.take() {
            Some(Leaf::Paragraph(paragraph)) => {
                let shown = self.shown_of(&paragraph);
                let tail = inline::read_growing(&shown, &self.definitions).nodes;
                self.show_paragraph(paragraph.stable, tail);
                self.leaf = Some(Leaf::Paragraph(paragraph));
            }
            Some(Leaf::Heading(raw)) => {
                let content = start::heading_content(&raw);
                let children = inline::read_growing(content, &self.definitions).nodes;
                self.set_heading(children);
                self.leaf = Some(Leaf::Heading(raw));
            }
            Some(Leaf::Math { raw, close }) => {
                let source = after(&raw, 2)
                    .trim()
                    .trim_end_matches(['$', '\\'])
                    .trim_end();
                if let Some(Block::Math { source: shown, .. }) = self.leaf_block() {
                    source.clone_into(shown);
                }
                self.leaf = Some(Leaf::Math { raw, close });
            }
            Some(Leaf::Table { align, row }) => {
                if let Some(raw) = &row {
                    let cells = self.read_row(raw, align.len(), true);
                    self.set_last_row(cells);
                }
                self.leaf = Some(Leaf::Table { align, row });
            }
            leaf => {
                self.leaf = leaf;
                let preview = self.leaf.as_mut().and_then(|leaf| match leaf {
                    Leaf::Fence { lines, .. }
                    | Leaf::Html { lines, .. }
                    | Leaf::Indented { lines, .. } => lines.preview(),
                    _ => None,
                });
                if let Some(line) = preview {
                    self.set_last_line(line);
                }
            }
        }
    }

    /// The part of an open paragraph that is not held back.
    fn shown_of(&mut self, paragraph: &leaf::Paragraph) -> String {
        let raw = paragraph.raw.as_str();
        if paragraph.stable == 0 {
            let alone = self.leaf_is_first();
            let alert = alone
                && matches!(self.open.last(), Some(Container::Quote))
                && paragraph.single
                && raw.starts_with("[!");
            let task = alone
                && matches!(self.open.last(), Some(Container::Item { .. }))
                && ["[ ]", "[x]", "[X]"]
                    .iter()
                    .any(|mark| mark.starts_with(raw));
            if alert || task || definition::may_begin(raw) {
                return String::new();
            }
        }
        let header = paragraph
            .line()
            .is_some_and(|line| byte(line, 0) == b'|' && line.len() < 2048);
        if header {
            paragraph.before_line().to_owned()
        } else {
            raw.to_owned()
        }
    }

    /// Whether the leaf is the first child of the innermost open block.
    fn leaf_is_first(&mut self) -> bool {
        let placed = usize::from(self.placed);
        container::children(&mut self.tree, &self.open)
            .is_some_and(|children| children.len() == placed)
    }

    fn extend_line(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let clean = inline::clean(text);
        self.line.push_str(&clean);
        if self.taken {
            self.append(&clean);
        } else if self.is_settled() {
            self.take_line(false);
        }
    }

    fn is_settled(&self) -> bool {
        let mut cursor = Cursor::new(&self.line);
        let matched = container::matched(&self.open, &mut cursor);
        let rest = cursor.raw_rest();
        if matched == self.open.len() {
            match &self.leaf {
                Some(Leaf::Fence { mark, .. }) => return settle::is_code(rest, mark.mark),
                Some(Leaf::Html { .. } | Leaf::Math { .. }) => return !cursor.indent().blank(),
                _ => {}
            }
        }
        settle::is_settled(rest)
    }

    fn end_line(&mut self) {
        if !self.taken {
            self.take_line(true);
        }
        self.close_line();
        self.line.clear();
        self.taken = false;
    }

    fn take_line(&mut self, whole: bool) {
        let line = std::mem::take(&mut self.line);
        self.read_line(&line, whole);
        self.line = line;
        self.taken = true;
    }

    /// More of a line that has been taken in.
    fn append(&mut self, text: &str) {
        match &mut self.leaf {
            Some(Leaf::Paragraph(paragraph)) => {
                paragraph.raw.push_str(text);
                self.paragraph_grew();
            }
            Some(
                Leaf::Heading(raw) | Leaf::Math { raw, .. } | Leaf::Table { row: Some(raw), .. },
            ) => {
                raw.push_str(text);
            }
            Some(
                Leaf::Fence { lines, .. } | Leaf::Html { lines, .. } | Leaf::Indented { lines, .. },
            ) => {
                lines.append(text);
            }
            Some(Leaf::Table { row: None, .. }) | None => {}
        }
    }

    /// The block of the open leaf.
    fn leaf_block(&mut self) -> Option<&mut Block> {
        if !self.placed {
            return None;
        }
        container::children(&mut self.tree, &self.open)?.last_mut()
    }

    /// Replaces what follows the final nodes of the open paragraph; puts its block into the tree or takes it out.
    fn show_paragraph(&mut self, stable: usize, tail: Vec<Inline>) {
        if let Some(Block::Paragraph { children }) = self.leaf_block() {
            children.truncate(stable);
            children.extend(tail);
            if children.is_empty() {
                self.remove_leaf_block();
            }
        } else if !tail.is_empty() {
            self.place(Block::Paragraph { children: tail });
        }
    }

    fn place(&mut self, block: Block) {
        if let Some(children) = container::children(&mut self.tree, &self.open) {
            children.push(block);
            self.placed = true;
        }
    }

    fn remove_leaf_block(&mut self) {
        if self.placed
            && let Some(children) = container::children(&mut self.tree, &self.open)
        {
            children.pop();
        }
        self.placed = false;
    }

    fn set_heading(&mut self, new: Vec<Inline>) {
        if let Some(Block::Heading { children, .. }) = self.leaf_block() {
            *children = new;
        }
    }

    fn set_last_line(&mut self, new: crate::tree::Line) {
        if let Some(Block::Code { lines, .. } | Block::Html { lines }) = self.leaf_block()
            && let Some(last) = lines.last_mut()
        {
            *last = new;
        }
    }

    fn set_last_row(&mut self, new: Row) {
        if let Some(Block::Table { rows, .. }) = self.leaf_block()
            && let Some(last) = rows.last_mut()
        {
            *last = new;
        }
    }

    /// The cells of a row, as many as there are columns.
    fn read_row(&self, raw: &str, columns: usize, growing: bool) -> Row {
        let mut cells = table::cells(raw);
        cells.truncate(columns);
        let last = cells.len().saturating_sub(1);
        let mut row: Vec<Vec<Inline>> = cells
            .iter()
            .enumerate()
            .map(|(index, cell)| {
                if growing && index == last {
                    inline::read_growing(cell, &self.definitions).nodes
                } else {
                    inline::read(cell, &self.definitions).nodes
                }
            })
            .collect();
        row.resize_with(columns, Vec::new);
        Row(row)
    }
}
