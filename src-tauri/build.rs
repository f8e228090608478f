//! Gives Tauri the names of our commands, so that each gets a permission and none is callable without one, and
//! embeds the Windows manifest in every binary.

use std::{env, error::Error, fs};

/// The one list of commands; only the names are read here.
const COMMANDS: &str = "crates/glim-app/src/commands.rs";

fn main() -> Result<(), Box<dyn Error>> {
    for path in [
        COMMANDS,
        "src-tauri/capabilities",
        "src-tauri/permissions",
        "tauri.conf.json",
    ] {
        println!("cargo:rerun-if-changed={path}");
    }
    let list = fs::read_to_string(COMMANDS).map_err(|error| format!("{COMMANDS}: {error}"))?;
    let names = names(&list);
    if names.is_empty() {
        return Err(format!("no commands between BEGIN and END COMMANDS in {COMMANDS}").into());
    }
    let manifest = tauri_build::AppManifest::new()
        .commands(names)
        .permissions_path_pattern("./src-tauri/permissions/*.toml");
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/*.json")
        .app_manifest(manifest);
    tauri_build::try_build(for_windows(attributes))?;
    Ok(())
}

/// The names of the list. Tauri wants them `'static`, and a build script ends soon.
fn names(list: &str) -> &'static [&'static str] {
    let names: Vec<&'static str> = list
        .lines()
        .skip_while(|line| !line.contains("BEGIN COMMANDS"))
        .skip(1)
        .take_while(|line| !line.contains("END COMMANDS"))
        .filter_map(|line| line.trim().split_once('('))
        .map(|(name, _)| &*name.to_owned().leak())
        .collect();
    names.leak()
}

/// Tauri embeds the manifest that asks for version 6 of the common controls in the app alone. Without it a test
/// binary does not even load (tauri#13419), so here the linker puts it into all of them.
fn for_windows(attributes: tauri_build::Attributes) -> tauri_build::Attributes {
    let target = |what: &str| env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    if target("OS") != "windows" || target("ENV") != "msvc" {
        return attributes;
    }
    println!("cargo:rustc-link-arg=/MANIFEST:EMBED");
    println!(
        "cargo:rustc-link-arg=/MANIFESTDEPENDENCY:type='win32' \
         name='Microsoft.Windows.Common-Controls' version='6.0.0.0' processorArchitecture='*' \
         publicKeyToken='6595b64144ccf1df' language='*'"
    );
    attributes.windows_attributes(tauri_build::WindowsAttributes::new_without_app_manifest())
}
