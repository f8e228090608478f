//! The passages that a model is given, and how they stand in a request: numbered once for the whole answer, and between
//! marks that no file can write, since they carry a code that is made for this answer alone.

use std::fmt::Write as _;

use glim_store::{Citation, MessageId, NewCitation, SourceId};

use crate::library::CellsOf;
use crate::library::Locator;
use crate::library::SourcePassage;
use crate::library::locators;

/// Longest name or heading that a model is told, in characters.
const LONGEST_LABEL: usize = 120;
/// What a passage costs beside its words, in tokens.
const FRAME: usize = 48;

/// A passage with its number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Numbered {
    pub(crate) number: u32,
    pub(crate) passage: SourcePassage,
}

/// All passages of an answer.
#[derive(Clone, Debug)]
pub(crate) struct Passages {
    code: String,
    given: Vec<Numbered>,
    /// Numbers up to this one were used, if only in an earlier attempt.
    last: u32,
}

impl Passages {
    /// None yet. The code is made from the random part of the answer's id.
    pub(crate) fn new(answer: MessageId) -> Self {
        let id = answer.to_string().replace('-', "");
        let start = id.len().saturating_sub(12);
        Self {
            code: id.get(start..).unwrap_or(&id).to_owned(),
            given: Vec::new(),
            last: 0,
        }
    }

    /// Those that an earlier attempt at the answer was given, under their numbers.
    pub(crate) fn take_up(&mut self, kept: Vec<Citation>) {
        for row in kept {
            let Ok(number) = u32::try_from(row.ordinal) else {
                continue;
            };
            self.last = self.last.max(number);
            let passage = SourcePassage {
                source: row.source,
                name: row.source_name,
                // A place that is not known any more is like no other.
                ordinal: row.passage.unwrap_or(-1 - row.ordinal),
                chunk: row.chunk,
                heading: row.heading,
                locator: row.locator,
                text: row.quote,
            };
            self.given.push(Numbered { number, passage });
        }
    }

    pub(crate) fn all(&self) -> &[Numbered] {
        &self.given
    }

    /// Forgets them: the request was too long with them. Their numbers were never seen and are used again.
    pub(crate) fn clear(&mut self) {
        self.given.clear();
        self.last = 0;
    }

    /// The number of a passage that was given already.
    pub(crate) fn number_of(&self, source: SourceId, ordinal: i64) -> Option<u32> {
        let same = |it: &&Numbered| it.passage.source == source && it.passage.ordinal == ordinal;
        self.given.iter().find(same).map(|it| it.number)
    }

    /// Gives a passage the next number; its text is made fit to be sent.
    pub(crate) fn add(&mut self, mut passage: SourcePassage) -> Numbered {
        passage.text = fit(&passage.text);
        self.last += 1;
        let numbered = Numbered {
            number: self.last,
            passage,
        };
        self.given.push(numbered.clone());
        numbered
    }

    /// Passages as they stand in a request.
    pub(crate) fn written(&self, passages: &[Numbered]) -> String {
        let code = self.code_for(passages);
        let mut text = String::new();
        for Numbered { number, passage } in passages {
            let name = label(&passage.name);
            let _ = write!(
                text,
                "<passage-{code} number=\"{number}\" source=\"{name}\""
            ); // a String takes all
            if !passage.heading.is_empty() {
                let heading: Vec<String> = passage.heading.iter().map(|it| label(it)).collect();
                let _ = write!(text, " heading=\"{}\"", heading.join(" › ")); // a String takes all
            }
            if let Some(place) = place(&locators(passage.locator.clone())) {
                let _ = write!(text, " place=\"{}\"", label(&place)); // a String takes all
            }
            let _ = write!(text, ">\n{}\n</passage-{code}>\n", passage.text); // a String takes all
        }
        text
    }

    /// The code, longer if a text should hold it by chance or because an answer quoted it into a file.
    pub(super) fn code_for(&self, passages: &[Numbered]) -> String {
        let mut code = self.code.clone();
        let holds = |code: &str| {
            let within = |it: &Numbered| {
                it.passage.text.contains(code)
                    || it.passage.name.contains(code)
                    || it.passage.heading.iter().any(|part| part.contains(code))
            };
            passages.iter().any(within)
        };
        while holds(&code) {
            code.push_str("-x");
        }
        code
    }
}

/// The rows to keep of passages.
pub(crate) fn rows(passages: &[Numbered]) -> Vec<NewCitation> {
    let row = |it: &Numbered| NewCitation {
        ordinal: i64::from(it.number),
        source: it.passage.source,
        source_name: it.passage.name.clone(),
        chunk: it.passage.chunk,
        heading: it.passage.heading.clone(),
        locator: it.passage.locator.clone(),
        quote: it.passage.text.clone(),
        verdict: None,
    };
    passages.iter().map(row).collect()
}

/// About how many tokens a text has; rather too many: a Chinese character often is less than one.
pub(crate) fn tokens(text: &str) -> usize {
    let (mut wide, mut narrow) = (0, 0);
    for character in text.chars() {
        if character.is_ascii() {
            narrow += 1;
        } else {
            wide += 1;
        }
    }
    wide + narrow / 3 + 1
}

/// What a passage costs.
pub(crate) fn cost(passage: &SourcePassage) -> usize {
    tokens(&passage.text) + FRAME
}

/// A passage cut to so many tokens, at the end of a line or sentence if one is near.
pub(crate) fn cut(passage: &mut SourcePassage, budget: usize) {
    let mut used = 0;
    let mut thirds = 0;
    let mut end = passage.text.len();
    for (at, character) in passage.text.char_indices() {
        thirds += if character.is_ascii() { 1 } else { 3 };
        used = used.max(thirds / 3);
        if used > budget {
            end = at;
            break;
        }
    }
    if end == passage.text.len() {
        return;
    }
    let head = passage.text.get(..end).unwrap_or_default();
    let stop = head
        .rfind(['\n', '。', '！', '？', '；'])
        .or(head.rfind(". "));
    let keep = stop.filter(|stop| stop * 2 > end).map_or(end, |stop| {
        stop + head
            .get(stop..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8)
    });
    passage.text.truncate(keep);
}

/// A text without the characters that are not seen but read: they hide words from the person or turn their order round.
fn fit(text: &str) -> String {
    text.chars().filter(|&it| !is_hidden(it)).collect()
}

/// Zero-width and bidirectional signs, tags, and control characters but line ends and tabs.
pub(crate) fn is_hidden(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
        || (character.is_control() && !matches!(character, '\n' | '\t'))
}

/// A name or heading on one line, without the signs that end an attribute.
pub(crate) fn label(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|&it| !is_hidden(it))
        .map(|it| match it {
            '"' | '<' | '>' => '\'',
            it if it.is_whitespace() => ' ',
            it => it,
        });
    kept.take(LONGEST_LABEL).collect()
}

/// The first place in words; numbers only are exact enough for a model.
fn place(places: &[Locator]) -> Option<String> {
    let range = |what: &str, first: u32, last: u32| {
        if first == last {
            format!("{what} {first}")
        } else {
            format!("{what}s {first}-{last}")
        }
    };
    Some(match places.first()? {
        Locator::Page { page, .. } => {
            let last = places.iter().rev().find_map(|it| match it {
                Locator::Page { page, .. } => Some(*page),
                _ => None,
            });
            range("page", *page, last.unwrap_or(*page))
        }
        Locator::Paragraph { first, last } => range("paragraph", *first, *last),
        Locator::Cells { sheet, range: of } => cells(sheet, *of),
        Locator::Slide { slide } => format!("slide {slide}"),
        Locator::Chapter { chapter, .. } => format!("chapter {chapter}"),
        Locator::Lines { first, last } => range("line", *first, *last),
        Locator::Time { start_ms, .. } => {
            let seconds = start_ms / 1000;
            format!("at {}:{:02}", seconds / 60, seconds % 60)
        }
    })
}

fn cells(sheet: &str, of: CellsOf) -> String {
    let rows = if of.first_row == of.last_row {
        format!("row {}", of.first_row)
    } else {
        format!("rows {}-{}", of.first_row, of.last_row)
    };
    if sheet.is_empty() {
        rows
    } else {
        format!("sheet {sheet}, {rows}")
    }
}

#[cfg(test)]
mod tests;
