//! The way of Arm processors of 64 bits, which all have NEON.
#![expect(
    unsafe_code,
    reason = "loads take pointers; each is given a reference to as many bytes as it moves"
)]

use std::arch::aarch64::{
    vaddvq_s32, vdupq_n_s32, vget_high_s8, vget_high_u8, vget_low_s8, vget_low_s16, vget_low_u8,
    vld1q_s8, vld1q_u8, vmlal_high_s16, vmlal_s16, vmovl_s8, vmovl_u8, vreinterpretq_s16_u16,
};

#[target_feature(enable = "neon")]
pub(super) fn neon(rows: &[u8], query: &[i8], out: &mut [i32]) {
    for (row, out) in rows.chunks_exact(query.len()).zip(out) {
        let mut sums = [vdupq_n_s32(0); 2];
        let parts = row
            .as_chunks::<16>()
            .0
            .iter()
            .zip(query.as_chunks::<16>().0);
        for (row, query) in parts {
            // SAFETY: both read the 16 bytes that the references hold.
            let (row, query) = unsafe { (vld1q_u8(row.as_ptr()), vld1q_s8(query.as_ptr())) };
            let halves = [
                (vmovl_u8(vget_low_u8(row)), vmovl_s8(vget_low_s8(query))),
                (vmovl_u8(vget_high_u8(row)), vmovl_s8(vget_high_s8(query))),
            ];
            for (sum, (row, query)) in sums.iter_mut().zip(halves) {
                let row = vreinterpretq_s16_u16(row);
                *sum = vmlal_s16(*sum, vget_low_s16(row), vget_low_s16(query));
                *sum = vmlal_high_s16(*sum, row, query);
            }
        }
        *out = sums.map(|sum| vaddvq_s32(sum)).iter().sum();
    }
}
