//! From the place of a block to the place of some of its characters, and from two neighbours to one place.

use super::{Block, CellRange, Place, Rect, Span, usize_of};

/// Where in the document line breaks were counted last: spans that come in order are counted in one walk over the text.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counted {
    block: u32,
    upto: u32,
    breaks: u32,
}

impl Counted {
    /// How many line breaks stand before a place of a block.
    fn breaks(&mut self, block: &Block, index: u32, end: u32) -> u32 {
        if self.block != index || self.upto > end {
            *self = Self {
                block: index,
                ..Self::default()
            };
        }
        let part = block.text.as_bytes();
        let part = part.get(usize_of(self.upto)..usize_of(end));
        let breaks = part.unwrap_or_default().iter().filter(|it| **it == b'\n');
        let breaks = u32::try_from(breaks.count()).unwrap_or(u32::MAX);
        self.breaks = self.breaks.saturating_add(breaks);
        self.upto = end;
        self.breaks
    }
}

/// The place of the span inside its block.
pub(super) fn narrowed(block: &Block, span: Span, counted: &mut Counted) -> Place {
    match &block.place {
        Place::Page { page, boxes } => Place::Page {
            page: *page,
            boxes: cut_boxes(block, boxes, span),
        },
        Place::Lines { first, last } => {
            let (first, last) = lines((block, span), (*first, *last), counted);
            Place::Lines { first, last }
        }
        Place::Cells { sheet, range } => {
            let (first_row, last_row) =
                lines((block, span), (range.first_row, range.last_row), counted);
            let range = CellRange {
                first_row,
                last_row,
                ..*range
            };
            Place::Cells {
                sheet: sheet.clone(),
                range,
            }
        }
        other => other.clone(),
    }
}

/// First and last line of the span, when the block stands on `first` to `last`.
fn lines(part: (&Block, Span), of: (u32, u32), counted: &mut Counted) -> (u32, u32) {
    let ((block, span), (first, last)) = (part, of);
    let mut line = |end| {
        let breaks = counted.breaks(block, span.block, end);
        first.saturating_add(breaks).min(last)
    };
    (line(span.start), line(span.end))
}

/// The boxes the span touches; the first and the last are cut where the span begins and ends.
fn cut_boxes(block: &Block, boxes: &[Rect], span: Span) -> Vec<Rect> {
    let length = u32::try_from(block.text.len()).unwrap_or(u32::MAX);
    let ends = block.starts.iter().skip(1).copied();
    let ends = ends.chain(std::iter::once(length));
    let lines = block.starts.iter().copied().zip(ends);
    let mut cut = Vec::new();
    for (rect, (start, end)) in boxes.iter().zip(lines) {
        let from = span.start.max(start);
        let to = span.end.min(end);
        if from >= to {
            continue;
        }
        let text = |from: u32, to: u32| {
            let range = usize_of(from)..usize_of(to);
            block.text.get(range).unwrap_or_default()
        };
        let line = text(start, end);
        // A line that runs from right to left, or both ways, is shown whole.
        if line.chars().any(is_right_to_left) {
            cut.push(*rect);
            continue;
        }
        let whole = breadth(line.trim_end());
        let before = breadth(text(start, from));
        let upto = breadth(text(start, to).trim_end());
        cut.push(part(*rect, before, upto, whole));
    }
    cut
}

/// The part of a line's box from one breadth to another. A line that stands upright is left whole, since it may run
/// either way.
fn part(rect: Rect, from: f32, to: f32, whole: f32) -> Rect {
    let (width, height) = (rect.right - rect.left, rect.top - rect.bottom);
    let upright = height > width * 2.0 && whole > 4.0;
    if whole <= 0.0 || upright {
        return rect;
    }
    Rect {
        left: rect.left + width * (from / whole).min(1.0),
        right: rect.left + width * (to / whole).min(1.0),
        ..rect
    }
}

/// About how wide a text is set, in halves of an em: close enough to point at a sentence inside a line.
fn breadth(text: &str) -> f32 {
    let breadths = text
        .chars()
        .map(|letter| if is_wide(letter) { 2.0 } else { 1.0 });
    breadths.sum()
}

fn is_wide(letter: char) -> bool {
    let code = u32::from(letter);
    matches!(code, 0x1100..=0x11ff | 0x2e80..=0xd7ff | 0xf900..=0xfaff | 0xff00..=0xff60)
        || code >= 0x1_f300
}

fn is_right_to_left(letter: char) -> bool {
    matches!(u32::from(letter), 0x0590..=0x08ff | 0xfb1d..=0xfdff | 0xfe70..=0xfeff)
}

impl Place {
    /// Grows this place by the next one when both are of one page, sheet, slide or run of lines.
    pub(super) fn join(&mut self, next: &Place) -> bool {
        match (self, next) {
            (
                Place::Page { page, boxes },
                Place::Page {
                    page: other,
                    boxes: more,
                },
            ) => {
                let same = page == other;
                if same {
                    boxes.extend_from_slice(more);
                }
                same
            }
            (
                Place::Cells { sheet, range },
                Place::Cells {
                    sheet: other,
                    range: more,
                },
            ) => {
                let same = sheet == other;
                if same {
                    range.first_row = range.first_row.min(more.first_row);
                    range.first_column = range.first_column.min(more.first_column);
                    range.last_row = range.last_row.max(more.last_row);
                    range.last_column = range.last_column.max(more.last_column);
                }
                same
            }
            (Place::Slide { slide }, Place::Slide { slide: other }) => slide == other,
            (
                Place::Chapter { chapter, last, .. },
                Place::Chapter {
                    chapter: other,
                    last: end,
                    ..
                },
            ) => {
                let same = chapter == other;
                if same {
                    *last = (*last).max(*end);
                }
                same
            }
            (Place::Paragraph { last, .. }, Place::Paragraph { last: end, .. })
            | (Place::Lines { last, .. }, Place::Lines { last: end, .. }) => {
                *last = (*last).max(*end);
                true
            }
            (Place::Time { end_ms, .. }, Place::Time { end_ms: end, .. }) => {
                *end_ms = (*end_ms).max(*end);
                true
            }
            _ => false,
        }
    }
}
