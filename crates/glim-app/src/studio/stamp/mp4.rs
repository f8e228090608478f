//! MP4: a `uuid` box at the end, where XMP stands by its own rules. In `moov`, where `udta` would be, it would move the
//! samples away from where the film says they are.

use std::io::{self, Read, Seek, SeekFrom, Write};

use super::{LARGEST, Stamp, invalid, packet};
use crate::studio::media::{Refusal, head_at};

/// Of XMP, by its specification.
const XMP: [u8; 16] = [
    0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8, 0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac,
];
const MOST_BOXES: usize = 20_000;

pub(super) fn write(
    source: &mut (impl Read + Seek),
    target: &mut impl Write,
    stamp: &Stamp,
) -> io::Result<bool> {
    let packet = packet::of(stamp, true);
    let size = 8 + XMP.len() + packet.len();
    if size > LARGEST {
        return Ok(false);
    }
    let Some(mut end) = whole(source)? else {
        return Ok(false);
    };
    // Ours is the last box or none of ours: one in the middle of what others have written stays there.
    if let Some(last) = stamps(source)?.into_iter().find(|it| it.end == end) {
        end = last.begin;
    }
    source.seek(SeekFrom::Start(0))?;
    if io::copy(&mut source.by_ref().take(end), target)? != end {
        return Err(invalid("the film is cut off"));
    }
    let size = u32::try_from(size).map_err(|_| invalid("too long"))?;
    target.write_all(&size.to_be_bytes())?;
    target.write_all(b"uuid")?;
    target.write_all(&XMP)?;
    target.write_all(packet.as_bytes())?;
    Ok(true)
}

/// The last one: a stamp that is written anew stands behind an older one.
pub(super) fn read(source: &mut (impl Read + Seek)) -> io::Result<Option<Vec<u8>>> {
    Ok(stamps(source)?.pop().map(|found| found.packet))
}

struct Found {
    begin: u64,
    end: u64,
    packet: Vec<u8>,
}

/// The length of the file, if something may be put behind it: a last box without an end would swallow it.
fn whole(source: &mut (impl Read + Seek)) -> io::Result<Option<u64>> {
    let length = source.seek(SeekFrom::End(0))?;
    let mut at = 0;
    for _ in 0..MOST_BOXES {
        if at == length {
            return Ok(Some(length));
        }
        source.seek(SeekFrom::Start(at))?;
        let mut size = [0; 4];
        source.read_exact(&mut size)?;
        if size == [0; 4] {
            return Ok(None);
        }
        at = head_at(source, at, length).map_err(told)?.end;
    }
    Ok(None)
}

fn stamps(source: &mut (impl Read + Seek)) -> io::Result<Vec<Found>> {
    let length = source.seek(SeekFrom::End(0))?;
    let (mut at, mut found) = (0, Vec::new());
    for _ in 0..MOST_BOXES {
        if at == length {
            break;
        }
        let head = head_at(source, at, length).map_err(told)?;
        let size = usize::try_from(head.end - head.content).unwrap_or(usize::MAX);
        if &head.kind == b"uuid" && (XMP.len()..=LARGEST).contains(&size) {
            let mut content = vec![0; size];
            source.seek(SeekFrom::Start(head.content))?;
            source.read_exact(&mut content)?;
            if let Some(packet) = content.strip_prefix(&XMP)
                && packet::is_ours(packet)
            {
                found.push(Found {
                    begin: at,
                    end: head.end,
                    packet: packet.to_vec(),
                });
            }
        }
        at = head.end;
    }
    Ok(found)
}

fn told(refusal: Refusal) -> io::Error {
    match refusal {
        Refusal::Io(error) => error,
        _ => invalid("no film"),
    }
}
