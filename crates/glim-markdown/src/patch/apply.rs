//! Applying an edit to a tree: the reference for what the browser does to its elements.

use super::{Attributes, Edit, Nodes, PatchError};
use crate::tree::{Block, Inline, Item, Line, Node, Row, Span};

/// The list of children that a path leads to.
enum Place<'a> {
    Blocks(&'a mut Vec<Block>),
    Items(&'a mut Vec<Item>),
    Rows(&'a mut Vec<Row>),
    Cells(&'a mut Vec<Vec<Inline>>),
    Lines(&'a mut Vec<Line>),
    Spans(&'a mut Vec<Span>),
    Inlines(&'a mut Vec<Inline>),
}

impl<'a> Place<'a> {
    /// The children of child `index`.
    fn enter(self, index: usize) -> Option<Place<'a>> {
        Some(match self {
            Place::Blocks(blocks) => match blocks.get_mut(index)? {
                Block::Paragraph { children } | Block::Heading { children, .. } => {
                    Place::Inlines(children)
                }
                Block::Code { lines, .. } | Block::Html { lines } => Place::Lines(lines),
                Block::List { children, .. } => Place::Items(children),
                Block::Table { rows, .. } => Place::Rows(rows),
                Block::Quote { children, .. } | Block::Footnote { children, .. } => {
                    Place::Blocks(children)
                }
                Block::Rule | Block::Math { .. } => return None,
            },
            Place::Items(items) => Place::Blocks(&mut items.get_mut(index)?.children),
            Place::Rows(rows) => Place::Cells(&mut rows.get_mut(index)?.0),
            Place::Cells(cells) => Place::Inlines(cells.get_mut(index)?),
            Place::Lines(lines) => Place::Spans(&mut lines.get_mut(index)?.0),
            Place::Inlines(inlines) => Place::Inlines(inlines.get_mut(index)?.children_mut()?),
            Place::Spans(_) => return None,
        })
    }

    fn length(&self) -> usize {
        match self {
            Place::Blocks(list) => list.len(),
            Place::Items(list) => list.len(),
            Place::Rows(list) => list.len(),
            Place::Cells(list) => list.len(),
            Place::Lines(list) => list.len(),
            Place::Spans(list) => list.len(),
            Place::Inlines(list) => list.len(),
        }
    }

    fn truncate(&mut self, keep: usize) {
        match self {
            Place::Blocks(list) => list.truncate(keep),
            Place::Items(list) => list.truncate(keep),
            Place::Rows(list) => list.truncate(keep),
            Place::Cells(list) => list.truncate(keep),
            Place::Lines(list) => list.truncate(keep),
            Place::Spans(list) => list.truncate(keep),
            Place::Inlines(list) => list.truncate(keep),
        }
    }

    fn append(&mut self, nodes: &Nodes) -> bool {
        match (self, nodes) {
            (Place::Blocks(list), Nodes::Blocks(new)) => list.extend_from_slice(new),
            (Place::Items(list), Nodes::Items(new)) => list.extend_from_slice(new),
            (Place::Rows(list), Nodes::Rows(new)) => list.extend_from_slice(new),
            (Place::Cells(list), Nodes::Cells(new)) => list.extend_from_slice(new),
            (Place::Lines(list), Nodes::Lines(new)) => list.extend_from_slice(new),
            (Place::Spans(list), Nodes::Spans(new)) => list.extend_from_slice(new),
            (Place::Inlines(list), Nodes::Inlines(new)) => list.extend_from_slice(new),
            _ => return false,
        }
        true
    }

    /// The growing text of child `index`.
    fn text(self, index: usize) -> Option<&'a mut String> {
        match self {
            Place::Blocks(list) => match list.get_mut(index)? {
                Block::Math { source, .. } => Some(source),
                _ => None,
            },
            Place::Inlines(list) => match list.get_mut(index)? {
                Inline::Text(text)
                | Inline::Node(Node::Code { text } | Node::Math { source: text, .. }) => Some(text),
                Inline::Node(_) => None,
            },
            Place::Spans(list) => match list.get_mut(index)? {
                Span::Plain(text) | Span::Coloured(_, text) => Some(text),
            },
            _ => None,
        }
    }

    /// Sets attributes of child `index`.
    fn set(self, index: usize, new: Attributes) -> Option<()> {
        match self {
            Place::Blocks(list) => match (list.get_mut(index)?, new) {
                (
                    Block::List { tight, .. },
                    Attributes {
                        tight: Some(new), ..
                    },
                ) => *tight = new,
                (
                    Block::Code { closed, .. } | Block::Math { closed, .. },
                    Attributes {
                        closed: Some(new), ..
                    },
                ) => *closed = new,
                (
                    Block::Quote { alert, .. },
                    Attributes {
                        alert: Some(new), ..
                    },
                ) => *alert = Some(new),
                _ => return None,
            },
            Place::Items(list) => list.get_mut(index)?.task = Some(new.task?),
            Place::Inlines(list) => match list.get_mut(index)? {
                Inline::Node(Node::Math { closed, .. }) => *closed = new.closed?,
                _ => return None,
            },
            _ => return None,
        }
        Some(())
    }
}

/// The children list at a path.
fn place<'a>(tree: &'a mut Vec<Block>, path: &[u32]) -> Option<Place<'a>> {
    path.iter().try_fold(Place::Blocks(tree), |place, &index| {
        place.enter(usize::try_from(index).ok()?)
    })
}

/// The inline nodes of the leaf or cell at a path.
pub(crate) fn inlines_at<'a>(
    tree: &'a mut Vec<Block>,
    path: &[u32],
) -> Option<&'a mut Vec<Inline>> {
    match place(tree, path)? {
        Place::Inlines(inlines) => Some(inlines),
        _ => None,
    }
}

pub(super) fn edit(tree: &mut Vec<Block>, edit: &Edit) -> Result<(), PatchError> {
    let no_node = || PatchError::NoNode {
        at: edit.at.clone(),
    };
    let misfit = || PatchError::Misfit {
        at: edit.at.clone(),
    };
    if edit.text.is_some() || edit.set.is_some() {
        let (&last, parents) = edit.at.split_last().ok_or_else(misfit)?;
        let last = usize::try_from(last).map_err(|_| no_node())?;
        if let Some(more) = &edit.text {
            let text = place(tree, parents).ok_or_else(no_node)?.text(last);
            text.ok_or_else(misfit)?.push_str(more);
        }
        if let Some(new) = edit.set {
            place(tree, parents)
                .ok_or_else(no_node)?
                .set(last, new)
                .ok_or_else(misfit)?;
        }
    }
    if edit.keep.is_some() || edit.add.is_some() {
        let mut place = place(tree, &edit.at).ok_or_else(no_node)?;
        if let Some(keep) = edit.keep {
            let keep = usize::try_from(keep).map_err(|_| misfit())?;
            if keep > place.length() {
                return Err(misfit());
            }
            place.truncate(keep);
        }
        if let Some(nodes) = &edit.add
            && !place.append(nodes)
        {
            return Err(misfit());
        }
    }
    Ok(())
}
