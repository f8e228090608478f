//! Breaks the app on purpose and counts what was lost. `cargo xtask drill chat` builds and starts it.
//!
//! Three parts: the backend is killed at random moments of streaming answers (`kills.rs`), every fault of the
//! simulator is met (`faults.rs`), and the key is looked for everywhere the real app leaves anything
//! (`secrets.rs`).

mod backend;
mod faults;
mod kills;
mod secrets;

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
    let (Some("chat"), flags) = (arguments.first().map(String::as_str), arguments.get(1..)) else {
        return Err("which drill? There is: chat [--kills 200] [--seed 1]".into());
    };
    let flag = |name: &str, default: u64| -> Result<u64, Problem> {
        let flags = flags.unwrap_or_default();
        let place = flags.iter().position(|flag| flag == name);
        Ok(match place.and_then(|place| flags.get(place + 1)) {
            Some(value) => value.parse()?,
            None => default,
        })
    };
    // The clients here are made by reqwest without a provider of its own.
    let _ = rustls::crypto::ring::default_provider().install_default(); // done by another part is as well
    let within = |part: &'static str| move |problem: Problem| format!("{part}: {problem}");
    let kills = kills::drill(flag("--kills", 200)?, flag("--seed", 1)?)
        .await
        .map_err(within("kills"))?;
    say(&kills);
    let faults = faults::drill().await.map_err(within("faults"))?;
    say(&faults);
    let searched = secrets::drill().await.map_err(within("key"))?;
    say(&searched);
    Ok(format!("{kills}; {faults}"))
}

pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}"); // nobody reads along
}
