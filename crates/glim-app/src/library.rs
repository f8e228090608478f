//! The library: files are added, read in a process of their own, and found by words and by meaning.
//!
//! The host hands in paths and gets a ticket ([`App::hand_in_files`]); `library_add` redeems it. From there the task in
//! `indexer.rs` goes on by itself, and tells what it does by events.

mod add;
mod bundle;
mod bytes;
mod cloud;
mod cloud_view;
mod contents;
mod embedding;
mod fill;
mod fill_paid;
mod folders;
mod hash;
mod index;
mod indexer;
mod intake;
mod kind;
mod maker;
mod meaning;
mod ocr;
mod outline;
mod outside;
mod pages;
mod paid_view;
mod pieces;
mod price;
mod question;
mod reader;
mod recognise;
mod rerank;
mod search;
mod state;
mod take;
mod tickets;
mod view;
mod walk;

use std::path::PathBuf;

use glim_store::{Collection, CollectionId, Health, Listed, NewCollection, SourceId, SourcePage};

pub use bundle::{
    BundleProgress, ExportCollection, ExportSize, Exported, ImportBundle, Imported, library_export,
    library_export_size, library_import,
};
pub use bytes::{BytesRead, ReadBytes};
pub use cloud::{
    library_cloud, library_cloud_create, library_cloud_delete, library_cloud_document_delete,
    library_cloud_documents, library_cloud_rename, library_cloud_search, library_cloud_send,
    library_cloud_send_plan,
};
pub use cloud_view::*;
pub(crate) use contents::FOLDER as CONTENTS_FOLDER;
pub use embedding::{
    library_embedding, library_embedding_choose, library_embedding_forget, library_embedding_go_on,
    library_embedding_plan, library_rerank,
};
pub use folders::{
    ChosenReviews, FolderState, FolderView, ListReviews, ReviewPage, ReviewView, SetFolder, Taken,
    WatchNewFolder, library_folder_look, library_folder_set, library_folders, library_reviews,
    library_reviews_ignore, library_reviews_take, library_unwatch, library_watch,
};
pub use ocr::{
    library_ocr, library_ocr_go_on, library_ocr_plan, library_ocr_state, library_ocr_stop,
};
pub use outline::Outline;
pub use paid_view::*;
pub(crate) use question::{
    SourcePassage, chosen_sources, find_passages, is_coming, local_model, read_first, whole_text,
};
pub use reader::serve_reader;
pub(crate) use search::locators;
pub(crate) use state::Library;
pub use state::LibrarySetup;
pub use view::*;
pub use zhipu::page::PageLimits;

use crate::{App, AppEvent, Out, UiError};

/// Longest name of a collection, in characters.
const LONGEST_NAME: usize = 200;
/// Most rows of a page of a list.
const LARGEST_PAGE: u32 = 200;
/// Pages of a collection that are looked through for sources at one stage.
const PAGES: usize = 20;
/// What a person asks for first goes before what was only added.
const FIRST: i64 = 10;

impl App {
    /// Takes paths from the host and gives what the web view may know of them. They wait for `library_add`.
    pub fn hand_in_files(&self, paths: Vec<PathBuf>) -> Ticket {
        self.0.library.tickets.hand_in(paths)
    }

    /// Tells the page that so many files are held over the window, or none any more. While the data is closed nothing
    /// could take them, so nothing is told that would invite them.
    pub fn files_hover(&self, count: u32) {
        if count == 0 || self.store().is_ok() {
            self.tell(AppEvent::FilesHover { count });
        }
    }

    /// Takes files that were dropped on the window and tells the page their ticket; while the data is closed they are
    /// let go.
    pub fn drop_files(&self, paths: Vec<PathBuf>) {
        self.files_hover(0);
        if paths.is_empty() || self.store().is_err() {
            return;
        }
        let ticket = self.hand_in_files(paths);
        self.tell(AppEvent::FilesDropped { ticket });
    }
}

/// Adds the files and folders of a ticket; each ticket once. They are read afterwards, in the background.
///
/// # Errors
/// `notFound` when the ticket was redeemed or is none, or the collection is gone. A file that is not taken is no error:
/// the report says why.
pub async fn library_add(
    app: &App,
    request: AddFiles,
    out: Out<AddProgress>,
) -> Result<AddReport, UiError> {
    add::add(app, request, &out).await
}

/// Adds a page of the web, fetched now and read afterwards.
///
/// # Errors
/// `pageNotTaken` with `why`; `notFound` when the collection is gone.
pub async fn library_add_page(app: &App, request: AddPage) -> Result<AddedPage, UiError> {
    pages::add(app, request).await
}

/// Fetches the page of a source again; what is new in it is read.
///
/// # Errors
/// As [`library_add_page`]; `notFound` when the source is no page.
pub async fn library_page_again(app: &App, request: SourceId) -> Result<AddedPage, UiError> {
    pages::again(app, request).await
}

/// What a ticket stands for, once: for another place that takes files.
pub(crate) fn redeem(app: &App, ticket: &str) -> Option<Vec<PathBuf>> {
    app.0.library.tickets.redeem(ticket)
}

/// Lets the person pick files or a folder by the host's dialog; nothing when it was closed. No event is told: who asked
/// has the ticket.
///
/// # Errors
/// `openFailed` when the host shows no dialog.
pub async fn library_pick(app: &App, request: PickFiles) -> Result<Option<Ticket>, UiError> {
    outside::pick(app, request).await
}

/// Shows the file of a source in the system's file browser.
///
/// # Errors
/// `notFound` when it is nowhere any more; `openFailed` when the system does not take it.
pub async fn library_reveal(app: &App, request: SourceId) -> Result<(), UiError> {
    outside::reveal(app, request).await
}

/// Opens the file of a source with the system's program. One that the system would run is only shown in its folder.
///
/// # Errors
/// `notFound` when it is nowhere any more; `openFailed` when the system does not take it.
pub async fn library_open_outside(app: &App, request: SourceId) -> Result<(), UiError> {
    outside::open(app, request).await
}

/// A stretch of the list, last added first.
pub async fn library_sources(app: &App, request: ListSources) -> Result<SourcePage, UiError> {
    let store = app.store()?;
    let limit = request.limit.clamp(1, LARGEST_PAGE);
    let (Some(collection), Some(stage)) = (request.collection, request.stage) else {
        if let Some(stage) = request.stage {
            return Ok(store.list_sources_at(stage, request.after, limit).await?);
        }
        let collection = request.collection;
        return Ok(store.list_sources(collection, request.after, limit).await?);
    };
    // The store lists by one or the other; within a collection the stage is looked for page by page.
    let mut found = SourcePage {
        sources: Vec::new(),
        next: request.after,
    };
    for _ in 0..PAGES {
        let page = store
            .list_sources(Some(collection), found.next, LARGEST_PAGE)
            .await?;
        found.next = page.next;
        for source in page.sources.into_iter().filter(|it| it.stage == stage) {
            if found.sources.len() == limit as usize {
                found.next = found.sources.last().map(|last| last.number);
                return Ok(found);
            }
            found.sources.push(source);
        }
        if found.next.is_none() {
            break;
        }
    }
    Ok(found)
}

/// The ids of all sources that are listed, to be scrolled through; `library_rows` gives what is in view.
pub async fn library_outline(app: &App, request: Listed) -> Result<Outline, UiError> {
    outline::outline(app, &request).await
}

/// The rows of some sources, at most five hundred, in their order. What is deleted is left out.
pub async fn library_rows(app: &App, request: Vec<SourceId>) -> Result<Vec<SourceView>, UiError> {
    outline::rows(app, request).await
}

/// A source, deleted or not, with its collections.
pub async fn library_source(app: &App, request: SourceId) -> Result<SourceView, UiError> {
    let store = app.store()?;
    let source = store.source(request).await?;
    let mut collections = store.collections_of(&[request]).await?;
    Ok(SourceView {
        source,
        collections: collections.remove(&request).unwrap_or_default(),
    })
}

/// The text of a source as it was read, from passage to passage.
pub async fn library_read(app: &App, request: ReadSource) -> Result<SourceText, UiError> {
    let limit = request.limit.clamp(1, LARGEST_PAGE);
    let mut rows = app
        .store()?
        .passages(request.source, request.first, limit + 1)
        .await?;
    let has_more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let last = rows.last().map(|row| row.ordinal);
    let passages = rows.into_iter().map(|row| PassageView {
        ordinal: row.ordinal,
        heading: row.heading,
        places: search::locators(row.locator),
        text: row.text,
    });
    Ok(SourceText {
        passages: passages.collect(),
        next: last.filter(|_| has_more).map(|last| last + 1),
    })
}

/// A piece of a source's own file, at most 256 KiB, from any of the places where it lies.
///
/// # Errors
/// `notFound` when no place has it any more, `openFailed` when the system does not let it be read. Bytes behind the end
/// are none, and no error.
pub async fn library_bytes(app: &App, request: ReadBytes) -> Result<BytesRead, UiError> {
    bytes::read(app, request).await
}

/// Reads sources again that failed, were skipped, have no text or are ready; what waits already may only go first.
pub async fn library_retry(app: &App, request: RetrySources) -> Result<(), UiError> {
    let store = app.store()?;
    let priority = if request.first { FIRST } else { 0 };
    for id in &request.sources {
        store.retry_source(*id, priority, app.now_ms()).await?;
        tell_source(app, *id).await?;
    }
    app.0.library.wake();
    Ok(())
}

/// Takes sources out of the queue; what has been read already stays.
pub async fn library_skip(app: &App, request: Vec<SourceId>) -> Result<(), UiError> {
    let store = app.store()?;
    for id in request {
        if store.skip_source(id).await? {
            tell_source(app, id).await?;
        }
    }
    Ok(())
}

/// Hides sources from lists and searches. Can be restored for thirty days.
pub async fn library_delete(app: &App, request: Vec<SourceId>) -> Result<(), UiError> {
    app.store()?.delete_sources(&request, app.now_ms()).await?;
    changed(app);
    Ok(())
}

/// Brings deleted sources back as they were.
pub async fn library_restore(app: &App, request: Vec<SourceId>) -> Result<(), UiError> {
    app.store()?.restore_sources(&request).await?;
    changed(app);
    Ok(())
}

/// What was deleted and can be restored.
pub async fn library_deleted(app: &App, (): ()) -> Result<DeletedFromLibrary, UiError> {
    let store = app.store()?;
    Ok(DeletedFromLibrary {
        sources: store.list_deleted_sources().await?,
        collections: store.list_deleted_collections().await?,
    })
}

/// All collections, oldest first.
pub async fn library_collections(app: &App, (): ()) -> Result<Vec<Collection>, UiError> {
    Ok(app.store()?.list_collections().await?)
}

/// Makes an empty collection.
///
/// # Errors
/// `badInput` without a name.
pub async fn library_collection_create(
    app: &App,
    request: CreateCollection,
) -> Result<Collection, UiError> {
    let new = NewCollection {
        name: named("library_collection_create", &request.name)?,
        settings: serde_json::json!({}),
        now_ms: app.now_ms(),
    };
    let made = app.store()?.create_collection(&new).await?;
    app.tell(AppEvent::LibraryChanged);
    Ok(made)
}

/// Gives a collection another name.
///
/// # Errors
/// `badInput` without a name.
pub async fn library_collection_rename(
    app: &App,
    request: RenameCollection,
) -> Result<(), UiError> {
    let name = named("library_collection_rename", &request.name)?;
    app.store()?
        .rename_collection(request.collection, &name)
        .await?;
    app.tell(AppEvent::LibraryChanged);
    Ok(())
}

/// Puts a collection away, alone or with the sources that are in no other. Can be restored for thirty days.
pub async fn library_collection_delete(
    app: &App,
    request: DeleteCollection,
) -> Result<(), UiError> {
    app.store()?
        .delete_collection(request.collection, request.with_sources, app.now_ms())
        .await?;
    changed(app);
    Ok(())
}

/// Brings a collection back with what went with it.
pub async fn library_collection_restore(app: &App, request: CollectionId) -> Result<(), UiError> {
    app.store()?.restore_collection(request).await?;
    changed(app);
    Ok(())
}

/// Puts sources into a collection; those that are in it stay.
pub async fn library_collection_put(app: &App, request: CollectionSources) -> Result<(), UiError> {
    app.store()?
        .put_in_collection(request.collection, &request.sources, app.now_ms())
        .await?;
    app.tell(AppEvent::LibraryChanged);
    Ok(())
}

/// Takes sources out of a collection; they stay in the library.
pub async fn library_collection_take_out(
    app: &App,
    request: CollectionSources,
) -> Result<(), UiError> {
    app.store()?
        .take_out_of_collection(request.collection, &request.sources)
        .await?;
    app.tell(AppEvent::LibraryChanged);
    Ok(())
}

/// Finds by words and by meaning, with reasons. As-you-type, a newer search ends an older one, which then says so.
pub async fn library_search(app: &App, request: SearchLibrary) -> Result<LibraryHits, UiError> {
    search::search(app, request).await
}

/// How much there is, what is read now, and how searches work at the moment.
pub async fn library_overview(app: &App, (): ()) -> Result<LibraryOverview, UiError> {
    let store = app.store()?;
    let library = &app.0.library;
    let indexes = library.indexes_now();
    let served = indexes.as_ref().and_then(|it| it.vectors.as_deref());
    // A model of the app's own may be found broken when it is read.
    let by_meaning = served.is_some_and(|served| match served.by {
        maker::Maker::Local(_) => library.model().is_some(),
        maker::Maker::Platform(_) => true,
    });
    Ok(LibraryOverview {
        statistics: store.statistics(None).await?,
        collections: store.list_collections().await?,
        reading: library.reading(),
        learning: library.learning(),
        searchable: indexes.is_some() || library.is_empty(),
        adding: u32::try_from(intake::kept(&store).await?.len()).unwrap_or(u32::MAX),
        by_meaning,
        has_model: library.model().is_some(),
        can_read: library.setup.reader.is_some(),
    })
}

/// What of a collection, or of the whole library, cannot be found, or not as expected.
pub async fn library_health(app: &App, request: Option<CollectionId>) -> Result<Health, UiError> {
    Ok(app.store()?.health(request).await?)
}

fn named(command: &str, name: &str) -> Result<String, UiError> {
    let name: String = name.trim().chars().take(LONGEST_NAME).collect();
    if name.is_empty() {
        return Err(UiError::bad_input(command, "a collection has a name").with("field", "name"));
    }
    Ok(name)
}

/// What is found may have changed: the indexes follow.
fn changed(app: &App) {
    app.tell(AppEvent::LibraryChanged);
    app.0.library.wake();
}

async fn tell_source(app: &App, id: SourceId) -> Result<(), UiError> {
    let stage = app.store()?.source(id).await?.stage;
    app.tell(AppEvent::SourceChanged { id, stage });
    Ok(())
}
