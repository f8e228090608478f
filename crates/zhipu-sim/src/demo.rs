//! What the demonstration platform says: prepared texts that show every kind of formatting, speak
//! truly about the question (its words, its size, what came with it) and admit in their first line
//! that no model is behind them. The same question, seed and settings give the same answer.

mod code;
mod en;
mod facts;
mod grounded;
mod long;
mod texts;
mod zh;

use serde_json::{Value, json};

use crate::check::Wish;
use crate::ids;
use crate::magic::Format;
use crate::question::Question;
use crate::web_search::Search;
use crate::{Language, demo::texts::Texts};

/// Characters of the question that an answer repeats.
const TOPIC: usize = 80;

/// Thinking and text of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Speech {
    pub(crate) reasoning: String,
    pub(crate) content: String,
}

fn texts(language: Language) -> &'static Texts {
    match language {
        Language::Chinese => &zh::TEXTS,
        Language::English => &en::TEXTS,
    }
}

/// The answer to a question.
pub(crate) fn speak(
    question: &Question,
    wish: &Wish<'_>,
    search: Option<&Search>,
    seed: u64,
) -> Speech {
    let texts = texts(question.language);
    let mut speech = Speech::default();
    if wish.thinking {
        speech.reasoning = match &question.magic.thinking {
            Some(dictated) => dictated.clone(),
            None => think(question, wish.effort, texts),
        };
    }
    speech.content = match &question.magic.text {
        Some(dictated) => dictated.clone(),
        None if wish.json => json_answer(question, texts),
        None if question.passages.is_some() => from_files(question, texts),
        None => compose(question, wish, search, seed),
    };
    if let Some(so_far) = &question.so_far {
        speech.content = rest_of(&speech.content, so_far, texts);
    }
    speech
}

fn from_files(question: &Question, texts: &Texts) -> String {
    let passages = question.passages.as_deref().unwrap_or_default();
    grounded::mended(&question.text, passages)
        .unwrap_or_else(|| grounded::answer(question, passages, texts))
}

/// What is missing behind the start of an answer, so that both together are the whole answer.
fn rest_of(whole: &str, so_far: &str, texts: &Texts) -> String {
    match whole
        .strip_prefix(so_far)
        .or_else(|| whole.strip_prefix(so_far.trim_end()))
    {
        Some("") => format!("\n\n{}", texts.nothing_left),
        Some(rest) => rest.to_owned(),
        None => format!("{}\n\n{}", texts.first_line, texts.cannot_go_on),
    }
}

fn think(question: &Question, effort: Option<&str>, texts: &Texts) -> String {
    let count = match effort {
        Some("low") => 1,
        Some("max" | "xhigh") => texts.thoughts.len(),
        _ => 3,
    };
    let opening = (texts.thought_of)(&question.topic(TOPIC), question.text.chars().count());
    let thoughts = texts.thoughts.iter().take(count).copied();
    std::iter::once(opening.as_str())
        .chain(thoughts)
        .collect::<Vec<_>>()
        .join("\n\n")
}

fn json_answer(question: &Question, texts: &Texts) -> String {
    let answer = json!({
        "demonstration": true,
        "note": texts.first_line.trim_matches('*'),
        "question": question.text,
        "characters": question.text.chars().count(),
        "messages": question.messages,
    });
    // Pretty, as models write it; a `Value` always prints.
    serde_json::to_string_pretty(&answer).unwrap_or_else(|_| answer.to_string())
}

fn compose(question: &Question, wish: &Wish<'_>, search: Option<&Search>, seed: u64) -> String {
    let texts = texts(question.language);
    let mut parts = vec![texts.first_line.to_owned()];
    let chance = ids::hash(seed, &question.text);
    if let Some(length) = question.magic.length {
        let taken = texts.first_line.len() + 2;
        let format = question.magic.format.unwrap_or(Format::Mixed);
        parts.push(long::write(
            format,
            length.saturating_sub(taken),
            chance,
            texts,
        ));
        return parts.join("\n\n");
    }
    parts.push((texts.asked)(&question.topic(TOPIC)));
    parts.extend(
        question
            .media
            .iter()
            .enumerate()
            .map(|(at, media)| facts::media(at, media, texts)),
    );
    if !question.tool_results.is_empty() {
        parts.extend(
            question
                .tool_results
                .iter()
                .map(|(name, content)| tool_result(name, content, texts)),
        );
        return parts.join("\n\n");
    }
    if let Some(search) = search {
        parts.push(cite(search, texts));
        return parts.join("\n\n");
    }
    let sections = sections(question, texts);
    if sections.is_empty() {
        parts.push(texts.greeting.to_owned());
        return parts.join("\n\n");
    }
    parts.push(facts::table(question, wish, texts));
    parts.extend(
        sections
            .iter()
            .map(|section| write(*section, question, chance, texts)),
    );
    parts.extend(ids::choose(texts.closings, chance).map(|&closing| closing.to_owned()));
    parts.join("\n\n")
}

/// A kind of formatting to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    List,
    Tasks,
    Table,
    Code,
    Math,
    Quote,
    Links,
    Prose,
}

const TOUR: &[Section] = &[
    Section::List,
    Section::Tasks,
    Section::Table,
    Section::Code,
    Section::Math,
    Section::Quote,
    Section::Links,
    Section::Prose,
];

/// What the question or its magic word asks to see: some kinds, all of them, or (for a mere
/// greeting) none.
fn sections(question: &Question, texts: &Texts) -> Vec<Section> {
    if let Some(format) = question.magic.format {
        return match format {
            Format::Mixed => TOUR.to_vec(),
            Format::Prose => vec![Section::Prose],
            Format::Code => vec![Section::Code],
            Format::List => vec![Section::List],
            Format::Table => vec![Section::Table],
            Format::Math => vec![Section::Math],
        };
    }
    let asked = question.text.to_lowercase();
    let named: Vec<Section> = TOUR
        .iter()
        .copied()
        .filter(|section| {
            texts
                .words_for(*section)
                .iter()
                .any(|word| contains(&asked, word))
        })
        .collect();
    if !named.is_empty() {
        return named;
    }
    if !code::named_in(&asked).is_empty() {
        return vec![Section::Code];
    }
    let greets =
        asked.chars().count() < 14 && texts.greetings.iter().any(|word| asked.starts_with(word));
    if greets && question.media.is_empty() {
        Vec::new()
    } else {
        TOUR.to_vec()
    }
}

/// Whether a text has a word: Latin words whole (a plural s allowed), Chinese ones anywhere.
fn contains(text: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return text.contains(word);
    }
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '+' && c != '#');
    words.any(|found| found == word || found.strip_suffix('s') == Some(word))
}

fn write(section: Section, question: &Question, chance: u64, texts: &Texts) -> String {
    match section {
        Section::List => texts.list.trim_end().to_owned(),
        Section::Tasks => texts.tasks.trim_end().to_owned(),
        Section::Table => texts.table.trim_end().to_owned(),
        Section::Math => texts.math.trim_end().to_owned(),
        Section::Quote => texts.quote.trim_end().to_owned(),
        Section::Links => texts.links.trim_end().to_owned(),
        Section::Code => {
            format!(
                "{}\n\n{}",
                texts.code_heading,
                code::blocks(&question.text, chance)
            )
        }
        Section::Prose => {
            format!(
                "{}\n\n{}",
                texts.prose_heading,
                long::write(Format::Prose, 600, chance, texts)
            )
        }
    }
}

fn tool_result(name: &str, content: &str, texts: &Texts) -> String {
    let parsed: Option<Value> = serde_json::from_str(content).ok();
    let pretty = parsed
        .as_ref()
        .and_then(|value| serde_json::to_string_pretty(value).ok());
    let (kind, shown) = match &pretty {
        Some(pretty) => ("json", pretty.as_str()),
        None => ("text", content),
    };
    // A result may hold fences of its own: a longer fence encloses them.
    let fence = "`".repeat(longest_run(shown).max(2) + 1);
    format!(
        "{}\n\n{fence}{kind}\n{shown}\n{fence}",
        (texts.tool_said)(name)
    )
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// One sentence for each source, with its mark.
fn cite(search: &Search, texts: &Texts) -> String {
    let field = |source: &Value, name: &str| {
        source
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or("")
            .to_owned()
    };
    let lines = search.results.iter().map(|source| {
        format!(
            "- **{}**{}{} [{}]",
            field(source, "title"),
            texts.colon,
            field(source, "content"),
            field(source, "refer")
        )
    });
    let lines: Vec<String> = lines.collect();
    format!(
        "{}\n\n{}",
        (texts.searched)(search.results.len()),
        lines.join("\n")
    )
}

#[cfg(test)]
mod tests;
