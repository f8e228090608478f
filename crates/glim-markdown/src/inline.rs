//! Inline marks: `pulldown-cmark` reads them from the text of one leaf; around it, mathematics, marks beside Chinese
//! punctuation, citations, bare addresses, and the repair of marks that are still being typed.

mod build;
mod cut;
mod marks;
mod math;
mod prepare;
mod repair;

use std::borrow::Cow;

pub(crate) use cut::{CUT_BYTES, FORCED_CUT_BYTES, cut_place, is_closed};
pub(crate) use math::looks_like_math;

use crate::block::Definitions;
use crate::tree::Inline;

/// Inline nodes, and whether a reference among them has no definition yet.
#[derive(Debug, Default)]
pub(crate) struct Inlines {
    pub(crate) nodes: Vec<Inline>,
    pub(crate) unresolved: bool,
}

/// Reads text that will not grow.
pub(crate) fn read(raw: &str, definitions: &Definitions) -> Inlines {
    read_with(raw, definitions, false)
}

/// Reads text that may grow: unfinished marks at its end are completed or left out.
pub(crate) fn read_growing(raw: &str, definitions: &Definitions) -> Inlines {
    read_with(raw, definitions, true)
}

fn read_with(raw: &str, definitions: &Definitions, growing: bool) -> Inlines {
    let raw = raw.trim_start_matches('\n').trim_end();
    if raw.is_empty() {
        return Inlines::default();
    }
    if is_plain(raw) {
        return Inlines {
            nodes: vec![Inline::Text(raw.to_owned())],
            unresolved: false,
        };
    }
    let prepared = prepare::prepare(raw, growing);
    let text = if growing {
        repair::repair(&prepared.text)
    } else {
        prepared.text
    };
    build::build(&text, &prepared.math, definitions, growing)
}

/// Whether the text has nothing that could be a mark.
fn is_plain(text: &str) -> bool {
    let special = |b: u8| {
        matches!(
            b,
            b'\\'
                | b'`'
                | b'*'
                | b'_'
                | b'~'
                | b'['
                | b']'
                | b'<'
                | b'&'
                | b'$'
                | b'!'
                | b'\n'
                | b'\t'
        )
    };
    !text.bytes().any(special) && !text.contains('【') && !text.contains("://")
}

/// The text without characters that we use ourselves or that mean nothing: NUL (as `CommonMark` demands), vertical
/// tabs and form feeds, and the 32 noncharacters from U+FDD0 on.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let bad = |c: char| matches!(c, '\0' | '\u{b}' | '\u{c}' | '\u{fdd0}'..='\u{fdef}');
    if !text.contains(bad) {
        return Cow::Borrowed(text);
    }
    let replaced = text.chars().map(|c| match c {
        '\u{b}' | '\u{c}' => ' ',
        c if bad(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    });
    Cow::Owned(replaced.collect())
}
