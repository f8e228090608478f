//! A conversation as the answer sees it: the question, what came before, pictures, tool results.

use serde_json::Value;

use crate::Language;
use crate::codes::Refusal;
use crate::magic::Magic;
use crate::media::{self, Media};
use crate::passages::{self, Passage};

/// What is asked, and everything that a prepared answer can truly say about it.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// The last question without its magic words.
    pub(crate) text: String,
    pub(crate) language: Language,
    pub(crate) magic: Magic,
    pub(crate) media: Vec<Media>,
    /// Messages up to and with the question.
    pub(crate) messages: usize,
    pub(crate) system: Option<String>,
    /// Name (if known) and content of the tool messages at the end.
    pub(crate) tool_results: Vec<(String, String)>,
    /// Passages of files that stand before the question and in tool messages behind it; none when the question was not
    /// put to files at all.
    pub(crate) passages: Option<Vec<Passage>>,
    /// The start of the answer that is already there, when the question asks to go on.
    pub(crate) so_far: Option<String>,
}

impl Question {
    /// Reads the messages of a request; refuses parts that do not decode.
    pub(crate) fn read(messages: &[Value], fallback: Language) -> Result<Self, Refusal> {
        let (place, so_far) = asked_at(messages);
        let upto = messages.get(..=place).unwrap_or(messages);
        let asked = messages.get(place);
        let whole = asked.map(text_of).unwrap_or_default();
        let (passages, text) = match passages::split(&whole) {
            Some((passages, text)) => (Some(passages), text),
            None => (None, whole),
        };
        let passages = passages.map(|mut passages| {
            for message in messages.get(place..).unwrap_or_default() {
                if role(message) == "tool" {
                    passages.extend(passages::split(&text_of(message)).unwrap_or_default().0);
                }
            }
            passages
        });
        let (magic, text) = Magic::split(&text);
        let mut media = Vec::new();
        for part in asked
            .and_then(|asked| asked.get("content"))
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            media.extend(media::read(part)?);
        }
        let system = upto
            .iter()
            .filter(|message| role(message) == "system")
            .map(text_of);
        let system: String = system.collect::<Vec<_>>().join("\n");
        let earlier = || {
            upto.iter()
                .rev()
                .find_map(|message| Language::of(&text_of(message)))
        };
        let continues = so_far.is_some();
        Ok(Self {
            language: Language::of(&text).or_else(earlier).unwrap_or(fallback),
            text,
            magic,
            media,
            messages: upto.len(),
            system: (!system.is_empty()).then_some(system),
            tool_results: if continues {
                Vec::new()
            } else {
                tool_results(messages)
            },
            passages,
            so_far,
        })
    }

    /// The question in at most this many characters, on one line, cut at a sensible place.
    pub(crate) fn topic(&self, longest: usize) -> String {
        shorten(&self.text, longest)
    }
}

/// Whether a system prompt asks for a title; answers to that are short and plain.
pub(crate) fn asks_for_title(messages: &[Value]) -> bool {
    messages
        .iter()
        .filter(|message| role(message) == "system")
        .map(text_of)
        .any(|text| {
            let text = text.to_lowercase();
            // A long persona may speak of titles without asking for one.
            text.len() < 2000 && (text.contains("title") || text.contains("标题"))
        })
}

/// A title made of the first words of a conversation.
pub(crate) fn title(messages: &[Value]) -> String {
    let first = messages
        .iter()
        .find(|message| role(message) == "user")
        .map(text_of);
    let (_, text) = Magic::split(&first.unwrap_or_default());
    // Some prompts send the whole conversation as one message with the speakers' names.
    let spoken = text.lines().find_map(|line| {
        let line = line.trim();
        ["User:", "user:", "用户：", "用户:", "问：", "Q:"]
            .iter()
            .find_map(|name| line.strip_prefix(name))
    });
    let first_line = spoken.unwrap_or(&text).trim().lines().next().unwrap_or("");
    let sentence = first_line
        .split_inclusive(['。', '？', '！', '?', '!', ';', '；'])
        .next()
        .unwrap_or("");
    let plain = sentence
        .trim()
        .trim_end_matches(['。', '！', '!', '.', ';', '；', ':', '：', ',', '，']);
    shorten(
        plain,
        if Language::of(plain) == Some(Language::Chinese) {
            16
        } else {
            40
        },
    )
}

/// The text of a message: its content, or the text parts of it.
pub(crate) fn text_of(message: &Value) -> String {
    match message.get("content") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => {
            let texts = parts
                .iter()
                .filter_map(|part| part.get("text").and_then(Value::as_str));
            texts.collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}

/// Whether a conversation asks to go on with an answer that broke off.
pub(crate) fn goes_on(messages: &[Value]) -> bool {
    asked_at(messages).1.is_some()
}

pub(crate) fn role(message: &Value) -> &str {
    message.get("role").and_then(Value::as_str).unwrap_or("")
}

/// The text of the last user message, for rules that look at prompts; passages of files before it are no part of it.
pub(crate) fn last_user_text(messages: &[Value]) -> String {
    let text = messages
        .iter()
        .rev()
        .find(|message| role(message) == "user")
        .map(text_of)
        .unwrap_or_default();
    passages::split(&text).map_or(text, |(_, question)| question)
}

/// Where the question stands, and the start of its answer when the conversation asks to go on:
/// by a closing assistant message or by words such as “continue” behind a broken answer.
fn asked_at(messages: &[Value]) -> (usize, Option<String>) {
    let before = |end: usize| {
        messages
            .get(..end)?
            .iter()
            .rposition(|message| role(message) == "user")
    };
    let Some(last) = before(messages.len()) else {
        return (messages.len().saturating_sub(1), None);
    };
    let start_of_answer = |at: usize| {
        let message = messages
            .get(at)
            .filter(|message| role(message) == "assistant")?;
        Some(text_of(message)).filter(|text| !text.is_empty())
    };
    if last + 2 == messages.len()
        && let Some(so_far) = start_of_answer(last + 1)
    {
        return (last, Some(so_far));
    }
    let asks_to_go_on = last + 1 == messages.len()
        && messages
            .get(last)
            .is_some_and(|message| means_go_on(&text_of(message)));
    if asks_to_go_on
        && let Some(asked) = before(last)
        && asked + 2 == last
        && let Some(so_far) = start_of_answer(asked + 1)
    {
        return (asked, Some(so_far));
    }
    (last, None)
}

fn means_go_on(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let starts = [
        "continue",
        "please continue",
        "go on",
        "carry on",
        "keep going",
        "继续",
        "请继续",
        "接着",
        "请接着",
        "请从",
    ];
    text.chars().count() <= 300 && starts.iter().any(|start| text.starts_with(start))
}

fn tool_results(messages: &[Value]) -> Vec<(String, String)> {
    let start = messages
        .iter()
        .rposition(|message| role(message) != "tool")
        .map_or(0, |at| at + 1);
    let results = messages.get(start..).unwrap_or_default();
    results
        .iter()
        .map(|result| (called(messages, result), text_of(result)))
        .collect()
}

/// The function whose call a tool message answers.
fn called(messages: &[Value], result: &Value) -> String {
    let id = result.get("tool_call_id").and_then(Value::as_str);
    let calls = messages
        .iter()
        .filter_map(|message| message.get("tool_calls")?.as_array())
        .flatten();
    let found = calls
        .filter(|call| id.is_none() || call.get("id").and_then(Value::as_str) == id)
        .filter_map(|call| call.get("function")?.get("name")?.as_str())
        .next_back();
    found
        .or(result.get("name").and_then(Value::as_str))
        .unwrap_or("tool")
        .to_owned()
}

/// The start of a text on one line: whole words if there are blanks, and an ellipsis if cut.
fn shorten(text: &str, longest: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= longest {
        return line;
    }
    let cut: String = line.chars().take(longest.saturating_sub(1)).collect();
    let kept = match cut.rsplit_once(' ') {
        Some((words, _)) if words.chars().count() * 2 > longest => words,
        _ => &cut,
    };
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests;
