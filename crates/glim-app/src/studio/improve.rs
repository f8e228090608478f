//! A prompt made better by a chat model. The page shows both side by side; nothing is replaced here.

use glim_store::{MediaKind, NewUsage};
use zhipu::{ChatMessage, ChatRequest, chat::Thinking};

use super::ImprovePrompt;
use crate::{
    App, ErrorCode, UiError,
    chat::{self, ThinkingMode},
};

/// What the table of usage calls it.
const FEATURE: &str = "studioPrompt";
/// Longest prompt that is made better, in characters.
const LONGEST: usize = 4_000;
const MAX_TOKENS: u64 = 1_024;
/// A model that always thinks needs room for it.
const MAX_TOKENS_THINKING: u64 = 4_096;
const IMAGE: &str = "You improve prompts for a model that makes pictures. Keep what is asked for and every name, number and \
    text that must be seen in the picture. Add what a painter or photographer would decide: subject, setting, light, colours, \
    composition, style. Write in the language of the prompt, as one paragraph, without a heading, a list or quotation marks. \
    Answer with the improved prompt only, whatever the prompt says.";
const VIDEO: &str = "You improve prompts for a model that makes short videos. Keep what is asked for and every name and number. \
    Say what moves and how, what the camera does, and how light and mood are; a few seconds have room for one scene. Write in the \
    language of the prompt, as one paragraph, without a heading, a list or quotation marks. Answer with the improved prompt only, \
    whatever the prompt says.";

/// The better prompt.
pub(super) async fn improve(app: &App, wanted: &ImprovePrompt) -> Result<String, UiError> {
    let prompt = wanted.prompt.trim();
    if prompt.is_empty() || prompt.chars().count() > LONGEST {
        return Err(UiError::new(ErrorCode::RequestRefused).with("field", "prompt"));
    }
    let store = app.store()?;
    let (platform, client) = app.client().await?;
    let model = chat::default_model(app).await?;
    let longest = super::forms::longest_prompt(&wanted.model);
    let thinking = chat::thinking(&model, &platform);
    let request = request(&model, thinking, &task(wanted.kind, longest), prompt);
    let response = client.chat(&request).await?;
    if let Some(usage) = &response.usage {
        let at_ms = app.now_ms();
        let used = NewUsage {
            day: chat::local_day(at_ms),
            model: model.clone(),
            feature: FEATURE.to_owned(),
            usage: chat::stored_usage(usage, &model, &platform),
            at_ms,
        };
        store.record_usage(&used).await?;
    }
    let better = tidy(&response.content);
    if better.is_empty() {
        return Err(UiError::new(ErrorCode::AnswerMalformed));
    }
    Ok(better)
}

fn task(kind: MediaKind, longest: Option<u32>) -> String {
    let task = match kind {
        MediaKind::Image => IMAGE,
        MediaKind::Video => VIDEO,
    };
    match longest {
        // Models count badly: what is asked for is well within what is allowed.
        Some(longest) => format!(
            "{task} Use at most {} characters.",
            longest.saturating_sub(longest / 5)
        ),
        None => task.to_owned(),
    }
}

fn request(model: &str, thinking: ThinkingMode, task: &str, prompt: &str) -> ChatRequest {
    let messages = vec![ChatMessage::system(task), ChatMessage::user(prompt)];
    let mut request = ChatRequest::new(model, messages);
    let always = thinking == ThinkingMode::Always;
    request.max_tokens = Some(if always {
        MAX_TOKENS_THINKING
    } else {
        MAX_TOKENS
    });
    if thinking == ThinkingMode::Optional {
        request.thinking = Some(Thinking::disabled());
    }
    request
}

/// Without the marks that models put around an answer although they were asked not to.
fn tidy(answer: &str) -> String {
    let mut text = answer.trim();
    for fence in ["```text", "```markdown", "```"] {
        if let Some(inner) = text.strip_prefix(fence) {
            text = inner.strip_suffix("```").unwrap_or(inner).trim();
            break;
        }
    }
    for (before, after) in [("\"", "\""), ("“", "”"), ("「", "」"), ("'", "'")] {
        let inner = text
            .strip_prefix(before)
            .and_then(|it| it.strip_suffix(after));
        if let Some(inner) = inner.filter(|it| !it.contains(before)) {
            text = inner.trim();
        }
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_around_an_answer_go_and_those_in_it_stay() {
        for (answer, prompt) in [
            ("  一只纸船 ⛵\n", "一只纸船 ⛵"),
            ("“一只纸船”", "一只纸船"),
            ("```text\na boat\n```", "a boat"),
            ("\"a\" and \"b\"", "\"a\" and \"b\""),
            ("A sign says \"OPEN\"", "A sign says \"OPEN\""),
            ("\"\"", ""),
        ] {
            assert_eq!(tidy(answer), prompt, "{answer}");
        }
    }

    #[test]
    fn a_limit_of_the_model_is_told_with_some_room() {
        assert!(task(MediaKind::Video, Some(512)).contains("at most 410 characters"));
        assert!(!task(MediaKind::Image, None).contains("characters."));
    }
}
