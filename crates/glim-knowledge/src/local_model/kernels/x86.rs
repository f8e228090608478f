//! The ways of Intel and AMD processors. Moving numbers between memory and registers is the only `unsafe` here.
#![expect(
    clippy::indexing_slicing,
    reason = "indices are below the constant length of an array, or within a slice cut to length before"
)]
#![expect(
    clippy::needless_range_loop,
    reason = "several arrays go side by side, one register each"
)]
#![expect(
    unsafe_code,
    reason = "loads and stores take pointers; each is given a reference to as many bytes as it moves"
)]

use std::arch::x86_64::{
    __m256, __m256i, __m512i, _mm256_add_epi32, _mm256_cvtepi32_ps, _mm256_dpbusd_avx_epi32,
    _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_loadu_si256, _mm256_madd_epi16, _mm256_maddubs_epi16,
    _mm256_mul_ps, _mm256_set1_epi16, _mm256_set1_epi32, _mm256_set1_ps, _mm256_setzero_si256,
    _mm256_sign_epi8, _mm256_storeu_ps, _mm512_cvtepi32_ps, _mm512_dpbusd_epi32, _mm512_fmadd_ps,
    _mm512_loadu_ps, _mm512_loadu_si512, _mm512_mul_ps, _mm512_set1_epi32, _mm512_set1_ps,
    _mm512_storeu_ps,
};

use super::{Attention, Tile, plain};
use crate::local_model::layers::Norm;
use crate::local_model::matrix::{Activations, GROUP, ROWS};

/// Fours of columns in a group.
const FOURS: usize = GROUP / 4;
/// What was added to every weight for VNNI.
const BIAS: i32 = 128;

/// Functions whose text is in `plain.rs`, compiled for the features `$features`.
macro_rules! compiled_for {
    ($features:literal) => {
        #[target_feature(enable = $features)]
        pub(in super::super) fn quantise(values: &[f32], into: &mut Activations) {
            plain::quantise_by(values, into);
        }
        #[target_feature(enable = $features)]
        pub(in super::super) fn attend(attention: &mut Attention<'_>) {
            plain::attend_by::<true>(attention);
        }
        #[target_feature(enable = $features)]
        pub(in super::super) fn bend(values: &mut [f32]) {
            plain::bend_by::<true>(values);
        }
        #[target_feature(enable = $features)]
        pub(in super::super) fn normalise(values: &mut [f32], other: &[f32], norm: &Norm) {
            plain::normalise_by(values, other, norm);
        }
    };
}

/// What a tile reads for one group of columns, in arrays whose lengths the inner loops need not look at.
struct Group<'a, const T: usize> {
    weights: &'a [[u8; 4 * ROWS]; FOURS],
    weight_scales: &'a [f32; ROWS],
    codes: [&'a [[i8; 4]; FOURS]; T],
    scales: [f32; T],
    sums: [i32; T],
}

impl<'a, const T: usize> Group<'a, T> {
    fn new(tile: &Tile<'a>, token: usize, group: usize) -> Self {
        let groups = tile.columns / GROUP;
        let codes = |index: usize| {
            let start = (token + index) * tile.columns + group * GROUP;
            let fours = tile.tokens.codes[start..][..GROUP].as_chunks::<4>().0;
            &fours.as_chunks::<FOURS>().0[0]
        };
        let at = |index: usize| (token + index) * groups + group;
        let (scales, _) = tile.weight_scales.as_chunks::<ROWS>();
        let (weights, _) = tile.weights.as_chunks::<{ 4 * ROWS }>();
        Self {
            weights: &weights.as_chunks::<FOURS>().0[group],
            weight_scales: &scales[group],
            codes: std::array::from_fn(codes),
            scales: std::array::from_fn(|index| tile.tokens.scales[at(index)]),
            sums: std::array::from_fn(|index| tile.tokens.sums[at(index)]),
        }
    }
}

fn four(codes: [i8; 4]) -> i32 {
    i32::from_le_bytes(codes.map(i8::cast_unsigned))
}

/// AVX-512 with VNNI: 64 products in one instruction.
pub(super) mod avx512 {
    use super::{
        __m512i, _mm512_cvtepi32_ps, _mm512_dpbusd_epi32, _mm512_fmadd_ps, _mm512_loadu_ps,
        _mm512_loadu_si512, _mm512_mul_ps, _mm512_set1_epi32, _mm512_set1_ps, _mm512_storeu_ps,
        Activations, Attention, BIAS, FOURS, GROUP, Group, Norm, ROWS, Tile, four, plain,
    };

    compiled_for!("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,fma");

    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,fma")]
    pub(in super::super) fn tile<const T: usize>(
        tile: &Tile<'_>,
        token: usize,
    ) -> [[f32; ROWS]; T] {
        // SAFETY: reads the 16 numbers that the reference holds.
        let mut results = [unsafe { _mm512_loadu_ps(tile.bias.as_ptr()) }; T];
        for group in 0..tile.columns / GROUP {
            let group = Group::<T>::new(tile, token, group);
            let mut sums = [_mm512_set1_epi32(0); T];
            for index in 0..T {
                sums[index] = _mm512_set1_epi32(-BIAS * group.sums[index]);
            }
            for at in 0..FOURS {
                let weights = load(&group.weights[at]);
                for index in 0..T {
                    let codes = _mm512_set1_epi32(four(group.codes[index][at]));
                    sums[index] = _mm512_dpbusd_epi32(sums[index], weights, codes);
                }
            }
            // SAFETY: reads the 16 numbers that the reference holds.
            let scales = unsafe { _mm512_loadu_ps(group.weight_scales.as_ptr()) };
            for index in 0..T {
                let scale = _mm512_mul_ps(scales, _mm512_set1_ps(group.scales[index]));
                let sum = _mm512_cvtepi32_ps(sums[index]);
                results[index] = _mm512_fmadd_ps(sum, scale, results[index]);
            }
        }
        let mut out = [[0.0; ROWS]; T];
        for index in 0..T {
            // SAFETY: writes the 16 numbers that the reference holds.
            unsafe { _mm512_storeu_ps(out[index].as_mut_ptr(), results[index]) };
        }
        out
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn load(bytes: &[u8; 64]) -> __m512i {
        // SAFETY: reads the 64 bytes that the reference holds; they need not be aligned.
        unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
    }
}

/// Tiles of 256 bits; `$products` adds the products of fours of bytes to a sum.
macro_rules! tile_of_256 {
    ($features:literal, $products:ident, $biased:literal) => {
        #[target_feature(enable = $features)]
        pub(in super::super) fn tile<const T: usize>(
            tile: &Tile<'_>,
            token: usize,
        ) -> [[f32; ROWS]; T] {
            let mut out = [[0.0; ROWS]; T];
            // Two halves of the rows, and four tokens at most: more sums would not stay in the 16 registers.
            for half in 0..2 {
                let bias = load_numbers(&tile.bias.as_chunks().0[half]);
                let mut results = [bias; T];
                for group in 0..tile.columns / GROUP {
                    let group = Group::<T>::new(tile, token, group);
                    let mut sums = [_mm256_setzero_si256(); T];
                    if $biased {
                        for index in 0..T {
                            sums[index] = _mm256_set1_epi32(-BIAS * group.sums[index]);
                        }
                    }
                    for at in 0..FOURS {
                        let weights = load(&group.weights[at].as_chunks().0[half]);
                        for index in 0..T {
                            let codes = _mm256_set1_epi32(four(group.codes[index][at]));
                            sums[index] = $products(sums[index], weights, codes);
                        }
                    }
                    let scales = load_numbers(&group.weight_scales.as_chunks().0[half]);
                    for index in 0..T {
                        let scale = _mm256_mul_ps(scales, _mm256_set1_ps(group.scales[index]));
                        let sum = _mm256_cvtepi32_ps(sums[index]);
                        results[index] = _mm256_fmadd_ps(sum, scale, results[index]);
                    }
                }
                for index in 0..T {
                    let place = &mut out[index].as_chunks_mut::<8>().0[half];
                    // SAFETY: writes the 8 numbers that the reference holds.
                    unsafe { _mm256_storeu_ps(place.as_mut_ptr(), results[index]) };
                }
            }
            out
        }
    };
}

/// VNNI in 256 bits, for processors without AVX-512.
pub(super) mod avx_vnni {
    use super::{
        __m256i, _mm256_cvtepi32_ps, _mm256_dpbusd_avx_epi32, _mm256_fmadd_ps, _mm256_mul_ps,
        _mm256_set1_epi32, _mm256_set1_ps, _mm256_setzero_si256, _mm256_storeu_ps, Activations,
        Attention, BIAS, FOURS, GROUP, Group, Norm, ROWS, Tile, four, load, load_numbers, plain,
    };

    compiled_for!("avx2,fma,avxvnni");
    tile_of_256!("avx2,fma,avxvnni", products, true);

    #[inline]
    #[target_feature(enable = "avx2,avxvnni")]
    fn products(sums: __m256i, weights: __m256i, codes: __m256i) -> __m256i {
        _mm256_dpbusd_avx_epi32(sums, weights, codes)
    }
}

/// AVX2.
pub(super) mod avx2 {
    use super::{
        __m256i, _mm256_add_epi32, _mm256_cvtepi32_ps, _mm256_fmadd_ps, _mm256_madd_epi16,
        _mm256_maddubs_epi16, _mm256_mul_ps, _mm256_set1_epi16, _mm256_set1_epi32, _mm256_set1_ps,
        _mm256_setzero_si256, _mm256_sign_epi8, _mm256_storeu_ps, Activations, Attention, BIAS,
        FOURS, GROUP, Group, Norm, ROWS, Tile, four, load, load_numbers, plain,
    };

    compiled_for!("avx2,fma");
    tile_of_256!("avx2,fma", products, false);

    /// The instruction wants one side without a sign, and its sums of two must fit 16 bits: 2 × 127 × 127 does.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn products(sums: __m256i, weights: __m256i, codes: __m256i) -> __m256i {
        let weights = _mm256_sign_epi8(weights, codes);
        let codes = _mm256_sign_epi8(codes, codes);
        let twos = _mm256_maddubs_epi16(codes, weights);
        let fours = _mm256_madd_epi16(twos, _mm256_set1_epi16(1));
        _mm256_add_epi32(sums, fours)
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(bytes: &[u8; 32]) -> __m256i {
    // SAFETY: reads the 32 bytes that the reference holds; they need not be aligned.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn load_numbers(numbers: &[f32; 8]) -> __m256 {
    // SAFETY: reads the 8 numbers that the reference holds; they need not be aligned.
    unsafe { _mm256_loadu_ps(numbers.as_ptr()) }
}
