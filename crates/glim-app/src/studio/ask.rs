//! Asking, giving up and asking again: what is wanted becomes rows, and the runner is told.

use glim_store::{BatchId, Cost, Job, JobId, JobState, NewInput, NewJob, Store};
use zhipu::forms::{Form, PictureFacts, PixelSize};

use super::{
    AskStudio, FormProblem, JobInputView, StudioAsked, StudioEstimate, forms, in_chat, input, jobs,
    serve,
};
use crate::{App, AppEvent, ErrorCode, UiError, settings::PlatformChoice};

/// Most results of one question.
const MOST: u32 = 20;
/// Jobs that wait or run at once: who asks for more has a key that hangs.
const MOST_OPEN: usize = 500;

/// Writes the jobs of a question down.
pub(super) async fn ask(app: &App, wanted: AskStudio) -> Result<StudioAsked, UiError> {
    let store = app.store()?;
    let rows = orders(app, &store, &wanted).await?;
    keep(app, &store, &rows).await
}

/// The jobs of a question, one for each result, if they may be asked for now.
pub(super) async fn orders(
    app: &App,
    store: &Store,
    wanted: &AskStudio,
) -> Result<Vec<NewJob>, UiError> {
    let platform = connected(app).await?;
    let form = forms::of(&wanted.model, &wanted.mode)?;
    if let Some(problem) = problems(store, form, wanted).await?.first() {
        return Err(refused(problem));
    }
    if !forms::is_offered(form, &platform) {
        return Err(UiError::new(ErrorCode::NotOffered).with("model", &wanted.model));
    }
    // A key that is missing is said now and not by a job that waits.
    app.client().await?;
    let open = store.open_jobs().await?.len();
    if open.saturating_add(usize::try_from(wanted.count).unwrap_or(MOST_OPEN)) > MOST_OPEN {
        return Err(UiError::new(ErrorCode::RequestRefused).with("field", "count"));
    }
    let order = Order {
        platform: &platform,
        form,
        estimate: forms::cost_of(form, &platform),
        batch: BatchId::new(),
        retry_of: None,
    };
    (0..wanted.count)
        .map(|position| order.job(wanted, position))
        .collect()
}

/// What a form would cost, and what is wrong with it.
pub(super) async fn estimate(app: &App, wanted: AskStudio) -> Result<StudioEstimate, UiError> {
    let store = app.store()?;
    let Ok(form) = forms::of(&wanted.model, &wanted.mode) else {
        return Ok(StudioEstimate {
            cost: None,
            problems: vec![forms::problem("unknownModel", "model")],
        });
    };
    let platform = app.platform().await?;
    let mut problems = problems(&store, form, &wanted).await?;
    if platform
        .as_ref()
        .is_none_or(|it| !forms::is_offered(form, it))
    {
        problems.push(forms::problem("notOffered", "model"));
    }
    let one = platform.and_then(|platform| forms::cost_of(form, &platform));
    let all = one.map(|cost| Cost {
        amount_nano: cost.amount_nano.saturating_mul(wanted.count.into()),
        ..cost
    });
    Ok(StudioEstimate {
        cost: all.as_ref().map(forms::money_of),
        problems,
    })
}

/// Gives a job up. One that was sent goes on at the platform, which has no call to stop it, and may be charged.
pub(super) async fn cancel(app: &App, id: JobId) -> Result<(), UiError> {
    let store = app.store()?;
    if store.job_cancelled(id, app.now_ms()).await? {
        app.0.studio.break_off(id);
        let state = JobState::Cancelled;
        app.tell(AppEvent::StudioJobChanged { id, state });
        app.0.studio.wake.notify_one();
        return Ok(());
    }
    // It has ended meanwhile, which is what giving up wants; one that never was is a mistake.
    store.job(id).await?;
    Ok(())
}

/// Asks for the same once more, as a job of its own, at the platform that is connected now.
pub(super) async fn retry(app: &App, id: JobId) -> Result<StudioAsked, UiError> {
    let store = app.store()?;
    let old = store.job(id).await?;
    if !old.state.is_settled() {
        return Err(UiError::new(ErrorCode::AlreadyRunning));
    }
    let platform = connected(app).await?;
    app.client().await?;
    let form = forms::of(&old.model, &old.mode)?;
    if !forms::is_offered(form, &platform) {
        return Err(UiError::new(ErrorCode::NotOffered).with("model", &old.model));
    }
    let order = Order {
        platform: &platform,
        form,
        estimate: forms::cost_of(form, &platform),
        batch: BatchId::new(),
        retry_of: Some(id),
    };
    let row = order.job(&wanted_of(&old), 0)?;
    let asked = keep(app, &store, &[row]).await?;
    if let Some(id) = old.message {
        // The conversation it was asked for in shows the new try in the place of the old one.
        let conversation = store.message(id).await?.conversation_id;
        app.tell(AppEvent::MessageChanged { conversation, id });
    }
    Ok(asked)
}

async fn keep(app: &App, store: &Store, rows: &[NewJob]) -> Result<StudioAsked, UiError> {
    store.ask_jobs(rows, app.now_ms()).await?;
    in_chat::begin(app, rows);
    let batch = rows.first().map_or_else(BatchId::new, |row| row.batch);
    let kept = store.batch_jobs(batch).await?;
    Ok(StudioAsked {
        batch,
        jobs: kept.iter().map(jobs::view).collect(),
    })
}

/// What all jobs of a question have in common.
struct Order<'a> {
    platform: &'a PlatformChoice,
    form: &'a Form,
    estimate: Option<Cost>,
    batch: BatchId,
    retry_of: Option<JobId>,
}

impl Order<'_> {
    fn job(&self, wanted: &AskStudio, position: u32) -> Result<NewJob, UiError> {
        let id = JobId::new();
        let platform = serde_json::to_string(self.platform)
            .map_err(|error| UiError::bad_input("studio_ask", &error.to_string()))?;
        let inputs = wanted.inputs.iter().map(new_input);
        let parameters = wanted
            .parameters
            .iter()
            .filter(|(_, value)| !value.is_null());
        Ok(NewJob {
            id,
            batch: self.batch,
            position,
            platform,
            kind: forms::kind_of(self.form),
            mode: wanted.mode.clone(),
            model: self.form.model.clone(),
            prompt: wanted.prompt.trim().to_owned(),
            parameters: parameters
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            inputs: inputs.collect::<Option<_>>().ok_or_else(no_input)?,
            // The job's own id: a call is found again in the platform's records.
            request: id.to_string(),
            estimate: self.estimate.clone(),
            retry_of: self.retry_of,
            message: wanted.message,
        })
    }
}

fn new_input(view: &JobInputView) -> Option<NewInput> {
    Some(NewInput {
        role: view.role,
        hash: serve::hash_of(&view.file)?,
        artifact: view.artifact,
    })
}

fn no_input() -> UiError {
    UiError::not_found("input")
}

async fn connected(app: &App) -> Result<PlatformChoice, UiError> {
    let platform = app.platform().await?;
    platform.ok_or_else(|| UiError::new(ErrorCode::NotConnected))
}

async fn problems(
    store: &Store,
    form: &Form,
    wanted: &AskStudio,
) -> Result<Vec<FormProblem>, UiError> {
    let mut pictures = Vec::with_capacity(wanted.inputs.len());
    for view in &wanted.inputs {
        let hash = serve::hash_of(&view.file).ok_or_else(no_input)?;
        let (media, width, height) = input::facts(store, hash).await?.ok_or_else(no_input)?;
        let facts = PictureFacts {
            media_type: media.media_type,
            bytes: u64::try_from(media.bytes).unwrap_or(u64::MAX),
            size: PixelSize { width, height },
        };
        pictures.push((view.role, facts));
    }
    let mut problems = forms::problems(form, &wanted.prompt, &wanted.parameters, &pictures);
    if wanted.count == 0 || wanted.count > MOST {
        let mut problem = forms::problem("count", "count");
        problem.params.insert("most".into(), MOST.to_string());
        problems.push(problem);
    }
    Ok(problems)
}

fn refused(problem: &FormProblem) -> UiError {
    let mut error = UiError::new(ErrorCode::RequestRefused)
        .with("field", &problem.parameter)
        .with("problem", &problem.code);
    for (name, value) in &problem.params {
        error = error.with(name, value);
    }
    error
}

/// The form a job was asked for with.
pub(super) fn wanted_of(job: &Job) -> AskStudio {
    let view = jobs::view(job);
    AskStudio {
        model: view.model,
        mode: view.mode,
        prompt: view.prompt,
        parameters: view.parameters,
        inputs: view.inputs,
        count: 1,
        message: job.message,
    }
}
