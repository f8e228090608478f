//! Files of the studio, each content once: pictures, videos, thumbnails, and what is given to a model.
//!
//! A file is written under a name of its own ([`Store::media_draft`]), and gets its true name, its hash, when it is whole and
//! synced ([`Store::keep_media`]): what the store knows can be served. What nobody uses is freed by [`Store::free_media`].

use std::path::{Path, PathBuf};

use sqlx::{SqliteConnection, types::Json};

use crate::{
    ContentHash, Error, Store,
    error::Failure,
    files::{self, Files, io_error},
    store::blocking,
};

/// What was handed in within this is kept, used or not: it may be on its way to a job or an artifact.
const YOUNG_MS: i64 = 24 * 60 * 60 * 1000;
/// Files that are freed in one transaction.
const BATCH: usize = 500;

/// A file to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMedia {
    /// Of all its bytes.
    pub hash: ContentHash,
    /// What it was seen to be, such as `image/png`.
    pub media_type: String,
    /// Its size.
    pub bytes: i64,
}

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// What it is, such as `image/png`.
    pub media_type: String,
    /// Its size.
    pub bytes: i64,
    /// Where it lies. It is never written again.
    pub path: PathBuf,
}

impl Files {
    pub(crate) fn media(&self) -> PathBuf {
        self.folder.join("media")
    }

    fn drafts(&self) -> PathBuf {
        self.media().join("unfinished")
    }

    /// In one of 256 folders: some file systems are slow with a hundred thousand names in one. The ending is for programs
    /// of the system, which go by it.
    fn media_of(&self, hash: ContentHash, media_type: &str) -> PathBuf {
        let name = format!("{hash:?}.{}", ending(media_type));
        let folder = name.get(..2).unwrap_or_default().to_owned();
        self.media().join(folder).join(name)
    }
}

/// The usual ending of a file of this type; one that says nothing for a type we do not show.
fn ending(media_type: &str) -> &'static str {
    match media_type {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/webp" => "webp",
        "image/gif" => "gif",
        "video/mp4" => "mp4",
        "video/webm" => "webm",
        "video/quicktime" => "mov",
        _ => "bin",
    }
}

impl Store {
    /// A path to write a file to that is to be kept. Its folder is there, the file is not.
    pub async fn media_draft(&self) -> Result<PathBuf, Error> {
        blocking("make room for a file", &self.inner.files, |files| {
            let folder = files.drafts();
            files::make_folder(&folder)?;
            Ok(folder.join(uuid::Uuid::new_v4().simple().to_string()))
        })
        .await
    }

    /// Keeps a file that was written to `draft`, which is gone afterwards. A content that is kept already stays as it is.
    /// The caller vouches for the hash.
    pub async fn keep_media(&self, draft: &Path, new: &NewMedia, now_ms: i64) -> Result<(), Error> {
        // A second type of one content would be a second file: the first stays.
        let known = self.media(new.hash).await?;
        let path = known.map_or_else(
            || self.inner.files.media_of(new.hash, &new.media_type),
            |known| known.path,
        );
        let (from, bytes) = (draft.to_owned(), new.bytes);
        blocking("keep a file", &self.inner.files, move |_| {
            publish(&from, &path, bytes)
        })
        .await?;
        self.doing("keep a file", async {
            let mut write = self.write().await?;
            sqlx::query(
                "INSERT INTO media (hash, media_type, bytes, kept_ms) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (hash) DO UPDATE SET kept_ms = max(kept_ms, excluded.kept_ms)",
            )
            .bind(new.hash.0.as_slice())
            .bind(&new.media_type)
            .bind(new.bytes)
            .bind(now_ms)
            .execute(&mut *write)
            .await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// The file of a content; none that is not kept.
    pub async fn media(&self, hash: ContentHash) -> Result<Option<Media>, Error> {
        self.doing("find a file", async {
            let found: Option<(String, i64)> =
                sqlx::query_as("SELECT media_type, bytes FROM media WHERE hash = ?1")
                    .bind(hash.0.as_slice())
                    .fetch_optional(&mut *self.read().await?)
                    .await?;
            Ok(found.map(|(media_type, bytes)| Media {
                path: self.inner.files.media_of(hash, &media_type),
                media_type,
                bytes,
            }))
        })
        .await
    }

    /// Frees what no artifact and no job uses and nobody has handed in for a day, with what a process that is gone has left
    /// unfinished. Returns how many files that were.
    pub async fn free_media(&self, now_ms: i64) -> Result<u64, Error> {
        let before_ms = now_ms - YOUNG_MS;
        let unused: Vec<i64> = self
            .doing("find files that nothing uses", async {
                Ok(sqlx::query_scalar(UNUSED)
                    .bind(before_ms)
                    .fetch_all(&mut *self.read().await?)
                    .await?)
            })
            .await?;
        let mut freed = 0;
        for numbers in unused.chunks(BATCH) {
            let forget = self.forget_media(numbers, before_ms);
            let paths = self.doing("free files", forget).await?;
            freed += u64::try_from(paths.len()).unwrap_or(u64::MAX);
            blocking("free files", &self.inner.files, move |_| {
                paths
                    .iter()
                    .try_for_each(|path| files::remove_if_there(path))
            })
            .await?;
        }
        Ok(freed)
    }

    /// The rows go first: a file without a row is only lost room, a row without a file would be a picture that is not there.
    /// What has come into use since it was looked at stays.
    async fn forget_media(&self, numbers: &[i64], before_ms: i64) -> Result<Vec<PathBuf>, Failure> {
        let mut write = self.write().await?;
        let forgotten: Vec<(Vec<u8>, String)> = sqlx::query_as(FORGET)
            .bind(before_ms)
            .bind(Json(numbers))
            .fetch_all(&mut *write)
            .await?;
        write.commit().await?;
        let paths = forgotten.into_iter().filter_map(|(hash, media_type)| {
            let hash = ContentHash::try_from(hash).ok()?;
            Some(self.inner.files.media_of(hash, &media_type))
        });
        Ok(paths.collect())
    }
}

macro_rules! unused {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            " m.kept_ms < ?1
              AND NOT EXISTS (SELECT 1 FROM artifact a WHERE a.file = m.number)
              AND NOT EXISTS (SELECT 1 FROM artifact a WHERE a.thumb = m.number)
              AND NOT EXISTS (SELECT 1 FROM job_input i WHERE i.media = m.number)",
            $after
        )
    };
}

const UNUSED: &str = unused!("SELECT m.number FROM media m WHERE", "");

const FORGET: &str = unused!(
    "DELETE FROM media AS m WHERE m.number IN (SELECT value FROM json_each(?2)) AND",
    " RETURNING hash, media_type"
);

/// The number of a content that is kept.
pub(super) async fn number_of(
    connection: &mut SqliteConnection,
    hash: ContentHash,
) -> Result<i64, Failure> {
    sqlx::query_scalar("SELECT number FROM media WHERE hash = ?1")
        .bind(hash.0.as_slice())
        .fetch_optional(connection)
        .await?
        .ok_or_else(|| Failure::not_found("file", &format!("{hash:?}")))
}

fn publish(draft: &Path, path: &Path, bytes: i64) -> Result<(), Error> {
    let is_whole = |path: &Path| {
        let length = std::fs::metadata(path).map(|it| it.len())?;
        Ok::<_, std::io::Error>(i64::try_from(length).is_ok_and(|length| length == bytes))
    };
    if is_whole(path).unwrap_or(false) {
        return files::remove_if_there(draft);
    }
    if !is_whole(draft).map_err(|source| io_error("keep a file", draft, source))? {
        return Err(Error::NotAllowed {
            rule: "a file has the size that is said of it",
        });
    }
    if let Some(folder) = path.parent() {
        files::make_folder(folder)?;
    }
    files::publish(draft, path)
}

/// Removes what a process that is gone was writing; nobody has the folder open but us. Blocks.
pub(crate) fn sweep_drafts(files: &Files) {
    let left = std::fs::read_dir(files.drafts())
        .into_iter()
        .flatten()
        .flatten();
    for entry in left {
        if let Err(error) = std::fs::remove_file(entry.path()) {
            tracing::debug!(%error, "an unfinished file stays");
        }
    }
}
