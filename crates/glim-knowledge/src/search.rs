//! One search: both halves, the exact vectors of what either found, and one order.

use std::collections::HashSet;

use crate::{
    ChunkKey, Embedding, Error, Filter, Hit, Query, Vectors, Weights, Words, fuse, rescored,
};

/// How many chunks the words give to the fusion, for a good order of the first ten; meaning gives half as many.
pub const DEPTH: usize = 100;

/// Gives the stored vectors of chunks, in any order; those it does not know are left out.
pub type Exact<'a> = dyn FnMut(&[ChunkKey]) -> Result<Vec<(ChunkKey, Embedding)>, Error> + 'a;

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
    /// Usually [`DEPTH`]; more for a longer list.
    pub depth: usize,
}

impl Search<'_> {
    /// The best chunks, the best first: up to half as many again as the depth.
    ///
    /// `exact` gives the stored vectors of chunks, in any order; chunks it does not know are ordered by words alone.
    pub fn find(&self, question: Question<'_>, exact: &mut Exact<'_>) -> Result<Vec<Hit>, Error> {
        let Question {
            query,
            filter,
            depth,
            ..
        } = question;
        let (Some(vectors), Some(meaning)) = (self.vectors, question.meaning) else {
            let words = self.words.find(query, filter, depth)?;
            return Ok(fuse(&words, &[], 0.0, self.weights));
        };
        let by_meaning = || {
            let narrowed = Filter {
                sources: filter.sources.clone(),
                chunks: self.words.allowed(query)?,
            };
            vectors.find(meaning, &narrowed, depth.div_ceil(2))
        };
        let (words, near) = rayon::join(|| self.words.find(query, filter, depth), by_meaning);
        let (words, near) = (words?, near?);
        // What the words found gets its cosine too: a chunk is not worse for being beyond the nearest fifty.
        let mut wanted: Vec<ChunkKey> = near.iter().map(|hit| hit.chunk).collect();
        let seen: HashSet<ChunkKey> = wanted.iter().copied().collect();
        let others = words.iter().map(|hit| hit.chunk);
        wanted.extend(others.filter(|chunk| !seen.contains(chunk)));
        let usual = vectors.usual(meaning);
        let meaning = rescored(meaning, &exact(&wanted)?);
        Ok(fuse(&words, &meaning, usual, self.weights))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Entry, SourceKey};

    const TEXTS: [&str; 4] = [
        "违约责任由乙方承担",
        "penalties for breach of contract",
        "a recipe for soup",
        "soup without salt",
    ];

    fn vector(chunk: u64) -> Embedding {
        // The first two mean the same; so do the last two.
        Embedding::new(match chunk {
            0 => vec![1.0, 0.1, 0.0],
            1 => vec![1.0, 0.2, 0.0],
            2 => vec![0.1, 1.0, 0.0],
            _ => vec![0.0, 1.0, 0.3],
        })
    }

    fn library() -> (tempfile::TempDir, Words, Vectors) {
        let folder = tempfile::tempdir().unwrap();
        let (words, _) = Words::open(&folder.path().join("words"), 0).unwrap();
        let (vectors, _) = Vectors::open(&folder.path().join("vectors"), "test", 3, 0).unwrap();
        for (chunk, text) in (0..).zip(TEXTS) {
            let entry = Entry {
                heading: "",
                text,
                chunks: &[(ChunkKey(chunk), text)],
            };
            words.put(SourceKey(chunk), "", &[entry]).unwrap();
            vectors
                .put(SourceKey(chunk), &[(ChunkKey(chunk), vector(chunk))])
                .unwrap();
        }
        words.commit(1).unwrap();
        vectors.commit(1).unwrap();
        (folder, words, vectors)
    }

    fn found(search: Search<'_>, text: &str, meaning: Option<u64>, filter: &Filter) -> Vec<Hit> {
        let query = Query::parse(text, false);
        let meaning = meaning.map(vector);
        let question = Question {
            query: &query,
            meaning: meaning.as_ref(),
            filter,
            depth: DEPTH,
        };
        let mut exact = |chunks: &[ChunkKey]| {
            Ok(chunks
                .iter()
                .map(|chunk| (*chunk, vector(chunk.0)))
                .collect())
        };
        search.find(question, &mut exact).unwrap()
    }

    fn keys(hits: &[Hit]) -> Vec<u64> {
        hits.iter().map(|hit| hit.chunk.0).collect()
    }

    #[test]
    fn what_is_usual_does_not_hang_on_who_came_first() {
        let usual = |order: [u64; 4]| {
            let folder = tempfile::tempdir().unwrap();
            let (vectors, _) = Vectors::open(folder.path(), "test", 3, 0).unwrap();
            for (generation, chunk) in (1..).zip(order) {
                vectors
                    .put(SourceKey(chunk), &[(ChunkKey(chunk), vector(chunk))])
                    .unwrap();
                vectors.commit(generation).unwrap();
            }
            vectors.usual(&vector(0))
        };
        let (one, other) = (usual([0, 1, 2, 3]), usual([3, 2, 1, 0]));
        assert!((one - other).abs() < 0.01, "{one} {other}");
    }

    #[test]
    fn both_halves_are_joined_and_every_hit_has_its_cosine() {
        let (_folder, words, vectors) = library();
        let search = Search {
            words: &words,
            vectors: Some(&vectors),
            weights: Weights::default(),
        };
        let hits = found(search, "违约", Some(0), &Filter::default());
        assert_eq!(
            keys(&hits)[..2],
            [0, 1],
            "the other language is found by meaning"
        );
        assert!(hits.iter().all(|hit| hit.meaning.is_some()));
        assert!(hits[0].words.is_some() && hits[1].words.is_none());
    }

    #[test]
    fn conditions_and_filters_hold_for_meaning_too() {
        let (_folder, words, vectors) = library();
        let search = Search {
            words: &words,
            vectors: Some(&vectors),
            weights: Weights::default(),
        };
        let all = Filter::default();
        assert_eq!(
            keys(&found(search, "recipe -salt -违约", Some(2), &all)),
            [2, 1]
        );
        assert_eq!(keys(&found(search, "\"without salt\"", Some(0), &all)), [3]);
        let two = Filter {
            sources: Some([SourceKey(1), SourceKey(3)].into()),
            ..Filter::default()
        };
        assert_eq!(keys(&found(search, "soup", Some(2), &two)), [3, 1]);
    }

    #[test]
    fn without_a_model_words_alone_find() {
        let (_folder, words, _) = library();
        let search = Search {
            words: &words,
            vectors: None,
            weights: Weights::default(),
        };
        assert_eq!(
            keys(&found(search, "contract", Some(1), &Filter::default())),
            [1]
        );
        let silent = Search {
            vectors: None,
            ..search
        };
        assert!(found(silent, "", None, &Filter::default()).is_empty());
    }
}
