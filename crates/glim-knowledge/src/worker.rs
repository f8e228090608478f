//! Reading in a process of its own, so that no file can hang, fill or end the app.
//!
//! The worker is the same executable, started with an argument of the host's choice, and [`serve`] is all it does. The
//! parent writes a question to its input and reads an answer from its output, both as frames (`frame.rs`). A worker
//! that does not answer in time is killed, one that ended is replaced before the next file, and what it said last is
//! kept as the reason. The calls block: run them on a thread that may wait.

use std::ffi::OsString;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::extract::{self, Limits, ReadProblem};

mod ceiling;
mod frame;

/// Of what a worker says on its way out, this much is kept.
const LAST_WORDS: usize = 4 * 1024;
/// So long is waited for the last words of a worker that has ended.
const PATIENCE: Duration = Duration::from_secs(1);
/// A worker that has read this many files is replaced, so that what foreign code leaks does not add up.
const FILES_A_WORKER: u32 = 500;

/// How a worker is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerCommand {
    /// The executable: the app itself.
    pub program: PathBuf,
    /// What tells it to serve.
    pub arguments: Vec<OsString>,
    /// PDFium, or the folder it lies in; without it PDF is read less well.
    pub pdfium: Option<PathBuf>,
    /// What each file may cost.
    pub limits: Limits,
}

/// A file to read.
#[derive(Debug, Serialize, Deserialize)]
struct Question {
    path: PathBuf,
    pdfium: Option<PathBuf>,
    limits: Limits,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Answer {
    Read(Box<Document>),
    Problem(ReadProblem),
}

/// Serves a parent until it closes the input. What the worker's `main` calls, and nothing else beside it.
pub fn serve(input: impl Read, output: impl Write) -> std::io::Result<()> {
    let mut input = BufReader::new(input);
    let mut output = BufWriter::new(output);
    let watch = watched();
    let mut is_first = true;
    while let Some(bytes) = frame::read(&mut input)? {
        let question: Question = serde_json::from_slice(&bytes).map_err(std::io::Error::other)?;
        if is_first {
            ceiling::set(&question.limits);
            is_first = false;
        }
        // Nobody is left to watch when there is no thread for it; the parent still does.
        let _ = watch.send(Some(allowed(&question.limits)));
        let answer =
            match extract::read(&question.path, &question.limits, question.pdfium.as_deref()) {
                Ok(document) => Answer::Read(Box::new(document)),
                Err(problem) => Answer::Problem(problem),
            };
        let _ = watch.send(None); // as above
        let bytes = serde_json::to_vec(&answer).map_err(std::io::Error::other)?;
        frame::write(&mut output, &bytes)?;
    }
    Ok(())
}

/// What a file may take before the worker ends itself: longer than its parent waits.
fn allowed(limits: &Limits) -> Duration {
    Duration::from_secs(u64::from(limits.seconds)).saturating_add(2 * PATIENCE)
}

/// Ends this process when a file takes longer than it may. The parent would have killed it by then: it has ended, in
/// the middle of a file that hangs, and nobody else ever would.
fn watched() -> SyncSender<Option<Duration>> {
    let (begun, watch) = sync_channel::<Option<Duration>>(1);
    std::thread::spawn(move || {
        let mut limit = None;
        loop {
            let next = match limit {
                None => watch.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(limit) => watch.recv_timeout(limit),
            };
            match next {
                Ok(next) => limit = next,
                Err(RecvTimeoutError::Timeout) => std::process::exit(1),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    });
    begun
}

/// One worker process, started when it is first needed. Dropping it ends the process.
#[derive(Debug)]
pub struct Worker {
    command: WorkerCommand,
    running: Option<Running>,
}

impl Worker {
    /// A worker that is not running yet.
    pub fn new(command: WorkerCommand) -> Self {
        Self {
            command,
            running: None,
        }
    }

    /// Reads a file. Blocks until the worker has answered, ended, or used up its time.
    pub fn read(&mut self, path: &Path) -> Result<Document, ReadProblem> {
        let mut running = match self.running.take() {
            Some(running) if running.files < FILES_A_WORKER => running,
            _ => Running::start(&self.command)?,
        };
        let question = Question {
            path: path.to_path_buf(),
            pdfium: self.command.pdfium.clone(),
            limits: self.command.limits.clone(),
        };
        let answer = running.ask(&question);
        // After a problem of the process itself it is not used again.
        if let Ok(Answer::Read(_) | Answer::Problem(_)) = answer {
            self.running = Some(running);
        }
        match answer? {
            Answer::Read(document) => Ok(*document),
            Answer::Problem(problem) => Err(problem),
        }
    }

    /// The id of the process that runs now, for those who measure it.
    pub fn process_id(&self) -> Option<u32> {
        self.running.as_ref().map(|running| running.child.id())
    }
}

#[derive(Debug)]
struct Running {
    child: Child,
    input: ChildStdin,
    answers: Receiver<std::io::Result<Vec<u8>>>,
    last_words: Arc<Mutex<Vec<u8>>>,
    /// Told when the worker can say nothing more.
    silence: Receiver<()>,
    files: u32,
}

impl Running {
    fn start(command: &WorkerCommand) -> Result<Self, ReadProblem> {
        let mut child = Command::new(&command.program)
            .args(&command.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| crashed(&format!("starting the worker: {error}")))?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(input), Some(output), Some(errors)) = pipes else {
            return Err(crashed("the worker has no pipes"));
        };
        let last_words = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&last_words);
        let (silent, silence) = sync_channel(1);
        std::thread::spawn(move || {
            keep_last_words(errors, &kept);
            // Nobody waits for this but the one who asks why the worker has ended.
            let _ = silent.send(());
        });
        // One answer waits at most: the next question is not asked before.
        let (send, answers) = sync_channel(1);
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(answer) = frame::read(&mut output).transpose() {
                let is_last = answer.is_err();
                if send.send(answer).is_err() || is_last {
                    break;
                }
            }
        });
        Ok(Self {
            child,
            input,
            answers,
            last_words,
            silence,
            files: 0,
        })
    }

    fn ask(&mut self, question: &Question) -> Result<Answer, ReadProblem> {
        self.files += 1;
        let seconds = question.limits.seconds;
        let bytes = serde_json::to_vec(question).map_err(|error| crashed(&error.to_string()))?;
        if frame::write(&mut self.input, &bytes).is_err() {
            return Err(self.ended());
        }
        match self
            .answers
            .recv_timeout(Duration::from_secs(u64::from(seconds)))
        {
            Ok(Ok(bytes)) => {
                serde_json::from_slice(&bytes).map_err(|error| crashed(&error.to_string()))
            }
            Ok(Err(error)) => Err(crashed(&error.to_string())),
            Err(RecvTimeoutError::Timeout) => Err(ReadProblem::TimedOut { seconds }),
            Err(RecvTimeoutError::Disconnected) => Err(self.ended()),
        }
    }

    /// Why the process ended, by its status and what it said last.
    fn ended(&mut self) -> ReadProblem {
        let status = self.child.wait();
        // What it said is still on its way for a moment; a process of its own that holds the pipe is not waited for.
        let _ = self.silence.recv_timeout(PATIENCE);
        let words = self
            .last_words
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let words = String::from_utf8_lossy(&words).into_owned();
        if words.contains("memory allocation of") || words.contains("out of memory") {
            return ReadProblem::OutOfMemory;
        }
        let line = words.lines().rev().find(|line| !line.trim().is_empty());
        let status = status.map_or_else(|error| error.to_string(), |status| status.to_string());
        match line {
            Some(line) => crashed(&format!("{status}: {line}")),
            None => crashed(&status),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already, and then there is nothing to kill and only the status to collect.
        let _ = self.child.kill();
        let _ = self.child.wait(); // no use for the status of a process that is not wanted any more
    }
}

fn crashed(detail: &str) -> ReadProblem {
    let detail = detail.chars().filter(|it| !it.is_control()).take(300);
    ReadProblem::Crashed {
        detail: detail.collect(),
    }
}

/// Reads what a worker says to nobody, so that it is never kept waiting, and keeps the end of it.
fn keep_last_words(mut errors: impl Read, kept: &Mutex<Vec<u8>>) {
    let mut buffer = [0; 1024];
    while let Ok(length) = errors.read(&mut buffer) {
        let Some(part) = buffer.get(..length).filter(|it| !it.is_empty()) else {
            break;
        };
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(part);
        let excess = kept.len().saturating_sub(LAST_WORDS);
        kept.drain(..excess);
    }
}
