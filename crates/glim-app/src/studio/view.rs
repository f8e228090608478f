//! What the Studio place says to the web view and hears from it: of what is kept. What is asked for is `ask_view.rs`.

use std::collections::BTreeMap;

use glim_store::{ArtifactId, BoardId, JobId, Kin, MediaKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// What a gallery is limited to; empty lists and `None` limit nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct GalleryFilter {
    /// Words of prompts, names and tags, as they are typed in a search box.
    pub text: String,
    /// Of any of these kinds.
    pub kinds: Vec<MediaKind>,
    /// Of any of these models.
    pub models: Vec<String>,
    /// Made at or after this.
    pub from_ms: Option<i64>,
    /// Made before this.
    pub until_ms: Option<i64>,
    /// Only favourites.
    pub favourite: bool,
    /// With this tag.
    pub tag: Option<String>,
    /// On this board.
    pub board: Option<BoardId>,
    /// The deleted ones, instead of those that are there.
    pub deleted: bool,
}

/// Lays out a gallery.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenGallery {
    /// What it shows.
    pub filter: GalleryFilter,
    /// How wide the rows are, in CSS pixels.
    pub width: u32,
    /// How high a row should be; it will be a little more or less.
    pub row_height: u32,
    /// Between two pictures and between two rows.
    pub gap: u32,
    /// Above the first row of each month, for its name; 0 lets the rows of all months follow one another.
    pub heading: u32,
    /// The stretch that is looked at, whose rows come along: from here,
    #[serde(default)]
    pub top: u32,
    /// to here.
    #[serde(default)]
    pub bottom: u32,
}

/// A gallery that is laid out: newest first, in rows of equal width.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Gallery {
    /// Names this layout; it may be forgotten when others were made since, and is told as `notFound` then.
    pub token: String,
    /// How many there are.
    pub total: u32,
    /// Height of all of it.
    pub height: u32,
    /// The months in it, from the top.
    pub months: Vec<GalleryMonth>,
    /// Counts changes of what is kept: a `studioArtifactsChanged` with a higher one makes this layout old.
    pub generation: i64,
    /// The rows that touch the stretch that was asked for, as `studio_gallery_rows` gives them.
    pub rows: Vec<GalleryRow>,
}

/// Where a month begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GalleryMonth {
    /// The year, by the clock on the wall here.
    pub year: i16,
    /// 1 to 12.
    pub month: u8,
    /// Where it begins; its heading, if headings were asked for, is there.
    pub top: u32,
    /// How many were made in it.
    pub count: u32,
    /// The index of its first.
    pub first: u32,
}

/// Asks for the rows that touch a stretch of a layout.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GalleryStretch {
    /// The layout.
    pub token: String,
    /// From here,
    pub top: u32,
    /// to here; of a very long stretch only the first 1,000 pictures come.
    pub bottom: u32,
}

/// A row of a gallery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GalleryRow {
    /// Where it begins.
    pub top: u32,
    /// How high it is.
    pub height: u32,
    /// The index of its first.
    pub first: u32,
    /// From the left.
    pub items: Vec<GalleryItem>,
}

/// A picture or video in a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GalleryItem {
    /// Its id.
    pub id: ArtifactId,
    /// Where it begins in its row.
    pub left: u32,
    /// How wide it is there.
    pub width: u32,
    /// What it is.
    pub kind: MediaKind,
    /// Name of its small picture, for `/thumb/`; none when none could be made.
    pub thumb: Option<String>,
    /// A blur to show until then, in base64.
    pub thumbhash: Option<String>,
    /// Kept dear.
    pub favourite: bool,
    /// How long a video is.
    pub duration_ms: Option<u32>,
    /// The beginning of its prompt, on one line.
    pub prompt: String,
    /// Width of the picture itself.
    pub pixel_width: u32,
    /// Height of the picture itself.
    pub pixel_height: u32,
}

/// Asks where an artifact is in a layout.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FindInGallery {
    /// The layout.
    pub token: String,
    /// The artifact.
    pub id: ArtifactId,
}

/// Asks which artifact has an index in a layout, as the arrow keys do.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GalleryIndex {
    /// The layout.
    pub token: String,
    /// Counted from 0 in the order of the gallery.
    pub index: u32,
}

/// Asks which artifacts lie between two indexes, both included, for a selection by `Shift`; at most 10,000.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GalleryRange {
    /// The layout.
    pub token: String,
    /// One end.
    pub from: u32,
    /// The other.
    pub to: u32,
}

/// Where an artifact is in a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GalleryPlace {
    /// Which.
    pub id: ArtifactId,
    /// Counted from 0 in the order of the gallery.
    pub index: u32,
    /// Which row it is in, counted from 0.
    pub row: u32,
    /// Where that row begins.
    pub top: u32,
    /// How high that row is.
    pub height: u32,
    /// Where it begins in the row.
    pub left: u32,
    /// How wide it is there.
    pub width: u32,
    /// The one above it, by the middle of its width.
    pub above: Option<u32>,
    /// The one below it.
    pub below: Option<u32>,
}

/// An artifact with all that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ArtifactView {
    /// Its id.
    pub id: ArtifactId,
    /// The job that made it, if it is still listed.
    pub job: Option<JobId>,
    /// What it is.
    pub kind: MediaKind,
    /// Name of its file, for `/media/`.
    pub file: String,
    /// What its file is, such as `image/png`.
    pub media_type: String,
    /// Size of its file.
    pub bytes: i64,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// How long a video is.
    pub duration_ms: Option<u32>,
    /// Name of its small picture, for `/thumb/`.
    pub thumb: Option<String>,
    /// A blur to show until then, in base64.
    pub thumbhash: Option<String>,
    /// The way of the model it was made by.
    pub mode: Option<String>,
    /// The model; none of an imported one that does not say.
    pub model: Option<String>,
    /// What was asked for.
    pub prompt: String,
    /// The rest of the form, by the names of its parameters.
    pub parameters: BTreeMap<String, Value>,
    /// Name of the file it was imported from.
    pub name: Option<String>,
    /// Kept dear.
    pub favourite: bool,
    /// When it was made.
    pub made_ms: i64,
    /// When it was deleted, if it was.
    pub deleted_ms: Option<i64>,
    /// What it was made from.
    pub parents: Vec<Kin>,
    /// What was made from it, oldest first, at most 200.
    pub children: Vec<Kin>,
    /// Its tags, by name.
    pub tags: Vec<String>,
    /// The boards it is on.
    pub boards: Vec<BoardId>,
}

/// Makes artifacts favourites, or no longer.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetFavourite {
    /// Which.
    pub artifacts: Vec<ArtifactId>,
    /// Whether they are.
    pub favourite: bool,
}

/// Gives artifacts tags and takes tags from them.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetTags {
    /// Which.
    pub artifacts: Vec<ArtifactId>,
    /// Tags to give, made if there are none of that name.
    pub add: Vec<String>,
    /// Tags to take.
    pub remove: Vec<String>,
}

/// Gives a tag another name; if there is one of that name, the two become one.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RenameTag {
    /// Its name.
    pub tag: String,
    /// Its name from now on.
    pub name: String,
}

/// Makes a board.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CreateBoard {
    /// Its name.
    pub name: String,
    /// What is on it from the start.
    pub artifacts: Vec<ArtifactId>,
}

/// Gives a board another name.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RenameBoard {
    /// Which.
    pub board: BoardId,
    /// The name.
    pub name: String,
}

/// Puts artifacts on a board or takes them off.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BoardArtifacts {
    /// Which.
    pub board: BoardId,
    /// Which.
    pub artifacts: Vec<ArtifactId>,
}

/// A board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BoardView {
    /// Its id.
    pub id: BoardId,
    /// Its name.
    pub name: String,
    /// How many are on it that are not deleted.
    pub count: u32,
    /// The small picture of the one put on it last.
    pub cover: Option<String>,
}

/// What a gallery can be limited to, with how many each would leave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Facets {
    /// All that are not deleted.
    pub total: u32,
    /// Pictures.
    pub images: u32,
    /// Videos.
    pub videos: u32,
    /// Favourites.
    pub favourites: u32,
    /// Deleted, and can be brought back.
    pub deleted: u32,
    /// Models, most used first.
    pub models: Vec<FacetCount>,
    /// Tags, most used first.
    pub tags: Vec<FacetCount>,
    /// Boards, by name.
    pub boards: Vec<BoardView>,
}

/// A name and how many have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FacetCount {
    /// The model or tag.
    pub name: String,
    /// How many.
    pub count: u32,
}

/// Imports files that were dropped or picked, each ticket once.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportMedia {
    /// From the host.
    pub ticket: String,
    /// On this board, or on none.
    pub board: Option<BoardId>,
}

/// What importing came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// The artifacts, new or known, in the order of the files.
    pub artifacts: Vec<ArtifactId>,
    /// Files that were not taken.
    pub refused: Vec<MediaRefused>,
}

/// A file that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MediaRefused {
    /// Its name.
    pub name: String,
    /// Why.
    pub why: MediaRefusal,
}

/// Why a file is not taken into the studio, or as the picture a job starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MediaRefusal {
    /// Neither a picture nor a video of a kind that is shown.
    NotMedia,
    /// It is not whole, or not what it begins like.
    Damaged,
    /// More bytes or pixels than are looked at.
    TooLarge,
    /// It is not there, or may not be read.
    Unreadable,
}

/// Writes artifacts into a folder that the person picks.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportMedia {
    /// Which.
    pub artifacts: Vec<ArtifactId>,
    /// Write prompt, model and parameters into the files.
    pub stamped: bool,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MediaExported {
    /// How many files.
    pub count: u32,
    /// Name of the file, or of the folder if there are several.
    pub name: String,
}
