//! The calls of a job: made ready from its row, sent once, and asked after.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use glim_store::{Job, JobInput, MediaKind, Store};
use serde_json::{Map, Value, json};
use zhipu::{Client, ImageRequest, PictureInput, RetryPolicy, TaskOutcome, VideoRequest};

use super::{errors, follow::Happened, forms, job::Event};
use crate::{App, ErrorCode, UiError, settings::PlatformChoice};

/// A call with all it needs.
#[derive(Debug)]
pub(super) struct Ready {
    client: Client,
    call: Call,
}

#[derive(Debug)]
enum Call {
    Image(ImageRequest),
    ImageAsync(ImageRequest),
    Video(Box<VideoRequest>),
}

/// Makes the call ready: everything that can fail before the first byte leaves fails here.
pub(super) async fn prepare(app: &App, store: &Store, job: &Job) -> Result<Ready, UiError> {
    let client = client_of(app, store, job).await?;
    let form = forms::of(&job.model, &job.mode)?;
    let mut extra = match &job.parameters {
        Value::Object(parameters) => parameters.clone(),
        _ => Map::new(),
    };
    extra.retain(|_, value| !value.is_null());
    let request_id = Some(job.request.clone());
    let call = match job.kind {
        MediaKind::Image => {
            let request = ImageRequest {
                request_id,
                extra,
                ..ImageRequest::new(job.model.clone(), job.prompt.clone())
            };
            // A task has a name from the first moment on: a cut costs less there.
            if form.asynchronous {
                Call::ImageAsync(request)
            } else {
                Call::Image(request)
            }
        }
        MediaKind::Video => Call::Video(Box::new(VideoRequest {
            prompt: Some(job.prompt.clone()).filter(|it| !it.is_empty()),
            image_url: pictures(store, form, &job.inputs).await?,
            request_id,
            extra,
            ..VideoRequest::new(job.model.clone())
        })),
    };
    Ok(Ready { client, call })
}

/// The pictures as `data:` addresses, which every model takes.
async fn pictures(
    store: &Store,
    form: &zhipu::forms::Form,
    inputs: &[JobInput],
) -> Result<Option<PictureInput>, UiError> {
    let mut written = Vec::with_capacity(inputs.len());
    for input in inputs {
        let media = store
            .media(input.hash)
            .await?
            .ok_or_else(|| UiError::not_found("input"))?;
        let content = tokio::fs::read(&media.path)
            .await
            .map_err(|_| UiError::not_found("input"))?;
        let base64 = STANDARD.encode(content);
        written.push(format!("data:{};base64,{base64}", media.media_type));
    }
    Ok(form.picture_input(written))
}

/// The one paid call.
pub(super) async fn submit(ready: Ready) -> Happened {
    let Ready { client, call } = ready;
    let accepted = match &call {
        Call::Image(request) => {
            return match client.create_image(request).await {
                Ok(made) => linked(json!(made.images)),
                Err(error) => Happened::failing(errors::of_submission(&error), error.into()),
            };
        }
        Call::ImageAsync(request) => client.create_image_async(request).await,
        Call::Video(request) => client.create_video(request).await,
    };
    match accepted {
        Ok(task) => Happened {
            task: Some(task.id),
            ..Happened::just(Event::Accepted)
        },
        Err(error) => Happened::failing(errors::of_submission(&error), error.into()),
    }
}

/// Asks how far a job is.
pub(super) async fn look(app: &App, store: &Store, job: &Job) -> Happened {
    let client = match client_of(app, store, job).await {
        Ok(client) => client,
        Err(error) => return Happened::failing(Event::LookFailed, error),
    };
    let task = job.task.as_deref().unwrap_or_default();
    let result = match client.made_result(task).await {
        Ok(result) => result,
        Err(error) => return Happened::failing(errors::of_look(&error), error.into()),
    };
    match result.outcome {
        TaskOutcome::Processing => Happened::just(Event::StillRunning),
        TaskOutcome::Images(images) => linked(json!(images)),
        TaskOutcome::Videos(videos) => linked(json!(videos)),
        TaskOutcome::Failed(refusal) => {
            let error = zhipu::Error::from(*refusal);
            Happened::failing(Event::Refused, error.into())
        }
        // It ended well and brought nothing that is kept here.
        _ => Happened::failing(Event::Refused, UiError::new(ErrorCode::AnswerMalformed)),
    }
}

fn linked(links: Value) -> Happened {
    Happened {
        links: Some(links),
        ..Happened::just(Event::Linked)
    }
}

/// A client of the platform that was asked, even when another is connected by now.
pub(super) async fn client_of(app: &App, store: &Store, job: &Job) -> Result<Client, UiError> {
    let platform: PlatformChoice = serde_json::from_str(&job.platform)
        .map_err(|_| UiError::new(ErrorCode::NotOffered).with("platform", &job.platform))?;
    if app.platform().await?.as_ref() == Some(&platform) {
        return Ok(app.client().await?.1);
    }
    let key = app.0.keys.get(store, &platform).await?;
    if key.is_none() && !platform.key_is_optional() {
        return Err(UiError::new(ErrorCode::KeyMissing));
    }
    app.client_with(&platform, key, RetryPolicy::default())
        .await
}
