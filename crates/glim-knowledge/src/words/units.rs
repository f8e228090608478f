//! The characters of a text as words are made of them: without case, width and accents, and told apart by whether their script
//! puts spaces between words.

use std::{ops::Range, str::CharIndices};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Break,
    Word,
    Dense,
    Symbol,
}

/// A character of the text with the marks that belong to it, folded.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) text: Folded,
    pub(super) class: Class,
    /// Its bytes in the text.
    pub(super) place: Range<usize>,
}

/// What a character becomes; nearly always one, which needs no memory of its own.
#[derive(Debug)]
pub(super) enum Folded {
    None,
    One(char),
    More(String),
}

impl Folded {
    pub(super) fn add_to(&self, text: &mut String) {
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

/// The characters of a text, each folded; marks and what is not seen vanish into the character before.
#[derive(Debug)]
pub(super) struct Units<'text> {
    text: &'text str,
    rest: CharIndices<'text>,
    after_letter: bool,
}

impl<'text> Units<'text> {
    pub(super) fn of(text: &'text str) -> Self {
        Self {
            text,
            rest: text.char_indices(),
            after_letter: false,
        }
    }

    /// Whether an apostrophe that ends at `end` stands within a word: `CDC's` is `CDC`, but `don't` is one word.
    fn joins(&self, end: usize) -> bool {
        let mut next = self.text.get(end..).unwrap_or_default().chars();
        let letter = next.next().filter(|it| it.is_alphanumeric());
        let ends = next.next().is_none_or(|it| !it.is_alphanumeric());
        letter.is_some_and(|it| !(ends && matches!(it, 's' | 'S')))
    }
}

impl Iterator for Units<'_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        loop {
            let (at, character) = self.rest.next()?;
            let end = at + character.len_utf8();
            let joins = is_apostrophe(character) && self.after_letter && self.joins(end);
            if joins || is_unseen(character) {
                continue;
            }
            let (text, class) = folded(character);
            self.after_letter = class == Class::Word;
            let place = at..end;
            return Some(Unit { text, class, place });
        }
    }
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
