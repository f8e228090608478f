//! What is in a library: every source with its text, and what searches find. Two runs over the same folder must give the same.

use std::collections::{BTreeMap, BTreeSet};

use glim_smoke::{Backend, Problem, at};
use serde_json::Value;

use super::shelf;
use crate::say;

/// Differences that are named one by one.
const NAMED: usize = 10;

/// Scores nearer than this are the same.
const SAME: f64 = 1e-5;

/// A source as it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Filed {
    stage: String,
    reason: String,
    chunks: i64,
    text: Vec<String>,
}

/// A hit without its score: documents that were forgotten count in BM25 until their segment is merged.
type Hit = (String, i64, String);

/// The hits in their order. Those of the same score have none among them, and of the last such group a page that is full
/// shows any: it is left out.
type Hits = Vec<BTreeSet<Hit>>;

/// The library at rest.
#[derive(Debug)]
pub(crate) struct Picture {
    sources: BTreeMap<String, Vec<Filed>>,
    searches: BTreeMap<String, Hits>,
}

/// How far a picture is from what it should be.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Difference {
    pub(crate) lost: u64,
    pub(crate) doubled: u64,
    pub(crate) searches: u64,
}

impl Picture {
    pub(crate) async fn take(backend: &Backend, queries: &[String]) -> Result<Self, Problem> {
        let mut sources: BTreeMap<String, Vec<Filed>> = BTreeMap::new();
        for source in shelf::sources(backend).await? {
            let text = |place: &str| at(&source, place).as_str().unwrap_or_default().to_owned();
            sources.entry(text("/name")).or_default().push(Filed {
                stage: text("/stage"),
                reason: text("/reason"),
                chunks: at(&source, "/chunks").as_i64().unwrap_or(-1),
                text: shelf::text(backend, &source).await?,
            });
        }
        let mut searches = BTreeMap::new();
        for query in queries {
            let hits = shelf::search(backend, query).await?;
            searches.insert(query.clone(), in_groups(&hits));
        }
        Ok(Self { sources, searches })
    }

    pub(crate) fn sources(&self) -> usize {
        self.sources.len()
    }

    /// Stages with how many sources ended in each.
    pub(crate) fn stages(&self) -> String {
        let mut stages: BTreeMap<&str, usize> = BTreeMap::new();
        for filed in self.sources.values().flatten() {
            *stages.entry(&filed.stage).or_default() += 1;
        }
        let told: Vec<String> = stages
            .iter()
            .map(|(stage, count)| format!("{count} {stage}"))
            .collect();
        told.join(", ")
    }

    /// Compares with the picture of an uninterrupted run, and names the first differences.
    pub(crate) fn compare(&self, wanted: &Self) -> Difference {
        let mut difference = Difference::default();
        let mut named = 0;
        let mut name = |line: String| {
            named += 1;
            if named <= NAMED {
                say(&format!("   {line}"));
            }
        };
        for (source, wanted) in &wanted.sources {
            let found = self.sources.get(source).map_or(&[][..], Vec::as_slice);
            if found.first() != wanted.first() {
                difference.lost += 1;
                name(format!(
                    "{source}: {} instead of {}",
                    told(found),
                    told(wanted)
                ));
            }
            difference.doubled += (found.len() as u64).saturating_sub(1);
        }
        for source in self.sources.keys() {
            if !wanted.sources.contains_key(source) {
                difference.doubled += 1;
                name(format!("{source} was not in the folder"));
            }
        }
        for (query, wanted) in &wanted.searches {
            let found = self.searches.get(query);
            if found != Some(wanted) {
                difference.searches += 1;
                let count = |hits: &Hits| hits.iter().map(BTreeSet::len).sum::<usize>();
                name(format!(
                    "{query}: {} hits, or another order, instead of {}",
                    found.map_or(0, count),
                    count(wanted)
                ));
            }
        }
        difference
    }
}

fn told(filed: &[Filed]) -> String {
    match filed.first() {
        None => "nothing".to_owned(),
        Some(filed) => format!(
            "{} {} ({} chunks, {} passages)",
            filed.stage,
            filed.reason,
            filed.chunks,
            filed.text.len()
        ),
    }
}

fn in_groups(hits: &[Value]) -> Hits {
    let mut groups = Hits::new();
    let mut last = f64::INFINITY;
    for found in hits {
        let score = at(found, "/score").as_f64().unwrap_or(0.0);
        match groups.last_mut() {
            Some(group) if last - score < SAME => group.insert(hit(found)),
            _ => {
                groups.push(BTreeSet::from([hit(found)]));
                true
            }
        };
        last = score;
    }
    if hits.len() >= shelf::HITS {
        groups.pop();
    }
    groups
}

fn hit(hit: &Value) -> Hit {
    let parts = at(hit, "/text").as_array().into_iter().flatten();
    let text: String = parts
        .filter_map(|part| at(part, "/text").as_str())
        .collect();
    (
        at(hit, "/name").as_str().unwrap_or_default().to_owned(),
        at(hit, "/passage").as_i64().unwrap_or(-1),
        text,
    )
}
