//! Zip archives within limits: what all parts unpack to is counted together, whatever their headers say.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Limits, ReadProblem, encoding};

/// An archive in memory.
pub(super) struct Archive<'bytes> {
    zip: ZipArchive<Cursor<&'bytes [u8]>>,
    /// What may still be unpacked.
    left: u64,
    limit: u64,
}

impl<'bytes> Archive<'bytes> {
    pub(super) fn open(bytes: &'bytes [u8], limits: &Limits) -> Result<Self, ReadProblem> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(problem)?;
        Ok(Self {
            zip,
            left: limits.unpacked_bytes,
            limit: limits.unpacked_bytes,
        })
    }

    /// Names that are text; a name in an encoding of its own is of no part we look for.
    pub(super) fn names(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.zip.file_names().flatten()
    }

    /// The bytes of a part; nothing when there is none of that name.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadProblem> {
        let file = match self.zip.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(problem(error)),
        };
        let mut bytes = Vec::new();
        let mut bounded = file.take(self.left.saturating_add(1));
        let read = bounded.read_to_end(&mut bytes);
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if length > self.left {
            return Err(ReadProblem::TooLarge {
                limit_bytes: self.limit,
            });
        }
        self.left -= length;
        read.map_err(ReadProblem::damaged)?;
        Ok(Some(bytes))
    }

    /// A part that is text, as XML and web pages are.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, ReadProblem> {
        let bytes = self.part(name)?;
        Ok(bytes.map(|bytes| encoding::decode(&bytes, encoding::stated(&bytes)).text))
    }

    /// Refuses a bomb before it is handed to a reader that unpacks by itself: every part is unpacked to nowhere.
    pub(super) fn check_size(&mut self) -> Result<(), ReadProblem> {
        let too_large = ReadProblem::TooLarge {
            limit_bytes: self.limit,
        };
        for index in 0..self.zip.len() {
            let Ok(file) = self.zip.by_index(index) else {
                continue;
            };
            let mut bounded = file.take(self.left.saturating_add(1));
            // A part that breaks off is the reader's to judge; here only what came out counts.
            let Ok(unpacked) = std::io::copy(&mut bounded, &mut std::io::sink()) else {
                continue;
            };
            if unpacked > self.left {
                return Err(too_large);
            }
            self.left -= unpacked;
        }
        Ok(())
    }
}

fn problem(error: ZipError) -> ReadProblem {
    match error {
        ZipError::InvalidPassword | ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            ReadProblem::Encrypted
        }
        other => ReadProblem::damaged(other),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use super::*;

    /// An archive with these parts.
    pub(in crate::extract) fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            let options = zip::write::SimpleFileOptions::default();
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn a_bomb_is_refused_whatever_part_it_is_in() {
        let zeros = vec![0; 600_000];
        let bytes = zipped(&[("a", &zeros), ("b", &zeros)]);
        let limits = Limits {
            unpacked_bytes: 1_000_000,
            ..Limits::default()
        };
        let too_large = ReadProblem::TooLarge {
            limit_bytes: 1_000_000,
        };
        let mut archive = Archive::open(&bytes, &limits).unwrap();
        assert_eq!(archive.check_size(), Err(too_large.clone()));
        let mut archive = Archive::open(&bytes, &limits).unwrap();
        assert_eq!(archive.part("a").unwrap().map(|it| it.len()), Some(600_000));
        assert_eq!(
            archive.part("b"),
            Err(too_large),
            "both parts count together"
        );
        assert_eq!(archive.part("c"), Ok(None));
    }

    #[test]
    fn half_an_archive_is_damaged() {
        let bytes = zipped(&[("a", b"text")]);
        let half = &bytes[..bytes.len() / 2];
        let problem = Archive::open(half, &Limits::default()).err().unwrap();
        assert_eq!(problem.reason(), "damaged");
    }
}
