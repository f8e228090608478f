//! Puts the pieces together: plugins, preferences, window, app; and what runs beside them until the end.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use glim_app::{App, DemoPace, Setup, SystemClock, library::LibrarySetup};
use tauri::{AppHandle, Manager, RunEvent, async_runtime::spawn, webview::PageLoadEvent};
use tauri_plugin_window_state::StateFlags;

use crate::{
    closing::{self, After, Closing},
    commands::{self, Started},
    drop, events,
    folders::{self, Folders},
    graphics::Graphics,
    host,
    keychain::Keychain,
    page::Page,
    prefs::Prefs,
    window,
};

/// Tokens a second of the demonstration platform: for tests and pictures.
const DEMO_SPEED: &str = "GLIM_DEMO_SPEED";

/// Runs the event loop until the app has ended.
///
/// # Errors
/// When Tauri cannot be built: no display, broken configuration.
pub(crate) fn run(folders: Folders, graphics: Graphics) -> tauri::Result<()> {
    let began = Instant::now();
    let mut context = tauri::generate_context!();
    // A separate profile is another app to the system: its own single instance, its own window state.
    context
        .config_mut()
        .identifier
        .clone_from(&folders.identifier);
    let app = tauri::Builder::default()
        // First, so that a second start ends before anything is opened.
        .plugin(tauri_plugin_single_instance::init(
            |handle, line, folder| {
                started_again(handle);
                drop::on_second_start(handle, line, &folder);
            },
        ))
        .plugin(tauri_plugin_store::Builder::default().build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(
            tauri_plugin_window_state::Builder::default()
                .with_filename(folders.config.join("window.json").to_string_lossy())
                // Not whether it was visible: a window that is shown is always visible.
                .with_state_flags(StateFlags::all() - StateFlags::VISIBLE - StateFlags::DECORATIONS)
                .build(),
        )
        .manage(Started::default())
        .manage(Page::default())
        .manage(Closing::default())
        .invoke_handler(commands::handler())
        .on_window_event(|window, event| drop::on_window_event(window.app_handle(), event))
        .on_permission_request(|_, _| tauri::webview::PermissionResponse::Deny)
        .setup(move |app| {
            set_up(app.handle(), &folders, graphics, began)?;
            Ok(())
        })
        .build(context)?;
    app.run(|handle, event| match event {
        RunEvent::ExitRequested { code, api, .. } => {
            closing::on_exit_requested(handle, code, &api);
        }
        RunEvent::Exit => closing::on_exit(handle),
        _ => {}
    });
    Ok(())
}

fn set_up(
    handle: &AppHandle,
    folders: &Folders,
    graphics: Graphics,
    began: Instant,
) -> Result<(), Box<dyn std::error::Error>> {
    folders::make(&folders.config)?;
    let prefs = Prefs::open(handle, folders)?;
    let early = prefs.early();
    let appearance = early.appearance.clone();
    let setup = Setup {
        early,
        secrets: Arc::new(Keychain::new(&folders.identifier)),
        clock: Arc::new(SystemClock),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        logs_folder: folders.logs.clone(),
        demo: demo_pace(),
        library: library(handle),
    };
    spawn(start(handle.clone(), setup, prefs, began));
    tracing::info!(
        after_ms = began.elapsed().as_millis(),
        "a window is asked for"
    );
    window::open(handle, folders, &appearance, move |event| {
        if event == PageLoadEvent::Finished {
            tracing::info!(after_ms = began.elapsed().as_millis(), "the page is loaded");
            if let Err(error) = graphics.worked() {
                tracing::warn!(%error, "could not remember that drawing works");
            }
        }
    })?;
    tracing::info!(
        after_ms = began.elapsed().as_millis(),
        "the window is there"
    );
    spawn(end_when_asked(handle.clone()));
    Ok(())
}

fn demo_pace() -> DemoPace {
    let wanted = std::env::var(DEMO_SPEED).ok();
    let pace = DemoPace::default();
    DemoPace {
        tokens_per_second: wanted
            .and_then(|speed| speed.parse().ok())
            .unwrap_or(pace.tokens_per_second),
        ..pace
    }
}

/// What the library needs of this host: this very program to read files, and what the bundle brings, or a build's own
/// folder has.
fn library(handle: &AppHandle) -> LibrarySetup {
    let Ok(program) = std::env::current_exe() else {
        return LibrarySetup::default();
    };
    let built = program.parent().and_then(Path::parent).map(PathBuf::from);
    let folders: Vec<PathBuf> = handle
        .path()
        .resource_dir()
        .into_iter()
        .chain(built)
        .collect();
    LibrarySetup::of_program(program, &folders)
}

/// Opens the data while the web view starts, then connects app and window.
async fn start(handle: AppHandle, setup: Setup, prefs: Prefs, began: Instant) {
    // In a task of its own, so that a panic leaves an answer for the commands that wait.
    let app = spawn(App::start(setup)).await.ok();
    handle.state::<Started>().set(app.clone());
    let Some(app) = app else {
        tracing::error!("the app did not start");
        return;
    };
    tracing::info!(after_ms = began.elapsed().as_millis(), "the data is open");
    spawn(events::pass_on(handle.clone(), app.events()));
    if let Some(requests) = app.take_host_requests() {
        spawn(host::serve(handle.clone(), requests));
    }
    keep_early(handle, &app, prefs).await;
}

/// Writes each change of data folder and appearance into the preferences, and lets the window wear it.
async fn keep_early(handle: AppHandle, app: &App, prefs: Prefs) {
    let prefs = Arc::new(prefs);
    let mut changes = app.early();
    let mut worn = changes.borrow_and_update().appearance.theme;
    while changes.changed().await.is_ok() {
        let early = changes.borrow_and_update().clone();
        if early.appearance.theme != worn {
            worn = early.appearance.theme;
            if let Err(error) = window::wear(&handle, &early.appearance) {
                tracing::warn!(%error, "the window does not wear the theme");
            }
        }
        let prefs = Arc::clone(&prefs);
        let kept = tauri::async_runtime::spawn_blocking(move || prefs.keep(&early)).await;
        match kept {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::error!(error = &error as &dyn std::error::Error, "preferences");
            }
            Err(error) => tracing::error!(%error, "preferences"),
        }
    }
}

fn started_again(handle: &AppHandle) {
    if handle.state::<Closing>().start_again_if_ending() {
        return;
    }
    if let Err(error) = window::come_forward(handle) {
        tracing::warn!(%error, "the window does not come forward");
    }
}

async fn end_when_asked(handle: AppHandle) {
    match closing::asked_to_end().await {
        Ok(()) => closing::end(&handle, After::Exit),
        Err(error) => tracing::warn!(%error, "the system's wish to end will not be heard"),
    }
}
