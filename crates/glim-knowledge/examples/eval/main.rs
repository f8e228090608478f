//! How well the library finds: any set in the form of BEIR, through the same steps as the app.
//!
//! `cargo xtask eval` builds and starts this. One document is one source, cut by the library's own cutter, embedded by
//! the local model, searched by words and by meaning; its best chunks decide its place.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal"
)]

mod cache;
mod measure;
mod set;

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use glim_knowledge::{
    ChunkKey, DEPTH, Embed, Embedding, Entry, Filter, Hit, LocalModel, Query, Question, Role,
    Search, SourceKey, Vectors, Weights, WordHit, Words, by_source,
};

use cache::Cache;
use measure::Measures;
use set::{Options, Set};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Documents a run names for each query.
const NAMED: usize = 100;

fn main() -> ExitCode {
    match Options::read(std::env::args().skip(1)).and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("eval: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Outcome<()> {
    let start = Instant::now();
    let set = Set::read(options)?;
    let model = if options.model.is_file() {
        let threads = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
        Some(LocalModel::open(&options.model)?.with_threads(threads))
    } else {
        println!("no model at {}: by words only", options.model.display());
        None
    };
    let folder = options.target.join("eval");
    let mut library = Library::build(&set, model, &folder)?;
    library.depth = options.depth;
    println!(
        "{}: {} documents, {} chunks, {} queries; built in {:.1} s",
        set.name,
        set.documents.len(),
        library.sources.len(),
        set.queries.len(),
        start.elapsed().as_secs_f32()
    );
    let start = Instant::now();
    let mut lists = library.search(&set, options)?;
    println!(
        "{:.2} ms a query, with both halves and embedding where it was not cached",
        start.elapsed().as_secs_f32() * 1000.0 / measure::as_float(set.queries.len().max(1))
    );
    if !set.relevant.is_empty() {
        println!(
            "{:<14} {:>8} {:>10} {:>8}",
            "", "nDCG@10", "recall@10", "MRR"
        );
        let names = ["BM25", "words only", "meaning only", "both"];
        for (name, lists) in names.iter().zip(&lists) {
            let found = Measures::of(&set, lists);
            println!(
                "{name:<14} {:>8.4} {:>10.4} {:>8.4}",
                found.ndcg, found.recall, found.rank
            );
        }
    }
    if let (Some(out), Some(both)) = (&options.out, lists.pop()) {
        write_run(out, &set, &both)?;
    }
    Ok(())
}

/// For each query, documents with their scores, the best first.
type Lists = Vec<Vec<(usize, f32)>>;

struct Library {
    model: Option<LocalModel>,
    /// Whole documents, for BM25 as others have it; our cutting of words is the only thing of ours in it.
    plain: Words,
    words: Words,
    vectors: Option<Vectors>,
    cache: Cache,
    depth: usize,
    /// Of each chunk, its document.
    sources: Vec<usize>,
    exact: Vec<Embedding>,
}

impl Library {
    fn build(set: &Set, model: Option<LocalModel>, folder: &Path) -> Outcome<Self> {
        // Another process may be running: each has its own.
        let folder = folder.join(format!("{}-{}", set.name, std::process::id()));
        let (words, _) = Words::open(&folder.join("words"), 0)?;
        let plain = plain(set, &folder.join("plain"))?;
        let mut sources = Vec::new();
        let mut wordings = Vec::new();
        for (number, document) in set.documents.iter().enumerate() {
            let passages = document.cut();
            let mut texts = Vec::with_capacity(passages.len());
            for passage in &passages {
                let keys = (sources.len()..).map(|key| ChunkKey(measure::key(key)));
                let chunks = passage.chunks.iter().map(|chunk| chunk.text.as_str());
                texts.push(keys.zip(chunks).collect::<Vec<_>>());
                sources.extend(passage.chunks.iter().map(|_| number));
            }
            let entries = passages.iter().zip(&texts).map(|(passage, chunks)| Entry {
                heading: &passage.heading,
                text: &passage.text,
                chunks,
            });
            let entries: Vec<Entry<'_>> = entries.collect();
            words.put(SourceKey(measure::key(number)), "", &entries)?;
            let chunks = passages.into_iter().flat_map(|passage| passage.chunks);
            wordings.extend(chunks.map(|chunk| chunk.wording));
        }
        words.commit(1)?;
        let mut library = Self {
            model,
            plain,
            words,
            vectors: None,
            cache: Cache::open(&folder.with_file_name("embeddings.cache"))?,
            depth: DEPTH,
            sources,
            exact: Vec::new(),
        };
        library.embed(&wordings, &folder)?;
        let _ = fs::remove_dir_all(&folder); // still mapped; on Windows it stays until the next clean
        Ok(library)
    }

    fn embed(&mut self, wordings: &[String], folder: &Path) -> Outcome<()> {
        let Some(model) = &self.model else {
            return Ok(());
        };
        self.exact = self.cache.embed(model, Role::Passage, wordings)?;
        let dimensions = model.dimensions();
        let (vectors, _) = Vectors::open(&folder.join("vectors"), model.model(), dimensions, 0)?;
        let mut start = 0;
        for same in self.sources.chunk_by(|one, other| one == other) {
            let rows = (start..).zip(same).map(|(key, _)| {
                let vector = self.exact.get(key).cloned();
                vector.map(|vector| (ChunkKey(measure::key(key)), vector))
            });
            let rows: Option<Vec<_>> = rows.collect();
            let source = same.first().copied().unwrap_or_default();
            vectors.put(SourceKey(measure::key(source)), &rows.unwrap_or_default())?;
            start += same.len();
        }
        vectors.commit(1)?;
        self.vectors = Some(vectors);
        Ok(())
    }

    /// By BM25, by words, by meaning, by both.
    fn search(&self, set: &Set, options: &Options) -> Outcome<Vec<Lists>> {
        let queries = set.queries.iter().map(|it| Query::parse(&it.text, false));
        let queries: Vec<Query> = queries.collect();
        let texts: Vec<String> = queries.iter().map(|it| it.meaning().to_owned()).collect();
        let meanings = match &self.model {
            Some(model) => self.cache.embed(model, Role::Question, &texts)?,
            None => Vec::new(),
        };
        let mut all = vec![Lists::new(); 4];
        let mut candidates = String::new();
        for (number, (query, parsed)) in set.queries.iter().zip(&queries).enumerate() {
            let hits = self.find(parsed, meanings.get(number), options.weights)?;
            let mut by_bm25 = self.plain.find(parsed, &Filter::default(), NAMED)?;
            by_bm25.sort_by(|one, other| other.alone.total_cmp(&one.alone));
            let by_bm25 = by_bm25
                .iter()
                .map(|it| (measure::index(it.chunk), it.alone));
            let halves = [
                (1.0, 0.0),
                (0.0, 1.0),
                (options.weights.words, options.weights.meaning),
            ];
            let lists =
                halves.map(|(words, meaning)| self.documents(&hits, Weights { words, meaning }));
            for (all, list) in all
                .iter_mut()
                .zip([by_bm25.collect()].into_iter().chain(lists))
            {
                all.push(list);
            }
            if options.candidates.is_some() {
                let words = self.words.find(parsed, &Filter::default(), options.depth)?;
                let usual = self.vectors.as_ref().zip(meanings.get(number));
                let usual = usual.map_or(0.0, |(vectors, meaning)| vectors.usual(meaning));
                let start = format!("{}\t{usual}", query.id);
                self.note(&mut candidates, &start, (&hits, &words), set)?;
            }
        }
        if let Some(path) = &options.candidates {
            fs::write(path, candidates)?;
        }
        Ok(all)
    }

    fn find(
        &self,
        query: &Query,
        meaning: Option<&Embedding>,
        weights: Weights,
    ) -> Outcome<Vec<Hit>> {
        let search = Search {
            words: &self.words,
            vectors: self.vectors.as_ref(),
            weights,
        };
        let question = Question {
            query,
            meaning,
            filter: &Filter::default(),
            depth: self.depth,
        };
        let mut exact = |chunks: &[ChunkKey]| {
            let of =
                |chunk: &ChunkKey| Some((*chunk, self.exact.get(measure::index(*chunk))?.clone()));
            Ok(chunks.iter().filter_map(of).collect())
        };
        Ok(search.find(question, &mut exact)?)
    }

    /// As the app orders sources; those without a score are not named.
    fn documents(&self, hits: &[Hit], weights: Weights) -> Vec<(usize, f32)> {
        let source_of = |chunk: ChunkKey| {
            let source = self.sources.get(measure::index(chunk))?;
            Some(SourceKey(measure::key(*source)))
        };
        let sources = by_source(hits, weights, source_of);
        let named = sources.iter().filter(|hit| hit.score > 0.0).take(NAMED);
        let list = named.map(|hit| (measure::index(ChunkKey(hit.source.0)), hit.score));
        list.collect()
    }

    fn note(
        &self,
        out: &mut String,
        start: &str,
        (hits, words): (&[Hit], &[WordHit]),
        set: &Set,
    ) -> Outcome<()> {
        let words: HashMap<ChunkKey, &WordHit> = words.iter().map(|it| (it.chunk, it)).collect();
        for hit in hits {
            let source = self.sources.get(measure::index(hit.chunk));
            let document = source.and_then(|source| set.documents.get(*source));
            let id = document.map_or("", |document| &document.id);
            let (alone, around) = words
                .get(&hit.chunk)
                .map_or((f32::NAN, f32::NAN), |it| (it.alone, it.around));
            let meaning = hit.meaning.map_or(f32::NAN, |part| part.score);
            let chunk = hit.chunk.0;
            writeln!(out, "{start}\t{id}\t{chunk}\t{alone}\t{around}\t{meaning}")?;
        }
        Ok(())
    }
}

/// Every document as one chunk.
fn plain(set: &Set, folder: &Path) -> Outcome<Words> {
    let (words, _) = Words::open(folder, 0)?;
    for (number, document) in set.documents.iter().enumerate() {
        let text = document.whole();
        let entry = Entry {
            heading: "",
            text: "",
            chunks: &[(ChunkKey(measure::key(number)), &text)],
        };
        words.put(SourceKey(measure::key(number)), "", &[entry])?;
    }
    words.commit(1)?;
    Ok(words)
}

fn write_run(path: &PathBuf, set: &Set, lists: &Lists) -> Outcome<()> {
    let mut out = String::new();
    for (query, list) in set.queries.iter().zip(lists) {
        for (document, score) in list {
            let document = set.documents.get(*document).map_or("", |it| &it.id);
            writeln!(out, "{}\t{document}\t{score}", query.id)?;
        }
    }
    fs::write(path, out)?;
    println!("written: {}", path.display());
    Ok(())
}
