//! The only place where the errors of the leaf crates become codes that the UI acts on.
//!
//! No text for people crosses the bridge: the UI has a sentence and an action for every [`ErrorCode`].

mod from;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What went wrong, as the UI tells it apart. A new code without words in both languages does not compile there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ErrorCode {
    /// No platform has been chosen yet.
    NotConnected,
    /// The chosen platform has no key.
    KeyMissing,
    /// The platform refused the key.
    KeyRefused,
    /// The key lies in a sealed file that has not been opened in this run.
    KeyLocked,
    /// The passphrase does not open the sealed file.
    PassphraseWrong,
    /// Linux: there is no D-Bus session, so no keychain can be reached.
    KeychainNoBus,
    /// Linux: no secret service (gnome-keyring, `KWallet`, `KeePassXC`) answers on the bus.
    KeychainNoService,
    /// The keychain is locked or the person refused access.
    KeychainLocked,
    /// The keychain did not answer in time.
    KeychainTimedOut,
    /// Any other failure of the keychain.
    KeychainFailed,
    /// 1113: no money and no resource package.
    BalanceUsedUp,
    /// Too many requests at once.
    RateLimited,
    /// The model is overloaded now.
    ModelOverloaded,
    /// A plan's limit is reached; it resets at a time the platform names in `params.message`.
    QuotaReached,
    /// The plan does not include this model, or the key is of another kind of plan.
    PlanExcludes,
    /// The account may not use this call.
    AccessDenied,
    /// The model does not exist at this platform.
    ModelUnknown,
    /// The platform refused a parameter; `params.message` says which.
    RequestRefused,
    /// The conversation is longer than the model's context.
    PromptTooLong,
    /// The platform's content safety refused the prompt or stopped the answer.
    ContentRefused,
    /// The platform failed inside.
    PlatformFailed,
    /// No connection: name, route or TLS.
    PlatformUnreachable,
    /// The proxy refused or could not be reached.
    ProxyFailed,
    /// The platform went silent.
    TimedOut,
    /// The line was cut; what had come is kept.
    ConnectionCut,
    /// What came back was not the platform's language.
    AnswerMalformed,
    /// The data was written by a newer Glim.
    StoreTooNew,
    /// The database is damaged.
    StoreDamaged,
    /// Another program holds the database.
    StoreLocked,
    /// No space left on the disk.
    DiskFull,
    /// The data folder may not be written.
    StoreDenied,
    /// Any other failure of the store.
    StoreFailed,
    /// A page of the web cannot be taken into the library; `params.why` says why.
    PageNotTaken,
    /// The file of a collection cannot be read in; `params.why` says why.
    BundleNotTaken,
    /// A paid call was sent and no answer came: it may have been taken, and charged. `params.cause` says what was seen.
    OutcomeUnknown,
    /// What was made lies at the platform no more.
    LinkExpired,
    /// What came is no picture or video that can be kept; `params.detail` says what it is.
    NotMedia,
    /// What was chosen is done by another platform than the one that is connected.
    ModelElsewhere,
    /// The platform that is connected does not do this.
    NotOffered,
    /// The thing asked for does not exist (any more).
    NotFound,
    /// An answer is already being written there.
    AlreadyRunning,
    /// The web view sent something the backend does not understand: a bug of ours.
    BadInput,
    /// A link or folder could not be opened by the system.
    OpenFailed,
    /// Anything else: a bug of ours.
    Internal,
}

/// An error as it crosses to the UI.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UiError {
    /// Branch on this.
    pub code: ErrorCode,
    /// Values for the sentence, such as `message` (the platform's own words), `model`, `path`.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
    /// The platform's id of the request, to copy into a support ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub request_id: Option<String>,
    /// When trying again makes sense, if the platform said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub retry_after_ms: Option<u64>,
}

impl UiError {
    /// An error with nothing but its code.
    pub fn new(code: ErrorCode) -> Self {
        Self {
            code,
            params: BTreeMap::new(),
            request_id: None,
            retry_after_ms: None,
        }
    }

    /// The same with one more value for the sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }

    /// The web view sent what `command` does not understand.
    pub fn bad_input(command: &str, detail: &str) -> Self {
        Self::new(ErrorCode::BadInput)
            .with("command", command)
            .with("detail", detail)
    }

    /// There is no such thing (any more).
    pub fn not_found(what: &str) -> Self {
        Self::new(ErrorCode::NotFound).with("what", what)
    }
}
