//! Mends an answer while the new sentences come: what stays is taken word for word from the old one, and each new sentence
//! goes to the place of the one it is for.

use std::ops::Range;

/// Begins a new sentence in what the model writes: `#2: …`.
const SIGN: char = '#';

/// An answer that is being mended.
#[derive(Debug)]
pub(super) struct Splice {
    old: String,
    /// The places to mend, in order.
    places: Vec<Range<usize>>,
    /// How much of the old text is given out.
    given: usize,
    /// The place whose new sentence is coming.
    at: Option<usize>,
    /// Places that are done.
    done: usize,
    line: String,
}

impl Splice {
    /// The places are ranges of the text, in order and apart.
    pub(super) fn new(old: String, places: Vec<Range<usize>>) -> Self {
        Self {
            old,
            places,
            given: 0,
            at: None,
            done: 0,
            line: String::new(),
        }
    }

    /// Takes in what came; gives out what is sure now.
    pub(super) fn push(&mut self, text: &str) -> String {
        let mut out = String::new();
        self.line.push_str(text);
        while let Some(end) = self.line.find('\n') {
            let rest = self.line.split_off(end + 1);
            let line = std::mem::replace(&mut self.line, rest);
            self.take_line(line.trim(), &mut out);
        }
        out
    }

    /// The rest, when nothing more comes. Places that nothing came for keep their old words.
    pub(super) fn finish(mut self) -> String {
        let mut out = String::new();
        let line = std::mem::take(&mut self.line);
        self.take_line(line.trim(), &mut out);
        out.push_str(self.old.get(self.given..).unwrap_or_default());
        out
    }

    fn take_line(&mut self, line: &str, out: &mut String) {
        if let Some((number, sentence)) = numbered(line) {
            let Some(index) = number
                .checked_sub(1)
                .filter(|index| *index < self.places.len())
            else {
                self.at = None;
                return;
            };
            // One that comes too late keeps its old words, which are given out already.
            self.at = (index >= self.done).then_some(index);
            if self.at.is_some() {
                self.put(index, sentence, out);
            }
            return;
        }
        // A new sentence over several lines; what stands before the first sign is talk.
        if self.at.is_some() && !line.is_empty() {
            out.push(' ');
            out.push_str(line);
        }
    }

    fn put(&mut self, index: usize, sentence: &str, out: &mut String) {
        let Some(place) = self.places.get(index).cloned() else {
            return;
        };
        let mut kept = self.old.get(self.given..place.start).unwrap_or_default();
        let is_dropped = matches!(sentence, "" | "-" | "—" | "(drop)" | "DROP");
        if is_dropped {
            kept = without_bullet(kept);
        }
        out.push_str(kept);
        if !is_dropped {
            out.push_str(sentence);
        }
        self.given = place.end;
        self.done = index + 1;
    }
}

/// What stands before a sentence that is dropped: without the mark of its item, or the blank before it.
fn without_bullet(kept: &str) -> &str {
    let line = kept.rfind('\n').map_or(0, |end| end + 1);
    let mark = kept.get(line..).unwrap_or_default().trim();
    let is_mark = matches!(mark, "-" | "*" | "+")
        || mark.strip_suffix(['.', ')']).is_some_and(|number| {
            !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit())
        });
    if is_mark {
        kept.get(..line.saturating_sub(1)).unwrap_or_default()
    } else {
        kept.strip_suffix(' ').unwrap_or(kept)
    }
}

/// `#3: sentence`, with a full-width colon too.
fn numbered(line: &str) -> Option<(usize, &str)> {
    let rest = line
        .trim_start_matches(['*', '-', ' '])
        .strip_prefix(SIGN)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest.get(..digits)?.parse().ok()?;
    let sentence = rest.get(digits..)?.trim_start();
    let sentence = sentence.strip_prefix([':', '：', '.']).unwrap_or(sentence);
    Some((number, sentence.trim()))
}

/// Where sentences stand in the Markdown they were read from: letters and digits must agree, marks may stand between. Those
/// that cannot be found again are none.
pub(super) fn places(markdown: &str, sentences: &[&str]) -> Vec<Option<Range<usize>>> {
    let letters = letters(markdown);
    let mut from = 0;
    let mut places = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        let wanted: Vec<char> = sentence.chars().filter(|it| it.is_alphanumeric()).collect();
        let found = letters.get(from..).and_then(|rest| {
            rest.windows(wanted.len().max(1))
                .position(|window| window.iter().map(|(_, it)| *it).eq(wanted.iter().copied()))
        });
        let place = found
            .map(|at| (from + at, from + at + wanted.len()))
            .and_then(|(start, end)| {
                let first = letters.get(start)?.0;
                let (last, character) = *letters.get(end.checked_sub(1)?)?;
                from = end;
                Some(widened(markdown, first, last + character.len_utf8()))
            });
        places.push(place);
    }
    places
}

/// Letters and digits with their places, without those of citation marks and of addresses of links.
fn letters(markdown: &str) -> Vec<(usize, char)> {
    let mut letters = Vec::with_capacity(markdown.len());
    let mut skip_to = 0;
    for (place, character) in markdown.char_indices() {
        if place < skip_to {
            continue;
        }
        let rest = markdown.get(place..).unwrap_or_default();
        if let Some(length) = mark_length(rest).or_else(|| address_length(rest)) {
            skip_to = place + length;
        } else if character.is_alphanumeric() {
            letters.push((place, character));
        }
    }
    letters
}

/// `](address)` behind the words of a link.
fn address_length(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("](")?;
    let end = rest.find([')', '\n'])?;
    Some(2 + end + 1)
}

/// The length of a citation mark at the start: `[1]`, `[1, 2]`, `【1】`.
pub(super) fn mark_length(text: &str) -> Option<usize> {
    let (open, close) = match text.chars().next()? {
        '[' => ('[', ']'),
        '【' => ('【', '】'),
        _ => return None,
    };
    let rest = text.get(open.len_utf8()..)?;
    let end = rest.find(close).filter(|end| *end <= 24)?;
    let inner = rest.get(..end)?;
    let is_number = |part: &str| {
        let part = part.trim();
        (1..=3).contains(&part.len()) && part.bytes().all(|it| it.is_ascii_digit())
    };
    let behind = rest.get(end + close.len_utf8()..)?;
    let is_link = behind.starts_with(['(', ':']) && close == ']';
    (!is_link && inner.split([',', '，', '、']).all(is_number))
        .then(|| open.len_utf8() + end + close.len_utf8())
}

/// The stretch with the signs that belong to it: marks of emphasis and quotation before, the full stop and citation marks
/// behind.
fn widened(markdown: &str, start: usize, end: usize) -> Range<usize> {
    let before = markdown.get(..start).unwrap_or_default();
    let opening = |it: char| {
        matches!(
            it,
            '*' | '_' | '`' | '~' | '"' | '“' | '「' | '《' | '(' | '（' | '['
        )
    };
    let start = before.trim_end_matches(opening).len();
    let mut end = end;
    loop {
        let rest = markdown.get(end..).unwrap_or_default();
        let Some(next) = rest.chars().next() else {
            break;
        };
        if let Some(length) = mark_length(rest).or_else(|| address_length(rest)) {
            end += length;
        } else if let Some(length) = mark_length(rest.trim_start_matches(' ')) {
            end += rest.len() - rest.trim_start_matches(' ').len() + length;
        } else if next.is_alphanumeric() || next.is_whitespace() || opens(next) || next == '|' {
            break;
        } else {
            end += next.len_utf8();
        }
    }
    start..end
}

fn opens(character: char) -> bool {
    matches!(character, '“' | '「' | '《' | '(' | '（' | '[' | '#' | '>')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_not_mended_stays_word_for_word() {
        let old = "# 标题\n\n**甲方**应付 `30` 万元。[1] 乙方免责 [2]。\n\n- Third [3].\n";
        let found = places(old, &["甲方应付 30 万元。", "Third."]);
        let places: Vec<_> = found.into_iter().map(Option::unwrap).collect();
        assert_eq!(&old[places[0].clone()], "**甲方**应付 `30` 万元。[1]");
        assert_eq!(&old[places[1].clone()], "Third [3].");
        let mut splice = Splice::new(old.to_owned(), places);
        let mut text = String::new();
        for piece in [
            "Sure:\n#1",
            ": 甲方应付 3",
            "1 万元。[1]\n#2：第三",
            "。[3]",
        ] {
            text.push_str(&splice.push(piece));
        }
        text.push_str(&splice.finish());
        assert_eq!(
            text,
            "# 标题\n\n甲方应付 31 万元。[1] 乙方免责 [2]。\n\n- 第三。[3]\n"
        );
    }

    #[test]
    fn a_sentence_is_dropped_and_one_without_an_answer_keeps_its_words() {
        let list = "- One.\n- Two.\n";
        let found = places(list, &["Two."]).into_iter().flatten().collect();
        let mut splice = Splice::new(list.to_owned(), found);
        assert_eq!(splice.push("#1: -\n") + &splice.finish(), "- One.\n");
        let old = "One [1]. Two. Three.";
        let found = places(old, &["One.", "Two.", "Three."]);
        let mut splice = Splice::new(old.to_owned(), found.into_iter().flatten().collect());
        let text = splice.push("#2: -\n#9: never\n#1: too late\n") + &splice.finish();
        assert_eq!(text, "One [1]. Three.");
    }

    proptest! {
        #[test]
        fn whatever_the_model_writes_the_rest_of_the_answer_is_there(
            said in "[#1-3:：a。\n -]{0,60}", pieces in 1_usize..5,
        ) {
            let old = "Alpha one. Beta two. 丙三。";
            let places = places(old, &["Beta two."]).into_iter().flatten().collect();
            let mut splice = Splice::new(old.to_owned(), places);
            let characters: Vec<char> = said.chars().collect();
            let mut text = String::new();
            for piece in characters.chunks(characters.len() / pieces + 1) {
                text.push_str(&splice.push(&piece.iter().collect::<String>()));
            }
            text.push_str(&splice.finish());
            prop_assert!(text.starts_with("Alpha one."));
            prop_assert!(text.ends_with(" 丙三。"));
        }
    }
}
