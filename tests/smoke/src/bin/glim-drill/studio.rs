//! Breaks the studio on purpose. `cargo xtask drill studio` builds and starts it.
//!
//! The backend is killed at random moments of jobs that are paid for (`kills.rs`); links die before they are fetched
//! (`expiry.rs`); the disk fills while results come (`disk.rs`); and what comes was made to do harm (`hostile.rs`).

mod calls;
mod disk;
mod expiry;
mod hostile;
mod kills;
mod platform;

use glim_smoke::Problem;

use crate::{Flags, say};

pub(crate) async fn drill(flags: &Flags<'_>) -> Result<String, Problem> {
    let only = flags.word("--only");
    let wanted = |part: &str| only.is_none_or(|only| only == part);
    let within = |part: &'static str| move |problem: Problem| format!("{part}: {problem}");
    let mut lines = Vec::new();
    if wanted("hostile") {
        lines.push(hostile::drill().await.map_err(within("hostile"))?);
        say_last(&lines);
    }
    if wanted("expiry") {
        lines.push(expiry::drill().await.map_err(within("expiry"))?);
        say_last(&lines);
    }
    if wanted("disk") {
        lines.push(disk::drill().await.map_err(within("disk"))?);
        say_last(&lines);
    }
    if wanted("kills") {
        let (kills, jobs) = (flags.number("--kills", 200)?, flags.number("--jobs", 50)?);
        let line = kills::drill(kills, jobs, flags.number("--seed", 1)?).await;
        // The last line: what all of this is about.
        return Ok(line.map_err(within("kills"))?);
    }
    lines
        .pop()
        .ok_or_else(|| "--only takes kills, expiry, disk or hostile".into())
}

fn say_last(lines: &[String]) {
    if let Some(line) = lines.last() {
        say(line);
    }
}
