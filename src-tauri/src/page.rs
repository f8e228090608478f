//! The page in the web view, as far as its streams go: a reloaded page hears nothing that was meant for the one
//! before it, so what sends there must learn that nobody listens any more.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use glim_app::Out;
use serde::Serialize;
use tauri::ipc::Channel;

/// Counts the page's loads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page(Arc<AtomicU64>);

impl Page {
    /// The page begins anew: streams opened before lead nowhere.
    pub(crate) fn begins(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    /// A way to the page that is there now.
    pub(crate) fn out<T: Serialize + Send + Sync + 'static>(&self, channel: Channel<T>) -> Out<T> {
        let loads = Arc::clone(&self.0);
        let mine = loads.load(Ordering::SeqCst);
        Out::new(move |event| loads.load(Ordering::SeqCst) == mine && channel.send(event).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_reload_the_old_stream_knows_that_nobody_listens() {
        let page = Page::default();
        let told = Arc::new(AtomicU64::new(0));
        let channel = || {
            let told = Arc::clone(&told);
            Channel::new(move |_| {
                told.fetch_add(1, Ordering::SeqCst);
                Ok(())
            })
        };
        let before = page.out::<u8>(channel());
        assert!(before.send(1));
        page.begins();
        assert!(!before.send(2), "the page it was for is gone");
        assert!(page.out::<u8>(channel()).send(3));
        assert_eq!(told.load(Ordering::SeqCst), 2);
    }
}
