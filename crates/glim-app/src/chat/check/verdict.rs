//! Weighs one claim against the sentences of the passages it names. What must agree exactly decides against it; else the
//! share of its words that they have, or its likeness in meaning, decides for it.

use std::collections::HashSet;

use super::{
    Given, Likeness,
    facts::{self, OPPOSITES},
    numbers::{self, Number},
    terms::{self, Term, Weights, is_wide},
};

/// Sentences that one claim may rest on.
const MOST_EVIDENCE: usize = 3;
/// A further sentence must bring this share of the claim's weight.
const WORTH_MORE: f32 = 0.12;
/// What a number weighs in the choice of sentences.
const NUMBER: f32 = 3.0;
/// Chosen on the tuning half of the labelled claims: the share of words that is enough by itself, the one that is enough
/// with a likeness, and the likenesses that are.
const ENOUGH: f32 = 0.62;
const SOME: f32 = 0.34;
const ALIKE: f32 = 0.90;
const ALIKE_ABROAD: f32 = 0.85;
/// A claim shares so little with a passage in another language that only its meaning can be weighed.
const ABROAD: f32 = 0.25;
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
    values: HashSet<String>,
}

pub(super) fn weigh(
    claim: &str,
    named: &[Given<'_>],
    weights: &Weights,
    likeness: &Likeness<'_>,
) -> Weighed {
    let candidates: Vec<Candidate<'_>> = named.iter().flat_map(candidates).collect();
    let own: HashSet<Term> = terms::terms(claim).into_iter().collect();
    let counted = numbers::numbers(claim);
    let mut chosen = choose(&own, &counted, &candidates, weights);
    let alike = by_meaning(claim, &candidates, &chosen, likeness);
    if let Some((best, _)) = alike
        && (chosen.is_empty() || share(&own, &chosen, &candidates, weights) < ABROAD)
    {
        chosen = vec![best];
    }
    let evidence: Vec<&Candidate<'_>> =
        chosen.iter().filter_map(|at| candidates.get(*at)).collect();
    let share = share(&own, &chosen, &candidates, weights);
    let missing = missing(claim, &counted, &evidence, named);
    let turned = is_turned(claim, &evidence);
    let likeness = alike.map_or(0.0, |(_, likeness)| likeness);
    let is_abroad = evidence.iter().any(|it| script(it.text) != script(claim)) && share < ABROAD;
    let is_said = share >= ENOUGH
        || (share >= SOME && likeness >= ALIKE)
        || (is_abroad && likeness >= ALIKE_ABROAD);
    Weighed {
        holds: is_said && missing.is_empty() && !turned,
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
        values: numbers::numbers(text)
            .into_iter()
            .map(|it| it.value)
            .collect(),
    };
    terms::split(given.text)
        .into_iter()
        .map(candidate)
        .collect()
}

/// The sentences that together have most of the claim, the best first.
fn choose(
    own: &HashSet<Term>,
    numbers: &[Number],
    candidates: &[Candidate<'_>],
    weights: &Weights,
) -> Vec<usize> {
    let total = own.iter().map(|term| weights.of_term(term)).sum::<f32>()
        + numbers.iter().map(|_| NUMBER).sum::<f32>();
    let mut chosen: Vec<usize> = Vec::new();
    let mut left_terms = own.clone();
    let mut left_values: HashSet<&String> = numbers.iter().map(|it| &it.value).collect();
    while chosen.len() < MOST_EVIDENCE {
        let gain = |candidate: &Candidate<'_>| {
            let words = left_terms.intersection(&candidate.terms);
            let values = left_values
                .iter()
                .filter(|value| candidate.values.contains(**value));
            words.map(|term| weights.of_term(term)).sum::<f32>()
                + values.map(|_| NUMBER).sum::<f32>()
        };
        let best = candidates
            .iter()
            .enumerate()
            .map(|(at, candidate)| (at, gain(candidate)))
            .max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)));
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
        left_terms.retain(|term| !candidate.terms.contains(term));
        left_values.retain(|value| !candidate.values.contains(*value));
        chosen.push(at);
    }
    chosen
}

/// Which share of the claim's words the chosen sentences have, by weight.
fn share(
    own: &HashSet<Term>,
    chosen: &[usize],
    candidates: &[Candidate<'_>],
    weights: &Weights,
) -> f32 {
    let total: f32 = own.iter().map(|term| weights.of_term(term)).sum();
    if total <= 0.0 {
        return 0.0;
    }
    let evidence: Vec<&Candidate<'_>> =
        chosen.iter().filter_map(|at| candidates.get(*at)).collect();
    let has = |term: &&Term| evidence.iter().any(|it| it.terms.contains(*term));
    own.iter()
        .filter(has)
        .map(|term| weights.of_term(term))
        .sum::<f32>()
        / total
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
    let likenesses = likeness(claim, &texts)?;
    read.into_iter()
        .zip(likenesses)
        .max_by(|one, other| one.1.total_cmp(&other.1))
}

/// Numbers and names of the claim that its evidence does not have, or has otherwise.
fn missing(
    claim: &str,
    numbers: &[Number],
    evidence: &[&Candidate<'_>],
    named: &[Given<'_>],
) -> Vec<String> {
    let has = |value: &str| evidence.iter().any(|it| it.values.contains(value));
    let mut missing: Vec<String> = numbers
        .iter()
        .filter(|number| !has(&number.value))
        .map(|number| number.written.clone())
        .collect();
    missing.extend(unpaired(claim, evidence));
    let words: HashSet<String> = named
        .iter()
        .flat_map(|it| {
            it.text
                .split(|it: char| !it.is_alphanumeric() || is_wide(it))
        })
        .map(str::to_lowercase)
        .collect();
    let is_same_script = evidence.iter().all(|it| script(it.text) == script(claim));
    for name in facts::names(claim) {
        let is_known = words.contains(&name)
            || words.contains(name.trim_end_matches('s'))
            || name.split('-').all(|part| words.contains(part));
        if !is_known && is_same_script {
            missing.push(name);
        }
    }
    missing.dedup();
    missing
}

/// Numbers that the evidence has, but of something else: the clause that says most of the claim's clause counts the
/// same thing otherwise.
fn unpaired(claim: &str, evidence: &[&Candidate<'_>]) -> Vec<String> {
    let clauses: Vec<&str> = evidence.iter().flat_map(|it| clauses(it.text)).collect();
    let mut wrong = Vec::new();
    for own in self::clauses(claim) {
        let numbers = numbers::numbers(own);
        if numbers.is_empty() {
            continue;
        }
        let own_terms: HashSet<Term> = terms::terms(own).into_iter().collect();
        let best = clauses.iter().map(|clause| {
            let theirs: HashSet<Term> = terms::terms(clause).into_iter().collect();
            let shared = own_terms.intersection(&theirs).count();
            let values = numbers::numbers(clause);
            let same = numbers
                .iter()
                .filter(|it| values.iter().any(|value| value.value == it.value))
                .count();
            (shared * 2 + same * 2, values)
        });
        let Some((shared, values)) = best.max_by_key(|(shared, _)| *shared) else {
            continue;
        };
        if shared == 0 {
            continue;
        }
        wrong.extend(
            numbers
                .iter()
                .filter(|it| is_otherwise(it, &numbers, &values))
                .map(|it| it.written.clone()),
        );
    }
    wrong
}

fn is_otherwise(number: &Number, own: &[Number], theirs: &[Number]) -> bool {
    let is_there = theirs.iter().any(|it| it.value == number.value);
    !is_there
        && theirs
            .iter()
            .any(|it| it.unit == number.unit && own.iter().all(|mine| mine.value != it.value))
}

fn clauses(text: &str) -> impl Iterator<Item = &str> {
    text.split(['，', '；', ';', '、', '\t'])
        .flat_map(|part| part.split(", "))
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" while "))
        .filter(|part| part.chars().any(char::is_alphanumeric))
}

/// Whether the claim says the opposite of its best sentence, or says the same of others: denial on one side only, words
/// of opposite meaning, names in another order.
fn is_turned(claim: &str, evidence: &[&Candidate<'_>]) -> bool {
    let Some(best) = evidence.first() else {
        return false;
    };
    if script(best.text) != script(claim) {
        return false;
    }
    let near = nearest(claim, best.text);
    (facts::denials(claim) % 2 == 1) != (facts::denials(&near) % 2 == 1)
        || is_opposite(claim, best.text)
        || is_swapped(claim, best.text)
}

/// The clauses of a sentence that share words with the claim: a denial in another clause is none of this one.
fn nearest(claim: &str, sentence: &str) -> String {
    let own: HashSet<Term> = terms::terms(claim).into_iter().collect();
    let shares = |clause: &&str| {
        terms::terms(clause)
            .iter()
            .filter(|term| own.contains(*term))
            .count()
            >= 2
    };
    let near: Vec<&str> = clauses(sentence).filter(shares).collect();
    if near.is_empty() {
        sentence.to_owned()
    } else {
        near.join("，")
    }
}

fn is_opposite(claim: &str, sentence: &str) -> bool {
    let has = |text: &str, words: &[&str]| words.iter().any(|word| holds(text, word));
    OPPOSITES.iter().any(|(one, other)| {
        let (a, b) = (has(claim, one), has(claim, other));
        let (c, d) = (has(sentence, one), has(sentence, other));
        (a && !b && d && !c) || (b && !a && c && !d)
    })
}

/// Chinese words anywhere, Latin ones whole, in any of their forms.
fn holds(text: &str, word: &str) -> bool {
    if word.chars().all(is_wide) {
        return text.contains(word);
    }
    let low = text.to_lowercase();
    let wanted = terms::stem(word);
    low.split(|it: char| !it.is_alphanumeric() || is_wide(it))
        .any(|found| found == word || terms::stem(found) == wanted)
}

/// The same words, but two of them changed places: `A beat B`. A passive on one side only turns them rightly.
fn is_swapped(claim: &str, sentence: &str) -> bool {
    let is_passive = |text: &str| {
        text.contains('被') || text.contains('由') || text.contains('受') || holds(text, "by")
    };
    if is_passive(claim) != is_passive(sentence) {
        return false;
    }
    let own = ordered(claim);
    let theirs = ordered(sentence);
    let places: Vec<usize> = own
        .iter()
        .filter_map(|word| theirs.iter().position(|it| it == word))
        .collect();
    let is_close =
        places.len() >= 3 && places.len() + 1 >= own.len() && places.len() + 2 >= theirs.len();
    is_close
        && places.first() > places.last()
        && places
            .windows(2)
            .filter(|pair| pair.first() > pair.last())
            .count()
            <= 2
}

/// The words in order, Chinese by single characters without particles.
fn ordered(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for character in text.chars().chain(std::iter::once(' ')) {
        if character.is_alphanumeric() && !is_wide(character) {
            word.extend(character.to_lowercase());
            continue;
        }
        if !word.is_empty() {
            words.extend(terms::terms(&std::mem::take(&mut word)));
        }
        if is_wide(character) && !"的了是在和与及也都就而并为以于被把将".contains(character)
        {
            words.push(character.to_string());
        }
    }
    words
}

/// Whether a text is mostly Chinese.
fn script(text: &str) -> bool {
    let wide = text.chars().filter(|it| is_wide(*it)).count();
    let words = text
        .split_whitespace()
        .filter(|it| it.chars().any(|it| it.is_ascii_alphabetic()))
        .count();
    wide > words
}
