//! What an answer was given and how its claims stand, as it is kept; and the check that puts it there.

use std::sync::Arc;

use glim_knowledge::{Embed as _, LocalModel, Role};
use glim_markdown::Block;
use glim_store::{
    Checked, Citation, ConversationId, Message, MessageId, MessageState, Store, Verdict,
};

use super::{
    Cited, CitedPassage, Claim, ClaimVerdict,
    check::{self, Given},
    thread,
};
use crate::{App, AppEvent, ErrorCode, UiError, library};

pub(super) async fn cited(app: &App, id: MessageId) -> Result<Cited, UiError> {
    let store = app.store()?;
    let message = store.message(id).await?;
    let Some(mut kept) = store.grounding(id).await? else {
        return Ok(Cited::default());
    };
    // Its end may have come with the last moment of the app.
    let is_running = app.0.answers.get(id).is_some();
    if kept.claims.is_none() && !is_running && message.state != MessageState::Streaming {
        check(app, &store, &message).await?;
        kept = store.grounding(id).await?.unwrap_or(kept);
    }
    let rows = store.citations(&[id]).await?;
    let blocks = thread::tree(message.text).await?;
    let named: Vec<u32> = check::sentences(&blocks)
        .iter()
        .flat_map(|sentence| sentence.marks.iter().map(|mark| mark.number))
        .collect();
    Ok(Cited {
        passages: rows.into_iter().map(|row| passage(row, &named)).collect(),
        checked: kept.claims.is_some(),
        claims: kept
            .claims
            .and_then(|claims| serde_json::from_value(claims).ok())
            .unwrap_or_default(),
        searches: serde_json::from_value(kept.searches).unwrap_or_default(),
        unread: serde_json::from_value(kept.unread).unwrap_or_default(),
    })
}

fn passage(row: Citation, named: &[u32]) -> CitedPassage {
    let number = u32::try_from(row.ordinal).unwrap_or(0);
    CitedPassage {
        number,
        source: row.source,
        present: row.present,
        name: row.source_name,
        kind: row.kind,
        heading: row.heading,
        places: library::locators(row.locator),
        passage: row.passage,
        quote: row.quote,
        cited: named.contains(&number),
    }
}

/// Checks an answer that has just ended, if it was given anything, and tells when that is kept.
pub(super) async fn check_ended(app: &App, conversation: ConversationId, id: MessageId) {
    let checked = async {
        let store = app.store()?;
        if store.grounding(id).await?.is_none() {
            return Ok(false);
        }
        let message = store.message(id).await?;
        check(app, &store, &message).await?;
        Ok::<bool, UiError>(true)
    };
    match checked.await {
        Ok(true) => app.tell(AppEvent::MessageChanged { conversation, id }),
        Ok(false) => {}
        // It is checked when somebody looks at its sources.
        Err(error) => tracing::warn!(code = ?error.code, "an answer was not checked"),
    }
}

async fn check(app: &App, store: &Store, message: &Message) -> Result<(), UiError> {
    let rows = store.citations(&[message.id]).await?;
    let blocks = thread::tree(message.text.clone()).await?;
    let model = library::local_model(app);
    let work = move || {
        let claims = claims(&blocks, &rows, model.as_ref());
        (claims, rows)
    };
    let (claims, rows) = tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| UiError::new(ErrorCode::Internal).with("detail", "a check was broken off"))?;
    let count = |verdict: ClaimVerdict| {
        let count = claims.iter().filter(|it| it.verdict == verdict).count();
        i64::try_from(count).unwrap_or(i64::MAX)
    };
    let checked = Checked {
        unsupported: count(ClaimVerdict::Unsupported),
        uncited: count(ClaimVerdict::Uncited),
        verdicts: rows
            .iter()
            .filter_map(|row| Some((row.ordinal, verdict(row, &claims)?)))
            .collect(),
        claims: serde_json::to_value(&claims).unwrap_or_default(),
    };
    Ok(store.keep_check(message.id, &checked).await?)
}

/// A passage supports what it is cited for when it does for all of it.
fn verdict(row: &Citation, claims: &[Claim]) -> Option<Verdict> {
    let number = u32::try_from(row.ordinal).ok()?;
    let mut own = claims
        .iter()
        .filter(|it| it.numbers.contains(&number))
        .peekable();
    own.peek()?;
    Some(if own.all(|it| it.verdict == ClaimVerdict::Supported) {
        Verdict::Supported
    } else {
        Verdict::Unsupported
    })
}

/// Heavy when a model reads along: for a thread that may wait.
fn claims(blocks: &[Block], rows: &[Citation], model: Option<&Arc<LocalModel>>) -> Vec<Claim> {
    // What stands above a passage is part of what it says.
    let texts: Vec<String> = rows.iter().map(|row| row.quote.clone()).collect();
    let given: Vec<Given<'_>> = rows
        .iter()
        .zip(&texts)
        .filter_map(|(row, text)| {
            Some(Given {
                number: u32::try_from(row.ordinal).ok()?,
                text,
            })
        })
        .collect();
    let likeness = |claim: &str, sentences: &[&str]| {
        let model = model?;
        let mut texts = vec![claim];
        texts.extend(sentences);
        // Both as questions: what is compared is alike, not asked and answered.
        let vectors = model.embed(Role::Question, &texts).ok()?;
        let (claim, sentences) = vectors.split_first()?;
        Some(sentences.iter().map(|it| it.cosine(claim)).collect())
    };
    check::check(blocks, &given, &likeness)
}
