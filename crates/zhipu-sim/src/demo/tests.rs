//! The demonstration's answers, without a socket.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use serde_json::{Value, json};

use super::{Speech, speak};
use crate::models::Models;
use crate::question::Question;
use crate::{Language, check};

fn answer(body: &Value, seed: u64) -> Speech {
    let models = Models::built_in().unwrap();
    let wish = check::chat(body, &models, false).unwrap();
    let question = Question::read(wish.messages, Language::Chinese).unwrap();
    speak(&question, &wish, None, seed)
}

fn asked(text: &str) -> Value {
    json!({ "model": "glm-5.2", "messages": [{ "role": "user", "content": text }] })
}

#[test]
fn the_first_line_says_that_no_model_is_there() {
    for (question, line) in [
        ("讲讲黄河", "演示平台"),
        ("你好", "演示平台"),
        ("Tell me about rivers", "demonstration platform"),
        ("[[length:5000]] long", "demonstration platform"),
    ] {
        let content = answer(&asked(question), 0).content;
        assert!(
            content.lines().next().unwrap().contains(line),
            "{question}: {content}"
        );
    }
}

#[test]
fn a_plain_question_shows_every_kind_of_formatting() {
    for question in ["讲讲黄河 🙂", "Tell me about rivers"] {
        let content = answer(&asked(question), 3).content;
        for mark in [
            "### ",
            "1. ",
            "- [x] ",
            "| :--- |",
            "```sql",
            "$$",
            "\\[",
            "$ax^2",
            "> > ",
            "](https://",
            "\n---",
        ] {
            assert!(content.contains(mark), "{mark} in the answer to {question}");
        }
        assert!(content.contains(question), "the question is repeated");
    }
}

#[test]
fn what_is_counted_is_true() {
    let mut body = asked("一二三四五 abc");
    body["temperature"] = json!(0.7);
    let content = answer(&body, 0).content;
    assert!(content.contains("| 字符 | 9 |"), "{content}");
    assert!(content.contains("| 汉字 | 5 |"));
    assert!(content.contains("| `temperature` | 0.7 |"));
    assert!(content.contains("| 模型 | `glm-5.2` |"));
}

#[test]
fn a_named_kind_or_language_is_shown_alone() {
    let python = answer(&asked("用Python写一个函数"), 0).content;
    assert!(python.contains("```python") && !python.contains("```rust") && !python.contains("$$"));
    let two = answer(&asked("Sorting in Rust and Go, please go on"), 0).content;
    assert!(two.contains("```rust") && two.contains("```go") && !two.contains("```python"));
    let table = answer(&asked("Show me a table, please"), 0).content;
    assert!(table.contains("| Place |") && !table.contains("```"));
}

#[test]
fn equal_seeds_give_equal_answers() {
    let first = answer(&asked("[[length:9000]] x"), 1);
    assert_eq!(first, answer(&asked("[[length:9000]] x"), 1));
    assert_ne!(first, answer(&asked("[[length:9000]] x"), 2));
}

#[test]
fn every_format_reaches_its_length() {
    for format in ["mixed", "prose", "code", "list", "table", "math"] {
        for length in [2_000, 20_000, 200_000] {
            let text = format!("[[length:{length}]][[format:{format}]] 你好");
            let content = answer(&asked(&text), 5).content;
            let off = content.len().abs_diff(length);
            assert!(off < 1_500, "{format} {length}: {}", content.len());
        }
    }
    let code = answer(&asked("[[length:20000]][[format:code]]"), 0).content;
    assert_eq!(code.matches("```").count(), 2, "one block");
}

#[test]
fn an_answer_goes_on_exactly_where_it_stopped() {
    let whole = answer(&asked("讲讲黄河"), 0).content;
    for at in [10, 100, whole.chars().count() - 1] {
        let so_far: String = whole.chars().take(at).collect();
        let mut body = asked("讲讲黄河");
        let messages = body["messages"].as_array_mut().unwrap();
        messages.push(json!({ "role": "assistant", "content": so_far }));
        assert_eq!(format!("{so_far}{}", answer(&body, 0).content), whole);
        body["messages"]
            .as_array_mut()
            .unwrap()
            .push(json!({ "role": "user", "content": "请继续" }));
        assert_eq!(format!("{so_far}{}", answer(&body, 0).content), whole);
    }
}

#[test]
fn thinking_follows_the_effort() {
    let lengths: Vec<usize> = ["low", "max", "none"]
        .iter()
        .map(|effort| {
            let mut body = asked("Why?");
            body["reasoning_effort"] = json!(effort);
            answer(&body, 0).reasoning.len()
        })
        .collect();
    assert!(
        lengths[0] > 0 && lengths[1] > lengths[0] && lengths[2] == 0,
        "{lengths:?}"
    );
}

#[test]
fn tool_results_are_shown_inside_a_fence_that_holds() {
    let body = json!({ "model": "glm-4.7", "messages": [
        { "role": "user", "content": "weather?" },
        { "role": "assistant", "content": null, "tool_calls": [
            { "id": "a", "type": "function", "function": { "name": "get_weather", "arguments": "{}" } }] },
        { "role": "tool", "tool_call_id": "a", "content": "```\nrain\n```" } ] });
    let content = answer(&body, 0).content;
    assert!(content.contains("`get_weather`") && content.contains("````text\n```\nrain"));
}
