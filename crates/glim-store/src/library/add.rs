//! Adding sources: the same content is one source wherever it lies, a changed file is a new version of its source, and what
//! was deleted comes back instead of being read twice.

use sqlx::SqliteConnection;

use super::{hash::ContentHash, membership, missing, place::Place, rows, source};
use crate::{CollectionId, Error, SourceId, Store, error::Failure};

/// A file or page as it lies there now.
#[derive(Debug, Clone)]
pub struct NewSource {
    /// Where.
    pub place: Place,
    /// Its name for people.
    pub name: String,
    /// What it is (`pdf`, `docx`, `web` …).
    pub kind: String,
    /// The hash of its content.
    pub hash: ContentHash,
    /// Its size.
    pub bytes: i64,
    /// When it was last changed.
    pub modified_ms: i64,
}

/// What adding has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// A new source, waiting to be read.
    New(SourceId),
    /// The source at this place has new content, which waits to be read; the old is found until then.
    Changed(SourceId),
    /// This content is known and now has one place more (or was moved).
    Known(SourceId),
    /// This content was deleted and is back.
    Restored(SourceId),
    /// Nothing new at this place.
    Unchanged(SourceId),
}

impl Added {
    /// The source that has this content.
    pub fn source(self) -> SourceId {
        match self {
            Self::New(id)
            | Self::Changed(id)
            | Self::Known(id)
            | Self::Restored(id)
            | Self::Unchanged(id) => id,
        }
    }
}

/// The version with some content.
#[derive(sqlx::FromRow)]
struct Twin {
    version: i64,
    source: i64,
    id: SourceId,
    latest: bool,
    deleted_ms: Option<i64>,
}

/// The source that lies at a place now.
#[derive(sqlx::FromRow)]
struct Here {
    source: i64,
    id: SourceId,
    deleted_ms: Option<i64>,
    /// Other places where it lies.
    elsewhere: bool,
}

impl Store {
    /// Adds files or pages, all in one transaction, to a collection or to none. The answer has one entry for each, in order.
    /// Holds the writer until all are there: add thousands in parts.
    pub async fn add_sources(
        &self,
        new: &[NewSource],
        collection: Option<CollectionId>,
        now_ms: i64,
    ) -> Result<Vec<Added>, Error> {
        self.doing("add sources", async {
            let mut write = self.write().await?;
            let collection = match collection {
                None => None,
                Some(id) => Some(rows::living_collection(&mut write, id).await?),
            };
            let mut all = Vec::with_capacity(new.len());
            for new in new {
                let (added, source) = add(&mut write, new, now_ms).await?;
                if let Some(collection) = collection {
                    membership::insert(&mut write, collection, source, now_ms).await?;
                }
                all.push(added);
            }
            write.commit().await?;
            Ok(all)
        })
        .await
    }
}

async fn add(
    connection: &mut SqliteConnection,
    new: &NewSource,
    now_ms: i64,
) -> Result<(Added, i64), Failure> {
    let twin: Option<Twin> = sqlx::query_as(
        "SELECT v.number AS version, s.number AS source, s.id, v.latest, s.deleted_ms
         FROM version v JOIN source s ON s.number = v.source WHERE v.hash = ?1 ORDER BY v.latest DESC LIMIT 1",
    )
    .bind(&new.hash.0[..])
    .fetch_optional(&mut *connection)
    .await?;
    let here = here(connection, &new.place).await?;
    let (added, source) = match (twin, here) {
        (Some(twin), here) => known(connection, (&twin, here.as_ref()), now_ms).await?,
        (None, Some(here)) if here.deleted_ms.is_none() && !here.elsewhere => {
            new_version(connection, here.source, new, now_ms).await?;
            (Added::Changed(here.id), here.source)
        }
        (None, _) => new_source(connection, new, now_ms).await?,
    };
    locate(connection, source, new, now_ms).await?;
    missing::is_there(connection, source, now_ms).await?;
    if matches!(new.place, Place::File(_)) {
        follow_name(connection, source, new).await?;
    }
    Ok((added, source))
}

/// A file that is there under another name and nowhere else was moved: its source is called as it is now. Searches find
/// names too.
async fn follow_name(
    connection: &mut SqliteConnection,
    source: i64,
    new: &NewSource,
) -> Result<(), Failure> {
    let renamed = sqlx::query(
        "UPDATE source SET name = ?2 WHERE number = ?1 AND name <> ?2
         AND NOT EXISTS (SELECT 1 FROM location l WHERE l.source = ?1 AND l.missing_ms IS NULL AND l.place <> ?3)",
    )
    .bind(source)
    .bind(new.name.as_str())
    .bind(new.place.bytes()?)
    .execute(&mut *connection)
    .await?;
    if renamed.rows_affected() > 0 && rows::has_shown(connection, source).await? {
        rows::changed(connection, source).await?;
    }
    Ok(())
}

async fn here(connection: &mut SqliteConnection, place: &Place) -> Result<Option<Here>, Failure> {
    Ok(sqlx::query_as(
        "SELECT s.number AS source, s.id, s.deleted_ms,
                EXISTS (SELECT 1 FROM location o WHERE o.source = s.number AND o.missing_ms IS NULL
                        AND o.number <> l.number) AS elsewhere
         FROM location l JOIN source s ON s.number = l.source WHERE l.place = ?1",
    )
    .bind(place.bytes()?)
    .fetch_optional(connection)
    .await?)
}

/// The content is known: it only has to be told where it lies.
async fn known(
    connection: &mut SqliteConnection,
    found: (&Twin, Option<&Here>),
    now_ms: i64,
) -> Result<(Added, i64), Failure> {
    let (twin, here) = found;
    let at_home = here.is_some_and(|here| here.source == twin.source);
    if !twin.latest {
        let (newer, _) = source::latest(connection, twin.source).await?;
        if at_home {
            // The file was changed and changed back before it was read.
            rows::give_up(connection, newer).await?;
        } else {
            // Another file has the content that this source is about to leave behind: what is new becomes a source of its own.
            split(connection, twin.source, newer, now_ms).await?;
        }
        rows::set_latest(connection, twin.version, true).await?;
    }
    let added = if twin.deleted_ms.is_some() {
        source::bring_back(connection, twin.source).await?;
        Added::Restored(twin.id)
    } else if at_home {
        Added::Unchanged(twin.id)
    } else {
        Added::Known(twin.id)
    };
    Ok((added, twin.source))
}

/// Moves the unread version and all places of a source to a new source.
async fn split(
    connection: &mut SqliteConnection,
    from: i64,
    version: i64,
    now_ms: i64,
) -> Result<(), Failure> {
    let to: i64 = sqlx::query_scalar(
        "INSERT INTO source (id, name, kind, bytes, modified_ms, added_ms, deleted_ms)
         SELECT ?2, name, kind, bytes, modified_ms, ?3, deleted_ms FROM source WHERE number = ?1 RETURNING number",
    )
    .bind(from)
    .bind(SourceId::new())
    .bind(now_ms)
    .fetch_one(&mut *connection)
    .await?;
    for sql in [
        "UPDATE location SET source = ?2 WHERE source = ?1",
        "INSERT INTO membership (collection, source, added_ms)
         SELECT collection, ?2, added_ms FROM membership WHERE source = ?1",
    ] {
        sqlx::query(sql)
            .bind(from)
            .bind(to)
            .execute(&mut *connection)
            .await?;
    }
    sqlx::query("UPDATE version SET source = ?2 WHERE number = ?1")
        .bind(version)
        .bind(to)
        .execute(connection)
        .await?;
    Ok(())
}

/// New content for a source: what was waiting to be read is outdated, what is shown stays shown.
async fn new_version(
    connection: &mut SqliteConnection,
    source: i64,
    new: &NewSource,
    now_ms: i64,
) -> Result<(), Failure> {
    let (old, shown): (i64, bool) =
        sqlx::query_as("SELECT number, shown FROM version WHERE source = ?1 AND latest = 1")
            .bind(source)
            .fetch_one(&mut *connection)
            .await?;
    if shown {
        rows::set_latest(connection, old, false).await?;
    } else {
        rows::give_up(connection, old).await?;
    }
    insert_version(connection, source, new.hash, now_ms).await?;
    sqlx::query("UPDATE source SET kind = ?2, bytes = ?3, modified_ms = ?4 WHERE number = ?1")
        .bind(source)
        .bind(new.kind.as_str())
        .bind(new.bytes)
        .bind(new.modified_ms)
        .execute(connection)
        .await?;
    Ok(())
}

async fn new_source(
    connection: &mut SqliteConnection,
    new: &NewSource,
    now_ms: i64,
) -> Result<(Added, i64), Failure> {
    let id = SourceId::new();
    let number: i64 = sqlx::query_scalar(
        "INSERT INTO source (id, name, kind, bytes, modified_ms, added_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         RETURNING number",
    )
    .bind(id)
    .bind(new.name.as_str())
    .bind(new.kind.as_str())
    .bind(new.bytes)
    .bind(new.modified_ms)
    .bind(now_ms)
    .fetch_one(&mut *connection)
    .await?;
    insert_version(connection, number, new.hash, now_ms).await?;
    Ok((Added::New(id), number))
}

async fn insert_version(
    connection: &mut SqliteConnection,
    source: i64,
    hash: ContentHash,
    now_ms: i64,
) -> Result<(), Failure> {
    sqlx::query("INSERT INTO version (source, hash, latest, stage, queued_ms) VALUES (?1, ?2, 1, 'waiting', ?3)")
        .bind(source)
        .bind(&hash.0[..])
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

async fn locate(
    connection: &mut SqliteConnection,
    source: i64,
    new: &NewSource,
    now_ms: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO location (source, kind, place, bytes, modified_ms, seen_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (place) DO UPDATE SET source = excluded.source, bytes = excluded.bytes,
             modified_ms = excluded.modified_ms, seen_ms = excluded.seen_ms, missing_ms = NULL",
    )
    .bind(source)
    .bind(new.place.kind())
    .bind(new.place.bytes()?)
    .bind(new.bytes)
    .bind(new.modified_ms)
    .bind(now_ms)
    .execute(connection)
    .await?;
    Ok(())
}
