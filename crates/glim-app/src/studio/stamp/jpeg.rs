//! JPEG: an `APP1` segment, behind those that say what the picture is.

use std::io::{self, Read, Seek, SeekFrom, Write};

use super::{Stamp, invalid, packet};

const NAME: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// A segment says its length in two bytes, which count themselves.
const MOST: usize = 65_535 - 2;
/// Most segments before the picture.
const MOST_SEGMENTS: usize = 10_000;

pub(super) fn write(
    source: &mut (impl Read + Seek),
    target: &mut impl Write,
    stamp: &Stamp,
) -> io::Result<bool> {
    // The prompt stands in it twice; once is enough to find it again.
    let packets = [true, false].map(|described| packet::of(stamp, described));
    let Some(packet) = packets.into_iter().find(|it| NAME.len() + it.len() <= MOST) else {
        return Ok(false);
    };
    skip_beginning(source)?;
    target.write_all(b"\xff\xd8")?;
    let mut has_stamp = false;
    for _ in 0..MOST_SEGMENTS {
        let (marker, content) = next(source)?;
        // Who the picture is (JFIF, Exif) comes first.
        let is_early = marker == 0xe0 || (marker == 0xe1 && content.starts_with(b"Exif\0"));
        if !has_stamp && !is_early {
            write_segment(target, 0xe1, &[NAME, packet.as_bytes()].concat())?;
            has_stamp = true;
        }
        let is_old = marker == 0xe1 && content.strip_prefix(NAME).is_some_and(packet::is_ours);
        if !is_old {
            write_segment(target, marker, &content)?;
        }
        if marker == 0xda {
            io::copy(source, target)?;
            return Ok(true);
        }
    }
    Err(invalid("too many segments"))
}

pub(super) fn read(source: &mut (impl Read + Seek)) -> io::Result<Option<Vec<u8>>> {
    skip_beginning(source)?;
    for _ in 0..MOST_SEGMENTS {
        let (marker, content) = next(source)?;
        if marker == 0xda {
            break;
        }
        if marker == 0xe1
            && let Some(found) = content.strip_prefix(NAME)
            && packet::is_ours(found)
        {
            return Ok(Some(found.to_vec()));
        }
    }
    Ok(None)
}

fn skip_beginning(source: &mut impl Read) -> io::Result<()> {
    let mut beginning = [0; 2];
    source.read_exact(&mut beginning)?;
    if beginning == [0xff, 0xd8] {
        Ok(())
    } else {
        Err(invalid("no JPEG"))
    }
}

/// The next segment up to and with the start of the picture itself.
fn next(source: &mut (impl Read + Seek)) -> io::Result<(u8, Vec<u8>)> {
    let mut head = [0; 4];
    source.read_exact(&mut head)?;
    // Any number of fill bytes may stand before a marker.
    while head.starts_with(&[0xff, 0xff]) {
        source.seek(SeekFrom::Current(-3))?;
        source.read_exact(&mut head)?;
    }
    let [begin, marker, high, low] = head;
    let length = u16::from_be_bytes([high, low]);
    if begin != 0xff || marker < 0xc0 || length < 2 {
        return Err(invalid("no segment"));
    }
    let mut content = vec![0; usize::from(length - 2)];
    source.read_exact(&mut content)?;
    Ok((marker, content))
}

fn write_segment(target: &mut impl Write, marker: u8, content: &[u8]) -> io::Result<()> {
    let length = u16::try_from(content.len() + 2).map_err(|_| invalid("too long"))?;
    target.write_all(&[0xff, marker])?;
    target.write_all(&length.to_be_bytes())?;
    target.write_all(content)
}
