//! What the store costs: `cargo bench -p glim-store --profile bench-app`. Prints milliseconds; makes 100,000 messages first.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a benchmark says what it found and stops at what it did not expect"
)]

use std::{
    path::Path,
    time::{Duration, Instant},
};

use glim_store::{
    ConversationId, Delta, MessageId, MessageState, NewConversation, NewTurn, OpenOptions, Outcome,
    Store, TitleBy, Turn,
};
use serde_json::json;

const MESSAGES: usize = 100_000;
const THREAD: usize = 10_000;

fn main() {
    // `cargo test --all-targets` runs benchmarks without this word: then there is nothing to do.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        writes().await;
        reads().await;
    });
}

async fn open(folder: &Path) -> Store {
    let options = OpenOptions {
        folder: folder.to_path_buf(),
        now_ms: 0,
    };
    Store::open(&options).await.unwrap().0
}

async fn conversation(store: &Store) -> ConversationId {
    let new = NewConversation {
        title: Some("性能".to_owned()),
        title_by: TitleBy::Person,
        model: None,
        parameters: json!({}),
        now_ms: 0,
    };
    store.create_conversation(&new).await.unwrap().id
}

async fn begin(store: &Store, id: ConversationId, parent: Option<MessageId>, text: String) -> Turn {
    let turn = NewTurn {
        conversation: id,
        parent,
        text: Some(text),
        model: "glm-5".to_owned(),
        parameters: json!({}),
        now_ms: 0,
    };
    store.begin_turn(&turn).await.unwrap()
}

async fn finish(store: &Store, turn: Turn, text: String) {
    let rest = Delta {
        seq: i64::MAX,
        reasoning: String::new(),
        text,
    };
    let ended = Outcome::ended(MessageState::Complete, 1, "2026-09-21");
    store
        .finish_attempt(
            turn.attempt,
            &Outcome {
                rest: Some(rest),
                ..ended
            },
        )
        .await
        .unwrap();
}

/// On the real disk, since syncing is what they cost.
async fn writes() {
    let folder = tempfile::TempDir::new().unwrap();
    let store = open(folder.path()).await;
    let id = conversation(&store).await;
    let mut words = Words::new(1);

    let (mut begun, mut finished) = (Vec::new(), Vec::new());
    for _ in 0..300 {
        let start = Instant::now();
        let turn = begin(&store, id, None, words.text(60)).await;
        begun.push(start.elapsed());
        let answer = words.text(1_000);
        let start = Instant::now();
        finish(&store, turn, answer).await;
        finished.push(start.elapsed());
    }
    show("begin_turn, synced", begun);
    show("finish_attempt of 1,000 characters, synced", finished);

    let turn = begin(&store, id, None, words.text(60)).await;
    for (name, rows) in [
        ("append_delta of 40 characters, rows 0 to 4,000", 4_000),
        ("the same, rows 16,000 to 20,000", 4_000),
    ] {
        let mut took = Vec::new();
        for seq in 0..rows {
            let seq = if name.starts_with("the same") {
                16_000 + seq
            } else {
                seq
            };
            let delta = Delta {
                seq,
                reasoning: String::new(),
                text: words.text(40),
            };
            let start = Instant::now();
            store.append_delta(turn.attempt, &delta, 0).await.unwrap();
            took.push(start.elapsed());
        }
        show(name, took);
        for seq in 4_000..16_000 {
            if name.starts_with("append_delta") {
                let delta = Delta {
                    seq,
                    reasoning: String::new(),
                    text: words.text(40),
                };
                store.append_delta(turn.attempt, &delta, 0).await.unwrap();
            }
        }
    }
    let answer = words.text(10);
    let start = Instant::now();
    finish(&store, turn, answer).await;
    show(
        "finish_attempt folding 20,000 rows (2.4 MB), synced",
        vec![start.elapsed()],
    );

    let mut synced = Vec::new();
    for round in 0..200_i64 {
        let start = Instant::now();
        store.set_setting("a", &round, 0).await.unwrap();
        synced.push(start.elapsed());
    }
    show("set_setting, synced", synced);
}

/// In memory if there is a folder for that: 100,000 synced messages would take minutes and reading comes from the cache anyway.
async fn reads() {
    let memory = Path::new("/dev/shm");
    let folder = if memory.exists() {
        tempfile::TempDir::new_in(memory).unwrap()
    } else {
        tempfile::TempDir::new().unwrap()
    };
    let store = open(folder.path()).await;
    let start = Instant::now();
    let thread = fill(&store).await;
    println!(
        "{MESSAGES} messages written in {:.1} s",
        start.elapsed().as_secs_f64()
    );
    let size = |name: &str| {
        std::fs::metadata(folder.path().join(name)).map_or(0.0, |file| file.len() as f64 / 1e6)
    };
    println!(
        "file {:.0} MB, log {:.0} MB",
        size("glim.sqlite"),
        size("glim.sqlite-wal")
    );

    for (name, start_at) in [("first", 0), ("middle", 5_000), ("last", 9_950)] {
        let mut took = Vec::new();
        for _ in 0..200 {
            let start = Instant::now();
            let page = store.path_page(thread, start_at, 50).await.unwrap();
            took.push(start.elapsed());
            assert_eq!(page.len(), 50);
        }
        show(&format!("path_page of 50 of 10,000, {name}"), took);
    }
    let mut whole = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        assert_eq!(
            store.path_page(thread, 0, 10_000).await.unwrap().len(),
            10_000
        );
        whole.push(start.elapsed());
    }
    show("path_page of all 10,000", whole);
    branch(&store, thread).await;

    let mut listed = Vec::new();
    for _ in 0..200 {
        let start = Instant::now();
        store.list_conversations(None, 50).await.unwrap();
        listed.push(start.elapsed());
    }
    show("list_conversations, 50", listed);
    search(&store).await;

    let start = Instant::now();
    store.rebuild_search().await.unwrap();
    println!("rebuild_search {:.1} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let integrity = store.integrity_check().await.unwrap();
    println!(
        "integrity_check {:.1} s {:?}",
        start.elapsed().as_secs_f64(),
        integrity.problems
    );
    let start = Instant::now();
    store
        .backup_to(&folder.path().join("backup.sqlite"))
        .await
        .unwrap();
    println!("backup_to {:.1} s", start.elapsed().as_secs_f64());
}

/// Leaving the whole long thread for a sibling of its root, and coming back.
async fn branch(store: &Store, thread: ConversationId) {
    let root = store.path_page(thread, 0, 1).await.unwrap()[0].id;
    let other = begin(store, thread, None, "另一个根".to_owned()).await;
    let (mut away, mut back) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let start = Instant::now();
        store.select_sibling(root).await.unwrap();
        back.push(start.elapsed());
        let start = Instant::now();
        store.select_sibling(other.user.unwrap()).await.unwrap();
        away.push(start.elapsed());
    }
    show("select_sibling, back to 10,000 messages", back);
    show("select_sibling, away from 10,000 messages", away);
}

async fn search(store: &Store) {
    let mut words = Words::new(7);
    let rare: Vec<String> = (0..40).map(|_| words.rare()).collect();
    for (name, queries) in [
        ("a rare word", rare),
        ("a common word", vec![words.common()]),
        (
            "one common character",
            vec![words.common().chars().take(1).collect()],
        ),
        (
            "two common words",
            vec![format!("{} {}", words.common(), words.common())],
        ),
        ("an English word, unfinished", vec!["rus".to_owned()]),
        ("nothing", vec!["不存在的词语".to_owned()]),
    ] {
        let (mut took, mut hits) = (Vec::new(), 0);
        for query in queries.iter().cycle().take(queries.len().max(20)) {
            let start = Instant::now();
            hits += store.search(query, 30).await.unwrap().len();
            took.push(start.elapsed());
        }
        let name = format!(
            "search for {name} ({:.1} hits)",
            hits as f64 / took.len() as f64
        );
        show(&name, took);
    }
}

async fn fill(store: &Store) -> ConversationId {
    let mut words = Words::new(3);
    let mut thread = None;
    let mut written = 0;
    while written < MESSAGES {
        let id = conversation(store).await;
        let turns = if thread.is_none() { THREAD / 2 } else { 10 };
        let mut parent = None;
        for _ in 0..turns {
            let turn = begin(store, id, parent, words.text(40)).await;
            let length = 60 + written % 500;
            finish(store, turn, words.text(length)).await;
            parent = Some(turn.answer);
            written += 2;
        }
        thread.get_or_insert(id);
    }
    thread.unwrap()
}

fn show(name: &str, mut took: Vec<Duration>) {
    took.sort();
    let at = |part: f64| {
        let index = ((took.len() - 1) as f64 * part) as usize;
        took[index].as_secs_f64() * 1e3
    };
    println!("{name}: p50 {:.3} ms, p99 {:.3} ms", at(0.5), at(0.99));
}

/// Text whose words are as unevenly frequent as in a language: mostly Chinese, some English.
struct Words {
    state: u64,
}

impl Words {
    fn new(seed: u64) -> Self {
        Self {
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
        }
    }

    fn number(&mut self, below: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) % below
    }

    fn word(rank: u64) -> String {
        let character =
            |at: u64| char::from_u32(0x4e00 + u32::try_from(at % 3_000).unwrap()).unwrap();
        [character(rank * 7), character(rank * rank + 13)]
            .iter()
            .collect()
    }

    fn common(&mut self) -> String {
        Self::word(self.number(10))
    }

    fn rare(&mut self) -> String {
        Self::word(15_000 + self.number(5_000))
    }

    fn text(&mut self, characters: usize) -> String {
        let mut text = String::new();
        let mut length = 0;
        while length < characters {
            // About Zipf's law over 20,000 words.
            let spread = 20_000_f64.powf(self.number(1_000_000) as f64 / 1e6);
            text.push_str(&Self::word(spread as u64));
            length += 2;
            match self.number(12) {
                0 => text.push('，'),
                1 => text.push_str(" Rust API "),
                2 => text.push_str("。\n"),
                _ => {}
            }
        }
        text
    }
}
