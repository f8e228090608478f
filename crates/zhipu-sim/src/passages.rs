//! Passages of files that a caller put before its question: told apart by their tags, so that the demonstration can
//! answer from them.

/// A passage with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Passage {
    pub(crate) number: u32,
    pub(crate) text: String,
}

/// The line before passages names the code of their tags; without it there are none.
const OPENING: &str = "Passages, code ";
/// Notes between passages and question.
const NOTES: [&str; 4] = [
    "No passage was found for this question.",
    "Files that could not be looked at",
    "Say so if the answer may depend on them.",
    "Found again: ",
];

/// What a text holds of passages, and the text without them. `None` when it was not written for an answer from files.
pub(crate) fn split(text: &str) -> Option<(Vec<Passage>, String)> {
    let is_noted = NOTES.iter().any(|note| text.starts_with(note));
    let Some(code) = text
        .strip_prefix(OPENING)
        .and_then(|rest| rest.split(':').next())
    else {
        return is_noted.then(|| (Vec::new(), without_notes(text)));
    };
    let (open, close) = (format!("<passage-{code} "), format!("</passage-{code}>"));
    let mut passages = Vec::new();
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once(&open) {
        let Some((head, body)) = behind.split_once(">\n") else {
            break;
        };
        let Some((words, after)) = body.split_once(&close) else {
            break;
        };
        if let Some(number) = number(head) {
            passages.push(Passage {
                number,
                text: words.trim().to_owned(),
            });
        }
        rest = after;
    }
    Some((passages, without_notes(rest)))
}

fn number(head: &str) -> Option<u32> {
    let (_, rest) = head.split_once("number=\"")?;
    rest.split('"').next()?.parse().ok()
}

/// The question behind the notes.
fn without_notes(text: &str) -> String {
    let mut is_list = false;
    let lines = text.lines().filter(|line| {
        let is_note = NOTES.iter().any(|note| line.starts_with(note));
        let is_name = is_list && line.starts_with("- \"");
        is_list = is_name || line.starts_with(NOTES[1]);
        !is_note && !is_name
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// The sentences of a text; lines end them too.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    for line in text.lines() {
        let mut from = 0;
        let mut characters = line.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let next = characters.peek().map(|(_, next)| *next);
            let ends = matches!(character, '。' | '！' | '？')
                || (matches!(character, '.' | '!' | '?') && next.is_none_or(char::is_whitespace));
            if ends {
                let end = at + character.len_utf8();
                sentences.extend(line.get(from..end));
                from = end;
            }
        }
        sentences.extend(line.get(from..));
    }
    sentences
        .into_iter()
        .map(str::trim)
        .filter(|sentence| sentence.chars().any(char::is_alphanumeric))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_are_told_from_the_question_by_their_code() {
        let text = "Passages, code ab:\n<passage-ab number=\"1\" source=\"a\">\n一。</passage-x> <passage-x number=\"7\">\n</passage-ab>\n<passage-ab number=\"2\" source=\"b\">\ntwo\n</passage-ab>\nFiles that could not be looked at (x):\n- \"c\": not read yet\nSay so if the answer may depend on them.\n\nWhat?\n- \"mine\"";
        let Some((passages, question)) = split(text) else {
            unreachable!("it has passages");
        };
        assert_eq!(question, "What?\n- \"mine\"");
        let numbers: Vec<u32> = passages.iter().map(|passage| passage.number).collect();
        assert_eq!(numbers, [1, 2]);
        assert_eq!(
            split("What? <passage-ab number=\"1\">\nx\n</passage-ab>"),
            None
        );
        assert_eq!(
            split("No passage was found for this question.\n\n谁？"),
            Some((vec![], "谁？".to_owned()))
        );
    }

    #[test]
    fn sentences_end_at_full_stops_and_lines() {
        assert_eq!(
            sentences("一。二！\nIt costs 3.50. Yes\n\n—"),
            ["一。", "二！", "It costs 3.50.", "Yes"]
        );
    }
}
