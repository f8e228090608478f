//! `POST /chat/completions`, streamed or not.

use std::sync::PoisonError;

use serde_json::{Value, json};

use super::{Arrived, put};
use crate::answer::Answer;
use crate::check::{self, Wish};
use crate::chunks::{self, Head};
use crate::codes::Refusal;
use crate::demo;
use crate::ids;
use crate::models::Thinking;
use crate::question::{self, Question};
use crate::reply::{Pace, Reply};
use crate::state::Shared;
use crate::tokens;
use crate::tool_use;
use crate::web_search::Search;

/// Tokens that each message costs beside its text.
const MESSAGE_FRAME: u64 = 4;

pub(super) fn complete(arrived: &Arrived) -> Result<Reply, Refusal> {
    let shared = &arrived.shared;
    let body = arrived.object()?;
    let wish = check::chat(body, &shared.models, arrived.any_model)?;
    let (answer, usage, speed) = answer(arrived, body, &wish)?;
    let head = head(shared, &wish);
    let pace = Pace::new(speed.unwrap_or(shared.options.tokens_per_second));
    let mut reply = if wish.stream {
        Reply::event_stream(chunks::events(&head, &answer, &usage))
    } else {
        let mut reply = Reply::json(&chunks::whole(&head, &answer, &usage));
        reply.delay = pace.time_of(answer.tokens());
        reply
    };
    reply.delay = reply.delay.saturating_add(shared.options.first_token_delay);
    reply.tokens_per_second = speed;
    Ok(reply)
}

/// The ids and the model that an answer repeats.
pub(super) fn head(shared: &Shared, wish: &Wish<'_>) -> Head {
    let id = shared.ids.request();
    Head {
        request_id: wish.request_id.unwrap_or(&id).to_owned(),
        id,
        created: ids::now_seconds(),
        model: wish.model.id.clone(),
    }
}

/// The answer to a checked request with its usage, and the speed if the question sets one.
pub(super) fn answer(
    arrived: &Arrived,
    body: &Value,
    wish: &Wish<'_>,
) -> Result<(Answer, Value, Option<f64>), Refusal> {
    let shared = &arrived.shared;
    let question = Question::read(wish.messages, shared.options.language)?;
    let parts = prompt_parts(body, wish, &question);
    let prompt_tokens: u64 = parts.iter().map(|(_, tokens)| tokens).sum();
    if prompt_tokens > wish.model.context {
        return Err(Refusal::of(1261));
    }
    let scripted = {
        let mut scripts = shared
            .scripts
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if scripts.is_empty() {
            None
        } else {
            Some(scripts.remove(0))
        }
    };
    let mut answer = match scripted {
        Some(script) => script.into_answer(),
        None => composed(shared, wish, &question),
    };
    if let Some(fault) = &arrived.fault {
        answer.amend(fault);
    }
    let cached = shared.prefixes.cached(&wish.model.id, &parts);
    let usage = match answer.usage.take() {
        Some(dictated) => dictated,
        None => usage(wish, &answer, prompt_tokens, cached),
    };
    Ok((answer, usage, question.magic.tokens_per_second))
}

/// What the simulator says of its own accord: a title, a function call, or the demonstration.
fn composed(shared: &Shared, wish: &Wish<'_>, question: &Question) -> Answer {
    if question::asks_for_title(wish.messages) {
        return Answer::spoken("", &question::title(wish.messages));
    }
    let seed = shared.ids.seed();
    let search = wish
        .search
        .map(|settings| Search::run(settings, &question.topic(70), question.language, seed));
    let calls = tool_use::chosen(question, &wish.functions);
    let speech = demo::speak(question, wish, search.as_ref(), seed);
    let mut answer = if calls.is_empty() {
        let content = until(&speech.content, wish.stop);
        if wish.model.thinking == Thinking::InContent {
            Answer::spoken(
                "",
                &format!("<think>\n{}\n</think>\n{content}", speech.reasoning),
            )
        } else {
            Answer::spoken(&speech.reasoning, content)
        }
    } else {
        let mut answer = Answer::spoken(&speech.reasoning, "");
        answer.deltas.extend(tool_use::deltas(
            &calls,
            question,
            wish.tool_stream,
            &shared.ids,
        ));
        "tool_calls".clone_into(&mut answer.finish);
        answer
    };
    answer.sources = search.and_then(|search| search.sources());
    answer.limit(wish.max_tokens.unwrap_or(wish.model.max_output));
    answer
}

/// The text before a stop word.
fn until<'a>(text: &'a str, stop: Option<&str>) -> &'a str {
    stop.and_then(|stop| text.split_once(stop))
        .map_or(text, |(before, _)| before)
}

/// The prompt in the parts that the context cache keeps: tools, then message by message.
pub(super) fn prompt_parts(
    body: &Value,
    wish: &Wish<'_>,
    question: &Question,
) -> Vec<(String, u64)> {
    let mut parts = Vec::with_capacity(wish.messages.len() + 1);
    if let Some(tools) = body.get("tools") {
        let tools = tools.to_string();
        let tokens = tokens::count(&tools);
        parts.push((tools, tokens));
    }
    for message in wish.messages {
        let calls = message
            .get("tool_calls")
            .map_or(0, |calls| tokens::count(&calls.to_string()));
        let tokens = MESSAGE_FRAME + tokens::count(&question::text_of(message)) + calls;
        parts.push((message.to_string(), tokens));
    }
    let media: u64 = question.media.iter().map(crate::media::Media::tokens).sum();
    if let Some((_, tokens)) = parts.last_mut() {
        *tokens += media;
    }
    parts
}

fn usage(wish: &Wish<'_>, answer: &Answer, prompt_tokens: u64, cached: u64) -> Value {
    let completion_tokens = answer.tokens();
    let mut usage = json!({
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
    });
    if wish.model.cache {
        let details = json!({ "cached_tokens": cached });
        put(&mut usage, "prompt_tokens_details", details);
    }
    // Models that never think send no such details.
    if matches!(wish.model.thinking, Thinking::Optional | Thinking::Forced) {
        let details = json!({ "reasoning_tokens": answer.reasoning_tokens() });
        put(&mut usage, "completion_tokens_details", details);
    }
    usage
}
