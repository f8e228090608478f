//! A gate inside a scripted answer: the stream stops there until a test lets it go on.
//! With it a test looks at the middle of an answer without sleeping.

use tokio_util::sync::CancellationToken;

/// A place in a [`crate::Script`] where the answer waits.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    // Two one-way flags; a cancellation token is exactly that, and cheap to wait for.
    reached: CancellationToken,
    opened: CancellationToken,
}

impl Gate {
    /// A closed gate that no stream has reached.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets the answer go on, now or when it comes.
    pub fn open(&self) {
        self.opened.cancel();
    }

    /// Waits until an answer stands at the gate; all bytes before it have been sent.
    pub async fn reached(&self) {
        self.reached.cancelled().await;
    }

    /// Stands at the gate until it is open.
    pub(crate) async fn pass(&self) {
        self.reached.cancel();
        self.opened.cancelled().await;
    }
}
