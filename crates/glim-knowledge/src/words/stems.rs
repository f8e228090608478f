//! English words without their endings; those met lately are remembered, as most of any text is a few thousand words.

use std::collections::HashMap;

use rust_stemmers::{Algorithm, Stemmer};

/// Words that are remembered before all are forgotten: about a megabyte.
const KEPT: usize = 8_192;

#[derive(Debug, Clone, Default)]
pub(super) struct Stems {
    known: HashMap<Box<str>, Box<str>>,
}

impl Stems {
    /// Adds a word of small ASCII letters to `written`, without its ending.
    pub(super) fn add(&mut self, word: &str, written: &mut String) {
        if let Some(stem) = self.known.get(word) {
            written.push_str(stem);
            return;
        }
        let stem = Stemmer::create(Algorithm::English).stem(word);
        written.push_str(&stem);
        if self.known.len() == KEPT {
            self.known.clear();
        }
        self.known.insert(word.into(), stem.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remembered_word_has_the_same_stem_and_the_memory_is_bounded() {
        let mut stems = Stems::default();
        let mut stem = |word: &str| {
            let mut written = String::from("<");
            stems.add(word, &mut written);
            (written, stems.known.len())
        };
        assert_eq!(stem("universities").0, "<univers");
        assert_eq!(stem("universities"), ("<univers".to_owned(), 1));
        let letters = || 'a'..='z';
        for one in letters() {
            for two in letters() {
                for three in letters() {
                    assert!(stem(&format!("{one}{two}{three}ing")).1 <= KEPT);
                }
            }
        }
        assert_eq!(stem("universities").0, "<univers");
    }
}
