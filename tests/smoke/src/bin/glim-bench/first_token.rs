//! What the app adds to the time to the first token: from Enter until the first words, of thinking or of the answer, stand
//! in the page,
//! beside a bare client on the same simulator. In between lie the bridge, two transactions synced to the disk, the
//! platform client, the Markdown reader and the page.

use std::time::Instant;

use futures_util::StreamExt as _;
use glim_smoke::{Backend, Problem, Window, at};
use serde_json::{Value, json};
use tempfile::TempDir;
use zhipu_sim::Simulator;

use crate::{
    bare::Bare,
    connected,
    report::{Goal, Row, Spread},
    say, stage,
};

const ROUNDS: usize = 40;
/// The first ones open connections and fill caches, on both sides.
const WARM_UP: usize = 3;
const QUESTION: &str = "hello [[think:hm]][[text:One short answer.]]";

pub(crate) async fn measure() -> Result<Vec<Row>, Problem> {
    say("first token");
    let mut stage = stage()?;
    let (window, simulator) = connected(&mut stage).await?;
    let bare = Bare::new(&simulator)?;
    let (mut ours, mut beside) = (Vec::new(), Vec::new());
    for round in 0..WARM_UP + ROUNDS {
        let alone = bare.ask(QUESTION).await?.first_token;
        let app = first_words(&window).await?;
        if round >= WARM_UP {
            beside.push(alone.as_secs_f64() * 1_000.0);
            ours.push(app);
        }
    }
    let bridge = bridge(&window).await?;
    let backend = backend(&simulator).await?;
    window.close().await?;
    simulator.stop().await;
    let (ours, beside) = (Spread::of(ours), Spread::of(beside));
    let backend = Spread::of(backend);
    say(&format!(
        "   {:.1} ms, bare {:.1} ms",
        ours.median(),
        beside.median()
    ));
    Ok(vec![
        Row {
            what: "from Enter to the first words in the page".to_owned(),
            unit: "ms",
            ours,
            beside: Some(("bare client", beside.clone())),
            goal: Some(Goal::Beyond(5.0)),
        },
        Row {
            what: "the same without window and page, from `chat_send` to the watcher".to_owned(),
            unit: "ms",
            ours: backend,
            beside: Some(("bare client", beside)),
            goal: Some(Goal::Beyond(5.0)),
        },
        Row {
            what: "one call over Tauri's bridge that does nothing (two are in the line above)"
                .to_owned(),
            unit: "ms",
            ours: Spread::one(bridge),
            beside: None,
            goal: None,
        },
    ])
}

/// The dev host is the same backend; its HTTP takes the place of the bridge.
async fn backend(simulator: &Simulator) -> Result<Vec<f64>, Problem> {
    let folder = TempDir::new()?;
    let backend = Backend::start(folder.path())?;
    backend.connect(&simulator.base(), simulator.key()).await?;
    let mut times = Vec::new();
    for round in 0..WARM_UP + ROUNDS {
        let asked = Instant::now();
        let sent = backend.ask(QUESTION).await?;
        let events = backend
            .events("chat_watch", at(&sent, "/answer/id").clone())
            .await?;
        let mut events = std::pin::pin!(events);
        let mut first = None;
        while let Some(event) = events.next().await {
            if first.is_none() && has_words(&event) {
                first = Some(asked.elapsed().as_secs_f64() * 1_000.0);
            }
        }
        if round >= WARM_UP {
            times.push(first.ok_or("an answer without words")?);
        }
    }
    backend.kill()?;
    Ok(times)
}

/// Whether the watcher is given some of the answer: all of it so far, a difference, or its end.
fn has_words(event: &Value) -> bool {
    let some = |place: &str| {
        event
            .pointer(place)
            .is_some_and(|value| !value.is_null() && value != &json!([]))
    };
    [
        "/event/blocks",
        "/event/reasoning",
        "/event/text",
        "/event/message/blocks",
    ]
    .into_iter()
    .any(some)
}

/// What a call costs before we do anything: the mean of many, as the page's clock goes in whole milliseconds.
async fn bridge(window: &Window) -> Result<f64, Problem> {
    window
        .run(
            "window.bridge = null;
             (async () => {
                 const call = () => window.__TAURI_INTERNALS__.invoke('chat_stop', {
                     request: '00000000-0000-7000-8000-000000000000',
                 });
                 await call();
                 const began = performance.now();
                 for (let round = 0; round < 100; round++) await call();
                 window.bridge = (performance.now() - began) / 100;
             })();",
        )
        .await?;
    window
        .until("return window.bridge !== null", vec![], "a hundred calls")
        .await?;
    Ok(window
        .run("return window.bridge")
        .await?
        .as_f64()
        .ok_or("no time")?)
}

/// Sends a question as Enter does and waits for the answer's first words in the page.
async fn first_words(window: &Window) -> Result<f64, Problem> {
    window.fill_named("Message", QUESTION).await?;
    window
        .run(
            "const known = new Set(Array.from(document.querySelectorAll('article.answer'), (each) => each.dataset.message));
             const hasWords = (answer) => !known.has(answer.dataset.message)
                 && Array.from(answer.querySelectorAll('[data-part]')).some((part) => part.textContent !== '');
             window.firstWords = null;
             const began = performance.now();
             const watch = new MutationObserver(() => {
                 if (!Array.from(document.querySelectorAll('article.answer')).some(hasWords)) return;
                 window.firstWords = performance.now() - began;
                 watch.disconnect();
             });
             watch.observe(document.querySelector('main'), { childList: true, subtree: true, characterData: true });
             document.querySelector('#chat-composer')
                 .dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));",
        )
        .await?;
    window
        .until(
            "return window.firstWords !== null",
            vec![],
            "the first words",
        )
        .await?;
    let took = window.run("return window.firstWords").await?;
    window
        .until(
            "return document.querySelector('article[data-state=streaming]') === null",
            vec![],
            "the end of the answer",
        )
        .await?;
    Ok(took.as_f64().ok_or("no time")?)
}
