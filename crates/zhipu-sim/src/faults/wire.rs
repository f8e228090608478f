//! Faults that change the bytes of a finished reply, streamed or not. Pure: steps in, steps out.

use bytes::Bytes;
use serde_json::json;

use super::Fault;
use crate::Language;
use crate::codes::Refusal;
use crate::reply::{Reply, Step};

/// The reply that takes the place of any answer, or `None` if the fault comes later.
pub(crate) fn instead(fault: &Fault, language: Language) -> Option<Reply> {
    match *fault {
        Fault::Refused {
            code,
            retry_after_seconds,
        } => Some(
            Refusal::of(code)
                .retry_after(retry_after_seconds)
                .reply(language),
        ),
        Fault::ErrorUnder200 {
            code,
            in_band: true,
        } => Some(Reply::json(&Refusal::of(code).in_band_body(language))),
        Fault::ErrorUnder200 {
            code,
            in_band: false,
        } => Some(Reply::json(&Refusal::of(code).body(language))),
        _ => None,
    }
}

/// Puts a fault upon a reply.
pub(crate) fn apply(fault: &Fault, mut reply: Reply, language: Language) -> Reply {
    if let Fault::SlowFirstByte { milliseconds } = *fault {
        reply.delay = reply
            .delay
            .saturating_add(std::time::Duration::from_millis(milliseconds));
        return reply;
    }
    let stream = reply.is_stream();
    let steps = std::mem::take(&mut reply.steps);
    reply.steps = match *fault {
        Fault::Cut { after_bytes } => cut(steps, after_bytes),
        Fault::HalfCharacter { after_bytes } => cut_inside_character(steps, after_bytes),
        Fault::Stall { after } => before_event(steps, after, |_| vec![Step::Stall]),
        Fault::HugeLine { bytes, .. } if !stream => {
            // Blanks before a JSON document are legal: only the size is wrong with it.
            let mut padded = vec![Step::bytes(vec![b' '; bytes])];
            padded.extend(steps);
            padded
        }
        Fault::HugeLine { after, bytes } => before_event(steps, after, |rest| {
            let mut steps = vec![huge_event(bytes)];
            steps.extend(rest);
            steps
        }),
        Fault::DuplicateChunk { after } if stream => before_event(steps, after, |rest| {
            let mut steps: Vec<Step> = rest
                .iter()
                .find(|step| is_event(step))
                .cloned()
                .into_iter()
                .collect();
            steps.extend(rest);
            steps
        }),
        Fault::ErrorInStream { code, .. } if !stream => {
            vec![Step::bytes(Refusal::of(code).body(language).to_string())]
        }
        Fault::ErrorInStream { after, code } => before_event(steps, after, |_| {
            vec![Step::bytes(format!(
                "data: {}\n\n",
                Refusal::of(code).body(language)
            ))]
        }),
        Fault::NoFinish { after } if stream => before_event(steps, after, |_| Vec::new()),
        Fault::OddFrames if stream => odd_frames(steps),
        Fault::Drip {
            bytes,
            milliseconds,
        } => drip(steps, bytes, std::time::Duration::from_millis(milliseconds)),
        _ => steps,
    };
    reply
}

fn is_event(step: &Step) -> bool {
    matches!(step, Step::Bytes { .. })
}

/// Keeps what comes before the event of a number and replaces the rest; a shorter stream is
/// changed before its last event, so that a fault never fails to happen.
fn before_event(
    mut steps: Vec<Step>,
    after: usize,
    change: impl FnOnce(Vec<Step>) -> Vec<Step>,
) -> Vec<Step> {
    let events: Vec<usize> = steps
        .iter()
        .enumerate()
        .filter(|(_, step)| is_event(step))
        .map(|(at, _)| at)
        .collect();
    let at = events.get(after).or(events.last()).copied().unwrap_or(0);
    let rest = steps.split_off(at);
    steps.extend(change(rest));
    steps
}

fn cut(steps: Vec<Step>, after_bytes: usize) -> Vec<Step> {
    let mut left = after_bytes;
    let mut kept = Vec::new();
    for step in steps {
        match step {
            Step::Bytes { bytes, tokens } if bytes.len() > left => {
                if left > 0 {
                    kept.push(Step::Bytes {
                        bytes: bytes.slice(..left),
                        tokens,
                    });
                }
                break;
            }
            Step::Bytes { bytes, tokens } => {
                left -= bytes.len();
                kept.push(Step::Bytes { bytes, tokens });
            }
            other => kept.push(other),
        }
    }
    kept.push(Step::Cut);
    kept
}

fn cut_inside_character(steps: Vec<Step>, after_bytes: usize) -> Vec<Step> {
    let bytes = steps.iter().filter_map(|step| match step {
        Step::Bytes { bytes, .. } => Some(bytes),
        _ => None,
    });
    let inside = bytes
        .flat_map(|bytes| bytes.iter().copied())
        .enumerate()
        .skip(after_bytes.saturating_add(1))
        .find(|(_, byte)| byte & 0b1100_0000 == 0b1000_0000);
    if let Some((at, _)) = inside {
        return cut(steps, at);
    }
    // Nothing but ASCII from there on: put the first two bytes of 你 behind it.
    let mut cut = cut(steps, after_bytes);
    cut.pop();
    cut.push(Step::bytes(Bytes::from_static(&[0xe4, 0xbd])));
    cut.push(Step::Cut);
    cut
}

fn drip(steps: Vec<Step>, piece: usize, pause: std::time::Duration) -> Vec<Step> {
    let mut dripping = Vec::new();
    for step in steps {
        let Step::Bytes { bytes, .. } = step else {
            dripping.push(step);
            continue;
        };
        let mut rest = bytes;
        while rest.len() > piece.max(1) {
            dripping.push(Step::bytes(rest.split_to(piece.max(1))));
            dripping.push(Step::Pause(pause));
        }
        dripping.push(Step::bytes(rest));
    }
    dripping
}

fn huge_event(bytes: usize) -> Step {
    let frame = json!({ "id": "huge", "choices": [], "padding": "" }).to_string();
    let padding = "x".repeat(bytes);
    let frame = frame.replace("\"padding\":\"", &format!("\"padding\":\"{padding}"));
    Step::bytes(format!("data: {frame}\n\n"))
}

fn odd_frames(steps: Vec<Step>) -> Vec<Step> {
    let mut odd = vec![
        Step::bytes("\u{feff}: the line is alive\r\n\r\n"),
        Step::bytes("event: message\r\nid: 7\r\nretry: 1000\r\ndata: {\"choices\":[]}\r\n\r\n"),
        Step::bytes(
            "data: {\"id\":null,\"choices\":[{\"delta\":{\"content\":null,\"mood\":[\"calm\"]}}],\"weather\":{\"rain\":true}}\n\n",
        ),
    ];
    odd.extend(steps.into_iter().map(|step| match step {
        Step::Bytes { bytes, tokens } => {
            let text = String::from_utf8_lossy(&bytes).replace('\n', "\r\n");
            Step::Bytes {
                bytes: format!(":\r\n{text}").into(),
                tokens,
            }
        }
        other => other,
    }));
    odd
}

#[cfg(test)]
mod tests;
