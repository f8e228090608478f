//! The line shown for a hit: the words around the first place found, with what was found marked.

use std::collections::VecDeque;

use super::{
    query::{Query, Term},
    tokens::Tokens,
};

/// Characters before the first place found, and in all.
const BEFORE: usize = 40;
const LENGTH: usize = 120;

/// One line around the first match, and the marks in UTF-16 code units of that line. Reads no further than it shows.
pub(super) fn cut(text: &str, query: &Query) -> (String, Vec<(u32, u32)>) {
    let spans = spans(text, query);
    let first = spans.first().map_or(0, |span| span.0);
    let start = window_start(text, first);
    let shown = text.get(start..).unwrap_or_default();
    let end = shown
        .char_indices()
        .nth(LENGTH)
        .map_or(text.len(), |(at, _)| start + at);
    let mut line = Line::default();
    if start > 0 {
        line.push_text("…");
    }
    for (at, character) in text.get(start..end).unwrap_or_default().char_indices() {
        line.mark(&spans, start + at);
        line.push(character);
    }
    line.mark(&spans, end);
    line.close();
    if end < text.len() {
        line.push_text("…");
    }
    (line.text, line.marks)
}

/// Where the terms stand, merged where they touch, until the window after the first is passed.
fn spans(text: &str, query: &Query) -> Vec<(usize, usize)> {
    let longest = query.wanted.iter().map(Term::len).max().unwrap_or(0);
    let mut tokens = Tokens::new(text);
    let mut ahead = VecDeque::with_capacity(longest + 1);
    let mut spans: Vec<(usize, usize)> = Vec::new();
    loop {
        while ahead.len() < longest {
            let Some(token) = tokens.next() else { break };
            ahead.push_back(token);
        }
        let here = &*ahead.make_contiguous();
        let Some(token) = here.first() else {
            return spans;
        };
        // Four bytes are the longest character.
        if spans
            .first()
            .is_some_and(|first| token.start > first.0 + LENGTH * 4)
        {
            return spans;
        }
        let found = query
            .wanted
            .iter()
            .filter_map(|term| term.span(here))
            .max_by_key(|span| span.1);
        match (found, spans.last_mut()) {
            (Some((start, end)), Some(last)) if start <= last.1 => last.1 = last.1.max(end),
            (Some(span), _) => spans.push(span),
            (None, _) => {}
        }
        ahead.pop_front();
    }
}

/// Some characters before the match, but not from the line above it, nor from the middle of a word.
fn window_start(text: &str, first: usize) -> usize {
    let before = text.get(..first).unwrap_or_default();
    let from = before
        .char_indices()
        .rev()
        .take(BEFORE)
        .last()
        .map_or(first, |(at, _)| at);
    let window = before.get(from..).unwrap_or_default();
    if let Some(line) = window.rfind('\n') {
        return from + line + 1;
    }
    if from == 0 {
        return 0;
    }
    let is_inside_word = |character: char| character.is_ascii_alphanumeric();
    let skipped = window
        .find(|character| !is_inside_word(character))
        .unwrap_or(0);
    from + skipped
}

/// Puts white space of any kind and length as one space, and counts in UTF-16.
#[derive(Default)]
struct Line {
    text: String,
    length: u32,
    open: Option<u32>,
    marks: Vec<(u32, u32)>,
}

impl Line {
    fn push(&mut self, character: char) {
        if !character.is_whitespace() && !character.is_control() {
            self.text.push(character);
            self.length += if character.len_utf16() == 2 { 2 } else { 1 };
        } else if !self.text.is_empty() && !self.text.ends_with([' ', '…']) {
            self.text.push(' ');
            self.length += 1;
        }
    }

    fn push_text(&mut self, text: &str) {
        text.chars().for_each(|character| self.push(character));
    }

    /// Opens or closes a mark if one of the spans does so at this byte.
    fn mark(&mut self, spans: &[(usize, usize)], at: usize) {
        if spans.iter().any(|span| span.1 == at) {
            self.close();
        }
        if spans.iter().any(|span| span.0 == at) {
            self.open = Some(self.length);
        }
    }

    fn close(&mut self) {
        if let Some(start) = self.open.take()
            && start < self.length
        {
            self.marks.push((start, self.length));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    fn marked(text: &str, query: &str) -> String {
        let (line, marks) = cut(text, &Query::parse(query));
        let units: Vec<u16> = line.encode_utf16().collect();
        let mut shown = String::new();
        let mut at = 0;
        for (start, end) in marks {
            shown += &String::from_utf16(&units[at..start as usize]).unwrap();
            let found = String::from_utf16(&units[start as usize..end as usize]).unwrap();
            shown.extend(["[", &found, "]"]);
            at = end as usize;
        }
        shown + &String::from_utf16(&units[at..]).unwrap()
    }

    #[test]
    fn what_was_found_is_marked_in_utf16() {
        assert_eq!(
            marked("😀😀 机器学习很有趣", "机器学习"),
            "😀😀 [机器学习]很有趣"
        );
        assert_eq!(marked("今天天气", "天"), "今[天天]气");
        assert_eq!(
            marked("Ein Café am Meer, cafés", "cafe"),
            "Ein [Café] am Meer, [cafés]"
        );
        assert_eq!(marked("مرحبا يا عالم", "عالم"), "مرحبا يا [عالم]");
        assert_eq!(marked("模型GPT-4很强", "模型gpt"), "[模型GPT]-4很强");
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_place() {
        let text = format!(
            "{}\nthe needle is here{}",
            "hay ".repeat(1000),
            " hay".repeat(1000)
        );
        let line = marked(&text, "needle");
        assert!(line.starts_with("…the [needle] is here hay"), "{line}");
        assert!(line.ends_with('…') && line.chars().count() < 130, "{line}");
    }

    #[test]
    fn lines_become_one_line() {
        assert_eq!(marked("a\n\n  b\tneedle\r\nc", "needle"), "…b [needle] c");
    }

    #[test]
    fn without_a_place_the_beginning_is_shown() {
        assert_eq!(marked("你好，世界", "天"), "你好，世界");
        assert_eq!(marked("", "天"), "");
    }

    proptest! {
        #[test]
        fn marks_lie_in_the_line_in_order(text in "[a-c你好天😀é\\n ]{0,300}", query in "[a-c你好天 ]{0,6}") {
            let (line, marks) = cut(&text, &Query::parse(&query));
            let length = u32::try_from(line.encode_utf16().count()).unwrap();
            let mut before = 0;
            for (start, end) in marks {
                prop_assert!(before <= start && start < end && end <= length);
                before = end;
            }
        }
    }
}
