//! A rough tokenizer: cuts a text into pieces of the size that GLM models use (about 1.6 Chinese
//! characters or 4 Latin letters each). It gives streamed deltas and the counts of `usage`.

use crate::language::is_han;

/// Letters of one piece; longer words are cut, as real vocabularies do.
const WORD: usize = 8;
/// Chinese characters of one piece.
const HAN: usize = 2;
/// Digits or signs of one piece.
const RUN: usize = 3;
/// Blanks of one piece: code is indented by few tokens.
const BLANKS: usize = 12;

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Han,
    Letter,
    Digit,
    Blank,
    Break,
    Sign,
    /// Emoji and all else: a piece each.
    Other,
}

fn class(c: char) -> Class {
    match c {
        '\n' | '\r' => Class::Break,
        _ if c.is_whitespace() => Class::Blank,
        _ if c.is_ascii_digit() => Class::Digit,
        _ if c.is_ascii_punctuation() => Class::Sign,
        _ if is_han(c) => Class::Han,
        _ if c.is_alphanumeric() => Class::Letter,
        _ => Class::Other,
    }
}

fn longest(class: Class) -> usize {
    match class {
        Class::Han => HAN,
        Class::Letter => WORD,
        Class::Break | Class::Blank => BLANKS,
        Class::Digit | Class::Sign => RUN,
        Class::Other => 1,
    }
}

/// The pieces of a text in order; together they are the text, and none is empty.
pub(crate) fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(first_length(rest));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// The bytes of the first piece; a single blank before a word belongs to the word.
fn first_length(text: &str) -> usize {
    let mut chars = text.chars().peekable();
    let Some(first) = chars.next() else {
        return text.len();
    };
    let mut length = first.len_utf8();
    let mut kind = class(first);
    let mut count = 1;
    if first == ' ' && chars.peek().is_some_and(|&c| class(c) == Class::Letter) {
        kind = Class::Letter;
        count = 0;
    }
    for c in chars {
        if count >= longest(kind) || class(c) != kind {
            break;
        }
        length += c.len_utf8();
        count += 1;
    }
    length
}

/// How many tokens a text counts as.
pub(crate) fn count(text: &str) -> u64 {
    let mut total = 0;
    let mut rest = text;
    while !rest.is_empty() {
        rest = rest.split_at(first_length(rest)).1;
        total += 1;
    }
    total
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]
    use proptest::prelude::*;

    use super::{count, pieces};

    #[test]
    fn pieces_have_the_size_of_tokens() {
        assert_eq!(pieces("Hello, world"), ["Hello", ",", " world"]);
        assert_eq!(pieces("你好世界。"), ["你好", "世界", "。"]);
        assert_eq!(pieces("```rust\n\n"), ["```", "rust", "\n\n"]);
        assert_eq!(pieces("שלום 🙂👍"), ["שלום", " ", "🙂", "👍"]);
    }

    proptest! {
        #[test]
        fn pieces_together_are_the_text(text in "\\PC{0,80}|[ 你好a1\\n🙂ש`]{0,80}") {
            let cut = pieces(&text);
            prop_assert_eq!(cut.concat(), text.clone());
            prop_assert!(cut.iter().all(|piece| !piece.is_empty()));
            prop_assert_eq!(u64::try_from(cut.len()).unwrap(), count(&text));
        }
    }
}
