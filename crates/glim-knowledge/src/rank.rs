//! Joining what was found by words and by meaning into one order, with the reasons.
//!
//! Scores of the two halves have nothing in common but that more is better, so each becomes a share of 1 first: words
//! come as one (`words/search.rs`), a cosine by where it lies between the usual and the best (cosines of one model are
//! all high). Adding shares was measured better than joining by ranks (docs/adr/0011).

use std::collections::HashMap;

use crate::{ChunkKey, SourceKey, VectorHit, WordHit};

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
            words: 0.55,
            meaning: 0.45,
        }
    }
}

/// What one half says about a chunk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Its place in the list of that half, from 0.
    pub rank: usize,
    /// That of [`WordHit`], or the cosine.
    pub score: f32,
    /// The score as a share of 1.
    pub share: f32,
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

/// One list of two, the best first. Both come sorted, the best first; either may be empty. `usual` is the cosine of a text
/// that has nothing to do with what was asked.
#[must_use]
pub fn fuse(words: &[WordHit], meaning: &[VectorHit], usual: f32, weights: Weights) -> Vec<Hit> {
    let mut hits: HashMap<ChunkKey, Hit> = HashMap::new();
    let least = meaning.last().map_or(usual, |hit| hit.score.min(usual));
    for (rank, hit) in words.iter().enumerate() {
        let part = Part {
            rank,
            score: hit.score,
            share: hit.score,
        };
        let chunk = hit.chunk;
        let hit = hits.entry(chunk).or_insert_with(|| Hit::new(chunk));
        hit.score += part.share * weights.words;
        hit.words = Some(part);
    }
    let meaning = meaning.iter().map(|hit| (hit.chunk, hit.score));
    for (chunk, part) in shares(meaning, least) {
        let hit = hits.entry(chunk).or_insert_with(|| Hit::new(chunk));
        hit.score += part.share * weights.meaning;
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

/// A source found, by the best that each half found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceHit {
    /// The source.
    pub source: SourceKey,
    /// From 0 to the sum of the weights.
    pub score: f32,
    /// Its chunks, the best first.
    pub chunks: Vec<Hit>,
}

/// The sources of `hits`, the best first. Its words may stand in one chunk of a source and its meaning in another: a
/// source counts by the best share of each.
#[must_use]
pub fn by_source(
    hits: &[Hit],
    weights: Weights,
    source_of: impl Fn(ChunkKey) -> Option<SourceKey>,
) -> Vec<SourceHit> {
    let mut places: HashMap<SourceKey, usize> = HashMap::new();
    let mut sources: Vec<SourceHit> = Vec::new();
    for hit in hits {
        let Some(source) = source_of(hit.chunk) else {
            continue;
        };
        let place = *places.entry(source).or_insert(sources.len());
        match sources.get_mut(place) {
            Some(held) => held.chunks.push(*hit),
            None => sources.push(SourceHit {
                source,
                score: 0.0,
                chunks: vec![*hit],
            }),
        }
    }
    for source in &mut sources {
        let best = |part: fn(&Hit) -> Option<Part>| {
            let shares = source.chunks.iter().filter_map(part).map(|part| part.share);
            shares.fold(0.0, f32::max)
        };
        source.score =
            best(|hit| hit.words) * weights.words + best(|hit| hit.meaning) * weights.meaning;
    }
    sources.sort_by(|one, other| {
        let by_score = other.score.total_cmp(&one.score);
        by_score.then(one.source.cmp(&other.source))
    });
    sources
}

/// Each score as a share of the way from `least` to the best, which is 1; so is everything when there is no way.
fn shares(
    list: impl Iterator<Item = (ChunkKey, f32)> + Clone,
    least: f32,
) -> impl Iterator<Item = (ChunkKey, Part)> {
    let width = list.clone().next().map_or(0.0, |(_, most)| most - least);
    list.enumerate().map(move |(rank, (chunk, score))| {
        let share = if width > 0.0 {
            (score - least) / width
        } else {
            1.0
        };
        (chunk, Part { rank, score, share })
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
            alone: *score,
            around: *score,
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
        let words = words(&[(1, 1.0), (2, 0.75), (3, 0.5)]);
        let meaning = meaning(&[(4, 0.9), (2, 0.88), (5, 0.8)]);
        let hits = fuse(&words, &meaning, 0.8, Weights::default());
        let order: Vec<u64> = hits.iter().map(|hit| hit.chunk.0).collect();
        assert_eq!(order, [2, 1, 4, 3, 5]);
        let of_words = hits[0].words.unwrap();
        assert_eq!(
            (of_words.rank, of_words.score, of_words.share),
            (1, 0.75, 0.75)
        );
        let of_meaning = hits[0].meaning.unwrap();
        assert_eq!((of_meaning.rank, of_meaning.score), (1, 0.88));
        assert!((of_meaning.share - 0.8).abs() < 1e-5);
        assert!(hits[2].words.is_none());
    }

    #[test]
    fn one_half_alone_keeps_its_order() {
        let words = words(&[(9, 1.0), (1, 0.6), (5, 0.6)]);
        let hits = fuse(&words, &[], 0.0, Weights::default());
        assert_eq!(
            hits.iter().map(|hit| hit.chunk.0).collect::<Vec<_>>(),
            [9, 1, 5]
        );
        let one = meaning(&[(7, 0.8)]);
        assert!(
            fuse(&[], &one, 0.8, Weights::default())[0].score > 0.4,
            "a list of one is the best there is"
        );
        assert!(fuse(&[], &[], 0.0, Weights::default()).is_empty());
    }

    #[test]
    fn a_source_counts_by_the_best_of_each_half() {
        let words = words(&[(10, 1.0), (20, 0.9), (11, 0.1)]);
        let meaning = meaning(&[(21, 0.9), (11, 0.85), (10, 0.8)]);
        let hits = fuse(&words, &meaning, 0.8, Weights::default());
        let of = |chunk: ChunkKey| (chunk.0 < 90).then_some(SourceKey(chunk.0 / 10));
        let sources = by_source(&hits, Weights::default(), of);
        let order: Vec<u64> = sources.iter().map(|hit| hit.source.0).collect();
        assert_eq!(order, [2, 1], "words in chunk 20, meaning in chunk 21");
        assert_eq!(sources[0].chunks.len(), 2);
        assert!(
            sources[0]
                .chunks
                .is_sorted_by(|one, next| one.score >= next.score)
        );
        assert!((sources[0].score - (0.9 * 0.55 + 0.45)).abs() < 1e-5);
        assert!(by_source(&hits, Weights::default(), |_| None).is_empty());
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
            let hits = fuse(&words(&one), &meaning(&other), 0.0, Weights::default());
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
