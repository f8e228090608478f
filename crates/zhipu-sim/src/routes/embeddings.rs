//! `POST /embeddings` and `POST /rerank`. Source: platform embeddings.md §1, §2.

use serde_json::{Value, json};

use super::{Arrived, put};
use crate::check::{illegal, length, text};
use crate::codes::Refusal;
use crate::ids;
use crate::lexicon;
use crate::reply::Reply;
use crate::tokens;
use crate::vectors;

/// Model, texts in a call, tokens of a text, tokens of a call, lengths of vectors (the first is
/// what is given unasked).
type Limits = (&'static str, usize, u64, u64, &'static [u64]);
const LIMITS: &[Limits] = &[
    ("embedding-3", 64, 3072, u64::MAX, &[2048, 1024, 512, 256]),
    ("embedding-2", usize::MAX, 512, 8000, &[1024]),
];
/// What a server that is not the platform takes.
const ANY_MODEL: Limits = ("", usize::MAX, 8192, u64::MAX, &[1024, 256, 512, 2048]);
const MOST_DOCUMENTS: usize = 128;
const MOST_CHARACTERS: usize = 4096;

pub(super) fn embed(arrived: &Arrived) -> Result<Reply, Refusal> {
    let body = arrived.object()?;
    let (model, limits) = model(arrived, body)?;
    let texts = inputs(body)?;
    let (_, most_texts, most_text_tokens, most_tokens, _) = limits;
    if texts.len() > most_texts {
        return Err(Refusal::range("input", &format!("[1,{most_texts}]")));
    }
    let counts: Vec<u64> = texts.iter().map(|text| tokens::count(text)).collect();
    let total: u64 = counts.iter().sum();
    if counts.iter().any(|count| *count > most_text_tokens) || total > most_tokens {
        return Err(Refusal::saying(
            1210,
            format!("接口调用参数有误：input 单条最多 {most_text_tokens} tokens。"),
            format!("Invalid API parameter: an input may have {most_text_tokens} tokens at most"),
        ));
    }
    let dimensions = dimensions(body, limits)?;
    let data: Vec<Value> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| {
            json!({ "index": index, "object": "embedding",
                "embedding": vectors::embed(text, dimensions) })
        })
        .collect();
    Ok(Reply::json(&json!({
        "model": model, "object": "list", "data": data,
        "usage": { "prompt_tokens": total, "completion_tokens": 0, "total_tokens": total },
    })))
}

fn model<'a>(arrived: &Arrived, body: &'a Value) -> Result<(&'a str, Limits), Refusal> {
    let id = text(body, "model").filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| Refusal::missing("model"))?;
    let known = LIMITS
        .iter()
        .find(|limits| limits.0.eq_ignore_ascii_case(id));
    match known {
        Some(limits) => Ok((id, *limits)),
        None if arrived.any_model => Ok((id, ANY_MODEL)),
        None if arrived.shared.models.get(id).is_some() => Err(Refusal::of(1212)),
        None => Err(Refusal::of(1211)),
    }
}

fn inputs(body: &Value) -> Result<Vec<&str>, Refusal> {
    let texts: Option<Vec<&str>> = match body.get("input") {
        None | Some(Value::Null) => return Err(Refusal::missing("input")),
        Some(Value::String(text)) => Some(vec![text]),
        Some(Value::Array(items)) => items.iter().map(Value::as_str).collect(),
        Some(_) => None,
    };
    // Ids of tokens, which the SDK's types allow, are documented nowhere.
    texts
        .filter(|texts| !texts.is_empty() && texts.iter().all(|text| !text.trim().is_empty()))
        .ok_or_else(|| illegal("input"))
}

fn dimensions(body: &Value, limits: Limits) -> Result<usize, Refusal> {
    let allowed = limits.4;
    let asked = match body.get("dimensions") {
        None | Some(Value::Null) => allowed.first().copied(),
        Some(value) => value.as_u64().filter(|asked| allowed.contains(asked)),
    };
    let words = || {
        allowed
            .iter()
            .map(u64::to_string)
            .collect::<Vec<_>>()
            .join(", ")
    };
    asked
        .and_then(|asked| usize::try_from(asked).ok())
        .ok_or_else(|| Refusal::range("dimensions", &words()))
}

pub(super) fn rerank(arrived: &Arrived) -> Result<Reply, Refusal> {
    let body = arrived.object()?;
    let model = text(body, "model").ok_or_else(|| Refusal::missing("model"))?;
    match arrived.shared.models.get(model) {
        _ if arrived.any_model || model.eq_ignore_ascii_case("rerank") => {}
        Some(_) => return Err(Refusal::of(1212)),
        None => return Err(Refusal::of(1211)),
    }
    let query = text(body, "query").filter(|query| !query.trim().is_empty());
    let query = query.ok_or_else(|| Refusal::missing("query"))?;
    let documents = documents(body, query)?;
    length(body, "request_id", 6..=64)?;
    let top = match body.get("top_n") {
        None | Some(Value::Null) => 0,
        Some(value) => value.as_u64().ok_or_else(|| illegal("top_n"))?,
    };
    let flag = |name| body.get(name).and_then(Value::as_bool).unwrap_or(false);
    let scores = if flag("return_raw_scores") {
        lexicon::scores(query, &documents)
    } else {
        documents
            .iter()
            .map(|text| lexicon::share(query, text))
            .collect()
    };
    let mut order: Vec<(usize, f64)> = scores.into_iter().enumerate().collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    let wanted = usize::try_from(top).unwrap_or(usize::MAX);
    order.truncate(if wanted == 0 { usize::MAX } else { wanted });
    let results: Vec<Value> = order
        .into_iter()
        .map(|(index, score)| {
            let mut result = json!({ "index": index, "relevance_score": score });
            if flag("return_documents") {
                put(&mut result, "document", json!(documents.get(index)));
            }
            result
        })
        .collect();
    let total: u64 = documents
        .iter()
        .map(|text| tokens::count(text))
        .sum::<u64>()
        + tokens::count(query);
    let id = arrived.shared.ids.request();
    let request_id = text(body, "request_id").unwrap_or(&id);
    Ok(Reply::json(&json!({
        "created": ids::now_seconds(), "id": id, "request_id": request_id, "results": results,
        "usage": { "prompt_tokens": total, "total_tokens": total },
    })))
}

fn documents<'a>(body: &'a Value, query: &str) -> Result<Vec<&'a str>, Refusal> {
    let documents: Option<Vec<&str>> = match body.get("documents") {
        None | Some(Value::Null) => return Err(Refusal::missing("documents")),
        Some(Value::Array(items)) => items.iter().map(Value::as_str).collect(),
        Some(_) => None,
    };
    let documents = documents
        .filter(|documents| !documents.is_empty())
        .ok_or_else(|| illegal("documents"))?;
    if documents.len() > MOST_DOCUMENTS {
        return Err(Refusal::range("documents", "[1,128]"));
    }
    let too_long = |text: &str| text.chars().count() > MOST_CHARACTERS;
    if too_long(query) {
        return Err(Refusal::range("query", "[1,4096]"));
    }
    if documents.iter().any(|text| too_long(text)) {
        return Err(Refusal::range("documents", "[1,4096]"));
    }
    Ok(documents)
}
