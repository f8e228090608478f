//! What the library costs: `cargo bench -p glim-store --profile bench-app --bench library`. Prints times and sizes; writes
//! 50,000 chunks of 384 dimensions several times, on the real disk.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a benchmark says what it found and stops at what it did not expect"
)]

use std::{
    path::Path,
    time::{Duration, Instant},
};

use glim_store::{
    Claim, ContentHash, EmbeddingModel, Filter, Lease, NewChunk, NewCollection, NewEmbeddingModel,
    NewPassage, NewSource, NewVector, OpenOptions, Place, Stage, Store, TextHash, VectorForm,
};
use serde_json::json;

const CHUNKS: usize = 50_000;
const CHUNKS_IN_PASSAGE: usize = 4;
const PASSAGES_IN_SOURCE: usize = 50;
const SOURCES: usize = CHUNKS / CHUNKS_IN_PASSAGE / PASSAGES_IN_SOURCE;
const ROUNDS: usize = 5;
const LEASE: Lease<'static> = Lease {
    now_ms: 0,
    lease_ms: 60_000,
    recipe: "bench",
};

fn main() {
    // `cargo test --all-targets` runs benchmarks without this word: then there is nothing to do.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        for dimensions in [384, 1_024] {
            inserts(dimensions).await;
        }
    });
}

async fn inserts(dimensions: u32) {
    let mut took = Vec::new();
    let mut last = None;
    for round in 0..ROUNDS {
        let folder = tempfile::TempDir::new().unwrap();
        let store = open(folder.path()).await;
        let texts = Texts::new(round as u64 + 1);
        let start = Instant::now();
        let text_bytes = fill(&store, dimensions, texts).await;
        took.push(start.elapsed());
        last = Some((folder, store, text_bytes));
    }
    show(
        &format!("insert {CHUNKS} chunks × {dimensions}, whole way through the queue"),
        took,
    );
    let (folder, store, text_bytes) = last.unwrap();
    reads(&store).await;
    ends(&store).await;
    store.close().await;
    let file = std::fs::metadata(folder.path().join("glim.sqlite"))
        .unwrap()
        .len() as f64;
    let vectors = CHUNKS as f64 * f64::from(dimensions + 4);
    println!(
        "disk {:.1} MB for {:.1} MB of text and {:.1} MB of vectors: {:.2} times",
        file / 1e6,
        text_bytes as f64 / 1e6,
        vectors / 1e6,
        file / (text_bytes as f64 + vectors)
    );
}

async fn open(folder: &Path) -> Store {
    let options = OpenOptions {
        folder: folder.to_path_buf(),
        now_ms: 0,
    };
    Store::open(&options).await.unwrap().0
}

/// As an indexer does it, but without reading and embedding: add, claim, passages in batches, vectors in batches, show.
async fn fill(store: &Store, dimensions: u32, mut texts: Texts) -> usize {
    let model = NewEmbeddingModel {
        name: "bench".to_owned(),
        dimensions,
        form: VectorForm::Int8,
        paid: false,
    };
    let model = store.use_model(&model).await.unwrap();
    let collection = NewCollection {
        name: "全部".to_owned(),
        settings: json!({}),
        now_ms: 0,
    };
    let collection = store.create_collection(&collection).await.unwrap().id;
    let files: Vec<NewSource> = (0..SOURCES).map(source).collect();
    store
        .add_sources(&files, Some(collection), 0)
        .await
        .unwrap();
    let mut text_bytes = 0;
    while let Some(claim) = store.claim_next(&LEASE).await.unwrap() {
        assert_eq!(claim.stage, Stage::Reading);
        let passages: Vec<NewPassage> = (0..PASSAGES_IN_SOURCE).map(|_| texts.passage()).collect();
        text_bytes += passages
            .iter()
            .map(|passage| passage.text.len())
            .sum::<usize>();
        index(store, &claim, &model, &passages).await;
    }
    text_bytes
}

async fn index(store: &Store, claim: &Claim, model: &EmbeddingModel, passages: &[NewPassage]) {
    store.add_passages(claim, 0, passages).await.unwrap();
    store.end_cutting(claim, None).await.unwrap();
    loop {
        let missing = store
            .missing_vectors(claim.version, model.number, 64)
            .await
            .unwrap();
        if missing.is_empty() {
            break;
        }
        let vectors: Vec<NewVector> = missing
            .iter()
            .map(|text| NewVector {
                wording: text.wording,
                bytes: vec![text.wording as u8; model.form.bytes(model.dimensions)],
            })
            .collect();
        store.store_vectors(model.number, &vectors).await.unwrap();
    }
    store.show_source(claim, false).await.unwrap();
}

async fn reads(store: &Store) {
    let model = store.models().await.unwrap()[0].clone();
    let start = Instant::now();
    let mut all = Vec::new();
    let (mut since, mut more) = (0, true);
    while more {
        let changes = store.changes_since(since, 100).await.unwrap();
        for changed in &changes.sources {
            let key = (changed.version.unwrap(), model.number);
            for (chunk, _) in store.index_vectors(key, 0, 1_000).await.unwrap() {
                all.push(chunk);
            }
        }
        (since, more) = (changes.to, changes.more);
    }
    assert_eq!(all.len(), CHUNKS);
    println!(
        "all vectors by generation, as a new index does: {:.2} s",
        start.elapsed().as_secs_f64()
    );

    let mut words = Texts::new(9);
    let mut wanted = || -> Vec<i64> {
        (0..50)
            .map(|_| all[words.number(CHUNKS as u64) as usize])
            .collect()
    };
    let (mut found, mut vectors) = (Vec::new(), Vec::new());
    for _ in 0..200 {
        let chunks = wanted();
        let start = Instant::now();
        assert_eq!(store.found_chunks(&chunks).await.unwrap().len(), 50);
        found.push(start.elapsed());
        let start = Instant::now();
        assert_eq!(
            store.vectors_of(&chunks, model.number).await.unwrap().len(),
            50
        );
        vectors.push(start.elapsed());
    }
    show("found_chunks of 50", found);
    show("vectors_of 50", vectors);

    let collection = store.list_collections().await.unwrap()[0].id;
    let filter = Filter {
        collections: vec![collection],
        kinds: vec!["pdf".to_owned()],
        ..Filter::default()
    };
    let (mut filtered, mut listed, mut nothing) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..200 {
        let start = Instant::now();
        store.among(&filter).await.unwrap();
        filtered.push(start.elapsed());
        let start = Instant::now();
        store
            .list_sources(Some(collection), None, 50)
            .await
            .unwrap();
        listed.push(start.elapsed());
        let start = Instant::now();
        assert!(
            store
                .changes_since(since, 100)
                .await
                .unwrap()
                .sources
                .is_empty()
        );
        nothing.push(start.elapsed());
    }
    show("among a collection and a kind", filtered);
    show("list_sources, 50 of a collection", listed);
    show("changes_since when there are none", nothing);
}

async fn ends(store: &Store) {
    let mut counted = Vec::new();
    for _ in 0..20 {
        let start = Instant::now();
        store.health(None).await.unwrap();
        counted.push(start.elapsed());
    }
    show("health", counted);
    let start = Instant::now();
    let integrity = store.integrity_check().await.unwrap();
    println!(
        "integrity_check {:.2} s {:?}",
        start.elapsed().as_secs_f64(),
        integrity.problems
    );
}

fn source(number: usize) -> NewSource {
    let mut hash = [0; 32];
    hash[..8].copy_from_slice(&number.to_le_bytes());
    NewSource {
        place: Place::File(format!("/文件/{number}.pdf").into()),
        name: format!("{number}.pdf"),
        kind: "pdf".to_owned(),
        hash: ContentHash(hash),
        bytes: 100_000,
        modified_ms: i64::try_from(number).unwrap(),
    }
}

fn show(name: &str, mut took: Vec<Duration>) {
    took.sort();
    let at = |part: f64| took[((took.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
    println!(
        "{name}: least {:.3} ms, p50 {:.3} ms, most {:.3} ms",
        at(0.0),
        at(0.5),
        at(1.0)
    );
}

/// Passages of four chunks: sentences of 60 to 180 Chinese characters, or as many English words as that goal says.
struct Texts {
    state: u64,
}

impl Texts {
    fn new(seed: u64) -> Self {
        Self {
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
        }
    }

    fn number(&mut self, below: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) % below
    }

    fn sentence(&mut self) -> String {
        if self.number(2) == 0 {
            let length = 60 + self.number(120);
            (0..length)
                .map(|_| char::from_u32(0x4e00 + self.number(3_000) as u32).unwrap())
                .collect()
        } else {
            let words: Vec<String> = (0..30 + self.number(30))
                .map(|_| {
                    let length = 2 + self.number(7);
                    (0..length)
                        .map(|_| char::from(b'a' + self.number(26) as u8))
                        .collect()
                })
                .collect();
            words.join(" ")
        }
    }

    fn passage(&mut self) -> NewPassage {
        let mut text = String::new();
        let mut chunks = Vec::new();
        for at in 0..CHUNKS_IN_PASSAGE {
            let start = text.len();
            text.push_str(&self.sentence());
            let (high, low) = (self.number(u64::MAX), self.number(u64::MAX));
            chunks.push(NewChunk {
                start,
                end: text.len(),
                locator: Some(json!({ "page": 12, "boxes": [[72, 100 + at, 451, 14]] })),
                wording: TextHash((u128::from(high) << 64 | u128::from(low)).to_le_bytes()),
            });
        }
        NewPassage {
            heading: vec!["第三章".to_owned(), "3.2 Results".to_owned()],
            locator: json!({ "page": 12, "boxes": [[72, 100, 451, 56]] }),
            text,
            chunks,
        }
    }
}
