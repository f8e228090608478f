//! Doing what was decided about findings, by a person or by the folder's setting.

use glim_store::{Finding, FolderId, Place, Review, ReviewKind, SourceId, Store};

use super::{HowWatched, Taken, folder};
use crate::{
    App, AppEvent, UiError,
    library::{
        add::{self, blocking},
        hash,
    },
};

/// Files in one transaction.
const PART: u32 = 100;

/// Takes all that waits.
pub(super) async fn take_all(app: &App, id: FolderId) -> Result<Taken, UiError> {
    let store = app.store()?;
    let mut all = Taken::default();
    let mut after = None;
    loop {
        let rows = store.reviews(id, after, PART).await?;
        let Some(last) = rows.last() else {
            return Ok(all);
        };
        after = Some(last.number);
        let taken = take_rows(app, &store, id, rows).await?;
        all = sum(all, taken);
    }
}

/// Takes some findings; numbers of none are ignored: somebody else has decided.
pub(super) async fn take(app: &App, id: FolderId, numbers: &[i64]) -> Result<Taken, UiError> {
    let store = app.store()?;
    let mut all = Taken::default();
    let mut after = None;
    loop {
        let rows = store.reviews(id, after, PART).await?;
        let Some(last) = rows.last() else {
            return Ok(all);
        };
        after = Some(last.number);
        let chosen: Vec<Review> = rows
            .into_iter()
            .filter(|row| numbers.contains(&row.number))
            .collect();
        let taken = take_rows(app, &store, id, chosen).await?;
        all = sum(all, taken);
    }
}

fn sum(one: Taken, other: Taken) -> Taken {
    Taken {
        taken: one.taken.saturating_add(other.taken),
        deleted: one.deleted.saturating_add(other.deleted),
        refused: one.refused.saturating_add(other.refused),
    }
}

async fn take_rows(
    app: &App,
    store: &Store,
    id: FolderId,
    rows: Vec<Review>,
) -> Result<Taken, UiError> {
    if rows.is_empty() {
        return Ok(Taken::default());
    }
    let watched = folder(app, id).await?;
    let numbers: Vec<i64> = rows.iter().map(|row| row.number).collect();
    let (missing, there): (Vec<Finding>, Vec<Finding>) = rows
        .into_iter()
        .map(|row| row.finding)
        .partition(|finding| finding.what == ReviewKind::Missing);
    let count = there.len();
    let new = blocking(move || {
        let looked = there.iter().filter_map(|finding| {
            let look = hash::look(&finding.path).ok()?;
            let hash = hash::content(&finding.path).ok()?;
            Some(add::new_source(&finding.path, look, hash))
        });
        looked.collect::<Vec<_>>()
    })
    .await?;
    add::note_gone(store, &new, app.now_ms()).await?;
    let added = store
        .add_sources(&new, watched.collection, app.now_ms())
        .await?;
    let deleted = if HowWatched::of(&watched).automatic {
        // Nobody was asked: what was read of a file that is gone stays, and says that it is missing.
        0
    } else {
        delete_missing(app, store, &missing).await?
    };
    store.settle_reviews(&numbers).await?;
    app.tell(AppEvent::LibraryChanged);
    app.0.library.wake();
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(Taken {
        taken: number(added.len()),
        deleted: number(deleted),
        refused: number(count - added.len()),
    })
}

/// Deletes sources that lie nowhere else.
async fn delete_missing(app: &App, store: &Store, missing: &[Finding]) -> Result<usize, UiError> {
    let mut gone: Vec<SourceId> = Vec::new();
    for finding in missing {
        let Some(source) = finding.source else {
            continue;
        };
        let places = store.locations(source).await?;
        let is_elsewhere = places
            .iter()
            .any(|it| it.missing_ms.is_none() && it.place != Place::File(finding.path.clone()));
        if !is_elsewhere && !gone.contains(&source) {
            gone.push(source);
        }
    }
    if !gone.is_empty() {
        store.delete_sources(&gone, app.now_ms()).await?;
    }
    Ok(gone.len())
}
