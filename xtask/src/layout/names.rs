//! Names that say nothing, modules that do not introduce themselves, notes to nobody.

use super::rust_source::blanked;
use super::{Finding, Source};

/// Endings of type names that only say "it does something".
const EMPTY_ENDINGS: [&str; 7] = [
    "Manager",
    "Helper",
    "Helpers",
    "Util",
    "Utils",
    "Service",
    "Processor",
];

/// Names of files, folders and modules that would hold anything.
const EMPTY_MODULES: [&str; 12] = [
    "util", "utils", "helper", "helpers", "common", "misc", "manager", "service", "services",
    "old", "new", "shared",
];

/// Words that leave work for somebody unnamed.
const LEFT_OVER: [&str; 3] = ["TODO", "FIXME", "XXX"];

/// Findings of a Rust file.
pub(super) fn rust(source: &Source) -> Vec<Finding> {
    let mut found = both(source, &["struct", "enum", "trait", "type", "union"]);
    let opening = source
        .text
        .lines()
        .find(|line| !line.trim().is_empty() && !line.starts_with("#!["));
    let introduced = opening.is_some_and(|line| line.starts_with("//!"));
    // `name/tests.rs` is introduced by the module it tests.
    if !introduced && !source.path.ends_with("/tests.rs") {
        found.push(Finding::new(
            &source.path,
            "opens without `//!` lines that say what it is",
        ));
    }
    found
}

/// Findings of a TypeScript or Svelte file.
pub(super) fn typescript(source: &Source) -> Vec<Finding> {
    both(source, &["class", "interface", "type", "enum"])
}

fn both(source: &Source, keywords: &[&str]) -> Vec<Finding> {
    let mut found: Vec<Finding> = source
        .path
        .split('/')
        .filter(|part| EMPTY_MODULES.contains(&part.split('.').next().unwrap_or(part)))
        .map(|part| {
            Finding::new(
                &source.path,
                format!("`{part}` says nothing; name what it holds"),
            )
        })
        .collect();
    let code = if source.is("rs") {
        blanked(&source.text)
    } else {
        source.text.clone()
    };
    for (index, (line, original)) in code.lines().zip(source.text.lines()).enumerate() {
        let place = || format!("{}:{}", source.path, index + 1);
        if let Some(name) = declared(line, keywords).filter(|name| is_empty_name(name)) {
            found.push(Finding::new(
                place(),
                format!("`{name}`: name what it is or does"),
            ));
        }
        // This file names the words it looks for.
        let own = source.path.ends_with("layout/names.rs");
        if let Some(word) = LEFT_OVER
            .iter()
            .find(|word| leaves_work(original, word) && !own)
        {
            found.push(Finding::new(
                place(),
                format!("{word} without an issue number, such as {word}(#12)"),
            ));
        }
    }
    found
}

/// The name a line declares with one of the keywords.
fn declared<'line>(line: &'line str, keywords: &[&str]) -> Option<&'line str> {
    let mut words = line
        .split(|it: char| !it.is_alphanumeric() && it != '_')
        .filter(|word| !word.is_empty());
    words.find(|word| keywords.contains(word))?;
    words.next()
}

fn is_empty_name(name: &str) -> bool {
    EMPTY_ENDINGS.iter().any(|ending| name.ends_with(ending))
}

fn leaves_work(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|it| it.chars().next_back());
        let after = line.get(at + word.len()..).unwrap_or_default();
        let whole =
            !before.is_some_and(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
        whole && !after.starts_with("(#")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str, text: &str) -> usize {
        let source = Source {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        if source.is("rs") {
            rust(&source).len()
        } else {
            typescript(&source).len()
        }
    }

    #[test]
    fn a_type_is_named_after_what_it_is() {
        assert_eq!(
            of(
                "a/src/keys.rs",
                "//! Keys.\npub(crate) struct KeyManager {}"
            ),
            1
        );
        assert_eq!(of("a/src/keys.rs", "//! Keys.\nenum TextHelper<T> {}"), 1);
        assert_eq!(
            of(
                "a/src/keys.rs",
                "//! Keys.\n// struct KeyManager\nstruct Keychain; let s = \"struct AUtil\";"
            ),
            0
        );
        assert_eq!(of("ui/src/a.ts", "export class ThreadService {}"), 1);
        assert_eq!(of("ui/src/a.ts", "export class Thread {}"), 0);
    }

    #[test]
    fn a_file_named_utils_is_refused() {
        assert_eq!(of("a/src/utils.rs", "//! Anything."), 1);
        assert_eq!(of("ui/src/helpers/text.ts", ""), 1);
    }

    #[test]
    fn a_module_introduces_itself() {
        assert_eq!(of("a/src/text.rs", "use std::fmt;"), 1);
        assert_eq!(
            of(
                "a/src/text.rs",
                "#![allow(unused, reason = \"x\")]\n\n//! Text.\n"
            ),
            0
        );
    }

    #[test]
    fn work_is_left_only_with_a_number() {
        assert_eq!(of("a/src/text.rs", "//! Text.\n// TODO make it faster"), 1);
        assert_eq!(
            of("a/src/text.rs", "//! Text.\n// TODO(#7) make it faster"),
            0
        );
        assert_eq!(of("a/src/text.rs", "//! Text.\nlet todos = TODOS;"), 0);
    }
}
