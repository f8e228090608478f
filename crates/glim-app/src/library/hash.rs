//! The two hashes the library knows things by.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
    time::UNIX_EPOCH,
};

use glim_store::{ContentHash, TextHash};
use sha2::{Digest as _, Sha256};

/// A file as it lies there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) bytes: i64,
    pub(super) modified_ms: i64,
}

/// Size and time of a file. Blocks.
pub(super) fn look(path: &Path) -> io::Result<Look> {
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::from(io::ErrorKind::NotFound));
    }
    let modified = metadata.modified()?;
    let modified_ms = match modified.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX),
    };
    Ok(Look {
        bytes: i64::try_from(metadata.len()).unwrap_or(i64::MAX),
        modified_ms,
    })
}

/// The hash of a file, read in pieces. Blocks.
pub(super) fn content(path: &Path) -> io::Result<ContentHash> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 256 * 1024];
    loop {
        let length = file.read(&mut piece)?;
        let Some(read) = piece.get(..length).filter(|read| !read.is_empty()) else {
            return Ok(ContentHash(hash.finalize().into()));
        };
        hash.update(read);
    }
}

/// The hash of a text as it is embedded.
pub(super) fn text(text: &str) -> TextHash {
    let whole: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    let mut half = [0; 16];
    for (to, from) in half.iter_mut().zip(whole) {
        *to = from;
    }
    TextHash(half)
}
