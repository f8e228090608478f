//! Every fault of the simulator, met by the real backend: it must end in a state with a name, what came must be
//! kept, and the next answer must work.

use std::time::Duration;

use futures_util::StreamExt as _;
use glim_smoke::{Backend, Problem, at};
use serde_json::Value;
use tempfile::TempDir;
use zhipu_sim::{Options, Simulator};

use crate::say;

/// Longest any fault may take to be noticed: the client's idle time-out and then some.
const PATIENCE: Duration = Duration::from_secs(150);

/// A fault as a magic word, with the states and the error it may end in.
const FAULTS: [(&str, &str, &str); 20] = [
    ("401", "failed", "keyRefused"),
    ("1000", "failed", "keyRefused"),
    ("1302", "failed", "rateLimited"),
    ("1305", "failed", "modelOverloaded"),
    ("1113", "failed", "balanceUsedUp"),
    ("1301", "failed", "contentRefused"),
    ("500", "failed", "platformFailed"),
    ("503", "failed", "modelOverloaded"),
    ("error-200 code=1113", "failed", "balanceUsedUp"),
    (
        "error-in-stream code=1305 after=40",
        "failed",
        "modelOverloaded",
    ),
    ("sensitive-stop after=40", "failed", "contentRefused"),
    ("network-error after=40", "interrupted", "platformFailed"),
    ("cut after=30000", "interrupted", "connectionCut"),
    ("half after=30000", "interrupted", "connectionCut"),
    ("no-finish after=60", "interrupted", "connectionCut"),
    ("huge after=40 bytes=40000000", "failed", "answerMalformed"),
    ("stall after=60", "interrupted", "timedOut"),
    ("slow ms=3000", "complete", ""),
    ("duplicate after=3", "complete", ""),
    ("unknown-finish", "complete", ""),
];

pub(crate) async fn drill() -> Result<String, Problem> {
    let folder = TempDir::new()?;
    let simulator = Simulator::start(Options::default()).await?;
    let backend = Backend::start(folder.path())?;
    backend.connect(&simulator.base(), simulator.key()).await?;
    let mut wrong = 0;
    for (fault, state, code) in FAULTS {
        let question = format!("说说 [[fault:{fault}]][[think:hm]][[length:8000]]");
        let ended = tokio::time::timeout(PATIENCE, end_of(&backend, &question))
            .await
            .map_err(|_| format!("{fault}: no end in {PATIENCE:?}"))??;
        let found = (
            at(&ended, "/state").as_str().unwrap_or("none"),
            at(&ended, "/error/code").as_str().unwrap_or(""),
        );
        if found != (state, code) {
            wrong += 1;
            say(&format!(
                "   {fault}: wanted {state} {code}, found {} {}",
                found.0, found.1
            ));
        }
        let after = end_of(&backend, "and now?").await?;
        if at(&after, "/state") != "complete" {
            return Err(format!(
                "after {fault} the next answer ended {}",
                at(&after, "/state")
            )
            .into());
        }
    }
    simulator.stop().await;
    let line = format!("{} faults, {wrong} without their name", FAULTS.len());
    if wrong > 0 {
        Err(line.into())
    } else {
        Ok(line)
    }
}

async fn end_of(backend: &Backend, question: &str) -> Result<Value, Problem> {
    let sent = backend.ask(question).await?;
    let events = backend
        .events("chat_watch", at(&sent, "/answer/id").clone())
        .await?;
    let mut events = std::pin::pin!(events);
    while let Some(line) = events.next().await {
        if at(&line, "/event/kind") == "ended" {
            return Ok(at(&line, "/event/message").clone());
        }
    }
    Err("the watch ended without an end".into())
}
