//! What may be sent for each purpose, as data (files §1). Where sources differ the newest counts;
//! megabytes are taken as 10^6, the smaller reading, so that nothing allowed here is refused there.

use super::FilePurpose;

const MB: u64 = 1_000_000;
const PICTURES: &[&str] = &["png", "jpg", "jpeg"];
const DOCUMENTS: &[&str] = &["pdf", "docx", "doc", "xls", "xlsx", "txt", "csv"];

/// The limits of one purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileLimits {
    /// The word of the purpose.
    pub purpose: &'static str,
    /// Endings of documents, in lower case; empty if any is taken.
    pub formats: &'static [&'static str],
    /// Bytes of a document.
    pub most_document_bytes: u64,
    /// Endings of pictures; empty if none are taken.
    pub pictures: &'static [&'static str],
    /// Bytes of a picture.
    pub most_picture_bytes: u64,
    /// Files kept at the same time; `None` if not documented.
    pub most_files: Option<u32>,
}

impl FileLimits {
    /// The limits of a purpose; `None` if files for it are not sent, or it is not known.
    pub fn of(purpose: &FilePurpose) -> Option<&'static Self> {
        FILE_LIMITS
            .iter()
            .find(|limits| limits.purpose == purpose.as_str())
    }

    /// The largest file with an ending, in whatever case; `None` if the ending is not taken.
    pub fn most_bytes(&self, ending: &str) -> Option<u64> {
        let ending = ending.to_ascii_lowercase();
        if self.pictures.contains(&ending.as_str()) {
            return Some(self.most_picture_bytes);
        }
        let taken = self.formats.is_empty() || self.formats.contains(&ending.as_str());
        taken.then_some(self.most_document_bytes)
    }
}

/// All purposes that files are sent for.
pub const FILE_LIMITS: &[FileLimits] = &[
    FileLimits {
        purpose: "batch",
        formats: &["jsonl"],
        most_document_bytes: 100 * MB,
        pictures: &[],
        most_picture_bytes: 0,
        most_files: Some(1000),
    },
    FileLimits {
        // CN-OAS-2025-07; the last five formats only by an official best-practice page.
        purpose: "file-extract",
        formats: &[
            "pdf", "docx", "doc", "xls", "xlsx", "ppt", "pptx", "csv", "py", "txt", "md",
        ],
        most_document_bytes: 50 * MB,
        pictures: &["png", "jpg", "jpeg", "bmp", "gif"],
        most_picture_bytes: 5 * MB,
        most_files: Some(100),
    },
    FileLimits {
        purpose: "code-interpreter",
        formats: DOCUMENTS,
        most_document_bytes: 20 * MB,
        pictures: PICTURES,
        most_picture_bytes: 5 * MB,
        most_files: Some(100),
    },
    FileLimits {
        // `api.z.ai` takes 100 MB.
        purpose: "agent",
        formats: DOCUMENTS,
        most_document_bytes: 20 * MB,
        pictures: PICTURES,
        most_picture_bytes: 5 * MB,
        most_files: Some(1000),
    },
    FileLimits {
        purpose: "assistant",
        formats: &[],
        most_document_bytes: 20 * MB,
        pictures: PICTURES,
        most_picture_bytes: 20 * MB,
        most_files: None,
    },
    FileLimits {
        // The SDK says 5 MB, the page of autumn 2025 50 MB.
        purpose: "retrieval",
        formats: &["doc", "docx", "pdf", "xlsx"],
        most_document_bytes: 50 * MB,
        pictures: &[],
        most_picture_bytes: 0,
        most_files: None,
    },
    FileLimits {
        // And 3 to 30 seconds long.
        purpose: "voice-clone-input",
        formats: &["mp3", "wav"],
        most_document_bytes: 10 * MB,
        pictures: &[],
        most_picture_bytes: 0,
        most_files: None,
    },
    FileLimits {
        // The page says 512 MB, the SDK 100.
        purpose: "fine-tune",
        formats: &["jsonl"],
        most_document_bytes: 100 * MB,
        pictures: &[],
        most_picture_bytes: 0,
        most_files: None,
    },
];
