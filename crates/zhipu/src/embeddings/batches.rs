//! Many texts: cut into calls that the model takes, one behind the other.

use std::ops::Range;

use futures_util::{Stream, stream};

use super::{EmbeddingLimits, EmbeddingRequest, Embeddings};
use crate::client::Client;
use crate::error::Error;

/// Texts in one call of a model whose limits are not known.
const USUAL_TEXTS: usize = 64;

/// The vectors of some of the texts of a large request.
#[derive(Debug, Clone, PartialEq)]
pub struct EmbeddedBatch {
    /// Which texts of the request these are.
    pub texts: Range<usize>,
    /// Their vectors, and what they cost.
    pub embeddings: Embeddings,
}

/// Cuts texts into ranges, each fit for one call of a model. Together they are all texts in order.
///
/// Where a call is bounded by tokens they are estimated on the safe side, as the platform's tokenizer
/// is not public; a single text is never cut, so one that is too long is refused by the platform.
pub fn batches(model: &str, texts: &[String]) -> Vec<Range<usize>> {
    let limits = EmbeddingLimits::of(model);
    let most_texts = limits.map_or(Some(USUAL_TEXTS), |limits| limits.most_texts);
    let most_texts = most_texts.unwrap_or(usize::MAX);
    let most_tokens = limits.and_then(|limits| limits.most_call_tokens);
    let mut ranges = Vec::new();
    let (mut start, mut tokens) = (0, 0_u64);
    for (place, text) in texts.iter().enumerate() {
        let more = most_tokens.map_or(0, |_| most_tokens_of(text));
        let full = place - start >= most_texts
            || most_tokens.is_some_and(|most| tokens.saturating_add(more) > most);
        if full && place > start {
            ranges.push(start..place);
            (start, tokens) = (place, 0);
        }
        tokens = tokens.saturating_add(more);
    }
    if start < texts.len() {
        ranges.push(start..texts.len());
    }
    ranges
}

/// Tokens that a text has at most, for all but hostile texts: a token for each character beyond
/// ASCII, and one for every two within it (English has about four letters to a token).
fn most_tokens_of(text: &str) -> u64 {
    let (ascii, other) = text.chars().fold((0_u64, 0_u64), |(ascii, other), c| {
        if c.is_ascii() {
            (ascii + 1, other)
        } else {
            (ascii, other + 1)
        }
    });
    ascii.div_ceil(2) + other
}

impl Client {
    /// Turns any number of texts into vectors, call by call, in order.
    ///
    /// Each item is paid for when it comes, so keep it before asking for the next. The first failure
    /// is the last item; what came before is good, and the texts from its end on are still to do.
    /// Dropping the stream makes no more calls.
    pub fn embed_batches<'a>(
        &'a self,
        request: &'a EmbeddingRequest,
    ) -> impl Stream<Item = Result<EmbeddedBatch, Error>> + Send + 'a {
        let ranges = batches(&request.model, &request.input).into_iter();
        stream::unfold(Some(ranges), async move |ranges| {
            let mut ranges = ranges?;
            let texts = ranges.next()?;
            let item = self.embed_range(request, texts).await;
            let rest = item.is_ok().then_some(ranges);
            Some((item, rest))
        })
    }

    async fn embed_range(
        &self,
        request: &EmbeddingRequest,
        texts: Range<usize>,
    ) -> Result<EmbeddedBatch, Error> {
        let input = request.input.get(texts.clone()).unwrap_or_default();
        let part = EmbeddingRequest {
            model: request.model.clone(),
            input: input.to_vec(),
            dimensions: request.dimensions,
            request_id: None,
            user: request.user.clone(),
            extra: request.extra.clone(),
        };
        let embeddings = self.embed(&part).await?;
        Ok(EmbeddedBatch { texts, embeddings })
    }
}
