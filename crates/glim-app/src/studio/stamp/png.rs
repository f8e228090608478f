//! PNG: an `iTXt` chunk named `XML:com.adobe.xmp`, behind the header.

use std::io::{self, Read, Seek, SeekFrom, Write};

use super::{LARGEST, Stamp, invalid, packet};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Keyword, and then: not compressed, no language, no translated keyword.
const KEYWORD: &[u8] = b"XML:com.adobe.xmp\0\0\0\0\0";
/// Most chunks of a picture: 100 MB in the smallest pieces that encoders make.
const MOST_CHUNKS: usize = 100_000;

struct Chunk {
    length: u32,
    kind: [u8; 4],
}

pub(super) fn write(
    source: &mut (impl Read + Seek),
    target: &mut impl Write,
    stamp: &Stamp,
) -> io::Result<bool> {
    let content = [KEYWORD, packet::of(stamp, true).as_bytes()].concat();
    if content.len() > LARGEST {
        return Ok(false);
    }
    skip_signature(source)?;
    target.write_all(SIGNATURE)?;
    for number in 0..MOST_CHUNKS {
        let chunk = next(source)?;
        let is_stamp = &chunk.kind == b"iTXt"
            && packet_in(source, &chunk)?.is_some_and(|it| packet::is_ours(&it));
        // Length, kind, content and sum.
        let whole = u64::from(chunk.length) + 12;
        if is_stamp {
            source.seek(SeekFrom::Current(i64::from(chunk.length) + 4))?;
        } else {
            source.seek(SeekFrom::Current(-8))?;
            if io::copy(&mut source.by_ref().take(whole), target)? != whole {
                return Err(invalid("a chunk is cut off"));
            }
        }
        if number == 0 {
            write_chunk(target, &content)?;
        }
        if &chunk.kind == b"IEND" {
            return Ok(true);
        }
    }
    Err(invalid("too many chunks"))
}

pub(super) fn read(source: &mut (impl Read + Seek)) -> io::Result<Option<Vec<u8>>> {
    skip_signature(source)?;
    for _ in 0..MOST_CHUNKS {
        let chunk = next(source)?;
        if &chunk.kind == b"IEND" {
            break;
        }
        if &chunk.kind == b"iTXt"
            && let Some(found) = packet_in(source, &chunk)?
            && packet::is_ours(&found)
        {
            return Ok(Some(found));
        }
        source.seek(SeekFrom::Current(i64::from(chunk.length) + 4))?;
    }
    Ok(None)
}

fn skip_signature(source: &mut impl Read) -> io::Result<()> {
    let mut signature = [0; 8];
    source.read_exact(&mut signature)?;
    if signature == SIGNATURE {
        Ok(())
    } else {
        Err(invalid("no PNG"))
    }
}

fn next(source: &mut impl Read) -> io::Result<Chunk> {
    let mut head = [0; 8];
    source.read_exact(&mut head)?;
    let [a, b, c, d, kind @ ..] = head;
    let length = u32::from_be_bytes([a, b, c, d]);
    if length > i32::MAX.unsigned_abs() {
        return Err(invalid("a chunk that cannot be"));
    }
    Ok(Chunk { length, kind })
}

/// The packet that a chunk of text holds; the place in the file stays behind its head.
fn packet_in(source: &mut (impl Read + Seek), chunk: &Chunk) -> io::Result<Option<Vec<u8>>> {
    let length = usize::try_from(chunk.length).unwrap_or(usize::MAX);
    if length > LARGEST {
        return Ok(None);
    }
    let mut content = vec![0; length];
    source.read_exact(&mut content)?;
    source.seek(SeekFrom::Current(-i64::from(chunk.length)))?;
    Ok(content.strip_prefix(KEYWORD).map(<[u8]>::to_vec))
}

fn write_chunk(target: &mut impl Write, content: &[u8]) -> io::Result<()> {
    let length = u32::try_from(content.len()).map_err(|_| invalid("too long"))?;
    let mut sum = crc(u32::MAX, b"iTXt");
    sum = !crc(sum, content);
    target.write_all(&length.to_be_bytes())?;
    target.write_all(b"iTXt")?;
    target.write_all(content)?;
    target.write_all(&sum.to_be_bytes())
}

/// The sum of PNG, bit by bit: a stamp is short.
fn crc(mut sum: u32, bytes: &[u8]) -> u32 {
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg());
        }
    }
    sum
}
