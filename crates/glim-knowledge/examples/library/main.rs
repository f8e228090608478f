//! How fast the two indexes of the library are, and what they take: `cargo xtask bench library`.
//!
//! Vectors are mixtures of real ones from the cache of `eval`, where there is one, else points of a narrow cone; texts
//! are sentences of the sets beside the project in new company, else made words. Everything is made by a seed.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal"
)]

mod material;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use glim_knowledge::{
    Allowed, ChunkKey, DEPTH, Embed, Embedding, Entry, Filter, LocalModel, Query, Question, Role,
    Search, SourceKey, Vectors, Weights, Words, rescored,
};

use material::Material;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Chunks of one source.
const OF_SOURCE: usize = 100;
/// Chunks of one passage.
const OF_PASSAGE: usize = 5;
/// Chunks between two commits while filling.
const OF_COMMIT: usize = 50_000;
const QUERIES: usize = 200;
/// Queries whose nearest ten are found the plain way too.
const EXACT: usize = 30;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let mut target = PathBuf::from("target");
    let mut sizes = vec![
        (10_000, 384),
        (100_000, 384),
        (1_000_000, 384),
        (50_000, 1024),
    ];
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or(format!("{name} needs a value"))?;
        match name.as_str() {
            "--target" => target = PathBuf::from(value),
            "--chunks" => {
                let chunks: usize = value.parse()?;
                sizes.retain(|(count, _)| *count <= chunks);
            }
            _ => return Err(format!("{name}: no such flag").into()),
        }
    }
    engine(&target)?;
    for (count, dimensions) in sizes {
        let folder = target.join(format!("bench-library-{}", std::process::id()));
        let done = measure(&target, &folder, count, dimensions);
        let _ = fs::remove_dir_all(&folder); // on Windows mapped files stay
        done?;
    }
    Ok(())
}

/// How fast the local model is on one thread, where it is.
fn engine(target: &Path) -> Outcome<()> {
    let path = target.join("models/e5-small-q4.bin");
    if !path.is_file() {
        println!("no model at {}: its speed is not measured", path.display());
        return Ok(());
    }
    let before = memory();
    let start = Instant::now();
    let model = LocalModel::open(&path)?;
    println!(
        "local model with {}: loaded in {:.2} s",
        model.instructions(),
        start.elapsed().as_secs_f32()
    );
    for words in [5, 55, 240, 500] {
        let text = "的 word ".repeat(words / 2);
        let tokens = model.count_tokens(Role::Passage, &text)?;
        let mut times = Vec::new();
        for _ in 0..20 {
            let start = Instant::now();
            model.embed(Role::Passage, &[&text])?;
            times.push(start.elapsed());
        }
        times.sort();
        let best = times.first().copied().unwrap_or_default();
        let middle = times.get(10).copied().unwrap_or_default();
        println!("{tokens} tokens: best {best:.1?}, p50 {middle:.1?}");
    }
    if let (Some(before), Some(after)) = (before, memory()) {
        println!(
            "memory {} more than before",
            megabytes(after.saturating_sub(before))
        );
    }
    Ok(())
}

/// Everything that is searched, and the exact vectors as a database would hold them.
struct Library {
    words: Words,
    vectors: Vectors,
    exact: Vec<Vec<u8>>,
}

fn measure(target: &Path, folder: &Path, count: usize, dimensions: usize) -> Outcome<()> {
    let mut material = Material::read(target, dimensions);
    println!("\n{count} chunks × {dimensions}: {}", material.words());
    let before = memory();
    let (library, text_bytes, took) = fill(folder, &mut material, count, dimensions)?;
    let words = usize::try_from(library.words.disk_bytes()?)?;
    let vectors = library.vectors.disk_bytes();
    let goal = text_bytes + count * dimensions;
    println!(
        "insert {:.2} s; disk: words {} + vectors {} = {:.2} × (text {} + bytes of vectors {})",
        took.as_secs_f32(),
        megabytes(words),
        megabytes(vectors),
        ratio(words + vectors, goal),
        megabytes(text_bytes),
        megabytes(count * dimensions),
    );
    let exact_bytes = count * dimensions * 2;
    let all = Filter::default();
    let one_of_hundred = (0..count / OF_SOURCE).filter(|source| source % 100 == 7);
    let few = Filter {
        sources: Some(
            one_of_hundred
                .map(|source| SourceKey(key(source)))
                .collect(),
        ),
        chunks: Allowed::All,
    };
    let queries: Vec<(Query, Embedding)> = (0..QUERIES)
        .map(|_| (Query::parse(&material.query(), false), material.vector()))
        .collect();
    for (name, filter) in [("all", &all), ("1 % of the sources", &few)] {
        time(name, "words", &queries, |(query, _)| {
            library
                .words
                .find(query, filter, 100)
                .map(|hits| hits.len())
        })?;
        time(name, "meaning", &queries, |(_, vector)| {
            library.nearest(vector, filter).map(|hits| hits.len())
        })?;
        time(name, "both", &queries, |(query, vector)| {
            library.both(query, vector, filter)
        })?;
    }
    println!("recall@10 against exact: {:.4}", library.recall(&queries));
    if let (Some(before), Some(after)) = (before, memory()) {
        println!(
            "memory {} more than before, of which {} are the exact vectors that the database would hold",
            megabytes(after.saturating_sub(before)),
            megabytes(exact_bytes)
        );
    }
    Ok(())
}

fn fill(
    folder: &Path,
    material: &mut Material,
    count: usize,
    dimensions: usize,
) -> Outcome<(Library, usize, Duration)> {
    let (words, _) = Words::open(&folder.join("words"), 0)?;
    let (vectors, _) = Vectors::open(&folder.join("vectors"), "bench", dimensions, 0)?;
    let mut exact = Vec::with_capacity(count);
    let mut text_bytes = 0;
    let mut took = Duration::ZERO;
    for source in 0..count / OF_SOURCE {
        let texts: Vec<String> = (0..OF_SOURCE).map(|_| material.text()).collect();
        let start = source * OF_SOURCE;
        let rows: Vec<_> = (start..start + OF_SOURCE)
            .map(|chunk| (ChunkKey(key(chunk)), material.vector()))
            .collect();
        exact.extend(rows.iter().map(|(_, vector)| vector.to_bytes()));
        text_bytes += texts.iter().map(String::len).sum::<usize>();
        let chunks = rows.iter().map(|(chunk, _)| *chunk);
        let chunks: Vec<_> = chunks.zip(texts.iter().map(String::as_str)).collect();
        let passages: Vec<String> = texts.chunks(OF_PASSAGE).map(<[String]>::concat).collect();
        let entries = passages.iter().zip(chunks.chunks(OF_PASSAGE));
        let entries: Vec<Entry<'_>> = entries
            .map(|(text, chunks)| Entry {
                heading: "",
                text,
                chunks,
            })
            .collect();
        // Only our own work is timed, not the making of the material.
        let begin = Instant::now();
        words.put(SourceKey(key(source)), "report.pdf", &entries)?;
        vectors.put(SourceKey(key(source)), &rows)?;
        if (start + OF_SOURCE).is_multiple_of(OF_COMMIT) || start + OF_SOURCE == count {
            words.commit(key(start))?;
            vectors.commit(key(start))?;
        }
        took += begin.elapsed();
    }
    let library = Library {
        words,
        vectors,
        exact,
    };
    Ok((library, text_bytes, took))
}

impl Library {
    fn nearest(
        &self,
        vector: &Embedding,
        filter: &Filter,
    ) -> Result<Vec<u64>, glim_knowledge::Error> {
        let hits = self
            .vectors
            .find(vector, filter, glim_knowledge::CANDIDATES)?;
        let chunks: Vec<ChunkKey> = hits.iter().map(|hit| hit.chunk).collect();
        let hits = rescored(vector, &self.exact(&chunks));
        Ok(hits.into_iter().take(10).map(|hit| hit.chunk.0).collect())
    }

    fn both(
        &self,
        query: &Query,
        vector: &Embedding,
        filter: &Filter,
    ) -> Result<usize, glim_knowledge::Error> {
        let search = Search {
            words: &self.words,
            vectors: Some(&self.vectors),
            weights: Weights::default(),
        };
        let question = Question {
            query,
            meaning: Some(vector),
            filter,
            depth: DEPTH,
        };
        let hits = search.find(question, &mut |chunks| Ok(self.exact(chunks)))?;
        Ok(hits.len())
    }

    fn exact(&self, chunks: &[ChunkKey]) -> Vec<(ChunkKey, Embedding)> {
        let of = |chunk: &ChunkKey| {
            let bytes = self.exact.get(usize::try_from(chunk.0).ok()?)?;
            Some((*chunk, Embedding::from_bytes(bytes)))
        };
        chunks.iter().filter_map(of).collect()
    }

    fn recall(&self, queries: &[(Query, Embedding)]) -> f32 {
        let queries = queries.iter().take(EXACT).map(|(_, vector)| vector);
        let mut best: Vec<(&Embedding, Vec<(f32, u64)>)> =
            queries.map(|query| (query, Vec::new())).collect();
        for (chunk, bytes) in (0..).zip(&self.exact) {
            let vector = Embedding::from_bytes(bytes);
            for (query, list) in &mut best {
                let score = query.cosine(&vector);
                if list.last().is_none_or(|(least, _)| score > *least) || list.len() < 10 {
                    let place = list.partition_point(|(held, _)| *held >= score);
                    list.insert(place, (score, chunk));
                    list.truncate(10);
                }
            }
        }
        let mut same = 0;
        let mut all = 0;
        for (query, exact) in best {
            let found = self.nearest(query, &Filter::default()).unwrap_or_default();
            same += exact
                .iter()
                .filter(|(_, chunk)| found.contains(chunk))
                .count();
            all += exact.len();
        }
        ratio(same, all)
    }
}

fn time<T>(
    filter: &str,
    what: &str,
    queries: &[T],
    search: impl Fn(&T) -> Result<usize, glim_knowledge::Error>,
) -> Outcome<()> {
    let mut found = 0;
    for query in queries.iter().take(10) {
        search(query)?; // warm
    }
    let mut times = Vec::new();
    for query in queries {
        let start = Instant::now();
        found += search(query)?;
        times.push(start.elapsed());
    }
    times.sort();
    let at = |share: usize| {
        times
            .get(times.len() * share / 100)
            .copied()
            .unwrap_or_default()
    };
    let milliseconds = |time: Duration| time.as_secs_f32() * 1000.0;
    println!(
        "{filter:<20} {what:<8} p50 {:>7.2} ms  p95 {:>7.2} ms  ({} found a query)",
        milliseconds(at(50)),
        milliseconds(at(95)),
        found / queries.len().max(1)
    );
    Ok(())
}

/// Bytes of memory in use, where the system says it (Linux).
fn memory() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kilobytes: usize = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

fn megabytes(bytes: usize) -> String {
    format!("{} MB", bytes / 1_000_000)
}

#[expect(clippy::cast_precision_loss, reason = "a share to print")]
fn ratio(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
}

fn key(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
