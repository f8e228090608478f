//! The studio: pictures and videos are asked for, followed until they are kept, and found again in a gallery.
//!
//! What is asked for is a job, a row before it is a call; what is kept is an artifact. The words of both are in
//! `ask_view.rs` and `view.rs`.

mod ask_view;
mod view;

pub use ask_view::*;
pub use view::*;
