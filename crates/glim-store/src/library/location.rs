//! Where sources lie on the disk: what is known of a file before it is read, and files that have gone.

use std::path::{Path, PathBuf};

use sqlx::SqliteConnection;

use super::{
    hash::ContentHash,
    place::{self, Place},
    rows,
};
use crate::{Error, SourceId, Store, error::Failure};

/// A place where the content of a source was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file or address.
    pub place: Place,
    /// Its size when it was seen.
    pub bytes: i64,
    /// When it was last changed.
    pub modified_ms: i64,
    /// When it was last seen.
    pub seen_ms: i64,
    /// Since when it is not there any more.
    pub missing_ms: Option<i64>,
}

/// What is known of a file: with the same size and time it need not be hashed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFile {
    /// Its source.
    pub source: SourceId,
    /// Its content when it was seen.
    pub hash: ContentHash,
    /// Where it is, and what it was like.
    pub location: Location,
}

#[derive(sqlx::FromRow)]
struct LocationRow {
    kind: String,
    place: Vec<u8>,
    bytes: i64,
    modified_ms: i64,
    seen_ms: i64,
    missing_ms: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct KnownRow {
    source: SourceId,
    #[sqlx(try_from = "Vec<u8>")]
    hash: ContentHash,
    #[sqlx(flatten)]
    location: LocationRow,
}

impl From<LocationRow> for Location {
    fn from(row: LocationRow) -> Self {
        Self {
            place: Place::of_row(&row.kind, row.place),
            bytes: row.bytes,
            modified_ms: row.modified_ms,
            seen_ms: row.seen_ms,
            missing_ms: row.missing_ms,
        }
    }
}

impl From<KnownRow> for KnownFile {
    fn from(row: KnownRow) -> Self {
        Self {
            source: row.source,
            hash: row.hash,
            location: row.location.into(),
        }
    }
}

impl Store {
    /// Whether any source has this content, read or still to be read.
    pub async fn has_content(&self, hash: ContentHash) -> Result<bool, Error> {
        self.doing("look for a content", async {
            Ok(
                sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM version WHERE hash = ?1)")
                    .bind(&hash.0[..])
                    .fetch_one(&mut *self.read().await?)
                    .await?,
            )
        })
        .await
    }

    /// The files where some content was when it was last looked for, of a deleted source too.
    pub async fn files_with(&self, hash: ContentHash) -> Result<Vec<PathBuf>, Error> {
        self.doing("look for the files of a content", async {
            let rows: Vec<LocationRow> = sqlx::query_as(WITH)
                .bind(&hash.0[..])
                .fetch_all(&mut *self.read().await?)
                .await?;
            let places = rows.into_iter().map(|row| Location::from(row).place);
            let files = places.filter_map(|place| match place {
                Place::File(path) => Some(path),
                Place::Web(_) => None,
            });
            Ok(files.collect())
        })
        .await
    }

    /// Where a source lies, places that are there first, then the oldest first.
    pub async fn locations(&self, source: SourceId) -> Result<Vec<Location>, Error> {
        self.doing("read the places of a source", async {
            let mut read = self.read().await?;
            let (number, _) = rows::any_source(&mut read, source).await?;
            of_source(&mut read, number).await
        })
        .await
    }

    /// What is known of the file or page at `place`; nothing if its source has been deleted.
    pub async fn known_at(&self, place: &Place) -> Result<Option<KnownFile>, Error> {
        self.doing("look up a place", async {
            let row: Option<KnownRow> = sqlx::query_as(AT)
                .bind(place.bytes()?)
                .fetch_optional(&mut *self.read().await?)
                .await?;
            Ok(row.map(KnownFile::from))
        })
        .await
    }

    /// At most `limit` known files below a folder, at any depth, in the order of their paths' bytes and after `after`.
    pub async fn known_below(
        &self,
        folder: &Path,
        after: Option<&Path>,
        limit: u32,
    ) -> Result<Vec<KnownFile>, Error> {
        self.doing("look up the files of a folder", async {
            let (first, end) = place::below(folder)?;
            let after = match after {
                // Nothing lies at the folder's own name with a separator.
                None => first,
                Some(path) => place::path_bytes(path)?.max(first),
            };
            let rows: Vec<KnownRow> = sqlx::query_as(BELOW)
                .bind(after)
                .bind(end)
                .bind(i64::from(limit))
                .fetch_all(&mut *self.read().await?)
                .await?;
            Ok(rows.into_iter().map(KnownFile::from).collect())
        })
        .await
    }

    /// At most `limit` files below a folder whose sources a person has deleted, ordered and paged as [`Store::known_below`].
    pub async fn deleted_below(
        &self,
        folder: &Path,
        after: Option<&Path>,
        limit: u32,
    ) -> Result<Vec<Location>, Error> {
        self.doing("look up the deleted files of a folder", async {
            let (first, end) = place::below(folder)?;
            let after = match after {
                None => first,
                Some(path) => place::path_bytes(path)?.max(first),
            };
            let rows: Vec<LocationRow> = sqlx::query_as(DELETED_BELOW)
                .bind(after)
                .bind(end)
                .bind(i64::from(limit))
                .fetch_all(&mut *self.read().await?)
                .await?;
            Ok(rows.into_iter().map(Location::from).collect())
        })
        .await
    }

    /// Says that these places were not there when looked at. What was read of them is kept; a place that is added again is there.
    pub async fn mark_missing(&self, places: &[Place], now_ms: i64) -> Result<(), Error> {
        self.doing("mark missing files", async {
            let mut write = self.write().await?;
            for place in places {
                sqlx::query(
                    "UPDATE location SET missing_ms = ?2 WHERE place = ?1 AND missing_ms IS NULL",
                )
                .bind(place.bytes()?)
                .bind(now_ms)
                .execute(&mut *write)
                .await?;
            }
            Ok(write.commit().await?)
        })
        .await
    }
}

pub(crate) async fn of_source(
    connection: &mut SqliteConnection,
    source: i64,
) -> Result<Vec<Location>, Failure> {
    let rows: Vec<LocationRow> = sqlx::query_as(
        "SELECT kind, place, bytes, modified_ms, seen_ms, missing_ms FROM location
         WHERE source = ?1 ORDER BY missing_ms IS NOT NULL, number",
    )
    .bind(source)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(Location::from).collect())
}

pub(crate) const AT: &str = "
SELECT s.id AS source, v.hash, l.kind, l.place, l.bytes, l.modified_ms, l.seen_ms, l.missing_ms
FROM location l CROSS JOIN source s ON s.number = l.source
CROSS JOIN version v ON v.source = s.number AND v.latest = 1
WHERE l.place = ?1 AND s.deleted_ms IS NULL";

pub(crate) const WITH: &str = "
SELECT l.kind, l.place, l.bytes, l.modified_ms, l.seen_ms, l.missing_ms
FROM version v CROSS JOIN location l ON l.source = v.source AND l.missing_ms IS NULL AND l.kind = 'file'
WHERE v.hash = ?1";

pub(crate) const BELOW: &str = "
SELECT s.id AS source, v.hash, l.kind, l.place, l.bytes, l.modified_ms, l.seen_ms, l.missing_ms
FROM location l CROSS JOIN source s ON s.number = l.source
CROSS JOIN version v ON v.source = s.number AND v.latest = 1
WHERE l.place > ?1 AND l.place < ?2 AND l.kind = 'file' AND s.deleted_ms IS NULL
ORDER BY l.place LIMIT ?3";

pub(crate) const DELETED_BELOW: &str = "
SELECT l.kind, l.place, l.bytes, l.modified_ms, l.seen_ms, l.missing_ms
FROM location l CROSS JOIN source s ON s.number = l.source
WHERE l.place > ?1 AND l.place < ?2 AND l.kind = 'file' AND s.deleted_ms IS NOT NULL
ORDER BY l.place LIMIT ?3";
