//! Watched folders as they cross to the UI.

use std::path::Path;

use glim_store::{CollectionId, FolderId, Review, ReviewKind, SourceId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::library::walk;

/// Watches a folder that the person picks in the host's dialog.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WatchNewFolder {
    /// Where its files go, or nowhere in particular.
    pub collection: Option<CollectionId>,
    /// What is found is taken at once instead of being asked about.
    pub automatic: bool,
}

/// Changes how a folder is watched.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetFolder {
    /// Which.
    pub folder: FolderId,
    /// Where its files go.
    pub collection: Option<CollectionId>,
    /// What is found is taken at once.
    pub automatic: bool,
}

/// A watched folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FolderView {
    /// Its id.
    pub id: FolderId,
    /// Its last name.
    pub name: String,
    /// Where it is, for people to read.
    pub path: String,
    /// Where its files go.
    pub collection: Option<CollectionId>,
    /// What is found is taken at once.
    pub automatic: bool,
    /// What it is like now.
    pub state: FolderState,
    /// When it was last looked through to the end.
    pub scanned_ms: Option<i64>,
    /// How many findings wait for a decision.
    pub open: i64,
}

/// What a watched folder is like now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FolderState {
    /// It was not looked at since the app started.
    #[default]
    Waiting,
    /// It is being looked through.
    Looking,
    /// The system tells of changes in it.
    Watched,
    /// The system does not tell of changes in it: it is looked through from time to time.
    Polled,
    /// It is not there: deleted, or on a disk or a network that is not connected. Nothing of it is taken for missing.
    Gone,
    /// The system does not let it be read.
    Closed,
}

/// A stretch of the findings of a folder.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListReviews {
    /// Of which folder.
    pub folder: FolderId,
    /// Where the last page ended.
    pub after: Option<i64>,
    /// At most so many.
    pub limit: u32,
}

/// Findings, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReviewPage {
    /// The findings.
    pub reviews: Vec<ReviewView>,
    /// Where to go on, if there are more.
    pub next: Option<i64>,
}

/// A file that something happened to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReviewView {
    /// Names the finding.
    pub number: i64,
    /// The file's name.
    pub name: String,
    /// In which folder below the watched one; empty for that itself.
    pub within: String,
    /// What happened.
    pub what: ReviewKind,
    /// The source it is known as.
    pub source: Option<SourceId>,
    /// Its size.
    pub bytes: i64,
    /// When it was last changed.
    pub modified_ms: i64,
    /// When that was found.
    pub found_ms: i64,
}

impl ReviewView {
    pub(super) fn of(row: &Review, folder: &Path) -> Self {
        let finding = &row.finding;
        let below = finding.path.strip_prefix(folder).unwrap_or(&finding.path);
        let within = below.parent().unwrap_or(Path::new(""));
        Self {
            number: row.number,
            name: walk::name_of(&finding.path),
            within: within.to_string_lossy().into_owned(),
            what: finding.what,
            source: finding.source,
            bytes: finding.bytes,
            modified_ms: finding.modified_ms,
            found_ms: row.found_ms,
        }
    }
}

/// Findings that a person decides about.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChosenReviews {
    /// Of which folder.
    pub folder: FolderId,
    /// Which.
    pub reviews: Vec<i64>,
    /// All that wait, whatever `reviews` says.
    pub all: bool,
}

/// What taking findings has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Taken {
    /// Files that are in the library now.
    pub taken: u32,
    /// Sources that were deleted, as their file is gone.
    pub deleted: u32,
    /// Files that were gone or could not be read by now; they are found again by the next look, if they come back.
    pub refused: u32,
}
