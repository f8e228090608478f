//! Streams of every kind, and the property that cutting never matters.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::chat::{ToolCallDelta, WebSearchResult};
use crate::error::Kind;

/// What a stream gave: deltas with neighbouring texts joined, and how it ended.
fn decode(pieces: &[&[u8]]) -> (Vec<ChatDelta>, Result<(), Error>) {
    let mut decoder = ChatDecoder::new();
    let mut deltas = Vec::new();
    let mut result = Ok(());
    for piece in pieces {
        result = result.and_then(|()| decoder.push(piece, &mut deltas));
    }
    result = result.and_then(|()| decoder.finish(&mut deltas));
    (joined(deltas), result)
}

fn joined(deltas: Vec<ChatDelta>) -> Vec<ChatDelta> {
    let mut all: Vec<ChatDelta> = Vec::new();
    for delta in deltas {
        match (all.last_mut(), delta) {
            (Some(ChatDelta::Content(text)), ChatDelta::Content(more))
            | (Some(ChatDelta::Reasoning(text)), ChatDelta::Reasoning(more)) => {
                text.push_str(&more);
            }
            (_, delta) => all.push(delta),
        }
    }
    all
}

fn event(chunk: &Value) -> String {
    format!("data: {chunk}\n\n")
}

fn delta(delta: &Value) -> String {
    event(&json!({"id": "c1", "choices": [{"index": 0, "delta": delta}]}))
}

fn finish(reason: &str) -> String {
    event(&json!({"id": "c1", "choices": [{"delta": {"content": ""}, "finish_reason": reason}]}))
}

fn good(text: &str) -> Vec<ChatDelta> {
    let (deltas, result) = decode(&[text.as_bytes()]);
    result.expect("a good end");
    deltas
}

fn content(text: &str) -> ChatDelta {
    ChatDelta::Content(text.to_owned())
}

/// The stream of the platform notes (chat §4.2), with Chinese words.
fn platform_stream() -> String {
    let text = |delta: Value| {
        event(
            &json!({"id": "20260711170100aa", "created": 1_783_760_460, "model": "glm-4.7",
            "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta}]}),
        )
    };
    [
        text(json!({"role": "assistant", "reasoning_content": "想"})),
        text(json!({"role": "assistant", "reasoning_content": "想 🤔"})),
        text(json!({"role": "assistant", "content": "四"})),
        text(json!({"role": "assistant", "content": "。"})),
        event(&json!({"id": "20260711170100aa", "model": "glm-4.7",
            "choices": [{"index": 0, "finish_reason": "stop", "delta": {"content": ""}}],
            "usage": {"prompt_tokens": 9, "completion_tokens": 31, "total_tokens": 40,
                "prompt_tokens_details": {"cached_tokens": 4}}})),
        "data: [DONE]\n\n".to_owned(),
    ]
    .concat()
}

#[test]
fn the_platforms_own_stream_is_read() {
    let deltas = good(&platform_stream());
    let id = Some("20260711170100aa".to_owned());
    let model = Some("glm-4.7".to_owned());
    let usage = Usage {
        prompt_tokens: 9,
        completion_tokens: 31,
        total_tokens: 40,
        cached_tokens: Some(4),
        reasoning_tokens: None,
    };
    assert_eq!(
        deltas,
        [
            ChatDelta::Started {
                id: id.clone(),
                request_id: id,
                model
            },
            ChatDelta::Reasoning("想想 🤔".to_owned()),
            content("四。"),
            ChatDelta::Usage(usage),
            ChatDelta::Finished(FinishReason::Stop),
        ]
    );
}

#[test]
fn a_stream_of_an_own_server_with_pings_and_late_usage_is_read() {
    let text = [
        ": ping\n\n",
        &event(&json!({"choices": [{"delta": {"role": "assistant", "content": null}}]})),
        ": ping\n\n",
        &event(&json!({"choices": [{"delta": {"content": "hi"}, "finish_reason": null}]})),
        &event(&json!({"choices": [{"delta": {}, "finish_reason": "stop"}]})),
        &event(&json!({"choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 2}})),
        "data: [DONE]\n\n",
    ]
    .concat();
    let deltas = good(&text);
    assert_eq!(deltas[1], content("hi"));
    assert!(matches!(
        deltas[2],
        ChatDelta::Usage(Usage {
            total_tokens: 3,
            ..
        })
    ));
    assert_eq!(deltas[3], ChatDelta::Finished(FinishReason::Stop));
}

#[test]
fn usage_that_is_repeated_is_given_once() {
    let usage = json!({"prompt_tokens": 1, "completion_tokens": 2});
    let chunk = event(&json!({"choices": [], "usage": usage}));
    let text = format!("{chunk}{chunk}data: [DONE]\n\n");
    let count = good(&text)
        .iter()
        .filter(|it| matches!(it, ChatDelta::Usage(_)))
        .count();
    assert_eq!(count, 1);
}

#[test]
fn every_finish_reason_is_told_and_unknown_ones_are_kept() {
    for (word, reason) in [
        ("stop", FinishReason::Stop),
        ("length", FinishReason::Length),
        ("tool_calls", FinishReason::ToolCalls),
        ("sensitive", FinishReason::Sensitive),
        ("network_error", FinishReason::NetworkError),
        (
            "model_context_window_exceeded",
            FinishReason::ContextWindowExceeded,
        ),
        ("困了", FinishReason::Other("困了".to_owned())),
    ] {
        let deltas = good(&finish(word));
        assert_eq!(deltas.last(), Some(&ChatDelta::Finished(reason)), "{word}");
    }
}

#[test]
fn a_sensitive_stop_tells_what_was_found() {
    let text = event(
        &json!({"choices": [{"finish_reason": "sensitive", "delta": {"role": "user"}}],
        "content_filter": [{"role": "assistant", "level": 1}]}),
    );
    let deltas = good(&text);
    let ChatDelta::ContentFilter(filters) = &deltas[1] else {
        panic!("{deltas:?}")
    };
    assert_eq!(filters[0].level, Some(1));
    assert_eq!(deltas[2], ChatDelta::Finished(FinishReason::Sensitive));
}

#[test]
fn done_before_the_reason_that_was_to_come_is_a_cut_line() {
    let open =
        json!({"id": "c1", "choices": [{"delta": {"content": "灯"}, "finish_reason": null}]});
    let (deltas, result) = decode(&[format!("{}data: [DONE]\n\n", event(&open)).as_bytes()]);
    assert!(matches!(result, Err(Error::Cut { .. })), "{result:?}");
    assert_eq!(deltas.last(), Some(&content("灯")));
    let (_, result) = decode(&[format!("{}data: [DONE]", event(&open)).as_bytes()]);
    assert!(
        matches!(result, Err(Error::Cut { .. })),
        "without a blank line: {result:?}"
    );
    let whole = format!("{}{}data: [DONE]\n\n", event(&open), finish("stop"));
    assert_eq!(
        good(&whole).last(),
        Some(&ChatDelta::Finished(FinishReason::Stop))
    );
}

#[test]
fn done_of_a_server_that_knows_no_reasons_ends_well() {
    let text = format!("{}data: [DONE]\n\n", delta(&json!({"content": "x"})));
    assert_eq!(
        good(&text).last(),
        Some(&ChatDelta::Finished(FinishReason::Stop))
    );
    let call = json!({"tool_calls": [{"id": "a", "function": {"name": "f", "arguments": "{}"}}]});
    let text = format!("{}data: [DONE]", delta(&call));
    let deltas = good(&text);
    let expected = ToolCallDelta {
        index: 0,
        id: "a".to_owned(),
        name: Some("f".to_owned()),
        arguments: "{}".to_owned(),
    };
    assert_eq!(deltas[1], ChatDelta::ToolCall(expected));
    assert_eq!(
        deltas.last(),
        Some(&ChatDelta::Finished(FinishReason::ToolCalls))
    );
}

#[test]
fn a_finish_reason_and_the_end_of_the_body_are_enough() {
    let whole = finish("stop");
    assert_eq!(
        good(whole.trim_end()).last(),
        Some(&ChatDelta::Finished(FinishReason::Stop))
    );
    let cut_done = format!("{whole}data: [DON");
    assert_eq!(
        good(&cut_done).last(),
        Some(&ChatDelta::Finished(FinishReason::Stop))
    );
}

#[test]
fn a_cut_line_keeps_what_has_come() {
    let whole = platform_stream();
    let at = whole.find("四").unwrap() + 1;
    let (deltas, result) = decode(&[&whole.as_bytes()[..at]]);
    assert_eq!(
        deltas.last(),
        Some(&ChatDelta::Reasoning("想想 🤔".to_owned()))
    );
    let error = result.unwrap_err();
    assert_eq!(error.kind(), Kind::Cut);
    assert_eq!(error.request_id(), Some("20260711170100aa"));
}

#[test]
fn nothing_at_all_is_a_cut_line() {
    for text in ["", "\n\n", ": ping\n\n", "data:\n\n", "data: "] {
        assert_eq!(
            decode(&[text.as_bytes()]).1.unwrap_err().kind(),
            Kind::Cut,
            "{text:?}"
        );
    }
}

#[test]
fn what_was_held_back_is_given_when_the_line_is_cut() {
    let text = delta(&json!({"content": "a <|begin"}));
    let (deltas, result) = decode(&[text.as_bytes()]);
    assert_eq!(deltas.last(), Some(&content("a <|begin")));
    assert_eq!(result.unwrap_err().kind(), Kind::Cut);
}

#[test]
fn an_error_inside_the_stream_is_classified_after_what_has_come() {
    for frame in [
        event(&json!({"error": {"code": "1305", "message": "过载"}})),
        event(&json!({"error": {"code": 1305, "message": "过载"}})),
        event(&json!({"code": 1305, "msg": "过载", "success": false})),
        format!(
            "event: error\n{}",
            event(&json!({"code": "1305", "message": "过载"}))
        ),
    ] {
        let text = format!("{}{frame}", delta(&json!({"content": "一半 <"})));
        let (deltas, result) = decode(&[text.as_bytes()]);
        assert_eq!(deltas.last(), Some(&content("一半 <")), "{frame}");
        let error = result.unwrap_err();
        assert_eq!(
            (error.kind(), error.code()),
            (Kind::Overloaded, Some("1305")),
            "{frame}"
        );
        assert_eq!(error.platform_message(), Some("过载"));
        assert_eq!((error.status(), error.request_id()), (None, Some("c1")));
    }
}

#[test]
fn an_error_body_without_any_event_is_understood() {
    let body = json!({"error": {"code": "1261", "message": "Prompt exceeds max length"}});
    let (deltas, result) = decode(&[b" \r\n", body.to_string().as_bytes()]);
    assert_eq!(
        (deltas.len(), result.unwrap_err().kind()),
        (0, Kind::PromptTooLong)
    );
}

#[test]
fn a_server_that_cannot_stream_is_understood() {
    let body = json!({"id": "1", "choices": [{"finish_reason": "stop",
        "message": {"content": "<think>嗯</think>好"}}], "usage": {"prompt_tokens": 3}});
    let deltas = good(&body.to_string());
    assert_eq!(deltas[1], ChatDelta::Reasoning("嗯".to_owned()));
    assert_eq!(deltas[2], content("好"));
    assert_eq!(
        deltas.last(),
        Some(&ChatDelta::Finished(FinishReason::Stop))
    );
    let text = body.to_string();
    let half = &text.as_bytes()[..text.len() / 2];
    assert_eq!(decode(&[half]).1.unwrap_err().kind(), Kind::Cut);
}

#[test]
fn a_page_or_another_json_is_malformed() {
    for text in [
        "<!doctype html><p>login</p>",
        "{\"hello\": 1}",
        "data: nonsense\n\ndata: x\n\n",
    ] {
        assert_eq!(
            decode(&[text.as_bytes()]).1.unwrap_err().kind(),
            Kind::Malformed,
            "{text}"
        );
    }
}

#[test]
fn odd_chunks_break_nothing() {
    let odd = [
        json!({}),
        json!({"choices": null}),
        json!({"choices": [null, 5]}),
        json!({"choices": [{"delta": null}]}),
        json!({"choices": [{"delta": {"content": 5, "tool_calls": "x"}}]}),
        json!({"choices": [{"index": 3, "delta": {"content": "other choice"}}]}),
        json!({"usage": "much", "web_search": 5, "content_filter": [7], "novelty": {}}),
        json!([1, 2]),
        json!("text"),
        json!(null),
    ];
    let text: String = odd.iter().map(event).collect();
    let deltas = good(&format!("{text}data: [DONE]\n\n"));
    assert_eq!(
        deltas.len(),
        3,
        "started, the content 5, and the end: {deltas:?}"
    );
}

#[test]
fn search_results_come_first_or_last() {
    let found = json!([{"title": "潮汐", "link": ""}]);
    let text = [
        event(&json!({"id": "c1", "web_search": found, "choices": []})),
        delta(&json!({"content": "x"})),
        finish("stop"),
    ]
    .concat();
    let expected = WebSearchResult {
        title: "潮汐".to_owned(),
        ..WebSearchResult::default()
    };
    assert_eq!(good(&text)[1], ChatDelta::WebSearch(vec![expected]));
}

#[test]
fn a_first_finish_reason_of_all_tools_does_not_end_the_stream() {
    let step = json!({"tool_calls": [{"id": "a", "type": "code_interpreter",
        "code_interpreter": {"input": "print(6*7)"}}]});
    let result = json!({"role": "tool", "tool_calls": [{"type": "code_interpreter",
        "code_interpreter": {"outputs": [{"type": "logs", "logs": "42"}]}}]});
    let text = [
        delta(&step),
        finish("tool_calls"),
        delta(&result),
        delta(&json!({"content": "It is 42."})),
        finish("stop"),
        "data: [DONE]\n\n".to_owned(),
    ]
    .concat();
    let deltas = good(&text);
    let ends = deltas
        .iter()
        .filter(|it| matches!(it, ChatDelta::Finished(_)))
        .count();
    let steps = deltas
        .iter()
        .filter(|it| matches!(it, ChatDelta::ServerTool(_)))
        .count();
    assert_eq!((ends, steps), (1, 2));
    assert_eq!(
        deltas.last(),
        Some(&ChatDelta::Finished(FinishReason::Stop))
    );
}

#[test]
fn whatever_comes_after_the_end_is_passed_over() {
    let text = format!("data: [DONE]\n\n{}", delta(&json!({"content": "late"})));
    assert_eq!(good(&text), [ChatDelta::Finished(FinishReason::Stop)]);
}

#[test]
fn a_stream_over_its_cap_is_given_up() {
    let limits = SseLimits {
        line_bytes: 100,
        ..SseLimits::default()
    };
    let mut decoder = ChatDecoder::with_limits(limits);
    let mut deltas = Vec::new();
    decoder
        .push(delta(&json!({"content": "a"})).as_bytes(), &mut deltas)
        .unwrap();
    let endless = decoder.push(&[b'x'; 200], &mut deltas);
    assert!(matches!(endless, Err(Error::Overflow { .. })));
    assert_eq!(deltas.last(), Some(&content("a")));
    assert!(decoder.is_ended());
}

/// Streams from pieces that chance chooses, honest and not.
fn stream() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just(platform_stream()),
        Just(delta(&json!({"content": "你好 👩‍👩‍👧 <think> שלום"}))),
        Just(delta(&json!({"content": "<think>"}))),
        Just(delta(&json!({"content": "</think>\n<|begin_of_box|>"}))),
        Just(delta(&json!({"reasoning_content": "嗯"}))),
        Just(delta(&json!({"tool_calls": [{"index": 0, "id": "a",
            "function": {"name": "f", "arguments": "{"}}]}))),
        Just(": ping\r\n\r\n".to_owned()),
        Just("\u{FEFF}".to_owned()),
        Just("{\"choices\": []}".to_owned()),
        Just("data: {\"error\": {\"code\": \"1305\"}}\n\n".to_owned()),
        Just("data: [DONE]\n\n".to_owned()),
        Just(finish("length")),
        Just(event(
            &json!({"choices": [{"delta": {"content": "x"}, "finish_reason": null}]})
        )),
        "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_cutting_of_the_bytes_gives_the_same_deltas(
        text in stream(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let bytes = text.as_bytes();
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        places.extend([0, bytes.len()]);
        places.sort_unstable();
        let pieces: Vec<&[u8]> = places.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
        let (cut, cut_end) = decode(&pieces);
        let (whole, whole_end) = decode(&[bytes]);
        prop_assert_eq!(cut, whole);
        let ends = [cut_end, whole_end].map(|end| end.err().map(|error| error.to_string()));
        prop_assert_eq!(&ends[0], &ends[1]);
    }

    #[test]
    fn no_bytes_make_the_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let (_, _) = decode(&[&bytes]);
    }
}
