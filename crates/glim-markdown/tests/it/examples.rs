//! The examples of `CommonMark`, GFM and pulldown-cmark, read by us and by pulldown-cmark.

use serde::Deserialize;

use crate::{dump, growing, oracle};

#[derive(Deserialize)]
pub(crate) struct Example {
    pub(crate) suite: String,
    pub(crate) number: u32,
    pub(crate) markdown: String,
}

pub(crate) fn all() -> Vec<Example> {
    serde_json::from_str(include_str!("../fixtures/examples.json")).unwrap()
}

/// Examples that we read otherwise on purpose, with the reason.
const DIFFERENT: &[(&str, u32, &str)] = &[
    (
        "table",
        15,
        "a backslash ends the header line: for pulldown-cmark a hard break, for GFM a cell",
    ),
    (
        "regression",
        37,
        "we drop the indentation of a line inside a tag, which is shown as text anyway",
    ),
    ("regression", 62, "we know footnotes"),
    ("regression", 124, "we know footnotes"),
    ("regression", 135, "we know footnotes"),
    ("regression", 160, "we know footnotes"),
    ("regression", 161, "we know footnotes"),
];

#[test]
fn our_tree_is_that_of_pulldown_cmark() {
    let mut wrong = Vec::new();
    let examples = all();
    for example in &examples {
        let known = DIFFERENT
            .iter()
            .any(|(suite, number, _)| *suite == example.suite && *number == example.number);
        let ours = dump::dump(&glim_markdown::parse(&example.markdown));
        let theirs = oracle::dump(&example.markdown);
        if (ours == theirs) == known {
            let verdict = if known {
                "is listed as different but is equal"
            } else {
                "differs"
            };
            wrong.push(format!(
                "{} {} {verdict}\n{}\n--- ours\n{ours}--- theirs\n{theirs}",
                example.suite, example.number, example.markdown
            ));
        }
    }
    eprintln!(
        "{} examples, {} differ on purpose",
        examples.len(),
        DIFFERENT.len()
    );
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        examples.len(),
        wrong.join("\n=====\n")
    );
}

#[test]
fn the_examples_may_come_one_character_at_a_time() {
    for example in all() {
        let pieces: Vec<String> = example.markdown.chars().map(String::from).collect();
        growing::check(&pieces, &format!("{} {}", example.suite, example.number));
    }
}
