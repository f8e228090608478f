//! The few steps most tests of the library begin with.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use glim_store::{
    Claim, ContentHash, EmbeddingModel, Lease, NewChunk, NewCollection, NewEmbeddingModel,
    NewPassage, NewSource, NewVector, Place, SourceId, Store, TextHash, VectorForm,
};
use serde_json::json;

use crate::scene::NOON;

pub(crate) const LEASE: Lease<'static> = Lease {
    now_ms: NOON,
    lease_ms: 60_000,
    recipe: "reader 1",
};

/// A file whose content is told apart by a number.
pub(crate) fn file(path: &str, content: u8) -> NewSource {
    NewSource {
        place: Place::File(path.into()),
        name: path.rsplit('/').next().unwrap().to_owned(),
        kind: path.rsplit('.').next().unwrap().to_owned(),
        hash: ContentHash([content; 32]),
        bytes: i64::from(content) * 100,
        modified_ms: NOON + i64::from(content),
    }
}

pub(crate) fn text_hash(text: &str) -> TextHash {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    TextHash(u128::from(hasher.finish()).to_le_bytes())
}

/// A passage whose chunks are its words.
pub(crate) fn passage(text: &str) -> NewPassage {
    let start_of = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    NewPassage {
        heading: vec!["章".to_owned(), "Part 😀".to_owned()],
        locator: json!({ "page": 3 }),
        text: text.to_owned(),
        chunks: text
            .split_whitespace()
            .map(|word| NewChunk {
                start: start_of(word),
                end: start_of(word) + word.len(),
                locator: None,
                wording: text_hash(word),
            })
            .collect(),
    }
}

pub(crate) async fn model(store: &Store, name: &str) -> EmbeddingModel {
    let new = NewEmbeddingModel {
        name: name.to_owned(),
        dimensions: 4,
        form: VectorForm::Int8,
        paid: false,
    };
    store.use_model(&new).await.unwrap()
}

pub(crate) async fn add(store: &Store, path: &str, content: u8) -> SourceId {
    let added = store
        .add_sources(&[file(path, content)], None, NOON)
        .await
        .unwrap();
    added[0].source()
}

pub(crate) async fn claim(store: &Store) -> Claim {
    store.claim_next(&LEASE).await.unwrap().unwrap()
}

/// Makes all vectors that a version lacks, each the first bytes of its text, and says how many that were.
pub(crate) async fn embed(store: &Store, version: i64, model: &EmbeddingModel) -> usize {
    let mut made = 0;
    loop {
        let missing = store
            .missing_vectors(version, model.number, 3)
            .await
            .unwrap();
        if missing.is_empty() {
            return made;
        }
        made += missing.len();
        let vectors: Vec<NewVector> = missing
            .iter()
            .map(|text| NewVector {
                wording: text.wording,
                bytes: vector(&text.text),
            })
            .collect();
        store.store_vectors(model.number, &vectors).await.unwrap();
    }
}

pub(crate) fn vector(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.resize(8, 0);
    bytes
}

/// Takes a claimed source the whole way, by words alone.
pub(crate) async fn read(store: &Store, claim: &Claim, texts: &[&str]) {
    let passages: Vec<NewPassage> = texts.iter().map(|text| passage(text)).collect();
    store.add_passages(claim, 0, &passages).await.unwrap();
    store
        .end_cutting(claim, Some(&json!({ "pages": 9 })))
        .await
        .unwrap();
    store.show_source(claim, true).await.unwrap();
}

/// Adds a file and reads it.
pub(crate) async fn shelve(store: &Store, path: &str, content: u8, texts: &[&str]) -> SourceId {
    let id = add(store, path, content).await;
    let claim = claim(store).await;
    assert_eq!(claim.source, id);
    read(store, &claim, texts).await;
    id
}

pub(crate) async fn collection(store: &Store, name: &str) -> glim_store::CollectionId {
    let new = NewCollection {
        name: name.to_owned(),
        settings: json!({}),
        now_ms: NOON,
    };
    store.create_collection(&new).await.unwrap().id
}

pub(crate) async fn texts(store: &Store, source: SourceId) -> Vec<String> {
    let passages = store.passages(source, 0, 1_000).await.unwrap();
    passages.into_iter().map(|passage| passage.text).collect()
}

/// What an index outside of the store would hold: the chunks of each source, kept up by generations alone.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Index {
    pub(crate) generation: i64,
    pub(crate) sources: BTreeMap<i64, Vec<(i64, String)>>,
}

impl Index {
    pub(crate) async fn follow(&mut self, store: &Store) {
        loop {
            let changes = store.changes_since(self.generation, 2).await.unwrap();
            for changed in &changes.sources {
                self.sources.remove(&changed.source);
                let Some(version) = changed.version else {
                    continue;
                };
                let mut chunks = Vec::new();
                for passage in store.index_passages(version, 0, 1_000).await.unwrap() {
                    chunks.extend(passage.chunks.iter().map(|(number, start, end)| {
                        (*number, passage.text[*start..*end].to_owned())
                    }));
                }
                if !chunks.is_empty() {
                    self.sources.insert(changed.source, chunks);
                }
            }
            self.generation = changes.to;
            if !changes.more {
                return;
            }
        }
    }

    pub(crate) fn chunks(&self) -> Vec<i64> {
        self.sources
            .values()
            .flatten()
            .map(|(number, _)| *number)
            .collect()
    }
}
