//! The last net: masks what looks like a key or a password on its way into the log. The first net is that keys
//! are `SecretString`s and requests are logged without headers.

use std::{
    borrow::Cow,
    io::{self, Write},
};

const MASK: &str = "[key]";

/// A writer that masks. Lines must come whole, as `tracing_subscriber::fmt` writes them.
#[derive(Debug)]
pub(super) struct Redacting<W>(W);

impl<W> Redacting<W> {
    pub(super) fn new(inner: W) -> Self {
        Self(inner)
    }
}

impl<W: Write> Write for Redacting<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0
            .write_all(redact(&String::from_utf8_lossy(line)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The text with keys (`id.secret` of the platform, `sk-…`, signed tokens, whatever follows `Bearer`) and the
/// user information of URLs masked.
pub(super) fn redact(text: &str) -> Cow<'_, str> {
    let mut masked: Option<String> = None;
    let mut copied = 0;
    let mut after_bearer = false;
    for (start, word) in words(text) {
        let is_secret = looks_like_a_key(word)
            || (after_bearer && word.len() >= 8)
            || is_user_information(text, start, word);
        after_bearer = word.eq_ignore_ascii_case("bearer");
        if is_secret {
            let so_far = masked.get_or_insert_default();
            so_far.push_str(text.get(copied..start).unwrap_or_default());
            so_far.push_str(MASK);
            copied = start + word.len();
        }
    }
    match masked {
        Some(mut masked) => {
            masked.push_str(text.get(copied..).unwrap_or_default());
            Cow::Owned(masked)
        }
        None => Cow::Borrowed(text),
    }
}

/// Longest runs of characters that keys are made of, with where they begin.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let in_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let mut rest_start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(rest_start..)?;
        let start = rest_start + rest.find(in_word)?;
        let word = text.get(start..)?;
        let word = word.get(..word.find(|c| !in_word(c)).unwrap_or(word.len()))?;
        rest_start = start + word.len();
        Some((start, word))
    })
}

fn looks_like_a_key(word: &str) -> bool {
    let word = word.trim_matches('.');
    if word.starts_with("eyJ") && word.len() >= 30 {
        return true;
    }
    if word
        .strip_prefix("sk-")
        .is_some_and(|rest| rest.len() >= 12)
    {
        return true;
    }
    let is_token = |part: &str, least: usize| {
        part.len() >= least
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && part.bytes().any(|byte| byte.is_ascii_digit())
    };
    word.split_once('.')
        .is_some_and(|(id, secret)| is_token(id, 16) && is_token(secret, 8))
}

/// `user:password` in `scheme://user:password@host`.
fn is_user_information(text: &str, start: usize, word: &str) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let authority = before.rfind("://").map(|at| at + 3);
    let Some(authority) = authority.and_then(|at| text.get(at..)) else {
        return false;
    };
    let end = authority
        .find(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '?' | '#'))
        .unwrap_or(authority.len());
    let Some(at_sign) = authority
        .get(..end)
        .and_then(|authority| authority.rfind('@'))
    else {
        return false;
    };
    start + word.len() <= text.len() - authority.len() + at_sign
}

#[cfg(test)]
#[path = "redact/tests.rs"]
mod tests;
