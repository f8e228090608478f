//! The library when the app is closed in the middle, files change or go, and indexes are lost.

use std::{path::Path, time::Instant};

use glim_app::library::{
    LibrarySetup, RetrySources, SearchLibrary, library_health, library_overview, library_retry,
    library_search, library_source,
};
use glim_store::Stage;

use crate::bench_library::{Shelf, model_file, stages, worker};

#[tokio::test]
async fn an_app_closed_in_the_middle_goes_on_and_does_nothing_twice() {
    const FILES: usize = 60;
    let mut shelf = Shelf::new().await;
    for number in 0..FILES {
        let text = format!(
            "第{number}号文件\n\nserial{number} 共同的词 {}",
            "字".repeat(number)
        );
        shelf.write(&format!("{number:03}.md"), text);
    }
    assert_eq!(shelf.add_all().await.added, 60);
    for ready in [2, 20] {
        shelf
            .until("some are ready", async || {
                let overview = library_overview(&shelf.app, ()).await.unwrap();
                overview.statistics.ready >= ready
            })
            .await;
        let before = library_overview(&shelf.app, ()).await.unwrap().statistics;
        shelf.restart().await;
        let after = library_overview(&shelf.app, ()).await.unwrap().statistics;
        assert!(after.ready >= before.ready, "what was ready stays so");
    }
    shelf.settled().await;
    let sources = shelf.sources().await;
    assert_eq!(sources.len(), FILES);
    for source in &sources {
        assert_eq!(source.stage, Stage::Ready, "{source:?}");
        assert_eq!(source.attempts, 1, "read once: {source:?}");
    }
    shelf.found("serial59", 1).await;
    assert_eq!(shelf.search("serial3").await.len(), 1);
    let again = shelf.add_all().await;
    assert_eq!((again.unchanged, again.added), (60, 0));
    shelf.is_whole().await;
}

#[tokio::test]
async fn a_long_text_stopped_in_the_middle_is_whole_and_in_order() {
    const PARAGRAPHS: usize = 3_000;
    let mut shelf = Shelf::new().await;
    let paragraph = |number: usize| format!("第{number}段 unique{number} {}", "文字。".repeat(40));
    let whole: Vec<String> = (0..PARAGRAPHS).map(paragraph).collect();
    shelf.write("long.txt", whole.join("\n\n"));
    let id = shelf.add_all().await.sources[0];
    shelf
        .until("a part is kept", async || {
            let source = library_source(&shelf.app, id).await.unwrap().source;
            source.passages > 0
        })
        .await;
    shelf.restart().await;
    shelf.found("unique2999", 1).await;
    let source = library_source(&shelf.app, id).await.unwrap().source;
    assert_eq!((source.stage, source.attempts), (Stage::Ready, 1));
    let text = shelf.text(id).await;
    let mut from = 0;
    for paragraph in &whole {
        let at = text[from..].find(paragraph.trim());
        assert!(at.is_some(), "in order and once: {paragraph}");
        from += at.unwrap() + paragraph.trim().len();
    }
    assert_eq!(text.matches("unique").count(), PARAGRAPHS, "nothing twice");
    shelf.is_whole().await;
}

#[tokio::test]
async fn files_that_change_or_go_meanwhile_are_followed_or_said_to_be_missing() {
    // Without a reader nothing is read while the files change.
    let mut shelf = Shelf::with(LibrarySetup::default()).await;
    let changed = shelf.write("changes.txt", "old words");
    shelf.write("gone/with.txt", "wind");
    shelf.add_all().await;
    shelf.settled().await;
    let reasons = shelf.sources().await;
    assert!(
        reasons
            .iter()
            .all(|it| it.reason.as_deref() == Some("noReader")),
        "{reasons:?}"
    );

    std::fs::write(&changed, "fresh words").unwrap();
    std::fs::remove_dir_all(shelf.files.path().join("gone")).unwrap();
    let setup = LibrarySetup {
        reader: Some(worker()),
        model_files: Vec::new(),
    };
    shelf.restart_with(setup).await;
    let sources = shelf.sources().await.iter().map(|it| it.id).collect();
    let request = RetrySources {
        sources,
        first: true,
    };
    library_retry(&shelf.app, request).await.unwrap();
    shelf.found("fresh", 1).await;
    shelf.settled().await;
    assert!(shelf.search("old").await.is_empty());
    let sources = shelf.sources().await;
    assert_eq!(
        stages(&sources),
        [("changes.txt", Stage::Ready), ("with.txt", Stage::Failed)]
    );
    assert_eq!(sources[1].reason.as_deref(), Some("missing"));
    let health = library_health(&shelf.app, None).await.unwrap();
    assert_eq!(health.missing[0].name, "with.txt");

    // A file that changes after it was read is read again when it is added again; until then the old is found.
    std::fs::write(&changed, "the third wording").unwrap();
    assert_eq!(shelf.add(&changed).await.changed, 1);
    shelf.found("third", 1).await;
    assert!(shelf.search("fresh").await.is_empty());
    shelf.is_whole().await;
}

#[tokio::test]
async fn an_empty_library_opens_nothing_and_is_searched_at_once() {
    let shelf = Shelf::new().await;
    let searchable = async || library_overview(&shelf.app, ()).await.unwrap().searchable;
    shelf.until("it is known to be empty", searchable).await;
    let request = SearchLibrary {
        query: "anything".into(),
        limit: 5,
        ..SearchLibrary::default()
    };
    let hits = library_search(&shelf.app, request).await.unwrap();
    assert!(hits.ready && hits.hits.is_empty());
    let folder = shelf.data.path().join("library");
    assert!(!folder.exists(), "no index was made");
    shelf.write("a.txt", "heliotrope");
    shelf.add_all().await;
    shelf.found("heliotrope", 1).await;
    assert!(folder.exists());
}

#[tokio::test]
async fn with_a_broken_model_everything_is_found_by_words_and_it_is_said() {
    let files = tempfile::tempdir().unwrap();
    let model = files.path().join("model.bin");
    std::fs::write(&model, "no model").unwrap();
    let shelf = Shelf::with(LibrarySetup {
        reader: Some(worker()),
        model_files: vec![model],
    })
    .await;
    shelf.write("a.txt", "heliotrope 向日葵");
    shelf.add_all().await;
    shelf.found("向日葵", 1).await;
    let request = SearchLibrary {
        query: "向日葵".into(),
        limit: 5,
        ..SearchLibrary::default()
    };
    let hits = library_search(&shelf.app, request).await.unwrap();
    assert!(!hits.by_meaning);
    assert_eq!(hits.hits.len(), 1, "{hits:?}");
    let overview = library_overview(&shelf.app, ()).await.unwrap();
    assert!(overview.searchable && !overview.by_meaning);
}

#[tokio::test]
async fn a_lost_or_damaged_index_is_made_again() {
    let mut shelf = Shelf::new().await;
    shelf.write("a.txt", "the word heliotrope");
    shelf.write("b.txt", "台风");
    shelf.add_all().await;
    shelf.found("heliotrope", 1).await;
    shelf.app.shutdown().await;
    let words = shelf.data.path().join("library/words");
    std::fs::remove_dir_all(&words).unwrap();
    shelf.restart().await;
    shelf.found("heliotrope", 1).await;
    shelf.app.shutdown().await;
    let mut broken = 0;
    for entry in std::fs::read_dir(&words).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|it| it == "store" || it == "term")
        {
            let mut bytes = std::fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0xff;
            std::fs::write(&path, bytes).unwrap();
            broken += 1;
        }
    }
    assert!(broken > 0, "the files of the index are known");
    shelf.restart().await;
    shelf.found("台风", 1).await;
    shelf.found("heliotrope", 1).await;
}

#[tokio::test]
#[ignore = "takes a minute; run with --ignored --nocapture to see what becomes of each kind of file"]
async fn the_whole_corpus_ends_with_a_state_for_every_file() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/files");
    if !corpus.is_dir() {
        println!("skipped: no ../shared/corpus/files");
        return;
    }
    let began = Instant::now();
    let mut shelf = Shelf::with(LibrarySetup {
        reader: Some(worker()),
        model_files: model_file().into_iter().collect(),
    })
    .await;
    let report = shelf.add(&corpus).await;
    println!("added {report:?} after {:?}", began.elapsed());
    for ready in [20, 60] {
        shelf
            .until("some are ready", async || {
                let overview = library_overview(&shelf.app, ()).await.unwrap();
                overview.statistics.ready >= ready
            })
            .await;
        shelf.restart().await;
    }
    shelf.settled().await;
    let overview = library_overview(&shelf.app, ()).await.unwrap();
    println!("settled after {:?}: {overview:?}", began.elapsed());
    let health = library_health(&shelf.app, None).await.unwrap();
    let counts = &overview.statistics;
    assert_eq!(counts.sources, i64::from(report.added));
    assert_eq!(
        counts.ready + counts.failed + counts.no_text,
        counts.sources
    );
    assert!(counts.ready > counts.sources / 2, "{counts:?}");
    assert!(health.unreadable.iter().all(|it| it.reason.is_some()));
    for failed in &health.unreadable {
        println!(
            "{}: {:?} {:?}",
            failed.name, failed.reason, failed.reason_params
        );
    }
    let queries = ["table", "表格", "document -table", "\"the following\""];
    let mut before = Vec::new();
    for query in queries {
        before.push(shelf.search(query).await);
    }
    shelf.app.shutdown().await;
    std::fs::remove_dir_all(shelf.data.path().join("library")).unwrap();
    shelf.restart().await;
    shelf.found(queries[0], before[0].len()).await;
    for (query, before) in queries.into_iter().zip(before) {
        let after = shelf.search(query).await;
        println!("{query}: {} hits", after.len());
        assert_eq!(after.len(), before.len(), "{query}");
    }
    shelf.is_whole().await;
}
