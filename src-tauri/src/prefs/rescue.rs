//! The files around `prefs.json`: the last good one (`prefs.last.json`) and a damaged one kept aside
//! (`prefs.damaged.json`).

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

/// What stood there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// No file: a first start, or somebody removed it to begin anew.
    Nothing,
    /// A good file.
    Good,
    /// A damaged one; the last good one is back in its place.
    LastGood,
    /// A damaged one, kept aside, and no good one before it.
    Damaged,
}

/// Looks at the preferences before they are read and puts a readable file, or none, in their place.
pub(super) fn rescue(file: &Path) -> io::Result<Found> {
    match fs::read(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(error),
        Ok(bytes) if is_good(&bytes) => return Ok(Found::Good),
        Ok(_) => {}
    }
    fs::rename(file, beside(file, "damaged"))?;
    match fs::read(beside(file, "last")) {
        Ok(bytes) if is_good(&bytes) => {
            put(file, &bytes)?;
            Ok(Found::LastGood)
        }
        _ => Ok(Found::Damaged),
    }
}

/// Keeps a copy of the file as it is, when it is good, before anything writes over it again.
pub(super) fn keep_last_good(file: &Path) -> io::Result<()> {
    let last = beside(file, "last");
    match fs::read(file) {
        Ok(bytes) if is_good(&bytes) => {
            let is_kept = fs::read(&last).is_ok_and(|kept| kept == bytes);
            if is_kept { Ok(()) } else { put(&last, &bytes) }
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn is_good(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Map<String, Value>>(bytes).is_ok()
}

/// Writes beside and renames, so that the file is never half there.
fn put(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let staged = beside(file, "new");
    let mut writer = File::create(&staged)?;
    writer.write_all(bytes)?;
    writer.sync_all()?;
    fs::rename(staged, file)
}

fn beside(file: &Path, what: &str) -> PathBuf {
    file.with_file_name(format!("prefs.{what}.json"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn prefs() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("prefs.json");
        (folder, file)
    }

    #[test]
    fn a_missing_file_and_a_good_one_are_left_alone() {
        let (_folder, file) = prefs();
        assert_eq!(rescue(&file).unwrap(), Found::Nothing);
        fs::write(&file, "{\"dataFolder\":\"/数据\"}").unwrap();
        assert_eq!(rescue(&file).unwrap(), Found::Good);
        assert_eq!(
            fs::read_to_string(&file).unwrap(),
            "{\"dataFolder\":\"/数据\"}"
        );
    }

    #[test]
    fn a_file_cut_anywhere_gives_way_to_the_last_good_one() {
        let (_folder, file) = prefs();
        let (old, new) = (
            "{\"dataFolder\":\"/旧\"}",
            "{\"dataFolder\":\"/新\",\"n\":1}",
        );
        for length in 0..new.len() {
            fs::write(&file, old).unwrap();
            keep_last_good(&file).unwrap();
            fs::write(&file, &new.as_bytes()[..length]).unwrap();
            assert_eq!(rescue(&file).unwrap(), Found::LastGood, "cut at {length}");
            assert_eq!(fs::read_to_string(&file).unwrap(), old);
            let aside = fs::read(beside(&file, "damaged")).unwrap();
            assert_eq!(
                aside,
                &new.as_bytes()[..length],
                "the damaged one is kept aside"
            );
        }
    }

    #[test]
    fn damage_without_a_good_one_before_it_means_a_new_beginning() {
        let (_folder, file) = prefs();
        fs::write(&file, "[1]").unwrap();
        assert_eq!(rescue(&file).unwrap(), Found::Damaged);
        assert!(!file.exists());
        assert_eq!(fs::read_to_string(beside(&file, "damaged")).unwrap(), "[1]");
    }

    #[test]
    fn a_damaged_file_never_becomes_the_last_good_one() {
        let (_folder, file) = prefs();
        fs::write(&file, "{}").unwrap();
        keep_last_good(&file).unwrap();
        fs::write(&file, "{\"a\":").unwrap();
        keep_last_good(&file).unwrap();
        assert_eq!(fs::read_to_string(beside(&file, "last")).unwrap(), "{}");
    }
}
