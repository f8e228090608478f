//! The studio: pictures and videos are asked for, followed until they are kept, and found again in a gallery.
//!
//! What is asked for is a job, a row before it is a call; what is kept is an artifact. The words of both are in
//! `ask_view.rs` and `view.rs`.

mod ask;
mod ask_view;
mod errors;
mod fetch;
mod follow;
mod forms;
mod improve;
mod input;
mod job;
mod jobs;
mod make;
mod media;
mod runner;
mod serve;
mod stamp;
mod state;
mod submit;
mod view;

pub use ask_view::*;
pub use job::Pace;
pub use make::*;
pub(crate) use state::Studio;
pub use view::*;
