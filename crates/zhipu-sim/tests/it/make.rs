//! Pictures and clips: tasks, links, files, and what goes wrong with each.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::{Value, json};
use zhipu_sim::{Fault, Options, OtherFile, Rule};

use crate::support::{Bench, client, start_with};

async fn post(bench: &Bench, path: &str, body: &Value) -> (StatusCode, Value) {
    let answer = bench.post(path).json(body).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

async fn task(bench: &Bench, path: &str, body: Value) -> String {
    let (status, task) = post(bench, path, &body).await;
    assert_eq!(
        (status, &task["task_status"]),
        (StatusCode::OK, &json!("PROCESSING"))
    );
    task["id"].as_str().unwrap().to_owned()
}

async fn look(bench: &Bench, id: &str) -> Value {
    let answer = bench
        .get(&format!("/async-result/{id}"))
        .send()
        .await
        .unwrap();
    answer.json().await.unwrap()
}

async fn fetch(url: &Value) -> reqwest::Result<(StatusCode, String, Vec<u8>)> {
    let answer = client().get(url.as_str().unwrap()).send().await?;
    let status = answer.status();
    let kind = answer.headers()["content-type"]
        .to_str()
        .unwrap()
        .to_owned();
    Ok((status, kind, answer.bytes().await?.to_vec()))
}

#[tokio::test]
async fn a_picture_is_drawn_in_the_asked_size_and_its_link_needs_no_key() {
    let bench = start_with(Options {
        path_token: true,
        ..Options::default()
    })
    .await;
    for (model, size, kind) in [
        ("cogview-4-250304", Some("512x768"), "image/png"),
        ("cogview-3-flash", None, "image/jpeg"),
    ] {
        let mut body = json!({"model": model, "prompt": "一只纸船 ⛵ שלום", "request_id": "r-1"});
        if let Some(size) = size {
            body["size"] = json!(size);
        }
        let (status, made) = post(&bench, "/images/generations", &body).await;
        assert_eq!(
            (status, &made["request_id"]),
            (StatusCode::OK, &json!("r-1")),
            "{made}"
        );
        let (status, media_type, bytes) = fetch(&made["data"][0]["url"]).await.unwrap();
        assert_eq!((status, media_type.as_str()), (StatusCode::OK, kind));
        let picture = image::load_from_memory(&bytes).unwrap();
        let wanted = if size.is_some() {
            (512, 768)
        } else {
            (1024, 1024)
        };
        assert_eq!((picture.width(), picture.height()), wanted);
    }
    let accepted = bench.simulator.accepted();
    let ids: Vec<_> = accepted
        .iter()
        .map(|one| one.request_id.as_deref())
        .collect();
    assert_eq!(
        ids,
        [Some("r-1"), Some("r-1")],
        "two submissions, whatever their id"
    );
}

#[tokio::test]
async fn four_pictures_of_one_prompt_differ() {
    let bench = start_with(Options::default()).await;
    let mut all = std::collections::HashSet::new();
    for _ in 0..4 {
        let body = json!({"model": "cogview-4", "prompt": "x", "size": "512x512"});
        let (_, made) = post(&bench, "/images/generations", &body).await;
        all.insert(fetch(&made["data"][0]["url"]).await.unwrap().2);
    }
    assert_eq!(all.len(), 4);
}

#[tokio::test]
async fn a_clip_is_there_after_its_time_and_polls_with_a_cover() {
    let bench = start_with(Options {
        made_after: Duration::from_mins(1),
        polls_before_result: 2,
        ..Options::default()
    })
    .await;
    let body = json!({"model": "vidu2-start-end", "size": "480x360", "with_audio": true,
        "image_url": [picture(300, 200)], "request_id": "clip"});
    let id = task(&bench, "/videos/generations", body).await;
    for _ in 0..3 {
        assert_eq!(
            look(&bench, &id).await["task_status"],
            "PROCESSING",
            "its time has not come"
        );
    }
    bench.simulator.move_clock(Duration::from_mins(1));
    let done = look(&bench, &id).await;
    assert_eq!(
        (&done["task_status"], &done["request_id"]),
        (&json!("SUCCESS"), &json!("clip"))
    );
    let result = &done["video_result"][0];
    let (_, media_type, cover) = fetch(&result["cover_image_url"]).await.unwrap();
    let cover = image::load_from_memory(&cover).unwrap();
    assert_eq!(
        (media_type.as_str(), cover.width(), cover.height()),
        ("image/png", 480, 360)
    );
    let (_, media_type, clip) = fetch(&result["url"]).await.unwrap();
    assert_eq!(
        (media_type.as_str(), &clip[4..8]),
        ("video/mp4", &b"ftyp"[..])
    );
    assert_eq!(
        look(&bench, &id).await,
        done,
        "a later look gives the same links"
    );
}

#[tokio::test]
async fn links_die_on_the_clock_and_are_renewed_if_so_wished() {
    for renews_links in [false, true] {
        let bench = start_with(Options {
            polls_before_result: 0,
            renews_links,
            ..Options::default()
        })
        .await;
        let body = json!({"model": "glm-image", "prompt": "x", "size": "1024x1024"});
        let id = task(&bench, "/async/images/generations", body).await;
        let first = look(&bench, &id).await["image_result"][0]["url"].clone();
        bench.simulator.move_clock(Duration::from_hours(24 * 29));
        assert_eq!(fetch(&first).await.unwrap().0, StatusCode::OK);
        bench.simulator.move_clock(Duration::from_hours(24 * 2));
        let (status, media_type, _) = fetch(&first).await.unwrap();
        assert_eq!(
            (status, media_type.as_str()),
            (StatusCode::FORBIDDEN, "application/xml")
        );
        let second = look(&bench, &id).await["image_result"][0]["url"].clone();
        let status = fetch(&second).await.unwrap().0;
        assert_eq!(
            (second != first, status == StatusCode::OK),
            (renews_links, renews_links)
        );
    }
}

#[tokio::test]
async fn what_is_refused_was_not_accepted_and_what_is_cut_was() {
    let bench = start_with(Options::default()).await;
    let body = json!({"model": "cogvideox-3", "prompt": "x", "request_id": "r"});
    for code in [1301, 1113, 1302] {
        bench
            .simulator
            .faults()
            .add(Rule::next(1, Fault::refused(code)).on_path("/videos/generations"));
        let (_, refused) = post(&bench, "/videos/generations", &body).await;
        assert_eq!(refused["error"]["code"], code.to_string());
    }
    let magic = json!({"model": "cogvideox-3", "prompt": "一只猫 [[fault:sensitive]]"});
    let (status, refused) = post(&bench, "/videos/generations", &magic).await;
    assert_eq!(
        (status, refused["contentFilter"].is_array()),
        (StatusCode::BAD_REQUEST, true)
    );
    let bad = json!({"model": "cogvideox-3", "prompt": "x", "duration": 7});
    assert_eq!(
        post(&bench, "/videos/generations", &bad).await.0,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(bench.simulator.accepted(), []);
    let cut = Rule::next(1, Fault::Cut { after_bytes: 0 });
    bench.simulator.faults().add(cut);
    let answer = bench.post("/videos/generations").json(&body).send().await;
    let whole = match answer {
        Ok(answer) => answer.bytes().await.is_ok(),
        Err(_) => false,
    };
    assert!(!whole, "no answer came");
    assert_eq!(bench.simulator.accepted().len(), 1, "but it will be billed");
}

#[tokio::test]
async fn a_task_that_fails_says_so_with_or_without_a_reason() {
    let bench = start_with(Options {
        polls_before_result: 0,
        ..Options::default()
    })
    .await;
    for (code, told) in [(Some(1301), json!("1301")), (None, json!(null))] {
        bench
            .simulator
            .faults()
            .add(Rule::next(1, Fault::TaskFails { code }));
        let body = json!({"model": "cogvideox-2", "prompt": "x"});
        let id = task(&bench, "/videos/generations", body).await;
        let failed = look(&bench, &id).await;
        assert_eq!(failed["task_status"], "FAIL");
        assert_eq!(failed["error"]["code"], told);
    }
}

#[tokio::test]
async fn links_misbehave_when_told_to() {
    let bench = start_with(Options::default()).await;
    let body = json!({"model": "cogview-4", "prompt": "x", "size": "512x512"});
    let (_, made) = post(&bench, "/images/generations", &body).await;
    let url = &made["data"][0]["url"];
    let right = fetch(url).await.unwrap().2;
    let faults = bench.simulator.faults();
    let next = |fault| faults.add(Rule::next(1, fault).on_path(".png"));
    next(Fault::DeadLink { status: 404 });
    assert_eq!(fetch(url).await.unwrap().0, StatusCode::NOT_FOUND);
    next(Fault::Cut { after_bytes: 100 });
    assert!(fetch(url).await.is_err(), "the line breaks inside the file");
    next(Fault::Drip {
        bytes: right.len() / 3,
        milliseconds: 40,
    });
    let begun = Instant::now();
    assert_eq!(fetch(url).await.unwrap().2, right);
    assert!(begun.elapsed() >= Duration::from_millis(80));
    next(Fault::OtherFile {
        kind: OtherFile::Half,
    });
    assert_eq!(fetch(url).await.unwrap().2, right[..right.len() / 2]);
    next(Fault::OtherFile {
        kind: OtherFile::Svg,
    });
    assert!(fetch(url).await.unwrap().2.starts_with(b"<svg"));
    assert_eq!(fetch(url).await.unwrap().2, right, "and behaves again");
    let nobody = json!(format!("{}/made/nobody.png", bench.simulator.origin()));
    assert_eq!(fetch(&nobody).await.unwrap().0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn another_process_sees_what_was_accepted_and_moves_the_clock() {
    let bench = start_with(Options {
        polls_before_result: 0,
        ..Options::default()
    })
    .await;
    let control = |path: &str| format!("{}/sim/{path}", bench.simulator.origin());
    let key = bench.simulator.key();
    let send = async |path: &str, body: Value| {
        let answer = client()
            .post(control(path))
            .bearer_auth(key)
            .json(&body)
            .send();
        answer.await.unwrap().status()
    };
    let fails = json!({"fault": "task-fails code=1301", "times": 1, "path": "/videos/generations"});
    assert_eq!(send("faults", fails).await, StatusCode::OK);
    let body = json!({"model": "cogvideox-3", "prompt": "x", "request_id": "r-7"});
    let id = task(&bench, "/videos/generations", body).await;
    assert_eq!(look(&bench, &id).await["task_status"], "FAIL");
    let seen = client()
        .get(control("accepted"))
        .bearer_auth(key)
        .send()
        .await
        .unwrap();
    let seen: Value = seen.json().await.unwrap();
    assert_eq!(seen["accepted"][0]["request_id"], "r-7");
    assert_eq!(send("clock", json!({"seconds": 60})).await, StatusCode::OK);
    assert_eq!(
        send("faults", json!({"fault": "moon"})).await,
        StatusCode::BAD_REQUEST
    );
    let stranger = client().get(control("accepted")).send().await.unwrap();
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
}

fn picture(width: u32, height: u32) -> String {
    use base64::Engine as _;
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([
            u8::try_from(x % 256).unwrap(),
            u8::try_from(y % 256).unwrap(),
            90,
        ])
    });
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    let base64 = base64::engine::general_purpose::STANDARD.encode(bytes.into_inner());
    format!("data:image/png;base64,{base64}")
}
