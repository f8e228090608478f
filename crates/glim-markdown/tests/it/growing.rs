//! Any cutting of a text gives the tree of one parse, and the patches lead there.

use glim_markdown::{Growing, Options, parse};
use proptest::prelude::*;

use crate::{answers, texts};

/// Feeds the pieces, applies each patch to a tree of our own, and compares with one parse of the whole.
pub(crate) fn check(pieces: &[String], name: &str) {
    let whole: String = pieces.concat();
    let mut growing = Growing::new(Options::default());
    let mut tree = Vec::new();
    for piece in pieces {
        growing.push(piece);
        let patch = growing.take_patch();
        patch
            .apply(&mut tree)
            .unwrap_or_else(|error| panic!("{name}: {error} in {patch:?}\n{whole:?}"));
        assert_eq!(
            tree,
            growing.tree(),
            "{name}: the patches must lead to the tree of {whole:?} after {piece:?}"
        );
    }
    let patch = growing.finish();
    patch
        .apply(&mut tree)
        .unwrap_or_else(|error| panic!("{name}: {error} in {patch:?}\n{whole:?}"));
    assert_eq!(
        tree,
        growing.tree(),
        "{name}: the last patch must lead to the tree of {whole:?}"
    );
    assert_eq!(
        tree,
        parse(&whole),
        "{name}: the tree must be that of one parse of {whole:?}"
    );
    assert_eq!(growing.text(), whole);
}

/// Cuts a text at the given places (taken modulo its length).
fn cut(text: &str, places: &[prop::sample::Index]) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut places: Vec<usize> = places
        .iter()
        .map(|place| place.index(characters.len() + 1))
        .collect();
    places.extend([0, characters.len()]);
    places.sort_unstable();
    places
        .windows(2)
        .map(|pair| characters[pair[0]..pair[1]].iter().collect())
        .collect()
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn any_cutting_gives_the_tree_of_one_parse(
        text in texts::markdown(30),
        places in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
    ) {
        check(&cut(&text, &places), "cut");
    }

    #[test]
    fn one_character_at_a_time_gives_the_tree_of_one_parse(text in texts::markdown(12)) {
        let pieces: Vec<String> = text.chars().map(String::from).collect();
        check(&pieces, "characters");
    }

    #[test]
    fn any_text_is_read(text in any::<String>(), places in prop::collection::vec(any::<prop::sample::Index>(), 0..10)) {
        check(&cut(&text, &places), "any");
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        check(&[text], "bytes");
    }

    #[test]
    fn any_marks_are_read(text in "[ \n\t>*_~`#+=|:\\-\\[\\]()<!&;$\\\\1.x中]{0,60}", places in prop::collection::vec(any::<prop::sample::Index>(), 0..20)) {
        check(&cut(&text, &places), "marks");
    }
}

proptest! {
    #![proptest_config(config(30))]

    #[test]
    fn a_long_paragraph_is_cut_in_the_same_places_however_it_comes(
        words in prop::collection::vec(texts::inline(), 200..700),
        size in 1_usize..400,
    ) {
        let text = words.join(" ");
        let characters: Vec<char> = text.chars().collect();
        let pieces: Vec<String> = characters.chunks(size).map(|piece| piece.iter().collect()).collect();
        check(&pieces, "long");
    }
}

#[test]
#[ignore = "for finding differences by hand: both readers have their own quirks in the corners"]
fn chance_texts_are_read_as_pulldown_cmark_does() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut equal, mut different) = (0, Vec::new());
    for _ in 0..4000 {
        let text = texts::markdown(8).new_tree(&mut runner).unwrap().current();
        if text.contains(['$', '\r', '\u{200d}'])
            || ["[^", "\\(", "\\[", "](java", "【", "：", "“", "（"]
                .iter()
                .any(|mark| text.contains(mark))
        {
            continue;
        }
        let (ours, theirs) = (crate::dump::dump(&parse(&text)), crate::oracle::dump(&text));
        if ours == theirs {
            equal += 1;
        } else {
            different.push((text, ours, theirs));
        }
    }
    different.sort_by_key(|(text, ..)| text.len());
    for (text, ours, theirs) in different.iter().take(40) {
        eprintln!("=====\n{text:?}\n{text}\n--- ours\n{ours}--- theirs\n{theirs}");
    }
    eprintln!("{equal} equal, {} different", different.len());
}

#[test]
fn patches_are_small() {
    for (name, text) in answers::shapes(20_000) {
        let mut growing = Growing::new(Options::default());
        let (mut bytes, mut count, mut largest) = (0, 0, 0);
        for token in answers::tokens(&text) {
            growing.push(&token);
            let size = serde_json::to_string(&growing.take_patch()).unwrap().len();
            bytes += size;
            largest = largest.max(size);
            count += 1;
        }
        eprintln!("{name}: {} bytes a token, at most {largest}", bytes / count);
        assert!(
            bytes / count < 130,
            "{name}: {} bytes a token",
            bytes / count
        );
    }
}

#[test]
fn deltas_can_be_joined_into_one_patch() {
    let text = "# 标题\n\n一段 **文字**\n\n- a\n- b\n";
    let mut growing = Growing::new(Options::default());
    text.chars().for_each(|c| growing.push(&c.to_string()));
    let mut patch = growing.take_patch();
    assert!(growing.take_patch().is_empty(), "nothing has come since");
    patch.merge(growing.finish());
    let mut tree = Vec::new();
    patch.apply(&mut tree).unwrap();
    assert_eq!(tree, parse(text));
}

#[test]
fn a_watcher_may_come_late() {
    let text = "para\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```rust\nfn main() {}\n```\nend";
    for middle in 1..text.len() {
        let mut growing = Growing::new(Options::default());
        growing.push(&text[..middle]);
        drop(growing.take_patch());
        let mut late = growing.tree();
        growing.push(&text[middle..]);
        growing.take_patch().apply(&mut late).unwrap();
        growing.finish().apply(&mut late).unwrap();
        assert_eq!(late, parse(text));
    }
}
