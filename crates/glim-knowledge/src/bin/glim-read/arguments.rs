//! What the program was asked for.

use std::path::PathBuf;

/// The arguments, read.
pub(crate) struct Arguments {
    /// The folder with the files.
    pub(crate) folder: PathBuf,
    /// PDFium, or its folder.
    pub(crate) pdfium: Option<PathBuf>,
    /// A Python that has PyMuPDF.
    pub(crate) python: Option<PathBuf>,
    /// Where to write what was read.
    pub(crate) text: Option<PathBuf>,
    /// One line a file.
    pub(crate) each: bool,
}

impl Arguments {
    pub(crate) fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut parsed = Self {
            folder: PathBuf::new(),
            pdfium: None,
            python: None,
            text: None,
            each: false,
        };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let mut value = || {
                let value = rest.next().map(PathBuf::from);
                value.ok_or_else(|| format!("{argument} needs a path"))
            };
            match argument.as_str() {
                "--pdfium" => parsed.pdfium = Some(value()?),
                "--python" => parsed.python = Some(value()?),
                "--text" => parsed.text = Some(value()?),
                "--each" => parsed.each = true,
                folder if !folder.starts_with("--") => parsed.folder = PathBuf::from(folder),
                other => return Err(format!("`{other}` is not known")),
            }
        }
        if parsed.folder.as_os_str().is_empty() {
            return Err("name a folder with files".to_owned());
        }
        Ok(parsed)
    }
}
