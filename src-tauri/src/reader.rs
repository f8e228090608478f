//! The process that reads files: this same program, started with an argument of its own.

use std::{io, path::PathBuf, process::ExitCode};

use glim_app::library::LibrarySetup;
use glim_knowledge::{Limits, WorkerCommand};

/// What tells a process of ours to read files and nothing else.
const ARGUMENT: &str = "--read-worker";
/// The file of the local model, below the folder of resources.
const MODEL: &str = "models/e5-small-q4.bin";

/// Serves and says how it ended, if that is what this process was started for.
pub(crate) fn serve_if_asked() -> Option<ExitCode> {
    if std::env::args_os().nth(1).is_none_or(|it| it != ARGUMENT) {
        return None;
    }
    // The parent keeps what is said last as the reason.
    Some(match glim_knowledge::serve(io::stdin(), io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => crate::fail(&format!("reading: {error}")),
    })
}

/// What the library needs of this host. Folders are looked at in order: what the bundle brings, then a build's own.
pub(crate) fn setup(resources: Option<PathBuf>) -> LibrarySetup {
    let program = std::env::current_exe().ok();
    let built = program
        .as_ref()
        .and_then(|program| program.parent()?.parent().map(PathBuf::from));
    let folders: Vec<PathBuf> = resources.into_iter().chain(built).collect();
    let mut pdfium = folders.iter().map(|folder| folder.join("pdfium"));
    let pdfium = pdfium.find(|folder| folder.is_dir());
    LibrarySetup {
        reader: program.map(|program| WorkerCommand {
            program,
            arguments: vec![ARGUMENT.into()],
            pdfium,
            limits: Limits::default(),
        }),
        model_files: folders.iter().map(|folder| folder.join(MODEL)).collect(),
    }
}
