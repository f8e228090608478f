//! The app as a host sees it: real store in a temporary folder, the simulator over real sockets, a keychain in
//! memory.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod answers;
mod asking;
mod asking_goes_wrong;
mod bench_app;
mod bench_asking;
mod bench_library;
mod bench_studio;
mod branches;
mod bundles;
mod chat_makings;
mod faults;
mod folders;
mod library;
mod library_bytes;
mod library_cloud;
mod library_from_outside;
mod library_goes_on;
mod library_ocr;
mod library_paid;
mod library_tries;
#[path = "../../../../tests/smoke/src/llama.rs"]
#[allow(
    unreachable_pub,
    reason = "a module of the window tests too, and public there"
)]
mod llama;
mod llama_server;
mod pages;
mod settings;
mod studio_files;
mod studio_gallery;
mod studio_gallery_many;
mod studio_in_and_out;
mod studio_jobs;
mod wire;
