//! The catalogue of models: limits, abilities, prices and successors, as data.
//!
//! The built-in file is `models.json` of this crate (facts of 2026-10 with sources); an update of the
//! same form can be parsed at any time. Prices are second hand: a hint, never a bill. A model that
//! is not in it may still answer, so nothing here refuses an id.

mod model;
mod price;

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::Value;
use thiserror::Error as ThisError;

pub use model::{Capability, Defaults, Model, ModelKind, ModelStatus, ThinkingMode};
pub use price::{Currency, Money, Price, PriceUnit, Tier};

use crate::chat::Usage;
use crate::wire;

/// The newest form of the file that this version reads.
const SCHEMA: u64 = 1;

static BUILTIN: LazyLock<Catalogue> = LazyLock::new(|| {
    // A file that does not parse fails the tests; in a release it could only be an empty catalogue.
    Catalogue::parse(include_str!("../models.json")).unwrap_or_default()
});

/// Why a catalogue file was not taken.
#[derive(Debug, ThisError)]
pub enum CatalogueError {
    /// It is not JSON.
    #[error("the catalogue is not JSON")]
    NotJson {
        /// The reader's own account.
        source: serde_json::Error,
    },
    /// It holds no list of models.
    #[error("the catalogue holds no models")]
    Empty,
    /// It is of a newer form.
    #[error("the catalogue is of form {schema}, which is too new")]
    TooNew {
        /// Its form.
        schema: u64,
    },
}

/// Models by id.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalogue {
    as_of: String,
    models: Vec<Model>,
    /// Ids and aliases in lower case.
    places: HashMap<String, usize>,
}

impl Catalogue {
    /// The catalogue that comes with this crate.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// Reads a catalogue file. Entries without an id are left out, unknown words kept and unknown
    /// fields passed over; of two entries with one id the first is found.
    ///
    /// # Errors
    /// [`CatalogueError`] if nothing of it can be used.
    pub fn parse(json: &str) -> Result<Self, CatalogueError> {
        let file: Value =
            serde_json::from_str(json).map_err(|source| CatalogueError::NotJson { source })?;
        let schema = wire::count(&file, "schema").unwrap_or(SCHEMA);
        if schema > SCHEMA {
            return Err(CatalogueError::TooNew { schema });
        }
        let models: Vec<Model> = wire::list(&file, "models")
            .iter()
            .filter_map(Model::read)
            .collect();
        if models.is_empty() {
            return Err(CatalogueError::Empty);
        }
        let mut places = HashMap::new();
        // Ids first: an alias never hides a model of that name.
        for (place, model) in models.iter().enumerate() {
            places.entry(model.id.to_lowercase()).or_insert(place);
        }
        for (place, model) in models.iter().enumerate() {
            for alias in &model.aliases {
                places.entry(alias.to_lowercase()).or_insert(place);
            }
        }
        Ok(Self {
            as_of: wire::text(&file, "as_of").unwrap_or_default(),
            models,
            places,
        })
    }

    /// The day its facts are of, `YYYY-MM-DD`; empty if not told. Text order is order in time.
    pub fn as_of(&self) -> &str {
        &self.as_of
    }

    /// All models, in the file's order: by kind, newest first.
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// The model of an id or alias, in whatever case; `None` if it is not known.
    pub fn get(&self, id: &str) -> Option<&Model> {
        self.models
            .get(*self.places.get(&id.trim().to_lowercase())?)
    }

    /// What a call costs by the list, for the host whose price list applies
    /// ([`Platform::host`](crate::Platform::host)); `None` if the price is not known.
    pub fn cost(&self, id: &str, usage: &Usage, host: &str) -> Option<Money> {
        self.get(id)?.cost(usage, host)
    }
}

#[cfg(test)]
mod tests;
