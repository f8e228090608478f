//! Pages that something else has read: text and tables of scans and pictures, as a model that sees gives them.

use super::collector::Collector;
use super::{Limits, html};
use crate::document::{Block, BlockKind, Document, Place, Remark};

/// A part of a page, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecognisedPart {
    /// Text; a line that begins with `#` is a heading, as in Markdown.
    Text(String),
    /// A table in HTML.
    Table(String),
}

/// A document of pages that were recognised. The places of its blocks are whole pages: nobody says how large a page is on
/// which a model has seen something.
#[must_use]
pub fn recognised(format: &str, pages: &[Vec<RecognisedPart>], limits: &Limits) -> Document {
    let mut to = Collector::new(format, limits);
    let mut blank = Vec::new();
    for (parts, page) in pages.iter().zip(1_u32..) {
        let before = to.blocks().len();
        for part in parts {
            match part {
                RecognisedPart::Text(text) => push_text(text, page, &mut to),
                RecognisedPart::Table(table) => push_table(table, page, limits, &mut to),
            }
        }
        if to.blocks().len() == before {
            blank.push(page);
        }
    }
    to.set_pages(u32::try_from(pages.len()).unwrap_or(u32::MAX));
    to.remark(Remark::Recognised);
    if !blank.is_empty() && !to.blocks().is_empty() {
        to.remark(Remark::PagesWithoutText { pages: blank });
    }
    to.finish()
}

fn push_text(text: &str, page: u32, to: &mut Collector) {
    let mut running: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim) {
        let heading = heading_of(line);
        if heading.is_some() || line.is_empty() {
            push(
                BlockKind::Paragraph,
                std::mem::take(&mut running).join("\n"),
                page,
                to,
            );
        }
        match heading {
            Some((level, words)) => push(BlockKind::Heading { level }, words.to_owned(), page, to),
            None if line.is_empty() => {}
            None => running.push(line),
        }
    }
    push(BlockKind::Paragraph, running.join("\n"), page, to);
}

fn heading_of(line: &str) -> Option<(u8, &str)> {
    let words = line.trim_start_matches('#');
    let level = u8::try_from(line.len() - words.len()).ok()?;
    let is_heading = (1..=6).contains(&level) && words.starts_with(' ');
    is_heading.then(|| (level, words.trim()))
}

fn push_table(table: &str, page: u32, limits: &Limits, to: &mut Collector) {
    let mut inside = Collector::new("html", limits);
    html::read(table, &mut inside);
    for block in inside.finish().blocks {
        push(block.kind, block.text, page, to);
    }
}

fn push(kind: BlockKind, text: String, page: u32, to: &mut Collector) {
    let place = Place::Page {
        page,
        boxes: Vec::new(),
    };
    to.push(Block::new(kind, text, place));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sizes, cut};

    #[test]
    fn text_and_tables_of_pages_become_chunks_that_name_their_page() {
        let pages = vec![
            vec![RecognisedPart::Text(
                "# 发票 😀\n\n合计：三百元。\n税率 6%".to_owned(),
            )],
            vec![],
            vec![RecognisedPart::Table(
                "<table><tr><th>品名</th><th>数量</th></tr><tr><td>茶</td><td>2</td></tr></table>"
                    .to_owned(),
            )],
        ];
        let document = recognised("pdf", &pages, &Limits::default());
        assert_eq!(document.title.as_deref(), Some("发票 😀"));
        assert_eq!(document.pages, Some(3));
        assert_eq!(
            document.remarks,
            [
                Remark::Recognised,
                Remark::PagesWithoutText { pages: vec![2] }
            ]
        );
        let chunks = cut(&document, Sizes::default());
        let found = |words: &str| {
            let child = chunks.children.iter().find(|it| it.text.contains(words));
            child.unwrap_or_else(|| panic!("{words}: {chunks:?}"))
        };
        let page = |page| {
            vec![Place::Page {
                page,
                boxes: Vec::new(),
            }]
        };
        assert_eq!(found("三百元").places, page(1));
        assert_eq!(found("茶\t2").places, page(3));
        assert!(
            found("茶").text.contains("品名")
                || chunks.parents.iter().any(|it| it.text.contains("品名"))
        );
    }

    #[test]
    fn pages_without_words_make_a_document_without_blocks() {
        let pages = vec![vec![RecognisedPart::Text(" \n ".to_owned())]];
        let document = recognised("picture", &pages, &Limits::default());
        assert!(document.blocks.is_empty());
        assert_eq!(heading_of("#no heading"), None);
        assert_eq!(heading_of("####### seven"), None);
    }
}
