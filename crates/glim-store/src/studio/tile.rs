//! Artifacts as a gallery shows those that are in view and a conversation those that were made in it, and where they are by
//! number and by id.

use sqlx::types::Json;

use super::{job::MediaKind, job_read, rows};
use crate::{ArtifactId, ContentHash, Error, JobId, Store};

/// Characters of a prompt that a tile has: what a tooltip shows.
const PROMPT: i64 = 200;

/// An artifact as it is seen in a gallery.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ArtifactTile {
    /// Its number.
    pub number: i64,
    /// Its id.
    pub id: ArtifactId,
    /// What it is.
    pub kind: MediaKind,
    /// The content of its small picture, as 32 bytes.
    pub thumb: Option<Vec<u8>>,
    /// A blur to show until then.
    pub thumbhash: Option<Vec<u8>>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// How long a video is.
    pub duration_ms: Option<u32>,
    /// Kept dear.
    pub favourite: bool,
    /// The beginning of its prompt.
    pub prompt: String,
}

/// What a job made, as it is shown where it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MadeArtifact {
    /// The job.
    pub job: JobId,
    /// Its id.
    pub id: ArtifactId,
    /// What it is.
    pub kind: MediaKind,
    /// Its content.
    #[sqlx(try_from = "Vec<u8>")]
    pub file: ContentHash,
    /// The content of its small picture, as 32 bytes.
    pub thumb: Option<Vec<u8>>,
    /// A blur to show until then.
    pub thumbhash: Option<Vec<u8>>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// How long a video is.
    pub duration_ms: Option<u32>,
}

impl Store {
    /// What these jobs made and is not deleted, in the order of the jobs.
    pub async fn made_by(&self, jobs: &[JobId]) -> Result<Vec<MadeArtifact>, Error> {
        self.doing("read what jobs made", async {
            Ok(sqlx::query_as(MADE)
                .bind(Json(job_read::hex(jobs)))
                .fetch_all(&mut *self.read().await?)
                .await?)
        })
        .await
    }

    /// The tiles of these numbers, in their order. What is purged is left out.
    pub async fn artifact_tiles(&self, numbers: &[i64]) -> Result<Vec<ArtifactTile>, Error> {
        self.doing("read what is in view", async {
            Ok(sqlx::query_as(TILES)
                .bind(Json(numbers))
                .bind(PROMPT)
                .fetch_all(&mut *self.read().await?)
                .await?)
        })
        .await
    }

    /// The number of an artifact and when it was made: where it stands in a gallery.
    pub async fn artifact_place(&self, id: ArtifactId) -> Result<(i64, i64), Error> {
        self.doing("find an artifact", async {
            let mut read = self.read().await?;
            let (number, _) = rows::any_artifact(&mut read, id).await?;
            let made_ms = sqlx::query_scalar("SELECT made_ms FROM artifact WHERE number = ?1")
                .bind(number)
                .fetch_one(&mut *read)
                .await?;
            Ok((number, made_ms))
        })
        .await
    }

    /// The ids of these numbers, in their order. What is purged is left out.
    pub async fn artifact_ids(&self, numbers: &[i64]) -> Result<Vec<ArtifactId>, Error> {
        self.doing("name artifacts", async {
            Ok(sqlx::query_scalar(IDS)
                .bind(Json(numbers))
                .fetch_all(&mut *self.read().await?)
                .await?)
        })
        .await
    }
}

pub(crate) const TILES: &str = "
SELECT a.number, a.id, a.kind, (SELECT t.hash FROM media t WHERE t.number = a.thumb) AS thumb, a.thumbhash, a.width, a.height,
       a.duration_ms, a.favourite, substr(a.prompt, 1, ?2) AS prompt
FROM json_each(?1) wanted CROSS JOIN artifact a ON a.number = wanted.value ORDER BY wanted.key";

pub(crate) const MADE: &str = "
SELECT j.id AS job, a.id, a.kind, f.hash AS file, (SELECT t.hash FROM media t WHERE t.number = a.thumb) AS thumb, a.thumbhash,
       a.width, a.height, a.duration_ms
FROM json_each(?1) wanted CROSS JOIN job j ON j.id = unhex(wanted.value) CROSS JOIN artifact a ON a.job = j.number
CROSS JOIN media f ON f.number = a.file
WHERE a.deleted_ms IS NULL ORDER BY wanted.key, a.position";

pub(crate) const IDS: &str = "
SELECT a.id FROM json_each(?1) wanted CROSS JOIN artifact a ON a.number = wanted.value ORDER BY wanted.key";
