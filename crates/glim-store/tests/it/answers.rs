//! Turns, attempts and the journal.

use glim_store::{AnswerError, Cost, Error, MessageState, Outcome, Role, Usage};
use proptest::prelude::*;
use serde_json::json;

use crate::scene::{DAY, NOON, Scene, delta, ended, new_attempt, new_turn};

fn usage(prompt: i64, completion: i64, nano: i64) -> Usage {
    Usage {
        prompt_tokens: prompt,
        completion_tokens: completion,
        cached_tokens: 1,
        reasoning_tokens: 2,
        cost: Some(Cost {
            amount_nano: nano,
            currency: "CNY".to_owned(),
        }),
    }
}

#[tokio::test]
async fn a_turn_is_a_question_and_an_empty_answer_that_is_being_written() {
    let scene = Scene::new().await;
    let conversation = scene.conversation().await;
    let turn = scene
        .store
        .begin_turn(&new_turn(conversation.id, None, "你好 😀 שלום"))
        .await
        .unwrap();

    let page = scene.store.path_page(conversation.id, 0, 10).await.unwrap();
    assert_eq!(page.len(), 2);
    assert_eq!(Some(page[0].id), turn.user);
    assert_eq!(
        (page[0].role, page[0].text.as_str(), page[0].attempts),
        (Role::User, "你好 😀 שלום", 0)
    );
    assert_eq!(page[0].state, MessageState::Complete);
    assert_eq!(page[1].id, turn.answer);
    assert_eq!(page[1].parent_id, turn.user);
    assert_eq!(
        (page[1].role, page[1].state),
        (Role::Assistant, MessageState::Streaming)
    );
    assert_eq!(
        (page[1].text.as_str(), page[1].depth, page[1].attempts),
        ("", 1, 1)
    );
    let row = scene.store.conversation(conversation.id).await.unwrap();
    assert_eq!((row.head, row.path_len), (Some(turn.answer), 2));
    scene.assert_whole().await;
}

#[tokio::test]
async fn an_answer_is_readable_while_it_is_written_and_the_same_when_it_has_ended() {
    let scene = Scene::new().await;
    let conversation = scene.conversation().await;
    let turn = scene
        .store
        .begin_turn(&new_turn(conversation.id, None, "q"))
        .await
        .unwrap();
    let store = &scene.store;
    store
        .append_delta(turn.attempt, &delta(0, "想一想", ""), NOON + 300)
        .await
        .unwrap();
    store
        .append_delta(turn.attempt, &delta(1, "。", "你好"), NOON + 550)
        .await
        .unwrap();
    store
        .append_delta(turn.attempt, &delta(2, "", "，世界 👋"), NOON + 800)
        .await
        .unwrap();

    let growing = store.message(turn.answer).await.unwrap();
    assert_eq!(
        (growing.reasoning.as_str(), growing.text.as_str()),
        ("想一想。", "你好，世界 👋")
    );
    assert_eq!(
        (growing.state, growing.first_token_ms),
        (MessageState::Streaming, Some(NOON + 300))
    );

    let outcome = Outcome {
        reasoning_ended_ms: Some(NOON + 500),
        request_id: Some("r-1".to_owned()),
        finish_reason: Some("stop".to_owned()),
        usage: Some(usage(10, 20, 1_500)),
        web_search: Some(json!([{ "title": "新闻" }])),
        rest: Some(delta(3, "", "!")),
        ..ended(MessageState::Complete)
    };
    store.finish_attempt(turn.attempt, &outcome).await.unwrap();
    let answer = store.message(turn.answer).await.unwrap();
    assert_eq!(
        (answer.reasoning.as_str(), answer.text.as_str()),
        ("想一想。", "你好，世界 👋!")
    );
    assert_eq!(answer.state, MessageState::Complete);
    assert_eq!(answer.reasoning_ms, Some(200));
    assert_eq!(answer.finished_ms, Some(NOON + 5_000));
    assert_eq!(answer.usage, outcome.usage);
    assert_eq!(answer.web_search, outcome.web_search);
    let history = store.history(turn.answer).await.unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].request_id.as_deref(), Some("r-1"));
    assert_eq!(history[0].parameters, json!({ "temperature": 0.7 }));
}

#[tokio::test]
async fn an_attempt_ends_once() {
    let scene = Scene::new().await;
    let conversation = scene.conversation().await;
    let turn = scene.turn(conversation.id, None, "q", "a").await;
    let late = scene
        .store
        .append_delta(turn.attempt, &delta(9, "", "late"), NOON)
        .await;
    assert!(matches!(late, Err(Error::AttemptEnded { .. })), "{late:?}");
    let twice = scene
        .store
        .finish_attempt(turn.attempt, &ended(MessageState::Failed))
        .await;
    assert!(
        matches!(twice, Err(Error::AttemptEnded { .. })),
        "{twice:?}"
    );
    assert_eq!(scene.store.message(turn.answer).await.unwrap().text, "a");
    let streaming = scene
        .store
        .finish_attempt(turn.attempt, &ended(MessageState::Streaming))
        .await;
    assert!(matches!(streaming, Err(Error::NotAllowed { .. })));
}

#[tokio::test]
async fn continuing_joins_the_attempts_and_keeps_both() {
    let scene = Scene::new().await;
    let conversation = scene.conversation().await;
    let turn = scene
        .store
        .begin_turn(&new_turn(conversation.id, None, "q"))
        .await
        .unwrap();
    let error = AnswerError {
        code: "lineCut".to_owned(),
        params: json!({ "after": 3 }),
        request_id: Some("r-7".to_owned()),
    };
    let cut = Outcome {
        error: Some(error.clone()),
        usage: Some(usage(5, 3, 100)),
        rest: Some(delta(0, "想", "半句")),
        ..ended(MessageState::Interrupted)
    };
    assert!(
        scene
            .store
            .begin_continue(turn.answer, &new_attempt())
            .await
            .is_err(),
        "it is still being written"
    );
    scene
        .store
        .finish_attempt(turn.attempt, &cut)
        .await
        .unwrap();
    assert_eq!(
        scene.store.message(turn.answer).await.unwrap().error,
        Some(error.clone())
    );

    let more = scene
        .store
        .begin_continue(turn.answer, &new_attempt())
        .await
        .unwrap();
    assert_eq!((more.user, more.answer), (None, turn.answer));
    scene
        .store
        .append_delta(more.attempt, &delta(0, "", "，另"), NOON)
        .await
        .unwrap();
    assert_eq!(
        scene.store.message(turn.answer).await.unwrap().text,
        "半句，另"
    );
    let rest = Outcome {
        usage: Some(usage(8, 4, 50)),
        rest: Some(delta(1, "", "半句。")),
        ..ended(MessageState::Complete)
    };
    scene
        .store
        .finish_attempt(more.attempt, &rest)
        .await
        .unwrap();

    let answer = scene.store.message(turn.answer).await.unwrap();
    assert_eq!(
        (answer.text.as_str(), answer.reasoning.as_str()),
        ("半句，另半句。", "想")
    );
    assert_eq!((answer.state, answer.error), (MessageState::Complete, None));
    assert_eq!(
        (answer.attempts, answer.model.as_deref()),
        (2, Some("glm-5-air"))
    );
    let both = answer.usage.unwrap();
    assert_eq!((both.prompt_tokens, both.completion_tokens), (13, 7));
    assert_eq!(both.cost.unwrap().amount_nano, 150);
    let history = scene.store.history(turn.answer).await.unwrap();
    assert_eq!(
        history
            .iter()
            .map(|attempt| attempt.text.as_str())
            .collect::<Vec<_>>(),
        ["半句", "，另半句。"]
    );
    assert_eq!(history[0].error, Some(error));
    assert_eq!(
        scene.store.search("半句，另", 5).await.unwrap().len(),
        1,
        "the joined words are findable"
    );
    let days = scene.store.usage_by_day(DAY, DAY).await.unwrap();
    assert_eq!(
        (days.len(), days[0].calls, days[0].cost_nano),
        (1, 2, Some(150))
    );
}

#[tokio::test]
async fn what_a_turn_may_not_be_is_refused_and_leaves_nothing() {
    let scene = Scene::new().await;
    let (one, two) = (scene.conversation().await, scene.conversation().await);
    let turn = scene.turn(one.id, None, "q", "a").await;
    let store = &scene.store;

    let elsewhere = store
        .begin_turn(&new_turn(two.id, Some(turn.answer), "q"))
        .await;
    assert!(
        matches!(elsewhere, Err(Error::NotAllowed { .. })),
        "{elsewhere:?}"
    );
    let mut unasked = new_turn(one.id, Some(turn.answer), "");
    unasked.text = None;
    assert!(matches!(
        store.begin_turn(&unasked).await,
        Err(Error::NotAllowed { .. })
    ));
    let edited = store.edit(turn.answer, "x", &new_attempt()).await;
    assert!(matches!(edited, Err(Error::NotAllowed { .. })));
    let continued = store
        .begin_continue(turn.user.unwrap(), &new_attempt())
        .await;
    assert!(matches!(continued, Err(Error::NotAllowed { .. })));
    let nowhere = store
        .begin_retry(glim_store::MessageId::new(), &new_attempt())
        .await;
    assert!(matches!(
        nowhere,
        Err(Error::NotFound {
            what: "message",
            ..
        })
    ));
    let unknown = store
        .begin_turn(&new_turn(glim_store::ConversationId::new(), None, "q"))
        .await;
    assert!(matches!(
        unknown,
        Err(Error::NotFound {
            what: "conversation",
            ..
        })
    ));

    assert_eq!(scene.path(one.id).await.len(), 2);
    assert_eq!(scene.path(two.id).await.len(), 0);
    scene.assert_whole().await;
}

#[tokio::test]
async fn a_question_without_an_answer_can_be_answered() {
    let scene = Scene::new().await;
    let conversation = scene.conversation().await;
    let turn = scene.turn(conversation.id, None, "q", "a").await;
    scene.store.delete_message(turn.answer, NOON).await.unwrap();
    let again = scene
        .store
        .begin_retry(turn.user.unwrap(), &new_attempt())
        .await
        .unwrap();
    assert_eq!(
        scene.path(conversation.id).await,
        [turn.user.unwrap(), again.answer]
    );
    scene.assert_whole().await;
}

#[tokio::test]
async fn answers_left_open_are_interrupted_at_the_next_start_with_all_that_had_come() {
    let scene = Scene::new().await;
    let conversation = scene.conversation().await;
    let turn = scene
        .store
        .begin_turn(&new_turn(conversation.id, None, "问题"))
        .await
        .unwrap();
    scene
        .store
        .set_request_id(turn.attempt, "r-3")
        .await
        .unwrap();
    scene
        .store
        .append_delta(turn.attempt, &delta(0, "想", "量子"), NOON + 100)
        .await
        .unwrap();
    scene
        .store
        .append_delta(turn.attempt, &delta(1, "", "纠缠"), NOON + 200)
        .await
        .unwrap();
    let folder = scene.folder;
    scene.store.close().await;

    let mut options = crate::scene::options(&folder);
    options.now_ms = NOON + 86_400_000;
    let (store, opened) = glim_store::Store::open(&options).await.unwrap();
    assert_eq!(opened.interrupted, [turn.answer]);
    assert!(!opened.created && opened.migrated_from.is_none() && opened.snapshot.is_none());
    let answer = store.message(turn.answer).await.unwrap();
    assert_eq!(
        (answer.state, answer.text.as_str()),
        (MessageState::Interrupted, "量子纠缠")
    );
    assert_eq!(answer.first_token_ms, Some(NOON + 100));
    assert_eq!(
        answer.finished_ms,
        Some(NOON + 200),
        "it ended when its last piece came"
    );
    assert_eq!(
        store.history(turn.answer).await.unwrap()[0]
            .request_id
            .as_deref(),
        Some("r-3")
    );
    assert_eq!(store.search("量子纠缠", 5).await.unwrap().len(), 1);
    store.close().await;
    let (_, opened) = glim_store::Store::open(&options).await.unwrap();
    assert_eq!(opened.interrupted, [], "only once");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// However an answer is cut into journal rows, and wherever the process ends, it reads the same.
    #[test]
    fn the_journal_folds_to_what_was_appended(
        pieces in prop::collection::vec(("[a想😀ש\\n ]{0,6}", "\\PC{0,12}"), 0..20),
        killed in any::<bool>(),
    ) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let scene = Scene::new().await;
            let conversation = scene.conversation().await;
            let turn = scene.store.begin_turn(&new_turn(conversation.id, None, "q")).await.unwrap();
            let last = pieces.len();
            let (mut reasoning, mut text) = (String::new(), String::new());
            for (seq, piece) in (0_i64..).zip(&pieces) {
                reasoning += &piece.0;
                text += &piece.1;
                let is_rest = !killed && usize::try_from(seq).unwrap() + 1 == last;
                if is_rest {
                    let rest = Some(delta(seq, &piece.0, &piece.1));
                    let outcome = Outcome { rest, ..ended(MessageState::Stopped) };
                    scene.store.finish_attempt(turn.attempt, &outcome).await.unwrap();
                } else {
                    scene.store.append_delta(turn.attempt, &delta(seq, &piece.0, &piece.1), NOON + seq).await.unwrap();
                }
            }
            let before = scene.store.message(turn.answer).await.unwrap();
            assert_eq!((&before.reasoning, &before.text), (&reasoning, &text));
            let scene = scene.again().await;
            let after = scene.store.message(turn.answer).await.unwrap();
            assert_eq!((&after.reasoning, &after.text), (&reasoning, &text));
            assert_ne!(after.state, MessageState::Streaming);
        });
    }
}
