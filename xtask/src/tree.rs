//! The project's files and its packages, as git and cargo know them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::command::Step;
use crate::failure::{Failure, Outcome};

/// The folder of the root `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_path_buf()
}

/// A text file of the project, by its path from the root.
pub(crate) fn read(path: &str) -> Outcome<String> {
    let full = root().join(path);
    fs::read_to_string(&full).map_err(|error| Failure::file("reading", &full, &error))
}

/// All files that are in git or would be (new ones too), with `/` in their paths, sorted; deleted ones are left out.
pub(crate) fn files() -> Outcome<Vec<String>> {
    let listed = Step::new("git")
        .with(&[
            "-c",
            "core.quotepath=off",
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .captured()?;
    let root = root();
    let mut files: Vec<String> = listed
        .lines()
        .filter(|path| root.join(path).is_file())
        .map(str::to_owned)
        .collect();
    files.sort();
    files.dedup();
    if files.is_empty() {
        return Err(Failure::new(
            "git lists no file: is this a clone of the project?",
        ));
    }
    Ok(files)
}

/// `cargo metadata`: of our packages alone when `ours`, else of the whole locked graph on every platform.
pub(crate) fn metadata(ours: bool) -> Outcome<Value> {
    let mut step = Step::cargo().with(&["metadata", "--format-version", "1"]);
    step = if ours {
        step.with(&["--no-deps", "--offline"])
    } else {
        step.with(&["--locked"])
    };
    serde_json::from_str(&step.captured()?)
        .map_err(|error| Failure::new(format!("cargo metadata gave no readable JSON: {error}")))
}

/// The folder cargo builds into, wherever the person has put it.
pub(crate) fn target() -> Outcome<PathBuf> {
    let metadata = metadata(true)?;
    let folder = metadata.get("target_directory").and_then(Value::as_str);
    folder
        .map(PathBuf::from)
        .ok_or_else(|| Failure::new("cargo metadata names no target folder"))
}

/// Builds programs of the workspace (dev profile) and gives the folder they are in.
///
/// Always with `--workspace`: the features of shared crates are then the same in every build, and Tauri is
/// compiled once.
pub(crate) fn build_programs(names: &[&str]) -> Outcome<PathBuf> {
    let chosen = names.iter().flat_map(|name| ["--bin", name]);
    Step::cargo()
        .with(&["build", "--workspace"])
        .with_all(chosen)
        .run()?;
    Ok(target()?.join("debug"))
}

/// True when some package of the workspace has a program of this name.
pub(crate) fn has_program(name: &str) -> Outcome<bool> {
    let metadata = metadata(true)?;
    let packages = metadata.get("packages").and_then(Value::as_array);
    let targets = packages
        .into_iter()
        .flatten()
        .filter_map(|it| it.get("targets")?.as_array());
    Ok(targets.flatten().any(|target| {
        let is_program = target
            .get("kind")
            .is_some_and(|kind| kind.to_string().contains("\"bin\""));
        is_program && target.get("name").and_then(Value::as_str) == Some(name)
    }))
}
