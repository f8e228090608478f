//! Turning text into vectors: what every embedding model gives, the one inside the app or one over the network.

use crate::{Error, half};

/// What a text is to the search. Models are trained to see the two apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Something a person asks.
    Question,
    /// Something that may answer.
    Passage,
}

/// An embedding model.
///
/// Calls block, for long when the texts are many: run them on a thread made for that, in batches small enough that
/// stopping between two of them is soon enough.
pub trait Embed: Send + Sync {
    /// Name and version of the model; vectors of different models are never compared.
    fn model(&self) -> &str;

    /// The length of its vectors.
    fn dimensions(&self) -> usize;

    /// One vector for each text, in the same order.
    fn embed(&self, role: Role, texts: &[&str]) -> Result<Vec<Embedding>, Error>;
}

/// A vector of length 1 (or of zeros, when there was nothing to embed), so that a dot product is a cosine.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding(Vec<f32>);

impl Embedding {
    /// Scales `values` to length 1. Values that are not finite count as zero.
    #[must_use]
    pub fn new(mut values: Vec<f32>) -> Self {
        for value in &mut values {
            if !value.is_finite() {
                *value = 0.0;
            }
        }
        let largest = values.iter().fold(0.0_f32, |most, it| most.max(it.abs()));
        if largest > 0.0 {
            // First by the largest, so that the squares neither overflow nor vanish.
            for value in &mut values {
                *value /= largest;
            }
            let length = dot(&values, &values).sqrt();
            for value in &mut values {
                *value /= length;
            }
        }
        Self(values)
    }

    /// Its numbers.
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.0
    }

    /// How alike two vectors of one model are, from -1 to 1.
    #[must_use]
    pub fn cosine(&self, other: &Self) -> f32 {
        dot(&self.0, &other.0)
    }

    /// Two bytes a number (binary16, little end first): how a database keeps it.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let halves = self.0.iter().map(|value| half::from_f32(*value));
        halves.flat_map(u16::to_le_bytes).collect()
    }

    /// What [`Embedding::to_bytes`] wrote. An odd last byte is left out.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let (pairs, _) = bytes.as_chunks::<2>();
        let halves = pairs.iter().map(|pair| u16::from_le_bytes(*pair));
        Self::new(halves.map(half::to_f32).collect())
    }
}

/// Sixteen sums side by side, which the compiler turns into vector instructions.
pub(crate) fn dot(left: &[f32], right: &[f32]) -> f32 {
    let (left, left_rest) = left.as_chunks::<16>();
    let (right, right_rest) = right.as_chunks::<16>();
    let mut sums = [0.0_f32; 16];
    for (left, right) in left.iter().zip(right) {
        for (sum, (left, right)) in sums.iter_mut().zip(left.iter().zip(right)) {
            *sum += left * right;
        }
    }
    let rest = left_rest
        .iter()
        .zip(right_rest)
        .map(|(left, right)| left * right);
    sums.iter().sum::<f32>() + rest.sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_and_hostile_numbers_make_a_vector_of_zeros_or_of_length_one() {
        assert!(Embedding::new(Vec::new()).values().is_empty());
        assert_eq!(Embedding::new(vec![0.0; 3]).values(), [0.0; 3]);
        assert_eq!(
            Embedding::new(vec![f32::NAN, f32::INFINITY, 3.0]).values(),
            [0.0, 0.0, 1.0]
        );
        let huge = Embedding::new(vec![f32::MAX, f32::MAX]);
        assert!((huge.cosine(&huge) - 1.0).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn bytes_bring_back_the_same_direction(values in proptest::collection::vec(-1.0_f32..1.0, 1..600)) {
            let whole = Embedding::new(values);
            let back = Embedding::from_bytes(&whole.to_bytes());
            prop_assert_eq!(back.values().len(), whole.values().len());
            if whole.values().iter().any(|value| *value != 0.0) {
                prop_assert!(back.cosine(&whole) > 0.999_99);
            }
        }
    }
}
