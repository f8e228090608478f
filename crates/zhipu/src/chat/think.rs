//! Takes thinking out of content: `<think>…</think>` at its start, and the marks of boxes.
//!
//! GLM-Z1 and GLM-4.1V write their thinking into `content`, GLM-4.5V adds box marks, and many
//! models on own servers do as Z1 does. Marks may be cut anywhere between two chunks.

use super::delta::ChatDelta;

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";
const BOXES: [&str; 2] = ["<|begin_of_box|>", "<|end_of_box|>"];

/// Where in the content we are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    /// Nothing but white has come.
    #[default]
    Start,
    /// After `<think>`, before its first word.
    BeforeThought,
    Thought,
    /// After `</think>`, before the first word of the answer.
    BeforeAnswer,
    Answer,
}

/// Splits content into thinking and answer; holds back what may become a mark.
#[derive(Debug, Default)]
pub(crate) struct ThinkSplitter {
    place: Place,
    held: String,
}

impl ThinkSplitter {
    /// A model that fills `reasoning_content` writes no thinking into its content.
    pub(crate) fn reasoning_has_its_own_field(&mut self, deltas: &mut Vec<ChatDelta>) {
        if self.place == Place::Start {
            self.flush(deltas);
            self.place = Place::Answer;
        }
    }

    /// Reads more content.
    pub(crate) fn push(&mut self, text: &str, deltas: &mut Vec<ChatDelta>) {
        self.held.push_str(text);
        while self.step(deltas) {}
    }

    /// Gives out what was held back, at the end.
    pub(crate) fn flush(&mut self, deltas: &mut Vec<ChatDelta>) {
        let held = std::mem::take(&mut self.held);
        self.give(held, deltas);
    }

    /// Does one thing with the held text; says whether there may be more to do.
    fn step(&mut self, deltas: &mut Vec<ChatDelta>) -> bool {
        match self.place {
            Place::Start => self.start(),
            Place::BeforeThought => self.skip_white(Place::Thought),
            Place::BeforeAnswer => self.skip_white(Place::Answer),
            Place::Thought => self.thought(deltas),
            Place::Answer => self.answer(deltas),
        }
    }

    fn start(&mut self) -> bool {
        let text = self.held.trim_start();
        if let Some(rest) = text.strip_prefix(OPEN) {
            self.held = rest.to_owned();
            self.place = Place::BeforeThought;
            return true;
        }
        if OPEN.starts_with(text) {
            return false;
        }
        self.place = Place::Answer;
        true
    }

    fn skip_white(&mut self, next: Place) -> bool {
        let white = self.held.len() - self.held.trim_start().len();
        self.held.drain(..white);
        if self.held.is_empty() {
            return false;
        }
        self.place = next;
        true
    }

    fn thought(&mut self, deltas: &mut Vec<ChatDelta>) -> bool {
        if let Some((thought, rest)) = self.held.split_once(CLOSE) {
            let (thought, rest) = (thought.to_owned(), rest.to_owned());
            self.give(thought, deltas);
            self.held = rest;
            self.place = Place::BeforeAnswer;
            return true;
        }
        self.give_but(begun_mark(&self.held, &[CLOSE]), deltas);
        false
    }

    fn answer(&mut self, deltas: &mut Vec<ChatDelta>) -> bool {
        if let Some((at, mark)) = first_mark(&self.held) {
            let rest = self.held.split_off(at + mark.len());
            let mut before = std::mem::replace(&mut self.held, rest);
            before.truncate(at);
            self.give(before, deltas);
            return true;
        }
        self.give_but(begun_mark(&self.held, &BOXES), deltas);
        false
    }

    /// Gives the held text out but for its last `kept` bytes.
    fn give_but(&mut self, kept: usize, deltas: &mut Vec<ChatDelta>) {
        let kept = self.held.split_off(self.held.len() - kept);
        let text = std::mem::replace(&mut self.held, kept);
        self.give(text, deltas);
    }

    fn give(&self, text: String, deltas: &mut Vec<ChatDelta>) {
        if text.is_empty() {
            return;
        }
        deltas.push(match self.place {
            Place::BeforeThought | Place::Thought => ChatDelta::Reasoning(text),
            Place::Start | Place::BeforeAnswer | Place::Answer => ChatDelta::Content(text),
        });
    }
}

fn first_mark(text: &str) -> Option<(usize, &'static str)> {
    BOXES
        .iter()
        .filter_map(|mark| text.find(mark).map(|at| (at, *mark)))
        .min()
}

/// The length of the longest end of a text that may become one of the marks.
fn begun_mark(text: &str, marks: &[&str]) -> usize {
    let begun = |start: usize| {
        let end = text.get(start..).unwrap_or_default();
        marks.iter().any(|mark| mark.starts_with(end))
    };
    text.match_indices('<')
        .map(|(at, _)| at)
        .find(|at| begun(*at))
        .map_or(0, |at| text.len() - at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Thinking and answer of content that comes in these pieces.
    fn split(pieces: &[&str]) -> (String, String) {
        let mut splitter = ThinkSplitter::default();
        let mut deltas = Vec::new();
        for piece in pieces {
            splitter.push(piece, &mut deltas);
        }
        splitter.flush(&mut deltas);
        let (mut thought, mut answer) = (String::new(), String::new());
        for delta in deltas {
            match delta {
                ChatDelta::Reasoning(text) => thought.push_str(&text),
                ChatDelta::Content(text) => answer.push_str(&text),
                other => panic!("{other:?}"),
            }
        }
        (thought, answer)
    }

    fn pair(thought: &str, answer: &str) -> (String, String) {
        (thought.to_owned(), answer.to_owned())
    }

    #[test]
    fn thinking_at_the_start_is_taken_out() {
        assert_eq!(
            split(&["\n<think>\n想一想 🤔</think>\n\n答案"]),
            pair("想一想 🤔", "答案")
        );
    }

    #[test]
    fn a_think_tag_inside_the_answer_stays_text() {
        let text = "Write <think>x</think> like that.";
        assert_eq!(split(&[text]), pair("", text));
    }

    #[test]
    fn thinking_that_never_ends_is_kept_as_thinking() {
        assert_eq!(split(&["<think>", "שלום", "</thi"]), pair("שלום</thi", ""));
    }

    #[test]
    fn box_marks_are_dropped_wherever_they_are_cut() {
        let pieces = ["答：<|beg", "in_of_box|>4", "2<", "|end_of_box|>。a<b <| c"];
        assert_eq!(split(&pieces), pair("", "答：42。a<b <| c"));
    }

    #[test]
    fn text_that_begins_like_a_mark_is_not_lost() {
        assert_eq!(split(&["<thi"]), pair("", "<thi"));
        assert_eq!(split(&["<thi", "s> is"]), pair("", "<this> is"));
        assert_eq!(split(&["  "]), pair("", "  "));
        assert_eq!(split(&["a <|begin_of"]), pair("", "a <|begin_of"));
    }

    #[test]
    fn nothing_is_held_back_without_need() {
        let mut splitter = ThinkSplitter::default();
        let mut deltas = Vec::new();
        splitter.push("你好，世界", &mut deltas);
        assert_eq!(deltas, [ChatDelta::Content("你好，世界".to_owned())]);
    }

    #[test]
    fn a_model_with_a_field_for_thinking_keeps_its_tags() {
        let mut splitter = ThinkSplitter::default();
        let mut deltas = Vec::new();
        splitter.reasoning_has_its_own_field(&mut deltas);
        splitter.push("<think>", &mut deltas);
        assert_eq!(deltas, [ChatDelta::Content("<think>".to_owned())]);
    }

    fn content() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("<think>"),
            Just("</think>"),
            Just("<|begin_of_box|>"),
            Just("<|end_of_box|>"),
            Just("<"),
            Just("<|"),
            Just("</"),
            Just("好"),
            Just("👩‍👩‍👧"),
            Just(" "),
            Just("\n"),
            Just("abc"),
            Just("مرحبا"),
        ];
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_cutting_of_the_content_gives_the_same_split(text in content()) {
            let single: Vec<String> = text.chars().map(String::from).collect();
            let pieces: Vec<&str> = single.iter().map(String::as_str).collect();
            prop_assert_eq!(split(&pieces), split(&[&text]));
        }

        #[test]
        fn no_text_but_marks_and_white_is_ever_lost(text in content()) {
            let bare = |text: &str| {
                let mut text = text.to_owned();
                for mark in [OPEN, CLOSE, BOXES[0], BOXES[1]] {
                    text = text.replace(mark, "");
                }
                text.replace(char::is_whitespace, "")
            };
            let (thought, answer) = split(&[&text]);
            prop_assert_eq!(bare(&(thought + &answer)), bare(&text));
        }
    }
}
