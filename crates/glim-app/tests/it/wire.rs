//! The list of commands as hosts that speak JSON see it.

use std::sync::{Arc, Mutex};

use glim_app::{Out, commands};
use serde_json::{Value, json};

use crate::bench_app::Bench;

#[tokio::test]
async fn a_command_is_called_by_name_and_its_events_are_json() {
    let bench = Bench::connected().await;
    let call = |name: &'static str, input: Value, out: Arc<Out<Value>>| {
        let app = bench.app.clone();
        async move { commands::dispatch(&app, name, input, out).await }
    };
    let silent = || Arc::new(Out::new(|_| true));
    let question = json!({ "conversation": null, "text": "hi [[text:there]]", "model": "glm-5.2", "parameters": {} });
    let sent = call("chat_send", question, silent()).await.unwrap();
    let events = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&events);
    let out = Arc::new(Out::new(move |event: Value| {
        seen.lock().unwrap().push(event);
        true
    }));
    call("chat_watch", sent["answer"]["id"].clone(), out)
        .await
        .unwrap();
    let events = events.lock().unwrap();
    assert_eq!(events.last().unwrap()["kind"], "ended");
    assert_eq!(events.last().unwrap()["message"]["state"], "complete");
}

#[tokio::test]
async fn what_is_not_understood_is_refused_by_name() {
    let bench = Bench::fresh().await;
    for (name, input) in [
        ("no_such", json!(null)),
        ("chat_open", json!(5)),
        ("chat_send", json!({})),
    ] {
        let out = Arc::new(Out::new(|_| true));
        let error = commands::dispatch(&bench.app, name, input, out)
            .await
            .unwrap_err();
        assert_eq!(
            serde_json::to_value(error.code).unwrap(),
            "badInput",
            "{name}"
        );
    }
}

#[test]
fn each_command_begins_with_its_place() {
    for (name, place) in commands::NAMES {
        assert!(name.starts_with(&format!("{place}_")), "{name}");
    }
}
