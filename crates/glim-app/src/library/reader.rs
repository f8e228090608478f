//! The process that reads files, held by a thread of its own.
//!
//! Not a thread of the runtime's pool: a file may take a minute, and nobody waits for it when the app closes. The
//! process ends with ours, since nothing is left to ask it.

use std::{ffi::OsString, io, path::PathBuf, sync::mpsc};

use glim_knowledge::{Document, ReadProblem, Worker, WorkerCommand};
use tokio::sync::oneshot;

/// What tells a process of a host's own program to read files and nothing else.
pub(super) const READER_ARGUMENT: &str = "--read-worker";

/// Reads files until the asking process ends, if that is what this process was started for: a host asks before anything
/// else, with its arguments behind the name of the program. What is said last goes to the standard error, from where the
/// asker takes it as the reason.
pub fn serve_reader(mut arguments: impl Iterator<Item = OsString>) -> Option<io::Result<()>> {
    let is_asked = arguments
        .next()
        .is_some_and(|first| first == READER_ARGUMENT);
    is_asked.then(|| glim_knowledge::serve(io::stdin(), io::stdout()))
}

#[derive(Debug)]
struct Ask {
    path: PathBuf,
    answer: oneshot::Sender<Result<Document, ReadProblem>>,
}

/// A reader. Dropping its last clone ends its process as soon as the file at hand is done.
#[derive(Clone, Debug)]
pub(super) struct Reader(mpsc::SyncSender<Ask>);

impl Reader {
    pub(super) fn start(command: WorkerCommand) -> std::io::Result<Self> {
        let (asks, asked) = mpsc::sync_channel::<Ask>(1);
        std::thread::Builder::new()
            .name("library-reader".to_owned())
            .spawn(move || {
                let mut worker = Worker::new(command);
                for ask in asked {
                    let answer = worker.read(&ask.path);
                    let _ = ask.answer.send(answer); // the asker has stopped waiting
                }
            })?;
        Ok(Self(asks))
    }

    /// Reads a file. Dropping the future gives up waiting.
    pub(super) async fn read(&self, path: PathBuf) -> Result<Document, ReadProblem> {
        let (answer, answered) = oneshot::channel();
        let broken = || ReadProblem::Crashed {
            detail: "the reader's thread has ended".to_owned(),
        };
        self.0
            .try_send(Ask { path, answer })
            .map_err(|_| broken())?;
        answered.await.map_err(|_| broken())?
    }
}
