//! Dot products of a query with many packed vectors, by the instructions this processor has.
//!
//! Packed numbers carry no sign (128 was added), those of the query do: that is what VNNI multiplies, and the others
//! lose nothing by it. All ways give the same whole numbers.

#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(target_arch = "x86_64")]
mod x86;

/// Vectors are padded to a multiple of this many numbers.
pub(super) const ALIGN: usize = 64;

/// A way of computing; only [`Way::available`] makes one, after asking the processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Way(Kind);

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

impl Way {
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
        {
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vnni")
            {
                kinds.push(Kind::Avx512Vnni);
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("avxvnni") {
                kinds.push(Kind::AvxVnni);
            }
            if is_x86_feature_detected!("avx2") {
                kinds.push(Kind::Avx2);
            }
        }
        #[cfg(target_arch = "aarch64")]
        if std::arch::is_aarch64_feature_detected!("neon") {
            kinds.push(Kind::Neon);
        }
        kinds.push(Kind::Plain);
        kinds.into_iter().map(Self).collect()
    }

    /// Writes the dot product of each row of `rows` with `query` to `out`. Rows are as long as the query, and that is
    /// a multiple of [`ALIGN`].
    pub(super) fn dots(self, rows: &[u8], query: &[i8], out: &mut [i32]) {
        debug_assert!(query.len().is_multiple_of(ALIGN), "padded");
        #[cfg_attr(
            not(any(target_arch = "x86_64", target_arch = "aarch64")),
            expect(clippy::needless_match, reason = "one way alone")
        )]
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            #[expect(
                unsafe_code,
                reason = "calls code for a processor that was asked before"
            )]
            // SAFETY: only `available` makes this value, after asking for every feature.
            Kind::Avx512Vnni => unsafe { x86::avx512(rows, query, out) },
            #[cfg(target_arch = "x86_64")]
            #[expect(
                unsafe_code,
                reason = "calls code for a processor that was asked before"
            )]
            // SAFETY: only `available` makes this value, after asking for every feature.
            Kind::AvxVnni => unsafe { x86::avx_vnni(rows, query, out) },
            #[cfg(target_arch = "x86_64")]
            #[expect(
                unsafe_code,
                reason = "calls code for a processor that was asked before"
            )]
            // SAFETY: only `available` makes this value, after asking for every feature.
            Kind::Avx2 => unsafe { x86::avx2(rows, query, out) },
            #[cfg(target_arch = "aarch64")]
            #[expect(
                unsafe_code,
                reason = "calls code for a processor that was asked before"
            )]
            // SAFETY: only `available` makes this value, after asking for every feature.
            Kind::Neon => unsafe { neon::neon(rows, query, out) },
            Kind::Plain => plain(rows, query, out),
        }
    }
}

fn plain(rows: &[u8], query: &[i8], out: &mut [i32]) {
    for (row, out) in rows.chunks_exact(query.len()).zip(out) {
        let products = row.iter().zip(query);
        *out = products
            .map(|(code, query)| i32::from(*code) * i32::from(*query))
            .sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_way_gives_the_same_whole_numbers(
            blocks in 1..17_usize,
            rows in 0..9_usize,
            seed: u64,
            extreme: bool,
        ) {
            let mut state = seed;
            let mut next = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let byte = state.to_be_bytes()[0];
                if extreme { if byte < 128 { 0 } else { 255 } } else { byte }
            };
            let length = blocks * ALIGN;
            let codes: Vec<u8> = (0..rows * length).map(|_| next()).collect();
            let query: Vec<i8> = (0..length).map(|_| next().cast_signed().max(-127)).collect();
            let mut expected = vec![0; rows];
            plain(&codes, &query, &mut expected);
            for way in Way::available() {
                let mut out = vec![i32::MIN; rows];
                way.dots(&codes, &query, &mut out);
                prop_assert_eq!(&out, &expected, "{:?}", way);
            }
        }
    }
}
