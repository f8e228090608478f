//! Holds the sentences of an answer against the passages they name. Deterministic and local: nothing is asked of anyone.
//!
//! `claims.rs` finds the sentences that claim something (`idle.rs`: those that do not), `numbers.rs` and `facts.rs` what must agree exactly, `terms.rs` the
//! words, `turned.rs` whether a claim is turned round, and `verdict.rs` weighs it against the sentences of its passages. What is measured of it stands in
//! `tests.rs`, on labelled claims in both languages.

mod claims;
mod facts;
mod idle;
mod numbers;
mod terms;
mod turned;
mod verdict;

use glim_markdown::Block;

pub(super) use claims::{Sentence, sentences};

use super::{Claim, ClaimVerdict, Evidence};

/// How alike two texts are in meaning, from -1 to 1; none without a model.
pub(super) type Likeness<'a> = dyn Fn(&str, &[&str]) -> Option<Vec<f32>> + 'a;

/// A passage by its number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given<'a> {
    pub(super) number: u32,
    pub(super) text: &'a str,
}

/// All claims of an answer, each with its verdict. Marks with other numbers than the passages have are no citations.
pub(super) fn check(blocks: &[Block], given: &[Given<'_>], likeness: &Likeness<'_>) -> Vec<Claim> {
    let weights = terms::Weights::of(given.iter().map(|it| it.text));
    sentences(blocks)
        .into_iter()
        .filter(|sentence| sentence.is_claim)
        .map(|sentence| claim(sentence, given, &weights, likeness))
        .collect()
}

fn claim(
    sentence: Sentence,
    given: &[Given<'_>],
    weights: &terms::Weights,
    likeness: &Likeness<'_>,
) -> Claim {
    let is_given = |number: u32| given.iter().any(|it| it.number == number);
    let own: Vec<_> = sentence
        .marks
        .iter()
        .filter(|mark| is_given(mark.number))
        .collect();
    let mut numbers: Vec<u32> = Vec::new();
    for mark in &own {
        if !numbers.contains(&mark.number) {
            numbers.push(mark.number);
        }
    }
    let occurrences = own.iter().map(|mark| mark.occurrence).collect();
    let named: Vec<Given<'_>> = given
        .iter()
        .filter(|it| numbers.contains(&it.number))
        .copied()
        .collect();
    let mut claim = Claim {
        text: sentence.text,
        numbers,
        occurrences,
        verdict: ClaimVerdict::Uncited,
        evidence: Vec::new(),
        missing: Vec::new(),
    };
    if named.is_empty() {
        return claim;
    }
    let weighed = verdict::weigh(&claim.text, &named, weights, likeness);
    claim.verdict = if weighed.holds {
        ClaimVerdict::Supported
    } else {
        ClaimVerdict::Unsupported
    };
    claim.missing = weighed.missing;
    claim.evidence = weighed
        .evidence
        .into_iter()
        .map(|(number, quote)| Evidence { number, quote })
        .collect();
    claim
}

#[cfg(test)]
mod tests;
