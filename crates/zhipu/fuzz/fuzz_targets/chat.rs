//! Any body of a chat answer ends in deltas or an error, and never in a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhipu::ChatDecoder;

fuzz_target!(|input: (u16, Vec<u8>)| {
    let (cut, bytes) = input;
    let (first, second) = bytes.split_at(usize::from(cut) % (bytes.len() + 1));
    let mut decoder = ChatDecoder::new();
    let mut deltas = Vec::new();
    let read = decoder.push(first, &mut deltas).and_then(|()| decoder.push(second, &mut deltas));
    let ended = read.and_then(|()| decoder.finish(&mut deltas));
    assert!(decoder.is_ended());
    if let Err(error) = ended {
        assert!(!error.to_string().is_empty());
    }
});
