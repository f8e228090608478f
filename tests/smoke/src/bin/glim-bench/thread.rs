//! A conversation of 10,000 messages: how long until its end can be read, and whether every frame comes in time
//! while it scrolls; beside a short conversation, and beside frames in which nothing happens.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use glim_smoke::{Problem, Window};
use serde_json::{Value, json};

use crate::{
    connected, program,
    report::{Goal, Row, Spread},
    say, stage,
};

const MESSAGES: u32 = 10_000;
const ROUNDS: usize = 15;
/// Frames of scrolling, each further by most of a screen.
const FRAMES: u32 = 400;

pub(crate) async fn measure() -> Result<Vec<Row>, Problem> {
    say("a thread of 10,000 messages");
    let mut stage = stage()?;
    seed(&stage.data())?;
    let (window, simulator) = connected(&mut stage).await?;
    window.ask("A short one [[text:Yes.]]").await?;
    let (mut long, mut short) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        long.push(open(&window, &format!("{MESSAGES} messages"), MESSAGES).await?);
        short.push(open(&window, "A short one", 2).await?);
    }
    let (long, short) = (Spread::of(long), Spread::of(short));
    say(&format!(
        "   open {:.0} ms, a short one {:.0} ms",
        long.median(),
        short.median()
    ));
    open(&window, &format!("{MESSAGES} messages"), MESSAGES).await?;
    let idle = frames(&window, 0).await?;
    let up = frames(&window, -1).await?;
    let down = frames(&window, 1).await?;
    say(&format!(
        "   frames: still p99 {:.1}, up p99 {:.1} longest {:.1}, down p99 {:.1} longest {:.1} ms",
        idle.quantile(0.99),
        up.quantile(0.99),
        up.largest(),
        down.quantile(0.99),
        down.largest()
    ));
    window.close().await?;
    simulator.stop().await;
    let longest = |what: &str, frames: &Spread| Row {
        what: format!("longest of {FRAMES} frames scrolling {what}"),
        unit: "ms",
        ours: Spread::one(frames.largest()),
        beside: Some(("not scrolling", Spread::one(idle.largest()))),
        goal: Some(Goal::AtMost(33.0)),
    };
    Ok(vec![
        Row {
            what: "open 10,000 messages, until the last can be read".to_owned(),
            unit: "ms",
            ours: long,
            beside: Some(("2 messages", short)),
            goal: Some(Goal::AtMost(150.0)),
        },
        longest("up", &up),
        longest("down", &down),
    ])
}

/// Lets the dev host write the conversation into the folder that the app will open.
fn seed(folder: &Path) -> Result<(), Problem> {
    let mut child = Command::new(program("glim-devhost")?)
        .arg("--folder")
        .arg(folder)
        .args(["--thread", &MESSAGES.to_string()])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let output = child.stdout.take().ok_or("no output")?;
    let mut line = String::new();
    // It says where it listens when everything is written.
    BufReader::new(output).read_line(&mut line)?;
    child.kill()?;
    child.wait()?;
    if line.is_empty() {
        return Err("the dev host did not start".into());
    }
    Ok(())
}

/// Clicks a conversation's line and waits until its last message stands in a painted frame.
async fn open(window: &Window, title: &str, messages: u32) -> Result<f64, Problem> {
    window
        .until(
            "return Array.from(document.querySelectorAll('[data-line]'))
                 .some((each) => each.textContent.includes(arguments[0]))",
            vec![json!(title)],
            "the conversation's line",
        )
        .await?;
    window
        .until(
            "if (window.opening === undefined) {
                 window.opening = null;
                 const line = Array.from(document.querySelectorAll('[data-line]'))
                     .find((each) => each.textContent.includes(arguments[0]));
                 const last = `article[aria-posinset='${arguments[1]}'][aria-setsize='${arguments[1]}']`;
                 const began = performance.now();
                 const look = () => {
                     if (document.querySelector(last) === null) requestAnimationFrame(look);
                     else requestAnimationFrame(() => { window.opening = performance.now() - began; });
                 };
                 line.click();
                 look();
             }
             return window.opening !== null",
            vec![json!(title), json!(messages)],
            "the last message",
        )
        .await?;
    number(
        &window
            .run("const took = window.opening; delete window.opening; return took")
            .await?,
    )
}

/// The times between frames while the thread is scrolled in a direction: 0 lets it stand.
async fn frames(window: &Window, direction: i32) -> Result<Spread, Problem> {
    window
        .until(
            "if (window.frameTimes === undefined) {
                 window.frameTimes = [];
                 window.framesDone = false;
                 const box = document.querySelector('#chat-thread');
                 let before = null;
                 const [direction, frames] = arguments;
                 const step = (now) => {
                     if (before !== null) window.frameTimes.push(now - before);
                     before = now;
                     if (window.frameTimes.length >= frames) { window.framesDone = true; return; }
                     box.scrollTop += direction * box.clientHeight * 0.8;
                     requestAnimationFrame(step);
                 };
                 requestAnimationFrame(step);
             }
             return window.framesDone",
            vec![json!(direction), json!(FRAMES)],
            "the frames",
        )
        .await?;
    let times = window
        .run("const times = window.frameTimes; delete window.frameTimes; return times")
        .await?;
    let times = times.as_array().ok_or("no frames")?;
    Ok(Spread::of(times.iter().filter_map(Value::as_f64).collect()))
}

fn number(value: &Value) -> Result<f64, Problem> {
    Ok(value.as_f64().ok_or("no time")?)
}
