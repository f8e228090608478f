//! Finding by words: an index of tantivy with tokens of our own, made from the database and made again when in doubt.
//!
//! `words/tokens.rs` cuts text, `words/query.rs` reads what was typed, `words/search.rs` makes tantivy's query of it.

mod query;
mod search;
mod stems;
mod tokens;
mod units;

use std::fs;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tantivy::collector::Count;
use tantivy::directory::MmapDirectory;
use tantivy::indexer::{LogMergePolicy, MergePolicy, NoMergePolicy};
use tantivy::query::TermQuery;
use tantivy::schema::{
    FAST, Field as IndexField, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};

use crate::{ChunkKey, Error, Found, SourceKey};
pub use query::{Field, Query};
pub use search::WordHit;

/// Changes with the tokens or the fields: an index of another form is not used.
const FORM: u64 = 2;
/// Threads that write. Each makes parts of its own, so which of two texts comes first is left to chance: of equal scores
/// where a search stops looking it may take either.
const WRITERS: usize = 2;
/// Memory of each for what is not yet written.
const WRITER_BYTES: usize = 64 << 20;
/// Parts of like size that are joined into one. With tantivy's usual eight 100,000 chunks are written in 5 s instead of 6.7,
/// but half of all searches take 1.4 ms instead of 0.9.
const JOINED: usize = 4;
const TOKENIZER: &str = "glim";

/// A passage as it is put in.
///
/// Words are counted in each of its chunks and in the whole of it: an answer stands in one sentence, but what a question
/// names may stand in several.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The headings above it, joined by spaces or line breaks.
    pub heading: &'a str,
    /// Its text.
    pub text: &'a str,
    /// What its chunks are called, and their texts. Without any, it cannot be found.
    pub chunks: &'a [(ChunkKey, &'a str)],
}

/// The index. All calls block; searches do not wait for writing.
pub struct Words {
    index: Index,
    reader: IndexReader,
    fields: Fields,
    /// Made when first needed, and let go after each commit: it holds memory and a thread.
    writer: Mutex<Option<IndexWriter>>,
}

/// Two kinds of documents: a chunk has `chunk`, `name`, `heading` and `text`, a passage has `whole`. `passage` is the key
/// of the first chunk of the passage, in both.
#[derive(Debug, Clone, Copy)]
struct Fields {
    kind: IndexField,
    chunk: IndexField,
    passage: IndexField,
    source: IndexField,
    name: IndexField,
    heading: IndexField,
    text: IndexField,
    whole: IndexField,
}

/// What a document of the index is.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Chunk,
    Passage,
}

impl Kind {
    fn term(self, fields: Fields) -> Term {
        Term::from_field_u64(fields.kind, self.number())
    }

    fn number(self) -> u64 {
        match self {
            Self::Chunk => 0,
            Self::Passage => 1,
        }
    }
}

impl Words {
    /// Opens the index in a folder that holds nothing else. If it was not built from this `generation`, is missing or
    /// damaged, it is emptied first.
    pub fn open(folder: &Path, generation: u64) -> Result<(Self, Found), Error> {
        let found = state(folder, generation);
        if found == Found::Whole {
            return Ok((Self::in_folder(folder)?, found));
        }
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(|source| Error::file("remove", folder, source))?;
        }
        fs::create_dir_all(folder).map_err(|source| Error::file("create", folder, source))?;
        Ok((Self::in_folder(folder)?, found))
    }

    fn in_folder(folder: &Path) -> Result<Self, Error> {
        let (schema, fields) = schema();
        let index = MmapDirectory::open(folder)
            .map_err(tantivy::TantivyError::from)
            .and_then(|directory| Index::open_or_create(directory, schema))
            .map_err(Error::words("open"))?;
        let analyzer = TextAnalyzer::builder(tokens::Cutter::default()).build();
        index.tokenizers().register(TOKENIZER, analyzer);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        Ok(Self {
            reader: reader.try_into().map_err(Error::words("open"))?,
            index,
            fields,
            writer: Mutex::new(None),
        })
    }

    /// Puts the passages of a source in the place of those it had. Found after the next commit.
    pub fn put(&self, source: SourceKey, name: &str, entries: &[Entry<'_>]) -> Result<(), Error> {
        self.write("put", |writer, fields| {
            writer.delete_term(Term::from_field_u64(fields.source, source.0));
            for entry in entries {
                let Some((passage, _)) = entry.chunks.first() else {
                    continue;
                };
                let document = |kind: Kind| {
                    let mut document = TantivyDocument::default();
                    document.add_u64(fields.kind, kind.number());
                    document.add_u64(fields.passage, passage.0);
                    document.add_u64(fields.source, source.0);
                    document
                };
                for (chunk, text) in entry.chunks {
                    let mut document = document(Kind::Chunk);
                    document.add_u64(fields.chunk, chunk.0);
                    document.add_text(fields.name, name);
                    document.add_text(fields.heading, entry.heading);
                    document.add_text(fields.text, text);
                    writer.add_document(document)?;
                }
                let mut document = document(Kind::Passage);
                if !entry.text.starts_with(entry.heading) {
                    document.add_text(fields.whole, entry.heading);
                }
                document.add_text(fields.whole, entry.text);
                writer.add_document(document)?;
            }
            Ok(())
        })
    }

    /// Takes a source out. Gone after the next commit.
    pub fn remove(&self, source: SourceKey) -> Result<(), Error> {
        self.write("remove", |writer, fields| {
            writer.delete_term(Term::from_field_u64(fields.source, source.0));
            Ok(())
        })
    }

    /// Writes what was put in and taken out, as what the database held at `generation`. All of it or nothing.
    pub fn commit(&self, generation: u64) -> Result<(), Error> {
        self.write("commit", |writer, _| {
            let mut prepared = writer.prepare_commit()?;
            prepared.set_payload(&stamp(generation));
            prepared.commit().map(|_| ())
        })?;
        if let Some(writer) = self.writer().take() {
            writer
                .wait_merging_threads()
                .map_err(Error::words("merge"))?;
        }
        self.reader.reload().map_err(Error::words("read"))
    }

    /// Joins all parts of the index into one, for speed after many changes. Takes seconds for a million chunks.
    pub fn tidy(&self) -> Result<(), Error> {
        let parts = self.index.searchable_segment_ids();
        let parts = parts.map_err(Error::words("read"))?;
        if parts.len() > 1 {
            self.write("merge", |writer, _| {
                writer.set_merge_policy(Box::new(NoMergePolicy));
                writer.merge(&parts).wait()?;
                writer.garbage_collect_files().wait().map(|_| ())
            })?;
            *self.writer() = None;
            self.reader.reload().map_err(Error::words("read"))?;
        }
        Ok(())
    }

    /// How many chunks can be found.
    pub fn len(&self) -> Result<usize, Error> {
        let chunks = TermQuery::new(Kind::Chunk.term(self.fields), IndexRecordOption::Basic);
        let count = self.reader.searcher().search(&chunks, &Count);
        count.map_err(Error::words("count"))
    }

    /// True when nothing can be found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reader.searcher().num_docs() == 0
    }

    /// Bytes on disk.
    pub fn disk_bytes(&self) -> Result<u64, Error> {
        let usage = self.reader.searcher().space_usage();
        usage
            .map(|usage| usage.total().get_bytes())
            .map_err(|error| Error::words("measure")(error.into()))
    }

    fn write(
        &self,
        doing: &'static str,
        work: impl FnOnce(&mut IndexWriter, Fields) -> tantivy::Result<()>,
    ) -> Result<(), Error> {
        let mut held = self.writer();
        let mut writer = match held.take() {
            Some(writer) => writer,
            None => self
                .index
                .writer_with_num_threads(WRITERS, WRITERS * WRITER_BYTES)
                .inspect(|writer: &IndexWriter| writer.set_merge_policy(joining()))
                .map_err(Error::words("begin writing"))?,
        };
        let done = work(&mut writer, self.fields);
        // After an error the writer may be half dead: the next one begins at the last commit.
        if done.is_ok() {
            *held = Some(writer);
        }
        done.map_err(Error::words(doing))
    }

    fn writer(&self) -> MutexGuard<'_, Option<IndexWriter>> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Words").finish_non_exhaustive()
    }
}

/// Looks whether an index can be used as it is; every file is read once against its check sum.
fn state(folder: &Path, generation: u64) -> Found {
    if !folder.join("meta.json").is_file() {
        return Found::Missing;
    }
    let (schema, _) = schema();
    let opened = MmapDirectory::open(folder)
        .map_err(tantivy::TantivyError::from)
        .and_then(|directory| Index::open_or_create(directory, schema));
    let whole = opened.and_then(|index| {
        let damaged = index.validate_checksum()?;
        Ok((damaged.is_empty(), index.load_metas()?.payload))
    });
    let Ok((true, payload)) = whole else {
        return Found::Damaged;
    };
    let numbers = payload.and_then(|payload| {
        let (form, generation) = payload.split_once(' ')?;
        Some((form.parse::<u64>().ok()?, generation.parse::<u64>().ok()?))
    });
    match numbers {
        Some((FORM, held)) if held == generation => Found::Whole,
        Some((FORM, held)) => Found::Behind { generation: held },
        // Nothing was ever committed, or by another version of the app.
        _ => Found::Damaged,
    }
}

fn joining() -> Box<dyn MergePolicy> {
    let mut policy = LogMergePolicy::default();
    policy.set_min_num_segments(JOINED);
    Box::new(policy)
}

fn stamp(generation: u64) -> String {
    format!("{FORM} {generation}")
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = TextOptions::default().set_indexing_options(indexing.clone());
    let counted = indexing.set_index_option(IndexRecordOption::WithFreqs);
    let counted = TextOptions::default().set_indexing_options(counted);
    let fields = Fields {
        kind: schema.add_u64_field("kind", INDEXED),
        chunk: schema.add_u64_field("chunk", FAST),
        passage: schema.add_u64_field("passage", FAST | INDEXED),
        source: schema.add_u64_field("source", INDEXED),
        name: schema.add_text_field("name", text.clone()),
        heading: schema.add_text_field("heading", text.clone()),
        text: schema.add_text_field("text", text),
        whole: schema.add_text_field("whole", counted),
    };
    (schema.build(), fields)
}

#[cfg(test)]
mod tests;
