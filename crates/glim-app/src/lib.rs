//! What Glim does, place by place; no window, no SQL, no HTTP details.
//!
//! Start at [`commands`]: it lists everything the UI can ask for. Each place has a file of its name with its
//! commands (`chat.rs`, `library.rs`, `settings.rs`) and a folder with how they are done. [`App`] is what they share.

mod app;
pub mod chat;
mod clock;
pub mod commands;
mod error;
mod events;
mod host;
pub mod library;
mod platform;
mod secrets;
pub mod settings;
pub mod studio;
mod tasks;

pub use app::{App, Early, Out, Setup};
pub use clock::{Clock, SetClock, SystemClock};
pub use error::{ErrorCode, UiError};
pub use events::AppEvent;
pub use host::HostRequest;
pub use platform::DemoPace;
pub use secrets::{Answer, MemorySecrets, Secrets, SecretsError};
