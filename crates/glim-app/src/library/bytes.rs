//! Pieces of a source's own file, for the viewer: pages are drawn and pictures shown from the original. The web view
//! names a source, never a path.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use glim_store::{Location, Place, SourceId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    add::blocking,
    hash::{self, Look},
};
use crate::{App, ErrorCode, UiError};

/// Most bytes of one call: more would hold up other messages between page and app.
const MOST: u64 = 256 * 1024;

/// Asks for a piece of a source's own file.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReadBytes {
    /// Which.
    pub source: SourceId,
    /// From this byte on.
    pub start: u64,
    /// At most so many, and never more than 256 KiB.
    pub length: u32,
}

/// A piece of a source's own file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BytesRead {
    /// The bytes; fewer than asked for at the end of the file.
    pub base64: String,
    /// Where they begin.
    pub start: u64,
    /// Size of the file now.
    pub total: u64,
    /// The file is not as it was when it was added: places in it may lie elsewhere now.
    pub changed: bool,
}

pub(super) async fn read(app: &App, request: ReadBytes) -> Result<BytesRead, UiError> {
    let locations = app.store()?.locations(request.source).await?;
    let (start, length) = (request.start, u64::from(request.length).min(MOST));
    blocking(move || piece(&locations, start, length)).await?
}

/// A file that can be read, and whether it is as it was when it was added.
struct There {
    path: PathBuf,
    changed: bool,
}

/// From the first place that has the file as it was seen, else from the first that has any. Blocks.
fn piece(locations: &[Location], start: u64, length: u64) -> Result<BytesRead, UiError> {
    let mut refused = false;
    for There { path, changed } in places(locations) {
        match read_at(&path, start, length) {
            Ok((bytes, total)) => {
                return Ok(BytesRead {
                    base64: STANDARD.encode(bytes),
                    start,
                    total,
                    changed,
                });
            }
            Err(error) => refused |= error.kind() != io::ErrorKind::NotFound,
        }
    }
    Err(if refused {
        UiError::new(ErrorCode::OpenFailed)
    } else {
        UiError::not_found("file")
    })
}

fn places(locations: &[Location]) -> Vec<There> {
    let mut there: Vec<There> = locations
        .iter()
        .filter_map(|location| {
            let Place::File(path) = &location.place else {
                return None;
            };
            let seen = Look {
                bytes: location.bytes,
                modified_ms: location.modified_ms,
            };
            let changed = match hash::look(path) {
                Ok(look) => look != seen,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
                // It is there, and reading it will say why it cannot be looked at.
                Err(_) => true,
            };
            let path = path.clone();
            Some(There { path, changed })
        })
        .collect();
    there.sort_by_key(|place| place.changed);
    there
}

/// Bytes from `start` on, none behind the end, and the size of the file.
fn read_at(path: &Path, start: u64, length: u64) -> io::Result<(Vec<u8>, u64)> {
    let mut file = File::open(path)?;
    let total = file.metadata()?.len();
    let mut bytes = Vec::new();
    if start < total {
        file.seek(SeekFrom::Start(start))?;
        file.take(length).read_to_end(&mut bytes)?;
    }
    Ok((bytes, total))
}
