//! What a file is, seen by its bytes and never by its name or what a server calls it: its kind, its size, its length, a small
//! picture of it and a blur. What is not one of five formats is refused; a picture is measured before it is decoded.

mod film;
mod small;

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use glim_store::MediaKind;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, metadata};
use thiserror::Error as ThisError;

pub(in crate::studio) use film::head_at;
pub(super) use small::Small;

/// Longest side of a picture.
const LONGEST_SIDE: u32 = 16_384;
/// Most pixels of a picture: 12 MP more than a telephone takes.
const MOST_PIXELS: u64 = 60_000_000;
/// Where the last mark of a JPEG is looked for: this many bytes at its end.
const TAIL: u64 = 64 * 1024;
/// Most memory a decoder may ask for.
const MOST_MEMORY: u64 = 320 << 20;
/// Largest file of a picture.
const LARGEST_PICTURE: u64 = 100 << 20;
/// Largest file of a video.
const LARGEST_FILM: u64 = 4 << 30;

/// The formats that are kept. SVG and HTML are programs, not pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Png,
    Jpeg,
    Webp,
    Gif,
    Mp4,
}

impl Format {
    /// Bytes of the beginning that say what it is.
    const HEAD: usize = 12;

    pub(super) fn of(head: &[u8]) -> Option<Self> {
        let tag = |from: usize| head.get(from..from + 4);
        if head.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if head.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") {
            Some(Self::Gif)
        } else if head.starts_with(b"RIFF") && tag(8) == Some(b"WEBP") {
            Some(Self::Webp)
        } else if tag(4) == Some(b"ftyp") && film::is_mp4(tag(8)?) {
            Some(Self::Mp4)
        } else {
            None
        }
    }

    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Mp4 => "video/mp4",
        }
    }

    /// The other way round; a media type that is served but not kept is none.
    pub(super) fn of_media_type(media_type: &str) -> Option<Self> {
        [Self::Png, Self::Jpeg, Self::Webp, Self::Gif, Self::Mp4]
            .into_iter()
            .find(|format| format.media_type() == media_type)
    }

    /// How files of it end.
    #[allow(dead_code, reason = "export, which names files, is the gallery's")]
    pub(super) fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Mp4 => "mp4",
        }
    }

    pub(super) fn kind(self) -> MediaKind {
        match self {
            Self::Mp4 => MediaKind::Video,
            Self::Png | Self::Jpeg | Self::Webp | Self::Gif => MediaKind::Image,
        }
    }

    fn largest(self) -> u64 {
        match self.kind() {
            MediaKind::Image => LARGEST_PICTURE,
            MediaKind::Video => LARGEST_FILM,
        }
    }

    fn picture(self) -> Option<ImageFormat> {
        match self {
            Self::Png => Some(ImageFormat::Png),
            Self::Jpeg => Some(ImageFormat::Jpeg),
            Self::Webp => Some(ImageFormat::WebP),
            Self::Gif => Some(ImageFormat::Gif),
            Self::Mp4 => None,
        }
    }
}

/// The largest file that is fetched, whatever it turns out to be.
pub(super) const LARGEST: u64 = LARGEST_FILM;

/// Why a file is not kept.
#[derive(Debug, ThisError)]
pub(super) enum Refusal {
    /// None of the formats.
    #[error("it is no picture or video of a kind that is kept")]
    NotMedia,
    /// It begins well and does not go on so: cut off, or made to do harm.
    #[error("it is broken: {0}")]
    Broken(String),
    /// It would take too much memory.
    #[error("it is too large: {width} × {height}")]
    TooLarge {
        /// As it says.
        width: u32,
        /// As it says.
        height: u32,
    },
    /// The file is too long.
    #[error("its file is too large: {0} bytes")]
    TooLong(u64),
    /// It cannot be read.
    #[error("it cannot be read")]
    Io(#[from] io::Error),
}

/// What was seen of a file.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) format: Format,
    pub(super) bytes: u64,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) duration_ms: Option<u32>,
    /// Of a picture; a video has what its poster gives.
    pub(super) small: Option<Small>,
}

/// Looks at a file, all of it: a picture is decoded once, so that what is kept can be shown. Blocks, and takes up to half a
/// gigabyte for the largest picture: one at a time ([`super::state::Studio::looking`]).
pub(super) fn look(path: &Path) -> Result<Seen, Refusal> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let format = Format::of(&head(&mut file)?).ok_or(Refusal::NotMedia)?;
    if bytes > format.largest() {
        return Err(Refusal::TooLong(bytes));
    }
    let Some(picture) = format.picture() else {
        let clip = film::read(&mut BufReader::new(file), bytes)?;
        return Ok(Seen {
            format,
            bytes,
            width: clip.width,
            height: clip.height,
            duration_ms: clip.duration_ms,
            small: None,
        });
    };
    if picture == ImageFormat::Jpeg {
        ends(&mut file, bytes)?;
    }
    let decoded = decode(BufReader::new(file), picture)?;
    Ok(Seen {
        format,
        bytes,
        width: decoded.width(),
        height: decoded.height(),
        duration_ms: None,
        small: Some(Small::of(decoded)?),
    })
}

/// What a picture is and how large, without decoding it: it was looked at when it was kept.
pub(super) fn measure(path: &Path) -> Result<(Format, u32, u32), Refusal> {
    let mut file = File::open(path)?;
    let format = Format::of(&head(&mut file)?).ok_or(Refusal::NotMedia)?;
    let picture = format.picture().ok_or(Refusal::NotMedia)?;
    let (decoder, orientation) = open(BufReader::new(file), picture)?;
    let (width, height) = decoder.dimensions();
    if turns(orientation) {
        return Ok((format, height, width));
    }
    Ok((format, width, height))
}

/// The first bytes of a file, which is at its beginning again afterwards.
pub(super) fn head(file: &mut (impl Read + Seek)) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(Format::HEAD);
    file.by_ref()
        .take(Format::HEAD as u64)
        .read_to_end(&mut head)?;
    file.rewind()?;
    Ok(head)
}

/// The decoder draws what there is of a photograph that is cut off: only its last mark says that all of it came. Some
/// programs write more behind it.
fn ends(file: &mut File, bytes: u64) -> Result<(), Refusal> {
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(bytes.saturating_sub(TAIL)))?;
    file.read_to_end(&mut tail)?;
    file.rewind()?;
    if tail.windows(2).any(|it| it == [0xff, 0xd9]) {
        return Ok(());
    }
    Err(Refusal::Broken("the picture is not whole".to_owned()))
}

fn decode(reader: BufReader<File>, format: ImageFormat) -> Result<DynamicImage, Refusal> {
    let (decoder, orientation) = open(reader, format)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| broken(&error))?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// A decoder of a picture whose size is allowed; nothing is decoded yet.
fn open(
    reader: BufReader<File>,
    format: ImageFormat,
) -> Result<(impl image::ImageDecoder, metadata::Orientation), Refusal> {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(reader, format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(|error| broken(&error))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if width > LONGEST_SIDE
        || height > LONGEST_SIDE
        || pixels > MOST_PIXELS
        || decoder.total_bytes() > MOST_MEMORY
    {
        return Err(Refusal::TooLarge { width, height });
    }
    if pixels == 0 {
        return Err(Refusal::Broken("it has no pixels".to_owned()));
    }
    let orientation = decoder
        .orientation()
        .unwrap_or(metadata::Orientation::NoTransforms);
    decoder.set_limits(limits).map_err(|error| broken(&error))?;
    Ok((decoder, orientation))
}

fn turns(orientation: metadata::Orientation) -> bool {
    use metadata::Orientation;
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

fn broken(error: &image::ImageError) -> Refusal {
    Refusal::Broken(error.to_string())
}

#[cfg(test)]
mod tests;
