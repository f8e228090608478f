//! What an answer can truly say about a request: counts, settings and the kinds of what came along.

use super::texts::Texts;
use crate::Language;
use crate::check::Wish;
use crate::language::is_han;
use crate::media::{Kind, Media};
use crate::question::Question;

/// The table of counts and settings.
pub(super) fn table(question: &Question, wish: &Wish<'_>, texts: &Texts) -> String {
    let words = &texts.facts;
    let mut rows = vec![words.head.to_owned(), "| :--- | ---: |".to_owned()];
    let mut row = |name: &str, value: &str| rows.push(format!("| {name} | {value} |"));
    row(words.characters, &question.text.chars().count().to_string());
    let counted = match question.language {
        Language::Chinese => question.text.chars().filter(|&c| is_han(c)).count(),
        Language::English => question.text.split_whitespace().count(),
    };
    row(words.words, &counted.to_string());
    let lines = question.text.lines().count();
    if lines > 1 {
        row(words.lines, &lines.to_string());
    }
    row(words.messages, &question.messages.to_string());
    row(words.model, &format!("`{}`", wish.model.id));
    row(
        words.thinking,
        if wish.thinking { words.on } else { words.off },
    );
    for (name, value) in [("temperature", wish.temperature), ("top_p", wish.top_p)] {
        if let Some(value) = value {
            row(&format!("`{name}`"), &value.to_string());
        }
    }
    if let Some(tokens) = wish.max_tokens {
        row("`max_tokens`", &tokens.to_string());
    }
    if let Some(system) = &question.system {
        row(words.system, &system.chars().count().to_string());
    }
    rows.join("\n")
}

/// One sentence about a picture, video, file or sound.
pub(super) fn media(at: usize, media: &Media, texts: &Texts) -> String {
    let words = &texts.facts;
    let [picture, video, file, sound] = words.kinds;
    let kind = match media.kind {
        Kind::Picture => picture,
        Kind::Video => video,
        Kind::File => file,
        Kind::Sound => sound,
    };
    let mut known = Vec::new();
    if !media.format.is_empty() {
        known.push(media.format.clone());
    }
    if let Some((width, height)) = media.pixels {
        known.push(format!("{width} × {height} {}", words.pixels));
    }
    if let Some(bytes) = media.bytes {
        known.push(format!("{bytes} {}", words.bytes));
    }
    if let Some(address) = &media.address {
        known.push(format!("{} `{address}`", words.at));
    }
    format!(
        "{kind} {}{}{}. {}",
        at + 1,
        texts.colon,
        known.join(", "),
        words.unseen
    )
}
