#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use super::*;

const KEY: &str = "0123456789abcdef0123456789abcdef.AbCdEfGhIjKlMnOp";

fn passphrase(text: &str) -> SecretString {
    SecretString::from(text)
}

fn secrets(pairs: &[(&str, &str)]) -> BTreeMap<String, SecretString> {
    pairs
        .iter()
        .map(|(name, secret)| ((*name).to_owned(), SecretString::from(*secret)))
        .collect()
}

fn exposed(secrets: &BTreeMap<String, SecretString>) -> Vec<(&str, &str)> {
    secrets
        .iter()
        .map(|(name, secret)| (name.as_str(), secret.expose_secret()))
        .collect()
}

fn sealed_file() -> (tempfile::TempDir, SealedFile) {
    let folder = tempfile::tempdir().unwrap();
    let file = SealedFile::at(folder.path().join("keys").join("keys.age"));
    (folder, file)
}

#[test]
fn what_was_sealed_comes_back_in_any_script() {
    let (_folder, file) = sealed_file();
    assert!(!file.exists());
    let pairs = [
        ("key:bigModel", KEY),
        ("key:own", "密钥🔑 \"quoted\" \\ مفتاح\n\u{1}"),
        ("proxy", ""),
    ];
    file.write(&secrets(&pairs), &passphrase("正确的 马 电池 🐎"))
        .unwrap();
    assert!(file.exists());
    let opened = file.open(&passphrase("正确的 马 电池 🐎")).unwrap();
    let mut expected = pairs.to_vec();
    expected.sort_unstable();
    assert_eq!(exposed(&opened), expected);
}

#[test]
fn a_wrong_passphrase_is_named_and_changes_nothing() {
    let (_folder, file) = sealed_file();
    file.write(&secrets(&[("key:zai", KEY)]), &passphrase("right"))
        .unwrap();
    let before = fs::read(file.path()).unwrap();
    for wrong in ["", "Right", "right ", "对"] {
        let refused = file.open(&passphrase(wrong));
        assert!(
            matches!(refused, Err(SealedError::WrongPassphrase)),
            "{wrong:?}: {refused:?}"
        );
    }
    assert_eq!(fs::read(file.path()).unwrap(), before);
    assert!(file.open(&passphrase("right")).is_ok());
}

#[test]
fn a_file_cut_anywhere_never_opens_and_never_panics() {
    let (_folder, file) = sealed_file();
    file.write(&secrets(&[("key:zai", KEY)]), &passphrase("right"))
        .unwrap();
    let whole = fs::read(file.path()).unwrap();
    for length in 0..whole.len() {
        fs::write(file.path(), &whole[..length]).unwrap();
        let opened = file.open(&passphrase("right"));
        assert!(
            matches!(opened, Err(SealedError::Damaged)),
            "cut at {length}: {opened:?}"
        );
    }
}

#[test]
fn an_altered_byte_anywhere_never_opens() {
    let (_folder, file) = sealed_file();
    file.write(&secrets(&[("key:zai", KEY)]), &passphrase("right"))
        .unwrap();
    let whole = fs::read(file.path()).unwrap();
    for at in 0..whole.len() {
        let mut altered = whole.clone();
        altered[at] ^= 0x01;
        fs::write(file.path(), &altered).unwrap();
        assert!(file.open(&passphrase("right")).is_err(), "altered at {at}");
    }
}

#[test]
fn a_file_that_is_not_ours_is_damaged_and_a_missing_one_is_io() {
    let (_folder, file) = sealed_file();
    assert!(matches!(
        file.open(&passphrase("x")),
        Err(SealedError::Io { .. })
    ));
    fs::create_dir_all(file.path().parent().unwrap()).unwrap();
    fs::write(file.path(), "{\"key:bigModel\": \"in the open\"}").unwrap();
    assert!(matches!(
        file.open(&passphrase("x")),
        Err(SealedError::Damaged)
    ));
    File::create(file.path())
        .unwrap()
        .set_len(MAX_FILE_BYTES + 1)
        .unwrap();
    assert!(matches!(
        file.open(&passphrase("x")),
        Err(SealedError::Damaged)
    ));
}

#[test]
fn a_file_that_asks_for_absurd_work_is_refused_at_once() {
    let (_folder, file) = sealed_file();
    file.write(&secrets(&[("key:zai", KEY)]), &passphrase("right"))
        .unwrap();
    let sealed = fs::read(file.path()).unwrap();
    let line_end = format!(" {WORK_FACTOR}\n").into_bytes();
    let at = sealed
        .windows(line_end.len())
        .position(|window| window == line_end)
        .unwrap();
    let greedy = [
        &sealed[..at],
        b" 40\n".as_slice(),
        &sealed[at + line_end.len()..],
    ]
    .concat();
    fs::write(file.path(), greedy).unwrap();
    assert!(matches!(
        file.open(&passphrase("right")),
        Err(SealedError::Damaged)
    ));
}

#[test]
fn an_end_between_writing_and_renaming_keeps_the_old_file() {
    let (_folder, file) = sealed_file();
    let phrase = passphrase("right");
    file.write(&secrets(&[("key:zai", "old")]), &phrase)
        .unwrap();
    let staged = file
        .stage(&seal(&secrets(&[("key:zai", "new")]), &phrase).unwrap())
        .unwrap();
    assert!(
        staged.exists(),
        "the new bytes are on the disk, not yet in place"
    );
    assert_eq!(exposed(&file.open(&phrase).unwrap()), [("key:zai", "old")]);
    // The next write takes what the crash left out of the way.
    file.write(&secrets(&[("key:zai", "newer")]), &phrase)
        .unwrap();
    assert!(!staged.exists());
    assert_eq!(
        exposed(&file.open(&phrase).unwrap()),
        [("key:zai", "newer")]
    );
}

#[test]
fn nothing_readable_is_in_the_file_and_only_the_owner_may_read_it() {
    let (_folder, file) = sealed_file();
    file.write(&secrets(&[("key:bigModel", KEY)]), &passphrase("right"))
        .unwrap();
    let bytes = fs::read(file.path()).unwrap();
    for needle in [KEY, "AbCdEfGhIjKlMnOp", "key:bigModel", "right"] {
        let found = bytes
            .windows(needle.len())
            .any(|window| window == needle.as_bytes());
        assert!(!found, "{needle} stands in the file");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(file.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn sealing_anew_changes_passphrase_and_salt() {
    let (_folder, file) = sealed_file();
    file.write(&secrets(&[("key:zai", KEY)]), &passphrase("one"))
        .unwrap();
    let first = fs::read(file.path()).unwrap();
    file.write(&secrets(&[("key:zai", KEY)]), &passphrase("one"))
        .unwrap();
    assert_ne!(
        fs::read(file.path()).unwrap(),
        first,
        "a fresh salt and file key each time"
    );
    file.write(&secrets(&[("key:zai", KEY)]), &passphrase("two"))
        .unwrap();
    assert!(matches!(
        file.open(&passphrase("one")),
        Err(SealedError::WrongPassphrase)
    ));
    assert_eq!(
        exposed(&file.open(&passphrase("two")).unwrap()),
        [("key:zai", KEY)]
    );
}

#[test]
fn removing_twice_is_no_error() {
    let (_folder, file) = sealed_file();
    file.remove().unwrap();
    file.write(&secrets(&[("a", "b")]), &passphrase("p"))
        .unwrap();
    file.remove().unwrap();
    assert!(!file.exists());
    file.remove().unwrap();
}
