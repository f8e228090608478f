//! Word and PowerPoint of any age, through `undoc`: its sections, paragraphs and tables become blocks.

use undoc::model::RevisionType;
use undoc::{Block as Part, Cell, Paragraph, Section, Table};

use super::archive::Archive;
use super::collector::Collector;
use super::{Format, ReadProblem, Source};
use crate::document::{Block, BlockKind, Place};

pub(super) fn read(
    source: &Source<'_>,
    format: Format,
    to: &mut Collector,
) -> Result<(), ReadProblem> {
    if matches!(format, Format::Docx | Format::Pptx) {
        Archive::open(source.bytes, source.limits)?.check_size()?;
    }
    let document = undoc::parse_bytes(source.bytes).map_err(|error| problem(&error))?;
    let is_slides = matches!(format, Format::Pptx | Format::Ppt);
    if let Some(title) = &document.metadata.title {
        to.set_title(title);
    }
    if is_slides {
        to.set_pages(u32::try_from(document.sections.len()).unwrap_or(u32::MAX));
    }
    for (section, number) in document.sections.iter().zip(1_u32..) {
        let mut target = Target {
            slide: is_slides.then_some(number),
            to,
        };
        push_section(section, &mut target);
        if to.is_full() {
            break;
        }
    }
    Ok(())
}

fn problem(error: &undoc::Error) -> ReadProblem {
    match error {
        undoc::Error::Encrypted => ReadProblem::Encrypted,
        undoc::Error::UnsupportedFormat(format) => ReadProblem::Unsupported {
            format: format.clone(),
        },
        other => ReadProblem::damaged(other),
    }
}

/// Where blocks go: onto a slide, or on with the flow.
struct Target<'to> {
    slide: Option<u32>,
    to: &'to mut Collector,
}

impl Target<'_> {
    fn push(&mut self, kind: BlockKind, text: &str) {
        match self.slide {
            Some(slide) => self.to.push(Block::new(kind, text, Place::Slide { slide })),
            None => self.to.flow(kind, text),
        }
    }
}

fn push_section(section: &Section, to: &mut Target<'_>) {
    let mut named = to.slide.is_none();
    for part in &section.content {
        match part {
            Part::Paragraph(paragraph) => {
                let text = text(paragraph);
                let level = heading_level(paragraph);
                // The first line of a slide is its title, whatever it is called.
                let is_title = !named && !text.trim().is_empty();
                let repeats_name = section
                    .name
                    .as_deref()
                    .is_some_and(|it| it.trim() == text.trim());
                let kind = match level {
                    Some(level) => BlockKind::Heading { level },
                    None if is_title && repeats_name => BlockKind::Heading { level: 1 },
                    None if paragraph.list_info.is_some() => BlockKind::ListItem,
                    None => BlockKind::Paragraph,
                };
                named |= is_title;
                to.push(kind, text.trim());
            }
            Part::Table(table) => push_table(table, to),
            _ => {}
        }
    }
    for note in section.notes.iter().flatten() {
        to.push(BlockKind::Note, text(note).trim());
    }
}

/// The level the file states, or that its style is named after where the styles themselves are missing.
fn heading_level(paragraph: &Paragraph) -> Option<u8> {
    let stated = paragraph.heading.level();
    if stated > 0 {
        return Some(stated.min(6));
    }
    let names = [&paragraph.style_name, &paragraph.style_id];
    names.into_iter().flatten().find_map(|name| {
        let name = name.to_lowercase();
        let rest = name
            .strip_prefix("heading")
            .or_else(|| name.strip_prefix("标题"))?;
        rest.trim()
            .parse::<u8>()
            .ok()
            .filter(|level| (1..=6).contains(level))
    })
}

/// The text of a paragraph; what a tracked change has deleted is not part of it.
fn text(paragraph: &Paragraph) -> String {
    let mut text = String::new();
    for run in &paragraph.runs {
        if run.revision != RevisionType::Deleted {
            text.push_str(&run.text);
        }
        if run.line_break {
            text.push('\n');
        }
    }
    text
}

fn push_table(table: &Table, to: &mut Target<'_>) {
    let mut rows = Vec::new();
    let mut header_rows = 0;
    for row in &table.rows {
        let cells: Vec<String> = row.cells.iter().map(|cell| cell_text(cell, 0)).collect();
        if cells.iter().all(String::is_empty) {
            continue;
        }
        let is_header = row.is_header || row.cells.iter().all(|it| it.is_header);
        if is_header && u32::try_from(rows.len()) == Ok(header_rows) {
            header_rows += 1;
        }
        rows.push(cells.join("\t"));
    }
    to.push(BlockKind::Table { header_rows }, &rows.join("\n"));
}

/// The words of a cell on one line, with those of tables inside it.
fn cell_text(cell: &Cell, depth: u32) -> String {
    let mut words: Vec<String> = cell.content.iter().map(text).collect();
    // A table in a table in a table is laid out, not meant; deeper ones have been made to harm.
    if depth < 8 {
        let inner = cell
            .nested_tables
            .iter()
            .flat_map(|it| &it.rows)
            .flat_map(|it| &it.cells);
        words.extend(inner.map(|cell| cell_text(cell, depth + 1)));
    }
    let words = words.join(" ");
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ")
}
