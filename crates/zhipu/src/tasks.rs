//! Tasks that are handed in and looked at later: chat, pictures and clips share one place for results
//! (`GET /async-result/{id}`). Source: platform notes, chat, images §5, videos §4 (CN-OAS-2026-07).
//!
//! A look costs nothing and is made again after a passing failure. What a result is, is told by the
//! field that is there and not by the model.

use serde_json::Value;

use crate::chat::{ChatResponse, ContentFilter, content_filter, first_choice};
use crate::client::Client;
use crate::endpoint::{Family, segment};
use crate::error::{Error, Refusal, read_task_failure};
use crate::http::Call;
use crate::images::MadeImage;
use crate::open::open_enum;
use crate::poll::Polling;
use crate::videos::MadeVideo;
use crate::wire;

open_enum! {
    /// The state of an asynchronous task.
    pub enum TaskStatus {
        /// Not ready yet.
        Processing = "PROCESSING",
        /// Ready.
        Success = "SUCCESS",
        /// Failed.
        Fail = "FAIL",
    }
}

/// A task that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsyncTask {
    /// To ask for the result with.
    pub id: String,
    /// The id of the request, for the platform's support.
    pub request_id: Option<String>,
    /// The model that works on it.
    pub model: Option<String>,
    /// Its state, usually `Processing`.
    pub status: TaskStatus,
}

impl AsyncTask {
    pub(crate) fn read(body: &Value) -> Result<Self, Error> {
        let id =
            wire::filled(body, "id").ok_or_else(|| Error::malformed("the task has no id", None))?;
        Ok(Self {
            id,
            request_id: wire::filled(body, "request_id"),
            model: wire::filled(body, "model"),
            status: status(body).unwrap_or(TaskStatus::Processing),
        })
    }
}

/// What has become of a task.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum TaskOutcome {
    /// Not ready yet; also with a state that this version does not know.
    Processing,
    /// An answer.
    Chat(Box<ChatResponse>),
    /// Pictures, at least one.
    Images(Vec<MadeImage>),
    /// Clips, at least one.
    Videos(Vec<MadeVideo>),
    /// It failed. Why is often not told; [`Error::from`] makes an error of it.
    Failed(Box<Refusal>),
    /// It ended well and holds nothing that this version knows; see [`AsyncResult::body`].
    Unknown,
}

/// A task as it was seen by one look.
#[derive(Debug, Clone, PartialEq)]
pub struct AsyncResult {
    /// Its state; ready if none is told and there is a result.
    pub status: TaskStatus,
    /// The id of the request, for the platform's support.
    pub request_id: Option<String>,
    /// The model; compare without regard to case.
    pub model: Option<String>,
    /// What has become of it.
    pub outcome: TaskOutcome,
    /// What moderation found.
    pub content_filter: Vec<ContentFilter>,
    /// The whole body as it came.
    pub body: Value,
}

impl AsyncResult {
    pub(crate) fn read(body: Value) -> Result<Self, Error> {
        if !body.is_object() {
            return Err(Error::malformed("the result is no object", None));
        }
        let made = made(&body)?;
        let status = status(&body).unwrap_or(if made.is_some() {
            TaskStatus::Success
        } else {
            TaskStatus::Processing
        });
        let failure = read_task_failure(&body, status == TaskStatus::Fail);
        let outcome = match (&status, failure, made) {
            (_, Some(failure), _) => TaskOutcome::Failed(Box::new(failure)),
            (TaskStatus::Processing, ..) => TaskOutcome::Processing,
            (_, _, Some(made)) => made,
            (TaskStatus::Success, ..) => TaskOutcome::Unknown,
            // A new word for waiting is likelier than one for an end without a result.
            _ => TaskOutcome::Processing,
        };
        Ok(Self {
            status,
            request_id: wire::filled(&body, "request_id"),
            model: wire::filled(&body, "model"),
            outcome,
            content_filter: content_filter(&body),
            body,
        })
    }

    /// Whether there is nothing more to wait for.
    pub fn is_over(&self) -> bool {
        self.outcome != TaskOutcome::Processing
    }
}

/// What a body holds, by the field that is there.
fn made(body: &Value) -> Result<Option<TaskOutcome>, Error> {
    let images = MadeImage::read_all(body, "image_result");
    if !images.is_empty() {
        return Ok(Some(TaskOutcome::Images(images)));
    }
    let videos = MadeVideo::read_all(body, "video_result");
    if !videos.is_empty() {
        return Ok(Some(TaskOutcome::Videos(videos)));
    }
    if first_choice(body).is_none() {
        return Ok(None);
    }
    let response = ChatResponse::read(body)?;
    Ok(Some(TaskOutcome::Chat(Box::new(response))))
}

fn status(body: &Value) -> Option<TaskStatus> {
    wire::filled(body, "task_status").map(|word| TaskStatus::from(word.as_str()))
}

impl Client {
    /// The state of a chat task, and its answer when it is ready; where chat is billed to a coding
    /// plan, it is looked for there.
    ///
    /// An id that is unknown or of another account gives [`Kind::NotFound`](crate::Kind::NotFound).
    pub async fn async_result(&self, id: &str) -> Result<AsyncResult, Error> {
        self.look(Family::Chat, id).await
    }

    /// The state of a task that makes pictures or clips, and its links when it is ready. A later look
    /// may give new links when old ones have died.
    ///
    /// # Errors
    /// As [`Client::async_result`]. A task that failed is no error but a [`TaskOutcome::Failed`].
    pub async fn made_result(&self, id: &str) -> Result<AsyncResult, Error> {
        self.look(Family::Main, id).await
    }

    /// Waits until pictures or clips are ready, or failed. Dropping the future ends the wait only;
    /// the task goes on and can be looked at later.
    ///
    /// # Errors
    /// [`Error::TimedOut`] with [`Wait::Total`](crate::Wait) when the patience is at its end.
    pub async fn made(&self, id: &str, polling: Polling) -> Result<AsyncResult, Error> {
        let look = || async {
            let result = self.made_result(id).await?;
            Ok(result.is_over().then_some(result))
        };
        polling.until(look).await
    }

    async fn look(&self, family: Family, id: &str) -> Result<AsyncResult, Error> {
        let path = format!("async-result/{}", segment(id));
        let answer = self.send(&Call::get(family, &path).about_a_task()).await?;
        AsyncResult::read(answer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::Kind;

    fn outcome(body: &Value) -> TaskOutcome {
        AsyncResult::read(body.clone()).unwrap().outcome
    }

    #[test]
    fn a_task_has_an_id_and_a_result_is_known_by_its_field() {
        let task = AsyncTask::read(&json!({"id": "ab", "task_status": "PROCESSING"})).unwrap();
        assert_eq!(
            (task.id.as_str(), task.status),
            ("ab", TaskStatus::Processing)
        );
        assert!(AsyncTask::read(&json!({"task_status": "PROCESSING"})).is_err());
        let picture = json!({"task_status": "SUCCESS", "model": "glm-image",
            "image_result": [{"url": "https://a.invalid/1.png"}]});
        let TaskOutcome::Images(images) = outcome(&picture) else {
            panic!("{picture}")
        };
        assert_eq!(images[0].url, "https://a.invalid/1.png");
        let clip = json!({"task_status": "success",
            "video_result": [{"url": "https://a.invalid/1.mp4", "cover_image_url": "https://a.invalid/1.png"}]});
        let TaskOutcome::Videos(videos) = outcome(&clip) else {
            panic!("{clip}")
        };
        assert_eq!(
            videos[0].cover_image_url.as_deref(),
            Some("https://a.invalid/1.png")
        );
        let chat = json!({"choices": [{"message": {"role": "assistant", "content": "好"}}]});
        let result = AsyncResult::read(chat).unwrap();
        assert_eq!(result.status, TaskStatus::Success);
        let TaskOutcome::Chat(response) = result.outcome else {
            panic!("no answer")
        };
        assert_eq!(response.content, "好");
    }

    #[test]
    fn a_failure_tells_why_if_the_platform_does() {
        let body = json!({"task_status": "FAIL", "request_id": "r", "video_result": [],
            "error": {"code": "1301", "message": "敏感内容"}});
        let TaskOutcome::Failed(refusal) = outcome(&body) else {
            panic!("{body}")
        };
        let error = Error::from(*refusal);
        assert_eq!(
            (error.kind(), error.code()),
            (Kind::Sensitive, Some("1301"))
        );
        assert_eq!(error.request_id(), Some("r"));
        let silent = json!({"task_status": "FAIL"});
        let TaskOutcome::Failed(refusal) = outcome(&silent) else {
            panic!("{silent}")
        };
        assert_eq!(Error::from(*refusal).kind(), Kind::Server);
        let unsaid = json!({"task_status": "PROCESSING", "error": {"code": "1234"}});
        assert!(matches!(outcome(&unsaid), TaskOutcome::Failed(_)));
    }

    #[test]
    fn what_is_not_ready_is_waited_for_and_what_is_empty_is_said() {
        for waiting in [
            json!({"task_status": "PROCESSING"}),
            json!({}),
            json!({"task_status": "QUEUED_排队"}),
            json!({"task_status": "PROCESSING", "video_result": [], "error": null}),
            json!({"task_status": "PROCESSING", "image_result": [{"url": "https://a.invalid/early"}]}),
        ] {
            assert_eq!(outcome(&waiting), TaskOutcome::Processing, "{waiting}");
        }
        for empty in [
            json!({"task_status": "SUCCESS"}),
            json!({"task_status": "SUCCESS", "image_result": [{"url": " "}, 3]}),
            json!({"task_status": "SUCCESS", "hologram_result": [{"url": "x"}]}),
        ] {
            assert_eq!(outcome(&empty), TaskOutcome::Unknown, "{empty}");
        }
        assert!(AsyncResult::read(json!(["x"])).is_err());
    }
}
