//! PDF: by PDFium where it is there, else by `lopdf`, which is pure Rust and reads less.
//!
//! PDFium is loaded at run time and kept for the life of the process. Its characters are walked one by one, since its
//! own text of a page leaves some out; `layout.rs` makes lines of them, `paragraphs.rs` blocks, `order.rs` their
//! order.

use super::collector::Collector;
use super::{ReadProblem, Source};
use crate::document::{BlockKind, Rect, Remark};

mod columns;
mod layout;
mod order;
mod paragraphs;
mod pdfium;
mod plain;

use layout::Line;

/// A scan is larger than this, and has no text for either reader.
const SECOND_LOOK_BYTES: usize = 1 << 20;
/// Sizes of type are compared in quarters of a point.
const SIZE_STEP: f32 = 4.0;
/// Type larger than that of the text by this factor is a heading's.
const HEADING_FACTOR: f32 = 1.14;

pub(super) fn read(source: &Source<'_>, to: &mut Collector) -> Result<(), ReadProblem> {
    let library = source.pdfium.as_deref();
    let library = library.and_then(pdfium::library);
    let Some(library) = library else {
        return plain::read(source, to);
    };
    pdfium::read(&library, source, to)?;
    if to.blocks().is_empty() && source.bytes.len() <= SECOND_LOOK_BYTES {
        look_again(source, to);
    }
    Ok(())
}

/// Where PDFium gives no text at all, the other reader may: fonts whose program is broken, but not the table of what its
/// letters mean. What it guesses wrong is mostly signs, and is not taken.
fn look_again(source: &Source<'_>, to: &mut Collector) {
    let Some(blocks) = plain::blocks(source) else {
        return;
    };
    let text = || blocks.iter().flat_map(|it| it.text.chars());
    let signs = text().filter(|it| !it.is_whitespace() && !it.is_alphanumeric());
    if signs.count() * 4 <= text().filter(|it| it.is_alphanumeric()).count() {
        for block in blocks {
            to.push(block);
        }
    }
}

/// What was found on the pages, whichever reader found it.
#[derive(Default)]
struct Found {
    /// Lines by page; the page is counted from 1.
    pages: Vec<(u32, Vec<Line>)>,
    /// What was written onto a page later: comments, and what a form was filled in with.
    notes: Vec<(u32, String, Rect)>,
    blank: Vec<u32>,
    damaged: Vec<u32>,
}

impl Found {
    /// Makes blocks of the lines, and remarks of what is missing.
    fn push(self, to: &mut Collector) {
        let body = body_size(&self.pages);
        let lines = || self.pages.iter().flat_map(|(_, lines)| lines);
        let letters: usize = lines().map(|line| line.text.len()).sum();
        let bold: usize = lines()
            .filter(|it| it.bold)
            .map(|line| line.text.len())
            .sum();
        let mut large: Vec<i32> = Vec::new();
        let mut blocks = Vec::new();
        for (page, lines) in self.pages {
            blocks.extend(order::in_order(paragraphs::of(page, lines)));
            let notes = self.notes.iter().filter(|(on, ..)| *on == page);
            blocks.extend(notes.map(|(_, text, rect)| paragraphs::note(page, text, *rect)));
        }
        // Bold type marks headings only where the text is not bold itself.
        let bold_counts = bold * 10 < letters * 3;
        for found in &blocks {
            if is_larger(found, body) && !large.contains(&step(found.size)) {
                large.push(step(found.size));
            }
        }
        large.sort_by_key(|size| std::cmp::Reverse(*size));
        for mut found in blocks {
            let rank = if is_larger(&found, body) {
                large.iter().position(|it| *it == step(found.size))
            } else if bold_counts && is_bold_heading(&found, body) {
                Some(large.len())
            } else {
                None
            };
            if let Some(rank) = rank {
                let level = u8::try_from(rank + 1).unwrap_or(6).min(6);
                found.block.kind = BlockKind::Heading { level };
            }
            to.push(found.block);
        }
        if !self.blank.is_empty() && !to.blocks().is_empty() {
            to.remark(Remark::PagesWithoutText { pages: self.blank });
        }
        if !self.damaged.is_empty() {
            to.remark(Remark::DamagedPages {
                pages: self.damaged,
            });
        }
    }
}

fn step(size: f32) -> i32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a size of type; `as` takes the nearest there is"
    )]
    let step = (size * SIZE_STEP).round() as i32;
    step
}

/// The size most of the letters are set in.
fn body_size(pages: &[(u32, Vec<Line>)]) -> f32 {
    let mut counts: std::collections::BTreeMap<i32, usize> = std::collections::BTreeMap::new();
    for line in pages.iter().flat_map(|(_, lines)| lines) {
        *counts.entry(step(line.size)).or_default() += line.text.chars().count();
    }
    let most = counts.iter().max_by_key(|(_, count)| **count);
    #[expect(
        clippy::cast_precision_loss,
        reason = "sizes of type are small numbers"
    )]
    let size = most.map_or(0.0, |(step, _)| *step as f32 / SIZE_STEP);
    size
}

/// Larger than the text, short, and not a sentence.
fn is_larger(found: &paragraphs::Found, body: f32) -> bool {
    body > 0.0 && found.size >= body * HEADING_FACTOR && is_short(found, 160)
}

/// As large as the text, on a line or two of its own, in bold.
fn is_bold_heading(found: &paragraphs::Found, body: f32) -> bool {
    let is_text = found.block.kind == BlockKind::Paragraph;
    let few_lines = found.block.starts.len() <= 2;
    let ends = found
        .block
        .text
        .trim_end()
        .ends_with(['.', '!', '?', '？', '！']);
    found.bold && is_text && few_lines && !ends && found.size >= body * 0.95 && is_short(found, 90)
}

fn is_short(found: &paragraphs::Found, most: usize) -> bool {
    let text = found.block.text.trim();
    let letters = text.chars().filter(|it| it.is_alphanumeric()).count();
    (2..=most).contains(&letters) && !text.ends_with(['。', '，', '；', ';', ','])
}
