//! Any bytes, cut at any places, give the tree of one parse; the patches lead there; nothing panics.
#![no_main]

use glim_markdown::{Growing, Options, parse, plain_text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (Vec<u8>, Vec<u8>)| {
    let (cuts, bytes) = input;
    let text = String::from_utf8_lossy(&bytes);
    let mut growing = Growing::new(Options::default());
    let mut tree = Vec::new();
    let mut rest: &str = &text;
    for cut in cuts {
        let end = rest.char_indices().nth(usize::from(cut)).map_or(rest.len(), |(end, _)| end);
        let (piece, behind) = rest.split_at(end);
        rest = behind;
        growing.push(piece);
        growing.take_patch().apply(&mut tree).expect("a patch fits the tree before it");
        assert_eq!(tree, growing.tree());
    }
    growing.push(rest);
    growing.finish().apply(&mut tree).expect("the last patch fits the tree before it");
    assert_eq!(tree, growing.tree());
    assert_eq!(tree, parse(&text));
    assert!(plain_text(&tree).len() <= text.len() * 4 + 16);
});
