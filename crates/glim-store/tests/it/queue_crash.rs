//! `kill -9` while sources are indexed: a second process of this test binary indexes and says what was acknowledged; the first
//! kills it at some moment, looks that all is whole, and starts it again until everything is read.

use std::{
    collections::HashSet,
    io::{BufRead, BufReader, Write as _},
    path::Path,
    process::{Command, Stdio},
};

use glim_store::{Claim, EmbeddingModel, NewPassage, NewVector, Stage, Store};
use tempfile::TempDir;

use crate::{
    scene::{NOON, Scene, options},
    shelf::{Index, LEASE, file, model, passage, texts, vector},
};

const FOLDER: &str = "GLIM_STORE_QUEUE_FOLDER";
const SOURCES: u8 = 8;
const PASSAGES: i64 = 9;
const BATCH: usize = 2;

fn text(content: u8, ordinal: i64) -> String {
    format!("源{content}第{ordinal}段😀 مرحبا 共同{ordinal}")
}

fn passages(content: u8) -> Vec<NewPassage> {
    (0..PASSAGES)
        .map(|ordinal| passage(&text(content, ordinal)))
        .collect()
}

#[test]
fn a_killed_indexer_goes_on_and_does_nothing_twice() {
    let folder = TempDir::new().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(prepare(folder.path()));
    let mut acknowledged = HashSet::new();
    let (mut rounds, mut ended) = (0, false);
    while !ended {
        // Each round elsewhere; about 100 acknowledgements make the whole.
        let lines = index_and_kill(folder.path(), 1 + (rounds * 7) % 12);
        for line in lines {
            ended |= line == "@ended";
            assert!(acknowledged.insert(line.clone()), "{line} was done before");
        }
        rounds += 1;
        assert!(rounds < 200, "it never ends");
        runtime.block_on(async {
            let (store, _) = Store::open(&options(&folder)).await.unwrap();
            let integrity = store.integrity_check().await.unwrap();
            assert!(integrity.ok, "{:?}", integrity.problems);
            for source in store.list_sources(None, None, 100).await.unwrap().sources {
                let found = store.passages(source.id, 0, 100).await.unwrap().len();
                assert!(
                    found == 0 || found == 9,
                    "{found} passages of a half-read source are seen"
                );
            }
            store.close().await;
        });
    }
    assert!(rounds > 8, "killed {rounds} times");
    runtime.block_on(check(folder));
}

/// At the end all is as if nobody had been killed.
async fn check(folder: TempDir) {
    let killed = Scene::open(folder).await;
    killed.store.sweep_library().await.unwrap();
    killed.assert_whole().await;
    let whole = Scene::new().await;
    prepare_in(&whole.store).await;
    let served = whole.store.models().await.unwrap()[0].clone();
    while let Some(claim) = whole.store.claim_next(&LEASE).await.unwrap() {
        index(&whole.store, &claim, &served).await;
    }
    let (one, other) = (
        killed.store.health(None).await.unwrap(),
        whole.store.health(None).await.unwrap(),
    );
    assert_eq!(one.statistics, other.statistics);
    assert_eq!(one.statistics.ready, i64::from(SOURCES));
    let mut found = Index::default();
    found.follow(&killed.store).await;
    assert_eq!(found.chunks().len(), usize::from(SOURCES) * 9 * 3);
    let vectors = killed.store.vectors_of(&found.chunks(), 1).await.unwrap();
    assert_eq!(
        vectors.len(),
        found.chunks().len(),
        "every chunk has its vector"
    );
    for source in killed
        .store
        .list_sources(None, None, 100)
        .await
        .unwrap()
        .sources
    {
        assert_eq!(source.stage, Stage::Ready);
        let content: u8 = source.name.trim_end_matches(".txt").parse().unwrap();
        let expected: Vec<String> = (0..PASSAGES)
            .map(|ordinal| text(content, ordinal))
            .collect();
        assert_eq!(texts(&killed.store, source.id).await, expected);
    }
}

async fn prepare(folder: &Path) {
    let options = glim_store::OpenOptions {
        folder: folder.into(),
        now_ms: NOON,
    };
    let (store, _) = Store::open(&options).await.unwrap();
    prepare_in(&store).await;
    store.close().await;
}

async fn prepare_in(store: &Store) {
    model(store, "e5").await;
    let files: Vec<_> = (1..=SOURCES)
        .map(|content| file(&format!("/文/{content}.txt"), content))
        .collect();
    store.add_sources(&files, None, NOON).await.unwrap();
}

/// Starts the indexer, kills it after some acknowledgements, and returns them and what it said before it died.
fn index_and_kill(folder: &Path, lines: usize) -> Vec<String> {
    let mut indexer = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "queue_crash::the_indexer_that_is_killed",
            "--ignored",
            "--nocapture",
        ])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(indexer.stdout.take().unwrap());
    let mut read = output
        .lines()
        .map_while(Result::ok)
        .filter(|line| line.starts_with('@'));
    let mut said: Vec<String> = read.by_ref().take(lines).collect();
    indexer.kill().unwrap();
    said.extend(read);
    indexer.wait().unwrap();
    said
}

#[test]
#[ignore = "run by a_killed_indexer_goes_on_and_does_nothing_twice, which kills it"]
fn the_indexer_that_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let options = glim_store::OpenOptions {
        folder: folder.into(),
        now_ms: NOON,
    };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let (store, _) = Store::open(&options).await.unwrap();
        let served = store.models().await.unwrap()[0].clone();
        while let Some(claim) = store.claim_next(&LEASE).await.unwrap() {
            index(&store, &claim, &served).await;
        }
        say("@ended");
    });
}

async fn index(store: &Store, claim: &Claim, served: &EmbeddingModel) {
    let content = claim.hash.0[0];
    if claim.stage != Stage::Embedding {
        let all = passages(content);
        let kept = usize::try_from(claim.passages).unwrap();
        for (batch, at) in all[kept..].chunks(BATCH).zip((kept..).step_by(BATCH)) {
            store
                .add_passages(claim, i64::try_from(at).unwrap(), batch)
                .await
                .unwrap();
            say(&format!("@kept {content} {at}"));
        }
        store.end_cutting(claim, None).await.unwrap();
        say(&format!("@cut {content}"));
    }
    loop {
        let missing = store
            .missing_vectors(claim.version, served.number, 7)
            .await
            .unwrap();
        if missing.is_empty() {
            break;
        }
        let vectors: Vec<NewVector> = missing
            .iter()
            .map(|text| NewVector {
                wording: text.wording,
                bytes: vector(&text.text),
            })
            .collect();
        store.store_vectors(served.number, &vectors).await.unwrap();
        let texts: Vec<&str> = missing.iter().map(|text| text.text.as_str()).collect();
        for text in texts {
            say(&format!("@embedded {text}"));
        }
    }
    store.show_source(claim, false).await.unwrap();
    say(&format!("@shown {content}"));
}

/// Begins with a line end, as the test harness leaves its own line open. Says nothing where nobody listens.
fn say(line: &str) {
    if std::env::var_os(FOLDER).is_none() {
        return;
    }
    let mut output = std::io::stdout().lock();
    output.write_all(format!("\n{line}\n").as_bytes()).unwrap();
    output.flush().unwrap();
}
