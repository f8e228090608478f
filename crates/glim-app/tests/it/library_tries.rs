//! Files at which the reader or the whole app ends, and adding that is cut off.

use std::time::Duration;

use glim_app::{
    Out,
    library::{
        AddFiles, LibrarySetup, RetrySources, library_add, library_overview, library_retry,
        library_source,
    },
};
use glim_knowledge::WorkerCommand;
use glim_store::{Lease, OpenOptions, Stage, Store};

use crate::bench_library::{Shelf, worker};

/// A reader that ends at once, so many times, before it reads.
#[cfg(unix)]
fn dying(shelf_of_deaths: &std::path::Path, times: u32) -> LibrarySetup {
    let real = worker();
    let script =
        "for death in $(seq $2); do mkdir \"$1/$death\" 2>/dev/null && exit 9; done; exec \"$0\"";
    LibrarySetup {
        reader: Some(WorkerCommand {
            program: "sh".into(),
            arguments: vec![
                "-c".into(),
                script.into(),
                real.program.into(),
                shelf_of_deaths.into(),
                times.to_string().into(),
            ],
            pdfium: None,
            limits: real.limits,
        }),
        model_files: Vec::new(),
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_reader_that_ends_is_tried_three_times_and_then_the_file_says_so() {
    for (times, stage) in [(2, Stage::Ready), (3, Stage::Failed)] {
        let deaths = tempfile::tempdir().unwrap();
        let shelf = Shelf::with(dying(deaths.path(), times)).await;
        shelf.write("a.txt", "some words");
        shelf.add_all().await;
        shelf.settled().await;
        let source = shelf.named("a.txt").await;
        assert_eq!(source.stage, stage, "{times} deaths: {source:?}");
        if stage == Stage::Failed {
            assert_eq!(source.reason.as_deref(), Some("crashed"));
            // The next file is read by a new process.
            shelf.write("b.txt", "other words");
            shelf.add_all().await;
            shelf.found("other", 1).await;
        }
    }
}

#[tokio::test]
async fn a_source_at_which_the_app_ended_again_and_again_is_left_alone_until_asked_for() {
    let mut shelf = Shelf::with(LibrarySetup::default()).await;
    shelf.write("a.txt", "deadly words");
    let sources = shelf.add_all().await.sources;
    shelf.settled().await;
    let retry = RetrySources {
        sources: sources.clone(),
        first: false,
    };
    library_retry(&shelf.app, retry.clone()).await.unwrap();
    shelf.app.shutdown().await;
    let options = OpenOptions {
        folder: shelf.data.path().to_owned(),
        now_ms: 0,
    };
    let mut first = None;
    for _ in 0..40 {
        // Opened, taken up, and gone without a word.
        let (store, _) = Store::open(&options).await.unwrap();
        for source in &sources {
            // Failed for want of a reader: a person asks once more.
            let stage = store.source(*source).await.unwrap().stage;
            if first.is_none() && stage == Stage::Failed {
                store.retry_source(*source, 0, 0).await.unwrap();
            }
        }
        let lease = Lease {
            now_ms: 0,
            lease_ms: 1_000,
            recipe: "read 1; cut 1",
        };
        let claim = store.claim_next(&lease).await.unwrap().unwrap();
        assert_eq!(*first.get_or_insert(claim.source), claim.source);
        store.close().await;
    }
    shelf
        .restart_with(LibrarySetup {
            reader: Some(worker()),
            model_files: Vec::new(),
        })
        .await;
    shelf.write("b.txt", "other words");
    shelf.add_all().await;
    shelf.settled().await;
    let left = library_source(&shelf.app, first.unwrap())
        .await
        .unwrap()
        .source;
    assert_eq!(left.stage, Stage::Failed, "{left:?}");
    assert_eq!(left.reason.as_deref(), Some("tooManyTries"));
    shelf.found("words", 1).await;
    library_retry(&shelf.app, retry).await.unwrap();
    shelf.found("words", 2).await;
    shelf.is_whole().await;
}

#[tokio::test]
async fn a_folder_whose_adding_was_cut_off_is_added_to_the_end_at_the_next_start() {
    let mut shelf = Shelf::new().await;
    for number in 0..400 {
        shelf.write(&format!("{number}.txt"), format!("number{number} words"));
    }
    let root = shelf.files.path().to_owned();
    let ticket = shelf.app.hand_in_files(vec![root]).ticket;
    let request = AddFiles {
        ticket,
        collection: None,
    };
    let (told, mut hears) = tokio::sync::mpsc::unbounded_channel();
    let out = Out::new(move |progress| told.send(progress).is_ok());
    tokio::select! {
        _ = library_add(&shelf.app, request, out) => panic!("it was to be cut off"),
        _ = hears.recv() => {}
    }
    let overview = library_overview(&shelf.app, ()).await.unwrap();
    assert_eq!(overview.adding, 1, "it is known that it is not over");
    assert!(overview.statistics.sources < 400);
    shelf.restart().await;
    shelf
        .until("all is added", async || {
            let overview = library_overview(&shelf.app, ()).await.unwrap();
            overview.adding == 0 && overview.statistics.sources == 400
        })
        .await;
    let again = tokio::time::timeout(Duration::from_mins(1), shelf.add_all()).await;
    assert_eq!(again.unwrap().unchanged, 400, "nothing twice");
}
