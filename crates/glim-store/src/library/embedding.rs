//! Embedding models: one serves the searches, and one may be filled behind it until it has a vector for all that is found.

use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use ts_rs::TS;

use crate::{Error, Store, error::Failure};

/// How a vector is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub enum VectorForm {
    /// A byte for each dimension, and four for the scale they share.
    Int8,
    /// Two bytes for each dimension.
    F16,
}

impl VectorForm {
    /// The length of one vector.
    pub fn bytes(self, dimensions: u32) -> usize {
        let dimensions = dimensions as usize;
        match self {
            Self::Int8 => dimensions + 4,
            Self::F16 => dimensions * 2,
        }
    }
}

/// What a model is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub enum ModelState {
    /// Searches use it.
    Serving,
    /// It will serve once it has a vector for all that is found.
    Filling,
    /// It is not used; its vectors are being swept.
    Retired,
}

/// A model, and how its vectors are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct EmbeddingModel {
    /// Its number in this store; never that of another model.
    pub number: i64,
    /// Its name, with all that makes its vectors differ from others.
    pub name: String,
    /// The length of its vectors.
    pub dimensions: u32,
    /// How they are written.
    pub form: VectorForm,
    /// Its vectors cost money: they are kept when it is retired.
    pub paid: bool,
    /// What it is used for.
    pub state: ModelState,
}

/// A model to use.
#[derive(Debug, Clone)]
pub struct NewEmbeddingModel {
    /// Its name, with all that makes its vectors differ from others (quantisation, prefixes).
    pub name: String,
    /// The length of its vectors.
    pub dimensions: u32,
    /// How they are written.
    pub form: VectorForm,
    /// Its vectors cost money: they are kept when it is retired.
    pub paid: bool,
}

/// Vectors that are kept of a model nobody uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct KeptVectors {
    /// The number of the model.
    pub model: i64,
    /// Its name.
    pub name: String,
    /// The length of its vectors.
    pub dimensions: u32,
    /// How many there are.
    pub vectors: i64,
    /// How much room they take.
    pub bytes: i64,
}

impl Store {
    /// Begins to use a model. Without one before it serves at once; else it is filled until [`Store::switch_model`], and
    /// one that was being filled is dropped. The model that serves already only stops such filling.
    pub async fn use_model(&self, new: &NewEmbeddingModel) -> Result<EmbeddingModel, Error> {
        self.doing("begin to use an embedding model", async {
            let mut write = self.write().await?;
            sqlx::query(
                "INSERT INTO embedding_model (name, dimensions, form, paid, state) VALUES (?1, ?2, ?3, ?4, 'retired')
                 ON CONFLICT DO NOTHING",
            )
            .bind(new.name.as_str())
            .bind(new.dimensions)
            .bind(new.form)
            .bind(new.paid)
            .execute(&mut *write)
            .await?;
            let number: i64 = sqlx::query_scalar(
                "SELECT number FROM embedding_model WHERE name = ?1 AND dimensions = ?2 AND form = ?3",
            )
            .bind(new.name.as_str())
            .bind(new.dimensions)
            .bind(new.form)
            .fetch_one(&mut *write)
            .await?;
            let serving = serving(&mut write).await?;
            let filling = in_state(&mut write, ModelState::Filling).await?;
            if let Some(filling) = filling.filter(|filling| *filling != number) {
                retire(&mut write, filling).await?;
            }
            match serving {
                None => set_state(&mut write, number, ModelState::Serving).await?,
                Some(serving) if serving == number => {}
                Some(_) => set_state(&mut write, number, ModelState::Filling).await?,
            }
            let model = by_number(&mut write, number).await?;
            write.commit().await?;
            Ok(model)
        })
        .await
    }

    /// The models in use: the one that serves, then the one that is filled.
    pub async fn models(&self) -> Result<Vec<EmbeddingModel>, Error> {
        self.doing("read the embedding models", async {
            Ok(sqlx::query_as(
                "SELECT number, name, dimensions, form, paid, state FROM embedding_model WHERE state <> 'retired'
                 ORDER BY state DESC",
            )
            .fetch_all(&mut *self.read().await?)
            .await?)
        })
        .await
    }

    /// The next shown version after `after` (0 to begin) that lacks vectors of a model, and its number of chunks.
    /// Fill it with [`Store::missing_vectors`] and [`Store::store_vectors`], then say [`Store::cover_version`].
    pub async fn next_uncovered(
        &self,
        model: i64,
        after: i64,
    ) -> Result<Option<(i64, i64)>, Error> {
        self.doing("find what a model has not embedded", async {
            Ok(sqlx::query_as(UNCOVERED)
                .bind(model)
                .bind(after)
                .fetch_optional(&mut *self.read().await?)
                .await?)
        })
        .await
    }

    /// Lets the model that was filled serve, if it has a vector for all that is found. Returns how many versions it still
    /// lacks: 0 if it serves now. The index of vectors is then to be made anew, for the new model.
    pub async fn switch_model(&self) -> Result<i64, Error> {
        self.doing("switch to another embedding model", async {
            let mut write = self.write().await?;
            let filled = in_state(&mut write, ModelState::Filling)
                .await?
                .ok_or_else(|| Failure::not_allowed("a model is filled before it serves"))?;
            let lacking: i64 = sqlx::query_scalar(
                "SELECT count(*) FROM version v JOIN source s ON s.number = v.source
                 WHERE v.shown = 1 AND v.chunks > 0 AND s.deleted_ms IS NULL
                   AND NOT EXISTS (SELECT 1 FROM coverage c WHERE c.version = v.number AND c.model = ?1)",
            )
            .bind(filled)
            .fetch_one(&mut *write)
            .await?;
            if lacking > 0 {
                return Ok(lacking);
            }
            if let Some(old) = serving(&mut write).await? {
                retire(&mut write, old).await?;
            }
            set_state(&mut write, filled, ModelState::Serving).await?;
            write.commit().await?;
            Ok(0)
        })
        .await
    }

    /// Gives up filling a model; the one that serves stays. What was embedded by a model that costs is kept.
    pub async fn stop_filling(&self) -> Result<(), Error> {
        self.doing("give up filling an embedding model", async {
            let mut write = self.write().await?;
            if let Some(filling) = in_state(&mut write, ModelState::Filling).await? {
                retire(&mut write, filling).await?;
            }
            Ok(write.commit().await?)
        })
        .await
    }

    /// A model that was used at any time, by its name and length.
    pub async fn known_model(
        &self,
        name: &str,
        dimensions: u32,
    ) -> Result<Option<EmbeddingModel>, Error> {
        self.doing("look for an embedding model", async {
            Ok(sqlx::query_as(
                "SELECT number, name, dimensions, form, paid, state FROM embedding_model WHERE name = ?1 AND dimensions = ?2",
            )
            .bind(name)
            .bind(dimensions)
            .fetch_optional(&mut *self.read().await?)
            .await?)
        })
        .await
    }

    /// How many texts a model has embedded, and how many texts there are.
    pub async fn embedded(&self, model: i64) -> Result<(i64, i64), Error> {
        self.doing("count what a model has embedded", async {
            Ok(sqlx::query_as(
                "SELECT (SELECT count(*) FROM vector WHERE model = ?1), (SELECT count(*) FROM wording)",
            )
            .bind(model)
            .fetch_one(&mut *self.read().await?)
            .await?)
        })
        .await
    }

    /// What is kept of models that cost and that nobody uses now.
    pub async fn kept_vectors(&self) -> Result<Vec<KeptVectors>, Error> {
        self.doing("count the vectors that are kept", async {
            Ok(sqlx::query_as(KEPT)
                .fetch_all(&mut *self.read().await?)
                .await?)
        })
        .await
    }

    /// Lets the vectors of a retired model go with the next [`Store::sweep_library`].
    pub async fn drop_kept_vectors(&self, model: i64) -> Result<(), Error> {
        self.doing("give up vectors that were kept", async {
            let mut write = self.write().await?;
            sqlx::query(
                "UPDATE embedding_model SET swept = 0 WHERE number = ?1 AND state = 'retired'",
            )
            .bind(model)
            .execute(&mut *write)
            .await?;
            Ok(write.commit().await?)
        })
        .await
    }
}

/// The number of the model that serves.
pub(crate) async fn serving(connection: &mut SqliteConnection) -> Result<Option<i64>, Failure> {
    in_state(connection, ModelState::Serving).await
}

async fn in_state(
    connection: &mut SqliteConnection,
    state: ModelState,
) -> Result<Option<i64>, Failure> {
    Ok(
        sqlx::query_scalar("SELECT number FROM embedding_model WHERE state = ?1")
            .bind(state)
            .fetch_optional(connection)
            .await?,
    )
}

pub(crate) async fn by_number(
    connection: &mut SqliteConnection,
    number: i64,
) -> Result<EmbeddingModel, Failure> {
    sqlx::query_as(
        "SELECT number, name, dimensions, form, paid, state FROM embedding_model WHERE number = ?1",
    )
    .bind(number)
    .fetch_optional(connection)
    .await?
    .ok_or_else(|| Failure::not_found("model", &number))
}

async fn set_state(
    connection: &mut SqliteConnection,
    number: i64,
    state: ModelState,
) -> Result<(), Failure> {
    sqlx::query("UPDATE embedding_model SET state = ?2, swept = 1 WHERE number = ?1")
        .bind(number)
        .bind(state)
        .execute(connection)
        .await?;
    Ok(())
}

/// Its vectors go later, in steps, unless they cost money; that it has all of them is not true from now on.
async fn retire(connection: &mut SqliteConnection, number: i64) -> Result<(), Failure> {
    sqlx::query("DELETE FROM coverage WHERE model = ?1")
        .bind(number)
        .execute(&mut *connection)
        .await?;
    sqlx::query("UPDATE embedding_model SET state = 'retired', swept = paid WHERE number = ?1")
        .bind(number)
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) const UNCOVERED: &str = "
SELECT v.number, v.chunks
FROM version v CROSS JOIN source s ON s.number = v.source
WHERE v.number > ?2 AND v.shown = 1 AND v.chunks > 0 AND s.deleted_ms IS NULL
  AND NOT EXISTS (SELECT 1 FROM coverage c WHERE c.version = v.number AND c.model = ?1)
ORDER BY v.number LIMIT 1";

/// By the index of the key alone, which is far smaller than the vectors.
const KEPT: &str = "
SELECT e.number AS model, e.name, e.dimensions, k.vectors,
       k.vectors * iif(e.form = 'f16', 2 * e.dimensions, e.dimensions + 4) AS bytes
FROM (SELECT model, count(*) AS vectors FROM vector GROUP BY model) k
JOIN embedding_model e ON e.number = k.model
WHERE e.state = 'retired' AND e.swept = 1 ORDER BY e.number";
