//! Link reference definitions (`[label]: address "title"`) at the front of a paragraph.

use std::collections::HashMap;

use super::start::MAX_LABEL_BYTES;
use crate::entity::unescape;
use crate::text::{after, before, byte, is_blank};

/// Most definitions kept of one answer.
const MAX_DEFINITIONS: usize = 10_000;

/// The definitions of an answer; the first of a label counts.
#[derive(Debug, Default)]
pub(crate) struct Definitions(HashMap<String, Definition>);

/// Where a label leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Definition {
    pub(crate) address: String,
    pub(crate) title: String,
}

impl Definitions {
    pub(crate) fn get(&self, label: &str) -> Option<&Definition> {
        if self.0.is_empty() {
            None
        } else {
            self.0.get(&normal(label))
        }
    }

    fn add(&mut self, label: &str, definition: Definition) {
        if self.0.len() < MAX_DEFINITIONS {
            self.0.entry(normal(label)).or_insert(definition);
        }
    }

    /// Takes the definitions from the front of a paragraph; gives the length of what they take.
    pub(super) fn take(&mut self, paragraph: &str) -> usize {
        let mut taken = 0;
        while let Some((label, definition, length)) = read(after(paragraph, taken)) {
            self.add(label, definition);
            taken += length;
        }
        taken
    }
}

/// Labels match without regard to case and white space; lower then upper joins ẞ with SS.
fn normal(label: &str) -> String {
    let joined = label.split_whitespace().collect::<Vec<_>>().join(" ");
    joined.to_lowercase().to_uppercase()
}

/// Whether an unfinished paragraph may still turn out to be a definition, and should not be shown yet.
pub(super) fn may_begin(paragraph: &str) -> bool {
    label(paragraph).is_some_and(|(_, end)| byte(paragraph, end) == b':')
}

/// The label at the front and the byte after its bracket.
fn label(text: &str) -> Option<(&str, usize)> {
    if byte(text, 0) != b'[' {
        return None;
    }
    let mut escaped = false;
    for (index, b) in text.bytes().enumerate().skip(1).take(MAX_LABEL_BYTES + 1) {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'[' => return None,
            b']' => {
                let label = after(before(text, index), 1);
                return (!label.trim().is_empty()).then_some((label, index + 1));
            }
            _ => {}
        }
    }
    None
}

/// One definition at the front: label, target, length with its line end.
fn read(text: &str) -> Option<(&str, Definition, usize)> {
    let (label, end) = label(text)?;
    if byte(text, end) != b':' {
        return None;
    }
    let start = end + 1 + white(after(text, end + 1))?;
    let (address, length) = address(after(text, start))?;
    let address_end = start + length;
    let line_rest = after(text, address_end).split('\n').next().unwrap_or("");
    let spaces = white(after(text, address_end))?;
    if spaces > 0
        && let Some((title, length)) = title(after(text, address_end + spaces))
    {
        let title_end = address_end + spaces + length;
        let rest = after(text, title_end).split('\n').next().unwrap_or("");
        if is_blank(rest) {
            let definition = Definition {
                address: unescape(address),
                title: unescape(title),
            };
            return Some((label, definition, line_end(text, title_end + rest.len())));
        }
    }
    // What looked like a title is none: the definition ends with the line of the address.
    is_blank(line_rest).then(|| {
        let definition = Definition {
            address: unescape(address),
            title: String::new(),
        };
        (
            label,
            definition,
            line_end(text, address_end + line_rest.len()),
        )
    })
}

fn line_end(text: &str, at: usize) -> usize {
    at + usize::from(byte(text, at) == b'\n')
}

/// Length of white space with at most one line end.
fn white(text: &str) -> Option<usize> {
    let length = text
        .bytes()
        .take_while(|b| matches!(b, b' ' | b'\t' | b'\n'))
        .count();
    (before(text, length).matches('\n').count() <= 1).then_some(length)
}

fn address(text: &str) -> Option<(&str, usize)> {
    if let Some(inner) = text.strip_prefix('<') {
        let mut escaped = false;
        for (index, b) in inner.bytes().enumerate() {
            match b {
                b'\n' | b'<' if !escaped => return None,
                b'>' if !escaped => return Some((before(inner, index), index + 2)),
                _ => escaped = b == b'\\' && !escaped,
            }
        }
        return None;
    }
    let mut depth = 0_usize;
    let mut escaped = false;
    let mut length = 0;
    for b in text.bytes() {
        match b {
            b' ' | 0..=0x1f | 0x7f => break,
            b'(' if !escaped => depth += 1,
            b')' if !escaped && depth == 0 => break,
            b')' if !escaped => depth -= 1,
            _ => {}
        }
        escaped = b == b'\\' && !escaped;
        length += 1;
    }
    (length > 0 && depth == 0).then(|| (before(text, length), length))
}

fn title(text: &str) -> Option<(&str, usize)> {
    let close = match byte(text, 0) {
        b'"' => b'"',
        b'\'' => b'\'',
        b'(' => b')',
        _ => return None,
    };
    let mut escaped = false;
    for (index, b) in text.bytes().enumerate().skip(1) {
        if !escaped && b == close {
            return Some((after(before(text, index), 1), index + 1));
        }
        if !escaped && close == b')' && b == b'(' {
            return None;
        }
        escaped = b == b'\\' && !escaped;
    }
    None
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]
mod tests {
    use super::*;

    #[test]
    fn definitions_are_taken_from_the_front() {
        let mut definitions = Definitions::default();
        let text = "[智谱]: <https://bigmodel.cn/a b> \"标题\"\n[b]:\n/url\n'two\nlines'\nrest";
        assert_eq!(after(text, definitions.take(text)), "rest");
        let first = definitions.get(" 智谱 ").expect("defined");
        assert_eq!(
            (first.address.as_str(), first.title.as_str()),
            ("https://bigmodel.cn/a b", "标题")
        );
        assert_eq!(
            definitions.get("B").map(|d| d.title.as_str()),
            Some("two\nlines")
        );
    }

    #[test]
    fn a_broken_title_leaves_the_address() {
        let mut definitions = Definitions::default();
        assert_eq!(
            definitions.take("[foo]: /url\n\"title\" ok"),
            "[foo]: /url\n".len()
        );
        assert_eq!(definitions.take("[bar]: /url \"title\" ok"), 0);
        assert_eq!(definitions.take("[x]: "), 0);
    }
}
