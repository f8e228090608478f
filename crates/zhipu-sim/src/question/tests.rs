//! Reading conversations.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use serde_json::{Value, json};

use super::{Question, asks_for_title, shorten, title};
use crate::Language;

fn read(messages: &Value) -> Question {
    Question::read(messages.as_array().unwrap(), Language::Chinese).unwrap()
}

#[test]
fn the_last_question_is_answered() {
    let question = read(&json!([
        { "role": "system", "content": "Be brief." },
        { "role": "user", "content": "first" },
        { "role": "assistant", "content": "answer" },
        { "role": "user", "content": [{ "type": "text", "text": "第二个问题 [[length:10]]" }] },
    ]));
    assert_eq!(question.text, "第二个问题");
    assert_eq!(question.language, Language::Chinese);
    assert_eq!(question.messages, 4);
    assert_eq!(question.system.as_deref(), Some("Be brief."));
    assert_eq!(question.so_far, None);
}

#[test]
fn going_on_goes_back_to_the_question() {
    let by_word = read(&json!([
        { "role": "user", "content": "Tell me about rivers" },
        { "role": "assistant", "content": "Rivers are" },
        { "role": "user", "content": "Continue exactly where you stopped." },
    ]));
    assert_eq!(by_word.text, "Tell me about rivers");
    assert_eq!(by_word.messages, 1, "the same as when it was asked");
    assert_eq!(by_word.so_far.as_deref(), Some("Rivers are"));
    let by_prefix = read(&json!([
        { "role": "user", "content": "讲讲河流" },
        { "role": "assistant", "content": "河流是" },
    ]));
    assert_eq!(by_prefix.so_far.as_deref(), Some("河流是"));
    let plain = read(&json!([{ "role": "user", "content": "Continue" }]));
    assert_eq!(plain.text, "Continue");
}

#[test]
fn tool_results_know_their_function() {
    let question = read(&json!([
        { "role": "user", "content": "weather?" },
        { "role": "assistant", "content": null, "tool_calls": [
            { "id": "a", "type": "function", "function": { "name": "get_weather", "arguments": "{}" } },
            { "id": "b", "type": "function", "function": { "name": "get_time", "arguments": "{}" } } ] },
        { "role": "tool", "tool_call_id": "a", "content": "{\"rain\":true}" },
        { "role": "tool", "tool_call_id": "b", "content": "12:00" },
    ]));
    let names: Vec<&str> = question
        .tool_results
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["get_weather", "get_time"]);
}

#[test]
fn titles_are_the_first_words() {
    let asked = json!([
        { "role": "system", "content": "Write a short title for the conversation." },
        { "role": "user", "content": "How do I count words in Rust? I have a file. [[fault:cut]]" },
    ]);
    assert!(asks_for_title(asked.as_array().unwrap()));
    assert_eq!(
        title(asked.as_array().unwrap()),
        "How do I count words in Rust?"
    );
    let chinese = json!([
        { "role": "system", "content": "请为对话取一个标题" },
        { "role": "user", "content": "对话如下：\n用户：帮我写一首关于秋天的诗。\n助手：好的" },
    ]);
    assert_eq!(title(chinese.as_array().unwrap()), "帮我写一首关于秋天的诗");
    assert!(!asks_for_title(
        json!([{ "role": "user", "content": "title?" }])
            .as_array()
            .unwrap()
    ));
}

#[test]
fn shortening_keeps_whole_words_and_characters() {
    assert_eq!(shorten("one two  three", 40), "one two three");
    assert_eq!(shorten("one two three four", 12), "one two…");
    assert_eq!(shorten("天地玄黄宇宙洪荒", 5), "天地玄黄…");
    assert_eq!(shorten("🙂🙂🙂🙂", 3), "🙂🙂…");
}
