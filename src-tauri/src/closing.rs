//! The end: whatever asks for it (the window's button, a signal, a restart), running answers are written and the
//! database is closed before the process goes.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tauri::{AppHandle, ExitRequestApi, Manager, RESTART_EXIT_CODE};

use crate::commands::Started;

/// The app has its own, shorter patience for answers; this one is for a disk that hangs.
const PATIENCE: Duration = Duration::from_secs(8);

/// What comes after the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum After {
    /// Nothing.
    #[default]
    Exit,
    /// The program again.
    StartAgain,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Open,
    Flushing,
    Done,
}

/// How far the end has come.
#[derive(Debug, Default)]
pub(crate) struct Closing(Mutex<(Phase, After)>);

impl Closing {
    /// Notes what shall come after; true for the first, who has to do the work.
    fn begin(&self, after: After) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if after == After::StartAgain {
            state.1 = after;
        }
        let is_first = state.0 == Phase::Open;
        if is_first {
            state.0 = Phase::Flushing;
        }
        is_first
    }

    fn done(&self) -> After {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 = Phase::Done;
        state.1
    }

    fn phase(&self) -> Phase {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    /// Somebody started the program while this one was ending: it begins again right after. True when so.
    pub(crate) fn start_again_if_ending(&self) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let ending = state.0 != Phase::Open;
        if ending {
            state.1 = After::StartAgain;
        }
        ending
    }
}

/// Ends the app in good order; returns at once.
pub(crate) fn end(handle: &AppHandle, after: After) {
    if !handle.state::<Closing>().begin(after) {
        return;
    }
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        flush(&handle).await;
        match handle.state::<Closing>().done() {
            After::Exit => handle.exit(0),
            After::StartAgain => handle.request_restart(),
        }
    });
}

/// Tauri wants to end because the last window went or somebody called `exit`: not before all is written.
pub(crate) fn on_exit_requested(handle: &AppHandle, code: Option<i32>, api: &ExitRequestApi) {
    if code == Some(RESTART_EXIT_CODE) || handle.state::<Closing>().phase() == Phase::Done {
        return;
    }
    api.prevent_exit();
    end(handle, After::Exit);
}

/// The event loop is over. On ways that asked nobody before (macOS' Quit) the writing happens here.
pub(crate) fn on_exit(handle: &AppHandle) {
    if handle.state::<Closing>().begin(After::Exit) {
        tauri::async_runtime::block_on(flush(handle));
    }
    tracing::info!("ended");
}

async fn flush(handle: &AppHandle) {
    let started = handle.state::<Started>();
    let Some(app) = started.now() else { return };
    if tokio::time::timeout(PATIENCE, app.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("the app did not end in time; its journal has the rest");
    }
}

/// Waits until the system asks the process to end (logout, `kill`, Ctrl-C in a terminal).
#[cfg(unix)]
pub(crate) async fn asked_to_end() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hang_up.recv() => {}
    }
    Ok(())
}

/// Waits until Ctrl-C in a terminal; Windows ends a windowed program by closing its window.
#[cfg(not(unix))]
pub(crate) async fn asked_to_end() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_who_asks_does_the_work() {
        let closing = Closing::default();
        assert!(
            !closing.start_again_if_ending(),
            "an open app stays as it is"
        );
        assert!(closing.begin(After::Exit));
        assert!(!closing.begin(After::Exit));
        assert_eq!(closing.done(), After::Exit);
        assert_eq!(closing.phase(), Phase::Done);
    }

    #[test]
    fn a_start_during_the_end_brings_the_app_back() {
        let closing = Closing::default();
        assert!(closing.begin(After::Exit));
        assert!(closing.start_again_if_ending());
        assert!(
            !closing.begin(After::Exit),
            "a later exit does not take it back"
        );
        assert_eq!(closing.done(), After::StartAgain);
    }
}
