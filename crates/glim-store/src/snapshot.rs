//! Whole copies of the database: made before a migration, made as a backup, and put back.
//! A copy has its name only once it is complete and on the disk; a replaced database is moved aside, never deleted.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use ts_rs::TS;

use crate::{
    Error, Store,
    error::Failure,
    files::{self, Files, io_error, publish, remove_if_there},
    open,
    store::blocking,
};

const KEPT: usize = 3;

/// A copy of the database made before a migration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// The file.
    pub path: PathBuf,
    /// When it was made.
    pub created_ms: i64,
    /// Its size.
    pub bytes: u64,
    /// The schema number in it.
    pub schema: i64,
}

impl Store {
    /// The snapshots in the folder, newest first.
    pub async fn snapshots(&self) -> Result<Vec<Snapshot>, Error> {
        blocking("list the snapshots", &self.inner.files, list).await
    }

    /// Writes a complete, compact copy to `path` while the store stays in use, replacing what is there
    /// only when the copy is whole and on the disk.
    pub async fn backup_to(&self, path: &Path) -> Result<(), Error> {
        if self.inner.writer.is_closed() {
            return Err(Error::Closed {
                doing: "copy the database",
            });
        }
        copy_to(&self.inner.files, path.to_path_buf()).await
    }
}

/// The snapshots in a data folder that need not be open (or cannot be opened), newest first.
pub fn snapshots(folder: &Path) -> Result<Vec<Snapshot>, Error> {
    list(&Files::new(folder))
}

/// Whether a copy, made by [`Store::backup_to`], is whole, ours, and not newer than we are.
pub async fn check_copy(path: &Path) -> Result<(), Error> {
    check(path).await
}

/// The snapshots in the folder of `files`, newest first. Files with other names are not ours and not listed.
pub(crate) fn list(files: &Files) -> Result<Vec<Snapshot>, Error> {
    let folder = files.snapshots();
    let failed = |source| io_error("list the snapshots", &folder, source);
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let mut snapshots = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        if let Some((created_ms, schema)) = entry.file_name().to_str().and_then(read_name) {
            let bytes = entry.metadata().map_err(failed)?.len();
            snapshots.push(Snapshot {
                path: entry.path(),
                created_ms,
                bytes,
                schema,
            });
        }
    }
    snapshots.sort_by_key(|snapshot| std::cmp::Reverse(snapshot.created_ms));
    Ok(snapshots)
}

fn file_name(created_ms: i64, schema: i64) -> String {
    format!("glim-{created_ms}-schema-{schema}.sqlite")
}

fn read_name(name: &str) -> Option<(i64, i64)> {
    let (created_ms, schema) = name
        .strip_prefix("glim-")?
        .strip_suffix(".sqlite")?
        .split_once("-schema-")?;
    Some((created_ms.parse().ok()?, schema.parse().ok()?))
}

/// Copies the database before it is migrated and forgets all but the newest three copies.
pub(crate) async fn make(files: &Files, now_ms: i64, schema: i64) -> Result<PathBuf, Error> {
    let path = files.snapshots().join(file_name(now_ms, schema));
    blocking("make the snapshot folder", files, |files| {
        files::make_folder(&files.snapshots())
    })
    .await?;
    copy_to(files, path.clone()).await?;
    blocking("forget old snapshots", files, |files| {
        for old in list(files)?.into_iter().skip(KEPT) {
            remove_if_there(&old.path)?;
        }
        Ok(())
    })
    .await?;
    Ok(path)
}

async fn copy_to(files: &Files, to: PathBuf) -> Result<(), Error> {
    let mut partial = to.clone().into_os_string();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let Some(partial_name) = partial.to_str().map(str::to_owned) else {
        return Err(Error::NotAllowed {
            rule: "SQLite needs a path that is valid Unicode",
        });
    };
    let unfinished = partial.clone();
    blocking("copy the database", files, move |_| {
        remove_if_there(&unfinished)
    })
    .await?;
    let copied = async {
        let mut connection = open::read_options(files).connect().await?;
        sqlx::query("VACUUM INTO ?1")
            .bind(partial_name)
            .execute(&mut connection)
            .await?;
        connection.close().await
    };
    let copied = copied
        .await
        .map_err(|error: sqlx::Error| Failure::from(error).into_error("copy the database", files));
    blocking("copy the database", files, move |_| match copied {
        Ok(()) => publish(&partial, &to),
        Err(error) => {
            remove_if_there(&partial)?;
            Err(error)
        }
    })
    .await
}

/// Puts `snapshot` in the place of the database in `folder`, which must not be open. The present file (and its log) is
/// moved to `replaced/<now_ms>/`; that folder is returned if there was something to move. The snapshot itself stays.
pub async fn restore(
    folder: &Path,
    snapshot: &Path,
    now_ms: i64,
) -> Result<Option<PathBuf>, Error> {
    let files = Files::new(folder);
    let lock = blocking("restore a snapshot", &files, |files| {
        files::make_folder(&files.folder)?;
        files::take_lock(files)
    })
    .await?;
    check(snapshot).await?;
    let snapshot = snapshot.to_path_buf();
    let replaced = blocking("restore a snapshot", &files, move |files| {
        let partial = files.folder.join("glim.restoring.sqlite.partial");
        copy_contents(&snapshot, &partial)
            .map_err(|source| io_error("copy a snapshot", &partial, source))?;
        publish(&partial, &files.restoring())?;
        let aside = files.folder.join("replaced").join(now_ms.to_string());
        files::make_folder(&aside)?;
        let had_one = files.database().exists();
        swap(files, &aside)?;
        Ok(had_one.then_some(aside))
    })
    .await;
    drop(lock);
    replaced
}

/// Without the permissions: a backup may lie on read-only media, a database must be writable.
fn copy_contents(from: &Path, to: &Path) -> std::io::Result<()> {
    std::io::copy(&mut fs::File::open(from)?, &mut fs::File::create(to)?).map(drop)
}

/// A snapshot is put back only if it is whole, ours, and not newer than we are.
async fn check(path: &Path) -> Result<(), Error> {
    if !path.exists() {
        return Err(Error::NotFound {
            what: "snapshot",
            id: path.display().to_string(),
        });
    }
    let damaged = |detail: String| Error::Damaged {
        detail,
        path: path.to_path_buf(),
        snapshots: Vec::new(),
    };
    let read = async {
        // Immutable: no lock and no side files beside something that may lie on read-only media.
        let mut connection = SqliteConnectOptions::new()
            .filename(path)
            .read_only(true)
            .immutable(true)
            .disable_statement_logging()
            .connect()
            .await?;
        let schema: i64 = sqlx::query_scalar("PRAGMA user_version")
            .fetch_one(&mut connection)
            .await?;
        let verdict: String = sqlx::query_scalar("PRAGMA quick_check(1)")
            .fetch_one(&mut connection)
            .await?;
        connection.close().await?;
        Ok::<_, sqlx::Error>((schema, verdict))
    };
    let (schema, verdict) = read.await.map_err(|error| damaged(error.to_string()))?;
    let known = open::known_schema();
    match () {
        () if verdict != "ok" => Err(damaged(verdict)),
        () if schema == 0 => Err(damaged("the file belongs to another program".to_owned())),
        () if schema > known => Err(Error::TooNew {
            found: schema,
            known,
            path: path.to_path_buf(),
        }),
        () => Ok(()),
    }
}

/// Moves the present files into `aside` and gives the restored one its name. The database goes before its log:
/// cut off in between, there is no database, and [`finish_restore`] knows what to do.
fn swap(files: &Files, aside: &Path) -> Result<(), Error> {
    for present in [files.database(), files.log(), files.shared_memory()] {
        let Some(name) = present.file_name() else {
            continue;
        };
        match fs::rename(&present, aside.join(name)) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                return Err(io_error(
                    "move the present database aside",
                    &present,
                    source,
                ));
            }
            _ => {}
        }
    }
    files::sync_folder_of(&aside.join("glim.sqlite"))?;
    fs::rename(files.restoring(), files.database())
        .map_err(|source| io_error("name the restored database", &files.database(), source))?;
    files::sync_folder_of(&files.database())
}

/// Ends a restore that was cut off: forward if the present database had been moved aside already, else back.
pub(crate) fn finish_restore(files: &Files) -> Result<(), Error> {
    if !files.restoring().exists() {
        return Ok(());
    }
    if files.database().exists() {
        return remove_if_there(&files.restoring());
    }
    let replaced = files.folder.join("replaced");
    let newest = fs::read_dir(&replaced)
        .map_err(|source| io_error("finish a restore", &replaced, source))?
        .filter_map(Result::ok)
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse::<i64>().ok()?,
                entry.path(),
            ))
        })
        .max();
    match newest {
        Some((_, aside)) => swap(files, &aside),
        None => Err(Error::NotFound {
            what: "folder",
            id: replaced.display().to_string(),
        }),
    }
}
