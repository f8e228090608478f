//! The implicit context cache: which prefixes of prompts were seen, so that `cached_tokens` grows
//! when a conversation goes on. The real cache fills after seconds; this one at once.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Mutex, PoisonError};

/// Prefixes kept; then all are forgotten, which a cache may do.
const KEPT: usize = 8192;

#[derive(Debug, Default)]
pub(crate) struct Prefixes {
    seen: Mutex<HashSet<u64>>,
}

impl Prefixes {
    /// How many tokens of a prompt, given as parts with their tokens, were seen before by the same
    /// model; remembers it. The last token is always read anew.
    pub(crate) fn cached(&self, model: &str, parts: &[(String, u64)]) -> u64 {
        let mut hasher = DefaultHasher::new();
        model.hash(&mut hasher);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() > KEPT {
            seen.clear();
        }
        let (mut total, mut cached) = (0, 0);
        for (text, tokens) in parts {
            text.hash(&mut hasher);
            total += tokens;
            if !seen.insert(hasher.finish()) {
                cached = total;
            }
        }
        cached.min(total.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::Prefixes;

    #[test]
    fn a_repeated_prefix_is_cached_and_a_changed_one_is_not() {
        let prefixes = Prefixes::default();
        let part = |text: &str| (text.to_owned(), 10);
        assert_eq!(prefixes.cached("m", &[part("系统"), part("one")]), 0);
        assert_eq!(prefixes.cached("m", &[part("系统"), part("one")]), 19);
        assert_eq!(
            prefixes.cached("m", &[part("系统"), part("one"), part("two")]),
            20
        );
        assert_eq!(prefixes.cached("m", &[part("other"), part("one")]), 0);
        assert_eq!(prefixes.cached("n", &[part("系统"), part("one")]), 0);
    }
}
