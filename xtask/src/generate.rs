//! `gen` writes what is made from the command list: TypeScript, permission sets, names.

use std::collections::BTreeMap;
use std::fs;

use crate::command::Step;
use crate::failure::{Failure, Outcome};
use crate::{tree, ui};

/// The folder of generated TypeScript.
pub(crate) const TYPESCRIPT: &str = "ui/src/wire/generated/";

/// Runs the generator and formats the TypeScript as Prettier would.
pub(crate) fn generate() -> Outcome {
    let folder = tree::build_programs(&["gen_wire"])?;
    Step::new(folder.join("gen_wire")).run()?;
    let prettier = ui::program("prettier")?;
    let within = tree::root().join("ui");
    let text = Step::new(prettier)
        .with(&["--log-level", "warn", "--write", "src/wire/generated"])
        .within(within);
    text.captured().map(|_| ())
}

/// Generates again and refuses any difference from what the work tree had before.
pub(crate) fn check_clean() -> Outcome {
    let before = generated()?;
    if before.is_empty() {
        return Err(Failure::new(
            "the work tree has no generated file: run `cargo xtask gen` and commit",
        ));
    }
    generate()?;
    let after = generated()?;
    let changed: Vec<&str> = before
        .iter()
        .filter(|(path, text)| after.get(*path) != Some(*text))
        .chain(after.iter().filter(|(path, _)| !before.contains_key(*path)))
        .map(|(path, _)| path.as_str())
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "generated files were old and have been written again; look at them and commit: {}",
        changed.join(", ")
    )))
}

/// True for a file that a person does not write.
pub(crate) fn is_generated(path: &str) -> bool {
    path.starts_with(TYPESCRIPT) || path.contains(".gen.")
}

fn generated() -> Outcome<BTreeMap<String, Vec<u8>>> {
    let root = tree::root();
    let files = tree::files()?.into_iter().filter(|path| is_generated(path));
    files
        .map(|path| {
            let full = root.join(&path);
            let bytes = fs::read(&full).map_err(|error| Failure::file("reading", &full, &error))?;
            Ok((path, bytes))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_files_are_known_by_folder_or_by_name() {
        assert!(is_generated("ui/src/wire/generated/commands.ts"));
        assert!(is_generated("src-tauri/permissions/app.gen.toml"));
        assert!(is_generated("src-tauri/commands.gen.rs"));
        assert!(!is_generated("ui/src/wire/call.ts"));
        assert!(!is_generated("crates/zhipu/src/generation.rs"));
    }
}
