//! `POST /files/ocr` and `POST /layout_parsing`. Nothing here can see: requests are checked as the
//! platform checks them, and the answer says so. Source: platform files.md §3, §4.

use serde_json::{Value, json};

use super::Arrived;
use crate::Language;
use crate::check::{illegal, length, text};
use crate::codes::Refusal;
use crate::form::Form;
use crate::ids;
use crate::media::{self, Page};
use crate::reply::Reply;

const MOST_HANDWRITING: usize = 8 * 1024 * 1024;
const MOST_PICTURE: usize = 10 * 1024 * 1024;
const MOST_PDF: usize = 50 * 1024 * 1024;
const LANGUAGES: &[&str] = &[
    "CHN_ENG", "AUTO", "ENG", "JAP", "KOR", "FRE", "SPA", "POR", "GER", "ITA", "RUS", "DAN", "DUT",
    "MAL", "SWE", "IND", "POL", "ROM", "TUR", "GRE", "HUN", "THA", "VIE", "ARA", "HIN",
];

pub(super) async fn handwriting(arrived: &Arrived) -> Result<Reply, Refusal> {
    let form = Form::read(arrived).await?;
    match form.text("tool_type") {
        Some("hand_write") => {}
        Some(_) => return Err(Refusal::range("tool_type", "hand_write")),
        None => return Err(Refusal::missing("tool_type")),
    }
    let language = form.text("language_type").unwrap_or("CHN_ENG");
    if !LANGUAGES.contains(&language) {
        return Err(illegal("language_type"));
    }
    let file = form.file("file")?;
    if !matches!(file.ending().as_str(), "png" | "jpg" | "jpeg" | "bmp") {
        return Err(illegal("file"));
    }
    if file.bytes.len() > MOST_HANDWRITING {
        return Err(Refusal::saying(
            1214,
            "图片超过 8 MB。",
            "The image is larger than 8 MB",
        ));
    }
    let page = media::page(&file.bytes).ok_or_else(|| illegal("file"))?;
    Ok(Reply::json(&json!({
        "task_id": arrived.shared.ids.request(), "status": "failed",
        "message": unseen(&page, arrived.language), "words_result_num": 0, "words_result": [],
    })))
}

pub(super) fn layout(arrived: &Arrived) -> Result<Reply, Refusal> {
    let body = arrived.object()?;
    match text(body, "model") {
        None | Some("") => return Err(Refusal::missing("model")),
        Some(model) if model.eq_ignore_ascii_case("glm-ocr") => {}
        Some(model) if arrived.shared.models.get(model).is_some() => {
            return Err(Refusal::of(1212));
        }
        Some(_) => return Err(Refusal::of(1211)),
    }
    length(body, "request_id", 6..=64)?;
    length(body, "user_id", 6..=128)?;
    let (first, last) = (
        page_number(body, "start_page_id")?,
        page_number(body, "end_page_id")?,
    );
    if first.zip(last).is_some_and(|(first, last)| first > last) {
        return Err(illegal("end_page_id"));
    }
    let file = text(body, "file").filter(|file| !file.is_empty());
    let page = document(file.ok_or_else(|| Refusal::missing("file"))?)?;
    let (width, height) = page.pixels.unwrap_or((1654, 2339));
    let pages = seen(arrived)
        .unwrap_or_else(|| vec![vec![("text".to_owned(), unseen(&page, arrived.language))]]);
    let contents = pages.iter().flatten().map(|(_, content)| content.as_str());
    let words = contents.collect::<Vec<_>>().join("\n\n");
    let details: Vec<Vec<Value>> = pages
        .iter()
        .map(|parts| {
            let parts = parts.iter().enumerate();
            parts
                .map(|(index, (label, content))| {
                    json!({ "index": index, "label": label, "bbox_2d": [0.0, 0.0, 1.0, 1.0],
                        "content": content, "height": height, "width": width })
                })
                .collect()
        })
        .collect();
    let sizes = vec![json!({ "width": width, "height": height }); pages.len()];
    let id = arrived.shared.ids.request();
    let request_id = text(body, "request_id").unwrap_or(&id);
    let tokens = crate::tokens::count(&words);
    Ok(Reply::json(&json!({
        "id": id, "created": ids::now_seconds(), "model": "glm-ocr", "request_id": request_id,
        "md_results": words,
        "layout_details": details,
        "data_info": { "num_pages": pages.len(), "pages": sizes },
        "usage": { "prompt_tokens": 1000, "completion_tokens": tokens,
            "prompt_tokens_details": { "cached_tokens": 0 }, "total_tokens": 1000 + tokens },
    })))
}

/// What a test dictated for this call.
fn seen(arrived: &Arrived) -> Option<Vec<Vec<(String, String)>>> {
    let mut layouts = arrived
        .shared
        .layouts
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    (!layouts.is_empty()).then(|| layouts.remove(0))
}

fn page_number(body: &Value, field: &str) -> Result<Option<u64>, Refusal> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_u64() {
            Some(page) if page >= 1 => Ok(Some(page)),
            _ => Err(Refusal::range(field, "[1,100]")),
        },
    }
}

/// What a `file` is: an address is believed, bytes are looked at.
fn document(file: &str) -> Result<Page, Refusal> {
    if media::is_address(file) {
        return Ok(Page::default());
    }
    let bytes = media::decode(file)?;
    let page = media::page(&bytes).ok_or_else(|| illegal("file"))?;
    let most = if page.format == "PDF" {
        MOST_PDF
    } else {
        MOST_PICTURE
    };
    if !matches!(page.format, "PDF" | "JPEG" | "PNG") || bytes.len() > most {
        return Err(illegal("file"));
    }
    Ok(page)
}

fn unseen(page: &Page, language: Language) -> String {
    let kind = if page.format.is_empty() {
        "?"
    } else {
        page.format
    };
    let size = page.pixels.map_or(String::new(), |(width, height)| {
        format!(", {width} × {height}")
    });
    match language {
        Language::Chinese => format!(
            "演示平台没有模型，无法识别其中的文字（{kind}{size}，{} 字节）。",
            page.bytes
        ),
        Language::English => format!(
            "No model is behind the simulator: it cannot read the words in it ({kind}{size}, {} bytes).",
            page.bytes
        ),
    }
}
