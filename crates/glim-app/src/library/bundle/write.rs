//! Writing a collection into one file. Whole or not at all: it has its name only when it is finished.

use std::{
    fs::File,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use glim_store::{Collection, EmbeddingModel, ModelState, Place, Shown, SourceId, Store};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{
    BundleProgress, ExportCollection, Exported,
    manifest::{self, Entry, Manifest, Passage, VectorsOf},
    members,
};
use crate::{
    App, ErrorCode, Out, UiError,
    library::{add::blocking, contents},
};

/// Passages read at once.
const PASSAGES: u32 = 256;
/// Longest name of a file, in characters; systems allow 255 bytes.
const LONGEST: usize = 60;

/// The file on its way; removed when it is dropped unfinished.
struct Writing {
    zip: ZipWriter<File>,
    unfinished: Unfinished,
}

struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0); // finished, it has another name by now
    }
}

/// The model whose vectors are searched.
pub(super) async fn serving(store: &Store) -> Result<Option<EmbeddingModel>, UiError> {
    let models = store.models().await?;
    let mut models = models.into_iter();
    Ok(models.find(|model| model.state == ModelState::Serving))
}

pub(super) async fn write(
    app: &App,
    collection: &Collection,
    wished: (&ExportCollection, PathBuf),
    out: &Out<BundleProgress>,
) -> Result<Exported, UiError> {
    let (request, folder) = wished;
    let store = app.store()?;
    let model = if request.vectors {
        serving(&store).await?
    } else {
        None
    };
    let sources = members(&store, request.collection).await?;
    let total = u32::try_from(sources.len()).unwrap_or(u32::MAX);
    let name = collection.name.clone();
    let (mut writing, path) = blocking(move || begin(&folder, &name))
        .await?
        .map_err(told)?;
    let mut entries = Vec::new();
    let mut files_missing = 0;
    for (source, done) in sources.into_iter().zip(0_u32..) {
        out.send(BundleProgress { done, total });
        let Some(shown) = store.shown(source).await? else {
            continue;
        };
        let number = entries.len();
        writing = Box::pin(texts(&store, writing, (number, &shown))).await?;
        if let Some(model) = &model {
            writing = Box::pin(vectors(&store, writing, (number, &shown), model.number)).await?;
        }
        let mut entry = entry(&store, source, &shown).await?;
        if request.files {
            let data_folder = app.early_now().data_folder;
            let places = store.locations(source).await?;
            let original = original(writing, (number, shown), data_folder, places);
            let (now, ending) = Box::pin(original).await?;
            writing = now;
            files_missing += u32::from(ending.is_none());
            entry.file = ending;
        }
        entries.push(entry);
    }
    let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    let manifest = Manifest {
        format: manifest::FORMAT.to_owned(),
        version: manifest::VERSION,
        app: format!("Glim {}", app.0.version),
        name: collection.name.clone(),
        created_ms: app.now_ms(),
        sources: count,
        vectors: model.map(|model| VectorsOf {
            model: model.name,
            dimensions: model.dimensions,
        }),
        files: request.files,
    };
    let finished = path.clone();
    let bytes = blocking(move || finish(writing, &manifest, &entries, &finished)).await?;
    Ok(Exported {
        name: crate::library::walk::name_of(&path),
        bytes: bytes.map_err(told)?,
        sources: count,
        left_out: total.saturating_sub(count),
        files_missing,
    })
}

fn begin(folder: &Path, name: &str) -> io::Result<(Writing, PathBuf)> {
    let path = free_name(folder, name);
    let unfinished = path.with_extension("unfinished");
    let zip = ZipWriter::new(File::create(&unfinished)?);
    let unfinished = Unfinished(unfinished);
    Ok((Writing { zip, unfinished }, path))
}

/// A name that no file in the folder has.
fn free_name(folder: &Path, name: &str) -> PathBuf {
    let safe = |it: char| !it.is_control() && !"/\\:*?\"<>|.".contains(it);
    let name: String = name.chars().filter(|it| safe(*it)).take(LONGEST).collect();
    let name = if name.trim().is_empty() {
        "collection"
    } else {
        name.trim()
    };
    let first = folder.join(format!("{name}.glimlib"));
    let others = (2..).map(|number| folder.join(format!("{name} {number}.glimlib")));
    let mut all = std::iter::once(first.clone()).chain(others);
    all.find(|path| !path.exists()).unwrap_or(first)
}

fn packed() -> SimpleFileOptions {
    SimpleFileOptions::default().large_file(true)
}

/// Vectors and most originals do not become smaller.
fn stored() -> SimpleFileOptions {
    packed().compression_method(CompressionMethod::Stored)
}

async fn texts(
    store: &Store,
    mut writing: Writing,
    (number, shown): (usize, &Shown),
) -> Result<Writing, UiError> {
    writing
        .zip
        .start_file(format!("text/{number}.jsonl"), packed())
        .map_err(|error| told(error.into()))?;
    let mut first = 0;
    loop {
        let passages = store.whole_passages(shown, first, PASSAGES).await?;
        let is_last = passages.len() < PASSAGES as usize;
        first = first.saturating_add(i64::from(PASSAGES));
        writing = blocking(move || -> io::Result<Writing> {
            for passage in passages {
                serde_json::to_writer(&mut writing.zip, &Passage::from(passage))?;
                writing.zip.write_all(b"\n")?;
            }
            Ok(writing)
        })
        .await?
        .map_err(told)?;
        if is_last {
            return Ok(writing);
        }
    }
}

async fn vectors(
    store: &Store,
    mut writing: Writing,
    (number, shown): (usize, &Shown),
    model: i64,
) -> Result<Writing, UiError> {
    writing
        .zip
        .start_file(format!("vectors/{number}.bin"), stored())
        .map_err(|error| told(error.into()))?;
    let mut first = 0;
    while first < shown.passages {
        let part = store.whole_vectors(shown, model, (first, PASSAGES)).await?;
        first = first.saturating_add(i64::from(PASSAGES));
        writing = blocking(move || -> io::Result<Writing> {
            for (hash, bytes) in part {
                writing.zip.write_all(&hash.0)?;
                writing.zip.write_all(&bytes)?;
            }
            Ok(writing)
        })
        .await?
        .map_err(told)?;
    }
    Ok(writing)
}

/// The original, if it is there; its ending tells what it is.
async fn original(
    mut writing: Writing,
    (number, shown): (usize, Shown),
    data_folder: PathBuf,
    places: Vec<glim_store::Location>,
) -> Result<(Writing, Option<String>), UiError> {
    blocking(move || -> io::Result<(Writing, Option<String>)> {
        let Some((path, _)) = contents::original(&data_folder, shown.hash, &places) else {
            return Ok((writing, None));
        };
        let mut file = File::open(&path)?;
        writing
            .zip
            .start_file(format!("files/{number}"), stored())?;
        io::copy(&mut file, &mut writing.zip)?;
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        Ok((writing, Some(ending.into_owned())))
    })
    .await?
    .map_err(told)
}

async fn entry(store: &Store, source: SourceId, shown: &Shown) -> Result<Entry, UiError> {
    let row = store.source(source).await?;
    let places = store.locations(source).await?;
    let address = places.into_iter().find_map(|it| match it.place {
        Place::Web(address) => Some(address),
        Place::File(_) => None,
    });
    Ok(Entry {
        name: row.name,
        kind: row.kind,
        hash: format!("{:?}", shown.hash),
        bytes: row.bytes,
        modified_ms: row.modified_ms,
        address,
        file: None,
        passages: shown.passages,
        details: row.details,
    })
}

fn finish(
    mut writing: Writing,
    manifest: &Manifest,
    entries: &[Entry],
    path: &Path,
) -> io::Result<u64> {
    writing.zip.start_file(manifest::SOURCES, packed())?;
    for entry in entries {
        serde_json::to_writer(&mut writing.zip, entry)?;
        writing.zip.write_all(b"\n")?;
    }
    writing.zip.start_file(manifest::MANIFEST, packed())?;
    serde_json::to_writer_pretty(&mut writing.zip, manifest)?;
    let file = writing.zip.finish()?;
    file.sync_all()?;
    let bytes = file.metadata()?.len();
    std::fs::rename(&writing.unfinished.0, path)?;
    Ok(bytes)
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn told(error: io::Error) -> UiError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            UiError::new(ErrorCode::DiskFull)
        }
        _ => UiError::new(ErrorCode::StoreDenied).with("detail", error.to_string()),
    }
}
