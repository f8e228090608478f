//! Finding slices: by nearness of vectors, by shared words, or by both.

use serde_json::{Value, json};

use super::no_base;
use crate::bases::{self, Document, Slice};
use crate::check::{illegal, text};
use crate::codes::Refusal;
use crate::lexicon;
use crate::routes::Arrived;
use crate::vectors;

/// A checked question.
#[derive(Debug)]
struct Wanted<'a> {
    query: &'a str,
    bases: Vec<&'a str>,
    documents: Vec<&'a str>,
    top_k: usize,
    top_n: usize,
    /// Weight of vectors against words, 0 to 1.
    ratio: f64,
    rerank: bool,
    threshold: f64,
}

impl<'a> Wanted<'a> {
    fn read(body: &'a Value) -> Result<Self, Refusal> {
        let query = text(body, "query").filter(|query| !query.trim().is_empty());
        let query = query.ok_or_else(|| Refusal::missing("query"))?;
        if query.chars().count() > 1000 {
            return Err(Refusal::range("query", "[1,1000]"));
        }
        let bases = ids(body, "knowledge_ids")?;
        if bases.is_empty() {
            return Err(Refusal::missing("knowledge_ids"));
        }
        let percent = number(body, "recall_ratio", 0.0..=100.0, 80.0)?;
        let ratio = match text(body, "recall_method") {
            Some("embedding") => 1.0,
            Some("keyword") => 0.0,
            None | Some("mixed") => percent / 100.0,
            Some(_) => return Err(illegal("recall_method")),
        };
        match text(body, "rerank_model") {
            None | Some("rerank" | "rerank-pro") => {}
            Some(_) => return Err(illegal("rerank_model")),
        }
        Ok(Self {
            query,
            bases,
            documents: ids(body, "document_ids")?,
            top_k: count(body, "top_k", 20, 8)?,
            top_n: count(body, "top_n", 100, 10)?,
            ratio,
            rerank: number(body, "rerank_status", 0.0..=1.0, 0.0)? > 0.5,
            threshold: number(body, "fractional_threshold", 0.0..=1.0, 0.0)?,
        })
    }

    fn score(&self, question: &[f64], slice: &Slice) -> f64 {
        let near = vectors::dot(question, &slice.vector).clamp(0.0, 1.0);
        let shared = lexicon::share(self.query, &slice.text);
        self.ratio * near + (1.0 - self.ratio) * shared
    }
}

fn ids<'a>(body: &'a Value, field: &str) -> Result<Vec<&'a str>, Refusal> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(ids)) => {
            let ids: Option<Vec<&str>> = ids.iter().map(Value::as_str).collect();
            ids.ok_or_else(|| illegal(field))
        }
        Some(_) => Err(illegal(field)),
    }
}

fn number(
    body: &Value,
    field: &str,
    allowed: std::ops::RangeInclusive<f64>,
    usual: f64,
) -> Result<f64, Refusal> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(usual),
        Some(value) => {
            let number = value.as_f64().filter(|number| allowed.contains(number));
            let range = || format!("[{},{}]", allowed.start(), allowed.end());
            number.ok_or_else(|| Refusal::range(field, &range()))
        }
    }
}

fn count(body: &Value, field: &str, most: usize, usual: usize) -> Result<usize, Refusal> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(usual),
        Some(value) => {
            let count = value.as_u64().and_then(|count| usize::try_from(count).ok());
            let count = count.filter(|count| (1..=most).contains(count));
            count.ok_or_else(|| Refusal::range(field, &format!("[1,{most}]")))
        }
    }
}

pub(super) fn retrieve(arrived: &Arrived) -> Result<Value, Refusal> {
    let wanted = Wanted::read(arrived.object()?)?;
    let mut bases = arrived.shared.bases.lock();
    let mut found: Vec<(f64, Value)> = Vec::new();
    for id in &wanted.bases {
        let base = bases::find(&mut bases, id).ok_or_else(no_base)?;
        let question = base.documents.iter().flat_map(Document::slices).next();
        let question = question.map(|slice| vectors::embed(wanted.query, slice.vector.len()));
        for document in &base.documents {
            let all = wanted.documents.is_empty();
            if !all && !wanted.documents.contains(&document.id.as_str()) {
                continue;
            }
            for (place, slice) in document.slices().iter().enumerate() {
                let score = wanted.score(question.as_deref().unwrap_or_default(), slice);
                found.push((score, hit(id, document, (place, slice))));
            }
        }
        // Asking counts as a look: what is still worked on comes nearer to its end.
        base.documents.iter_mut().for_each(Document::look);
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(wanted.top_n);
    if wanted.rerank {
        for (score, hit) in &mut found {
            *score = lexicon::share(wanted.query, text(hit, "text").unwrap_or(""));
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
    }
    let good = found
        .into_iter()
        .filter(|(score, _)| *score >= wanted.threshold && *score > 0.0);
    let hits = good.take(wanted.top_k).map(|(score, mut hit)| {
        super::put(&mut hit, "score", json!(score));
        hit
    });
    Ok(Value::Array(hits.collect()))
}

fn hit(base: &str, document: &Document, (place, slice): (usize, &Slice)) -> Value {
    json!({ "id": slice.id, "text": slice.text, "score": 0.0, "medias": [],
        "metadata": { "_id": slice.id, "knowledge_id": base, "know_id": base,
            "doc_id": document.id, "doc_name": document.name, "doc_url": "",
            "doc_type": crate::form::ending(&document.name), "index": place,
            "contextual_text": "" } })
}
