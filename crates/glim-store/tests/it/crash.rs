//! `kill -9` while an answer is written: a second process of this test binary writes and says what was acknowledged;
//! the first kills it at some moment and looks what is there.

use std::{
    io::{BufRead, BufReader, Write as _},
    path::Path,
    process::{Command, Stdio},
};

use glim_store::{AttemptId, Delta, MessageId, MessageState, Outcome, Store};
use tempfile::TempDir;

use crate::scene::{NOON, Scene, ended, new_conversation, new_turn, options};

pub(crate) const FOLDER: &str = "GLIM_STORE_CRASH_FOLDER";
const ROUNDS: usize = 12;
const PIECES: i64 = 40;

fn piece(seq: i64) -> String {
    format!("第{seq}段😀 ")
}

/// What the killed process had been told is kept.
#[derive(Default)]
struct Acknowledged {
    answer: Option<MessageId>,
    pieces: i64,
    finished: Vec<MessageId>,
}

#[test]
fn a_killed_process_loses_nothing_that_was_acknowledged() {
    let folder = TempDir::new().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (mut kept, mut cut) = (0, 0);
    for round in 0..ROUNDS {
        // From before the first word to the middle of the third answer, each round elsewhere.
        let acknowledged = write_and_kill(folder.path(), (round * 37) % 101);
        let (store, opened) = runtime.block_on(Store::open(&options(&folder))).unwrap();
        runtime.block_on(async {
            for answer in &acknowledged.finished {
                let message = store.message(*answer).await.unwrap();
                assert_eq!(message.state, MessageState::Complete);
                assert_eq!(message.text, (0..PIECES).map(piece).collect::<String>());
            }
            if let Some(answer) = acknowledged.answer {
                let message = store.message(answer).await.unwrap();
                let promised: String = (0..acknowledged.pieces).map(piece).collect();
                assert!(
                    message.text.starts_with(&promised),
                    "{} of {promised}",
                    message.text
                );
                assert_ne!(message.state, MessageState::Streaming);
                cut += usize::from(opened.interrupted.contains(&answer));
                kept += acknowledged.pieces;
            }
            let integrity = store.integrity_check().await.unwrap();
            assert!(integrity.ok, "{:?}", integrity.problems);
            store.close().await;
        });
    }
    assert!(
        cut > 0 && kept > 0,
        "{cut} answers were cut, {kept} pieces checked"
    );
}

/// Starts the writer and kills it after `lines` acknowledgements.
fn write_and_kill(folder: &Path, lines: usize) -> Acknowledged {
    let mut acknowledged = Acknowledged::default();
    for line in run_and_kill("crash::the_process_that_is_killed", folder, lines) {
        acknowledged.take_in(&line);
    }
    acknowledged
}

/// Runs a test of this binary as a process of its own and kills it after it has said so many lines. What it said before it
/// died comes back, all of it.
pub(crate) fn run_and_kill(test: &str, folder: &Path, lines: usize) -> Vec<String> {
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(writer.stdout.take().unwrap());
    let mut read = output
        .lines()
        .map_while(Result::ok)
        .filter(|line| line.starts_with('@'));
    let mut said: Vec<String> = read.by_ref().take(lines).collect();
    writer.kill().unwrap();
    said.extend(read);
    writer.wait().unwrap();
    said
}

impl Acknowledged {
    fn take_in(&mut self, line: &str) {
        match line.split_once(' ').unwrap() {
            ("@begun", id) => {
                self.answer = Some(id.parse().unwrap());
                self.pieces = 0;
            }
            ("@kept", seq) => self.pieces = seq.parse::<i64>().unwrap() + 1,
            ("@finished", id) => {
                self.finished.push(id.parse().unwrap());
                self.answer = None;
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
#[ignore = "run by a_killed_process_loses_nothing_that_was_acknowledged, which kills it"]
fn the_process_that_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let options = glim_store::OpenOptions {
        folder: folder.into(),
        now_ms: NOON,
    };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let (store, _) = Store::open(&options).await.unwrap();
        let id = store
            .create_conversation(&new_conversation(None))
            .await
            .unwrap()
            .id;
        loop {
            let turn = store.begin_turn(&new_turn(id, None, "写")).await.unwrap();
            say(&format!("@begun {}", turn.answer));
            write_answer(&store, turn.attempt).await;
            say(&format!("@finished {}", turn.answer));
        }
    });
}

async fn write_answer(store: &Store, attempt: AttemptId) {
    for seq in 0..PIECES - 1 {
        let delta = Delta {
            seq,
            reasoning: String::new(),
            text: piece(seq),
        };
        store
            .append_delta(attempt, &delta, NOON + seq)
            .await
            .unwrap();
        say(&format!("@kept {seq}"));
    }
    let rest = Delta {
        seq: PIECES - 1,
        reasoning: String::new(),
        text: piece(PIECES - 1),
    };
    let outcome = Outcome {
        rest: Some(rest),
        ..ended(MessageState::Complete)
    };
    store.finish_attempt(attempt, &outcome).await.unwrap();
}

/// Begins with a line end, as the test harness leaves its own line open.
pub(crate) fn say(line: &str) {
    let mut output = std::io::stdout().lock();
    output.write_all(format!("\n{line}\n").as_bytes()).unwrap();
    output.flush().unwrap();
}

#[tokio::test]
async fn a_write_that_is_dropped_half_way_leaves_nothing_and_does_not_block_the_next() {
    let scene = Scene::new().await;
    let id = scene.conversation().await.id;
    for polls in 0..12 {
        let turn = new_turn(id, None, "dropped");
        let mut begun = Box::pin(scene.store.begin_turn(&turn));
        for _ in 0..polls {
            if let std::task::Poll::Ready(done) = poll_once(&mut begun).await {
                done.unwrap();
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(begun);
        scene.store.set_pinned(id, true).await.unwrap();
        scene.assert_whole().await;
    }
}

async fn poll_once<F: Future + Unpin>(future: &mut F) -> std::task::Poll<F::Output> {
    std::future::poll_fn(|context| {
        std::task::Poll::Ready(std::pin::Pin::new(&mut *future).poll(context))
    })
    .await
}
