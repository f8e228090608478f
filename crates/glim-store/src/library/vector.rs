//! Vectors: a cache by model and wording that all sources share, so that the same text is never embedded twice.

use sqlx::{SqliteConnection, types::Json};

use super::{embedding, found, rows};
use crate::{Error, NewUsage, Store, error::Failure, usage};

/// A text that has no vector yet. Several chunks may have the same wording; it is given once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unembedded {
    /// What [`NewVector`] names.
    pub wording: i64,
    /// The headings above it, outermost first.
    pub heading: Vec<String>,
    /// The words of the chunk.
    pub text: String,
}

/// A vector that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVector {
    /// Of which text.
    pub wording: i64,
    /// As the model's form says.
    pub bytes: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct MissingRow {
    wording: i64,
    #[sqlx(json(nullable))]
    heading: Option<Vec<String>>,
    text: String,
    start_byte: i64,
    end_byte: i64,
}

#[derive(sqlx::FromRow)]
struct UnembeddedRow {
    wording: i64,
    #[sqlx(json(nullable))]
    heading: Option<Vec<String>>,
    text: String,
}

impl Store {
    /// At most `limit` texts of a version that have no vector of the model, in the order of the text. Texts of other sources
    /// that were embedded before are not among them. An empty answer means there are none.
    pub async fn missing_vectors(
        &self,
        version: i64,
        model: i64,
        limit: u32,
    ) -> Result<Vec<Unembedded>, Error> {
        self.doing("find texts without a vector", async {
            let rows: Vec<MissingRow> = sqlx::query_as(MISSING)
                .bind(version)
                .bind(model)
                .bind(i64::from(limit))
                .fetch_all(&mut *self.read().await?)
                .await?;
            let mut seen = std::collections::HashSet::new();
            Ok(rows
                .into_iter()
                .filter(|row| seen.insert(row.wording))
                .map(|row| Unembedded {
                    wording: row.wording,
                    text: found::part(&row.text, row.start_byte, row.end_byte).to_owned(),
                    heading: row.heading.unwrap_or_default(),
                })
                .collect())
        })
        .await
    }

    /// How many chunks of a version have no vector of the model. Looks at each of its chunks.
    pub async fn lacking_vectors(&self, version: i64, model: i64) -> Result<i64, Error> {
        self.doing("count the chunks without a vector", async {
            Ok(sqlx::query_scalar(LACKING)
                .bind(version)
                .bind(model)
                .fetch_one(&mut *self.read().await?)
                .await?)
        })
        .await
    }

    /// Texts of all that is found that have no vector of the model, by their wording, after `after` (0 to begin). A wording
    /// that comes later may have a smaller number: there are none when an answer from 0 on is empty.
    pub async fn unembedded(
        &self,
        model: i64,
        after: i64,
        limit: u32,
    ) -> Result<Vec<Unembedded>, Error> {
        self.doing("find texts a model has not embedded", async {
            let rows: Vec<UnembeddedRow> = sqlx::query_as(UNEMBEDDED)
                .bind(model)
                .bind(after)
                .bind(i64::from(limit))
                .fetch_all(&mut *self.read().await?)
                .await?;
            let texts = rows.into_iter().map(|row| Unembedded {
                wording: row.wording,
                heading: row.heading.unwrap_or_default(),
                text: row.text,
            });
            Ok(texts.collect())
        })
        .await
    }

    /// Keeps vectors. One that is there already stays; one whose text has gone meanwhile is dropped.
    pub async fn store_vectors(&self, model: i64, vectors: &[NewVector]) -> Result<(), Error> {
        self.doing("keep vectors", async {
            let mut write = self.write_repeatable().await?;
            keep(&mut write, model, vectors).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Keeps vectors together with what they cost: neither is lost without the other, nor by a power cut.
    pub async fn store_paid_vectors(
        &self,
        model: i64,
        vectors: &[NewVector],
        used: Option<&NewUsage>,
    ) -> Result<(), Error> {
        self.doing("keep vectors that were paid for", async {
            let mut write = self.write().await?;
            keep(&mut write, model, vectors).await?;
            if let Some(used) = used {
                usage::insert(&mut write, None, used).await?;
            }
            Ok(write.commit().await?)
        })
        .await
    }

    /// Notes that a shown version has all vectors of a model. Returns false, noting nothing, if some are missing.
    pub async fn cover_version(&self, version: i64, model: i64) -> Result<bool, Error> {
        self.doing("note a version as embedded", async {
            let mut write = self.write_repeatable().await?;
            let source: Option<i64> =
                sqlx::query_scalar("SELECT source FROM version WHERE number = ?1 AND shown = 1")
                    .bind(version)
                    .fetch_optional(&mut *write)
                    .await?;
            let Some(source) = source else {
                return Err(Failure::not_found("version", &version));
            };
            let covered = cover(&mut write, version, model).await?;
            // It was found by words alone; the index of vectors is to take it in.
            if covered && embedding::serving(&mut write).await? == Some(model) {
                rows::changed(&mut write, source).await?;
            }
            write.commit().await?;
            Ok(covered)
        })
        .await
    }
}

async fn keep(
    connection: &mut SqliteConnection,
    model: i64,
    vectors: &[NewVector],
) -> Result<(), Failure> {
    let kind = embedding::by_number(connection, model).await?;
    let length = kind.form.bytes(kind.dimensions);
    if vectors.iter().any(|vector| vector.bytes.len() != length) {
        return Err(Failure::not_allowed("a vector has the length of its model"));
    }
    let wordings: Vec<i64> = vectors.iter().map(|vector| vector.wording).collect();
    let joined: Vec<u8> = vectors
        .iter()
        .flat_map(|vector| vector.bytes.iter().copied())
        .collect();
    sqlx::query(
        "INSERT INTO vector (wording, model, bytes)
         SELECT made.value, ?1, substr(?3, 1 + ?4 * made.key, ?4)
         FROM json_each(?2) made WHERE EXISTS (SELECT 1 FROM wording WHERE number = made.value)
         ON CONFLICT DO NOTHING",
    )
    .bind(model)
    .bind(Json(wordings))
    .bind(joined)
    .bind(i64::try_from(length).unwrap_or(i64::MAX))
    .execute(connection)
    .await?;
    Ok(())
}

/// True, and noted, if no vector is missing.
pub(crate) async fn cover(
    connection: &mut SqliteConnection,
    version: i64,
    model: i64,
) -> Result<bool, Failure> {
    let missing: bool = sqlx::query_scalar(
        "SELECT EXISTS (
             SELECT 1 FROM passage p CROSS JOIN chunk c ON c.passage = p.number
             WHERE p.version = ?1
               AND NOT EXISTS (SELECT 1 FROM vector v WHERE v.wording = c.wording AND v.model = ?2))",
    )
    .bind(version)
    .bind(model)
    .fetch_one(&mut *connection)
    .await?;
    if !missing {
        sqlx::query("INSERT INTO coverage (version, model) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
            .bind(version)
            .bind(model)
            .execute(connection)
            .await?;
    }
    Ok(!missing)
}

pub(crate) const MISSING: &str = "
SELECT c.wording, p.heading, p.text, c.start_byte, c.end_byte
FROM passage p CROSS JOIN chunk c ON c.passage = p.number
WHERE p.version = ?1 AND NOT EXISTS (SELECT 1 FROM vector v WHERE v.wording = c.wording AND v.model = ?2)
ORDER BY p.ordinal LIMIT ?3";

pub(crate) const LACKING: &str = "
SELECT count(*) FROM passage p CROSS JOIN chunk c ON c.passage = p.number
WHERE p.version = ?1 AND NOT EXISTS (SELECT 1 FROM vector v WHERE v.wording = c.wording AND v.model = ?2)";

/// The bytes of the chunk alone: a passage is many times as long.
pub(crate) const UNEMBEDDED: &str = "
SELECT w.number AS wording, p.heading,
       CAST(substr(CAST(p.text AS BLOB), c.start_byte + 1, c.end_byte - c.start_byte) AS TEXT) AS text
FROM wording w
CROSS JOIN chunk c ON c.number = (
    SELECT c.number FROM chunk c CROSS JOIN passage p ON p.number = c.passage
    CROSS JOIN version v ON v.number = p.version
    CROSS JOIN source s ON s.number = v.source
    WHERE c.wording = w.number AND v.shown = 1 AND s.deleted_ms IS NULL LIMIT 1)
CROSS JOIN passage p ON p.number = c.passage
WHERE w.number > ?2 AND NOT EXISTS (SELECT 1 FROM vector v WHERE v.wording = w.number AND v.model = ?1)
ORDER BY w.number LIMIT ?3";
