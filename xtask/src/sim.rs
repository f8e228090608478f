//! `sim` starts the platform in a box alone, on loopback.

use crate::command::Step;
use crate::failure::Outcome;
use crate::tree;

/// Builds and runs `zhipu-sim`; `arguments` are its own (`--port 18080`, `--seed`, `--speed`, `--any-key`).
pub(crate) fn sim(arguments: &[String]) -> Outcome {
    let folder = tree::build_programs(&["zhipu-sim"])?;
    Step::new(folder.join("zhipu-sim"))
        .with_all(arguments)
        .run()
}
