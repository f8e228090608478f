//! `run` opens the app; `dev` opens it with hot reload.

use crate::command::{Step, find_program};
use crate::failure::{Failure, Outcome};
use crate::{downloads, system, tree, ui};

/// Installs what is missing, builds, and opens the window; `arguments` go to the app.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    prepare()?;
    ui::build()?;
    let folder = tree::build_programs(&["glim"])?;
    println!("   opening Glim (Ctrl+C here closes it)");
    Step::new(folder.join("glim")).with_all(arguments).run()
}

/// As `run`, but Vite serves the UI and a saved Rust file restarts the app; `arguments` go to `tauri dev`.
pub(crate) fn dev(arguments: &[String]) -> Outcome {
    prepare()?;
    Step::new(ui::program("tauri")?)
        .with(&["dev"])
        .with_all(arguments)
        .run()
}

fn prepare() -> Outcome {
    a_screen()?;
    system::ready_for_app()?;
    downloads::downloads_or_warn();
    ui::install_packages()
}

/// Asked first: a build of minutes that ends in "no display" would be a bad joke.
fn a_screen() -> Outcome {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(not(target_os = "linux")) || set("DISPLAY") || set("WAYLAND_DISPLAY") {
        return Ok(());
    }
    let way = if find_program("xvfb-run").is_some() {
        "To run it unseen: xvfb-run -a dbus-run-session -- cargo xtask run"
    } else {
        "To run it unseen: install xvfb, then: xvfb-run -a dbus-run-session -- cargo xtask run"
    };
    Err(Failure::new(format!(
        "there is no screen to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. \
         Start it from a desktop session (over ssh: ssh -X). {way}"
    )))
}
