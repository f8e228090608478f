//! Ids in the platform's form (`YYYYMMDDhhmmss` and hex) and the seeded choice of texts.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;

/// Makes ids that differ within a run and, but for the date, are the same in every run of a seed.
#[derive(Debug)]
pub(crate) struct Ids {
    seed: u64,
    next: AtomicU64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            next: AtomicU64::new(1),
        }
    }

    /// The seed, for choices that depend on nothing else.
    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// An id of a request, an answer or a task.
    pub(crate) fn request(&self) -> String {
        let date = Timestamp::now().strftime("%Y%m%d%H%M%S");
        format!("{date}{:016x}", self.number())
    }

    /// An id of a tool call.
    pub(crate) fn call(&self) -> String {
        format!("call_{:016x}", self.number())
    }

    /// An id of an uploaded file: unix seconds, underscore, 32 hex digits.
    pub(crate) fn file(&self) -> String {
        format!(
            "{}_{:016x}{:016x}",
            now_seconds(),
            self.number(),
            self.number()
        )
    }

    /// An id of a knowledge base or document: 19 digits, more than a float can hold.
    pub(crate) fn knowledge(&self) -> String {
        format!("19{:017}", self.number() % 100_000_000_000_000_000)
    }

    fn number(&self) -> u64 {
        mix(self.seed ^ mix(self.next.fetch_add(1, Ordering::Relaxed)))
    }
}

/// The time in whole seconds since 1970, as `created` wants it.
pub(crate) fn now_seconds() -> i64 {
    Timestamp::now().as_second()
}

/// `SplitMix64`: spreads a number over all 64 bits.
pub(crate) fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A number that depends on a text and a seed only.
pub(crate) fn hash(seed: u64, text: &str) -> u64 {
    text.bytes()
        .fold(mix(seed), |sum, byte| mix(sum ^ u64::from(byte)))
}

/// One of the items, chosen by a number; `None` only of an empty list.
pub(crate) fn choose<T>(items: &[T], number: u64) -> Option<&T> {
    let count = u64::try_from(items.len()).ok()?;
    let place = number.checked_rem(count)?;
    items.get(usize::try_from(place).ok()?)
}
