//! Cost of one token (`push`, `take_patch`) at several lengths and shapes of an answer: it must not grow with the
//! length. `cargo bench -p glim-markdown`; prints a table, microseconds.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "a measurement, not the program"
)]

use std::time::{Duration, Instant};

use glim_markdown::{Growing, Options, parse};

#[path = "../tests/it/answers.rs"]
mod answers;

const ROUNDS: usize = 3;

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn main() {
    // `cargo test --benches` asks for nothing but that it runs.
    let quick = !std::env::args().any(|argument| argument == "--bench");
    let first = Instant::now();
    drop(parse("```rust\nfn main() {}\n```\n"));
    println!(
        "grammars and first line of code: {:.1} ms",
        micros(first.elapsed()) / 1e3
    );
    println!(
        "{:<14} {:>7} {:>7} {:>8} {:>8} {:>8} {:>8} {:>7} {:>11} {:>11}",
        "shape", "KB", "tokens", "mean", "p50", "p99", "max", "bytes", "finish ms", "parse ms"
    );
    let sizes: &[usize] = if quick {
        &[2_000]
    } else {
        &[2_000, 20_000, 200_000]
    };
    for &size in sizes {
        for (shape, text) in answers::shapes(size) {
            measure(shape, &text);
        }
    }
}

fn measure(shape: &str, text: &str) {
    let tokens = answers::tokens(text);
    let mut times = vec![Duration::MAX; tokens.len()];
    let mut finish = Duration::MAX;
    let mut bytes = 0;
    let mut growing = Growing::new(Options::default());
    // The least of several rounds: what another process took away is no cost of ours.
    for _ in 0..ROUNDS {
        growing = Growing::new(Options::default());
        bytes = 0;
        for (token, time) in tokens.iter().zip(&mut times) {
            let begin = Instant::now();
            growing.push(token);
            let patch = growing.take_patch();
            *time = begin.elapsed().min(*time);
            bytes += serde_json::to_string(&patch).unwrap().len();
        }
        let begin = Instant::now();
        drop(growing.finish());
        finish = begin.elapsed().min(finish);
    }
    let begin = Instant::now();
    let tree = parse(text);
    let whole = begin.elapsed();
    assert_eq!(growing.tree(), tree);
    let total: Duration = times.iter().sum();
    times.sort_unstable();
    println!(
        "{shape:<14} {:>7.1} {:>7} {:>8.2} {:>8.2} {:>8.2} {:>8.1} {:>7} {:>11.2} {:>11.2}",
        text.len() as f64 / 1e3,
        tokens.len(),
        micros(total) / tokens.len() as f64,
        micros(times[times.len() / 2]),
        micros(times[times.len() * 99 / 100]),
        micros(times[times.len() - 1]),
        bytes / tokens.len(),
        micros(finish) / 1e3,
        micros(whole) / 1e3,
    );
}
