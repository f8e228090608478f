//! `check` says whether the tree is as its rules want it. Every part runs, so one look shows all that is wrong.

use std::time::Instant;

use crate::command::Step;
use crate::failure::{Failure, Outcome};
use crate::{generate, layout, licences, ui, words};

/// One part: a name to choose it by and what it does.
struct Part {
    name: &'static str,
    run: fn() -> Outcome,
}

/// The cheap ones first, so that a slip shows before the compiler starts.
const PARTS: [Part; 11] = [
    Part {
        name: "layout",
        run: layout::check,
    },
    Part {
        name: "words",
        run: words::check,
    },
    Part {
        name: "fmt",
        run: fmt,
    },
    Part {
        name: "prettier",
        run: prettier,
    },
    Part {
        name: "eslint",
        run: eslint,
    },
    Part {
        name: "svelte",
        run: svelte,
    },
    Part {
        name: "knip",
        run: knip,
    },
    Part {
        name: "lockfile",
        run: ui::lock_is_whole,
    },
    Part {
        name: "licences",
        run: licences::check,
    },
    Part {
        name: "generated",
        run: generate::check_clean,
    },
    Part {
        name: "clippy",
        run: clippy,
    },
];

/// Runs all parts, or those named; fails with the list of those that failed.
pub(crate) fn check(arguments: &[String]) -> Outcome {
    if let Some(unknown) = arguments
        .iter()
        .find(|name| !PARTS.iter().any(|part| part.name == **name))
    {
        let names: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
        return Err(Failure::new(format!(
            "`{unknown}` is no part of check; there are {}",
            names.join(", ")
        )));
    }
    let mut failed = Vec::new();
    for part in &PARTS {
        if !arguments.is_empty() && !arguments.iter().any(|name| name == part.name) {
            continue;
        }
        let start = Instant::now();
        let outcome = (part.run)();
        let took = start.elapsed().as_secs_f64();
        match outcome {
            Ok(()) => println!("   {:<10} ok     {took:>6.1} s", part.name),
            Err(failure) => {
                println!("   {:<10} FAILED {took:>6.1} s\n{failure}", part.name);
                failed.push(part.name);
            }
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "check failed: {} (again alone: cargo xtask check {})",
        failed.join(", "),
        failed.join(" ")
    )))
}

fn fmt() -> Outcome {
    Step::cargo()
        .with(&["fmt", "--all", "--check"])
        .captured()
        .map(|_| ())
}

fn clippy() -> Outcome {
    Step::cargo()
        .with(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ])
        .run()
}

fn prettier() -> Outcome {
    ui::script("format:check", &[])?.captured().map(|_| ())
}

fn eslint() -> Outcome {
    ui::script("lint", &[])?.captured().map(|_| ())
}

fn svelte() -> Outcome {
    ui::script("check", &[])?.captured().map(|_| ())
}

fn knip() -> Outcome {
    ui::script("knip", &[])?.captured().map(|_| ())
}
