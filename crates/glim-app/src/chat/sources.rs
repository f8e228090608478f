//! The sources of a question: waiting for those that are being read, how long their texts are, and which cannot be looked at.

use glim_store::{Askable, Stage};
use tokio::time::Instant;

use super::{Unread, UnreadSource};
use crate::AppEvent;

/// Sources that are told one by one as unread.
pub(super) const MOST_UNREAD: usize = 20;

/// Waits for news of a source, or until it is time.
pub(super) async fn wait(events: &mut tokio::sync::broadcast::Receiver<AppEvent>, until: Instant) {
    use tokio::sync::broadcast::error::RecvError;
    let news = async {
        loop {
            match events.recv().await {
                Ok(AppEvent::SourceChanged { .. } | AppEvent::LibraryChanged)
                | Err(RecvError::Lagged(_)) => return,
                Ok(_) => {}
                // The app is gone, and with it whoever asked.
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    };
    // Late is as good as news: the caller looks again.
    let _ = tokio::time::timeout_at(until, news).await;
}

/// About how many tokens the text of a source has: three bytes are a Chinese character, or most of a word.
pub(super) fn about(source: &Askable) -> usize {
    usize::try_from(source.text_bytes).unwrap_or(usize::MAX) / 3
}

pub(super) fn unread(sources: &[Askable]) -> Vec<UnreadSource> {
    let why = |source: &Askable| match source.stage {
        _ if source.version.is_some() => None,
        Stage::Failed => Some(Unread::Failed),
        Stage::NoText => Some(Unread::NoText),
        Stage::Skipped => Some(Unread::Skipped),
        _ => Some(Unread::NotYet),
    };
    let unread = sources.iter().filter_map(|source| {
        Some(UnreadSource {
            source: source.source,
            name: source.name.clone(),
            why: why(source)?,
        })
    });
    unread.take(MOST_UNREAD).collect()
}
