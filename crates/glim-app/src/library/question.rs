//! What a question gets of the library: the chosen sources, their text as soon as it is read, and what a search among
//! them finds. The model is given whole passages, not the chunks that were found.

use std::{collections::HashSet, sync::Arc};

use glim_knowledge::LocalModel;
use glim_store::{Askable, Chosen, FoundChunk, SourceId, Stage, Text};
use serde_json::Value;

use super::{FIRST, search};
use crate::{App, UiError};

/// Most sources that are looked at one by one; of more, only searches tell anything.
const MOST_SOURCES: u32 = 500;
/// Most sources that go first because a question waits for them.
const MOST_FIRST: usize = 32;
/// Passages of a text that are read at once.
const PAGE: u32 = 200;
/// Chunks that a search for a question finds; several may lie in one passage.
const MOST_FOUND: usize = 40;

/// A passage of a source, to be given to a model.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SourcePassage {
    /// The source.
    pub(crate) source: SourceId,
    /// Its name.
    pub(crate) name: String,
    /// The passage's place in its text, from 0.
    pub(crate) ordinal: i64,
    /// The chunk that was found, or the first one.
    pub(crate) chunk: Option<i64>,
    /// The headings above it.
    pub(crate) heading: Vec<String>,
    /// Where it stands in the file, as it is kept.
    pub(crate) locator: Value,
    /// Its words.
    pub(crate) text: String,
}

/// The chosen sources, at most 500 of them, first added first.
pub(crate) async fn chosen_sources(app: &App, chosen: &Chosen) -> Result<Vec<Askable>, UiError> {
    Ok(app.store()?.askable(chosen, MOST_SOURCES).await?)
}

/// Whether the text of a source is still to come.
pub(crate) fn is_coming(source: &Askable) -> bool {
    source.version.is_none()
        && matches!(
            source.stage,
            Stage::Waiting | Stage::Reading | Stage::Cutting
        )
}

/// Lets the sources that a question waits for be read before all others.
pub(crate) async fn read_first(app: &App, sources: &[Askable]) -> Result<(), UiError> {
    let store = app.store()?;
    let waiting = sources
        .iter()
        .filter(|source| source.stage == Stage::Waiting)
        .take(MOST_FIRST);
    for source in waiting {
        store
            .retry_source(source.source, FIRST, app.now_ms())
            .await?;
    }
    app.0.library.wake();
    Ok(())
}

/// The text of a source, in order.
pub(crate) async fn whole_text(app: &App, source: &Askable) -> Result<Vec<SourcePassage>, UiError> {
    let store = app.store()?;
    let mut passages = Vec::new();
    let Some(version) = source.version else {
        return Ok(passages);
    };
    loop {
        let first = i64::try_from(passages.len()).unwrap_or(i64::MAX);
        let page = store.text_of(version, first, PAGE).await?;
        if page.is_empty() {
            return Ok(passages);
        }
        passages.extend(page.into_iter().map(|text| of_text(source, text)));
    }
}

/// The passages that a search among the chosen sources finds, the best first, each once.
pub(crate) async fn find_passages(
    app: &App,
    chosen: &Chosen,
    question: &str,
) -> Result<Vec<SourcePassage>, UiError> {
    let among = app.store()?.chosen_numbers(chosen).await?;
    let found = search::for_question(app, &plain(question), among, MOST_FOUND).await?;
    let mut seen = HashSet::new();
    Ok(found
        .into_iter()
        .filter(|chunk| seen.insert((chunk.source_number, chunk.passage.ordinal)))
        .map(of_chunk)
        .collect())
}

/// The local model, if it is loaded.
pub(crate) fn local_model(app: &App) -> Option<Arc<LocalModel>> {
    app.0.library.model()
}

/// A question without the signs that are conditions in a search: nobody who asks means them.
fn plain(question: &str) -> String {
    let words = question.split_whitespace().map(|word| {
        let word = word.trim_start_matches(['-', '－']);
        word.replace(['"', '“', '”', '*', ':', '「', '」'], " ")
    });
    words.collect::<Vec<_>>().join(" ")
}

fn of_text(source: &Askable, text: Text) -> SourcePassage {
    SourcePassage {
        source: source.source,
        name: source.name.clone(),
        ordinal: text.passage.ordinal,
        chunk: text.chunk,
        heading: text.passage.heading,
        locator: text.passage.locator,
        text: text.passage.text,
    }
}

fn of_chunk(found: FoundChunk) -> SourcePassage {
    SourcePassage {
        source: found.source,
        name: found.source_name,
        ordinal: found.passage.ordinal,
        chunk: Some(found.chunk),
        heading: found.passage.heading,
        locator: found.passage.locator,
        text: found.passage.text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_a_question_are_no_conditions() {
        assert_eq!(plain("is \"x\" -5 at name:y?"), "is  x  5 at name y?");
        assert_eq!(plain("违约责任“由谁”承担？"), "违约责任 由谁 承担？");
    }
}
