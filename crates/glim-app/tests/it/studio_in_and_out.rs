//! Files of the person's come into the gallery, and artifacts leave it, with what they were made by.

use std::path::{Path, PathBuf};

use glim_app::{
    App, ErrorCode, HostRequest,
    library::LibrarySetup,
    studio::{
        ExportMedia, ImportMedia, ImportReport, MediaRefusal, studio_artifact, studio_export,
        studio_facets, studio_import, studio_open_outside, studio_reveal,
    },
};
use glim_store::{
    ArtifactId, ContentHash, MediaKind, NewArtifact, NewImport, NewMedia, OpenOptions, Store,
};
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::json;
use tempfile::TempDir;

use crate::{
    bench_library::{Shelf, start},
    studio_gallery::NOON,
};

const PROMPT: &str = "一只戴帽子的橘猫/Cat: \"hat\" 🐈";

fn picture(seed: u32, format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(64, 48, |x, y| {
        let byte = |value: u32| u8::try_from(value % 256).unwrap();
        Rgb([byte(x * 3), byte(y * 5), byte(seed)])
    });
    let mut content = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut content, format).unwrap();
    content.into_inner()
}

async fn import(app: &App, paths: Vec<PathBuf>) -> ImportReport {
    let ticket = app.hand_in_files(paths).ticket;
    let request = ImportMedia {
        ticket,
        board: None,
    };
    studio_import(app, request).await.unwrap()
}

/// Answers the app's next wish: the folder it asks for, or whether a file was taken.
fn answer(app: &App, folder: Option<&Path>) -> tokio::task::JoinHandle<Option<PathBuf>> {
    let mut wishes = app.take_host_requests().unwrap();
    let folder = folder.map(Path::to_owned);
    tokio::spawn(async move {
        match wishes.recv().await.unwrap() {
            HostRequest::PickFolder { done } => {
                done.send(folder).unwrap();
                None
            }
            HostRequest::RevealFile { path, done } | HostRequest::OpenFile { path, done } => {
                done.send(true).unwrap();
                Some(path)
            }
            other => panic!("{other:?}"),
        }
    })
}

/// An app with one picture that was made here.
async fn with_one(data: &TempDir, content: &[u8]) -> (App, ArtifactId) {
    let options = OpenOptions {
        folder: data.path().to_owned(),
        now_ms: NOON,
    };
    let (store, _) = Store::open(&options).await.unwrap();
    let hash = ContentHash([7; 32]);
    let draft = store.media_draft().await.unwrap();
    std::fs::write(&draft, content).unwrap();
    let media = NewMedia {
        hash,
        media_type: "image/png".into(),
        bytes: i64::try_from(content.len()).unwrap(),
    };
    store.keep_media(&draft, &media, NOON).await.unwrap();
    let id = ArtifactId::new();
    let new = NewImport {
        artifact: NewArtifact {
            id,
            kind: MediaKind::Image,
            file: hash,
            thumb: None,
            width: 64,
            height: 48,
            duration_ms: None,
            thumbhash: None,
            made_ms: NOON - 1_000,
        },
        mode: Some("text".into()),
        model: Some("glm-image".into()),
        prompt: PROMPT.into(),
        parameters: json!({ "size": "1024x1024", "watermark_enabled": false }),
        name: None,
    };
    store.add_artifacts(&[new]).await.unwrap();
    store.close().await;
    (start(data.path(), &LibrarySetup::default()).await, id)
}

#[tokio::test]
async fn what_was_written_out_with_its_stamp_comes_back_with_it() {
    let (data, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let plain = picture(1, ImageFormat::Png);
    let (app, id) = with_one(&data, &plain).await;
    let asked = answer(&app, Some(folder.path()));
    let request = ExportMedia {
        artifacts: vec![id],
        stamped: true,
    };
    let written = studio_export(&app, request).await.unwrap().unwrap();
    asked.await.unwrap();
    assert_eq!(written.count, 1);
    assert!(
        written.name.ends_with(" 一只戴帽子的橘猫 Cat hat 🐈.png"),
        "{}",
        written.name
    );
    let path = folder.path().join(&written.name);
    let stamped = std::fs::read(&path).unwrap();
    assert!(stamped.len() > plain.len());
    let pixels = |content: &[u8]| image::load_from_memory(content).unwrap().to_rgb8();
    assert_eq!(pixels(&stamped), pixels(&plain), "the picture is the same");

    let report = import(&app, vec![path]).await;
    assert!(report.refused.is_empty(), "{report:?}");
    let (first, again) = (
        studio_artifact(&app, id).await.unwrap(),
        studio_artifact(&app, report.artifacts[0]).await.unwrap(),
    );
    assert_eq!(
        (
            again.prompt,
            again.model,
            again.mode,
            again.parameters,
            again.made_ms
        ),
        (
            first.prompt,
            first.model,
            first.mode,
            first.parameters,
            first.made_ms
        )
    );
    assert_eq!((again.width, again.height), (64, 48));
    assert!(again.thumb.is_some() && again.thumbhash.is_some());
    assert_eq!(again.name, Some(written.name));
}

#[tokio::test]
async fn without_a_stamp_the_file_is_the_same_to_the_byte() {
    let (data, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let plain = picture(1, ImageFormat::Png);
    let (app, id) = with_one(&data, &plain).await;
    let asked = answer(&app, Some(folder.path()));
    let request = ExportMedia {
        artifacts: vec![id, id],
        stamped: false,
    };
    let written = studio_export(&app, request).await.unwrap().unwrap();
    asked.await.unwrap();
    assert_eq!(written.count, 2, "and the second beside the first");
    let files: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .collect();
    assert_eq!(files, [plain.clone(), plain]);
}

#[tokio::test]
async fn a_closed_dialog_and_a_folder_that_is_gone_are_told_apart() {
    let data = TempDir::new().unwrap();
    let (app, id) = with_one(&data, &picture(1, ImageFormat::Png)).await;
    let request = || ExportMedia {
        artifacts: vec![id],
        stamped: true,
    };
    let asked = answer(&app, None);
    assert_eq!(studio_export(&app, request()).await.unwrap(), None);
    asked.await.unwrap();
    let none = ExportMedia {
        artifacts: Vec::new(),
        stamped: true,
    };
    let refused = studio_export(&app, none).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::BadInput);

    let data = TempDir::new().unwrap();
    let (app, id) = with_one(&data, &picture(1, ImageFormat::Png)).await;
    let asked = answer(&app, Some(&data.path().join("gone")));
    let request = ExportMedia {
        artifacts: vec![id],
        stamped: true,
    };
    let failed = studio_export(&app, request).await.unwrap_err();
    asked.await.unwrap();
    assert_eq!(failed.code, ErrorCode::StoreFailed);
}

#[tokio::test]
async fn only_pictures_and_videos_come_in_and_each_once() {
    let shelf = Shelf::with(LibrarySetup::default()).await;
    let png = picture(1, ImageFormat::Png);
    shelf.write("a 猫.png", &png);
    shelf.write("b.jpg", picture(2, ImageFormat::Jpeg));
    shelf.write("c wrong ending.gif", picture(3, ImageFormat::Png));
    shelf.write("d.png", "<svg onload=alert(1)>");
    shelf.write("e.svg", "<svg onload=alert(1)>");
    shelf.write("f cut.png", &png[..png.len() / 2]);
    shelf.write("g again.png", &png);
    shelf.write(".hidden.png", picture(4, ImageFormat::Png));
    shelf.write("below/h.png", picture(5, ImageFormat::Png));
    let folder = shelf.files.path().to_owned();
    let report = import(&shelf.app, vec![folder.clone(), folder.join("nowhere")]).await;
    let refused: Vec<_> = report
        .refused
        .iter()
        .map(|it| (it.name.as_str(), it.why))
        .collect();
    assert_eq!(
        refused,
        [
            ("d.png", MediaRefusal::NotMedia),
            ("e.svg", MediaRefusal::NotMedia),
            ("f cut.png", MediaRefusal::Damaged),
            ("nowhere", MediaRefusal::Unreadable),
        ]
    );
    assert_eq!(report.artifacts.len(), 4);
    assert_eq!(report.artifacts[3], report.artifacts[0], "the same content");
    let facets = studio_facets(&shelf.app, ()).await.unwrap();
    assert_eq!(facets.total, 3);
    let wrong = studio_artifact(&shelf.app, report.artifacts[2])
        .await
        .unwrap();
    assert_eq!(wrong.media_type, "image/png");
    let request = ImportMedia {
        ticket: "../../etc".into(),
        board: None,
    };
    let refused = studio_import(&shelf.app, request).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
}

#[tokio::test]
async fn the_system_is_shown_a_file_with_its_ending() {
    for opens in [true, false] {
        let data = TempDir::new().unwrap();
        let (app, id) = with_one(&data, &picture(1, ImageFormat::Png)).await;
        let asked = answer(&app, None);
        if opens {
            studio_open_outside(&app, id).await.unwrap();
        } else {
            studio_reveal(&app, id).await.unwrap();
        }
        let path = asked.await.unwrap().unwrap();
        assert!(path.extension().is_some_and(|it| it == "png") && path.is_file());
    }
}
