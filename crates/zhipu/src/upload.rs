//! A file to be sent: from memory, or from the disk without ever being in memory as a whole.

use std::fmt;
use std::io;
use std::path::PathBuf;

use bytes::Bytes;

/// A file to be sent, that can be opened anew for each try.
#[derive(Clone)]
pub struct Upload {
    name: String,
    source: Source,
}

#[derive(Clone)]
pub(crate) enum Source {
    Memory(Bytes),
    Disk(PathBuf),
}

impl fmt::Debug for Upload {
    /// Tells neither the path nor the content.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = match &self.source {
            Source::Memory(bytes) => format!("{} bytes", bytes.len()),
            Source::Disk(_) => "a file".to_owned(),
        };
        formatter
            .debug_struct("Upload")
            .field("source", &source)
            .finish_non_exhaustive()
    }
}

impl Upload {
    /// A file whose content is in memory.
    pub fn bytes(name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self {
            name: sendable(&name.into()),
            source: Source::Memory(content.into()),
        }
    }

    /// A file on the disk, sent under its own name. Opened when the call is made, each time anew.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().map(|name| name.to_string_lossy());
        Self {
            name: sendable(&name.unwrap_or_default()),
            source: Source::Disk(path),
        }
    }

    /// Sends it under another name; the platform tells the kind of a file by the ending.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = sendable(&name.into());
        self
    }

    /// The name it is sent under.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The ending of its name in lower case, without the dot; empty if it has none.
    pub fn ending(&self) -> String {
        let ending = self.name.rsplit_once('.').map(|(_, ending)| ending);
        ending.unwrap_or_default().to_lowercase()
    }

    /// How long it is now.
    ///
    /// # Errors
    /// The system's own, if there is no such file or it is a folder.
    pub async fn length_bytes(&self) -> io::Result<u64> {
        match &self.source {
            Source::Memory(bytes) => Ok(u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
            Source::Disk(path) => {
                let found = tokio::fs::metadata(path).await?;
                if found.is_file() {
                    Ok(found.len())
                } else {
                    Err(io::Error::from(io::ErrorKind::IsADirectory))
                }
            }
        }
    }

    pub(crate) fn source(&self) -> &Source {
        &self.source
    }
}

/// A name that cannot break out of the head of its part: line ends and other control characters
/// become underscores, and a name of nothing is called `file`.
fn sendable(name: &str) -> String {
    let clean: String = name
        .chars()
        .map(|c| if c.is_control() { '_' } else { c })
        .collect();
    if clean.trim().is_empty() {
        "file".to_owned()
    } else {
        clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_head() {
        let upload = Upload::bytes("a\r\nX-Evil: 1\r\n\r\n报告 🙂.PDF", "x");
        assert_eq!(upload.name(), "a__X-Evil: 1____报告 🙂.PDF");
        assert_eq!(upload.ending(), "pdf");
        assert_eq!(Upload::bytes(" ", "x").name(), "file");
        assert_eq!(Upload::file("/").name(), "file");
        assert_eq!(Upload::file("/tmp/دليل.txt").named("").ending(), "");
    }

    #[test]
    fn neither_path_nor_content_is_in_the_debug_text() {
        let shown = format!("{:?}", Upload::file("/home/person/secret.txt"));
        assert!(!shown.contains("secret"), "{shown}");
        let shown = format!("{:?}", Upload::bytes("a.txt", "confidential"));
        assert!(!shown.contains("confidential"), "{shown}");
    }

    #[tokio::test]
    async fn what_is_no_file_has_no_length() {
        assert_eq!(Upload::bytes("a", "四").length_bytes().await.unwrap(), 3);
        assert!(
            Upload::file(std::env::temp_dir())
                .length_bytes()
                .await
                .is_err()
        );
        assert!(Upload::file("/no/such/file").length_bytes().await.is_err());
    }
}
