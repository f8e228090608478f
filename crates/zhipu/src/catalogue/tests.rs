//! The built-in file holds what it should, and odd files break nothing.

use super::*;
use crate::chat::ReasoningEffort;

const CN: &str = "open.bigmodel.cn";
const ZAI: &str = "api.z.ai";

fn usage(prompt_tokens: u64, completion_tokens: u64, cached_tokens: Option<u64>) -> Usage {
    let total_tokens = prompt_tokens + completion_tokens;
    Usage {
        prompt_tokens,
        completion_tokens,
        total_tokens,
        cached_tokens,
        reasoning_tokens: None,
    }
}

fn cost(id: &str, usage: &Usage, host: &str) -> f64 {
    let money = Catalogue::builtin().cost(id, usage, host).expect("a price");
    assert_eq!(
        money.currency,
        if host == CN {
            Currency::Cny
        } else {
            Currency::Usd
        }
    );
    (money.amount * 1e9).round() / 1e9
}

#[test]
fn the_builtin_file_parses_and_knows_its_words() {
    let catalogue = Catalogue::builtin();
    assert_eq!(catalogue.models().len(), 75);
    assert_eq!(catalogue.as_of(), "2026-10-10");
    for model in catalogue.models() {
        assert!(!matches!(model.kind, ModelKind::Other(_)), "{}", model.id);
        assert!(
            !matches!(model.status, ModelStatus::Other(_)),
            "{}",
            model.id
        );
        assert!(
            !model.hosts.is_empty() && !model.family.is_empty(),
            "{}",
            model.id
        );
        assert_eq!(model.id, model.id.to_lowercase());
        for price in &model.prices {
            assert!(
                !matches!(price.currency, Currency::Other(_)),
                "{}",
                model.id
            );
            let told = price.amount.or(price.input).is_some();
            assert!(
                told || price.free,
                "{} has a price that says nothing",
                model.id
            );
        }
    }
}

#[test]
fn every_successor_is_a_model_with_a_future() {
    let catalogue = Catalogue::builtin();
    let followed: Vec<_> = catalogue
        .models()
        .iter()
        .filter_map(|model| model.successor.as_deref())
        .collect();
    assert!(followed.len() >= 8);
    for id in followed {
        assert_eq!(
            catalogue.get(id).unwrap().status,
            ModelStatus::Current,
            "{id}"
        );
    }
}

#[test]
fn ids_are_found_in_any_case_and_by_alias() {
    let catalogue = Catalogue::builtin();
    assert_eq!(catalogue.get("GLM-4.7").unwrap().id, "glm-4.7");
    assert_eq!(catalogue.get(" glm-4-air ").unwrap().id, "glm-4-air-250414");
    assert_eq!(
        catalogue.get("autoglm-phone-multilingual").unwrap().id,
        "autoglm-phone"
    );
    assert!(catalogue.get("glm-99").is_none() && catalogue.get("").is_none());
}

#[test]
fn thinking_is_told_apart() {
    let catalogue = Catalogue::builtin();
    let mode = |id| catalogue.get(id).unwrap().thinking;
    assert_eq!(mode("glm-5.3"), ThinkingMode::Always);
    assert_eq!(mode("glm-4.7"), ThinkingMode::Switchable);
    assert_eq!(mode("glm-4-plus"), ThinkingMode::None);
    assert_eq!(mode("glm-z1-air"), ThinkingMode::Always);
    let efforts = &catalogue.get("glm-5.3").unwrap().reasoning_efforts;
    assert_eq!(
        *efforts,
        [
            ReasoningEffort::Low,
            ReasoningEffort::High,
            ReasoningEffort::Max
        ]
    );
    assert!(
        catalogue
            .get("glm-z1-air")
            .unwrap()
            .can(&Capability::ThinkingInContent)
    );
}

#[test]
fn a_call_costs_what_the_list_of_its_host_says() {
    let call = usage(1_000_000, 1_000_000, None);
    assert!((cost("glm-5.2", &call, CN) - 36.0).abs() < 1e-9);
    assert!((cost("glm-5.2", &call, ZAI) - 5.8).abs() < 1e-9);
    let cached = usage(1_000_000, 0, Some(500_000));
    assert!((cost("glm-5.2", &cached, CN) - 5.0).abs() < 1e-9);
}

#[test]
fn tiers_are_chosen_by_prompt_and_answer() {
    for (prompt, completion, expected) in [
        (1_000, 199, 1_000.0 * 2.0 + 199.0 * 8.0),
        (1_000, 200, 1_000.0 * 3.0 + 200.0 * 14.0),
        (31_999, 1, 31_999.0 * 2.0 + 8.0),
        (32_000, 1, 32_000.0 * 4.0 + 16.0),
        (32_000, 500, 32_000.0 * 4.0 + 500.0 * 16.0),
    ] {
        let cost = cost("glm-4.7", &usage(prompt, completion, None), CN);
        assert!(
            (cost - expected / 1e6).abs() < 1e-9,
            "{prompt} {completion}: {cost}"
        );
    }
}

#[test]
fn free_models_cost_nothing_and_unknown_prices_are_not_guessed() {
    let catalogue = Catalogue::builtin();
    let call = usage(10, 10, None);
    assert!(cost("glm-4.7-flash", &call, CN).abs() < f64::EPSILON);
    assert!(catalogue.get("glm-4.7-flash").unwrap().is_free(CN));
    assert!(!catalogue.get("glm-4.7").unwrap().is_free(CN));
    assert!(!catalogue.get("glm-4.7-flash").unwrap().is_free("localhost"));
    assert_eq!(catalogue.cost("glm-4.6", &call, CN), None);
    assert_eq!(catalogue.cost("glm-4.7", &call, "localhost"), None);
    assert_eq!(
        catalogue.cost("cogview-4", &call, CN),
        None,
        "a price per picture, not per token"
    );
    assert!((cost("embedding-3", &usage(2_000_000, 0, None), CN) - 1.0).abs() < 1e-9);
}

#[test]
fn more_cached_than_sent_tokens_do_not_cost_less_than_nothing() {
    let odd = usage(10, 0, Some(1_000));
    assert!(cost("glm-5.2", &odd, CN) > 0.0);
}

#[test]
fn an_update_with_unknown_words_and_wrong_types_is_read() {
    let catalogue = Catalogue::parse(
        r#"{"schema": 1, "models": [
            {"id": "glm-6", "kind": "dream", "status": 7, "capabilities": ["fly", 3],
             "context_tokens": "2000000", "prices": [{"host": "x"}, 5], "hosts": null, "新": 1},
            {"kind": "language"}, 5,
            {"id": "other", "aliases": ["GLM-6", "o"]}
        ]}"#,
    )
    .unwrap();
    assert_eq!(catalogue.models().len(), 2);
    let model = catalogue.get("glm-6").unwrap();
    assert_eq!(model.kind, ModelKind::Other("dream".to_owned()));
    assert_eq!(model.capabilities, [Capability::Other("fly".to_owned())]);
    assert_eq!(
        (model.context_tokens, model.prices.len()),
        (Some(2_000_000), 0)
    );
    assert_eq!(catalogue.get("o").unwrap().id, "other");
}

#[test]
fn a_file_that_cannot_be_used_says_why() {
    assert!(matches!(
        Catalogue::parse("模型"),
        Err(CatalogueError::NotJson { .. })
    ));
    assert!(matches!(
        Catalogue::parse("{\"models\": []}"),
        Err(CatalogueError::Empty)
    ));
    let newer = Catalogue::parse(r#"{"schema": 2, "models": [{"id": "a"}]}"#);
    assert!(matches!(newer, Err(CatalogueError::TooNew { schema: 2 })));
}
