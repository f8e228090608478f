//! The server of files and pictures to start from.

use glim_app::{
    ErrorCode,
    studio::{MediaRefusal, TakeInput, studio_artifact, studio_input, studio_media},
};
use glim_store::InputRole;

use crate::bench_studio::{ask, bench, form, paste, picture, raw, served, settled};

#[tokio::test]
async fn files_are_given_in_parts_by_hash_to_who_has_the_word_and_nothing_else_is() {
    let bench = bench().await;
    let app = &bench.app;
    let content = picture(300, 200);
    let file = paste(app, &content).await.unwrap().file;
    let path = format!("/media/{file}");

    let whole = served(app, "GET", &path, &[]).await;
    assert_eq!(
        (whole.status, whole.body.as_slice()),
        (200, content.as_slice())
    );
    assert_eq!(whole.header("content-type"), Some("image/png"));
    assert_eq!(whole.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    let tag = whole.header("etag").unwrap().to_owned();

    let part = served(app, "GET", &path, &["range: bytes=10-19"]).await;
    assert_eq!((part.status, part.body.as_slice()), (206, &content[10..20]));
    let told = format!("bytes 10-19/{}", content.len());
    assert_eq!(part.header("content-range"), Some(told.as_str()));
    let last = served(app, "GET", &path, &["range: bytes=-5"]).await;
    assert_eq!(last.body, content[content.len() - 5..]);
    let beyond = served(app, "GET", &path, &["range: bytes=99999999-"]).await;
    assert_eq!((beyond.status, beyond.body.len()), (416, 0));
    let same = served(
        app,
        "GET",
        &path,
        &["range: bytes=0-3", &format!("if-range: {tag}")],
    )
    .await;
    assert_eq!(same.status, 206);
    let other = served(
        app,
        "GET",
        &path,
        &["range: bytes=0-3", "if-range: \"other\""],
    )
    .await;
    assert_eq!(other.status, 200);
    let known = served(app, "GET", &path, &[&format!("if-none-match: {tag}")]).await;
    assert_eq!((known.status, known.body.len()), (304, 0));
    let head = served(app, "HEAD", &path, &[]).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(
        head.header("content-length"),
        Some(content.len().to_string().as_str())
    );

    for (method, path, lines, status) in [
        ("POST", path.as_str(), &[][..], 405),
        ("GET", path.as_str(), &["host: evil.example"][..], 403),
        ("GET", "/media/", &[][..], 404),
        ("GET", "/media", &[][..], 404),
        ("GET", "/", &[][..], 404),
        ("GET", "/media/..%2f..%2fglim.sqlite", &[][..], 404),
        ("GET", "/media/../../glim.sqlite", &[][..], 404),
        ("GET", &format!("/media/{}", "0".repeat(64)), &[][..], 404),
        (
            "GET",
            &format!("/media/{}", file.to_uppercase()),
            &[][..],
            404,
        ),
    ] {
        let answer = served(app, method, path, lines).await;
        assert_eq!(answer.status, status, "{method} {path} {lines:?}");
    }
    let base = studio_media(app, ()).await.unwrap().base;
    let host = base
        .trim_start_matches("http://")
        .split('/')
        .next()
        .unwrap();
    let wordless = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    assert_eq!(raw(host, &wordless).await.status, 404);
    assert_eq!(
        studio_media(app, ()).await.unwrap().base,
        base,
        "one server for all"
    );
}

#[tokio::test]
async fn pictures_to_start_from_are_taken_or_refused_by_name_and_reach_the_platform() {
    let bench = bench().await;
    let app = &bench.app;
    let folder = tempfile::TempDir::new().unwrap();
    let write = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    let good = write("第一帧 😀.png", &picture(640, 480));
    let script = write("x.png", b"<svg onload='alert(1)'/>");
    let cut = write("cut.png", &picture(64, 64)[..90]);
    let ticket = app
        .hand_in_files(vec![good, script, cut, folder.path().join("gone.png")])
        .ticket;
    let wanted = TakeInput::Ticket { ticket };
    let taken = studio_input(app, wanted.clone()).await.unwrap();
    let refused: Vec<_> = taken
        .refused
        .iter()
        .map(|(name, why)| (name.as_str(), *why))
        .collect();
    assert_eq!(
        refused,
        [
            ("x.png", MediaRefusal::NotMedia),
            ("cut.png", MediaRefusal::Damaged),
            ("gone.png", MediaRefusal::Unreadable)
        ]
    );
    let [first] = &taken.inputs[..] else {
        panic!("{taken:?}")
    };
    assert_eq!((first.width, first.height), (640, 480));
    let again = studio_input(app, wanted).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::NotFound, "a ticket is redeemed once");

    // A picture that was made becomes the first frame of a video: the platform gets it, and the lineage is kept.
    ask(app, form("cogview-4", "text", "开始", 1)).await;
    let picture = settled(app).await[0].artifacts[0];
    let wanted = TakeInput::Artifact { id: picture };
    let input = studio_input(app, wanted).await.unwrap().inputs.remove(0);
    let mut animate = form("vidu2-image", "image", "它动了", 1);
    animate.inputs = vec![glim_app::studio::JobInputView {
        role: InputRole::FirstFrame,
        file: input.file,
        artifact: input.artifact,
    }];
    let asked = ask(app, animate).await;
    settled(app).await;
    let video = crate::bench_studio::job(app, asked.jobs[0].id)
        .await
        .artifacts[0];
    let view = studio_artifact(app, video).await.unwrap();
    assert_eq!(view.parents.len(), 1);
    assert_eq!(view.parents[0].id, picture);
    let calls = bench.simulator.requests();
    let call = calls
        .iter()
        .find(|it| it.path.ends_with("/videos/generations"))
        .unwrap();
    let sent = call.json();
    assert!(
        sent["image_url"]
            .as_str()
            .unwrap()
            .starts_with("data:image/")
    );
}
