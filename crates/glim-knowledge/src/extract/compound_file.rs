//! Compound files (old Office, Outlook) that lost their end: programs cut off the unused sectors that the table of
//! sectors still counts, and readers then refuse the file. With zeros in their place it can be read.

use std::borrow::Cow;

/// The mark compound files begin with.
pub(super) const MARK: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// No more than this is put at the end of a file.
const MOST_PADDING: usize = 8 * 1024 * 1024;

/// The file, as long as its own table of sectors says; any other file as it is.
pub(super) fn whole(bytes: &[u8]) -> Cow<'_, [u8]> {
    let wanted = stated_length(bytes).unwrap_or(0);
    let missing = wanted.saturating_sub(bytes.len());
    if missing == 0 || missing > MOST_PADDING {
        return Cow::Borrowed(bytes);
    }
    let mut whole = bytes.to_vec();
    whole.resize(wanted, 0);
    Cow::Owned(whole)
}

/// The length up to which the sectors of the table count: four bytes there name one sector, before all a header.
fn stated_length(bytes: &[u8]) -> Option<usize> {
    if !bytes.starts_with(&MARK) {
        return None;
    }
    let shift = u16::from_le_bytes(bytes.get(30..32)?.try_into().ok()?);
    if !matches!(shift, 9 | 12) {
        return None;
    }
    let sector = 1_usize << shift;
    let tables = u32::from_le_bytes(bytes.get(44..48)?.try_into().ok()?);
    let entries = usize::try_from(tables).ok()?.checked_mul(sector / 4)?;
    entries.checked_add(1)?.checked_mul(sector)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read, Write};

    use super::*;

    #[test]
    fn a_file_without_its_unused_end_is_read() {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_stream("/a")
            .unwrap()
            .write_all(&[7; 5_000])
            .unwrap();
        let bytes = file.into_inner().into_inner();
        let padded = whole(&bytes);
        assert!(padded.len() > bytes.len() && padded.len().is_multiple_of(512));
        let mut file = cfb::CompoundFile::open(Cursor::new(padded.as_ref())).unwrap();
        let mut content = Vec::new();
        file.open_stream("/a")
            .unwrap()
            .read_to_end(&mut content)
            .unwrap();
        assert_eq!(content, [7; 5_000]);
    }

    #[test]
    fn a_table_that_lies_is_not_believed() {
        let mut bytes = MARK.to_vec();
        bytes.resize(600, 0);
        bytes[30] = 9;
        bytes[44..48].copy_from_slice(&[0xff; 4]);
        assert_eq!(whole(&bytes).len(), 600);
        assert_eq!(whole(b"text").as_ref(), b"text");
    }
}
