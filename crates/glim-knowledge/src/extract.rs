//! Reading files: from bytes to a [`Document`], within limits, and an honest reason when that is not possible.
//!
//! [`read`] works in the process that calls it and is meant for the worker (`worker.rs`), since some of the readers
//! run foreign code over bytes that nobody has checked. What a file is, is decided by its bytes first (`format.rs`).

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::document::{Document, Remark};

mod archive;
mod code;
mod collector;
mod compound_file;
mod csv;
mod encoding;
mod epub;
mod format;
mod html;
mod json;
mod mail;
mod markdown;
mod office;
mod open_document;
mod outlook;
mod pdf;
mod plain_text;
mod recognised;
mod rtf;
mod sheets;
mod subtitles;
mod xml;

use collector::Collector;
pub use format::Format;
pub use recognised::{RecognisedPart, recognised};

/// How much of a file is read before it is refused or cut short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Limits {
    /// The size of the file itself.
    pub file_bytes: u64,
    /// What all parts of an archive may unpack to.
    pub unpacked_bytes: u64,
    /// The text that is kept; the rest is cut off with a remark.
    pub text_bytes: u64,
    /// Pages that are read; the rest is cut off with a remark.
    pub pages: u32,
    /// How deep elements, lists and messages may stand in each other.
    pub depth: u32,
    /// Seconds one file may take.
    pub seconds: u32,
    /// Address space of the worker, on systems that can limit it.
    pub memory_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const MEGABYTE: u64 = 1024 * 1024;
        Self {
            file_bytes: 512 * MEGABYTE,
            unpacked_bytes: 512 * MEGABYTE,
            text_bytes: 24 * MEGABYTE,
            pages: 5_000,
            depth: 64,
            seconds: 60,
            memory_bytes: 2_048 * MEGABYTE,
        }
    }
}

/// Why a file gives no text. The name in [`ReadProblem::reason`] is stable: it is stored, counted and translated.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "camelCase")]
pub enum ReadProblem {
    /// It is not there, or is a folder.
    #[error("the file is not there")]
    Missing,
    /// The system does not let it be read.
    #[error("reading the file: {detail}")]
    Unreadable {
        /// What the system said.
        detail: String,
    },
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It opens with a password only.
    #[error("the file is encrypted")]
    Encrypted,
    /// It is not what it seems, or is broken.
    #[error("the file is damaged: {detail}")]
    Damaged {
        /// What was broken.
        detail: String,
    },
    /// It, or what it unpacks to, is over a limit.
    #[error("the file is too large: over {limit_bytes} bytes")]
    #[serde(rename_all = "camelCase")]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// Elements stand in each other deeper than is read.
    #[error("the file is nested deeper than {limit}")]
    TooDeep {
        /// The limit.
        limit: u32,
    },
    /// No reader for this kind of file.
    #[error("files of the kind {format} cannot be read")]
    Unsupported {
        /// What it was taken for.
        format: String,
    },
    /// It can be read, and holds no text: a scan or a picture.
    #[error("there is no text on its {pages} pages")]
    NoText {
        /// How many pages were looked at.
        pages: u32,
    },
    /// The worker did not end in time.
    #[error("reading took longer than {seconds} seconds")]
    TimedOut {
        /// The limit.
        seconds: u32,
    },
    /// The worker reached its limit of memory.
    #[error("reading takes more memory than is allowed")]
    OutOfMemory,
    /// The worker ended without an answer.
    #[error("reading crashed: {detail}")]
    Crashed {
        /// What the system or the reader said.
        detail: String,
    },
}

impl ReadProblem {
    /// A word that stays the same over versions.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unreadable { .. } => "unreadable",
            Self::Empty => "empty",
            Self::Encrypted => "encrypted",
            Self::Damaged { .. } => "damaged",
            Self::TooLarge { .. } => "tooLarge",
            Self::TooDeep { .. } => "tooDeep",
            Self::Unsupported { .. } => "unsupported",
            Self::NoText { .. } => "noText",
            Self::TimedOut { .. } => "timedOut",
            Self::OutOfMemory => "outOfMemory",
            Self::Crashed { .. } => "crashed",
        }
    }

    fn damaged(detail: impl std::fmt::Display) -> Self {
        // Readers quote what they stumble over, which may be long and may be anything.
        let detail = detail.to_string();
        let detail = detail.chars().filter(|it| !it.is_control()).take(200);
        Self::Damaged {
            detail: detail.collect(),
        }
    }
}

impl From<std::io::Error> for ReadProblem {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound => Self::Missing,
            // A file that would be held whole says so before the allocator ends the process.
            std::io::ErrorKind::OutOfMemory => Self::OutOfMemory,
            _ => Self::Unreadable {
                detail: error.to_string(),
            },
        }
    }
}

/// What a reader is handed.
struct Source<'bytes> {
    bytes: &'bytes [u8],
    /// The ending of the file's name, in lower case.
    ending: String,
    limits: &'bytes Limits,
    /// Where PDFium lies, when it lies anywhere.
    pdfium: Option<PathBuf>,
    /// How deep this file stands in others: an attachment of a mail stands at 1.
    depth: u32,
}

/// Reads a file in this process. `pdfium` is the library, or the folder it lies in.
pub fn read(path: &Path, limits: &Limits, pdfium: Option<&Path>) -> Result<Document, ReadProblem> {
    let bytes = bytes_of(path, limits)?;
    let ending = path
        .extension()
        .map(|it| it.to_string_lossy().to_lowercase());
    let bytes = compound_file::whole(&bytes);
    let source = Source {
        bytes: &bytes,
        ending: ending.unwrap_or_default(),
        limits,
        pdfium: pdfium.map(Path::to_path_buf),
        depth: 0,
    };
    read_source(&source)
}

/// The bytes of a file that is a file and not too large. A sparse file of 10 GB is refused by its size alone.
fn bytes_of(path: &Path, limits: &Limits) -> Result<Vec<u8>, ReadProblem> {
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(ReadProblem::Missing);
    }
    let too_large = ReadProblem::TooLarge {
        limit_bytes: limits.file_bytes,
    };
    if metadata.len() > limits.file_bytes {
        return Err(too_large);
    }
    let mut bytes = Vec::new();
    // It may grow while it is read.
    let mut file = File::open(path)?.take(limits.file_bytes.saturating_add(1));
    file.read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > limits.file_bytes) {
        return Err(too_large);
    }
    if bytes.is_empty() {
        return Err(ReadProblem::Empty);
    }
    Ok(bytes)
}

fn read_source(source: &Source<'_>) -> Result<Document, ReadProblem> {
    if source.depth > source.limits.depth {
        return Err(ReadProblem::TooDeep {
            limit: source.limits.depth,
        });
    }
    let format = format::detect(source)?;
    let mut to = Collector::new(format.name(), source.limits);
    match format {
        Format::Pdf => pdf::read(source, &mut to),
        Format::Docx | Format::Pptx | Format::Doc | Format::Ppt => {
            office::read(source, format, &mut to)
        }
        Format::Spreadsheet => sheets::read(source, &mut to),
        Format::Odt | Format::Odp => open_document::read(source, format, &mut to),
        Format::Epub => epub::read(source, &mut to),
        Format::Rtf => rtf::read(source, &mut to),
        Format::Mail => mail::read(source, &mut to),
        Format::Outlook => outlook::read(source, &mut to),
        Format::Picture => Err(ReadProblem::NoText { pages: 1 }),
        Format::Html
        | Format::Markdown
        | Format::Csv
        | Format::Json
        | Format::Subtitles
        | Format::Xml
        | Format::Code
        | Format::Text => decoded(source, format, &mut to),
    }?;
    let document = to.finish();
    let has_text = document.blocks.iter().any(|it| !it.text.trim().is_empty());
    if has_text {
        Ok(document)
    } else {
        Err(ReadProblem::NoText {
            pages: document.pages.unwrap_or(1),
        })
    }
}

/// Formats that are text in some encoding.
fn decoded(source: &Source<'_>, format: Format, to: &mut Collector) -> Result<(), ReadProblem> {
    let label = match format {
        Format::Html | Format::Xml => encoding::stated(source.bytes),
        _ => None,
    };
    let decoded = encoding::decode(source.bytes, label);
    if decoded.misfits > 0 {
        to.remark(Remark::DoubtfulCharacters {
            count: decoded.misfits,
        });
    }
    let text = decoded.text.as_str();
    match format {
        Format::Html => html::read(text, to),
        Format::Markdown => markdown::read(text, to),
        Format::Csv => csv::read(text, &source.ending, to),
        Format::Json => json::read(text, to),
        Format::Subtitles => subtitles::read(text, to),
        Format::Xml => xml::read(text, source.limits, to)?,
        Format::Code => code::read(text, &source.ending, to),
        _ => plain_text::read(text, to),
    }
    Ok(())
}

#[cfg(test)]
mod tests;
