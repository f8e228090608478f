//! Clips (`POST /videos/generations`), always as tasks. Source: platform notes, videos §1–4
//! (CN-OAS-2026-07).
//!
//! What each model takes is data: [`crate::forms`]. Every call is paid, so none is ever made twice on
//! its own account. There is no call to cancel or list tasks. Links die, those of Vidu after a day;
//! fetch them at once with [`Client::fetch_made`].

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::client::Client;
use crate::endpoint::Family;
use crate::error::Error;
use crate::http::{Call, json};
use crate::retry::Repeat;
use crate::tasks::AsyncTask;
use crate::wire;

/// Pictures that a clip is made from: addresses, or `data:` addresses with Base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PictureInput {
    /// One picture, written as a text.
    One(String),
    /// Pictures written as a list.
    Several(Vec<String>),
}

/// What a clip shall be.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct VideoRequest {
    /// `cogvideox-3`, `cogvideox-2`, `cogvideox-flash`, `viduq1-…`, `vidu2-…`.
    pub model: String,
    /// What it shows, up to 512 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// First frame, first and last, or references; [`Form::picture_input`](crate::forms::Form)
    /// writes them as the model wants them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<PictureInput>,
    /// Whether it has sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_audio: Option<bool>,
    /// Width and height, such as `1920x1080`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// How long, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<u32>,
    /// Pictures in a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fps: Option<u32>,
    /// An id of one's own, unique. No document calls it a guard against making a job twice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Who asks, 6 to 128 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Sent as they are beside the others (`quality`, `style`, `aspect_ratio`, …); a name must not
    /// stand here and above.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl VideoRequest {
    /// A request with the model's own values for everything.
    pub fn new(model: impl Into<String>) -> Self {
        Self {
            model: model.into(),
            ..Self::default()
        }
    }
}

/// A clip that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeVideo {
    /// Where it lies for a while.
    pub url: String,
    /// Where a still of it lies.
    pub cover_image_url: Option<String>,
}

impl MadeVideo {
    /// Reads the items that have a link.
    pub(crate) fn read_all(body: &Value, name: &str) -> Vec<Self> {
        let read = |item: &Value| {
            Some(Self {
                url: wire::filled(item, "url")?,
                cover_image_url: wire::filled(item, "cover_image_url"),
            })
        };
        wire::list(body, name).iter().filter_map(read).collect()
    }
}

impl Client {
    /// Hands a clip in; the result is looked for with [`Client::made_result`].
    ///
    /// Paid, and never handed in again on its own account: a silence or a cut line leaves open
    /// whether the platform took it.
    pub async fn create_video(&self, request: &VideoRequest) -> Result<AsyncTask, Error> {
        let call = Call::post(Family::Main, "videos/generations", json(request)?);
        AsyncTask::read(&self.send(&call.repeated(Repeat::Never)).await?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pictures_are_a_text_or_a_list_and_nothing_unsaid_is_sent() {
        let mut request = VideoRequest::new("vidu2-image");
        assert_eq!(
            serde_json::to_value(&request).unwrap(),
            json!({"model": "vidu2-image"})
        );
        request.image_url = Some(PictureInput::One("data:image/png;base64,AA".to_owned()));
        let one = serde_json::to_value(&request).unwrap();
        assert_eq!(one["image_url"], "data:image/png;base64,AA");
        request.image_url = Some(PictureInput::Several(vec!["a".to_owned(), "b".to_owned()]));
        let two = serde_json::to_value(&request).unwrap();
        assert_eq!(two["image_url"], json!(["a", "b"]));
    }
}
