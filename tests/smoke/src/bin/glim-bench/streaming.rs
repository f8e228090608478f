//! What a token of a growing answer costs: processor time of all the app's processes, and how long the page is busy
//! with one difference, its layout included, and with each of the tokens that it brings. Beside the short ones a window of
//! the same Tauri whose page does nothing but add the same number of plain words to a column and scroll: what drawing alone
//! costs here.
//!
//! WebKit's clock goes in whole milliseconds, so a single difference is known to within one; their sum is right, as
//! what one reading gains the next one loses.

use std::time::Duration;

use glim_smoke::{Problem, Stage, Window};
use serde_json::Value;
use zhipu_sim::Simulator;

use crate::{
    bare::Bare,
    connected, program,
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
    /// The same for each token that the difference brought.
    shares: Spread,
}

pub(crate) async fn measure() -> Result<Vec<Row>, Problem> {
    say("growing answers");
    let mut rows = Vec::new();
    for flow in &FLOWS {
        let name = format!(
            "{} KB, {}, {} tokens/s",
            flow.kilobytes, flow.format, flow.tokens_per_second
        );
        let (cost, tokens) = cost(flow).await?;
        let differences = &cost.differences;
        say(&format!(
            "   {name}: {:.3} ms of processor a token, {:.3} of the page, p99 {:.2}; a difference p50 {:.0}, p99 {:.0}, longest {:.0} ms",
            cost.processor,
            cost.page,
            cost.shares.quantile(0.99),
            differences.median(),
            differences.quantile(0.99),
            differences.largest()
        ));
        let short = flow.kilobytes == 20;
        let plain = if short {
            Some(plain(flow, tokens).await?)
        } else {
            None
        };
        rows.push(Row {
            what: format!("processor time for a token ({name})"),
            unit: "ms",
            ours: Spread::one(cost.processor),
            beside: plain.map(|plain| ("plain words", Spread::one(plain))),
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
            what: format!("the same, p99 of all differences ({name})"),
            unit: "ms",
            ours: Spread::one(cost.shares.quantile(0.99)),
            beside: None,
            goal: short.then_some(Goal::AtMost(1.0)),
        });
        rows.push(Row {
            what: format!("the page busy with a whole difference, p99 ({name})"),
            unit: "ms",
            ours: Spread::one(differences.quantile(0.99)),
            beside: None,
            goal: None,
        });
    }
    Ok(rows)
}

/// In a window of its own, so that no answer pays for the one before.
async fn cost(flow: &Flow) -> Result<(Cost, u32), Problem> {
    let mut stage = stage()?;
    let (window, simulator) = connected(&mut stage).await?;
    let words = format!(
        "Write [[think:hm]][[length:{}]][[format:{}]]",
        flow.kilobytes * 1024,
        flow.format
    );
    let tokens = Bare::new(&simulator)?.ask(&words).await?.tokens;
    let question = format!("{words}[[speed:{}]]", flow.tokens_per_second);
    let cost = grown(&stage, &window, &question, (tokens, flow.tokens_per_second)).await?;
    end(window, simulator).await?;
    Ok((cost, tokens))
}

/// Processor time for a token when a page only adds words, in milliseconds.
async fn plain(flow: &Flow, tokens: u32) -> Result<f64, Problem> {
    let blank = program("examples/blank")?;
    let mut stage = stage()?;
    let window = stage.open_program(&blank).await?;
    window.size(1180, 780).await?;
    let processes = stage.processes_of(Some(&blank))?;
    let word = "word ".repeat((flow.kilobytes * 1024 / tokens.max(1)).div_ceil(5) as usize);
    let script = format!(
        "{PLAIN}; grow({tokens}, {}, '{word}')",
        flow.tokens_per_second
    );
    let before = processes.processor_time()?;
    window.run(&script).await?;
    let grown = "return document.title === 'grown'";
    let until = tokio::time::Instant::now() + PATIENCE;
    while window.run(grown).await? != Value::Bool(true) {
        if tokio::time::Instant::now() > until {
            return Err("the plain words did not end".into());
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let used = processes.processor_time()?.saturating_sub(before);
    window.close().await?;
    Ok(used.as_secs_f64() * 1_000.0 / f64::from(tokens))
}

async fn grown(
    stage: &Stage,
    window: &Window,
    question: &str,
    (tokens, tokens_per_second): (u32, u32),
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
    let told = window.run("return window.differences").await?;
    let told: Vec<(f64, f64)> = serde_json::from_value(told)?;
    if told.is_empty() {
        return Err("no difference was seen".into());
    }
    let brought = |gap_ms: f64| (gap_ms * f64::from(tokens_per_second) / 1_000.0).max(1.0);
    let busy: Vec<f64> = told.iter().map(|(busy, _)| *busy).collect();
    Ok(Cost {
        processor: used.as_secs_f64() * 1_000.0 / f64::from(tokens),
        page: busy.iter().sum::<f64>() / f64::from(tokens),
        differences: Spread::of(busy),
        shares: Spread::of(
            told.iter()
                .map(|(busy, gap)| busy / brought(*gap))
                .collect(),
        ),
    })
}

async fn end(window: Window, simulator: Simulator) -> Result<(), Problem> {
    window.close().await?;
    simulator.stop().await;
    Ok(())
}

/// A column as wide as an answer, to which what has come meanwhile is added as often as Glim adds to an answer.
const PLAIN: &str = "
    const grow = (tokens, speed, word) => {
        const every = speed * word.length < 2000 ? 50 : 100;
        document.body.style.cssText = 'margin:0;height:100vh;overflow-y:auto;font:16px/1.6 sans-serif';
        const column = document.createElement('div');
        column.style.cssText = 'width:720px;margin:0 auto';
        document.body.append(column);
        let text;
        const paragraph = () => {
            text = document.createTextNode('');
            const box = document.createElement('p');
            box.append(text);
            column.append(box);
        };
        paragraph();
        const began = performance.now();
        let added = 0;
        const timer = setInterval(() => {
            const wanted = Math.min(tokens, Math.floor((performance.now() - began) * speed / 1000));
            if (wanted > added) {
                text.appendData(word.repeat(wanted - added));
                if (text.length > 500) paragraph();
                added = wanted;
                document.body.scrollTop = document.body.scrollHeight;
            }
            if (added === tokens) {
                clearInterval(timer);
                document.title = 'grown';
            }
        }, every);
    }";

/// Takes the time around whatever the backend tells the page, and lets the page lay itself out before it looks at
/// the clock again. Kept are pairs: how long it took, and how long nothing had come, which says how many tokens there are
/// in it. `callbacks` is where Tauri keeps what it calls.
const CLOCK: &str = "
    window.differences = [];
    let last = null;
    const callbacks = window.__TAURI_INTERNALS__.callbacks;
    const found = callbacks.get.bind(callbacks);
    callbacks.get = (id) => {
        const callback = found(id);
        return callback && ((told) => {
            const began = performance.now();
            callback(told);
            void document.body.offsetHeight;
            if (told?.message?.kind === 'grew') {
                window.differences.push([performance.now() - began, last === null ? 0 : began - last]);
                last = began;
            }
        });
    };";
