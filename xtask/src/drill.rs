//! `drill` breaks things on purpose; each drill is a program `glim-drill` takes by name.

use crate::command::Step;
use crate::failure::{Failure, Outcome};
use crate::{system, tree, ui};

/// Builds what the drill needs and runs it; `arguments` are a drill's name and its flags.
pub(crate) fn drill(arguments: &[String]) -> Outcome {
    if arguments.is_empty() {
        return Err(Failure::new(
            "which drill? There is: cargo xtask drill chat",
        ));
    }
    if !tree::has_program("glim-drill")? {
        return Err(Failure::new(
            "the workspace has no program glim-drill to break things with",
        ));
    }
    system::ready_for_tests()?;
    ui::install_packages()?;
    ui::build()?;
    let folder = tree::build_programs(&["glim", "glim-devhost", "zhipu-sim", "glim-drill"])?;
    let drill = Step::new(folder.join("glim-drill")).with_all(arguments);
    drill.set("GLIM_BINARY", folder.join("glim")).run()
}
