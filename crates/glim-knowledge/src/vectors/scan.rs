//! The exact scan: every living vector is compared with the query, the best are kept. Many are shared out among threads.

use std::ops::Range;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::dots::Way;
use super::segment::{Packed, Segment};
use crate::embed::dot;
use crate::{Allowed, ChunkKey, Embedding, Filter};

/// Vectors compared at once: their results stay in the fastest memory.
const AT_ONCE: usize = 128;
/// Vectors that one thread compares alone: half a millisecond, many times what it takes to wake another.
const SHARE: usize = 32_768;

/// A chunk found by its meaning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VectorHit {
    /// The chunk.
    pub chunk: ChunkKey,
    /// Cosine: nearly, after the scan; exactly, after [`crate::rescored`].
    pub score: f32,
}

/// The best so far. What cannot be among them is not even looked at.
pub(super) struct Best {
    limit: usize,
    least: f32,
    hits: Vec<VectorHit>,
}

impl Best {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            least: f32::NEG_INFINITY,
            hits: Vec::with_capacity(limit.saturating_mul(4)),
        }
    }

    fn push(&mut self, hit: VectorHit) {
        self.hits.push(hit);
        if self.hits.len() >= self.limit.saturating_mul(4).max(64) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.hits.sort_unstable_by(order);
        self.hits.truncate(self.limit);
        if self.hits.len() == self.limit {
            self.least = self.hits.last().map_or(self.least, |last| last.score);
        }
    }

    pub(super) fn finish(mut self) -> Vec<VectorHit> {
        self.cut();
        self.hits
    }
}

/// The best first; equal ones by their key, so that the order does not change from search to search.
pub(super) fn order(one: &VectorHit, other: &VectorHit) -> std::cmp::Ordering {
    let by_score = other.score.total_cmp(&one.score);
    by_score.then(one.chunk.cmp(&other.chunk))
}

/// Compares all living vectors of a file that the filter allows.
pub(super) fn scan(
    segment: &Segment,
    way: Way,
    query: &Embedding,
    filter: &Filter,
    best: &mut Best,
) {
    let query = Prepared::new(way, query.values(), segment);
    let rows = allowed_rows(segment, filter);
    if rows.iter().map(Range::len).sum::<usize>() <= SHARE {
        for rows in rows {
            query.compare_all(segment, rows, &filter.chunks, best);
        }
        return;
    }
    let shares: Vec<_> = rows.into_iter().flat_map(|it| parts(it, SHARE)).collect();
    let limit = best.limit;
    let found = shares.into_par_iter().map(|rows| {
        let mut own = Best::new(limit);
        query.compare_all(segment, rows, &filter.chunks, &mut own);
        own.finish()
    });
    for hit in found.collect::<Vec<_>>().into_iter().flatten() {
        best.push(hit);
    }
}

/// A range in parts of at most so many.
fn parts(whole: Range<usize>, size: usize) -> impl Iterator<Item = Range<usize>> {
    let end = whole.end;
    whole
        .step_by(size)
        .map(move |start| start..end.min(start + size))
}

/// Neighbouring runs are joined, so that small sources do not make short loops.
fn allowed_rows(segment: &Segment, filter: &Filter) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    for run in &segment.runs {
        if !filter.allows_source(run.source) {
            continue;
        }
        match parts.last_mut() {
            Some(last) if last.end == run.rows.start => last.end = run.rows.end,
            _ => parts.push(run.rows.clone()),
        }
    }
    parts
}

/// A query packed against the mean of a file.
struct Prepared {
    way: Way,
    codes: Vec<i8>,
    scale: f32,
    /// What the 128 in every code adds to each dot product.
    bias: i32,
    /// Dot product with the mean.
    base: f32,
}

impl Prepared {
    fn new(way: Way, query: &[f32], segment: &Segment) -> Self {
        let packed = Packed::new(query, &segment.mean);
        let codes: Vec<i8> = packed
            .codes
            .iter()
            .map(|code| (code ^ 0x80).cast_signed())
            .collect();
        let bias = codes.iter().map(|code| i32::from(*code)).sum::<i32>() * 128;
        Self {
            way,
            codes,
            scale: packed.scale,
            bias,
            base: dot(query, &segment.mean),
        }
    }

    fn compare_all(
        &self,
        segment: &Segment,
        rows: Range<usize>,
        allowed: &Allowed,
        best: &mut Best,
    ) {
        for part in parts(rows, AT_ONCE) {
            self.compare(segment, &part, allowed, best);
        }
    }

    fn compare(&self, segment: &Segment, rows: &Range<usize>, allowed: &Allowed, best: &mut Best) {
        let mut room = [0; AT_ONCE];
        let dots = room.get_mut(..rows.len()).unwrap_or_default();
        self.way
            .dots(segment.codes(rows.clone()), &self.codes, dots);
        let numbers = segment.scales(rows).iter().zip(segment.shifts(rows));
        let places = numbers.zip(segment.chunks(rows));
        for (dot, ((scale, shift), chunk)) in dots.iter().zip(places) {
            let scale = f32::from_le_bytes(*scale) * self.scale;
            let shift = f32::from_le_bytes(*shift) + self.base;
            let score = exact(dot - self.bias) * scale + shift;
            if score > best.least {
                let chunk = ChunkKey(u64::from_le_bytes(*chunk));
                if allowed.allows(chunk) {
                    best.push(VectorHit { chunk, score });
                }
            }
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a dot product of bytes; the last bits do not matter before the rescoring"
)]
fn exact(dot: i32) -> f32 {
    dot as f32
}
