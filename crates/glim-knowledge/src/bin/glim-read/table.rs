//! The table by kind of file, and the slowest and the refused.

use std::collections::BTreeMap;

use glim_knowledge::Limits;

use crate::Outcome;

#[derive(Default)]
struct Row {
    files: usize,
    text: usize,
    empty: usize,
    reasons: BTreeMap<&'static str, usize>,
    pages: u64,
    milliseconds: u128,
    slowest: u128,
}

/// Prints what became of the files.
pub(crate) fn print(outcomes: &[Outcome], limits: &Limits, peak_megabytes: u64) {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    for outcome in outcomes {
        add(rows.entry(&outcome.ending).or_default(), outcome);
        add(rows.entry("~ all").or_default(), outcome);
    }
    println!("| kind | files | text | no text | failed | pages | ms | slowest ms | pages/s |");
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for (ending, row) in &rows {
        let reasons: Vec<String> = row
            .reasons
            .iter()
            .map(|(reason, count)| format!("{count} {reason}"))
            .collect();
        let a_second = u128::from(row.pages) * 1000 / row.milliseconds.max(1);
        println!(
            "| {ending} | {} | {} | {} | {} | {} | {} | {} | {a_second} |",
            row.files,
            row.text,
            row.empty,
            reasons.join(", "),
            row.pages,
            row.milliseconds,
            row.slowest,
        );
    }
    let over = outcomes
        .iter()
        .filter(|it| it.time.as_secs() > u64::from(limits.seconds))
        .count();
    println!(
        "\npeak memory of the worker {peak_megabytes} MB (limit {} MB of address space); {over} files over {} s",
        limits.memory_bytes / 1024 / 1024,
        limits.seconds
    );
    println!("\nnot read:");
    for outcome in outcomes {
        if let Err(problem) = &outcome.result
            && problem.reason() != "noText"
        {
            let name = outcome
                .path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy();
            println!("  {name}: {}: {problem}", problem.reason());
        }
    }
}

fn add(row: &mut Row, outcome: &Outcome) {
    row.files += 1;
    row.milliseconds += outcome.time.as_millis();
    row.slowest = row.slowest.max(outcome.time.as_millis());
    match &outcome.result {
        Ok(document) => {
            row.text += 1;
            row.pages += u64::from(document.pages.unwrap_or(1));
        }
        Err(problem) if problem.reason() == "noText" => row.empty += 1,
        Err(problem) => *row.reasons.entry(problem.reason()).or_default() += 1,
    }
}
