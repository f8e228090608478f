//! Request bodies as they are sent to the platform and to an own server.

use serde_json::json;

use super::*;
use crate::chat::{AssistantMessage, ContentPart, ToolCall, WebSearchTool};

fn sent(request: &ChatRequest, custom: bool, stream: Option<bool>) -> Value {
    serde_json::from_slice(&request.body(custom, stream).unwrap()).unwrap()
}

fn full() -> ChatRequest {
    let call = ToolCall {
        id: "c1".into(),
        name: "weather".into(),
        arguments: "{}".into(),
    };
    let assistant = AssistantMessage {
        content: None,
        reasoning_content: Some("想".into()),
        tool_calls: vec![call],
    };
    ChatRequest {
        thinking: Some(Thinking::Enabled {
            clear_thinking: Some(false),
        }),
        reasoning_effort: Some(ReasoningEffort::High),
        temperature: Some(0.75),
        top_p: Some(0.9),
        max_tokens: Some(512),
        do_sample: Some(true),
        stop: vec!["完".into()],
        tools: vec![
            Tool::function("weather", "天气", json!({"type": "object"})),
            Tool::WebSearch {
                web_search: WebSearchTool {
                    enable: true,
                    count: Some(5),
                    ..Default::default()
                },
            },
            Tool::Other(json!({"type": "drawing_tool"})),
        ],
        tool_choice: Some(ToolChoice::Auto),
        tool_stream: Some(true),
        response_format: Some(ResponseFormat::JsonObject),
        request_id: Some("request-1".into()),
        user_id: Some("desk-000001".into()),
        meta: Some(Meta {
            bot_name: "小智".into(),
            ..Meta::default()
        }),
        seed: Some(7),
        watermark_enabled: Some(false),
        sensitive_word_check: Some(SensitiveWordCheck {
            kind: "ALL".into(),
            status: "DISABLE".into(),
        }),
        extra: json!({"temperature": 0.1, "stream": false, "custom": {"a": 1}})
            .as_object()
            .cloned()
            .unwrap(),
        ..ChatRequest::new(
            "glm-5.2",
            vec![
                ChatMessage::system("简短"),
                ChatMessage::user_parts(vec![
                    ContentPart::image("data:image/png;base64,AA=="),
                    ContentPart::text("这是什么？"),
                ]),
                ChatMessage::Assistant(assistant),
                ChatMessage::tool("c1", "{\"rain\":true}"),
            ],
        )
    }
}

#[test]
fn a_plain_request_holds_nothing_but_model_and_messages() {
    let request = ChatRequest::new("glm-4.7", vec![ChatMessage::user("你好 👋 שלום")]);
    assert_eq!(
        serde_json::to_string(&request).unwrap(),
        r#"{"model":"glm-4.7","messages":[{"role":"user","content":"你好 👋 שלום"}]}"#
    );
}

#[test]
fn every_field_goes_to_the_platform_in_its_words() {
    insta::assert_json_snapshot!(sent(&full(), false, Some(true)));
}

#[test]
fn an_own_server_gets_only_the_openai_form_and_is_asked_for_usage() {
    insta::assert_json_snapshot!(sent(&full(), true, Some(true)));
}

#[test]
fn usage_is_asked_for_in_streams_of_own_servers_only() {
    let request = ChatRequest::new("m", vec![]);
    assert!(
        sent(&request, true, Some(false))
            .get("stream_options")
            .is_none()
    );
    assert!(
        sent(&request, false, Some(true))
            .get("stream_options")
            .is_none()
    );
    assert_eq!(
        sent(&request, true, Some(true))["stream_options"]["include_usage"],
        true
    );
}

#[test]
fn a_free_field_is_sent_unless_a_field_of_its_name_is_set() {
    let mut request = ChatRequest::new("m", vec![]);
    request.extra = json!({"temperature": 0.1, "model": "x"})
        .as_object()
        .cloned()
        .unwrap();
    let body = sent(&request, false, None);
    assert_eq!(
        (&body["temperature"], &body["model"]),
        (&json!(0.1), &json!("m"))
    );
    request.temperature = Some(0.5);
    let text = String::from_utf8(request.body(false, None).unwrap().to_vec()).unwrap();
    assert_eq!(
        text.matches("temperature").count(),
        1,
        "no field is written twice: {text}"
    );
}
