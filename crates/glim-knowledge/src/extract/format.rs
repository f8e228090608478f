//! What a file is: by its first bytes, by what an archive holds, and only then by its name.

use std::io::Cursor;

use super::archive::Archive;
use super::{ReadProblem, Source, code, compound_file};

/// The readers there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// PDF.
    Pdf,
    /// Word since 2007.
    Docx,
    /// PowerPoint since 2007.
    Pptx,
    /// Word before.
    Doc,
    /// PowerPoint before.
    Ppt,
    /// Sheets: Excel of any age, OpenDocument.
    Spreadsheet,
    /// OpenDocument text.
    Odt,
    /// OpenDocument slides.
    Odp,
    /// A book.
    Epub,
    /// Rich text.
    Rtf,
    /// A mail as it is sent.
    Mail,
    /// A mail as Outlook keeps it.
    Outlook,
    /// A picture, which has no text without recognition.
    Picture,
    /// A web page.
    Html,
    /// Markdown.
    Markdown,
    /// Comma or tab separated values.
    Csv,
    /// JSON.
    Json,
    /// SRT or WebVTT.
    Subtitles,
    /// XML of no other kind.
    Xml,
    /// Source code.
    Code,
    /// Text of no other kind.
    Text,
}

impl Format {
    /// A word that stays the same over versions.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Pptx => "pptx",
            Self::Doc => "doc",
            Self::Ppt => "ppt",
            Self::Spreadsheet => "spreadsheet",
            Self::Odt => "odt",
            Self::Odp => "odp",
            Self::Epub => "epub",
            Self::Rtf => "rtf",
            Self::Mail => "mail",
            Self::Outlook => "outlook",
            Self::Picture => "picture",
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Subtitles => "subtitles",
            Self::Xml => "xml",
            Self::Code => "code",
            Self::Text => "text",
        }
    }
}

/// Bytes at the start of pictures.
const PICTURES: [&[u8]; 7] = [
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\0",
    b"MM\0*",
    b"BM",
    b"\0\0\0\x0cjP  ",
];

/// How far into a file its mark may stand: mail servers put lines before a PDF.
const HEAD: usize = 1024;

pub(super) fn detect(source: &Source<'_>) -> Result<Format, ReadProblem> {
    let bytes = source.bytes;
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    if contains(head, b"%PDF-") {
        return Ok(Format::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return in_archive(source);
    }
    if bytes.starts_with(&compound_file::MARK) {
        return in_compound_file(bytes);
    }
    if head.trim_ascii_start().starts_with(b"{\\rtf") {
        return Ok(Format::Rtf);
    }
    let is_riff_picture = bytes.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP");
    let is_bitmap_text = bytes.starts_with(b"BM") && is_text(head);
    if is_riff_picture || (PICTURES.iter().any(|it| bytes.starts_with(it)) && !is_bitmap_text) {
        return Ok(Format::Picture);
    }
    if !is_text(head) {
        // Word before Word 97 had no compound file; its ending is all there is to go by.
        let early_word = source.ending == "doc" && matches!(head.first(), Some(0x31 | 0xdb | 0xfe));
        if early_word {
            return Ok(Format::Doc);
        }
        if matches!(source.ending.as_str(), "xls" | "xlt") && head.first() == Some(&0x09) {
            return Ok(Format::Spreadsheet);
        }
        return Err(ReadProblem::Unsupported {
            format: unknown_name(&source.ending),
        });
    }
    Ok(of_text(head, &source.ending))
}

/// The ending of the name, when it is one a person would recognise.
fn unknown_name(ending: &str) -> String {
    let is_plain = !ending.is_empty() && ending.len() <= 8 && ending.is_ascii();
    if is_plain { ending } else { "unknown" }.to_owned()
}

fn in_archive(source: &Source<'_>) -> Result<Format, ReadProblem> {
    let mut archive = Archive::open(source.bytes, source.limits)?;
    let kind = archive.part("mimetype")?.unwrap_or_default();
    let kind = String::from_utf8_lossy(&kind).trim().to_owned();
    let open_document = kind.strip_prefix("application/vnd.oasis.opendocument.");
    if let Some(kind) = open_document {
        return match kind.split('-').next() {
            Some("text") => Ok(Format::Odt),
            Some("presentation") => Ok(Format::Odp),
            Some("spreadsheet") => Ok(Format::Spreadsheet),
            _ => Err(ReadProblem::Unsupported {
                format: kind.to_owned(),
            }),
        };
    }
    let has = |start: &str| {
        let start = start.to_lowercase();
        archive.names().any(|it| {
            it.trim_start_matches('/')
                .to_lowercase()
                .starts_with(&start)
        })
    };
    if kind.starts_with("application/epub") || has("META-INF/container.xml") {
        return Ok(Format::Epub);
    }
    let known = [
        ("word/", Format::Docx),
        ("ppt/", Format::Pptx),
        ("xl/", Format::Spreadsheet),
    ];
    let found = known.iter().find(|(folder, _)| has(folder));
    found
        .map(|(_, format)| *format)
        .ok_or_else(|| ReadProblem::Unsupported {
            format: "zip".to_owned(),
        })
}

fn in_compound_file(bytes: &[u8]) -> Result<Format, ReadProblem> {
    let file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(ReadProblem::damaged)?;
    if file.exists("/EncryptedPackage") {
        return Err(ReadProblem::Encrypted);
    }
    let known = [
        ("/WordDocument", Format::Doc),
        ("/PowerPoint Document", Format::Ppt),
        ("/PP40", Format::Ppt),
        ("/Workbook", Format::Spreadsheet),
        ("/Book", Format::Spreadsheet),
        ("/__properties_version1.0", Format::Outlook),
    ];
    let found = known.iter().find(|(stream, _)| file.exists(stream));
    found
        .map(|(_, format)| *format)
        .ok_or_else(|| ReadProblem::Unsupported {
            format: "ole".to_owned(),
        })
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|it| it == what)
}

/// Whether bytes look like text: zeros only as UTF-16 has them, few other control characters.
fn is_text(head: &[u8]) -> bool {
    if encoding_rs::Encoding::for_bom(head).is_some() {
        return true;
    }
    if head.contains(&0) {
        return super::encoding::utf_16(head).is_some();
    }
    let strange = head
        .iter()
        .filter(|it| **it < 9 || (14..27).contains(*it))
        .count();
    strange * 50 <= head.len()
}

fn of_text(head: &[u8], ending: &str) -> Format {
    let start = super::encoding::decode(head, None).text;
    let start = start.trim_start().to_lowercase();
    let is_page = start.starts_with("<!doctype html") || start.starts_with("<html");
    match ending {
        "html" | "htm" | "xhtml" | "shtml" => return Format::Html,
        "md" | "markdown" | "mdx" => return Format::Markdown,
        "csv" | "tsv" => return Format::Csv,
        "json" | "jsonl" | "ndjson" | "geojson" | "ipynb" => return Format::Json,
        "srt" | "vtt" => return Format::Subtitles,
        "eml" | "mht" | "mhtml" => return Format::Mail,
        _ => {}
    }
    if is_page {
        return Format::Html;
    }
    if start.starts_with("<?xml") {
        return if start.contains("<html") {
            Format::Html
        } else {
            Format::Xml
        };
    }
    if matches!(ending, "xml" | "rss" | "atom" | "svg") && start.starts_with('<') {
        return Format::Xml;
    }
    if code::language(ending).is_some() {
        return Format::Code;
    }
    if start.starts_with("webvtt") {
        return Format::Subtitles;
    }
    Format::Text
}
