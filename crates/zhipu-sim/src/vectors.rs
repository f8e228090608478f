//! Vectors without a model: the words of a text and the pieces of its words, hashed to places of a
//! vector and normalised. Texts that share words and spellings are near; meaning is not known.

use std::collections::HashMap;

use crate::ids::{hash, mix};
use crate::lexicon::words;

/// Places that each feature is hashed to; several make chance meetings harmless.
const PLACES: u64 = 4;
/// Weight of the pieces of a word beside the word itself.
const PIECE: f64 = 0.35;
/// Weight of a single Chinese character beside a pair.
const CHARACTER: f64 = 0.4;

/// The vector of a text, of length 1.
pub(crate) fn embed(text: &str, dimensions: usize) -> Vec<f64> {
    let mut features: HashMap<u64, f64> = HashMap::new();
    for word in words(text) {
        let single = !word.is_ascii() && word.chars().count() == 1;
        let weight = if single { CHARACTER } else { 1.0 };
        *features.entry(hash(1, &word)).or_default() += weight;
        if word.is_ascii() {
            for piece in pieces(&word) {
                *features.entry(hash(2, &piece)).or_default() += PIECE;
            }
        }
    }
    if features.is_empty() {
        // Emoji or signs alone: the text itself is the only feature.
        features.insert(hash(3, text.trim()), 1.0);
    }
    let mut features: Vec<(u64, f64)> = features.into_iter().collect();
    // A sum of floats depends on its order, and equal texts must have equal vectors.
    features.sort_unstable_by_key(|feature| feature.0);
    let mut vector = vec![0.0; dimensions];
    for (feature, weight) in features {
        let weight = weight.sqrt();
        for place in 0..PLACES {
            let spread = mix(feature ^ mix(place));
            let size = u64::try_from(dimensions).unwrap_or(u64::MAX).max(1);
            let at = usize::try_from((spread >> 1) % size).unwrap_or(0);
            if let Some(number) = vector.get_mut(at) {
                *number += if spread & 1 == 0 { weight } else { -weight };
            }
        }
    }
    normalised(vector)
}

/// Three letters each, with the ends of the word marked.
fn pieces(word: &str) -> Vec<String> {
    let marked: Vec<char> = format!("^{word}$").chars().collect();
    marked
        .windows(3)
        .map(|piece| piece.iter().collect())
        .collect()
}

fn normalised(mut vector: Vec<f64>) -> Vec<f64> {
    let length = dot(&vector, &vector).sqrt();
    if length > 0.0 {
        for number in &mut vector {
            // As many digits as the platform sends.
            *number = (*number / length * 1e8).round() / 1e8;
        }
    } else if let Some(first) = vector.first_mut() {
        *first = 1.0;
    }
    vector
}

/// How near two vectors of length 1 are.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::{dot, embed};

    fn near(a: &str, b: &str) -> f64 {
        dot(&embed(a, 256), &embed(b, 256))
    }

    #[test]
    fn like_texts_are_near_and_unlike_ones_are_not() {
        assert!(near("红色的自行车", "一辆红色自行车") > 0.5);
        assert!(near("红色的自行车", "蓝色的帆船出海") < 0.3);
        assert!(near("a red bicycle", "red bicycles") > 0.6);
        assert!(near("a red bicycle", "the committee adjourned") < 0.3);
        assert!(near("optimise", "optimised") > near("optimise", "river"));
    }

    #[test]
    fn every_text_has_a_vector_of_length_one() {
        for text in ["", " ", "🙂", "你", "a", "שלום", &"长文 long ".repeat(2000)] {
            for dimensions in [256, 512, 1024, 2048] {
                let vector = embed(text, dimensions);
                assert_eq!(vector.len(), dimensions);
                assert!((dot(&vector, &vector) - 1.0).abs() < 1e-5, "{text}");
                assert_eq!(
                    vector,
                    embed(text, dimensions),
                    "equal texts, equal vectors"
                );
            }
        }
        assert!(near("🙂", "👍") < 0.9);
    }
}
