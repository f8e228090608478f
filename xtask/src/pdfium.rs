//! Fetches PDFium, the library that reads PDF, out of a wheel of `PyPI`, and puts it into `target/pdfium/`.
//!
//! Wheel, version and sums are in `xtask/pdfium.txt`; pip checks them. Without it PDF is read by the fallback in Rust.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::Step;
use crate::failure::{Failure, Outcome};
use crate::{downloads, tree};

const WANTED: &str = "xtask/pdfium.txt";
/// Tells which one lies in the folder.
const MARK: &str = "fetched.txt";

/// Systems that are built for elsewhere, with pip's word for them.
const PLATFORMS: [(&str, &str); 4] = [
    ("x86_64-unknown-linux-gnu", "manylinux2014_x86_64"),
    ("x86_64-apple-darwin", "macosx_13_0_x86_64"),
    ("aarch64-apple-darwin", "macosx_13_0_arm64"),
    ("x86_64-pc-windows-msvc", "win_amd64"),
];

/// Whether this very version is there, for a system or for this one.
pub(crate) fn is_there(target: Option<&str>) -> Outcome<bool> {
    let folder = folder()?;
    let noted = fs::read_to_string(folder.join(MARK));
    Ok(noted.is_ok_and(|it| Some(it) == wanted(target).ok()) && library(&folder).is_some())
}

/// The folder with the library and its licences, fetched unless this very version is there.
pub(crate) fn fetched() -> Outcome<PathBuf> {
    fetched_for(None)
}

/// The same for another system than this one.
pub(crate) fn fetched_for(target: Option<&str>) -> Outcome<PathBuf> {
    let folder = folder()?;
    if is_there(target)? {
        return Ok(folder);
    }
    let platform = target.map(platform).transpose()?;
    let work = tree::target()?.join("pdfium-wheel");
    empty(&work)?;
    let python = downloads::python_with_pip()?;
    println!("   fetching PDFium, which reads PDF (3 MB)");
    let mut pip = vec!["--require-hashes", "-r", WANTED];
    if let Some(platform) = platform {
        pip.extend(["--platform", platform]);
    }
    downloads::download(&python, &pip, &work)?;
    let wheel = entries(&work)?.into_iter().find(|it| has_ending(it, "whl"));
    let wheel = wheel.ok_or_else(|| Failure::new("pip has left no wheel"))?;
    Step::new(python)
        .with(&["-m", "zipfile", "-e"])
        .with_all([&wheel, &work])
        .run()?;
    let found = library(&work.join("pypdfium2_raw"));
    let found = found.ok_or_else(|| Failure::new("the wheel holds no PDFium"))?;
    // Not before the new one is whole: without a network the old one stays.
    empty(&folder)?;
    copy_into(&found, &folder)?;
    for licences in licence_folders(&work)? {
        for licence in entries(&licences)? {
            copy_into(&licence, &folder)?;
        }
    }
    let mark = folder.join(MARK);
    fs::write(&mark, wanted(target)?).map_err(|error| Failure::file("writing", &mark, &error))?;
    Ok(folder)
}

fn folder() -> Outcome<PathBuf> {
    Ok(tree::target()?.join("pdfium"))
}

/// What is to be there, told from other versions and systems.
fn wanted(target: Option<&str>) -> Outcome<String> {
    let text = tree::read(WANTED)?;
    Ok(match target {
        Some(target) => format!("{text}\n# for {target}\n"),
        None => text,
    })
}

fn platform(target: &str) -> Outcome<&'static str> {
    let known = PLATFORMS.iter().find(|(name, _)| *name == target);
    let known = known.map(|(_, platform)| *platform);
    known.ok_or_else(|| Failure::new(format!("no PDFium is known for {target}")))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_that_is_released_has_a_platform() {
        let release = tree::read(".github/workflows/release.yml").unwrap();
        let targets = release.split("target: ").skip(1);
        let mut count = 0;
        for target in targets.filter_map(|rest| rest.split([' ', '}', '\n']).next()) {
            assert!(platform(target).is_ok(), "{target}");
            count += 1;
        }
        assert!(count >= 4, "the release names its targets");
        assert!(platform("riscv64gc-unknown-linux-gnu").is_err());
    }
}
