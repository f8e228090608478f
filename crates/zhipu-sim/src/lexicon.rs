//! Words of a text, and how well texts answer a question by the words they share. No model: plain
//! counting, so that equal questions get equal answers and near texts get near scores.

use std::collections::HashMap;

use crate::language::is_han;

/// Words that say nothing of what a text is about.
const EMPTY_WORDS: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "by", "do", "does", "for", "from", "how", "i", "in",
    "is", "it", "of", "on", "or", "that", "the", "this", "to", "was", "what", "when", "which",
    "who", "with", "you", "的", "了", "是", "在", "和", "吗", "呢",
];
/// Saturation and length weight of BM25, at their usual values.
const K1: f64 = 1.2;
const B: f64 = 0.75;

/// The words of a text in order, in lower case: Latin and other words whole, Chinese as single
/// characters and as pairs. Words that say nothing are left out unless there are no others.
pub(crate) fn words(text: &str) -> Vec<String> {
    let all = all_words(text);
    let telling: Vec<String> = all
        .iter()
        .filter(|word| !EMPTY_WORDS.contains(&word.as_str()))
        .cloned()
        .collect();
    if telling.is_empty() { all } else { telling }
}

fn all_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before: Option<char> = None;
    for c in text.chars().flat_map(char::to_lowercase) {
        let han = is_han(c);
        if (han || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(stem(std::mem::take(&mut word)));
        }
        if han {
            if let Some(before) = before {
                words.push(format!("{before}{c}"));
            }
            words.push(c.to_string());
        } else if c.is_alphanumeric() {
            word.push(c);
        }
        before = han.then_some(c);
    }
    if !word.is_empty() {
        words.push(stem(word));
    }
    words
}

/// Takes the plural off, so that "bicycles" finds "bicycle".
fn stem(word: String) -> String {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 3 && word.is_ascii() && !stem.ends_with('s') => stem.to_owned(),
        _ => word,
    }
}

/// How well each text answers a question: BM25 over these texts, without an upper bound.
pub(crate) fn scores(question: &str, texts: &[&str]) -> Vec<f64> {
    let documents: Vec<Counted> = texts.iter().map(|text| Counted::of(text)).collect();
    let count = float(documents.len());
    let lengths: f64 = documents.iter().map(|document| document.length).sum();
    let average = (lengths / count.max(1.0)).max(1.0);
    let asked = Counted::of(question);
    let mut sums = vec![0.0; documents.len()];
    for (word, times) in &asked.counts {
        let holders = documents
            .iter()
            .filter(|document| document.counts.contains_key(word));
        let holders = float(holders.count());
        let rarity = (1.0 + (count - holders + 0.5) / (holders + 0.5)).ln();
        for (sum, document) in sums.iter_mut().zip(&documents) {
            let found = document.counts.get(word).copied().unwrap_or(0.0);
            let norm = K1 * (1.0 - B + B * document.length / average);
            *sum += times.sqrt() * rarity * found * (K1 + 1.0) / (found + norm);
        }
    }
    sums
}

/// The same between 0 and 1: which part of the question's words a text holds, and, a little, how
/// often. Does not depend on the other texts, so it can be compared with a threshold.
pub(crate) fn share(question: &str, text: &str) -> f64 {
    let (asked, document) = (Counted::of(question), Counted::of(text));
    let (mut held, mut all) = (0.0, 0.0);
    for (word, times) in &asked.counts {
        // Pairs of characters and long words tell more than single characters.
        let weight = times.sqrt() * float(word.chars().count().min(6)).sqrt();
        all += weight;
        let found = document.counts.get(word).copied().unwrap_or(0.0);
        held += weight * (found / (found + 0.2));
    }
    if all > 0.0 { held / all } else { 0.0 }
}

struct Counted {
    counts: HashMap<String, f64>,
    length: f64,
}

impl Counted {
    fn of(text: &str) -> Self {
        let words = words(text);
        let length = float(words.len());
        let mut counts = HashMap::new();
        for word in words {
            *counts.entry(word).or_insert(0.0) += 1.0;
        }
        Self { counts, length }
    }
}

/// A count as a number to reckon with; beyond 32 bits nothing is counted here.
pub(crate) fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::{scores, share, words};

    #[test]
    fn words_are_told_apart_in_both_languages() {
        assert_eq!(words("Red Bicycles!"), ["red", "bicycle"]);
        assert_eq!(words("年假10天"), ["年", "年假", "假", "10", "天"]);
        assert_eq!(words("the of"), ["the", "of"], "never nothing of something");
        assert_eq!(words("🙂 …"), Vec::<String>::new());
        assert_eq!(words("שלום עולם"), ["שלום", "עולם"]);
    }

    #[test]
    fn the_text_that_shares_the_rare_words_is_first() {
        let texts = [
            "boil water first",
            "cats sleep a lot",
            "steep the tea for three minutes",
        ];
        let found = scores("how long to steep tea", &texts);
        assert!(found[2] > found[0] && found[0] >= found[1], "{found:?}");
        assert!(scores("", &texts).iter().all(|score| *score < 1e-9));
        assert!(scores("x", &[]).is_empty());
    }

    #[test]
    fn a_share_is_between_nothing_and_all() {
        assert!(share("年假几天", "完全无关") < 1e-9);
        let half = share("年假几天", "年假为十天");
        let more = share("年假几天", "年假几天？年假为十天");
        assert!(0.0 < half && half < more && more <= 1.0, "{half} {more}");
        assert!(share("", "x") < 1e-9);
    }
}
