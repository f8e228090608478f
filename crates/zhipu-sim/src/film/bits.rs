//! Bits of H.264: fixed and Exp-Golomb codes, and the packet they travel in.

/// Writes bits, the most significant first.
#[derive(Debug, Default)]
pub(super) struct Bits {
    bytes: Vec<u8>,
    /// Bits not yet in `bytes`, fewer than eight.
    open: u64,
    count: u32,
}

impl Bits {
    /// The lowest `count` bits (at most 32) of a number.
    pub(super) fn fixed(&mut self, count: u32, value: u32) {
        self.open = (self.open << count) | u64::from(value);
        self.count += count;
        while self.count >= 8 {
            self.count -= 8;
            let [.., byte] = (self.open >> self.count).to_be_bytes();
            self.bytes.push(byte);
            self.open &= (1 << self.count) - 1;
        }
    }

    pub(super) fn flag(&mut self, value: bool) {
        self.fixed(1, u32::from(value));
    }

    /// `ue(v)`, for numbers below 2³¹.
    pub(super) fn unsigned(&mut self, value: u32) {
        let value = value + 1;
        let length = value.ilog2();
        self.fixed(length, 0);
        self.fixed(length + 1, value);
    }

    /// `se(v)`.
    pub(super) fn signed(&mut self, value: i32) {
        let doubled = value.unsigned_abs() * 2;
        self.unsigned(if value > 0 { doubled - 1 } else { doubled });
    }

    /// Zeros to the next whole byte.
    pub(super) fn align(&mut self) {
        if self.count > 0 {
            self.fixed(8 - self.count, 0);
        }
    }

    /// Whole bytes; only where the bits are aligned.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        debug_assert_eq!(self.count, 0, "bytes stand on bytes");
        self.bytes.extend_from_slice(bytes);
    }

    /// The stop bit, and all that was written.
    pub(super) fn ended(mut self) -> Vec<u8> {
        self.fixed(1, 1);
        self.align();
        self.bytes
    }
}

/// A packet of a kind: its head, and its content without bytes that look like the start of another.
/// Only whole pictures (5) and parameters (7, 8) are referred to by others.
pub(super) fn nal(kind: u8, content: &[u8]) -> Vec<u8> {
    let referred = if kind == 1 { 0 } else { 3 << 5 };
    let mut packet = vec![referred | kind];
    let mut zeros = 0;
    for byte in content {
        if zeros == 2 && *byte <= 3 {
            packet.push(3);
            zeros = 0;
        }
        zeros = if *byte == 0 { zeros + 1 } else { 0 };
        packet.push(*byte);
    }
    packet
}
