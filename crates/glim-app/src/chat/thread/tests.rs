//! How rows become what the thread shows.

use std::{path::Path, sync::Arc};

use glim_store::{NewConversation, NewTurn, Outcome};

use super::*;
use crate::{Early, MemorySecrets, Setup, SystemClock, settings::Appearance};

async fn app(folder: &Path) -> App {
    App::start(Setup {
        early: Early {
            data_folder: folder.to_owned(),
            appearance: Appearance::default(),
        },
        secrets: Arc::new(MemorySecrets::default()),
        clock: Arc::new(SystemClock),
        version: "0.0.0".into(),
        logs_folder: folder.join("logs"),
        demo: crate::DemoPace::default(),
        library: crate::library::LibrarySetup::default(),
    })
    .await
}

#[tokio::test]
async fn an_answer_that_failed_while_its_row_was_held_shows_its_failure() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let store = app.store().unwrap();
    let now_ms = app.now_ms();
    let parameters = serde_json::json!({});
    let conversation = store
        .create_conversation(&NewConversation {
            title: None,
            title_by: glim_store::TitleBy::Person,
            model: None,
            parameters: parameters.clone(),
            now_ms,
        })
        .await
        .unwrap();
    let turn = store
        .begin_turn(&NewTurn {
            conversation: conversation.id,
            parent: None,
            text: Some("你好".into()),
            model: "glm-5.2".into(),
            parameters,
            now_ms,
        })
        .await
        .unwrap();
    let held = store.message(turn.answer).await.unwrap();
    let refused = UiError::new(ErrorCode::KeyRefused);
    let mut outcome = Outcome::ended(
        glim_store::MessageState::Failed,
        now_ms,
        money::local_day(now_ms),
    );
    outcome.error = Some(stored_error(&refused));
    store.finish_attempt(turn.attempt, &outcome).await.unwrap();

    let shown = message(&app, &store, held).await.unwrap();
    assert_eq!(
        (shown.state, shown.error),
        (MessageState::Failed, Some(refused))
    );
}

#[test]
fn an_error_comes_back_from_the_store_as_it_went_in() {
    let mut error = UiError::new(ErrorCode::BalanceUsedUp).with("message", "余额不足");
    error.request_id = Some("2026".into());
    assert_eq!(told_error(&stored_error(&error)), error);
}

#[test]
fn a_code_of_a_newer_version_is_not_lost_in_a_crash() {
    let stored = AnswerError {
        code: "soulMissing".into(),
        params: serde_json::Value::Null,
        request_id: None,
    };
    assert_eq!(told_error(&stored).code, ErrorCode::Internal);
}
