//! The studio as the Chat place uses it: what a conversation shows of the jobs of an answer, and how it asks for them. The
//! conversation writes them down itself, with the question and the answer, and lets them begin.

use std::collections::{BTreeMap, HashMap};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use glim_store::{
    ArtifactId, Job, JobId, JobState, MadeArtifact, MediaKind, MessageId, NewJob, Store,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zhipu::forms::PixelSize;

use super::{AskStudio, JobView, ask, forms, gallery::name_of, jobs};
use crate::{App, AppEvent, UiError};

/// Room that is kept for what nobody has said the size of.
const PICTURE: PixelSize = PixelSize {
    width: 1024,
    height: 1024,
};
const VIDEO: PixelSize = PixelSize {
    width: 1280,
    height: 720,
};

/// What is made in an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MakingView {
    /// Pictures or a video.
    pub kind: MediaKind,
    /// The name of the model for people.
    pub title: String,
    /// Width of what was asked for, in pixels: room is kept for it.
    pub width: u32,
    /// Height of what was asked for, in pixels.
    pub height: u32,
    /// As many as were asked for, in order.
    pub results: Vec<ResultView>,
}

/// One of the results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ResultView {
    /// Its job; of one that was tried again the last try.
    pub job: JobView,
    /// What it made and is not deleted. A job that is done and has nothing here made what was deleted since.
    pub made: Vec<MadeView>,
}

/// A picture or video that was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MadeView {
    /// Its id.
    pub id: ArtifactId,
    /// What it is.
    pub kind: MediaKind,
    /// Name of its file, for `/media/`.
    pub file: String,
    /// Name of its small picture, for `/thumb/`.
    pub thumb: Option<String>,
    /// A blur to show until then, in base64.
    pub thumbhash: Option<String>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// How long a video is.
    pub duration_ms: Option<u32>,
}

/// What is made in these answers; one without jobs is left out.
pub(crate) async fn in_answers(
    store: &Store,
    answers: &[MessageId],
) -> Result<HashMap<MessageId, MakingView>, UiError> {
    let of_answers = jobs_of(store, answers).await?;
    if of_answers.is_empty() {
        return Ok(HashMap::new());
    }
    let shown: Vec<JobId> = of_answers
        .values()
        .flat_map(|jobs| last_tries(jobs))
        .map(|job| job.id)
        .collect();
    let mut made: HashMap<JobId, Vec<MadeView>> = HashMap::new();
    for row in store.made_by(&shown).await? {
        made.entry(row.job).or_default().push(made_view(row));
    }
    let views = of_answers.iter().filter_map(|(message, jobs)| {
        let tries = last_tries(jobs);
        let first = tries.first()?;
        let room = room(first);
        let results = tries.iter().map(|job| ResultView {
            job: jobs::view(job),
            made: made.remove(&job.id).unwrap_or_default(),
        });
        let view = MakingView {
            kind: first.kind,
            title: forms::title_of_model(&first.model),
            width: room.width,
            height: room.height,
            results: results.collect(),
        };
        Some((*message, view))
    });
    Ok(views.collect())
}

/// The jobs an answer began with, each as it was tried last.
fn last_tries(jobs: &[Job]) -> Vec<&Job> {
    let again: HashMap<JobId, &Job> = jobs
        .iter()
        .filter_map(|job| Some((job.retry_of?, job)))
        .collect();
    first_tries(jobs)
        .map(|first| {
            let mut last = first;
            // Each is younger than the one before it: the chain has an end.
            while let Some(next) = again.get(&last.id).copied() {
                last = next;
            }
            last
        })
        .collect()
}

fn first_tries(jobs: &[Job]) -> impl Iterator<Item = &Job> {
    let known: Vec<JobId> = jobs.iter().map(|job| job.id).collect();
    jobs.iter()
        .filter(move |job| job.retry_of.is_none_or(|of| !known.contains(&of)))
}

/// How far all of it is, for whoever cannot see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outlook {
    /// At least one is there, or was.
    Made,
    /// Something is still being made.
    Open,
    /// Nothing came of it.
    Nothing,
}

/// How far the jobs of each of these answers are; an answer without any is left out.
pub(crate) async fn outlooks(
    store: &Store,
    answers: &[MessageId],
) -> Result<HashMap<MessageId, Outlook>, UiError> {
    let of_answers = jobs_of(store, answers).await?;
    let outlooks = of_answers.iter().map(|(id, jobs)| (*id, outlook(jobs)));
    Ok(outlooks.collect())
}

async fn jobs_of(
    store: &Store,
    answers: &[MessageId],
) -> Result<BTreeMap<MessageId, Vec<Job>>, UiError> {
    let mut of_answers: BTreeMap<MessageId, Vec<Job>> = BTreeMap::new();
    if answers.is_empty() {
        return Ok(of_answers);
    }
    for job in store.message_jobs(answers).await? {
        if let Some(message) = job.message {
            of_answers.entry(message).or_default().push(job);
        }
    }
    Ok(of_answers)
}

fn outlook(jobs: &[Job]) -> Outlook {
    if jobs.iter().any(|job| job.state == JobState::Done) {
        Outlook::Made
    } else if jobs.iter().any(|job| !job.state.is_settled()) {
        Outlook::Open
    } else {
        Outlook::Nothing
    }
}

/// The room that was asked for.
fn room(job: &Job) -> PixelSize {
    let usual = match job.kind {
        MediaKind::Image => PICTURE,
        MediaKind::Video => VIDEO,
    };
    let form = forms::of(&job.model, &job.mode).ok();
    let text = |name: &str| {
        let chosen = job.parameters.get(name).and_then(serde_json::Value::as_str);
        let chosen = chosen.map(str::to_owned);
        chosen.or_else(|| form.and_then(|form| forms::default_text(form, name)))
    };
    let size = text("size").as_deref().and_then(PixelSize::parse);
    size.or_else(|| of_aspect(&text("aspect_ratio")?, usual.width))
        .unwrap_or(usual)
}

/// `16:9` at a width.
fn of_aspect(aspect: &str, width: u32) -> Option<PixelSize> {
    let (across, down) = aspect.split_once(':')?;
    let (across, down): (u32, u32) = (across.parse().ok()?, down.parse().ok()?);
    let height = width.checked_mul(down)?.checked_div(across)?;
    (height > 0).then_some(PixelSize { width, height })
}

fn made_view(row: MadeArtifact) -> MadeView {
    MadeView {
        id: row.id,
        kind: row.kind,
        file: format!("{:?}", row.file),
        thumb: row.thumb.and_then(name_of),
        thumbhash: row.thumbhash.map(|bytes| STANDARD.encode(bytes)),
        width: row.width,
        height: row.height,
        duration_ms: row.duration_ms,
    }
}

/// The jobs of a form that is in order; nothing is written down.
///
/// # Errors
/// As [`super::studio_ask`]; `badInput` for a form that starts from pictures, which a conversation has none of.
pub(crate) async fn orders(app: &App, form: &AskStudio) -> Result<Vec<NewJob>, UiError> {
    if !form.inputs.is_empty() {
        return Err(UiError::bad_input(
            "chat_make",
            "a conversation has no pictures to start from",
        ));
    }
    ask::orders(app, &app.store()?, form).await
}

/// The jobs for the same as these once more, in these words.
///
/// # Errors
/// As [`orders`]; `notFound` when there are none.
pub(crate) async fn orders_again(
    app: &App,
    jobs: &[Job],
    prompt: &str,
) -> Result<Vec<NewJob>, UiError> {
    let firsts: Vec<&Job> = first_tries(jobs).collect();
    let first = firsts.first().ok_or_else(|| UiError::not_found("job"))?;
    let form = AskStudio {
        prompt: prompt.to_owned(),
        count: u32::try_from(firsts.len()).unwrap_or(1),
        message: None,
        ..ask::wanted_of(first)
    };
    ask::orders(app, &app.store()?, &form).await
}

/// Lets jobs begin that were written down.
pub(crate) fn begin(app: &App, orders: &[NewJob]) {
    for order in orders {
        app.tell(AppEvent::StudioJobChanged {
            id: order.id,
            state: JobState::Waiting,
        });
    }
    app.0.studio.wake.notify_one();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_of_an_aspect_is_as_wide_as_usual() {
        let size = of_aspect("9:16", 1280).map(|it| (it.width, it.height));
        assert_eq!(size, Some((1280, 2275)));
        for wrong in ["16x9", "0:9", ":", "a:b", "-1:2", "1:0"] {
            assert_eq!(of_aspect(wrong, 1280), None, "{wrong}");
        }
    }
}
