//! The best hits put into order by the platform, if the person wants that and it answers in time.

use std::time::Duration;

use glim_store::Store;
use zhipu::{RerankRequest, rerank::RERANK_LIMITS};

use super::{LibraryHit, Reranking, embedding, price};
use crate::{App, UiError};

/// The platform's model.
pub(super) const RERANK_MODEL: &str = "rerank";
/// Hits that are put into order.
const DEPTH: usize = 30;
/// How long a search waits for it.
const PATIENCE: Duration = Duration::from_millis(2_500);

/// Puts the first hits into a better order. On any failure they stay as they are, and it is said.
pub(super) async fn rerank(
    app: &App,
    store: &Store,
    query: &str,
    hits: &mut [LibraryHit],
) -> Result<Reranking, UiError> {
    if !embedding::reranks(store).await? || hits.len() < 2 || query.trim().is_empty() {
        return Ok(Reranking::Off);
    }
    let depth = hits.len().min(DEPTH);
    let Some(best) = hits.get_mut(..depth) else {
        return Ok(Reranking::Off);
    };
    let request = RerankRequest::new(
        cut(query, RERANK_LIMITS.most_query_characters),
        best.iter().map(words_of).collect(),
    );
    let answer = tokio::time::timeout(PATIENCE, ask(app, store, &request)).await;
    let Ok(Ok(scores)) = answer else {
        return Ok(Reranking::Failed);
    };
    for (hit, score) in best.iter_mut().zip(scores) {
        hit.reranked = score;
    }
    // Stable: those without a score stay in their order, behind the others.
    best.sort_by(|one, other| {
        let order = |hit: &LibraryHit| hit.reranked.unwrap_or(f32::NEG_INFINITY);
        order(other).total_cmp(&order(one))
    });
    Ok(Reranking::Done)
}

/// A score for each text; none for those the platform left out.
async fn ask(
    app: &App,
    store: &Store,
    request: &RerankRequest,
) -> Result<Vec<Option<f32>>, UiError> {
    let (platform, client) = app.client().await?;
    if !platform.has_knowledge() {
        return Err(UiError::new(crate::ErrorCode::NotOffered));
    }
    let answer = client.rerank(request).await?;
    if let Some(usage) = &answer.usage {
        let used = price::used(app, usage, (RERANK_MODEL, "libraryRerank"), &platform);
        store.record_usage(&used).await?;
    }
    let mut scores = vec![None; request.documents.len()];
    for ranked in answer.results {
        if let Some(score) = scores.get_mut(ranked.index) {
            #[expect(clippy::cast_possible_truncation, reason = "a score to order by")]
            let told = ranked.score as f32;
            *score = Some(told);
        }
    }
    Ok(scores)
}

/// The headings and the words of a hit.
fn words_of(hit: &LibraryHit) -> String {
    let mut words = hit.heading.join(" › ");
    words.push('\n');
    words.extend(hit.text.iter().map(|part| part.text.as_str()));
    cut(words.trim(), RERANK_LIMITS.most_document_characters)
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
