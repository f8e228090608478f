//! How long the app lets a person wait while it is busy: a command is called again and again beside the work.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use glim_smoke::{Backend, Problem};

use super::shelf;

/// Longest that a command may take while the library is at work.
pub(crate) const LONGEST: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(50);

/// What was measured.
#[derive(Debug, Default)]
struct Measured {
    calls: AtomicU32,
    failed: AtomicU32,
    longest_ms: AtomicU64,
    over: AtomicBool,
}

/// Runs `work` while the overview and a search are asked for in turn. Fails when one takes too long or is refused.
pub(crate) async fn beside<T>(
    backend: &Backend,
    work: impl Future<Output = Result<T, Problem>>,
) -> Result<(T, String), Problem> {
    let measured = Arc::new(Measured::default());
    let asking = async {
        while !measured.over.load(Ordering::Relaxed) {
            ask(backend, &measured).await;
            tokio::time::sleep(PAUSE).await;
        }
    };
    let working = async {
        let done = work.await;
        measured.over.store(true, Ordering::Relaxed);
        done
    };
    let (done, ()) = tokio::join!(working, asking);
    let longest = Duration::from_millis(measured.longest_ms.load(Ordering::Relaxed));
    let calls = measured.calls.load(Ordering::Relaxed);
    let failed = measured.failed.load(Ordering::Relaxed);
    let line = format!(
        "{calls} commands beside it, the longest {} ms",
        longest.as_millis()
    );
    if failed > 0 || longest > LONGEST {
        return Err(format!(
            "{line}, {failed} refused, over {} ms allowed",
            LONGEST.as_millis()
        )
        .into());
    }
    Ok((done?, line))
}

async fn ask(backend: &Backend, measured: &Measured) {
    let began = Instant::now();
    let is_even = measured
        .calls
        .fetch_add(1, Ordering::Relaxed)
        .is_multiple_of(2);
    let answer = if is_even {
        shelf::overview(backend).await.map(|_| ())
    } else {
        shelf::search(backend, "合同 penalty").await.map(|_| ())
    };
    if answer.is_err() {
        measured.failed.fetch_add(1, Ordering::Relaxed);
    }
    let took = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    measured.longest_ms.fetch_max(took, Ordering::Relaxed);
}
