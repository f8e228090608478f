//! One packed file of vectors, written once and then only read.
//!
//! Little end first: a head of 64 bytes (mark, numbers a vector, vectors, runs), the codes (one byte a number, 128
//! added, padded), a scale and a shift for each vector, its chunk, the runs of vectors of one source, the mean that was
//! taken off every vector. The check sum is in the list of files (`manifest.rs`).

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::dots::ALIGN;
use crate::embed::dot;
use crate::{ChunkKey, Error, SourceKey, mapped::Mapped};

const MARK: [u8; 8] = *b"GLIMVEC1";
const HEAD: usize = 64;

/// Vectors of one source that lie side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) source: SourceKey,
    pub(super) rows: Range<usize>,
}

/// A file, opened.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) path: PathBuf,
    map: Mapped,
    pub(super) rows: usize,
    stride: usize,
    /// Vectors of sources that are still there, in order.
    pub(super) runs: Vec<Run>,
    pub(super) mean: Vec<f32>,
    scales: Range<usize>,
    shifts: Range<usize>,
    chunks: Range<usize>,
}

/// A vector in one byte a number.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Packed {
    pub(super) codes: Vec<u8>,
    pub(super) scale: f32,
    /// Dot product of the mean with what is left of the vector without it.
    pub(super) shift: f32,
}

/// What will be a file.
#[derive(Debug, Default)]
pub(super) struct Draft {
    mean: Vec<f32>,
    codes: Vec<u8>,
    scales: Vec<f32>,
    shifts: Vec<f32>,
    chunks: Vec<u64>,
    runs: Vec<Run>,
}

impl Packed {
    pub(super) fn new(values: &[f32], mean: &[f32]) -> Self {
        let rest: Vec<f32> = values
            .iter()
            .zip(mean)
            .map(|(value, mean)| value - mean)
            .collect();
        let most = rest.iter().fold(0.0_f32, |most, it| most.max(it.abs()));
        let scale = most / 127.0;
        let factor = if scale > 0.0 { 1.0 / scale } else { 0.0 };
        let mut codes = vec![128; rest.len().next_multiple_of(ALIGN)];
        for (code, value) in codes.iter_mut().zip(&rest) {
            *code = biased(value * factor);
        }
        Self {
            codes,
            scale,
            shift: dot(&rest, mean),
        }
    }
}

impl Draft {
    pub(super) fn new(mean: Vec<f32>) -> Self {
        Self {
            mean,
            ..Self::default()
        }
    }

    pub(super) fn packed(&self, values: &[f32]) -> Packed {
        Packed::new(values, &self.mean)
    }

    pub(super) fn len(&self) -> usize {
        self.chunks.len()
    }

    /// One more vector; those of one source come one after the other.
    pub(super) fn push(&mut self, source: SourceKey, chunk: ChunkKey, packed: &Packed) {
        let at = self.chunks.len();
        match self.runs.last_mut() {
            Some(run) if run.source == source => run.rows.end = at + 1,
            _ => self.runs.push(Run {
                source,
                rows: at..at + 1,
            }),
        }
        self.codes.extend_from_slice(&packed.codes);
        self.scales.push(packed.scale);
        self.shifts.push(packed.shift);
        self.chunks.push(chunk.0);
    }

    /// All living vectors of a file; they are packed again if the file had another mean.
    pub(super) fn take(&mut self, segment: &Segment) {
        for run in &segment.runs {
            for row in run.rows.clone() {
                let Some((chunk, packed)) = segment.row(row) else {
                    continue;
                };
                if segment.mean == self.mean {
                    self.push(run.source, chunk, &packed);
                } else {
                    let values = unpacked(&packed, &segment.mean);
                    self.push(run.source, chunk, &self.packed(&values));
                }
            }
        }
    }

    /// Writes the file and gives its check sum. It is on the disk when this returns.
    pub(super) fn write(&self, path: &Path) -> Result<u32, Error> {
        let failed = |source| Error::file("write", path, source);
        let file = File::create(path).map_err(failed)?;
        let mut out = Summed {
            file: BufWriter::with_capacity(1 << 20, file),
            sum: crc32fast::Hasher::new(),
        };
        self.write_to(&mut out).map_err(failed)?;
        let file = out
            .file
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(failed)?;
        Ok(out.sum.finalize())
    }

    fn write_to(&self, out: &mut impl Write) -> std::io::Result<()> {
        let mut head = [0; HEAD];
        let counts = [self.mean.len(), self.chunks.len(), self.runs.len()];
        let counts = counts.map(|count| u64::try_from(count).unwrap_or(u64::MAX).to_le_bytes());
        let start = MARK.iter().chain(counts.as_flattened());
        for (place, byte) in head.iter_mut().zip(start) {
            *place = *byte;
        }
        out.write_all(&head)?;
        out.write_all(&self.codes)?;
        for number in self.scales.iter().chain(&self.shifts) {
            out.write_all(&number.to_le_bytes())?;
        }
        for chunk in &self.chunks {
            out.write_all(&chunk.to_le_bytes())?;
        }
        for run in &self.runs {
            let count = u64::try_from(run.rows.len()).unwrap_or(u64::MAX);
            out.write_all(&run.source.0.to_le_bytes())?;
            out.write_all(&count.to_le_bytes())?;
        }
        for number in &self.mean {
            out.write_all(&number.to_le_bytes())?;
        }
        Ok(())
    }
}

impl Segment {
    /// Opens a file. With `sum`, every byte is read against it.
    pub(super) fn open(path: PathBuf, sum: Option<u32>) -> Result<Self, Error> {
        let map = Mapped::open(&path)?;
        if sum.is_some_and(|sum| crc32fast::hash(&map) != sum) {
            return Err(broken("a file does not have its check sum"));
        }
        let head = map.get(..HEAD).unwrap_or_default();
        let counts = head.strip_prefix(&MARK).map(|rest| rest.as_chunks::<8>().0);
        let [width, rows, runs] = match counts {
            Some([width, rows, runs, ..]) => [width, rows, runs].map(|it| size(*it)),
            _ => return Err(broken("a file is of another kind")),
        };
        let stride = width.checked_next_multiple_of(ALIGN).unwrap_or(usize::MAX);
        let mut end = HEAD;
        let mut part = |count: usize, bytes: usize| {
            let start = end;
            end = count
                .checked_mul(bytes)
                .and_then(|length| start.checked_add(length))
                .filter(|end| *end <= map.len())
                .ok_or_else(|| broken("a file is cut"))?;
            Ok::<_, Error>(start..end)
        };
        let _codes = part(rows, stride)?; // they begin behind the head
        let (scales, shifts) = (part(rows, 4)?, part(rows, 4)?);
        let (chunks, runs, mean) = (part(rows, 8)?, part(runs, 16)?, part(width, 4)?);
        let runs = read_runs(map.get(runs).unwrap_or_default(), rows)?;
        let mean = map.get(mean).unwrap_or_default().as_chunks::<4>().0;
        let mean = mean
            .iter()
            .map(|bytes| f32::from_le_bytes(*bytes))
            .collect();
        Ok(Self {
            path,
            map,
            rows,
            stride,
            runs,
            mean,
            scales,
            shifts,
            chunks,
        })
    }

    pub(super) fn bytes(&self) -> usize {
        self.map.len()
    }

    /// Vectors of sources that are still there.
    pub(super) fn living(&self) -> usize {
        self.runs.iter().map(|run| run.rows.len()).sum()
    }

    /// The living vectors, as nearly as they are kept.
    pub(super) fn values(&self) -> impl Iterator<Item = Vec<f32>> {
        let rows = self.runs.iter().flat_map(|run| run.rows.clone());
        rows.filter_map(|row| Some(unpacked(&self.row(row)?.1, &self.mean)))
    }

    pub(super) fn codes(&self, rows: Range<usize>) -> &[u8] {
        let part = HEAD + rows.start * self.stride..HEAD + rows.end * self.stride;
        self.map.get(part).unwrap_or_default()
    }

    pub(super) fn scales(&self, rows: &Range<usize>) -> &[[u8; 4]] {
        self.part(&self.scales, rows)
    }

    pub(super) fn shifts(&self, rows: &Range<usize>) -> &[[u8; 4]] {
        self.part(&self.shifts, rows)
    }

    pub(super) fn chunks(&self, rows: &Range<usize>) -> &[[u8; 8]] {
        self.part(&self.chunks, rows)
    }

    fn part<const N: usize>(&self, all: &Range<usize>, rows: &Range<usize>) -> &[[u8; N]] {
        let part = self.map.get(all.clone()).unwrap_or_default();
        part.as_chunks().0.get(rows.clone()).unwrap_or_default()
    }

    fn row(&self, row: usize) -> Option<(ChunkKey, Packed)> {
        let rows = row..row + 1;
        let packed = Packed {
            codes: self.codes(rows.clone()).to_vec(),
            scale: f32::from_le_bytes(*self.scales(&rows).first()?),
            shift: f32::from_le_bytes(*self.shifts(&rows).first()?),
        };
        let chunk = u64::from_le_bytes(*self.chunks(&rows).first()?);
        Some((ChunkKey(chunk), packed))
    }
}

/// The vector again, as nearly as one byte a number tells it.
fn unpacked(packed: &Packed, mean: &[f32]) -> Vec<f32> {
    let codes = packed.codes.iter().zip(mean);
    codes
        .map(|(code, mean)| (f32::from(*code) - 128.0) * packed.scale + mean)
        .collect()
}

/// A run is a source and how many vectors it has; together they cover all.
fn read_runs(bytes: &[u8], rows: usize) -> Result<Vec<Run>, Error> {
    let mut runs = Vec::new();
    let mut start: usize = 0;
    for pair in bytes.as_chunks::<8>().0.as_chunks::<2>().0 {
        let [source, count] = pair;
        let end = start.checked_add(size(*count)).filter(|end| *end <= rows);
        let end = end.ok_or_else(|| broken("a run is too long"))?;
        runs.push(Run {
            source: SourceKey(u64::from_le_bytes(*source)),
            rows: start..end,
        });
        start = end;
    }
    Ok(runs)
}

fn size(bytes: [u8; 8]) -> usize {
    usize::try_from(u64::from_le_bytes(bytes)).unwrap_or(usize::MAX)
}

pub(super) fn broken(reason: &'static str) -> Error {
    Error::Vectors { reason }
}

/// The nearest whole number from -127 to 127, with 128 added.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is cast is a whole number from 1 to 255"
)]
fn biased(value: f32) -> u8 {
    (value.round_ties_even().clamp(-127.0, 127.0) + 128.0) as u8
}

/// Sums what goes through.
struct Summed {
    file: BufWriter<File>,
    sum: crc32fast::Hasher,
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.sum.update(bytes.get(..count).unwrap_or_default());
        Ok(count)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count far below 2^24")]
pub(super) fn as_float(count: usize) -> f32 {
    count as f32
}
