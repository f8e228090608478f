//! The one error of this crate, and how the codes of SQLite become it.

use std::{io, path::PathBuf};

use crate::{files::Files, snapshot::Snapshot};

/// Why the store could not do what it was asked. After any of them the file holds what it held before the call.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file was written by a newer release; it has not been touched.
    #[error("{} has schema {found}, this release knows {known}", path.display())]
    TooNew {
        /// Schema number in the file.
        found: i64,
        /// Newest schema number this release can read.
        known: i64,
        /// The database file.
        path: PathBuf,
    },
    /// The file is not a whole database of ours; `snapshots` are what [`crate::restore`] can go back to, newest first.
    #[error("{} is damaged: {detail}", path.display())]
    Damaged {
        /// What SQLite or our own checks found.
        detail: String,
        /// The database file.
        path: PathBuf,
        /// What can be restored, newest first.
        snapshots: Vec<Snapshot>,
    },
    /// Another process has the folder open, or holds a lock on the file for longer than five seconds.
    #[error("{} is in use by another process", path.display())]
    Locked {
        /// The data folder.
        path: PathBuf,
    },
    /// The disk is full. Nothing of the failed call was written.
    #[error("the disk is full: could not {doing}")]
    DiskFull {
        /// What was being done.
        doing: &'static str,
    },
    /// The system refused access to the file or its folder.
    #[error("no permission for {}: could not {doing}", path.display())]
    Denied {
        /// What was being done.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
    },
    /// Reading or writing a file failed for another reason.
    #[error("could not {doing} at {}", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no such row, or it has been deleted.
    #[error("there is no {what} {id}")]
    NotFound {
        /// `conversation`, `message`, `attempt`, `snapshot`, `collection`, `source`, `version`, `model`, `folder`, `job`,
        /// `artifact`, `board` or `file`.
        what: &'static str,
        /// The id (or path) that was asked for.
        id: String,
    },
    /// The attempt has ended already: nothing more can be written to it.
    #[error("attempt {id} has ended already")]
    AttemptEnded {
        /// The attempt.
        id: String,
    },
    /// The source was changed, skipped, deleted or taken up by somebody else: work on it is to be dropped.
    #[error("the claim on source {id} is lost")]
    ClaimLost {
        /// The source.
        id: String,
    },
    /// The call asks for something the tree of messages or the library does not allow.
    #[error("not allowed: {rule}")]
    NotAllowed {
        /// The rule that was broken, in words.
        rule: &'static str,
    },
    /// Text that should name something is not an id.
    #[error("not a {what}")]
    NotAnId {
        /// The type of id.
        what: &'static str,
        /// What is wrong with the text.
        source: uuid::Error,
    },
    /// A setting does not have the shape the caller asked for, or cannot be written as JSON.
    #[error("setting {key} has another shape")]
    Setting {
        /// Key of the setting.
        key: String,
        /// Where the shapes differ.
        source: serde_json::Error,
    },
    /// A migration failed and was rolled back; `snapshot` is the copy made before it.
    #[error("could not migrate the database")]
    Migration {
        /// The copy made before the attempt, if there was something to copy.
        snapshot: Option<PathBuf>,
        /// What went wrong.
        source: Box<sqlx::migrate::MigrateError>,
    },
    /// The store has been closed.
    #[error("the store is closed: could not {doing}")]
    Closed {
        /// What was being done.
        doing: &'static str,
    },
    /// A query failed in a way none of the above names.
    #[error("could not {doing}")]
    Query {
        /// What was being done.
        doing: &'static str,
        /// What went wrong.
        source: Box<sqlx::Error>,
    },
}

/// What work inside the store fails with, before it is known which call and which file it belongs to.
#[derive(Debug)]
pub(crate) enum Failure {
    Sql(sqlx::Error),
    Named(Error),
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Named(error)
    }
}

impl Failure {
    pub(crate) fn not_found(what: &'static str, id: &(impl ToString + ?Sized)) -> Self {
        Self::Named(Error::NotFound {
            what,
            id: id.to_string(),
        })
    }

    pub(crate) fn not_allowed(rule: &'static str) -> Self {
        Self::Named(Error::NotAllowed { rule })
    }

    /// Names the failure: `doing` completes the sentence "could not …", `files` says where the database is.
    pub(crate) fn into_error(self, doing: &'static str, files: &Files) -> Error {
        match self {
            Self::Named(error) => error,
            Self::Sql(error) => from_sqlx(error, doing, files),
        }
    }
}

// Primary result codes, https://www.sqlite.org/rescode.html.
const PERM: i64 = 3;
const BUSY: i64 = 5;
const LOCKED: i64 = 6;
const READONLY: i64 = 8;
const CORRUPT: i64 = 11;
const FULL: i64 = 13;
const CANTOPEN: i64 = 14;
const AUTH: i64 = 23;
const NOTADB: i64 = 26;
/// `SQLITE_IOERR_SHMSIZE`: the index of the log could not grow, which a full disk causes.
const SHARED_MEMORY_SIZE: i64 = 4874;

fn from_sqlx(error: sqlx::Error, doing: &'static str, files: &Files) -> Error {
    match &error {
        sqlx::Error::PoolClosed => return Error::Closed { doing },
        sqlx::Error::PoolTimedOut => {
            return Error::Locked {
                path: files.folder.clone(),
            };
        }
        sqlx::Error::Database(database) => {
            let code = database.code().and_then(|code| code.parse::<i64>().ok());
            if code == Some(SHARED_MEMORY_SIZE) {
                return Error::DiskFull { doing };
            }
            // The low byte of an extended code is its primary code.
            match code.map(|code| code & 0xff) {
                Some(FULL) => return Error::DiskFull { doing },
                Some(BUSY | LOCKED) => {
                    return Error::Locked {
                        path: files.folder.clone(),
                    };
                }
                Some(CORRUPT | NOTADB) => return files.damaged(database.message().to_owned()),
                Some(PERM | READONLY | CANTOPEN | AUTH) => {
                    return Error::Denied {
                        doing,
                        path: files.database(),
                    };
                }
                _ => {}
            }
        }
        _ => {}
    }
    Error::Query {
        doing,
        source: Box::new(error),
    }
}
