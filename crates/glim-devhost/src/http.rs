//! The routes: commands, events, and the built UI.

use std::{
    convert::Infallible,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    Json, Router,
    extract::{Path as Segment, Query, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::{get, post},
};
use futures_util::{Stream, StreamExt as _};
use glim_app::{App, ErrorCode, Out, UiError, commands};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_stream::wrappers::{BroadcastStream, UnboundedReceiverStream};

use crate::desktop::Desktop;

#[derive(Clone)]
struct Host {
    app: App,
    desktop: Desktop,
    token: Arc<str>,
    ui: Arc<Path>,
}

pub(crate) fn router(app: App, desktop: Desktop, token: &str, ui: &Path) -> Router {
    let host = Host {
        app,
        desktop,
        token: token.into(),
        ui: ui.into(),
    };
    Router::new()
        .route("/call/{name}", post(call))
        .route("/events", get(events))
        .route("/hand-in", post(hand_in))
        .route("/hover", post(hover))
        .route("/drop", post(drop_files))
        .route("/next-pick", post(next_pick))
        .route_layer(middleware::from_fn_with_state(host.clone(), guard))
        .fallback(asset)
        .with_state(host)
}

/// Only the page that was opened with the token may call.
async fn guard(
    State(host): State<Host>,
    Query(query): Query<std::collections::HashMap<String, String>>,
    request: Request,
    next: Next,
) -> Response {
    if query
        .get("token")
        .is_some_and(|token| **token == *host.token)
    {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

/// Paths for a ticket, without the event of a drop.
async fn hand_in(State(host): State<Host>, Json(paths): Json<Vec<PathBuf>>) -> Response {
    Json(host.app.hand_in_files(paths)).into_response()
}

/// Files are held over the window.
async fn hover(State(host): State<Host>, Json(held): Json<Held>) {
    host.app.files_hover(held.count);
}

#[derive(Deserialize)]
struct Held {
    count: u32,
}

/// Files are dropped on the window.
async fn drop_files(State(host): State<Host>, Json(paths): Json<Vec<PathBuf>>) {
    host.app.drop_files(paths);
}

/// What the person picks when the next dialog comes.
async fn next_pick(State(host): State<Host>, Json(paths): Json<Vec<PathBuf>>) {
    host.desktop.pick_next(paths);
}

async fn call(
    State(host): State<Host>,
    Segment(name): Segment<String>,
    headers: HeaderMap,
    Json(input): Json<Value>,
) -> Response {
    let streams = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/event-stream"));
    if streams {
        return Sse::new(streamed(host.app, name, input))
            .keep_alive(KeepAlive::default())
            .into_response();
    }
    match commands::dispatch(&host.app, &name, input, Arc::new(Out::new(|_| true))).await {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => (status(error.code), Json(error)).into_response(),
    }
}

/// `{"event":…}` for each event, then `{"answer":…}` or `{"error":…}`.
fn streamed(app: App, name: String, input: Value) -> impl Stream<Item = Result<Event, Infallible>> {
    let (lines, receiver) = mpsc::unbounded_channel::<Value>();
    tokio::spawn(async move {
        let events = lines.clone();
        let out = Arc::new(Out::new(move |event| {
            events.send(json!({ "event": event })).is_ok()
        }));
        let last = match commands::dispatch(&app, &name, input, out).await {
            Ok(answer) => json!({ "answer": answer }),
            Err(error) => json!({ "error": error }),
        };
        let _ = lines.send(last); // the page has gone
    });
    UnboundedReceiverStream::new(receiver).map(|line| Ok(Event::default().data(line.to_string())))
}

async fn events(State(host): State<Host>) -> impl IntoResponse {
    let facts = BroadcastStream::new(host.app.events()).filter_map(async |fact| {
        let fact = serde_json::to_string(&fact.ok()?).ok()?;
        Some(Ok::<_, Infallible>(Event::default().data(fact)))
    });
    Sse::new(facts).keep_alive(KeepAlive::default())
}

fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::BadInput => StatusCode::BAD_REQUEST,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// A file of the built UI. Names with anything but plain segments are refused.
async fn asset(State(host): State<Host>, request: Request) -> Response {
    let name = match request.uri().path().trim_start_matches('/') {
        "" => "index.html",
        name => name,
    };
    if name
        .split('/')
        .any(|segment| segment.is_empty() || segment.starts_with('.'))
    {
        return StatusCode::NOT_FOUND.into_response();
    }
    if let Ok(bytes) = tokio::fs::read(host.ui.join(name)).await {
        return ([(header::CONTENT_TYPE, media_type(name))], bytes).into_response();
    }
    let problem = UiError::new(ErrorCode::NotFound).with("what", name);
    (StatusCode::NOT_FOUND, Json(problem)).into_response()
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
