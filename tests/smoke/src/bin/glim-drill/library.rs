//! Breaks the library on purpose. `cargo xtask drill library` builds and starts it.
//!
//! The backend is killed at random moments while a folder is indexed (`kills.rs`); the disk fills, folders go and files change
//! meanwhile (`meanwhile.rs`); and files come that were made to do harm (`hostile.rs`). What is in the library at the end is
//! compared with that of an uninterrupted run (`picture.rs`).

mod hostile;
mod kills;
mod meanwhile;
mod patience;
mod picture;
mod shelf;
pub(crate) mod texts;

use glim_smoke::Problem;

use crate::{Flags, say};

pub(crate) async fn drill(flags: &Flags<'_>) -> Result<String, Problem> {
    let only = flags.word("--only");
    let wanted = |part: &str| only.is_none_or(|only| only == part);
    let within = |part: &'static str| move |problem: Problem| format!("{part}: {problem}");
    let mut lines = Vec::new();
    if wanted("kills") {
        let (kills, files) = (flags.number("--kills", 200)?, flags.number("--files", 300)?);
        let line = kills::drill(kills, files, flags.number("--seed", 1)?).await;
        lines.push(line.map_err(within("kills"))?);
        say_last(&lines);
    }
    if wanted("meanwhile") {
        for line in meanwhile::drill().await.map_err(within("meanwhile"))? {
            lines.push(line);
            say_last(&lines);
        }
    }
    if wanted("hostile") {
        lines.push(hostile::drill().await.map_err(within("hostile"))?);
        say_last(&lines);
    }
    if lines.is_empty() {
        return Err("--only takes kills, meanwhile or hostile".into());
    }
    Ok(lines.join("; "))
}

fn say_last(lines: &[String]) {
    if let Some(line) = lines.last() {
        say(line);
    }
}
