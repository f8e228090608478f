//! A collection as one file: what is written is read in elsewhere, and what was made to do harm is not.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
};

use glim_app::{
    App, ErrorCode, HostRequest, Out, UiError,
    library::{
        CreateCollection, ExportCollection, ImportBundle, Imported, LibrarySetup,
        library_collection_create, library_export, library_export_size, library_health,
        library_import, library_source,
    },
};
use glim_store::{CollectionId, Stage};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::bench_library::{Shelf, model_file, worker};

fn picks(app: &App, folder: &Path) {
    let mut wishes = app.take_host_requests().unwrap();
    let folder = folder.to_owned();
    tokio::spawn(async move {
        while let Some(wish) = wishes.recv().await {
            if let HostRequest::PickFolder { done } = wish {
                let _ = done.send(Some(folder.clone())); // the asker has gone
            }
        }
    });
}

/// A shelf with a collection of three files that have been read.
async fn filled(setup: LibrarySetup) -> (Shelf, CollectionId) {
    let shelf = Shelf::with(setup).await;
    let named = CreateCollection {
        name: "合同 / contracts".into(),
    };
    let collection = library_collection_create(&shelf.app, named).await.unwrap();
    let long = "A sentence about heliotrope. 一句话。\n\n".repeat(600);
    for (name, text) in [
        (
            "合同.md",
            "# 合同\n\n## 责任\n\n违约责任由乙方承担。😀 שלום\n",
        ),
        ("table.csv", "city,units\n上海,31\nOslo,7\n"),
        ("long.txt", long.as_str()),
    ] {
        let path = shelf.write(name, text);
        shelf.add_to(&path, Some(collection.id)).await;
    }
    shelf.settled().await;
    by_words(&shelf).await;
    (shelf, collection.id)
}

/// Waits until the words find what stands in one file; by meaning the others are found too.
async fn by_words(shelf: &Shelf) {
    shelf
        .until("the contract is found", async || {
            let hits = shelf.search("违约").await;
            hits.iter().filter(|hit| hit.words.is_some()).count() == 1
        })
        .await;
}

fn words_only() -> LibrarySetup {
    LibrarySetup {
        reader: Some(worker()),
        model_files: Vec::new(),
    }
}

/// Writes the collection into a folder of its own.
async fn exported(
    shelf: &Shelf,
    collection: CollectionId,
    files: bool,
) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    picks(&shelf.app, folder.path());
    let request = ExportCollection {
        collection,
        vectors: true,
        files,
    };
    let done = library_export(&shelf.app, request, Out::new(|_| true)).await;
    let done = done.unwrap().unwrap();
    assert_eq!((done.sources, done.left_out, done.files_missing), (3, 0, 0));
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, [done.name.as_str()], "nothing unfinished is left");
    let path = folder.path().join(done.name);
    assert_eq!(path.metadata().unwrap().len(), done.bytes);
    (folder, path)
}

async fn import(shelf: &Shelf, path: &Path) -> Result<Imported, UiError> {
    let ticket = shelf.app.hand_in_files(vec![path.to_owned()]).ticket;
    library_import(&shelf.app, ImportBundle { ticket }, Out::new(|_| true)).await
}

/// Every source with its text.
async fn texts(shelf: &Shelf) -> BTreeMap<String, (Stage, String)> {
    let mut texts = BTreeMap::new();
    for source in shelf.sources().await {
        let text = shelf.text(source.id).await;
        texts.insert(source.name, (source.stage, text));
    }
    texts
}

#[tokio::test]
async fn what_is_written_is_read_in_elsewhere_without_reading_the_files_again() {
    let (shelf, collection) = filled(words_only()).await;
    let size = library_export_size(&shelf.app, collection).await.unwrap();
    assert_eq!((size.sources, size.unread, size.files_missing), (3, 0, 0));
    assert!(size.text_bytes > 20_000 && size.file_bytes > 20_000 && !size.has_vectors);
    let (_folder, path) = exported(&shelf, collection, false).await;
    assert!(path.ends_with("合同  contracts.glimlib"), "{path:?}");

    // Nothing here can read a file.
    let mut other = Shelf::with(LibrarySetup::default()).await;
    let imported = import(&other, &path).await.unwrap();
    assert_eq!((imported.added, imported.known), (3, 0));
    assert_eq!(imported.name, "合同 / contracts");
    other.found("违约", 1).await;
    other.settled().await;
    assert_eq!(texts(&other).await, texts(&shelf).await);
    for query in ["违约", "上海", "heliotrope", "\"一句话\""] {
        let (here, there) = (shelf.search(query).await, other.search(query).await);
        let told = |hits: &[glim_app::library::LibraryHit]| {
            hits.iter()
                .map(|it| {
                    (
                        it.name.clone(),
                        it.passage,
                        it.heading.clone(),
                        it.places.clone(),
                        it.text.clone(),
                    )
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(told(&here), told(&there), "{query}");
        assert!(!here.is_empty(), "{query}");
    }
    let id = other.named("合同.md").await.id;
    let source = library_source(&other.app, id).await.unwrap();
    assert_eq!(source.collections, [imported.collection]);
    let health = library_health(&other.app, None).await.unwrap();
    assert_eq!(health.missing.len(), 3, "the originals are not here");
    let left: Vec<_> = std::fs::read_dir(other.data.path().join("contents"))
        .unwrap()
        .collect();
    assert!(
        left.is_empty(),
        "what was carried is in the library: {left:?}"
    );

    // Again: the same contents are not there twice.
    let again = import(&other, &path).await.unwrap();
    assert_eq!((again.added, again.known), (0, 3));
    assert_eq!(other.sources().await.len(), 3);
    other.restart().await;
    other.found("违约", 1).await;
    other.is_whole().await;
}

#[tokio::test]
async fn originals_are_carried_when_wished() {
    let (shelf, collection) = filled(words_only()).await;
    let (_folder, path) = exported(&shelf, collection, true).await;
    let other = Shelf::with(LibrarySetup::default()).await;
    import(&other, &path).await.unwrap();
    other.found("违约", 1).await;
    other.settled().await;
    let health = library_health(&other.app, None).await.unwrap();
    assert!(health.missing.is_empty(), "{health:?}");
    let kept = std::fs::read_dir(other.data.path().join("contents")).unwrap();
    let mut contents: Vec<Vec<u8>> = kept
        .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .collect();
    let mut originals: Vec<Vec<u8>> = ["合同.md", "table.csv", "long.txt"]
        .map(|name| std::fs::read(shelf.files.path().join(name)).unwrap())
        .to_vec();
    contents.sort();
    originals.sort();
    assert!(contents == originals, "byte for byte");
}

#[tokio::test]
async fn vectors_are_carried_and_wrong_ones_are_not_believed() {
    let Some(model) = model_file() else {
        println!("skipped: no local model");
        return;
    };
    let setup = LibrarySetup {
        reader: Some(worker()),
        model_files: vec![model],
    };
    let (shelf, collection) = filled(setup.clone()).await;
    let size = library_export_size(&shelf.app, collection).await.unwrap();
    assert!(size.has_vectors && size.vector_bytes > 0);
    let (folder, path) = exported(&shelf, collection, false).await;
    let wrong = folder.path().join("wrong.glimlib");
    rewritten(&path, &wrong, |name, bytes| {
        if name.starts_with("vectors/") {
            for byte in bytes.iter_mut().skip(16) {
                *byte = byte.rotate_left(3);
            }
        }
    });
    let hits = shelf.search("who pays if the contract is broken").await;
    for bundle in [path, wrong] {
        let other = Shelf::with(setup.clone()).await;
        import(&other, &bundle).await.unwrap();
        other.settled().await;
        by_words(&other).await;
        other
            .until("meaning is searched", async || {
                let found = other.search("who pays if the contract is broken").await;
                let score = |hits: &[glim_app::library::LibraryHit]| {
                    hits.iter()
                        .filter_map(|it| it.meaning)
                        .map(|it| it.score)
                        .fold(0.0, f32::max)
                };
                !found.is_empty() && (score(&found) - score(&hits)).abs() < 0.01
            })
            .await;
        other.is_whole().await;
    }
}

/// The same archive with its parts changed.
fn rewritten(from: &Path, to: &Path, change: impl Fn(&str, &mut Vec<u8>)) {
    let mut archive = ZipArchive::new(File::open(from).unwrap()).unwrap();
    let mut zip = ZipWriter::new(File::create(to).unwrap());
    for number in 0..archive.len() {
        let mut part = archive.by_index(number).unwrap();
        let (name, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        change(&name, &mut bytes);
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap();
}

/// Replaces words of one part.
fn replaced(part: &'static str, from: &'static str, to: String) -> impl Fn(&str, &mut Vec<u8>) {
    move |name, bytes| {
        if name == part {
            let text = String::from_utf8(bytes.clone()).unwrap();
            assert!(text.contains(from), "{part} has {from}");
            *bytes = text.replace(from, &to).into_bytes();
        }
    }
}

#[tokio::test]
async fn a_file_that_is_newer_broken_or_hostile_is_refused_and_nothing_of_it_stays() {
    let (shelf, collection) = filled(words_only()).await;
    let (folder, path) = exported(&shelf, collection, true).await;
    let bad = folder.path().join("bad.glimlib");
    let other = Shelf::with(LibrarySetup::default()).await;
    let why = async |what: &str| {
        let error = import(&other, &bad).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::BundleNotTaken, "{what}: {error:?}");
        assert!(other.sources().await.is_empty(), "{what}");
        error.params["why"].clone()
    };
    rewritten(
        &path,
        &bad,
        replaced("manifest.json", "\"version\": 1", "\"version\": 2".into()),
    );
    assert_eq!(why("newer").await, "newer");
    rewritten(
        &path,
        &bad,
        replaced("manifest.json", "glim-collection", "other".into()),
    );
    assert_eq!(why("another format").await, "notABundle");
    std::fs::write(&bad, "PK\u{3}\u{4} no archive").unwrap();
    assert_eq!(why("no archive").await, "notABundle");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&bad, &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(why("cut off").await, "notABundle");
    let mut turned = bytes.clone();
    let middle = turned.len() / 3;
    turned[middle..middle + 64].fill(0xff);
    std::fs::write(&bad, &turned).unwrap();
    assert_eq!(why("turned over").await, "damaged");
    rewritten(
        &path,
        &bad,
        replaced("text/0.jsonl", "\"start\":0", "\"start\":1000000".into()),
    );
    assert_eq!(why("a chunk outside").await, "damaged");
    rewritten(&path, &bad, |name, bytes| {
        if name == "files/1" {
            bytes.push(b'!');
        }
    });
    assert_eq!(why("another original").await, "damaged");
    rewritten(&path, &bad, |name, bytes| {
        if name == "text/1.jsonl" {
            *bytes = vec![b' '; 9 << 20];
        }
    });
    assert_eq!(why("a line without end").await, "tooLarge");
    rewritten(&path, &bad, |name, bytes| {
        if name == "sources.jsonl" {
            bytes.clear();
        }
    });
    assert_eq!(why("no sources").await, "empty");
    rewritten(&path, &bad, |name, bytes| {
        if name == "sources.jsonl" {
            *bytes = String::from_utf8(bytes.clone())
                .unwrap()
                .replace("\"hash\":\"", "\"hash\":\"../../")
                .into_bytes();
        }
    });
    assert_eq!(why("a hash that is a path").await, "damaged");
    let error = import(&other, &folder.path().join("gone"))
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound);
    // A good one still comes in.
    assert_eq!(import(&other, &path).await.unwrap().added, 3);
    other.found("违约", 1).await;
    other.is_whole().await;
}
