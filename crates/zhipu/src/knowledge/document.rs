//! A document of a knowledge base: how it is cut, and how far the platform is with it.

use serde_json::Value;

use super::base::listed;
use crate::error::Error;
use crate::wire;

/// How a document is cut into slices (`knowledge_type` on the wire); left out, the platform chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slicing {
    /// By titles and paragraphs (1): txt, doc, pdf, url, docx, ppt, pptx, md.
    Titles,
    /// Pairs of question and answer (2): the same formats.
    Questions,
    /// By rows (3): xls, xlsx, csv.
    Rows,
    /// A table of products (4): xlsx; the older SDK only.
    Products,
    /// By separators of one's own and a size (5): the formats of `Titles`.
    Custom,
    /// By pages (6): pdf, ppt, pptx.
    Pages,
    /// Not at all (7): xls, xlsx, csv.
    Whole,
    /// A number this version does not know.
    Other(i64),
}

const TEXTS: &[&str] = &["txt", "doc", "pdf", "url", "docx", "ppt", "pptx", "md"];
const TABLES: &[&str] = &["xls", "xlsx", "csv"];

impl Slicing {
    /// Its number on the wire.
    pub const fn id(self) -> i64 {
        match self {
            Self::Titles => 1,
            Self::Questions => 2,
            Self::Rows => 3,
            Self::Products => 4,
            Self::Custom => 5,
            Self::Pages => 6,
            Self::Whole => 7,
            Self::Other(id) => id,
        }
    }

    /// Endings in lower case that can be cut so (`url` is a page of the web); empty if not known.
    pub const fn formats(self) -> &'static [&'static str] {
        match self {
            Self::Titles | Self::Questions | Self::Custom => TEXTS,
            Self::Rows | Self::Whole => TABLES,
            Self::Products => &["xlsx"],
            Self::Pages => &["pdf", "ppt", "pptx"],
            Self::Other(_) => &[],
        }
    }
}

impl From<i64> for Slicing {
    fn from(id: i64) -> Self {
        match id {
            1 => Self::Titles,
            2 => Self::Questions,
            3 => Self::Rows,
            4 => Self::Products,
            5 => Self::Custom,
            6 => Self::Pages,
            7 => Self::Whole,
            id => Self::Other(id),
        }
    }
}

/// How far the platform is with a document (`embedding_stat` on the wire).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentState {
    /// Vectors are being made (0).
    Running,
    /// It can be found (1).
    Done,
    /// It cannot (2); see [`Document::failure`]. Finding goes on without it and does not say so.
    Failed,
    /// A number this version does not know.
    Other(i64),
}

impl From<i64> for DocumentState {
    fn from(state: i64) -> Self {
        match state {
            0 => Self::Running,
            1 => Self::Done,
            2 => Self::Failed,
            state => Self::Other(state),
        }
    }
}

/// Why a document cannot be found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentFailure {
    /// 10001: the space is used up, or the document is damaged (LIVE-2026-10); 10002: too many
    /// characters.
    pub code: Option<i64>,
    /// Words of the platform.
    pub message: Option<String>,
}

/// A document as the platform describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Where it can be fetched.
    pub url: Option<String>,
    /// How it was cut.
    pub slicing: Option<Slicing>,
    /// At which separators.
    pub separators: Vec<String>,
    /// Into slices of how many characters.
    pub sentence_size: Option<u64>,
    /// Its size (`length` on the wire).
    pub bytes: Option<u64>,
    /// Its characters (`word_num` on the wire).
    pub words: Option<u64>,
    /// How far the platform is with it; `None` if not told, which is not "done".
    pub state: Option<DocumentState>,
    /// Why it failed.
    pub failure: Option<DocumentFailure>,
    /// The least slice, which only the live platform tells (LIVE-2026-10), as the next three.
    pub min_chunk_size: Option<u64>,
    /// The largest slice.
    pub max_chunk_size: Option<u64>,
    /// How far slices overlap.
    pub chunk_overlap: Option<u64>,
    /// Whether pictures were read.
    pub parse_image: Option<bool>,
}

impl Document {
    pub(super) fn read(document: &Value) -> Option<Self> {
        let failure = document.get("failInfo").filter(|it| it.is_object());
        Some(Self {
            id: wire::filled(document, "id")?,
            name: wire::filled(document, "name"),
            url: wire::filled(document, "url"),
            slicing: wire::integer(document, "knowledge_type").map(Slicing::from),
            separators: wire::texts(document, "custom_separator"),
            sentence_size: wire::count(document, "sentence_size"),
            bytes: wire::count(document, "length"),
            words: wire::count(document, "word_num"),
            state: wire::integer(document, "embedding_stat").map(DocumentState::from),
            failure: failure.map(|failure| DocumentFailure {
                code: wire::integer(failure, "embedding_code"),
                message: wire::filled(failure, "embedding_msg"),
            }),
            min_chunk_size: wire::count(document, "min_chunk_size"),
            max_chunk_size: wire::count(document, "max_chunk_size"),
            chunk_overlap: wire::count(document, "chunk_overlap"),
            parse_image: wire::flag(document, "parse_image"),
        })
    }
}

/// Which documents are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentQuery {
    /// The base.
    pub knowledge_id: String,
    /// The page, from 1; 1 if not said.
    pub page: Option<u32>,
    /// Documents of a page; 10 if not said.
    pub size: Option<u32>,
    /// Only those whose name holds this.
    pub word: Option<String>,
}

/// A page of documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentPage {
    /// The documents.
    pub documents: Vec<Document>,
    /// How many there are on all pages; `None` if not told.
    pub total: Option<u64>,
}

impl DocumentPage {
    pub(super) fn read(data: &Value) -> Result<Self, Error> {
        Ok(Self {
            documents: listed(data)?.iter().filter_map(Document::read).collect(),
            total: wire::count(data, "total"),
        })
    }
}

/// A picture inside a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentPicture {
    /// The mark that stands for it in slices, such as `【picture 1】`.
    pub mark: String,
    /// Where it can be fetched.
    pub url: String,
}

impl DocumentPicture {
    pub(super) fn read(picture: &Value) -> Option<Self> {
        Some(Self {
            mark: wire::filled(picture, "text")?,
            url: wire::filled(picture, "cos_url")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_is_read_with_what_only_the_live_platform_tells() {
        let document = Document::read(&json!({
            "id": "1943012999999999999", "knowledge_type": 5, "custom_separator": ["\n", 7],
            "sentence_size": "300", "length": 20480, "word_num": 900, "name": "规则.md",
            "url": "", "embedding_stat": 2, "chunk_overlap": 0, "parse_image": 0,
            "failInfo": {"embedding_code": 10001, "embedding_msg": "文档损坏"},
        }))
        .unwrap();
        assert_eq!(document.slicing, Some(Slicing::Custom));
        assert_eq!(document.separators, ["\n"]);
        assert_eq!(
            (document.sentence_size, document.parse_image),
            (Some(300), Some(false))
        );
        assert_eq!(document.state, Some(DocumentState::Failed));
        let failure = document.failure.unwrap();
        assert_eq!(
            (failure.code, failure.message.as_deref()),
            (Some(10001), Some("文档损坏"))
        );
        assert_eq!(document.url, None);
    }

    #[test]
    fn a_state_that_is_missing_is_not_done() {
        let document = Document::read(&json!({"id": 5, "failInfo": null})).unwrap();
        assert_eq!((document.state, document.failure), (None, None));
        let odd = Document::read(&json!({"id": "1", "embedding_stat": 9, "knowledge_type": 8}));
        let odd = odd.unwrap();
        assert_eq!(odd.state, Some(DocumentState::Other(9)));
        assert_eq!(odd.slicing, Some(Slicing::Other(8)));
        assert!(Document::read(&json!({"name": "x"})).is_none());
    }

    #[test]
    fn every_slicing_keeps_its_number() {
        for id in 0..9 {
            assert_eq!(Slicing::from(id).id(), id);
        }
    }
}
