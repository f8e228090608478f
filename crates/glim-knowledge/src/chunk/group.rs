//! From pieces to chunks: pieces fill a child, children fill a parent, and what does not go together starts anew.

use super::{Addition, Child, Chunks, Family, Parent, Piece, Sizes};
use crate::document::{Counted, Document, Span};

/// The parent being filled, and what is done.
pub(super) struct Grouping<'document> {
    document: &'document Document,
    sizes: Sizes,
    open: Open,
    done: Chunks,
    /// How far the lines of children and of parents are counted.
    counted: (Counted, Counted),
}

/// A parent that still grows.
#[derive(Default)]
struct Open {
    family: Option<Family>,
    headings: Vec<String>,
    header: Option<Span>,
    pieces: Vec<Piece>,
    weight: u32,
}

impl<'document> Grouping<'document> {
    pub(super) fn new(document: &'document Document, sizes: Sizes) -> Self {
        Self {
            document,
            sizes,
            open: Open::default(),
            done: Chunks::default(),
            counted: Default::default(),
        }
    }

    /// Adds the pieces of one block: to the open parent when they belong and fit there, else to new ones.
    pub(super) fn add(&mut self, addition: &Addition<'_>) {
        let weight = addition
            .pieces
            .iter()
            .map(|piece| piece.weight)
            .sum::<u32>();
        let belongs = self
            .open
            .family
            .is_none_or(|family| family.goes_with(addition.family));
        // Headings stay with what they head; a document of nothing but headings is cut all the same.
        let only_headings =
            self.open.family == Some(Family::Heading) && self.open.weight <= self.sizes.parent;
        let fits = self.open.weight.saturating_add(weight) <= self.sizes.parent;
        if !belongs || (!fits && !only_headings) {
            self.close();
        }
        self.open.headings = addition.headings.to_vec();
        self.open.header = addition.header;
        // A block heavier than a parent is spread over several of about the same weight.
        let parts = weight.div_ceil(self.sizes.parent.max(1)).max(1);
        let share = weight.div_ceil(parts);
        for piece in addition.pieces {
            let full = self.open.weight.saturating_add(piece.weight) > share;
            let has_own = self.open.family == Some(addition.family);
            if parts > 1 && full && has_own {
                self.close();
                self.open.headings = addition.headings.to_vec();
                self.open.header = addition.header;
            }
            self.open.family = Some(addition.family);
            self.open.weight = self.open.weight.saturating_add(piece.weight);
            self.open.pieces.push(*piece);
        }
    }

    /// Ends the open parent.
    pub(super) fn close(&mut self) {
        let open = std::mem::take(&mut self.open);
        if open.pieces.is_empty() {
            return;
        }
        let parent = self.done.parents.len();
        let first = self.done.children.len();
        for pieces in self.children(&open) {
            let spans = joined(pieces);
            let child = Child {
                parent,
                header: self.missing_header(open.header, &spans),
                text: self.document.joined(&spans),
                places: self.document.places_from(&spans, &mut self.counted.0),
                spans,
            };
            self.done.children.push(child);
        }
        let spans = joined(&open.pieces);
        let parent = Parent {
            headings: open.headings,
            header: self.missing_header(open.header, &spans),
            text: self.document.joined(&spans),
            places: self.document.places_from(&spans, &mut self.counted.1),
            spans,
            children: first..self.done.children.len(),
        };
        self.done.parents.push(parent);
    }

    /// Ends the last parent and gives all.
    pub(super) fn finish(mut self) -> Chunks {
        self.close();
        self.done
    }

    /// The pieces of the open parent, child by child. A last child that is only a scrap goes with the one before.
    fn children<'open>(&self, open: &'open Open) -> Vec<&'open [Piece]> {
        let limit = self.sizes.child;
        let mut cuts = vec![0];
        let (mut weight, mut before) = (0_u32, 0_u32);
        for (index, piece) in open.pieces.iter().enumerate() {
            if weight > 0 && weight.saturating_add(piece.weight) > limit {
                cuts.push(index);
                before = weight;
                weight = 0;
            }
            weight = weight.saturating_add(piece.weight);
        }
        let scrap =
            weight.saturating_mul(4) < limit && before.saturating_add(weight) <= limit + limit / 4;
        if cuts.len() > 1 && scrap {
            cuts.pop();
        }
        let ends = cuts.iter().skip(1).copied();
        let ends = ends.chain(std::iter::once(open.pieces.len()));
        let ranges = cuts.iter().copied().zip(ends);
        ranges
            .filter_map(|(from, to)| open.pieces.get(from..to))
            .collect()
    }

    /// The header of the table, when the spans are rows of it but do not hold it.
    fn missing_header(&self, header: Option<Span>, spans: &[Span]) -> Option<String> {
        let header = header?;
        let holds = |span: &Span| span.block == header.block && span.start < header.end;
        let of_table = spans.iter().any(|span| span.block == header.block);
        (of_table && !spans.iter().any(holds)).then(|| self.document.text(header).to_owned())
    }
}

/// Spans of pieces that follow each other in one block are one span, with the blanks between.
fn joined(pieces: &[Piece]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for piece in pieces {
        match spans.last_mut() {
            Some(last) if last.block == piece.span.block => last.end = piece.span.end,
            _ => spans.push(piece.span),
        }
    }
    spans
}
