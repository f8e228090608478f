//! Where a source was found, kept as the bytes the system names it by: a file name need not be text.

use std::path::{Path, PathBuf};

use crate::{Error, error::Failure};

/// Where the content of a source lies.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// A file on a disk of this machine.
    File(PathBuf),
    /// An address on the web.
    Web(String),
}

impl Place {
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::File(_) => FILE,
            Self::Web(_) => "web",
        }
    }

    pub(crate) fn bytes(&self) -> Result<Vec<u8>, Failure> {
        match self {
            Self::File(path) => path_bytes(path),
            Self::Web(address) => Ok(address.as_bytes().to_vec()),
        }
    }

    pub(crate) fn of_row(kind: &str, bytes: Vec<u8>) -> Self {
        if kind == FILE {
            Self::File(path_of(bytes))
        } else {
            Self::Web(String::from_utf8_lossy(&bytes).into_owned())
        }
    }
}

const FILE: &str = "file";

#[cfg(unix)]
pub(crate) fn path_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    use std::os::unix::ffi::OsStrExt;
    checked(path.as_os_str().as_bytes().to_vec())
}

#[cfg(unix)]
pub(crate) fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

/// Elsewhere names are Unicode but for broken ones, which other programs cannot open either.
#[cfg(not(unix))]
pub(crate) fn path_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let text = path
        .to_str()
        .ok_or_else(|| Failure::not_allowed("the name of a file is Unicode on this system"))?;
    checked(text.as_bytes().to_vec())
}

#[cfg(not(unix))]
pub(crate) fn path_of(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

fn checked(bytes: Vec<u8>) -> Result<Vec<u8>, Failure> {
    if bytes.is_empty() {
        return Err(Failure::Named(Error::NotAllowed {
            rule: "a place has a name",
        }));
    }
    Ok(bytes)
}

/// Between these two bounds (the second excluded) lie the bytes of all that is below `folder`.
pub(crate) fn below(folder: &Path) -> Result<(Vec<u8>, Vec<u8>), Failure> {
    let separator = u8::try_from(std::path::MAIN_SEPARATOR).unwrap_or(b'/');
    let mut from = path_bytes(folder)?;
    if from.last() != Some(&separator) {
        from.push(separator);
    }
    let mut to = from.clone();
    // The separator is never the last of all bytes, so the next one exists.
    if let Some(last) = to.last_mut() {
        *last = last.saturating_add(1);
    }
    Ok((from, to))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_lies_below_a_folder_is_one_range_without_its_neighbours() {
        let (from, to) = below(Path::new("/家/文")).unwrap();
        let within = |path: &str| {
            let bytes = path_bytes(Path::new(path)).unwrap();
            bytes >= from && bytes < to
        };
        assert!(within("/家/文/a") && within("/家/文/ש/😀.pdf"));
        assert!(!within("/家/文") && !within("/家/文2/a") && !within("/家/a"));
        assert_eq!(below(Path::new("/")).unwrap().0, b"/");
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_no_text_comes_back_as_it_was() {
        let path = path_of(b"/a/\xff\xfe.txt".to_vec());
        assert_eq!(path_of(path_bytes(&path).unwrap()), path);
        assert!(path_bytes(Path::new("")).is_err());
    }
}
