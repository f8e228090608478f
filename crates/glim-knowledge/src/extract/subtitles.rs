//! Subtitles, SRT and WebVTT: each cue is a paragraph at its time.

use super::collector::Collector;
use super::plain_text::lines;
use crate::document::{Block, BlockKind, Place};

pub(super) fn read(text: &str, to: &mut Collector) {
    let mut cue: Option<(u64, u64)> = None;
    let mut words: Vec<String> = Vec::new();
    for (line, _) in lines(text).chain(std::iter::once(("", 0))) {
        if let Some(times) = times(line) {
            // A cue without a blank line before it: what was read last is its number.
            if words.last().is_some_and(|last| is_number(last)) {
                words.pop();
            }
            push(cue, &mut words, to);
            cue = Some(times);
        } else if line.trim().is_empty() {
            push(cue, &mut words, to);
            cue = None;
        } else if cue.is_some() {
            words.push(without_tags(line));
        }
    }
}

fn push(cue: Option<(u64, u64)>, words: &mut Vec<String>, to: &mut Collector) {
    let words = std::mem::take(words);
    if let Some((start_ms, end_ms)) = cue {
        let place = Place::Time { start_ms, end_ms };
        to.push(Block::new(BlockKind::Paragraph, words.join("\n"), place));
    }
}

fn is_number(line: &str) -> bool {
    !line.is_empty() && line.bytes().all(|it| it.is_ascii_digit())
}

/// `00:01:02,500 --> 00:01:04.000 align:start`
fn times(line: &str) -> Option<(u64, u64)> {
    let (start, end) = line.split_once("-->")?;
    let end = end.split_whitespace().next()?;
    Some((milliseconds(start.trim())?, milliseconds(end)?))
}

fn milliseconds(time: &str) -> Option<u64> {
    let (whole, fraction) = time.split_once([',', '.']).unwrap_or((time, "0"));
    let mut seconds = 0_u64;
    for part in whole.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
    }
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    let milliseconds: u64 = digits.parse().ok()?;
    seconds.checked_mul(1000)?.checked_add(milliseconds)
}

/// `<i>`, `<v Name>` and `{\an8}` are for the screen.
fn without_tags(line: &str) -> String {
    let mut text = String::new();
    let mut inside: Option<char> = None;
    for letter in line.chars() {
        match (inside, letter) {
            (None, '<') => inside = Some('>'),
            (None, '{') => inside = Some('}'),
            (Some(end), _) if letter == end => inside = None,
            (None, _) => text.push(letter),
            (Some(_), _) => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Limits;

    fn cues(text: &str) -> Vec<(String, Place)> {
        let mut to = Collector::new("subtitles", &Limits::default());
        read(text, &mut to);
        let blocks = to.finish().blocks.into_iter();
        blocks.map(|it| (it.text, it.place)).collect()
    }

    #[test]
    fn cues_have_their_times() {
        let time = |start_ms, end_ms| Place::Time { start_ms, end_ms };
        let srt = "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>你好</i>\r\nworld\r\n\r\n2\n01:00:00,05 --> 01:00:01\nEnd";
        assert_eq!(
            cues(srt),
            [
                ("你好\nworld".to_owned(), time(1_000, 2_500)),
                ("End".to_owned(), time(3_600_050, 3_601_000))
            ]
        );
        let vtt = "WEBVTT\n\nNOTE no cue\n\nid\n00:01.000 --> 00:02.000 align:start\n<v Ann>Hi {\\an8}there";
        assert_eq!(cues(vtt), [("Hi there".to_owned(), time(1_000, 2_000))]);
    }

    #[test]
    fn times_that_are_none_make_no_cue() {
        assert!(cues("99999999999999999999:00 --> 1\nx").is_empty());
        assert!(cues("a --> b\nx").is_empty());
    }
}
