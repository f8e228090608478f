//! `kill -9` at random moments of streaming answers. What the web view had been shown longer than a journal
//! interval ago must be there after the next start; the database must be whole; the part must be marked.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use futures_util::StreamExt as _;
use glim_smoke::{Backend, Problem, at};
use glim_store::{OpenOptions, Store};
use serde_json::{Value, json};
use tempfile::TempDir;
use zhipu_sim::{Options, Simulator};

use crate::say;

/// The app's promise: at most this long is what was shown only in memory.
const JOURNAL: Duration = Duration::from_millis(250);
/// On top, since the drill sees an event a little after the app sent it and the kill takes effect a little later.
const SLACK: Duration = Duration::from_millis(60);
/// Words of an answer, each with its number so that a gap would show.
const WORDS: usize = 1_500;

/// What one kill showed.
struct Fall {
    /// The highest number shown before the promise held, if any.
    promised: Option<usize>,
    /// Numbers found after the next start.
    found: Vec<usize>,
    state: String,
}

pub(crate) async fn drill(kills: u64, seed: u64) -> Result<String, Problem> {
    let folder = TempDir::new()?;
    let simulator = Simulator::start(Options {
        tokens_per_second: 400.0,
        ..Options::default()
    })
    .await?;
    let mut random = seed.wrapping_mul(2).wrapping_add(1);
    let (mut lost, mut broken, mut unmarked, mut kept) = (0u64, 0u64, 0u64, 0usize);
    for kill in 1..=kills {
        // Between the sending and well into the answer; a multiplicative generator is random enough for that.
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let moment = Duration::from_millis((random >> 33) % 1_500);
        let fall = fall(folder.path(), &simulator, moment).await?;
        let whole = fall.found.iter().copied().eq(0..fall.found.len());
        let enough = fall
            .promised
            .is_none_or(|promised| fall.found.len() > promised);
        lost += u64::from(!(whole && enough));
        unmarked += u64::from(fall.state != "interrupted");
        broken += u64::from(!is_whole(folder.path()).await?);
        kept += fall.found.len();
        if kill % 20 == 0 {
            say(&format!(
                "   {kill} kills, {lost} lost, {broken} broken, {unmarked} unmarked"
            ));
        }
    }
    simulator.stop().await;
    let line = format!(
        "{kills} kills, {lost} lost, {broken} databases broken, {unmarked} parts unmarked, {kept} words kept"
    );
    if lost + broken + unmarked > 0 {
        Err(line.into())
    } else {
        Ok(line)
    }
}

async fn fall(folder: &Path, simulator: &Simulator, moment: Duration) -> Result<Fall, Problem> {
    let backend = Backend::start(folder)?;
    backend.connect(&simulator.base(), simulator.key()).await?;
    let words = (0..WORDS)
        .map(|number| format!("w{number} "))
        .collect::<Vec<_>>()
        .concat();
    let sent = backend.ask(&format!("count [[text:{words}]]")).await?;
    let answer = at(&sent, "/answer/id").clone();
    let mut shown: Vec<(Instant, usize)> = Vec::new();
    {
        let events = backend.events("chat_watch", answer.clone()).await?;
        let mut events = std::pin::pin!(events);
        let until = Instant::now() + moment;
        while let Ok(Some(event)) = tokio::time::timeout_at(until.into(), events.next()).await {
            // The last word of a piece may be half a number: it counts when the next one came.
            let last = numbers(&event.to_string()).into_iter().rev().nth(1);
            shown.extend(last.map(|number| (Instant::now(), number)));
        }
    }
    let killed = Instant::now();
    backend.kill()?;
    let promised = shown
        .iter()
        .filter(|(at, _)| *at + JOURNAL + SLACK < killed)
        .map(|(_, number)| *number)
        .max();
    after(folder, &answer, promised).await
}

/// Starts again and looks at what is there.
async fn after(folder: &Path, answer: &Value, promised: Option<usize>) -> Result<Fall, Problem> {
    let backend = Backend::start(folder)?;
    let text = backend.call("chat_text", answer.clone()).await?;
    let located = backend.call("chat_locate", answer.clone()).await?;
    let page = json!({
        "conversation": at(&located, "/conversation"),
        "start": at(&located, "/position"),
        "count": 1,
    });
    let page = backend.call("chat_page", page).await?;
    let state = at(&page, "/messages/0/state")
        .as_str()
        .unwrap_or("none")
        .to_owned();
    let mut found = numbers(text.as_str().unwrap_or_default());
    // Cut in the middle of a number it is another number; all before it must be in order.
    if found.last().is_some_and(|last| *last != found.len() - 1) {
        found.pop();
    }
    backend.kill()?;
    Ok(Fall {
        promised,
        found,
        state,
    })
}

async fn is_whole(folder: &Path) -> Result<bool, Problem> {
    let options = OpenOptions {
        folder: folder.to_owned(),
        now_ms: 0,
    };
    let (store, _) = Store::open(&options).await?;
    let integrity = store.integrity_check().await?;
    for problem in &integrity.problems {
        say(&format!("   {problem}"));
    }
    store.close().await;
    Ok(integrity.ok)
}

/// The numbers of `w12 w13 …` in order.
fn numbers(text: &str) -> Vec<usize> {
    text.split('w')
        .skip(1)
        .filter_map(|word| {
            let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        })
        .collect()
}
