//! The list of models, which is also the free way to check a key.

use serde_json::Value;

use crate::client::Client;
use crate::endpoint::Family;
use crate::error::{Error, Kind};
use crate::http::Call;
use crate::wire;

/// A model that the server lists. Platform: the main text models only, so merge with the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedModel {
    /// Its id.
    pub id: String,
    /// When it was published, in seconds since 1970; `None` if not told.
    pub created: Option<u64>,
    /// Whose it is, such as `z-ai`; `None` if not told.
    pub owned_by: Option<String>,
}

/// What a free call says about a key.
#[derive(Debug)]
pub enum KeyCheck {
    /// The server took the key.
    Valid {
        /// What it lists.
        models: Vec<ListedModel>,
    },
    /// The server knows the key not, or not for this.
    Refused {
        /// How it said so.
        error: Error,
    },
    /// The server has no list of models, so the key cannot be checked for free.
    NoList,
    /// The server was not reached, so nothing is known of the key.
    Unreachable {
        /// Why.
        error: Error,
    },
}

impl Client {
    /// The models that the server lists; free of charge.
    pub async fn models(&self) -> Result<Vec<ListedModel>, Error> {
        read_models(&self.send(&Call::get(Family::Chat, "models")).await?)
    }

    /// Checks the key by the list of models; free of charge.
    ///
    /// # Errors
    /// What says neither yes nor no, such as a server that failed or limits its calls.
    pub async fn check_key(&self) -> Result<KeyCheck, Error> {
        match self.models().await {
            Ok(models) => Ok(KeyCheck::Valid { models }),
            Err(error) => match error.kind() {
                Kind::Auth | Kind::Account | Kind::Forbidden | Kind::KeyOfOtherProduct => {
                    Ok(KeyCheck::Refused { error })
                }
                Kind::NotFound => Ok(KeyCheck::NoList),
                Kind::Unreachable | Kind::Proxy | Kind::TimedOut => {
                    Ok(KeyCheck::Unreachable { error })
                }
                _ => Err(error),
            },
        }
    }
}

fn read_models(body: &Value) -> Result<Vec<ListedModel>, Error> {
    // `models` is how Ollama's own form and some gateways name the list.
    let known = ["data", "models"]
        .iter()
        .any(|name| body.get(name).is_some_and(Value::is_array));
    if !known {
        return Err(Error::malformed("it is no list of models", None));
    }
    let items = ["data", "models"]
        .iter()
        .flat_map(|name| wire::list(body, name));
    Ok(items
        .filter_map(read_model)
        .fold(Vec::new(), |mut models, model| {
            if !models.contains(&model) {
                models.push(model);
            }
            models
        }))
}

/// Entries without an id are left out: `GET /api/v1/models` has such (LIVE-2026-10).
fn read_model(item: &Value) -> Option<ListedModel> {
    Some(ListedModel {
        id: wire::filled(item, "id").or_else(|| wire::filled(item, "model"))?,
        created: wire::count(item, "created"),
        owned_by: wire::filled(item, "owned_by"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_is_read_and_entries_without_id_are_left_out() {
        let body = json!({"object": "list", "data": [
            {"id": "glm-4.7", "object": "model", "created": 1_766_332_800, "owned_by": "z-ai"},
            {"id": ""}, {"id": null}, "x", {"id": "模型", "created": "soon", "owned_by": 5},
        ]});
        let models = read_models(&body).unwrap();
        assert_eq!(models[0].created, Some(1_766_332_800));
        assert_eq!(models[1].id, "模型");
        assert_eq!((models.len(), models[1].created), (2, None));
    }

    #[test]
    fn llama_cpp_names_its_models_twice_and_they_are_listed_once() {
        let body = json!({"models": [{"model": "a.gguf"}], "data": [{"id": "a.gguf"}]});
        assert_eq!(read_models(&body).unwrap().len(), 1);
    }

    #[test]
    fn something_else_is_no_empty_list() {
        assert!(read_models(&json!({"ok": true})).is_err());
        assert!(read_models(&json!([])).is_err());
        assert_eq!(read_models(&json!({"data": []})).unwrap(), []);
    }
}
