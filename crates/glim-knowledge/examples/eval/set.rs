//! The set as it is on disk, and what was asked for on the command line.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use glim_knowledge::{Block, BlockKind, Document, Place, Sizes, Weights, cut};
use serde::Deserialize;

use crate::Outcome;

pub(crate) struct Options {
    corpus: PathBuf,
    queries: PathBuf,
    qrels: Option<PathBuf>,
    pub(crate) out: Option<PathBuf>,
    /// Both scores of every candidate, for learning weights.
    pub(crate) candidates: Option<PathBuf>,
    pub(crate) model: PathBuf,
    pub(crate) target: PathBuf,
    pub(crate) weights: Weights,
    /// This many queries at most, chosen by the seed.
    at_most: usize,
    seed: u64,
}

impl Options {
    pub(crate) fn read(arguments: impl Iterator<Item = String>) -> Outcome<Self> {
        let mut given: HashMap<String, String> = HashMap::new();
        let mut arguments = arguments;
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or(format!("{name} needs a value"))?;
            given.insert(name, value);
        }
        let mut path = |name: &str| given.remove(name).map(PathBuf::from);
        let target = path("--target").unwrap_or_else(|| PathBuf::from("target"));
        let mut options = Self {
            corpus: path("--corpus").ok_or("--corpus FILE is missing")?,
            queries: path("--queries").ok_or("--queries FILE is missing")?,
            qrels: path("--qrels"),
            out: path("--out"),
            candidates: path("--candidates"),
            model: path("--model").unwrap_or_else(|| target.join("models/e5-small-q4.bin")),
            target,
            weights: Weights::default(),
            at_most: usize::MAX,
            seed: 7,
        };
        if let Some(count) = given.remove("--at-most") {
            options.at_most = count.parse()?;
        }
        if let Some(seed) = given.remove("--seed") {
            options.seed = seed.parse()?;
        }
        if let Some(words) = given.remove("--words") {
            let words: f32 = words.parse()?;
            options.weights = Weights {
                words,
                meaning: 1.0 - words,
            };
        }
        match given.keys().next() {
            Some(name) => Err(format!("{name}: no such flag").into()),
            None => Ok(options),
        }
    }
}

pub(crate) struct Set {
    pub(crate) name: String,
    pub(crate) documents: Vec<Item>,
    pub(crate) queries: Vec<Item>,
    /// Grades of documents by query and document.
    pub(crate) relevant: HashMap<String, HashMap<String, f32>>,
}

#[derive(Deserialize)]
pub(crate) struct Item {
    #[serde(alias = "_id", deserialize_with = "word_or_number")]
    pub(crate) id: String,
    #[serde(default)]
    title: String,
    pub(crate) text: String,
}

/// A chunk on its way into the indexes.
pub(crate) struct Chunk {
    pub(crate) heading: String,
    pub(crate) text: String,
    /// What is embedded.
    pub(crate) passage: String,
}

impl Set {
    pub(crate) fn read(options: &Options) -> Outcome<Self> {
        let folder = options.corpus.parent().and_then(Path::file_name);
        let mut set = Self {
            name: folder.map_or_else(|| "set".to_owned(), |it| it.to_string_lossy().into_owned()),
            documents: lines(&options.corpus)?,
            queries: lines(&options.queries)?,
            relevant: HashMap::new(),
        };
        if let Some(path) = &options.qrels {
            for line in fs::read_to_string(path)?.lines() {
                let mut parts = line.split('\t');
                let parts = (parts.next(), parts.next(), parts.next());
                // The first line may be a head, whose grade is no number.
                if let (Some(query), Some(document), Some(grade)) = parts
                    && let Ok(grade) = grade.trim().parse()
                {
                    let grades = set.relevant.entry(query.to_owned()).or_default();
                    grades.insert(document.to_owned(), grade);
                }
            }
            set.queries
                .retain(|query| set.relevant.contains_key(&query.id));
        }
        sample(&mut set.queries, options.at_most, options.seed);
        Ok(set)
    }
}

impl Item {
    /// As the library cuts a text file: the title is a heading, lines are paragraphs.
    pub(crate) fn cut(&self) -> Vec<Chunk> {
        let heading = (!self.title.is_empty())
            .then_some((BlockKind::Heading { level: 1 }, self.title.as_str()));
        let lines = self.text.lines().filter(|line| !line.trim().is_empty());
        let lines = lines.map(|line| (BlockKind::Paragraph, line));
        let blocks = heading
            .into_iter()
            .chain(lines)
            .zip(1..)
            .map(|((kind, text), number)| Block {
                kind,
                text: text.to_owned(),
                place: Place::Paragraph {
                    first: number,
                    last: number,
                },
                starts: Vec::new(),
            });
        let document = Document {
            format: "text".to_owned(),
            title: Some(self.title.clone()),
            blocks: blocks.collect(),
            ..Document::default()
        };
        let chunks = cut(&document, Sizes::default());
        let of_child = |child: &glim_knowledge::Child| {
            let parent = chunks.parents.get(child.parent)?;
            let heading = parent.headings.join("\n");
            let passage = child.passage();
            let passage = if heading.is_empty() || passage.starts_with(&heading) {
                passage
            } else {
                format!("{heading}\n{passage}")
            };
            Some(Chunk {
                heading,
                text: child.text.clone(),
                passage,
            })
        };
        chunks.children.iter().filter_map(of_child).collect()
    }
}

fn lines(path: &Path) -> Outcome<Vec<Item>> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let texts = lines.map(serde_json::from_str).collect::<Result<_, _>>();
    Ok(texts.map_err(|error| format!("{}: {error}", path.display()))?)
}

/// Leaves `count` of all, chosen by a seed.
fn sample<T>(all: &mut Vec<T>, count: usize, seed: u64) {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    while all.len() > count {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let length = u64::try_from(all.len()).unwrap_or(u64::MAX);
        all.swap_remove(usize::try_from(state % length).unwrap_or_default());
    }
}

fn word_or_number<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    Ok(match value {
        serde_json::Value::String(word) => word,
        other => other.to_string(),
    })
}
