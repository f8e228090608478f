//! From what was typed to what was found.
//!
//! A chunk counts by its own words and by those of the passage around it, each by BM25 among its kind. Both are shares
//! of what the words would weigh in a text of usual length that has them all, or of the best where that is more: a
//! question of which one word in ten is found (asked in another language, say) is not found well.

use std::collections::{HashMap, HashSet};
use std::ops::Bound;

use tantivy::collector::{DocSetCollector, TopDocs};
use tantivy::query::{
    Bm25StatisticsProvider, BooleanQuery, BoostQuery, ConstScoreQuery, InvertedIndexRangeQuery,
    Occur, PhrasePrefixQuery, PhraseQuery, Query as IndexQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field as IndexField, IndexRecordOption};
use tantivy::{DocAddress, Searcher, Term};

use super::query::{Field, Phrase, Query};
use super::{Fields, Kind, Words};
use crate::{Allowed, ChunkKey, Error, Filter};

/// What a word counts where it stands, against a word in the text.
const HEADING: f32 = 0.5;
const NAME: f32 = 0.3;
/// Words that begin like an unfinished one count this much together.
const BEGINNING: f32 = 0.5;
/// Beginnings of how many words at most stand at the end of a phrase.
const EXPANSIONS: u32 = 5_000;
/// How much the passage counts against the chunk alone.
const AROUND: f32 = 0.65;
/// What a best hit must have of the weight of all words to count fully.
const FULL: f32 = 0.75;
/// Chunks looked at for each passage that was found, but none of its chunks.
const OF_PASSAGE: usize = 4;

/// A chunk found by its words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WordHit {
    /// The chunk.
    pub chunk: ChunkKey,
    /// From 0 to 1; only to be compared within one search.
    pub score: f32,
    /// BM25 of the chunk alone, as a share of what the words weigh together.
    pub alone: f32,
    /// The same of the passage around it.
    pub around: f32,
}

type Clauses = Vec<(Occur, Box<dyn IndexQuery>)>;

impl Words {
    /// The best chunks for a query, at most `limit`, the best first. Conditions of the query hold.
    pub fn find(
        &self,
        query: &Query,
        filter: &Filter,
        limit: usize,
    ) -> Result<Vec<WordHit>, Error> {
        let none_left = filter.sources.as_ref().is_some_and(HashSet::is_empty);
        if query.is_empty() || limit == 0 || none_left {
            return Ok(Vec::new());
        }
        let searcher = self.reader.searcher();
        let hits = self.fields.found(&searcher, query, filter, limit);
        let mut hits = hits.map_err(Error::words("search"))?;
        hits.sort_unstable_by(|one, other| {
            let by_score = other.score.total_cmp(&one.score);
            by_score.then(one.chunk.cmp(&other.chunk))
        });
        hits.truncate(limit);
        Ok(hits)
    }

    /// What the conditions of a query leave, for the half that searches by meaning.
    pub fn allowed(&self, query: &Query) -> Result<Allowed, Error> {
        if !query.has_conditions() {
            return Ok(Allowed::All);
        }
        let searcher = self.reader.searcher();
        let fields = self.fields;
        let collect = |clauses: Clauses| {
            let found = searcher.search(&BooleanQuery::new(clauses), &DocSetCollector);
            let keys = found.and_then(|found| keys(&searcher, "chunk", found.into_iter()));
            let keys = keys.map_err(Error::words("search"))?;
            Ok::<_, Error>(keys.into_iter().map(ChunkKey).collect())
        };
        let refused = query.refused.iter().map(|phrase| fields.anywhere(phrase));
        if query.required.is_empty() {
            let refused = refused.map(|phrase| (Occur::Should, phrase));
            return collect(refused.collect()).map(Allowed::Without);
        }
        let required = query.required.iter().map(|phrase| fields.anywhere(phrase));
        let required = required.map(|phrase| (Occur::Must, phrase));
        let refused = refused.map(|phrase| (Occur::MustNot, phrase));
        collect(required.chain(refused).collect()).map(Allowed::Only)
    }
}

impl Fields {
    /// The best chunks by their own words and by those around them, in no order.
    fn found(
        self,
        searcher: &Searcher,
        query: &Query,
        filter: &Filter,
        limit: usize,
    ) -> tantivy::Result<Vec<WordHit>> {
        let chunks = Documents::new(searcher, self, Kind::Chunk)?;
        let passages = Documents::new(searcher, self, Kind::Passage)?;
        let closed = query.closed();
        let like = |among: Option<&HashSet<u64>>| self.passages_with(&closed, filter, among);
        let inside = |among: Option<&HashSet<u64>>| self.chunks_with(query, filter, among);
        if closed.is_empty() {
            let found = chunks.best(&*inside(None), limit)?;
            let whole = chunks.weight(&closed, self.text)?;
            let hits = found.iter().map(|hit| (hit.chunk, hit.score / whole, 0.0));
            return Ok(joined(&hits.collect::<Vec<_>>()));
        }
        // Neither waits for the other: a search is as long as the longer of them.
        let (found, best) = rayon::join(
            || chunks.best(&*inside(None), limit),
            || passages.best(&*like(None), limit),
        );
        let (mut found, best) = (found?, best?);
        let seen: HashSet<u64> = found.iter().map(|hit| hit.passage).collect();
        let mut around: HashMap<u64, f32> = HashMap::new();
        around.extend(best.iter().map(|hit| (hit.passage, hit.score)));
        // Each needs the other's score too: a chunk that of its passage, a passage those of its best chunks.
        let others = seen.iter().filter(|it| !around.contains_key(*it));
        let others: HashSet<u64> = others.copied().collect();
        let unseen = around.keys().filter(|it| !seen.contains(*it));
        let unseen: HashSet<u64> = unseen.copied().collect();
        let (rest, more) = rayon::join(
            || passages.best(&*like(Some(&others)), others.len().max(1)),
            || chunks.best(&*inside(Some(&unseen)), (unseen.len() * OF_PASSAGE).max(1)),
        );
        around.extend(rest?.iter().map(|hit| (hit.passage, hit.score)));
        found.extend(more?);
        let whole = chunks.weight(&closed, self.text)?;
        let around_whole = passages.weight(&closed, self.whole)?;
        let hits = found.iter().map(|hit| {
            let around = around.get(&hit.passage).copied().unwrap_or_default();
            (hit.chunk, hit.score / whole, around / around_whole)
        });
        Ok(joined(&hits.collect::<Vec<_>>()))
    }

    /// Wanted words are one flat list, which tantivy can search without scoring every match.
    fn chunks_with(
        self,
        query: &Query,
        filter: &Filter,
        passages: Option<&HashSet<u64>>,
    ) -> Box<dyn IndexQuery> {
        let mut wanted: Clauses = Vec::new();
        for phrase in &query.wanted {
            let all = self.each(phrase).map(|phrase| (Occur::Should, phrase));
            wanted.extend(all);
        }
        let mut conditions = self.places(filter, passages);
        for phrase in &query.required {
            conditions.push((Occur::Must, self.anywhere(phrase)));
        }
        for phrase in &query.refused {
            conditions.push((Occur::MustNot, self.anywhere(phrase)));
        }
        if conditions.is_empty() {
            return Box::new(BooleanQuery::new(wanted));
        }
        if !wanted.is_empty() {
            let role = if query.required.is_empty() {
                Occur::Must
            } else {
                Occur::Should
            };
            conditions.push((role, Box::new(BooleanQuery::new(wanted))));
        }
        Box::new(BooleanQuery::new(conditions))
    }

    fn passages_with(
        self,
        words: &[&str],
        filter: &Filter,
        among: Option<&HashSet<u64>>,
    ) -> Box<dyn IndexQuery> {
        let wanted = words.iter().map(|word| {
            let term = Term::from_field_text(self.whole, word);
            let term = TermQuery::new(term, IndexRecordOption::WithFreqs);
            (Occur::Should, Box::new(term) as Box<dyn IndexQuery>)
        });
        let wanted = BooleanQuery::new(wanted.collect());
        let mut conditions = self.places(filter, among);
        if conditions.is_empty() {
            return Box::new(wanted);
        }
        conditions.push((Occur::Must, Box::new(wanted)));
        Box::new(BooleanQuery::new(conditions))
    }

    /// Where may be searched, without a word of what for.
    fn places(self, filter: &Filter, passages: Option<&HashSet<u64>>) -> Clauses {
        let sources = filter.sources.as_ref();
        let sources = sources.map(|all| one_of(self.source, all.iter().map(|source| source.0)));
        let passages = passages.map(|all| one_of(self.passage, all.iter().copied()));
        let both = sources.into_iter().chain(passages);
        both.map(|query| (Occur::Must, query)).collect()
    }

    fn anywhere(self, phrase: &Phrase) -> Box<dyn IndexQuery> {
        let all = self.each(phrase).map(|phrase| (Occur::Should, phrase));
        Box::new(BooleanQuery::new(all.collect()))
    }

    /// The phrase in each field it may stand in.
    fn each(self, phrase: &Phrase) -> impl Iterator<Item = Box<dyn IndexQuery>> {
        let places = [
            (Field::Text, self.text, 1.0),
            (Field::Heading, self.heading, HEADING),
            (Field::Name, self.name, NAME),
        ];
        let wanted = phrase.field;
        places
            .into_iter()
            .filter(move |(place, ..)| wanted.is_none_or(|wanted| wanted == *place))
            .filter_map(move |(place, field, weight)| {
                let query = in_field(phrase, field)?;
                let weight = if wanted == Some(place) { 1.0 } else { weight };
                let boosted: Box<dyn IndexQuery> = Box::new(BoostQuery::new(query, weight));
                Some(boosted)
            })
    }
}

fn in_field(phrase: &Phrase, field: IndexField) -> Option<Box<dyn IndexQuery>> {
    let term = |text: &String| Term::from_field_text(field, text);
    match (phrase.tokens.as_slice(), phrase.open) {
        ([], _) => None,
        ([one], false) => {
            let query = TermQuery::new(term(one), IndexRecordOption::WithFreqs);
            Some(Box::new(query))
        }
        ([one], true) => {
            let range = InvertedIndexRangeQuery::new(Bound::Included(term(one)), after(field, one));
            Some(Box::new(ConstScoreQuery::new(Box::new(range), BEGINNING)))
        }
        (many, false) => Some(Box::new(PhraseQuery::new(many.iter().map(term).collect()))),
        (many, true) => {
            let mut query = PhrasePrefixQuery::new(many.iter().map(term).collect());
            query.set_max_expansions(EXPANSIONS);
            Some(Box::new(query))
        }
    }
}

/// Just behind everything that begins with `text`.
fn after(field: IndexField, text: &str) -> Bound<Term> {
    let mut end: Vec<char> = text.chars().collect();
    while let Some(last) = end.pop() {
        let next = (last..=char::MAX).nth(1);
        if let Some(next) = next {
            end.push(next);
            let end: String = end.into_iter().collect();
            return Bound::Excluded(Term::from_field_text(field, &end));
        }
    }
    Bound::Unbounded
}

/// One score of the two shares.
fn joined(shares: &[(u64, f32, f32)]) -> Vec<WordHit> {
    let most = shares.iter().fold(FULL, |most, hit| most.max(hit.1));
    let most_around = shares.iter().fold(FULL, |most, hit| most.max(hit.2));
    let has_around = shares.iter().any(|hit| hit.2 > 0.0);
    let weight = if has_around { AROUND } else { 0.0 };
    let hits = shares.iter().map(|(chunk, alone, around)| WordHit {
        chunk: ChunkKey(*chunk),
        score: (1.0 - weight) * alone / most + weight * around / most_around,
        alone: *alone,
        around: *around,
    });
    hits.collect()
}

fn one_of(field: IndexField, numbers: impl Iterator<Item = u64>) -> Box<dyn IndexQuery> {
    let terms = numbers.map(|number| Term::from_field_u64(field, number));
    Box::new(ConstScoreQuery::new(
        Box::new(TermSetQuery::new(terms)),
        0.0,
    ))
}

/// A document of the index with its BM25.
#[derive(Debug, Clone, Copy)]
struct Scored {
    /// Only of chunks.
    chunk: u64,
    passage: u64,
    score: f32,
}

/// The documents of one kind: a word is rare, and a text is long, among its own kind.
struct Documents<'a> {
    searcher: &'a Searcher,
    kind: Kind,
    count: u64,
}

impl<'a> Documents<'a> {
    fn new(searcher: &'a Searcher, fields: Fields, kind: Kind) -> tantivy::Result<Self> {
        let count = searcher.doc_freq(&kind.term(fields))?;
        Ok(Self {
            searcher,
            kind,
            count,
        })
    }

    /// The best, the best first. The query finds this kind alone.
    fn best(&self, query: &dyn IndexQuery, limit: usize) -> tantivy::Result<Vec<Scored>> {
        let collector = TopDocs::with_limit(limit).order_by_score();
        let searcher = self.searcher;
        let found = searcher.search_with_statistics_provider(query, &collector, self)?;
        let addresses = || found.iter().map(|(_, address)| *address);
        let passages = keys(searcher, "passage", addresses())?;
        let chunks = match self.kind {
            Kind::Chunk => keys(searcher, "chunk", addresses())?,
            Kind::Passage => passages.clone(),
        };
        let keys = chunks.into_iter().zip(passages);
        let hits = found
            .iter()
            .zip(keys)
            .map(|((score, _), (chunk, passage))| Scored {
                chunk,
                passage,
                score: *score,
            });
        Ok(hits.collect())
    }

    /// What words weigh together where each stands once in a text of usual length; 1 without words, which leaves the
    /// scores of conditions and beginnings as they are.
    fn weight(&self, words: &[&str], field: IndexField) -> tantivy::Result<f32> {
        if words.is_empty() {
            return Ok(1.0);
        }
        let mut sum = 0.0;
        for word in words {
            let with = self
                .searcher
                .doc_freq(&Term::from_field_text(field, word))?;
            let (with, without) = (count(with), count(self.count.saturating_sub(with)));
            sum += (1.0 + (without + 0.5) / (with + 0.5)).ln();
        }
        Ok(sum)
    }
}

impl Bm25StatisticsProvider for Documents<'_> {
    fn total_num_tokens(&self, field: IndexField) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.count)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.searcher.doc_freq(term)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count that becomes a weight")]
fn count(documents: u64) -> f32 {
    documents as f32
}

/// What a column says of documents, in their order.
fn keys(
    searcher: &Searcher,
    column: &str,
    addresses: impl Iterator<Item = DocAddress>,
) -> tantivy::Result<Vec<u64>> {
    let columns = searcher
        .segment_readers()
        .iter()
        .map(|part| part.fast_fields().u64(column));
    let columns = columns.collect::<tantivy::Result<Vec<_>>>()?;
    let key = |address: DocAddress| {
        let part = usize::try_from(address.segment_ord).ok()?;
        columns.get(part)?.first(address.doc_id)
    };
    Ok(addresses.filter_map(key).collect())
}
