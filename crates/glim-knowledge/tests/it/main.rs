//! The worker as a real process: what it reads, and what a process that hangs, crashes or eats memory becomes.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is how a test fails"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use glim_knowledge::{Limits, ReadProblem, Worker, WorkerCommand};

fn worker(limits: Limits) -> Worker {
    Worker::new(WorkerCommand {
        program: env!("CARGO_BIN_EXE_glim-read").into(),
        arguments: vec!["--worker".into()],
        pdfium: None,
        limits,
    })
}

/// A shell in the place of a worker.
#[cfg(unix)]
fn shell(script: &str, seconds: u32) -> Worker {
    Worker::new(WorkerCommand {
        program: "/bin/sh".into(),
        arguments: vec!["-c".into(), script.into()],
        pdfium: None,
        limits: Limits {
            seconds,
            ..Limits::default()
        },
    })
}

#[test]
fn one_worker_reads_many_files_and_goes_on_after_a_bad_one() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("合同 😀.txt");
    std::fs::write(&good, "违约方应赔偿。").unwrap();
    let bad = folder.path().join("bad.docx");
    std::fs::write(&bad, b"PK\x03\x04 no archive").unwrap();
    let mut worker = worker(Limits::default());
    assert_eq!(worker.process_id(), None, "it starts when it is needed");
    let first = worker.read(&good).unwrap();
    assert_eq!(first.blocks[0].text, "违约方应赔偿。");
    let process = worker.process_id();
    assert_eq!(worker.read(&bad).unwrap_err().reason(), "damaged");
    assert_eq!(worker.read(&good).unwrap(), first);
    assert_eq!(
        worker.process_id(),
        process,
        "a bad file is no reason for a new process"
    );
}

#[test]
fn a_program_that_is_not_there_is_said() {
    let mut worker = Worker::new(WorkerCommand {
        program: "/nowhere/glim".into(),
        arguments: Vec::new(),
        pdfium: None,
        limits: Limits::default(),
    });
    assert_eq!(
        worker.read(Path::new("/x")).unwrap_err().reason(),
        "crashed"
    );
}

#[cfg(unix)]
#[test]
fn a_worker_that_hangs_is_killed_in_time() {
    let start = Instant::now();
    let mut worker = shell("exec sleep 60", 1);
    let problem = worker.read(Path::new("/x")).unwrap_err();
    assert_eq!(problem, ReadProblem::TimedOut { seconds: 1 });
    assert!(start.elapsed() < Duration::from_secs(10));
    assert_eq!(worker.process_id(), None, "it is not used again");
}

#[cfg(unix)]
#[test]
fn a_worker_that_dies_says_how_and_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    // It dies the first time, and serves the second: what stands in for a file that kills.
    let mark = folder.path().join("died");
    let script = format!(
        "if [ -e '{0}' ]; then exec '{1}' --worker; else touch '{0}'; echo 'stack overflow' >&2; kill -9 $$; fi",
        mark.display(),
        env!("CARGO_BIN_EXE_glim-read")
    );
    let file = folder.path().join("a.txt");
    std::fs::write(&file, "text").unwrap();
    let mut worker = shell(&script, 30);
    let problem = worker.read(&file).unwrap_err();
    let ReadProblem::Crashed { detail } = &problem else {
        panic!("{problem:?}");
    };
    assert!(detail.contains("stack overflow"), "{detail}");
    assert_eq!(worker.read(&file).unwrap().blocks[0].text, "text");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_takes_too_much_memory_ends_the_worker_and_not_us() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("big.txt");
    std::fs::write(&file, "a line of text that is read\n".repeat(2_000_000)).unwrap();
    let mut worker = worker(Limits {
        memory_bytes: 120 * 1024 * 1024,
        ..Limits::default()
    });
    assert_eq!(worker.read(&file).unwrap_err(), ReadProblem::OutOfMemory);
    let small = folder.path().join("small.txt");
    std::fs::write(&small, "still here").unwrap();
    assert_eq!(worker.read(&small).unwrap().blocks[0].text, "still here");
}

#[cfg(unix)]
#[test]
fn an_answer_that_is_no_answer_is_a_crash() {
    let mut worker = shell("printf 'hello, this is no frame'", 30);
    assert_eq!(
        worker.read(Path::new("/x")).unwrap_err().reason(),
        "crashed"
    );
}
