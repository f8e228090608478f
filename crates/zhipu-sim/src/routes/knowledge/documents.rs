//! Documents of a base: put in, listed, looked at, made anew, taken out.

use serde_json::{Value, json};

use super::{no_base, pages};
use crate::Language;
use crate::bases::{self, Cutting, Document, MOST_BYTES, MOST_WORDS};
use crate::check::{illegal, text};
use crate::codes::Refusal;
use crate::form::{Form, FormFile, ending};
use crate::routes::Arrived;

/// What a document may be at most; the platform advises it.
const LARGEST: usize = 100 * 1024 * 1024;
/// Endings that are taken without a kind: those of all kinds.
const FORMATS: &[&str] = &[
    "txt", "doc", "pdf", "docx", "ppt", "pptx", "md", "xls", "xlsx", "csv",
];

/// What is said of all documents of one upload.
#[derive(Debug)]
pub(in crate::routes) struct Terms {
    kind: Option<i64>,
    separators: Vec<String>,
    size: usize,
    parse_image: bool,
    most_words: usize,
}

impl Terms {
    pub(in crate::routes) fn read(form: &Form) -> Result<Self, Refusal> {
        let kind = form.text("knowledge_type");
        let kind = kind.map(|kind| {
            kind.parse::<i64>()
                .ok()
                .filter(|it| Cutting::formats(*it).is_some())
        });
        let kind = match kind {
            Some(None) => return Err(illegal("knowledge_type")),
            Some(kind) => kind,
            None => None,
        };
        let size = form
            .text("sentence_size")
            .map_or(Some(300), |size| size.parse().ok());
        let size = size.filter(|size| (20..=2000).contains(size));
        let most_words = form.text("word_num_limit");
        let most_words = most_words.map_or(Some(usize::MAX), |most| most.parse().ok());
        Ok(Self {
            kind,
            separators: form.texts("custom_separator"),
            size: size.ok_or_else(|| Refusal::range("sentence_size", "[20,2000]"))?,
            parse_image: form
                .text("parse_image")
                .is_some_and(|flag| flag.eq_ignore_ascii_case("true") || flag == "1"),
            most_words: most_words.ok_or_else(|| illegal("word_num_limit"))?,
        })
    }

    /// Why a file is not taken; `None` if it is.
    fn objection(&self, file: &FormFile, taken: usize) -> Option<(&'static str, &'static str)> {
        let formats = self.kind.and_then(Cutting::formats).unwrap_or(FORMATS);
        if !formats.contains(&file.ending().as_str()) {
            return Some(("文件格式不支持", "The format is not supported"));
        }
        if file.bytes.len() > LARGEST {
            return Some(("文件大小超出限制", "The file is too large"));
        }
        let full = taken + file.bytes.len() > MOST_BYTES;
        full.then_some((
            "知识库容量已满",
            "The space of the knowledge base is used up",
        ))
    }

    fn cutting(&self, name: &str) -> Cutting {
        Cutting {
            kind: self
                .kind
                .unwrap_or_else(|| Cutting::usual_kind(&ending(name))),
            separators: self.separators.clone(),
            size: self.size,
        }
    }
}

pub(super) async fn upload(arrived: &Arrived, id: &str) -> Result<Value, Refusal> {
    let form = Form::read(arrived).await?;
    let terms = Terms::read(&form)?;
    let files: Vec<&FormFile> = form
        .files
        .iter()
        .filter(|file| file.field == "files")
        .collect();
    if files.is_empty() {
        return Err(Refusal::missing("files"));
    }
    take_in(arrived, id, &files, &terms).ok_or_else(no_base)
}

/// Puts files into a base; `None` if there is no such base. Says of each what became of it.
pub(in crate::routes) fn take_in(
    arrived: &Arrived,
    id: &str,
    files: &[&FormFile],
    terms: &Terms,
) -> Option<Value> {
    let shared = &arrived.shared;
    let mut bases = shared.bases.lock();
    bases::find(&mut bases, id)?;
    let (mut accepted, mut refused) = (Vec::new(), Vec::new());
    for file in files {
        let (bytes, words) = bases::taken(&bases);
        if let Some((chinese, english)) = terms.objection(file, bytes) {
            let reason = match arrived.language {
                Language::Chinese => chinese,
                Language::English => english,
            };
            refused.push(json!({ "fileName": file.name, "failReason": reason }));
            continue;
        }
        let left = terms.most_words.min(MOST_WORDS.saturating_sub(words));
        let content = (file.name.clone(), file.bytes.clone());
        let cutting = terms.cutting(&file.name);
        let mut document = Document::new(shared.ids.knowledge(), content, cutting, left);
        document.parse_image = terms.parse_image;
        document.work(shared.options.polls_before_result);
        accepted.push(json!({ "documentId": document.id, "fileName": document.name }));
        bases::find(&mut bases, id)?.documents.push(document);
    }
    Some(json!({ "successInfos": accepted, "failedInfos": refused }))
}

/// Nothing is fetched from anywhere: each address is refused with the reason.
pub(super) fn upload_urls(arrived: &Arrived) -> Result<Value, Refusal> {
    let body = arrived.object()?;
    let id = text(body, "knowledge_id").ok_or_else(|| Refusal::missing("knowledge_id"))?;
    let details = body.get("upload_detail").and_then(Value::as_array);
    let details = details.filter(|details| !details.is_empty());
    let details = details.ok_or_else(|| Refusal::missing("upload_detail"))?;
    bases::find(&mut arrived.shared.bases.lock(), id).ok_or_else(no_base)?;
    let reason = match arrived.language {
        Language::Chinese => "演示平台不访问网络",
        Language::English => "The simulator does not go to the network",
    };
    let refused: Vec<Value> = details
        .iter()
        .map(|detail| json!({ "url": detail.get("url"), "failReason": reason }))
        .collect();
    Ok(json!({ "successInfos": [], "failedInfos": refused }))
}

pub(super) fn list(arrived: &Arrived) -> Result<Value, Refusal> {
    let id = arrived.query("knowledge_id");
    let id = id.ok_or_else(|| Refusal::missing("knowledge_id"))?;
    let (page, size) = pages(arrived, "size")?;
    let (list, total) = listed(arrived, &id, page..page + 1, size).ok_or_else(no_base)?;
    Ok(json!({ "list": list, "total": total }))
}

/// Documents of some pages of a base, filtered by name, and how many there are. Each that is shown
/// has been looked at.
pub(in crate::routes) fn listed(
    arrived: &Arrived,
    id: &str,
    pages: std::ops::Range<usize>,
    size: usize,
) -> Option<(Vec<Value>, usize)> {
    let word = arrived.query("word").unwrap_or_default();
    let mut bases = arrived.shared.bases.lock();
    let base = bases::find(&mut bases, id)?;
    let mut wanted: Vec<&mut Document> = base
        .documents
        .iter_mut()
        .filter(|document| document.name.contains(&word))
        .collect();
    let total = wanted.len();
    let shown = wanted
        .iter_mut()
        .skip(pages.start * size)
        .take(pages.len() * size);
    let list = shown.map(|document| looked_at(document, arrived.language));
    Some((list.collect(), total))
}

/// The state before the look counts: the first look at a document never sees its end.
pub(in crate::routes) fn looked_at(document: &mut Document, language: Language) -> Value {
    let info = document.info(language);
    document.look();
    info
}

pub(in crate::routes) fn no_document() -> Refusal {
    Refusal::of(10011)
}

pub(super) fn detail(arrived: &Arrived, id: &str) -> Result<Value, Refusal> {
    let mut bases = arrived.shared.bases.lock();
    let document = bases::find_document(&mut bases, id).ok_or_else(no_document)?;
    Ok(looked_at(document, arrived.language))
}

pub(in crate::routes) fn delete(arrived: &Arrived, id: &str) -> Result<Value, Refusal> {
    let mut bases = arrived.shared.bases.lock();
    for base in bases.iter_mut() {
        if let Some(at) = base.documents.iter().position(|document| document.id == id) {
            base.documents.remove(at);
            return Ok(Value::Null);
        }
    }
    Err(no_document())
}

pub(super) fn embed_again(arrived: &Arrived, id: &str) -> Result<Value, Refusal> {
    let mut bases = arrived.shared.bases.lock();
    let (_, words) = bases::taken(&bases);
    let document = bases::find_document(&mut bases, id).ok_or_else(no_document)?;
    document.make(MOST_WORDS.saturating_sub(words));
    document.work(arrived.shared.options.polls_before_result);
    Ok(Value::Null)
}

/// Text files have no pictures.
pub(super) fn images(arrived: &Arrived, id: &str) -> Result<Value, Refusal> {
    let mut bases = arrived.shared.bases.lock();
    bases::find_document(&mut bases, id).ok_or_else(no_document)?;
    Ok(json!({ "images": [] }))
}
