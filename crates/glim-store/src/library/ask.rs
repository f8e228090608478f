//! What a question may look at: the chosen sources, how far each is read, and their text as soon as it is there, which is before a
//! search can find it.

use sqlx::types::Json;

use super::found::{Passage, PassageRow};
use super::stage::Stage;
use crate::{CollectionId, Error, SourceId, Store, library::filter};

/// Which sources a question goes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    /// To all.
    pub everything: bool,
    /// To those of any of these collections.
    pub collections: Vec<CollectionId>,
    /// And to these.
    pub sources: Vec<SourceId>,
}

/// A source that a question may look at.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Askable {
    /// Its id.
    pub source: SourceId,
    /// Its number, as indexes know it.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// How far its latest version is read.
    pub stage: Stage,
    /// Why that failed.
    pub reason: Option<String>,
    /// Its newest version with a whole text, if it has one.
    pub version: Option<i64>,
    /// How long that text is.
    pub text_bytes: i64,
    /// Searches find it.
    pub searchable: bool,
}

/// A passage of a text, with its first chunk: what a citation points to.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// The chunk, if the passage has any.
    pub chunk: Option<i64>,
    /// The passage.
    pub passage: Passage,
}

#[derive(sqlx::FromRow)]
struct TextRow {
    chunk: Option<i64>,
    #[sqlx(flatten)]
    passage: PassageRow,
}

impl Store {
    /// The chosen sources in the order in which they were added, at most `limit`; deleted ones are left out.
    pub async fn askable(&self, chosen: &Chosen, limit: u32) -> Result<Vec<Askable>, Error> {
        self.doing("read what a question may look at", async {
            let mut read = self.read().await?;
            let numbers = filter::chosen(&mut read, chosen).await?;
            Ok(sqlx::query_as(ASKABLE)
                .bind(Json(numbers))
                .bind(chosen.everything)
                .bind(i64::from(limit))
                .fetch_all(&mut *read)
                .await?)
        })
        .await
    }

    /// The numbers of the chosen sources; none when all are chosen.
    pub async fn chosen_numbers(&self, chosen: &Chosen) -> Result<Option<Vec<i64>>, Error> {
        self.doing("read which sources a question goes to", async {
            if chosen.everything {
                return Ok(None);
            }
            let mut read = self.read().await?;
            Ok(Some(filter::chosen(&mut read, chosen).await?))
        })
        .await
    }

    /// At most `limit` passages of a version that an [`Askable`] named, from `first` on.
    pub async fn text_of(&self, version: i64, first: i64, limit: u32) -> Result<Vec<Text>, Error> {
        self.doing("read a text for a question", async {
            let rows: Vec<TextRow> = sqlx::query_as(TEXT)
                .bind(version)
                .bind(first)
                .bind(i64::from(limit))
                .fetch_all(&mut *self.read().await?)
                .await?;
            let text = |row: TextRow| Text {
                chunk: row.chunk,
                passage: row.passage.into(),
            };
            Ok(rows.into_iter().map(text).collect())
        })
        .await
    }
}

pub(crate) const ASKABLE: &str = "
SELECT s.id AS source, s.number, s.name, s.kind, l.stage, l.reason, t.number AS version, coalesce(t.text_bytes, 0) AS text_bytes,
       EXISTS (SELECT 1 FROM version v WHERE v.source = s.number AND v.shown = 1 AND v.chunks > 0) AS searchable
FROM source s
CROSS JOIN version l ON l.source = s.number AND l.latest = 1
LEFT JOIN version t ON t.number = (SELECT max(v.number) FROM version v
                                   WHERE v.source = s.number AND v.chunks > 0 AND (v.cut = 1 OR v.shown = 1))
WHERE s.deleted_ms IS NULL AND (?2 OR s.number IN (SELECT value FROM json_each(?1)))
ORDER BY s.number LIMIT ?3";

pub(crate) const TEXT: &str = "
SELECT (SELECT min(c.number) FROM chunk c WHERE c.passage = p.number) AS chunk, p.ordinal, p.heading, p.locator, p.text
FROM passage p WHERE p.version = ?1 AND p.ordinal >= ?2
ORDER BY p.ordinal LIMIT ?3";
