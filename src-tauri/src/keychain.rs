//! The system's keychain: `keyring` on a blocking thread, one call at a time, with a time-out.
//!
//! A call may stand still for as long as the system shows a password prompt, and cannot be taken back. So the
//! time-out leaves room for typing a password, the thread is left behind when it passes, and until it comes
//! back further calls fail at once instead of piling up threads behind the same prompt.

#[cfg(target_os = "linux")]
mod linux;

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use glim_app::{Answer, Secrets, SecretsError, settings::KeychainState};
use keyring::{Entry, Error};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

/// Typing a long password into a prompt fits; a person who went away finds a named error.
const PROMPT_PATIENCE: Duration = Duration::from_mins(1);
/// Asking for the state shows no prompt; it may have to start the service.
const STATE_PATIENCE: Duration = Duration::from_secs(8);

/// The keychain's entries of one profile.
#[derive(Clone, Debug)]
pub(crate) struct Keychain {
    /// The entries' service: the profile's identifier.
    service: Arc<str>,
    /// One call at a time.
    turn: Arc<Semaphore>,
    /// A call outlived its time-out and has not come back.
    stuck: Arc<AtomicBool>,
    patience: Duration,
}

impl Keychain {
    /// Entries under `service`. Asks nothing yet.
    pub(crate) fn new(service: &str) -> Self {
        Self {
            service: service.into(),
            turn: Arc::new(Semaphore::new(1)),
            stuck: Arc::default(),
            patience: PROMPT_PATIENCE,
        }
    }

    /// Runs a blocking call when it is its turn.
    async fn run<T: Send + 'static>(
        &self,
        patience: Duration,
        call: impl FnOnce() -> Result<T, SecretsError> + Send + 'static,
    ) -> Result<T, SecretsError> {
        let turn = Arc::clone(&self.turn);
        let permit = if self.stuck.load(Ordering::SeqCst) {
            turn.try_acquire_owned()
                .map_err(|_| SecretsError::TimedOut)?
        } else {
            let permit = timeout(patience, turn.acquire_owned()).await;
            permit
                .map_err(|_| SecretsError::TimedOut)?
                .map_err(|_| SecretsError::Failed)?
        };
        let stuck = Arc::clone(&self.stuck);
        let running = spawn_blocking(move || {
            let answer = call();
            stuck.store(false, Ordering::SeqCst);
            drop(permit);
            answer
        });
        match timeout(patience, running).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_panicked)) => Err(SecretsError::Failed),
            Err(_elapsed) => {
                self.stuck.store(true, Ordering::SeqCst);
                tracing::warn!("the keychain did not answer in time");
                Err(SecretsError::TimedOut)
            }
        }
    }

    /// The same for a call on one entry.
    async fn with_entry<T: Send + 'static>(
        &self,
        name: &str,
        call: impl FnOnce(&Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<Option<T>, SecretsError> {
        let (service, name) = (Arc::clone(&self.service), name.to_owned());
        self.run(self.patience, move || {
            match Entry::new(&service, &name).and_then(|entry| call(&entry)) {
                Ok(value) => Ok(Some(value)),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(name_failure(&error)),
            }
        })
        .await
    }
}

impl Secrets for Keychain {
    fn state(&self) -> Pin<Box<dyn Future<Output = KeychainState> + Send + '_>> {
        let service = Arc::clone(&self.service);
        Box::pin(async move {
            let looked = self.run(STATE_PATIENCE, move || look(&service)).await;
            looked
                .err()
                .map_or(KeychainState::Available, KeychainState::from)
        })
    }

    fn get<'a>(&'a self, name: &'a str) -> Answer<'a, Option<SecretString>> {
        Box::pin(self.with_entry(name, |entry| {
            let secret = Zeroizing::new(entry.get_password()?);
            Ok(SecretString::from(secret.as_str()))
        }))
    }

    fn set<'a>(&'a self, name: &'a str, secret: SecretString) -> Answer<'a, ()> {
        Box::pin(async move {
            let kept = self
                .with_entry(name, move |entry| {
                    entry.set_password(secret.expose_secret())
                })
                .await?;
            kept.ok_or(SecretsError::Failed)
        })
    }

    fn delete<'a>(&'a self, name: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            self.with_entry(name, Entry::delete_credential).await?;
            Ok(())
        })
    }
}

/// Whether the keychain can be used, without a prompt.
#[cfg(target_os = "linux")]
fn look(_service: &str) -> Result<(), SecretsError> {
    linux::look()
}

/// Reading an entry that never exists asks the system and prompts nobody.
#[cfg(not(target_os = "linux"))]
fn look(service: &str) -> Result<(), SecretsError> {
    match Entry::new(service, "state").and_then(|entry| entry.get_password()) {
        Ok(_) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(name_failure(&error)),
    }
}

/// Names the failure. Only the system's words of it are logged: other kinds of `keyring::Error` carry names and
/// even the secret's bytes.
fn name_failure(error: &Error) -> SecretsError {
    match error {
        Error::NoStorageAccess(cause) => {
            tracing::warn!(%cause, "the keychain gave no access");
            SecretsError::Locked
        }
        Error::PlatformFailure(cause) => {
            tracing::warn!(%cause, "the keychain failed");
            name_platform_failure()
        }
        Error::Ambiguous(_) => {
            tracing::warn!("the keychain has several entries of one name");
            SecretsError::Failed
        }
        _ => {
            tracing::warn!("the keychain refused the entry");
            SecretsError::Failed
        }
    }
}

/// The D-Bus error's own words differ between services; how things stand does not.
#[cfg(target_os = "linux")]
fn name_platform_failure() -> SecretsError {
    linux::look().err().unwrap_or(SecretsError::Failed)
}

/// What is left on macOS is a refused, cancelled or impossible prompt (-128, -25293, -25308).
#[cfg(target_os = "macos")]
fn name_platform_failure() -> SecretsError {
    SecretsError::Locked
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn name_platform_failure() -> SecretsError {
    SecretsError::Failed
}

#[cfg(test)]
#[path = "keychain/tests.rs"]
mod tests;
