//! Cuts text into the words it can be found by, and remembers where each stood.
//! Scripts without spaces (Chinese, Japanese, Korean, Thai …) become every pair of neighbours and the last character of
//! each run, so that any part of a run is a phrase of tokens. Other words are folded: case, width, accents.
//! Emoji stand for themselves.

use std::{collections::VecDeque, iter::Peekable, str::CharIndices};

use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};

/// Longer words (base64, hashes) are cut into pieces of this many characters, in the text and in the query alike.
const LONGEST: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word of a script with spaces, or a number.
    Word,
    /// Two neighbours in a run without spaces.
    Pair,
    /// The last character of such a run.
    Last,
    /// An emoji or the like.
    Symbol,
}

/// A word as it is kept, and the bytes of the text it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Where its first character ends.
    pub(super) first_end: usize,
}

/// All tokens of `text`, separated by spaces: what the index keeps.
pub(super) fn joined(text: &str) -> String {
    let mut joined = String::with_capacity(text.len() * 2);
    for token in Tokens::new(text) {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(&token.text);
    }
    joined
}

/// The tokens of a text, in order.
pub(super) struct Tokens<'a> {
    units: Peekable<Units<'a>>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            units: Units::new(text).peekable(),
        }
    }

    fn dense(&mut self, first: Unit) -> Token {
        let second = self.units.peek().filter(|unit| unit.class == Class::Dense);
        let (kind, rest, end) = match second {
            Some(second) => (Kind::Pair, second.text.as_str(), second.end),
            None => (Kind::Last, "", first.end),
        };
        let mut text = first.text;
        text.push_str(rest);
        Token {
            text,
            kind,
            start: first.start,
            end,
            first_end: first.end,
        }
    }

    fn word(&mut self, first: Unit) -> Token {
        let mut token = Token {
            text: first.text,
            kind: Kind::Word,
            start: first.start,
            end: first.end,
            first_end: first.end,
        };
        for _ in 1..LONGEST {
            let Some(next) = self.units.next_if(|unit| unit.class == Class::Word) else {
                break;
            };
            token.text.push_str(&next.text);
            token.end = next.end;
        }
        token
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let first = self.units.next()?;
            return Some(match first.class {
                Class::Break => continue,
                Class::Dense => self.dense(first),
                Class::Word => self.word(first),
                Class::Symbol => Token {
                    text: first.text,
                    kind: Kind::Symbol,
                    start: first.start,
                    end: first.end,
                    first_end: first.end,
                },
            });
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Break,
    Word,
    Dense,
    Symbol,
}

/// One folded character with the marks that belong to it, and where it stood.
#[derive(Debug)]
struct Unit {
    text: String,
    class: Class,
    start: usize,
    end: usize,
}

struct Units<'a> {
    text: &'a str,
    chars: Peekable<CharIndices<'a>>,
    /// A character such as `㍿` or `ﬁ` folds to several.
    ready: VecDeque<Unit>,
}

impl<'a> Units<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            chars: text.char_indices().peekable(),
            ready: VecDeque::new(),
        }
    }

    /// Folds the character at `start` together with the marks after it.
    fn fold(&mut self, start: usize, first: char) {
        let mut end = start + first.len_utf8();
        while let Some((at, mark)) = self.chars.next_if(|(_, next)| joins(*next)) {
            end = at + mark.len_utf8();
        }
        let cluster = self.text.get(start..end).unwrap_or_default();
        let folded: String = cluster
            .nfkd()
            .flat_map(char::to_lowercase)
            .nfkd()
            .filter(|character| !is_dropped(*character))
            .nfc()
            .collect();
        for character in folded.chars() {
            match self.ready.back_mut() {
                Some(unit) if joins(character) => unit.text.push(character),
                _ => self.ready.push_back(unit(character, start, end)),
            }
        }
    }
}

fn unit(character: char, start: usize, end: usize) -> Unit {
    let class = classify(character);
    let mut text = String::with_capacity(8);
    match character {
        'ß' => text.push_str("ss"),
        'æ' => text.push_str("ae"),
        'œ' => text.push_str("oe"),
        'ø' => text.push('o'),
        'đ' => text.push('d'),
        'ł' => text.push('l'),
        'ı' => text.push('i'),
        'ς' => text.push('σ'),
        other => text.push(other),
    }
    Unit {
        text,
        class,
        start,
        end,
    }
}

impl Iterator for Units<'_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        loop {
            if let Some(unit) = self.ready.pop_front() {
                return Some(unit);
            }
            let (start, character) = self.chars.next()?;
            let marked = self.chars.peek().is_some_and(|(_, next)| joins(*next));
            if !marked && is_plain(character) {
                let lower = character.to_ascii_lowercase();
                return Some(unit(lower, start, start + character.len_utf8()));
            }
            self.fold(start, character);
        }
    }
}

/// Folding leaves these as they are, but for the case of ASCII.
fn is_plain(character: char) -> bool {
    character.is_ascii() || matches!(character, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// Marks (those of half-width kana too), vowels of a Korean syllable and variation selectors belong to the character before them.
fn joins(character: char) -> bool {
    !character.is_ascii()
        && (canonical_combining_class(character) != 0
            || matches!(character, '\u{1160}'..='\u{11ff}' | '\u{ff9e}'..='\u{ff9f}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}'))
}

/// Accents of Latin, Greek and Cyrillic, points of Hebrew, vowels of Arabic, its stretching line, variation selectors,
/// skin tones: people search without them. (Marks that make another letter, as in か/が or in Indian scripts, stay.)
fn is_dropped(character: char) -> bool {
    matches!(character,
        '\u{0300}'..='\u{036f}' | '\u{0591}'..='\u{05bd}' | '\u{05bf}'..='\u{05c7}' | '\u{0610}'..='\u{061a}'
        | '\u{0640}' | '\u{064b}'..='\u{065f}' | '\u{0670}' | '\u{06d6}'..='\u{06dc}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{1f3fb}'..='\u{1f3ff}')
}

fn classify(character: char) -> Class {
    match character {
        'a'..='z' | '0'..='9' => Class::Word,
        '\0'..='\u{7f}' => Class::Break,
        // Letters and marks only: the punctuation of these blocks ends a run.
        '\u{0e01}'..='\u{0e4e}'
        | '\u{0e81}'..='\u{0ecd}'
        | '\u{1000}'..='\u{1049}'
        | '\u{1780}'..='\u{17d3}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{3096}'
        | '\u{309d}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}'
        | '\u{3105}'..='\u{312f}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97c}'
        | '\u{1100}'..='\u{11ff}'
        | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Class::Dense,
        '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}' => Class::Symbol,
        other if other.is_alphanumeric() => Class::Word,
        _ => Class::Break,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn chinese_becomes_pairs_and_the_last_character() {
        assert_eq!(joined("我在北京。天"), "我在 在北 北京 京 天");
    }

    #[test]
    fn words_are_folded_and_numbers_kept() {
        assert_eq!(
            joined("Crème BRÛLÉE Straße ＧＰＴ-4 ﬁn İstanbul"),
            "creme brulee strasse gpt 4 fin istanbul"
        );
        assert_eq!(
            joined("e\u{301}te\u{301}"),
            "ete",
            "accents as characters of their own"
        );
    }

    #[test]
    fn mixed_scripts_stay_in_order() {
        assert_eq!(
            joined("用Rust写的GLM-4模型😀!"),
            "用 rust 写的 的 glm 4 模型 型 😀"
        );
        assert_eq!(
            joined("ｶﾞｽ 한국어 ㍿"),
            "ガス ス 한국 국어 어 株式 式会 会社 社"
        );
        assert_eq!(
            joined("\u{1112}\u{1161}\u{11ab}국"),
            "한국 국",
            "a Korean syllable in pieces"
        );
    }

    #[test]
    fn hebrew_and_arabic_are_found_without_their_points() {
        assert_eq!(joined("שָׁלוֹם مُحَمَّد"), "שלום محمد");
    }

    #[test]
    fn a_very_long_word_is_cut() {
        let lengths: Vec<usize> = Tokens::new(&"x".repeat(150))
            .map(|token| token.text.len())
            .collect();
        assert_eq!(lengths, [64, 64, 22]);
    }

    proptest! {
        #[test]
        fn tokens_stand_where_they_say(text in "\\PC{0,80}") {
            let mut before = 0;
            for token in Tokens::new(&text) {
                prop_assert!(token.start >= before && token.start < token.end, "in order and not empty");
                prop_assert!(token.first_end > token.start && token.first_end <= token.end);
                for at in [token.start, token.first_end, token.end] {
                    prop_assert!(text.is_char_boundary(at));
                }
                before = token.start;
            }
        }

        #[test]
        fn the_index_splits_the_tokens_where_we_did(text in "\\PC{0,80}") {
            let ours: Vec<String> = Tokens::new(&text).map(|token| token.text).collect();
            // What FTS5's `ascii` tokenizer does with our string.
            let line = joined(&text);
            let theirs: Vec<&str> = line
                .split(|character: char| character.is_ascii() && !character.is_ascii_alphanumeric())
                .filter(|token| !token.is_empty())
                .collect();
            prop_assert_eq!(ours, theirs);
        }
    }
}
