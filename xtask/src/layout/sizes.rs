//! How long a file and a function may be. A file over its ceiling is refused; one near it is told.

use super::rust_source::{blanked, functions, without_test_tail};
use super::{Finding, Source};

/// Lines of one kind of file: from `habit` on it is told, over `ceiling` it is refused.
struct Ceiling {
    habit: usize,
    ceiling: usize,
}

const RUST: Ceiling = Ceiling {
    habit: 400,
    ceiling: 600,
};
const SVELTE: Ceiling = Ceiling {
    habit: 250,
    ceiling: 250,
};
const TYPESCRIPT: Ceiling = Ceiling {
    habit: 300,
    ceiling: 300,
};
const TYPESCRIPT_TESTS: Ceiling = Ceiling {
    habit: 400,
    ceiling: 600,
};

/// A function fits a screen; one that is a long plain list may be longer, and is told.
const FUNCTION: Ceiling = Ceiling {
    habit: 60,
    ceiling: 100,
};

/// What is over a ceiling.
pub(super) fn findings(source: &Source) -> Vec<Finding> {
    let Some(limit) = limit(source) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let lines = lines(source);
    if lines > limit.ceiling {
        let words = format!(
            "{lines} lines, at most {}: split it by subject",
            limit.ceiling
        );
        found.push(Finding::new(&source.path, words));
    }
    found.extend(long_functions(
        source,
        FUNCTION.ceiling,
        usize::MAX,
        "split it",
    ));
    found
}

/// What is over the habit and under the ceiling.
pub(super) fn notes(source: &Source) -> Vec<Finding> {
    let Some(limit) = limit(source) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let lines = lines(source);
    if lines > limit.habit && lines <= limit.ceiling {
        found.push(Finding::new(
            &source.path,
            format!("{lines} lines, the habit is {}", limit.habit),
        ));
    }
    found.extend(long_functions(
        source,
        FUNCTION.habit,
        FUNCTION.ceiling,
        "the habit is 60",
    ));
    found
}

/// Lines that count: a Rust file's closing test module does not.
pub(super) fn lines(source: &Source) -> usize {
    if source.is("rs") {
        without_test_tail(&source.text).lines().count()
    } else {
        source.text.lines().count()
    }
}

fn limit(source: &Source) -> Option<&'static Ceiling> {
    match (
        source.is("rs"),
        source.is("svelte"),
        source.is("ts"),
        source.is_test(),
    ) {
        (true, ..) => Some(&RUST),
        (_, true, ..) => Some(&SVELTE),
        (_, _, true, false) => Some(&TYPESCRIPT),
        (_, _, true, true) => Some(&TYPESCRIPT_TESTS),
        _ => None,
    }
}

fn long_functions(source: &Source, over: usize, up_to: usize, advice: &str) -> Vec<Finding> {
    if !source.is("rs") || source.is_test() {
        return Vec::new();
    }
    let all = functions(&blanked(without_test_tail(&source.text)));
    all.into_iter()
        .filter(|function| function.lines > over && function.lines <= up_to)
        .map(|function| {
            let place = format!("{}:{}", source.path, function.line);
            Finding::new(
                place,
                format!("`{}` has {} lines, {advice}", function.name, function.lines),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: String) -> Source {
        Source {
            path: path.to_owned(),
            text,
        }
    }

    #[test]
    fn a_file_over_its_ceiling_is_refused_and_one_near_it_is_told() {
        let long = source("crates/x/src/a.rs", "// line\n".repeat(601));
        assert_eq!(findings(&long).len(), 1);
        let near = source("crates/x/src/a.rs", "// line\n".repeat(401));
        assert!(findings(&near).is_empty());
        assert_eq!(notes(&near).len(), 1);
        assert_eq!(
            findings(&source("ui/src/A.svelte", "<p></p>\n".repeat(251))).len(),
            1
        );
        assert_eq!(
            findings(&source("ui/src/a.ts", "//\n".repeat(301))).len(),
            1
        );
        assert!(findings(&source("ui/src/a.test.ts", "//\n".repeat(301))).is_empty());
    }

    #[test]
    fn tests_at_the_end_do_not_count() {
        let text = format!(
            "{}#[cfg(test)]\nmod tests {{\n{}}}\n",
            "// line\n".repeat(399),
            "// test\n".repeat(500)
        );
        let file = source("crates/x/src/a.rs", text);
        assert_eq!(lines(&file), 399);
        assert!(findings(&file).is_empty() && notes(&file).is_empty());
    }

    #[test]
    fn a_long_function_is_told_and_a_very_long_one_refused() {
        let of = |lines: usize| {
            let text = format!("fn long() {{\n{}}}\n", "    step();\n".repeat(lines - 2));
            source("crates/x/src/a.rs", text)
        };
        assert!(findings(&of(60)).is_empty() && notes(&of(60)).is_empty());
        assert_eq!(notes(&of(61)).len(), 1);
        assert_eq!(findings(&of(101)).len(), 1);
    }
}
