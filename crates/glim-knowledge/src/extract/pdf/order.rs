//! The order of blocks on a page: that of the file, but that nothing is read after what stands below it.
//!
//! Programs often write a running head, a caption or a table last. What stands above, over the same stretch of the
//! page, goes first; columns beside each other do not touch, so that their order stays the file's.

use super::paragraphs::Found;
use crate::document::{Place, Rect};
use crate::extract::pdf::layout::union;

/// Pages with more blocks are drawings and maps, which have no order.
const MOST_BLOCKS: usize = 400;

/// Puts the blocks of a page in reading order.
pub(super) fn in_order(found: Vec<Found>) -> Vec<Found> {
    let rects: Vec<Option<Rect>> = found.iter().map(|it| outline(&it.block.place)).collect();
    if found.len() > MOST_BLOCKS || is_turned(&found) {
        return found;
    }
    let mut left: Vec<(Option<Rect>, Found)> = rects.into_iter().zip(found).collect();
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        // The first of the file that has nothing above it; there is always one, since above is higher.
        let next = left.iter().position(|(rect, _)| {
            let above = |other: &Option<Rect>| is_above(*other, *rect);
            !left.iter().any(|(other, _)| above(other))
        });
        ordered.push(left.remove(next.unwrap_or(0)).1);
    }
    ordered
}

/// All boxes of a block in one.
fn outline(place: &Place) -> Option<Rect> {
    match place {
        Place::Page { boxes, .. } => boxes.iter().copied().reduce(union),
        _ => None,
    }
}

/// Whether one block stands wholly above another, over a good part of the narrower one.
fn is_above(one: Option<Rect>, other: Option<Rect>) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return false;
    };
    let shared = one.right.min(other.right) - one.left.max(other.left);
    let narrower = (one.right - one.left).min(other.right - other.left);
    // Lines reach into each other a little.
    let reach = (one.top - one.bottom).min(other.top - other.bottom) * 0.2;
    let middle = |rect: Rect| f32::midpoint(rect.top, rect.bottom);
    shared > narrower * 0.4 && one.bottom >= other.top - reach && middle(one) > middle(other)
}

/// Whether most blocks are set from top to bottom or turned: above means nothing there.
fn is_turned(found: &[Found]) -> bool {
    let is_upright = |it: &&Found| match &it.block.place {
        Place::Page { boxes, .. } => boxes
            .first()
            .is_some_and(|it| it.top - it.bottom > 2.0 * (it.right - it.left)),
        _ => false,
    };
    found.iter().filter(is_upright).count() * 2 > found.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, BlockKind};

    fn block(text: &str, rect: [f32; 4]) -> Found {
        let place = Place::Page {
            page: 1,
            boxes: vec![Rect::from(rect)],
        };
        Found {
            block: Block::new(BlockKind::Paragraph, text, place),
            size: 10.0,
            bold: false,
        }
    }

    fn order(found: Vec<Found>) -> String {
        let texts: Vec<String> = in_order(found)
            .into_iter()
            .map(|it| it.block.text)
            .collect();
        texts.join(" ")
    }

    #[test]
    fn a_head_that_was_written_last_is_read_first() {
        let found = vec![
            block("body", [50.0, 100.0, 550.0, 600.0]),
            block("foot", [50.0, 20.0, 550.0, 30.0]),
            block("head", [50.0, 700.0, 550.0, 712.0]),
        ];
        assert_eq!(order(found), "head body foot");
    }

    #[test]
    fn columns_stay_in_the_order_of_the_file() {
        let found = vec![
            block("left1", [50.0, 400.0, 290.0, 600.0]),
            block("left2", [50.0, 100.0, 290.0, 390.0]),
            block("right1", [310.0, 420.0, 550.0, 600.0]),
            block("right2", [310.0, 100.0, 550.0, 410.0]),
            block("title", [50.0, 700.0, 550.0, 720.0]),
        ];
        assert_eq!(order(found), "title left1 left2 right1 right2");
    }

    #[test]
    fn blocks_without_boxes_and_over_each_other_all_stay() {
        let mut found = vec![
            block("a", [0.0, 0.0, 10.0, 10.0]),
            block("b", [0.0, 0.0, 10.0, 10.0]),
        ];
        found[0].block.place = Place::Page {
            page: 1,
            boxes: vec![],
        };
        assert_eq!(order(found), "a b");
        assert_eq!(order(Vec::new()), "");
    }
}
