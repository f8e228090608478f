//! A block as pieces that are not cut further: sentences, rows, lines.

use super::{Sizes, sentence, weight};
use crate::document::{Block, BlockKind, Span};

/// A table whose header is heavier than half a chunk repeats none of it.
const HEADER_SHARE: u32 = 2;

/// Some characters of a block that stay together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) span: Span,
    pub(super) weight: u32,
}

/// The pieces of a block, in order; blanks around them are left out, nothing else is.
pub(super) fn of(block: &Block, index: u32, sizes: Sizes) -> Vec<Piece> {
    let text = block.text.as_str();
    let ends = match block.kind {
        BlockKind::Heading { .. } => vec![text.len()],
        BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Note => sentence::ends(text),
        BlockKind::Table { .. } | BlockKind::Code { .. } => line_ends(text),
    };
    let mut pieces = Vec::new();
    let mut from = 0;
    for end in ends {
        let whole = text.get(from..end).unwrap_or_default();
        let weight = weight::weight(whole);
        // A sentence a little too long is better whole.
        if weight <= sizes.child.saturating_mul(2) {
            pieces.extend(trimmed(text, index, from, end));
        } else {
            let mut start = from;
            for cut in sentence::forced_ends(whole, sizes.child) {
                pieces.extend(trimmed(text, index, start, from + cut));
                start = from + cut;
            }
        }
        from = end;
    }
    pieces
}

/// The header of a table, when there is one and it is short enough to be repeated.
pub(super) fn header(block: &Block, index: u32, sizes: Sizes) -> Option<Span> {
    let BlockKind::Table { header_rows } = block.kind else {
        return None;
    };
    let rows = usize::try_from(header_rows).ok()?.checked_sub(1)?;
    let end = line_ends(&block.text).get(rows).copied()?;
    let piece = trimmed(&block.text, index, 0, end)?;
    (piece.weight <= sizes.child / HEADER_SHARE).then_some(piece.span)
}

fn line_ends(text: &str) -> Vec<usize> {
    let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
    breaks.chain(std::iter::once(text.len())).collect()
}

/// The characters from `from` to `end` without the blanks around them; nothing when there are only blanks.
fn trimmed(text: &str, block: u32, from: usize, end: usize) -> Option<Piece> {
    let part = text.get(from..end)?;
    let start = from + (part.len() - part.trim_start().len());
    let part = part.trim();
    if part.is_empty() {
        return None;
    }
    let span = Span {
        block,
        start: u32::try_from(start).ok()?,
        end: u32::try_from(start + part.len()).ok()?,
    };
    Some(Piece {
        span,
        weight: weight::weight(part),
    })
}
