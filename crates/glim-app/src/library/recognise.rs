//! The one task that has pictures and scans read by the platform, when the person has allowed it: one call at a time.
//!
//! A call is written down before it leaves. What comes back is kept by the content of the file and read by the indexer like
//! any text. A call of which nobody knows whether it was paid for is told as unsure and never sent again by itself.

use std::{path::PathBuf, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use glim_knowledge::{Limits, RecognisedPart, recognised};
use glim_store::{AskedRecognition, Recognised, Store};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use zhipu::{
    Client, Error, Kind, UnreachableCause, Wait,
    ocr::{LAYOUT_LIMITS, Layout, LayoutElement, LayoutLabel, LayoutRequest},
};

use super::{ocr::OCR_MODEL, price, take};
use crate::{App, AppEvent, ErrorCode, UiError, settings::PlatformChoice};

const FIRST_PAUSE: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// How long an answer that is paid for is waited for when the app closes.
const LAST_WAIT: Duration = Duration::from_secs(4);

/// How far into a file the mark of a PDF may stand.
const HEAD: usize = 1024;

/// What comes next.
enum Next {
    /// There may be more.
    Go,
    /// Nothing waits.
    Idle,
    /// Something waits for the line, or for the platform.
    Pause(Option<Duration>),
    /// Something waits for the person.
    Halt,
}

/// Runs until stopped.
pub(super) async fn run(app: App, stop: CancellationToken) {
    let Ok(store) = app.store() else {
        return;
    };
    if let Err(error) = store.settle_recognitions(app.now_ms()).await {
        tracing::error!(%error, "recognitions that were cut off could not be settled");
    }
    let mut failures = 0_u32;
    while !stop.is_cancelled() {
        let next = match step(&app, &store, &stop).await {
            Ok(next) => next,
            Err(error) => {
                tracing::error!(%error, "the store failed; recognition pauses");
                Next::Pause(Some(AFTER_FAILURE))
            }
        };
        let pause = match next {
            Next::Go => {
                failures = 0;
                continue;
            }
            Next::Idle | Next::Halt => None,
            Next::Pause(asked) => {
                let doubled = FIRST_PAUSE.saturating_mul(1 << failures.min(5));
                failures = failures.saturating_add(1);
                Some(asked.unwrap_or_default().max(doubled.min(LONGEST_PAUSE)))
            }
        };
        tokio::select! {
            () = app.0.library.recognise.notified() => failures = 0,
            () = stop.cancelled() => {}
            () = sleep_or_for_ever(pause) => {}
        }
    }
}

async fn sleep_or_for_ever(time: Option<Duration>) {
    match time {
        Some(time) => tokio::time::sleep(time).await,
        None => std::future::pending().await,
    }
}

async fn step(
    app: &App,
    store: &Store,
    stop: &CancellationToken,
) -> Result<Next, glim_store::Error> {
    let Some(asked) = store.next_recognition().await? else {
        tell(app, None);
        return Ok(Next::Idle);
    };
    let client = match client(app).await {
        Ok(client) => client,
        Err(problem) => {
            tell(app, Some(problem));
            return Ok(Next::Halt);
        }
    };
    let file = match file_of(app, store, &asked).await? {
        Ok(file) => file,
        Err(reason) => {
            let end = Recognised::Failed(reason.to_owned(), json!({}));
            store
                .end_recognition(asked.hash, &end, None, app.now_ms())
                .await?;
            app.tell(AppEvent::RecognitionChanged);
            return Ok(Next::Go);
        }
    };
    let request = LayoutRequest {
        request_id: Some(format!("glim-{}", uuid::Uuid::new_v4().simple())),
        ..LayoutRequest::new(file)
    };
    let id = request.request_id.as_deref().unwrap_or_default();
    if !store.send_recognition(asked.hash, id, app.now_ms()).await? {
        return Ok(Next::Go);
    }
    app.tell(AppEvent::RecognitionChanged);
    let patience = async {
        stop.cancelled().await;
        tokio::time::sleep(LAST_WAIT).await;
    };
    let answer = tokio::select! {
        answer = client.1.parse_layout(&request) => answer,
        // It stays as sent, and the next start tells it as unsure.
        () = patience => return Ok(Next::Idle),
    };
    end(app, store, &asked, (&client.0, answer)).await
}

async fn client(app: &App) -> Result<(PlatformChoice, Client), UiError> {
    let (platform, client) = app.client().await?;
    if platform.recognises() {
        Ok((platform, client))
    } else {
        Err(UiError::new(ErrorCode::NotOffered))
    }
}

/// The file in Base64, or why it cannot be sent.
async fn file_of(
    app: &App,
    store: &Store,
    asked: &AskedRecognition,
) -> Result<Result<String, &'static str>, glim_store::Error> {
    let locations = store.locations(asked.source).await?;
    let (hash, data_folder) = (asked.hash, app.early_now().data_folder);
    let read = tokio::task::spawn_blocking(move || {
        let places: Vec<_> = locations.into_iter().map(|it| it.place).collect();
        take::file_with(&places, hash, &data_folder)
            .ok_or("missing")
            .and_then(encoded)
    });
    Ok(read.await.unwrap_or(Err("unreadable")))
}

/// Reads a file that is within the limits. Blocks.
fn encoded(path: PathBuf) -> Result<String, &'static str> {
    let length = std::fs::metadata(&path).map_err(|_| "missing")?.len();
    if length > LAYOUT_LIMITS.most_pdf_bytes {
        return Err("tooLarge");
    }
    let bytes = std::fs::read(path).map_err(|_| "unreadable")?;
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let is_pdf = head.windows(5).any(|window| window == b"%PDF-");
    let is_picture = bytes.starts_with(b"\xff\xd8\xff") || bytes.starts_with(b"\x89PNG\r\n");
    if !is_pdf && !is_picture {
        return Err("format");
    }
    if is_picture && length > LAYOUT_LIMITS.most_picture_bytes {
        return Err("tooLarge");
    }
    Ok(STANDARD.encode(bytes))
}

/// Keeps what came of a call.
async fn end(
    app: &App,
    store: &Store,
    asked: &AskedRecognition,
    answer: (&PlatformChoice, Result<Layout, Error>),
) -> Result<Next, glim_store::Error> {
    let (platform, answer) = answer;
    let (end, usage, next, problem) = match answer {
        Ok(layout) => {
            let usage = layout.usage;
            (read(&asked.kind, &layout), usage, Next::Go, None)
        }
        Err(error) => {
            let (end, next) = of_failure(&error);
            let problem = (end == Recognised::Unsent).then(|| UiError::from(error));
            (end, None, next, problem)
        }
    };
    let used = usage.map(|usage| price::used(app, &usage, (OCR_MODEL, "libraryOcr"), platform));
    store
        .end_recognition(asked.hash, &end, used.as_ref(), app.now_ms())
        .await?;
    if matches!(end, Recognised::Done(_)) {
        app.tell(AppEvent::LibraryChanged);
        app.0.library.wake();
    }
    tell(app, problem);
    app.tell(AppEvent::RecognitionChanged);
    Ok(next)
}

fn tell(app: &App, problem: Option<UiError>) {
    if app.0.library.recognition_problem() != problem {
        app.0.library.set_recognition_problem(problem);
        app.tell(AppEvent::RecognitionChanged);
    }
}

/// The document of an answer; a failure if no word was found.
fn read(kind: &str, layout: &Layout) -> Recognised {
    let mut pages: Vec<Vec<RecognisedPart>> = layout
        .pages
        .iter()
        .map(|page| page.iter().filter_map(part).collect())
        .collect();
    if pages.iter().all(Vec::is_empty) && !layout.markdown.trim().is_empty() {
        pages = vec![vec![RecognisedPart::Text(layout.markdown.clone())]];
    }
    let document = recognised(kind, &pages, &Limits::default());
    if document.blocks.is_empty() {
        return Recognised::Failed("noWords".to_owned(), json!({}));
    }
    match serde_json::to_value(&document) {
        Ok(document) => Recognised::Done(document),
        Err(error) => Recognised::Failed(
            "unreadable".to_owned(),
            json!({ "detail": error.to_string() }),
        ),
    }
}

fn part(element: &LayoutElement) -> Option<RecognisedPart> {
    let content = element.content.clone();
    match element.label {
        // Its content is an address.
        LayoutLabel::Image => None,
        LayoutLabel::Table => Some(RecognisedPart::Table(content)),
        _ => Some(RecognisedPart::Text(content)),
    }
}

/// What a failure says of the call: refused for good, refused for now, never sent, or nobody knows.
fn of_failure(error: &Error) -> (Recognised, Next) {
    let told = || {
        json!({
            "code": error.code(),
            "message": error.platform_message(),
            "requestId": error.request_id(),
        })
    };
    let unsure = |reason: &str| (Recognised::Unsure(reason.to_owned(), told()), Next::Go);
    let failed = |reason: &str| (Recognised::Failed(reason.to_owned(), told()), Next::Go);
    let never_sent = matches!(
        error.unreachable_cause(),
        Some(UnreachableCause::Dns | UnreachableCause::Connect | UnreachableCause::Tls)
    ) || error.wait() == Some(Wait::Connect);
    match error.kind() {
        _ if never_sent => (Recognised::Unsent, Next::Pause(None)),
        Kind::Proxy => (Recognised::Unsent, Next::Pause(None)),
        Kind::Unreachable | Kind::Cut => unsure("cutOff"),
        Kind::TimedOut => unsure("timedOut"),
        Kind::Malformed => unsure("malformed"),
        Kind::RateLimited | Kind::FairUse | Kind::Overloaded | Kind::QuotaReset => {
            (Recognised::Unsent, Next::Pause(error.retry_after()))
        }
        Kind::Auth
        | Kind::Account
        | Kind::Forbidden
        | Kind::Balance
        | Kind::PlanDoesNotInclude
        | Kind::PlanEnded
        | Kind::KeyOfOtherProduct
        | Kind::Setup => (Recognised::Unsent, Next::Halt),
        Kind::Server => failed("platformFailed"),
        _ => failed("refused"),
    }
}
