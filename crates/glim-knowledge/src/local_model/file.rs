//! The file of the model (`E5S1`): a header, the pieces of text it knows, how characters are normalised, and tensors.
//!
//! Every offset is checked before it is followed: the file is ours, but may be cut or damaged.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use crate::{Error, half, mapped::Mapped};

/// Numbers of one block of 4 bits, and the bytes it takes: a scale of 16 bits, then two numbers a byte.
const BLOCK: usize = 32;
const BLOCK_BYTES: usize = 18;

/// The sizes of the network.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) width: usize,
    pub(super) layers: usize,
    pub(super) heads: usize,
    pub(super) inner: usize,
    pub(super) words: usize,
    /// Tokens it sees at once, the two marks at the ends included.
    pub(super) positions: usize,
    /// Kinds of token; a text alone has only the first.
    pub(super) kinds: usize,
    pub(super) epsilon: f32,
}

/// The tokens with a meaning of their own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) unknown: u32,
}

/// A piece of text the model has a token for, as bytes of the file.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) bytes: Range<usize>,
    pub(super) score: f32,
}

/// One character and those that stand for it.
pub(super) type Normal = (u32, Vec<char>);

/// The opened file.
#[derive(Debug)]
pub(super) struct ModelFile {
    map: Mapped,
    pub(super) shape: Shape,
    pub(super) marks: Marks,
    pub(super) pieces: Vec<Piece>,
    pub(super) normals: Vec<Normal>,
    tensors: HashMap<String, Range<usize>>,
}

impl ModelFile {
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let map = Mapped::open(path)?;
        let mut cursor = Cursor { bytes: &map, at: 0 };
        let shape = shape(&mut cursor)?;
        let count = cursor.size()?;
        let marks = Marks {
            start: cursor.number()?,
            end: cursor.number()?,
            unknown: {
                cursor.number()?; // padding, which a text alone never needs
                cursor.number()?
            },
        };
        let pieces = pieces(&mut cursor, count)?;
        let normals = normals(&mut cursor)?;
        let tensors = tensors(&mut cursor)?;
        Ok(Self {
            map,
            shape,
            marks,
            pieces,
            normals,
            tensors,
        })
    }

    pub(super) fn bytes(&self, range: &Range<usize>) -> &[u8] {
        self.map.get(range.clone()).unwrap_or_default()
    }

    /// A tensor of `length` plain numbers.
    pub(super) fn plain(&self, name: &str, length: usize) -> Result<Vec<f32>, Error> {
        let (numbers, rest) = self.tensor(name)?.as_chunks::<4>();
        if numbers.len() != length || !rest.is_empty() {
            return Err(wrong("a tensor has another size than the header says"));
        }
        Ok(numbers
            .iter()
            .map(|bytes| f32::from_le_bytes(*bytes))
            .collect())
    }

    /// The bytes of a tensor of `length` numbers in 4 bits.
    pub(super) fn packed(&self, name: &str, length: usize) -> Result<&[u8], Error> {
        let bytes = length.div_ceil(BLOCK) * BLOCK_BYTES;
        self.tensor(name)?
            .get(..bytes)
            .ok_or_else(|| wrong("a tensor is shorter than the header says"))
    }

    fn tensor(&self, name: &str) -> Result<&[u8], Error> {
        let range = self.tensors.get(name);
        let range = range.ok_or_else(|| wrong("a tensor is missing"))?;
        Ok(self.bytes(range))
    }
}

/// Bytes that `length` numbers take in 4 bits.
pub(super) fn packed_bytes(length: usize) -> usize {
    length / BLOCK * BLOCK_BYTES
}

/// Writes the numbers of `packed` (blocks of 4 bits) to `out`, as many as both have.
pub(super) fn unpack(packed: &[u8], out: &mut [f32]) {
    let (blocks, _) = packed.as_chunks::<BLOCK_BYTES>();
    let (outs, _) = out.as_chunks_mut::<BLOCK>();
    for (block, out) in blocks.iter().zip(outs) {
        let [low, high, codes @ ..] = block;
        let scale = half::to_f32(u16::from_le_bytes([*low, *high]));
        let (first, second) = out.split_at_mut(BLOCK / 2);
        for ((code, first), second) in codes.iter().zip(first).zip(second) {
            *first = (f32::from(code & 15) - 8.0) * scale;
            *second = (f32::from(code >> 4) - 8.0) * scale;
        }
    }
}

fn shape(cursor: &mut Cursor<'_>) -> Result<Shape, Error> {
    if cursor.take(4)? != b"E5S1" {
        return Err(wrong("it does not begin with E5S1"));
    }
    cursor.number()?; // its version of the format, 1 in every file there is
    let shape = Shape {
        width: cursor.size()?,
        layers: cursor.size()?,
        heads: cursor.size()?,
        inner: cursor.size()?,
        words: cursor.size()?,
        positions: cursor.size()?,
        kinds: cursor.size()?,
        epsilon: f32::from_bits(cursor.number()?),
    };
    let whole =
        |number: usize, limit: usize| number > 0 && number <= limit && number.is_multiple_of(128);
    if cursor.size()? != BLOCK
        || !whole(shape.width, 8192)
        || !whole(shape.inner, 32_768)
        || shape.heads.checked_mul(super::layers::HEAD) != Some(shape.width)
        || !(3..=65_536).contains(&shape.positions)
        || !(1..=128).contains(&shape.layers)
        || !(1..=16).contains(&shape.kinds)
        || !(1..=4_000_000).contains(&shape.words)
    {
        return Err(wrong("its network has a shape this build does not know"));
    }
    Ok(shape)
}

fn pieces(cursor: &mut Cursor<'_>, count: usize) -> Result<Vec<Piece>, Error> {
    let length = cursor.long()?;
    let offsets = cursor.take(count.saturating_add(1).saturating_mul(4))?;
    let scores = cursor.take(count.saturating_mul(4))?;
    let start = cursor.at;
    cursor.take(length)?;
    let (offsets, _) = offsets.as_chunks::<4>();
    let (scores, _) = scores.as_chunks::<4>();
    let ends = offsets.iter().skip(1);
    let mut pieces = Vec::with_capacity(count);
    for ((from, to), score) in offsets.iter().zip(ends).zip(scores) {
        let [from, to] =
            [from, to].map(|it| usize::try_from(u32::from_le_bytes(*it)).unwrap_or(usize::MAX));
        if from > to || to > length {
            return Err(wrong("a piece of text lies outside of the table"));
        }
        pieces.push(Piece {
            bytes: start + from..start + to,
            score: f32::from_le_bytes(*score),
        });
    }
    Ok(pieces)
}

fn normals(cursor: &mut Cursor<'_>) -> Result<Vec<Normal>, Error> {
    let count = cursor.size()?;
    let length = cursor.size()?;
    let mut table = Cursor {
        bytes: cursor.take(length)?,
        at: 0,
    };
    let mut normals = Vec::with_capacity(count.min(length));
    for _ in 0..count {
        let from = table.number()?;
        let many = table.take(1)?.first().copied().unwrap_or_default();
        let mut to = Vec::with_capacity(usize::from(many));
        for _ in 0..many {
            let character = char::from_u32(table.number()?);
            to.push(character.ok_or_else(|| wrong("a character is none"))?);
        }
        normals.push((from, to));
    }
    normals.sort_by_key(|(from, _)| *from);
    Ok(normals)
}

fn tensors(cursor: &mut Cursor<'_>) -> Result<HashMap<String, Range<usize>>, Error> {
    let mut tensors = HashMap::new();
    for _ in 0..cursor.size()? {
        let length = cursor.take(2)?;
        let length = length
            .iter()
            .rev()
            .fold(0, |sum, byte| sum * 256 + usize::from(*byte));
        let name = String::from_utf8_lossy(cursor.take(length)?).into_owned();
        cursor.take(5)?; // kind and rank, which the name says too
        let start = cursor.long()?;
        let bytes = cursor.long()?;
        let end = start
            .checked_add(bytes)
            .filter(|end| *end <= cursor.bytes.len());
        let end = end.ok_or_else(|| wrong("it is cut"))?;
        tensors.insert(name, start..end);
    }
    Ok(tensors)
}

/// Reads forward; every step is checked against the end.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let end = self.at.checked_add(count);
        let taken = end.and_then(|end| self.bytes.get(self.at..end));
        let taken = taken.ok_or_else(|| wrong("it is cut"))?;
        self.at += count;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let taken = self.take(N)?.first_chunk::<N>();
        taken.copied().ok_or_else(|| wrong("it is cut"))
    }

    fn number(&mut self) -> Result<u32, Error> {
        self.array().map(u32::from_le_bytes)
    }

    fn size(&mut self) -> Result<usize, Error> {
        let number = self.number()?;
        usize::try_from(number).map_err(|_| wrong("a size is too large for this machine"))
    }

    fn long(&mut self) -> Result<usize, Error> {
        let number = self.array().map(u64::from_le_bytes)?;
        usize::try_from(number).map_err(|_| wrong("a size is too large for this machine"))
    }
}

pub(super) fn wrong(reason: &'static str) -> Error {
    Error::Model { reason }
}
