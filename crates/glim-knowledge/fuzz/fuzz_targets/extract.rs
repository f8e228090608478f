//! Any bytes under any ending are a document or a reason, and what was read can be cut.
#![no_main]

use glim_knowledge::{Limits, Sizes, cut, read};
use libfuzzer_sys::fuzz_target;

/// The readers look at the bytes first and at the ending where the bytes do not tell.
const ENDINGS: [&str; 24] = [
    "bin", "pdf", "docx", "pptx", "xlsx", "doc", "ppt", "xls", "odt", "rtf", "epub", "html", "eml", "msg", "md", "txt",
    "csv", "tsv", "rs", "json", "srt", "vtt", "xml", "ods",
];

fuzz_target!(|input: (u8, Vec<u8>)| {
    let (ending, bytes) = input;
    let ending = ENDINGS[usize::from(ending) % ENDINGS.len()];
    let limits = Limits { unpacked_bytes: 8 << 20, text_bytes: 1 << 20, pages: 50, depth: 16, ..Limits::default() };
    let path = std::env::temp_dir().join(format!("glim-fuzz-{}.{ending}", std::process::id()));
    std::fs::write(&path, &bytes).expect("a place for the file");
    let result = read(&path, &limits, None);
    std::fs::remove_file(&path).expect("the file is ours");
    match result {
        Ok(document) => {
            let text: usize = document.blocks.iter().map(|block| block.text.len()).sum();
            assert!(text > 0, "a document without text is a reason");
            let chunks = cut(&document, Sizes::default());
            for child in &chunks.children {
                assert!(chunks.parents.get(child.parent).is_some());
            }
        }
        Err(problem) => assert!(!problem.reason().is_empty() && !problem.to_string().is_empty()),
    }
});
