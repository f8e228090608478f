//! How heavy a text is: about what it costs a model to read it, without a tokenizer.

/// What one word weighs; a Chinese character weighs one.
const WORD: u32 = 3;
/// A run of letters longer than this is more than one word: Thai, or a hash.
const LONG: u32 = 12;
/// So many signs in a row weigh one; fewer weigh nothing.
const SIGNS: u32 = 4;
/// Headings are repeated with every chunk below them, so a page that calls itself a heading is cut.
const HEADING_LETTERS: usize = 120;

/// The running weight of a text, letter by letter.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Scale {
    weight: u32,
    run: u32,
    last: Class,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Class {
    #[default]
    Space,
    Letter,
    Ideograph,
    Sign,
}

impl Scale {
    /// Adds one letter and tells the weight so far.
    pub(super) fn add(&mut self, letter: char) -> u32 {
        let class = class(letter);
        self.run = if class == self.last { self.run + 1 } else { 1 };
        self.last = class;
        self.weight += match class {
            Class::Ideograph => 1,
            Class::Letter if self.run % LONG == 1 => WORD,
            Class::Sign if self.run.is_multiple_of(SIGNS) => 1,
            Class::Space | Class::Letter | Class::Sign => 0,
        };
        self.weight
    }
}

/// The weight of a whole text.
pub(super) fn weight(text: &str) -> u32 {
    let mut scale = Scale::default();
    text.chars().fold(0, |_, letter| scale.add(letter))
}

/// A heading, cut when it is as long as a paragraph.
pub(super) fn shortened(heading: &str) -> String {
    let one_line: Vec<&str> = heading.split_whitespace().collect();
    let one_line = one_line.join(" ");
    match one_line.char_indices().nth(HEADING_LETTERS) {
        Some((end, _)) => format!("{}…", one_line.get(..end).unwrap_or_default()),
        None => one_line,
    }
}

fn class(letter: char) -> Class {
    if letter.is_whitespace() {
        Class::Space
    } else if is_ideograph(letter) {
        Class::Ideograph
    } else if letter.is_alphanumeric() {
        Class::Letter
    } else {
        Class::Sign
    }
}

/// Scripts written without spaces, where each letter counts: Han, Kana, Hangul, and pictures.
pub(super) fn is_ideograph(letter: char) -> bool {
    let code = u32::from(letter);
    matches!(
        code,
        0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff
    ) || code >= 0x1_f300
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_letter_weighs_one_and_an_english_word_three() {
        assert_eq!(weight("违约责任"), 4);
        assert_eq!(weight("breach of contract"), 9);
        assert_eq!(weight("第3条, see GLM-4.5。"), 2 + 3 + 3 + 3 + 3 + 3);
        assert_eq!(weight(" \n\t"), 0);
    }

    #[test]
    fn what_has_no_spaces_still_weighs() {
        assert_eq!(weight(&"a".repeat(120)), 30, "a hash is not one word");
        assert_eq!(weight(&"-".repeat(120)), 30);
        assert_eq!(weight(&"😀".repeat(7)), 7);
    }

    #[test]
    fn a_paragraph_that_calls_itself_a_heading_is_cut() {
        let heading = shortened(&"长 标题\n".repeat(100));
        assert_eq!(heading.chars().count(), HEADING_LETTERS + 1);
        assert_eq!(shortened(" 第一章\t总则 "), "第一章 总则");
    }
}
