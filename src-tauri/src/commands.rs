//! Every command of the list (`glim_app::commands`) as a command of Tauri. Nothing is decided here: a command
//! waits for the app, hands the request over and brings the answer back, errors as values.
//!
//! `chat_send` of the page is `commands::chat_send` here and `glim_app::chat::chat_send` behind it: the same
//! name all the way, so `grep` finds every end.

use std::{future::Future, panic::AssertUnwindSafe};

use futures_util::FutureExt;
use glim_app::{App, ErrorCode, UiError};
use serde::de::DeserializeOwned;
use tauri::{
    Runtime,
    ipc::{CommandArg, CommandItem, InvokeError},
};
use tokio::sync::SetOnce;

use crate::page::Page;

/// The app, from the moment it has opened its data; until then commands wait. The window comes up meanwhile.
#[derive(Debug, Default)]
pub(crate) struct Started(SetOnce<Option<App>>);

impl Started {
    /// The app is there, or will never be.
    pub(crate) fn set(&self, app: Option<App>) {
        let _ = self.0.set(app); // set a second time it keeps the first
    }

    /// The app, when it is there already.
    pub(crate) fn now(&self) -> Option<&App> {
        self.0.get().and_then(Option::as_ref)
    }

    /// The app, waited for.
    pub(crate) async fn app(&self) -> Result<&App, UiError> {
        self.0
            .wait()
            .await
            .as_ref()
            .ok_or_else(|| UiError::new(ErrorCode::Internal))
    }
}

/// A command's one argument. Unlike Tauri's own reading, what does not fit becomes a `badInput` of ours and not
/// a sentence.
struct Ask<T>(T);

impl<'de, T: DeserializeOwned, R: Runtime> CommandArg<'de, R> for Ask<T> {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        let name = command.name;
        match T::deserialize(command) {
            Ok(request) => Ok(Self(request)),
            Err(error) => Err(UiError::bad_input(name, &error.to_string()).into()),
        }
    }
}

/// Runs a command so that a panic in it is an error of this command and of nothing else: without this the
/// page would wait for ever. The panic itself is logged by the hook in `logs`.
async fn guarded<T>(
    name: &'static str,
    command: impl Future<Output = Result<T, UiError>>,
) -> Result<T, UiError> {
    let answer = AssertUnwindSafe(command)
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Err(UiError::new(ErrorCode::Internal)));
    if let Err(error) = &answer {
        // The code alone: parameters may hold what was typed.
        tracing::info!(command = name, code = ?error.code, "a command failed");
    }
    answer
}

macro_rules! tauri_commands {
    ($($name:ident($request:ty) -> $answer:ty $(, emits $event:ty)?, in $place:ident;)*) => {
        $(
            #[tauri::command]
            async fn $name(
                started: tauri::State<'_, Started>,
                request: Ask<$request>
                $(, page: tauri::State<'_, Page>, events: tauri::ipc::Channel<$event>)?
            ) -> Result<$answer, UiError> {
                guarded(stringify!($name), async {
                    let app = started.app().await?;
                    glim_app::$place::$name(app, request.0 $(, page.out::<$event>(events))?).await
                })
                .await
            }
        )*

        /// What Tauri calls for an invocation that the capabilities let through.
        pub(crate) fn handler<R: Runtime>()
        -> impl Fn(tauri::ipc::Invoke<R>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }
    };
}
glim_app::with_commands!(tauri_commands);

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "tests")]

    use super::*;

    #[tokio::test]
    async fn a_panic_inside_a_command_is_an_error_of_that_command() {
        let answer = guarded::<()>("chat_send", async { panic!("broken") }).await;
        assert_eq!(answer, Err(UiError::new(ErrorCode::Internal)));
    }

    #[tokio::test]
    async fn commands_wait_for_the_app_and_hear_when_it_never_comes() {
        let started = Started::default();
        let (answer, ()) = tokio::join!(started.app(), async { started.set(None) });
        assert_eq!(answer.map(|_| ()), Err(UiError::new(ErrorCode::Internal)));
    }
}
