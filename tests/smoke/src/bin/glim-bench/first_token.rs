//! What the app adds to the time to the first token: from Enter until the first words, of thinking or of the answer, stand
//! in the page,
//! beside a bare client on the same simulator. In between lie the bridge, two transactions synced to the disk, the
//! platform client, the Markdown reader and the page.

use glim_smoke::{Problem, Window};

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
    window.close().await?;
    simulator.stop().await;
    let (ours, beside) = (Spread::of(ours), Spread::of(beside));
    say(&format!(
        "   {:.1} ms, bare {:.1} ms",
        ours.median(),
        beside.median()
    ));
    Ok(vec![Row {
        what: "from Enter to the first words in the page".to_owned(),
        unit: "ms",
        ours,
        beside: Some(("bare client", beside)),
        goal: Some(Goal::Beyond(5.0)),
    }])
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
