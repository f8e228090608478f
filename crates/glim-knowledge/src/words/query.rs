//! What a person typed, as words to look for.
//!
//! Plain words may occur; those that do, and the rarer they are, decide the order. `"words in quotes"` must stand
//! together, `-word` must not occur, `heading:word` and `name:word` must stand there, `word*` is a beginning. A sign
//! that makes no sense is taken as a space: nothing a person types is an error.

use std::ops::Range;

use super::tokens::{Kind, Token, tokens};

/// Where a word may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The text of the chunk.
    Text,
    /// The headings above it.
    Heading,
    /// The name of its source.
    Name,
}

/// Words that stand together; one word is the usual case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    /// Everywhere, if none is named.
    pub(super) field: Option<Field>,
    pub(super) tokens: Vec<String>,
    /// The last token is only a beginning.
    pub(super) open: bool,
}

/// What to look for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    pub(super) wanted: Vec<Phrase>,
    pub(super) required: Vec<Phrase>,
    pub(super) refused: Vec<Phrase>,
    /// What is embedded: the text without refused words and signs.
    meaning: String,
}

impl Query {
    /// Reads what was typed. With `typing`, the last word may be unfinished.
    #[must_use]
    pub fn parse(text: &str, typing: bool) -> Self {
        let mut query = Self::default();
        let is_question = text.trim_end().ends_with(['?', '？']);
        let terms = if is_question {
            plain(text)
        } else {
            terms(text)
        };
        let count = terms.len();
        for (index, term) in terms.into_iter().enumerate() {
            query.add(&term, typing && index + 1 == count);
        }
        query.meaning.truncate(query.meaning.trim_end().len());
        query
    }

    /// True when no word can be looked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty() && self.required.is_empty()
    }

    /// The text to embed: what was typed without signs and refused words.
    #[must_use]
    pub fn meaning(&self) -> &str {
        &self.meaning
    }

    /// True when something must or must not occur, which holds for what is found by meaning too.
    #[must_use]
    pub fn has_conditions(&self) -> bool {
        !self.required.is_empty() || !self.refused.is_empty()
    }

    /// The wanted words that are whole and may stand anywhere; none where there are conditions, which hold for a chunk.
    pub(super) fn closed(&self) -> Vec<&str> {
        if self.has_conditions() {
            return Vec::new();
        }
        let whole = self.wanted.iter().filter(|phrase| !phrase.open);
        let words = whole.filter_map(|phrase| match phrase.tokens.as_slice() {
            [word] if phrase.field.is_none() => Some(word.as_str()),
            _ => None,
        });
        words.collect()
    }

    /// Where the looked-for words stand in a text, in order and without overlaps: what is marked, and why it was found.
    #[must_use]
    pub fn places_in(&self, text: &str) -> Vec<Range<usize>> {
        let tokens = tokens(text);
        let mut places: Vec<Range<usize>> = Vec::new();
        let phrases = self.wanted.iter().chain(&self.required);
        for phrase in phrases.filter(|phrase| !phrase.tokens.is_empty()) {
            let windows = tokens.windows(phrase.tokens.len());
            places.extend(windows.filter_map(|window| phrase.place(window)));
        }
        places.sort_by_key(|place| (place.start, place.end));
        let mut joined: Vec<Range<usize>> = Vec::new();
        for place in places {
            match joined.last_mut() {
                Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
                _ => joined.push(place),
            }
        }
        joined
    }

    fn add(&mut self, term: &Term<'_>, unfinished: bool) {
        let tokens = tokens(term.text);
        if !term.refused {
            self.meaning.push_str(term.text);
            self.meaning.push(' ');
        }
        if tokens.is_empty() {
            return;
        }
        if term.refused || term.quoted || term.field.is_some() {
            let phrase = phrase(term.field, &tokens, term.open);
            if term.refused {
                self.refused.push(phrase);
            } else {
                self.required.push(phrase);
            }
            return;
        }
        let last = tokens.len() - 1;
        for (index, token) in tokens.iter().enumerate() {
            let open = (term.open || unfinished) && index == last;
            let follows = index > 0 && is_pair(tokens.get(index - 1));
            // The last character of a longer run is in the pair before it.
            if token.kind == Kind::Last && follows {
                continue;
            }
            let single = std::slice::from_ref(token);
            self.wanted.push(phrase(None, single, open));
            if open && token.kind == Kind::Word {
                // The whole word counts more than words that begin like it.
                self.wanted.push(phrase(None, single, false));
            }
        }
    }
}

impl Phrase {
    fn place(&self, window: &[Token]) -> Option<Range<usize>> {
        let last = self.tokens.len() - 1;
        let mut end = 0;
        for (index, (token, wanted)) in window.iter().zip(&self.tokens).enumerate() {
            let open = self.open && index == last;
            let stands = token.text == *wanted || open && token.text.starts_with(wanted.as_str());
            let whole = token.whole.as_ref();
            let begins = open && whole.is_some_and(|whole| whole.starts_with(wanted.as_str()));
            if !stands && !begins {
                return None;
            }
            // A single character that begins a pair is marked alone.
            let one = wanted.chars().count() == 1;
            end = if open && token.kind == Kind::Pair && one {
                token.first_end
            } else {
                token.place.end
            };
        }
        Some(window.first()?.place.start..end)
    }
}

fn is_pair(token: Option<&Token>) -> bool {
    token.is_some_and(|token| token.kind == Kind::Pair)
}

/// A single character at the end is the beginning of a pair wherever another character follows; after a pair it is in
/// that pair already. A word whose end is open is looked for as it was typed, not by its stem.
fn phrase(field: Option<Field>, tokens: &[Token], open: bool) -> Phrase {
    let mut kept: Vec<&Token> = tokens.iter().collect();
    let after_pair = kept.len() > 1 && is_pair(kept.get(kept.len() - 2).copied());
    if kept.last().is_some_and(|last| last.kind == Kind::Last) && after_pair {
        kept.pop();
    }
    let ends_alone = kept.last().is_some_and(|last| last.kind == Kind::Last);
    let ends_in_pair = kept.last().is_some_and(|last| last.kind == Kind::Pair);
    let open = ends_alone || open && !ends_in_pair;
    let count = kept.len();
    let text = |(index, token): (usize, &Token)| match &token.whole {
        Some(whole) if open && index + 1 == count => beginning(&token.text, whole),
        _ => token.text.clone(),
    };
    Phrase {
        field,
        tokens: kept.into_iter().enumerate().map(text).collect(),
        open,
    }
}

/// The index holds stems: of a typed beginning, what its stem and itself have in common begins all of them.
fn beginning(stem: &str, whole: &str) -> String {
    let common = stem
        .chars()
        .zip(whole.chars())
        .take_while(|(one, other)| one == other);
    common.map(|(one, _)| one).collect()
}

/// One word or quoted part as it was typed.
struct Term<'a> {
    text: &'a str,
    field: Option<Field>,
    refused: bool,
    quoted: bool,
    open: bool,
}

fn terms(text: &str) -> Vec<Term<'_>> {
    let mut terms = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (term, after) = term(rest);
        terms.extend(term);
        rest = after.trim_start();
    }
    terms
}

/// The words of a text in which nothing is a sign.
fn plain(text: &str) -> Vec<Term<'_>> {
    let words = text.split_whitespace();
    let term = |text| Term {
        text,
        field: None,
        refused: false,
        quoted: false,
        open: false,
    };
    words.map(term).collect()
}

fn term(text: &str) -> (Option<Term<'_>>, &str) {
    let after_minus = text.strip_prefix(['-', '−', '－']);
    let refused = after_minus.is_some_and(|rest| rest.starts_with(|it: char| !it.is_whitespace()));
    let text = if refused {
        after_minus.unwrap_or(text)
    } else {
        text
    };
    let (field, text) = field(text);
    for (open, close) in [('"', '"'), ('“', '”'), ('「', '」')] {
        let inside = text.strip_prefix(open);
        let Some(inside) = inside else { continue };
        let (quoted, after) = inside.split_once(close).unwrap_or((inside, ""));
        if after.starts_with(|it: char| it.is_alphanumeric()) {
            break; // in the middle of a sentence, as Chinese is written
        }
        let term = Term {
            text: quoted,
            field,
            refused,
            quoted: true,
            open: false,
        };
        return (Some(term), after);
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, after) = text.split_at_checked(end).unwrap_or((text, ""));
    let open = word.ends_with(['*', '＊']);
    let word = word.trim_end_matches(['*', '＊']);
    let term = Term {
        text: word,
        field,
        refused,
        quoted: false,
        open,
    };
    ((!word.is_empty()).then_some(term), after)
}

fn field(text: &str) -> (Option<Field>, &str) {
    let names = [
        ("heading", Field::Heading),
        ("标题", Field::Heading),
        ("name", Field::Name),
        ("文件", Field::Name),
        ("text", Field::Text),
        ("正文", Field::Text),
    ];
    for (name, field) in names {
        let rest = text
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix([':', '：']));
        if let Some(rest) = rest.filter(|rest| rest.starts_with(|it: char| !it.is_whitespace())) {
            return (Some(field), rest);
        }
    }
    (None, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(phrases: &[Phrase]) -> Vec<String> {
        let shown = |phrase: &Phrase| {
            let open = if phrase.open { "*" } else { "" };
            format!("{}{open}", phrase.tokens.join(" "))
        };
        phrases.iter().map(shown).collect()
    }

    #[test]
    fn plain_words_are_wanted_one_by_one() {
        let query = Query::parse("What is 违约责任 ?", false);
        assert_eq!(texts(&query.wanted), ["what", "is", "违约", "约责", "责任"]);
        assert_eq!(query.meaning(), "What is 违约责任 ?");
        assert!(!query.has_conditions() && !query.is_empty());
    }

    #[test]
    fn quotes_fields_and_minus_are_conditions() {
        let query = Query::parse(
            "\"数据库 index\" -草稿 name:2023年报 −“old drafts” trees",
            false,
        );
        assert_eq!(texts(&query.required), ["数据 据库 库 index", "2023 年报"]);
        assert_eq!(texts(&query.refused), ["草稿", "old draft"]);
        assert_eq!(texts(&query.wanted), ["tree"]);
        assert_eq!(query.meaning(), "数据库 index 2023年报 trees");
    }

    #[test]
    fn quotes_and_signs_of_a_sentence_are_no_conditions() {
        for text in [
            "为什么会有“矮冬瓜”这个绰号",
            "“孔雀女”这一称呼",
            "What was named \"The Tesla\" in his honor?",
            "他叫“特斯拉”？",
            "Is text:plain -5 degrees?",
        ] {
            let query = Query::parse(text, false);
            assert!(!query.has_conditions(), "{text}");
            assert_eq!(query.meaning(), text);
        }
        let shown = texts(&Query::parse("叫“特斯拉”的", false).wanted);
        assert_eq!(shown, ["叫*", "特斯", "斯拉", "的*"]);
        assert!(Query::parse("名为 “特斯拉” 的人", false).has_conditions());
    }

    #[test]
    fn a_single_character_is_the_beginning_of_a_pair() {
        assert_eq!(texts(&Query::parse("龙", false).wanted), ["龙*"]);
        assert_eq!(texts(&Query::parse("\"B股\"", false).required), ["b 股*"]);
    }

    #[test]
    fn beginnings_are_by_star_or_while_typing() {
        assert_eq!(
            texts(&Query::parse("transfo*", false).wanted),
            ["transfo*", "transfo"]
        );
        assert_eq!(
            texts(&Query::parse("the univers", true).wanted),
            ["the", "univ*", "univ"]
        );
        assert_eq!(
            texts(&Query::parse("happily", true).wanted),
            ["happil*", "happili"]
        );
        assert_eq!(texts(&Query::parse("数据", true).wanted), ["数据"]);
    }

    #[test]
    fn signs_without_sense_are_spaces() {
        for text in ["", "  ", "-", "\"", "\"\"", "*", "- -", "：", "“", "-\"\""] {
            assert!(Query::parse(text, true).is_empty(), "{text:?}");
        }
        assert_eq!(texts(&Query::parse("a - b", false).wanted), ["a", "b"]);
        assert_eq!(
            texts(&Query::parse("\"open end", false).required),
            ["open end"]
        );
        assert_eq!(texts(&Query::parse("GPT-4", false).wanted), ["gpt", "4"]);
    }

    #[test]
    fn places_are_marked_in_the_text_as_it_stands() {
        let marked = |query: &str, text: &str| {
            let places = Query::parse(query, false).places_in(text);
            places
                .into_iter()
                .map(|place| text[place].to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            marked("违约责任", "乙方违约，违约责任见下"),
            ["违约", "违约责任"]
        );
        assert_eq!(
            marked("universities 龙", "A University. 龙年, 恐龙"),
            ["University", "龙", "龙"]
        );
        assert_eq!(
            marked("\"data base\"", "data, base base data"),
            ["data, base"]
        );
        assert_eq!(marked("-data base", "data base"), ["base"]);
        assert!(marked("👍", "no").is_empty());
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reading(text in "\\PC{0,40}|[-\"“”*: a中name：]{0,40}", typing: bool) {
            let query = Query::parse(&text, typing);
            for place in query.places_in(&text) {
                prop_assert!(text.get(place).is_some());
            }
        }
    }
}
