//! Numbers of 16 bits (IEEE binary16): how vectors are kept where they must be exact enough to order neighbours.

/// The number of these bits; every one of the 65,536 is exact as `f32`.
pub(crate) fn to_f32(half: u16) -> f32 {
    let sign = u32::from(half & 0x8000) << 16;
    let exponent = u32::from(half >> 10) & 0x1f;
    let fraction = u32::from(half & 0x3ff);
    let bits = match (exponent, fraction) {
        (0, 0) => sign,
        // Subnormal: a multiple of 2^-24, which f32 has as a normal number.
        (0, _) => return f32::from_bits(sign | 0x3f80_0000) * small(fraction),
        (31, _) => sign | 0x7f80_0000 | (fraction << 13),
        _ => sign | ((exponent + 112) << 23) | (fraction << 13),
    };
    f32::from_bits(bits)
}

/// The nearest number of 16 bits, ties to even; too large ones become infinite.
pub(crate) fn from_f32(value: f32) -> u16 {
    let bits = value.to_bits();
    let sign = half_bits(bits >> 16) & 0x8000;
    let magnitude = bits & 0x7fff_ffff;
    if magnitude > 0x7f80_0000 {
        return sign | 0x7e00; // not a number
    }
    if magnitude >= 0x4780_0000 {
        return sign | 0x7c00; // 65,536 and more
    }
    if magnitude < 0x3880_0000 {
        // Below the smallest normal: adding 0.5 lets the addition itself round to multiples of 2^-24.
        let rounded = (f32::from_bits(magnitude) + 0.5).to_bits();
        return sign | half_bits(rounded - 0x3f00_0000);
    }
    let odd = (magnitude >> 13) & 1;
    let rounded = (magnitude + 0xfff + odd) >> 13;
    sign | half_bits(rounded - (112 << 10))
}

fn small(fraction: u32) -> f32 {
    // At most 1,023: exact.
    f32::from(half_bits(fraction)) * 2.0_f32.powi(-24)
}

fn half_bits(bits: u32) -> u16 {
    u16::try_from(bits & 0xffff).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_survives_the_way_through_f32() {
        for half in 0..=u16::MAX {
            let value = to_f32(half);
            if value.is_nan() {
                assert!(to_f32(from_f32(value)).is_nan());
            } else {
                assert_eq!(from_f32(value), half, "{half:#06x} is {value}");
            }
        }
    }

    #[test]
    fn known_numbers_and_their_rounding() {
        let known = [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0001, 5.960_464_5e-8),
            (0x3555, 0.333_251_95),
        ];
        for (half, value) in known {
            assert_eq!(to_f32(half).to_bits(), f32::to_bits(value));
        }
        assert_eq!(from_f32(1.0 + 1.0 / 2048.0), 0x3c00, "a tie goes to even");
        assert_eq!(from_f32(1.0 + 3.0 / 2048.0), 0x3c02, "a tie goes to even");
        assert_eq!(
            from_f32(65_520.0),
            0x7c00,
            "what rounds over the top is infinite"
        );
        assert_eq!(from_f32(1e9), 0x7c00);
        assert_eq!(from_f32(1e-9), 0x0000);
    }
}
