//! What a line begins with: headings, fences, rules, list markers, footnotes, mathematics.
//! All take the line from its first mark on, without the white space before it.

use crate::entity::unescape;
use crate::inline::looks_like_math;
use crate::text::{after, before, between, byte, is_blank, run};

/// Level and content of an ATX heading.
pub(super) fn heading(line: &str) -> Option<(u8, &str)> {
    let level = run(line, 0, b'#');
    let rest = after(line, level);
    let good = (1..=6).contains(&level) && (rest.is_empty() || rest.starts_with([' ', '\t']));
    good.then(|| (u8::try_from(level).unwrap_or(6), rest))
}

/// The content of a heading without its closing marks.
pub(super) fn heading_content(raw: &str) -> &str {
    let trimmed = raw.trim_matches([' ', '\t']);
    let open = trimmed.trim_end_matches('#');
    if open.len() == trimmed.len() {
        trimmed
    } else if open.is_empty() || open.ends_with([' ', '\t']) {
        open.trim_end_matches([' ', '\t'])
    } else {
        trimmed
    }
}

/// Level of the heading that a line of `=` or `-` makes of the paragraph above.
pub(super) fn setext(line: &str) -> Option<u8> {
    let mark = byte(line, 0);
    let level = match mark {
        b'=' => 1,
        b'-' => 2,
        _ => return None,
    };
    is_blank(after(line, run(line, 0, mark))).then_some(level)
}

/// Whether the line is a thematic break.
pub(super) fn is_rule(line: &str) -> bool {
    let mark = byte(line, 0);
    matches!(mark, b'*' | b'-' | b'_')
        && line.bytes().all(|b| b == mark || b == b' ' || b == b'\t')
        && line.bytes().filter(|&b| b == mark).count() >= 3
}

/// An opening fence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FenceMark {
    pub(super) mark: u8,
    pub(super) length: usize,
    pub(super) language: String,
    pub(super) info: String,
}

/// The fence that the line opens.
pub(super) fn fence(line: &str) -> Option<FenceMark> {
    let mark = byte(line, 0);
    let length = run(line, 0, mark);
    if !matches!(mark, b'`' | b'~') || length < 3 {
        return None;
    }
    let info = after(line, length).trim();
    if mark == b'`' && info.contains('`') {
        return None;
    }
    let info = unescape(info);
    let (language, info) = info.split_once(char::is_whitespace).unwrap_or((&info, ""));
    Some(FenceMark {
        mark,
        length,
        language: language.to_owned(),
        info: info.trim().to_owned(),
    })
}

/// Whether the line closes a fence.
pub(super) fn closes_fence(line: &str, mark: u8, length: usize) -> bool {
    let own = run(line, 0, mark);
    own >= length && is_blank(after(line, own))
}

/// A list marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker {
    /// `-`, `+`, `*`, or the `.` or `)` behind a number: lists of different marks are different lists.
    pub(super) mark: u8,
    /// The number of an ordered item.
    pub(super) number: Option<u32>,
    /// Its length in bytes.
    pub(super) length: usize,
}

/// The list marker at the start of the line; what follows it is white space or nothing.
pub(super) fn list_marker(line: &str) -> Option<Marker> {
    let first = byte(line, 0);
    let marker = if matches!(first, b'-' | b'+' | b'*') {
        Marker {
            mark: first,
            number: None,
            length: 1,
        }
    } else {
        let digits = line.bytes().take(10).take_while(u8::is_ascii_digit).count();
        let mark = byte(line, digits);
        if !(1..=9).contains(&digits) || !matches!(mark, b'.' | b')') {
            return None;
        }
        Marker {
            mark,
            number: before(line, digits).parse().ok(),
            length: digits + 1,
        }
    };
    matches!(byte(line, marker.length), 0 | b' ' | b'\t').then_some(marker)
}

/// Longest label of a footnote or link definition, in bytes.
pub(super) const MAX_LABEL_BYTES: usize = 999;

/// Label and length of the start of a footnote (`[^label]:`).
pub(super) fn footnote(line: &str) -> Option<(&str, usize)> {
    if !line.starts_with("[^") {
        return None;
    }
    let end = line.bytes().take(MAX_LABEL_BYTES).position(|b| b == b']')?;
    let label = between(line, 2, end);
    let good =
        !label.is_empty() && !label.contains([' ', '\t', '[', '\\']) && byte(line, end + 1) == b':';
    good.then_some((label, end + 2))
}

/// How a line opens display mathematics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum MathStart<'a> {
    /// Opens and closes on this line.
    Whole(&'a str),
    /// Opens; what will close it.
    Open(&'static str),
}

/// Display mathematics that begins with the line.
pub(super) fn math(line: &str) -> Option<MathStart<'_>> {
    let close = match (byte(line, 0), byte(line, 1)) {
        (b'$', b'$') => "$$",
        (b'\\', b'[') => "\\]",
        _ => return None,
    };
    let rest = after(line, 2);
    match rest.find(close) {
        Some(end) => {
            let source = before(rest, end).trim();
            let alone = is_blank(after(rest, end + 2));
            let good = alone && !source.is_empty() && (close == "$$" || looks_like_math(source));
            good.then_some(MathStart::Whole(source))
        }
        // `\[` with words behind it is more likely an escaped bracket.
        None if close == "$$" || is_blank(rest) || looks_like_math(rest) => {
            Some(MathStart::Open(close))
        }
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_need_white_space_behind_them() {
        assert_eq!(list_marker("- 一").map(|m| m.length), Some(1));
        assert_eq!(list_marker("12) x").and_then(|m| m.number), Some(12));
        assert_eq!(list_marker("1234567890. x"), None);
        assert_eq!(list_marker("-x"), None);
        assert_eq!(
            list_marker("*"),
            Some(Marker {
                mark: b'*',
                number: None,
                length: 1
            })
        );
    }

    #[test]
    fn closing_marks_of_a_heading_are_no_content() {
        assert_eq!(heading("## 标题 ##"), Some((2, " 标题 ##")));
        assert_eq!(heading_content(" 标题 ##"), "标题");
        assert_eq!(heading_content(" C#"), "C#");
        assert_eq!(heading_content(" ###"), "");
        assert_eq!(heading("#标题"), None);
    }

    #[test]
    fn a_rule_is_told_from_a_list() {
        assert!(is_rule("* * *") && is_rule("---") && is_rule("_____  "));
        assert!(!is_rule("--") && !is_rule("* * a"));
    }

    #[test]
    fn mathematics_on_one_line_or_open() {
        assert_eq!(math("$$x$$"), Some(MathStart::Whole("x")));
        assert_eq!(math("$$"), Some(MathStart::Open("$$")));
        assert_eq!(math(r"\[ x^2 \]  "), Some(MathStart::Whole("x^2")));
        assert_eq!(math("$$x$$ 是"), None);
        assert_eq!(math(r"\[not math\]"), None);
    }
}
