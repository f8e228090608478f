//! The list of sources as a person scrolls through it: which there are, in order, and the rows of those that are in view.

use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use ts_rs::TS;

use super::{
    order::{self, Ordered, SortedBy},
    rows,
    source::{self, Source},
    stage::Stage,
};
use crate::{CollectionId, Error, SourceId, Store};

/// What a list of sources is limited to, and its order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    /// Of one collection, or of all.
    pub collection: Option<CollectionId>,
    /// At any of these stages; an empty list limits nothing.
    pub stages: Vec<Stage>,
    /// With this in their name, in any case; empty limits nothing.
    pub named: String,
    /// What it is ordered by.
    pub sorted_by: SortedBy,
    /// The other way round than is usual for it.
    pub reversed: bool,
}

impl Store {
    /// The ids of all sources that are listed, in order: what a long list needs to know to be scrolled anywhere.
    pub async fn outline(&self, listed: &Listed) -> Result<Vec<SourceId>, Error> {
        self.doing("outline the sources", async {
            let mut read = self.read().await?;
            let collection = match listed.collection {
                None => None,
                Some(id) => Some(rows::living_collection(&mut read, id).await?),
            };
            let stages = (!listed.stages.is_empty()).then_some(Json(&listed.stages));
            let named = listed.named.trim().to_lowercase();
            let sql = if collection.is_some() {
                OUTLINE_IN
            } else {
                OUTLINE
            };
            let found: Vec<(SourceId, String, i64, Option<Stage>)> = sqlx::query_as(sql)
                .bind(collection)
                .bind(stages)
                .bind(listed.sorted_by == SortedBy::Stage)
                .fetch_all(&mut *read)
                .await?;
            // SQLite folds the case of ASCII only.
            let found = found
                .into_iter()
                .filter(|(_, name, ..)| named.is_empty() || name.to_lowercase().contains(&named));
            let found = found.map(|(item, name, bytes, stage)| Ordered {
                item,
                name,
                bytes,
                stage,
            });
            let found = order::order(found.collect(), listed.sorted_by, listed.reversed);
            Ok(found.into_iter().map(|it| it.item).collect())
        })
        .await
    }

    /// The rows of these sources, in their order. What is purged or deleted is left out.
    pub async fn sources(&self, ids: &[SourceId]) -> Result<Vec<Source>, Error> {
        self.doing("read some sources", async {
            let wanted: Vec<String> = ids.iter().map(source::hexadecimal).collect();
            Ok(sqlx::query_as(source::BY_IDS)
                .bind(Json(wanted))
                .fetch_all(&mut *self.read().await?)
                .await?)
        })
        .await
    }
}

macro_rules! outline {
    ($from:literal, $order:literal) => {
        concat!(
            "SELECT s.id, s.name, s.bytes,
                    iif(?3, (SELECT v.stage FROM version v WHERE v.source = s.number AND v.latest = 1), NULL) ",
            $from,
            " WHERE s.deleted_ms IS NULL AND (?2 IS NULL OR EXISTS (
                  SELECT 1 FROM version l WHERE l.source = s.number AND l.latest = 1
                  AND l.stage IN (SELECT value FROM json_each(?2))))
              ORDER BY ",
            $order,
            " DESC"
        )
    };
}

/// It names every source: reading the table in its order is what it costs.
const OUTLINE: &str = outline!("FROM source s", "s.number");

const OUTLINE_IN: &str = outline!(
    "FROM membership m CROSS JOIN source s ON m.collection = ?1 AND s.number = m.source",
    "m.source"
);
