//! `drill` breaks things on purpose; each drill is a program `glim-drill` takes by name.

use crate::command::Step;
use crate::failure::{Failure, Outcome};
use crate::{model, pdfium, system, tree, ui};

/// Builds what the drill needs and runs it; `arguments` are a drill's name and its flags.
pub(crate) fn drill(arguments: &[String]) -> Outcome {
    if arguments.is_empty() {
        return Err(Failure::new(
            "which drill? There is: cargo xtask drill chat, library, studio",
        ));
    }
    if !tree::has_program("glim-drill")? {
        return Err(Failure::new(
            "the workspace has no program glim-drill to break things with",
        ));
    }
    match arguments.first().map(String::as_str) {
        Some("library") => return library(arguments),
        Some("studio") => return without_window(arguments),
        _ => {}
    }
    system::ready_for_tests()?;
    ui::install_packages()?;
    ui::build()?;
    let folder = tree::build_programs(&["glim", "glim-devhost", "zhipu-sim", "glim-drill"])?;
    let drill = Step::new(folder.join("glim-drill")).with_all(arguments);
    drill.set("GLIM_BINARY", folder.join("glim")).run()
}

/// The library is broken without a window: neither the UI nor the shell is needed.
fn library(arguments: &[String]) -> Outcome {
    // Without the network neither comes, and the drill goes without.
    for missing in [model::fetch().err(), pdfium::fetched().err()]
        .into_iter()
        .flatten()
    {
        println!("goes without: {missing}");
    }
    without_window(arguments)
}

fn without_window(arguments: &[String]) -> Outcome {
    let folder = tree::build_programs(&["glim-devhost", "glim-drill"])?;
    Step::new(folder.join("glim-drill"))
        .with_all(arguments)
        .run()
}
