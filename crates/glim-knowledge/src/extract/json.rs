//! JSON: as it is written when a person wrote it, set out line by line when a program did.

use serde_json::Value;

use super::collector::Collector;
use super::plain_text::lines;
use crate::document::{Block, BlockKind, Place};

/// A line longer than this was not written to be read.
const LONG_LINE: usize = 400;

pub(super) fn read(text: &str, to: &mut Collector) {
    let is_set_out = text.lines().all(|line| line.len() <= LONG_LINE);
    if !is_set_out && let Ok(value) = serde_json::from_str::<Value>(text) {
        // Records of a list are read one by one, and found one by one.
        if let Value::Array(records) = &value {
            let records: Vec<String> = records.iter().map(set_out).collect();
            push(&records.join("\n"), to);
        } else {
            push(&set_out(&value), to);
        }
        return;
    }
    push(text, to);
}

fn set_out(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn push(text: &str, to: &mut Collector) {
    let all: Vec<&str> = lines(text).map(|(line, _)| line).collect();
    let last = u32::try_from(all.len()).unwrap_or(u32::MAX);
    let kind = BlockKind::Code {
        language: Some("json".to_owned()),
    };
    let place = Place::Lines { first: 1, last };
    to.push(Block::new(kind, all.join("\n"), place));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Limits;

    fn text(json: &str) -> String {
        let mut to = Collector::new("json", &Limits::default());
        read(json, &mut to);
        to.finish().blocks.into_iter().map(|it| it.text).collect()
    }

    #[test]
    fn a_program_s_json_is_set_out_and_a_person_s_is_left() {
        let written = "{\n  \"名\": \"值\"\n}";
        assert_eq!(text(written), written);
        let packed = format!("[{}]", vec!["{\"键\":\"值\",\"n\":1}"; 40].join(","));
        assert_eq!(text(&packed).lines().count(), 40 * 4);
    }

    #[test]
    fn what_is_no_json_or_too_deep_is_left_as_it_is() {
        let deep = "[".repeat(5_000);
        assert_eq!(text(&deep), deep);
        let lines = "{\"a\":1}\n{\"a\":2}";
        assert_eq!(text(lines), lines);
    }
}
