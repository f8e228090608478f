//! PDF without PDFium: text by page, without boxes. It reads less, and Chinese fonts often not at all.

use lopdf::Document;

use super::{Collector, ReadProblem, Source};
use crate::document::{Block, BlockKind, Place, Remark};

/// Pages that are looked at a second time.
const SECOND_LOOK_PAGES: usize = 20;

pub(super) fn read(source: &Source<'_>, to: &mut Collector) -> Result<(), ReadProblem> {
    let document = Document::load_mem(source.bytes).map_err(ReadProblem::damaged)?;
    if document.is_encrypted() {
        return Err(ReadProblem::Encrypted);
    }
    let pages = document.get_pages();
    to.set_pages(u32::try_from(pages.len()).unwrap_or(u32::MAX));
    let (mut blank, mut damaged) = (Vec::new(), Vec::new());
    for page in pages.keys().copied() {
        if page > source.limits.pages {
            to.cut_short("pages");
            break;
        }
        match document.extract_text(&[page]) {
            Ok(text) if text.trim().is_empty() => blank.push(page),
            Ok(text) => push_page(page, &text, to),
            Err(_) => damaged.push(page),
        }
    }
    if damaged.len() == pages.len() {
        return Err(ReadProblem::damaged("none of its pages can be read"));
    }
    if !blank.is_empty() && !to.blocks().is_empty() {
        to.remark(Remark::PagesWithoutText { pages: blank });
    }
    if !damaged.is_empty() {
        to.remark(Remark::DamagedPages { pages: damaged });
    }
    Ok(())
}

/// What this reader finds in a document that another has opened; nothing when it cannot read it.
pub(super) fn blocks(source: &Source<'_>) -> Option<Vec<Block>> {
    let document = Document::load_mem(source.bytes).ok()?;
    let mut blocks = Vec::new();
    for page in document.get_pages().keys().take(SECOND_LOOK_PAGES).copied() {
        let text = document.extract_text(&[page]).ok()?;
        blocks.extend(paragraphs(page, &text));
    }
    Some(blocks)
}

fn push_page(page: u32, text: &str, to: &mut Collector) {
    for block in paragraphs(page, text) {
        to.push(block);
    }
}

fn paragraphs(page: u32, text: &str) -> impl Iterator<Item = Block> {
    let paragraphs = text.split("\n\n").map(str::trim);
    paragraphs.filter(|it| !it.is_empty()).map(move |it| {
        let place = Place::Page {
            page,
            boxes: Vec::new(),
        };
        Block::new(BlockKind::Paragraph, it, place)
    })
}
