//! Makes text ready for `pulldown-cmark`: mathematics becomes placeholders, so that its `_` and `*` are no marks, and
//! `**` between Chinese punctuation and a letter is helped to be a mark (`**注意：**这是`), which the plain rules of
//! `CommonMark` refuse.

use super::math::{self, Found, Math};
use crate::entity::unescape;
use crate::text::{after, between, byte, char_at, char_before, is_cjk, is_punctuation, run};

/// Begins a placeholder for mathematics; the number follows, digit by digit.
pub(super) const MATH_START: char = '\u{fdd0}';
/// Ends a placeholder.
pub(super) const MATH_END: char = '\u{fdd1}';
/// Digit 0 of a placeholder's number.
pub(super) const MATH_ZERO: u32 = 0xfdd2;
/// A character of punctuation that nobody writes (Kharoshthi double danda): stands where a mark needs punctuation
/// beside it, and is taken out again.
pub(super) const HELPER: char = '\u{10a57}';

/// Text ready to be read.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) text: String,
    /// The mathematics behind the placeholders, in order.
    pub(super) math: Vec<Math>,
}

/// What need not be looked for again.
#[derive(Debug, Default)]
struct Unclosed {
    backticks: u64,
    dollar: bool,
    dollars: bool,
    round: bool,
    square: bool,
}

impl Unclosed {
    fn slot(&mut self, first: u8, second: u8) -> &mut bool {
        match (first, second) {
            (b'\\', b'(') => &mut self.round,
            (b'\\', _) => &mut self.square,
            (_, b'$') => &mut self.dollars,
            _ => &mut self.dollar,
        }
    }
}

/// Prepares the text of a leaf.
pub(super) fn prepare(raw: &str, growing: bool) -> Prepared {
    let helps = !raw.is_ascii() && raw.contains(['*', '~']) && !raw.contains(HELPER);
    if !helps && !raw.contains(['$', '\\']) {
        return Prepared {
            text: raw.to_owned(),
            math: Vec::new(),
        };
    }
    let mut text = String::with_capacity(raw.len() + 16);
    let mut found = Vec::new();
    let mut unclosed = Unclosed::default();
    let mut index = 0;
    while let Some(c) = char_at(raw, index) {
        let length = match c {
            '\\' | '$' => match math_at(raw, index, growing, &mut unclosed) {
                Found::Math(math, length) => {
                    placeholder(&mut text, found.len());
                    found.push(math);
                    index += length;
                    continue;
                }
                Found::Unfinished => break,
                // An escaped mark is copied with its backslash.
                _ if c == '\\' => 1 + char_at(raw, index + 1).map_or(0, char::len_utf8),
                _ => run(raw, index, b'$'),
            },
            '`' => code_span(raw, index, &mut unclosed.backticks),
            '<' => autolink(raw, index),
            '*' | '~' if helps => {
                let length = run(raw, index, byte(raw, index));
                push_mark(&mut text, raw, index, length);
                index += length;
                continue;
            }
            c => c.len_utf8(),
        };
        text.push_str(between(raw, index, index + length));
        index += length;
    }
    Prepared { text, math: found }
}

fn math_at(raw: &str, index: usize, growing: bool, unclosed: &mut Unclosed) -> Found {
    let slot = unclosed.slot(byte(raw, index), byte(raw, index + 1));
    if *slot {
        return Found::No;
    }
    let found = math::at(raw, index, growing);
    *slot = found == Found::Never;
    found
}

fn placeholder(text: &mut String, number: usize) {
    text.push(MATH_START);
    for digit in number.to_string().bytes() {
        text.extend(char::from_u32(MATH_ZERO + u32::from(digit - b'0')));
    }
    text.push(MATH_END);
}

/// Length of the code span at `index`, or of its backticks when nothing closes them.
pub(super) fn code_span(text: &str, index: usize, unclosed: &mut u64) -> usize {
    let length = run(text, index, b'`');
    let bit = 1_u64 << length.min(63);
    if *unclosed & bit != 0 {
        return length;
    }
    let mut at = index + length;
    while let Some(next) = after(text, at).find('`') {
        at += next;
        let own = run(text, at, b'`');
        at += own;
        if own == length {
            return at - index;
        }
    }
    *unclosed |= bit;
    length
}

/// Length of `<https://…>` or of a tag on one line; of the `<` alone when it is none.
fn autolink(text: &str, index: usize) -> usize {
    let body = after(text, index + 1);
    if !body.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') {
        return 1;
    }
    let end = body
        .bytes()
        .take(1000)
        .position(|b| matches!(b, b'>' | b'<' | b'\n'));
    match end {
        Some(end) if byte(body, end) == b'>' => end + 2,
        _ => 1,
    }
}

/// Copies a run of `*` or `~`, with a helper before or behind it where it stands between Chinese and punctuation.
fn push_mark(text: &mut String, raw: &str, index: usize, length: usize) {
    let previous = char_before(raw, index);
    let next = char_at(raw, index + length);
    let (mut helped_before, mut helped_behind) = (false, false);
    if let (Some(a), Some(b)) = (previous, next)
        && !a.is_whitespace()
        && !b.is_whitespace()
        && (is_cjk(a) || is_cjk(b))
    {
        helped_before = is_punctuation(b) && !is_punctuation(a);
        helped_behind = is_punctuation(a) && !is_punctuation(b);
    }
    if helped_before {
        text.push(HELPER);
    }
    text.push_str(between(raw, index, index + length));
    if helped_behind {
        text.push(HELPER);
    }
}

/// Like [`restore`], for addresses and titles, in which `\(` is an escaped bracket.
pub(super) fn restore_escaped(text: &str, math: &[Math]) -> String {
    let whole = restore(text, math);
    if whole == text {
        whole
    } else {
        unescape(&whole)
    }
}

/// A string as it was written: placeholders become their mathematics, helpers vanish.
pub(super) fn restore(text: &str, math: &[Math]) -> String {
    if !text.contains([MATH_START, HELPER]) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut index = 0;
    while let Some(c) = char_at(text, index) {
        if c == MATH_START {
            let (number, length) = number(after(text, index));
            out.push_str(math.get(number).map_or("", |math| &math.raw));
            index += length;
        } else {
            if c != HELPER {
                out.push(c);
            }
            index += c.len_utf8();
        }
    }
    out
}

/// The number of the placeholder at the start, and its length.
pub(super) fn number(text: &str) -> (usize, usize) {
    let mut number = 0_usize;
    let mut length = 0;
    for c in text.chars() {
        length += c.len_utf8();
        match c {
            MATH_START => {}
            MATH_END => break,
            c => {
                let digit = usize::try_from(u32::from(c).wrapping_sub(MATH_ZERO)).unwrap_or(0);
                number = number.saturating_mul(10).saturating_add(digit);
            }
        }
    }
    (number, length)
}
