//! A drawn picture in the form of video: brightness of each pixel, colour of each four, in whole
//! macroblocks.

use super::slice::Grid;
use crate::scene::Canvas;

/// Bytes of one macroblock: 256 of brightness, twice 64 of colour.
pub(super) const BLOCK: usize = 384;

/// The macroblocks, row by row, each as H.264 writes it raw.
#[derive(Debug)]
pub(super) struct Frame {
    blocks: Vec<[u8; BLOCK]>,
}

impl Frame {
    /// Converts to BT.709 with the limited range; the last row and column go on to whole macroblocks.
    pub(super) fn of(canvas: &Canvas, grid: Grid) -> Self {
        let mut blocks = Vec::with_capacity(grid.count());
        for row in 0..grid.rows {
            for column in 0..grid.columns {
                blocks.push(block(canvas, column * 16, row * 16));
            }
        }
        Self { blocks }
    }

    pub(super) fn block(&self, place: usize) -> Option<&[u8; BLOCK]> {
        self.blocks.get(place)
    }
}

fn block(canvas: &Canvas, left: u32, top: u32) -> [u8; BLOCK] {
    let mut block = [16; BLOCK];
    let (bright, colour) = block.split_at_mut(256);
    for (y, row) in (top..).zip(bright.chunks_exact_mut(16)) {
        for (x, pixel) in (left..).zip(row) {
            *pixel = brightness(canvas.pixel(x, y));
        }
    }
    let (blue, red) = colour.split_at_mut(64);
    let rows = blue.chunks_exact_mut(8).zip(red.chunks_exact_mut(8));
    for (y, (blue, red)) in (top..).step_by(2).zip(rows) {
        for (x, (blue, red)) in (left..).step_by(2).zip(blue.iter_mut().zip(red)) {
            let four = [[x, y], [x + 1, y], [x, y + 1], [x + 1, y + 1]];
            [*blue, *red] = colours(four.map(|[x, y]| canvas.pixel(x, y)));
        }
    }
    block
}

/// Fixed point with 16 bits; what comes out is between 16 and 240 by the weights.
fn brightness([red, green, blue]: [u8; 3]) -> u8 {
    let sum = 11_966 * u32::from(red) + 40_254 * u32::from(green) + 4_064 * u32::from(blue);
    cut((sum + (16 << 16) + (1 << 15)) >> 16)
}

fn colours(four: [[u8; 3]; 4]) -> [u8; 2] {
    let sum = |channel: fn(&[u8; 3]) -> u8| -> i32 {
        four.iter().map(|pixel| i32::from(channel(pixel))).sum()
    };
    let (red, green, blue) = (sum(|it| it[0]), sum(|it| it[1]), sum(|it| it[2]));
    let weigh = |weights: [i32; 3]| {
        let [one, two, three] = weights;
        let sum = one * red + two * green + three * blue;
        // Four pixels were summed: two bits more.
        let level = (sum + (128 << 18) + (1 << 17)) >> 18;
        cut(u32::try_from(level).unwrap_or(0))
    };
    [
        weigh([-6_596, -22_189, 28_784]),
        weigh([28_784, -26_145, -2_639]),
    ]
}

fn cut(level: u32) -> u8 {
    u8::try_from(level.min(240)).unwrap_or(240)
}

/// Whether a macroblock only goes on with the last column of the one to its left.
pub(super) fn goes_right(left: &[u8; BLOCK], block: &[u8; BLOCK]) -> bool {
    let (bright, colour) = block.split_at(256);
    let (before, colour_before) = left.split_at(256);
    let same = |rows: &[u8], before: &[u8], width| {
        let mut pairs = rows.chunks_exact(width).zip(before.chunks_exact(width));
        pairs.all(|(row, before)| {
            let last = before.last();
            row.iter().all(|pixel| Some(pixel) == last)
        })
    };
    same(bright, before, 16) && same(colour, colour_before, 8)
}

/// Whether a macroblock only goes on with the last row of the one above.
pub(super) fn goes_down(above: &[u8; BLOCK], block: &[u8; BLOCK]) -> bool {
    let same = |part: std::ops::Range<usize>, width: usize| {
        let last = part.end - width..part.end;
        let (Some(rows), Some(last)) = (block.get(part), above.get(last)) else {
            return false;
        };
        rows.chunks_exact(width).all(|row| row == last)
    };
    same(0..256, 16) && same(256..320, 8) && same(320..384, 8)
}
