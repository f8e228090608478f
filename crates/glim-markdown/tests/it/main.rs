//! The crate from outside: against pulldown-cmark's own reading, cut at any place, as patches on the wire.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::format_push_string,
    clippy::semicolon_if_nothing_returned,
    reason = "tests"
)]

mod answers;
mod dump;
mod examples;
mod growing;
mod oracle;
mod repair;
mod shapes;
mod texts;
mod wire;
