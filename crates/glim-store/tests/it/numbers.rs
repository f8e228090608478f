//! Usage and settings.

use glim_store::{Cost, Error, MessageState, NewUsage, Outcome, Usage};
use serde_json::json;

use crate::scene::{NOON, Scene, ended, new_turn};

fn used(day: &str, model: &str, prompt: i64, cost: Option<(i64, &str)>) -> NewUsage {
    NewUsage {
        day: day.to_owned(),
        model: model.to_owned(),
        feature: "title".to_owned(),
        usage: Usage {
            prompt_tokens: prompt,
            completion_tokens: 1,
            cached_tokens: 2,
            reasoning_tokens: 3,
            cost: cost.map(|(amount_nano, currency)| Cost {
                amount_nano,
                currency: currency.to_owned(),
            }),
        },
        at_ms: NOON,
    }
}

#[tokio::test]
async fn usage_is_summed_by_day_and_by_model_and_currencies_are_not_mixed() {
    let scene = Scene::new().await;
    let store = &scene.store;
    for new in [
        used("2026-09-20", "glm-5", 100, Some((1, "CNY"))),
        used("2026-09-21", "glm-5", 10, Some((20, "CNY"))),
        used("2026-09-21", "glm-5", 20, Some((30, "CNY"))),
        used("2026-09-21", "glm-5", 40, Some((7, "USD"))),
        used("2026-09-22", "local", 80, None),
    ] {
        store.record_usage(&new).await.unwrap();
    }
    let days = store
        .usage_by_day("2026-09-21", "2026-09-22")
        .await
        .unwrap();
    let shown: Vec<_> = days
        .iter()
        .map(|sum| {
            (
                sum.day.as_deref().unwrap(),
                sum.currency.as_deref(),
                sum.calls,
                sum.prompt_tokens,
                sum.cost_nano,
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("2026-09-21", Some("CNY"), 2, 30, Some(50)),
            ("2026-09-21", Some("USD"), 1, 40, Some(7)),
            ("2026-09-22", None, 1, 80, None),
        ]
    );
    let models = store
        .usage_by_model("2026-09-01", "2026-09-30")
        .await
        .unwrap();
    let shown: Vec<_> = models
        .iter()
        .map(|sum| (sum.model.as_deref().unwrap(), sum.calls, sum.cost_nano))
        .collect();
    assert_eq!(
        shown,
        [
            ("glm-5", 3, Some(51)),
            ("glm-5", 1, Some(7)),
            ("local", 1, None)
        ]
    );
}

#[tokio::test]
async fn what_an_answer_cost_is_known_after_the_conversation_is_gone() {
    let scene = Scene::new().await;
    let id = scene.conversation().await.id;
    let turn = scene
        .store
        .begin_turn(&new_turn(id, None, "q"))
        .await
        .unwrap();
    let usage = Some(used("", "", 9, Some((5, "CNY"))).usage);
    let outcome = Outcome {
        usage,
        ..ended(MessageState::Complete)
    };
    scene
        .store
        .finish_attempt(turn.attempt, &outcome)
        .await
        .unwrap();
    scene.store.delete_conversation(id, NOON).await.unwrap();
    scene.store.purge_deleted(NOON).await.unwrap();
    let models = scene
        .store
        .usage_by_model("2026-01-01", "2026-12-31")
        .await
        .unwrap();
    assert_eq!(
        (models[0].model.as_deref(), models[0].feature.as_deref()),
        (Some("glm-5"), Some("chat"))
    );
    assert_eq!((models[0].prompt_tokens, models[0].cost_nano), (9, Some(5)));
}

#[tokio::test]
async fn a_day_that_is_none_is_refused() {
    let scene = Scene::new().await;
    let refused = scene
        .store
        .record_usage(&used("yesterday", "m", 1, None))
        .await;
    assert!(matches!(refused, Err(Error::Query { .. })), "{refused:?}");
}

#[tokio::test]
async fn settings_read_back_in_the_callers_shape() {
    let scene = Scene::new().await;
    let store = &scene.store;
    assert_eq!(store.setting::<bool>("a").await.unwrap(), None);
    store.set_setting("a", &true, NOON).await.unwrap();
    store
        .set_setting("b", &json!({ "名": ["😀"] }), NOON)
        .await
        .unwrap();
    store.set_setting("a", &false, NOON + 1).await.unwrap();
    let scene = scene.again().await;
    let store = &scene.store;
    assert_eq!(store.setting::<bool>("a").await.unwrap(), Some(false));
    let other = store.setting::<u8>("b").await;
    assert!(
        matches!(other, Err(Error::Setting { ref key, .. }) if key == "b"),
        "{other:?}"
    );
    let all = store.settings().await.unwrap();
    assert_eq!(
        all.into_iter().collect::<Vec<_>>(),
        [
            ("a".to_owned(), json!(false)),
            ("b".to_owned(), json!({ "名": ["😀"] })),
        ]
    );
    store.remove_setting("a").await.unwrap();
    store.remove_setting("a").await.unwrap();
    assert_eq!(store.setting::<bool>("a").await.unwrap(), None);
}
