//! Measures the app in its real window, each figure beside something to compare it with in the same run.
//! `cargo xtask bench` builds and starts it.
//!
//! Four parts: start and memory beside a blank window (`start.rs`), the cost of growing answers (`streaming.rs`),
//! the time to the first token beside a bare client (`first_token.rs`), a thread of 10,000 messages (`thread.rs`).

mod bare;
mod first_token;
mod report;
mod start;
mod streaming;
mod thread;

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use glim_smoke::{Keychain, Problem, Stage, Window};
use report::Row;
use zhipu_sim::{Options, Simulator};

const PARTS: [&str; 4] = ["start", "streaming", "first-token", "thread"];

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match bench(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            say(&format!("FAILED: {problem}"));
            ExitCode::FAILURE
        }
    }
}

async fn bench(arguments: &[String]) -> Result<(), Problem> {
    let only = match arguments {
        [] => None,
        [flag, part] if flag == "--only" && PARTS.contains(&part.as_str()) => Some(part.as_str()),
        _ => return Err(format!("there is --only with one of {}", PARTS.join(", ")).into()),
    };
    let takes = |part: &str| only.is_none_or(|only| only == part);
    // The clients here are made by reqwest without a provider of its own.
    let _ = rustls::crypto::ring::default_provider().install_default(); // done by another part is as well
    let mut rows: Vec<Row> = Vec::new();
    if takes("start") {
        rows.extend(start::measure().await?);
    }
    if takes("streaming") {
        rows.extend(streaming::measure().await?);
    }
    if takes("first-token") {
        rows.extend(first_token::measure().await?);
    }
    if takes("thread") {
        rows.extend(thread::measure().await?);
    }
    let file = report::write(&rows)?;
    say(&format!(
        "\n{}\nwritten to {}",
        report::table(&rows),
        file.display()
    ));
    Ok(())
}

/// A stage with a real keychain; a machine without one cannot measure.
fn stage() -> Result<Stage, Problem> {
    Stage::set(Keychain::Unlocked)?.map_err(Problem::from)
}

/// The app on its stage, past its first run, with a simulator that lives as long as the result.
async fn connected(stage: &mut Stage) -> Result<(Window, Simulator), Problem> {
    let simulator = Simulator::start(Options::default()).await?;
    let window = stage.open().await?;
    window.size(1180, 780).await?;
    window.first_run(&simulator.base(), simulator.key()).await?;
    Ok((window, simulator))
}

/// A program that cargo puts beside this one or into a folder beside it.
fn program(path: &str) -> Result<PathBuf, Problem> {
    let here = std::env::current_exe()?.canonicalize()?;
    let folder = here.parent().unwrap_or(Path::new("."));
    let program = folder.join(path);
    if program.exists() {
        return Ok(program);
    }
    Err(format!(
        "{} is not built; cargo xtask bench builds it",
        program.display()
    )
    .into())
}

pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}"); // nobody reads along
}
