//! Which models can be asked: the built-in catalogue, joined with what the platform lists for this key.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use glim_store::Cost;
use zhipu::{
    Catalogue,
    catalogue::{Capability, Model, ModelKind, PriceUnit, ThinkingMode as Thinks},
};

use super::{ModelList, ModelView, PriceView, ThinkingMode, money};
use crate::{App, ErrorCode, UiError, settings, settings::PlatformChoice};

/// The platform's own default for text (`CN-OAS-2026-07`, docs/platform/chat.md).
const DEFAULT_MODEL: &str = "glm-5.2";
/// Tokens of context of a model that nothing is known of: what small local servers give.
const CAREFUL_CONTEXT: usize = 8_192;
/// How long the picker waits for the platform's list before it shows the catalogue alone.
const PATIENCE: Duration = Duration::from_secs(4);

/// The platform's list, kept until platform or key change or the app ends.
#[derive(Debug, Default)]
pub(crate) struct ListedModels(Mutex<Option<Listed>>);

#[derive(Clone, Debug)]
struct Listed {
    platform: PlatformChoice,
    keys: u64,
    ids: Vec<String>,
}

impl ListedModels {
    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn get(&self, platform: &PlatformChoice, keys: u64) -> Option<Vec<String>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .filter(|listed| listed.platform == *platform && listed.keys == keys)
            .map(|listed| listed.ids.clone())
    }

    fn put(&self, platform: &PlatformChoice, keys: u64, ids: Vec<String>) {
        let listed = Listed {
            platform: platform.clone(),
            keys,
            ids,
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(listed);
    }
}

/// The model that a conversation begins with now.
pub(crate) async fn default_model(app: &App) -> Result<String, UiError> {
    let model = list(app).await?.default_model;
    if model.is_empty() {
        return Err(UiError::new(ErrorCode::ModelUnknown));
    }
    Ok(model)
}

pub(super) async fn list(app: &App) -> Result<ModelList, UiError> {
    let Some(platform) = app.platform().await? else {
        return Err(UiError::new(ErrorCode::NotConnected));
    };
    let (listed, problem) = match listed(app, &platform).await {
        Ok(listed) => (listed, None),
        Err(problem) => (Vec::new(), Some(problem)),
    };
    let models = join(&platform, &listed);
    let wanted = settings::chat_defaults(app).await?.model;
    let default_model = wanted
        .or_else(|| {
            let is_there = |id: &str| models.iter().any(|model| model.id == id);
            is_there(DEFAULT_MODEL).then(|| DEFAULT_MODEL.to_owned())
        })
        .or_else(|| models.first().map(|model| model.id.clone()))
        .unwrap_or_default();
    Ok(ModelList {
        default_model,
        models,
        problem,
    })
}

async fn listed(app: &App, platform: &PlatformChoice) -> Result<Vec<String>, UiError> {
    let keys = app.0.keys.generation();
    if let Some(ids) = app.0.listed_models.get(platform, keys) {
        return Ok(ids);
    }
    let (_, client) = app.client().await?;
    let answer = tokio::time::timeout(PATIENCE, client.models())
        .await
        .map_err(|_| UiError::new(ErrorCode::TimedOut))?;
    let ids: Vec<String> = match answer {
        Ok(models) => models.into_iter().map(|model| model.id).collect(),
        // A server without a list is no failure: any id can be typed.
        Err(error) if error.kind() == zhipu::Kind::NotFound => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    app.0.listed_models.put(platform, keys, ids.clone());
    Ok(ids)
}

/// The platform's models of the catalogue, and those it lists that the catalogue does not know; an own server
/// has only those it lists.
fn join(platform: &PlatformChoice, listed: &[String]) -> Vec<ModelView> {
    let catalogue = Catalogue::builtin();
    let mut models: Vec<ModelView> = match platform.model_host() {
        Some(host) => catalogue
            .models()
            .iter()
            // Talking in sound belongs to the Voice place.
            .filter(|model| model.is_chat() && model.kind != ModelKind::Audio)
            .filter(|model| model.hosts.iter().any(|served| served == host))
            .map(|model| known(model, platform))
            .collect(),
        None => Vec::new(),
    };
    for id in listed {
        let is_known = platform.model_host().is_some()
            && catalogue
                .get(id)
                .is_some_and(|model| models.iter().any(|view| view.id == model.id));
        if !is_known {
            models.push(unknown(id, platform));
        }
    }
    // Stable: within a status the catalogue's order, newest family first, stays.
    models.sort_by_key(|model| match model.status.as_str() {
        "current" => 0,
        "legacy" => 1,
        _ => 2,
    });
    models
}

fn known(model: &Model, platform: &PlatformChoice) -> ModelView {
    let tokens = |count: Option<u64>| count.and_then(|count| u32::try_from(count).ok());
    let host = platform.price_host();
    let prices: Vec<PriceView> = model
        .prices
        .iter()
        .filter(|price| Some(price.host.as_str()) == host && !price.free)
        .filter(|price| price.unit == PriceUnit::MillionTokens)
        .map(|price| PriceView {
            currency: price.currency.as_str().to_owned(),
            prompt_from: tokens(price.tier.prompt_from),
            prompt_below: tokens(price.tier.prompt_below),
            answer_from: tokens(price.tier.completion_from),
            answer_below: tokens(price.tier.completion_below),
            input: price.input.or(price.amount),
            cached_input: price.cached_input,
            output: price.output.or(price.amount),
        })
        .collect();
    ModelView {
        id: model.id.clone(),
        family: model.family.clone(),
        status: model.status.as_str().to_owned(),
        successor: model.successor.clone(),
        context_tokens: tokens(model.context_tokens),
        max_output_tokens: tokens(model.max_output_tokens),
        vision: model.can(&Capability::Vision),
        tools: model.can(&Capability::Tools),
        thinking: mode(model),
        efforts: model
            .reasoning_efforts
            .iter()
            .map(|effort| effort.as_str().to_owned())
            .collect(),
        temperature: model.defaults.temperature,
        top_p: model.defaults.top_p,
        free: host.is_some_and(|host| model.is_free(host)),
        prices,
    }
}

fn unknown(id: &str, platform: &PlatformChoice) -> ModelView {
    ModelView {
        id: id.to_owned(),
        family: String::new(),
        status: "current".into(),
        successor: None,
        context_tokens: None,
        max_output_tokens: None,
        vision: false,
        tools: false,
        thinking: thinking(id, platform),
        efforts: Vec::new(),
        temperature: None,
        top_p: None,
        free: false,
        prices: Vec::new(),
    }
}

/// Whether a model thinks. One the catalogue does not know is a newer one of the platform, which can choose; the
/// models of an own server are not the platform's, whatever their name.
pub(crate) fn thinking(model: &str, platform: &PlatformChoice) -> ThinkingMode {
    if platform.model_host().is_none() {
        return ThinkingMode::Never;
    }
    Catalogue::builtin()
        .get(model)
        .map_or(ThinkingMode::Optional, mode)
}

/// Whether a model is offered tools. An own server's model is when its name is one of the platform's: whoever serves
/// that knows how it calls.
pub(super) fn tools(model: &str) -> bool {
    Catalogue::builtin()
        .get(model)
        .is_some_and(|model| model.can(&Capability::Tools))
}

/// Tokens of context that are counted on. What an own server gives its models is not known by their names.
pub(super) fn context(model: &str, platform: &PlatformChoice) -> usize {
    let known = platform.model_host().and_then(|_| {
        let tokens = Catalogue::builtin().get(model)?.context_tokens?;
        usize::try_from(tokens).ok()
    });
    known.unwrap_or(CAREFUL_CONTEXT)
}

fn mode(model: &Model) -> ThinkingMode {
    match model.thinking {
        Thinks::None => ThinkingMode::Never,
        Thinks::Switchable => ThinkingMode::Optional,
        Thinks::Always => ThinkingMode::Always,
    }
}

/// What a call cost by the catalogue's price; none when it is unknown or the platform is not paid by the call.
pub(crate) fn cost(usage: &zhipu::Usage, model: &str, platform: &PlatformChoice) -> Option<Cost> {
    let money = Catalogue::builtin().cost(model, usage, platform.price_host()?)?;
    money::stored_cost(money.amount, money.currency.as_str())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_own_server_has_only_what_it_lists() {
        let platform = PlatformChoice::Custom {
            base_url: "http://127.0.0.1:8080/v1".into(),
        };
        let models = join(&platform, &["smollm2".into(), "glm-4.7".into()]);
        let ids: Vec<&str> = models.iter().map(|model| model.id.as_str()).collect();
        assert_eq!(ids, ["smollm2", "glm-4.7"]);
        assert!(
            models
                .iter()
                .all(|model| model.thinking == ThinkingMode::Never)
        );
    }

    #[test]
    fn the_platform_has_its_catalogue_and_what_is_newer() {
        let models = join(
            &PlatformChoice::BigModel,
            &["glm-4.7".into(), "glm-9".into()],
        );
        assert_eq!(
            models.iter().filter(|model| model.id == "glm-4.7").count(),
            1
        );
        assert!(models.iter().any(|model| model.id == "glm-9"));
        assert!(
            models.iter().any(|model| model.vision),
            "vision models are not listed but work"
        );
        assert!(!models.iter().any(|model| model.id.starts_with("cogview")));
        let current = models
            .iter()
            .position(|model| model.status == "current")
            .unwrap();
        let deprecated = models
            .iter()
            .position(|model| model.status == "deprecated")
            .unwrap();
        assert!(current < deprecated);
    }

    #[test]
    fn prices_are_those_of_the_platform_in_use() {
        let find = |platform: PlatformChoice| {
            join(&platform, &[])
                .into_iter()
                .find(|model| model.id == "glm-5.2")
                .unwrap()
        };
        let currencies = |model: ModelView| -> Vec<String> {
            model
                .prices
                .into_iter()
                .map(|price| price.currency)
                .collect()
        };
        assert_eq!(currencies(find(PlatformChoice::BigModel)), ["CNY"]);
        assert_eq!(currencies(find(PlatformChoice::Zai)), ["USD"]);
        assert!(currencies(find(PlatformChoice::BigModelCoding)).is_empty());
    }
}
