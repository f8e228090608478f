//! Asking again and again until something is ready.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::error::{Error, Wait};

/// How patiently a result is polled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Polling {
    /// The pause before the second look; each next one is half as long again.
    pub first_pause: Duration,
    /// The longest pause between two looks.
    pub longest_pause: Duration,
    /// After which time it is given up; what was asked for goes on at the server.
    pub total: Duration,
}

impl Default for Polling {
    /// Looks after 1 second, then ever more seldom up to every 10 seconds, for 10 minutes. The
    /// platform names no pause; a document of 10 MB takes it 1 to 3 minutes (knowledge notes §2).
    fn default() -> Self {
        Self {
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(10),
            total: Duration::from_mins(10),
        }
    }
}

impl Polling {
    /// Looks until there is something to be seen. Failures of a look are failures of the whole.
    pub(crate) async fn until<T, F, L>(&self, mut look: F) -> Result<T, Error>
    where
        F: FnMut() -> L,
        L: Future<Output = Result<Option<T>, Error>>,
    {
        let end = Instant::now().checked_add(self.total);
        let mut pause = self.first_pause;
        loop {
            if let Some(found) = look().await? {
                return Ok(found);
            }
            pause = pause.min(self.longest_pause);
            let next = Instant::now().checked_add(pause);
            if end.is_some_and(|end| next.is_none_or(|next| next > end)) {
                return Err(Error::TimedOut {
                    wait: Wait::Total,
                    after: self.total,
                });
            }
            sleep(pause).await;
            pause = pause.saturating_mul(3) / 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_looks_until_there_is_something_and_not_for_ever() {
        let polling = Polling {
            first_pause: Duration::from_millis(1),
            longest_pause: Duration::from_millis(2),
            total: Duration::from_secs(5),
        };
        let mut looks = 0;
        let found = polling.until(|| {
            looks += 1;
            std::future::ready(Ok((looks == 4).then_some("ready")))
        });
        assert_eq!(found.await.unwrap(), "ready");
        let impatient = Polling {
            total: Duration::ZERO,
            ..polling
        };
        let never = impatient.until(|| std::future::ready(Ok(None::<()>)));
        assert_eq!(never.await.unwrap_err().wait(), Some(Wait::Total));
    }
}
