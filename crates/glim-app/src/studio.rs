//! The studio: pictures and videos are asked for, followed until they are kept, and found again in a gallery.
//!
//! What is asked for is a job, a row before it is a call; what is kept is an artifact. The words of both are in
//! `ask_view.rs` and `view.rs`.

mod ask;
mod ask_view;
mod bring_in;
mod errors;
mod fetch;
mod follow;
mod forms;
mod gallery;
mod improve;
mod in_chat;
mod input;
mod job;
mod jobs;
mod kept;
mod make;
mod media;
mod runner;
mod serve;
mod shelf;
mod stamp;
mod state;
mod submit;
mod take_out;
mod view;

use glim_store::{ArtifactId, BoardId};

pub use ask_view::*;
pub use in_chat::{MadeView, MakingView, ResultView};
pub(crate) use in_chat::{Outlook, begin, in_answers, orders, orders_again, outlooks};
pub use job::Pace;
pub use make::*;
pub(crate) use shelf::Shelf;
pub(crate) use state::Studio;
pub use view::*;

use crate::{App, UiError};

/// Lays out a gallery: all of it, or what a filter leaves.
///
/// # Errors
/// `notFound` when the board is gone.
pub async fn studio_gallery(app: &App, request: OpenGallery) -> Result<Gallery, UiError> {
    gallery::open(app, request).await
}

/// The rows that touch a stretch of a gallery.
///
/// # Errors
/// `notFound` when the layout is no longer remembered: the gallery is to be opened again.
pub async fn studio_gallery_rows(
    app: &App,
    request: GalleryStretch,
) -> Result<Vec<GalleryRow>, UiError> {
    gallery::rows(app, &request).await
}

/// Where an artifact is in a gallery; nothing if it is not in it.
///
/// # Errors
/// As [`studio_gallery_rows`]; `notFound` too when the artifact is gone.
pub async fn studio_gallery_place(
    app: &App,
    request: FindInGallery,
) -> Result<Option<GalleryPlace>, UiError> {
    gallery::place(app, &request).await
}

/// Which artifact has an index in a gallery, and where it is; nothing past its end.
///
/// # Errors
/// As [`studio_gallery_rows`].
pub async fn studio_gallery_at(
    app: &App,
    request: GalleryIndex,
) -> Result<Option<GalleryPlace>, UiError> {
    gallery::at(app, &request).await
}

/// Which artifacts lie between two indexes of a gallery, both included.
///
/// # Errors
/// As [`studio_gallery_rows`].
pub async fn studio_gallery_range(
    app: &App,
    request: GalleryRange,
) -> Result<Vec<ArtifactId>, UiError> {
    gallery::range(app, &request).await
}

/// All that is known of an artifact, deleted or not.
///
/// # Errors
/// `notFound`.
pub async fn studio_artifact(app: &App, request: ArtifactId) -> Result<ArtifactView, UiError> {
    kept::artifact(app, request).await
}

/// What a gallery can be limited to.
///
/// # Errors
/// None but those of the store.
pub async fn studio_facets(app: &App, (): ()) -> Result<Facets, UiError> {
    kept::facets(app).await
}

/// Makes artifacts favourites, or no longer. Here and below, what is gone is passed over.
///
/// # Errors
/// None but those of the store.
pub async fn studio_favourite(app: &App, request: SetFavourite) -> Result<(), UiError> {
    kept::favourite(app, request).await
}

/// Gives artifacts tags and takes tags from them.
///
/// # Errors
/// `badInput` when a tag has no name.
pub async fn studio_tag(app: &App, request: SetTags) -> Result<(), UiError> {
    kept::tag(app, request).await
}

/// Gives a tag another name, or makes it one with the tag of that name.
///
/// # Errors
/// `notFound`; `badInput` when the name is empty.
pub async fn studio_tag_rename(app: &App, request: RenameTag) -> Result<(), UiError> {
    kept::rename_tag(app, request).await
}

/// Takes a tag from everything.
///
/// # Errors
/// `notFound`.
pub async fn studio_tag_delete(app: &App, request: String) -> Result<(), UiError> {
    kept::delete_tag(app, &request).await
}

/// Makes a board.
///
/// # Errors
/// `badInput` when the name is empty.
pub async fn studio_board_create(app: &App, request: CreateBoard) -> Result<BoardView, UiError> {
    kept::create_board(app, request).await
}

/// Gives a board another name.
///
/// # Errors
/// `notFound`; `badInput` when the name is empty.
pub async fn studio_board_rename(app: &App, request: RenameBoard) -> Result<(), UiError> {
    kept::rename_board(app, request).await
}

/// Deletes a board; what is on it stays. It can be restored.
///
/// # Errors
/// `notFound`.
pub async fn studio_board_delete(app: &App, request: BoardId) -> Result<(), UiError> {
    kept::delete_board(app, request).await
}

/// Brings a deleted board back.
///
/// # Errors
/// `notFound` when it was deleted too long ago.
pub async fn studio_board_restore(app: &App, request: BoardId) -> Result<(), UiError> {
    kept::restore_board(app, request).await
}

/// Puts artifacts on a board.
///
/// # Errors
/// `notFound` when the board is gone.
pub async fn studio_board_put(app: &App, request: BoardArtifacts) -> Result<(), UiError> {
    kept::put(app, request).await
}

/// Takes artifacts off a board; they are kept.
///
/// # Errors
/// `notFound` when the board is gone.
pub async fn studio_board_take_off(app: &App, request: BoardArtifacts) -> Result<(), UiError> {
    kept::take_off(app, request).await
}

/// Deletes artifacts; they can be brought back for thirty days.
///
/// # Errors
/// None but those of the store.
pub async fn studio_delete(app: &App, request: Vec<ArtifactId>) -> Result<(), UiError> {
    kept::delete(app, &request).await
}

/// Brings deleted artifacts back.
///
/// # Errors
/// None but those of the store.
pub async fn studio_undelete(app: &App, request: Vec<ArtifactId>) -> Result<(), UiError> {
    kept::undelete(app, &request).await
}

/// Removes deleted artifacts for good; those that are not deleted are passed over.
///
/// # Errors
/// None but those of the store.
pub async fn studio_purge(app: &App, request: Vec<ArtifactId>) -> Result<(), UiError> {
    kept::purge(app, &request).await
}

/// Takes files of the person's into the gallery; a ticket is redeemed once. A content that is there already is not taken twice.
///
/// # Errors
/// `notFound` when the ticket was redeemed or is none, or the board is gone. A file that is not taken is no error: the report
/// says why.
pub async fn studio_import(app: &App, request: ImportMedia) -> Result<ImportReport, UiError> {
    bring_in::import(app, request).await
}

/// Writes artifacts into a folder that the person picks; nothing when the dialog was closed.
///
/// # Errors
/// `openFailed` when the host cannot ask; `diskFull` and `storeDenied` when it cannot be written there; `notFound`.
pub async fn studio_export(
    app: &App,
    request: ExportMedia,
) -> Result<Option<MediaExported>, UiError> {
    take_out::export(app, request).await
}

/// Shows the file of an artifact in the system's file browser.
///
/// # Errors
/// `notFound`; `openFailed` when the system does not take it.
pub async fn studio_reveal(app: &App, request: ArtifactId) -> Result<(), UiError> {
    take_out::reveal(app, request).await
}

/// Opens an artifact with the system's program for its kind.
///
/// # Errors
/// As [`studio_reveal`].
pub async fn studio_open_outside(app: &App, request: ArtifactId) -> Result<(), UiError> {
    take_out::open(app, request).await
}
