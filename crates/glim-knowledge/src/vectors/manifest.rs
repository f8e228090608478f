//! The list of packed files that make up the vectors, replaced as a whole with every commit.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{Error, SourceKey};

/// Changes with the packing: a list of another form is not used.
pub(super) const FORM: u32 = 1;
const NAME: &str = "vectors.json";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) form: u32,
    pub(super) model: String,
    pub(super) dimensions: usize,
    pub(super) generation: u64,
    /// How many vectors the mean was taken of.
    pub(super) mean_of: usize,
    pub(super) files: Vec<Listed>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) sum: u32,
    /// Sources whose vectors in this file no longer count.
    pub(super) dead: BTreeSet<SourceKey>,
}

impl Manifest {
    /// None when there is none or it cannot be read; the caller tells these apart by [`exists`].
    pub(super) fn read(folder: &Path) -> Option<Self> {
        let text = fs::read(folder.join(NAME)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Replaces the list; after a fall of power it is the old one or the new one.
    pub(super) fn write(&self, folder: &Path) -> Result<(), Error> {
        let path = folder.join(NAME);
        let failed = |source| Error::file("write", &path, source);
        let text = serde_json::to_vec(self).map_err(|error| failed(error.into()))?;
        let draft = path.with_extension("draft");
        let mut file = File::create(&draft).map_err(failed)?;
        file.write_all(&text).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        drop(file);
        fs::rename(&draft, &path).map_err(failed)
    }
}

pub(super) fn exists(folder: &Path) -> bool {
    folder.join(NAME).is_file()
}

/// Removes files that no list names: those of a commit that was cut short, and merged ones.
pub(super) fn sweep(folder: &Path, manifest: &Manifest) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let listed = manifest.files.iter().any(|file| *file.name == name);
        if !listed && name != NAME {
            // On Windows a file that a search still reads cannot go; the next sweep takes it.
            let _ = fs::remove_file(entry.path());
        }
    }
}
