//! Files of collections as they cross to the UI.

use glim_store::CollectionId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the file of a collection would hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportSize {
    /// Sources that have been read.
    pub sources: u32,
    /// Sources that have not, and are left out.
    pub unread: u32,
    /// Their texts; in the file they are packed to about a third.
    pub text_bytes: u64,
    /// There are vectors to take along.
    pub has_vectors: bool,
    /// About how large these are.
    pub vector_bytes: u64,
    /// The original files.
    pub file_bytes: u64,
    /// Originals that are nowhere any more.
    pub files_missing: u32,
}

/// Writes a collection into one file.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportCollection {
    /// Which.
    pub collection: CollectionId,
    /// With the vectors of the local model, so that they need not be made again.
    pub vectors: bool,
    /// With the original files.
    pub files: bool,
}

/// How far writing or reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BundleProgress {
    /// Sources that are done.
    pub done: u32,
    /// Sources there are.
    pub total: u32,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Exported {
    /// Its name in the folder that was picked.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Sources in it.
    pub sources: u32,
    /// Sources that were left out, as they have not been read.
    pub left_out: u32,
    /// Originals that were wanted and are nowhere any more.
    pub files_missing: u32,
}

/// Reads the file of a collection in.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportBundle {
    /// From the host: a drop, or `library_pick`.
    pub ticket: String,
}

/// A collection that was read in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Imported {
    /// The new collection.
    pub collection: CollectionId,
    /// Its name.
    pub name: String,
    /// Sources that are new.
    pub added: u32,
    /// Sources whose content the library had.
    pub known: u32,
}
