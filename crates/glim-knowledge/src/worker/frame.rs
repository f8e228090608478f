//! Frames on a pipe: four bytes of length, then that many bytes.

use std::io::{Error, ErrorKind, Read, Write};

/// No answer is larger: the text of a file has its own limit far below.
const LONGEST: u32 = 512 * 1024 * 1024;

/// The next frame; nothing when the pipe was closed between two frames.
pub(super) fn read(from: &mut impl Read) -> std::io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    let mut filled = 0;
    while let Some(rest) = length.get_mut(filled..).filter(|it| !it.is_empty()) {
        match from.read(rest) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(count) => filled += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let length = u32::from_le_bytes(length);
    if length > LONGEST {
        return Err(Error::new(
            ErrorKind::InvalidData,
            "a frame that is too long",
        ));
    }
    let mut bytes = Vec::new();
    let read = from.take(u64::from(length)).read_to_end(&mut bytes)?;
    if u32::try_from(read) == Ok(length) {
        Ok(Some(bytes))
    } else {
        Err(ErrorKind::UnexpectedEof.into())
    }
}

/// Writes a frame and sends it off.
pub(super) fn write(to: &mut impl Write, bytes: &[u8]) -> std::io::Result<()> {
    let length = u32::try_from(bytes.len()).ok().filter(|it| *it <= LONGEST);
    let length =
        length.ok_or_else(|| Error::new(ErrorKind::InvalidData, "a frame that is too long"))?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(bytes)?;
    to.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_half_a_frame_is_an_error() {
        let mut pipe = Vec::new();
        write(&mut pipe, "你好".as_bytes()).unwrap();
        write(&mut pipe, b"").unwrap();
        let mut from = pipe.as_slice();
        assert_eq!(read(&mut from).unwrap().unwrap(), "你好".as_bytes());
        assert_eq!(read(&mut from).unwrap().unwrap(), b"");
        assert_eq!(read(&mut from).unwrap(), None);
        for end in 1..pipe.len() - 4 {
            let half = &pipe[..end];
            let whole = 4 + "你好".len();
            assert_eq!(read(&mut &half[..]).is_err(), end < whole, "cut at {end}");
        }
        assert!(
            read(&mut &[0xff; 8][..]).is_err(),
            "a length nobody would write"
        );
    }
}
