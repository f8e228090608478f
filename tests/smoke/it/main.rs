//! The built app in a real window: what a person does in the first minutes, and what must survive them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod first_minutes;
mod keychain_states;
mod library;
mod llama_server;
mod studio;
