//! When a failed call is made again, and after which pause.

use std::future::Future;
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use tokio::time::Instant;

use crate::error::{Advice, Error, Kind, UnreachableCause, Wait};

/// How often and how patiently a client retries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Tries after the first; 0 switches retries off.
    pub retries: u32,
    /// The first pause; each next one is twice as long, plus chance up to the same again.
    pub first_pause: Duration,
    /// The longest pause before chance is added.
    pub longest_pause: Duration,
    /// A `retry-after` longer than this is not waited for: the call fails with it.
    pub longest_retry_after: Duration,
}

impl Default for RetryPolicy {
    /// Three retries after 0.5, 1 and 2 seconds and chance; waits at most 30 seconds when asked to.
    fn default() -> Self {
        Self {
            retries: 3,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(8),
            longest_retry_after: Duration::from_secs(30),
        }
    }
}

impl RetryPolicy {
    /// No retries at all.
    pub fn never() -> Self {
        Self {
            retries: 0,
            ..Self::default()
        }
    }

    fn pauses(&self) -> impl Iterator<Item = Duration> + use<> {
        ExponentialBuilder::new()
            .with_min_delay(self.first_pause)
            .with_max_delay(self.longest_pause)
            .with_max_times(usize::try_from(self.retries).unwrap_or(usize::MAX))
            .with_jitter()
            .build()
    }
}

/// What it means to make a call twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// It only reads: again after any failure that time may heal.
    Free,
    /// It makes an answer: again after a refusal, or if the server was never reached. Not after a
    /// silence, in which an answer may have been computed and paid for.
    Answer,
    /// It starts a job: again only if the platform says by its code that it did not take it.
    Job,
    /// It makes something that is paid for and kept book of: whoever asked decides after every failure.
    Never,
}

impl Repeat {
    /// Whether a call that has failed this many times may be made again.
    fn allows(self, error: &Error, failures: u32) -> bool {
        if self == Self::Never {
            return false;
        }
        match error.advice() {
            Advice::Never | Advice::AfterReset => return false,
            Advice::Once if failures > 1 => return false,
            Advice::Once | Advice::BackOff => {}
        }
        match error {
            Error::Refused { .. } => self != Self::Job || is_refused_job(error),
            Error::Unreachable { cause, .. } => {
                self == Self::Free || *cause != UnreachableCause::Broken
            }
            Error::TimedOut {
                wait: Wait::Connect,
                ..
            } => true,
            Error::TimedOut {
                wait: Wait::Total, ..
            } => false,
            _ => self == Self::Free,
        }
    }
}

/// A code of the platform's own (four digits) for "too much now" proves that no job was taken.
fn is_refused_job(error: &Error) -> bool {
    matches!(error.kind(), Kind::RateLimited | Kind::Overloaded)
        && error.code().is_some_and(|code| code.len() == 4)
}

/// The rules for one call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan<'a> {
    pub(crate) policy: &'a RetryPolicy,
    pub(crate) repeat: Repeat,
    /// When the call as a whole must have ended.
    pub(crate) deadline: Option<Instant>,
}

impl Plan<'_> {
    /// Makes attempts until one succeeds or the rules say no; gives the last error.
    pub(crate) async fn run<T, F, A>(&self, mut attempt: F) -> Result<T, Error>
    where
        F: FnMut() -> A,
        A: Future<Output = Result<T, Error>>,
    {
        let mut pauses = self.policy.pauses();
        let mut failures = 0;
        loop {
            let error = match attempt().await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            failures += 1;
            let Some(pause) = pauses
                .next()
                .and_then(|pause| self.pause(&error, failures, pause))
            else {
                return Err(error);
            };
            tracing::info!(kind = ?error.kind(), code = error.code(), ?pause, failures, "trying again");
            tokio::time::sleep(pause).await;
        }
    }

    /// The pause before the next try, `None` if there is to be none.
    fn pause(&self, error: &Error, failures: u32, pause: Duration) -> Option<Duration> {
        if !self.repeat.allows(error, failures) {
            return None;
        }
        let asked = error.retry_after().unwrap_or_default();
        if asked > self.policy.longest_retry_after {
            return None;
        }
        let pause = pause.max(asked);
        let too_late = self
            .deadline
            .is_some_and(|deadline| Instant::now() + pause >= deadline);
        (!too_late).then_some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Failure;

    fn refused(status: u16, code: &str, retry_after: Option<u64>) -> Error {
        let failure = Failure {
            code: Some(code.to_owned()),
            ..Failure::default()
        };
        failure.into_error(Some(status), retry_after.map(Duration::from_secs))
    }

    fn timed_out(wait: Wait) -> Error {
        Error::TimedOut {
            wait,
            after: Duration::ZERO,
        }
    }

    fn cut() -> Error {
        Error::Cut {
            source: None,
            request_id: None,
        }
    }

    #[test]
    fn only_what_time_may_heal_is_tried_again() {
        for (status, code, expected) in [
            (429, "1302", true),
            (429, "1303", true),
            (429, "1305", true),
            (500, "1230", true),
            (500, "1234", true),
            (503, "x", true),
            (429, "1113", false),
            (429, "1308", false),
            (429, "1313", false),
            (400, "1261", false),
            (401, "1000", false),
        ] {
            assert_eq!(
                Repeat::Answer.allows(&refused(status, code, None), 1),
                expected,
                "{code}"
            );
        }
    }

    #[test]
    fn advice_to_try_once_is_taken_once() {
        let error = refused(500, "1100", None);
        assert!(Repeat::Answer.allows(&error, 1));
        assert!(!Repeat::Answer.allows(&error, 2));
    }

    #[test]
    fn a_silence_is_not_paid_for_twice() {
        for error in [timed_out(Wait::FirstByte), timed_out(Wait::Idle), cut()] {
            assert!(Repeat::Free.allows(&error, 1), "{error}");
            assert!(!Repeat::Answer.allows(&error, 1), "{error}");
            assert!(!Repeat::Job.allows(&error, 1), "{error}");
        }
        for repeat in [Repeat::Free, Repeat::Answer, Repeat::Job] {
            assert!(repeat.allows(&timed_out(Wait::Connect), 1));
            assert!(!repeat.allows(&timed_out(Wait::Total), 1));
        }
    }

    #[test]
    fn a_job_is_tried_again_only_when_the_platform_did_not_take_it() {
        assert!(Repeat::Job.allows(&refused(429, "1302", None), 1));
        assert!(Repeat::Job.allows(&refused(429, "1305", None), 1));
        assert!(!Repeat::Job.allows(&refused(500, "1230", None), 1));
        assert!(!Repeat::Job.allows(&refused(429, "", None), 1));
    }

    #[test]
    fn what_is_kept_book_of_is_never_tried_again() {
        for error in [
            refused(429, "1302", None),
            refused(503, "x", None),
            timed_out(Wait::Connect),
            cut(),
        ] {
            assert!(!Repeat::Never.allows(&error, 1), "{error}");
        }
    }

    #[test]
    fn pauses_grow_with_chance_and_end_after_the_given_number() {
        let pauses: Vec<Duration> = RetryPolicy::default().pauses().collect();
        assert_eq!(pauses.len(), 3);
        for (pause, base) in pauses.iter().zip([500, 1_000, 2_000]) {
            let base = Duration::from_millis(base);
            assert!((base..=base * 2).contains(pause), "{pause:?}");
        }
        assert_eq!(RetryPolicy::never().pauses().count(), 0);
    }

    #[tokio::test]
    async fn the_last_error_is_given_after_the_last_try() {
        let policy = RetryPolicy {
            first_pause: Duration::from_millis(1),
            ..RetryPolicy::default()
        };
        let plan = Plan {
            policy: &policy,
            repeat: Repeat::Answer,
            deadline: None,
        };
        let mut tries = 0;
        let result: Result<(), Error> = plan
            .run(|| {
                tries += 1;
                std::future::ready(Err(refused(429, "1302", None)))
            })
            .await;
        assert_eq!(result.unwrap_err().code(), Some("1302"));
        assert_eq!(tries, 4, "one try and three retries");
    }

    #[test]
    fn the_servers_wish_to_wait_is_honoured_up_to_a_limit_and_the_deadline() {
        let policy = RetryPolicy::default();
        let mut plan = Plan {
            policy: &policy,
            repeat: Repeat::Answer,
            deadline: None,
        };
        let short = Duration::from_millis(1);
        let wish = |seconds| refused(429, "1302", Some(seconds));
        assert_eq!(plan.pause(&wish(7), 1, short), Some(Duration::from_secs(7)));
        assert_eq!(plan.pause(&wish(0), 1, short), Some(short));
        assert_eq!(plan.pause(&wish(31), 1, short), None);
        plan.deadline = Some(Instant::now() + Duration::from_secs(5));
        assert_eq!(plan.pause(&wish(7), 1, short), None);
    }
}
