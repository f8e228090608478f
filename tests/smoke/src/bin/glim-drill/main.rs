//! Breaks the app on purpose and counts what was lost. `cargo xtask drill chat` builds and starts it; the other drills,
//! of the library and of the studio, are in `library.rs` and `studio.rs`.
//!
//! Three parts of the chat: the backend is killed at random moments of streaming answers (`kills.rs`), every fault of the
//! simulator is met (`faults.rs`), and the key is looked for everywhere the real app leaves anything
//! (`secrets.rs`).

mod faults;
mod harm;
mod kills;
mod library;
mod secrets;
mod studio;

use std::{io::Write as _, process::ExitCode};

use glim_smoke::Problem;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match drill(&arguments).await {
        Ok(line) => {
            say(&line);
            ExitCode::SUCCESS
        }
        Err(problem) => {
            say(&format!("FAILED: {problem}"));
            ExitCode::FAILURE
        }
    }
}

async fn drill(arguments: &[String]) -> Result<String, Problem> {
    let flags = Flags(arguments.get(1..).unwrap_or_default());
    // The clients here are made by reqwest without a provider of its own.
    let _ = rustls::crypto::ring::default_provider().install_default(); // done by another part is as well
    match arguments.first().map(String::as_str) {
        Some("chat") => chat(&flags).await,
        Some("library") => library::drill(&flags).await,
        Some("studio") => studio::drill(&flags).await,
        _ => Err(
            "which drill? There is: chat [--kills 200] [--seed 1] | library [--kills 200] [--files 300] [--seed 1] \
             [--only kills|meanwhile|hostile] | studio [--kills 200] [--jobs 50] [--seed 1] \
             [--only kills|expiry|disk|hostile]"
                .into(),
        ),
    }
}

async fn chat(flags: &Flags<'_>) -> Result<String, Problem> {
    let within = |part: &'static str| move |problem: Problem| format!("{part}: {problem}");
    let kills = kills::drill(flags.number("--kills", 200)?, flags.number("--seed", 1)?)
        .await
        .map_err(within("kills"))?;
    say(&kills);
    let faults = faults::drill().await.map_err(within("faults"))?;
    say(&faults);
    let searched = secrets::drill().await.map_err(within("key"))?;
    say(&searched);
    Ok(format!("{kills}; {faults}"))
}

/// What stands behind the name of the drill.
pub(crate) struct Flags<'a>(&'a [String]);

impl Flags<'_> {
    pub(crate) fn word(&self, name: &str) -> Option<&str> {
        let place = self.0.iter().position(|flag| flag == name)?;
        self.0.get(place + 1).map(String::as_str)
    }

    pub(crate) fn number(&self, name: &str, default: u64) -> Result<u64, Problem> {
        Ok(match self.word(name) {
            Some(value) => value.parse()?,
            None => default,
        })
    }
}

pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}"); // nobody reads along
}
