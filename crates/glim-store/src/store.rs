//! The open store: one connection that writes, a few that read, and how a call gets a transaction on them.

use std::{
    fs,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use sqlx::{
    ConnectOptions, Connection, SqlStr, Sqlite, SqliteConnection, SqlitePool, Transaction,
    pool::PoolConnection,
};

use crate::{
    Error,
    error::Failure,
    files::{self, Files},
    open,
};

/// An open data folder. Cheap to clone; all clones are the same store.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) files: Files,
    /// A pool of exactly one: writers queue for it in order and never meet `SQLITE_BUSY` among themselves.
    pub(crate) writer: SqlitePool,
    pub(crate) readers: SqlitePool,
    /// How often this database has been opened: tells our claims on sources from those of a process that is gone.
    pub(crate) run: i64,
    /// True while the writer may be at `synchronous = NORMAL`: set before it is lowered, cleared after it is raised.
    relaxed: AtomicBool,
    lock: Mutex<Option<fs::File>>,
}

/// A transaction with the write lock held from its start; dropped without `commit`, it never was.
pub(crate) type Write = Transaction<'static, Sqlite>;

impl Store {
    pub(crate) fn new(
        files: Files,
        writer: SqlitePool,
        readers: SqlitePool,
        run: i64,
        lock: fs::File,
    ) -> Self {
        let relaxed = AtomicBool::new(false);
        Self {
            inner: Arc::new(Inner {
                files,
                writer,
                readers,
                run,
                relaxed,
                lock: Mutex::new(Some(lock)),
            }),
        }
    }

    /// Waits for running calls, folds the write-ahead log into the file and releases the folder.
    /// Later calls on any clone fail with [`Error::Closed`]. Without it nothing is lost: it only leaves the folder tidy.
    pub async fn close(&self) {
        self.inner.readers.close().await;
        self.inner.writer.close().await;
        // Dropping the file releases the lock.
        drop(
            self.inner
                .lock
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
    }

    /// Runs `work` and gives its failure a name; `doing` completes "could not …".
    pub(crate) async fn doing<T>(
        &self,
        doing: &'static str,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Error> {
        work.await
            .map_err(|failure| failure.into_error(doing, &self.inner.files))
    }

    /// A transaction whose commit is on the disk when it returns.
    pub(crate) async fn write(&self) -> Result<Write, Failure> {
        let mut connection = acquire(&self.inner.writer).await?;
        if self.inner.relaxed.load(Ordering::Acquire) {
            sqlx::query("PRAGMA synchronous = FULL")
                .execute(&mut *connection)
                .await?;
            self.inner.relaxed.store(false, Ordering::Release);
        }
        Ok(Transaction::begin(connection, Some(SqlStr::from_static("BEGIN IMMEDIATE"))).await?)
    }

    /// A connection for journal rows: each statement commits by itself, into the system's cache but not onto the disk.
    pub(crate) async fn write_relaxed(&self) -> Result<PoolConnection<Sqlite>, Failure> {
        let mut connection = acquire(&self.inner.writer).await?;
        if !self.inner.relaxed.swap(true, Ordering::AcqRel) {
            sqlx::query("PRAGMA synchronous = NORMAL")
                .execute(&mut *connection)
                .await?;
        }
        Ok(connection)
    }

    /// A transaction for work that is done again if it is lost: whole or not at all like any other, kept when the process is
    /// killed, but a power cut may undo the last few.
    pub(crate) async fn write_repeatable(&self) -> Result<Write, Failure> {
        let connection = self.write_relaxed().await?;
        Ok(Transaction::begin(connection, Some(SqlStr::from_static("BEGIN IMMEDIATE"))).await?)
    }

    /// A transaction that sees one state of the database however many queries it makes.
    pub(crate) async fn read(&self) -> Result<Transaction<'static, Sqlite>, Failure> {
        Ok(Transaction::begin(acquire(&self.inner.readers).await?, None).await?)
    }

    /// A connection of its own that cannot write, for long work that should not hold one of the readers.
    pub(crate) async fn connect_reader(&self) -> Result<SqliteConnection, Failure> {
        if self.inner.readers.is_closed() {
            return Err(sqlx::Error::PoolClosed.into());
        }
        Ok(open::read_options(&self.inner.files).connect().await?)
    }
}

/// A connection that is in no transaction.
///
/// When a disk is full (and after some other errors) SQLite rolls back by itself
/// (<https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction>). sqlx 0.9 then fails to roll back
/// once more, keeps counting one open transaction, and would refuse every later one on this connection: it is replaced.
async fn acquire(pool: &SqlitePool) -> Result<PoolConnection<Sqlite>, Failure> {
    loop {
        let mut connection = pool.acquire().await?;
        if !connection.is_in_transaction() {
            return Ok(connection);
        }
        // The rollback of a dropped transaction may still be on its way; a ping comes after it.
        connection.ping().await?;
        if !connection.is_in_transaction() {
            return Ok(connection);
        }
        connection.close().await?;
    }
}

/// Runs blocking file work where it cannot stall the runtime.
pub(crate) async fn blocking<T: Send + 'static>(
    doing: &'static str,
    files: &Files,
    work: impl FnOnce(&Files) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let owned = files.clone();
    match tokio::task::spawn_blocking(move || work(&owned)).await {
        Ok(result) => result,
        Err(error) => Err(files::io_error(
            doing,
            &files.folder,
            std::io::Error::other(error),
        )),
    }
}
