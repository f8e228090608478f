#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use proptest::prelude::*;

use super::*;
use crate::ErrorCode;

fn content(text: &str) -> Happened {
    Happened::Delta(ChatDelta::Content(text.into()))
}

fn reasoning(text: &str) -> Happened {
    Happened::Delta(ChatDelta::Reasoning(text.into()))
}

fn piece(sequence: i64, text: &str) -> Piece {
    Piece {
        sequence,
        reasoning: String::new(),
        text: text.into(),
    }
}

fn ending(effects: &[Effect]) -> &Ending {
    effects
        .iter()
        .find_map(|effect| match effect {
            Effect::Finish(ending) => Some(&**ending),
            _ => None,
        })
        .unwrap()
}

#[test]
fn the_first_token_is_shown_and_journalled_at_once() {
    let mut turn = Turn::new();
    let effects = turn.step(content("你"), 1_000);
    assert!(effects.contains(&Effect::Show {
        reasoning: String::new(),
        text: "你".into()
    }));
    assert_eq!(effects.last(), Some(&Effect::Journal(piece(0, "你"))));
    assert_eq!(turn.deadline_ms(), None);
}

#[test]
fn later_tokens_wait_for_the_frame_and_the_journal() {
    let mut turn = Turn::new();
    turn.step(content("a"), 0);
    assert_eq!(turn.step(content("b"), 10), vec![]);
    assert_eq!(turn.deadline_ms(), Some(SHOW_MS));
    assert_eq!(
        turn.step(Happened::Tick, SHOW_MS),
        vec![Effect::Show {
            reasoning: String::new(),
            text: "b".into()
        }]
    );
    assert_eq!(turn.deadline_ms(), Some(JOURNAL_MS));
    assert_eq!(
        turn.step(Happened::Tick, JOURNAL_MS),
        vec![Effect::Journal(piece(1, "b"))]
    );
}

#[test]
fn a_flood_is_shown_half_as_often_and_only_while_it_lasts() {
    let mut turn = Turn::new();
    turn.step(content("a"), 0);
    let flood = "b".repeat(FLOOD * 50);
    turn.step(content(&flood), 10);
    turn.step(Happened::Tick, SHOW_MS);
    turn.step(content(&flood), SHOW_MS + 1);
    assert_eq!(turn.deadline_ms(), Some(SHOW_MS + FLOOD_MS));
    // That was what gathered in 100 ms: no flood any more.
    turn.step(Happened::Tick, SHOW_MS + FLOOD_MS);
    turn.step(content("c"), SHOW_MS + FLOOD_MS + 1);
    assert_eq!(turn.deadline_ms(), Some(SHOW_MS + FLOOD_MS + SHOW_MS));
}

#[test]
fn thinking_is_timed_until_the_answer_starts() {
    let mut turn = Turn::new();
    let effects = turn.step(reasoning("hm"), 100);
    assert_eq!(
        effects.first(),
        Some(&Effect::Phase {
            phase: Phase::Thinking,
            reasoning_ms: None
        })
    );
    let effects = turn.step(content("Four"), 2_100);
    assert_eq!(
        effects.first(),
        Some(&Effect::Phase {
            phase: Phase::Answering,
            reasoning_ms: Some(2_000)
        })
    );
    let effects = turn.step(Happened::Ended, 2_500);
    assert_eq!(ending(&effects).first_token_ms, Some(100));
    assert_eq!(ending(&effects).reasoning_ended_ms, Some(2_100));
}

#[test]
fn a_stop_keeps_what_has_come_and_nothing_follows() {
    let mut turn = Turn::new();
    turn.step(content("kept "), 0);
    turn.step(content("too"), 5);
    let effects = turn.step(Happened::StopAsked, 6);
    assert_eq!(ending(&effects).rest, Some(piece(1, "too")));
    assert_eq!(ending(&effects).state, EndState::Stopped);
    assert_eq!(turn.step(content("late"), 7), vec![]);
    assert_eq!(turn.deadline_ms(), None);
}

#[test]
fn closing_the_app_interrupts_and_keeps() {
    let mut turn = Turn::new();
    turn.step(content("kept"), 0);
    assert_eq!(
        ending(&turn.step(Happened::Closing, 6)).state,
        EndState::Interrupted
    );
}

#[test]
fn a_cut_line_interrupts_what_began_and_fails_what_did_not() {
    let cut = || Happened::Failed {
        error: UiError::new(ErrorCode::ConnectionCut),
        cut: true,
    };
    let mut turn = Turn::new();
    turn.step(content("x"), 0);
    assert_eq!(ending(&turn.step(cut(), 1)).state, EndState::Interrupted);
    let mut turn = Turn::new();
    assert_eq!(ending(&turn.step(cut(), 1)).state, EndState::Failed);
}

#[test]
fn an_error_of_the_platform_fails_and_keeps_the_text() {
    let mut turn = Turn::new();
    turn.step(content("x"), 0);
    let error = UiError::new(ErrorCode::PlatformFailed);
    let effects = turn.step(
        Happened::Failed {
            error: error.clone(),
            cut: false,
        },
        1,
    );
    assert_eq!(ending(&effects).state, EndState::Failed);
    assert_eq!(ending(&effects).error, Some(error));
}

#[test]
fn a_sensitive_stop_is_a_refusal_and_an_unknown_reason_is_an_end() {
    let mut turn = Turn::new();
    turn.step(content("x"), 0);
    turn.step(
        Happened::Delta(ChatDelta::Finished(FinishReason::Sensitive)),
        1,
    );
    let effects = turn.step(Happened::Ended, 1);
    assert_eq!(
        ending(&effects).error.as_ref().map(|error| error.code),
        Some(ErrorCode::ContentRefused)
    );

    let mut turn = Turn::new();
    turn.step(
        Happened::Delta(ChatDelta::Finished(FinishReason::Other("tired".into()))),
        1,
    );
    let effects = turn.step(Happened::Ended, 1);
    assert_eq!(ending(&effects).state, EndState::Complete);
    assert_eq!(ending(&effects).finish_reason.as_deref(), Some("tired"));
}

proptest! {
    /// Whatever comes whenever: all of it is journalled once and shown once, in order, and in time.
    #[test]
    fn everything_that_came_is_journalled_and_shown_in_order(
        steps in prop::collection::vec((0i64..400, prop::bool::ANY, "[a-z你好🙂]{0,4}"), 0..60),
        way_out in 0u8..3,
    ) {
        let mut turn = Turn::new();
        let mut now_ms = 0;
        let (mut came, mut written, mut shown) = (String::new(), String::new(), String::new());
        let mut effects = Vec::new();
        for (wait, think, text) in steps {
            // A host keeps the deadline.
            while let Some(due) = turn.deadline_ms().filter(|due| *due <= now_ms + wait) {
                effects.extend(turn.step(Happened::Tick, due.max(now_ms)));
            }
            now_ms += wait;
            came.push_str(&text);
            effects.extend(turn.step(if think { reasoning(&text) } else { content(&text) }, now_ms));
        }
        effects.extend(turn.step(match way_out {
            0 => Happened::Ended,
            1 => Happened::StopAsked,
            _ => Happened::Failed { error: UiError::new(ErrorCode::ConnectionCut), cut: true },
        }, now_ms));
        let mut next = 0;
        for effect in &effects {
            match effect {
                Effect::Journal(piece) => {
                    prop_assert_eq!(piece.sequence, next);
                    next += 1;
                    written.push_str(&piece.reasoning);
                    written.push_str(&piece.text);
                }
                Effect::Finish(ending) => {
                    let rest = ending.rest.clone().unwrap_or_default();
                    written.push_str(&rest.reasoning);
                    written.push_str(&rest.text);
                }
                Effect::Show { reasoning, text } => {
                    shown.push_str(reasoning);
                    shown.push_str(text);
                }
                Effect::Phase { .. } => {}
            }
        }
        let sorted = |text: &str| { let mut all: Vec<char> = text.chars().collect(); all.sort_unstable(); all };
        prop_assert_eq!(sorted(&written), sorted(&came));
        prop_assert_eq!(sorted(&shown), sorted(&came));
        prop_assert!(matches!(effects.last(), Some(Effect::Finish(_))));
    }
}

#[test]
fn several_requests_are_one_answer_with_one_sum() {
    let usage = |prompt: u64, completion: u64| {
        Happened::Delta(ChatDelta::Usage(Usage {
            prompt_tokens: prompt,
            completion_tokens: completion,
            total_tokens: prompt + completion,
            cached_tokens: None,
            reasoning_tokens: Some(1),
        }))
    };
    let mut turn = Turn::new();
    turn.step(content("Let me look."), 0);
    turn.step(usage(10, 2), 1);
    // The figures of one request come again when they change.
    turn.step(usage(10, 3), 2);
    assert_eq!(turn.step(Happened::Again, 500), vec![]);
    let effects = turn.step(content("Here"), 1_000);
    assert!(matches!(
        &effects[0],
        Effect::Phase {
            phase: Phase::Answering,
            ..
        }
    ));
    assert!(effects.contains(&Effect::Journal(piece(1, "\n\nHere"))));
    turn.step(usage(100, 20), 1_001);
    let effects = turn.step(Happened::Ended, 1_002);
    let used = ending(&effects).usage.unwrap();
    assert_eq!((used.prompt_tokens, used.completion_tokens), (110, 23));
    assert_eq!((used.cached_tokens, used.reasoning_tokens), (None, Some(2)));
    assert_eq!(ending(&effects).state, EndState::Complete);
}

#[test]
fn a_request_that_failed_after_others_keeps_what_they_used_and_said() {
    let mut turn = Turn::new();
    turn.step(content("half"), 0);
    turn.step(Happened::Again, 1);
    let error = UiError::new(ErrorCode::ConnectionCut);
    let effects = turn.step(Happened::Failed { error, cut: true }, 2);
    assert_eq!(ending(&effects).state, EndState::Interrupted);
}
