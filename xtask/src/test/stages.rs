//! The stages of `test`: what each runs, and with which environment.

use serde_json::Value;

use crate::command::{Step, find_program};
use crate::failure::{Failure, Outcome};
use crate::test::counts::{self, Counts, Runner};
use crate::{check, downloads, system, tree, ui};

/// One stage; `run` says what came of it.
pub(crate) struct Stage {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) run: fn() -> Outcome<Done>,
}

/// How a stage ended well.
pub(crate) enum Done {
    /// Something was made or checked, and no test was counted.
    Work,
    Tests(Counts),
    /// It cannot run on this machine, for this reason.
    LeftOut(&'static str),
}

/// The package whose tests need a real window.
const WINDOW_TESTS: &str = "glim-smoke";

/// All stages in the order they run.
pub(crate) const STAGES: [Stage; 11] = [
    Stage {
        name: "system",
        what: "what the machine needs",
        run: system,
    },
    Stage {
        name: "downloads",
        what: "the local model and PDFium, which the app carries",
        run: carried,
    },
    Stage {
        name: "packages",
        what: "the UI's npm packages",
        run: packages,
    },
    Stage {
        name: "ui",
        what: "the UI built into ui/dist",
        run: interface,
    },
    Stage {
        name: "check",
        what: "form, walls, words, licences, lints",
        run: checks,
    },
    Stage {
        name: "build",
        what: "the app, the dev host, the simulator",
        run: build,
    },
    Stage {
        name: "rust",
        what: "Rust tests of every crate",
        run: rust,
    },
    Stage {
        name: "unit",
        what: "TypeScript unit tests",
        run: unit,
    },
    Stage {
        name: "sdk",
        what: "the official Python SDKs against the simulator",
        run: sdk,
    },
    Stage {
        name: "browser",
        what: "the UI in a browser on the dev host",
        run: browser,
    },
    Stage {
        name: "window",
        what: "the built app in a real window",
        run: window,
    },
];

fn system() -> Outcome<Done> {
    system::ready_for_tests().map(|()| Done::Work)
}

fn carried() -> Outcome<Done> {
    downloads::downloads(&[]).map(|()| Done::Work)
}

fn packages() -> Outcome<Done> {
    ui::install_packages().map(|()| Done::Work)
}

fn interface() -> Outcome<Done> {
    ui::build().map(|()| Done::Work)
}

fn checks() -> Outcome<Done> {
    check::check(&[]).map(|()| Done::Work)
}

fn build() -> Outcome<Done> {
    tree::build_programs(&["glim", "glim-devhost", "zhipu-sim"]).map(|_| Done::Work)
}

fn rust() -> Outcome<Done> {
    if !has_nextest() {
        let step = Step::cargo().with(&["test", "--workspace", "--exclude", WINDOW_TESTS]);
        return counted(&step, Runner::CargoTest).map(Done::Tests);
    }
    let without_window = format!("not package({WINDOW_TESTS})");
    let step = nextest(&without_window);
    let counts = counted(&step, Runner::Nextest)?;
    // Nextest also calls the window's tests skipped, as they are filtered out; only ignored ones are.
    Ok(Done::Tests(Counts {
        skipped: ignored_tests()?,
        ..counts
    }))
}

fn unit() -> Outcome<Done> {
    counted(&ui::script("test", &[])?, Runner::Vitest).map(Done::Tests)
}

fn sdk() -> Outcome<Done> {
    if cfg!(windows) {
        return Ok(Done::LeftOut("its script needs a Unix shell"));
    }
    let programs = tree::build_programs(&["zhipu-sim"])?;
    let step = Step::new("bash")
        .with(&["crates/zhipu-sim/tests/sdk/run.sh"])
        .set("GLIM_SIM", programs.join("zhipu-sim"));
    let ended = step.watched()?;
    let counts = counts::read(Runner::Plain, &ended.output);
    if ended.success && counts.ran() == 0 && ended.output.contains("skipped: ") {
        return Ok(Done::LeftOut("the SDKs could not be installed, see above"));
    }
    judged(&step, ended.success, counts).map(Done::Tests)
}

fn browser() -> Outcome<Done> {
    let Some(chromium) = std::env::var_os("GLIM_CHROMIUM")
        .map(Into::into)
        .or_else(system::browser)
    else {
        return Ok(Done::LeftOut("no Chromium or Chrome was found"));
    };
    let programs = tree::build_programs(&["glim-devhost"])?;
    let step = ui::script("test:browser", &[])?
        .set("GLIM_CHROMIUM", chromium)
        .set("GLIM_DEVHOST", programs.join("glim-devhost"))
        .set("CI", "true");
    counted(&step, Runner::Playwright).map(Done::Tests)
}

fn window() -> Outcome<Done> {
    if cfg!(not(target_os = "linux")) {
        return Ok(Done::LeftOut(
            "the window is driven through WebKitWebDriver, which is Linux's",
        ));
    }
    let only_window = format!("package({WINDOW_TESTS})");
    let (tests, runner) = if has_nextest() {
        (nextest(&only_window), Runner::Nextest)
    } else {
        (
            Step::cargo().with(&["test", "--package", WINDOW_TESTS]),
            Runner::CargoTest,
        )
    };
    let programs = tree::build_programs(&["glim", "zhipu-sim"])?;
    let tests = tests
        .set("GLIM_BINARY", programs.join("glim"))
        // By themselves they skip where a program is missing; here that would be a test not run and not told.
        .set("GLIM_STAGE", "required");
    let counts = counted(&tests, runner)?;
    // Skipped are here those of the other packages, filtered out.
    Ok(Done::Tests(Counts {
        skipped: 0,
        ..counts
    }))
}

fn has_nextest() -> bool {
    find_program("cargo-nextest").is_some()
}

fn nextest(filter: &str) -> Step {
    Step::cargo().with(&["nextest", "run", "--workspace", "-E", filter])
}

/// Tests with `#[ignore]` outside the window's package, as nextest lists them.
fn ignored_tests() -> Outcome<u32> {
    let listed = Step::cargo()
        .with(&["nextest", "list", "--workspace", "--message-format", "json"])
        .captured()?;
    let list: Value = serde_json::from_str(&listed).map_err(|error| {
        Failure::new(format!("cargo nextest list gave no readable JSON: {error}"))
    })?;
    let suites = list.get("rust-suites").and_then(Value::as_object);
    let tests = suites
        .into_iter()
        .flat_map(|suites| suites.values())
        .filter(|suite| suite.get("package-name").and_then(Value::as_str) != Some(WINDOW_TESTS))
        .filter_map(|suite| suite.get("testcases")?.as_object())
        .flat_map(|cases| cases.values());
    let ignored = tests
        .filter(|case| case.get("ignored") == Some(&Value::Bool(true)))
        .count();
    u32::try_from(ignored).map_err(|_| Failure::new("more ignored tests than can be counted"))
}

fn counted(step: &Step, runner: Runner) -> Outcome<Counts> {
    let ended = step.watched()?;
    judged(step, ended.success, counts::read(runner, &ended.output))
}

/// A run is good when the program says so and at least one test ran: a runner that finds none proves nothing.
fn judged(step: &Step, success: bool, counts: Counts) -> Outcome<Counts> {
    match (success, counts) {
        (true, counts) if counts.failed == 0 && counts.ran() > 0 => Ok(counts),
        (true, counts) if counts.ran() == 0 => {
            Err(Failure::new(format!("`{}` ran no test", step.line())))
        }
        (_, counts) => Err(Failure::new(format!(
            "{counts}\n`{}` failed, see above",
            step.line()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_without_tests_is_no_success() {
        let step = Step::new("runner");
        assert!(judged(&step, true, Counts::default()).is_err());
        assert!(
            judged(
                &step,
                true,
                Counts {
                    passed: 1,
                    failed: 0,
                    skipped: 0
                }
            )
            .is_ok()
        );
        assert!(
            judged(
                &step,
                true,
                Counts {
                    passed: 9,
                    failed: 1,
                    skipped: 0
                }
            )
            .is_err()
        );
        assert!(
            judged(
                &step,
                false,
                Counts {
                    passed: 9,
                    failed: 0,
                    skipped: 0
                }
            )
            .is_err()
        );
    }

    #[test]
    fn no_two_stages_have_one_name() {
        let mut names: Vec<&str> = STAGES.iter().map(|stage| stage.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), STAGES.len());
    }
}
