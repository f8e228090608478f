//! The UI's side: packages by npm, the build into `ui/dist`, and the scripts of `ui/package.json`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::command::Step;
use crate::failure::{Failure, Outcome};
use crate::tree;

/// What Vite reads; a change in any of it makes `ui/dist` old.
const SOURCES: [&str; 7] = [
    "src",
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "svelte.config.js",
];

/// Installs the UI's packages when the lock file is newer than what is installed.
pub(crate) fn install_packages() -> Outcome {
    let folder = tree::root().join("ui");
    let lock = modified(&folder.join("package-lock.json"))
        .ok_or_else(|| Failure::new("ui/package-lock.json is missing: the UI cannot be built"))?;
    // npm writes this file last, so an `npm ci` that was cut off counts as not done.
    let installed = modified(&folder.join("node_modules/.package-lock.json"));
    // `npm install` writes both files within moments of each other, in either order.
    if installed.is_some_and(|installed| installed + Duration::from_secs(5) >= lock) {
        return Ok(());
    }
    println!("   installing the UI's packages from ui/package-lock.json");
    npm(&["ci", "--no-audit", "--no-fund"])
        .set("npm_config_fetch_retries", "5")
        .set("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .run()
}

/// Fails when `npm ci` would refuse the lock file, as it does when packages of other systems are missing from it: a
/// thing that shows on a fresh machine only.
pub(crate) fn lock_is_whole() -> Outcome {
    npm(&["ci", "--dry-run", "--no-audit", "--no-fund"])
        .captured()
        .map(|_| ())
}

/// Builds `ui/dist` when a source is newer than it.
pub(crate) fn build() -> Outcome {
    let folder = tree::root().join("ui");
    let newest = SOURCES
        .iter()
        .filter_map(|name| newest(&folder.join(name)))
        .max();
    let built = modified(&folder.join("dist/index.html"));
    if built.is_some() && built >= newest {
        return Ok(());
    }
    script("build", &[])?.run()
}

/// `npm run NAME -- arguments`, ready to run; fails at once when the UI has no such script.
pub(crate) fn script(name: &str, arguments: &[&str]) -> Outcome<Step> {
    let text = tree::read("ui/package.json")?;
    let package: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::new(format!("ui/package.json is not JSON: {error}")))?;
    if package.pointer(&format!("/scripts/{name}")).is_none() {
        return Err(Failure::new(format!(
            "ui/package.json has no script named `{name}`"
        )));
    }
    let step = npm(&["run", "--silent", name]);
    Ok(if arguments.is_empty() {
        step
    } else {
        step.with(&["--"]).with(arguments)
    })
}

/// A program that an npm package of the UI brings, such as the Tauri CLI.
pub(crate) fn program(name: &str) -> Outcome<PathBuf> {
    let file = if cfg!(windows) {
        format!("{name}.cmd")
    } else {
        name.to_owned()
    };
    let path = tree::root().join("ui/node_modules/.bin").join(file);
    if path.exists() {
        Ok(path)
    } else {
        Err(Failure::new(format!(
            "the UI's packages bring no program `{name}` ({})",
            path.display()
        )))
    }
}

fn npm(arguments: &[&str]) -> Step {
    let name = if cfg!(windows) { "npm.cmd" } else { "npm" };
    Step::new(name)
        .with(arguments)
        .within(tree::root().join("ui"))
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

/// When a file or anything in a folder was changed last; the folder's own time tells of files taken away.
fn newest(path: &Path) -> Option<SystemTime> {
    let own = modified(path)?;
    let inside = fs::read_dir(path).ok().into_iter().flatten().flatten();
    inside
        .filter_map(|entry| newest(&entry.path()))
        .chain([own])
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_file_of_a_folder_is_found_at_any_depth() {
        let folder = std::env::temp_dir().join(format!("glim-xtask-newest-{}", std::process::id()));
        let deep = folder.join("a/b");
        fs::create_dir_all(&deep).unwrap();
        fs::write(deep.join("text"), "你好").unwrap();
        let future = SystemTime::now() + Duration::from_hours(1);
        fs::File::options()
            .write(true)
            .open(deep.join("text"))
            .unwrap()
            .set_modified(future)
            .unwrap();
        let found = newest(&folder);
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found, Some(future));
        assert_eq!(newest(&folder), None, "what is not there has no age");
    }
}
