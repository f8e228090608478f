//! States to begin a test with.

use std::{path::Path, time::SystemTime};

use glim_app::{
    App, UiError,
    settings::{Connect, KeyPlace, PlatformChoice, settings_connect},
};
use glim_store::{
    Delta, MessageState, NewConversation, NewTurn, OpenOptions, Outcome, Store, TitleBy,
};
use serde_json::json;

const ANSWER: &str = "## 第一步\n\nThe **first** thing is `let x = 1;`, then:\n\n- one\n- 二\n- three\n\n\
    ```rust\nfn main() {\n    println!(\"你好\");\n}\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";

/// The demonstration platform, chosen as the first run would.
pub(crate) async fn connect(app: &App) -> Result<(), Box<dyn std::error::Error>> {
    let request = Connect {
        platform: PlatformChoice::Demo,
        key: None,
        keep: KeyPlace::Session,
        passphrase: None,
    };
    settings_connect(app, request)
        .await
        .map(|_| ())
        .map_err(|error| described(&error))
}

fn described(error: &UiError) -> Box<dyn std::error::Error> {
    format!("{:?}", error.code).into()
}

/// A conversation of `messages` messages, half of them answers with every common kind of block.
pub(crate) async fn thread(folder: &Path, messages: u32) -> Result<(), Box<dyn std::error::Error>> {
    let start_ms = i64::try_from(SystemTime::UNIX_EPOCH.elapsed()?.as_millis())?
        - i64::from(messages) * 60_000;
    let options = OpenOptions {
        folder: folder.to_owned(),
        now_ms: start_ms,
    };
    let (store, _) = Store::open(&options).await?;
    let new = NewConversation {
        title: Some(format!("{messages} messages")),
        title_by: TitleBy::Person,
        model: Some("glm-5.2".into()),
        parameters: json!({}),
        now_ms: start_ms,
    };
    let row = store.create_conversation(&new).await?;
    let mut parent = None;
    for turn in 0..messages.div_ceil(2) {
        let now_ms = start_ms + i64::from(turn) * 120_000;
        let begun = store
            .begin_turn(&NewTurn {
                conversation: row.id,
                parent,
                text: Some(format!("Question {turn}: 第 {turn} 个问题是什么？")),
                model: "glm-5.2".into(),
                parameters: json!({}),
                now_ms,
            })
            .await?;
        let mut outcome = Outcome::ended(MessageState::Complete, now_ms + 4_000, "2026-11-23");
        outcome.rest = Some(Delta {
            seq: 0,
            reasoning: String::new(),
            text: format!("Answer {turn}.\n\n{ANSWER}"),
        });
        store.finish_attempt(begun.attempt, &outcome).await?;
        parent = Some(begun.answer);
    }
    store.close().await;
    Ok(())
}
