//! Joining what was found by words and by meaning into one order, with the reasons.
//!
//! Scores of the two halves have nothing in common but that more is better: each is first stretched from 0 (the worst
//! of its list) to 1 (the best). Measured better than joining by ranks (docs/adr/0009).

use std::collections::HashMap;

use crate::{ChunkKey, VectorHit, WordHit};

/// How much each half counts. They need not sum to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// For words.
    pub words: f32,
    /// For meaning.
    pub meaning: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            words: 0.5,
            meaning: 0.5,
        }
    }
}

/// What one half says about a chunk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Its place in the list of that half, from 0.
    pub rank: usize,
    /// BM25 or cosine.
    pub score: f32,
}

/// A chunk found, and why. Which words were matched and where is said by [`crate::Query::places_in`] of its text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The chunk.
    pub chunk: ChunkKey,
    /// From 0 to the sum of the weights.
    pub score: f32,
    /// What the words say, if they found it.
    pub words: Option<Part>,
    /// What the meaning says, if it found it.
    pub meaning: Option<Part>,
}

/// One list of two, the best first. Both come sorted, the best first; either may be empty.
#[must_use]
pub fn fuse(words: &[WordHit], meaning: &[VectorHit], weights: Weights) -> Vec<Hit> {
    let words = words.iter().map(|hit| (hit.chunk, hit.score));
    let meaning = meaning.iter().map(|hit| (hit.chunk, hit.score));
    let mut hits: HashMap<ChunkKey, Hit> = HashMap::new();
    for (chunk, share, part) in stretched(words) {
        let hit = hits.entry(chunk).or_insert_with(|| Hit::new(chunk));
        hit.score += share * weights.words;
        hit.words = Some(part);
    }
    for (chunk, share, part) in stretched(meaning) {
        let hit = hits.entry(chunk).or_insert_with(|| Hit::new(chunk));
        hit.score += share * weights.meaning;
        hit.meaning = Some(part);
    }
    let mut hits: Vec<Hit> = hits.into_values().collect();
    hits.sort_unstable_by(|one, other| {
        let by_score = other.score.total_cmp(&one.score);
        by_score.then(one.chunk.cmp(&other.chunk))
    });
    hits
}

impl Hit {
    fn new(chunk: ChunkKey) -> Self {
        Self {
            chunk,
            score: 0.0,
            words: None,
            meaning: None,
        }
    }
}

/// Each score from 0 (the least of the list) to 1 (the most); a list of equals is all 1.
fn stretched(
    list: impl DoubleEndedIterator<Item = (ChunkKey, f32)> + Clone,
) -> impl Iterator<Item = (ChunkKey, f32, Part)> {
    let most = list.clone().next().map_or(0.0, |(_, score)| score);
    let least = list.clone().next_back().map_or(0.0, |(_, score)| score);
    let width = most - least;
    list.enumerate().map(move |(rank, (chunk, score))| {
        let share = if width > 0.0 {
            (score - least) / width
        } else {
            1.0
        };
        (chunk, share, Part { rank, score })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(list: &[(u64, f32)]) -> Vec<WordHit> {
        let hit = |(chunk, score): &(u64, f32)| WordHit {
            chunk: ChunkKey(*chunk),
            score: *score,
        };
        list.iter().map(hit).collect()
    }

    fn meaning(list: &[(u64, f32)]) -> Vec<VectorHit> {
        let hit = |(chunk, score): &(u64, f32)| VectorHit {
            chunk: ChunkKey(*chunk),
            score: *score,
        };
        list.iter().map(hit).collect()
    }

    #[test]
    fn what_both_halves_find_comes_first_and_says_why() {
        let words = words(&[(1, 20.0), (2, 15.0), (3, 10.0)]);
        let meaning = meaning(&[(4, 0.9), (2, 0.88), (5, 0.8)]);
        let hits = fuse(&words, &meaning, Weights::default());
        let order: Vec<u64> = hits.iter().map(|hit| hit.chunk.0).collect();
        assert_eq!(order, [2, 1, 4, 3, 5]);
        assert_eq!(
            hits[0].words,
            Some(Part {
                rank: 1,
                score: 15.0
            })
        );
        assert_eq!(
            hits[0].meaning,
            Some(Part {
                rank: 1,
                score: 0.88
            })
        );
        assert!(hits[1].meaning.is_none());
    }

    #[test]
    fn one_half_alone_keeps_its_order() {
        let words = words(&[(9, 3.0), (1, 2.0), (5, 2.0)]);
        let hits = fuse(&words, &[], Weights::default());
        assert_eq!(
            hits.iter().map(|hit| hit.chunk.0).collect::<Vec<_>>(),
            [9, 1, 5]
        );
        let one = meaning(&[(7, 0.8)]);
        assert!(
            fuse(&[], &one, Weights::default())[0].score > 0.4,
            "a list of one is the best there is"
        );
        assert!(fuse(&[], &[], Weights::default()).is_empty());
    }

    proptest! {
        #[test]
        fn each_chunk_is_there_once_and_in_order(
            mut one in proptest::collection::vec((0..40_u64, 0.0_f32..9.0), 0..30),
            mut other in proptest::collection::vec((0..40_u64, -1.0_f32..1.0), 0..30),
        ) {
            for list in [&mut one, &mut other] {
                list.sort_by_key(|(key, _)| *key);
                list.dedup_by_key(|(key, _)| *key);
                list.sort_by(|one, other| other.1.total_cmp(&one.1));
            }
            let hits = fuse(&words(&one), &meaning(&other), Weights::default());
            prop_assert!(hits.is_sorted_by(|one, next| one.score >= next.score));
            let mut keys: Vec<u64> = hits.iter().map(|hit| hit.chunk.0).collect();
            let mut all: Vec<u64> = one.iter().chain(&other).map(|(key, _)| *key).collect();
            keys.sort_unstable();
            all.sort_unstable();
            all.dedup();
            prop_assert_eq!(keys, all);
        }
    }
}
