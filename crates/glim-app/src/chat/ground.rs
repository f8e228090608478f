//! Looks into the library for one answer: waits for files that are being read, gives short ones whole and the rest by
//! search, answers the model's own searches, and keeps what is given before it goes out.

use std::{collections::HashSet, sync::Arc, time::Duration};

use glim_store::{Askable, Chosen, MessageId, NewGrounding, SourceId};
use tokio::time::Instant;
use zhipu::{ChatMessage, ChatRequest, chat::ToolCall};

use super::{
    Knowledge, Lookup, LookupSearch, Phase,
    live::Live,
    passages::{self, Numbered, Passages},
    rules,
    sources::{MOST_UNREAD, about, unread, wait},
};
use crate::{
    App, UiError,
    library::{self, SourcePassage},
};

/// How long an answer waits for a few files to be read that it was asked of, and for many.
const PATIENCE: Duration = Duration::from_secs(20);
const PATIENCE_WITH_MANY: Duration = Duration::from_secs(4);
const FEW: usize = 8;
/// How long a search that found nothing waits for news of the indexes before it looks once more.
const INDEXING: Duration = Duration::from_secs(2);
/// How often a model may search by itself, and how many searches it may make at once.
const MOST_ROUNDS: u32 = 4;
const MOST_CALLS: usize = 3;
/// Most tokens of whole texts, of a first search and of a further one, however much a model could take: they are paid for.
const WHOLE: usize = 32_000;
const FIRST_SEARCH: usize = 8_000;
const NEXT_SEARCH: usize = 4_000;
/// Most passages of a first search and of a further one.
const FIRST_PASSAGES: usize = 12;
const NEXT_PASSAGES: usize = 8;
/// What is given at the least, however small a context is said to be.
const LEAST: usize = 300;
/// Longest query of a model that is understood, in characters.
const LONGEST_QUERY: usize = 400;
/// A question up to this length may not say what it is about: the one before is searched for with it.
const SHORT_QUESTION: usize = 40;

/// What an answer needs of the library.
pub(super) struct Ground {
    app: App,
    message: MessageId,
    live: Arc<Live>,
    chosen: Chosen,
    topic: Topic,
    budget: usize,
    passages: Passages,
    lookup: Lookup,
    rounds: u32,
    /// The request was too long once: no whole texts, no further searches.
    is_small: bool,
    /// An earlier attempt was given these passages.
    is_taken_up: bool,
}

/// What is asked, and where it stands in the request.
#[derive(Clone, Debug)]
pub(super) struct Topic {
    /// The person's words.
    pub(super) question: String,
    /// What was asked before.
    pub(super) before: Option<String>,
    /// The place of the question among the messages.
    pub(super) place: usize,
    /// The request without any passage.
    pub(super) plain: ChatRequest,
    /// Whether the model can search by itself.
    pub(super) tools: bool,
}

impl Ground {
    pub(super) fn new(
        app: &App,
        (message, live): (MessageId, Arc<Live>),
        knowledge: &Knowledge,
        topic: Topic,
        budget: usize,
    ) -> Self {
        Self {
            app: app.clone(),
            message,
            live,
            chosen: Chosen {
                everything: knowledge.everything,
                collections: knowledge.collections.clone(),
                sources: knowledge.sources.clone(),
            },
            topic,
            budget: budget.max(LEAST),
            passages: Passages::new(message),
            lookup: Lookup::default(),
            rounds: 0,
            is_small: false,
            is_taken_up: false,
        }
    }

    /// Finds what the model is given first and writes it into the request.
    pub(super) async fn prepare(&mut self) -> Result<ChatRequest, UiError> {
        let kept = self.app.store()?.citations(&[self.message]).await?;
        self.is_taken_up = !kept.is_empty();
        self.passages.take_up(kept);
        self.lookup.passages = u32::try_from(self.passages.all().len()).unwrap_or(u32::MAX);
        let sources = self.read_sources().await?;
        self.lookup.unread = unread(&sources);
        if self.passages.all().is_empty() {
            self.choose(&sources).await?;
        }
        self.keep(self.passages.all()).await?;
        self.tell(Phase::Waiting);
        Ok(self.request())
    }

    /// The same with far less, after a refusal because of the length; none when there is nothing to leave out.
    pub(super) async fn smaller(&mut self) -> Result<Option<ChatRequest>, UiError> {
        // The words of an earlier attempt name its passages: they stay.
        let is_fixed = self.is_taken_up || self.rounds > 0;
        if self.is_small || is_fixed || self.passages.all().is_empty() {
            return Ok(None);
        }
        self.is_small = true;
        let given: usize = self
            .passages
            .all()
            .iter()
            .map(|it| passages::cost(&it.passage))
            .sum();
        self.budget = (given / 4).max(LEAST);
        self.passages.clear();
        self.lookup.searches.clear();
        self.app.store()?.set_citations(self.message, &[]).await?;
        self.search_first().await?;
        self.keep(self.passages.all()).await?;
        self.tell(Phase::Waiting);
        Ok(Some(self.request()))
    }

    /// Whether calls of the model can be answered.
    pub(super) fn may_search(&self) -> bool {
        self.topic.tools && !self.is_small && self.rounds < MOST_ROUNDS
    }

    /// Answers the model's calls; after the last round it is offered no tool any more.
    pub(super) async fn answer_calls(
        &mut self,
        request: &mut ChatRequest,
        calls: &[ToolCall],
    ) -> Result<(), UiError> {
        self.rounds += 1;
        for (index, call) in calls.iter().enumerate() {
            let result = match query_of(call) {
                _ if index >= MOST_CALLS => "Too many searches at once.".to_owned(),
                Some(query) => self.search_again(&query).await?,
                None => rules::BAD_CALL.to_owned(),
            };
            request.messages.push(ChatMessage::tool(&call.id, result));
        }
        if !self.may_search() {
            request.tools.clear();
        }
        self.tell(Phase::Waiting);
        Ok(())
    }

    /// The chosen sources once those that are being read are read, or after a while.
    async fn read_sources(&mut self) -> Result<Vec<Askable>, UiError> {
        let mut events = self.app.events();
        let mut sources = library::chosen_sources(&self.app, &self.chosen).await?;
        let coming = sources.iter().filter(|it| library::is_coming(it)).count();
        if coming > 0 {
            library::read_first(&self.app, &sources).await?;
        }
        let patience = if self.chosen.everything || coming > FEW {
            PATIENCE_WITH_MANY
        } else {
            PATIENCE
        };
        let until = Instant::now() + patience;
        loop {
            let coming = sources.iter().filter(|it| library::is_coming(it));
            let names: Vec<String> = coming.map(|it| it.name.clone()).take(MOST_UNREAD).collect();
            let is_over = names.is_empty() || Instant::now() >= until;
            if self.lookup.reading != names {
                self.lookup.reading = names;
                self.tell(Phase::Reading);
            }
            if is_over {
                self.lookup.reading.clear();
                return Ok(sources);
            }
            wait(&mut events, until).await;
            sources = library::chosen_sources(&self.app, &self.chosen).await?;
        }
    }

    /// Everything when it is short; else what a search finds, and whole what is short and cannot be found yet.
    async fn choose(&mut self, sources: &[Askable]) -> Result<(), UiError> {
        let readable: Vec<&Askable> = sources.iter().filter(|it| it.version.is_some()).collect();
        if self.fits(&readable) {
            let mut texts = Vec::new();
            for source in &readable {
                texts.extend(library::whole_text(&self.app, source).await?);
            }
            if texts.iter().map(passages::cost).sum::<usize>() <= self.budget.min(WHOLE) {
                self.give(texts, (usize::MAX, self.budget));
                return Ok(());
            }
        }
        self.search_first().await?;
        let mut hidden: Vec<&Askable> = readable
            .into_iter()
            .filter(|source| !source.searchable)
            .collect();
        hidden.sort_by_key(|source| source.text_bytes);
        for source in hidden {
            if about(source) > self.budget / 2 {
                break;
            }
            let text = library::whole_text(&self.app, source).await?;
            self.give(text, (usize::MAX, self.budget));
        }
        Ok(())
    }

    fn fits(&self, readable: &[&Askable]) -> bool {
        let all: usize = readable.iter().map(|source| about(source)).sum();
        !readable.is_empty() && all <= self.budget.min(WHOLE)
    }

    async fn search_first(&mut self) -> Result<(), UiError> {
        let question = self.topic.question.clone();
        let mut events = self.app.events();
        let mut found = self.search(&question).await?;
        if found.is_empty() {
            // What was read a moment ago is on its way into the indexes.
            wait(&mut events, Instant::now() + INDEXING).await;
            self.lookup.searches.pop();
            found = self.search(&question).await?;
        }
        let is_short = question.chars().count() <= SHORT_QUESTION;
        if let Some(before) = self.topic.before.clone().filter(|_| is_short) {
            let wider = self.search(&format!("{before} {question}")).await?;
            found = in_turn(found, wider);
        }
        // The model's own searches need room, too.
        let half = if self.may_search() {
            self.budget / 2
        } else {
            self.budget
        };
        self.give(found, (FIRST_PASSAGES, FIRST_SEARCH.min(half)));
        Ok(())
    }

    /// One search, told before and after.
    async fn search(&mut self, query: &str) -> Result<Vec<SourcePassage>, UiError> {
        self.lookup.searches.push(LookupSearch {
            query: query.chars().take(LONGEST_QUERY).collect(),
            found: None,
        });
        self.tell(Phase::Searching);
        let found = library::find_passages(&self.app, &self.chosen, query).await?;
        if let Some(search) = self.lookup.searches.last_mut() {
            search.found = Some(u32::try_from(found.len()).unwrap_or(u32::MAX));
        }
        Ok(found)
    }

    /// A search that the model asked for: the passages that are new to it, and the numbers of the others.
    async fn search_again(&mut self, query: &str) -> Result<String, UiError> {
        let found = self.search(query).await?;
        let known = found.iter().take(NEXT_PASSAGES);
        let known: Vec<String> = known
            .filter_map(|it| self.passages.number_of(it.source, it.ordinal))
            .map(|number| format!("[{number}]"))
            .collect();
        let new = self.give(found, (NEXT_PASSAGES, NEXT_SEARCH));
        self.keep(&new).await?;
        Ok(rules::tool_result(&self.passages, &new, &known))
    }

    /// Numbers passages as long as there is room; those given already are passed over. Returns the new ones.
    fn give(&mut self, found: Vec<SourcePassage>, (most, tokens): (usize, usize)) -> Vec<Numbered> {
        let mut left = self.budget.min(tokens);
        let mut new = Vec::new();
        for mut passage in found {
            if new.len() >= most {
                break;
            }
            let is_known = self
                .passages
                .number_of(passage.source, passage.ordinal)
                .is_some();
            if is_known || passage.text.trim().is_empty() {
                continue;
            }
            if passages::cost(&passage) > left {
                // A part of the best one is more than nothing.
                if !new.is_empty() || left < LEAST / 2 {
                    continue;
                }
                passages::cut(&mut passage, left.saturating_sub(LEAST / 4));
            }
            let cost = passages::cost(&passage);
            left = left.saturating_sub(cost);
            self.budget = self.budget.saturating_sub(cost);
            new.push(self.passages.add(passage));
        }
        self.lookup.passages = u32::try_from(self.passages.all().len()).unwrap_or(u32::MAX);
        new
    }

    /// On the disk before it goes out.
    async fn keep(&self, passages: &[Numbered]) -> Result<(), UiError> {
        let searches: Vec<&str> = self
            .lookup
            .searches
            .iter()
            .map(|it| it.query.as_str())
            .collect();
        let new = NewGrounding {
            searches: serde_json::json!(searches),
            unread: serde_json::to_value(&self.lookup.unread).unwrap_or_default(),
            passages: passages::rows(passages),
        };
        Ok(self.app.store()?.keep_grounding(self.message, &new).await?)
    }

    fn request(&self) -> ChatRequest {
        let mut request = self.topic.plain.clone();
        if let Some(message) = request.messages.get_mut(self.topic.place) {
            let given = rules::given(&self.passages, &self.lookup.unread);
            *message = ChatMessage::user(format!("{given}\n{}", self.topic.question));
        }
        rules::add(&mut request, self.may_search());
        request
    }

    fn tell(&self, phase: Phase) {
        self.live.look_up(&self.lookup, phase);
    }
}

/// Two lists as one: the best of each, then the second best.
fn in_turn(one: Vec<SourcePassage>, other: Vec<SourcePassage>) -> Vec<SourcePassage> {
    let mut ranked: Vec<(usize, SourcePassage)> = one.into_iter().enumerate().collect();
    ranked.extend(other.into_iter().enumerate());
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut seen: HashSet<(SourceId, i64)> = HashSet::new();
    ranked.retain(|(_, it)| seen.insert((it.source, it.ordinal)));
    ranked.into_iter().map(|(_, passage)| passage).collect()
}

/// What a call of the model searches for.
fn query_of(call: &ToolCall) -> Option<String> {
    if call.name != rules::TOOL {
        return None;
    }
    let arguments: serde_json::Value = serde_json::from_str(&call.arguments).ok()?;
    let query = arguments.get("query")?.as_str()?.trim();
    let query: String = query.chars().take(LONGEST_QUERY).collect();
    (!query.is_empty()).then_some(query)
}
