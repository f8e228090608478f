//! From what was typed to what was found.

use std::collections::HashSet;
use std::ops::Bound;

use tantivy::collector::{DocSetCollector, TopDocs};
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, InvertedIndexRangeQuery, Occur, PhrasePrefixQuery,
    PhraseQuery, Query as IndexQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field as IndexField, IndexRecordOption};
use tantivy::{DocAddress, Searcher, Term};

use super::query::{Field, Phrase, Query};
use super::{Fields, Words};
use crate::{Allowed, ChunkKey, Error, Filter, SourceKey};

/// What a word counts where it stands, against a word in the text.
const HEADING: f32 = 0.5;
const NAME: f32 = 0.3;
/// Words that begin like an unfinished one count this much together.
const BEGINNING: f32 = 0.5;
/// Beginnings of how many words at most stand at the end of a phrase.
const EXPANSIONS: u32 = 5_000;

/// A chunk found by its words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WordHit {
    /// The chunk.
    pub chunk: ChunkKey,
    /// BM25; only to be compared within one search.
    pub score: f32,
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
        let searcher = self.reader.searcher();
        let none_left = filter.sources.as_ref().is_some_and(HashSet::is_empty);
        if query.is_empty() || limit == 0 || none_left {
            return Ok(Vec::new());
        }
        let collector = TopDocs::with_limit(limit).order_by_score();
        let found = searcher.search(&self.fields.whole(query, filter), &collector);
        let found = found.map_err(Error::words("search"))?;
        let chunks = chunks(&searcher, found.iter().map(|(_, address)| *address))?;
        let hits = found.iter().zip(chunks).map(|((score, _), chunk)| WordHit {
            chunk,
            score: *score,
        });
        Ok(hits.collect())
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
            let found = found.map_err(Error::words("search"))?;
            Ok::<_, Error>(chunks(&searcher, found.into_iter())?.into_iter().collect())
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
    /// Wanted words are one flat list, which tantivy can search without scoring every match.
    fn whole(self, query: &Query, filter: &Filter) -> Box<dyn IndexQuery> {
        let mut wanted: Clauses = Vec::new();
        for phrase in &query.wanted {
            let all = self.each(phrase).map(|phrase| (Occur::Should, phrase));
            wanted.extend(all);
        }
        let mut conditions: Clauses = Vec::new();
        for phrase in &query.required {
            conditions.push((Occur::Must, self.anywhere(phrase)));
        }
        for phrase in &query.refused {
            conditions.push((Occur::MustNot, self.anywhere(phrase)));
        }
        if let Some(sources) = &filter.sources {
            conditions.push((Occur::Must, self.within(sources)));
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

    fn within(self, sources: &HashSet<SourceKey>) -> Box<dyn IndexQuery> {
        let terms = sources
            .iter()
            .map(|source| Term::from_field_u64(self.source, source.0));
        Box::new(ConstScoreQuery::new(
            Box::new(TermSetQuery::new(terms)),
            0.0,
        ))
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

/// The keys of documents, in their order.
fn chunks(
    searcher: &Searcher,
    addresses: impl Iterator<Item = DocAddress>,
) -> Result<Vec<ChunkKey>, Error> {
    let columns = searcher
        .segment_readers()
        .iter()
        .map(|part| part.fast_fields().u64("chunk"));
    let columns = columns.collect::<tantivy::Result<Vec<_>>>();
    let columns = columns.map_err(Error::words("read"))?;
    let chunk = |address: DocAddress| {
        let part = usize::try_from(address.segment_ord).ok()?;
        columns.get(part)?.first(address.doc_id).map(ChunkKey)
    };
    Ok(addresses.filter_map(chunk).collect())
}
