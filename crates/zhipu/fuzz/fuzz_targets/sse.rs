//! Any bytes, cut at any place, give the same events and never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhipu::sse::{SseEvent, SseLimits, SseParser};

fn parse(pieces: &[&[u8]]) -> (Vec<SseEvent>, bool) {
    let limits = SseLimits { line_bytes: 256, event_bytes: 512, total_bytes: 1 << 20 };
    let mut parser = SseParser::with_limits(limits);
    let mut events = Vec::new();
    for piece in pieces {
        if parser.push(piece, &mut events).is_err() {
            return (events, false);
        }
    }
    match parser.finish() {
        Ok(last) => {
            events.extend(last);
            (events, true)
        }
        Err(_) => (events, false),
    }
}

fuzz_target!(|input: (u16, Vec<u8>)| {
    let (cut, bytes) = input;
    let (first, second) = bytes.split_at(usize::from(cut) % (bytes.len() + 1));
    assert_eq!(parse(&[first, second]), parse(&[&bytes]));
});
