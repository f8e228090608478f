//! What the library says and is told, as it crosses to the UI. Rows that are shown as they are kept (`Source`,
//! `Collection`, `Statistics`, `Health`) are the store's own.

use glim_store::{Collection, CollectionId, Source, SourceId, Stage, Statistics};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Reranking, WithoutMeaning};

/// Files that the host has handed in, to be redeemed once by `library_add`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Ticket {
    /// Names these files; says nothing about where they lie.
    pub ticket: String,
    /// Names of what was handed in, at most a hundred.
    pub names: Vec<String>,
    /// How many files and folders were handed in.
    pub count: u32,
}

/// Lets the person pick what is to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PickFiles {
    /// A folder instead of files: no system's dialog lets both be picked.
    pub folder: bool,
}

/// Adds what a ticket stands for.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AddFiles {
    /// From the host.
    pub ticket: String,
    /// Into this collection, or into none.
    pub collection: Option<CollectionId>,
}

/// How far adding has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AddProgress {
    /// Files that are in the library now.
    pub done: u32,
    /// Files that were found.
    pub found: u32,
}

/// What adding has come to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AddReport {
    /// New sources.
    pub added: u32,
    /// Sources whose file has new content.
    pub changed: u32,
    /// Files whose content was known from another place.
    pub known: u32,
    /// Sources that had been deleted and are back.
    pub restored: u32,
    /// Files with nothing new.
    pub unchanged: u32,
    /// The sources of all these, each once, at most a thousand.
    pub sources: Vec<SourceId>,
    /// What was not taken, and why; all reasons, with some names each.
    pub refused: Vec<Refusals>,
}

/// Files that were not taken for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Refusals {
    /// The reason.
    pub reason: Refusal,
    /// How many.
    pub count: u32,
    /// Their names, at most twenty.
    pub names: Vec<String>,
}

/// Why a file is not taken into the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Refusal {
    /// A hidden file or folder inside a folder; given by itself it is taken.
    Hidden,
    /// A link inside a folder: what it points to may lie anywhere.
    Link,
    /// Over the size that is read at all.
    TooLarge,
    /// Neither a file nor a folder.
    NotAFile,
    /// It is not there any more.
    Missing,
    /// The system does not let it be read.
    Unreadable,
    /// More files than are taken at once.
    TooMany,
}

/// Adds a page of the web.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AddPage {
    /// Its address as it was typed.
    pub address: String,
    /// Into this collection, or into none.
    pub collection: Option<CollectionId>,
}

/// A page that is in the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AddedPage {
    /// Its source.
    pub source: SourceId,
    /// What came of it.
    pub outcome: PageOutcome,
}

/// What adding a page came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PageOutcome {
    /// A new source.
    Added,
    /// The page has new content, which is read now.
    Changed,
    /// The same content was in the library from elsewhere.
    Known,
    /// It had been deleted and is back.
    Restored,
    /// Nothing new.
    Unchanged,
}

/// A stretch of the list of sources.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListSources {
    /// Of one collection, or of all.
    pub collection: Option<CollectionId>,
    /// At one stage, or at any.
    pub stage: Option<Stage>,
    /// Where the last page ended.
    pub after: Option<i64>,
    /// At most so many.
    pub limit: u32,
}

/// A source with the collections it is in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SourceView {
    /// Its row.
    pub source: Source,
    /// Where it belongs.
    pub collections: Vec<CollectionId>,
}

/// Reads sources again, or sooner.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RetrySources {
    /// Which.
    pub sources: Vec<SourceId>,
    /// Before everything else that waits.
    pub first: bool,
}

/// Makes a collection.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CreateCollection {
    /// Its name.
    pub name: String,
}

/// Gives a collection another name.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RenameCollection {
    /// Which.
    pub collection: CollectionId,
    /// The name.
    pub name: String,
}

/// Deletes a collection.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeleteCollection {
    /// Which.
    pub collection: CollectionId,
    /// With the sources that are in no other collection.
    pub with_sources: bool,
}

/// Puts sources into a collection or takes them out.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CollectionSources {
    /// Which collection.
    pub collection: CollectionId,
    /// Which sources.
    pub sources: Vec<SourceId>,
}

/// What was deleted and can be restored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeletedFromLibrary {
    /// Sources deleted by themselves.
    pub sources: Vec<Source>,
    /// Collections, with what went with them.
    pub collections: Vec<Collection>,
}

/// How far the meaning of a long source is learned: until then it is found by its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Learning {
    /// Chunks that have a vector.
    pub done: i64,
    /// Chunks of the source.
    pub total: i64,
}

/// The library at a glance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LibraryOverview {
    /// How much there is.
    pub statistics: Statistics,
    /// The collections.
    pub collections: Vec<Collection>,
    /// What is read now.
    pub reading: Option<SourceId>,
    /// The meaning of a source that is found by words already is being learned.
    pub learning: Option<Learning>,
    /// How many drops are still being walked through and added.
    pub adding: u32,
    /// Whether searches can be made yet.
    pub searchable: bool,
    /// Whether searches find by meaning too; without the local model they find by words only.
    pub by_meaning: bool,
    /// Whether the local model is there; what it has not embedded yet is found by words only.
    pub has_model: bool,
    /// Whether files can be read at all: the host has a reader.
    pub can_read: bool,
}

/// A search.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchLibrary {
    /// As it was typed.
    pub query: String,
    /// The last word may be unfinished, and a newer search of this kind ends this one.
    pub typing: bool,
    /// In any of these collections; an empty list limits nothing.
    #[serde(default)]
    pub collections: Vec<CollectionId>,
    /// In any of these sources.
    #[serde(default)]
    pub sources: Vec<SourceId>,
    /// Of any of these kinds.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Changed at or after this.
    #[serde(default)]
    pub modified_from_ms: Option<i64>,
    /// Changed before this.
    #[serde(default)]
    pub modified_until_ms: Option<i64>,
    /// At most so many.
    pub limit: u32,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LibraryHits {
    /// The best first.
    pub hits: Vec<LibraryHit>,
    /// A newer search came: this one was given up and says nothing.
    pub superseded: bool,
    /// Whether meaning was searched too.
    pub by_meaning: bool,
    /// False while the indexes are being opened: nothing can be found yet.
    pub ready: bool,
    /// Why meaning was not searched.
    pub without_meaning: Option<WithoutMeaning>,
    /// Whether the platform put the first hits into order.
    pub reranking: Reranking,
}

/// A chunk that was found, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LibraryHit {
    /// Its source.
    pub source: SourceId,
    /// The name of the source.
    pub name: String,
    /// What the source is.
    pub kind: String,
    /// The collections the source is in.
    pub collections: Vec<CollectionId>,
    /// The headings above it, outermost first.
    pub heading: Vec<String>,
    /// The passage to open at.
    pub passage: i64,
    /// Where it stands in the file.
    pub places: Vec<Locator>,
    /// Its text, with what matched marked.
    pub text: Vec<TextPart>,
    /// The words that matched, each once.
    pub matched: Vec<String>,
    /// From 0 to 1.
    pub score: f32,
    /// What the words say, if they found it.
    pub words: Option<HalfHit>,
    /// What the meaning says, if it found it.
    pub meaning: Option<HalfHit>,
    /// How well it answers by the platform's judgement, if that was asked for.
    pub reranked: Option<f32>,
}

/// A stretch of text, marked or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextPart {
    /// The words.
    pub text: String,
    /// They match.
    pub marked: bool,
}

/// What one half of the search says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HalfHit {
    /// Its place in the list of that half, from 1.
    pub rank: u32,
    /// BM25 or cosine.
    pub score: f32,
}

/// Asks for the text of a source.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReadSource {
    /// Which.
    pub source: SourceId,
    /// From this passage on.
    pub first: i64,
    /// At most so many passages.
    pub limit: u32,
}

/// A stretch of a source's text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SourceText {
    /// Its passages, in order.
    pub passages: Vec<PassageView>,
    /// Where to go on, if there is more.
    pub next: Option<i64>,
}

/// A piece of a source's text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PassageView {
    /// Its place in the text, from 0.
    pub ordinal: i64,
    /// The headings above it, outermost first.
    pub heading: Vec<String>,
    /// Where it stands in the file.
    pub places: Vec<Locator>,
    /// Its words.
    pub text: String,
}

/// Where something stands in its file; numbers count from 1. The shape is that of `glim_knowledge::Place`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "at", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Locator {
    /// On a page of a PDF.
    Page {
        /// The page.
        page: u32,
        /// Left, bottom, right, top of each line, in points from the bottom left.
        boxes: Vec<[f32; 4]>,
    },
    /// In a flowing document.
    Paragraph {
        /// First paragraph.
        first: u32,
        /// Last paragraph.
        last: u32,
    },
    /// In a sheet.
    Cells {
        /// The name of the sheet; empty for a file that has only one.
        sheet: String,
        /// The cells.
        range: CellsOf,
    },
    /// On a slide.
    Slide {
        /// The slide.
        slide: u32,
    },
    /// In a chapter of a book.
    Chapter {
        /// The chapter.
        chapter: u32,
        /// First paragraph in it.
        first: u32,
        /// Last paragraph in it.
        last: u32,
    },
    /// On lines of a text file.
    Lines {
        /// First line.
        first: u32,
        /// Last line.
        last: u32,
    },
    /// In a recording.
    Time {
        /// From here.
        start_ms: u64,
        /// To here.
        end_ms: u64,
    },
}

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CellsOf {
    /// Top row.
    pub first_row: u32,
    /// Left column.
    pub first_column: u32,
    /// Bottom row.
    pub last_row: u32,
    /// Right column.
    pub last_column: u32,
}
