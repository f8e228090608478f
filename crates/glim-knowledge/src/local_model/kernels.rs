//! The inner loops, once for each kind of processor; which one is used is found out when the program runs.
//!
//! `plain.rs` is the portable way and the shared text of what the compiler turns into vector instructions by itself;
//! the others write out the product of whole numbers. All give the same whole numbers (`matrix.rs` tests it).
//! Calling code that the processor must support is the only `unsafe` of this file.

#[cfg(target_arch = "aarch64")]
mod neon;
mod plain;
#[cfg(target_arch = "x86_64")]
mod x86;

use super::matrix::{Activations, ROWS};

/// A processor's way of computing; only [`Isa::best`] and [`Isa::available`] make one, after asking the processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Isa(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[cfg(target_arch = "x86_64")]
    Avx512Vnni,
    #[cfg(target_arch = "x86_64")]
    AvxVnni,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "aarch64")]
    Neon,
    Plain,
}

/// One block of rows and the tokens it meets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tile<'a> {
    pub(super) weights: &'a [u8],
    pub(super) weight_scales: &'a [f32],
    pub(super) bias: &'a [f32; ROWS],
    pub(super) columns: usize,
    pub(super) tokens: &'a Activations,
}

/// Queries, keys and values of the tokens of one text, side by side, and where the result goes.
#[derive(Debug)]
pub(super) struct Attention<'a> {
    pub(super) queries: &'a [f32],
    pub(super) keys: &'a [f32],
    pub(super) values: &'a [f32],
    pub(super) out: &'a mut [f32],
    pub(super) width: usize,
}

/// Calls `$module::$name`, which the processor supports: an `Isa` is proof of that.
macro_rules! supported {
    ($call:expr) => {{
        #[expect(unsafe_code, reason = "calls code for a processor that was asked before")]
        // SAFETY: the `Isa` was made by `Isa::available`, which asked the processor for every feature of this way.
        unsafe {
            $call
        }
    }};
}

/// One arm for each way of this processor family.
macro_rules! choose {
    ($isa:expr, $name:ident $(::<$number:ident>)? ($($argument:expr),*)) => {
        match $isa.0 {
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512Vnni => supported!(x86::avx512::$name $(::<$number>)? ($($argument),*)),
            #[cfg(target_arch = "x86_64")]
            Kind::AvxVnni => supported!(x86::avx_vnni::$name $(::<$number>)? ($($argument),*)),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => supported!(x86::avx2::$name $(::<$number>)? ($($argument),*)),
            #[cfg(target_arch = "aarch64")]
            Kind::Neon => supported!(neon::$name $(::<$number>)? ($($argument),*)),
            Kind::Plain => plain::$name $(::<$number>)? ($($argument),*),
        }
    };
}

impl Isa {
    /// The fastest way of this processor.
    pub(super) fn best() -> Self {
        Self::available()
            .first()
            .copied()
            .unwrap_or(Self(Kind::Plain))
    }

    /// Every way of this processor, the fastest first.
    pub(super) fn available() -> Vec<Self> {
        let mut kinds = Vec::new();
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vnni")
            {
                kinds.push(Kind::Avx512Vnni);
            }
            if is_x86_feature_detected!("avxvnni") {
                kinds.push(Kind::AvxVnni);
            }
            kinds.push(Kind::Avx2);
        }
        #[cfg(target_arch = "aarch64")]
        if std::arch::is_aarch64_feature_detected!("neon") {
            kinds.push(Kind::Neon);
        }
        kinds.push(Kind::Plain);
        kinds.into_iter().map(Self).collect()
    }

    pub(super) fn name(self) -> &'static str {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512Vnni => "AVX-512 VNNI",
            #[cfg(target_arch = "x86_64")]
            Kind::AvxVnni => "AVX-VNNI",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "AVX2",
            #[cfg(target_arch = "aarch64")]
            Kind::Neon => "NEON",
            Kind::Plain => "portable",
        }
    }

    /// VNNI multiplies numbers without a sign by numbers with one.
    #[cfg_attr(
        not(target_arch = "x86_64"),
        expect(clippy::unused_self, reason = "only x86 has such a way")
    )]
    pub(super) fn wants_biased_weights(self) -> bool {
        #[cfg(target_arch = "x86_64")]
        return matches!(self.0, Kind::Avx512Vnni | Kind::AvxVnni);
        #[cfg(not(target_arch = "x86_64"))]
        false
    }

    /// A block of rows times `T` tokens, plus the bias. The tokens must be there.
    pub(super) fn tile<const T: usize>(self, tile: &Tile<'_>, token: usize) -> [[f32; ROWS]; T] {
        choose!(self, tile::<T>(tile, token))
    }

    /// `values` in whole numbers of 8 bits.
    pub(super) fn quantise(self, values: &[f32], into: &mut Activations) {
        choose!(self, quantise(values, into));
    }

    /// Each token looks at all tokens of its text, once for each head.
    pub(super) fn attend(self, attention: &mut Attention<'_>) {
        choose!(self, attend(attention));
    }

    /// The curve between the two layers inside.
    pub(super) fn bend(self, values: &mut [f32]) {
        choose!(self, bend(values));
    }

    /// Adds `other` to `values`, then brings each token to mean 0, deviation 1, and to `scale` and `shift`.
    pub(super) fn normalise(self, values: &mut [f32], other: &[f32], norm: &super::layers::Norm) {
        choose!(self, normalise(values, other, norm));
    }
}
