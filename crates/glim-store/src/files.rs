//! Names of the files in the data folder, and the few careful ways of making one: whole and synced, or not at all.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{Error, snapshot};

/// The data folder and what lies where in it.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    pub(crate) folder: PathBuf,
}

impl Files {
    pub(crate) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_path_buf(),
        }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.join("glim.sqlite")
    }

    /// The write-ahead log: part of the database as long as it is not empty.
    pub(crate) fn log(&self) -> PathBuf {
        self.folder.join("glim.sqlite-wal")
    }

    pub(crate) fn shared_memory(&self) -> PathBuf {
        self.folder.join("glim.sqlite-shm")
    }

    /// A snapshot on its way to become the database; left behind only if a restore was cut off.
    pub(crate) fn restoring(&self) -> PathBuf {
        self.folder.join("glim.restoring.sqlite")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.folder.join("glim.lock")
    }

    pub(crate) fn snapshots(&self) -> PathBuf {
        self.folder.join("snapshots")
    }

    pub(crate) fn damaged(&self, detail: String) -> Error {
        let snapshots = snapshot::list(self).unwrap_or_else(|error| {
            tracing::warn!(%error, "the snapshots of a damaged database cannot be listed");
            Vec::new()
        });
        Error::Damaged {
            detail,
            path: self.database(),
            snapshots,
        }
    }
}

/// Names an I/O error: what was being done, to which path.
pub(crate) fn io_error(doing: &'static str, path: &Path, source: io::Error) -> Error {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::DiskFull { doing },
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Error::Denied {
            doing,
            path: path.to_path_buf(),
        },
        _ => Error::Io {
            doing,
            path: path.to_path_buf(),
            source,
        },
    }
}

/// Makes a folder and what is missing above it. Conversations are private: on Unix nobody else may enter.
pub(crate) fn make_folder(path: &Path) -> Result<(), Error> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .map_err(|source| io_error("make a folder", path, source))
}

/// Takes the one lock of the folder, released by the system when the process ends in whatever way.
pub(crate) fn take_lock(files: &Files) -> Result<fs::File, Error> {
    let path = files.lock();
    let file = fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|source| io_error("take the lock of the data folder", &path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(Error::Locked {
            path: files.folder.clone(),
        }),
        Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
            tracing::warn!(path = %path.display(), "this file system has no locks: two copies of the app could meet here");
            Ok(file)
        }
        Err(fs::TryLockError::Error(source)) => {
            Err(io_error("take the lock of the data folder", &path, source))
        }
    }
}

/// Gives a finished file its name: contents synced first, then renamed over `to`, then the folder synced.
pub(crate) fn publish(from: &Path, to: &Path) -> Result<(), Error> {
    // Windows flushes only handles that may write.
    fs::OpenOptions::new()
        .write(true)
        .open(from)
        .and_then(|file| file.sync_all())
        .map_err(|source| io_error("sync a file", from, source))?;
    fs::rename(from, to).map_err(|source| io_error("name a file", to, source))?;
    sync_folder_of(to)
}

/// Makes names in the folder of `path` durable. Windows does so by itself and cannot open a folder as a file.
pub(crate) fn sync_folder_of(path: &Path) -> Result<(), Error> {
    if cfg!(windows) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::File::open(folder)
        .and_then(|file| file.sync_all())
        .map_err(|source| io_error("sync a folder", folder, source))
}

/// Removes a file that may not be there.
pub(crate) fn remove_if_there(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(io_error("remove a file", path, source))
        }
        _ => Ok(()),
    }
}
