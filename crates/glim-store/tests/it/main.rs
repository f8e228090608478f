//! The store from outside: real files in a temporary folder, nothing mocked.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests"
)]

mod answers;
mod conversations;
mod crash;
mod folder;
mod makings;
mod numbers;
mod paid;
mod queue;
mod queue_crash;
mod queue_missing;
mod queue_model;
mod releases;
mod scene;
mod search;
mod shelf;
mod snapshots;
mod sources;
mod studio_jobs;
mod studio_kept;
mod studio_scene;
mod tree;
mod watch;
