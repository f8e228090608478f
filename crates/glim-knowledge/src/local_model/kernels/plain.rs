//! The portable way. Loops run over arrays of fixed length, which the compiler turns into vector instructions of
//! whichever processor the calling function is compiled for; hence `inline(always)`.
#![expect(
    clippy::inline_always,
    reason = "the processor's features of the caller must reach these loops"
)]
#![expect(
    clippy::indexing_slicing,
    reason = "indices are below the constant length of an array, or within a slice cut to length before"
)]

use super::{Attention, Tile};
use crate::local_model::layers::{HEAD, Norm};
use crate::local_model::matrix::{Activations, GROUP, ROWS};

/// Numbers side by side.
const LANES: usize = 16;
type Lanes = [f32; LANES];
/// Tokens that look at once.
const LOOKERS: usize = 4;

/// `a * b + c`, in one instruction where there is one.
#[inline(always)]
fn add_product<const FUSED: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FUSED { a.mul_add(b, c) } else { a * b + c }
}

/// On Arm 64 there is always one; on x86 only where the caller says so.
const FUSED_HERE: bool = cfg!(target_arch = "aarch64");

pub(super) fn quantise(values: &[f32], into: &mut Activations) {
    quantise_by(values, into);
}

pub(super) fn attend(attention: &mut Attention<'_>) {
    attend_by::<FUSED_HERE>(attention);
}

pub(super) fn bend(values: &mut [f32]) {
    bend_by::<FUSED_HERE>(values);
}

pub(super) fn normalise(values: &mut [f32], other: &[f32], norm: &Norm) {
    normalise_by(values, other, norm);
}

pub(super) fn tile<const T: usize>(tile: &Tile<'_>, token: usize) -> [[f32; ROWS]; T] {
    let mut out = [*tile.bias; T];
    let groups = tile.columns / GROUP;
    for (index, out) in out.iter_mut().enumerate() {
        let token = token + index;
        let codes = &tile.tokens.codes[token * tile.columns..][..tile.columns];
        let scales = &tile.tokens.scales[token * groups..][..groups];
        for (group, codes) in codes.as_chunks::<GROUP>().0.iter().enumerate() {
            let weights = &tile.weights[group * GROUP * ROWS..][..GROUP * ROWS];
            let mut sums = [0_i32; ROWS];
            let fours = codes.as_chunks::<4>().0;
            for (four, weights) in fours.iter().zip(weights.as_chunks::<{ 4 * ROWS }>().0) {
                for (sum, weights) in sums.iter_mut().zip(weights.as_chunks::<4>().0) {
                    for (code, weight) in four.iter().zip(weights) {
                        *sum += i32::from(*code) * i32::from(weight.cast_signed());
                    }
                }
            }
            let weight_scales = &tile.weight_scales[group * ROWS..][..ROWS];
            for ((out, sum), scale) in out.iter_mut().zip(sums).zip(weight_scales) {
                *out += exact(sum) * scale * scales[group];
            }
        }
    }
    out
}

#[inline(always)]
#[expect(
    clippy::cast_precision_loss,
    reason = "at most 128 × 127 × 127, which f32 holds exactly"
)]
fn exact(sum: i32) -> f32 {
    sum as f32
}

#[inline(always)]
pub(super) fn quantise_by(values: &[f32], into: &mut Activations) {
    /// Adding it leaves the nearest whole number in the low bits.
    const ROUND: f32 = 12_582_912.0;
    let groups = values.as_chunks::<GROUP>().0;
    let codes = into.codes.as_chunks_mut::<GROUP>().0;
    let places = into.scales.iter_mut().zip(&mut into.sums);
    for ((values, codes), (scale, sum)) in groups.iter().zip(codes).zip(places) {
        let mut most = [0.0_f32; LANES];
        for values in values.as_chunks::<LANES>().0 {
            for (most, value) in most.iter_mut().zip(values) {
                let value = value.abs();
                *most = if value > *most { value } else { *most };
            }
        }
        let most = most.iter().fold(0.0_f32, |most, it| most.max(*it));
        // The smallest normal number keeps the factor finite.
        let factor = if most > f32::MIN_POSITIVE {
            127.0 / most
        } else {
            0.0
        };
        *scale = if factor > 0.0 { most / 127.0 } else { 0.0 };
        *sum = 0;
        for (value, code) in values.iter().zip(codes) {
            let whole =
                (value * factor + ROUND).to_bits().cast_signed() - ROUND.to_bits().cast_signed();
            *sum += whole;
            *code = low_byte(whole);
        }
    }
}

#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "from -127 to 127")]
fn low_byte(whole: i32) -> i8 {
    whole as i8
}

#[inline(always)]
pub(super) fn normalise_by(values: &mut [f32], other: &[f32], norm: &Norm) {
    let width = norm.scale.len();
    let count = super::super::layers::as_float(width);
    for (values, other) in values
        .chunks_exact_mut(width)
        .zip(other.chunks_exact(width))
    {
        let mut sums = [0.0_f32; LANES];
        let (values, _) = values.as_chunks_mut::<LANES>();
        for (values, other) in values.iter_mut().zip(other.as_chunks::<LANES>().0) {
            for lane in 0..LANES {
                values[lane] += other[lane];
                sums[lane] += values[lane];
            }
        }
        let mean = sums.iter().sum::<f32>() / count;
        let mut squares = [0.0_f32; LANES];
        for values in values.iter() {
            for lane in 0..LANES {
                let away = values[lane] - mean;
                squares[lane] += away * away;
            }
        }
        let variance = squares.iter().sum::<f32>() / count;
        let factor = 1.0 / (variance + norm.epsilon).sqrt();
        let scale = norm.scale.as_chunks::<LANES>().0;
        let shift = norm.shift.as_chunks::<LANES>().0;
        for ((values, scale), shift) in values.iter_mut().zip(scale).zip(shift) {
            for lane in 0..LANES {
                values[lane] = (values[lane] - mean) * factor * scale[lane] + shift[lane];
            }
        }
    }
}

/// `e^x` to seven digits, from -87 to 88: 2 to a whole power times a polynomial over what is left.
#[inline(always)]
fn exponential<const FUSED: bool>(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0;
    const TERMS: [f32; 5] = [
        1.398_199_9e-3,
        8.333_452e-3,
        4.166_58e-2,
        1.666_666_5e-1,
        0.5,
    ];
    let x = if x < -87.0 { -87.0 } else { x };
    let x = if x > 88.0 { 88.0 } else { x };
    let shifted = add_product::<FUSED>(x, std::f32::consts::LOG2_E, ROUND);
    let power = shifted - ROUND;
    // ln 2 in two parts, so that the difference keeps its digits.
    let rest = add_product::<FUSED>(power, -0.693_359_4, x);
    let rest = add_product::<FUSED>(power, 2.121_944_4e-4, rest);
    let mut sum = 1.987_569_1e-4_f32;
    for term in TERMS {
        sum = add_product::<FUSED>(sum, rest, term);
    }
    let value = add_product::<FUSED>(sum, rest * rest, rest) + 1.0;
    let exponent = shifted.to_bits().cast_signed() - ROUND.to_bits().cast_signed() + 127;
    value * f32::from_bits((exponent << 23).cast_unsigned())
}

/// `x` times the share of a normal distribution below it, by a rational approximation of the error function
/// (Abramowitz and Stegun 7.1.26).
#[inline(always)]
pub(super) fn bend_by<const FUSED: bool>(values: &mut [f32]) {
    const TERMS: [f32; 4] = [-1.453_152, 1.421_413_7, -0.284_496_72, 0.254_829_6];
    for value in values.iter_mut() {
        let x = *value * std::f32::consts::FRAC_1_SQRT_2;
        let size = x.abs();
        let t = 1.0 / add_product::<FUSED>(0.327_591_1, size, 1.0);
        let mut sum = 1.061_405_4_f32;
        for term in TERMS {
            sum = add_product::<FUSED>(sum, t, term);
        }
        let error = 1.0 - sum * t * exponential::<FUSED>(-size * size);
        *value = 0.5 * *value * (1.0 + error.copysign(x));
    }
}

#[inline(always)]
pub(super) fn attend_by<const FUSED: bool>(attention: &mut Attention<'_>) {
    let width = attention.width;
    let count = attention.queries.len() / width;
    let blocks = count.div_ceil(LANES);
    let mut keys = vec![[0.0; LANES]; HEAD * blocks];
    let mut values = vec![[0.0; HEAD]; count];
    let mut weights = vec![[[0.0; LANES]; LOOKERS]; blocks];
    for head in 0..width / HEAD {
        for token in 0..count {
            let at = token * width + head * HEAD;
            values[token].copy_from_slice(&attention.values[at..][..HEAD]);
            for (index, key) in attention.keys[at..][..HEAD].iter().enumerate() {
                keys[token / LANES * HEAD + index][token % LANES] = *key;
            }
        }
        for first in (0..count).step_by(LOOKERS) {
            let looking: [usize; LOOKERS] =
                std::array::from_fn(|index| (first + index).min(count - 1));
            let queries = looking.map(|token| {
                let query = &attention.queries[token * width + head * HEAD..][..HEAD];
                &query.as_chunks::<HEAD>().0[0]
            });
            weigh::<FUSED>(&keys, queries, &mut weights);
            let sums = soften::<FUSED>(count, &mut weights);
            let mixed = mix::<FUSED>(&values, &weights);
            for (looker, token) in looking.into_iter().enumerate() {
                let out = &mut attention.out[token * width + head * HEAD..][..HEAD];
                for (out, value) in out.iter_mut().zip(mixed[looker]) {
                    *out = value / sums[looker];
                }
            }
        }
    }
}

/// How much each looker's query and each key have in common.
#[inline(always)]
fn weigh<const FUSED: bool>(
    keys: &[Lanes],
    queries: [&[f32; HEAD]; LOOKERS],
    weights: &mut [[Lanes; LOOKERS]],
) {
    let scale = 1.0 / super::super::layers::as_float(HEAD).sqrt();
    let (blocks, _) = keys.as_chunks::<HEAD>();
    for (keys, weights) in blocks.iter().zip(weights) {
        let mut sums = [[0.0; LANES]; LOOKERS];
        for (index, key) in keys.iter().enumerate() {
            for looker in 0..LOOKERS {
                let query = queries[looker][index];
                for lane in 0..LANES {
                    sums[looker][lane] = add_product::<FUSED>(query, key[lane], sums[looker][lane]);
                }
            }
        }
        for looker in 0..LOOKERS {
            for lane in 0..LANES {
                weights[looker][lane] = sums[looker][lane] * scale;
            }
        }
    }
}

/// Raises e to each weight, less the largest; what lies behind the last token weighs nothing. Gives the sums.
#[inline(always)]
fn soften<const FUSED: bool>(count: usize, weights: &mut [[Lanes; LOOKERS]]) -> [f32; LOOKERS] {
    if let (Some(last), Some(used)) = (weights.last_mut(), (count - 1).checked_rem(LANES)) {
        for lanes in last {
            lanes[used + 1..].fill(f32::MIN);
        }
    }
    let mut sums = [0.0; LOOKERS];
    for (looker, sum) in sums.iter_mut().enumerate() {
        let mut most = [f32::MIN; LANES];
        for weights in weights.iter() {
            for lane in 0..LANES {
                let weight = weights[looker][lane];
                most[lane] = if weight > most[lane] {
                    weight
                } else {
                    most[lane]
                };
            }
        }
        let most = most.iter().fold(f32::MIN, |most, it| most.max(*it));
        let mut parts = [0.0_f32; LANES];
        for weights in weights.iter_mut() {
            for lane in 0..LANES {
                let weight = exponential::<FUSED>(weights[looker][lane] - most);
                weights[looker][lane] = weight;
                parts[lane] += weight;
            }
        }
        *sum = parts.iter().sum();
    }
    sums
}

/// The values of all tokens, as much of each as it weighs.
#[inline(always)]
fn mix<const FUSED: bool>(
    values: &[[f32; HEAD]],
    weights: &[[Lanes; LOOKERS]],
) -> [[f32; HEAD]; LOOKERS] {
    let mut mixed = [[0.0; HEAD]; LOOKERS];
    for (values, weights) in values.chunks(LANES).zip(weights) {
        for (lane, value) in values.iter().enumerate() {
            for looker in 0..LOOKERS {
                let weight = weights[looker][lane];
                for index in 0..HEAD {
                    mixed[looker][index] =
                        add_product::<FUSED>(weight, value[index], mixed[looker][index]);
                }
            }
        }
    }
    mixed
}
