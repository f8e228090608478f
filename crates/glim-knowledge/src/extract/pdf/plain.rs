//! PDF without PDFium: text by page, without boxes. It reads less, and Chinese fonts often not at all.

use lopdf::Document;

use super::{Collector, ReadProblem, Source};
use crate::document::{Block, BlockKind, Place, Remark};

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

fn push_page(page: u32, text: &str, to: &mut Collector) {
    for paragraph in text.split("\n\n") {
        let place = Place::Page {
            page,
            boxes: Vec::new(),
        };
        to.push(Block::new(BlockKind::Paragraph, paragraph.trim(), place));
    }
}
