//! Matrices of whole numbers of 8 bits and the vectors they are multiplied with, packed the way the kernels read them.
//!
//! Rows lie in blocks of 16, columns in fours: `[block][column / 4][row in block][column % 4]`, so that one register
//! holds four columns of every row of a block. Every 128 columns of a row share a scale.

use super::file;
use super::kernels::{Isa, Tile};

/// Columns that share a scale.
pub(super) const GROUP: usize = 128;
/// Rows of a block.
pub(super) const ROWS: usize = 16;
/// Added to codes where an instruction wants them without a sign.
const BIAS: i8 = i8::MIN;

/// Weights and bias of one layer.
#[derive(Debug)]
pub(super) struct Matrix {
    rows: usize,
    columns: usize,
    bias: Vec<f32>,
    /// With 128 added when `Isa::wants_biased_weights`.
    codes: Vec<u8>,
    /// `[block][group][row in block]`
    scales: Vec<f32>,
}

/// The vectors of some tokens in 8 bits.
#[derive(Debug, Default)]
pub(super) struct Activations {
    columns: usize,
    pub(super) codes: Vec<i8>,
    /// One for each token and group.
    pub(super) scales: Vec<f32>,
    /// Sum of the codes of each token and group.
    pub(super) sums: Vec<i32>,
}

impl Activations {
    /// Takes `values`, `columns` for each token.
    pub(super) fn fill(&mut self, isa: Isa, values: &[f32], columns: usize) {
        self.columns = columns;
        self.codes.resize(values.len(), 0);
        self.scales.resize(values.len() / GROUP, 0.0);
        self.sums.resize(values.len() / GROUP, 0);
        isa.quantise(values, self);
    }
}

impl Matrix {
    /// `packed` are rows of numbers in 4 bits, `bias` one number for each row.
    pub(super) fn new(isa: Isa, packed: &[u8], bias: Vec<f32>, columns: usize) -> Self {
        let rows = bias.len();
        let groups = columns / GROUP;
        let mut matrix = Self {
            rows,
            columns,
            bias,
            codes: vec![0; rows * columns],
            scales: vec![0.0; rows * groups],
        };
        let mut values = vec![0.0; columns];
        let lines = packed.chunks_exact(file::packed_bytes(columns));
        for (row, line) in lines.take(rows).enumerate() {
            file::unpack(line, &mut values);
            let (parts, _) = values.as_chunks::<GROUP>();
            for (group, part) in parts.iter().enumerate() {
                matrix.set(isa, row, group, part);
            }
        }
        matrix
    }

    fn set(&mut self, isa: Isa, row: usize, group: usize, values: &[f32; GROUP]) {
        let (block, lane) = (row / ROWS, row % ROWS);
        let most = values.iter().fold(0.0_f32, |most, it| most.max(it.abs()));
        let scale = most / 127.0;
        let groups = self.columns / GROUP;
        if let Some(place) = self.scales.get_mut((block * groups + group) * ROWS + lane) {
            *place = scale;
        }
        let factor = if scale > 0.0 { 1.0 / scale } else { 0.0 };
        for (index, value) in values.iter().enumerate() {
            let code = code(value * factor);
            let code = if isa.wants_biased_weights() {
                code ^ BIAS
            } else {
                code
            };
            let column = group * GROUP + index;
            let at = block * self.columns * ROWS + column / 4 * ROWS * 4 + lane * 4 + column % 4;
            if let Some(place) = self.codes.get_mut(at) {
                *place = code.cast_unsigned();
            }
        }
    }

    /// Writes `matrix × token + bias` for every token to `out`.
    pub(super) fn multiply(&self, isa: Isa, tokens: &Activations, out: &mut [f32]) {
        let count = out.len() / self.rows;
        let block_scales = self.columns / GROUP * ROWS;
        let blocks = self
            .codes
            .chunks_exact(self.columns * ROWS)
            .zip(self.scales.chunks_exact(block_scales));
        let (biases, _) = self.bias.as_chunks::<ROWS>();
        for (block, ((codes, scales), bias)) in blocks.zip(biases).enumerate() {
            let tile = Tile {
                weights: codes,
                weight_scales: scales,
                bias,
                columns: tokens.columns,
                tokens,
            };
            let mut place = Place {
                out: &mut *out,
                rows: self.rows,
                at: block * ROWS,
            };
            let mut token = 0;
            while token < count {
                token += match count - token {
                    8.. => place.write(token, isa.tile::<8>(&tile, token)),
                    4.. => place.write(token, isa.tile::<4>(&tile, token)),
                    2.. => place.write(token, isa.tile::<2>(&tile, token)),
                    _ => place.write(token, isa.tile::<1>(&tile, token)),
                };
            }
        }
    }
}

/// Where the results of one block of rows go.
struct Place<'a> {
    out: &'a mut [f32],
    rows: usize,
    at: usize,
}

impl Place<'_> {
    fn write<const T: usize>(&mut self, token: usize, results: [[f32; ROWS]; T]) -> usize {
        for (index, result) in results.iter().enumerate() {
            let start = (token + index) * self.rows + self.at;
            if let Some(place) = self.out.get_mut(start..start + ROWS) {
                place.copy_from_slice(result);
            }
        }
        T
    }
}

/// The nearest whole number from -127 to 127.
#[expect(
    clippy::cast_possible_truncation,
    reason = "what is cast is a whole number within an i8"
)]
fn code(value: f32) -> i8 {
    value.round_ties_even().clamp(-127.0, 127.0) as i8
}

#[cfg(test)]
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Rows in 4 bits, made of `seed`; all scales are the same.
    fn packed(rows: usize, columns: usize, seed: u64) -> Vec<u8> {
        let mut state = seed | 1;
        let mut bytes = Vec::new();
        for _ in 0..rows * columns / 32 {
            bytes.extend(0x2e66_u16.to_le_bytes()); // 0.1
            for _ in 0..16 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(99);
                bytes.push(state.to_be_bytes()[0]);
            }
        }
        bytes
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn every_way_of_multiplying_gives_what_plain_floats_give(
            seed: u64,
            tokens in 1..20_usize,
            groups in 1..4_usize,
            largest in prop_oneof![Just(0.0_f32), Just(1e-20), Just(1.0), Just(1e6)],
        ) {
            let (rows, columns) = (48, groups * GROUP);
            let packed = packed(rows, columns, seed);
            let mut plain = vec![0.0; rows * columns];
            file::unpack(&packed, &mut plain);
            let bias: Vec<f32> = (0..rows).map(|row| row as f32 / 7.0).collect();
            let values: Vec<f32> = (0..tokens * columns)
                .map(|at| ((at as u64).wrapping_mul(seed | 1) % 2001) as f32 / 1000.0 - 1.0)
                .map(|value| value * largest)
                .collect();
            let mut first: Option<Vec<f32>> = None;
            for isa in Isa::available() {
                let matrix = Matrix::new(isa, &packed, bias.clone(), columns);
                let mut activations = Activations::default();
                activations.fill(isa, &values, columns);
                let mut out = vec![f32::NAN; tokens * rows];
                matrix.multiply(isa, &activations, &mut out);
                for (at, got) in out.iter().enumerate() {
                    let (token, row) = (at / rows, at % rows);
                    let line = &plain[row * columns..][..columns];
                    let token = &values[token * columns..][..columns];
                    let exact: f64 = line.iter().zip(token).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
                    let room = f64::from(largest) * columns as f64 * 0.8 * 0.008;
                    prop_assert!((f64::from(*got) - f64::from(bias[row]) - exact).abs() <= room + 1e-4, "{isa:?}");
                }
                // The whole numbers are the same everywhere; only the order of adding floats differs.
                let first = first.get_or_insert_with(|| out.clone());
                for (one, other) in first.iter().zip(&out) {
                    prop_assert!((one - other).abs() <= largest.max(1.0) * 1e-3, "{isa:?}: {one} {other}");
                }
            }
        }
    }
}
