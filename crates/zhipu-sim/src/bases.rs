//! Knowledge bases in memory: documents that are worked on for a while and then found, or not.

mod slices;

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use serde_json::{Value, json};

use crate::Language;
use crate::reading::{self, Unread};
use crate::vectors;

pub(crate) use slices::Cutting;

/// Numbers of a vector of a slice; small, as nobody sees them.
const DIMENSIONS: usize = 512;
/// Bytes that all documents of an account may have, as the platform gives for nothing.
pub(crate) const MOST_BYTES: usize = 1_000_000_000;
/// Characters that all documents may have. Our own guess.
pub(crate) const MOST_WORDS: usize = 5_000_000;

/// All bases of the account.
#[derive(Debug, Default)]
pub(crate) struct Bases {
    list: Mutex<Vec<Base>>,
}

#[derive(Debug)]
pub(crate) struct Base {
    pub(crate) id: String,
    pub(crate) embedding_id: i64,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) contextual: i64,
    pub(crate) background: String,
    pub(crate) icon: String,
    /// Kept by the older form of the calls only.
    pub(crate) customer_identifier: Option<String>,
    pub(crate) documents: Vec<Document>,
}

#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) cutting: Cutting,
    pub(crate) parse_image: bool,
    bytes: Bytes,
    /// How many looks still say that it is worked on.
    looks: u32,
    made: Result<Made, Failure>,
}

/// What a document became.
#[derive(Debug)]
struct Made {
    words: usize,
    slices: Vec<Slice>,
}

#[derive(Debug)]
pub(crate) struct Slice {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) vector: Vec<f64>,
}

/// Why it became nothing.
#[derive(Debug)]
struct Failure {
    code: i64,
    words: Unread,
}

impl Bases {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Vec<Base>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The base of an id.
pub(crate) fn find<'a>(bases: &'a mut [Base], id: &str) -> Option<&'a mut Base> {
    bases.iter_mut().find(|base| base.id == id)
}

/// The document of an id, in whatever base.
pub(crate) fn find_document<'a>(bases: &'a mut [Base], id: &str) -> Option<&'a mut Document> {
    let mut documents = bases.iter_mut().flat_map(|base| &mut base.documents);
    documents.find(|document| document.id == id)
}

/// Bytes and characters of all documents.
pub(crate) fn taken(bases: &[Base]) -> (usize, usize) {
    let documents = bases.iter().flat_map(|base| &base.documents);
    documents.fold((0, 0), |(bytes, words), document| {
        (bytes + document.bytes.len(), words + document.words())
    })
}

impl Base {
    /// `KnowledgeInfo` of the wire.
    pub(crate) fn info(&self) -> Value {
        let bytes: usize = self.documents.iter().map(|it| it.bytes.len()).sum();
        let words: usize = self.documents.iter().map(Document::words).sum();
        json!({ "id": self.id, "embedding_id": self.embedding_id, "name": self.name,
            "description": self.description, "contextual": self.contextual,
            "background": self.background, "icon": self.icon,
            "document_size": self.documents.len(), "length": bytes, "word_num": words })
    }
}

impl Document {
    /// Takes a document in; `words_left` is how many characters still have room.
    pub(crate) fn new(
        id: String,
        file: (String, Bytes),
        cutting: Cutting,
        words_left: usize,
    ) -> Self {
        let (name, bytes) = file;
        let mut document = Self {
            id,
            name,
            cutting,
            parse_image: false,
            bytes,
            looks: 0,
            made: Ok(Made {
                words: 0,
                slices: Vec::new(),
            }),
        };
        document.make(words_left);
        document
    }

    /// Reads, cuts and weighs it, now; when that is told is another matter: see [`Self::work`].
    pub(crate) fn make(&mut self, words_left: usize) {
        self.made = reading::text_of(&self.name, &self.bytes)
            .map_err(|words| Failure { code: 10001, words })
            .and_then(|text| self.made_of(&text, words_left));
    }

    fn made_of(&self, text: &str, words_left: usize) -> Result<Made, Failure> {
        let words = text.chars().filter(|c| !c.is_whitespace()).count();
        if words == 0 {
            return Err(Failure {
                code: 10001,
                words: Unread {
                    chinese: "文档内容为空或已损坏。".to_owned(),
                    english: "The document is empty or damaged".to_owned(),
                },
            });
        }
        if words > words_left {
            return Err(Failure {
                code: 10002,
                words: Unread {
                    chinese: "知识库空间已达上限（字数超出限制）。".to_owned(),
                    english: "The space of the knowledge base is used up (characters)".to_owned(),
                },
            });
        }
        let slices = self.cutting.slices(text).into_iter().enumerate();
        let slices = slices.map(|(place, text)| Slice {
            id: format!("{}-{place}", self.id),
            vector: vectors::embed(&text, DIMENSIONS),
            text,
        });
        Ok(Made {
            words,
            slices: slices.collect(),
        })
    }

    /// Begins to work on it for a number of looks.
    pub(crate) fn work(&mut self, looks: u32) {
        self.looks = looks;
    }

    /// A look at it brings its end nearer.
    pub(crate) fn look(&mut self) {
        self.looks = self.looks.saturating_sub(1);
    }

    /// `embedding_stat` of the wire.
    pub(crate) fn state(&self) -> i64 {
        match &self.made {
            _ if self.looks > 0 => 0,
            Ok(_) => 1,
            Err(_) => 2,
        }
    }

    /// What can be found in it now.
    pub(crate) fn slices(&self) -> &[Slice] {
        match &self.made {
            Ok(made) if self.looks == 0 => &made.slices,
            _ => &[],
        }
    }

    fn words(&self) -> usize {
        self.made.as_ref().map_or(0, |made| made.words)
    }

    /// The document object of the wire.
    pub(crate) fn info(&self, language: Language) -> Value {
        let mut info = json!({ "id": self.id, "knowledge_type": self.cutting.kind,
            "custom_separator": self.cutting.separators, "sentence_size": self.cutting.size,
            "length": self.bytes.len(), "word_num": self.words(), "name": self.name, "url": "",
            "embedding_stat": self.state(), "parse_image": i64::from(self.parse_image),
            "failInfo": null });
        if let (2, Err(failure)) = (self.state(), &self.made) {
            let words = match language {
                Language::Chinese => &failure.words.chinese,
                Language::English => &failure.words.english,
            };
            let told = json!({ "embedding_code": failure.code, "embedding_msg": words });
            if let Some(fields) = info.as_object_mut() {
                fields.insert("failInfo".to_owned(), told);
            }
        }
        info
    }
}
