//! What the scenarios of the studio need: an app with a fast pace, the simulator, and a client of the server of files that
//! says exactly what it is told to.

use std::time::Duration;

use glim_app::{
    App, UiError,
    studio::{
        AskStudio, JobView, ListJobs, Pace, StudioAsked, TakeInput, TakenInput, studio_ask,
        studio_input, studio_jobs, studio_media,
    },
};
use glim_store::{JobId, JobState};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use zhipu_sim::Options;

use crate::{bench_app::Bench, bench_library::PATIENCE};

/// Fast enough for a test, slow enough to see each step.
pub(crate) const FAST: Pace = Pace {
    first_look: Duration::from_millis(20),
    longest_image: Duration::from_millis(60),
    longest_video: Duration::from_millis(60),
    after_failure: Duration::from_millis(30),
    longest: Duration::from_millis(200),
    disk_full: Duration::from_millis(50),
};

pub(crate) const AN_HOUR: Duration = Duration::from_hours(1);

/// An app that is connected and hurries.
pub(crate) async fn bench() -> Bench {
    bench_with(Options::default()).await
}

/// The same with a platform that needs an hour of its own clock for each task.
pub(crate) async fn slow_bench() -> Bench {
    bench_with(Options {
        made_after: AN_HOUR,
        ..Options::default()
    })
    .await
}

async fn bench_with(platform: Options) -> Bench {
    let bench = Bench::connected_to(platform).await;
    bench.app.pace_studio(FAST);
    bench
}

pub(crate) fn form(model: &str, mode: &str, prompt: &str, count: u32) -> AskStudio {
    AskStudio {
        model: model.to_owned(),
        mode: mode.to_owned(),
        prompt: prompt.to_owned(),
        parameters: std::collections::BTreeMap::new(),
        inputs: Vec::new(),
        count,
        message: None,
    }
}

pub(crate) async fn ask(app: &App, form: AskStudio) -> StudioAsked {
    studio_ask(app, form).await.unwrap()
}

pub(crate) async fn jobs(app: &App) -> Vec<JobView> {
    let wanted = ListJobs {
        after: None,
        limit: 200,
    };
    studio_jobs(app, wanted).await.unwrap().jobs
}

pub(crate) async fn job(app: &App, id: JobId) -> JobView {
    let found = jobs(app).await.into_iter().find(|job| job.id == id);
    found.expect("the job is listed")
}

/// Waits until the jobs are as is wanted.
pub(crate) async fn until(app: &App, what: &str, holds: impl Fn(&[JobView]) -> bool) {
    let mut events = app.events();
    loop {
        let now = jobs(app).await;
        if holds(&now) {
            return;
        }
        let next = tokio::time::timeout(PATIENCE, events.recv()).await;
        assert!(next.is_ok(), "never came: {what}; {now:?}");
    }
}

/// Waits until all have ended.
pub(crate) async fn settled(app: &App) -> Vec<JobView> {
    until(app, "an end of all jobs", |jobs| {
        jobs.iter().all(|job| job.state.is_settled())
    })
    .await;
    jobs(app).await
}

pub(crate) fn states(jobs: &[JobView]) -> Vec<JobState> {
    jobs.iter().map(|job| job.state).collect()
}

/// Takes a picture as if it was pasted.
pub(crate) async fn paste(app: &App, content: &[u8]) -> Result<TakenInput, UiError> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let wanted = TakeInput::Pasted {
        base64: STANDARD.encode(content),
    };
    let mut taken = studio_input(app, wanted).await?;
    assert!(taken.refused.is_empty(), "{:?}", taken.refused);
    Ok(taken.inputs.remove(0))
}

/// A picture as a file.
pub(crate) fn picture(width: u32, height: u32) -> Vec<u8> {
    let pixels = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::ImageRgb8(pixels)
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

/// What the server of files said.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

/// Asks the server of files for a path below its word, with further lines of the head.
pub(crate) async fn served(app: &App, method: &str, path: &str, lines: &[&str]) -> Answer {
    let base = studio_media(app, ()).await.unwrap().base;
    let (host, word) = base
        .strip_prefix("http://")
        .and_then(|it| it.split_once('/'))
        .unwrap();
    let own_host = lines.iter().any(|line| line.starts_with("host:"));
    let mut request = format!("{method} /{word}{path} HTTP/1.1\r\nconnection: close\r\n");
    if !own_host {
        request.extend(["host: ", host, "\r\n"]);
    }
    for line in lines {
        request.push_str(line);
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    raw(host, &request).await
}

pub(crate) async fn raw(host: &str, request: &str) -> Answer {
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer {
        status,
        head,
        body: bytes[end + 4..].to_vec(),
    }
}
