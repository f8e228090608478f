//! The models that the simulator knows, from `fixtures/models.json`: only what the wire depends on.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::Error;

const TABLE: &str = include_str!("../fixtures/models.json");

/// How a model thinks.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Thinking {
    #[default]
    None,
    Optional,
    /// Cannot be switched off.
    Forced,
    /// Always, and as `<think>` inside the content.
    InContent,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Model {
    pub(crate) id: String,
    /// Whether it answers chats at all; pictures and sounds have their own calls.
    pub(crate) chat: bool,
    #[serde(default)]
    pub(crate) context: u64,
    #[serde(default)]
    pub(crate) max_output: u64,
    #[serde(default)]
    pub(crate) thinking: Thinking,
    /// Whether it takes parts other than text.
    #[serde(default)]
    pub(crate) vision: bool,
    #[serde(default)]
    pub(crate) cache: bool,
    #[serde(default)]
    pub(crate) tool_stream: bool,
    /// The allowed words of `reasoning_effort`; empty if the model ignores it.
    #[serde(default)]
    effort: Vec<String>,
    /// Set for those in the list of models.
    created: Option<i64>,
}

impl Model {
    /// What a server that is not the platform would run: everything allowed, no thinking.
    pub(crate) fn of_any_name(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            chat: true,
            context: 131_072,
            max_output: 131_072,
            thinking: Thinking::None,
            vision: true,
            cache: false,
            tool_stream: true,
            effort: Vec::new(),
            created: None,
        }
    }

    /// Whether an effort may be asked for; models without efforts ignore the field.
    pub(crate) fn allows_effort(&self, effort: &str) -> bool {
        self.effort.is_empty() || self.effort.iter().any(|allowed| allowed == effort)
    }

    pub(crate) fn has_efforts(&self) -> bool {
        !self.effort.is_empty()
    }

    pub(crate) fn efforts(&self) -> String {
        self.effort.join(", ")
    }
}

#[derive(Debug)]
pub(crate) struct Models {
    by_id: HashMap<String, Model>,
    list: Value,
}

impl Models {
    pub(crate) fn built_in() -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Table {
            models: Vec<Model>,
        }
        let table: Table =
            serde_json::from_str(TABLE).map_err(|source| Error::Models { source })?;
        let mut listed: Vec<&Model> = table
            .models
            .iter()
            .filter(|model| model.created.is_some())
            .collect();
        listed.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
        let data: Vec<Value> = listed
            .iter()
            .map(|model| {
                json!({ "id": model.id, "object": "model", "created": model.created, "owned_by": "z-ai" })
            })
            .collect();
        let list = json!({ "object": "list", "data": data });
        let by_id = table
            .models
            .into_iter()
            .map(|model| (model.id.clone(), model))
            .collect();
        Ok(Self { by_id, list })
    }

    /// A model by its id, in any case of letters.
    pub(crate) fn get(&self, id: &str) -> Option<&Model> {
        self.by_id.get(&id.to_ascii_lowercase())
    }

    /// The answer of `GET /models`: the main text models only, as on the real host.
    pub(crate) fn list(&self) -> Value {
        self.list.clone()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Models, Thinking};

    #[test]
    fn the_table_parses_and_knows_the_traps() {
        let models = Models::built_in().unwrap();
        assert_eq!(models.get("glm-5.3").unwrap().thinking, Thinking::Forced);
        assert!(!models.get("glm-5.3").unwrap().allows_effort("medium"));
        assert!(models.get("GLM-4.7").unwrap().allows_effort("whatever"));
        assert_eq!(
            models.get("glm-4.1v-thinking-flash").unwrap().thinking,
            Thinking::InContent
        );
        assert!(!models.get("embedding-3").unwrap().chat);
        let list = models.list();
        assert_eq!(
            list["data"].as_array().unwrap().len(),
            11,
            "only the main text models"
        );
    }
}
