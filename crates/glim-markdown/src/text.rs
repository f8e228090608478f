//! Cutting and classifying text without panics.

/// `text` from byte `start`; empty when that is not a character boundary.
pub(crate) fn after(text: &str, start: usize) -> &str {
    text.get(start..).unwrap_or("")
}

/// `text` up to byte `end`; empty when that is not a character boundary.
pub(crate) fn before(text: &str, end: usize) -> &str {
    text.get(..end).unwrap_or("")
}

/// `text` from byte `start` up to byte `end`; empty when that is not a range of whole characters.
pub(crate) fn between(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end).unwrap_or("")
}

/// The byte at `index`, or 0 past the end (a NUL never occurs in the text: it is replaced when it arrives).
pub(crate) fn byte(text: &str, index: usize) -> u8 {
    text.as_bytes().get(index).copied().unwrap_or(0)
}

/// How often `mark` repeats from `start`.
pub(crate) fn run(text: &str, start: usize, mark: u8) -> usize {
    after(text, start)
        .bytes()
        .take_while(|&b| b == mark)
        .count()
}

/// The character that ends at `index`.
pub(crate) fn char_before(text: &str, index: usize) -> Option<char> {
    before(text, index).chars().next_back()
}

/// The character that begins at `index`.
pub(crate) fn char_at(text: &str, index: usize) -> Option<char> {
    after(text, index).chars().next()
}

/// Whether the text is only spaces and tabs.
pub(crate) fn is_blank(text: &str) -> bool {
    text.bytes().all(|b| b == b' ' || b == b'\t')
}

/// Punctuation in the sense of `CommonMark` 0.31 (categories P and S), nearly: marks that join or colour a
/// character are left out by hand, since the standard library has no general categories.
pub(crate) fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    let joins = matches!(
        c,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' | '\u{20d0}'..='\u{20ff}' | '\u{fffe}'..='\u{ffff}' | '\u{fdd0}'..='\u{fdef}' | '\u{feff}'
    );
    !(c.is_alphanumeric() || c.is_whitespace() || c.is_control() || joins)
}

/// Characters of Chinese, Japanese and Korean writing, with their punctuation and full-width forms.
pub(crate) fn is_cjk(c: char) -> bool {
    matches!(
        c,
        '\u{2e80}'..='\u{303f}'
            | '\u{3040}'..='\u{31ff}'
            | '\u{3200}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}'
            | '\u{f900}'..='\u{faff}'
            | '\u{fe30}'..='\u{fe4f}'
            | '\u{ff00}'..='\u{ffef}'
            | '\u{20000}'..='\u{3ffff}'
            | '\u{2018}'..='\u{201d}'
            | '\u{2014}'
            | '\u{2026}'
    )
}

/// Whether `b` is an ASCII mark that a backslash may escape.
pub(crate) fn is_escapable(b: u8) -> bool {
    b.is_ascii_punctuation()
}
