//! Jobs as the page sees them.

use std::collections::BTreeMap;

use glim_store::{Job, JobInput};
use serde_json::Value;

use super::{JobInputView, JobPage, JobView, ListJobs, errors, forms};
use crate::{App, UiError};

/// Rows of a page.
const MOST: u32 = 200;

/// A stretch of the list; the first one has what is open too.
pub(super) async fn page(app: &App, wanted: &ListJobs) -> Result<JobPage, UiError> {
    let store = app.store()?;
    let limit = wanted.limit.clamp(1, MOST);
    let jobs = store.list_jobs(wanted.after, limit).await?;
    let is_full = u32::try_from(jobs.len()).is_ok_and(|count| count == limit);
    let open = match wanted.after {
        None => store.open_jobs().await?,
        Some(_) => Vec::new(),
    };
    Ok(JobPage {
        open: open.iter().map(view).collect(),
        next: jobs.last().map(|last| last.number).filter(|_| is_full),
        jobs: jobs.iter().map(view).collect(),
    })
}

pub(super) fn view(job: &Job) -> JobView {
    JobView {
        id: job.id,
        batch: job.batch,
        position: job.position,
        kind: job.kind,
        mode: job.mode.clone(),
        model: job.model.clone(),
        prompt: job.prompt.clone(),
        parameters: parameters(&job.parameters),
        inputs: job.inputs.iter().map(input).collect(),
        state: job.state,
        error: errors::read(job),
        tries: u32::try_from(job.tries).unwrap_or(u32::MAX),
        due_ms: job.due_ms,
        estimate: job.estimate.as_ref().map(forms::money_of),
        cost: job.cost.as_ref().map(forms::money_of),
        asked_ms: job.asked_ms,
        submitted_ms: job.submitted_ms,
        finished_ms: job.finished_ms,
        retry_of: job.retry_of,
        request: job.request.clone(),
        artifacts: job.artifacts.clone(),
    }
}

fn parameters(value: &Value) -> BTreeMap<String, Value> {
    let fields = value.as_object().into_iter().flatten();
    fields
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn input(input: &JobInput) -> JobInputView {
    JobInputView {
        role: input.role,
        file: format!("{:?}", input.hash),
        artifact: input.artifact,
    }
}
