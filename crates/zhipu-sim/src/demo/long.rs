//! Texts of any length and one shape, for measuring and for looking at long answers.

use std::fmt::Write as _;

use super::texts::Texts;
use crate::ids;
use crate::magic::Format;

/// Sentences of one paragraph.
const PARAGRAPH: usize = 4;

/// A text of at least `length` bytes, and at most a block more.
pub(super) fn write(format: Format, length: usize, chance: u64, texts: &Texts) -> String {
    let mut text = String::with_capacity(length.saturating_add(512));
    let mut sentences = Sentences::new(texts, chance);
    let (opening, closing) = match format {
        Format::Code => ("```rust\n".to_owned(), "```"),
        Format::Table => (format!("{}\n", texts.table_head), ""),
        Format::Mixed | Format::Prose | Format::List | Format::Math => (String::new(), ""),
    };
    text.push_str(&opening);
    let mut number = 1;
    while text.len() + closing.len() < length {
        text.push_str(&block(format, number, &mut sentences, texts));
        number += 1;
    }
    text.push_str(closing);
    text.truncate(text.trim_end().len());
    text
}

fn block(format: Format, number: usize, sentences: &mut Sentences<'_>, texts: &Texts) -> String {
    match format {
        Format::Prose => format!("{}\n\n", sentences.paragraph(texts)),
        Format::Code => code(number),
        Format::List if number.is_multiple_of(4) => format!("  - {}\n", sentences.next()),
        Format::List => format!("- **{number}** {}\n", sentences.next()),
        Format::Table => {
            format!(
                "| {number} | `item_{number}` | {} | {} |\n",
                sentences.number(),
                sentences.next()
            )
        }
        Format::Math => format!(
            "{}\n\n$$\n\\sum_{{k=1}}^{{{number}}} k^2 = \\frac{{{number} \\cdot {} \\cdot {}}}{{6}}\n$$\n\n",
            sentences.next(),
            number + 1,
            2 * number + 1
        ),
        Format::Mixed => {
            let shown = [
                texts.list,
                texts.table,
                texts.math,
                texts.quote,
                texts.links,
                texts.tasks,
            ];
            let shown = shown.get(number % shown.len()).copied().unwrap_or("");
            format!(
                "{}\n\n{}\n\n{}\n",
                (texts.part)(number),
                sentences.paragraph(texts),
                shown
            ) + "\n```rust\n"
                + &code(number)
                + "```\n\n"
        }
    }
}

fn code(number: usize) -> String {
    let mut code = format!("/// Step {number} of the demonstration. 演示的第 {number} 步。\n");
    let _ = write!(
        // writing to a string cannot fail
        code,
        "fn step_{number}(input: &str) -> Option<usize> {{\n    let words = input.split(' ').count();\n    if words > {number} {{ Some(words * {}) }} else {{ None }}\n}}\n\n",
        number % 7 + 2
    );
    code
}

/// The prepared sentences in an order that the chance decides.
struct Sentences<'a> {
    lines: Vec<&'a str>,
    chance: u64,
}

impl<'a> Sentences<'a> {
    fn new(texts: &'a Texts, chance: u64) -> Self {
        Self {
            lines: texts
                .sentences
                .lines()
                .filter(|line| !line.is_empty())
                .collect(),
            chance,
        }
    }

    fn next(&mut self) -> &'a str {
        self.chance = ids::mix(self.chance);
        ids::choose(&self.lines, self.chance).copied().unwrap_or("")
    }

    fn number(&mut self) -> u64 {
        self.chance = ids::mix(self.chance);
        self.chance % 10_000
    }

    fn paragraph(&mut self, texts: &Texts) -> String {
        let sentences: Vec<&str> = (0..PARAGRAPH).map(|_| self.next()).collect();
        sentences.join(texts.between_sentences)
    }
}
