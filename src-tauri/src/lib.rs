//! The shell: Tauri on one side, `glim_app` on the other. The only place that may `use tauri`; it translates
//! and decides nothing about conversations.
//!
//! Start at [`run`]. The bridge is `commands.rs` (page → app), `events.rs` (app → page), `host.rs`
//! (app → system) and `drop.rs` (files of the system → app).

mod arguments;
mod closing;
mod commands;
mod drop;
mod events;
mod folders;
mod graphics;
mod host;
mod keychain;
mod logs;
mod look;
mod page;
mod prefs;
mod shell;
mod window;

use std::{io::Write, process::ExitCode};

use arguments::Arguments;
use folders::Folders;
use graphics::Graphics;

/// Runs the app until it is closed.
pub fn run() -> ExitCode {
    if let Some(read) = glim_app::library::serve_reader(std::env::args_os().skip(1)) {
        return match read {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&format!("reading: {error}")),
        };
    }
    let arguments = Arguments::read(
        std::env::args_os()
            .skip(1)
            .map(|argument| argument.to_string_lossy().into_owned()),
    );
    if let Some(answer) = arguments.answer {
        return say(&mut std::io::stdout(), &answer, ExitCode::SUCCESS);
    }
    let Some(folders) = Folders::find() else {
        return fail("there is no home folder; set GLIM_CONFIG_DIR to a folder of your choice");
    };
    if is_without_display() {
        return fail(
            "there is no display: Glim needs a graphical session (DISPLAY or WAYLAND_DISPLAY)",
        );
    }
    let (graphics, prepared) = Graphics::prepare(&folders.config, arguments.drawing);
    let logging = logs::start(&folders.logs);
    logs::catch_panics();
    if let Err(error) = logging {
        tracing::warn!(%error, "no log file");
    }
    if let Err(error) = prepared {
        tracing::warn!(%error, "could not choose how to draw");
    }
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        system = std::env::consts::OS,
        plain_graphics = graphics::plain_reason(),
        "started"
    );
    match shell::run(folders, graphics) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the window system failed");
            fail("the window system failed; the log says more")
        }
    }
}

/// GTK would panic.
fn is_without_display() -> bool {
    let is_unset = |name: &&str| std::env::var_os(name).is_none_or(|value| value.is_empty());
    cfg!(target_os = "linux")
        && ["DISPLAY", "WAYLAND_DISPLAY", "GDK_BACKEND"]
            .iter()
            .all(is_unset)
}

fn fail(words: &str) -> ExitCode {
    say(
        &mut std::io::stderr(),
        &format!("glim: {words}"),
        ExitCode::FAILURE,
    )
}

fn say(out: &mut impl Write, words: &str, code: ExitCode) -> ExitCode {
    if writeln!(out, "{words}").is_ok() {
        code
    } else {
        ExitCode::FAILURE
    }
}
