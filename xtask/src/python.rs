//! A Python of its own under `target`, with the programs we are measured beside; nothing of it is part of the app.

use std::path::PathBuf;

use crate::command::{Step, find_program};
use crate::failure::{Failure, Outcome};
use crate::tree;

/// A Python that has `packages`, each with its version (`numpy==2.3.5`), from `PyPI`. The failure is a reason to skip.
pub(crate) fn with(packages: &[&str]) -> Outcome<PathBuf> {
    let folder = tree::target()?.join("bench-venv");
    let inside = if cfg!(windows) {
        folder.join("Scripts/python.exe")
    } else {
        folder.join("bin/python")
    };
    if !inside.is_file() {
        let python = ["python3", "python"].into_iter().find_map(find_program);
        let python = python.ok_or_else(|| Failure::new("there is no Python"))?;
        Step::new(python)
            .with(&["-m", "venv"])
            .with_all([&folder])
            .captured()?;
    }
    // pip is quick when all is there, and then needs no network.
    Step::new(&inside)
        .with(&["-m", "pip", "install", "--quiet", "--retries", "1"])
        .with(&["--timeout", "10", "--disable-pip-version-check"])
        .with(packages)
        .captured()?;
    Ok(inside)
}
