//! A file with a cap: full, it becomes `glim.1.log`, that one `glim.2.log`, and so on up to five.
//!
//! Written without a thread in between: lines are few, and the last one before a crash is the one that matters.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Size at which a new file begins.
const MAX_BYTES: u64 = 2 * 1024 * 1024;
/// Files kept, the current one included.
const KEPT: usize = 5;

#[derive(Debug)]
pub(super) struct RollingFile {
    folder: PathBuf,
    file: File,
    written: u64,
    max_bytes: u64,
}

impl RollingFile {
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        Self::with_cap(folder, MAX_BYTES)
    }

    fn with_cap(folder: &Path, max_bytes: u64) -> io::Result<Self> {
        crate::folders::make(folder)?;
        let file = append(&name(folder, 0))?;
        let written = file.metadata()?.len();
        Ok(Self {
            folder: folder.to_owned(),
            file,
            written,
            max_bytes,
        })
    }

    fn roll(&mut self) -> io::Result<()> {
        for number in (0..KEPT - 1).rev() {
            match fs::rename(name(&self.folder, number), name(&self.folder, number + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        self.file = append(&name(&self.folder, 0))?;
        Ok(())
    }
}

impl Write for RollingFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
        if self.written > 0 && self.written.saturating_add(length) > self.max_bytes {
            // When it cannot roll (Windows, another reader) the line still goes into the old file; and the next
            // try comes a whole file later, not with every line.
            self.written = 0;
            if let Err(error) = self.roll() {
                writeln!(self.file, "log: could not begin a new file: {error}")?;
            }
        }
        self.file.write_all(line)?;
        self.written = self.written.saturating_add(length);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn name(folder: &Path, number: usize) -> PathBuf {
    match number {
        0 => folder.join("glim.log"),
        number => folder.join(format!("glim.{number}.log")),
    }
}

fn append(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn it_keeps_five_files_under_the_cap_and_the_newest_lines() {
        let folder = tempfile::tempdir().unwrap();
        let logs = folder.path().join("日志");
        let mut file = RollingFile::with_cap(&logs, 100).unwrap();
        for number in 0..100 {
            writeln!(file, "line {number:04} 你好").unwrap();
        }
        let mut names: Vec<_> = fs::read_dir(&logs)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(
            names,
            [
                "glim.1.log",
                "glim.2.log",
                "glim.3.log",
                "glim.4.log",
                "glim.log"
            ]
        );
        for entry in fs::read_dir(&logs).unwrap() {
            assert!(entry.unwrap().metadata().unwrap().len() <= 100);
        }
        assert!(
            fs::read_to_string(logs.join("glim.log"))
                .unwrap()
                .contains("line 0099 你好")
        );
    }

    #[test]
    fn a_new_start_goes_on_in_the_same_file() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..3 {
            let mut file = RollingFile::with_cap(folder.path(), 100).unwrap();
            writeln!(file, "start {number}").unwrap();
        }
        let text = fs::read_to_string(folder.path().join("glim.log")).unwrap();
        assert_eq!(text, "start 0\nstart 1\nstart 2\n");
    }

    #[test]
    fn one_line_longer_than_the_cap_is_written_whole() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = RollingFile::with_cap(folder.path(), 10).unwrap();
        file.write_all("很长".repeat(20).as_bytes()).unwrap();
        file.write_all(b"short").unwrap();
        assert_eq!(
            fs::read_to_string(folder.path().join("glim.log")).unwrap(),
            "short"
        );
        assert!(folder.path().join("glim.1.log").exists());
    }
}
