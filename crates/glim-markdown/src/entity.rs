//! Backslash escapes and character references in info strings, addresses and titles.

use pulldown_cmark::{Event, Parser};

use crate::text::{after, before, between, byte, is_escapable};

/// `text` with its escapes and character references resolved.
pub(crate) fn unescape(text: &str) -> String {
    if !text.contains(['\\', '&']) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut index = 0;
    while let Some(c) = after(text, index).chars().next() {
        match c {
            '\\' if is_escapable(byte(text, index + 1)) => {
                out.push(char::from(byte(text, index + 1)));
                index += 2;
            }
            '&' => {
                let (decoded, length) = reference(after(text, index));
                out.push_str(&decoded);
                index += length;
            }
            c => {
                out.push(c);
                index += c.len_utf8();
            }
        }
    }
    out
}

/// The text of the character reference at the start, and its length; `&` alone if it is none.
fn reference(text: &str) -> (String, usize) {
    // The longest name of HTML 5 has 31 letters.
    let end = text.bytes().take(40).position(|b| b == b';');
    if let Some(end) = end {
        let source = before(text, end + 1);
        let name = between(source, 1, end);
        if !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#') {
            let decoded: String = Parser::new(source)
                .filter_map(|event| {
                    if let Event::Text(text) = event {
                        Some(text.to_string())
                    } else {
                        None
                    }
                })
                .collect();
            return (decoded, end + 1);
        }
    }
    ("&".to_owned(), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_references_are_resolved() {
        assert_eq!(
            unescape(r"a\*b&ouml;&#20013;&nosuch;& 中"),
            "a*bö中&nosuch;& 中"
        );
    }
}
