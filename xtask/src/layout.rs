//! The shape of the tree: sizes, import walls, names. What `conventions.md` says and a program can see.
//!
//! `sizes` counts lines, `packages` reads who depends on whom, `rust_walls` and `ui_walls` read imports,
//! `names` reads names and openings. Each has samples that it must refuse.

mod names;
mod packages;
mod rust_walls;
mod sizes;
mod ui_walls;

pub(crate) mod rust_source;

use crate::failure::{Failure, Outcome};
use crate::{generate, tree};

/// One thing that is wrong (or, as a note, near to it) and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) place: String,
    pub(crate) words: String,
}

impl Finding {
    pub(crate) fn new(place: impl Into<String>, words: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            words: words.into(),
        }
    }
}

/// A file a person wrote, with its text.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    pub(crate) fn is(&self, extension: &str) -> bool {
        self.path
            .rsplit_once('.')
            .is_some_and(|(_, it)| it == extension)
    }

    /// A file that holds nothing but tests.
    pub(crate) fn is_test(&self) -> bool {
        let parts: Vec<&str> = self.path.split('/').collect();
        let folder = parts
            .iter()
            .any(|part| *part == "tests" || *part == "benches" || *part == "fuzz");
        folder
            || self.path.ends_with("/tests.rs")
            || self.path.ends_with(".test.ts")
            || self.path.ends_with(".spec.ts")
    }
}

/// Fails with every finding; what is only near a ceiling is printed as a note.
pub(crate) fn check() -> Outcome {
    let sources = sources(&["rs", "ts", "svelte", "js"])?;
    let mut findings = packages::findings(&tree::metadata(true)?);
    for source in &sources {
        if source.is("rs") {
            findings.extend(rust_walls::findings(source));
            findings.extend(names::rust(source));
        } else {
            findings.extend(ui_walls::findings(source));
            findings.extend(names::typescript(source));
        }
        findings.extend(sizes::findings(source));
    }
    for note in sources.iter().flat_map(sizes::notes) {
        println!("   note: {}: {}", note.place, note.words);
    }
    refuse(&findings)
}

/// The failure that lists all findings, if there is one.
pub(crate) fn refuse(findings: &[Finding]) -> Outcome {
    if findings.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = findings
        .iter()
        .map(|finding| format!("   {}: {}", finding.place, finding.words))
        .collect();
    Err(Failure::new(lines.join("\n")))
}

/// All files with one of these extensions that a person wrote.
pub(crate) fn sources(extensions: &[&str]) -> Outcome<Vec<Source>> {
    let files = tree::files()?.into_iter().filter(|path| {
        let known = path
            .rsplit_once('.')
            .is_some_and(|(_, it)| extensions.contains(&it));
        known && !generate::is_generated(path)
    });
    files
        .map(|path| {
            Ok(Source {
                text: tree::read(&path)?,
                path,
            })
        })
        .collect()
}
