//! Adding files: what a ticket stands for is walked, hashed on a blocking thread, and put into the store in parts.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use glim_store::{Added, CollectionId, KnownFile, NewSource, Place, SourceId, Store};

use super::{
    AddFiles, AddProgress, AddReport, Refusal,
    hash::{self, Look},
    intake::{self, Intake},
    kind,
    walk::{self, Bounds, Refused, Walked},
};
use crate::{App, AppEvent, ErrorCode, Out, UiError};

/// Files in one transaction: few enough that an answer being written does not wait for more than a moment.
const PART: usize = 100;
/// Sources that a report names.
const NAMED: usize = 1_000;

pub(super) async fn add(
    app: &App,
    request: AddFiles,
    out: &Out<AddProgress>,
) -> Result<AddReport, UiError> {
    let paths = app
        .0
        .library
        .tickets
        .redeem(&request.ticket)
        .ok_or_else(|| UiError::not_found("ticket"))?;
    let store = app.store()?;
    if let Some(collection) = request.collection {
        let deleted = store.collection(collection).await?.deleted_ms.is_some();
        if deleted {
            return Err(UiError::not_found("collection"));
        }
    }
    let intake = Intake::new(request.ticket, paths, request.collection);
    intake::begin(app, &intake).await?;
    take_in(app, &intake, out).await
}

/// Adds what is kept as an intake, and ends it: with a report, or with a failure the person is told of.
pub(super) async fn take_in(
    app: &App,
    intake: &Intake,
    out: &Out<AddProgress>,
) -> Result<AddReport, UiError> {
    let report = add_paths(app, intake.paths(), intake.collection, out).await;
    intake::end(app, &intake.ticket).await?;
    app.tell(AppEvent::LibraryChanged);
    report
}

async fn add_paths(
    app: &App,
    paths: Vec<PathBuf>,
    collection: Option<CollectionId>,
    out: &Out<AddProgress>,
) -> Result<AddReport, UiError> {
    let store = app.store()?;
    let walked = blocking(move || walk::walk(&paths, Bounds::default())).await?;
    let Walked { files, refused } = walked;
    let mut adding = Adding {
        report: AddReport::default(),
        named: HashSet::new(),
        refused,
    };
    let found = u32::try_from(files.len()).unwrap_or(u32::MAX);
    out.send(AddProgress { done: 0, found });
    let mut done = 0_u32;
    for part in files.chunks(PART) {
        let new = look_at(&store, part, &mut adding.refused).await?;
        note_gone(&store, &new, app.now_ms()).await?;
        let added = store.add_sources(&new, collection, app.now_ms()).await?;
        for added in added {
            adding.count(added);
        }
        done = done.saturating_add(u32::try_from(part.len()).unwrap_or(u32::MAX));
        app.tell(AppEvent::LibraryChanged);
        app.0.library.wake();
        // Nobody listening does not end it: what was dropped is to be added.
        out.send(AddProgress { done, found });
    }
    adding.report.refused = adding.refused.told();
    Ok(adding.report)
}

/// One file that is there, as it is to be added.
pub(super) fn new_source(path: &Path, look: Look, hash: glim_store::ContentHash) -> NewSource {
    NewSource {
        name: walk::name_of(path),
        kind: kind::of(path).to_owned(),
        hash,
        bytes: look.bytes,
        modified_ms: look.modified_ms,
        place: Place::File(path.to_owned()),
    }
}

/// Work that reads files, on a thread that may wait.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, UiError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| {
        UiError::new(ErrorCode::Internal).with("detail", "a thread of the library broke")
    })
}

struct Adding {
    report: AddReport,
    named: HashSet<SourceId>,
    refused: Refused,
}

impl Adding {
    fn count(&mut self, added: Added) {
        let report = &mut self.report;
        let count = match added {
            Added::New(_) => &mut report.added,
            Added::Changed(_) => &mut report.changed,
            Added::Known(_) => &mut report.known,
            Added::Restored(_) => &mut report.restored,
            Added::Unchanged(_) => &mut report.unchanged,
        };
        *count += 1;
        if report.sources.len() < NAMED && self.named.insert(added.source()) {
            report.sources.push(added.source());
        }
    }
}

/// The same content may be known from elsewhere: what is not there any more was moved, not copied. A folder that is not
/// there says nothing of its files, for its disk may be away.
pub(super) async fn note_gone(
    store: &Store,
    new: &[NewSource],
    now_ms: i64,
) -> Result<(), UiError> {
    let mut others = Vec::new();
    for new in new {
        let Place::File(here) = &new.place else {
            continue;
        };
        let files = store.files_with(new.hash).await?.into_iter();
        others.extend(files.filter(|path| path != here));
    }
    if others.is_empty() {
        return Ok(());
    }
    let is_gone = |path: &PathBuf| {
        let folder_is_there = path.parent().is_some_and(Path::is_dir);
        folder_is_there && matches!(path.try_exists(), Ok(false))
    };
    let gone = blocking(move || {
        let gone = others.into_iter().filter(is_gone);
        gone.map(Place::File).collect::<Vec<_>>()
    })
    .await?;
    if !gone.is_empty() {
        store.mark_missing(&gone, now_ms).await?;
    }
    Ok(())
}

/// Hashes a part of the files. One that is known with the same size and time is not read again.
async fn look_at(
    store: &Store,
    part: &[PathBuf],
    refused: &mut Refused,
) -> Result<Vec<NewSource>, UiError> {
    let mut known = Vec::with_capacity(part.len());
    for path in part {
        known.push(store.known_at(&Place::File(path.clone())).await?);
    }
    let part = part.to_vec();
    let looked = blocking(move || {
        let looked = part.into_iter().zip(known);
        looked
            .map(|(path, known)| look_at_one(&path, known).map_err(|refusal| (path, refusal)))
            .collect::<Vec<_>>()
    })
    .await?;
    let mut new = Vec::with_capacity(looked.len());
    for look in looked {
        match look {
            Ok(source) => new.push(source),
            Err((path, refusal)) => refused.add(&path, refusal),
        }
    }
    Ok(new)
}

fn look_at_one(path: &Path, known: Option<KnownFile>) -> Result<NewSource, Refusal> {
    let refusal = |error: std::io::Error| walk::refusal_of(&error);
    let look = hash::look(path).map_err(refusal)?;
    let same = known.filter(|known| {
        let seen = &known.location;
        (seen.bytes, seen.modified_ms) == (look.bytes, look.modified_ms)
            && seen.missing_ms.is_none()
    });
    let hash = match same {
        Some(known) => known.hash,
        None => hash::content(path).map_err(refusal)?,
    };
    Ok(new_source(path, look, hash))
}
