//! A hundred files that were made to do harm. Each must end with a state and a reason, the app must answer all the while, and a
//! good file that comes after them must be found.

mod bombs;
mod broken;
mod strange;

use std::{collections::BTreeMap, fs, path::Path};

use glim_smoke::{Backend, Problem, at};
use tempfile::TempDir;

use super::{patience, shelf};
use crate::say;

/// How many there are at least.
const HOSTILE: u64 = 100;

pub(crate) async fn drill() -> Result<String, Problem> {
    let (data, folder) = (TempDir::new()?, TempDir::new()?);
    bombs::fill(&folder.path().join("bombs"))?;
    broken::fill(&folder.path().join("broken"))?;
    let elsewhere = TempDir::new()?;
    strange::fill(&folder.path().join("strange"), elsewhere.path())?;
    let backend = Backend::start(data.path())?;
    let (report, line) = patience::beside(&backend, async {
        let report = shelf::add(&backend, folder.path()).await?;
        shelf::settled(&backend).await?;
        Ok(report)
    })
    .await?;
    let refused: u64 = each(&report, "/refused")
        .filter_map(|it| at(it, "/count").as_u64())
        .sum();
    let mut ends: BTreeMap<String, u64> = BTreeMap::new();
    for refusal in each(&report, "/refused") {
        let reason = at(refusal, "/reason").as_str().unwrap_or_default();
        let count = at(refusal, "/count").as_u64().unwrap_or(0);
        ends.insert(format!("not taken: {reason}"), count);
    }
    let sources = shelf::sources(&backend).await?;
    for source in &sources {
        let stage = at(source, "/stage").as_str().unwrap_or_default();
        let reason = at(source, "/reason").as_str().unwrap_or_default();
        *ends
            .entry(format!("{stage} {reason}").trim().to_owned())
            .or_default() += 1;
    }
    for (end, count) in &ends {
        say(&format!("   {count} {end}"));
    }
    let good = after_them(&backend, folder.path()).await;
    backend.kill()?;
    let problems = shelf::orphans(data.path()).await?;
    let copies = at(&report, "/known").as_u64().unwrap_or(0);
    let files = sources.len() as u64 + refused + copies;
    let line = format!(
        "{files} hostile files: {} ended with a state, {refused} not taken with a reason, {} problems of the database ({line})",
        sources.len(),
        problems.len(),
    );
    good?;
    if files < HOSTILE || !problems.is_empty() {
        return Err(format!("{line} {}", problems.join("; ")).into());
    }
    Ok(line)
}

/// A good file is still read and found.
async fn after_them(backend: &Backend, folder: &Path) -> Result<(), Problem> {
    let path = folder.join("good.txt");
    fs::write(&path, "heliotrope 之后 a good file")?;
    shelf::add(backend, &path).await?;
    shelf::found(backend, "heliotrope", "good.txt").await
}

fn each<'a>(
    value: &'a serde_json::Value,
    place: &str,
) -> impl Iterator<Item = &'a serde_json::Value> {
    at(value, place).as_array().into_iter().flatten()
}
