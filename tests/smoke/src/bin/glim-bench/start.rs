//! From the start of the process until one can type, and the memory of the idle window; beside a window of the
//! same Tauri with an empty page.

use std::{path::Path, time::Duration};

use glim_smoke::{Problem, Stage, Window};

use crate::{
    program,
    report::{Goal, Row, Spread},
    say, stage,
};

const ROUNDS: usize = 7;
/// Until WebKit has put away what it needed to start: it does so ten to fifteen seconds later.
const REST: Duration = Duration::from_secs(15);

/// Marks of the page on the way to its first frame, in their order.
const MARKS: [&str; 3] = ["script", "answered", "usable"];

struct Start {
    after_ms: f64,
    megabytes: f64,
    /// Since the start of the process: the page begins, then what [`MARKS`] name; empty for a blank window.
    steps_ms: Vec<f64>,
}

pub(crate) async fn measure() -> Result<Vec<Row>, Problem> {
    say("start and memory");
    let blank = program("examples/blank")?;
    let mut stage = stage()?;
    let (window, simulator) = crate::connected(&mut stage).await?;
    window.close().await?;
    stage.ended(None).await?;
    let (mut ours, mut beside) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        let empty = start(&mut stage, Some(&blank)).await?;
        let app = start(&mut stage, None).await?;
        say(&format!(
            "   {round} of {ROUNDS}: {:.0} ms, {:.0} MB; blank {:.0} ms, {:.0} MB",
            app.after_ms, app.megabytes, empty.after_ms, empty.megabytes
        ));
        let steps = app.steps_ms.iter().map(|step| format!("{step:.0}"));
        say(&format!(
            "      page, {}: {} ms",
            MARKS.join(", "),
            steps.collect::<Vec<_>>().join(", ")
        ));
        ours.push(app);
        beside.push(empty);
    }
    simulator.stop().await;
    let of =
        |starts: &[Start], value: fn(&Start) -> f64| Spread::of(starts.iter().map(value).collect());
    let row = |what: &str, unit, value: fn(&Start) -> f64| Row {
        what: what.to_owned(),
        unit,
        ours: of(&ours, value),
        beside: Some(("blank window", of(&beside, value))),
        goal: Some(Goal::Times(1.3)),
    };
    Ok(vec![
        row("start of the process until one can type", "ms", |start| {
            start.after_ms
        }),
        row(
            "memory of the idle window, PSS of all processes",
            "MB",
            |start| start.megabytes,
        ),
    ])
}

/// Opens a program's window once; none is the app.
async fn start(stage: &mut Stage, program: Option<&Path>) -> Result<Start, Problem> {
    let window = match program {
        Some(program) => stage.open_program(program).await?,
        None => stage.open().await?,
    };
    // The app marks the frame in which its places are there; an empty page is there when it is loaded.
    let script = if program.is_some() {
        "return performance.timing.loadEventEnd || null"
    } else {
        "const mark = performance.getEntriesByName('usable')[0];
         return mark === undefined ? null : performance.timeOrigin + mark.startTime"
    };
    let usable_ms = shown(&window, script).await?;
    let processes = stage.processes_of(program)?;
    let started_ms = processes.started_ms()?;
    let after_ms = usable_ms - started_ms;
    let steps_ms = match program {
        Some(_) => Vec::new(),
        None => steps(&window).await?,
    };
    let steps_ms = steps_ms.into_iter().map(|at| at - started_ms).collect();
    tokio::time::sleep(REST).await;
    let bytes = u32::try_from(processes.memory_bytes()? / 1024)?;
    window.close().await?;
    stage.ended(program).await?;
    Ok(Start {
        after_ms,
        megabytes: f64::from(bytes) / 1024.0,
        steps_ms,
    })
}

/// When the page began and passed its marks, as times of the clock.
async fn steps(window: &Window) -> Result<Vec<f64>, Problem> {
    let names = serde_json::to_string(&MARKS)?;
    let script = format!(
        "const of = (name) => performance.getEntriesByName(name)[0]?.startTime ?? NaN;
         return [0, ...{names}.map(of)].map((at) => performance.timeOrigin + at)"
    );
    let told = window.run(&script).await?;
    let told = told.as_array().ok_or("no marks")?.iter();
    Ok(told.map(|at| at.as_f64().unwrap_or(f64::NAN)).collect())
}

async fn shown(window: &Window, script: &str) -> Result<f64, Problem> {
    let there = format!(
        "{}; }}",
        script.replacen("return", "const there = (() => { return", 1)
    );
    let is_there = format!("{there})(); return there !== null");
    window.until(&is_there, vec![], "the first frame").await?;
    let value = window.run(script).await?;
    Ok(value.as_f64().ok_or("no time")?)
}
