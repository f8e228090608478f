//! What the system around the app brings and is asked for: files dropped and picked, the file of a source shown.

use std::path::Path;

use glim_app::{
    App, AppEvent, ErrorCode, HostRequest, Out, UiError,
    library::{
        AddFiles, PickFiles, library_add, library_open_outside, library_pick, library_reveal,
    },
    settings::{Connect, KeyPlace, PlatformChoice, settings_connect},
};
use glim_store::SourceId;
use tokio::sync::broadcast::error::TryRecvError;

use crate::bench_library::Shelf;

/// What the app tells next of files; other facts pass.
fn next_of_files(events: &mut tokio::sync::broadcast::Receiver<AppEvent>) -> Option<AppEvent> {
    loop {
        match events.try_recv() {
            Ok(event @ (AppEvent::FilesHover { .. } | AppEvent::FilesDropped { .. })) => {
                return Some(event);
            }
            Ok(_) | Err(TryRecvError::Lagged(_)) => {}
            Err(_) => return None,
        }
    }
}

#[tokio::test]
async fn dropped_files_come_as_a_ticket_that_names_no_path() {
    let shelf = Shelf::new().await;
    let path = shelf.write("deep/合同 😀.txt", "违约责任");
    let mut events = shelf.app.events();
    shelf.app.files_hover(3);
    shelf.app.drop_files(vec![path.clone()]);
    let hover = |count| Some(AppEvent::FilesHover { count });
    assert_eq!(next_of_files(&mut events), hover(3));
    assert_eq!(
        next_of_files(&mut events),
        hover(0),
        "they are held no more"
    );
    let Some(AppEvent::FilesDropped { ticket }) = next_of_files(&mut events) else {
        panic!("nothing was dropped");
    };
    assert_eq!(
        (ticket.count, &*ticket.names),
        (1, &["合同 😀.txt".to_owned()][..])
    );
    let told = serde_json::to_string(&ticket).unwrap();
    assert!(!told.contains("deep"), "{told}");
    let request = AddFiles {
        ticket: ticket.ticket,
        collection: None,
    };
    let report = library_add(&shelf.app, request, Out::new(|_| true)).await;
    assert_eq!(report.unwrap().added, 1);
    shelf.app.drop_files(Vec::new());
    assert_eq!(next_of_files(&mut events), hover(0));
    assert_eq!(next_of_files(&mut events), None, "nothing was in the hand");
}

#[tokio::test]
async fn files_over_a_closed_library_are_neither_invited_nor_kept() {
    let shelf = Shelf::new().await;
    let path = shelf.write("a.txt", "x");
    shelf.app.shutdown().await;
    let mut events = shelf.app.events();
    shelf.app.files_hover(1);
    shelf.app.drop_files(vec![path]);
    let hover = AppEvent::FilesHover { count: 0 };
    assert_eq!(next_of_files(&mut events), Some(hover));
    assert_eq!(next_of_files(&mut events), None);
}

#[tokio::test]
async fn files_can_be_dropped_before_a_platform_is_chosen_and_after() {
    let shelf = Shelf::new().await;
    let path = shelf.write("a.txt", "x");
    let mut events = shelf.app.events();
    shelf.app.drop_files(vec![path.clone()]);
    let request = Connect {
        platform: PlatformChoice::Demo,
        key: None,
        keep: KeyPlace::Session,
        passphrase: None,
    };
    settings_connect(&shelf.app, request).await.unwrap();
    shelf.app.drop_files(vec![path]);
    let mut tickets = Vec::new();
    while let Some(event) = next_of_files(&mut events) {
        if let AppEvent::FilesDropped { ticket } = event {
            tickets.push(ticket.ticket);
        }
    }
    assert_eq!(tickets.len(), 2);
    for ticket in tickets {
        let request = AddFiles {
            ticket,
            collection: None,
        };
        let report = library_add(&shelf.app, request, Out::new(|_| true)).await;
        assert_eq!(report.unwrap().sources.len(), 1);
    }
}

/// What the host is asked for once.
async fn asked(wishes: &mut tokio::sync::mpsc::Receiver<HostRequest>) -> HostRequest {
    wishes.recv().await.unwrap()
}

#[tokio::test]
async fn what_is_picked_comes_as_a_ticket_and_a_closed_dialog_as_none() {
    let shelf = Shelf::new().await;
    let path = shelf.write("a.txt", "x");
    let mut wishes = shelf.app.take_host_requests().unwrap();
    let pick = |folder| {
        let app = shelf.app.clone();
        tokio::spawn(async move { library_pick(&app, PickFiles { folder }).await })
    };
    let answers = [Some(vec![path.clone(), path]), None, Some(Vec::new())];
    for (folder, answer) in [true, false, false].into_iter().zip(answers) {
        let wanted = answer
            .as_ref()
            .as_ref()
            .is_some_and(|paths| !paths.is_empty());
        let picking = pick(folder);
        match asked(&mut wishes).await {
            HostRequest::PickFiles { folder: it, done } => {
                assert_eq!(it, folder);
                done.send(answer).unwrap();
            }
            other => panic!("{other:?}"),
        }
        let ticket = picking.await.unwrap().unwrap();
        assert_eq!(ticket.is_some(), wanted);
        assert!(ticket.is_none_or(|ticket| ticket.count == 2));
    }
    let picking = pick(false);
    drop(asked(&mut wishes).await);
    let error = picking.await.unwrap().unwrap_err();
    assert_eq!(error.code, ErrorCode::OpenFailed, "the host has no dialog");
}

async fn source_of(shelf: &Shelf, path: &Path) -> SourceId {
    shelf.add(path).await.sources[0]
}

type Asked = tokio::task::JoinHandle<Result<(), UiError>>;
type Ask = fn(&App, SourceId) -> Asked;

fn open(app: &App, id: SourceId) -> Asked {
    let app = app.clone();
    tokio::spawn(async move { library_open_outside(&app, id).await })
}

fn reveal(app: &App, id: SourceId) -> Asked {
    let app = app.clone();
    tokio::spawn(async move { library_reveal(&app, id).await })
}

#[tokio::test]
async fn a_file_of_the_library_is_shown_and_opened_but_never_run() {
    let shelf = Shelf::new().await;
    let mut wishes = shelf.app.take_host_requests().unwrap();
    let report = source_of(&shelf, &shelf.write("年报.txt", "words")).await;
    let script = source_of(&shelf, &shelf.write("setup.BAT", "del everything")).await;
    let real = |name: &str| shelf.files.path().join(name).canonicalize().unwrap();

    let opening = open(&shelf.app, report);
    match asked(&mut wishes).await {
        HostRequest::OpenFile { path, done } => {
            assert_eq!(path, real("年报.txt"));
            done.send(true).unwrap();
        }
        other => panic!("{other:?}"),
    }
    opening.await.unwrap().unwrap();

    let shown: [(Ask, _, _); 2] = [(open, script, "setup.BAT"), (reveal, report, "年报.txt")];
    for (ask, id, name) in shown {
        let showing = ask(&shelf.app, id);
        match asked(&mut wishes).await {
            HostRequest::RevealFile { path, done } => {
                assert_eq!(path, real(name));
                done.send(false).unwrap();
            }
            other => panic!("{other:?}"),
        }
        let error = showing.await.unwrap().unwrap_err();
        assert_eq!(
            error.code,
            ErrorCode::OpenFailed,
            "the system did not take it"
        );
    }

    std::fs::remove_file(real("年报.txt")).unwrap();
    let gone = library_reveal(&shelf.app, report).await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::NotFound);
}
