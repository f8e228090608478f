//! Forms with files (`multipart/form-data`) that are sent piece by piece and can be sent again.

use std::future;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _, stream};
use reqwest::Body;
use reqwest::multipart;
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

use crate::error::Error;
use crate::upload::{Source, Upload};

/// Bytes read from a file and handed over at once.
const PIECE: usize = 64 << 10;

/// The fields of a form, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form {
    fields: Vec<(&'static str, Field)>,
}

#[derive(Debug, Clone)]
enum Field {
    Text(String),
    File(Upload),
}

impl Form {
    pub(crate) fn text<T: ToString + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        self.fields.push((name, Field::Text(value.to_string())));
        self
    }

    /// A field that is left out if it has no value.
    pub(crate) fn optional(self, name: &'static str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.text(name, &value),
            None => self,
        }
    }

    pub(crate) fn file(mut self, name: &'static str, upload: &Upload) -> Self {
        self.fields.push((name, Field::File(upload.clone())));
        self
    }

    /// Opens the files and gives the form for one try, with the sign of its progress.
    pub(crate) async fn open(&self) -> Result<(multipart::Form, Arc<Progress>), Error> {
        let progress = Arc::new(Progress::default());
        let mut form = multipart::Form::new();
        for (name, field) in &self.fields {
            form = match field {
                Field::Text(value) => form.text(*name, value.clone()),
                Field::File(upload) => form.part(*name, part(upload, &progress).await?),
            };
        }
        Ok((form, progress))
    }
}

async fn part(upload: &Upload, progress: &Arc<Progress>) -> Result<multipart::Part, Error> {
    let unreadable = |source| Error::UnreadableFile { source };
    let length = upload.length_bytes().await.map_err(unreadable)?;
    progress.left.fetch_add(length, Ordering::Relaxed);
    let pieces = match upload.source() {
        Source::Memory(bytes) => pieces_of_memory(bytes.clone()).boxed(),
        Source::Disk(path) => {
            let file = File::open(path).await.map_err(unreadable)?;
            pieces_of_file(file, length).boxed()
        }
    };
    let told = Arc::clone(progress);
    let watched = pieces.inspect(move |piece| told.note(piece));
    let body = Body::wrap_stream(watched.map(|piece| piece.map_err(|error| hidden(&error))));
    let part =
        multipart::Part::stream_with_length(body, length).file_name(upload.name().to_owned());
    part.mime_str("application/octet-stream")
        .map_err(|source| Error::Client {
            source: Box::new(source),
        })
}

/// The transport gets a copy of the error; the first is kept in [`Progress`].
fn hidden(error: &io::Error) -> io::Error {
    io::Error::from(error.kind())
}

fn pieces_of_memory(bytes: Bytes) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::unfold(bytes, |mut rest| {
        let piece = (!rest.is_empty()).then(|| rest.split_to(rest.len().min(PIECE)));
        future::ready(piece.map(|piece| (Ok(piece), rest)))
    })
}

/// Exactly `length` bytes, as announced: a file that grows is sent as it was, one that shrinks fails.
fn pieces_of_file(file: File, length: u64) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::try_unfold((file.take(length), length), |(mut file, left)| async move {
        if left == 0 {
            return Ok(None);
        }
        let mut piece = BytesMut::with_capacity(PIECE);
        let count = file.read_buf(&mut piece).await?;
        if count == 0 {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        let left = left.saturating_sub(u64::try_from(count).unwrap_or(u64::MAX));
        Ok(Some((piece.freeze(), (file, left))))
    })
}

/// How far the files of a form have been handed over, and why their reading failed.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    left: AtomicU64,
    broken: Mutex<Option<(io::ErrorKind, Option<i32>)>>,
}

/// How far a form had come at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Left(u64);

impl Left {
    /// Whether all files have been handed over.
    pub(crate) fn is_whole(self) -> bool {
        self.0 == 0
    }
}

impl Progress {
    pub(crate) fn now(&self) -> Left {
        Left(self.left.load(Ordering::Relaxed))
    }

    /// The failure of reading a file, if that is what went wrong.
    pub(crate) fn broken(&self) -> Option<Error> {
        let broken = *self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        let (kind, code) = broken?;
        let source = code.map_or_else(|| io::Error::from(kind), io::Error::from_raw_os_error);
        Some(Error::UnreadableFile { source })
    }

    fn note(&self, piece: &io::Result<Bytes>) {
        match piece {
            Ok(bytes) => {
                let handed = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                self.left.fetch_sub(handed, Ordering::Relaxed);
            }
            Err(error) => {
                let mut broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
                *broken = Some((error.kind(), error.raw_os_error()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    async fn joined(pieces: impl Stream<Item = io::Result<Bytes>>) -> io::Result<Vec<u8>> {
        let mut whole = Vec::new();
        let mut pieces = std::pin::pin!(pieces);
        while let Some(piece) = pieces.next().await {
            whole.extend_from_slice(&piece?);
        }
        Ok(whole)
    }

    fn on_disk(content: &[u8]) -> std::path::PathBuf {
        let name = format!("zhipu-form-{}", uuid::Uuid::new_v4());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    proptest! {
        #[test]
        fn pieces_together_are_the_content(length in 0_usize..200_000) {
            let content: Vec<u8> = (0..=255).cycle().take(length).collect();
            let found = futures_util::FutureExt::now_or_never(
                joined(pieces_of_memory(Bytes::from(content.clone()))),
            );
            prop_assert_eq!(found.unwrap().unwrap(), content);
        }
    }

    #[tokio::test]
    async fn a_file_that_grows_is_sent_as_it_was_announced() {
        let path = on_disk(&vec![7; 100_000]);
        let file = File::open(&path).await.unwrap();
        assert_eq!(
            joined(pieces_of_file(file, 70_000)).await.unwrap().len(),
            70_000
        );
        std::fs::remove_file(path).unwrap();
    }

    #[tokio::test]
    async fn a_file_that_shrinks_is_an_error() {
        let path = on_disk(b"short");
        let file = File::open(&path).await.unwrap();
        let error = joined(pieces_of_file(file, 70_000)).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        std::fs::remove_file(path).unwrap();
    }

    #[tokio::test]
    async fn a_missing_file_fails_before_anything_is_sent() {
        let form = Form::default().file("file", &Upload::file("/no/such/file"));
        assert!(matches!(
            form.open().await,
            Err(Error::UnreadableFile { .. })
        ));
    }
}
