//! `/files`: upload, list, content, delete, kept in memory. Source: platform files.md §1, §5.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use serde_json::{Value, json};

use super::Arrived;
use super::knowledge::paas;
use crate::codes::Refusal;
use crate::form::{Form, FormFile};
use crate::ids;
use crate::reading;
use crate::reply::Reply;

/// Bytes kept in all; an upload beyond that is refused as the platform refuses full storage.
const LARGEST_SHELF: usize = 512 * 1024 * 1024;
const MEGABYTE: usize = 1024 * 1024;

/// Purpose, largest file, allowed endings (none listed: any).
const PURPOSES: &[(&str, usize, &[&str])] = &[
    ("batch", 100 * MEGABYTE, &["jsonl"]),
    ("file-extract", 50 * MEGABYTE, &[]),
    ("code-interpreter", 20 * MEGABYTE, DOCUMENTS),
    ("agent", 20 * MEGABYTE, DOCUMENTS),
    ("assistant", 20 * MEGABYTE, &[]),
    ("retrieval", 50 * MEGABYTE, &[]),
    ("user_data", 50 * MEGABYTE, &[]),
    ("voice-clone-input", 10 * MEGABYTE, &["mp3", "wav"]),
    ("fine-tune", 100 * MEGABYTE, &["jsonl"]),
];
const DOCUMENTS: &[&str] = &[
    "pdf", "docx", "doc", "xls", "xlsx", "txt", "png", "jpg", "jpeg", "csv",
];

#[derive(Debug, Default)]
pub(crate) struct Shelf {
    files: Mutex<Vec<Stored>>,
}

#[derive(Clone, Debug)]
struct Stored {
    id: String,
    created: i64,
    name: String,
    purpose: String,
    bytes: Bytes,
}

impl Stored {
    fn object(&self) -> Value {
        json!({ "id": self.id, "object": "file", "bytes": self.bytes.len(),
            "created_at": self.created, "filename": self.name, "purpose": self.purpose })
    }
}

impl Shelf {
    fn lock(&self) -> MutexGuard<'_, Vec<Stored>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) async fn upload(arrived: &Arrived) -> Result<Reply, Refusal> {
    let form = Form::read(arrived).await?;
    let purpose = form.text("purpose");
    let purpose = purpose
        .ok_or_else(|| Refusal::missing("purpose"))?
        .to_owned();
    if purpose == "retrieval" && form.text("knowledge_id").is_some() {
        return paas::upload(arrived, &form);
    }
    let FormFile { name, bytes, .. } = form.file("file")?.clone();
    let known = PURPOSES.iter().find(|(known, ..)| *known == purpose);
    let (_, largest, endings) =
        known.ok_or_else(|| Refusal::range("purpose", "batch, agent, …"))?;
    let ending = name
        .rsplit_once('.')
        .map(|(_, end)| end.to_ascii_lowercase())
        .unwrap_or_default();
    if !endings.is_empty() && !endings.contains(&ending.as_str()) {
        return Err(bad_file(
            "文件格式不支持。",
            "The file format is not supported",
        ));
    }
    if bytes.len() > *largest {
        return Err(bad_file("文件大小超过限制。", "The file is too large"));
    }
    let is_object =
        |line: &&[u8]| serde_json::from_slice::<Value>(line).is_ok_and(|v| v.is_object());
    let lines = || {
        bytes
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.trim_ascii().is_empty())
    };
    if ending == "jsonl" && (lines().next().is_none() || !lines().all(|line| is_object(&line))) {
        return Err(bad_file(
            "文件内容异常，请检查。",
            "The content of the file is not valid JSONL",
        ));
    }
    let stored = Stored {
        id: arrived.shared.ids.file(),
        created: ids::now_seconds(),
        name,
        purpose,
        bytes,
    };
    let object = stored.object();
    let mut files = arrived.shared.shelf.lock();
    let taken: usize = files.iter().map(|file| file.bytes.len()).sum();
    if taken + stored.bytes.len() > LARGEST_SHELF {
        return Err(bad_file("存储空间已满。", "The storage is full"));
    }
    files.push(stored);
    Ok(Reply::json(&object))
}

fn bad_file(chinese: &str, english: &str) -> Refusal {
    Refusal::saying(1214, chinese, english)
}

fn no_file(id: &str) -> Refusal {
    Refusal::saying(
        1214,
        format!("文件 {id} 不存在。"),
        format!("The file {id} does not exist"),
    )
}

pub(super) fn list(arrived: &Arrived) -> Result<Reply, Refusal> {
    if let Some(id) = arrived.query("knowledge_id") {
        return paas::documents(arrived, &id);
    }
    let limit = match arrived.query("limit") {
        None => 20,
        Some(limit) => limit
            .parse()
            .ok()
            .filter(|limit| (1..=100).contains(limit))
            .ok_or_else(|| Refusal::range("limit", "[1,100]"))?,
    };
    let purpose = arrived.query("purpose");
    let after = arrived.query("after");
    let files = arrived.shared.shelf.lock();
    let mut wanted: Vec<&Stored> = files
        .iter()
        .filter(|file| {
            purpose
                .as_ref()
                .is_none_or(|purpose| *purpose == file.purpose)
        })
        .collect();
    if let Some(after) = after {
        let at = wanted
            .iter()
            .position(|file| file.id == after)
            .ok_or_else(|| no_file(&after))?;
        wanted.drain(..=at);
    }
    let data: Vec<Value> = wanted
        .iter()
        .take(limit)
        .map(|file| file.object())
        .collect();
    let more = wanted.len() > limit;
    Ok(Reply::json(
        &json!({ "object": "list", "data": data, "has_more": more }),
    ))
}

pub(super) fn content(arrived: &Arrived, id: &str) -> Result<Reply, Refusal> {
    let files = arrived.shared.shelf.lock();
    let file = files
        .iter()
        .find(|file| file.id == id)
        .ok_or_else(|| no_file(id))?;
    if file.purpose != "file-extract" {
        return Ok(Reply::binary(file.bytes.clone()));
    }
    // What the person wants of such a file is its text, in the form of files.md §5.
    let text = reading::text_of(&file.name, &file.bytes)
        .map_err(|unread| Refusal::saying(1214, unread.chinese, unread.english))?;
    let kind = crate::form::ending(&file.name);
    Ok(Reply::json(
        &json!({ "content": text, "file_type": kind, "filename": file.name,
        "title": "", "type": "file" }),
    ))
}

pub(super) fn delete(arrived: &Arrived, id: &str) -> Result<Reply, Refusal> {
    let mut files = arrived.shared.shelf.lock();
    let at = files
        .iter()
        .position(|file| file.id == id)
        .ok_or_else(|| no_file(id))?;
    files.remove(at);
    Ok(Reply::json(
        &json!({ "id": id, "object": "file", "deleted": true }),
    ))
}
