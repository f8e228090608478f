//! Finding: words and meaning in one list, with the reasons of each hit. A newer as-you-type search ends the one before.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    sync::Arc,
    time::Duration,
};

use glim_knowledge::{
    ChunkKey, DEPTH, Embed as _, Embedding, Error, Filter, Hit, Part, Query, Question, Role,
    Search, SourceKey, Weights,
};
use glim_store::{Among, FoundChunk, Store};
use serde_json::Value;

use super::{
    HalfHit, LibraryHit, LibraryHits, Locator, Reranking, SearchLibrary, TextPart,
    add::blocking,
    index::{Indexes, key},
    meaning::{self, Meaning},
    rerank,
};
use crate::{App, UiError};

/// How long a search waits for indexes that are being opened.
const OPENING: Duration = Duration::from_secs(2);
/// Longest query that is understood, in characters; a model sees no more either.
const LONGEST: usize = 1_000;
/// Most hits of one search.
const MOST: usize = 100;
/// What scores less than this share of the best is not given to a model: it is paid for.
const TO_THE_POINT: f32 = 0.3;
/// A hit that has none of the words is shown when its meaning lies at least this share of the way from a usual text to the
/// nearest one. What answers a question was measured at 0.53 and more, across languages too (docs/adr/0011).
const NEAR: f32 = 0.5;
/// Words that are told as matched.
const MATCHED: usize = 10;

/// Whether a search is still wanted.
#[derive(Clone)]
struct Wanted {
    app: App,
    typing: Option<u64>,
}

impl Wanted {
    fn is_over(&self) -> bool {
        let library = &self.app.0.library;
        self.typing.is_some_and(|number| !library.is_newest(number))
    }
}

pub(super) async fn search(app: &App, request: SearchLibrary) -> Result<LibraryHits, UiError> {
    let library = &app.0.library;
    let wanted = Wanted {
        app: app.clone(),
        typing: request.typing.then(|| library.begin_typing()),
    };
    let store = app.store()?;
    let Some(indexes) = library.indexes_soon(OPENING).await else {
        return Ok(LibraryHits {
            ready: library.is_empty(),
            ..LibraryHits::default()
        });
    };
    let typed: String = request.query.chars().take(LONGEST).collect();
    let query = Arc::new(Query::parse(&typed, request.typing));
    let filter = filter(&store, &request).await?;
    let served = indexes.vectors.as_deref();
    let meaning = meaning::of(app, served, query.meaning(), request.typing).await;
    let without_meaning = match &meaning {
        Meaning::Without(why) => Some(*why),
        Meaning::Local(_) | Meaning::Made(_) => None,
    };
    if wanted.is_over() {
        return Ok(superseded());
    }
    let asking = Asking {
        indexes: Indexes::clone(&indexes),
        meaning,
        store: store.clone(),
        wanted: wanted.clone(),
        filter,
    };
    let found = Arc::clone(&query);
    let Some(mut hits) = blocking(move || asking.find(&found)).await?? else {
        return Ok(superseded());
    };
    hits.retain(is_near);
    let limit = usize::try_from(request.limit)
        .unwrap_or(MOST)
        .clamp(1, MOST);
    let mut hits = told(&store, &query, hits, limit).await?;
    if wanted.is_over() {
        return Ok(superseded());
    }
    let reranking = if request.typing {
        Reranking::Off
    } else {
        rerank::rerank(app, &store, query.meaning(), &mut hits).await?
    };
    Ok(LibraryHits {
        hits,
        superseded: false,
        by_meaning: without_meaning.is_none(),
        ready: true,
        without_meaning,
        reranking,
    })
}

/// What a question finds among sources with these numbers, or among all; the best first.
pub(super) async fn for_question(
    app: &App,
    question: &str,
    among: Option<Vec<i64>>,
    limit: usize,
) -> Result<Vec<FoundChunk>, UiError> {
    let store = app.store()?;
    let Some(indexes) = app.0.library.indexes_soon(OPENING).await else {
        return Ok(Vec::new());
    };
    let typed: String = question.chars().take(LONGEST).collect();
    let query = Query::parse(&typed, false);
    let asking = Asking {
        meaning: meaning::of(app, indexes.vectors.as_deref(), query.meaning(), false).await,
        indexes: Indexes::clone(&indexes),
        store: store.clone(),
        wanted: Wanted {
            app: app.clone(),
            typing: None,
        },
        filter: only(among),
    };
    let hits = blocking(move || asking.find(&query)).await??;
    let hits = hits.unwrap_or_default();
    let best = hits.first().map_or(0.0, |hit| hit.score);
    let hits = hits
        .into_iter()
        .filter(|hit| hit.score >= best * TO_THE_POINT)
        .take(limit);
    let numbers: Vec<i64> = hits.map(|hit| number(hit.chunk)).collect();
    Ok(store.found_chunks(&numbers).await?)
}

fn only(among: Option<Vec<i64>>) -> Filter {
    let keys = |numbers: Vec<i64>| numbers.into_iter().map(|number| SourceKey(key(number)));
    Filter {
        sources: among.map(|numbers| keys(numbers).collect()),
        ..Filter::default()
    }
}

fn superseded() -> LibraryHits {
    LibraryHits {
        superseded: true,
        ready: true,
        ..LibraryHits::default()
    }
}

/// Where may be searched, known before anything is scored.
async fn filter(store: &Store, request: &SearchLibrary) -> Result<Filter, UiError> {
    let among = store
        .among(&glim_store::Filter {
            collections: request.collections.clone(),
            sources: request.sources.clone(),
            kinds: request.kinds.clone(),
            modified_from_ms: request.modified_from_ms,
            modified_until_ms: request.modified_until_ms,
        })
        .await?;
    Ok(only(match among {
        Among::All => None,
        Among::Sources(numbers) => Some(numbers),
    }))
}

/// The part of a search that computes, for a thread that may wait.
struct Asking {
    indexes: Indexes,
    meaning: Meaning,
    store: Store,
    wanted: Wanted,
    filter: Filter,
}

impl Asking {
    /// The best chunks; none if a newer search came.
    fn find(&self, query: &Query) -> Result<Option<Vec<Hit>>, Error> {
        if self.wanted.is_over() {
            return Ok(None);
        }
        let meaning = match &self.meaning {
            Meaning::Without(_) => None,
            Meaning::Made(vector) => Some(vector.clone()),
            Meaning::Local(_) if query.meaning().trim().is_empty() => None,
            Meaning::Local(model) => model.embed(Role::Question, &[query.meaning()])?.pop(),
        };
        if self.wanted.is_over() {
            return Ok(None);
        }
        let served = self.indexes.vectors.as_deref();
        let search = Search {
            words: &self.indexes.words,
            vectors: served.map(|served| &served.vectors),
            weights: Weights::default(),
        };
        let question = Question {
            query,
            meaning: meaning.as_ref(),
            filter: &self.filter,
            depth: DEPTH,
        };
        let model = served.map_or(0, |served| served.model);
        search
            .find(question, &mut |chunks| self.exact(chunks, model))
            .map(Some)
    }

    /// The vectors of chunks as the store keeps them.
    fn exact(&self, chunks: &[ChunkKey], model: i64) -> Result<Vec<(ChunkKey, Embedding)>, Error> {
        let numbers: Vec<i64> = chunks.iter().map(|chunk| number(*chunk)).collect();
        let stored = tokio::runtime::Handle::current()
            .block_on(self.store.vectors_of(&numbers, model))
            .map_err(|source| Error::Embed {
                source: Box::new(source),
            })?;
        let stored = stored.into_iter();
        Ok(stored
            .map(|(chunk, bytes)| (ChunkKey(key(chunk)), Embedding::from_bytes(&bytes)))
            .collect())
    }
}

/// The nearest fifty come whatever they say: most have nothing to do with what was asked.
fn is_near(hit: &Hit) -> bool {
    hit.words.is_some() || hit.meaning.is_some_and(|meaning| meaning.share >= NEAR)
}

fn number(chunk: ChunkKey) -> i64 {
    i64::try_from(chunk.0).unwrap_or(i64::MAX)
}

/// The hits as they are shown. Those whose source went since the index was made are left out.
async fn told(
    store: &Store,
    query: &Query,
    hits: Vec<Hit>,
    limit: usize,
) -> Result<Vec<LibraryHit>, UiError> {
    let numbers: Vec<i64> = hits.iter().map(|hit| number(hit.chunk)).collect();
    let mut by_chunk: HashMap<i64, Hit> = numbers.iter().copied().zip(hits).collect();
    let mut told = Vec::with_capacity(limit);
    for numbers in numbers.chunks(MOST) {
        for row in store.found_chunks(numbers).await? {
            if told.len() == limit {
                return Ok(told);
            }
            if let Some(hit) = by_chunk.remove(&row.chunk) {
                told.push(view(row, hit, query));
            }
        }
    }
    Ok(told)
}

fn view(row: FoundChunk, hit: Hit, query: &Query) -> LibraryHit {
    let places = query.places_in(&row.text);
    LibraryHit {
        source: row.source,
        name: row.source_name,
        kind: row.kind,
        collections: row.collections,
        heading: row.passage.heading,
        passage: row.passage.ordinal,
        places: locators(row.locator),
        matched: matched(&row.text, &places),
        text: parts(&row.text, &places),
        score: hit.score,
        words: hit.words.map(half),
        meaning: hit.meaning.map(half),
        reranked: None,
    }
}

/// Places as they are kept, for the screen; what no reader of ours wrote is left out.
pub(crate) fn locators(kept: Value) -> Vec<Locator> {
    serde_json::from_value(kept).unwrap_or_default()
}

fn half(part: Part) -> HalfHit {
    HalfHit {
        rank: u32::try_from(part.rank).map_or(u32::MAX, |rank| rank.saturating_add(1)),
        score: part.score,
    }
}

/// The words at the places, each once whatever its case.
fn matched(text: &str, places: &[Range<usize>]) -> Vec<String> {
    let mut seen = HashSet::new();
    let words = places.iter().filter_map(|place| text.get(place.clone()));
    words
        .filter(|word| seen.insert(word.to_lowercase()))
        .take(MATCHED)
        .map(str::to_owned)
        .collect()
}

/// The text cut at the places.
fn parts(text: &str, places: &[Range<usize>]) -> Vec<TextPart> {
    let mut parts = Vec::new();
    let mut add = |range: Range<usize>, marked: bool| {
        if let Some(text) = text.get(range).filter(|text| !text.is_empty()) {
            let text = text.to_owned();
            parts.push(TextPart { text, marked });
        }
    };
    let mut from = 0;
    for place in places {
        add(from..place.start, false);
        add(place.clone(), true);
        from = place.end;
    }
    add(from..text.len(), false);
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_matched_is_marked_and_named_once() {
        let query = Query::parse("违约 breach", false);
        let text = "违约责任：Breach, breach 😀。";
        let places = query.places_in(text);
        assert_eq!(matched(text, &places), ["违约", "Breach"]);
        let parts = parts(text, &places);
        assert!(parts[0].marked && parts[0].text == "违约");
        assert_eq!(parts.last().map(|part| part.text.as_str()), Some(" 😀。"));
    }

    #[test]
    fn what_is_only_as_near_as_anything_is_not_shown() {
        let part = |share| {
            Some(Part {
                rank: 0,
                score: 0.8,
                share,
            })
        };
        let hit = |words, meaning| Hit {
            chunk: ChunkKey(1),
            score: 0.0,
            words,
            meaning,
        };
        assert!(is_near(&hit(None, part(1.0))) && is_near(&hit(None, part(0.53))));
        assert!(!is_near(&hit(None, part(0.0))) && !is_near(&hit(None, part(0.49))));
        assert!(is_near(&hit(part(0.1), part(0.0))), "it has a word");
        assert!(is_near(&hit(part(0.1), None)));
    }

    proptest! {
        #[test]
        fn the_parts_are_the_whole_text(text in "[违约责任。a-z 😀א]{0,60}", query in "[违约责a-c ]{0,8}") {
            let places = Query::parse(&query, true).places_in(&text);
            let joined: String = parts(&text, &places).into_iter().map(|part| part.text).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
