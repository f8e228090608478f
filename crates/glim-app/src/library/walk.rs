//! From what was dropped to the files in it: folders to any depth, never out of them by a link, and nothing silently left out.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use super::{Refusal, Refusals};

/// Files taken at once.
const MOST_FILES: usize = 100_000;
/// Names that are told for one reason.
const NAMES: usize = 20;

/// Limits of a walk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) files: usize,
    pub(super) file_bytes: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            files: MOST_FILES,
            file_bytes: glim_knowledge::Limits::default().file_bytes,
        }
    }
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) files: Vec<PathBuf>,
    pub(super) refused: Refused,
}

/// What is not taken, by its reason.
#[derive(Debug, Default)]
pub(super) struct Refused(BTreeMap<Refusal, (u32, Vec<String>)>);

impl Refused {
    pub(super) fn add(&mut self, path: &Path, reason: Refusal) {
        let (count, names) = self.0.entry(reason).or_default();
        *count = count.saturating_add(1);
        if names.len() < NAMES {
            names.push(name_of(path));
        }
    }

    pub(super) fn told(self) -> Vec<Refusals> {
        let refusals = self.0.into_iter();
        refusals
            .map(|(reason, (count, names))| Refusals {
                reason,
                count,
                names,
            })
            .collect()
    }
}

/// The last part of a path, for people.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// Why the system did not give something.
pub(super) fn refusal_of(error: &io::Error) -> Refusal {
    match error.kind() {
        io::ErrorKind::NotFound => Refusal::Missing,
        _ => Refusal::Unreadable,
    }
}

/// Finds all files. Blocks.
pub(super) fn walk(given: &[PathBuf], bounds: Bounds) -> Walked {
    let mut walked = Walked::default();
    for path in given {
        // What a person gives by name is taken as it is: hidden, or through a link to where it lies.
        let place = match fs::canonicalize(path) {
            Ok(place) => place,
            Err(error) => {
                walked.refused.add(path, refusal_of(&error));
                continue;
            }
        };
        match fs::metadata(&place) {
            Ok(metadata) if metadata.is_dir() => walk_folder(place, bounds, &mut walked),
            Ok(metadata) => take(place, &metadata, bounds, &mut walked),
            Err(error) => walked.refused.add(path, refusal_of(&error)),
        }
    }
    walked.files.sort();
    walked.files.dedup();
    walked
}

fn walk_folder(folder: PathBuf, bounds: Bounds, walked: &mut Walked) {
    // A list and not a recursion: folders may be nested deeper than a stack is.
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                walked.refused.add(&folder, refusal_of(&error));
                continue;
            }
        };
        for entry in entries {
            let Ok(entry) = entry else {
                walked.refused.add(&folder, Refusal::Unreadable);
                continue;
            };
            let path = entry.path();
            if is_hidden(&path) {
                walked.refused.add(&path, Refusal::Hidden);
                continue;
            }
            match fs::symlink_metadata(&path) {
                Ok(metadata) if metadata.is_symlink() => walked.refused.add(&path, Refusal::Link),
                Ok(metadata) if metadata.is_dir() => folders.push(path),
                Ok(metadata) => take(path, &metadata, bounds, walked),
                Err(error) => walked.refused.add(&path, refusal_of(&error)),
            }
        }
    }
}

fn take(path: PathBuf, metadata: &fs::Metadata, bounds: Bounds, walked: &mut Walked) {
    let refusal = if !metadata.is_file() {
        Refusal::NotAFile
    } else if metadata.len() > bounds.file_bytes {
        Refusal::TooLarge
    } else if walked.files.len() >= bounds.files {
        Refusal::TooMany
    } else {
        walked.files.push(path);
        return;
    };
    walked.refused.add(&path, refusal);
}

/// Hidden by its name, or one of the files that systems leave in folders.
fn is_hidden(path: &Path) -> bool {
    let name = name_of(path);
    name.starts_with('.')
        || name.starts_with("~$")
        || matches!(name.as_str(), "Thumbs.db" | "desktop.ini")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(walked: Walked) -> Vec<(Refusal, u32)> {
        let told = walked.refused.told();
        told.iter().map(|it| (it.reason, it.count)).collect()
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_is_walked_to_its_depth_and_not_out_of_it() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.txt"), "x").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("甲/乙/.git")).unwrap();
        fs::write(root.join("甲/乙/文.md"), "x").unwrap();
        fs::write(root.join("甲/乙/.git/config"), "x").unwrap();
        fs::write(root.join("big.bin"), vec![0; 100]).unwrap();
        std::os::unix::fs::symlink(outside.path(), root.join("out")).unwrap();
        std::os::unix::fs::symlink(root, root.join("甲/loop")).unwrap();
        let bounds = Bounds {
            files: 10,
            file_bytes: 50,
        };
        let gone = root.join("gone");
        let walked = walk(&[root.to_owned(), gone], bounds);
        assert_eq!(walked.files.len(), 1, "{:?}", walked.files);
        assert!(walked.files[0].ends_with("甲/乙/文.md"));
        assert_eq!(
            reasons(walked),
            [
                (Refusal::Hidden, 1),
                (Refusal::Link, 2),
                (Refusal::TooLarge, 1),
                (Refusal::Missing, 1)
            ]
        );
    }

    #[test]
    fn more_than_the_most_are_told() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..30 {
            fs::write(folder.path().join(format!("{number}.txt")), "x").unwrap();
        }
        let bounds = Bounds {
            files: 5,
            file_bytes: 50,
        };
        let mut walked = walk(&[folder.path().to_owned()], bounds);
        assert_eq!(walked.files.len(), 5);
        let told = std::mem::take(&mut walked.refused).told();
        assert_eq!((told[0].reason, told[0].count), (Refusal::TooMany, 25));
        assert_eq!(told[0].names.len(), NAMES);
    }
}
