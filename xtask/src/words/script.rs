//! Reading TypeScript and Svelte without a parser: comments away, literals out.

/// A string literal: where it starts, what is in it, and whether a template's `${` ends it early.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Literal {
    /// Byte position of the opening quote.
    pub(crate) at: usize,
    pub(crate) text: String,
    pub(crate) is_prefix: bool,
}

/// The same text with comments (`//`, `/* */`, `<!-- -->`) made blank, positions and line ends kept.
pub(crate) fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, shown) = match first {
            '/' if rest.starts_with("//") && !out.ends_with(':') => {
                (rest.find('\n').unwrap_or(rest.len()), false)
            }
            '/' if rest.starts_with("/*") => (end_of(rest, "*/"), false),
            '<' if rest.starts_with("<!--") => (end_of(rest, "-->"), false),
            '"' | '\'' | '`' => (literal_length(rest, first), true),
            _ => (first.len_utf8(), true),
        };
        let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        if shown {
            out.push_str(piece);
        } else {
            out.extend(
                piece
                    .bytes()
                    .map(|byte| if byte == b'\n' { '\n' } else { ' ' }),
            );
        }
        rest = after;
    }
    out
}

/// The string literals of a text without comments.
pub(crate) fn literals(text: &str) -> Vec<Literal> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(step) = text.get(at..).and_then(|rest| rest.find(['"', '\'', '`'])) {
        at += step;
        let rest = text.get(at..).unwrap_or_default();
        let quote = rest.chars().next().unwrap_or('"');
        let length = literal_length(rest, quote);
        let inside = rest.get(1..length.saturating_sub(1)).unwrap_or_default();
        let hole = if quote == '`' {
            inside.find("${")
        } else {
            None
        };
        let shown = hole.and_then(|end| inside.get(..end)).unwrap_or(inside);
        found.push(Literal {
            at,
            text: shown.to_owned(),
            is_prefix: hole.is_some(),
        });
        // What stands inside a template's holes, or between two apostrophes of running text, is looked at too.
        let again = inside.contains(['"', '`']) || (hole.is_some() && inside.contains('\''));
        at += if again {
            1 + shown.find(['"', '\'', '`']).unwrap_or(shown.len())
        } else {
            length.max(1)
        };
    }
    found
}

/// The name of the language in the language itself, which is not translated.
const OWN_NAMES: [&str; 2] = ["简体中文", "中文"];

/// True when there is a word in Chinese, Japanese or Korean other than the language's own name; punctuation alone is
/// none.
pub(crate) fn has_chinese_word(text: &str) -> bool {
    let text = OWN_NAMES
        .iter()
        .fold(text.to_owned(), |text, name| text.replace(name, ""));
    text.chars()
        .any(|it| it.is_alphabetic() && has_chinese(it.encode_utf8(&mut [0; 4])))
}

/// True when there is any Chinese, Japanese or Korean character or punctuation in the text.
pub(crate) fn has_chinese(text: &str) -> bool {
    text.chars().any(|it| matches!(it, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff5e}'))
}

fn end_of(rest: &str, closing: &str) -> usize {
    rest.find(closing)
        .map_or(rest.len(), |at| at + closing.len())
}

/// Length of a literal with both quotes. A plain string ends at the line's end at the latest, so an apostrophe in
/// running text costs one line and no more.
fn literal_length(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' if quote != '`' => return at,
            it if it == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_blank_and_strings_stay() {
        let text =
            "const a = \"// no\"; // 注释\n/* 注\n释 */ <!-- 注 --> `/* ${a} */` https://x.y\n";
        let plain = without_comments(text);
        assert!(
            plain.contains("\"// no\"")
                && plain.contains("`/* ${a} */`")
                && plain.contains("https://x.y")
        );
        assert!(!has_chinese(&plain));
        assert_eq!(plain.matches('\n').count(), text.matches('\n').count());
    }

    #[test]
    fn literals_are_found_with_their_kind() {
        let found = literals("t(\"a.b\") + 'c' + `d.${e ? \"f\" : 'g'}` + `h`");
        let told: Vec<(&str, bool)> = found
            .iter()
            .map(|it| (it.text.as_str(), it.is_prefix))
            .collect();
        assert!(told.starts_with(&[
            ("a.b", false),
            ("c", false),
            ("d.", true),
            ("f", false),
            ("g", false)
        ]));
    }

    #[test]
    fn an_apostrophe_in_running_text_hides_no_key() {
        let found = literals("<p>don't {t(\"a.b\")}</p>\n{t('c.d')}");
        assert!(found.iter().any(|it| it.text == "a.b"));
        assert!(found.iter().any(|it| it.text == "c.d"));
    }

    #[test]
    fn chinese_is_seen_and_other_scripts_are_not() {
        assert!(has_chinese("发送") && has_chinese("，") && has_chinese("ok（"));
        assert!(has_chinese_word("中文版") && !has_chinese_word("{ value: \"简体中文\" }"));
        assert!(has_chinese_word("a发") && !has_chinese_word("[。！？；…]+[”’」』）)]*"));
        assert!(!has_chinese("Größe, שלום, 🦀, “quoted” …"));
    }
}
