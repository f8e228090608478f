//! How many tests ran, read from the closing lines of the runners we use.

use std::fmt;

use crate::failure::Failure;

/// Tests of a stage or of all.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) skipped: u32,
}

/// Whose closing line is to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Runner {
    /// `Summary [ 0.1s] 9 tests run: 8 passed (1 slow), 1 failed, 3 skipped`
    Nextest,
    /// `test result: ok. 5 passed; 0 failed; 1 ignored; …`, once per binary
    CargoTest,
    /// `Tests  1 failed | 11 passed | 2 skipped (14)`
    Vitest,
    /// `  12 passed (3.2s)` and its like, one number per line
    Playwright,
    /// `12 passed, 0 failed[, 1 skipped]`, perhaps after one word with a colon
    Plain,
}

impl Counts {
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }

    pub(crate) fn ran(self) -> u32 {
        self.passed + self.failed
    }

    fn add(&mut self, number: u32, word: &str) {
        match word {
            "passed" | "flaky" => self.passed += number,
            "failed" | "timed out" | "exec failed" | "did not run" | "interrupted" => {
                self.failed += number;
            }
            "skipped" | "ignored" | "todo" => self.skipped += number,
            _ => {}
        }
    }

    /// Adds every `NUMBER words` of a list.
    fn add_list(&mut self, list: &str, separator: char) {
        for part in list.split(separator) {
            if let Some((number, word)) = number_and_word(part) {
                self.add(number, word);
            }
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.skipped
        )
    }
}

/// The counts in what a runner printed; zeros when it closed on none.
pub(crate) fn read(runner: Runner, output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines() {
        let plain = without_colours(line);
        let line = plain.trim();
        match runner {
            Runner::Nextest => {
                if let Some((before, list)) = line.split_once(" run: ")
                    && before.trim_start().starts_with("Summary")
                {
                    counts = Counts::default();
                    counts.add_list(&without_brackets(list), ',');
                }
            }
            Runner::CargoTest => {
                if let Some(list) = line.strip_prefix("test result: ") {
                    counts.add_list(list.split_once(". ").map_or(list, |(_, list)| list), ';');
                }
            }
            Runner::Vitest => {
                if let Some(list) = line.strip_prefix("Tests ") {
                    counts.add_list(&without_brackets(list), '|');
                }
            }
            Runner::Playwright => counts.add_list(&without_brackets(line), '\n'),
            Runner::Plain => {
                let list = line
                    .split_once(": ")
                    .filter(|(word, _)| !word.contains(' '))
                    .map_or(line, |it| it.1);
                if list.contains(" passed, ") {
                    counts.add_list(list, ',');
                }
            }
        }
    }
    counts
}

/// The counts that `stages` put into the words of a failed run, as a line of their own.
pub(crate) fn in_failure(failure: &Failure) -> Option<Counts> {
    let words = failure.to_string();
    let counts = read(Runner::Plain, words.lines().next().unwrap_or_default());
    (counts != Counts::default()).then_some(counts)
}

fn number_and_word(part: &str) -> Option<(u32, &str)> {
    let (number, word) = part.trim().split_once(' ')?;
    Some((number.parse().ok()?, word.trim()))
}

/// Without `(…)`, where runners put what is already counted.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    text.chars()
        .filter(|character| {
            match character {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => return depth == 0,
            }
            false
        })
        .collect()
}

/// Without the escape sequences that colour a terminal.
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line.chars();
    while let Some(character) = rest.next() {
        if character == '\u{1b}' {
            // Ends with a letter: ESC [ 3 2 m
            rest.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u32, failed: u32, skipped: u32) -> Counts {
        Counts {
            passed,
            failed,
            skipped,
        }
    }

    #[test]
    fn the_summary_of_nextest_is_read_with_colours_and_brackets() {
        let output = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.015s] 9 tests run: 7 passed (1 slow, 1 flaky), \
                      1 failed, 1 timed out, 3 skipped\n";
        assert_eq!(read(Runner::Nextest, output), counts(7, 2, 3));
        assert_eq!(
            read(
                Runner::Nextest,
                "Summary [ 0.1s] 1 test run: 1 passed, 0 skipped"
            ),
            counts(1, 0, 0)
        );
        assert_eq!(
            read(Runner::Nextest, "error: could not compile"),
            Counts::default()
        );
    }

    #[test]
    fn the_binaries_of_cargo_test_are_summed() {
        let output = "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\
                      test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(read(Runner::CargoTest, output), counts(7, 3, 1));
    }

    #[test]
    fn vitest_is_read_by_tests_and_not_by_files() {
        let output = " Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 11 passed | 2 skipped (14)\n";
        assert_eq!(read(Runner::Vitest, output), counts(11, 1, 2));
    }

    #[test]
    fn playwright_says_one_number_a_line() {
        let output = "  ✓  1 [chromium] › a.spec.ts:3:1 › 你好 (1.2s)\n  2 skipped\n  1 flaky\n  1 failed\n    a.spec.ts\n  12 passed (9.0s)\n";
        assert_eq!(read(Runner::Playwright, output), counts(13, 1, 2));
    }

    #[test]
    fn a_plain_line_may_have_one_word_before_it() {
        assert_eq!(
            read(Runner::Plain, "sdk: 12 passed, 0 failed"),
            counts(12, 0, 0)
        );
        assert_eq!(
            read(Runner::Plain, "3 passed, 1 failed, 2 skipped"),
            counts(3, 1, 2)
        );
        assert_eq!(
            read(Runner::Plain, "we have 3 passed, so far"),
            Counts::default()
        );
    }

    #[test]
    fn counts_of_a_failed_run_survive_in_its_words() {
        let failure = Failure::new("4 passed, 2 failed, 0 skipped\nsee above");
        assert_eq!(in_failure(&failure), Some(counts(4, 2, 0)));
        assert_eq!(in_failure(&Failure::new("could not compile")), None);
    }
}
