//! `size` tells how large the parts are, so that growth is seen before a ceiling is hit.

use std::collections::BTreeMap;

use crate::failure::Outcome;
use crate::layout::{self, Source, rust_source::without_test_tail};

/// Parts and the most lines (without tests) that ARCHITECTURE.md gives them.
const PARTS: [(&str, usize); 9] = [
    ("crates/zhipu/", 5000),
    ("crates/zhipu-sim/", 2500),
    ("crates/glim-store/", 4500),
    ("crates/glim-markdown/", 2500),
    ("crates/glim-app/", 8000),
    ("crates/glim-devhost/", 300),
    ("src-tauri/", 1500),
    ("xtask/", 4000),
    ("ui/src/", 30_000),
];

/// Prints lines by part, and the ten longest files.
pub(crate) fn size() -> Outcome {
    let sources = layout::sources(&["rs", "ts", "svelte", "css"])?;
    let mut parts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut files: Vec<(usize, &str)> = Vec::new();
    for source in &sources {
        let (code, tests) = lines(source);
        files.push((code, &source.path));
        if let Some((part, _)) = PARTS.iter().find(|(part, _)| source.path.starts_with(part)) {
            let sum = parts.entry(part).or_default();
            *sum = (sum.0 + code, sum.1 + tests);
        }
    }
    println!(
        "   {:<22} {:>7} {:>7} {:>7}",
        "part", "lines", "tests", "most"
    );
    for (part, most) in PARTS {
        let (code, tests) = parts.get(part).copied().unwrap_or_default();
        let mark = if code > most { "  over" } else { "" };
        println!("   {part:<22} {code:>7} {tests:>7} {most:>7}{mark}");
    }
    files.sort_unstable();
    println!("\n   the longest files");
    for (lines, path) in files.iter().rev().take(10) {
        println!("   {lines:>5}  {path}");
    }
    Ok(())
}

/// Lines of code and lines of tests.
fn lines(source: &Source) -> (usize, usize) {
    let all = source.text.lines().count();
    if source.is_test() {
        return (0, all);
    }
    let code = if source.is("rs") {
        without_test_tail(&source.text).lines().count()
    } else {
        all
    };
    (code, all - code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_counted_apart() {
        let of = |path: &str, text: &str| {
            lines(&Source {
                path: path.to_owned(),
                text: text.to_owned(),
            })
        };
        assert_eq!(
            of(
                "crates/a/src/b.rs",
                "fn a() {}\n\n#[cfg(test)]\nmod tests {\n}\n"
            ),
            (2, 3)
        );
        assert_eq!(of("crates/a/tests/it/main.rs", "fn a() {}\n"), (0, 1));
        assert_eq!(of("ui/src/a.ts", "//\n//\n"), (2, 0));
    }
}
