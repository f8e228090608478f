//! How a picture or video was made, written into its file when it leaves the app and read when one comes in: a packet of XMP,
//! where each of the three formats keeps one, so that other programs show the prompt as the description.
//!
//! Nothing else in the file changes: pixels, samples and notes of others stay as they are.

mod jpeg;
mod mp4;
mod packet;
mod png;

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Seek as _, Write as _},
    path::Path,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::media::{self, Format};

/// The largest packet that is written or read.
const LARGEST: usize = 1 << 20;

/// How something was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Stamp {
    pub(super) prompt: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) model: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) mode: Option<String>,
    #[serde(default)]
    pub(super) parameters: Value,
    #[serde(default)]
    pub(super) made_ms: i64,
}

/// Copies a file with its stamp, which takes the place of one it has. False when this format or this file cannot hold it and
/// the copy is as the file was. Blocks; what is left at `to` after a failure is not whole.
pub(super) fn write(from: &Path, to: &Path, stamp: &Stamp) -> io::Result<bool> {
    let mut source = BufReader::new(File::open(from)?);
    let head = media::head(&mut source)?;
    let mut target = BufWriter::new(File::create(to)?);
    let stamped = match Format::of(&head) {
        Some(Format::Png) => png::write(&mut source, &mut target, stamp),
        Some(Format::Jpeg) => jpeg::write(&mut source, &mut target, stamp),
        Some(Format::Mp4) => mp4::write(&mut source, &mut target, stamp),
        Some(Format::Webp | Format::Gif) | None => Ok(false),
    };
    let stamped = match stamped {
        // Not as the format says it should be: it goes as it is.
        Err(error) if is_about_content(&error) => false,
        stamped => stamped?,
    };
    if !stamped {
        source.rewind()?;
        target.rewind()?;
        target.flush()?;
        target.get_ref().set_len(0)?;
        io::copy(&mut source, &mut target)?;
    }
    target.flush()?;
    target.get_ref().sync_all()?;
    Ok(stamped)
}

/// The stamp of a file, if it has one of ours. Blocks; reads little of the file and never more than a megabyte at once.
pub(super) fn read(path: &Path) -> io::Result<Option<Stamp>> {
    let mut source = BufReader::new(File::open(path)?);
    let head = media::head(&mut source)?;
    let found = match Format::of(&head) {
        Some(Format::Png) => png::read(&mut source),
        Some(Format::Jpeg) => jpeg::read(&mut source),
        Some(Format::Mp4) => mp4::read(&mut source),
        Some(Format::Webp | Format::Gif) | None => Ok(None),
    };
    match found {
        Ok(packet) => Ok(packet.and_then(|packet| packet::read(&packet))),
        Err(error) if is_about_content(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

fn is_about_content(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof
    )
}

fn invalid(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests;
