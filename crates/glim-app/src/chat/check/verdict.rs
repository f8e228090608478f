//! Weighs one claim against the sentences of the passages it names. What must agree exactly decides against it; else the
//! share of it that they have, or its likeness in meaning, decides for it.

use std::collections::HashSet;

use super::{
    Given, Likeness,
    facts::{self, OPPOSITES},
    numbers::{self, Number},
    terms::{self, Term, Weights, is_wide},
    turned,
};

/// Sentences that one claim may rest on.
const MOST_EVIDENCE: usize = 3;
/// A further sentence must bring this share of the claim's weight.
const WORTH_MORE: f32 = 0.12;
/// What a number weighs in the choice of sentences, and in the share of a claim that they have.
const NUMBER: f32 = 3.0;
const NUMBER_SHARE: f32 = 2.0;
/// What each character of a pair counts that stands in the sentence alone.
const ALONE: f32 = 0.35;
/// Chosen on the tuning claims: the share that is enough by itself, the one that is enough with a likeness, and the
/// likenesses that are, within a language and between two.
const ENOUGH: f32 = 0.5;
const SOME: f32 = 0.3;
const ALIKE: f32 = 0.92;
const ALIKE_ABROAD: f32 = 0.86;
/// Numbers that make a claim in another language sure enough without a model.
const SURE_NUMBERS: usize = 3;
/// Most sentences that a model reads for one claim.
const MOST_READ: usize = 24;

/// How a claim stands.
#[derive(Debug, Default)]
pub(super) struct Weighed {
    pub(super) holds: bool,
    /// The sentences it was held against, by the number of their passage.
    pub(super) evidence: Vec<(u32, String)>,
    /// What it has that they do not.
    pub(super) missing: Vec<String>,
}

struct Candidate<'a> {
    number: u32,
    text: &'a str,
    terms: HashSet<Term>,
    numbers: Vec<Number>,
    implied: Vec<&'static str>,
}

impl Candidate<'_> {
    fn has(&self, number: &Number) -> bool {
        let mut same = self
            .numbers
            .iter()
            .filter(|it| it.value == number.value)
            .peekable();
        if same.peek().is_none() {
            return self.implied.contains(&number.value.as_str());
        }
        same.any(|it| numbers::fit(it, number))
    }
}

/// The claim in its parts.
struct Own {
    terms: HashSet<Term>,
    numbers: Vec<Number>,
}

pub(super) fn weigh(
    claim: &str,
    named: &[Given<'_>],
    weights: &Weights,
    likeness: &Likeness<'_>,
) -> Weighed {
    let candidates: Vec<Candidate<'_>> = named.iter().flat_map(candidates).collect();
    let own = Own {
        terms: terms::terms(claim).into_iter().collect(),
        numbers: numbers::numbers(claim),
    };
    let mut chosen = choose(&own, &candidates, weights);
    let is_wide_claim = terms::is_chinese(claim);
    let alike = by_meaning(claim, &candidates, &chosen, likeness);
    let abroad = |at: &usize| {
        candidates
            .get(*at)
            .is_some_and(|it| terms::is_chinese(it.text) != is_wide_claim)
    };
    // Between two languages numbers may agree by chance: the meaning finds the sentence.
    if let Some((best, _)) = alike
        && (chosen.is_empty() || chosen.iter().all(abroad))
    {
        chosen.retain(|at| *at != best);
        chosen.insert(0, best);
        chosen.truncate(MOST_EVIDENCE);
    }
    let is_abroad = chosen.first().is_some_and(abroad);
    let evidence: Vec<&Candidate<'_>> =
        chosen.iter().filter_map(|at| candidates.get(*at)).collect();
    let share = share(&own, &evidence, weights);
    let missing = missing(claim, &own, &evidence, named);
    let is_turned = !is_abroad
        && evidence
            .first()
            .is_some_and(|best| turned::is_turned(claim, best.text, share));
    let likeness = alike.map_or(0.0, |(_, likeness)| likeness);
    let found = own
        .numbers
        .iter()
        .filter(|it| evidence.iter().any(|its| its.has(it)))
        .count();
    let is_said = share >= ENOUGH
        || (share >= SOME && likeness >= ALIKE)
        || (is_abroad && (likeness >= ALIKE_ABROAD || found >= SURE_NUMBERS));
    Weighed {
        holds: is_said && missing.is_empty() && !is_turned,
        evidence: evidence
            .iter()
            .map(|it| (it.number, it.text.to_owned()))
            .collect(),
        missing,
    }
}

fn candidates<'a>(given: &Given<'a>) -> Vec<Candidate<'a>> {
    let number = given.number;
    let candidate = |text: &'a str| Candidate {
        number,
        text,
        terms: terms::terms(text).into_iter().collect(),
        numbers: numbers::numbers(text),
        implied: numbers::implied(text),
    };
    terms::split(given.text)
        .into_iter()
        .map(candidate)
        .collect()
}

/// The sentences that together have most of the claim, the best first.
fn choose(own: &Own, candidates: &[Candidate<'_>], weights: &Weights) -> Vec<usize> {
    let numbers = own.numbers.iter().map(|_| NUMBER).sum::<f32>();
    let total = own.terms.iter().map(|it| weights.of_term(it)).sum::<f32>() + numbers;
    let mut chosen: Vec<usize> = Vec::new();
    let mut terms = own.terms.clone();
    let mut numbers: Vec<&Number> = own.numbers.iter().collect();
    while chosen.len() < MOST_EVIDENCE {
        let gain = |candidate: &Candidate<'_>| {
            let words = terms.intersection(&candidate.terms);
            let values = numbers.iter().filter(|it| candidate.has(it));
            words.map(|it| weights.of_term(it)).sum::<f32>() + values.map(|_| NUMBER).sum::<f32>()
        };
        let gains = candidates.iter().enumerate().map(|(at, it)| (at, gain(it)));
        let best = gains.max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)));
        let least = if chosen.is_empty() {
            0.0
        } else {
            total * WORTH_MORE
        };
        let Some((at, candidate)) = best
            .filter(|(_, gain)| *gain > least)
            .and_then(|(at, _)| Some((at, candidates.get(at)?)))
        else {
            break;
        };
        terms.retain(|it| !candidate.terms.contains(it));
        numbers.retain(|it| !candidate.has(it));
        chosen.push(at);
    }
    chosen
}

/// Which share of the claim the sentences have, by weight.
fn share(own: &Own, evidence: &[&Candidate<'_>], weights: &Weights) -> f32 {
    let count =
        |numbers: usize| f32::from(u16::try_from(numbers).unwrap_or(u16::MAX)) * NUMBER_SHARE;
    let total =
        own.terms.iter().map(|it| weights.of_term(it)).sum::<f32>() + count(own.numbers.len());
    if total <= 0.0 {
        return 0.0;
    }
    let found = own
        .numbers
        .iter()
        .filter(|it| evidence.iter().any(|its| its.has(it)))
        .count();
    let words = own
        .terms
        .iter()
        .map(|it| weights.of_term(it) * credit(it, evidence));
    (words.sum::<f32>() + count(found)) / total
}

/// Whether the sentences have a term: whole, in part, or another word of the same direction.
fn credit(term: &str, evidence: &[&Candidate<'_>]) -> f32 {
    if evidence.iter().any(|it| it.terms.contains(term)) {
        return 1.0;
    }
    if term.chars().all(is_wide) && term.chars().count() == 2 {
        let there = |it: &char| evidence.iter().any(|its| its.text.contains(*it));
        return term.chars().filter(there).map(|_| ALONE).sum();
    }
    let sides = OPPOSITES.iter().flat_map(|(one, other)| [one, other]);
    let mut own = sides.filter(|side| side.iter().any(|it| terms::stem(it) == term || *it == term));
    let is_said = own.any(|side| {
        let has = |word: &&str| evidence.iter().any(|it| facts::holds(it.text, word));
        side.iter().any(has)
    });
    f32::from(u8::from(is_said))
}

/// The sentence most alike in meaning, and how much.
fn by_meaning(
    claim: &str,
    candidates: &[Candidate<'_>],
    chosen: &[usize],
    likeness: &Likeness<'_>,
) -> Option<(usize, f32)> {
    let mut read: Vec<usize> = chosen.to_vec();
    read.extend((0..candidates.len()).filter(|at| !chosen.contains(at)));
    read.truncate(MOST_READ);
    let texts: Vec<&str> = read
        .iter()
        .filter_map(|at| candidates.get(*at))
        .map(|it| it.text)
        .collect();
    if texts.is_empty() {
        return None;
    }
    let likenesses = likeness(claim, &texts)?;
    read.into_iter()
        .zip(likenesses)
        .max_by(|one, other| one.1.total_cmp(&other.1))
}

/// Numbers and names of the claim that its evidence does not have, or has of something else.
fn missing(
    claim: &str,
    own: &Own,
    evidence: &[&Candidate<'_>],
    named: &[Given<'_>],
) -> Vec<String> {
    let numbers = own.numbers.iter();
    let mut missing: Vec<String> = numbers
        .filter(|number| !evidence.iter().any(|it| it.has(number)))
        .map(|number| number.written.clone())
        .collect();
    for wrong in unpaired(claim, evidence) {
        if !missing.contains(&wrong) {
            missing.push(wrong);
        }
    }
    let is_chinese = terms::is_chinese(claim);
    if evidence
        .iter()
        .any(|it| terms::is_chinese(it.text) != is_chinese)
    {
        // Names are written otherwise in another language.
        return missing;
    }
    let words: HashSet<String> = named
        .iter()
        .flat_map(|it| {
            it.text
                .split(|it: char| !it.is_alphanumeric() || is_wide(it))
        })
        .map(str::to_lowercase)
        .collect();
    for name in facts::names(claim) {
        let is_known = words.contains(&name)
            || words.contains(name.trim_end_matches('s'))
            || name.split('-').all(|part| words.contains(part));
        if !is_known && !missing.contains(&name) {
            missing.push(name);
        }
    }
    missing
}

/// Numbers that the evidence has, but of something else: the clause that says most of the claim's clause counts the
/// same thing otherwise.
fn unpaired(claim: &str, evidence: &[&Candidate<'_>]) -> Vec<String> {
    let theirs: Vec<(HashSet<Term>, Vec<Number>)> = evidence
        .iter()
        .flat_map(|it| terms::clauses(it.text))
        .map(|clause| {
            (
                terms::terms(clause).into_iter().collect(),
                numbers::numbers(clause),
            )
        })
        .collect();
    let mut wrong = Vec::new();
    for clause in terms::clauses(claim) {
        let own = numbers::numbers(clause);
        let words: HashSet<Term> = terms::terms(clause).into_iter().collect();
        let score = |(terms, numbers): &(HashSet<Term>, Vec<Number>)| {
            let shared = words.intersection(terms).count();
            let is_there = |it: &&Number| numbers.iter().any(|its| its.value == it.value);
            let same = own.iter().filter(is_there).count();
            shared * 2 + same * if shared > 0 { 5 } else { 2 }
        };
        let best = theirs
            .iter()
            .rev()
            .max_by_key(|it| score(it))
            .filter(|it| score(it) > 0);
        let Some((_, numbers)) = best else { continue };
        let otherwise = own.iter().filter(|it| is_otherwise(it, &own, numbers));
        wrong.extend(otherwise.map(|it| it.written.clone()));
    }
    wrong
}

fn is_otherwise(number: &Number, own: &[Number], theirs: &[Number]) -> bool {
    let is_there = theirs.iter().any(|it| it.value == number.value);
    let counts_other =
        |it: &Number| it.unit == number.unit && own.iter().all(|mine| mine.value != it.value);
    !is_there && theirs.iter().any(counts_other)
}
