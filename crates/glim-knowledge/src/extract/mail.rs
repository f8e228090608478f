//! Mail: who, when and about what, then the text; messages and text files attached to it are read too.

use mail_parser::{Address, MessageParser, MimeHeaders, PartType};

use super::collector::Collector;
use super::{ReadProblem, Source, encoding, html, plain_text};
use crate::document::{Block, BlockKind, Remark};

pub(super) fn read(source: &Source<'_>, to: &mut Collector) -> Result<(), ReadProblem> {
    message(source.bytes, source, source.depth, to)
}

fn message(
    bytes: &[u8],
    source: &Source<'_>,
    depth: u32,
    to: &mut Collector,
) -> Result<(), ReadProblem> {
    if depth > source.limits.depth {
        return Err(ReadProblem::TooDeep {
            limit: source.limits.depth,
        });
    }
    let message = MessageParser::default().parse(bytes);
    let message = message.ok_or_else(|| ReadProblem::damaged("no mail"))?;
    if let Some(subject) = message.subject() {
        to.set_title(subject);
        to.flow(BlockKind::Heading { level: 1 }, subject);
    }
    let mut lines = Vec::new();
    for (name, address) in [
        ("From", message.from()),
        ("To", message.to()),
        ("Cc", message.cc()),
    ] {
        let people = address.map(people).unwrap_or_default();
        if !people.is_empty() {
            lines.push(format!("{name}: {people}"));
        }
    }
    lines.extend(
        message
            .date()
            .map(|date| format!("Date: {}", date.to_rfc3339())),
    );
    to.flow(BlockKind::Note, lines.join("\n"));
    // The parts are the same words twice, as text and as a page; the text is what the sender wrote.
    let texts = message
        .text_body
        .iter()
        .filter_map(|part| message.part(*part));
    for part in texts {
        match &part.body {
            PartType::Text(text) => plain(text, to),
            PartType::Html(page) => html::read(page, to),
            _ => {}
        }
    }
    for part in message.attachments() {
        let name = part.attachment_name().unwrap_or_default();
        match &part.body {
            PartType::Message(_) | PartType::Text(_) | PartType::Html(_) => {
                attachment(part, name, source, depth, to)?;
            }
            _ => to.remark(Remark::AttachmentSkipped {
                name: name.to_owned(),
            }),
        }
    }
    Ok(())
}

fn attachment(
    part: &mail_parser::MessagePart<'_>,
    name: &str,
    source: &Source<'_>,
    depth: u32,
    to: &mut Collector,
) -> Result<(), ReadProblem> {
    if !name.is_empty() {
        to.flow(BlockKind::Heading { level: 2 }, name);
    }
    match &part.body {
        PartType::Message(inner) => message(inner.raw_message(), source, depth + 1, to)?,
        PartType::Html(page) => html::read(page, to),
        PartType::Text(text) => plain(text, to),
        _ => {}
    }
    Ok(())
}

/// Text of a mail; its paragraphs are counted through the whole message, since lines of a part are nobody's lines.
pub(super) fn plain(text: &str, to: &mut Collector) {
    for block in paragraphs(text) {
        to.flow(block.kind, block.text);
    }
}

fn paragraphs(text: &str) -> Vec<Block> {
    let mut lines = Collector::new("text", &super::Limits::default());
    plain_text::read(text, &mut lines);
    lines.finish().blocks
}

/// Text whose encoding nobody states, as Outlook keeps it.
pub(super) fn decoded(bytes: &[u8]) -> String {
    encoding::decode(bytes, encoding::stated(bytes)).text
}

fn people(address: &Address<'_>) -> String {
    let people = address.iter().map(|it| match (it.name(), it.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.or(address).unwrap_or_default().to_owned(),
    });
    people.collect::<Vec<String>>().join(", ")
}
