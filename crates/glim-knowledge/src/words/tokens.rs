//! Cuts text into the words it can be found by, and remembers where each stood.
//!
//! Scripts without spaces (Chinese, Japanese, Korean, Thai …) become every pair of neighbours and the last character of
//! each run, so that any part of a run is a phrase of tokens and a single character is the beginning of some token.
//! Other words lose case, width and accents, and English endings. Emoji stand for themselves.

use std::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};
use tantivy::tokenizer::{Token as IndexToken, TokenStream, Tokenizer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Longer words (base64, hashes) are cut into pieces of this many characters, in the text and in the query alike.
const LONGEST: usize = 64;

/// What a token was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word of a script with spaces, a number, or an emoji.
    Word,
    /// Two neighbours in a run without spaces.
    Pair,
    /// The last character of such a run.
    Last,
}

/// A word as it is kept, and the bytes of the text it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) kind: Kind,
    pub(super) place: Range<usize>,
    /// Before its ending was taken off; only of words.
    pub(super) whole: Option<String>,
    /// Where its first character ends.
    pub(super) first_end: usize,
}

/// All tokens of a text, in order.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    cut(text, true)
}

/// Only a query asks for whole words; an index of millions does without.
fn cut(text: &str, with_whole: bool) -> Vec<Token> {
    let stemmer = Stemmer::create(Algorithm::English);
    let mut tokens = Vec::new();
    let mut word = Word::default();
    let mut dense: Option<Unit> = None;
    for unit in units(text) {
        if unit.class != Class::Dense
            && let Some(last) = dense.take()
        {
            tokens.push(last.alone(Kind::Last));
        }
        if unit.class != Class::Word || word.characters == LONGEST {
            tokens.extend(word.finish(&stemmer, with_whole));
        }
        match unit.class {
            Class::Break => {}
            Class::Symbol => tokens.push(unit.alone(Kind::Word)),
            Class::Word => word.add(&unit),
            Class::Dense => {
                if let Some(first) = dense.take() {
                    tokens.push(first.pair(&unit));
                }
                dense = Some(unit);
            }
        }
    }
    tokens.extend(dense.map(|last| last.alone(Kind::Last)));
    tokens.extend(word.finish(&stemmer, with_whole));
    tokens
}

/// A word that is being read.
#[derive(Default)]
struct Word {
    text: String,
    characters: usize,
    place: Range<usize>,
    first_end: usize,
}

impl Word {
    fn add(&mut self, unit: &Unit) {
        if self.characters == 0 {
            self.place.start = unit.place.start;
            self.first_end = unit.place.end;
        }
        self.place.end = unit.place.end;
        self.characters += 1;
        unit.text.add_to(&mut self.text);
    }

    fn finish(&mut self, stemmer: &Stemmer, with_whole: bool) -> Option<Token> {
        if self.characters == 0 {
            return None;
        }
        let Self {
            text: whole,
            place,
            first_end,
            ..
        } = std::mem::take(self);
        let is_latin = whole.bytes().all(|byte| byte.is_ascii_lowercase());
        let (text, whole) = match (is_latin, with_whole) {
            (true, true) => (stemmer.stem(&whole).into_owned(), Some(whole)),
            (true, false) => (stemmer.stem(&whole).into_owned(), None),
            (false, true) => (whole.clone(), Some(whole)),
            (false, false) => (whole, None),
        };
        Some(Token {
            text,
            kind: Kind::Word,
            place,
            whole,
            first_end,
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Break,
    Word,
    Dense,
    Symbol,
}

/// A character of the text with the marks that belong to it, folded.
struct Unit {
    text: Folded,
    class: Class,
    place: Range<usize>,
}

/// What a character becomes; nearly always one, which needs no memory of its own.
enum Folded {
    None,
    One(char),
    More(String),
}

impl Folded {
    fn add_to(&self, text: &mut String) {
        match self {
            Self::None => {}
            Self::One(character) => text.push(*character),
            Self::More(characters) => text.push_str(characters),
        }
    }

    fn of(text: String) -> Self {
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (None, _) => Self::None,
            (Some(one), None) => Self::One(one),
            _ => Self::More(text),
        }
    }
}

impl Unit {
    fn alone(self, kind: Kind) -> Token {
        let mut text = String::new();
        self.text.add_to(&mut text);
        Token {
            first_end: self.place.end,
            text,
            kind,
            place: self.place,
            whole: None,
        }
    }

    fn pair(self, next: &Self) -> Token {
        let mut token = self.alone(Kind::Pair);
        next.text.add_to(&mut token.text);
        token.place.end = next.place.end;
        token
    }
}

/// The characters of a text, each folded; marks and what is not seen vanish into the character before.
fn units(text: &str) -> impl Iterator<Item = Unit> {
    let mut after_letter = false;
    text.char_indices().filter_map(move |(at, character)| {
        let joins = || {
            let rest = text.get(at + character.len_utf8()..).unwrap_or_default();
            let mut next = rest.chars();
            let letter = next.next().filter(|it| it.is_alphanumeric());
            // `CDC's` is `CDC`, but `don't` is one word.
            let ends = next.next().is_none_or(|it| !it.is_alphanumeric());
            letter.is_some_and(|it| !(ends && matches!(it, 's' | 'S')))
        };
        if is_unseen(character) || is_apostrophe(character) && after_letter && joins() {
            return None;
        }
        let (text, class) = folded(character);
        after_letter = class == Class::Word;
        Some(Unit {
            text,
            class,
            place: at..at + character.len_utf8(),
        })
    })
}

fn folded(character: char) -> (Folded, Class) {
    if character.is_ascii() {
        return if character.is_ascii_alphanumeric() {
            (Folded::One(character.to_ascii_lowercase()), Class::Word)
        } else {
            (Folded::None, Class::Break)
        };
    }
    // Ideographs are composed as they are.
    if matches!(character, '\u{4e00}'..='\u{9fff}') {
        return (Folded::One(character), Class::Dense);
    }
    let composed: String = std::iter::once(character).nfkc().collect();
    match composed.chars().next().map(class) {
        Some(Class::Dense) => (Folded::of(composed), Class::Dense),
        Some(Class::Word) => {
            let parts = composed
                .nfkd()
                .filter(|part| canonical_combining_class(*part) == 0);
            let text: String = parts
                .flat_map(char::to_lowercase)
                .filter(|it| it.is_alphanumeric())
                .collect();
            let class = if text.is_empty() {
                Class::Break
            } else {
                Class::Word
            };
            (Folded::of(text), class)
        }
        Some(Class::Symbol) => (Folded::of(composed), Class::Symbol),
        Some(Class::Break) | None => (Folded::None, Class::Break),
    }
}

fn class(character: char) -> Class {
    if is_dense(character) {
        Class::Dense
    } else if character.is_alphanumeric() {
        Class::Word
    } else if matches!(character, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}') {
        Class::Symbol
    } else {
        Class::Break
    }
}

/// Written without spaces between words.
fn is_dense(character: char) -> bool {
    matches!(
        character,
        '\u{e00}'..='\u{eff}' // Thai, Lao
            | '\u{1000}'..='\u{109f}' // Burmese
            | '\u{1780}'..='\u{17ff}' // Khmer
            | '\u{2e80}'..='\u{2fdf}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3040}'..='\u{312f}' // Kana, Bopomofo
            | '\u{31f0}'..='\u{31ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}' // Hangul
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

/// Marks over letters, joiners, choosers of a glyph, skin tones.
fn is_unseen(character: char) -> bool {
    if character.is_ascii() {
        return false;
    }
    matches!(
        character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{1f3fb}'..='\u{1f3ff}'
    ) || canonical_combining_class(character) != 0
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '\u{2019}')
}

/// The same cutting, as tantivy calls it.
#[derive(Debug, Clone, Default)]
pub(super) struct Cutter;

/// The tokens of one text on their way into the index.
#[derive(Debug)]
pub(super) struct Stream {
    tokens: std::vec::IntoIter<Token>,
    position: usize,
    current: IndexToken,
}

impl Tokenizer for Cutter {
    type TokenStream<'text> = Stream;

    fn token_stream(&mut self, text: &str) -> Stream {
        Stream {
            tokens: cut(text, false).into_iter(),
            position: 0,
            current: IndexToken::default(),
        }
    }
}

impl TokenStream for Stream {
    fn advance(&mut self) -> bool {
        let Some(token) = self.tokens.next() else {
            return false;
        };
        self.current = IndexToken {
            offset_from: token.place.start,
            offset_to: token.place.end,
            position: self.position,
            text: token.text,
            position_length: 1,
        };
        self.position += 1;
        true
    }

    fn token(&self) -> &IndexToken {
        &self.current
    }

    fn token_mut(&mut self) -> &mut IndexToken {
        &mut self.current
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn chinese_becomes_pairs_and_the_last_of_each_run() {
        assert_eq!(texts("违约责任"), ["违约", "约责", "责任", "任"]);
        assert_eq!(texts("第3章，GPT-4的"), ["第", "3", "章", "gpt", "4", "的"]);
        assert_eq!(
            texts("한국어 テスト"),
            ["한국", "국어", "어", "テス", "スト", "ト"]
        );
    }

    #[test]
    fn latin_words_lose_case_width_accents_and_endings() {
        assert_eq!(
            texts("Universities  naïve ＦＵＬＬ"),
            ["univers", "naiv", "full"]
        );
        assert_eq!(texts("the CDC's don't"), ["the", "cdc", "s", "dont"]);
        assert_eq!(
            texts("e\u{301}te\u{301} Straße ﬁne"),
            ["ete", "straße", "fine"]
        );
        assert_eq!(texts("Привет, МИР"), ["привет", "мир"]);
    }

    #[test]
    fn emoji_are_words_without_skin_and_joiners() {
        assert_eq!(texts("👍🏽 a👩\u{200d}👧b"), ["👍", "a", "👩", "👧", "b"]);
        assert!(texts("  \n，。!?'’").is_empty());
    }

    #[test]
    fn a_very_long_word_is_cut_into_pieces() {
        let long = "x1".repeat(100);
        assert!(
            texts(&long)
                .iter()
                .all(|piece| piece.chars().count() <= LONGEST)
        );
        assert_eq!(texts(&long).concat(), long);
    }

    proptest! {
        #[test]
        fn tokens_stand_in_order_on_whole_characters(text in "\\PC{0,60}|[a-zé 中文字数👍\u{301}'-]{0,60}") {
            let mut start = 0;
            for token in tokens(&text) {
                prop_assert!(text.get(token.place.clone()).is_some_and(|it| !it.is_empty()));
                prop_assert!(token.place.start >= start);
                prop_assert!(!token.text.is_empty());
                start = token.place.start;
            }
        }

        #[test]
        fn every_part_of_a_run_is_a_run_of_its_tokens(text in "[中文数据库检索]{2,20}", from in 0..10_usize, count in 2..10_usize) {
            let part: String = text.chars().skip(from).take(count).collect();
            if part.chars().count() >= 2 {
                let pairs: Vec<String> = tokens(&part).into_iter().filter(|it| it.kind == Kind::Pair).map(|it| it.text).collect();
                let all = texts(&text);
                prop_assert!(all.windows(pairs.len()).any(|window| window == pairs));
            }
        }
    }
}
