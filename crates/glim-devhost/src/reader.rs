//! The process that reads files: this same program, started with an argument of its own.

use std::{
    io::{self, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use glim_app::library::LibrarySetup;
use glim_knowledge::{Limits, WorkerCommand};

/// What tells a process of ours to read files and nothing else.
const ARGUMENT: &str = "--read-worker";

/// Serves and says how it ended, if that is what this process was started for.
pub(crate) fn serve_if_asked() -> Option<ExitCode> {
    if std::env::args_os().nth(1).is_none_or(|it| it != ARGUMENT) {
        return None;
    }
    Some(match glim_knowledge::serve(io::stdin(), io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "glim-devhost: {error}"); // nowhere left to say it
            ExitCode::FAILURE
        }
    })
}

/// What the library needs of this host, from the folder it was built into.
pub(crate) fn setup() -> LibrarySetup {
    let Ok(program) = std::env::current_exe() else {
        return LibrarySetup::default();
    };
    let built = program
        .parent()
        .and_then(|folder| folder.parent().map(PathBuf::from));
    let pdfium = built.as_ref().map(|folder| folder.join("pdfium"));
    LibrarySetup {
        reader: Some(WorkerCommand {
            program,
            arguments: vec![ARGUMENT.into()],
            pdfium: pdfium.filter(|folder| folder.is_dir()),
            limits: Limits::default(),
        }),
        model_files: built
            .iter()
            .map(|folder| folder.join("models/e5-small-q4.bin"))
            .collect(),
    }
}
