//! Marks that Markdown does not know, found in plain text outside code and links: mathematics (as placeholders),
//! citations (`[1]`, `[1, 2]`, `【1】`, `[ref_1]`), footnote marks (`[^a]`), bare web addresses.

use super::math::Math;
use super::prepare::{HELPER, MATH_START, number};
use crate::link;
use crate::text::{after, before, between, byte, char_at, char_before};
use crate::tree::{Inline, Node};

/// A run of text as it came from the parser.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) text: String,
    /// Places of characters that were escaped and are no marks, in order.
    pub(super) escaped: Vec<usize>,
}

/// What surrounds a run of text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings<'a> {
    pub(super) math: &'a [Math],
    pub(super) in_link: bool,
    pub(super) growing: bool,
}

/// Cuts a run of text into plain text and marks.
pub(super) fn split(run: &Text, start: usize, around: Surroundings<'_>, out: &mut Vec<Inline>) {
    let text = run.text.as_str();
    let mut plain = String::new();
    let mut index = start;
    while let Some(c) = char_at(text, index) {
        let free = !around.in_link && run.escaped.binary_search(&index).is_err();
        let found = match c {
            MATH_START => math(after(text, index), around.math),
            '[' if free => bracket(after(text, index)),
            '【' if free => lenticular(after(text, index)),
            'h' | 'H' if free => address(text, index, around.growing),
            _ => None,
        };
        let several = match found {
            None if free => several(after(text, index), c),
            _ => None,
        };
        let found = found.map(|(node, length)| (vec![node], length)).or(several);
        if let Some((nodes, length)) = found {
            if !plain.is_empty() {
                out.push(Inline::Text(std::mem::take(&mut plain)));
            }
            out.extend(nodes.into_iter().map(Inline::Node));
            index += length;
        } else {
            if c != HELPER {
                plain.push(c);
            }
            index += c.len_utf8();
        }
    }
    if !plain.is_empty() {
        out.push(Inline::Text(plain));
    }
}

fn math(text: &str, all: &[Math]) -> Option<(Node, usize)> {
    let (number, length) = number(text);
    let math = all.get(number)?;
    let node = Node::Math {
        source: math.source.clone(),
        display: math.display,
        closed: math.closed,
    };
    Some((node, length))
}

fn bracket(text: &str) -> Option<(Node, usize)> {
    let end = text.bytes().take(80).position(|b| b == b']')?;
    let inner = between(text, 1, end);
    if let Some(label) = inner.strip_prefix('^') {
        let good = !label.is_empty()
            && !label.contains(|c: char| c.is_whitespace() || c == '[' || c == '^');
        return good.then(|| {
            (
                Node::FootnoteMark {
                    label: label.to_owned(),
                },
                end + 1,
            )
        });
    }
    let digits = inner.strip_prefix("ref_").unwrap_or(inner);
    Some((citation(digits, before(text, end + 1))?, end + 1))
}

/// `【1】`, and `【1†…】` as some models write it.
fn lenticular(text: &str) -> Option<(Node, usize)> {
    let open = '【'.len_utf8();
    let inner_length = text
        .char_indices()
        .take(60)
        .find(|(_, c)| *c == '】')?
        .0
        .checked_sub(open)?;
    let inner = between(text, open, open + inner_length);
    let digits = inner.split('†').next().unwrap_or(inner).trim();
    let digits = digits.strip_prefix("ref_").unwrap_or(digits);
    let length = open + inner_length + '】'.len_utf8();
    Some((citation(digits, before(text, length))?, length))
}

/// `[1, 2]` and `【1，2】`: a mark for each number, whose texts together are what was written.
fn several(text: &str, open: char) -> Option<(Vec<Node>, usize)> {
    let close = match open {
        '[' => ']',
        '【' => '】',
        _ => return None,
    };
    let separates = |c: char| matches!(c, ',' | '，' | '、');
    let inside = |c: char| c.is_ascii_digit() || c == ' ' || separates(c);
    let start = open.len_utf8();
    let length: usize = after(text, start)
        .chars()
        .take(40)
        .take_while(|c| inside(*c))
        .map(char::len_utf8)
        .sum();
    let end = start + length;
    if char_at(text, end) != Some(close) || !between(text, start, end).contains(separates) {
        return None;
    }
    let mut nodes = Vec::new();
    let mut from = 0;
    let mut number_from = start;
    for part in between(text, start, end).split(separates) {
        let number_end = number_from + part.len();
        let is_last = number_end == end;
        let to = if is_last {
            end + close.len_utf8()
        } else {
            number_end
        };
        nodes.push(citation(part.trim(), between(text, from, to))?);
        from = to;
        number_from = number_end + char_at(text, number_end).map_or(0, char::len_utf8);
    }
    Some((nodes, end + close.len_utf8()))
}

fn citation(digits: &str, text: &str) -> Option<Node> {
    let good = (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let number = if good {
        digits.parse().ok().filter(|number| *number > 0)?
    } else {
        return None;
    };
    Some(Node::Citation {
        number,
        text: text.to_owned(),
    })
}

fn address(text: &str, index: usize, growing: bool) -> Option<(Node, usize)> {
    let rest = after(text, index);
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| before(rest, scheme.len()).eq_ignore_ascii_case(scheme))?;
    if char_before(text, index).is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let inside = |b: &u8| {
        b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'"' | b'`' | b'|' | b'\\' | b'^')
    };
    let end = rest.bytes().take_while(inside).count();
    // While it still grows it stays text: a link that changes with each token would flicker.
    if growing && end == rest.len() {
        return None;
    }
    let end = trimmed(before(rest, end)).len();
    let address = before(rest, end);
    if address.len() <= scheme.len() {
        return None;
    }
    let href = link::allowed(address)?;
    let children = vec![Inline::Text(address.to_owned())];
    Some((
        Node::Link {
            href: Some(href),
            address: None,
            title: None,
            children,
        },
        end,
    ))
}

/// An address without the punctuation of the sentence around it.
fn trimmed(mut address: &str) -> &str {
    loop {
        let last = byte(address, address.len().wrapping_sub(1));
        let count = |mark: u8| address.bytes().filter(|&b| b == mark).count();
        let cut = match last {
            b'?' | b'!' | b'.' | b',' | b':' | b';' | b'*' | b'_' | b'~' | b'\'' => true,
            b')' => count(b')') > count(b'('),
            b']' => count(b']') > count(b'['),
            _ => false,
        };
        if !cut {
            return address;
        }
        address = before(address, address.len() - 1);
    }
}
