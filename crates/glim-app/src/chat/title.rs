//! A conversation's title: at first the beginning of the question, then made by the model once it has answered.

use glim_store::{ConversationId, MessageId, NewUsage, TitleBy};
use zhipu::{ChatMessage, ChatRequest, chat::Thinking};

use super::{ThinkingMode, models, money};
use crate::{App, AppEvent, UiError};

/// Longest title, in characters.
const LONGEST: usize = 60;
/// Characters of the question and of the answer that the model sees.
const EXCERPT: usize = 600;
/// Enough for a title; a model that always thinks needs room for it.
const MAX_TOKENS: u64 = 64;
const MAX_TOKENS_THINKING: u64 = 1_024;
const PROMPT: &str = "Give this conversation a title of at most eight words (sixteen Chinese characters), \
    in the language of the question, without quotation marks or a full stop. Answer with the title only.";

/// The beginning of a question, for the time until the model has named the conversation.
pub(crate) fn provisional(question: &str) -> String {
    tidy(
        question
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or_default(),
    )
}

/// What a model wrote, made fit for a line of the list; `None` when nothing is left.
fn tidy_answer(answer: &str) -> Option<String> {
    let line = answer
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())?;
    let line = line
        .trim_start_matches(['#', '*', '-', '>', ' '])
        .trim_end_matches('*');
    let line = ["Title:", "title:", "标题：", "标题:"]
        .iter()
        .find_map(|prefix| line.strip_prefix(prefix))
        .unwrap_or(line);
    let title = tidy(
        line.trim()
            .trim_matches(['"', '\'', '“', '”', '「', '」', '《', '》', '`']),
    )
    .trim_end_matches(['.', '。'])
    .to_owned();
    (!title.is_empty()).then_some(title)
}

/// One line, blanks joined, cut at [`LONGEST`] with an ellipsis, control characters gone.
fn tidy(text: &str) -> String {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let clean: Vec<char> = joined
        .chars()
        .filter(|character| !character.is_control())
        .collect();
    if clean.len() <= LONGEST {
        return clean.into_iter().collect();
    }
    let mut cut: String = clean.into_iter().take(LONGEST - 1).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// Asks the model for a title if `answer` is the first of its conversation, unless the person has given one.
/// A failure costs nothing but the better title.
pub(super) async fn make_if_first(app: &App, conversation: ConversationId, answer: MessageId) {
    if let Err(error) = try_make(app, conversation, answer).await {
        tracing::info!(code = ?error.code, "no title was made; the beginning of the question stays");
    }
}

async fn try_make(
    app: &App,
    conversation: ConversationId,
    answer: MessageId,
) -> Result<(), UiError> {
    let store = app.store()?;
    let first = store.path_page(conversation, 0, 2).await?;
    let [question, answered] = first.as_slice() else {
        return Ok(());
    };
    let row = store.conversation(conversation).await?;
    let is_named = row.title_by == Some(TitleBy::Person);
    if answered.id != answer || answered.attempts > 1 || answered.sibling_count > 1 || is_named {
        return Ok(());
    }
    let Some(model) = answered.model.as_deref() else {
        return Ok(());
    };
    let (platform, client) = app.client().await?;
    let thinking = models::thinking(model, &platform);
    let response = client
        .chat(&request(model, thinking, &question.text, &answered.text))
        .await?;
    if let Some(usage) = &response.usage {
        let at_ms = app.now_ms();
        let usage = money::stored_usage(usage, model, &platform);
        let (day, feature) = (money::local_day(at_ms), "title".to_owned());
        store
            .record_usage(&NewUsage {
                day,
                model: model.to_owned(),
                feature,
                usage,
                at_ms,
            })
            .await?;
    }
    let Some(title) = tidy_answer(&response.content) else {
        return Ok(());
    };
    if store
        .rename_conversation(conversation, Some(&title), TitleBy::Model)
        .await?
    {
        app.tell(AppEvent::ConversationChanged { id: conversation });
    }
    Ok(())
}

fn request(model: &str, thinking: ThinkingMode, question: &str, answer: &str) -> ChatRequest {
    let excerpt = |text: &str| text.chars().take(EXCERPT).collect::<String>();
    let messages = vec![
        ChatMessage::system(PROMPT),
        ChatMessage::user(format!(
            "{}\n\n---\n\n{}",
            excerpt(question),
            excerpt(answer)
        )),
    ];
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_title_loses_marks_and_quotes() {
        for (answer, title) in [
            (
                "\n\n**Title: \"The moons of Jupiter.\"**",
                "The moons of Jupiter",
            ),
            ("标题：《木星的卫星》", "木星的卫星"),
            ("# 木星\n\nmore", "木星"),
        ] {
            assert_eq!(tidy_answer(answer).as_deref(), Some(title), "{answer}");
        }
        assert_eq!(tidy_answer(" \n "), None);
    }

    #[test]
    fn a_long_question_is_cut_by_characters_and_not_by_bytes() {
        let title = provisional(&"违约责任".repeat(40));
        assert_eq!(title.chars().count(), LONGEST);
        assert!(title.ends_with('…'));
    }
}
