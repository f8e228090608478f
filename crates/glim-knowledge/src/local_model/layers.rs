//! The network: embedding of tokens, twelve layers of attention and of two matrices with a curve between, the mean.

use super::file::{self, ModelFile, Shape};
use super::kernels::{Attention, Isa};
use super::matrix::{Activations, Matrix};
use crate::Error;

/// Numbers of one head of attention.
pub(super) const HEAD: usize = 32;

/// What brings a token to a known mean and deviation.
#[derive(Debug)]
pub(super) struct Norm {
    pub(super) scale: Vec<f32>,
    pub(super) shift: Vec<f32>,
    pub(super) epsilon: f32,
}

#[derive(Debug)]
struct Layer {
    query: Matrix,
    key: Matrix,
    value: Matrix,
    joined: Matrix,
    attended: Norm,
    up: Matrix,
    down: Matrix,
    bent: Norm,
}

/// All weights but those of the words, which stay in the mapped file.
#[derive(Debug)]
pub(super) struct Network {
    isa: Isa,
    shape: Shape,
    positions: Vec<f32>,
    embedded: Norm,
    layers: Vec<Layer>,
}

/// Room for the tokens of one text, kept for the next.
#[derive(Debug, Default)]
pub(super) struct Room {
    tokens: Vec<f32>,
    queries: Vec<f32>,
    keys: Vec<f32>,
    values: Vec<f32>,
    mixed: Vec<f32>,
    inner: Vec<f32>,
    packed: Activations,
}

impl Network {
    pub(super) fn new(file: &ModelFile, isa: Isa) -> Result<Self, Error> {
        let shape = file.shape;
        let mut positions = file.plain("emb.pos", shape.positions * shape.width)?;
        // Every token is of the first kind, whose vector is therefore part of its position's.
        let kind = file.plain("emb.type", shape.kinds * shape.width)?;
        for position in positions.chunks_exact_mut(shape.width) {
            add(position, &kind);
        }
        file.packed("emb.word", shape.words * shape.width)?;
        let layers = (0..shape.layers).map(|layer| self::layer(file, isa, layer));
        Ok(Self {
            isa,
            shape,
            positions,
            embedded: norm(file, "emb.ln")?,
            layers: layers.collect::<Result<_, _>>()?,
        })
    }

    /// Adds the mean over the tokens of one window, `weight` times, to `sum`. At most `shape.positions` tokens.
    pub(super) fn run(
        &self,
        file: &ModelFile,
        tokens: &[u32],
        room: &mut Room,
        sum: &mut [f32],
    ) -> Result<(), Error> {
        let width = self.shape.width;
        self.embed(file, tokens, room)?;
        room.make(tokens.len() * width, tokens.len() * self.shape.inner);
        for layer in &self.layers {
            layer.run(self.isa, width, self.shape.inner, room);
        }
        let share = as_float(tokens.len());
        for token in room.tokens.chunks_exact(width) {
            for (sum, value) in sum.iter_mut().zip(token) {
                *sum += value / share;
            }
        }
        Ok(())
    }

    fn embed(&self, file: &ModelFile, tokens: &[u32], room: &mut Room) -> Result<(), Error> {
        let width = self.shape.width;
        let words = file.packed("emb.word", self.shape.words * width)?;
        let bytes = file::packed_bytes(width);
        room.tokens.clear();
        room.tokens.resize(tokens.len() * width, 0.0);
        let places = room.tokens.chunks_exact_mut(width);
        for (place, token) in places.zip(tokens) {
            let token = usize::try_from(*token).unwrap_or(usize::MAX);
            let start = token.min(self.shape.words - 1) * bytes;
            let packed = words.get(start..start + bytes).unwrap_or_default();
            file::unpack(packed, place);
        }
        self.isa
            .normalise(&mut room.tokens, &self.positions, &self.embedded);
        Ok(())
    }
}

impl Layer {
    fn run(&self, isa: Isa, width: usize, inner: usize, room: &mut Room) {
        room.packed.fill(isa, &room.tokens, width);
        self.query.multiply(isa, &room.packed, &mut room.queries);
        self.key.multiply(isa, &room.packed, &mut room.keys);
        self.value.multiply(isa, &room.packed, &mut room.values);
        isa.attend(&mut Attention {
            queries: &room.queries,
            keys: &room.keys,
            values: &room.values,
            out: &mut room.mixed,
            width,
        });
        room.packed.fill(isa, &room.mixed, width);
        self.joined.multiply(isa, &room.packed, &mut room.values);
        isa.normalise(&mut room.tokens, &room.values, &self.attended);
        room.packed.fill(isa, &room.tokens, width);
        self.up.multiply(isa, &room.packed, &mut room.inner);
        isa.bend(&mut room.inner);
        room.packed.fill(isa, &room.inner, inner);
        self.down.multiply(isa, &room.packed, &mut room.values);
        isa.normalise(&mut room.tokens, &room.values, &self.bent);
    }
}

impl Room {
    fn make(&mut self, outer: usize, inner: usize) {
        for part in [
            &mut self.queries,
            &mut self.keys,
            &mut self.values,
            &mut self.mixed,
        ] {
            part.resize(outer, 0.0);
        }
        self.inner.resize(inner, 0.0);
    }
}

fn layer(file: &ModelFile, isa: Isa, layer: usize) -> Result<Layer, Error> {
    let Shape { width, inner, .. } = file.shape;
    let matrix = |name: &str, rows: usize, columns: usize| {
        let packed = file.packed(&format!("l{layer}.{name}.w"), rows * columns)?;
        let bias = file.plain(&format!("l{layer}.{name}.b"), rows)?;
        Ok::<_, Error>(Matrix::new(isa, packed, bias, columns))
    };
    Ok(Layer {
        query: matrix("q", width, width)?,
        key: matrix("k", width, width)?,
        value: matrix("v", width, width)?,
        joined: matrix("ao", width, width)?,
        attended: norm(file, &format!("l{layer}.aln"))?,
        up: matrix("fi", inner, width)?,
        down: matrix("fo", width, inner)?,
        bent: norm(file, &format!("l{layer}.oln"))?,
    })
}

fn norm(file: &ModelFile, name: &str) -> Result<Norm, Error> {
    Ok(Norm {
        scale: file.plain(&format!("{name}.w"), file.shape.width)?,
        shift: file.plain(&format!("{name}.b"), file.shape.width)?,
        epsilon: file.shape.epsilon,
    })
}

fn add(to: &mut [f32], values: &[f32]) {
    for (to, value) in to.iter_mut().zip(values) {
        *to += value;
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of tokens and widths are far below 2^24"
)]
pub(super) fn as_float(count: usize) -> f32 {
    count as f32
}
