//! Where a sentence ends, in Chinese, English and the scripts between.

use super::weight::{Scale, is_ideograph};

/// Words before a full stop that ends no sentence. In lower case, without the stop.
const SHORT_FORMS: [&str; 34] = [
    "al", "approx", "art", "ca", "cf", "ch", "co", "corp", "dept", "dr", "ed", "eds", "eq", "est",
    "etc", "fig", "figs", "inc", "jr", "ltd", "mr", "mrs", "ms", "no", "nos", "p", "pp", "prof",
    "sec", "sr", "st", "vol", "vols", "vs",
];

/// The ends of the sentences of a paragraph, in bytes, each behind its last mark and the quotes that close there. The
/// last is the end of the text.
pub(super) fn ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if !is_end(letter) {
            continue;
        }
        let mut end = at + letter.len_utf8();
        while let Some((next, closing)) = letters.peek().copied() {
            if !is_end(closing) && !is_closing(closing) {
                break;
            }
            end = next + closing.len_utf8();
            letters.next();
        }
        let next = letters.peek().map(|(_, next)| *next);
        let is_wide = !matches!(letter, '.' | '!' | '?' | '…');
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(end..).unwrap_or_default();
        if is_wide || ends_here(letter, before, next, after) {
            ends.push(end);
        }
    }
    if ends.last() != Some(&text.len()) {
        ends.push(text.len());
    }
    ends
}

fn is_end(letter: char) -> bool {
    matches!(
        letter,
        '。' | '！' | '？' | '．' | '.' | '!' | '?' | '…' | '؟' | '۔' | '।' | '｡'
    )
}

fn is_closing(letter: char) -> bool {
    matches!(
        letter,
        '”' | '’' | '」' | '』' | '）' | '】' | '》' | '"' | '\'' | ')' | ']' | '»'
    )
}

/// Whether a narrow mark ends a sentence: a space or an ideograph follows, and no short form or initial stands before.
fn ends_here(mark: char, before: &str, next: Option<char>, after: &str) -> bool {
    let Some(next) = next else {
        return true;
    };
    if is_ideograph(next) {
        // `3.条` and `v1.版` are numbers, `好.然后` is a sentence; an ellipsis inside Chinese text ends nothing.
        return mark != '…'
            && before
                .chars()
                .next_back()
                .is_none_or(|it| !it.is_ascii_digit());
    }
    if !next.is_whitespace() {
        return false;
    }
    let following = after.trim_start().chars().next();
    if following.is_some_and(char::is_lowercase) {
        return false;
    }
    if mark != '.' {
        return true;
    }
    let word = before
        .rsplit(|it: char| !it.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let short = SHORT_FORMS.contains(&word.to_lowercase().as_str());
    // `1. Scope` is the number of a paragraph, `in 2020. Then` ends a sentence.
    let number = word.len() <= 2
        && !word.is_empty()
        && word.bytes().all(|it| it.is_ascii_digit())
        && before.len() == word.len();
    !initial && !short && !number
}

/// Ends for a sentence that is too heavy: behind a comma, else at a space, else between two letters.
pub(super) fn forced_ends(text: &str, limit: u32) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut from = 0;
    while let Some(end) = forced_end(text.get(from..).unwrap_or_default(), limit) {
        from += end;
        ends.push(from);
    }
    ends.push(text.len());
    ends
}

/// Where the first part of a text ends that is heavier than the limit; nothing when it is not.
fn forced_end(text: &str, limit: u32) -> Option<usize> {
    let mut scale = Scale::default();
    let (mut clause, mut space) = (None, None);
    for (at, letter) in text.char_indices() {
        let weight = scale.add(letter);
        // A letter under more marks than a chunk may weigh is none that somebody reads.
        let joined = joins_the_letter_before(letter) && weight <= limit.saturating_mul(2);
        if weight > limit && at > 0 && !joined {
            return Some(clause.or(space).unwrap_or(at));
        }
        let behind = at + letter.len_utf8();
        let far_enough = weight * 2 > limit;
        if far_enough && matches!(letter, '，' | '；' | '、' | '：' | ',' | ';' | ':' | '\n') {
            clause = Some(behind);
        }
        if far_enough && letter.is_whitespace() {
            space = Some(behind);
        }
    }
    None
}

/// Marks that must not be parted from the letter they stand on.
fn joins_the_letter_before(letter: char) -> bool {
    matches!(
        u32::from(letter),
        0x0300..=0x036f | 0x0591..=0x05c7 | 0x064b..=0x065f | 0x0900..=0x0903 | 0x093a..=0x094f
            | 0x0e31 | 0x0e34..=0x0e3a | 0x0e47..=0x0e4e | 0x200c | 0x200d | 0x20d0..=0x20ff
            | 0x3099 | 0x309a | 0xfe00..=0xfe0f | 0x1_f3fb..=0x1_f3ff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<&str> {
        let mut from = 0;
        let mut sentences = Vec::new();
        for end in ends(text) {
            sentences.push(text[from..end].trim());
            from = end;
        }
        sentences
    }

    #[test]
    fn chinese_sentences_end_with_their_quotes() {
        assert_eq!(
            sentences("他说：“不行！”然后走了。真的？！是……的。"),
            ["他说：“不行！”", "然后走了。", "真的？！", "是……的。"]
        );
    }

    #[test]
    fn a_stop_inside_a_number_or_a_name_ends_nothing() {
        assert_eq!(
            sentences(
                "Dr. A. B. Smith paid 3.14 (see Fig. 2, e.g. here). Then U.S. law. 版本1.5可用.好"
            ),
            [
                "Dr. A. B. Smith paid 3.14 (see Fig. 2, e.g. here).",
                "Then U.S. law.",
                "版本1.5可用.",
                "好"
            ]
        );
        assert_eq!(
            sentences("1. Scope of it. Next"),
            ["1. Scope of it.", "Next"]
        );
    }

    #[test]
    fn other_scripts_and_nothing_at_all() {
        assert_eq!(sentences("هل هذا صحيح؟ نعم."), ["هل هذا صحيح؟", "نعم."]);
        assert_eq!(sentences("यह है। वह"), ["यह है।", "वह"]);
        assert_eq!(sentences("no end"), ["no end"]);
        assert_eq!(ends(""), [0]);
    }

    #[test]
    fn a_heavy_sentence_is_cut_behind_a_comma_and_never_inside_a_letter() {
        let text = "一二三四五六，七八九十".repeat(3);
        let cuts = forced_ends(&text, 10);
        let first = &text[..cuts[0]];
        assert_eq!(first, "一二三四五六，");
        let family = "e\u{301}".repeat(400);
        for end in forced_ends(&family, 10) {
            assert!(
                !family[end..].starts_with('\u{301}'),
                "an accent is left alone"
            );
        }
        let tower = format!("e{}", "\u{301}".repeat(100_000));
        let mut from = 0;
        for end in forced_ends(&tower, 180) {
            assert!(end - from <= 4_000, "{from}..{end}");
            from = end;
        }
    }
}
