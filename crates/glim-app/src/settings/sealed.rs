//! Keys in one file sealed with a passphrase: the way out for machines without a keychain.
//!
//! The file is a plain age file (<https://age-encryption.org/v1>, scrypt recipient) around a JSON object, so
//! `age --decrypt keys.age` opens it even without Glim. Everything here blocks for about a third of a second:
//! call it on a blocking thread.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use age::{DecryptError, scrypt};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};

/// scrypt's `log2(N)` for new files: 128 MiB and about 0.3 s, OWASP's recommendation for scrypt (2^17, r 8, p 1).
#[cfg(not(test))]
const WORK_FACTOR: u8 = 17;
/// Tests seal dozens of files; what they prove does not depend on the cost.
#[cfg(test)]
const WORK_FACTOR: u8 = 6;

/// The most work a file may ask for: 1 GiB. A file that asks for more is not ours.
const MAX_WORK_FACTOR: u8 = 20;

/// Far beyond any set of keys; keeps a wrong file from filling the memory.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// Why the sealed file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum SealedError {
    /// The passphrase does not open it.
    #[error("the passphrase does not open the sealed file")]
    WrongPassphrase,
    /// It is not a sealed file, or was cut or altered.
    #[error("the sealed file is damaged")]
    Damaged,
    /// The file system refused.
    #[error("reading or writing the sealed file")]
    Io {
        /// What it said.
        #[from]
        source: io::Error,
    },
}

/// A file of named secrets under one passphrase.
#[derive(Clone, Debug)]
pub struct SealedFile {
    path: PathBuf,
}

impl SealedFile {
    /// The file at `path`, which need not exist yet.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it has ever been written.
    pub fn exists(&self) -> bool {
        self.path.exists()
    }

    /// All secrets in it, by name.
    ///
    /// # Errors
    /// `WrongPassphrase`; `Damaged` when it is no sealed file, was cut, altered, or asks for absurd work; `Io`, also
    /// when there is no file.
    pub fn open(
        &self,
        passphrase: &SecretString,
    ) -> Result<BTreeMap<String, SecretString>, SealedError> {
        if fs::metadata(&self.path)?.len() > MAX_FILE_BYTES {
            return Err(SealedError::Damaged);
        }
        let sealed = fs::read(&self.path)?;
        let mut identity = scrypt::Identity::new(passphrase.clone());
        identity.set_max_work_factor(MAX_WORK_FACTOR);
        let plain = Zeroizing::new(
            age::decrypt(&identity, &sealed).map_err(|error| from_decryption(&error))?,
        );
        let secrets: BTreeMap<String, String> =
            serde_json::from_slice(&plain).map_err(|_| SealedError::Damaged)?;
        // By a copy that is wiped: turning the `String` itself into a secret may move it and leave the old behind.
        Ok(secrets
            .into_iter()
            .map(|(name, secret)| (name, SecretString::from(Zeroizing::new(secret).as_str())))
            .collect())
    }

    /// Replaces the file by these secrets under this passphrase. Atomic: after a crash the file is the old one or
    /// the new one. Only its owner may read it.
    ///
    /// # Errors
    /// `Io`; the old file is untouched then.
    pub fn write(
        &self,
        secrets: &BTreeMap<String, SecretString>,
        passphrase: &SecretString,
    ) -> Result<(), SealedError> {
        let sealed = seal(secrets, passphrase)?;
        let staged = self.stage(&sealed)?;
        fs::rename(staged, &self.path)?;
        self.sync_folder()?;
        Ok(())
    }

    /// Removes the file; it is no error when there is none.
    ///
    /// # Errors
    /// `Io` when it exists and cannot be removed.
    pub fn remove(&self) -> Result<(), SealedError> {
        remove_if_there(&self.path)?;
        self.sync_folder()?;
        Ok(())
    }

    /// Writes the bytes durably beside the file, under a fixed name so that a crash leaves at most one behind.
    fn stage(&self, sealed: &[u8]) -> io::Result<PathBuf> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut staged = self.path.clone().into_os_string();
        staged.push(".new");
        let staged = PathBuf::from(staged);
        remove_if_there(&staged)?;
        let mut options = OpenOptions::new();
        // `create_new` so that the mode below is certain and no link of somebody else's is followed.
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&staged)?;
        file.write_all(sealed)?;
        file.sync_all()?;
        Ok(staged)
    }

    /// Makes a rename or removal durable. Windows has no such call: its rename is written through.
    fn sync_folder(&self) -> io::Result<()> {
        match self.path.parent() {
            Some(folder) if cfg!(unix) && folder.is_dir() => File::open(folder)?.sync_all(),
            _ => Ok(()),
        }
    }
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn seal(
    secrets: &BTreeMap<String, SecretString>,
    passphrase: &SecretString,
) -> Result<Vec<u8>, SealedError> {
    let exposed: BTreeMap<&str, &str> = secrets
        .iter()
        .map(|(name, secret)| (name.as_str(), secret.expose_secret()))
        .collect();
    // Room for every byte escaped as `\u0000`: growing would leave unwiped copies behind.
    let room: usize = exposed
        .iter()
        .map(|(name, secret)| 6 * (name.len() + secret.len()) + 8)
        .sum();
    let mut plain = Zeroizing::new(Vec::with_capacity(room + 2));
    serde_json::to_writer(&mut *plain, &exposed).map_err(io::Error::from)?;
    let mut recipient = scrypt::Recipient::new(passphrase.clone());
    recipient.set_work_factor(WORK_FACTOR);
    age::encrypt(&recipient, &plain).map_err(|error| SealedError::Io {
        source: io::Error::other(error.to_string()),
    })
}

/// A wrong passphrase fails at the wrapped file key, everything else means other bytes than we wrote. (A flipped
/// bit in the wrapped key itself cannot be told from a wrong passphrase.)
fn from_decryption(error: &DecryptError) -> SealedError {
    match error {
        DecryptError::DecryptionFailed
        | DecryptError::KeyDecryptionFailed
        | DecryptError::NoMatchingKeys => SealedError::WrongPassphrase,
        _ => SealedError::Damaged,
    }
}

#[cfg(test)]
#[path = "sealed/tests.rs"]
mod tests;
