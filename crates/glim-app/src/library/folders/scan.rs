//! One look through a folder: what is there is compared with what is known. Costs a `stat` for each file; only files that may
//! have changed or moved are read.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    io,
    path::{Path, PathBuf},
};

use glim_store::{
    ContentHash, Finding, KnownFile, Location, NewSource, Place, ReviewKind, Store, WatchedFolder,
};

use super::FolderState;
use crate::{
    App, UiError,
    library::{
        add::{self, blocking},
        hash::{self, Look},
        walk::{self, Bounds},
    },
};

/// Rows read at once.
const PAGE: u32 = 1_000;
/// Findings kept in one transaction.
const PART: usize = 200;

/// What a look came to.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// The folder itself was not there or could not be read; nothing else is said then.
    pub(super) closed: Option<FolderState>,
    /// Findings that are new since the last look.
    pub(super) findings: usize,
}

/// What the library knows of the files of a folder.
#[derive(Debug, Default)]
struct Memory {
    known: HashMap<PathBuf, KnownFile>,
    /// Files whose sources a person has deleted.
    deleted: HashMap<PathBuf, Location>,
    /// Findings that wait, by their file.
    open: HashMap<PathBuf, (i64, ReviewKind)>,
}

/// What is there now.
#[derive(Debug, Default)]
struct Seen {
    findings: Vec<Finding>,
    /// The same content at the same place: only size, time or presence are to be noted.
    touched: Vec<NewSource>,
    /// Known files that are gone, each told once.
    gone: Vec<Place>,
    /// Findings that are no longer so.
    over: Vec<i64>,
}

/// Looks through a folder and keeps what it found. Stopped anywhere, the next look finds the rest.
pub(super) async fn scan(app: &App, folder: &WatchedFolder) -> Result<Scanned, UiError> {
    let store = app.store()?;
    let path = folder.path.clone();
    let walked = blocking(move || readable(&path).map(|()| walk::walk(&[path], Bounds::default())));
    let walked = match walked.await? {
        Ok(walked) => walked,
        Err(error) => {
            let closed = match error.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => FolderState::Gone,
                _ => FolderState::Closed,
            };
            return Ok(Scanned {
                closed: Some(closed),
                ..Scanned::default()
            });
        }
    };
    let memory = remember(&store, folder).await?;
    let root = folder.path.clone();
    let seen = blocking(move || compare(&root, &walked.files, &memory)).await?;
    let now_ms = app.now_ms();
    for part in seen.touched.chunks(PART) {
        store.add_sources(part, None, now_ms).await?;
    }
    // First what is told, then what is noted: a kill between the two tells it again.
    let mut new = 0;
    for part in seen.findings.chunks(PART) {
        let part = not_known_yet(&store, folder, part).await?;
        new += part.len();
        store.keep_findings(folder.id, &part, false, now_ms).await?;
    }
    store.mark_missing(&seen.gone, now_ms).await?;
    store.settle_reviews(&seen.over).await?;
    store.keep_findings(folder.id, &[], true, now_ms).await?;
    Ok(Scanned {
        closed: None,
        findings: new,
    })
}

/// A folder that cannot be listed is not an empty folder.
fn readable(path: &Path) -> io::Result<()> {
    std::fs::read_dir(path).map(|_| ())
}

async fn remember(store: &Store, folder: &WatchedFolder) -> Result<Memory, UiError> {
    let mut memory = Memory::default();
    let mut after: Option<PathBuf> = None;
    loop {
        let page = store
            .known_below(&folder.path, after.as_deref(), PAGE)
            .await?;
        let is_last = page.len() < PAGE as usize;
        for known in page {
            if let Place::File(path) = &known.location.place {
                after = Some(path.clone());
                memory.known.insert(path.clone(), known);
            }
        }
        if is_last {
            break;
        }
    }
    after = None;
    loop {
        let page = store
            .deleted_below(&folder.path, after.as_deref(), PAGE)
            .await?;
        let is_last = page.len() < PAGE as usize;
        for location in page {
            if let Place::File(path) = &location.place {
                after = Some(path.clone());
                memory.deleted.insert(path.clone(), location);
            }
        }
        if is_last {
            break;
        }
    }
    let mut number = None;
    loop {
        let page = store.reviews(folder.id, number, PAGE).await?;
        let is_last = page.len() < PAGE as usize;
        number = page.last().map(|row| row.number);
        for row in page {
            let kept = (row.number, row.finding.what);
            memory.open.insert(row.finding.path, kept);
        }
        if is_last {
            return Ok(memory);
        }
    }
}

/// Findings that are not kept already, open or ignored: for the same file with the same size and time.
async fn not_known_yet(
    store: &Store,
    folder: &WatchedFolder,
    findings: &[Finding],
) -> Result<Vec<Finding>, UiError> {
    let mut new = Vec::new();
    for finding in findings {
        let kept = store.finding_at(folder.id, &finding.path).await?;
        if kept.as_ref() != Some(finding) {
            new.push(finding.clone());
        }
    }
    Ok(new)
}

/// Compares what is there with what is known. Blocks.
fn compare(root: &Path, files: &[PathBuf], memory: &Memory) -> Seen {
    let mut seen = Seen::default();
    let there: HashSet<&PathBuf> = files.iter().collect();
    let gone = gone(root, memory, &there);
    let mut moved_from: HashSet<PathBuf> = HashSet::new();
    for path in files {
        let Ok(look) = hash::look(path) else {
            continue;
        };
        let found = match memory.known.get(path) {
            Some(known) => changed(path, look, known, &mut seen.touched),
            None if is_put_away(memory.deleted.get(path), look) => None,
            None => Some(new_or_moved(path, look, &gone, &mut moved_from)),
        };
        seen.findings.extend(found);
    }
    let mut absent: HashSet<&PathBuf> = HashSet::new();
    for known in gone.values().flatten() {
        let Place::File(path) = &known.location.place else {
            continue;
        };
        seen.gone.push(known.location.place.clone());
        if moved_from.contains(path) {
            continue;
        }
        absent.insert(path);
        if known.location.missing_ms.is_none() {
            seen.findings.push(Finding {
                path: path.clone(),
                what: ReviewKind::Missing,
                source: Some(known.source),
                bytes: known.location.bytes,
                modified_ms: known.location.modified_ms,
            });
        }
    }
    let reported: HashSet<&PathBuf> = seen.findings.iter().map(|it| &it.path).collect();
    let over = memory.open.iter().filter(|(path, (_, what))| {
        let is_still_missing = *what == ReviewKind::Missing && absent.contains(path);
        !reported.contains(path) && !is_still_missing
    });
    seen.over = over.map(|(_, (number, _))| *number).collect();
    seen
}

/// Known files that are truly not there, by their size: a file that may not be looked at is no missing file.
fn gone<'a>(
    root: &Path,
    memory: &'a Memory,
    there: &HashSet<&PathBuf>,
) -> BTreeMap<i64, Vec<&'a KnownFile>> {
    let mut gone: BTreeMap<i64, Vec<&KnownFile>> = BTreeMap::new();
    for (path, known) in &memory.known {
        if there.contains(path) {
            continue;
        }
        let is_gone = matches!(
            std::fs::symlink_metadata(path),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
        );
        // The disk may have been taken away in the middle of the look.
        if is_gone && root.is_dir() {
            gone.entry(known.location.bytes).or_default().push(known);
        }
    }
    gone
}

fn is_put_away(deleted: Option<&Location>, look: Look) -> bool {
    deleted.is_some_and(|it| (it.bytes, it.modified_ms) == (look.bytes, look.modified_ms))
}

/// What happened to a file that is known.
fn changed(
    path: &Path,
    look: Look,
    known: &KnownFile,
    touched: &mut Vec<NewSource>,
) -> Option<Finding> {
    let before = &known.location;
    let is_same = (before.bytes, before.modified_ms) == (look.bytes, look.modified_ms);
    if is_same && before.missing_ms.is_none() {
        return None;
    }
    let there = hash::content(path).ok()?;
    if there == known.hash {
        touched.push(add::new_source(path, look, there));
        return None;
    }
    Some(Finding {
        path: path.to_owned(),
        what: ReviewKind::Changed,
        source: Some(known.source),
        bytes: look.bytes,
        modified_ms: look.modified_ms,
    })
}

/// A file that is not known: moved when a file of the same content is gone, else new.
fn new_or_moved(
    path: &Path,
    look: Look,
    gone: &BTreeMap<i64, Vec<&KnownFile>>,
    moved_from: &mut HashSet<PathBuf>,
) -> Finding {
    let candidates = gone.get(&look.bytes).map_or(&[][..], Vec::as_slice);
    let hash: Option<ContentHash> = match candidates {
        [] => None,
        _ => hash::content(path).ok(),
    };
    let from = candidates.iter().find(|known| Some(known.hash) == hash);
    if let Some(Place::File(old)) = from.map(|known| &known.location.place) {
        moved_from.insert(old.clone());
    }
    Finding {
        path: path.to_owned(),
        what: if from.is_some() {
            ReviewKind::Moved
        } else {
            ReviewKind::New
        },
        source: from.map(|known| known.source),
        bytes: look.bytes,
        modified_ms: look.modified_ms,
    }
}
