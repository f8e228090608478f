//! Cuts text into the words it can be found by, and remembers where each stood.
//!
//! Scripts without spaces (Chinese, Japanese, Korean, Thai …) become every pair of neighbours and the last character of
//! each run, so that any part of a run is a phrase of tokens and a single character is the beginning of some token.
//! Other words lose case, width and accents, and English endings. Emoji stand for themselves.

use std::ops::Range;

use tantivy::tokenizer::{Token as IndexToken, TokenStream, Tokenizer};

use super::stems::Stems;
use super::units::{Class, Unit, Units};

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
    let mut stems = Stems::default();
    let mut reading = Reading::of(text, &mut stems);
    let mut written = String::new();
    std::iter::from_fn(|| {
        let piece = reading.next(&mut written)?;
        Some(Token {
            text: written.clone(),
            kind: piece.kind,
            place: piece.place,
            whole: piece.has_whole.then(|| reading.whole.clone()),
            first_end: piece.first_end,
        })
    })
    .collect()
}

/// A text that is being cut. It goes on token by token and needs no memory for one: an index of millions asks for billions.
#[derive(Debug)]
struct Reading<'text> {
    units: Units<'text>,
    stems: &'text mut Stems,
    /// Was read too early: something before it ends there.
    held: Option<Unit>,
    word: Word,
    /// The last word before its ending was taken off.
    whole: String,
    dense: Option<Unit>,
}

/// What a token is besides its text.
#[derive(Debug)]
struct Piece {
    kind: Kind,
    place: Range<usize>,
    first_end: usize,
    has_whole: bool,
}

impl<'text> Reading<'text> {
    fn of(text: &'text str, stems: &'text mut Stems) -> Self {
        Self {
            units: Units::of(text),
            stems,
            held: None,
            word: Word::default(),
            whole: String::new(),
            dense: None,
        }
    }

    /// The next token, its text written in the place of what `written` held.
    fn next(&mut self, written: &mut String) -> Option<Piece> {
        written.clear();
        loop {
            let Some(unit) = self.held.take().or_else(|| self.units.next()) else {
                let last = self
                    .dense
                    .take()
                    .map(|last| last.alone(Kind::Last, written));
                return last.or_else(|| self.finish(written));
            };
            if unit.class != Class::Dense
                && let Some(last) = self.dense.take()
            {
                self.held = Some(unit);
                return Some(last.alone(Kind::Last, written));
            }
            if (unit.class != Class::Word || self.word.characters == LONGEST)
                && let Some(word) = self.finish(written)
            {
                self.held = Some(unit);
                return Some(word);
            }
            match unit.class {
                Class::Break => {}
                Class::Symbol => return Some(unit.alone(Kind::Word, written)),
                Class::Word => self.word.add(&unit),
                Class::Dense => {
                    let pair = self.dense.take().map(|first| first.pair(&unit, written));
                    self.dense = Some(unit);
                    if pair.is_some() {
                        return pair;
                    }
                }
            }
        }
    }

    fn finish(&mut self, written: &mut String) -> Option<Piece> {
        self.word.finish(written, &mut self.whole, self.stems)
    }
}

/// A word that is being read.
#[derive(Debug, Default)]
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

    /// The word, if there is one; the next begins after it. `whole` becomes what it was before its ending was taken off.
    fn finish(
        &mut self,
        written: &mut String,
        whole: &mut String,
        stems: &mut Stems,
    ) -> Option<Piece> {
        if self.characters == 0 {
            return None;
        }
        self.characters = 0;
        std::mem::swap(whole, &mut self.text);
        self.text.clear();
        if whole.bytes().all(|byte| byte.is_ascii_lowercase()) {
            stems.add(whole, written);
        } else {
            written.push_str(whole);
        }
        Some(Piece {
            kind: Kind::Word,
            place: self.place.clone(),
            first_end: self.first_end,
            has_whole: true,
        })
    }
}

impl Unit {
    fn alone(self, kind: Kind, written: &mut String) -> Piece {
        self.text.add_to(written);
        Piece {
            kind,
            first_end: self.place.end,
            place: self.place,
            has_whole: false,
        }
    }

    fn pair(self, next: &Self, written: &mut String) -> Piece {
        let mut pair = self.alone(Kind::Pair, written);
        next.text.add_to(written);
        pair.place.end = next.place.end;
        pair
    }
}

/// The same cutting, as tantivy calls it.
#[derive(Debug, Clone, Default)]
pub(super) struct Cutter {
    stems: Stems,
}

/// The tokens of one text on their way into the index.
#[derive(Debug)]
pub(super) struct Stream<'text> {
    reading: Reading<'text>,
    next_position: usize,
    current: IndexToken,
}

impl Tokenizer for Cutter {
    type TokenStream<'text> = Stream<'text>;

    fn token_stream<'text>(&'text mut self, text: &'text str) -> Stream<'text> {
        Stream {
            reading: Reading::of(text, &mut self.stems),
            next_position: 0,
            current: IndexToken::default(),
        }
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        let Some(piece) = self.reading.next(&mut self.current.text) else {
            return false;
        };
        self.current.offset_from = piece.place.start;
        self.current.offset_to = piece.place.end;
        self.current.position = self.next_position;
        self.next_position += 1;
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
