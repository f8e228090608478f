//! Everything a person or CI runs: `cargo xtask run`, `cargo xtask test`, and the smaller verbs they are made of.
//!
//! One file per verb. There is no argument parser and one dependency, so that the first `cargo xtask` of a fresh
//! clone is compiled in seconds. Start at `VERBS`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal"
)]

mod bench;
mod check;
mod command;
mod downloads;
mod drill;
mod eval;
mod failure;
mod generate;
mod icons;
mod layout;
mod licences;
mod model;
mod pdfium;
mod python;
mod run;
mod sim;
mod size;
mod system;
mod test;
mod tree;
mod ui;
mod words;

use std::process::ExitCode;

use failure::{Failure, Outcome};

/// What can be asked for.
struct Verb {
    name: &'static str,
    arguments: &'static str,
    help: &'static str,
    run: fn(&[String]) -> Outcome,
}

const VERBS: [Verb; 14] = [
    Verb {
        name: "run",
        arguments: "[FLAGS OF THE APP]",
        help: "install what is missing, build, open the app",
        run: run::run,
    },
    Verb {
        name: "test",
        arguments: "[--only STAGE] [--skip STAGE]",
        help: "install what is missing, run every test there is",
        run: test::test,
    },
    Verb {
        name: "dev",
        arguments: "[FLAGS OF tauri dev]",
        help: "open the app with hot reload of the UI",
        run: run::dev,
    },
    Verb {
        name: "check",
        arguments: "[PART…]",
        help: "form, walls, words, licences, generated files, lints",
        run: check::check,
    },
    Verb {
        name: "gen",
        arguments: "",
        help: "write what is made from the command list",
        run: |arguments| none(arguments).and_then(|()| generate::generate()),
    },
    Verb {
        name: "sim",
        arguments: "[--port 18080] [--seed N] [--speed N] [--any-key]",
        help: "start the platform in a box, alone",
        run: sim::sim,
    },
    Verb {
        name: "drill",
        arguments: "chat | library [FLAGS]",
        help: "break things on purpose",
        run: drill::drill,
    },
    Verb {
        name: "downloads",
        arguments: "[--target TRIPLE]",
        help: "fetch what the app carries: the local model, PDFium",
        run: downloads::downloads,
    },
    Verb {
        name: "model",
        arguments: "",
        help: "fetch the local embedding model",
        run: |arguments| none(arguments).and_then(|()| model::model()),
    },
    Verb {
        name: "eval",
        arguments: "[--corpus F --queries F [--qrels F] --out F]",
        help: "measure how well the library finds",
        run: eval::eval,
    },
    Verb {
        name: "bench",
        arguments: "[read FOLDER | library] [FLAGS]",
        help: "measure start, memory, streaming, long threads; the reading of files; the library's indexes",
        run: bench::bench,
    },
    Verb {
        name: "size",
        arguments: "",
        help: "lines by part and the longest files",
        run: |arguments| none(arguments).and_then(|()| size::size()),
    },
    Verb {
        name: "icons",
        arguments: "",
        help: "render icons/glim.svg to all sizes",
        run: |arguments| none(arguments).and_then(|()| icons::icons()),
    },
    Verb {
        name: "help",
        arguments: "",
        help: "this list",
        run: |_| {
            print_help();
            Ok(())
        },
    },
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(name) = arguments.next() else {
        print_help();
        return ExitCode::FAILURE;
    };
    let name = if name == "--help" || name == "-h" {
        "help".to_owned()
    } else {
        name
    };
    // `cargo xtask run -- --flag` and `cargo xtask run --flag` mean the same.
    let rest: Vec<String> = arguments
        .enumerate()
        .filter(|it| *it != (0, "--".to_owned()))
        .map(|it| it.1)
        .collect();
    let outcome = match VERBS.iter().find(|verb| verb.name == name) {
        Some(verb) => (verb.run)(&rest),
        None => Err(Failure::new(format!(
            "`{name}` is no verb; see cargo xtask help"
        ))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn none(arguments: &[String]) -> Outcome {
    match arguments.first() {
        None => Ok(()),
        Some(extra) => Err(Failure::new(format!(
            "`{extra}`: this verb takes no arguments"
        ))),
    }
}

fn print_help() {
    println!("cargo xtask VERB\n");
    for verb in &VERBS {
        println!("  {:<9} {:<49} {}", verb.name, verb.arguments, verb.help);
    }
}
