//! Facts of the app on their way to the page: one `emit`.

use glim_app::AppEvent;
use tauri::{AppHandle, Emitter, Manager};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::window::MAIN;

/// What the page listens to.
const NAME: &str = "app-event";

/// Passes events on until the app ends.
pub(crate) async fn pass_on(handle: AppHandle, mut events: Receiver<AppEvent>) {
    loop {
        match events.recv().await {
            Ok(event) => {
                if let Err(error) = handle.emit(NAME, event) {
                    tracing::warn!(%error, "an event did not reach the page");
                }
            }
            // Facts were lost, and which is not known: the page asks for everything again.
            Err(RecvError::Lagged(missed)) => {
                tracing::warn!(missed, "the page fell behind and is loaded anew");
                if let Some(window) = handle.get_webview_window(MAIN)
                    && let Err(error) = window.reload()
                {
                    tracing::warn!(%error, "could not load the page anew");
                }
            }
            Err(RecvError::Closed) => return,
        }
    }
}
