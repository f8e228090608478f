//! Where readers put the blocks they find: counts paragraphs, keeps to the limit of text, and knows the title.

use super::Limits;
use crate::document::{Block, BlockKind, Document, Place, Remark};

/// A document being read.
pub(super) struct Collector {
    document: Document,
    room: usize,
    paragraph: u32,
    chapter: Option<u32>,
}

impl Collector {
    pub(super) fn new(format: &str, limits: &Limits) -> Self {
        Self {
            document: Document {
                format: format.to_owned(),
                ..Document::default()
            },
            room: usize::try_from(limits.text_bytes).unwrap_or(usize::MAX),
            paragraph: 0,
            chapter: None,
        }
    }

    /// Adds a block. What is blank is left out; what is over the limit is cut off, and a remark says so.
    pub(super) fn push(&mut self, mut block: Block) {
        if block.text.trim().is_empty() || self.is_full() {
            return;
        }
        if block.text.len() > self.room {
            let mut end = self.room;
            while !block.text.is_char_boundary(end) {
                end -= 1;
            }
            block.text.truncate(end);
            self.cut_short("text");
            self.room = 0;
        } else {
            self.room -= block.text.len();
        }
        if self.room == 0 {
            self.cut_short("text");
        }
        self.document.blocks.push(block);
    }

    /// Whether nothing more is taken: a reader may stop.
    pub(super) fn is_full(&self) -> bool {
        self.room == 0
    }

    /// Adds the next paragraph of a flowing document, or of the chapter that is open.
    pub(super) fn flow(&mut self, kind: BlockKind, text: impl Into<String>) {
        let text = text.into();
        if text.trim().is_empty() {
            return;
        }
        self.paragraph = self.paragraph.saturating_add(1);
        let (first, last) = (self.paragraph, self.paragraph);
        let place = match self.chapter {
            Some(chapter) => Place::Chapter {
                chapter,
                first,
                last,
            },
            None => Place::Paragraph { first, last },
        };
        self.push(Block::new(kind, text, place));
    }

    /// Opens the next chapter; paragraphs count from 1 again.
    pub(super) fn open_chapter(&mut self) {
        let next = self.chapter.unwrap_or(0).saturating_add(1);
        self.chapter = Some(next);
        self.document.pages = Some(next);
        self.paragraph = 0;
    }

    pub(super) fn set_title(&mut self, title: &str) {
        let title: Vec<&str> = title.split_whitespace().collect();
        if !title.is_empty() && self.document.title.is_none() {
            self.document.title = Some(title.join(" "));
        }
    }

    pub(super) fn set_pages(&mut self, pages: u32) {
        self.document.pages = Some(pages);
    }

    pub(super) fn remark(&mut self, remark: Remark) {
        if !self.document.remarks.contains(&remark) {
            self.document.remarks.push(remark);
        }
    }

    pub(super) fn cut_short(&mut self, limit: &str) {
        self.remark(Remark::CutShort {
            limit: limit.to_owned(),
        });
    }

    pub(super) fn blocks(&self) -> &[Block] {
        &self.document.blocks
    }

    /// The document; without a title of its own, its first heading is one.
    pub(super) fn finish(mut self) -> Document {
        if self.document.title.is_none() {
            let headings = self.document.blocks.iter().filter_map(|it| match it.kind {
                BlockKind::Heading { level } => Some((level, it.text.trim())),
                _ => None,
            });
            let highest = headings.min_by_key(|(level, _)| *level);
            self.document.title = highest.map(|(_, text)| text.to_owned());
        }
        self.document
    }
}
