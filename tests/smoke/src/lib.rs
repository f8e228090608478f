//! A stage for the built app: its own display, session bus, keychain and profile, and a driver that clicks and
//! types in the real window. Nothing of the person's session is touched.
//!
//! [`Stage::set`] needs programs of a Linux desktop and says which one is missing. So does [`Llama`], a real server of
//! another kind than the simulator.

mod backend;
mod held;
mod llama;
mod machine;
mod processes;
mod stage;
mod window;

pub use backend::{Backend, at};
pub use held::Held;
pub use llama::Llama;
pub use processes::Processes;
pub use stage::{Keychain, Stage};
pub use window::Window;

/// Anything that goes wrong on the stage ends the test with its words.
pub type Problem = Box<dyn std::error::Error + Send + Sync>;
