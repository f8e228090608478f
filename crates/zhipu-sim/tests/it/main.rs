//! The simulator over real sockets, one file a subject.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod async_results;
mod auth;
mod binary;
mod chat;
mod embeddings;
mod faults;
mod files;
mod knowledge;
mod life;
mod make;
mod parser;
mod refusals;
mod scripts;
mod support;
mod tools;
mod vision;
