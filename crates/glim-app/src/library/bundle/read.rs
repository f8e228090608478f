//! Reading the file of a collection in. Everything in it may be a lie: sizes are counted as they unpack, hashes of originals are
//! checked, hashes of texts are made anew, and nothing is in the library before all of it has been looked at.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, Read},
    path::{Path, PathBuf},
};

use glim_store::{ContentHash, NewSource, Place, Store};
use sha2::{Digest as _, Sha256};
use zip::ZipArchive;

use super::{
    BundleProgress,
    manifest::{self, Entry, Manifest, Passage, VectorsOf},
    not_taken,
};
use crate::{
    ErrorCode, Out, UiError,
    library::{
        add::blocking,
        contents::{self, Carried},
        pages::shortened,
    },
};

/// Parts of the file.
const MOST_PARTS: usize = 400_000;
/// Sources of a collection.
const MOST_SOURCES: usize = 100_000;
/// The manifest.
const MANIFEST_BYTES: u64 = 1 << 20;
/// A line of the list or of a text.
const LINE_BYTES: u64 = 8 << 20;
/// The text of one source, unpacked; readers cut off at less.
const TEXT_BYTES: u64 = 256 << 20;
/// All texts and vectors, unpacked.
const ALL_BYTES: u64 = 16 << 30;
/// One original.
const FILE_BYTES: u64 = 512 << 20;
/// Longest address of a page.
const ADDRESS_BYTES: usize = 4_096;

type Archive = ZipArchive<BufReader<File>>;

/// What is to be added; its texts lie beside the contents of pages by now, each under the hash of its content.
#[derive(Debug)]
pub(super) struct Unpacked {
    pub(super) name: String,
    pub(super) sources: Vec<NewSource>,
}

/// Why a file is not taken.
#[derive(Debug)]
enum Trouble {
    Not(&'static str),
    Io(io::Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::InvalidData
            | io::ErrorKind::UnexpectedEof
            | io::ErrorKind::InvalidInput
            // What the reader of the archive says of a wrong check sum.
            | io::ErrorKind::Other => Self::Not("damaged"),
            _ => Self::Io(error),
        }
    }
}

impl From<Trouble> for UiError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Not(why) => not_taken(why),
            Trouble::Io(error) => match error.kind() {
                io::ErrorKind::StorageFull => UiError::new(ErrorCode::DiskFull),
                io::ErrorKind::NotFound => UiError::not_found("file"),
                _ => not_taken("unreadable").with("detail", error.to_string()),
            },
        }
    }
}

pub(super) async fn unpack(
    store: &Store,
    path: PathBuf,
    folder: PathBuf,
    out: &Out<BundleProgress>,
) -> Result<Unpacked, UiError> {
    let (archive, manifest) = blocking(move || open(&path)).await??;
    let (archive, entries) = blocking(move || entries(archive)).await??;
    let hashes: Vec<_> = entries
        .iter()
        .map(|it| contents::hash_of(&it.hash))
        .collect();
    let unpacking = Unpacking {
        store,
        folder: &folder,
        vectors: manifest.vectors,
        out,
    };
    let sources = match unpacking.all(archive, entries).await {
        Ok(sources) => sources,
        Err(error) => {
            // A text that was refused must not be taken for that of a file that is added later.
            let gone = blocking(move || {
                let hashes = hashes.into_iter().flatten();
                hashes.for_each(|hash| contents::end_carrying(&folder, hash));
            });
            gone.await?;
            return Err(error);
        }
    };
    Ok(Unpacked {
        name: shortened(&manifest.name),
        sources,
    })
}

/// A file that is being read in.
struct Unpacking<'a> {
    store: &'a Store,
    folder: &'a Path,
    vectors: Option<VectorsOf>,
    out: &'a Out<BundleProgress>,
}

impl Unpacking<'_> {
    async fn all(
        &self,
        mut archive: Archive,
        entries: Vec<Entry>,
    ) -> Result<Vec<NewSource>, UiError> {
        let folder = self.folder.to_owned();
        blocking(move || std::fs::create_dir_all(folder))
            .await?
            .map_err(Trouble::from)?;
        let total = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        let mut sources = Vec::with_capacity(entries.len());
        let mut left = ALL_BYTES;
        for (entry, number) in entries.into_iter().zip(0_u32..) {
            self.out.send(BundleProgress {
                done: number,
                total,
            });
            let hash = contents::hash_of(&entry.hash).ok_or_else(|| not_taken("damaged"))?;
            let one = One {
                number,
                hash,
                is_known: self.store.has_content(hash).await?,
                folder: self.folder.to_owned(),
                vectors: self.vectors.clone(),
            };
            let taken = blocking(move || -> Result<_, Trouble> {
                let source = one.take(&mut archive, entry, &mut left)?;
                Ok((archive, source, left))
            });
            let (rest, source, unread) = taken.await??;
            (archive, left) = (rest, unread);
            sources.push(source);
        }
        Ok(sources)
    }
}

/// Opens it and says whether it is one of ours. Blocks.
fn open(path: &Path) -> Result<(Archive, Manifest), Trouble> {
    let file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(Trouble::Not("notABundle"));
    }
    let archive = ZipArchive::new(BufReader::new(file));
    let mut archive = archive.map_err(|_| Trouble::Not("notABundle"))?;
    if archive.len() > MOST_PARTS {
        return Err(Trouble::Not("tooLarge"));
    }
    let mut text = Vec::new();
    let part = archive.by_name(manifest::MANIFEST);
    let part = part.map_err(|_| Trouble::Not("notABundle"))?;
    part.take(MANIFEST_BYTES).read_to_end(&mut text)?;
    // Version and format first: a newer manifest may have another shape.
    let value: serde_json::Value =
        serde_json::from_slice(&text).map_err(|_| Trouble::Not("notABundle"))?;
    if value.get("format").and_then(serde_json::Value::as_str) != Some(manifest::FORMAT) {
        return Err(Trouble::Not("notABundle"));
    }
    let version = value.get("version").and_then(serde_json::Value::as_u64);
    match version {
        Some(version) if version > u64::from(manifest::VERSION) => Err(Trouble::Not("newer")),
        Some(_) => {
            let manifest = serde_json::from_value(value).map_err(|_| Trouble::Not("damaged"))?;
            Ok((archive, manifest))
        }
        None => Err(Trouble::Not("damaged")),
    }
}

fn entries(mut archive: Archive) -> Result<(Archive, Vec<Entry>), Trouble> {
    let mut all = Vec::new();
    let part = archive.by_name(manifest::SOURCES);
    let part = part.map_err(|_| Trouble::Not("damaged"))?;
    let mut lines = Lines::new(part, TEXT_BYTES);
    while let Some(line) = lines.next()? {
        all.push(serde_json::from_slice(&line).map_err(|_| Trouble::Not("damaged"))?);
        if all.len() > MOST_SOURCES {
            return Err(Trouble::Not("tooLarge"));
        }
    }
    drop(lines);
    if all.is_empty() {
        return Err(Trouble::Not("empty"));
    }
    Ok((archive, all))
}

/// Lines of bounded length out of a part of bounded size.
struct Lines<R: Read> {
    from: io::Take<BufReader<R>>,
    limit: u64,
}

impl<R: Read> Lines<R> {
    fn new(part: R, limit: u64) -> Self {
        Self {
            from: BufReader::new(part).take(limit + 1),
            limit,
        }
    }

    fn read(&self) -> u64 {
        (self.limit + 1).saturating_sub(self.from.limit())
    }

    fn next(&mut self) -> Result<Option<Vec<u8>>, Trouble> {
        let mut line = Vec::new();
        let read = (&mut self.from)
            .take(LINE_BYTES + 1)
            .read_until(b'\n', &mut line)?;
        if read as u64 > LINE_BYTES || self.from.limit() == 0 {
            return Err(Trouble::Not("tooLarge"));
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        Ok((read > 0).then_some(line))
    }
}

/// One source of the file.
struct One {
    number: u32,
    hash: ContentHash,
    is_known: bool,
    folder: PathBuf,
    vectors: Option<VectorsOf>,
}

impl One {
    fn take(
        &self,
        archive: &mut Archive,
        entry: Entry,
        left: &mut u64,
    ) -> Result<NewSource, Trouble> {
        let mut place = self.folder.join(format!("{:?}.none", self.hash));
        if let Some(ending) = entry.file.as_deref().and_then(contents::known_ending) {
            let to = self.folder.join(format!("{:?}.{ending}", self.hash));
            self.original(archive, &to)?;
            place = to;
        }
        if !self.is_known {
            let texts = self.texts(archive, left)?;
            let vectors = self.vectors(archive, left)?;
            let carried = Carried {
                details: entry.details,
                passages: texts,
                vectors,
            };
            carried.write(&self.folder, self.hash)?;
        }
        let address = entry.address.filter(|it| it.len() <= ADDRESS_BYTES);
        let address = address.and_then(|it| zhipu::page::address(&it).ok());
        Ok(NewSource {
            place: match address {
                Some(address) => Place::Web(address.into()),
                None => Place::File(place),
            },
            name: shortened(&entry.name),
            kind: entry
                .kind
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .take(20)
                .collect(),
            hash: self.hash,
            bytes: entry.bytes.max(0),
            modified_ms: entry.modified_ms,
        })
    }

    /// The original, written only when it is what its hash says.
    fn original(&self, archive: &mut Archive, to: &Path) -> Result<(), Trouble> {
        let part = archive.by_name(&format!("files/{}", self.number));
        let part = part.map_err(|_| Trouble::Not("damaged"))?;
        if to.is_file() {
            return Ok(());
        }
        let unfinished = to.with_extension("unfinished");
        let mut file = File::create(&unfinished)?;
        let mut hashed = Hashed {
            to: &mut file,
            hash: Sha256::new(),
        };
        let copied = io::copy(&mut part.take(FILE_BYTES + 1), &mut hashed);
        let hash: [u8; 32] = hashed.hash.finalize().into();
        let is_whole =
            copied.as_ref().is_ok_and(|bytes| *bytes <= FILE_BYTES) && hash == self.hash.0;
        if !is_whole {
            drop(file);
            std::fs::remove_file(&unfinished)?;
            copied?;
            return Err(Trouble::Not("damaged"));
        }
        file.sync_all()?;
        Ok(std::fs::rename(&unfinished, to)?)
    }

    fn texts(
        &self,
        archive: &mut Archive,
        left: &mut u64,
    ) -> Result<Vec<glim_store::NewPassage>, Trouble> {
        let part = archive.by_name(&format!("text/{}.jsonl", self.number));
        let part = part.map_err(|_| Trouble::Not("damaged"))?;
        let mut lines = Lines::new(part, TEXT_BYTES.min(*left));
        let mut passages = Vec::new();
        while let Some(line) = lines.next()? {
            let passage: Passage =
                serde_json::from_slice(&line).map_err(|_| Trouble::Not("damaged"))?;
            passages.push(passage.checked().ok_or(Trouble::Not("damaged"))?);
        }
        *left = left.saturating_sub(lines.read());
        Ok(passages)
    }

    /// The vectors as they lie there; whether they are true is tried when they are used.
    fn vectors(
        &self,
        archive: &mut Archive,
        left: &mut u64,
    ) -> Result<Option<contents::CarriedVectors>, Trouble> {
        let Some(made_by) = &self.vectors else {
            return Ok(None);
        };
        let Ok(part) = archive.by_name(&format!("vectors/{}.bin", self.number)) else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        let limit = TEXT_BYTES.min(*left);
        part.take(limit + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(Trouble::Not("tooLarge"));
        }
        *left = left.saturating_sub(bytes.len() as u64);
        let vectors =
            contents::CarriedVectors::new(made_by.model.clone(), made_by.dimensions, &bytes);
        vectors.map(Some).ok_or(Trouble::Not("damaged"))
    }
}

/// Hashes what goes by.
struct Hashed<'a> {
    to: &'a mut File,
    hash: Sha256,
}

impl io::Write for Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
