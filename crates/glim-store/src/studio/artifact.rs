//! Artifacts: pictures and videos that are kept, what they were made from, and what a person says of them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{SqliteConnection, types::Json};
use ts_rs::TS;

use super::{
    job::{InputRole, MediaKind},
    media, rows, words,
};
use crate::{ArtifactId, BoardId, ContentHash, Error, JobId, Store, error::Failure};

/// A picture or video to be kept; its files are ([`Store::keep_media`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewArtifact {
    /// Its id.
    pub id: ArtifactId,
    /// What it is.
    pub kind: MediaKind,
    /// Its content.
    pub file: ContentHash,
    /// A small picture of it.
    pub thumb: Option<ContentHash>,
    /// Its width in pixels, at least 1.
    pub width: u32,
    /// Its height in pixels, at least 1.
    pub height: u32,
    /// How long a video is.
    pub duration_ms: Option<u32>,
    /// A blur of some bytes to show until the small picture is there, at most 64.
    pub thumbhash: Option<Vec<u8>>,
    /// When it was made.
    pub made_ms: i64,
}

/// A file of the person's that becomes an artifact, with what it says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct NewImport {
    /// What it is.
    pub artifact: NewArtifact,
    /// The way of the model it was made by.
    pub mode: Option<String>,
    /// The model it was made by.
    pub model: Option<String>,
    /// What was asked for; empty if that is not known.
    pub prompt: String,
    /// The rest of the form.
    pub parameters: Value,
    /// The name of its file.
    pub name: Option<String>,
}

impl NewImport {
    fn made(&self) -> Made<'_> {
        Made {
            job: None,
            mode: self.mode.as_deref(),
            model: self.model.as_deref(),
            prompt: &self.prompt,
            parameters: &self.parameters,
            name: self.name.as_deref(),
        }
    }
}

/// One artifact with all that is known of it.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Artifact {
    /// Its id.
    pub id: ArtifactId,
    /// Its number; grows with each that is kept.
    pub number: i64,
    /// The job that made it, if it is still listed.
    pub job: Option<JobId>,
    /// What it is.
    pub kind: MediaKind,
    /// What its file is, such as `image/png`.
    pub media_type: String,
    /// Its content.
    #[sqlx(try_from = "Vec<u8>")]
    pub file: ContentHash,
    /// Size of its file.
    pub bytes: i64,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// How long a video is.
    pub duration_ms: Option<u32>,
    /// A small picture of it, as 32 bytes.
    pub thumb: Option<Vec<u8>>,
    /// A blur to show until then.
    pub thumbhash: Option<Vec<u8>>,
    /// The way of the model.
    pub mode: Option<String>,
    /// The model.
    pub model: Option<String>,
    /// What was asked for.
    pub prompt: String,
    /// The rest of the form.
    #[sqlx(json)]
    pub parameters: Value,
    /// The name of the file it came as, if it was imported.
    pub name: Option<String>,
    /// Kept dear.
    pub favourite: bool,
    /// When it was made.
    pub made_ms: i64,
    /// When it was deleted, if it was.
    pub deleted_ms: Option<i64>,
}

/// A step of lineage: an artifact, and what the one was to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct Kin {
    /// The other artifact.
    pub id: ArtifactId,
    /// What the older was to the younger.
    pub role: InputRole,
}

/// What belongs to an artifact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Belongings {
    /// What it was made from, in the order of roles.
    pub parents: Vec<Kin>,
    /// What was made from it, oldest first, at most 200.
    pub children: Vec<Kin>,
    /// Its tags, by name.
    pub tags: Vec<String>,
    /// The boards it is on.
    pub boards: Vec<BoardId>,
}

impl Store {
    /// The artifact, deleted or not.
    pub async fn artifact(&self, id: ArtifactId) -> Result<Artifact, Error> {
        self.doing("read an artifact", async {
            sqlx::query_as(BY_ID)
                .bind(id)
                .fetch_optional(&mut *self.read().await?)
                .await?
                .ok_or_else(|| Failure::not_found("artifact", &id))
        })
        .await
    }

    /// What belongs to an artifact; of its kin only what is not deleted.
    pub async fn belongings(&self, id: ArtifactId) -> Result<Belongings, Error> {
        self.doing("read what belongs to an artifact", async {
            let mut read = self.read().await?;
            let (number, _) = rows::any_artifact(&mut read, id).await?;
            let parents = sqlx::query_as(PARENTS)
                .bind(number)
                .fetch_all(&mut *read)
                .await?;
            let children = sqlx::query_as(CHILDREN)
                .bind(number)
                .fetch_all(&mut *read)
                .await?;
            let tags = sqlx::query_scalar(TAGS)
                .bind(number)
                .fetch_all(&mut *read)
                .await?;
            let boards = sqlx::query_scalar(BOARDS)
                .bind(number)
                .fetch_all(&mut *read)
                .await?;
            Ok(Belongings {
                parents,
                children,
                tags,
                boards,
            })
        })
        .await
    }

    /// Keeps files of the person's as artifacts. Returns their ids: a content that is an artifact already is that one, which
    /// is brought back if it was deleted.
    pub async fn import_artifacts(&self, imports: &[NewImport]) -> Result<Vec<ArtifactId>, Error> {
        self.doing("keep imported artifacts", async {
            let mut write = self.write().await?;
            let generation = rows::next_generation(&mut write).await?;
            let mut ids = Vec::with_capacity(imports.len());
            for new in imports {
                ids.push(import(&mut write, new, generation).await?);
            }
            write.commit().await?;
            Ok(ids)
        })
        .await
    }

    /// Keeps artifacts as they are given, any number of one content: a gallery of many for tests and measurements.
    pub async fn add_artifacts(&self, imports: &[NewImport]) -> Result<(), Error> {
        self.doing("keep artifacts", async {
            let mut write = self.write().await?;
            let generation = rows::next_generation(&mut write).await?;
            for new in imports {
                insert(&mut write, &new.artifact, &new.made(), generation).await?;
            }
            Ok(write.commit().await?)
        })
        .await
    }
}

async fn import(
    connection: &mut SqliteConnection,
    new: &NewImport,
    generation: i64,
) -> Result<ArtifactId, Failure> {
    let known: Option<(i64, ArtifactId, Option<i64>)> = sqlx::query_as(
        "SELECT a.number, a.id, a.deleted_ms FROM media m CROSS JOIN artifact a ON a.file = m.number
         WHERE m.hash = ?1 ORDER BY a.deleted_ms IS NOT NULL, a.number LIMIT 1",
    )
    .bind(new.artifact.file.0.as_slice())
    .fetch_optional(&mut *connection)
    .await?;
    match known {
        None => {
            insert(connection, &new.artifact, &new.made(), generation).await?;
            Ok(new.artifact.id)
        }
        Some((_, id, None)) => Ok(id),
        Some((number, id, Some(_))) => {
            sqlx::query("UPDATE artifact SET deleted_ms = NULL, generation = ?2 WHERE number = ?1")
                .bind(number)
                .bind(generation)
                .execute(&mut *connection)
                .await?;
            Ok(id)
        }
    }
}

/// How an artifact came to be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Made<'a> {
    /// The number of its job, and which of its results it is.
    pub(super) job: Option<(i64, i64)>,
    pub(super) mode: Option<&'a str>,
    pub(super) model: Option<&'a str>,
    pub(super) prompt: &'a str,
    pub(super) parameters: &'a Value,
    pub(super) name: Option<&'a str>,
}

/// The row of an artifact, its words, and what it was made from.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    new: &NewArtifact,
    made: &Made<'_>,
    generation: i64,
) -> Result<(), Failure> {
    let file = media::number_of(connection, new.file).await?;
    let thumb = match new.thumb {
        Some(hash) => Some(media::number_of(connection, hash).await?),
        None => None,
    };
    let number: i64 = sqlx::query_scalar(
        "INSERT INTO artifact (id, job, position, kind, file, thumb, width, height, duration_ms, thumbhash, mode, model,
             prompt, parameters, name, made_ms, generation)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
         RETURNING number",
    )
    .bind(new.id)
    .bind(made.job.map(|(job, _)| job))
    .bind(made.job.map_or(0, |(_, position)| position))
    .bind(new.kind)
    .bind(file)
    .bind(thumb)
    .bind(new.width)
    .bind(new.height)
    .bind(new.duration_ms)
    .bind(&new.thumbhash)
    .bind(made.mode)
    .bind(made.model)
    .bind(made.prompt)
    .bind(Json(made.parameters))
    .bind(made.name)
    .bind(new.made_ms)
    .bind(generation)
    .fetch_one(&mut *connection)
    .await?;
    if let Some((job, _)) = made.job {
        sqlx::query(
            "INSERT OR IGNORE INTO artifact_parent (child, parent, role)
             SELECT ?1, artifact, role FROM job_input WHERE job = ?2 AND artifact IS NOT NULL",
        )
        .bind(number)
        .bind(job)
        .execute(&mut *connection)
        .await?;
    }
    words::add(connection, number, made.prompt, made.name).await
}

const BY_ID: &str = "
SELECT a.id, a.number, (SELECT j.id FROM job j WHERE j.number = a.job) AS job, a.kind, f.media_type, f.hash AS file, f.bytes,
       a.width, a.height, a.duration_ms, (SELECT t.hash FROM media t WHERE t.number = a.thumb) AS thumb, a.thumbhash,
       a.mode, a.model, a.prompt, a.parameters, a.name, a.favourite, a.made_ms, a.deleted_ms
FROM artifact a CROSS JOIN media f ON f.number = a.file WHERE a.id = ?1";

pub(crate) const PARENTS: &str = "
SELECT a.id, p.role FROM artifact_parent p CROSS JOIN artifact a ON a.number = p.parent
WHERE p.child = ?1 AND a.deleted_ms IS NULL ORDER BY p.role, p.parent";

pub(crate) const CHILDREN: &str = "
SELECT a.id, p.role FROM artifact_parent p CROSS JOIN artifact a ON a.number = p.child
WHERE p.parent = ?1 AND a.deleted_ms IS NULL ORDER BY p.child LIMIT 200";

pub(crate) const TAGS: &str = "
SELECT t.name FROM artifact_tag x CROSS JOIN tag t ON t.number = x.tag WHERE x.artifact = ?1 ORDER BY t.folded";

pub(crate) const BOARDS: &str = "
SELECT b.id FROM board_artifact x CROSS JOIN board b ON b.number = x.board
WHERE x.artifact = ?1 AND b.deleted_ms IS NULL ORDER BY b.number";
