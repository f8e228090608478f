//! Pages of the web as sources: fetched when a person gives an address, kept as a file of our own, and read like any other.
//!
//! The content is a file named by its hash in the data folder: what was read stays what it was when the page changes or goes. A
//! page is fetched again only when asked for.

use std::{io, path::Path};

use glim_store::{Added, ContentHash, NewSource, Place, SourceId};
use sha2::{Digest as _, Sha256};
use zhipu::page::{self, Page, PageError};

use super::{AddPage, AddedPage, PageOutcome, add::blocking, contents, kind};
use crate::{App, AppEvent, ErrorCode, UiError};

/// What is taken, by what the server calls it, with the ending its file gets.
const ENDINGS: [(&str, &str); 14] = [
    ("text/html", "html"),
    ("application/xhtml+xml", "html"),
    ("application/pdf", "pdf"),
    ("text/plain", "txt"),
    ("text/markdown", "md"),
    ("text/csv", "csv"),
    ("application/json", "json"),
    ("text/xml", "xml"),
    ("application/xml", "xml"),
    ("application/epub+zip", "epub"),
    ("application/rtf", "rtf"),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "pptx",
    ),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
];
/// Longest name of a page, in characters.
const LONGEST_NAME: usize = 200;

pub(super) async fn add(app: &App, request: AddPage) -> Result<AddedPage, UiError> {
    let address = page::address(&request.address).map_err(|error| refused(&error))?;
    let store = app.store()?;
    if let Some(collection) = request.collection
        && store.collection(collection).await?.deleted_ms.is_some()
    {
        return Err(UiError::not_found("collection"));
    }
    let proxy = app.proxy_with_password().await?;
    let limits = app.0.library.page_limits();
    let fetched = page::fetch(&address, &proxy, &limits).await;
    let page = fetched.map_err(|error| refused(&error))?;
    let new = keep(app, address.as_str(), page).await?;
    let added = store
        .add_sources(&[new], request.collection, app.now_ms())
        .await?;
    app.tell(AppEvent::LibraryChanged);
    app.0.library.wake();
    let added = added.into_iter().next();
    let added = added.ok_or_else(|| UiError::new(ErrorCode::Internal))?;
    Ok(AddedPage {
        source: added.source(),
        outcome: match added {
            Added::New(_) => PageOutcome::Added,
            Added::Changed(_) => PageOutcome::Changed,
            Added::Known(_) => PageOutcome::Known,
            Added::Restored(_) => PageOutcome::Restored,
            Added::Unchanged(_) => PageOutcome::Unchanged,
        },
    })
}

pub(super) async fn again(app: &App, source: SourceId) -> Result<AddedPage, UiError> {
    let places = app.store()?.locations(source).await?;
    let address = places.into_iter().find_map(|it| match it.place {
        Place::Web(address) => Some(address),
        Place::File(_) => None,
    });
    let address = address.ok_or_else(|| UiError::not_found("page"))?;
    let request = AddPage {
        address,
        collection: None,
    };
    add(app, request).await
}

/// Makes a file of the content and says what it is.
async fn keep(app: &App, address: &str, page: Page) -> Result<NewSource, UiError> {
    let ending = ending(&page).ok_or_else(|| {
        let what = page.media_type.clone().unwrap_or_default();
        not_taken("kind").with("mediaType", what)
    })?;
    let hash = ContentHash(Sha256::digest(&page.content).into());
    let folder = app.early_now().data_folder.join(contents::FOLDER);
    let path = folder.join(format!("{hash:?}.{ending}"));
    let bytes = i64::try_from(page.content.len()).unwrap_or(i64::MAX);
    let content = page.content.clone();
    let written = blocking(move || contents::write(&folder, &path, &content)).await?;
    written.map_err(|error| match error.kind() {
        io::ErrorKind::StorageFull => UiError::new(ErrorCode::DiskFull),
        _ => UiError::new(ErrorCode::StoreDenied).with("detail", error.to_string()),
    })?;
    let kind = kind::of(Path::new(&format!("x.{ending}")));
    Ok(NewSource {
        place: Place::Web(address.to_owned()),
        name: name_of(&page.address),
        kind: if kind == "html" { "web" } else { kind }.to_owned(),
        hash,
        bytes,
        modified_ms: app.now_ms(),
    })
}

/// What the server says; what it calls bytes or nothing is told by the address.
fn ending(page: &Page) -> Option<&'static str> {
    let told = page.media_type.as_deref().unwrap_or_default();
    if let Some((_, ending)) = ENDINGS.iter().find(|(name, _)| *name == told) {
        return Some(ending);
    }
    if !matches!(
        told,
        "" | "application/octet-stream" | "binary/octet-stream"
    ) {
        return told.starts_with("text/").then_some("txt");
    }
    let path = Path::new(page.address.path());
    let named = path.extension()?.to_str()?.to_ascii_lowercase();
    let known = ENDINGS.iter().find(|(_, ending)| *ending == named);
    known.map(|(_, ending)| *ending)
}

/// A name until the page has been read and has told its title: the host and the last part of the path.
fn name_of(address: &url::Url) -> String {
    let host = address.host_str().unwrap_or_default();
    let parts = address.path_segments();
    let last = parts.and_then(|mut parts| parts.rfind(|part| !part.is_empty()));
    shortened(&match last {
        Some(last) => format!("{host}/{}", decoded(last)),
        None => host.to_owned(),
    })
}

/// Percent signs of an address as the characters they stand for.
fn decoded(part: &str) -> String {
    // A plus sign is itself in a path, and `=` and `&` part nothing there.
    let plain = part
        .replace('+', "%2B")
        .replace('&', "%26")
        .replace('=', "%3D");
    let decoded = url::form_urlencoded::parse(plain.as_bytes()).next();
    decoded.map_or_else(|| part.to_owned(), |(name, _)| name.into_owned())
}

/// A title as the name of a source: one line, not too long.
pub(super) fn shortened(title: &str) -> String {
    let words: Vec<&str> = title.split_whitespace().collect();
    let line: String = words.join(" ");
    let line = line.chars().filter(|it| !it.is_control());
    line.take(LONGEST_NAME).collect()
}

fn not_taken(why: &str) -> UiError {
    UiError::new(ErrorCode::PageNotTaken).with("why", why)
}

fn refused(error: &PageError) -> UiError {
    match error {
        PageError::NotPublic { host } => not_taken("notPublic").with("host", host),
        PageError::UnknownHost { host } => not_taken("unknownHost").with("host", host),
        PageError::TooManyRedirects { .. } => not_taken("redirects"),
        PageError::Refused { status } => not_taken("status").with("status", status.to_string()),
        PageError::TooLarge { limit } => {
            not_taken("tooLarge").with("megabytes", (limit >> 20).to_string())
        }
        PageError::TimedOut { .. } => not_taken("timedOut"),
        PageError::Client(_) => UiError::new(ErrorCode::ProxyFailed),
        PageError::NotAnAddress => not_taken("address"),
        _ => not_taken("connection"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> url::Url {
        text.parse().unwrap()
    }

    #[test]
    fn a_page_has_a_name_people_can_read_before_it_is_read() {
        assert_eq!(name_of(&url("https://bigmodel.cn/")), "bigmodel.cn");
        let chinese = url("https://zh.wikipedia.org/wiki/人工智能+1");
        assert_eq!(name_of(&chinese), "zh.wikipedia.org/人工智能+1");
        assert_eq!(shortened(" a\n\tb\u{7} "), "a b");
    }

    #[test]
    fn what_a_page_is_comes_from_the_server_or_its_address() {
        let page = |media_type: Option<&str>, address: &str| Page {
            address: url(address),
            media_type: media_type.map(str::to_owned),
            content: Vec::new().into(),
        };
        assert_eq!(
            ending(&page(Some("text/html"), "https://a.b/x.pdf")),
            Some("html")
        );
        assert_eq!(
            ending(&page(Some("text/x-rust"), "https://a.b/x")),
            Some("txt")
        );
        assert_eq!(ending(&page(None, "https://a.b/x.PDF?y")), Some("pdf"));
        assert_eq!(ending(&page(Some("image/png"), "https://a.b/x.pdf")), None);
        assert_eq!(ending(&page(None, "https://a.b/x.exe")), None);
    }
}
