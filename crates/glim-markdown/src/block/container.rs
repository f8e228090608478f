//! The blocks that hold blocks, and which of the open ones a line goes on with.

use super::cursor::Cursor;
use crate::tree::Block;

/// Deepest nesting of quotes, items and footnotes; deeper marks are text.
const MAX_DEPTH: usize = 32;

/// An open block that holds others. The block itself is the last one at its depth of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Quote,
    Footnote,
    List {
        /// The mark that its items share.
        mark: u8,
    },
    Item {
        /// Columns of white space that a line of this item begins with.
        indent: usize,
        /// Whether it holds a block: a blank line ends an item that began blank.
        filled: bool,
    },
}

/// How many of the open blocks the line belongs to; the cursor goes behind their marks.
pub(super) fn matched(open: &[Container], cursor: &mut Cursor<'_>) -> usize {
    open.iter()
        .take_while(|container| goes_on(**container, cursor))
        .count()
}

fn goes_on(container: Container, cursor: &mut Cursor<'_>) -> bool {
    let indent = cursor.indent();
    match container {
        Container::List { .. } => true,
        Container::Quote => {
            let goes_on = !indent.deep() && indent.next == b'>';
            if goes_on {
                cursor.skip_indent();
                cursor.skip_bytes(1);
                cursor.skip_marker_space();
            }
            goes_on
        }
        Container::Footnote => skip_or_blank(cursor, 4, true),
        Container::Item { indent, filled } => skip_or_blank(cursor, indent, filled),
    }
}

fn skip_or_blank(cursor: &mut Cursor<'_>, columns: usize, blank_goes_on: bool) -> bool {
    let indent = cursor.indent();
    if indent.blank() {
        cursor.skip_indent();
        return blank_goes_on;
    }
    let goes_on = indent.columns >= columns;
    if goes_on {
        cursor.skip_columns(columns);
    }
    goes_on
}

/// Whether another block may be opened inside.
pub(super) fn may_nest(open: &[Container]) -> bool {
    open.iter()
        .filter(|container| !matches!(container, Container::List { .. }))
        .count()
        < MAX_DEPTH
}

/// Number of quotes among the open blocks.
pub(super) fn quotes(open: &[Container]) -> usize {
    open.iter()
        .filter(|container| matches!(container, Container::Quote))
        .count()
}

/// The children of the innermost open block.
pub(super) fn children<'a>(
    tree: &'a mut Vec<Block>,
    open: &[Container],
) -> Option<&'a mut Vec<Block>> {
    let mut blocks = tree;
    for container in open {
        blocks = match container {
            Container::List { .. } => blocks,
            Container::Quote | Container::Footnote => match blocks.last_mut()? {
                Block::Quote { children, .. } | Block::Footnote { children, .. } => children,
                _ => return None,
            },
            Container::Item { .. } => match blocks.last_mut()? {
                Block::List { children, .. } => &mut children.last_mut()?.children,
                _ => return None,
            },
        };
    }
    Some(blocks)
}

/// The path of the innermost open block's last child.
pub(super) fn last_path(tree: &[Block], open: &[Container]) -> Option<Vec<u32>> {
    let mut blocks = tree;
    let mut path = Vec::new();
    let last = |length: usize| u32::try_from(length.checked_sub(1)?).ok();
    for container in open {
        match (container, blocks.last()) {
            (Container::List { .. }, _) => {}
            (
                Container::Quote | Container::Footnote,
                Some(Block::Quote { children, .. } | Block::Footnote { children, .. }),
            ) => {
                path.push(last(blocks.len())?);
                blocks = children;
            }
            (Container::Item { .. }, Some(Block::List { children, .. })) => {
                path.push(last(blocks.len())?);
                path.push(last(children.len())?);
                blocks = &children.last()?.children;
            }
            _ => return None,
        }
    }
    path.push(last(blocks.len())?);
    Some(path)
}
