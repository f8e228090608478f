//! Answers from passages of files: the sentences that share most with the question, word for word, each with the number of
//! its passage. And the mending of sentences that their passages did not say.

use crate::passages::{Passage, sentences};
use crate::question::Question;

use super::texts::Texts;

/// Most sentences of an answer.
const MOST: usize = 3;

/// The answer, with its first line that says what this is.
pub(super) fn answer(question: &Question, passages: &[Passage], texts: &Texts) -> String {
    let mut parts = vec![texts.first_line.to_owned()];
    let found = best(&question.text, passages, MOST);
    if found.is_empty() {
        parts.push(texts.not_in_files.to_owned());
        return parts.join("\n\n");
    }
    let mut lines: Vec<String> = found
        .iter()
        .map(|(number, sentence)| format!("{} [{number}]", quoted(sentence)))
        .collect();
    if question.magic.wrong {
        let number = found.first().map_or(1, |(number, _)| *number);
        lines.push(format!("{} [{number}]", texts.wrong_claim));
        lines.push(texts.bare_claim.to_owned());
    }
    parts.push(lines.join(texts.between_sentences));
    parts.join("\n\n")
}

/// A sentence as it can stand in an answer: on one line, without signs that would be marks.
fn quoted(sentence: &str) -> String {
    let line = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_start_matches(['#', '-', '*', '>', '|', ' ']);
    let mut safe = String::with_capacity(line.len());
    for character in line.chars() {
        if matches!(
            character,
            '[' | ']' | '<' | '`' | '*' | '_' | '|' | '$' | '\\' | '【'
        ) {
            safe.push('\\');
        }
        safe.push(character);
    }
    safe
}

/// New sentences for those that a caller lists as `#1: …`; none when it lists none.
pub(super) fn mended(text: &str, passages: &[Passage]) -> Option<String> {
    let (_, listed) = text.rsplit_once("#2: -\n")?;
    let lines = listed.lines().filter_map(|line| {
        let (number, sentence) = line.strip_prefix('#')?.split_once(": ")?;
        let best = best(sentence, passages, 1);
        let new = best.first().map_or("-".to_owned(), |(passage, said)| {
            format!("{} [{passage}]", quoted(said))
        });
        Some(format!("#{number}: {new}"))
    });
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The sentences that share most with a text, in the order of the passages.
fn best<'a>(text: &str, passages: &'a [Passage], most: usize) -> Vec<(u32, &'a str)> {
    let wanted = words(text);
    let mut scored: Vec<(usize, usize, u32, &str)> = Vec::new();
    for passage in passages {
        for sentence in sentences(&passage.text) {
            let own = words(sentence);
            let shared = wanted.iter().filter(|word| own.contains(word)).count();
            scored.push((shared, scored.len(), passage.number, sentence));
        }
    }
    let top = scored.iter().map(|it| it.0).max().unwrap_or(0);
    // Half as much as the best is still to the point.
    scored.retain(|it| it.0 > 0 && it.0 * 2 >= top);
    scored.sort_by_key(|it| (std::cmp::Reverse(it.0), it.1));
    scored.truncate(most);
    scored.sort_by_key(|it| it.1);
    scored
        .into_iter()
        .map(|(_, _, number, sentence)| (number, sentence))
        .collect()
}

/// Words of three letters and more without their ends, numbers, and pairs of Chinese characters.
fn words(text: &str) -> Vec<String> {
    const COMMON: [&str; 16] = [
        "the", "and", "what", "who", "when", "where", "which", "how", "does", "did", "was", "were",
        "are", "for", "with", "that",
    ];
    let mut words: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| {
            (word.len() > 2 || word.bytes().any(|b| b.is_ascii_digit())) && !COMMON.contains(word)
        })
        .map(|word| word.chars().take(5).collect())
        .collect();
    let characters: Vec<char> = text.chars().collect();
    let pairs = characters
        .windows(2)
        .filter(|pair| pair.iter().all(|&c| crate::language::is_han(c)));
    words.extend(pairs.map(String::from_iter));
    words.sort();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(number: u32, text: &str) -> Passage {
        Passage {
            number,
            text: text.to_owned(),
        }
    }

    #[test]
    fn what_shares_most_with_the_question_is_quoted_with_its_number() {
        let passages = [
            passage(1, "猫睡觉。狗跑。"),
            passage(4, "违约责任由乙方承担。保密期为三年。"),
        ];
        assert_eq!(
            best("违约责任由谁承担？", &passages, 3),
            [(4, "违约责任由乙方承担。")]
        );
        assert!(best("天气如何", &passages, 3).is_empty());
        assert_eq!(quoted("- a [1] `x`"), "a \\[1\\] \\`x\\`");
    }

    #[test]
    fn listed_sentences_are_written_anew() {
        let passages = [passage(2, "The fee is 30 euros.")];
        let text =
            "Write …\n#1: the new sentence [2].\n#2: -\n\n#1: The fee is 40 euros.\n#2: Cats fly.";
        assert_eq!(
            mended(text, &passages).as_deref(),
            Some("#1: The fee is 30 euros. [2]\n#2: -")
        );
        assert_eq!(mended("no list", &passages), None);
    }
}
