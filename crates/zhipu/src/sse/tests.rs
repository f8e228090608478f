//! Rules of the parser, and the property that cutting never matters.

use proptest::prelude::*;

use super::*;

fn parse(bytes: &[u8]) -> Vec<SseEvent> {
    parse_pieces(&[bytes], SseLimits::default()).unwrap()
}

fn parse_pieces(pieces: &[&[u8]], limits: SseLimits) -> Result<Vec<SseEvent>, Overflow> {
    let mut parser = SseParser::with_limits(limits);
    let mut events = Vec::new();
    for piece in pieces {
        parser.push(piece, &mut events)?;
    }
    events.extend(parser.finish()?);
    Ok(events)
}

fn data(events: &[SseEvent]) -> Vec<&str> {
    events.iter().map(|event| event.data.as_str()).collect()
}

#[test]
fn all_three_line_ends_mean_the_same() {
    for end in ["\n", "\r", "\r\n"] {
        let text = "data: 你好\n\ndata: 世界 👋\n\n".replace('\n', end);
        assert_eq!(
            data(&parse(text.as_bytes())),
            ["你好", "世界 👋"],
            "{end:?}"
        );
    }
}

#[test]
fn several_data_lines_are_joined_and_one_space_is_taken_off() {
    let events = parse(b"data: a\ndata:b\ndata:  c\ndata\n\n");
    assert_eq!(data(&events), ["a\nb\n c\n"]);
}

#[test]
fn an_empty_data_line_is_an_event_but_no_data_line_is_none() {
    assert_eq!(data(&parse(b"data:\n\n")), [""]);
    assert_eq!(data(&parse(b"\n\nevent: ping\n\nid: 7\n\n")), [""; 0]);
}

#[test]
fn comments_and_unknown_fields_are_passed_over() {
    let events = parse(b": ping\n\n:\nretry: 10\nid: 1\nwhatever: x\ndata: a\n: b\ndata: c\n\n");
    assert_eq!(data(&events), ["a\nc"]);
}

#[test]
fn a_byte_order_mark_is_dropped_at_the_start_only() {
    let events = parse("\u{FEFF}data: a\n\n\u{FEFF}data: b\n\n".as_bytes());
    assert_eq!(
        data(&events),
        ["a"],
        "a mark inside makes another field name"
    );
}

#[test]
fn names_belong_to_their_event_only() {
    let events = parse(b"event: response.created\ndata: 1\n\ndata: 2\n\n");
    assert_eq!(events[0].name.as_deref(), Some("response.created"));
    assert_eq!(events[1].name, None);
}

#[test]
fn the_last_event_is_given_without_its_blank_line_or_line_end() {
    assert_eq!(data(&parse(b"data: a\n\ndata: [DONE]\n")), ["a", "[DONE]"]);
    let events = parse(b"data: a\n\ndata: [DONE]");
    assert_eq!(data(&events), ["a", "[DONE]"]);
    assert!(events[1].is_done() && !events[0].is_done());
}

#[test]
fn half_a_character_at_the_end_becomes_a_replacement_mark() {
    let text = "data: 好".as_bytes();
    assert_eq!(data(&parse(&text[..text.len() - 1])), ["\u{FFFD}"]);
}

#[test]
fn each_cap_stops_the_stream_and_events_before_it_are_kept() {
    let limits = SseLimits {
        line_bytes: 10,
        event_bytes: 12,
        total_bytes: 40,
    };
    let line = parse_pieces(&[b"data: 12345"], limits);
    assert_eq!(line, Err(Overflow::Line { limit: 10 }));
    let event = parse_pieces(&[b"data:12345\ndata:12345\ndata:12345\n"], limits);
    assert_eq!(event, Err(Overflow::Event { limit: 12 }));
    let total = parse_pieces(&[b"\n".repeat(41).as_slice()], limits);
    assert_eq!(total, Err(Overflow::Total { limit: 40 }));

    let mut parser = SseParser::with_limits(limits);
    let mut events = Vec::new();
    let overflow = parser.push(b"data: a\n\ndata: 12345678", &mut events);
    assert_eq!(overflow, Err(Overflow::Line { limit: 10 }));
    assert_eq!(data(&events), ["a"]);
}

#[test]
fn empty_data_lines_count_towards_the_event_too() {
    let limits = SseLimits {
        event_bytes: 8,
        ..SseLimits::default()
    };
    let endless = "data\n".repeat(100);
    assert_eq!(
        parse_pieces(&[endless.as_bytes()], limits),
        Err(Overflow::Event { limit: 8 })
    );
}

/// Pieces of streams, honest and hostile, in an order that chance chooses.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just("data: ".to_owned()),
        Just("data:{\"content\":\"你好 👩‍👩‍👧 שלום\"}".to_owned()),
        Just("event: 名".to_owned()),
        Just(": ping".to_owned()),
        Just("\u{FEFF}".to_owned()),
        Just("[DONE]".to_owned()),
        Just("\n".to_owned()),
        Just("\r".to_owned()),
        Just("\r\n".to_owned()),
        Just("\n\n".to_owned()),
        "\\PC{0,8}",
    ];
    prop_oneof![
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat().into_bytes()),
        prop::collection::vec(any::<u8>(), 0..200),
    ]
}

proptest! {
    #[test]
    fn any_cutting_of_the_bytes_gives_the_same_events(
        bytes in stream(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        line_bytes in prop_oneof![Just(16_usize), Just(1 << 20)],
    ) {
        let limits = SseLimits { line_bytes, event_bytes: 64, total_bytes: 4_096 };
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        places.extend([0, bytes.len()]);
        places.sort_unstable();
        let pieces: Vec<&[u8]> =
            places.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
        prop_assert_eq!(parse_pieces(&pieces, limits), parse_pieces(&[&bytes], limits));
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        prop_assert_eq!(parse_pieces(&single, limits), parse_pieces(&[&bytes], limits));
    }
}
