//! Texts to vectors (`POST /embeddings`). Source: platform notes, embeddings §1 (CN-OAS-2026-07).
//!
//! Documented for `open.bigmodel.cn` only; an own server of the `OpenAI` form is asked alike.
//! A refusal for too many or too long inputs is 1210 or 1214
//! ([`Kind::BadRequest`](crate::Kind::BadRequest)).

mod batches;
mod limits;

use serde::{Deserialize as _, Serialize};
use serde_json::{Map, Value};

pub use batches::{EmbeddedBatch, batches};
pub use limits::{EMBEDDING_LIMITS, EmbeddingLimits};

use crate::chat::Usage;
use crate::client::Client;
use crate::endpoint::Family;
use crate::error::Error;
use crate::http::{Call, json};
use crate::retry::Repeat;
use crate::wire;

/// Texts to be turned into vectors in one call.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct EmbeddingRequest {
    /// `embedding-3`, `embedding-2`, or what an own server has.
    pub model: String,
    /// The texts, in the order in which their vectors are wanted. `embedding-3`: at most 64 of at
    /// most 3072 tokens each; `embedding-2`: 512 tokens each and 8000 together.
    pub input: Vec<String>,
    /// Numbers of a vector: 256, 512, 1024 or 2048 for `embedding-3`, 2048 if not said. The older
    /// model has 1024 always: leave it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<u32>,
    /// An id of one's own; sent by the SDK, undocumented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Who asks; sent by the SDK as `user`, undocumented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Sent as they are beside the others.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl EmbeddingRequest {
    /// A request with the model's own dimension.
    pub fn new(model: impl Into<String>, input: Vec<String>) -> Self {
        Self {
            model: model.into(),
            input,
            ..Self::default()
        }
    }
}

/// The vectors of one call.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Embeddings {
    /// The model as the server names it.
    pub model: Option<String>,
    /// One vector for each text, in the order of the texts; all of one length, every number finite.
    pub vectors: Vec<Vec<f32>>,
    /// Tokens paid for; `None` if not told.
    pub usage: Option<Usage>,
}

impl Embeddings {
    /// The length of the vectors, which may differ from what an own server was asked for.
    pub fn dimensions(&self) -> usize {
        self.vectors.first().map_or(0, Vec::len)
    }

    /// Reads an answer to `count` texts; nothing but exactly one good vector for each is taken.
    pub(crate) fn read(body: &Value, count: usize) -> Result<Self, Error> {
        let malformed = |detail| Error::malformed(detail, None);
        let items = wire::list(body, "data");
        if items.len() != count {
            return Err(malformed("it holds not one vector for each text"));
        }
        let mut vectors = vec![Vec::new(); count];
        for (place, item) in items.iter().enumerate() {
            let index = wire::count(item, "index").map_or(Ok(place), usize::try_from);
            let slot = index.ok().and_then(|index| vectors.get_mut(index));
            match slot {
                Some(slot) if slot.is_empty() => *slot = read_vector(item)?,
                _ => return Err(malformed("its vectors are numbered wrongly")),
            }
        }
        let length = vectors.first().map_or(0, Vec::len);
        if vectors.iter().any(|vector| vector.len() != length) {
            return Err(malformed("its vectors differ in length"));
        }
        Ok(Self {
            model: wire::filled(body, "model"),
            vectors,
            usage: body.get("usage").and_then(Usage::read),
        })
    }
}

fn read_vector(item: &Value) -> Result<Vec<f32>, Error> {
    let numbers = item.get("embedding").unwrap_or(&Value::Null);
    let vector = Vec::<f32>::deserialize(numbers)
        .map_err(|source| Error::malformed("a vector holds something else", Some(source)))?;
    if vector.is_empty() || vector.iter().any(|number| !number.is_finite()) {
        return Err(Error::malformed("a vector is empty or not finite", None));
    }
    Ok(vector)
}

impl Client {
    /// Turns texts into vectors, in one call. No texts, no call.
    ///
    /// Costs money by the token. Retried like chat: after a refusal that time may heal, never after
    /// a silence. For more texts than one call takes see [`Client::embed_batches`].
    ///
    /// # Errors
    /// [`Error::Malformed`] if the server does not give exactly one vector for each text.
    pub async fn embed(&self, request: &EmbeddingRequest) -> Result<Embeddings, Error> {
        if request.input.is_empty() {
            return Ok(Embeddings::default());
        }
        let call = Call::post(Family::Main, "embeddings", json(request)?).repeated(Repeat::Answer);
        let answer = self.send(&call.slow()).await?;
        Embeddings::read(&answer, request.input.len())
    }
}

#[cfg(test)]
mod tests;
