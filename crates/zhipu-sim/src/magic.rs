//! Magic words in a question, for tests that can only type: `[[fault:cut after=200]]`,
//! `[[length:20000]]`, `[[format:code]]`, `[[text:exactly this]]`, `[[think:exactly this]]`,
//! `[[tool:name]]` (or `none`), `[[speed:25]]`, `[[claim:wrong]]`. Any other `[[…]]` stays part of the question.

use crate::Fault;

/// The shape of an answer of a wanted length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Mixed,
    Prose,
    Code,
    List,
    Table,
    Math,
}

/// What the magic words of one question ask for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Magic {
    pub(crate) fault: Option<Result<Fault, String>>,
    /// Bytes of the answer, at least.
    pub(crate) length: Option<usize>,
    pub(crate) format: Option<Format>,
    pub(crate) text: Option<String>,
    pub(crate) thinking: Option<String>,
    /// Names of the functions to call; empty if the word was not used, `none` to call none.
    pub(crate) tools: Vec<String>,
    pub(crate) tokens_per_second: Option<f64>,
    /// An answer from passages claims something that they do not say, and something without a source.
    pub(crate) wrong: bool,
}

/// Longest answer that a magic word can order; a few times the longest that anyone measures.
const LONGEST: usize = 4 * 1024 * 1024;

impl Magic {
    /// Takes the magic words out of a question: what they ask for, and the question without them.
    pub(crate) fn split(question: &str) -> (Self, String) {
        let mut magic = Self::default();
        let mut plain = String::new();
        let mut rest = question;
        while let Some((before, after)) = rest.split_once("[[") {
            plain.push_str(before);
            match after.split_once("]]") {
                Some((word, behind)) if magic.take(word) => rest = behind,
                _ => {
                    plain.push_str("[[");
                    rest = after;
                }
            }
        }
        plain.push_str(rest);
        (magic, plain.trim().to_owned())
    }

    /// Takes one word in; false if it is not magic.
    fn take(&mut self, word: &str) -> bool {
        let Some((name, value)) = word.split_once(':') else {
            return false;
        };
        match name.trim() {
            "fault" => self.fault = Some(Fault::parse(value)),
            "length" => match value.trim().parse::<usize>() {
                Ok(length) => self.length = Some(length.min(LONGEST)),
                Err(_) => return false,
            },
            "format" => match format(value.trim()) {
                Some(format) => self.format = Some(format),
                None => return false,
            },
            "speed" => match value.trim().parse() {
                Ok(speed) => self.tokens_per_second = Some(speed),
                Err(_) => return false,
            },
            "claim" if value.trim() == "wrong" => self.wrong = true,
            "text" => self.text = Some(value.to_owned()),
            "think" => self.thinking = Some(value.to_owned()),
            "tool" => {
                self.tools = value
                    .split(',')
                    .map(|name| name.trim().to_owned())
                    .collect();
            }
            _ => return false,
        }
        true
    }
}

fn format(name: &str) -> Option<Format> {
    Some(match name {
        "mixed" => Format::Mixed,
        "prose" => Format::Prose,
        "code" => Format::Code,
        "list" => Format::List,
        "table" => Format::Table,
        "math" => Format::Math,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::{Format, Magic};
    use crate::Fault;

    #[test]
    fn magic_words_leave_the_question() {
        let (magic, plain) = Magic::split(
            "你好 [[fault:cut after=200]][[length:20000]] [[format:code]]world[[tool:a, b]]",
        );
        assert_eq!(plain, "你好  world");
        assert_eq!(magic.fault, Some(Ok(Fault::Cut { after_bytes: 200 })));
        assert_eq!(magic.length, Some(20_000));
        assert_eq!(magic.format, Some(Format::Code));
        assert_eq!(magic.tools, ["a", "b"]);
    }

    #[test]
    fn other_brackets_stay() {
        let (magic, plain) = Magic::split("see [[Wiki page]] and [[length:many]] and [[open");
        assert_eq!(plain, "see [[Wiki page]] and [[length:many]] and [[open");
        assert_eq!(magic.length, None);
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_breaks_it(text in "[\\[\\]:a-z你🙂 ]{0,60}") {
            let (_, plain) = Magic::split(&text);
            prop_assert!(plain.len() <= text.len());
        }
    }
}
