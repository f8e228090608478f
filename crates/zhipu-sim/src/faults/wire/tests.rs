//! Faults as functions on steps, without a socket.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use super::apply;
use crate::reply::{Reply, Step, text_of};
use crate::{Fault, Language};

fn stream() -> Reply {
    Reply::event_stream(vec![
        Step::bytes("data: {\"a\":\"one\"}\n\n"),
        Step::bytes("data: {\"a\":\"你好\"}\n\n"),
        Step::bytes("data: [DONE]\n\n"),
    ])
}

fn applied(fault: &Fault) -> Vec<Step> {
    apply(fault, stream(), Language::English).steps
}

#[test]
fn a_cut_sends_exactly_the_bytes_asked_for() {
    for after_bytes in 0..60 {
        let steps = applied(&Fault::Cut { after_bytes });
        let whole = text_of(&stream().steps);
        let expected = String::from_utf8_lossy(&whole.as_bytes()[..after_bytes.min(whole.len())]);
        assert_eq!(text_of(&steps), expected);
        assert!(matches!(steps.last(), Some(Step::Cut)));
    }
}

#[test]
fn half_a_character_ends_inside_one_wherever_it_starts() {
    for after_bytes in 0..60 {
        let steps = applied(&Fault::HalfCharacter { after_bytes });
        assert!(
            text_of(&steps).ends_with('\u{fffd}'),
            "the last bytes are no whole character"
        );
        assert!(matches!(steps.last(), Some(Step::Cut)));
    }
}

#[test]
fn a_duplicate_repeats_one_event() {
    let text = text_of(&applied(&Fault::DuplicateChunk { after: 1 }));
    assert_eq!(text.matches("你好").count(), 2);
    assert_eq!(text.matches("one").count(), 1);
}

#[test]
fn a_fault_beyond_the_end_still_happens() {
    let steps = applied(&Fault::Stall { after: 99 });
    assert!(matches!(steps.last(), Some(Step::Stall)));
    assert!(!text_of(&steps).contains("[DONE]"));
    assert!(
        text_of(&applied(&Fault::ErrorInStream {
            after: 99,
            code: 1234
        }))
        .contains("\"1234\"")
    );
}

#[test]
fn a_huge_line_is_one_line_of_that_size() {
    let text = text_of(&applied(&Fault::HugeLine {
        after: 1,
        bytes: 10_000,
    }));
    assert!(text.lines().any(|line| line.len() > 10_000));
    assert!(text.ends_with("data: [DONE]\n\n"), "the rest follows");
}

#[test]
fn a_json_body_can_be_broken_too() {
    let body = || Reply::json(&serde_json::json!({ "text": "你好" }));
    let broken = apply(&Fault::Cut { after_bytes: 5 }, body(), Language::Chinese);
    assert_eq!(text_of(&broken.steps), "{\"tex");
    let error = apply(
        &Fault::ErrorInStream {
            after: 3,
            code: 1301,
        },
        body(),
        Language::Chinese,
    );
    assert!(text_of(&error.steps).contains("contentFilter"));
}
