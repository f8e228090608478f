//! Completes or leaves out the marks at the end of growing text, so that half-typed ones do not flash: an open `**`
//! is closed, a code span too, a link whose address is still coming shows its words, a lone mark at the very end is
//! not shown. This only changes what is shown until the rest has come.

use super::prepare::code_span;
use crate::text::{after, before, between, byte, char_at, char_before, is_punctuation, run};

/// A run of marks that opens emphasis.
struct Opener {
    mark: u8,
    count: usize,
    end: usize,
    /// Where it begins.
    start: usize,
}

/// What the scan has found.
#[derive(Default)]
struct Scan {
    openers: Vec<Opener>,
    /// Open brackets: place, and whether a `!` stands before it.
    brackets: Vec<(usize, bool)>,
    /// Ranges that are not shown.
    hidden: Vec<(usize, usize)>,
    /// The text is shown only up to here.
    end: usize,
    /// An open code span: number of its backticks.
    code: Option<usize>,
}

/// Longest tag or address in angle brackets that is waited for.
const MAX_TAG_BYTES: usize = 300;

/// The text as it may be shown.
pub(super) fn repair(text: &str) -> String {
    let mut scan = Scan {
        end: text.len(),
        ..Scan::default()
    };
    let mut unclosed = 0;
    let mut index = 0;
    while index < scan.end {
        index += match byte(text, index) {
            b'\\' | b'!' if index + 1 == text.len() => scan.stop(index),
            b'\\' => 1 + char_at(text, index + 1).map_or(1, char::len_utf8),
            b'`' => scan.code(text, index, &mut unclosed),
            mark @ (b'*' | b'_' | b'~') => scan.emphasis(text, index, mark),
            b'[' => {
                scan.brackets
                    .push((index, char_before(text, index) == Some('!')));
                1
            }
            b']' => scan.bracket(text, index),
            b'<' => scan.tag(text, index),
            b'&' => scan.reference(text, index),
            0xe3 if after(text, index).starts_with('【') => scan.citation(text, index),
            _ => 1,
        };
    }
    scan.finish(text)
}

impl Scan {
    /// Shows nothing from here on.
    fn stop(&mut self, at: usize) -> usize {
        self.end = self.end.min(at);
        1
    }

    fn code(&mut self, text: &str, index: usize, unclosed: &mut u64) -> usize {
        let marks = run(text, index, b'`');
        let length = code_span(text, index, unclosed);
        if length > marks {
            return length;
        }
        if index + marks >= text.len() {
            self.stop(index);
        } else if self.code.is_none() && !after(text, index).contains('\n') {
            // A closing run that is still short of backticks is not shown.
            self.end = index + after(text, index).trim_end_matches('`').len();
            self.code = Some(marks);
            return text.len() - index;
        }
        marks
    }

    fn emphasis(&mut self, text: &str, index: usize, mark: u8) -> usize {
        let count = run(text, index, mark);
        let (left, right) = flanks(text, index, count);
        let opener = self.openers.iter().rposition(|opener| opener.mark == mark);
        let at_end = index + count == text.len();
        if right && let Some(position) = opener {
            let own = self.openers.get(position).map_or(0, |opener| opener.count);
            if at_end && count < own {
                self.stop(index);
            } else {
                self.openers.truncate(position + usize::from(count < own));
                if let Some(opener) = self.openers.get_mut(position) {
                    opener.count -= count;
                }
            }
        } else if at_end {
            self.stop(index);
        } else if left && (mark != b'~' || count <= 2) {
            self.openers.push(Opener {
                mark,
                count,
                end: index + count,
                start: index,
            });
        }
        count
    }

    fn bracket(&mut self, text: &str, index: usize) -> usize {
        let Some((open, image)) = self.brackets.pop() else {
            return 1;
        };
        let rest = after(text, index + 1);
        let words = between(text, open + 1, index);
        let is_mark = words.starts_with('^')
            || words
                .trim_start_matches("ref_")
                .bytes()
                .all(|b| b.is_ascii_digit());
        if rest.is_empty() {
            if !is_mark || image {
                self.hide_link(open, image, index, index + 1);
            }
            return 1;
        }
        if !rest.starts_with('(') {
            return 1;
        }
        match destination(rest) {
            Some(length) => 1 + length,
            None if rest.contains('\n') => 1,
            None => {
                self.hide_link(open, image, index, text.len());
                text.len() - index
            }
        }
    }

    /// Leaves out what makes a link or picture of the words from `open` to `close`.
    fn hide_link(&mut self, open: usize, image: bool, close: usize, end: usize) {
        if image {
            self.hidden.push((open - 1, end));
        } else {
            self.hidden.push((open, open + 1));
            self.hidden.push((close, end));
        }
    }

    fn tag(&mut self, text: &str, index: usize) -> usize {
        let rest = after(text, index);
        let begins = rest.len() == 1
            || after(rest, 1)
                .starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        match rest.find(['>', '\n']) {
            Some(end) if begins && byte(rest, end) == b'>' => end + 1,
            None if begins && rest.len() <= MAX_TAG_BYTES && rest.rfind('<') == Some(0) => {
                self.stop(index)
            }
            _ => 1,
        }
    }

    fn reference(&mut self, text: &str, index: usize) -> usize {
        let rest = after(text, index + 1);
        if rest.len() <= 10 && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#') {
            self.stop(index);
        }
        1
    }

    fn citation(&mut self, text: &str, index: usize) -> usize {
        let rest = after(text, index);
        if !rest.contains('】') && rest.chars().count() <= 12 {
            self.stop(index);
        }
        '【'.len_utf8()
    }

    fn finish(mut self, text: &str) -> String {
        // Brackets that are still open: the mark is not shown, a picture or the start of a citation not at all.
        for (open, image) in std::mem::take(&mut self.brackets) {
            let words = between(text, open + 1, self.end.max(open + 1));
            let begun = "ref_".starts_with(words)
                || words
                    .strip_prefix("ref_")
                    .unwrap_or(words)
                    .bytes()
                    .all(|b| b.is_ascii_digit());
            if image && words.len() < MAX_TAG_BYTES {
                self.stop(open - 1);
            } else if begun || (words.starts_with('^') && words.len() < 40) {
                self.stop(open);
            } else if words.len() < MAX_TAG_BYTES && !words.contains('\n') {
                self.hidden.push((open, open + 1));
            }
        }
        let mut shown = self.shown(text);
        if let Some(marks) = self.code {
            shown.push_str(&"`".repeat(marks));
        }
        let spaces = if self.code.is_some() {
            0
        } else {
            shown.len() - shown.trim_end().len()
        };
        shown.truncate(shown.len() - spaces);
        for opener in self.openers.iter().rev() {
            if opener.start < self.end && opener.end < self.end {
                shown.extend(std::iter::repeat_n(char::from(opener.mark), opener.count));
            }
        }
        shown
    }

    fn shown(&mut self, text: &str) -> String {
        // An opener with nothing behind it is not shown.
        let mut end = self.end;
        while let Some(last) = self.openers.last() {
            if last.end >= before(text, end).trim_end().len() {
                end = end.min(last.start);
                self.openers.pop();
            } else {
                break;
            }
        }
        self.end = end;
        self.hidden.sort_unstable();
        let mut shown = String::with_capacity(text.len() + 8);
        let mut at = 0;
        for &(from, to) in &self.hidden {
            if from >= at {
                shown.push_str(between(text, at, from.min(end)));
                at = to;
            }
        }
        if at < end {
            shown.push_str(between(text, at, end));
        }
        shown
    }
}

/// Whether a run of marks can open and close, by the rules of `CommonMark`.
fn flanks(text: &str, index: usize, count: usize) -> (bool, bool) {
    let previous = char_before(text, index).unwrap_or(' ');
    let next = char_at(text, index + count).unwrap_or(' ');
    let (white_before, white_behind) = (previous.is_whitespace(), next.is_whitespace());
    let (mark_before, mark_behind) = (is_punctuation(previous), is_punctuation(next));
    let left = !white_behind && (!mark_behind || white_before || mark_before);
    let right = !white_before && (!mark_before || white_behind || mark_behind);
    if byte(text, index) == b'_' {
        return (
            left && (!right || mark_before),
            right && (!left || mark_behind),
        );
    }
    (left, right)
}

/// Length of `(address "title")` when it is complete.
fn destination(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (index, b) in text.bytes().enumerate() {
        match b {
            _ if escaped => {}
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(index + 1),
            b')' => depth -= 1,
            _ => {}
        }
        escaped = b == b'\\' && !escaped;
    }
    None
}
