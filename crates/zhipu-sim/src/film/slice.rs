//! Parameter sets and slices of H.264, as far as a film of ours needs them (ITU-T H.264, 7.3, 8.3, 8.4).

use super::bits::Bits;
use super::frame::{Frame, goes_down, goes_right};

/// The macroblocks of a picture, and the pixels of them that are shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    pub(super) columns: u32,
    pub(super) rows: u32,
    width: u32,
    height: u32,
}

impl Grid {
    pub(super) fn of(width: u32, height: u32) -> Self {
        Self {
            columns: width.div_ceil(16),
            rows: height.div_ceil(16),
            width,
            height,
        }
    }

    pub(super) fn count(self) -> usize {
        usize::try_from(self.columns * self.rows).unwrap_or(0)
    }

    fn width(self) -> usize {
        usize::try_from(self.columns).unwrap_or(1)
    }
}

/// Where a macroblock's content lies, in quarters of a pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Vector {
    pub(super) x: i32,
    pub(super) y: i32,
}

/// Level (times ten), macroblocks of a picture, macroblocks a second (table A-1).
const LEVELS: [(u32, u32, u32); 5] = [
    (31, 3_600, 108_000),
    (40, 8_192, 245_760),
    (42, 8_704, 522_240),
    (51, 36_864, 983_040),
    (52, 36_864, 2_073_600),
];

/// The sequence parameter set.
pub(super) fn sequence(grid: Grid, fps: u32) -> Vec<u8> {
    let blocks = grid.columns * grid.rows;
    let fits = |level: &&(u32, u32, u32)| blocks <= level.1 && blocks * fps <= level.2;
    let level = LEVELS.iter().find(fits).map_or(52, |level| level.0);
    let mut bits = Bits::default();
    bits.fixed(8, 66); // baseline
    bits.fixed(8, 0b1100_0000); // … and constrained, so main decoders take it too
    bits.fixed(8, level);
    bits.unsigned(0);
    bits.unsigned(0); // picture numbers of 4 bits
    bits.unsigned(0); // order told by numbers
    bits.unsigned(12); // … of 16 bits
    bits.unsigned(1); // one picture is referred to
    bits.flag(false);
    bits.unsigned(grid.columns - 1);
    bits.unsigned(grid.rows - 1);
    bits.flag(true); // no fields
    bits.flag(true);
    let right = (grid.columns * 16 - grid.width) / 2;
    let bottom = (grid.rows * 16 - grid.height) / 2;
    bits.flag(right + bottom > 0);
    if right + bottom > 0 {
        for side in [0, right, 0, bottom] {
            bits.unsigned(side);
        }
    }
    bits.flag(true);
    usability(&mut bits);
    bits.ended()
}

/// What a player may rely on: colours, and that pictures come in their order.
fn usability(bits: &mut Bits) {
    bits.flag(false); // square pixels
    bits.flag(false);
    bits.flag(true);
    bits.fixed(3, 5);
    bits.flag(false); // limited range
    bits.flag(true);
    for _ in 0..3 {
        bits.fixed(8, 1); // BT.709
    }
    bits.flag(false);
    bits.flag(false); // the file tells the time
    bits.flag(false);
    bits.flag(false);
    bits.flag(false);
    bits.flag(true);
    bits.flag(true); // vectors may lead over the edges
    for limit in [0, 0, 15, 15, 0, 1] {
        bits.unsigned(limit); // no bounds on bytes; long vectors; none out of order, one kept
    }
}

/// The picture parameter set.
pub(super) fn picture() -> Vec<u8> {
    let mut bits = Bits::default();
    bits.unsigned(0);
    bits.unsigned(0);
    bits.flag(false); // CAVLC
    bits.flag(false);
    for _ in 0..3 {
        bits.unsigned(0);
    }
    bits.fixed(3, 0); // no weights
    for _ in 0..3 {
        bits.signed(0);
    }
    bits.flag(true); // slices say whether edges are smoothed
    bits.fixed(2, 0);
    bits.ended()
}

/// A whole picture, lossless: what its neighbours tell is not told again. `number` tells whole
/// pictures apart that follow each other.
pub(super) fn still(frame: &Frame, grid: Grid, number: u32) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.unsigned(0);
    bits.unsigned(7); // I
    bits.unsigned(0);
    bits.fixed(4, 0);
    bits.unsigned(number % 2);
    bits.fixed(16, 0);
    bits.fixed(2, 0); // nothing to keep or drop
    bits.signed(0);
    bits.unsigned(1); // edges are not smoothed
    let width = grid.width();
    let mut raw = vec![false; grid.count()];
    for place in 0..grid.count() {
        let Some(block) = frame.block(place) else {
            break;
        };
        let column = place % width;
        let left = (column > 0).then(|| place - 1);
        let above = place.checked_sub(width);
        let of = |place: Option<usize>| frame.block(place?);
        let told = if of(left).is_some_and(|left| goes_right(left, block)) {
            Some((1, 1))
        } else if of(above).is_some_and(|above| goes_down(above, block)) {
            Some((0, 2))
        } else {
            None
        };
        if let Some((bright, colour)) = told {
            bits.unsigned(1 + bright); // 16×16 told by neighbours, nothing left over
            bits.unsigned(colour);
            bits.signed(0);
            no_coefficients(&mut bits, [left, above].map(|at| raw.get(at?).copied()));
        } else {
            bits.unsigned(25); // raw
            bits.align();
            bits.bytes(block);
            if let Some(raw) = raw.get_mut(place) {
                *raw = true;
            }
        }
    }
    bits.ended()
}

/// `coeff_token` for none (table 9-5): its code depends on the neighbours, and a raw one counts 16.
fn no_coefficients(bits: &mut Bits, neighbours: [Option<bool>; 2]) {
    let known: Vec<u32> = neighbours
        .into_iter()
        .flatten()
        .map(|raw| if raw { 16 } else { 0 })
        .collect();
    let sum: u32 = known.iter().sum();
    let context = if known.len() == 2 {
        sum.div_ceil(2)
    } else {
        sum
    };
    match context {
        0 | 1 => bits.fixed(1, 1),
        2 | 3 => bits.fixed(2, 0b11),
        4..8 => bits.fixed(4, 0b1111),
        _ => bits.fixed(6, 0b11),
    }
}

/// The last whole picture with its macroblocks moved; `number` counts pictures since it.
pub(super) fn moved(vectors: &[Vector], grid: Grid, number: u32) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.unsigned(0);
    bits.unsigned(5); // P
    bits.unsigned(0);
    bits.fixed(4, 1); // nobody refers to it, so the number stays that of the next that counts
    bits.fixed(16, (number * 2) & 0xffff);
    bits.flag(false);
    bits.flag(false);
    bits.signed(0);
    bits.unsigned(1);
    let mut skipped = 0;
    for (place, vector) in vectors.iter().enumerate() {
        let near = Near::of(vectors, grid, place);
        if *vector == near.skipped() {
            skipped += 1;
            continue;
        }
        bits.unsigned(skipped);
        skipped = 0;
        let expected = near.expected();
        bits.unsigned(0); // 16×16
        bits.signed(vector.x - expected.x);
        bits.signed(vector.y - expected.y);
        bits.unsigned(0); // nothing left over
    }
    if skipped > 0 {
        bits.unsigned(skipped);
    }
    bits.ended()
}

/// The vectors around a macroblock (8.4.1.3).
struct Near {
    left: Option<Vector>,
    above: Option<Vector>,
    /// To the right above, or else to the left above.
    corner: Option<Vector>,
}

impl Near {
    fn of(vectors: &[Vector], grid: Grid, place: usize) -> Self {
        let width = grid.width();
        let column = place % width;
        let at = |place: Option<usize>| vectors.get(place?).copied();
        let above = place.checked_sub(width);
        let right = above.filter(|_| column + 1 < width).map(|above| above + 1);
        let left = above.filter(|_| column > 0).map(|above| above - 1);
        Self {
            left: at(Some(place).filter(|_| column > 0).map(|place| place - 1)),
            above: at(above),
            corner: at(right.or(left)),
        }
    }

    fn expected(&self) -> Vector {
        match (self.left, self.above, self.corner) {
            (Some(only), None, None) | (None, Some(only), None) => only,
            (left, above, corner) => {
                let of = |part: fn(Vector) -> i32| {
                    median([left, above, corner].map(|it| it.map_or(0, part)))
                };
                Vector {
                    x: of(|it| it.x),
                    y: of(|it| it.y),
                }
            }
        }
    }

    /// The vector of a macroblock that is skipped.
    fn skipped(&self) -> Vector {
        let still = Some(Vector::default());
        match (self.left, self.above) {
            (Some(_), Some(_)) if self.left != still && self.above != still => self.expected(),
            _ => Vector::default(),
        }
    }
}

fn median([one, two, three]: [i32; 3]) -> i32 {
    one.max(two).min(one.min(two).max(three))
}
