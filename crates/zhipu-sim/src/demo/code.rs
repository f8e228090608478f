//! Code blocks of the demonstration, from `fixtures/demo/code.md`.

use std::fmt::Write as _;

use crate::ids;

const BLOCKS: &str = include_str!("../../fixtures/demo/code.md");

/// Fence word and the other names that people use.
const NAMES: &[(&str, &[&str])] = &[
    ("rust", &["rust"]),
    ("python", &["python", "py"]),
    ("typescript", &["typescript", "javascript", "ts", "js"]),
    ("go", &["golang"]),
    ("java", &["java"]),
    ("cpp", &["c++", "cpp"]),
    ("sql", &["sql", "sqlite"]),
    ("bash", &["bash", "shell"]),
    ("json", &["json"]),
    ("html", &["html"]),
    ("css", &["css"]),
    ("diff", &["diff", "patch"]),
];

/// The fence words of the languages that a question (in lower case) names.
pub(super) fn named_in(question: &str) -> Vec<&'static str> {
    // Chinese and Latin letters stand side by side without a blank: 用Python写.
    let words: Vec<&str> = question
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '+')
        .collect();
    let named = NAMES
        .iter()
        .filter(|(_, names)| names.iter().any(|name| words.contains(name)));
    let mut named: Vec<&str> = named.map(|(fence, _)| *fence).collect();
    // “Go” is a word too: it counts beside another language or inside Chinese.
    if words.contains(&"go") && (!named.is_empty() || !question.is_ascii()) {
        named.push("go");
    }
    named
}

/// The blocks of the named languages, or three that the chance decides.
pub(super) fn blocks(question: &str, chance: u64) -> String {
    let mut wanted = named_in(&question.to_lowercase());
    if wanted.is_empty() {
        let main: &[&str] = &["rust", "python", "typescript", "go", "java", "cpp"];
        wanted.extend(ids::choose(main, chance));
        wanted.extend(["sql", "diff"]);
    }
    let blocks = BLOCKS
        .split("\n\n```")
        .map(|block| block.trim_start_matches("```").trim_end());
    let chosen = blocks.filter(|block| {
        wanted
            .iter()
            .any(|fence| block.lines().next() == Some(*fence))
    });
    let mut text = String::new();
    for block in chosen {
        let _ = write!(text, "```{block}\n\n"); // writing to a string cannot fail
    }
    text.trim_end().to_owned()
}
