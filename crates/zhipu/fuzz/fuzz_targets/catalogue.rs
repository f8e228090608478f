//! Any text is a catalogue or an error, and never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhipu::{Catalogue, Usage};

fuzz_target!(|text: &str| {
    if let Ok(catalogue) = Catalogue::parse(text) {
        for model in catalogue.models() {
            let found = catalogue.get(&model.id);
            assert!(found.is_some() || model.id.trim() != model.id);
            let _ = model.cost(&Usage::default(), "open.bigmodel.cn"); // only must not panic
        }
    }
});
