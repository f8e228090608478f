//! Where keys are: the system's keychain, a file sealed with a passphrase, or memory for this run. Never plain.
//!
//! A settings row remembers the place of each key (not the key), so that a missing keychain is told from a
//! missing key.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use glim_store::Store;
use secrecy::{ExposeSecret as _, SecretString};

use super::{KeyPlace, KeyView, KeychainState, PlatformChoice, SealedError, SealedFile};
use crate::{Clock, ErrorCode, Secrets, SecretsError, UiError, platform};

/// The name the proxy's password is kept under.
pub(crate) const PROXY_SECRET: &str = "proxy";
/// Name of the sealed file in the data folder.
const SEALED_FILE: &str = "keys.sealed";

/// All keys, wherever they are.
pub(crate) struct Keys {
    clock: Arc<dyn Clock>,
    keychain: Arc<dyn Secrets>,
    sealed: SealedFile,
    /// The opened sealed file, with what opens it: it is written anew when a key is added.
    opened: Mutex<Option<Opened>>,
    session: Mutex<BTreeMap<String, SecretString>>,
    /// Counts changes, so that a client made with an old key is not used again.
    generation: AtomicU64,
}

/// Where a secret shall be kept, and what seals the file there.
pub(super) struct Keep {
    pub(super) place: KeyPlace,
    pub(super) passphrase: Option<SecretString>,
}

#[derive(Clone)]
struct Opened {
    entries: BTreeMap<String, SecretString>,
    passphrase: SecretString,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Keys").finish_non_exhaustive()
    }
}

impl Keys {
    pub(crate) fn new(
        keychain: Arc<dyn Secrets>,
        clock: Arc<dyn Clock>,
        data_folder: &Path,
    ) -> Self {
        Self {
            clock,
            keychain,
            sealed: SealedFile::at(data_folder.join(SEALED_FILE)),
            opened: Mutex::default(),
            session: Mutex::default(),
            generation: AtomicU64::default(),
        }
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::SeqCst)
    }

    pub(crate) async fn keychain_state(&self) -> KeychainState {
        self.keychain.state().await
    }

    /// The key of a platform; none when it has none.
    ///
    /// # Errors
    /// `keyLocked` when it lies in the sealed file and that is not open, a `keychain…` code when the keychain
    /// does not give it out.
    pub(crate) async fn get(
        &self,
        store: &Store,
        platform: &PlatformChoice,
    ) -> Result<Option<SecretString>, UiError> {
        self.get_named(store, &platform.secret_name()).await
    }

    pub(crate) async fn get_named(
        &self,
        store: &Store,
        name: &str,
    ) -> Result<Option<SecretString>, UiError> {
        Ok(match place_of(store, name).await? {
            None => None,
            Some(KeyPlace::Session) => lock(&self.session).get(name).cloned(),
            Some(KeyPlace::Keychain) => self.keychain.get(name).await?,
            Some(KeyPlace::SealedFile) => match &*lock(&self.opened) {
                Some(opened) => opened.entries.get(name).cloned(),
                None => return Err(UiError::new(ErrorCode::KeyLocked)),
            },
        })
    }

    /// Keeps a secret in `place` and forgets it in the others.
    pub(super) async fn put(
        &self,
        store: &Store,
        name: &str,
        secret: SecretString,
        keep: Keep,
    ) -> Result<(), UiError> {
        let Keep { place, passphrase } = keep;
        let before = place_of(store, name).await?;
        match place {
            KeyPlace::Session => {
                lock(&self.session).insert(name.to_owned(), secret);
            }
            KeyPlace::Keychain => self.keychain.set(name, secret).await?,
            KeyPlace::SealedFile => self.seal(name, Some(secret), passphrase).await?,
        }
        store
            .set_setting(&place_row(name), &place, self.clock.now_ms())
            .await?;
        self.generation.fetch_add(1, Ordering::SeqCst);
        if let Some(before) = before.filter(|before| *before != place) {
            self.forget_in(name, before).await?;
        }
        Ok(())
    }

    /// Opens the sealed file for this run.
    pub(crate) async fn unlock(&self, passphrase: SecretString) -> Result<(), UiError> {
        if !self.sealed.exists() {
            return Err(UiError::not_found("sealed file"));
        }
        let entries = self.open_sealed(&passphrase).await?;
        *lock(&self.opened) = Some(Opened {
            entries,
            passphrase,
        });
        self.generation.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    /// Forgets a platform's key wherever it is.
    pub(crate) async fn forget(
        &self,
        store: &Store,
        platform: &PlatformChoice,
    ) -> Result<(), UiError> {
        self.forget_named(store, &platform.secret_name()).await
    }

    pub(crate) async fn forget_named(&self, store: &Store, name: &str) -> Result<(), UiError> {
        if let Some(place) = place_of(store, name).await? {
            self.forget_in(name, place).await?;
            store.remove_setting(&place_row(name)).await?;
            self.generation.fetch_add(1, Ordering::SeqCst);
        }
        Ok(())
    }

    /// What may be shown of a platform's key.
    pub(crate) async fn view(
        &self,
        store: &Store,
        platform: &PlatformChoice,
    ) -> Result<KeyView, UiError> {
        let missing = if platform.key_is_optional() {
            KeyView::NotNeeded
        } else {
            KeyView::Missing
        };
        let Some(place) = place_of(store, &platform.secret_name()).await? else {
            return Ok(missing);
        };
        Ok(match self.get(store, platform).await {
            Ok(Some(key)) => KeyView::Present {
                ends_in: ending(&key),
                place,
            },
            // For this session only, and the session is over.
            Ok(None) => missing,
            Err(UiError {
                code: ErrorCode::KeyLocked,
                ..
            }) => KeyView::Locked,
            Err(problem) => KeyView::Unreachable { problem },
        })
    }

    async fn forget_in(&self, name: &str, place: KeyPlace) -> Result<(), UiError> {
        match place {
            KeyPlace::Session => {
                lock(&self.session).remove(name);
            }
            KeyPlace::Keychain => self.keychain.delete(name).await?,
            KeyPlace::SealedFile => self.seal(name, None, None).await?,
        }
        Ok(())
    }

    /// Writes the sealed file anew with `name` set or left out. Sealing costs about 0.3 s by design, so it runs
    /// on a blocking thread.
    async fn seal(
        &self,
        name: &str,
        secret: Option<SecretString>,
        passphrase: Option<SecretString>,
    ) -> Result<(), UiError> {
        let opened = lock(&self.opened).clone();
        let mut opened = match (opened, passphrase) {
            (Some(opened), None) => opened,
            (None, Some(passphrase)) if !self.sealed.exists() => Opened {
                entries: BTreeMap::new(),
                passphrase,
            },
            // Another passphrase than the file's would lock the keys that are in it away: it must open it.
            (_, Some(passphrase)) => Opened {
                entries: self.open_sealed(&passphrase).await?,
                passphrase,
            },
            (None, None) => return Err(UiError::new(ErrorCode::KeyLocked)),
        };
        match secret {
            Some(secret) => opened.entries.insert(name.to_owned(), secret),
            None => opened.entries.remove(name),
        };
        let (file, to_write) = (self.sealed.clone(), opened.clone());
        blocking(move || file.write(&to_write.entries, &to_write.passphrase)).await?;
        *lock(&self.opened) = Some(opened);
        Ok(())
    }

    async fn open_sealed(
        &self,
        passphrase: &SecretString,
    ) -> Result<BTreeMap<String, SecretString>, UiError> {
        let (file, passphrase) = (self.sealed.clone(), passphrase.clone());
        blocking(move || file.open(&passphrase)).await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SealedError> + Send + 'static,
) -> Result<T, UiError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(UiError::new(ErrorCode::Internal).with("detail", "sealing was broken off")),
    }
}

impl From<SecretsError> for UiError {
    fn from(error: SecretsError) -> Self {
        Self::new(match error {
            SecretsError::NoBus => ErrorCode::KeychainNoBus,
            SecretsError::NoService => ErrorCode::KeychainNoService,
            SecretsError::Locked => ErrorCode::KeychainLocked,
            SecretsError::TimedOut => ErrorCode::KeychainTimedOut,
            SecretsError::Failed => ErrorCode::KeychainFailed,
        })
    }
}

async fn place_of(store: &Store, name: &str) -> Result<Option<KeyPlace>, UiError> {
    platform::read_row(store, &place_row(name)).await
}

fn place_row(name: &str) -> String {
    format!("place:{name}")
}

/// The last four characters, when the key is long enough that they tell nothing.
fn ending(key: &SecretString) -> String {
    let characters: Vec<char> = key.expose_secret().chars().collect();
    if characters.len() < 16 {
        return String::new();
    }
    characters.iter().skip(characters.len() - 4).collect()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Each use is one assignment or look-up: a panic cannot leave it half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
