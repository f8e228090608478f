//! `/files/parser/…`: documents to text. Text files are truly read; of all others the result says
//! that no model is here to read them. Source: platform files.md §2.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::Arrived;
use crate::Language;
use crate::check::illegal;
use crate::codes::Refusal;
use crate::form::{Form, FormFile};
use crate::reading::{self, Unread};
use crate::reply::Reply;

/// Results kept; older ones are forgotten and then answer 1233.
const KEPT: usize = 500;
const MEGABYTE: usize = 1024 * 1024;

/// Endings, and the largest file with one of them in megabytes.
type Formats = &'static [(&'static [&'static str], usize)];
const LITE: Formats = &[(
    &[
        "pdf", "docx", "doc", "xls", "xlsx", "ppt", "pptx", "png", "jpg", "jpeg", "csv", "txt",
        "md",
    ],
    50,
)];
const PRIME: Formats = &[
    (&["wps", "pdf", "doc", "docx", "ppt", "pptx"], 100),
    (&["xls", "xlsx", "csv", "txt", "md"], 10),
    (
        &[
            "png", "jpg", "jpeg", "html", "bmp", "gif", "webp", "heic", "eps", "icns", "im", "pcx",
            "ppm", "tiff", "xbm", "heif", "jp2",
        ],
        20,
    ),
];
const TOOLS: &[(&str, Formats)] = &[
    ("lite", LITE),
    ("expert", &[(&["pdf"], 100)]),
    ("prime", PRIME),
    ("prime-sync", PRIME),
];

#[derive(Debug, Default)]
pub(crate) struct Parsed {
    list: Mutex<VecDeque<Task>>,
}

#[derive(Debug)]
struct Task {
    id: String,
    /// Looks that still say `processing`.
    polls: u32,
    text: Result<String, Unread>,
}

pub(super) async fn create(arrived: &Arrived) -> Result<Reply, Refusal> {
    let form = Form::read(arrived).await?;
    let file = checked(&form, &["lite", "expert", "prime"])?;
    let task = Task {
        id: arrived.shared.ids.request(),
        polls: arrived.shared.options.polls_before_result,
        text: reading::text_of(&file.name, &file.bytes),
    };
    let answer = json!({ "success": true, "message": "任务创建成功", "task_id": task.id });
    let parsed = &arrived.shared.parsed.list;
    let mut tasks = parsed.lock().unwrap_or_else(PoisonError::into_inner);
    if tasks.len() >= KEPT {
        tasks.pop_front();
    }
    tasks.push_back(task);
    Ok(Reply::json(&answer))
}

pub(super) fn result(arrived: &Arrived, id: &str, format: &str) -> Result<Reply, Refusal> {
    if !matches!(format, "text" | "download_link") {
        return Err(illegal("format_type"));
    }
    let parsed = &arrived.shared.parsed.list;
    let mut tasks = parsed.lock().unwrap_or_else(PoisonError::into_inner);
    let task = tasks.iter_mut().find(|task| task.id == id);
    let task = task.ok_or_else(|| Refusal::of(1233))?;
    if let Some(left) = task.polls.checked_sub(1) {
        task.polls = left;
        return Ok(Reply::json(
            &json!({ "status": "processing", "message": "解析中",
            "task_id": id, "content": null, "parsing_result_url": null }),
        ));
    }
    let answer = if format == "download_link" && task.text.is_ok() {
        let words = Unread {
            chinese: "演示平台不生成压缩包，请使用 text 格式。".to_owned(),
            english: "The simulator makes no archives; ask for the format text".to_owned(),
        };
        body(id, &Err(words), arrived.language)
    } else {
        body(id, &task.text, arrived.language)
    };
    Ok(Reply::json(&answer))
}

pub(super) async fn sync(arrived: &Arrived) -> Result<Reply, Refusal> {
    let form = Form::read(arrived).await?;
    let file = checked(&form, &["prime-sync"])?;
    let text = reading::text_of(&file.name, &file.bytes);
    let id = arrived.shared.ids.request();
    Ok(Reply::json(&body(&id, &text, arrived.language)))
}

fn body(id: &str, text: &Result<String, Unread>, language: Language) -> Value {
    match text {
        Ok(text) => json!({ "status": "succeeded", "message": "结果获取成功", "task_id": id,
            "content": text, "parsing_result_url": null }),
        Err(unread) => {
            let message = match language {
                Language::Chinese => &unread.chinese,
                Language::English => &unread.english,
            };
            json!({ "status": "failed", "message": message, "task_id": id,
                "content": null, "parsing_result_url": null })
        }
    }
}

/// The file of a form that a tool takes, by its kind and its size.
fn checked<'a>(form: &'a Form, tools: &[&str]) -> Result<&'a FormFile, Refusal> {
    let tool = form
        .text("tool_type")
        .ok_or_else(|| Refusal::missing("tool_type"))?;
    let known = TOOLS
        .iter()
        .find(|(name, _)| *name == tool && tools.contains(name));
    let (_, formats) = known.ok_or_else(|| Refusal::range("tool_type", &tools.join(", ")))?;
    let file = form.file("file")?;
    let said = form.text("file_type").map(str::to_ascii_lowercase);
    let kind = said.unwrap_or_else(|| file.ending());
    let group = formats
        .iter()
        .find(|(endings, _)| endings.contains(&kind.as_str()));
    let (_, megabytes) = group.ok_or_else(|| {
        Refusal::saying(
            1214,
            format!("{tool} 不支持 {kind} 格式的文件。"),
            format!("{tool} does not take files of the format {kind}"),
        )
    })?;
    if file.bytes.len() > megabytes * MEGABYTE {
        return Err(Refusal::saying(
            1214,
            format!("文件大小超过 {megabytes} MB。"),
            format!("The file is larger than {megabytes} MB"),
        ));
    }
    if file.bytes.is_empty() {
        return Err(Refusal::saying(1214, "文件为空。", "The file is empty"));
    }
    Ok(file)
}
