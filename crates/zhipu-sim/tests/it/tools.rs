//! Function calls and web search.

use serde_json::{Value, json};

use crate::support::{Stream, ask_with, start};

fn weather() -> Value {
    json!([{ "type": "function", "function": {
        "name": "get_weather", "description": "Current weather of a city",
        "parameters": { "type": "object", "properties": { "city": { "type": "string" } },
            "required": ["city"] } } }])
}

fn pieces(stream: &Stream) -> Vec<&Value> {
    let calls = stream
        .chunks
        .iter()
        .map(|chunk| &chunk["choices"][0]["delta"]["tool_calls"]);
    calls
        .filter(|calls| calls.is_array())
        .map(|calls| &calls[0])
        .collect()
}

#[tokio::test]
async fn a_function_is_called_with_arguments_from_the_question() {
    let bench = start().await;
    let answer = bench
        .whole(&ask_with(
            "Is it raining in Lyon?",
            &json!({ "tools": weather() }),
        ))
        .await;
    let choice = &answer["choices"][0];
    assert_eq!(choice["finish_reason"], "tool_calls");
    assert_eq!(choice["message"]["content"], Value::Null);
    let call = &choice["message"]["tool_calls"][0];
    assert_eq!(call["function"]["name"], "get_weather");
    assert_eq!(call["function"]["arguments"], "{\"city\":\"Lyon\"}");
    assert_eq!(
        (&call["type"], &call["index"]),
        (&json!("function"), &json!(0))
    );
    assert!(call["id"].as_str().unwrap().starts_with("call_"));
}

#[tokio::test]
async fn calls_come_whole_or_in_pieces() {
    let bench = start().await;
    let body = ask_with("Is it raining in Lyon?", &json!({ "tools": weather() }));
    let stream = bench.streamed(&body).await;
    assert_eq!(pieces(&stream).len(), 1, "whole in one delta");
    assert_eq!(stream.finish(), Some("tool_calls"));
    let body = ask_with(
        "Is it raining in Lyon?",
        &json!({ "tools": weather(), "tool_stream": true }),
    );
    let stream = bench.streamed(&body).await;
    let all = pieces(&stream);
    assert!(all.len() > 2);
    assert_eq!(all[0]["function"]["arguments"], "");
    assert!(all[1].get("id").is_none(), "later pieces lack id and name");
    let joined: String = all
        .iter()
        .map(|piece| piece["function"]["arguments"].as_str().unwrap())
        .collect();
    assert_eq!(joined, "{\"city\":\"Lyon\"}");
    let old = json!({ "tools": weather(), "tool_stream": true, "model": "glm-4-plus" });
    let stream = bench.streamed(&ask_with("Rain in Lyon?", &old)).await;
    assert_eq!(
        pieces(&stream).len(),
        1,
        "a model without tool_stream ignores it"
    );
}

#[tokio::test]
async fn tool_results_are_answered_in_words() {
    let bench = start().await;
    let mut body = ask_with("上海天气怎么样？", &json!({ "tools": weather() }));
    let first = bench.whole(&body).await;
    let message = first["choices"][0]["message"].clone();
    let id = message["tool_calls"][0]["id"].clone();
    let messages = body["messages"].as_array_mut().unwrap();
    messages.push(message);
    messages.push(json!({ "role": "tool", "tool_call_id": id, "content": "{\"rain\":true}" }));
    let second = bench.streamed(&body).await;
    assert_eq!(second.finish(), Some("stop"));
    let content = second.joined("content");
    assert!(
        content.contains("`get_weather`") && content.contains("\"rain\": true"),
        "{content}"
    );
}

#[tokio::test]
async fn a_web_search_gives_its_sources_where_they_are_due() {
    let bench = start().await;
    let search = |settings: Value| {
        ask_with(
            "tidal energy",
            &json!({ "tools": [{ "type": "web_search", "web_search": settings }] }),
        )
    };
    let shown = json!({ "enable": "True", "search_engine": "search_pro", "count": "4", "search_result": true });
    let after = bench.streamed(&search(shown.clone())).await;
    let sources = after.last()["web_search"].as_array().unwrap();
    assert_eq!(sources.len(), 4);
    assert_eq!(sources[0]["refer"], "ref_1");
    assert!(
        sources[0]["title"]
            .as_str()
            .unwrap()
            .contains("tidal energy")
    );
    assert_eq!(sources[2]["link"], "", "some sources have no link");
    assert!(after.joined("content").contains("[ref_4]"));
    let mut before = shown.clone();
    before["result_sequence"] = json!("before");
    let before = bench.streamed(&search(before)).await;
    assert!(before.chunks[0]["web_search"].is_array());
    assert!(before.last().get("web_search").is_none());
    let whole = bench.whole(&search(shown)).await;
    assert_eq!(whole["web_search"].as_array().unwrap().len(), 4);
    for quiet in [
        json!({ "enable": true }),
        json!({ "enable": false, "search_result": true }),
    ] {
        assert!(
            bench
                .whole(&search(quiet))
                .await
                .get("web_search")
                .is_none()
        );
    }
}
