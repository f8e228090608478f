//! What must be known before the database opens: data folder and appearance, kept by tauri-plugin-store in
//! `prefs.json`.
//!
//! The plugin writes over the file in place, at every change and at every exit, so a power cut can leave half of
//! it, and the way to the data folder would be lost. So a good copy is kept beside it and comes back.

mod rescue;

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use glim_app::{
    Early,
    settings::{Appearance, Theme},
};
use serde_json::Value;
use tauri::{AppHandle, Wry};
use tauri_plugin_store::{Store, StoreBuilder};

use crate::folders::Folders;

const FILE: &str = "prefs.json";
const DATA_FOLDER: &str = "dataFolder";
const APPEARANCE: &str = "appearance";

/// Why preferences could not be kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The store of the plugin failed.
    #[error("saving the preferences")]
    Store {
        /// What it said.
        #[from]
        source: tauri_plugin_store::Error,
    },
    /// A file could not be written.
    #[error("keeping the last good preferences")]
    Io {
        /// What the system said.
        #[from]
        source: io::Error,
    },
}

/// The preferences of one profile.
pub(crate) struct Prefs {
    store: Arc<Store<Wry>>,
    file: PathBuf,
    /// Where data lies when nobody chose; not written down, so that it follows a moved home.
    default_data: PathBuf,
    data_is_forced: bool,
}

impl Prefs {
    /// Opens the file, or what can be saved of it. A file that is missing or beyond saving means defaults.
    ///
    /// # Errors
    /// When the plugin cannot make a store at all.
    pub(crate) fn open(app: &AppHandle, folders: &Folders) -> Result<Self, Error> {
        let file = folders.config.join(FILE);
        match rescue::rescue(&file) {
            Ok(rescue::Found::Good) => rescue::keep_last_good(&file)?,
            Ok(rescue::Found::Nothing) => {}
            Ok(found) => tracing::warn!(?found, "the preferences were damaged"),
            Err(error) => tracing::warn!(%error, "could not look after the preferences"),
        }
        let store = StoreBuilder::new(app, &file).disable_auto_save().build()?;
        Ok(Self {
            store,
            file,
            default_data: folders.data.clone(),
            data_is_forced: folders.data_is_forced,
        })
    }

    /// What they say now.
    pub(crate) fn early(&self) -> Early {
        let data_folder = match self.store.get(DATA_FOLDER) {
            Some(Value::String(path)) if !self.data_is_forced => kept_folder(&path),
            _ => None,
        };
        Early {
            data_folder: data_folder.unwrap_or_else(|| self.default_data.clone()),
            appearance: self
                .store
                .get(APPEARANCE)
                .map(appearance)
                .unwrap_or_default(),
        }
    }

    /// Keeps a change, durably: the copy beside the file is synced to the disk. Blocks for a moment.
    ///
    /// # Errors
    /// When the disk refuses; the app goes on with the change for this run.
    pub(crate) fn keep(&self, early: &Early) -> Result<(), Error> {
        if !self.data_is_forced {
            match early.data_folder.to_str() {
                Some(path) if early.data_folder != self.default_data => {
                    self.store.set(DATA_FOLDER, path);
                }
                _ => {
                    self.store.delete(DATA_FOLDER);
                }
            }
        }
        match serde_json::to_value(&early.appearance) {
            Ok(value) => self.store.set(APPEARANCE, value),
            Err(error) => tracing::warn!(%error, "the appearance is no JSON"),
        }
        self.store.save()?;
        rescue::keep_last_good(&self.file)?;
        Ok(())
    }
}

/// The colours a window of this appearance must have, when it does not follow the system.
pub(crate) fn window_theme(appearance: &Appearance) -> Option<tauri::Theme> {
    match appearance.theme {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    }
}

/// A relative path would mean another folder with every start.
fn kept_folder(path: &str) -> Option<PathBuf> {
    let path = Path::new(path);
    path.is_absolute().then(|| path.to_owned())
}

/// Reads field by field: a value that only a newer Glim knows must not take the others with it.
fn appearance(value: Value) -> Appearance {
    if let Ok(appearance) = serde_json::from_value::<Appearance>(value.clone()) {
        return within_limits(appearance);
    }
    let Value::Object(fields) = value else {
        return Appearance::default();
    };
    let known = fields.into_iter().filter(|(name, field)| {
        let alone = Value::Object([(name.clone(), field.clone())].into_iter().collect());
        serde_json::from_value::<Appearance>(alone).is_ok()
    });
    serde_json::from_value(Value::Object(known.collect()))
        .map(within_limits)
        .unwrap_or_default()
}

fn within_limits(mut appearance: Appearance) -> Appearance {
    appearance.text_size = appearance.text_size.clamp(80, 200);
    appearance
}

#[cfg(test)]
mod tests {
    use glim_app::settings::Language;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_of_a_newer_glim_does_not_take_the_others_with_it() {
        let read = appearance(json!({ "theme": "sepia", "language": "zh-CN", "textSize": 150 }));
        let expected = Appearance {
            language: Language::Chinese,
            text_size: 150,
            ..Appearance::default()
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn nonsense_means_defaults_and_sizes_stay_readable() {
        assert_eq!(appearance(json!(["theme"])), Appearance::default());
        assert_eq!(
            appearance(json!({ "textSize": "huge" })),
            Appearance::default()
        );
        assert_eq!(appearance(json!({ "textSize": 9000 })).text_size, 200);
        assert_eq!(appearance(json!({ "textSize": 1 })).text_size, 80);
    }

    #[test]
    fn a_relative_data_folder_is_none() {
        assert_eq!(kept_folder("数据"), None);
        assert_eq!(kept_folder(""), None);
        let absolute = std::env::temp_dir().join("数据");
        assert_eq!(
            absolute.to_str().and_then(kept_folder),
            Some(absolute.clone())
        );
    }
}
