//! What the boxes of an MP4 file say: how wide, how high, how long. Nothing is decoded; a box that does not fit into what it
//! stands in makes the file a broken one, which is how a download that was cut is known.

use std::io::{Read, Seek, SeekFrom};

use super::Refusal;

/// Largest description of a film that is read. A long one with ten thousand samples has some hundred kilobytes.
const LARGEST_MOOV: u64 = 32 << 20;
/// Most boxes that stand side by side: a film in fragments has two for each.
const MOST_BOXES: usize = 20_000;

/// The size and length of a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Film {
    pub(super) width: u32,
    pub(super) height: u32,
    /// None when it does not say.
    pub(super) duration_ms: Option<u32>,
}

/// Whether the brand is of a film that web views play. `QuickTime` and the picture formats in the same boxes are not.
pub(super) fn is_mp4(brand: &[u8]) -> bool {
    let known: [&[u8]; 13] = [
        b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso8", b"mp41", b"mp42", b"avc1",
        b"M4V ", b"dash", b"MSNV",
    ];
    known.contains(&brand)
}

/// Reads a film of `length` bytes.
pub(super) fn read(file: &mut (impl Read + Seek), length: u64) -> Result<Film, Refusal> {
    let (mut at, mut told, mut has_samples) = (0, None, false);
    for _ in 0..MOST_BOXES {
        if at == length {
            break;
        }
        let head = head_at(file, at, length)?;
        match &head.kind {
            b"moov" if told.is_none() => told = Some(described(file, &head)?),
            b"mdat" | b"moof" => has_samples |= head.end > head.content,
            _ => {}
        }
        at = head.end;
    }
    if at != length || !has_samples {
        return Err(cut());
    }
    told.ok_or_else(cut)
}

fn cut() -> Refusal {
    Refusal::Broken("the film is not whole".to_owned())
}

/// A box in the file.
pub(in crate::studio) struct Head {
    pub(in crate::studio) kind: [u8; 4],
    /// Where what is in it begins.
    pub(in crate::studio) content: u64,
    pub(in crate::studio) end: u64,
}

/// The box that begins at `at`, if it ends before `length`.
pub(in crate::studio) fn head_at(
    file: &mut (impl Read + Seek),
    at: u64,
    length: u64,
) -> Result<Head, Refusal> {
    let mut short = [0; 8];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut short).map_err(|_| cut())?;
    let [a, b, c, d, kind @ ..] = short;
    let (head_bytes, size) = match u32::from_be_bytes([a, b, c, d]) {
        0 => (8, length - at),
        1 => {
            let mut long = [0; 8];
            file.read_exact(&mut long).map_err(|_| cut())?;
            (16, u64::from_be_bytes(long))
        }
        size => (8, u64::from(size)),
    };
    let end = at.checked_add(size).ok_or_else(cut)?;
    if size < head_bytes || end > length {
        return Err(cut());
    }
    Ok(Head {
        kind,
        content: at + head_bytes,
        end,
    })
}

fn described(file: &mut (impl Read + Seek), head: &Head) -> Result<Film, Refusal> {
    let length = head.end - head.content;
    if length > LARGEST_MOOV {
        return Err(Refusal::TooLong(length));
    }
    file.seek(SeekFrom::Start(head.content))?;
    let mut moov = Vec::new();
    file.take(length).read_to_end(&mut moov)?;
    film_of(&moov).ok_or_else(cut)
}

fn film_of(moov: &[u8]) -> Option<Film> {
    let mut tracks = children(moov).filter(|(kind, _)| kind == b"trak");
    let (width, height) = tracks.find_map(|(_, track)| picture_size(track))?;
    let mvhd = child(moov, *b"mvhd")?;
    let (scale, length) = if *mvhd.first()? == 1 {
        (number(mvhd, 20)?, long_number(mvhd, 24)?)
    } else {
        (number(mvhd, 12)?, u64::from(number(mvhd, 16)?))
    };
    // A film in fragments says its length, if at all, beside the header.
    let fragments = child(moov, *b"mvex").and_then(|it| child(it, *b"mehd"));
    let told = fragments.and_then(|mehd| match *mehd.first()? {
        1 => long_number(mehd, 4),
        _ => number(mehd, 4).map(u64::from),
    });
    let length = length.max(told.unwrap_or(0));
    let duration = length.checked_mul(1_000)?.checked_div(u64::from(scale))?;
    Some(Film {
        width,
        height,
        duration_ms: u32::try_from(duration).ok().filter(|it| *it > 0),
    })
}

/// The size as shown of a track with pictures.
fn picture_size(track: &[u8]) -> Option<(u32, u32)> {
    let handler = child(child(track, *b"mdia")?, *b"hdlr")?;
    if handler.get(8..12)? != b"vide" {
        return None;
    }
    let header = child(track, *b"tkhd")?;
    let matrix = if *header.first()? == 1 { 52 } else { 40 };
    // In 16.16: what stands behind the point is less than a pixel.
    let side = |at| Some(number(header, at)? >> 16);
    let (width, height) = (side(matrix + 36)?, side(matrix + 40)?);
    if width == 0 || height == 0 || width > 16_384 || height > 16_384 {
        return None;
    }
    let is_turned = number(header, matrix)? == 0 && number(header, matrix + 16)? == 0;
    Some(if is_turned {
        (height, width)
    } else {
        (width, height)
    })
}

/// The boxes in a box, up to the first that does not fit.
fn children(parent: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = parent;
    std::iter::from_fn(move || {
        let size = usize::try_from(number(rest, 0)?).ok()?;
        let kind: [u8; 4] = rest.get(4..8)?.try_into().ok()?;
        let content = rest.get(8..size)?;
        rest = rest.get(size..)?;
        Some((kind, content))
    })
}

fn child(parent: &[u8], wanted: [u8; 4]) -> Option<&[u8]> {
    let mut all = children(parent);
    all.find(|(kind, _)| *kind == wanted)
        .map(|(_, content)| content)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(four.try_into().ok()?))
}

fn long_number(bytes: &[u8], at: usize) -> Option<u64> {
    let eight = bytes.get(at..at.checked_add(8)?)?;
    Some(u64::from_be_bytes(eight.try_into().ok()?))
}
