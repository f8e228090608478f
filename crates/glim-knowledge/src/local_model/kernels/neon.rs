//! The way of Arm processors of 64 bits, which all have NEON.
#![expect(
    clippy::indexing_slicing,
    reason = "indices are below the constant length of an array, or within a slice cut to length before"
)]
#![expect(
    unsafe_code,
    reason = "loads take pointers; each is given a reference to as many bytes as it moves"
)]

use std::arch::aarch64::{
    int32x4_t, vcvtq_f32_s32, vdupq_n_f32, vdupq_n_s32, vfmaq_f32, vget_high_s8, vget_low_s8,
    vld1q_f32, vld1q_u8, vmull_s8, vmulq_f32, vpadalq_s16, vpaddq_s16, vreinterpretq_s8_s32,
    vreinterpretq_s8_u8, vst1q_f32,
};

use super::{Attention, Tile, plain};
use crate::local_model::layers::Norm;
use crate::local_model::matrix::{Activations, GROUP, ROWS};

/// Registers that hold a block of rows.
const PARTS: usize = ROWS / 4;

#[target_feature(enable = "neon")]
pub(super) fn quantise(values: &[f32], into: &mut Activations) {
    plain::quantise_by(values, into);
}

#[target_feature(enable = "neon")]
pub(super) fn attend(attention: &mut Attention<'_>) {
    plain::attend_by::<true>(attention);
}

#[target_feature(enable = "neon")]
pub(super) fn bend(values: &mut [f32]) {
    plain::bend_by::<true>(values);
}

#[target_feature(enable = "neon")]
pub(super) fn normalise(values: &mut [f32], other: &[f32], norm: &Norm) {
    plain::normalise_by(values, other, norm);
}

#[target_feature(enable = "neon")]
pub(super) fn tile<const T: usize>(tile: &Tile<'_>, token: usize) -> [[f32; ROWS]; T] {
    let mut out = [*tile.bias; T];
    let groups = tile.columns / GROUP;
    for (index, out) in out.iter_mut().enumerate() {
        let token = token + index;
        for group in 0..groups {
            let codes = &tile.tokens.codes[token * tile.columns + group * GROUP..][..GROUP];
            let weights = &tile.weights[group * GROUP * ROWS..][..GROUP * ROWS];
            let sums = products(codes.as_chunks::<4>().0, weights.as_chunks().0);
            let scale = vdupq_n_f32(tile.tokens.scales[token * groups + group]);
            let scales = tile.weight_scales[group * ROWS..][..ROWS]
                .as_chunks::<4>()
                .0;
            let places = out.as_chunks_mut::<4>().0;
            for part in 0..PARTS {
                // SAFETY: both read, and the last writes, the 4 numbers that the references hold.
                unsafe {
                    let scale = vmulq_f32(scale, vld1q_f32(scales[part].as_ptr()));
                    let before = vld1q_f32(places[part].as_ptr());
                    let after = vfmaq_f32(before, vcvtq_f32_s32(sums[part]), scale);
                    vst1q_f32(places[part].as_mut_ptr(), after);
                }
            }
        }
    }
    out
}

/// The sums of one token and group, four rows a register.
#[inline]
#[target_feature(enable = "neon")]
fn products(codes: &[[i8; 4]], weights: &[[u8; 4 * ROWS]]) -> [int32x4_t; PARTS] {
    let mut sums = [vdupq_n_s32(0); PARTS];
    for (codes, weights) in codes.iter().zip(weights) {
        let four = i32::from_le_bytes(codes.map(i8::cast_unsigned));
        let codes = vreinterpretq_s8_s32(vdupq_n_s32(four));
        for (sum, weights) in sums.iter_mut().zip(weights.as_chunks::<16>().0) {
            // SAFETY: reads the 16 bytes that the reference holds.
            let weights = vreinterpretq_s8_u8(unsafe { vld1q_u8(weights.as_ptr()) });
            let low = vmull_s8(vget_low_s8(weights), vget_low_s8(codes));
            let high = vmull_s8(vget_high_s8(weights), vget_high_s8(codes));
            // A sum of two products fits 16 bits: 2 × 127 × 127.
            *sum = vpadalq_s16(*sum, vpaddq_s16(low, high));
        }
    }
    sums
}
