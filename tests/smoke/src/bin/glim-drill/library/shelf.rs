//! A backend on a data folder of its own, and the calls every part of the drill makes.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use futures_util::StreamExt as _;
use glim_smoke::{Backend, Problem, at};
use glim_store::{OpenOptions, Store};
use serde_json::{Value, json};

/// Longer than a folder of hundreds takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(20);
/// Between two looks at whether something has come.
const LOOK: Duration = Duration::from_millis(50);
/// Hits of a search.
pub(crate) const HITS: usize = 20;
/// Rows of a page.
const PAGE: u32 = 200;

/// Adds a folder or file and waits until all of it is in the library.
pub(crate) async fn add(backend: &Backend, path: &Path) -> Result<Value, Problem> {
    let request = ticket(backend, path).await?;
    backend.call("library_add", request).await
}

/// Adds a folder and waits only until the app has said that it goes on by itself.
pub(crate) async fn begin_to_add(backend: &Backend, path: &Path) -> Result<(), Problem> {
    let request = ticket(backend, path).await?;
    let events = backend.events("library_add", request).await?;
    let mut events = std::pin::pin!(events);
    let first = events.next().await.ok_or("adding said nothing")?;
    match at(&first, "/error") {
        Value::Null => Ok(()),
        error => Err(format!("adding: {error}").into()),
    }
}

async fn ticket(backend: &Backend, path: &Path) -> Result<Value, Problem> {
    let ticket = backend.post("hand-in", &json!([path])).await?;
    Ok(json!({ "ticket": at(&ticket, "/ticket"), "collection": null }))
}

pub(crate) async fn overview(backend: &Backend) -> Result<Value, Problem> {
    backend.call("library_overview", Value::Null).await
}

/// A number of the overview's statistics.
pub(crate) fn count(overview: &Value, name: &str) -> i64 {
    let place = format!("/statistics/{name}");
    at(overview, &place).as_i64().unwrap_or(-1)
}

/// Nothing waits, nothing is read, nothing is still to be added.
pub(crate) fn is_settled(overview: &Value) -> bool {
    count(overview, "waiting") == 0
        && count(overview, "working") == 0
        && at(overview, "/reading").is_null()
        && at(overview, "/adding") == &json!(0)
}

/// Waits for a state of the library.
pub(crate) async fn until(
    backend: &Backend,
    what: &str,
    holds: impl Fn(&Value) -> bool,
) -> Result<Value, Problem> {
    let began = Instant::now();
    loop {
        let now = overview(backend).await?;
        if holds(&now) {
            return Ok(now);
        }
        if began.elapsed() > PATIENCE {
            return Err(format!("never came: {what}; the library says {now}").into());
        }
        tokio::time::sleep(LOOK).await;
    }
}

pub(crate) async fn settled(backend: &Backend) -> Result<Value, Problem> {
    until(backend, "an end of the queue", is_settled).await
}

/// All sources, as the list shows them.
pub(crate) async fn sources(backend: &Backend) -> Result<Vec<Value>, Problem> {
    let (mut all, mut after) = (Vec::new(), Value::Null);
    loop {
        let request = json!({ "collection": null, "stage": null, "after": after, "limit": PAGE });
        let page = backend.call("library_sources", request).await?;
        let rows = at(&page, "/sources").as_array().cloned();
        all.extend(rows.unwrap_or_default());
        after = at(&page, "/next").clone();
        if after.is_null() {
            return Ok(all);
        }
    }
}

/// The text of a source, passage by passage.
pub(crate) async fn text(backend: &Backend, source: &Value) -> Result<Vec<String>, Problem> {
    let (mut text, mut first) = (Vec::new(), json!(0));
    loop {
        let request = json!({ "source": at(source, "/id"), "first": first, "limit": PAGE });
        let page = backend.call("library_read", request).await?;
        for passage in at(&page, "/passages").as_array().into_iter().flatten() {
            text.push(at(passage, "/text").as_str().unwrap_or_default().to_owned());
        }
        first = at(&page, "/next").clone();
        if first.is_null() {
            return Ok(text);
        }
    }
}

pub(crate) async fn search(backend: &Backend, query: &str) -> Result<Vec<Value>, Problem> {
    let request = json!({ "query": query, "typing": false, "limit": HITS });
    let found = backend.call("library_search", request).await?;
    Ok(at(&found, "/hits").as_array().cloned().unwrap_or_default())
}

/// Waits until the index has followed: a search finds something of that name.
pub(crate) async fn found(backend: &Backend, query: &str, name: &str) -> Result<(), Problem> {
    let began = Instant::now();
    loop {
        let hits = search(backend, query).await?;
        if hits.iter().any(|hit| at(hit, "/name") == name) {
            return Ok(());
        }
        if began.elapsed() > PATIENCE {
            return Err(format!("{query} never found {name}").into());
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Problems of the database of a backend that has ended: what the check says, and rows that nothing leads to.
pub(crate) async fn orphans(folder: &Path) -> Result<Vec<String>, Problem> {
    let options = OpenOptions {
        folder: folder.to_owned(),
        now_ms: 0,
    };
    let (store, _) = Store::open(&options).await?;
    let mut problems = store.integrity_check().await?.problems;
    let swept = store.sweep_library().await?;
    if swept > 0 {
        problems.push(format!("{swept} passages of versions that were given up"));
    }
    store.close().await;
    Ok(problems)
}

/// Problems that may not be there at any moment, however the backend ended.
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
