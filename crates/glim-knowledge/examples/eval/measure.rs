//! The usual measures of a ranking.

use std::collections::HashMap;

use glim_knowledge::ChunkKey;

use crate::Lists;
use crate::set::Set;

/// Means over all queries.
#[derive(Debug, Default)]
pub(crate) struct Measures {
    pub(crate) ndcg: f32,
    pub(crate) recall: f32,
    /// Mean of one over the place of the first relevant document.
    pub(crate) rank: f32,
}

impl Measures {
    pub(crate) fn of(set: &Set, lists: &Lists) -> Self {
        let mut sum = Self::default();
        let none = HashMap::new();
        for (query, list) in set.queries.iter().zip(lists) {
            let relevant = set.relevant.get(&query.id).unwrap_or(&none);
            let grade = |document: &usize| {
                let document = set.documents.get(*document);
                let grade = document.and_then(|document| relevant.get(&document.id));
                grade.copied().unwrap_or_default()
            };
            let grades: Vec<f32> = list.iter().map(|(document, _)| grade(document)).collect();
            let mut ideal: Vec<f32> = relevant.values().copied().collect();
            ideal.sort_by(|one, other| other.total_cmp(one));
            let best = gain(&ideal);
            let count = ideal.iter().filter(|grade| **grade > 0.0).count();
            if count == 0 {
                continue;
            }
            sum.ndcg += gain(&grades) / best;
            let found = grades.iter().take(10).filter(|grade| **grade > 0.0).count();
            sum.recall += as_float(found) / as_float(count);
            let first = grades.iter().position(|grade| *grade > 0.0);
            sum.rank += first.map_or(0.0, |place| 1.0 / as_float(place + 1));
        }
        let share = 1.0 / as_float(set.queries.len().max(1));
        Self {
            ndcg: sum.ndcg * share,
            recall: sum.recall * share,
            rank: sum.rank * share,
        }
    }
}

fn gain(grades: &[f32]) -> f32 {
    let places = grades.iter().take(10).enumerate();
    places
        .map(|(place, grade)| grade / as_float(place + 2).log2())
        .sum()
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^24")]
pub(crate) fn as_float(count: usize) -> f32 {
    count as f32
}

pub(crate) fn key(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

pub(crate) fn index(chunk: ChunkKey) -> usize {
    usize::try_from(chunk.0).unwrap_or(usize::MAX)
}
