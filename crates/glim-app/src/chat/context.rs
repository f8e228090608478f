//! What the model is told: the system prompt and the branch so far, as messages of the wire.

use zhipu::{
    ChatMessage, ChatRequest,
    chat::{Content, ReasoningEffort, Thinking},
};

use super::{Parameters, Role, ThinkingMode, passages::tokens, splice::mark_length};

/// Asks for the rest of an answer that broke off. The platform has no call for it, so it is a message; English
/// because models follow it in any language of conversation.
const CONTINUE_PROMPT: &str = "Continue your last message from exactly where it was cut off, in the same \
    language and format, even in the middle of a word, a code block or a table. Do not repeat anything and do \
    not comment on this.";

/// A message of the branch, as far as the model needs it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Said {
    pub(crate) role: Role,
    pub(crate) text: String,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// An answer to the last message.
    Answer,
    /// The rest of the last message.
    Continue,
}

/// The request for an answer. Answers without a word (stopped before the first) are left out: the platform
/// refuses empty messages.
pub(crate) fn request(
    model: &str,
    parameters: &Parameters,
    thinking: ThinkingMode,
    branch: &[Said],
    wish: Wish,
) -> ChatRequest {
    let mut messages = Vec::with_capacity(branch.len() + 2);
    if let Some(prompt) = parameters
        .system_prompt
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty())
    {
        messages.push(ChatMessage::system(prompt));
    }
    let last_said = branch
        .last()
        .is_some_and(|said| said.role == Role::Assistant && !said.text.is_empty());
    for said in branch.iter().filter(|said| !said.text.trim().is_empty()) {
        messages.push(match said.role {
            Role::User => ChatMessage::user(said.text.clone()),
            Role::Assistant => ChatMessage::assistant(said.text.clone()),
        });
    }
    if wish == Wish::Continue && last_said {
        messages.push(ChatMessage::user(CONTINUE_PROMPT));
    }
    with_parameters(ChatRequest::new(model, messages), parameters, thinking)
}

/// A request with what the person set for the conversation.
pub(crate) fn with_parameters(
    mut request: ChatRequest,
    parameters: &Parameters,
    thinking: ThinkingMode,
) -> ChatRequest {
    request.temperature = parameters.temperature;
    request.top_p = parameters.top_p;
    request.max_tokens = parameters.max_tokens.map(u64::from);
    request.thinking = match thinking {
        // A model that cannot choose refuses or ignores the switch: it is not sent.
        ThinkingMode::Never | ThinkingMode::Always => None,
        ThinkingMode::Optional => parameters.thinking.map(|on| {
            if on {
                Thinking::enabled()
            } else {
                Thinking::disabled()
            }
        }),
    };
    if thinking != ThinkingMode::Never {
        request.reasoning_effort = parameters.effort.as_deref().map(ReasoningEffort::from);
    }
    request
}

/// Takes the citation marks out of earlier answers: their numbers are those of other passages. The part that is to be
/// continued keeps its own.
pub(crate) fn forget_marks(branch: &mut [Said], wish: Wish) {
    let last = branch.len().saturating_sub(1);
    for (index, said) in branch.iter_mut().enumerate() {
        if said.role == Role::Assistant && !(wish == Wish::Continue && index == last) {
            said.text = without_marks(&said.text);
        }
    }
}

fn without_marks(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let length = mark_length(rest);
        if length.is_none() {
            kept.push(character);
        }
        rest = rest
            .get(length.unwrap_or(character.len_utf8())..)
            .unwrap_or_default();
    }
    kept
}

/// Tokens that are left for passages beside the conversation, the rules and the answer.
pub(crate) fn room(request: &ChatRequest, context: usize) -> usize {
    const RULES: usize = 700;
    const LONGEST_ANSWER: usize = 8_192;
    let said: usize = request.messages.iter().map(said_tokens).sum();
    let wanted = request
        .max_tokens
        .and_then(|most| usize::try_from(most).ok());
    let answer = wanted.unwrap_or(LONGEST_ANSWER).min(context / 4);
    let left = context
        .saturating_sub(said)
        .saturating_sub(answer)
        .saturating_sub(RULES);
    // A good share, not all: our count is a guess, and further rounds need room.
    left / 5 * 3
}

fn said_tokens(message: &ChatMessage) -> usize {
    match message {
        ChatMessage::System { content } | ChatMessage::Tool { content, .. } => tokens(content),
        ChatMessage::User {
            content: Content::Text(text),
        } => tokens(text),
        ChatMessage::User { .. } => 0,
        ChatMessage::Assistant(message) => tokens(message.content.as_deref().unwrap_or_default()),
    }
}

/// The place of the question among the messages of [`request`].
pub(crate) fn question_at(request: &ChatRequest, wish: Wish) -> usize {
    let asks_to_go_on = wish == Wish::Continue
        && matches!(
            request.messages.iter().nth_back(1),
            Some(ChatMessage::Assistant(_))
        );
    let behind = if asks_to_go_on { 3 } else { 1 };
    request.messages.len().saturating_sub(behind)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    fn said(role: Role, text: &str) -> Said {
        Said {
            role,
            text: text.into(),
        }
    }

    fn json(request: &ChatRequest) -> serde_json::Value {
        serde_json::to_value(request).unwrap()
    }

    #[test]
    fn empty_answers_and_a_blank_system_prompt_are_not_sent() {
        let branch = [
            said(Role::User, "你好"),
            said(Role::Assistant, ""),
            said(Role::User, "again"),
        ];
        let parameters = Parameters {
            system_prompt: Some("  ".into()),
            ..Parameters::default()
        };
        let request = request(
            "glm-4.7",
            &parameters,
            ThinkingMode::Optional,
            &branch,
            Wish::Answer,
        );
        let messages = json(&request)["messages"].clone();
        assert_eq!(messages.as_array().unwrap().len(), 2);
        assert_eq!(messages[0]["content"], "你好");
    }

    #[test]
    fn continuing_sends_the_part_and_asks_for_the_rest() {
        let branch = [
            said(Role::User, "q"),
            said(Role::Assistant, "half of a sen"),
        ];
        let request = request(
            "m",
            &Parameters::default(),
            ThinkingMode::Never,
            &branch,
            Wish::Continue,
        );
        let messages = json(&request)["messages"].clone();
        assert_eq!(messages[1]["content"], "half of a sen");
        assert_eq!(messages[2]["role"], "user");
    }

    #[test]
    fn continuing_an_answer_without_a_word_asks_the_question_again() {
        let branch = [said(Role::User, "q"), said(Role::Assistant, "")];
        let request = request(
            "m",
            &Parameters::default(),
            ThinkingMode::Never,
            &branch,
            Wish::Continue,
        );
        assert_eq!(json(&request)["messages"].as_array().unwrap().len(), 1);
    }

    #[test]
    fn a_model_that_always_thinks_is_not_told_to_stop() {
        let parameters = Parameters {
            thinking: Some(false),
            effort: Some("low".into()),
            ..Parameters::default()
        };
        let branch = [said(Role::User, "q")];
        let always = request(
            "glm-5.3",
            &parameters,
            ThinkingMode::Always,
            &branch,
            Wish::Answer,
        );
        assert!(json(&always).get("thinking").is_none());
        assert_eq!(json(&always)["reasoning_effort"], "low");
        let optional = request(
            "glm-5.2",
            &parameters,
            ThinkingMode::Optional,
            &branch,
            Wish::Answer,
        );
        assert_eq!(json(&optional)["thinking"]["type"], "disabled");
    }
}
