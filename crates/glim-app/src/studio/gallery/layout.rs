//! Where each picture of a gallery is: rows of equal width, each as high as its pictures make it. Pure, and quick enough to be
//! done again for a hundred thousand at every letter of a search.

use super::super::GalleryMonth;
use super::months::Calendar;

/// Narrower and wider pictures than these are cut to it in a gallery: a panorama must not make a row of its own.
const NARROWEST_MILLI: u32 = 400;
const WIDEST_MILLI: u32 = 3_000;
/// A last row that would become higher than this, to a full one as 100, is left ragged.
const STRETCHED: u64 = 125;

/// What a gallery is to look like, within what can be laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Shape {
    pub(crate) width: u32,
    pub(crate) row_height: u32,
    pub(crate) gap: u32,
    pub(crate) heading: u32,
}

impl Shape {
    /// The nearest that can be laid out.
    pub(crate) fn clamped(self) -> Self {
        Self {
            width: self.width.clamp(80, 20_000),
            row_height: self.row_height.clamp(32, 2_000),
            gap: self.gap.min(64),
            heading: self.heading.min(400),
        }
    }
}

/// What is laid out, in order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) number: i64,
    pub(crate) made_ms: i64,
    pub(crate) aspect_milli: u32,
}

/// A gallery that is laid out.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) height: u32,
    pub(crate) months: Vec<GalleryMonth>,
    /// In the order of the gallery.
    pub(crate) numbers: Vec<i64>,
    aspects: Vec<u32>,
    rows: Vec<Row>,
    shape: Shape,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    top: u32,
    height: u32,
    /// Index of its first picture; the row ends where the next begins.
    first: u32,
    /// Its pictures do not reach the right edge.
    ragged: bool,
}

/// A row as it is placed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    /// Counted from 0.
    pub(crate) row: u32,
    pub(crate) top: u32,
    pub(crate) height: u32,
    /// Index of its first picture.
    pub(crate) first: u32,
    /// Left edge and width of each.
    pub(crate) spans: Vec<(u32, u32)>,
}

impl Layout {
    pub(crate) fn new(shape: Shape, entries: &[Entry], calendar: &mut Calendar) -> Self {
        let shape = shape.clamped();
        let mut layout = Self {
            height: 0,
            months: months(entries, calendar),
            numbers: entries.iter().map(|entry| entry.number).collect(),
            aspects: entries
                .iter()
                .map(|entry| entry.aspect_milli.clamp(NARROWEST_MILLI, WIDEST_MILLI))
                .collect(),
            rows: Vec::with_capacity(entries.len() / 3),
            shape,
        };
        if shape.heading > 0 {
            layout.by_month();
        } else {
            layout.in_one();
        }
        layout
    }

    fn by_month(&mut self) {
        let mut months = std::mem::take(&mut self.months);
        let mut top = 0;
        for month in &mut months {
            month.top = top;
            top = self.fill(
                top + self.shape.heading,
                month.first,
                month.first + month.count,
            );
        }
        self.height = top.saturating_sub(self.shape.gap);
        self.months = months;
    }

    fn in_one(&mut self) {
        let end = index(self.aspects.len());
        self.height = self.fill(0, 0, end).saturating_sub(self.shape.gap);
        let mut months = std::mem::take(&mut self.months);
        for month in &mut months {
            month.top = self.row_of(month.first).map_or(0, |(_, row)| row.top);
        }
        self.months = months;
    }

    /// Lays out the pictures from one index to another, from `top` downwards; gives where what follows begins.
    fn fill(&mut self, mut top: u32, mut first: u32, end: u32) -> u32 {
        while first < end {
            let (count, height, ragged) = self.next_row(first, end);
            self.rows.push(Row {
                top,
                height,
                first,
                ragged,
            });
            top = top.saturating_add(height).saturating_add(self.shape.gap);
            first += count;
        }
        top
    }

    /// How many pictures the row that begins there takes, and how high it is. With and without the picture that overflows
    /// it, whichever is nearer to the height that is wanted.
    fn next_row(&self, first: u32, end: u32) -> (u32, u32, bool) {
        let wanted = u64::from(self.shape.row_height);
        let (mut sum, mut count, mut before) = (0_u64, 0_u32, None::<u64>);
        let rest = self
            .aspects
            .get(place(first)..place(end))
            .unwrap_or_default();
        for aspect in rest {
            sum += u64::from(*aspect);
            count += 1;
            let height = self.height_of(sum, count);
            if height > wanted {
                before = Some(height);
                continue;
            }
            return match before {
                // Both as a part of the other: 300 and 150 are equally far from 212.
                Some(before) if wanted * wanted > height * before => {
                    (count - 1, clamp(before), false)
                }
                _ => (count, clamp(height), false),
            };
        }
        match before {
            Some(height) if height * 100 <= wanted * STRETCHED => (count, clamp(height), false),
            _ => (count.max(1), self.shape.row_height, true),
        }
    }

    /// The height at which pictures of this width, to a height of 1,000, fill a row.
    fn height_of(&self, sum: u64, count: u32) -> u64 {
        let inside = u64::from(self.inside(count));
        ((inside * 1000 + sum / 2) / sum.max(1)).max(1)
    }

    /// What the gaps leave of a row.
    fn inside(&self, count: u32) -> u32 {
        self.shape
            .width
            .saturating_sub(self.shape.gap * count.saturating_sub(1))
            .max(count)
    }

    fn placed(&self, row: u32) -> Option<Placed> {
        let it = self.rows.get(place(row))?;
        let end = self
            .rows
            .get(place(row) + 1)
            .map_or(index(self.aspects.len()), |next| next.first);
        let aspects = self.aspects.get(place(it.first)..place(end))?;
        let sum: u64 = aspects.iter().copied().map(u64::from).sum();
        let inside = u64::from(self.inside(index(aspects.len())));
        // Edges are rounded and not widths, so that the last one is the edge of the row.
        let edge = |sum_before: u64| {
            if it.ragged {
                (sum_before * u64::from(it.height) + 500) / 1000
            } else {
                (sum_before * inside + sum / 2) / sum.max(1)
            }
        };
        let mut spans = Vec::with_capacity(aspects.len());
        let mut before = 0;
        for (count, aspect) in (0_u32..).zip(aspects) {
            let after = before + u64::from(*aspect);
            let (left, right) = (clamp_zero(edge(before)), clamp_zero(edge(after)));
            spans.push((left + self.shape.gap * count, right - left));
            before = after;
        }
        Some(Placed {
            row,
            top: it.top,
            height: it.height,
            first: it.first,
            spans,
        })
    }

    /// The rows that touch a stretch, until they hold `most` pictures.
    pub(crate) fn between(&self, top: u32, bottom: u32, most: usize) -> Vec<Placed> {
        let from = self
            .rows
            .partition_point(|row| row.top.saturating_add(row.height) <= top);
        let mut found = Vec::new();
        let mut count = 0;
        for row in from.. {
            let Some(placed) = self.placed(index(row)).filter(|row| row.top < bottom) else {
                break;
            };
            count += placed.spans.len();
            found.push(placed);
            if count >= most {
                break;
            }
        }
        found
    }

    /// The row of a picture, placed.
    pub(crate) fn row_with(&self, picture: u32) -> Option<Placed> {
        let (row, _) = self.row_of(picture)?;
        self.placed(row)
    }

    /// The picture of the row `by` rows further that is nearest to the middle of this one.
    pub(crate) fn beside(&self, picture: u32, by: i64) -> Option<u32> {
        let (row, _) = self.row_of(picture)?;
        let here = self.placed(row)?;
        let (left, width) = *here.spans.get(place(picture - here.first))?;
        let middle = left + width / 2;
        let there = self.placed(u32::try_from(i64::from(row) + by).ok()?)?;
        let distance = |span: &(u32, u32)| (span.0 + span.1 / 2).abs_diff(middle);
        let nearest = (0_u32..)
            .zip(&there.spans)
            .min_by_key(|(_, span)| distance(span));
        nearest.map(|(at, _)| there.first + at)
    }

    fn row_of(&self, picture: u32) -> Option<(u32, Row)> {
        if place(picture) >= self.aspects.len() {
            return None;
        }
        let after = self.rows.partition_point(|row| row.first <= picture);
        let row = after.checked_sub(1)?;
        Some((index(row), *self.rows.get(row)?))
    }
}

/// Of things in order of time, newest first, those of each month.
fn months(entries: &[Entry], calendar: &mut Calendar) -> Vec<GalleryMonth> {
    let mut months: Vec<GalleryMonth> = Vec::new();
    for (first, entry) in (0_u32..).zip(entries) {
        let (year, month) = calendar.month_of(entry.made_ms);
        match months.last_mut() {
            Some(last) if (last.year, last.month) == (year, month) => last.count += 1,
            _ => months.push(GalleryMonth {
                year,
                month,
                top: 0,
                count: 1,
                first,
            }),
        }
    }
    months
}

fn place(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}

fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

fn clamp(height: u64) -> u32 {
    u32::try_from(height).unwrap_or(u32::MAX).max(1)
}

fn clamp_zero(edge: u64) -> u32 {
    u32::try_from(edge).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
