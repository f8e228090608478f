//! A file seen as memory, so that the system keeps in memory only what is used.

use std::{fs::File, ops::Deref, path::Path};

use memmap2::Mmap;

use crate::Error;

/// A whole file, mapped for reading.
///
/// Only for files of ours, which are replaced by renaming and never written or cut in place: a file that shrinks under
/// its map would end the program on the next read.
#[derive(Debug)]
pub(crate) struct Mapped(Mmap);

impl Mapped {
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let file = File::open(path).map_err(|source| Error::file("open", path, source))?;
        #[expect(unsafe_code, reason = "mapping a file is unsafe by its nature")]
        // SAFETY: the file is one of ours (see the type): nobody writes into it or cuts it while it is mapped.
        let map = unsafe { Mmap::map(&file) };
        map.map(Self)
            .map_err(|source| Error::file("map", path, source))
    }
}

impl Deref for Mapped {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}
