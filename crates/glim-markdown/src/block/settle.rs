//! Whether enough of a line has come to know for certain what block it belongs to. Until then nothing of it is
//! shown, so that half-typed marks (`*`, `1`, a fence, a row of dashes) never flash.

use super::html::{self, HtmlStart};
use super::start::MAX_LABEL_BYTES;
use crate::text::{after, before, byte, is_blank, run};

/// Whether nothing that may still be added to the line can change how it begins.
pub(super) fn is_settled(mut text: &str) -> bool {
    loop {
        text = text.trim_start_matches([' ', '\t']);
        let step = match byte(text, 0) {
            0 => Step::Open,
            b'>' => Step::Skip(1),
            b'-' | b'|' | b':' if only(text, "-|: \t") => Step::Open,
            mark @ (b'*' | b'_' | b'=' | b'+')
                if text.bytes().all(|b| b == mark || b == b' ' || b == b'\t') =>
            {
                Step::Open
            }
            b'-' | b'+' | b'*' if matches!(byte(text, 1), b' ' | b'\t') => Step::Skip(1),
            b'0'..=b'9' => number(text),
            b'#' if run(text, 0, b'#') == text.len() => Step::Open,
            mark @ (b'`' | b'~') => fence(text, mark),
            b'<' if html::start(text, false) == HtmlStart::Unknown => Step::Open,
            b'[' => bracket(text),
            b'$' | b'\\' => math(text),
            _ => Step::Settled,
        };
        match step {
            Step::Skip(bytes) => text = after(text, bytes),
            Step::Open => return false,
            Step::Settled => return true,
        }
    }
}

/// Whether a line inside a fence is surely not its end.
pub(super) fn is_code(text: &str, mark: u8) -> bool {
    let trimmed = text.trim_start_matches([' ', '\t']);
    let own = run(trimmed, 0, mark);
    !(trimmed.is_empty() || own > 0 && is_blank(after(trimmed, own)))
}

enum Step {
    Skip(usize),
    Open,
    Settled,
}

fn only(text: &str, marks: &str) -> bool {
    text.bytes().all(|b| marks.as_bytes().contains(&b))
}

fn number(text: &str) -> Step {
    let digits = text.bytes().take(10).take_while(u8::is_ascii_digit).count();
    if digits > 9 {
        return Step::Settled;
    }
    match (byte(text, digits), byte(text, digits + 1)) {
        (0, _) | (b'.' | b')', 0) => Step::Open,
        (b'.' | b')', b' ' | b'\t') => Step::Skip(digits + 1),
        _ => Step::Settled,
    }
}

fn fence(text: &str, mark: u8) -> Step {
    let length = run(text, 0, mark);
    let info = after(text, length);
    if info.is_empty() || (length >= 3 && !(mark == b'`' && info.contains('`'))) {
        Step::Open
    } else {
        Step::Settled
    }
}

fn bracket(text: &str) -> Step {
    if text.len() == 1 {
        return Step::Open;
    }
    if byte(text, 1) != b'^' {
        return Step::Settled;
    }
    match text.bytes().take(MAX_LABEL_BYTES).position(|b| b == b']') {
        Some(end) => match byte(text, end + 1) {
            0 => Step::Open,
            b':' if super::start::footnote(text).is_some() => Step::Skip(end + 2),
            _ => Step::Settled,
        },
        None if after(before(text, text.len()), 2).contains([' ', '\t', '[', '\\'])
            || text.len() >= MAX_LABEL_BYTES =>
        {
            Step::Settled
        }
        None => Step::Open,
    }
}

fn math(text: &str) -> Step {
    let close = match (byte(text, 0), byte(text, 1)) {
        (_, 0) => return Step::Open,
        (b'$', b'$') => "$$",
        (b'\\', b'[') => "\\]",
        _ => return Step::Settled,
    };
    let rest = after(text, 2);
    match rest.find(close) {
        Some(end) if !is_blank(after(rest, end + 2)) => Step::Settled,
        _ => Step::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_typed_marks_are_held_back() {
        for open in [
            "", "  ", "-", "- ", "- - ", "**", "1", "1.", "1. ", "#", "``", "```rust", "|", "|---",
            "<div", "[^1", "$$", "$", "\\", "> ", "> -", "===",
        ] {
            assert!(
                !is_settled(open),
                "{open:?} can still become several things"
            );
        }
        for settled in [
            "文",
            "**粗",
            "- 项",
            "1. a",
            "# ",
            "#标",
            "``a",
            "|---x",
            "<https:",
            "[a",
            "[^1] ",
            "$x",
            "\\a",
            "> 引",
            "12345678901",
        ] {
            assert!(is_settled(settled), "{settled:?} is decided");
        }
    }
}
