//! What the Settings place and the first run say to the web view and hear from it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{UiError, chat::Parameters};

/// The first thing the web view asks: may it show the places, and how should it look.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Start {
    /// Language, theme and text size, known before the database opens.
    pub appearance: Appearance,
    /// Why the data cannot be opened, when it cannot: the UI shows only this and what to do.
    pub blocked: Option<Blocked>,
    /// No platform has been chosen yet: show the first-run sheet.
    pub first_run: bool,
    /// The platform in use: the places open with it, before the keychain has been asked for the rest.
    pub platform: Option<PlatformChoice>,
    /// What a new conversation begins with.
    pub defaults: ChatDefaults,
    /// Answers that a crash interrupted and that this start has marked so.
    pub interrupted: u32,
    /// Version of the app.
    pub version: String,
}

/// The data folder could not be opened; nothing in it was touched.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Blocked {
    /// `storeTooNew`, `storeDamaged`, `storeLocked`, `storeDenied`, `diskFull` or `storeFailed`.
    pub problem: UiError,
    /// Copies made before earlier migrations, newest first, that [`settings_restore`](super::settings_restore) takes.
    pub snapshots: Vec<SnapshotView>,
    /// Where the data lies, for the person to see.
    pub folder: String,
}

/// A copy of the database that could be gone back to.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotView {
    /// Its file name inside the snapshots folder.
    pub name: String,
    /// When it was made.
    pub created_ms: i64,
    /// Its size.
    pub bytes: i64,
}

/// Names a snapshot of [`Blocked`] or [`Overview`].
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotName {
    /// As in [`SnapshotView::name`].
    pub name: String,
}

/// The language of words, dates and numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub enum Language {
    /// Follow the system.
    #[default]
    #[serde(rename = "system")]
    System,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

/// Light, dark, or as the system is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// Follow the system.
    #[default]
    System,
    /// Dark text on light.
    Light,
    /// Light text on dark.
    Dark,
}

/// How the window looks; kept in the preferences file because it is needed before the database opens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Appearance {
    /// Language of the UI.
    pub language: Language,
    /// Colours.
    pub theme: Theme,
    /// Per cent, 80 to 200.
    pub text_size: u16,
    /// `Enter` sends and `Shift+Enter` breaks the line; swapped when false.
    pub enter_sends: bool,
}

impl Default for Appearance {
    fn default() -> Self {
        Self {
            language: Language::System,
            theme: Theme::System,
            text_size: 100,
            enter_sends: true,
        }
    }
}

/// Which platform answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum PlatformChoice {
    /// `open.bigmodel.cn`, pay as you go.
    BigModel,
    /// `open.bigmodel.cn`, coding plan.
    BigModelCoding,
    /// `api.z.ai`, pay as you go.
    Zai,
    /// `api.z.ai`, coding plan.
    ZaiCoding,
    /// Any OpenAI-compatible server: llama.cpp, Ollama, vLLM.
    Custom {
        /// The whole base, such as `http://127.0.0.1:8080/v1`.
        base_url: String,
    },
    /// The built-in demonstration platform: no key, no network, no model.
    Demo,
}

/// Everything the Settings place shows about connections and data.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// The platform in use; none before the first run is done.
    pub platform: Option<PlatformChoice>,
    /// The key of that platform.
    pub key: KeyView,
    /// Whether the system's keychain can be used now.
    pub keychain: KeychainState,
    /// How requests leave the machine.
    pub proxy: ProxyView,
    /// What a new conversation begins with.
    pub defaults: ChatDefaults,
    /// Where the data lies.
    pub folder: String,
    /// Size of the database in bytes.
    pub data_bytes: i64,
    /// Copies that can be gone back to, newest first.
    pub snapshots: Vec<SnapshotView>,
    /// Version of the app.
    pub version: String,
}

/// What may be known of a key: never the key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum KeyView {
    /// The platform needs none (demonstration, or an own server without a key).
    NotNeeded,
    /// None has been given.
    Missing,
    /// It lies in the sealed file, which has not been opened in this run.
    Locked,
    /// It is there and usable.
    Present {
        /// Its last four characters.
        ends_in: String,
        /// Where it is kept.
        place: KeyPlace,
    },
    /// It should be in the keychain, which does not give it out now.
    Unreachable {
        /// One of the `keychain…` codes.
        problem: UiError,
    },
}

/// Where a key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KeyPlace {
    /// The system's keychain.
    Keychain,
    /// A file sealed with a passphrase.
    SealedFile,
    /// Memory only, until the app is closed.
    Session,
}

/// Whether the system's keychain can be used, with the cases of Linux named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KeychainState {
    /// It answers.
    Available,
    /// No D-Bus session.
    NoBus,
    /// Nothing serves secrets on the bus.
    NoService,
    /// Locked, or access was refused.
    Locked,
    /// No answer in time.
    TimedOut,
    /// Anything else.
    Failed,
}

/// Asks the platform whether a key is good, by a free call; nothing is stored.
#[derive(Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckKey {
    /// Where.
    pub platform: PlatformChoice,
    /// The key as typed; none for an own server without one.
    pub key: Option<String>,
}

/// What the free call said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum KeyVerdict {
    /// The platform took it.
    Accepted {
        /// How many models the platform lists for it.
        models: u32,
    },
    /// The platform could not say (it has no list of models); the first question will tell.
    Unknown,
    /// The platform refused it, or could not be reached.
    Problem {
        /// What happened.
        problem: UiError,
    },
}

/// Chooses the platform and keeps its key.
#[derive(Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Connect {
    /// Which.
    pub platform: PlatformChoice,
    /// The key as typed; none keeps the one that is stored, if any.
    pub key: Option<String>,
    /// Where to keep it.
    pub keep: KeyPlace,
    /// Seals the file when `keep` is `sealedFile`.
    pub passphrase: Option<String>,
}

/// Opens the sealed file for this run.
#[derive(Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Passphrase {
    /// As typed.
    pub passphrase: String,
}

/// How requests leave the machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ProxyView {
    /// As the system says.
    #[default]
    System,
    /// Straight.
    Direct,
    /// By this proxy.
    Custom {
        /// `http://`, `https://` or `socks5://` host and port, without user and password.
        url: String,
        /// The user, when it asks for one.
        user: Option<String>,
        /// A password is kept in the same place as the keys.
        has_password: bool,
    },
}

/// Changes the proxy.
#[derive(Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetProxy {
    /// The new way; `has_password` is ignored here.
    pub proxy: ProxyView,
    /// A new password; none keeps the stored one.
    pub password: Option<String>,
}

/// What a new conversation begins with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct ChatDefaults {
    /// A model's id; none takes the platform's default.
    pub model: Option<String>,
    /// Parameters.
    pub parameters: Parameters,
}

/// A backup was written.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupDone {
    /// Its file name inside the backups folder.
    pub name: String,
    /// Where that folder is, for the person to see.
    pub folder: String,
    /// Its size.
    pub bytes: i64,
}

/// What became of the wish to move the data folder.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum FolderMoved {
    /// The person closed the dialog.
    Cancelled,
    /// Copied and checked; the app uses it after a restart, the old folder stays.
    Moved {
        /// The new place.
        folder: String,
    },
}

/// A folder that may be shown in the system's file browser.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Reveal {
    /// The data folder.
    Data,
    /// The folder of backups.
    Backups,
    /// The folder of logs.
    Logs,
}

/// The web view met an error it did not expect; goes to the log.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PageCrash {
    /// The error's message, cut to a sane length by the receiver.
    pub message: String,
    /// Its stack.
    pub stack: Option<String>,
}

/// A key or a password that was typed must not get into a log by way of `{:?}`.
macro_rules! silent_debug {
    ($($name:ident),*) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        })*
    };
}
silent_debug!(CheckKey, Connect, Passphrase, SetProxy);
