//! What a token of a growing answer costs: processor time of all the app's processes, and how long the page is busy
//! with one difference, its layout included.
//!
//! WebKit's clock goes in whole milliseconds, so a single difference is known to within one; their sum is right, as
//! what one reading gains the next one loses.

use std::time::Duration;

use glim_smoke::{Problem, Stage, Window};
use serde_json::Value;
use zhipu_sim::Simulator;

use crate::{
    bare::Bare,
    connected,
    report::{Goal, Row, Spread},
    say, stage,
};

/// Longest that one answer may take.
const PATIENCE: Duration = Duration::from_mins(4);

/// An answer to be measured: its size, and how fast the simulator speaks.
struct Flow {
    kilobytes: u32,
    tokens_per_second: u32,
    format: &'static str,
}

/// As fast as today's models, then as fast as makes the long ones bearable; all shapes that grow differently.
const FLOWS: [Flow; 6] = [
    flow(20, 100, "mixed"),
    flow(20, 1_000, "mixed"),
    flow(200, 1_000, "mixed"),
    flow(200, 1_000, "code"),
    flow(200, 1_000, "list"),
    flow(200, 1_000, "table"),
];

const fn flow(kilobytes: u32, tokens_per_second: u32, format: &'static str) -> Flow {
    Flow {
        kilobytes,
        tokens_per_second,
        format,
    }
}

/// What one answer cost, in milliseconds.
struct Cost {
    /// Processor time of all processes for each token.
    processor: f64,
    /// How long the page was busy for each token: all differences together, layout included.
    page: f64,
    /// How long the page was busy with each difference.
    differences: Spread,
}

pub(crate) async fn measure() -> Result<Vec<Row>, Problem> {
    say("growing answers");
    let mut rows = Vec::new();
    for flow in &FLOWS {
        let name = format!(
            "{} KB, {}, {} tokens/s",
            flow.kilobytes, flow.format, flow.tokens_per_second
        );
        let cost = cost(flow).await?;
        let differences = &cost.differences;
        say(&format!(
            "   {name}: {:.3} ms of processor a token, {:.3} of the page; a difference p50 {:.0}, p99 {:.0}, longest {:.0} ms",
            cost.processor,
            cost.page,
            differences.median(),
            differences.quantile(0.99),
            differences.largest()
        ));
        let short = flow.kilobytes == 20;
        rows.push(Row {
            what: format!("processor time for a token ({name})"),
            unit: "ms",
            ours: Spread::one(cost.processor),
            beside: None,
            goal: short.then_some(Goal::AtMost(0.3)),
        });
        rows.push(Row {
            what: format!("the page busy for a token, layout included ({name})"),
            unit: "ms",
            ours: Spread::one(cost.page),
            beside: None,
            goal: short.then_some(Goal::AtMost(0.3)),
        });
        rows.push(Row {
            what: format!("the page busy with a difference, p99 ({name})"),
            unit: "ms",
            ours: Spread::one(differences.quantile(0.99)),
            beside: None,
            goal: short.then_some(Goal::AtMost(1.0)),
        });
    }
    Ok(rows)
}

/// In a window of its own, so that no answer pays for the one before.
async fn cost(flow: &Flow) -> Result<Cost, Problem> {
    let mut stage = stage()?;
    let (window, simulator) = connected(&mut stage).await?;
    let words = format!(
        "Write [[think:hm]][[length:{}]][[format:{}]]",
        flow.kilobytes * 1024,
        flow.format
    );
    let tokens = Bare::new(&simulator)?.ask(&words).await?.tokens;
    let question = format!("{words}[[speed:{}]]", flow.tokens_per_second);
    let cost = grown(&stage, &window, &question, tokens).await?;
    end(window, simulator).await?;
    Ok(cost)
}

async fn grown(
    stage: &Stage,
    window: &Window,
    question: &str,
    tokens: u32,
) -> Result<Cost, Problem> {
    let processes = stage.processes_of(None)?;
    window.run(CLOCK).await?;
    let before = processes.processor_time()?;
    window.send(question).await?;
    window.see("article[data-state=streaming]").await?;
    let until = tokio::time::Instant::now() + PATIENCE;
    while window
        .run("return document.querySelector('article[data-state=streaming]') !== null")
        .await?
        == Value::Bool(true)
    {
        if tokio::time::Instant::now() > until {
            return Err("the answer did not end".into());
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let used = processes.processor_time()?.saturating_sub(before);
    let busy = window.run("return window.busy").await?;
    let busy: Vec<f64> = busy
        .as_array()
        .ok_or("no times")?
        .iter()
        .filter_map(Value::as_f64)
        .collect();
    if busy.is_empty() {
        return Err("no difference was seen".into());
    }
    Ok(Cost {
        processor: used.as_secs_f64() * 1_000.0 / f64::from(tokens),
        page: busy.iter().sum::<f64>() / f64::from(tokens),
        differences: Spread::of(busy),
    })
}

async fn end(window: Window, simulator: Simulator) -> Result<(), Problem> {
    window.close().await?;
    simulator.stop().await;
    Ok(())
}

/// Takes the time around whatever the backend tells the page, and lets the page lay itself out before it looks at
/// the clock again. `callbacks` is where Tauri keeps what it calls.
const CLOCK: &str = "
    window.busy = [];
    const callbacks = window.__TAURI_INTERNALS__.callbacks;
    const found = callbacks.get.bind(callbacks);
    callbacks.get = (id) => {
        const callback = found(id);
        return callback && ((told) => {
            const began = performance.now();
            callback(told);
            void document.body.offsetHeight;
            if (told?.message?.kind === 'grew') window.busy.push(performance.now() - began);
        });
    };";
