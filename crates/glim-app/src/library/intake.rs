//! What was handed over and is not all in the library yet, kept as a row: an app that is killed while a folder of thousands is
//! added goes on with it at the next start.

use std::{ffi::OsString, path::PathBuf};

use glim_store::{CollectionId, Store};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::{add, contents};
use crate::{App, Out, UiError};

/// Settings row of what is being added.
const ROW: &str = "library_intake";

/// Paths that somebody wants in the library.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Intake {
    /// Names it among the others.
    pub(super) ticket: String,
    /// As the system names them; they need not be text.
    paths: Vec<OsString>,
    pub(super) collection: Option<CollectionId>,
}

impl Intake {
    pub(super) fn new(
        ticket: String,
        paths: Vec<PathBuf>,
        collection: Option<CollectionId>,
    ) -> Self {
        Self {
            ticket,
            paths: paths.into_iter().map(PathBuf::into_os_string).collect(),
            collection,
        }
    }

    pub(super) fn paths(&self) -> Vec<PathBuf> {
        self.paths.iter().map(PathBuf::from).collect()
    }
}

/// What is being added now, or was when the app ended.
pub(super) async fn kept(store: &Store) -> Result<Vec<Intake>, UiError> {
    match store.setting(ROW).await {
        Ok(kept) => Ok(kept.unwrap_or_default()),
        // Written by another version: what is lost is a drop that was cut off.
        Err(glim_store::Error::Setting { .. }) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

/// Keeps it until [`end`].
pub(super) async fn begin(app: &App, intake: &Intake) -> Result<(), UiError> {
    let mut begun = app.0.library.begun.lock().await;
    begun.insert(intake.ticket.clone());
    change(app, |kept| kept.push(intake.clone())).await
}

/// All of it is in the library, or the person has been told why not.
pub(super) async fn end(app: &App, ticket: &str) -> Result<(), UiError> {
    let mut begun = app.0.library.begun.lock().await;
    change(app, |kept| kept.retain(|it| it.ticket != ticket)).await?;
    begun.remove(ticket);
    Ok(())
}

/// Only under the lock of the begun: two that add at once must not write over each other.
async fn change(app: &App, change: impl FnOnce(&mut Vec<Intake>)) -> Result<(), UiError> {
    let store = app.store()?;
    let mut all = kept(&store).await?;
    change(&mut all);
    Ok(store.set_setting(ROW, &all, app.now_ms()).await?)
}

/// What the last run of the app left: kept, and not begun by this one.
async fn left(app: &App, store: &Store) -> Result<Vec<Intake>, UiError> {
    let begun = app.0.library.begun.lock().await;
    let mut left = kept(store).await?;
    left.retain(|it| !begun.contains(&it.ticket));
    Ok(left)
}

/// Goes on with what the last run of the app left.
pub(super) async fn go_on(app: App, stop: CancellationToken) {
    let Ok(store) = app.store() else {
        return;
    };
    let left = match left(&app, &store).await {
        Ok(left) => left,
        Err(error) => {
            tracing::warn!(code = ?error.code, "what was being added could not be read");
            return;
        }
    };
    for intake in left {
        tokio::select! {
            () = stop.cancelled() => return,
            () = finish(&app, &store, intake) => {}
        }
    }
    contents::sweep(&app).await;
}

async fn finish(app: &App, store: &Store, mut intake: Intake) {
    if let Some(collection) = intake.collection
        && !matches!(store.collection(collection).await, Ok(it) if it.deleted_ms.is_none())
    {
        intake.collection = None;
    }
    tracing::info!(
        paths = intake.paths.len(),
        "adding goes on where it was cut off"
    );
    let nobody = Out::new(|_| false);
    if let Err(error) = add::take_in(app, &intake, &nobody).await {
        tracing::warn!(code = ?error.code, "what was being added could not be added");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{Early, MemorySecrets, Setup, SystemClock, settings::Appearance};

    #[tokio::test]
    async fn what_this_run_has_begun_is_not_taken_for_what_the_last_one_left() {
        let folder = tempfile::tempdir().unwrap();
        let app = App::start(Setup {
            early: Early {
                data_folder: folder.path().to_owned(),
                appearance: Appearance::default(),
            },
            secrets: Arc::new(MemorySecrets::default()),
            clock: Arc::new(SystemClock),
            version: "0.0.0".into(),
            logs_folder: folder.path().join("logs"),
            demo: crate::DemoPace::default(),
            library: super::super::LibrarySetup::default(),
        })
        .await;
        let store = app.store().unwrap();
        let file = folder.path().join("notes.txt");
        std::fs::write(&file, "words").unwrap();
        begin(&app, &Intake::new("now".into(), vec![file], None))
            .await
            .unwrap();
        go_on(app.clone(), CancellationToken::new()).await;
        assert_eq!(kept(&store).await.unwrap().len(), 1, "left to who began it");
        end(&app, "now").await.unwrap();
        assert!(kept(&store).await.unwrap().is_empty());
    }
}
