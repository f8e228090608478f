//! Where a long paragraph may be cut, so that only its end is read again and again: behind a piece whose marks are
//! all closed, between two words.

use pulldown_cmark::{BrokenLink, Event, Options, Parser};

use super::build::{answer, is_escaped, paragraph};
use super::prepare::prepare;
use crate::block::Definitions;
use crate::text::{after, byte, char_at, char_before, is_cjk};

/// How much text is read again at most when all its marks are closed.
pub(crate) const CUT_BYTES: usize = 1024;
/// Where text is cut whatever its marks say.
pub(crate) const FORCED_CUT_BYTES: usize = 16 * 1024;

/// The first place from `from` on where `text` may be cut.
pub(crate) fn cut_place(text: &str, from: usize) -> Option<usize> {
    if text.len() <= from {
        return None;
    }
    let start = (from..text.len()).find(|&place| text.is_char_boundary(place))?;
    after(text, start)
        .char_indices()
        .map(|(offset, c)| (start + offset, c))
        .find_map(|(place, c)| {
            let previous = char_before(text, place)?;
            let between_words = previous.is_alphanumeric()
                && match c {
                    ' ' => char_at(text, place + 1).is_some_and(char::is_alphanumeric),
                    c => c.is_alphabetic() && is_cjk(c) && is_cjk(previous),
                };
            (between_words || place >= FORCED_CUT_BYTES).then_some(place)
        })
}

/// Whether no mark in `text` can be closed by something behind it.
pub(crate) fn is_closed(text: &str, definitions: &Definitions) -> bool {
    if super::is_plain(text) {
        return true;
    }
    let prepared = prepare(text, false).text;
    if prepared.contains("\\(")
        || prepared.contains("\\[")
        || after(&prepared, prepared.rfind('【').unwrap_or(0)).len() < 60 && prepared.contains('【')
    {
        return false;
    }
    let source = paragraph(&prepared);
    let resolve = |link: BrokenLink<'_>| answer(definitions, &link.reference);
    let parser = Parser::new_with_broken_link_callback(
        &source,
        Options::ENABLE_STRIKETHROUGH,
        Some(resolve),
    );
    let mut brackets = 0_usize;
    for (event, range) in parser.into_offset_iter() {
        if let Event::Text(text) = event {
            let escaped = is_escaped(&source, range.start)
                || (byte(&source, range.start) == b'\\' && !text.starts_with('\\'));
            let range = range.start + usize::from(escaped && byte(&source, range.start) == b'\\')
                ..range.end;
            for place in range.clone().skip(usize::from(escaped)) {
                if opens(&source, place, &mut brackets) {
                    return false;
                }
            }
        }
    }
    brackets == 0
}

/// Whether the plain character at `place` could begin a mark that is closed later.
fn opens(source: &str, place: usize, brackets: &mut usize) -> bool {
    let next = byte(source, place + 1);
    match byte(source, place) {
        b'`' | b'$' | b'\\' => true,
        b'*' | b'~' => !(white(byte(source, place.wrapping_sub(1))) && white(next)),
        b'_' => {
            !(byte(source, place.wrapping_sub(1)).is_ascii_alphanumeric()
                && next.is_ascii_alphanumeric())
        }
        b'<' => !(white(next) || next.is_ascii_digit() || next == b'='),
        b'[' => {
            *brackets += 1;
            false
        }
        b']' => {
            *brackets = brackets.saturating_sub(1);
            matches!(next, b'(' | b'[')
        }
        _ => false,
    }
}

fn white(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | 0)
}
