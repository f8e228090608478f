//! A collection as one file: texts, places and, when wished, vectors and originals; to keep, to give away, to read in elsewhere
//! without reading its files again (ADR 13).
//!
//! The file is a ZIP of `manifest.json`, `sources.jsonl`, and for each source `text/N.jsonl`, `vectors/N.bin` and `files/N`. Names
//! inside it are only ever looked up, never written to. Who reads one in trusts nothing of it but that the texts are texts.

mod manifest;
mod read;
mod view;
mod write;

use glim_store::{CollectionId, NewCollection, Place, SourceId, Store};
use tokio::sync::oneshot;

pub use view::*;

use super::{add::blocking, contents};
use crate::{App, AppEvent, ErrorCode, HostRequest, Out, UiError};

/// Rows of the list that are read at once.
const PAGE: u32 = 200;

/// How large the file of a collection would become, before anything is written.
pub async fn library_export_size(app: &App, request: CollectionId) -> Result<ExportSize, UiError> {
    let store = app.store()?;
    store.collection(request).await?;
    let mut size = ExportSize::default();
    for source in members(&store, request).await? {
        let Some(shown) = store.shown(source).await? else {
            size.unread += 1;
            continue;
        };
        size.sources += 1;
        let data_folder = app.early_now().data_folder;
        let places = store.locations(source).await?;
        let original =
            blocking(move || contents::original(&data_folder, shown.hash, &places)).await?;
        match original {
            Some((_, bytes)) => size.file_bytes = size.file_bytes.saturating_add(bytes),
            None => size.files_missing += 1,
        }
    }
    let statistics = store.statistics(Some(request)).await?;
    size.text_bytes = u64::try_from(statistics.text_bytes).unwrap_or(0);
    if let Some(model) = write::serving(&store).await? {
        let chunks = u64::try_from(statistics.chunks).unwrap_or(0);
        size.vector_bytes = chunks.saturating_mul(u64::from(model.dimensions) * 2 + 16);
        size.has_vectors = true;
    }
    Ok(size)
}

/// Writes a collection into one file in a folder that the person picks; nothing when the dialog was closed.
///
/// # Errors
/// `openFailed` when the host cannot ask; `diskFull` and `storeDenied` when it cannot be written there. What was begun is removed.
pub async fn library_export(
    app: &App,
    request: ExportCollection,
    out: Out<BundleProgress>,
) -> Result<Option<Exported>, UiError> {
    let collection = app.store()?.collection(request.collection).await?;
    let (done, picked) = oneshot::channel();
    app.ask_host(HostRequest::PickFolder { done })?;
    let picked = picked
        .await
        .map_err(|_| UiError::new(ErrorCode::OpenFailed))?;
    match picked {
        None => Ok(None),
        Some(folder) => Box::pin(write::write(app, &collection, (&request, folder), &out))
            .await
            .map(Some),
    }
}

/// Reads the file of a collection in; a ticket is redeemed once, and one file of it is taken. Contents that the library has are
/// not read again.
///
/// # Errors
/// `bundleNotTaken` with `why`: it is no such file, from a newer Glim, damaged, or too large; nothing of it is in the library then.
pub async fn library_import(
    app: &App,
    request: ImportBundle,
    out: Out<BundleProgress>,
) -> Result<Imported, UiError> {
    let paths = app.0.library.tickets.redeem(&request.ticket);
    let path = paths.and_then(|paths| paths.into_iter().next());
    let path = path.ok_or_else(|| UiError::not_found("ticket"))?;
    let folder = app.early_now().data_folder.join(contents::FOLDER);
    let store = app.store()?;
    let unpacked = read::unpack(&store, path, folder, &out).await?;
    let new = NewCollection {
        name: super::named("library_import", &unpacked.name)?,
        settings: serde_json::json!({}),
        now_ms: app.now_ms(),
    };
    let collection = store.create_collection(&new).await?;
    let mut imported = Imported {
        collection: collection.id,
        name: collection.name,
        added: 0,
        known: 0,
    };
    for part in unpacked.sources.chunks(100) {
        let added = store
            .add_sources(part, Some(collection.id), app.now_ms())
            .await?;
        for added in added {
            match added {
                glim_store::Added::New(_) => imported.added += 1,
                _ => imported.known += 1,
            }
        }
    }
    // Where their originals are not in the file, nothing lies at the places they were given.
    let nowhere: Vec<Place> = unpacked
        .sources
        .iter()
        .filter(|new| matches!(&new.place, Place::File(path) if !path.is_file()))
        .map(|new| new.place.clone())
        .collect();
    store.mark_missing(&nowhere, app.now_ms()).await?;
    app.tell(AppEvent::LibraryChanged);
    app.0.library.wake();
    Ok(imported)
}

/// All sources of a collection, last added first.
async fn members(store: &Store, collection: CollectionId) -> Result<Vec<SourceId>, UiError> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = store.list_sources(Some(collection), after, PAGE).await?;
        all.extend(page.sources.iter().map(|source| source.id));
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

fn not_taken(why: &str) -> UiError {
    UiError::new(ErrorCode::BundleNotTaken).with("why", why)
}
