//! Settings and the first run: platform, keys, proxy, looks, data.

mod connect;
mod data;
mod keys;
mod sealed;
mod view;

use url::Url;

pub(crate) use keys::{Keys, PROXY_SECRET};
pub use sealed::{SealedError, SealedFile};
pub use view::*;

use crate::{App, AppEvent, ErrorCode, HostRequest, UiError, platform};

/// Settings row: what a new conversation begins with.
const DEFAULTS_ROW: &str = "chat_defaults";
/// Longest report of a crash of the page that goes to the log, in characters.
const LONGEST_REPORT: usize = 4_000;

/// The first thing the web view asks. Never fails: a database that cannot be opened is part of the answer.
pub async fn settings_start(app: &App, (): ()) -> Result<Start, UiError> {
    let appearance = app.early_now().appearance;
    let blocked = app.store().err().map(|problem| data::blocked(app, problem));
    let (platform, defaults) = match blocked {
        Some(_) => (None, ChatDefaults::default()),
        None => (app.platform().await?, chat_defaults(app).await?),
    };
    Ok(Start {
        appearance,
        first_run: blocked.is_none() && platform.is_none(),
        blocked,
        platform,
        defaults,
        interrupted: app.interrupted(),
        version: app.0.version.clone(),
    })
}

/// Language, theme, text size and what Enter does.
pub async fn settings_set_appearance(app: &App, request: Appearance) -> Result<(), UiError> {
    let appearance = Appearance {
        text_size: request.text_size.clamp(80, 200),
        ..request
    };
    app.change_early(|early| early.appearance = appearance);
    app.tell(AppEvent::SettingsChanged);
    Ok(())
}

/// Everything the Settings place shows.
pub async fn settings_overview(app: &App, (): ()) -> Result<Overview, UiError> {
    let store = app.store()?;
    let platform = app.platform().await?;
    let key = match &platform {
        Some(platform) => app.0.keys.view(&store, platform).await?,
        None => KeyView::Missing,
    };
    Ok(Overview {
        key,
        platform,
        keychain: app.0.keys.keychain_state().await,
        proxy: app.proxy().await?,
        defaults: chat_defaults(app).await?,
        folder: app.early_now().data_folder.display().to_string(),
        data_bytes: data::database_bytes(app),
        snapshots: data::snapshots(app),
        version: app.0.version.clone(),
    })
}

/// Asks the platform, by a free call, whether a key is good. Stores nothing.
pub async fn settings_check_key(app: &App, request: CheckKey) -> Result<KeyVerdict, UiError> {
    connect::check(app, request).await
}

/// Chooses the platform and keeps its key where the person wants it.
///
/// # Errors
/// `keyMissing` when the platform needs one and none is stored, a `keychain…` code when it cannot be kept
/// there: then nothing has changed.
pub async fn settings_connect(app: &App, request: Connect) -> Result<Overview, UiError> {
    connect::connect(app, request).await?;
    changed(app).await
}

/// Opens the sealed file for this run.
///
/// # Errors
/// `passphraseWrong`; `notFound` when there is no sealed file.
pub async fn settings_unlock(app: &App, request: Passphrase) -> Result<Overview, UiError> {
    app.0.keys.unlock(request.passphrase.into()).await?;
    changed(app).await
}

/// Forgets a platform's key wherever it is kept.
pub async fn settings_forget_key(app: &App, request: PlatformChoice) -> Result<Overview, UiError> {
    app.0.keys.forget(&app.store()?, &request).await?;
    changed(app).await
}

/// Changes how requests leave the machine.
///
/// # Errors
/// `badInput` when the address is none.
pub async fn settings_set_proxy(app: &App, request: SetProxy) -> Result<Overview, UiError> {
    connect::set_proxy(app, request).await?;
    changed(app).await
}

/// What a new conversation begins with.
pub async fn settings_set_defaults(app: &App, request: ChatDefaults) -> Result<Overview, UiError> {
    app.store()?
        .set_setting(DEFAULTS_ROW, &request, app.now_ms())
        .await?;
    changed(app).await
}

/// Writes a copy of the database into the backups folder. Keys are not in it.
pub async fn settings_backup(app: &App, (): ()) -> Result<BackupDone, UiError> {
    data::back_up(app).await
}

/// Goes back to a snapshot; the present database is put aside, never deleted.
pub async fn settings_restore(app: &App, request: SnapshotName) -> Result<(), UiError> {
    data::restore(app, &request.name).await
}

/// Lets the person pick a new data folder, copies everything there, checks it and starts anew.
pub async fn settings_move_folder(app: &App, (): ()) -> Result<FolderMoved, UiError> {
    data::move_folder(app).await
}

/// Shows a folder of ours in the system's file browser.
pub async fn settings_reveal(app: &App, request: Reveal) -> Result<(), UiError> {
    let path = data::folder(app, request)?;
    let (done, answer) = tokio::sync::oneshot::channel();
    app.ask_host(HostRequest::Reveal { path, done })?;
    opened(answer).await
}

/// Opens a link in the system's browser.
///
/// # Errors
/// `badInput` for anything but http, https and mailto; `openFailed` when the system does not take it.
pub async fn settings_open_link(app: &App, request: String) -> Result<(), UiError> {
    let url = Url::parse(&request)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https" | "mailto"))
        .ok_or_else(|| UiError::bad_input("settings_open_link", "not a link that may be opened"))?;
    let (done, answer) = tokio::sync::oneshot::channel();
    app.ask_host(HostRequest::OpenLink { url, done })?;
    opened(answer).await
}

/// Starts the app anew.
pub async fn settings_restart(app: &App, (): ()) -> Result<(), UiError> {
    app.ask_host(HostRequest::Restart)
}

/// The page met an error it did not expect: it goes to the log, cut to a sane length.
pub async fn settings_report_crash(_app: &App, request: PageCrash) -> Result<(), UiError> {
    let cut = |text: &str| text.chars().take(LONGEST_REPORT).collect::<String>();
    tracing::error!(
        message = cut(&request.message),
        stack = request.stack.as_deref().map(cut),
        "the page met an error it did not expect"
    );
    Ok(())
}

/// What a new conversation begins with, as kept.
pub(crate) async fn chat_defaults(app: &App) -> Result<ChatDefaults, UiError> {
    Ok(platform::read_row(&app.store()?, DEFAULTS_ROW)
        .await?
        .unwrap_or_default())
}

async fn changed(app: &App) -> Result<Overview, UiError> {
    app.tell(AppEvent::SettingsChanged);
    settings_overview(app, ()).await
}

async fn opened(answer: tokio::sync::oneshot::Receiver<bool>) -> Result<(), UiError> {
    match answer.await {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err(UiError::new(ErrorCode::OpenFailed)),
    }
}
