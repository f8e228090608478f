//! The process that reads files, held by a thread of its own.
//!
//! Not a thread of the runtime's pool: a file may take a minute, and nobody waits for it when the app closes. The
//! process ends with ours, since nothing is left to ask it.

use std::{path::PathBuf, sync::mpsc};

use glim_knowledge::{Document, ReadProblem, Worker, WorkerCommand};
use tokio::sync::oneshot;

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
