//! `cargo xtask bench read`: reads every file of a folder through the worker, as the app does, and says what came out.
//!
//! Beside it `pdftotext` and PyMuPDF read the same PDFs, where they are there. With `--worker` it is the worker.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal"
)]

mod arguments;
mod compare;
mod peak;
mod table;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use glim_knowledge::{Document, Limits, ReadProblem, Sizes, Worker, WorkerCommand, cut, serve};

use arguments::Arguments;

/// What became of one file.
struct Outcome {
    path: PathBuf,
    ending: String,
    result: Result<Document, ReadProblem>,
    time: Duration,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|it| it == "--worker") {
        return match serve(std::io::stdin(), std::io::stdout()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("worker: {error}");
                ExitCode::FAILURE
            }
        };
    }
    match Arguments::parse(&arguments) {
        Ok(arguments) => run(&arguments),
        Err(words) => {
            eprintln!("glim-read: {words}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> ExitCode {
    let mut files = Vec::new();
    collect(&arguments.folder, &mut files);
    files.sort();
    if files.is_empty() {
        println!(
            "no files in {}: nothing measured",
            arguments.folder.display()
        );
        return ExitCode::SUCCESS;
    }
    let Ok(program) = std::env::current_exe() else {
        eprintln!("glim-read: does not know where it lies");
        return ExitCode::FAILURE;
    };
    let limits = Limits::default();
    let mut worker = Worker::new(WorkerCommand {
        program,
        arguments: vec!["--worker".into()],
        pdfium: arguments.pdfium.clone(),
        limits: limits.clone(),
    });
    let mut peak = peak::Peak::default();
    let mut outcomes = Vec::new();
    for path in files {
        let start = Instant::now();
        let result = worker.read(&path);
        let time = start.elapsed();
        peak.look(worker.process_id());
        let ending = path
            .extension()
            .map(|it| it.to_string_lossy().to_lowercase());
        if arguments.each {
            println!(
                "{}\t{}\t{} ms",
                path.display(),
                state(&result),
                time.as_millis()
            );
        }
        outcomes.push(Outcome {
            path,
            ending: ending.unwrap_or_default(),
            result,
            time,
        });
    }
    table::print(&outcomes, &limits, peak.megabytes());
    print_chunks(&outcomes);
    if let Some(text) = &arguments.text {
        write_texts(&outcomes, text);
    }
    compare::print(&outcomes, arguments);
    ExitCode::SUCCESS
}

/// `text`, or the reason why not.
fn state(result: &Result<Document, ReadProblem>) -> String {
    match result {
        Ok(document) if document.remarks.is_empty() => "text".to_owned(),
        Ok(document) => format!("text {:?}", document.remarks),
        Err(problem) => format!("{}: {problem}", problem.reason()),
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn print_chunks(outcomes: &[Outcome]) {
    let start = Instant::now();
    let (mut children, mut parents, mut bytes) = (0, 0, 0);
    for document in outcomes.iter().filter_map(|it| it.result.as_ref().ok()) {
        let chunks = cut(document, Sizes::default());
        children += chunks.children.len();
        parents += chunks.parents.len();
        bytes += document
            .blocks
            .iter()
            .map(|it| it.text.len())
            .sum::<usize>();
    }
    println!(
        "\ncut: {children} children, {parents} parents, {bytes} bytes of text, {} ms",
        start.elapsed().as_millis()
    );
}

/// One text file a document, to look at.
fn write_texts(outcomes: &[Outcome], folder: &Path) {
    if let Err(error) = std::fs::create_dir_all(folder) {
        eprintln!("glim-read: {}: {error}", folder.display());
        return;
    }
    for outcome in outcomes {
        let Ok(document) = &outcome.result else {
            continue;
        };
        let name = outcome
            .path
            .file_name()
            .map(|it| it.to_string_lossy().into_owned());
        let target = folder.join(format!("{}.txt", name.unwrap_or_default()));
        let lines: Vec<String> = document
            .blocks
            .iter()
            .map(|block| format!("[{:?}] {}", block.kind, block.text))
            .collect();
        if let Err(error) = std::fs::write(&target, lines.join("\n")) {
            eprintln!("glim-read: {}: {error}", target.display());
        }
    }
}
