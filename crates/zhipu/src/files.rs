//! Files kept at the platform: send, list, fetch, delete. Source: platform notes, files §1.
//!
//! There is no call for one file's record: find it in the list. The HTTP statuses of its own are 434
//! (no access, [`Kind::Forbidden`](crate::Kind::Forbidden)) and 435 (over 100 MB,
//! [`Kind::TooLarge`](crate::Kind::TooLarge)); a bad file is refused with 1214.

mod limits;

use serde_json::Value;

pub use limits::{FILE_LIMITS, FileLimits};

use crate::client::Client;
use crate::endpoint::{Family, segment};
use crate::error::Error;
use crate::form::Form;
use crate::http::{Call, Download, query};
use crate::open::open_enum;
use crate::upload::Upload;
use crate::wire;

open_enum! {
    /// What a file is for; decides its formats, its size and where it can be used.
    pub enum FilePurpose {
        /// Input of a batch, and its output.
        Batch = "batch",
        /// Its text is fetched back. In the documents of 2025, not in those of 2026: a refusal
        /// (1214 or 1210) means the parser must be asked instead.
        FileExtract = "file-extract",
        /// The platform's code sandbox.
        CodeInterpreter = "code-interpreter",
        /// Ready-made agents.
        Agent = "agent",
        /// Assistants (the older form).
        Assistant = "assistant",
        /// The older knowledge base.
        Retrieval = "retrieval",
        /// A voice to be cloned.
        VoiceCloneInput = "voice-clone-input",
        /// A cloned voice; made by the platform.
        VoiceCloneOutput = "voice-clone-output",
        /// Training data.
        FineTune = "fine-tune",
        /// Parts of a chat (`api.z.ai` only).
        UserData = "user_data",
    }
}

/// The record of a file kept at the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Its id; opaque.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its size.
    pub bytes: Option<u64>,
    /// When it came, in seconds since 1970.
    pub created: Option<u64>,
    /// What it is for.
    pub purpose: Option<FilePurpose>,
    /// Its state, which only the SDK knows of.
    pub status: Option<String>,
    /// Words about its state.
    pub status_details: Option<String>,
}

impl StoredFile {
    fn read(file: &Value) -> Option<Self> {
        Some(Self {
            id: wire::filled(file, "id")?,
            name: wire::filled(file, "filename"),
            bytes: wire::count(file, "bytes"),
            created: wire::count(file, "created_at"),
            purpose: wire::filled(file, "purpose").map(|word| FilePurpose::from(word.as_str())),
            status: wire::filled(file, "status"),
            status_details: wire::filled(file, "status_details"),
        })
    }
}

/// Which files are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileQuery {
    /// Only those for this; required by the documents of 2026.
    pub purpose: Option<FilePurpose>,
    /// How many, 1 to 100; 20 if not said.
    pub limit: Option<u32>,
    /// Only those behind this id: the last of the page before.
    pub after: Option<String>,
    /// `created_at` is the only word documented.
    pub order: Option<String>,
}

/// A page of files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilePage {
    /// The files.
    pub files: Vec<StoredFile>,
    /// Whether there are more; ask with [`FileQuery::after`].
    pub has_more: bool,
}

impl FilePage {
    fn read(body: &Value) -> Result<Self, Error> {
        if !body.get("data").is_some_and(Value::is_array) {
            return Err(Error::malformed("it is no list of files", None));
        }
        Ok(Self {
            files: wire::list(body, "data")
                .iter()
                .filter_map(StoredFile::read)
                .collect(),
            has_more: wire::flag(body, "has_more").unwrap_or(false),
        })
    }
}

impl Client {
    /// Sends a file to be kept, piece by piece; free of charge.
    ///
    /// Sent again only when the platform says that it did not take it. Waits as long as bytes go out.
    ///
    /// # Errors
    /// [`Error::UnreadableFile`] if it cannot be read or becomes shorter meanwhile.
    pub async fn upload_file(
        &self,
        file: &Upload,
        purpose: &FilePurpose,
    ) -> Result<StoredFile, Error> {
        let form = Form::default().text("purpose", purpose).file("file", file);
        let answer = self
            .send(&Call::upload(Family::Main, "files", form))
            .await?;
        StoredFile::read(&answer).ok_or_else(|| Error::malformed("the file has no id", None))
    }

    /// Lists the files kept; free of charge.
    pub async fn files(&self, wanted: &FileQuery) -> Result<FilePage, Error> {
        let parameters = query(&[
            ("purpose", wanted.purpose.as_ref().map(ToString::to_string)),
            ("limit", wanted.limit.map(|limit| limit.to_string())),
            ("after", wanted.after.clone()),
            ("order", wanted.order.clone()),
        ]);
        let call = Call::get(Family::Main, "files").asking(parameters);
        FilePage::read(&self.send(&call).await?)
    }

    /// Fetches a file's content, piece by piece; free of charge.
    ///
    /// The documents of 2026 promise it for [`FilePurpose::Batch`] only; for
    /// [`FilePurpose::FileExtract`] see [`extracted_text`].
    pub async fn file_content(&self, id: &str) -> Result<Download, Error> {
        let path = format!("files/{}/content", segment(id));
        self.download(&Call::get(Family::Main, &path)).await
    }

    /// Deletes a file for good.
    ///
    /// # Errors
    /// A refusal, or [`Error::Malformed`] if the server does not say that it is gone.
    pub async fn delete_file(&self, id: &str) -> Result<(), Error> {
        let path = format!("files/{}", segment(id));
        let answer = self.send(&Call::delete(Family::Main, &path)).await?;
        if wire::flag(&answer, "deleted") == Some(false) {
            return Err(Error::malformed("the file was not deleted", None));
        }
        Ok(())
    }
}

/// The text in the content of a file kept for [`FilePurpose::FileExtract`]: the `content` of a JSON
/// object if it is one, else the whole (files §5: the official page reads it as plain text).
pub fn extracted_text(content: &[u8]) -> String {
    let wrapped = serde_json::from_slice::<Value>(content).ok();
    let text = wrapped.as_ref().and_then(|it| it.get("content")?.as_str());
    text.map_or_else(
        || String::from_utf8_lossy(content).into_owned(),
        ToOwned::to_owned,
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_is_read_and_entries_without_id_are_left_out() {
        let body = json!({"object": "list", "has_more": "true", "data": [
            {"id": "1783740100_8f2e", "bytes": 20481, "created_at": 1_783_740_100,
             "filename": "报告.pdf", "purpose": "agent"},
            {"id": ""}, null, {"id": 7, "purpose": "a-new-one", "bytes": "many"},
        ]});
        let page = FilePage::read(&body).unwrap();
        assert!(page.has_more);
        assert_eq!(page.files[0].name.as_deref(), Some("报告.pdf"));
        assert_eq!(page.files[0].purpose, Some(FilePurpose::Agent));
        let odd = &page.files[1];
        assert_eq!((odd.id.as_str(), odd.bytes), ("7", None));
        assert_eq!(
            odd.purpose,
            Some(FilePurpose::Other("a-new-one".to_owned()))
        );
        assert!(FilePage::read(&json!({"data": null})).is_err());
    }

    #[test]
    fn extracted_text_is_taken_out_of_its_object() {
        let wrapped = json!({"content": "年假\n十天", "type": "file"}).to_string();
        assert_eq!(extracted_text(wrapped.as_bytes()), "年假\n十天");
        assert_eq!(extracted_text("plain 🙂".as_bytes()), "plain 🙂");
        assert_eq!(extracted_text(b"{\"content\": 7}"), "{\"content\": 7}");
        assert_eq!(extracted_text(b""), "");
    }

    #[test]
    fn every_limit_names_a_purpose_that_is_known() {
        for limits in FILE_LIMITS {
            let word = limits.purpose;
            assert!(
                !matches!(FilePurpose::from(word), FilePurpose::Other(_)),
                "{word}"
            );
        }
        let agent = FileLimits::of(&FilePurpose::Agent).unwrap();
        assert_eq!(agent.most_bytes("PNG"), Some(5_000_000));
        assert_eq!(agent.most_bytes("pdf"), Some(20_000_000));
        assert_eq!(agent.most_bytes("exe"), None);
        assert_eq!(FileLimits::of(&FilePurpose::VoiceCloneOutput), None);
    }
}
