//! `test` runs every test there is, stage by stage, and ends with one line of counts.
//!
//! The order is by price: what fails in seconds comes before what fails in minutes. `test/stages.rs` says what each
//! stage does, `test/counts.rs` reads the runners' closing lines.

mod counts;
mod stages;

use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};
use counts::Counts;
use stages::{Done, STAGES, Stage};

/// What the summary says about one stage.
struct Row {
    name: &'static str,
    took: Duration,
    result: Result<Done, Failure>,
}

/// Which stages a person asked for.
#[derive(Default)]
struct Choice {
    only: Vec<String>,
    skip: Vec<String>,
}

/// Runs the stages in order, stops at the first failure, prints a table and `N passed, N failed, N skipped`.
pub(crate) fn test(arguments: &[String]) -> Outcome {
    let choice = Choice::read(arguments)?;
    let mut rows = Vec::new();
    for (index, stage) in STAGES.iter().enumerate() {
        if !choice.takes(stage.name) {
            continue;
        }
        println!(
            "\n── {} of {}: {} — {}",
            index + 1,
            STAGES.len(),
            stage.name,
            stage.what
        );
        let row = run(stage);
        let failed = row.result.is_err();
        rows.push(row);
        if failed {
            break;
        }
    }
    summary(&rows, &choice)
}

fn run(stage: &Stage) -> Row {
    let start = Instant::now();
    let result = (stage.run)();
    let took = start.elapsed();
    match &result {
        Ok(Done::Tests(counts)) => println!("   {}: {counts} in {}", stage.name, seconds(took)),
        Ok(Done::Work) => println!("   {}: done in {}", stage.name, seconds(took)),
        Ok(Done::LeftOut(reason)) => println!("   {}: left out, {reason}", stage.name),
        Err(failure) => println!(
            "   {}: FAILED after {}\n{failure}",
            stage.name,
            seconds(took)
        ),
    }
    Row {
        name: stage.name,
        took,
        result,
    }
}

fn summary(rows: &[Row], choice: &Choice) -> Outcome {
    println!("\n── summary");
    for row in rows {
        let words = match &row.result {
            Ok(Done::Tests(counts)) => counts.to_string(),
            Ok(Done::Work) => "ok".to_owned(),
            Ok(Done::LeftOut(reason)) => format!("left out: {reason}"),
            Err(_) => "FAILED".to_owned(),
        };
        println!("   {:<10} {:>9}  {words}", row.name, seconds(row.took));
    }
    for stage in STAGES
        .iter()
        .skip_while(|stage| rows.last().is_none_or(|row| row.name != stage.name))
    {
        let was_run = rows.iter().any(|row| row.name == stage.name);
        if !was_run && choice.takes(stage.name) {
            println!("   {:<10} {:>9}  not reached", stage.name, "");
        }
    }
    let total: Duration = rows.iter().map(|row| row.took).sum();
    println!("   {:<10} {:>9}\n", "all", seconds(total));
    let failed = rows
        .iter()
        .find_map(|row| row.result.as_ref().err().map(|failure| (row.name, failure)));
    println!("{}", all_counts(rows));
    match failed {
        None => Ok(()),
        Some((name, failure)) => Err(Failure::new(format!(
            "stage {name} failed (again alone: cargo xtask test --only {name})\n{failure}"
        ))),
    }
}

/// Sums the tests; a stage that failed before or beside any test counts as one failure.
fn all_counts(rows: &[Row]) -> Counts {
    rows.iter()
        .fold(Counts::default(), |sum, row| match &row.result {
            Ok(Done::Tests(counts)) => sum.plus(*counts),
            Ok(_) => sum,
            Err(failure) => {
                let counts = counts::in_failure(failure).unwrap_or_default();
                sum.plus(Counts {
                    failed: counts.failed.max(1),
                    ..counts
                })
            }
        })
}

fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    if whole < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

impl Choice {
    fn read(arguments: &[String]) -> Outcome<Self> {
        let mut choice = Self::default();
        let mut rest = arguments.iter();
        while let Some(flag) = rest.next() {
            let list = match flag.as_str() {
                "--only" => &mut choice.only,
                "--skip" => &mut choice.skip,
                other => {
                    return Err(Failure::new(format!(
                        "`{other}` is no flag of `test`; {}",
                        Self::flags()
                    )));
                }
            };
            let names = rest
                .next()
                .ok_or_else(|| Failure::new(format!("{flag} needs a stage; {}", Self::flags())))?;
            for name in names.split(',') {
                if !STAGES.iter().any(|stage| stage.name == name) {
                    return Err(Failure::new(format!(
                        "`{name}` is no stage; {}",
                        Self::flags()
                    )));
                }
                list.push(name.to_owned());
            }
        }
        Ok(choice)
    }

    fn flags() -> String {
        let names: Vec<&str> = STAGES.iter().map(|stage| stage.name).collect();
        format!(
            "there are --only STAGE and --skip STAGE (several with commas), and the stages {}",
            names.join(", ")
        )
    }

    fn takes(&self, name: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|it| it == name);
        (self.only.is_empty() || named(&self.only)) && !named(&self.skip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn only_and_skip_choose_stages() {
        let only = Choice::read(&words("--only rust,unit")).unwrap();
        assert!(only.takes("rust") && only.takes("unit") && !only.takes("check"));
        let skip = Choice::read(&words("--skip window --skip sdk")).unwrap();
        assert!(skip.takes("rust") && !skip.takes("window") && !skip.takes("sdk"));
    }

    #[test]
    fn an_unknown_flag_or_stage_is_refused() {
        assert!(Choice::read(&words("--all")).is_err());
        assert!(Choice::read(&words("--only everything")).is_err());
        assert!(Choice::read(&words("--skip")).is_err());
    }

    #[test]
    fn a_failed_stage_is_counted_even_when_no_test_ran() {
        let passed = Row {
            name: "rust",
            took: Duration::from_secs(1),
            result: Ok(Done::Tests(Counts {
                passed: 7,
                failed: 0,
                skipped: 2,
            })),
        };
        let broken = Row {
            name: "check",
            took: Duration::ZERO,
            result: Err(Failure::new("no")),
        };
        assert_eq!(
            all_counts(&[passed, broken]).to_string(),
            "7 passed, 1 failed, 2 skipped"
        );
    }
}
