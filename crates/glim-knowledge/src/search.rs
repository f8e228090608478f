//! One search: both halves, the exact vectors of what either found, and one order.

use std::collections::HashSet;

use crate::{
    CANDIDATES, ChunkKey, Embedding, Error, Filter, Hit, Query, Vectors, Weights, Words, fuse,
    rescored,
};

/// How many chunks the words give to the fusion.
const WORD_HITS: usize = 100;

/// The two indexes of a library.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// By words.
    pub words: &'a Words,
    /// By meaning; none without a model or before its vectors are made.
    pub vectors: Option<&'a Vectors>,
    /// How much each counts.
    pub weights: Weights,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// As it was typed.
    pub query: &'a Query,
    /// [`Query::meaning`], embedded; none to search by words only.
    pub meaning: Option<&'a Embedding>,
    /// Where to search.
    pub filter: &'a Filter,
}

impl Search<'_> {
    /// The best chunks, the best first: up to some 150.
    ///
    /// `exact` gives the stored vectors of chunks, in any order; chunks it does not know are ordered by words alone.
    pub fn find(
        &self,
        question: Question<'_>,
        exact: &mut dyn FnMut(&[ChunkKey]) -> Result<Vec<(ChunkKey, Embedding)>, Error>,
    ) -> Result<Vec<Hit>, Error> {
        let Question { query, filter, .. } = question;
        let words = self.words.find(query, filter, WORD_HITS)?;
        let (Some(vectors), Some(meaning)) = (self.vectors, question.meaning) else {
            return Ok(fuse(&words, &[], self.weights));
        };
        let narrowed = Filter {
            sources: filter.sources.clone(),
            chunks: self.words.allowed(query)?,
        };
        let near = vectors.find(meaning, &narrowed, CANDIDATES)?;
        // What the words found gets its cosine too: a chunk is not worse for being beyond the nearest fifty.
        let mut wanted: Vec<ChunkKey> = near.iter().map(|hit| hit.chunk).collect();
        let seen: HashSet<ChunkKey> = wanted.iter().copied().collect();
        let others = words.iter().map(|hit| hit.chunk);
        wanted.extend(others.filter(|chunk| !seen.contains(chunk)));
        let meaning = rescored(meaning, &exact(&wanted)?);
        Ok(fuse(&words, &meaning, self.weights))
    }
}
