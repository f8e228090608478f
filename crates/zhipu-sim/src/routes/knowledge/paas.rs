//! The older form of the same calls below `/paas/v4`, which `zhipuai` still has: bare objects, and
//! refusals in the usual form. Source: platform knowledge.md §4; zhipuai 2.1.5.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::documents::{self, Terms};
use super::{Wanted, capacity, pages};
use crate::bases::{self, Base, Cutting};
use crate::check::illegal;
use crate::codes::Refusal;
use crate::form::{Form, FormFile};
use crate::reply::Reply;
use crate::routes::{Arrived, put};

/// How many documents a page without a number has.
const USUAL: usize = 10;

fn unknown(id: &str) -> Refusal {
    Refusal::saying(
        1214,
        format!("知识库或文档 {id} 不存在。"),
        format!("There is no knowledge base or document {id}"),
    )
}

fn info(base: &Base) -> Value {
    let mut info = base.info();
    // The SDK types it as text.
    put(
        &mut info,
        "embedding_id",
        json!(base.embedding_id.to_string()),
    );
    put(
        &mut info,
        "customer_identifier",
        json!(base.customer_identifier),
    );
    info
}

fn nothing() -> Reply {
    Reply::json(&json!({})).with_status(StatusCode::OK)
}

pub(in crate::routes) fn create(arrived: &Arrived) -> Result<Reply, Refusal> {
    let base = Wanted::read(arrived.object()?)?.make(arrived.shared.ids.knowledge())?;
    let answer = info(&base);
    arrived.shared.bases.lock().push(base);
    Ok(Reply::json(&answer))
}

pub(in crate::routes) fn list(arrived: &Arrived) -> Result<Reply, Refusal> {
    let (page, size) = pages(arrived, "size")?;
    let bases = arrived.shared.bases.lock();
    let list: Vec<Value> = bases
        .iter()
        .rev()
        .skip(page * size)
        .take(size)
        .map(info)
        .collect();
    Ok(Reply::json(&json!({ "list": list, "object": "list" })))
}

pub(in crate::routes) fn change(arrived: &Arrived, id: &str) -> Result<Reply, Refusal> {
    let wanted = Wanted::read(arrived.object()?)?;
    let mut bases = arrived.shared.bases.lock();
    let base = bases::find(&mut bases, id).ok_or_else(|| unknown(id))?;
    wanted.apply(base, arrived.shared.options.polls_before_result)?;
    Ok(nothing())
}

pub(in crate::routes) fn delete(arrived: &Arrived, id: &str) -> Result<Reply, Refusal> {
    let mut bases = arrived.shared.bases.lock();
    let at = bases.iter().position(|base| base.id == id);
    bases.remove(at.ok_or_else(|| unknown(id))?);
    Ok(nothing())
}

pub(in crate::routes) fn used(arrived: &Arrived) -> Reply {
    Reply::json(&capacity(arrived))
}

/// `POST /files` with a base: documents instead of files.
pub(in crate::routes) fn upload(arrived: &Arrived, form: &Form) -> Result<Reply, Refusal> {
    let id = form.text("knowledge_id").unwrap_or("");
    let files: Vec<&FormFile> = form
        .files
        .iter()
        .filter(|file| file.field == "file")
        .collect();
    if files.is_empty() {
        return Err(Refusal::missing("file"));
    }
    let answer = documents::take_in(arrived, id, &files, &Terms::read(form)?);
    let mut answer = answer.ok_or_else(|| unknown(id))?;
    for list in ["successInfos", "failedInfos"] {
        let entries = answer.get_mut(list).and_then(Value::as_array_mut);
        for entry in entries.into_iter().flatten() {
            let name = entry.get("fileName").cloned().unwrap_or_default();
            put(entry, "filename", name);
        }
    }
    Ok(Reply::json(&answer))
}

/// `GET /files` with a base: its documents.
pub(in crate::routes) fn documents(arrived: &Arrived, id: &str) -> Result<Reply, Refusal> {
    let (page, size) = match arrived.query("limit") {
        Some(_) => pages(arrived, "limit")?,
        None => (pages(arrived, "size")?.0, USUAL),
    };
    let found = documents::listed(arrived, id, page..page + 1, size);
    let (list, _) = found.ok_or_else(|| unknown(id))?;
    Ok(Reply::json(&json!({ "list": list, "object": "list" })))
}

pub(in crate::routes) fn document(arrived: &Arrived, id: &str) -> Result<Reply, Refusal> {
    let mut bases = arrived.shared.bases.lock();
    let document = bases::find_document(&mut bases, id).ok_or_else(|| unknown(id))?;
    let mut info = documents::looked_at(document, arrived.language);
    put(
        &mut info,
        "sentence_size",
        json!(document.cutting.size.to_string()),
    );
    Ok(Reply::json(&info))
}

/// Cuts a document anew.
pub(in crate::routes) fn edit(arrived: &Arrived, id: &str) -> Result<Reply, Refusal> {
    let body = arrived.object()?;
    let number = |field: &str| {
        let value = body.get(field).filter(|value| !value.is_null());
        value.map(|value| {
            let text = value.as_str().and_then(|text| text.parse().ok());
            value.as_i64().or(text).ok_or_else(|| illegal(field))
        })
    };
    let kind = number("knowledge_type").transpose()?;
    let kind = kind.ok_or_else(|| Refusal::missing("knowledge_type"))?;
    Cutting::formats(kind).ok_or_else(|| illegal("knowledge_type"))?;
    let size = number("sentence_size").transpose()?.unwrap_or(300);
    let size = usize::try_from(size)
        .ok()
        .filter(|size| (20..=2000).contains(size));
    let size = size.ok_or_else(|| Refusal::range("sentence_size", "[20,2000]"))?;
    let separators = body.get("custom_separator").and_then(Value::as_array);
    let separators = separators.into_iter().flatten();
    let separators = separators.filter_map(|it| it.as_str().map(str::to_owned));
    let mut bases = arrived.shared.bases.lock();
    let (_, words) = bases::taken(&bases);
    let document = bases::find_document(&mut bases, id).ok_or_else(|| unknown(id))?;
    document.cutting = Cutting {
        kind,
        separators: separators.collect(),
        size,
    };
    document.make(bases::MOST_WORDS.saturating_sub(words));
    document.work(arrived.shared.options.polls_before_result);
    Ok(nothing())
}

pub(in crate::routes) fn delete_document(arrived: &Arrived, id: &str) -> Result<Reply, Refusal> {
    documents::delete(arrived, id).map_err(|_| unknown(id))?;
    Ok(nothing())
}
