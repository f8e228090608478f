//! `bench` measures the app; the measuring itself is the program `glim-bench` of `tests/smoke`. `bench read` measures
//! the reading of files, by the program `glim-read` of `crates/glim-knowledge`; `bench library` the two indexes of the
//! library alone, by an example of it; `bench gallery` the studio's gallery in a browser, by `ui/tests/gallery.bench.ts`.

use crate::command::Step;
use crate::failure::{Failure, Outcome};
use crate::{eval, pdfium, python, system, tree, ui};

/// Optimised as a release, without its minutes of link-time optimisation.
const PROFILE: &str = "bench-app";

/// Builds the app and the bench with optimisation, and runs it; `arguments` are the bench's.
pub(crate) fn bench(arguments: &[String]) -> Outcome {
    if let Some((first, rest)) = arguments.split_first()
        && first == "read"
    {
        return read(rest);
    }
    if let Some((first, rest)) = arguments.split_first()
        && first == "library"
    {
        return library(rest);
    }
    if arguments.first().is_some_and(|first| first == "gallery") {
        return gallery();
    }
    if !tree::has_program("glim-bench")? {
        return Err(Failure::new(
            "the workspace has no program glim-bench to measure with",
        ));
    }
    system::ready_for_tests()?;
    ui::install_packages()?;
    ui::build()?;
    // `blank` is an empty window of the same Tauri, to compare with.
    let programs = [
        "--bin",
        "glim",
        "--bin",
        "glim-bench",
        "--bin",
        "glim-devhost",
        "--example",
        "blank",
    ];
    Step::cargo()
        .with(&["build", "--workspace", "--profile", PROFILE])
        .with(&programs)
        .run()?;
    let folder = tree::target()?.join(PROFILE);
    let bench = Step::new(folder.join("glim-bench")).with_all(arguments);
    bench.set("GLIM_BINARY", folder.join("glim")).run()
}

/// Measures the studio's gallery with a hundred thousand items, beside a page that draws them all.
fn gallery() -> Outcome {
    let browser = std::env::var_os("GLIM_CHROMIUM")
        .map(Into::into)
        .or_else(system::browser)
        .ok_or_else(|| Failure::new("there is no Chromium to measure in"))?;
    ui::install_packages()?;
    ui::build()?;
    Step::cargo()
        .with(&["build", "--workspace", "--profile", PROFILE])
        .with(&["--bin", "glim-devhost"])
        .run()?;
    let host = tree::target()?.join(PROFILE).join("glim-devhost");
    ui::script("bench:browser", &["gallery"])?
        .set("GLIM_DEVHOST", host)
        .set("GLIM_CHROMIUM", browser)
        .run()
}

/// Measures the indexes of the library, and `sqlite-vec` beside them on the same machine in the same minutes.
fn library(arguments: &[String]) -> Outcome {
    eval::program("library")?.with_all(arguments).run()?;
    match python::with(&["apsw==3.54.1.0", "numpy==2.4.6", "sqlite-vec==0.1.9"]) {
        Ok(python) => Step::new(python)
            .with(&["crates/glim-knowledge/examples/library/beside.py"])
            .with_all(arguments)
            .run(),
        Err(failure) => {
            println!("without sqlite-vec: {failure}");
            Ok(())
        }
    }
}

/// Where real files lie that are no part of the project.
const FILES: &str = "../shared/corpus/files";

/// Reads a folder of files through the worker, and prints what came out, beside PyMuPDF and `pdftotext`.
fn read(arguments: &[String]) -> Outcome {
    let names_folder = arguments.first().is_some_and(|it| !it.starts_with("--"));
    let folder = tree::root().join(FILES);
    if !names_folder && !folder.is_dir() {
        println!("skipped: no files in {}", folder.display());
        return Ok(());
    }
    Step::cargo()
        .with(&["build", "--package", "glim-knowledge", "--profile", PROFILE])
        .with(&["--bin", "glim-read"])
        .run()?;
    let program = tree::target()?.join(PROFILE).join("glim-read");
    let mut step = Step::new(program);
    if !names_folder {
        step = step.with_all([folder]);
    }
    match pdfium::fetched() {
        Ok(folder) => step = step.with(&["--pdfium"]).with_all([folder]),
        Err(failure) => println!("without PDFium: {failure}"),
    }
    if !arguments.iter().any(|it| it == "--python") {
        match python::with(&["pymupdf==2.0"]) {
            Ok(python) => step = step.with(&["--python"]).with_all([python]),
            Err(failure) => println!("without PyMuPDF: {failure}"),
        }
    }
    step.with_all(arguments).run()
}
