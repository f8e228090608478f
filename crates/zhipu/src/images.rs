//! Pictures (`POST /images/generations`, `POST /async/images/generations`). Source: platform notes,
//! images §1–5 (CN-OAS-2026-07).
//!
//! What each model takes is data: [`crate::forms`]. Every call is paid, so none is ever made twice on
//! its own account: what comes of a failure is the caller's decision. Results are links that die;
//! fetch them at once with [`Client::fetch_made`].

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::chat::{ContentFilter, content_filter};
use crate::client::Client;
use crate::endpoint::Family;
use crate::error::Error;
use crate::http::{Call, json};
use crate::retry::Repeat;
use crate::tasks::AsyncTask;
use crate::wire;

/// What a picture shall be.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ImageRequest {
    /// `glm-image`, `cogview-4-250304`, `cogview-4`, `cogview-3-flash`.
    pub model: String,
    /// What it shows.
    pub prompt: String,
    /// `hd` or `standard`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<String>,
    /// Width and height, such as `1280x720`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// Whether it is marked as made by a machine; `false` works for accounts that signed for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub watermark_enabled: Option<bool>,
    /// An id of one's own, unique. No document calls it a guard against making a job twice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Who asks, 6 to 128 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Sent as they are beside the others; a name must not stand here and above.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl ImageRequest {
    /// A request with the model's own values for everything.
    pub fn new(model: impl Into<String>, prompt: impl Into<String>) -> Self {
        Self {
            model: model.into(),
            prompt: prompt.into(),
            ..Self::default()
        }
    }
}

/// A picture that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeImage {
    /// Where it lies for 30 days.
    pub url: String,
}

impl MadeImage {
    /// Reads the items that have a link.
    pub(crate) fn read_all(body: &Value, name: &str) -> Vec<Self> {
        wire::list(body, name)
            .iter()
            .filter_map(|item| wire::filled(item, "url"))
            .map(|url| Self { url })
            .collect()
    }
}

/// The answer of the call that waits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MadeImages {
    /// When, in seconds since 1970.
    pub created: Option<u64>,
    /// The pictures; at present the platform makes one in a call.
    pub images: Vec<MadeImage>,
    /// The id of the request, for the platform's support.
    pub request_id: Option<String>,
    /// What moderation found.
    pub content_filter: Vec<ContentFilter>,
}

impl MadeImages {
    fn read(body: &Value) -> Result<Self, Error> {
        let images = MadeImage::read_all(body, "data");
        if images.is_empty() {
            return Err(Error::malformed("it holds no link to a picture", None));
        }
        Ok(Self {
            created: wire::count(body, "created"),
            images,
            request_id: wire::filled(body, "request_id").or_else(|| wire::filled(body, "id")),
            content_filter: content_filter(body),
        })
    }
}

impl Client {
    /// Makes a picture and waits for it: about 20 seconds for `hd`, 5 to 10 for `standard`.
    ///
    /// Paid, and never made again on its own account: a silence or a cut line leaves open whether it
    /// was billed. Dropping the future gives the answer up, not the bill. Waits up to
    /// [`Timeouts::total`](crate::Timeouts), or 5 minutes without one.
    ///
    /// # Errors
    /// [`Error::Malformed`] if no link came with a success.
    pub async fn create_image(&self, request: &ImageRequest) -> Result<MadeImages, Error> {
        let call = Call::post(Family::Main, "images/generations", json(request)?);
        let answer = self.send(&call.repeated(Repeat::Never).slow()).await?;
        MadeImages::read(&answer)
    }

    /// Hands a picture in (`glm-image` only); the result is looked for with [`Client::made_result`].
    ///
    /// Paid, and never handed in again on its own account.
    pub async fn create_image_async(&self, request: &ImageRequest) -> Result<AsyncTask, Error> {
        let call = Call::post(Family::Main, "async/images/generations", json(request)?);
        AsyncTask::read(&self.send(&call.repeated(Repeat::Never)).await?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_was_said_is_sent() {
        let mut request = ImageRequest::new("cogview-4", "一只纸船 ⛵");
        assert_eq!(
            serde_json::to_value(&request).unwrap(),
            json!({"model": "cogview-4", "prompt": "一只纸船 ⛵"})
        );
        request.watermark_enabled = Some(false);
        request.extra.insert("size".to_owned(), json!("1024x1024"));
        assert_eq!(
            serde_json::to_value(&request).unwrap(),
            json!({"model": "cogview-4", "prompt": "一只纸船 ⛵",
                "watermark_enabled": false, "size": "1024x1024"})
        );
    }

    #[test]
    fn an_answer_is_read_and_one_without_a_link_is_none() {
        let body = json!({
            "created": 1_783_731_000, "data": [{"url": "https://a.invalid/1.png?sig=x"}, {"b64_json": "AA"}],
            "content_filter": [{"role": "user", "level": 3}], "id": "r1"
        });
        let made = MadeImages::read(&body).unwrap();
        assert_eq!(made.images[0].url, "https://a.invalid/1.png?sig=x");
        assert_eq!((made.images.len(), made.created), (1, Some(1_783_731_000)));
        assert_eq!(made.request_id.as_deref(), Some("r1"));
        assert_eq!(made.content_filter[0].level, Some(3));
        for body in [
            json!({}),
            json!({"data": []}),
            json!({"data": [{"url": ""}]}),
            json!({"data": "x"}),
        ] {
            assert!(MadeImages::read(&body).is_err(), "{body}");
        }
    }
}
