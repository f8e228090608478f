//! The Zhipu platform in a box: the wire of `/api/paas/v4` and of the knowledge bases over loopback TCP, for tests, for the
//! app's demonstration mode and for `cargo xtask sim`. It writes raw JSON and shares no type with
//! the client crate, so that both sides cannot share one mistake.
//! Start at [`Simulator::start`]; make it misbehave with [`Fault`]; dictate answers with [`Script`].

#![warn(missing_docs)]

mod answer;
mod auth;
mod bases;
mod check;
mod chunks;
mod codes;
mod demo;
mod error;
mod faults;
mod film;
mod form;
mod gate;
mod hostile;
mod ids;
mod language;
mod lexicon;
mod made;
mod magic;
mod media;
mod models;
mod options;
mod passages;
mod prefix;
mod question;
mod reading;
mod reply;
mod routes;
mod scene;
mod script;
mod seen;
mod server;
mod state;
mod tokens;
mod tool_use;
mod vectors;
mod web_search;
mod wishes;

pub use error::Error;
pub use faults::{Fault, Faults, Rule};
pub use gate::Gate;
pub use hostile::OtherFile;
pub use language::Language;
pub use made::Accepted;
pub use options::{DEFAULT_KEY, Options};
pub use script::Script;
pub use seen::{Ended, SeenKey, SeenRequest};
pub use server::Simulator;
