//! Opening the data folder: lock it, refuse what is too new or not ours before touching it, copy before migrating,
//! and close what a killed process left open.

use std::{fs, io::Read, path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};
use sqlx::{
    ConnectOptions, Connection, SqliteConnection, SqlitePool,
    migrate::Migrator,
    sqlite::{
        SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions,
        SqliteSynchronous,
    },
};
use ts_rs::TS;

use crate::{
    Error, MessageId, Store, attempt,
    error::Failure,
    files::{self, Files, io_error},
    library::queue,
    snapshot,
    store::blocking,
    studio::media,
};

pub(crate) static MIGRATIONS: Migrator = sqlx::migrate!();

/// `Glim` in four bytes, at offset 68 of our files.
const APPLICATION_ID: u32 = 0x476c_696d;
const READERS: u32 = 4;

/// What to open.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// The data folder; made if it is not there. Holds `glim.sqlite`, `snapshots/` and `glim.lock`.
    pub folder: PathBuf,
    /// The time, for the name of a snapshot and the end of interrupted answers.
    pub now_ms: i64,
}

/// What opening found and did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Opened {
    /// There was no database; it has been made.
    pub created: bool,
    /// The schema number before migrating, if anything had to be migrated.
    pub migrated_from: Option<i64>,
    /// The copy made before migrating.
    pub snapshot: Option<PathBuf>,
    /// Answers that were being written when the process last ended; now `interrupted`, with all that had come.
    pub interrupted: Vec<MessageId>,
}

impl Store {
    /// Opens the folder, migrating the database if it is older. The folder stays locked until [`Store::close`] or the end
    /// of the process; a second opening fails with [`Error::Locked`].
    pub async fn open(options: &OpenOptions) -> Result<(Self, Opened), Error> {
        open_with(options, &MIGRATIONS).await
    }
}

pub(crate) async fn open_with(
    options: &OpenOptions,
    migrations: &Migrator,
) -> Result<(Store, Opened), Error> {
    let files = Files::new(&options.folder);
    let known = latest(migrations);
    let (lock, created) = blocking("open the data folder", &files, move |files| {
        prepare(files, known)
    })
    .await?;
    refuse_too_new_log(&files, known).await?;

    let name = |failure: Failure| failure.into_error("open the database", &files);
    let writer = writer_pool(&files)
        .await
        .map_err(|error| name(error.into()))?;
    let mut opened = Opened {
        created,
        ..Opened::default()
    };
    migrate(&files, &writer, migrations, options.now_ms, &mut opened).await?;
    let run;
    (opened.interrupted, run) = begin_run(&writer, options.now_ms).await.map_err(name)?;
    let readers = reader_pool(&files);
    Ok((Store::new(files, writer, readers, run, lock), opened))
}

fn latest(migrations: &Migrator) -> i64 {
    migrations
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or(0)
}

/// The newest schema this release knows.
pub(crate) fn known_schema() -> i64 {
    latest(&MIGRATIONS)
}

fn prepare(files: &Files, known: i64) -> Result<(fs::File, bool), Error> {
    files::make_folder(&files.folder)?;
    let lock = files::take_lock(files)?;
    snapshot::finish_restore(files)?;
    media::sweep_drafts(files);
    let created = refuse_by_header(files, known)?;
    Ok((lock, created))
}

/// Reads the first hundred bytes (<https://www.sqlite.org/fileformat.html#the_database_header>) without SQLite,
/// which would begin recovery or make side files. True if there is no database yet.
fn refuse_by_header(files: &Files, known: i64) -> Result<bool, Error> {
    let path = files.database();
    let mut header = Vec::with_capacity(100);
    match fs::File::open(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(true),
        Err(source) => return Err(io_error("read the database", &path, source)),
        Ok(file) => {
            file.take(100)
                .read_to_end(&mut header)
                .map_err(|source| io_error("read the database", &path, source))?;
        }
    }
    if header.is_empty() {
        return Ok(true);
    }
    if header.len() < 100 || !header.starts_with(b"SQLite format 3\0") {
        return Err(files.damaged("the file does not begin like a database".to_owned()));
    }
    let number_at = |at: usize| {
        header
            .get(at..at + 4)
            .and_then(|bytes| bytes.try_into().ok())
            .map_or(0, u32::from_be_bytes)
    };
    let (schema, application) = (i64::from(number_at(60)), number_at(68));
    if application != 0 && application != APPLICATION_ID {
        return Err(files.damaged("the file belongs to another program".to_owned()));
    }
    if schema > known {
        return Err(Error::TooNew {
            found: schema,
            known,
            path,
        });
    }
    Ok(false)
}

/// A newer release that was killed right after migrating has its schema number only in the write-ahead log.
/// A read-only connection sees it and neither writes to the file nor empties the log.
async fn refuse_too_new_log(files: &Files, known: i64) -> Result<(), Error> {
    if fs::metadata(files.log()).map_or(0, |log| log.len()) == 0 {
        return Ok(());
    }
    let found = async {
        let mut connection = read_options(files).connect().await?;
        let found = user_version(&mut connection).await?;
        connection.close().await?;
        Ok(found)
    };
    let found = found.await.map_err(|error: sqlx::Error| {
        Failure::from(error).into_error("read the database", files)
    })?;
    if found > known {
        return Err(Error::TooNew {
            found,
            known,
            path: files.database(),
        });
    }
    Ok(())
}

async fn user_version(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(connection)
        .await
}

/// Migrates if needed; a file that already holds something is checked and copied first.
async fn migrate(
    files: &Files,
    writer: &SqlitePool,
    migrations: &Migrator,
    now_ms: i64,
    opened: &mut Opened,
) -> Result<(), Error> {
    let name = |error: sqlx::Error| Failure::from(error).into_error("migrate the database", files);
    let known = latest(migrations);
    let mut connection = writer.acquire().await.map_err(name)?;
    let found = user_version(&mut connection).await.map_err(name)?;
    if found == known {
        return Ok(());
    }
    let foreign: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE '%sqlx_migrations%'",
    )
    .fetch_one(&mut *connection)
    .await
    .map_err(name)?;
    if found == 0 && foreign > 0 {
        return Err(files.damaged("the file belongs to another program".to_owned()));
    }
    if found > 0 {
        let check: String = sqlx::query_scalar("PRAGMA quick_check(1)")
            .fetch_one(&mut *connection)
            .await
            .map_err(name)?;
        if check != "ok" {
            return Err(files.damaged(check));
        }
        opened.snapshot = Some(snapshot::make(files, now_ms, found).await?);
        opened.migrated_from = Some(found);
    }
    migrations
        .run(&mut *connection)
        .await
        .map_err(|error| match error {
            sqlx::migrate::MigrateError::Execute(error)
            | sqlx::migrate::MigrateError::ExecuteMigration(error, _)
                if is_full(&error) =>
            {
                name(error)
            }
            error => Error::Migration {
                snapshot: opened.snapshot.clone(),
                source: Box::new(error),
            },
        })
}

fn is_full(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| code == "13")
}

/// Ends the answers of the process before this one, and makes its claims on sources those of a run that is over.
async fn begin_run(writer: &SqlitePool, now_ms: i64) -> Result<(Vec<MessageId>, i64), Failure> {
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
    let interrupted = attempt::interrupt_all(&mut transaction, now_ms).await?;
    let run = queue::begin_run(&mut transaction).await?;
    transaction.commit().await?;
    Ok((interrupted, run))
}

async fn writer_pool(files: &Files) -> Result<SqlitePool, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(files.database())
        .create_if_missing(true)
        .auto_vacuum(SqliteAutoVacuum::Incremental)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
        // Deleted words are overwritten wherever that costs no extra page.
        .pragma("secure_delete", "FAST")
        .pragma("cell_size_check", "ON")
        .pragma("temp_store", "MEMORY")
        // 16 MB, against 2: the hashes of new texts fall anywhere in their index.
        .pragma("cache_size", "-16384")
        .pragma("journal_size_limit", "67108864")
        // On macOS a plain fsync does not reach the platter; elsewhere these mean nothing.
        .pragma("fullfsync", "ON")
        .pragma("checkpoint_fullfsync", "ON")
        .disable_statement_logging();
    pool_options(1).connect_with(options).await
}

fn reader_pool(files: &Files) -> SqlitePool {
    pool_options(READERS).connect_lazy_with(read_options(files))
}

/// The lifetime of a connection to a file is the lifetime of the store: nothing to ping, nothing to recycle.
fn pool_options(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

/// A connection that cannot write, for reading and for copying.
pub(crate) fn read_options(files: &Files) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(files.database())
        .read_only(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("cell_size_check", "ON")
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging()
}

#[cfg(test)]
mod tests;
