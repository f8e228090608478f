//! `bench` measures the app; the measuring itself is the program `glim-bench` of `tests/smoke`. `bench library` measures
//! the two indexes of the library alone, by an example of `glim-knowledge`.

use crate::command::Step;
use crate::failure::{Failure, Outcome};
use crate::{eval, system, tree, ui};

/// Optimised as a release, without its minutes of link-time optimisation.
const PROFILE: &str = "bench-app";

/// Builds the app and the bench with optimisation, and runs it; `arguments` are the bench's.
pub(crate) fn bench(arguments: &[String]) -> Outcome {
    if let Some((first, rest)) = arguments.split_first()
        && first == "library"
    {
        return eval::program("library")?.with_all(rest).run();
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
        "zhipu-sim",
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
