//! Inline mathematics: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`. Prices and escaped brackets are told from it by their looks.

use crate::text::{after, before, between, byte, char_before};

/// Longest inline mathematics, in bytes.
const MAX_BYTES: usize = 2000;
/// Longest unfinished mathematics that is shown as such while it grows.
const MAX_GROWING_BYTES: usize = 400;

/// A piece of mathematics in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Math {
    pub(super) source: String,
    pub(super) display: bool,
    pub(super) closed: bool,
    /// As written, with its delimiters.
    pub(super) raw: String,
}

/// What a delimiter at some place begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Mathematics of so many bytes.
    Math(Math, usize),
    /// Nothing; as no other delimiter like it can be closed either, the caller need not ask again.
    Never,
    /// Nothing.
    No,
    /// The rest of the text is a delimiter that is still being typed.
    Unfinished,
}

/// Whether text between `\[` and `\]` is mathematics rather than words in escaped brackets.
pub(crate) fn looks_like_math(source: &str) -> bool {
    source.contains(['^', '_', '=', '{', '}', '+', '<', '>'])
        || source
            .as_bytes()
            .windows(2)
            .any(|pair| matches!(pair, [b'\\', b] if b.is_ascii_alphabetic()))
}

/// Mathematics in `text` at `start`, where a `\` or `$` stands.
pub(super) fn at(text: &str, start: usize, growing: bool) -> Found {
    match (byte(text, start), byte(text, start + 1)) {
        (b'\\', b'(') => delimited(text, start, "\\)", false, growing),
        (b'\\', b'[') => delimited(text, start, "\\]", true, growing),
        (b'$', b'$') => delimited(text, start, "$$", true, growing),
        (b'$', _) => dollar(text, start, growing),
        _ => Found::No,
    }
}

fn delimited(text: &str, start: usize, close: &str, display: bool, growing: bool) -> Found {
    let body = after(text, start + 2);
    let Some(end) = body.find(close) else {
        let good = growing
            && body.len() <= MAX_GROWING_BYTES
            && (close != "\\]" || body.trim().is_empty() || looks_like_math(body));
        return if good {
            unfinished(text, start, body.trim_end_matches(['\\', '$']), display)
        } else {
            Found::Never
        };
    };
    let source = before(body, end).trim();
    let short = source.len() <= 12 && source.is_ascii() && !source.contains(' ');
    let good = match close {
        "$$" => true,
        "\\)" => short || looks_like_math(source),
        _ => looks_like_math(source),
    };
    if source.is_empty() || !good || end > MAX_BYTES {
        return Found::No;
    }
    let length = end + 4;
    let raw = between(text, start, start + length).to_owned();
    Found::Math(
        Math {
            source: source.to_owned(),
            display,
            closed: true,
            raw,
        },
        length,
    )
}

fn unfinished(text: &str, start: usize, body: &str, display: bool) -> Found {
    let raw = after(text, start).to_owned();
    let length = raw.len();
    let source = body.trim().to_owned();
    if source.is_empty() {
        Found::Unfinished
    } else {
        Found::Math(
            Math {
                source,
                display,
                closed: false,
                raw,
            },
            length,
        )
    }
}

/// `$…$` by pandoc's rule: no white space inside at either end, no digit behind.
fn dollar(text: &str, start: usize, growing: bool) -> Found {
    let body = after(text, start + 1);
    if body.is_empty() && growing {
        return Found::Unfinished;
    }
    let opens = !body.starts_with(char::is_whitespace)
        && !char_before(text, start).is_some_and(|c| c.is_ascii_alphanumeric() || c == '$');
    if !opens {
        return Found::No;
    }
    let mut escaped = false;
    for (end, b) in body.bytes().enumerate() {
        if end > MAX_BYTES {
            return Found::No;
        }
        let closes = b == b'$'
            && !escaped
            && end > 0
            && !matches!(byte(body, end - 1), b' ' | b'\t' | b'\n')
            && !byte(body, end + 1).is_ascii_digit();
        if closes {
            let source = before(body, end);
            let price = source.starts_with(|c: char| c.is_ascii_digit())
                && source.contains([' ', ','])
                && !looks_like_math(source);
            if price {
                return Found::No;
            }
            let raw = between(text, start, start + end + 2).to_owned();
            return Found::Math(
                Math {
                    source: source.to_owned(),
                    display: false,
                    closed: true,
                    raw,
                },
                end + 2,
            );
        }
        escaped = b == b'\\' && !escaped;
    }
    let grows = growing
        && body.len() <= MAX_GROWING_BYTES
        && !body.contains('\n')
        && !body.starts_with(|c: char| c.is_ascii_digit());
    if grows {
        unfinished(text, start, body.trim_end_matches('\\'), false)
    } else {
        Found::Never
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Option<(String, bool)> {
        match at(text, 0, false) {
            Found::Math(math, _) => Some((math.source, math.display)),
            _ => None,
        }
    }

    #[test]
    fn the_four_delimiters_are_known() {
        assert_eq!(source(r"$x_i$ 是"), Some(("x_i".to_owned(), false)));
        assert_eq!(source(r"$$ a+b $$"), Some(("a+b".to_owned(), true)));
        assert_eq!(source(r"\( \alpha \)"), Some((r"\alpha".to_owned(), false)));
        assert_eq!(source(r"\[ x^2 \]"), Some(("x^2".to_owned(), true)));
    }

    #[test]
    fn prices_and_escaped_brackets_are_text() {
        for text in [
            "$5 and $10",
            "$5, or $10",
            "$5, or 10$ 元",
            r"\[note\]",
            r"\(见下文说明\)",
            "$ x$",
            "$",
        ] {
            assert_eq!(source(text), None, "{text}");
        }
    }

    #[test]
    fn unfinished_mathematics_grows() {
        assert!(matches!(
            at(r"$\frac{a", 0, true),
            Found::Math(Math { closed: false, .. }, 8)
        ));
        assert_eq!(at("$5 for", 0, true), Found::Never);
        assert_eq!(at("$", 0, true), Found::Unfinished);
    }
}
