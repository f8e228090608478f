//! Words that stand in the code instead of the catalogues: Chinese anywhere, English in a component's markup.

use super::script::{has_chinese_word, without_comments};
use crate::layout::{Finding, Source};

/// Attributes whose value a person reads or hears.
const READ_ALOUD: [&str; 8] = [
    "title",
    "alt",
    "placeholder",
    "label",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "aria-valuetext",
];

/// Names that are the same in every language.
const NAMES: [&str; 8] = [
    "Glim", "GLM", "BigModel", "Z.ai", "Ctrl", "Shift", "Esc", "Enter",
];

/// All words in one file of the UI that belong into the catalogues.
pub(super) fn findings(source: &Source) -> Vec<Finding> {
    let text = without_comments(&source.text);
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| has_chinese_word(line));
    let mut found: Vec<Finding> = lines
        .map(|(index, _)| {
            Finding::new(
                format!("{}:{}", source.path, index + 1),
                "Chinese in the code; use a key",
            )
        })
        .collect();
    if source.is("svelte") {
        for (line, words) in english(&text) {
            let words = format!("“{words}” in the markup; use a key");
            found.push(Finding::new(format!("{}:{line}", source.path), words));
        }
    }
    found
}

/// Runs of text and read-aloud attributes that hold a word, with their lines.
fn english(component: &str) -> Vec<(usize, String)> {
    let text = without_element(&without_element(component, "script"), "style");
    let mut reader = Reader {
        text: &text,
        at: 0,
        found: Vec::new(),
    };
    reader.markup();
    reader.found
}

/// The text with everything from `<name` to `</name>` blank.
fn without_element(text: &str, name: &str) -> String {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(&open) {
        let (before, element) = rest.split_at_checked(start).unwrap_or((rest, ""));
        let end = element
            .find(&close)
            .map_or(element.len(), |at| at + close.len());
        let (inside, after) = element.split_at_checked(end).unwrap_or((element, ""));
        out.push_str(before);
        out.extend(inside.chars().map(|it| if it == '\n' { '\n' } else { ' ' }));
        rest = after;
    }
    out.push_str(rest);
    out
}

struct Reader<'text> {
    text: &'text str,
    at: usize,
    found: Vec<(usize, String)>,
}

impl<'text> Reader<'text> {
    fn rest(&self) -> &'text str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn markup(&mut self) {
        while !self.rest().is_empty() {
            let rest = self.rest();
            if rest.starts_with('{') {
                self.at += expression_length(rest);
            } else if is_tag(rest) {
                self.tag();
            } else {
                let skip = rest.chars().next().map_or(1, char::len_utf8);
                let after = rest.get(skip..).unwrap_or_default();
                let end = after.find(['<', '{']).map_or(rest.len(), |at| at + skip);
                self.note(rest.get(..end).unwrap_or_default());
                self.at += end;
            }
        }
    }

    /// Reads `<name attribute="…" {…}>`.
    fn tag(&mut self) {
        self.at += 1;
        while !self.rest().is_empty() && !self.rest().starts_with('>') {
            let rest = self.rest();
            if rest.starts_with('{') {
                self.at += expression_length(rest);
            } else if rest.starts_with(['"', '\'']) {
                self.value();
            } else {
                self.at += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
        self.at += 1;
    }

    /// Reads a quoted value; what stands in it outside `{…}` is noted when the attribute is read aloud.
    fn value(&mut self) {
        let quote = if self.rest().starts_with('"') {
            '"'
        } else {
            '\''
        };
        let before = self
            .text
            .get(..self.at)
            .unwrap_or_default()
            .trim_end_matches('=');
        let name = before
            .rsplit(|it: char| it.is_whitespace())
            .next()
            .unwrap_or_default();
        let read_aloud = READ_ALOUD.contains(&name);
        self.at += 1;
        while !self.rest().is_empty() && !self.rest().starts_with(quote) {
            let rest = self.rest();
            if rest.starts_with('{') {
                self.at += expression_length(rest);
                continue;
            }
            let end = rest.find(['{', quote]).unwrap_or(rest.len());
            if read_aloud {
                self.note(rest.get(..end).unwrap_or_default());
            }
            self.at += end.max(1);
        }
        self.at += 1;
    }

    fn note(&mut self, run: &str) {
        let mut words = run
            .split(|it: char| it.is_whitespace())
            .filter(|word| !NAMES.contains(word));
        if words.any(is_word) {
            let start = self.at + (run.len() - run.trim_start().len());
            let line = self
                .text
                .get(..start)
                .unwrap_or_default()
                .matches('\n')
                .count()
                + 1;
            self.found.push((line, run.trim().to_owned()));
        }
    }
}

/// Two letters together are a word; entities (`&nbsp;`), addresses and parameters (`top_p`) are none.
fn is_word(text: &str) -> bool {
    if (text.starts_with('&') && text.ends_with(';')) || text.contains("://") || text.contains('_')
    {
        return false;
    }
    text.as_bytes()
        .windows(2)
        .any(|pair| pair.iter().all(u8::is_ascii_alphabetic))
}

fn is_tag(rest: &str) -> bool {
    let mut characters = rest.chars();
    characters.next() == Some('<')
        && characters
            .next()
            .is_some_and(|it| it.is_alphabetic() || it == '/')
}

/// Length of a balanced `{…}`, braces in its strings left out.
fn expression_length(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut escaped = false;
    for (at, it) in rest.char_indices() {
        match (quote, it) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), it) if it == open => quote = None,
            (None, '"' | '\'' | '`') => quote = Some(it),
            (None, '{') => depth += 1,
            (None, '}') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(usize, String)> {
        let source = Source {
            path: "ui/src/A.svelte".to_owned(),
            text: text.to_owned(),
        };
        let lines = |finding: Finding| {
            (
                finding.place.rsplit(':').next().unwrap().parse().unwrap(),
                finding.words,
            )
        };
        findings(&source).into_iter().map(lines).collect()
    }

    #[test]
    fn words_in_the_markup_are_found_with_their_line() {
        assert_eq!(
            of("<script lang=\"ts\">\n  const a = \"words\";\n</script>\n<p>Send it</p>\n")
                .first()
                .unwrap()
                .0,
            4
        );
        assert_eq!(of("<b>\n  {#if a > b}Stop{/if}</b>").len(), 1);
        assert_eq!(
            of("<button aria-label=\"Send\" class=\"primary big\">{t(\"chat.send\")}</button>")
                .len(),
            1
        );
        assert_eq!(of("<input placeholder=\"{t('a')} words\" />").len(), 1);
    }

    #[test]
    fn keys_expressions_names_and_signs_are_no_words() {
        for fine in [
            "<p class=\"text\">{t(\"chat.send\")}</p>",
            "<p>{#each list as item (item.id)}{item.name}{/each}</p>",
            "<Button title={t(\"a\")} onclick={() => { if (a < b) { go(); } }} />",
            "<span>‹ 2/3 › &nbsp; · {n}</span> <kbd>Ctrl</kbd> Glim",
            "<style>\n  .a { color: red; }\n</style>",
            "<!-- a comment with words -->",
            "{@render children?.()}",
            "<input placeholder=\"http://127.0.0.1:8080/v1\" /> <span>top_p</span>",
        ] {
            assert_eq!(of(fine), [], "{fine}");
        }
    }

    #[test]
    fn chinese_is_refused_in_markup_and_script_but_not_in_comments() {
        assert_eq!(of("<p>{\"发送\"}</p>").len(), 1);
        assert_eq!(
            of("<script>\n  const a = \"发送\";\n</script>")
                .first()
                .unwrap()
                .0,
            2
        );
        assert!(of("<script>\n  // 发送\n</script>").is_empty());
        let typescript = Source {
            path: "ui/src/a.ts".to_owned(),
            text: "const a = '发送';".to_owned(),
        };
        assert_eq!(findings(&typescript).len(), 1);
    }
}
