//! `/llm-application/open/…`: knowledge bases and their documents, in the envelope
//! `{code, message, data, timestamp}`. Source: platform knowledge.md §1–§3a.

pub(super) mod documents;
pub(super) mod paas;
mod retrieve;

use axum::http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Arrived, put};
use crate::bases::{self, Base, MOST_BYTES, MOST_WORDS};
use crate::check::{illegal, text};
use crate::codes::Refusal;
use crate::reply::Reply;

const EMBEDDINGS: &[(i64, &str)] = &[
    (3, "Embedding-2"),
    (11, "Embedding-3"),
    (12, "Embedding-3-pro"),
];
const BACKGROUNDS: &[&str] = &["blue", "red", "orange", "purple", "sky", "green", "yellow"];
const ICONS: &[&str] = &["question", "book", "seal", "wrench", "tag", "horn", "house"];

/// Answers a call below `/llm-application/open`; its refusals have the flat form too.
pub(super) async fn answer(arrived: &Arrived, segments: &[&str]) -> Result<Reply, Refusal> {
    let flat = |refusal: Refusal| Refusal::flat(&refusal);
    let data = match (&arrived.parts.method, segments) {
        (&Method::POST, ["knowledge"]) => create(arrived),
        (&Method::GET, ["knowledge"]) => list(arrived),
        (&Method::GET, ["knowledge", "capacity"]) => Ok(capacity(arrived)),
        (&Method::POST, ["knowledge", "retrieve"]) => retrieve::retrieve(arrived),
        (&Method::GET, ["knowledge", id]) => detail(arrived, id),
        (&Method::PUT, ["knowledge", id]) => change(arrived, id),
        (&Method::DELETE, ["knowledge", id]) => delete(arrived, id),
        (&Method::POST, ["document", "upload_document", id]) => {
            documents::upload(arrived, id).await
        }
        (&Method::POST, ["document", "upload_url"]) => documents::upload_urls(arrived),
        (&Method::POST, ["document", "slice", "image_list", id]) => documents::images(arrived, id),
        (&Method::POST, ["document", "embedding", id]) => documents::embed_again(arrived, id),
        (&Method::GET, ["document"]) => documents::list(arrived),
        (&Method::GET, ["document", id]) => documents::detail(arrived, id),
        (&Method::DELETE, ["document", id]) => documents::delete(arrived, id),
        _ => return Err(Refusal::of(1222)),
    };
    data.map(|data| Reply::json(&envelope(data))).map_err(flat)
}

fn envelope(data: Value) -> Value {
    let mut answer = json!({ "code": 200, "message": "请求成功",
        "timestamp": Timestamp::now().as_millisecond() });
    if !data.is_null() {
        put(&mut answer, "data", data);
    }
    answer
}

pub(super) fn no_base() -> Refusal {
    Refusal::of(10010)
}

/// What a body asks of a base; fields that are not there are left alone.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    embedding_id: Option<i64>,
    name: Option<String>,
    description: Option<String>,
    contextual: Option<i64>,
    background: Option<String>,
    icon: Option<String>,
    customer_identifier: Option<String>,
}

impl Wanted {
    pub(super) fn read(body: &Value) -> Result<Self, Refusal> {
        let short = |field: &str, most: usize| match body.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(words)) if words.chars().count() <= most => Ok(Some(words.clone())),
            Some(_) => Err(illegal(field)),
        };
        let one_of = |field: &str, words: &[&str]| match text(body, field) {
            Some(word) if !words.contains(&word) => Err(illegal(field)),
            word => Ok(word.map(str::to_owned)),
        };
        let wanted = Self {
            embedding_id: embedding(body)?,
            name: short("name", 100)?,
            description: short("description", 500)?,
            contextual: match body.get("contextual") {
                None | Some(Value::Null) => None,
                Some(value) => match value.as_i64() {
                    Some(flag @ 0..=1) => Some(flag),
                    _ => return Err(illegal("contextual")),
                },
            },
            background: one_of("background", BACKGROUNDS)?,
            icon: one_of("icon", ICONS)?,
            customer_identifier: short("customer_identifier", 32)?,
        };
        if wanted
            .name
            .as_ref()
            .is_some_and(|name| name.trim().is_empty())
        {
            return Err(Refusal::missing("name"));
        }
        Ok(wanted)
    }

    /// Makes a base of it.
    pub(super) fn make(self, id: String) -> Result<Base, Refusal> {
        let embedding_id = self.embedding_id;
        let or = |word: Option<String>, usual: &str| word.unwrap_or_else(|| usual.to_owned());
        Ok(Base {
            id,
            embedding_id: embedding_id.ok_or_else(|| Refusal::missing("embedding_id"))?,
            name: self.name.ok_or_else(|| Refusal::missing("name"))?,
            description: self.description.unwrap_or_default(),
            contextual: self.contextual.unwrap_or(0),
            background: or(self.background, "blue"),
            icon: or(self.icon, "question"),
            customer_identifier: self.customer_identifier,
            documents: Vec::new(),
        })
    }

    /// Changes a base by it; with another model all documents are worked on anew.
    pub(super) fn apply(self, base: &mut Base, looks: u32) -> Result<(), Refusal> {
        if base.contextual == 1 && self.contextual == Some(0) {
            return Err(Refusal::saying(
                1214,
                "上下文增强开启后不可关闭。",
                "Context enhancement cannot be switched off",
            ));
        }
        if let Some(id) = self.embedding_id.filter(|id| *id != base.embedding_id) {
            base.embedding_id = id;
            for document in &mut base.documents {
                document.work(looks);
            }
        }
        let keep =
            |field: &mut String, new: Option<String>| *field = new.unwrap_or(std::mem::take(field));
        keep(&mut base.name, self.name);
        keep(&mut base.description, self.description);
        keep(&mut base.background, self.background);
        keep(&mut base.icon, self.icon);
        base.contextual = self.contextual.unwrap_or(base.contextual);
        Ok(())
    }
}

/// Number and name of the model, which must agree.
fn embedding(body: &Value) -> Result<Option<i64>, Refusal> {
    let id = match body.get("embedding_id") {
        None | Some(Value::Null) => return Ok(None),
        Some(value) => value.as_i64(),
    };
    let known = EMBEDDINGS.iter().find(|(known, _)| Some(*known) == id);
    let (id, name) = known.ok_or_else(|| illegal("embedding_id"))?;
    match text(body, "embedding_model") {
        Some(model) if model != *name => Err(illegal("embedding_model")),
        _ => Ok(Some(*id)),
    }
}

fn create(arrived: &Arrived) -> Result<Value, Refusal> {
    let base = Wanted::read(arrived.object()?)?.make(arrived.shared.ids.knowledge())?;
    let id = base.id.clone();
    arrived.shared.bases.lock().push(base);
    Ok(json!({ "id": id }))
}

fn list(arrived: &Arrived) -> Result<Value, Refusal> {
    let (page, size) = pages(arrived, "size")?;
    let bases = arrived.shared.bases.lock();
    // The newest first, as consoles list them; documented is nothing.
    let infos = bases.iter().rev().map(Base::info);
    let list: Vec<Value> = infos.skip(page * size).take(size).collect();
    Ok(json!({ "list": list, "total": bases.len() }))
}

/// The page from 0 and its size.
pub(super) fn pages(arrived: &Arrived, size: &str) -> Result<(usize, usize), Refusal> {
    let number = |field: &str, usual: usize| match arrived.query(field) {
        None => Ok(usual),
        Some(text) => text
            .parse()
            .ok()
            .filter(|number| (1..=100_000).contains(number))
            .ok_or_else(|| illegal(field)),
    };
    Ok((number("page", 1)? - 1, number(size, 10)?))
}

fn detail(arrived: &Arrived, id: &str) -> Result<Value, Refusal> {
    let mut bases = arrived.shared.bases.lock();
    bases::find(&mut bases, id)
        .map(|base| base.info())
        .ok_or_else(no_base)
}

fn change(arrived: &Arrived, id: &str) -> Result<Value, Refusal> {
    let wanted = Wanted::read(arrived.object()?)?;
    let mut bases = arrived.shared.bases.lock();
    let base = bases::find(&mut bases, id).ok_or_else(no_base)?;
    wanted.apply(base, arrived.shared.options.polls_before_result)?;
    Ok(Value::Null)
}

fn delete(arrived: &Arrived, id: &str) -> Result<Value, Refusal> {
    let mut bases = arrived.shared.bases.lock();
    let at = bases.iter().position(|base| base.id == id);
    bases.remove(at.ok_or_else(no_base)?);
    Ok(Value::Null)
}

pub(super) fn capacity(arrived: &Arrived) -> Value {
    let (bytes, words) = bases::taken(&arrived.shared.bases.lock());
    json!({ "used": { "word_num": words, "length": bytes },
        "total": { "word_num": MOST_WORDS, "length": MOST_BYTES } })
}
