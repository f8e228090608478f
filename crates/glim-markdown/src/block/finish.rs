//! Ending things: lines, leaves, open blocks, the text. What has ended is final, but for references whose definition
//! comes later in the text: those are read once more at the very end.

use super::container::{self, Container};
use super::leaf::{Leaf, Paragraph};
use super::{Reader, html, start};
use crate::inline::{self, Inlines};
use crate::patch::inlines_at;
use crate::text::after;
use crate::tree::{Alert, Block, Inline};

/// Longest display mathematics, in bytes; what is longer is text.
const MAX_MATH_BYTES: usize = 16 * 1024;

/// A leaf with references that had no definition when it was read.
#[derive(Debug)]
pub(super) struct Deferred {
    path: Vec<u32>,
    pieces: Vec<String>,
}

impl Reader {
    /// Ends the text: the last line and every open block.
    pub(crate) fn end_text(&mut self) {
        if self.taken || !self.line.is_empty() {
            self.end_line();
        }
        self.close_to(0);
        self.blank = None;
    }

    /// Reads once more what referred to definitions that came later; tells each change (path, before, after).
    pub(crate) fn resolve(&mut self, mut changed: impl FnMut(&[u32], &[Inline], &[Inline])) {
        for deferred in std::mem::take(&mut self.deferred) {
            let nodes: Vec<Inline> = deferred
                .pieces
                .iter()
                .flat_map(|piece| inline::read(piece, &self.definitions).nodes)
                .collect();
            if let Some(shown) = inlines_at(&mut self.tree, &deferred.path)
                && *shown != nodes
            {
                changed(&deferred.path, shown, &nodes);
                *shown = nodes;
            }
        }
    }

    /// Ends the open leaf, and the open blocks below the first `depth`.
    pub(super) fn close_to(&mut self, depth: usize) {
        self.close_leaf();
        self.open.truncate(depth);
    }

    /// What the end of a line ends.
    pub(super) fn close_line(&mut self) {
        match &self.leaf {
            Some(Leaf::Heading(_)) => self.end_heading(),
            Some(Leaf::Fence { .. } | Leaf::Indented { .. }) => {
                self.end_code_line();
            }
            Some(Leaf::Html { end, .. }) => {
                let end = *end;
                if self
                    .end_code_line()
                    .is_some_and(|line| html::ends(&line, end))
                {
                    self.leaf = None;
                }
            }
            Some(Leaf::Math { .. }) => self.end_math_line(),
            Some(Leaf::Table { .. }) => self.end_row(),
            Some(Leaf::Paragraph(_)) => self.end_paragraph_line(),
            None => {}
        }
    }

    fn close_leaf(&mut self) {
        match self.leaf.take() {
            Some(Leaf::Paragraph(paragraph)) => self.end_paragraph(paragraph),
            Some(leaf @ Leaf::Heading(_)) => {
                self.leaf = Some(leaf);
                self.end_heading();
            }
            Some(leaf @ (Leaf::Fence { .. } | Leaf::Indented { .. } | Leaf::Html { .. })) => {
                let indented = matches!(leaf, Leaf::Indented { .. });
                self.leaf = Some(leaf);
                self.end_code_line();
                self.close_code(indented);
            }
            Some(Leaf::Math { raw, .. }) => {
                // Never closed: it was text after all.
                self.remove_leaf_block();
                self.leaf = Some(Leaf::Paragraph(Paragraph::new(&raw)));
                self.paragraph_grew();
                self.close_leaf();
            }
            Some(leaf @ Leaf::Table { .. }) => {
                self.leaf = Some(leaf);
                self.end_row();
                self.leaf = None;
            }
            None => {}
        }
        self.placed = false;
    }

    fn end_paragraph(&mut self, mut paragraph: Paragraph) {
        let taken = if paragraph.stable == 0 {
            self.definitions.take(&paragraph.raw)
        } else {
            0
        };
        let text = after(&paragraph.raw, taken).trim_end().to_owned();
        let Inlines { nodes, unresolved } = inline::read(&text, &self.definitions);
        self.show_paragraph(paragraph.stable, nodes);
        if (paragraph.unresolved || unresolved) && self.placed {
            paragraph.pieces.push(text);
            self.defer(paragraph.pieces, None);
        }
        self.placed = false;
    }

    pub(super) fn end_heading(&mut self) {
        if let Some(Leaf::Heading(raw)) = self.leaf.take() {
            let content = start::heading_content(&raw).to_owned();
            let Inlines { nodes, unresolved } = inline::read(&content, &self.definitions);
            self.set_heading(nodes);
            if unresolved {
                self.defer(vec![content], None);
            }
        }
        self.placed = false;
    }

    /// Ends the current line of code or HTML and gives its text.
    pub(super) fn end_code_line(&mut self) -> Option<String> {
        let (Leaf::Fence { lines, .. } | Leaf::Html { lines, .. } | Leaf::Indented { lines, .. }) =
            self.leaf.as_mut()?
        else {
            return None;
        };
        let (text, line) = lines.end()?;
        self.set_last_line(line);
        Some(text)
    }

    pub(super) fn close_code(&mut self, is_closed: bool) {
        if let Some(Block::Code { closed, .. }) = self.leaf_block() {
            *closed = is_closed;
        }
        self.leaf = None;
        self.placed = false;
    }

    fn end_math_line(&mut self) {
        let Some(Leaf::Math { raw, close }) = &self.leaf else {
            return;
        };
        let body = after(raw, 2).trim();
        if let Some(source) = body.strip_suffix(close) {
            let whole = source.trim().to_owned();
            if let Some(Block::Math { source, closed }) = self.leaf_block() {
                *source = whole;
                *closed = true;
            }
            self.leaf = None;
            self.placed = false;
        } else if raw.len() > MAX_MATH_BYTES {
            self.close_leaf();
        }
    }

    pub(super) fn end_row(&mut self) {
        let Some(Leaf::Table { align, row }) = &mut self.leaf else {
            return;
        };
        let columns = align.len();
        let Some(raw) = row.take() else { return };
        let cells = super::table::cells(&raw);
        let row = self.read_row(&raw, columns, false);
        self.set_last_row(row);
        for (index, cell) in cells.into_iter().take(columns).enumerate() {
            if inline::read(&cell, &self.definitions).unresolved {
                self.defer(vec![cell], Some(index));
            }
        }
    }

    /// Keeps what is needed to read the leaf (or a cell of the last row of the table) once more.
    fn defer(&mut self, pieces: Vec<String>, cell: Option<usize>) {
        let Some(mut path) = container::last_path(&self.tree, &self.open) else {
            return;
        };
        if let Some(cell) = cell {
            let Some(Block::Table { rows, .. }) = self.leaf_block() else {
                return;
            };
            let row = u32::try_from(rows.len().saturating_sub(1)).unwrap_or(u32::MAX);
            path.extend([row, u32::try_from(cell).unwrap_or(u32::MAX)]);
        }
        self.deferred.push(Deferred { path, pieces });
    }

    /// Looks at a paragraph after text was added: the mark of a task, and a part that can be made final.
    pub(super) fn paragraph_grew(&mut self) {
        self.take_task(false);
        let Some(Leaf::Paragraph(mut paragraph)) = self.leaf.take() else {
            return;
        };
        let mut stable = paragraph.stable;
        if stable == 0 && paragraph.raw.starts_with([' ', '\t']) {
            // More white space behind the mark of a task.
            paragraph = Paragraph::new(paragraph.raw.trim_start());
        }
        while let Some(nodes) = paragraph.cut(&self.definitions) {
            self.show_paragraph(stable, nodes);
            stable = paragraph.stable;
        }
        self.leaf = Some(Leaf::Paragraph(paragraph));
    }

    fn end_paragraph_line(&mut self) {
        if self.take_alert() {
            return;
        }
        self.take_task(true);
        if let Some(Leaf::Paragraph(paragraph)) = &self.leaf
            && paragraph.stable == 0
            && paragraph.raw.trim().is_empty()
        {
            // Nothing but the mark of a task: the next line does not belong to it.
            self.leaf = None;
        }
    }

    /// `[!NOTE]` alone on the first line of a quote makes it an alert. The paragraph it began goes on, empty.
    fn take_alert(&mut self) -> bool {
        let Some(Leaf::Paragraph(paragraph)) = &self.leaf else {
            return false;
        };
        let Some(kind) = alert(paragraph.raw.trim_end()).filter(|_| paragraph.single) else {
            return false;
        };
        let Some((Container::Quote, outer)) = self.open.split_last() else {
            return false;
        };
        let depth = outer.len();
        if !self.leaf_is_first() {
            return false;
        }
        self.remove_leaf_block();
        self.leaf = Some(Leaf::Paragraph(Paragraph::new("")));
        let outer = self.open.get(..depth).unwrap_or(&[]);
        if let Some(Block::Quote { alert, .. }) =
            container::children(&mut self.tree, outer).and_then(|blocks| blocks.last_mut())
        {
            *alert = Some(kind);
        }
        true
    }

    /// `[ ]` or `[x]` at the front of an item makes it a task.
    fn take_task(&mut self, line_ends: bool) {
        let Some(Container::Item { .. }) = self.open.last() else {
            return;
        };
        let Some(Leaf::Paragraph(paragraph)) = &self.leaf else {
            return;
        };
        if !paragraph.single || paragraph.stable > 0 {
            return;
        }
        let Some((done, length)) = task(&paragraph.raw, line_ends) else {
            return;
        };
        if !self.leaf_is_first() {
            return;
        }
        let depth = self.open.len() - 1;
        let outer = self.open.get(..depth).unwrap_or(&[]);
        let Some(Block::List { children, .. }) =
            container::children(&mut self.tree, outer).and_then(|blocks| blocks.last_mut())
        else {
            return;
        };
        let Some(item) = children.last_mut().filter(|item| item.task.is_none()) else {
            return;
        };
        item.task = Some(done);
        if let Some(Leaf::Paragraph(paragraph)) = &mut self.leaf {
            *paragraph = Paragraph::new(after(&paragraph.raw, length).trim_start());
        }
    }
}

fn alert(line: &str) -> Option<Alert> {
    let name = line.strip_prefix("[!")?.strip_suffix(']')?;
    Some(match name.to_ascii_lowercase().as_str() {
        "note" => Alert::Note,
        "tip" => Alert::Tip,
        "important" => Alert::Important,
        "warning" => Alert::Warning,
        "caution" => Alert::Caution,
        _ => return None,
    })
}

/// Whether a task is done, and the length of its mark.
fn task(raw: &str, line_ends: bool) -> Option<(bool, usize)> {
    let done = match raw.get(..3)? {
        "[ ]" => false,
        "[x]" | "[X]" => true,
        _ => return None,
    };
    match raw.as_bytes().get(3) {
        Some(b' ' | b'\t') => Some((done, 4)),
        None if line_ends => Some((done, 3)),
        _ => None,
    }
}
