//! Words: where sentences end, what of a text carries meaning, and how rare that is among the passages.

use std::collections::{HashMap, HashSet};

/// A word or a pair of Chinese characters that carries meaning.
pub(super) type Term = String;

/// Whether a character belongs to a script that is written without blanks between words.
pub(super) fn is_wide(character: char) -> bool {
    matches!(character,
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The places behind each full stop with the brackets and quotation marks that close there, and line ends.
pub(super) fn sentence_ends(text: &str) -> Vec<usize> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let at = |index: usize| characters.get(index).map(|(_, character)| *character);
    let mut ends = Vec::new();
    let mut index = 0;
    while let Some(character) = at(index) {
        let stops = match character {
            '。' | '！' | '？' | '!' | '?' | '\n' => true,
            '.' => is_full_stop(&characters, index),
            _ => false,
        };
        index += 1;
        if !stops {
            continue;
        }
        while at(index).is_some_and(closes) {
            index += 1;
        }
        ends.push(
            characters
                .get(index)
                .map_or(text.len(), |(place, _)| *place),
        );
    }
    ends
}

fn closes(character: char) -> bool {
    matches!(
        character,
        '。' | '！'
            | '？'
            | '!'
            | '?'
            | '.'
            | '"'
            | '\''
            | '”'
            | '’'
            | ')'
            | '）'
            | ']'
            | '】'
            | '」'
            | '』'
            | '》'
    )
}

/// A point that ends a sentence, not one of a number, an abbreviation, an initial or an address.
fn is_full_stop(characters: &[(usize, char)], index: usize) -> bool {
    const SHORT: [&str; 24] = [
        "mr", "mrs", "ms", "dr", "prof", "st", "no", "vs", "etc", "e.g", "i.e", "fig", "eq", "sec",
        "cf", "al", "inc", "ltd", "jan", "feb", "aug", "sept", "oct", "approx",
    ];
    let at = |index: usize| characters.get(index).map(|(_, character)| *character);
    let next = at(index + 1);
    if next.is_some_and(|next| !next.is_whitespace() && !closes(next)) {
        // A sentence in Chinese may follow at once; a letter or digit means that the word goes on.
        return next.is_some_and(is_wide)
            && !index
                .checked_sub(1)
                .and_then(at)
                .is_some_and(|it| it.is_ascii_digit());
    }
    let word: String = characters
        .get(..index)
        .unwrap_or_default()
        .iter()
        .rev()
        .map(|(_, character)| *character)
        .take_while(|it| it.is_alphanumeric() || *it == '.')
        .collect();
    let word: String = word.chars().rev().collect::<String>().to_lowercase();
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    let goes_on = characters
        .iter()
        .skip(index + 1)
        .map(|(_, it)| *it)
        .find(|it| !it.is_whitespace());
    let begins = goes_on.is_none_or(|it| !it.is_lowercase());
    begins && !is_initial && !SHORT.contains(&word.as_str())
}

/// The sentences of a text, trimmed, without empty ones.
pub(super) fn split(text: &str) -> Vec<&str> {
    let mut ends = sentence_ends(text);
    ends.push(text.len());
    let mut from = 0;
    let mut sentences = Vec::with_capacity(ends.len());
    for end in ends {
        let sentence = text.get(from..end).unwrap_or_default().trim();
        if sentence.chars().any(char::is_alphanumeric) {
            sentences.push(sentence);
        }
        from = from.max(end);
    }
    sentences
}

/// The parts of a sentence between commas and the like.
pub(super) fn clauses(text: &str) -> impl Iterator<Item = &str> {
    text.split(['，', '；', ';', '、', '\t'])
        .flat_map(|part| part.split(", "))
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" while "))
        .filter(|part| part.chars().any(char::is_alphanumeric))
}

/// Whether a text is mostly written without blanks between words.
pub(super) fn is_chinese(text: &str) -> bool {
    let wide = text.chars().filter(|it| is_wide(*it)).count();
    let is_word = |it: &&str| it.chars().any(|it| it.is_ascii_alphabetic());
    wide > text.split_whitespace().filter(is_word).count()
}

/// The terms of a text in order: words by their stem, Chinese by pairs. Numbers are facts, not terms.
pub(super) fn terms(text: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut word = String::new();
    let mut before: Option<char> = None;
    let mut is_alone = false;
    for character in text.chars().chain(std::iter::once(' ')) {
        if is_wide(character) {
            end_word(&mut word, &mut terms);
            if is_particle(character) {
                before = None;
                continue;
            }
            if let Some(before) = before {
                terms.push([before, character].iter().collect());
                is_alone = false;
            } else {
                is_alone = true;
            }
            before = Some(character);
            continue;
        }
        if is_alone && let Some(alone) = before {
            terms.push(alone.to_string());
        }
        is_alone = false;
        before = None;
        if character.is_alphabetic() {
            word.extend(character.to_lowercase());
        } else if !matches!(character, '\'' | '’' | '\u{301}') {
            end_word(&mut word, &mut terms);
        }
    }
    terms
}

fn end_word(word: &mut String, terms: &mut Vec<Term>) {
    if !word.is_empty() {
        if !is_common(word) {
            terms.push(stem(word));
        }
        word.clear();
    }
}

/// A rough stem: enough that plural, past and `-ing` meet.
pub(super) fn stem(word: &str) -> String {
    let count = word.chars().count();
    let cut = |ending: &str, least: usize| {
        word.strip_suffix(ending)
            .filter(|_| count >= least + ending.len())
    };
    let mut stem = if let Some(start) = cut("ies", 2) {
        format!("{start}y")
    } else if let Some(start) = cut("sses", 2) {
        format!("{start}ss")
    } else if word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        word.to_owned()
    } else {
        let endings = [
            ("ations", 3),
            ("ation", 3),
            ("ing", 3),
            ("edly", 3),
            ("ed", 3),
            ("ers", 3),
            ("er", 4),
            ("es", 3),
            ("ly", 4),
            ("s", 2),
            ("ment", 4),
        ];
        let found = endings
            .iter()
            .find_map(|(ending, least)| cut(ending, *least));
        found.unwrap_or(word).to_owned()
    };
    // `stopped` and `stop`, `make` and `making`.
    let mut tail = stem.chars().rev();
    if let (Some(last), Some(second)) = (tail.next(), tail.next())
        && stem.chars().count() > 3
        && ((last == second && !matches!(last, 'l' | 's' | 'e')) || last == 'e')
    {
        stem.pop();
    }
    stem
}

/// Words that tell nothing about what a sentence is about.
const COMMON: &str = "a an the and or of to in on at by for with from as is are was were be been being it its this that these \
     those there their they he she his her him them we our you your i my which who whom whose what when where \
     while than then so such also but if into about over under between after before has have had do does did will \
     would can could may might should shall must not no according states says said passage document however \
     therefore both each per through during s t one ones own st nd rd th";

fn is_common(word: &str) -> bool {
    COMMON.split(' ').any(|common| common == word)
}

/// Characters that join words and say nothing themselves; numerals are counted, not compared.
fn is_particle(character: char) -> bool {
    const JOINING: &str =
        "的了是在和与及也都就而并为以于被把将这那其之有等所由对从到向该此则或且着过个据按";
    const NUMERALS: &str = "一二三四五六七八九十两百千万亿零〇";
    JOINING.contains(character) || NUMERALS.contains(character)
}

/// How much each term tells, by how rare it is in the sentences of the passages.
#[derive(Debug)]
pub(super) struct Weights {
    sentences: f32,
    by_term: HashMap<Term, f32>,
}

impl Weights {
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut by_term: HashMap<Term, f32> = HashMap::new();
        let mut sentences = 0.0;
        for text in texts {
            for sentence in split(text) {
                sentences += 1.0;
                let own: HashSet<Term> = terms(sentence).into_iter().collect();
                for term in own {
                    *by_term.entry(term).or_default() += 1.0;
                }
            }
        }
        Self { sentences, by_term }
    }

    /// From a half, for what is everywhere, upwards.
    pub(super) fn of_term(&self, term: &str) -> f32 {
        let found = self.by_term.get(term).copied().unwrap_or(0.0);
        0.5 + ((self.sentences + 1.0) / (found + 1.0)).ln().min(3.0)
    }
}
