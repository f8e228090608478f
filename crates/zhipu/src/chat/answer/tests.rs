//! Whole answers: every field, and every way in which a field may be odd.

use serde_json::json;

use super::*;

fn read(body: &Value) -> ChatResponse {
    ChatResponse::read(body).expect("an answer")
}

fn honest() -> Value {
    json!({
        "id": "20260711170000f1a2b3", "request_id": "my-request", "object": "chat.completion",
        "created": 1_783_760_400, "model": "glm-4.7",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {
            "role": "assistant", "reasoning_content": "二加二…", "content": "四 👍"}}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 31, "total_tokens": 40,
            "prompt_tokens_details": {"cached_tokens": 4},
            "completion_tokens_details": {"reasoning_tokens": 27}},
        "web_search": [{"title": "标题", "link": "", "media": null, "refer": "ref_1",
            "publish_date": "2026-07-01", "content": "…", "icon": 5}],
        "content_filter": [{"role": "assistant", "level": 3}]
    })
}

#[test]
fn a_whole_answer_is_read() {
    let response = read(&honest());
    assert_eq!(response.content, "四 👍");
    assert_eq!(response.reasoning, "二加二…");
    assert_eq!(response.request_id.as_deref(), Some("my-request"));
    assert_eq!(response.created, Some(1_783_760_400));
    assert_eq!(response.finish_reason, Some(FinishReason::Stop));
    let usage = response.usage.unwrap();
    assert_eq!(
        (usage.cached_tokens, usage.reasoning_tokens),
        (Some(4), Some(27))
    );
    assert_eq!(response.web_search[0].title, "标题");
    assert_eq!(response.web_search[0].icon, "5");
    assert_eq!(response.content_filter[0].level, Some(3));
}

#[test]
fn any_optional_field_may_be_missing_null_or_of_a_wrong_type() {
    let odd = [
        Value::Null,
        json!(7),
        json!("x"),
        json!([1, "x"]),
        json!({"x": [1]}),
        json!(true),
    ];
    let paths = [
        "/id",
        "/request_id",
        "/object",
        "/created",
        "/model",
        "/usage",
        "/usage/prompt_tokens",
        "/usage/completion_tokens",
        "/usage/total_tokens",
        "/usage/prompt_tokens_details",
        "/usage/completion_tokens_details/reasoning_tokens",
        "/web_search",
        "/web_search/0",
        "/web_search/0/title",
        "/content_filter",
        "/content_filter/0/level",
        "/choices/0/finish_reason",
        "/choices/0/message/role",
        "/choices/0/message/reasoning_content",
        "/choices/0/message/content",
    ];
    for path in paths {
        for value in &odd {
            let mut body = honest();
            *body.pointer_mut(path).expect(path) = value.clone();
            let response = read(&body);
            if !path.starts_with("/choices/0/message/content") {
                assert_eq!(response.content, "四 👍", "{path} {value}");
            }
        }
        let (parent, name) = path.rsplit_once('/').unwrap();
        let mut body = honest();
        if let Some(parent) = body.pointer_mut(parent).and_then(Value::as_object_mut) {
            parent.remove(name);
        }
        read(&body);
    }
}

#[test]
fn unknown_fields_and_words_are_no_harm() {
    let mut body = honest();
    body["choices"][0]["finish_reason"] = json!("tired");
    body["choices"][0]["message"]["mood"] = json!({"deep": [1, 2]});
    body["novelty"] = json!("新");
    let response = read(&body);
    assert_eq!(
        response.finish_reason,
        Some(FinishReason::Other("tired".to_owned()))
    );
}

#[test]
fn tool_calls_come_whole_with_arguments_as_text_or_object() {
    let body = json!({"choices": [{"finish_reason": "tool_calls", "message": {"content": null,
    "tool_calls": [
        {"id": "call_1", "index": 0, "type": "function",
         "function": {"name": "get_weather", "arguments": "{\"city\":\"里昂\"}"}},
        {"function": {"name": "now", "arguments": {"zone": "UTC"}}},
    ]}}]});
    let response = read(&body);
    assert_eq!(response.tool_calls[0].arguments, "{\"city\":\"里昂\"}");
    assert_eq!(response.tool_calls[0].id, "call_1");
    assert_eq!(response.tool_calls[1].arguments, "{\"zone\":\"UTC\"}");
    assert!(response.tool_calls[1].id.starts_with("call_"));
    assert_eq!((response.content.as_str(), response.usage), ("", None));
}

#[test]
fn thinking_inside_content_and_box_marks_are_taken_out() {
    let body = json!({"choices": [{"message": {"content":
        "<think>算一下</think>\n答案 <|begin_of_box|>42<|end_of_box|>"}}]});
    let response = read(&body);
    assert_eq!(response.reasoning, "算一下");
    assert_eq!(response.content, "答案 42");
    assert_eq!(response.finish_reason, None);
}

#[test]
fn content_in_parts_is_joined_and_other_choices_are_passed_over() {
    let body = json!({"choices": [
        {"index": 1, "message": {"content": "other"}},
        {"index": 0, "message": {"content": [{"type": "text", "text": "a"}, {"text": "b"}]}},
    ]});
    assert_eq!(read(&body).content, "ab");
}

#[test]
fn something_else_is_no_answer() {
    for body in [
        json!({}),
        json!({"choices": []}),
        json!([]),
        json!({"choices": null}),
    ] {
        assert!(
            matches!(ChatResponse::read(&body), Err(Error::Malformed { .. })),
            "{body}"
        );
    }
}

#[test]
fn totals_are_added_up_where_the_server_does_not() {
    let usage = Usage::read(&json!({"prompt_tokens": "5", "completion_tokens": 2.0})).unwrap();
    assert_eq!(usage.total_tokens, 7);
    assert_eq!(Usage::read(&json!({})), None);
    assert_eq!(Usage::read(&json!({"prompt_tokens": null})), None);
}

#[test]
fn search_results_and_usage_survive_being_stored() {
    let response = read(&honest());
    let stored = serde_json::to_string(&(&response.web_search, response.usage)).unwrap();
    assert!(stored.contains("publishDate") && stored.contains("cachedTokens"));
    let (results, usage): (Vec<WebSearchResult>, Option<Usage>) =
        serde_json::from_str(&stored).unwrap();
    assert_eq!((results, usage), (response.web_search, response.usage));
}
