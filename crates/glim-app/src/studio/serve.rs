//! Pictures and videos for the page, over HTTP on loopback: what `<video>` plays in every web view, with ranges to seek in
//! (ADR 16). It gives files that the store knows by their hash, to whoever has the word of this run, and nothing else.

mod range;

use std::{io::SeekFrom, net::Ipv4Addr, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::get,
    serve::ListenerExt as _,
};
use glim_store::ContentHash;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::{io::ReaderStream, sync::CancellationToken};

use super::{MediaServer, media::Format};
use crate::{App, ErrorCode, UiError};

/// Bytes that are read at once: a second of a video.
const PIECE: usize = 256 << 10;
/// A name is the content: it never changes.
const FOR_EVER: &str = "private, max-age=31536000, immutable";
/// What a file that is opened by itself may do: nothing.
const POLICY: &str = "default-src 'none'; img-src 'self'; media-src 'self'; sandbox";

#[derive(Clone)]
struct Server {
    app: App,
    /// Names this server to a browser; another name that leads here (DNS rebinding) is refused.
    host: Arc<str>,
}

/// Starts to serve on a free port.
pub(super) async fn start(app: &App) -> Result<MediaServer, UiError> {
    let failed = |error: std::io::Error| {
        UiError::new(ErrorCode::Internal).with("detail", format!("no media server: {error}"))
    };
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .map_err(failed)?;
    let host = listener.local_addr().map_err(failed)?.to_string();
    let word = format!(
        "{}{}",
        uuid::Uuid::new_v4().simple(),
        uuid::Uuid::new_v4().simple()
    );
    let router = router(app.clone(), &host, &word);
    app.0
        .studio
        .server
        .start(move |stop| serve(listener, router, stop));
    Ok(MediaServer {
        base: format!("http://{host}/{word}"),
    })
}

fn router(app: App, host: &str, word: &str) -> Router {
    let server = Server {
        app,
        host: host.into(),
    };
    // A thumbnail is a file like any other; two names, so that a page can tell what it asks for.
    Router::new()
        .route(&format!("/{word}/media/{{name}}"), get(file))
        .route(&format!("/{word}/thumb/{{name}}"), get(file))
        .layer(middleware::from_fn_with_state(server.clone(), guard))
        .with_state(server)
}

async fn serve(listener: tokio::net::TcpListener, router: Router, stop: CancellationToken) {
    // Else the end of a file waits for a word of the page that its beginning has come: forty milliseconds.
    let listener = listener.tap_io(|line| {
        if let Err(error) = line.set_nodelay(true) {
            tracing::debug!(%error, "a line of the media server stays slow");
        }
    });
    tokio::select! {
        served = axum::serve(listener, router) => if let Err(error) = served {
            tracing::error!(%error, "pictures and videos are not served any more");
        },
        // A player that holds its line open must not hold up the end of the app.
        () = stop.cancelled() => {}
    }
}

async fn guard(State(server): State<Server>, request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN);
    let page = origin.filter(|origin| is_page(origin)).cloned();
    let host = request.headers().get(header::HOST);
    let is_ours = host.is_some_and(|host| host.as_bytes() == server.host.as_bytes());
    let mut response = if !is_ours {
        StatusCode::FORBIDDEN.into_response()
    } else if !matches!(*request.method(), Method::GET | Method::HEAD) {
        StatusCode::METHOD_NOT_ALLOWED.into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    // The page reads a picture's bytes to put it on the clipboard.
    if let Some(page) = page {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, page);
        headers.insert(header::VARY, HeaderValue::from_static("origin"));
    }
    response
}

/// Whether it is where our page comes from: the window on each system, a window in development, the dev host.
fn is_page(origin: &HeaderValue) -> bool {
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    matches!(
        origin,
        "tauri://localhost"
            | "http://tauri.localhost"
            | "https://tauri.localhost"
            | "http://localhost:5173"
    ) || origin.starts_with("http://127.0.0.1:")
}

async fn file(
    State(server): State<Server>,
    Path(name): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    match found(&server.app, &name).await {
        Ok(Some(found)) => answer(found, &name, &method, &headers).await,
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::warn!(code = ?error.code, "a file could not be looked up");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// An open file of the store, whole: one whose length is not what was written down is as good as lost.
struct Found {
    file: tokio::fs::File,
    length: u64,
    media_type: &'static str,
}

async fn found(app: &App, name: &str) -> Result<Option<Found>, UiError> {
    let Some(hash) = hash_of(name) else {
        return Ok(None);
    };
    let Some(media) = app.store()?.media(hash).await? else {
        return Ok(None);
    };
    let Some(format) = Format::of_media_type(&media.media_type) else {
        return Ok(None);
    };
    let Ok(file) = tokio::fs::File::open(&media.path).await else {
        tracing::error!(name, "a file that is kept is not there");
        return Ok(None);
    };
    let length = file.metadata().await.map(|it| it.len()).unwrap_or_default();
    if !u64::try_from(media.bytes).is_ok_and(|bytes| bytes == length) {
        tracing::error!(name, length, "a file that is kept is not whole");
        return Ok(None);
    }
    Ok(Some(Found {
        file,
        length,
        media_type: format.media_type(),
    }))
}

async fn answer(found: Found, name: &str, method: &Method, headers: &HeaderMap) -> Response {
    let tag = format!("\"{name}\"");
    let is_known = |wanted: &HeaderValue| wanted.as_bytes() == tag.as_bytes();
    if headers.get(header::IF_NONE_MATCH).is_some_and(is_known) {
        return described(Response::new(Body::empty()), StatusCode::NOT_MODIFIED, &tag);
    }
    // What the player has may be of another file: then it gets the whole of this one.
    let is_same = headers.get(header::IF_RANGE).is_none_or(is_known);
    let wanted = headers.get(header::RANGE).filter(|_| is_same);
    let wanted = wanted.and_then(|wanted| range::of(wanted.to_str().ok()?, found.length));
    let (status, first, length) = match wanted {
        None => (StatusCode::OK, 0, found.length),
        Some(Ok((first, last))) => (StatusCode::PARTIAL_CONTENT, first, last - first + 1),
        Some(Err(range::Unsatisfiable)) => {
            let mut response = described(
                Response::new(Body::empty()),
                StatusCode::RANGE_NOT_SATISFIABLE,
                &tag,
            );
            let all = format!("bytes */{}", found.length);
            insert(&mut response, header::CONTENT_RANGE, &all);
            return response;
        }
    };
    let body = if method == Method::HEAD {
        Ok(Body::empty())
    } else {
        part(found.file, first, length).await
    };
    let Ok(body) = body else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = described(Response::new(body), status, &tag);
    insert(&mut response, header::CONTENT_TYPE, found.media_type);
    insert(&mut response, header::CONTENT_LENGTH, &length.to_string());
    if status == StatusCode::PARTIAL_CONTENT {
        let part = format!("bytes {first}-{}/{}", first + length - 1, found.length);
        insert(&mut response, header::CONTENT_RANGE, &part);
    }
    response
}

/// So many bytes of a file. Few are read at once and leave with their head: a gallery asks for dozens of thumbnails.
async fn part(mut file: tokio::fs::File, first: u64, length: u64) -> std::io::Result<Body> {
    if first > 0 {
        file.seek(SeekFrom::Start(first)).await?;
    }
    let few = usize::try_from(length).ok().filter(|it| *it <= PIECE);
    let Some(few) = few else {
        let stream = ReaderStream::with_capacity(file.take(length), PIECE);
        return Ok(Body::from_stream(stream));
    };
    let mut bytes = vec![0; few];
    file.read_exact(&mut bytes).await?;
    Ok(Body::from(bytes))
}

fn described(mut response: Response, status: StatusCode, tag: &str) -> Response {
    *response.status_mut() = status;
    insert(&mut response, header::ACCEPT_RANGES, "bytes");
    insert(&mut response, header::CACHE_CONTROL, FOR_EVER);
    insert(&mut response, header::ETAG, tag);
    response
}

fn insert(response: &mut Response, name: HeaderName, value: &str) {
    // Hashes, numbers and words of ours: always a value.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// The hash of a name as it is handed out; in capitals or cut off it is none.
pub(super) fn hash_of(name: &str) -> Option<ContentHash> {
    let is_plain = name.len() == 64
        && name
            .bytes()
            .all(|it| it.is_ascii_digit() || (b'a'..=b'f').contains(&it));
    if !is_plain {
        return None;
    }
    let bytes: Option<Vec<u8>> = (0..name.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(name.get(at..at + 2)?, 16).ok())
        .collect();
    ContentHash::try_from(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_page_may_read_bytes() {
        let is_page = |origin: &'static str| super::is_page(&HeaderValue::from_static(origin));
        assert!(is_page("tauri://localhost") && is_page("http://127.0.0.1:41234"));
        for other in [
            "null",
            "https://127.0.0.1.evil.example",
            "http://localhost",
            "",
        ] {
            assert!(!is_page(other), "{other}");
        }
    }

    #[test]
    fn only_a_whole_hash_in_small_letters_is_a_name() {
        let name = "0a".repeat(32);
        assert_eq!(hash_of(&name), Some(ContentHash([10; 32])));
        for wrong in [
            "",
            "..",
            "../../etc/passwd",
            &name[1..],
            &name.to_uppercase(),
            &format!("{name}0"),
            &format!("+{}", &name[1..]),
            &format!("{}a", "图".repeat(21)),
        ] {
            assert_eq!(hash_of(wrong), None, "{wrong}");
        }
    }
}
