//! The list of sources as it is scrolled: all ids at once, the rows only of what is in view.

use glim_store::{Listed, SourceId, Statistics};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::SourceView;
use crate::{App, UiError};

/// Rows that are given at once.
const MOST_ROWS: usize = 500;

/// Which sources are listed, and how many there are at each stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Outline {
    /// All that are listed, last added first.
    pub sources: Vec<SourceId>,
    /// How much there is in the collection, or in all, whatever else the list is limited to.
    pub statistics: Statistics,
}

pub(super) async fn outline(app: &App, listed: &Listed) -> Result<Outline, UiError> {
    let store = app.store()?;
    Ok(Outline {
        sources: store.outline(listed).await?,
        statistics: store.statistics(listed.collection).await?,
    })
}

pub(super) async fn rows(app: &App, mut ids: Vec<SourceId>) -> Result<Vec<SourceView>, UiError> {
    ids.truncate(MOST_ROWS);
    let store = app.store()?;
    let mut collections = store.collections_of(&ids).await?;
    let sources = store.sources(&ids).await?.into_iter();
    let views = sources.map(|source| SourceView {
        collections: collections.remove(&source.id).unwrap_or_default(),
        source,
    });
    Ok(views.collect())
}
