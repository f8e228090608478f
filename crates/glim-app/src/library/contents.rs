//! Contents that are ours to keep, as files in the data folder named by their hash: pages of the web, originals that came with
//! the file of a collection, and on their way into the library the texts and vectors that came with it.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufReader, BufWriter, Read as _, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use glim_knowledge::Embedding;
use glim_store::{ContentHash, Location, NewPassage, Place, TextHash};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{add::blocking, hash, walk};
use crate::App;

/// Where they lie in the data folder.
pub(crate) const FOLDER: &str = "contents";
/// A younger file may be on its way into the library.
const YOUNG: Duration = Duration::from_hours(1);
/// Endings of contents.
const ENDINGS: [&str; 32] = [
    "html", "pdf", "txt", "md", "csv", "json", "xml", "epub", "rtf", "docx", "pptx", "xlsx", "doc",
    "ppt", "xls", "odt", "ods", "odp", "eml", "msg", "htm", "xhtml", "tsv", "srt", "vtt", "tex",
    "log", "rs", "py", "js", "ts", "none",
];
/// Endings of what is on its way.
const TEXT: &str = "carried";
const VECTORS: &str = "vectors";

/// The ending of ours that is the same; none for one we do not keep.
pub(super) fn known_ending(ending: &str) -> Option<&'static str> {
    let ending = ending.to_ascii_lowercase();
    ENDINGS.iter().copied().find(|known| *known == ending)
}

/// The file of a content, if we keep it.
pub(super) fn file_of(data_folder: &Path, hash: ContentHash) -> Option<PathBuf> {
    let folder = data_folder.join(FOLDER);
    let mut files = ENDINGS
        .iter()
        .map(|ending| folder.join(format!("{hash:?}.{ending}")));
    files.find(|file| file.is_file())
}

/// A file with exactly this content, ours or at one of its places, and its size. Blocks.
pub(super) fn original(
    data_folder: &Path,
    hash: ContentHash,
    places: &[Location],
) -> Option<(PathBuf, u64)> {
    let there = places.iter().filter_map(|it| match &it.place {
        Place::File(path) if hash::content(path).is_ok_and(|found| found == hash) => {
            Some(path.clone())
        }
        _ => None,
    });
    let mut all = file_of(data_folder, hash).into_iter().chain(there);
    let path = all.next()?;
    let bytes = path.metadata().ok()?.len();
    Some((path, bytes))
}

/// Whole or not at all: a file that is there has the content its name says.
pub(super) fn write(folder: &Path, path: &Path, content: &[u8]) -> io::Result<()> {
    if path.is_file() {
        return Ok(());
    }
    std::fs::create_dir_all(folder)?;
    let unfinished = path.with_extension("unfinished");
    std::fs::write(&unfinished, content)?;
    // Windows syncs only what may be written.
    File::options().write(true).open(&unfinished)?.sync_all()?;
    std::fs::rename(&unfinished, path)
}

/// A text that was read elsewhere.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Carried {
    pub(super) details: Option<Value>,
    pub(super) passages: Vec<NewPassage>,
    #[serde(skip)]
    pub(super) vectors: Option<CarriedVectors>,
}

/// Vectors that were made elsewhere.
#[derive(Debug)]
pub(super) struct CarriedVectors {
    pub(super) model: String,
    dimensions: u32,
    of: HashMap<TextHash, Vec<u8>>,
}

impl Carried {
    /// Puts it where [`carried`] finds it. Blocks.
    pub(super) fn write(&self, folder: &Path, hash: ContentHash) -> io::Result<()> {
        if let Some(vectors) = &self.vectors {
            vectors.write(&folder.join(format!("{hash:?}.{VECTORS}")))?;
        }
        let path = folder.join(format!("{hash:?}.{TEXT}"));
        let unfinished = path.with_extension("unfinished");
        let mut file = BufWriter::new(File::create(&unfinished)?);
        serde_json::to_writer(&mut file, self)?;
        file.flush()?;
        file.get_ref().sync_all()?;
        std::fs::rename(&unfinished, &path)
    }
}

impl CarriedVectors {
    /// From hashes of wordings, each with its vector in two bytes a number; none when they cannot be that.
    pub(super) fn new(model: String, dimensions: u32, bytes: &[u8]) -> Option<Self> {
        let length = usize::try_from(dimensions).ok()?.checked_mul(2)?;
        let is_whole =
            length > 0 && dimensions <= 65_536 && bytes.len().is_multiple_of(16 + length);
        if !is_whole {
            return None;
        }
        let rows = bytes.chunks_exact(16 + length).filter_map(|row| {
            let (hash, vector) = row.split_first_chunk::<16>()?;
            Some((TextHash(*hash), vector.to_vec()))
        });
        Some(Self {
            model,
            dimensions,
            of: rows.collect(),
        })
    }

    /// The vector of a text. Its length is made 1: what came with a file may have any.
    pub(super) fn of(&self, text: &str) -> Option<Embedding> {
        let bytes = self.of.get(&hash::text(text))?;
        Some(Embedding::from_bytes(bytes))
    }

    pub(super) fn are_of(&self, model: &str, dimensions: usize) -> bool {
        self.model == model && usize::try_from(self.dimensions).is_ok_and(|it| it == dimensions)
    }

    fn write(&self, path: &Path) -> io::Result<()> {
        let mut file = BufWriter::new(File::create(path)?);
        serde_json::to_writer(&mut file, &(&self.model, self.dimensions))?;
        file.write_all(b"\n")?;
        for (hash, vector) in &self.of {
            file.write_all(&hash.0)?;
            file.write_all(vector)?;
        }
        file.flush()
    }
}

/// The text that was carried here for a content and is not in the library yet. Blocks.
pub(super) fn carried(data_folder: &Path, hash: ContentHash) -> Option<Carried> {
    let path = data_folder.join(FOLDER).join(format!("{hash:?}.{TEXT}"));
    let file = File::open(path).ok()?;
    match serde_json::from_reader(BufReader::new(file)) {
        Ok(carried) => Some(carried),
        Err(error) => {
            tracing::warn!(%error, "a text that was carried here cannot be used");
            None
        }
    }
}

/// The vectors that were carried here for a content. Blocks.
pub(super) fn carried_vectors(data_folder: &Path, hash: ContentHash) -> Option<CarriedVectors> {
    let path = data_folder.join(FOLDER).join(format!("{hash:?}.{VECTORS}"));
    let mut bytes = Vec::new();
    File::open(path).ok()?.read_to_end(&mut bytes).ok()?;
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (head, rest) = bytes.split_at_checked(end)?;
    let (model, dimensions): (String, u32) = serde_json::from_slice(head).ok()?;
    CarriedVectors::new(model, dimensions, rest.get(1..)?)
}

/// What was carried into a folder is in the library by now, or is not to come there. Blocks.
pub(super) fn end_carrying(folder: &Path, hash: ContentHash) {
    for ending in [TEXT, VECTORS] {
        let path = folder.join(format!("{hash:?}.{ending}"));
        let _ = std::fs::remove_file(path); // mostly nothing was carried here
    }
}

/// Removes contents that no source has any more: left by pages that changed, by what was purged, by what was broken off.
pub(super) async fn sweep(app: &App) {
    let (Ok(store), folder) = (app.store(), app.early_now().data_folder.join(FOLDER)) else {
        return;
    };
    let listed = blocking(move || {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let old = entries.filter(|entry| {
            let changed = entry.metadata().and_then(|it| it.modified());
            changed.is_ok_and(|it| it.elapsed().is_ok_and(|age| age > YOUNG))
        });
        old.map(|entry| entry.path()).collect::<Vec<_>>()
    });
    for path in listed.await.unwrap_or_default() {
        let name = walk::name_of(&path);
        let stem = name.split('.').next().unwrap_or_default();
        let is_wanted = match hash_of(stem) {
            Some(hash) => store.has_content(hash).await.unwrap_or(true),
            // Not a file of ours.
            None => true,
        };
        if !is_wanted && let Err(error) = tokio::fs::remove_file(&path).await {
            tracing::debug!(%error, "a content that is gone stays");
        }
    }
}

/// A hash out of its hexadecimal digits.
pub(super) fn hash_of(name: &str) -> Option<ContentHash> {
    let bytes: Option<Vec<u8>> = (0..name.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(name.get(at..at + 2)?, 16).ok())
        .collect();
    ContentHash::try_from(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_read_back_from_a_name() {
        let hash = ContentHash([0xa5; 32]);
        assert_eq!(hash_of(&format!("{hash:?}")), Some(hash));
        assert_eq!(hash_of("readme"), None);
        assert_eq!(hash_of("中文"), None);
    }

    #[test]
    fn vectors_are_carried_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let hash = ContentHash([1; 32]);
        let text = "违约责任 😀";
        let mut bytes = hash::text(text).0.to_vec();
        bytes.extend(Embedding::new(vec![3.0, 4.0]).to_bytes());
        assert!(CarriedVectors::new("e5".into(), 2, &bytes[1..]).is_none());
        assert!(CarriedVectors::new("e5".into(), 0, &bytes).is_none());
        assert!(CarriedVectors::new("e5".into(), u32::MAX, &bytes).is_none());
        let carried = Carried {
            details: None,
            passages: Vec::new(),
            vectors: CarriedVectors::new("e5".into(), 2, &bytes),
        };
        let contents = folder.path().join(FOLDER);
        std::fs::create_dir(&contents).unwrap();
        carried.write(&contents, hash).unwrap();
        let back = carried_vectors(folder.path(), hash).unwrap();
        assert!(back.are_of("e5", 2) && !back.are_of("e5", 3));
        assert!(
            back.of(text)
                .unwrap()
                .cosine(&Embedding::new(vec![3.0, 4.0]))
                > 0.999
        );
        assert!(back.of("other").is_none());
        assert!(super::carried(folder.path(), hash).is_some());
        end_carrying(&contents, hash);
        assert!(super::carried(folder.path(), hash).is_none());
        assert!(carried_vectors(folder.path(), hash).is_none());
    }
}
