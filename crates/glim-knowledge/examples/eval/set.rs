//! The set as it is on disk, and what was asked for on the command line.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use glim_knowledge::{
    Block, BlockKind, DEPTH, Document, Parent, Place, Sizes, Weights, cut, wording,
};
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
    pub(crate) depth: usize,
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
            depth: DEPTH,
            at_most: usize::MAX,
            seed: 7,
        };
        if let Some(count) = given.remove("--at-most") {
            options.at_most = count.parse()?;
        }
        if let Some(depth) = given.remove("--depth") {
            options.depth = depth.parse()?;
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
    #[serde(default, deserialize_with = "word_or_nothing")]
    title: String,
    #[serde(default, deserialize_with = "word_or_nothing")]
    pub(crate) text: String,
}

/// A passage on its way into the indexes.
pub(crate) struct Passage {
    pub(crate) heading: String,
    pub(crate) text: String,
    pub(crate) chunks: Vec<Chunk>,
}

pub(crate) struct Chunk {
    pub(crate) text: String,
    /// What is embedded.
    pub(crate) wording: String,
}

impl Set {
    pub(crate) fn read(options: &Options) -> Outcome<Self> {
        let name = |path: &Path| -> String {
            let folder = path.parent().and_then(Path::file_name);
            folder.map_or_else(|| "set".to_owned(), |it| it.to_string_lossy().into_owned())
        };
        let (documents, questions) = (name(&options.corpus), name(&options.queries));
        let mut set = Self {
            name: if documents == questions {
                documents
            } else {
                format!("{questions} over {documents}")
            },
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
    /// All of it, as what `BM25` stands for in a table takes it.
    pub(crate) fn whole(&self) -> String {
        format!("{}\n{}", self.title, self.text)
    }

    /// As the library cuts a text file: the title is a heading, lines are paragraphs.
    pub(crate) fn cut(&self) -> Vec<Passage> {
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
        let passage = |parent: &Parent| Passage {
            heading: parent.headings.join("\n"),
            text: parent.passage(),
            chunks: chunks
                .children
                .get(parent.children.clone())
                .unwrap_or_default()
                .iter()
                .filter(|child| !child.text.is_empty())
                .map(|child| Chunk {
                    text: child.text.clone(),
                    wording: wording(&parent.headings, &child.text),
                })
                .collect(),
        };
        chunks.parents.iter().map(passage).collect()
    }
}

fn lines(path: &Path) -> Outcome<Vec<Item>> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let lines = (1..).zip(text.lines());
    let texts = lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            let read = serde_json::from_str(line);
            read.map_err(|error| format!("{}, line {number}: {error}", path.display()).into())
        });
    texts.collect()
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

fn word_or_nothing<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(Option::<String>::deserialize(from)?.unwrap_or_default())
}
