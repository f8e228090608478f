//! The port to the system's keychain. The shell implements it with `keyring`; tests and the dev host use
//! [`MemorySecrets`]. Sealed file and session memory are not behind this port: they are ours
//! (`settings/keys.rs`).

use std::{collections::HashMap, fmt, future::Future, pin::Pin, sync::Mutex};

use secrecy::SecretString;

use crate::settings::KeychainState;

/// What a keychain answers, later: calls may block on a prompt, so an implementation runs them on a blocking
/// thread with a time-out.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, SecretsError>> + Send + 'a>>;

/// The system's keychain. Names are ours, such as `key:bigModel` or `proxy`.
pub trait Secrets: Send + Sync + 'static {
    /// Whether it can be used now; asks the system anew.
    fn state(&self) -> Pin<Box<dyn Future<Output = KeychainState> + Send + '_>>;
    /// The secret of that name; `None` when there is none.
    fn get<'a>(&'a self, name: &'a str) -> Answer<'a, Option<SecretString>>;
    /// Keeps a secret, replacing an older one.
    fn set<'a>(&'a self, name: &'a str, secret: SecretString) -> Answer<'a, ()>;
    /// Forgets a secret; it is no error when there is none.
    fn delete<'a>(&'a self, name: &'a str) -> Answer<'a, ()>;
}

/// Why the keychain could not be used. Carries no secret and no name of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretsError {
    /// Linux: no D-Bus session.
    #[error("no session bus")]
    NoBus,
    /// Linux: nothing serves secrets on the bus.
    #[error("no secret service on the session bus")]
    NoService,
    /// Locked, or access was refused.
    #[error("the keychain is locked or refused access")]
    Locked,
    /// No answer in time.
    #[error("the keychain did not answer in time")]
    TimedOut,
    /// Anything else.
    #[error("the keychain failed")]
    Failed,
}

impl From<SecretsError> for KeychainState {
    fn from(error: SecretsError) -> Self {
        match error {
            SecretsError::NoBus => Self::NoBus,
            SecretsError::NoService => Self::NoService,
            SecretsError::Locked => Self::Locked,
            SecretsError::TimedOut => Self::TimedOut,
            SecretsError::Failed => Self::Failed,
        }
    }
}

/// A keychain in memory, for tests and the dev host; can play a broken one.
#[derive(Default)]
pub struct MemorySecrets {
    entries: Mutex<HashMap<String, SecretString>>,
    broken: Mutex<Option<SecretsError>>,
}

impl MemorySecrets {
    /// From now on every call fails so; `None` mends it.
    pub fn break_with(&self, error: Option<SecretsError>) {
        if let Ok(mut broken) = self.broken.lock() {
            *broken = error;
        }
    }

    fn check(&self) -> Result<(), SecretsError> {
        match self
            .broken
            .lock()
            .map_or(Some(SecretsError::Failed), |broken| *broken)
        {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    fn with<T>(
        &self,
        act: impl FnOnce(&mut HashMap<String, SecretString>) -> T,
    ) -> Result<T, SecretsError> {
        self.check()?;
        self.entries
            .lock()
            .map(|mut entries| act(&mut entries))
            .map_err(|_| SecretsError::Failed)
    }
}

impl fmt::Debug for MemorySecrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("MemorySecrets")
            .finish_non_exhaustive()
    }
}

impl Secrets for MemorySecrets {
    fn state(&self) -> Pin<Box<dyn Future<Output = KeychainState> + Send + '_>> {
        let state = self
            .check()
            .err()
            .map_or(KeychainState::Available, KeychainState::from);
        Box::pin(std::future::ready(state))
    }

    fn get<'a>(&'a self, name: &'a str) -> Answer<'a, Option<SecretString>> {
        Box::pin(std::future::ready(
            self.with(|entries| entries.get(name).cloned()),
        ))
    }

    fn set<'a>(&'a self, name: &'a str, secret: SecretString) -> Answer<'a, ()> {
        let name = name.to_owned();
        Box::pin(std::future::ready(self.with(|entries| {
            entries.insert(name, secret);
        })))
    }

    fn delete<'a>(&'a self, name: &'a str) -> Answer<'a, ()> {
        Box::pin(std::future::ready(self.with(|entries| {
            entries.remove(name);
        })))
    }
}
