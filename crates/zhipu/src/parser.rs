//! Documents to text (`/files/parser/…`). Source: platform notes, files §2 (CN-OAS-2026-07).
//!
//! Hand a document in with [`Client::parse_file`], look with [`Client::parse_result`] or wait with
//! [`Client::parsed`]; or do both at once with [`Client::parse_file_now`]. On `open.bigmodel.cn`
//! only, and paid by the call or page, so a document is never handed in twice on its own account.

mod limits;

use serde_json::Value;

pub use limits::{PARSER_LIMITS, ParserLimits, ParserPrice};

use crate::client::Client;
use crate::endpoint::{Family, segment};
use crate::error::Error;
use crate::form::Form;
use crate::http::Call;
use crate::open::open_enum;
use crate::poll::Polling;
use crate::upload::Upload;
use crate::wire;

open_enum! {
    /// How thoroughly a document is read; decides formats, sizes and price ([`ParserLimits`]).
    pub enum ParserTool {
        /// Plain text, no pictures.
        Lite = "lite",
        /// PDF only: pictures, Markdown and layout.
        Expert = "expert",
        /// Pictures, Markdown and layout of nearly everything.
        Prime = "prime",
        /// The same at once; for [`Client::parse_file_now`].
        PrimeSync = "prime-sync",
    }
}

open_enum! {
    /// The state of a document that was handed in. In lower case here, unlike other tasks.
    pub enum ParseStatus {
        /// Being read.
        Processing = "processing",
        /// Read.
        Succeeded = "succeeded",
        /// Could not be read.
        Failed = "failed",
    }
}

/// In which form the result is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParseFormat {
    /// Text in the answer.
    Text,
    /// The address of an archive, good for 24 hours.
    DownloadLink,
}

impl ParseFormat {
    const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::DownloadLink => "download_link",
        }
    }
}

/// A document handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseTask {
    /// To ask for the result with.
    pub id: String,
    /// Words of the platform.
    pub message: Option<String>,
}

/// What has become of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseResult {
    /// Its state. Never known from the text alone: a document without letters succeeds without text.
    pub status: ParseStatus,
    /// The task.
    pub task_id: Option<String>,
    /// Words of the platform, which say why it failed.
    pub message: Option<String>,
    /// The text or Markdown, if it was asked for.
    pub content: Option<String>,
    /// The address of the archive; both may be there, whatever was asked for.
    pub result_url: Option<String>,
}

impl ParseResult {
    fn read(body: &Value) -> Result<Self, Error> {
        let content = wire::content(body, "content");
        let result_url = wire::filled(body, "parsing_result_url");
        // The SDK calls it a boolean against the wire; both are understood.
        let status = match body.get("status") {
            Some(Value::Bool(true)) => ParseStatus::Succeeded,
            Some(Value::Bool(false)) => ParseStatus::Failed,
            Some(Value::String(word)) => ParseStatus::from(word.as_str()),
            _ if content.is_some() || result_url.is_some() => ParseStatus::Succeeded,
            _ => return Err(Error::malformed("the document has no state", None)),
        };
        Ok(Self {
            status,
            task_id: wire::filled(body, "task_id"),
            message: wire::filled(body, "message"),
            content,
            result_url,
        })
    }
}

impl Client {
    /// Hands a document in to be read; `Lite`, `Expert` or `Prime`.
    ///
    /// Handed in again only when the platform says that it did not take it.
    ///
    /// # Errors
    /// [`Error::UnreadableFile`] if it cannot be read here; a refusal for formats and sizes.
    pub async fn parse_file(&self, file: &Upload, tool: &ParserTool) -> Result<ParseTask, Error> {
        let call = Call::upload(Family::Main, "files/parser/create", form(file, tool));
        let answer = self.send(&call).await?;
        let id = wire::filled(&answer, "task_id");
        Ok(ParseTask {
            id: id.ok_or_else(|| Error::malformed("the document has no task", None))?,
            message: wire::filled(&answer, "message"),
        })
    }

    /// Looks what has become of a document; free of charge.
    pub async fn parse_result(
        &self,
        task_id: &str,
        format: ParseFormat,
    ) -> Result<ParseResult, Error> {
        let path = format!("files/parser/result/{}/{}", segment(task_id), format.word());
        ParseResult::read(&self.send(&Call::get(Family::Main, &path)).await?)
    }

    /// Waits until a document is read, or cannot be: the result may be `Failed`. Dropping the future
    /// ends the wait only; the task goes on and can be looked at later.
    ///
    /// # Errors
    /// [`Error::TimedOut`] with [`Wait::Total`](crate::Wait) when the patience is at its end.
    pub async fn parsed(
        &self,
        task_id: &str,
        format: ParseFormat,
        polling: Polling,
    ) -> Result<ParseResult, Error> {
        let look = || async {
            let result = self.parse_result(task_id, format).await?;
            Ok((result.status != ParseStatus::Processing).then_some(result))
        };
        polling.until(look).await
    }

    /// Reads a document at once (`prime-sync`), which may take minutes; paid by the page.
    ///
    /// Sent again only when the platform says that it did not take it. Waits up to
    /// [`Timeouts::total`](crate::Timeouts), or 5 minutes without one, once all is sent.
    pub async fn parse_file_now(&self, file: &Upload) -> Result<ParseResult, Error> {
        let form = form(file, &ParserTool::PrimeSync);
        let call = Call::upload(Family::Main, "files/parser/sync", form).slow();
        ParseResult::read(&self.send(&call).await?)
    }
}

/// `file_type` is optional in the documents of 2026, but the SDK sends it always, in upper case.
fn form(file: &Upload, tool: &ParserTool) -> Form {
    let ending = Some(file.ending().to_uppercase()).filter(|ending| !ending.is_empty());
    Form::default()
        .text("tool_type", tool)
        .optional("file_type", ending)
        .file("file", file)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn states_are_read_in_every_form_they_were_seen_in() {
        for (status, expected) in [
            (json!("processing"), ParseStatus::Processing),
            (json!("SUCCEEDED"), ParseStatus::Succeeded),
            (json!("failed"), ParseStatus::Failed),
            (json!(true), ParseStatus::Succeeded),
            (json!(false), ParseStatus::Failed),
            (json!("resting"), ParseStatus::Other("resting".to_owned())),
        ] {
            let body = json!({"status": status, "message": "ok", "task_id": "a1"});
            let result = ParseResult::read(&body).unwrap();
            assert_eq!((result.status, result.content), (expected, None));
        }
    }

    #[test]
    fn a_text_without_a_state_is_a_result_and_nothing_at_all_is_not() {
        let body = json!({"content": "# 标题", "parsing_result_url": ""});
        let result = ParseResult::read(&body).unwrap();
        assert_eq!(result.status, ParseStatus::Succeeded);
        assert_eq!(
            (result.content.as_deref(), result.result_url),
            (Some("# 标题"), None)
        );
        assert!(ParseResult::read(&json!({"message": "hm"})).is_err());
        let empty = ParseResult::read(&json!({"status": "succeeded", "content": ""})).unwrap();
        assert_eq!(
            empty.content.as_deref(),
            Some(""),
            "a page without letters is no failure"
        );
    }

    #[test]
    fn limits_depend_on_tool_and_format() {
        let of = |tool| ParserLimits::of(&tool).unwrap();
        assert_eq!(of(ParserTool::Lite).most_bytes("MD"), Some(50_000_000));
        assert_eq!(of(ParserTool::Lite).most_bytes("wps"), None);
        assert_eq!(of(ParserTool::Expert).most_bytes("docx"), None);
        assert_eq!(of(ParserTool::Prime).most_bytes("csv"), Some(10_000_000));
        assert_eq!(
            of(ParserTool::PrimeSync).most_bytes("wps"),
            Some(100_000_000)
        );
        assert_eq!(
            of(ParserTool::PrimeSync).most_bytes("webp"),
            Some(20_000_000)
        );
        assert_eq!(ParserLimits::of(&ParserTool::from("ultra")), None);
    }
}
