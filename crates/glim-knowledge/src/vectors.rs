//! Finding by meaning: an exact scan over packed vectors, made from the database and made again when in doubt.
//!
//! A vector is kept in one byte a number, after the mean of all was taken off: embeddings lie in a narrow cone, and
//! without their common part the bytes tell them apart. The scan gives candidates; [`rescored`] orders them by their
//! exact vectors. Files are written once (`vectors/segment.rs`), listed in a manifest and joined as they grow.

mod dots;
mod manifest;
mod scan;
mod segment;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};

use crate::embed::dot;
use crate::{ChunkKey, Embedding, Error, Filter, Found, SourceKey};
use dots::Way;
use manifest::{FORM, Listed, Manifest};
pub use scan::VectorHit;
use scan::{Best, order, scan};
use segment::{Draft, Segment};

/// A mean of this many vectors is good for ever.
const MEAN_OF: usize = 10_000;
/// A file is joined with the one before it unless that is this many times as large.
const RATIO: usize = 4;
/// How many candidates to take from a scan for a good order of the first ten.
pub const CANDIDATES: usize = 50;

/// The packed vectors of one model. All calls block; searches do not wait for writing.
#[derive(Debug)]
pub struct Vectors {
    folder: PathBuf,
    way: Way,
    dimensions: usize,
    state: RwLock<Arc<State>>,
    changes: Mutex<Changes>,
}

/// What searches read.
#[derive(Debug)]
struct State {
    manifest: Manifest,
    /// In the order of the manifest.
    segments: Vec<Arc<Segment>>,
    /// What a usual vector is, once somebody has asked.
    usual: OnceLock<Vec<f32>>,
}

impl State {
    fn new(manifest: Manifest, segments: Vec<Arc<Segment>>) -> Self {
        Self {
            manifest,
            segments,
            usual: OnceLock::new(),
        }
    }

    /// The mean of all while they are few: the one that was taken off is that of the first who came, and what is near
    /// must not hang on who came first. Of many it is as good, and they would take long.
    fn usual(&self) -> &[f32] {
        self.usual.get_or_init(|| {
            let first = self.segments.first();
            let mut mean = first.map(|it| it.mean.clone()).unwrap_or_default();
            let living: usize = self.segments.iter().map(|it| it.living()).sum();
            if living <= MEAN_OF {
                mean.fill(0.0);
                let share = 1.0 / segment::as_float(living.max(1));
                for values in self.segments.iter().flat_map(|it| it.values()) {
                    for (mean, value) in mean.iter_mut().zip(values) {
                        *mean += value * share;
                    }
                }
            }
            mean
        })
    }
}

/// What the next commit writes.
#[derive(Debug, Default)]
struct Changes {
    removed: BTreeSet<SourceKey>,
    added: Vec<(SourceKey, ChunkKey, Embedding)>,
}

impl Vectors {
    /// Opens the vectors of `model` in a folder that holds nothing else. If they were not built from this
    /// `generation`, are missing or damaged, they are emptied first.
    pub fn open(
        folder: &Path,
        model: &str,
        dimensions: usize,
        generation: u64,
    ) -> Result<(Self, Found), Error> {
        let empty = Manifest {
            form: FORM,
            model: model.to_owned(),
            dimensions,
            generation,
            mean_of: 0,
            files: Vec::new(),
        };
        let (state, found) = match read(folder, &empty) {
            Ok(state) => (state, Found::Whole),
            Err(found) => {
                if folder.exists() {
                    let removed = fs::remove_dir_all(folder);
                    removed.map_err(|source| Error::file("remove", folder, source))?;
                }
                let made = fs::create_dir_all(folder);
                made.map_err(|source| Error::file("create", folder, source))?;
                (State::new(empty, Vec::new()), found)
            }
        };
        manifest::sweep(folder, &state.manifest);
        let vectors = Self {
            folder: folder.to_owned(),
            way: Way::best(),
            dimensions,
            state: RwLock::new(Arc::new(state)),
            changes: Mutex::default(),
        };
        Ok((vectors, found))
    }

    /// Puts the vectors of a source in the place of those it had. Found after the next commit, until which they are
    /// held in memory.
    pub fn put(&self, source: SourceKey, vectors: &[(ChunkKey, Embedding)]) -> Result<(), Error> {
        for (_, vector) in vectors {
            self.fits(vector)?;
        }
        let mut changes = self.changes();
        changes.remove(source);
        let added = vectors
            .iter()
            .map(|(chunk, vector)| (source, *chunk, vector.clone()));
        changes.added.extend(added);
        Ok(())
    }

    /// Takes a source out. Gone after the next commit.
    pub fn remove(&self, source: SourceKey) {
        self.changes().remove(source);
    }

    /// Writes what was put in and taken out, as what the database held at `generation`. All of it or nothing.
    pub fn commit(&self, generation: u64) -> Result<(), Error> {
        // Held to the end: two commits at once would write one list over the other.
        let mut changes = self.changes();
        let before = self.state();
        let mut manifest = before.manifest.clone();
        manifest.generation = generation;
        let mut segments = without(&before.segments, &changes.removed, &mut manifest)?;
        let mean = self.mean(&segments, &changes, &mut manifest);
        let kept = kept(&segments, changes.added.len(), &mean);
        let mut draft = Draft::new(mean);
        for segment in segments.drain(kept..) {
            draft.take(&segment);
        }
        manifest.files.truncate(kept);
        for (source, chunk, vector) in &changes.added {
            draft.push(*source, *chunk, &draft.packed(vector.values()));
        }
        if draft.len() > 0 {
            let (listed, segment) = self.write(&draft, &before)?;
            manifest.files.push(listed);
            segments.push(Arc::new(segment));
        }
        manifest.write(&self.folder)?;
        manifest::sweep(&self.folder, &manifest);
        let state = Arc::new(State::new(manifest, segments));
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
        *changes = Changes::default();
        Ok(())
    }

    /// The mean to take off: the one there is, or a new one while there are few vectors and they multiply.
    fn mean(
        &self,
        segments: &[Arc<Segment>],
        changes: &Changes,
        manifest: &mut Manifest,
    ) -> Vec<f32> {
        let living: usize = segments.iter().map(|segment| segment.living()).sum();
        let total = living + changes.added.len();
        let grown = manifest.mean_of < MEAN_OF && total >= manifest.mean_of.saturating_mul(RATIO);
        if let Some(first) = segments.first().filter(|_| !grown) {
            return first.mean.clone();
        }
        manifest.mean_of = total;
        let mut mean = vec![0.0; self.dimensions];
        // A sample tells it as well, and a million vectors would take a second.
        let step = total.div_ceil(MEAN_OF).max(1);
        let share = 1.0 / segment::as_float(total.div_ceil(step).max(1));
        let mut add = |values: &[f32]| {
            for (mean, value) in mean.iter_mut().zip(values) {
                *mean += value * share;
            }
        };
        let old = segments.iter().flat_map(|segment| segment.values());
        old.step_by(step).for_each(|values| add(&values));
        let new = changes.added.iter().step_by(step);
        new.for_each(|(.., vector)| add(vector.values()));
        mean
    }

    /// The nearest chunks, at most `limit`, the best first. Take [`CANDIDATES`] and give them to [`rescored`].
    pub fn find(
        &self,
        query: &Embedding,
        filter: &Filter,
        limit: usize,
    ) -> Result<Vec<VectorHit>, Error> {
        self.fits(query)?;
        if limit == 0 {
            return Ok(Vec::new());
        }
        let mut best = Best::new(limit);
        for segment in &self.state().segments {
            scan(segment, self.way, query, filter, &mut best);
        }
        Ok(best.finish())
    }

    /// The cosine of a query with a usual vector, their mean: what has more has to do with the query.
    #[must_use]
    pub fn usual(&self, query: &Embedding) -> f32 {
        dot(query.values(), self.state().usual())
    }

    /// How many vectors can be found.
    #[must_use]
    pub fn len(&self) -> usize {
        let state = self.state();
        state.segments.iter().map(|segment| segment.living()).sum()
    }

    /// True when nothing can be found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes on disk, and at most in memory.
    #[must_use]
    pub fn disk_bytes(&self) -> usize {
        let state = self.state();
        state.segments.iter().map(|segment| segment.bytes()).sum()
    }

    fn write(&self, draft: &Draft, before: &State) -> Result<(Listed, Segment), Error> {
        // A name that no file has: a search may still read the old ones.
        let taken = |name: &String| {
            let listed = before.manifest.files.iter().any(|file| file.name == *name);
            listed || self.folder.join(name).exists()
        };
        let mut names = (0_u64..).map(|number| format!("{number}.vectors"));
        let name = names.find(|name| !taken(name)).unwrap_or_default();
        let path = self.folder.join(&name);
        let sum = draft.write(&path)?;
        let segment = Segment::open(path, None)?;
        let dead = BTreeSet::new();
        Ok((Listed { name, sum, dead }, segment))
    }

    fn fits(&self, vector: &Embedding) -> Result<(), Error> {
        let found = vector.values().len();
        if found == self.dimensions {
            return Ok(());
        }
        Err(Error::Dimensions {
            expected: self.dimensions,
            found,
        })
    }

    fn state(&self) -> Arc<State> {
        Arc::clone(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn changes(&self) -> MutexGuard<'_, Changes> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Changes {
    fn remove(&mut self, source: SourceKey) {
        self.removed.insert(source);
        self.added.retain(|(held, ..)| *held != source);
    }
}

/// Orders candidates by their exact vectors, as the database keeps them. What has none is left out.
#[must_use]
pub fn rescored(query: &Embedding, candidates: &[(ChunkKey, Embedding)]) -> Vec<VectorHit> {
    let hits = candidates.iter().map(|(chunk, vector)| VectorHit {
        chunk: *chunk,
        score: query.cosine(vector),
    });
    let mut hits: Vec<VectorHit> = hits.collect();
    hits.sort_by(order);
    hits
}

/// Reads what is on the disk, every byte against its check sum.
fn read(folder: &Path, wanted: &Manifest) -> Result<State, Found> {
    if !manifest::exists(folder) {
        return Err(Found::Missing);
    }
    let manifest = Manifest::read(folder).ok_or(Found::Damaged)?;
    if manifest.form != FORM || manifest.dimensions != wanted.dimensions {
        return Err(Found::Damaged);
    }
    if manifest.generation != wanted.generation || manifest.model != wanted.model {
        return Err(Found::Behind {
            generation: manifest.generation,
        });
    }
    let mut segments = Vec::new();
    for file in &manifest.files {
        let opened = Segment::open(folder.join(&file.name), Some(file.sum));
        let mut segment = opened.map_err(|_| Found::Damaged)?;
        if segment.mean.len() != manifest.dimensions {
            return Err(Found::Damaged);
        }
        segment.runs.retain(|run| !file.dead.contains(&run.source));
        segments.push(Arc::new(segment));
    }
    Ok(State::new(manifest, segments))
}

/// The files without the vectors of removed sources; files of which nothing is left are gone.
fn without(
    segments: &[Arc<Segment>],
    removed: &BTreeSet<SourceKey>,
    manifest: &mut Manifest,
) -> Result<Vec<Arc<Segment>>, Error> {
    let mut kept = Vec::new();
    let mut files = Vec::new();
    for (segment, mut file) in segments.iter().zip(manifest.files.drain(..)) {
        let touched = |source: &SourceKey| removed.contains(source);
        let dead: Vec<SourceKey> = segment
            .runs
            .iter()
            .map(|run| run.source)
            .filter(touched)
            .collect();
        let mut segment = Arc::clone(segment);
        if !dead.is_empty() {
            file.dead.extend(dead);
            // Opened again without the dead: searches under way keep the old view.
            let mut other = Segment::open(segment.path.clone(), None)?;
            other.runs.retain(|run| !file.dead.contains(&run.source));
            segment = Arc::new(other);
        }
        if segment.living() > 0 {
            kept.push(segment);
            files.push(file);
        }
    }
    manifest.files = files;
    Ok(kept)
}

/// How many of the files stay as they are when `rows` vectors come: from the end, files are joined until the next one
/// is large against what was joined. Files of another mean or with many dead vectors never stay.
fn kept(segments: &[Arc<Segment>], mut rows: usize, mean: &[f32]) -> usize {
    let stays = |segment: &Segment| segment.living() * 2 >= segment.rows && segment.mean == mean;
    let all_stay = segments.iter().take_while(|segment| stays(segment)).count();
    let (stay, go) = segments
        .split_at_checked(all_stay)
        .unwrap_or((segments, &[]));
    rows += go.iter().map(|segment| segment.living()).sum::<usize>();
    let mut kept = all_stay;
    for segment in stay.iter().rev() {
        if segment.living() >= rows.saturating_mul(RATIO) {
            break;
        }
        rows += segment.living();
        kept -= 1;
    }
    kept
}

#[cfg(test)]
mod tests;
