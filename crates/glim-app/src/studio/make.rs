//! The commands of what is asked for: forms, jobs, pictures to start from, and where files are served.

use glim_store::JobId;

use super::{
    AskStudio, FormView, ImprovePrompt, JobPage, ListJobs, MediaServer, StudioAsked,
    StudioEstimate, TakeInput, TakenInputs, ask, forms, improve, input, jobs, serve,
};
use crate::{App, UiError};

/// Prompts that are given back.
const PROMPTS: u32 = 200;

/// Every model of the platform that makes pictures or videos, with all it can be asked for.
///
/// # Errors
/// None but those of the store.
pub async fn studio_forms(app: &App, (): ()) -> Result<Vec<FormView>, UiError> {
    forms::list(app).await
}

/// Asks for pictures or videos: each is a job of its own, written down before anything is sent.
///
/// # Errors
/// `requestRefused` with the field that is wrong; `notOffered`; `notConnected`; `keyMissing`; `notFound` for a form or
/// a picture that is not there.
pub async fn studio_ask(app: &App, request: AskStudio) -> Result<StudioAsked, UiError> {
    ask::ask(app, request).await
}

/// What a form would cost, and what is wrong with it. Nothing is sent.
///
/// # Errors
/// `notFound` for a picture that is not there.
pub async fn studio_estimate(app: &App, request: AskStudio) -> Result<StudioEstimate, UiError> {
    ask::estimate(app, request).await
}

/// Jobs, last asked for first; with the first stretch those that have not ended too.
///
/// # Errors
/// None but those of the store.
pub async fn studio_jobs(app: &App, request: ListJobs) -> Result<JobPage, UiError> {
    jobs::page(app, &request).await
}

/// Gives a job up. One that was sent is not followed any more; the platform has no call to stop it and may charge it.
///
/// # Errors
/// `notFound`.
pub async fn studio_cancel(app: &App, request: JobId) -> Result<(), UiError> {
    ask::cancel(app, request).await
}

/// Asks for the same as an ended job once more, as a new job. It is paid for anew.
///
/// # Errors
/// `alreadyRunning` when it has not ended; else as [`studio_ask`].
pub async fn studio_retry(app: &App, request: JobId) -> Result<StudioAsked, UiError> {
    ask::retry(app, request).await
}

/// Takes ended jobs off the list; what they made stays.
///
/// # Errors
/// None but those of the store.
pub async fn studio_forget(app: &App, request: Vec<JobId>) -> Result<(), UiError> {
    app.store()?.forget_jobs(&request).await?;
    Ok(())
}

/// What was asked for lately, last first, each wording once.
///
/// # Errors
/// None but those of the store.
pub async fn studio_prompts(app: &App, (): ()) -> Result<Vec<String>, UiError> {
    Ok(app.store()?.recent_prompts(PROMPTS).await?)
}

/// A prompt made better by the chat model of the settings; it is paid for as an answer is.
///
/// # Errors
/// `requestRefused` when it is empty or very long; else what the platform says.
pub async fn studio_improve(app: &App, request: ImprovePrompt) -> Result<String, UiError> {
    improve::improve(app, &request).await
}

/// Takes pictures that a job can start from.
///
/// # Errors
/// `notFound` for a ticket or an artifact that is not there. A file that is not taken is told in the answer.
pub async fn studio_input(app: &App, request: TakeInput) -> Result<TakenInputs, UiError> {
    input::take(app, request).await
}

/// Where pictures and videos are served in this run.
///
/// # Errors
/// `internal` when no port can be had.
pub async fn studio_media(app: &App, (): ()) -> Result<MediaServer, UiError> {
    let started = &app.0.studio.served;
    let server = started.get_or_try_init(|| serve::start(app)).await?;
    Ok(server.clone())
}
