//! The calls every part of this drill makes of a backend, and what the app keeps, as it says itself.

use std::{
    collections::HashMap,
    path::Path,
    time::{Duration, Instant},
};

use glim_smoke::{Backend, Problem, at};
use glim_store::{ContentHash, OpenOptions, Store};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Longer than everything that is asked for takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(10);
/// Between two looks at whether something has come.
const LOOK: Duration = Duration::from_millis(100);
/// Rows of a page.
const PAGE: u32 = 200;

/// A form that asks for `count` results.
pub(crate) fn form(model: &str, mode: &str, prompt: &str, count: u32) -> Value {
    json!({ "model": model, "mode": mode, "prompt": prompt, "parameters": {}, "inputs": [], "count": count, "message": null })
}

/// All jobs, newest first.
pub(crate) async fn jobs(backend: &Backend) -> Result<Vec<Value>, Problem> {
    let (mut all, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = backend
            .call("studio_jobs", json!({ "after": after, "limit": PAGE }))
            .await?;
        all.extend(at(&page, "/jobs").as_array().cloned().unwrap_or_default());
        after = at(&page, "/next").clone();
        if after.is_null() {
            return Ok(all);
        }
    }
}

pub(crate) fn text<'a>(value: &'a Value, place: &str) -> &'a str {
    at(value, place).as_str().unwrap_or_default()
}

/// Nothing more will happen to it.
pub(crate) fn is_settled(job: &Value) -> bool {
    matches!(
        text(job, "/state"),
        "done" | "failed" | "cancelled" | "unknown"
    )
}

/// How many jobs are in which state.
pub(crate) fn states(jobs: &[Value]) -> String {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for job in jobs {
        *counts.entry(text(job, "/state")).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_unstable();
    let words = counts
        .iter()
        .map(|(state, count)| format!("{count} {state}"));
    words.collect::<Vec<_>>().join(", ")
}

/// Waits until the jobs are as is wanted.
pub(crate) async fn until(
    backend: &Backend,
    what: &str,
    holds: impl Fn(&[Value]) -> bool,
) -> Result<Vec<Value>, Problem> {
    let began = Instant::now();
    loop {
        let now = jobs(backend).await?;
        if holds(&now) {
            return Ok(now);
        }
        if began.elapsed() > PATIENCE {
            return Err(format!("never came: {what}; the jobs are {}", states(&now)).into());
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Waits until every job has ended.
pub(crate) async fn settled(backend: &Backend) -> Result<Vec<Value>, Problem> {
    until(backend, "an end of all jobs", |jobs| {
        jobs.iter().all(is_settled)
    })
    .await
}

/// How many artifacts the gallery shows.
pub(crate) async fn gallery_total(backend: &Backend) -> Result<u64, Problem> {
    let wanted = json!({ "filter": {}, "width": 1_000, "rowHeight": 200, "gap": 4, "heading": 0 });
    let gallery = backend.call("studio_gallery", wanted).await?;
    at(&gallery, "/total")
        .as_u64()
        .ok_or_else(|| "a gallery without a total".into())
}

/// Fetches the file of an artifact and its thumbnail as the page would. Says what is wrong with them; nothing if all is well.
pub(crate) async fn serving(backend: &Backend, artifact: &Value) -> Result<Vec<String>, Problem> {
    let base = backend.call("studio_media", Value::Null).await?;
    let view = backend.call("studio_artifact", artifact.clone()).await?;
    let mut wrong = Vec::new();
    let told = at(&view, "/bytes").as_u64().unwrap_or(0);
    let names = [("media", "/file"), ("thumb", "/thumb")];
    for (kind, place) in names {
        let name = text(&view, place);
        if name.is_empty() {
            continue;
        }
        let address = format!("{}/{kind}/{name}", text(&base, "/base"));
        let answer = reqwest::Client::builder()
            .no_proxy()
            .build()?
            .get(&address)
            .send()
            .await?;
        let status = answer.status();
        let bytes = answer.bytes().await?;
        if !status.is_success() {
            wrong.push(format!("{kind} {name}: {status}"));
        } else if hash(&bytes) != name || (kind == "media" && bytes.len() as u64 != told) {
            wrong.push(format!("{kind} {name}: half of it"));
        }
    }
    Ok(wrong)
}

/// As the store names a content.
fn hash(bytes: &[u8]) -> String {
    format!("{:?}", ContentHash(Sha256::digest(bytes).into()))
}

/// Problems of the database of a backend that has ended.
pub(crate) async fn broken(folder: &Path) -> Result<Vec<String>, Problem> {
    let options = OpenOptions {
        folder: folder.to_owned(),
        now_ms: 0,
    };
    let (store, _) = Store::open(&options).await?;
    let problems = store.integrity_check().await?.problems;
    store.close().await;
    Ok(problems)
}
