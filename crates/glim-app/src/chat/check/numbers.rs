//! Numbers however they are written: `1,450`, `120万`, `百分之三十一`, `twenty-five`, `May 1`.

mod chinese;

use chinese::chinese;

use super::terms::{is_wide, stem};

/// A number of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Number {
    /// Its value, written in one way: `1200000` for `120万`, `31` for `百分之三十一`.
    pub(super) value: String,
    /// As it stands there.
    pub(super) written: String,
    /// What is counted, as far as the next sign tells: `%`, `年`, the next word.
    pub(super) unit: String,
}

/// All numbers, months named in words included.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    let characters: Vec<char> = text.chars().map(narrow).collect();
    let mut numbers = Vec::new();
    let mut index = 0;
    while index < characters.len() {
        if let Some((number, end)) =
            ratio(&characters, index).or_else(|| counted(&characters, index))
        {
            numbers.push(number);
            index = end;
        } else {
            index += word_length(&characters, index);
        }
    }
    numbers
}

fn counted(characters: &[char], from: usize) -> Option<(Number, usize)> {
    let (value, end) = plain(characters, from).or_else(|| word(characters, from))?;
    let (value, end) = scaled(characters, value, end);
    let number = Number {
        value: canonical(value),
        written: written(characters, from, end),
        unit: unit(characters, from, end, value),
    };
    Some((number, end))
}

/// `三比一` and `3:1` are one number.
fn ratio(characters: &[char], from: usize) -> Option<(Number, usize)> {
    let (one, middle) = plain(characters, from)?;
    characters
        .get(middle)
        .filter(|it| matches!(**it, '比' | ':'))?;
    let (other, end) = plain(characters, middle + 1)?;
    let number = Number {
        value: format!("{}:{}", canonical(one), canonical(other)),
        written: written(characters, from, end),
        unit: "比".to_owned(),
    };
    Some((number, end))
}

fn plain(characters: &[char], from: usize) -> Option<(f64, usize)> {
    digits(characters, from).or_else(|| chinese(characters, from))
}

fn written(characters: &[char], from: usize, end: usize) -> String {
    characters
        .get(from..end)
        .unwrap_or_default()
        .iter()
        .collect()
}

/// The values that a passage may have without saying a number: `first`, `one`, `half`, `一`, `半`.
pub(super) fn implied(text: &str) -> Vec<&'static str> {
    let low = text.to_lowercase();
    let words = || low.split(|it: char| !it.is_ascii_alphabetic());
    let mut values = Vec::new();
    if text.contains('一') || words().any(|it| it == "first" || it == "one") {
        values.push("1");
    }
    if words().any(|it| it == "second") {
        values.push("2");
    }
    if text.contains('半') || words().any(|it| it == "half") {
        values.extend(["0.5", "50"]);
    }
    values
}

/// Whether two numbers can count the same thing: five months are not five years. What is no known measure fits all.
pub(super) fn fit(one: &Number, other: &Number) -> bool {
    match (measure(&one.unit), measure(&other.unit)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

fn measure(unit: &str) -> Option<&'static str> {
    Some(match unit {
        "年" | "year" => "year",
        "月" | "month" => "month",
        "日" | "天" | "day" => "day",
        "周" | "星" | "week" => "week",
        "小" | "时" | "hour" => "hour",
        "分" | "minut" => "minute",
        "秒" | "second" => "second",
        "%" => "%",
        "元" | "euro" | "dollar" => "money",
        "人" | "people" | "patient" => "people",
        "倍" | "次" => "times",
        "米" => "metre",
        "公" => "kilo",
        "吨" => "ton",
        "岁" | "age" => "age",
        "片" => "piece",
        "mb" => "megabyte",
        "gb" => "gigabyte",
        _ => return None,
    })
}

/// Full-width digits and signs as their narrow ones.
fn narrow(character: char) -> char {
    match character {
        '０'..='９' | '．' | '％' | '，' | '：' | '－' => {
            let narrow = u32::from(character) - 0xfee0;
            char::from_u32(narrow).unwrap_or(character)
        }
        '–' | '—' => '-',
        other => other,
    }
}

/// So far to the next place where a number may begin: inside a word none does.
fn word_length(characters: &[char], from: usize) -> usize {
    let is_letter = |it: &char| it.is_alphabetic() && !is_wide(*it);
    let letters = characters
        .iter()
        .skip(from)
        .take_while(|it| is_letter(it))
        .count();
    letters.max(1)
}

fn digits(characters: &[char], from: usize) -> Option<(f64, usize)> {
    let at = |index: usize| characters.get(index).copied();
    at(from).filter(char::is_ascii_digit)?;
    let mut text = String::new();
    let mut index = from;
    let mut has_point = false;
    while let Some(character) = at(index) {
        let next_is_digit = at(index + 1).is_some_and(|it| it.is_ascii_digit());
        match character {
            '0'..='9' => text.push(character),
            '.' if next_is_digit && !has_point => {
                has_point = true;
                text.push('.');
            }
            // A separator of thousands has exactly three digits behind it.
            ',' if !has_point && is_thousands(characters, index) => {}
            _ => break,
        }
        index += 1;
    }
    Some((text.parse().ok()?, index))
}

fn is_thousands(characters: &[char], comma: usize) -> bool {
    let digits = characters
        .iter()
        .skip(comma + 1)
        .take_while(|it| it.is_ascii_digit())
        .count();
    digits == 3
}

/// Numbers and months in English words.
fn word(characters: &[char], from: usize) -> Option<(f64, usize)> {
    let letters = characters
        .iter()
        .skip(from)
        .take_while(|it| it.is_ascii_alphabetic())
        .count();
    let word: String = characters.get(from..from + letters)?.iter().collect();
    let end = from + letters;
    if letters < 3 {
        return None;
    }
    if let Some(month) = month(&word, characters, from, end) {
        return Some((month, end));
    }
    let low = word.to_lowercase();
    let value = small(&low)?;
    // `twenty-five`
    if value >= 20.0
        && characters
            .get(end)
            .is_some_and(|it| matches!(it, '-' | ' '))
    {
        let next: String = characters
            .iter()
            .skip(end + 1)
            .take_while(|it| it.is_ascii_alphabetic())
            .collect();
        if let Some(ones) = small(&next.to_lowercase()).filter(|ones| *ones < 10.0) {
            return Some((value + ones, end + 1 + next.chars().count()));
        }
    }
    Some((value, end))
}

fn small(word: &str) -> Option<f64> {
    const WORDS: [(&str, f64); 35] = [
        ("third", 3.0),
        ("fourth", 4.0),
        ("fifth", 5.0),
        ("sixth", 6.0),
        ("seventh", 7.0),
        ("eighth", 8.0),
        ("ninth", 9.0),
        ("tenth", 10.0),
        ("two", 2.0),
        ("three", 3.0),
        ("four", 4.0),
        ("five", 5.0),
        ("six", 6.0),
        ("seven", 7.0),
        ("eight", 8.0),
        ("nine", 9.0),
        ("ten", 10.0),
        ("eleven", 11.0),
        ("twelve", 12.0),
        ("thirteen", 13.0),
        ("fourteen", 14.0),
        ("fifteen", 15.0),
        ("sixteen", 16.0),
        ("seventeen", 17.0),
        ("eighteen", 18.0),
        ("nineteen", 19.0),
        ("twenty", 20.0),
        ("thirty", 30.0),
        ("forty", 40.0),
        ("fifty", 50.0),
        ("sixty", 60.0),
        ("seventy", 70.0),
        ("eighty", 80.0),
        ("ninety", 90.0),
        ("dozen", 12.0),
    ];
    WORDS
        .iter()
        .find(|(known, _)| *known == word)
        .map(|(_, value)| *value)
}

/// A month with a day or year beside it: `May` alone may be another word.
fn month(word: &str, characters: &[char], from: usize, end: usize) -> Option<f64> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    const WHOLE: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let low = word.to_lowercase();
    let at = MONTHS.iter().zip(WHOLE).position(|(short, whole)| {
        low == *short || low == whole || (low == "sept" && *short == "sep")
    })?;
    let is_digit = |it: &char| it.is_ascii_digit();
    let after = characters.iter().skip(end).take(3).any(is_digit);
    let before = characters.get(..from)?.iter().rev().take(5).any(is_digit);
    let is_capital = word.starts_with(|it: char| it.is_uppercase());
    let number = f64::from(u32::try_from(at).ok()? + 1);
    (is_capital && (after || before || at != 4)).then_some(number)
}

/// The number with the scale behind it: `3.2 million`, `120万`.
fn scaled(characters: &[char], value: f64, end: usize) -> (f64, usize) {
    const SCALES: [(&str, f64); 9] = [
        ("million", 1e6),
        ("billion", 1e9),
        ("thousand", 1e3),
        ("hundred", 1e2),
        ("trillion", 1e12),
        ("万亿", 1e12),
        ("万", 1e4),
        ("亿", 1e8),
        ("千", 1e3),
    ];
    let blanks = characters
        .iter()
        .skip(end)
        .take_while(|it| **it == ' ')
        .count();
    let rest = characters.get(end + blanks..).unwrap_or_default();
    for (word, scale) in SCALES {
        let word: Vec<char> = word.chars().collect();
        let follows = rest.get(word.len()).copied();
        let is_whole = !word.first().is_some_and(char::is_ascii)
            || follows.is_none_or(|it| !it.is_ascii_alphabetic());
        if rest.starts_with(&word) && is_whole {
            return (value * scale, end + blanks + word.len());
        }
    }
    (value, end)
}

fn canonical(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn unit(characters: &[char], start: usize, end: usize, value: f64) -> String {
    let is_percent = characters.get(start) == Some(&'百');
    let mut rest: Vec<char> = characters
        .iter()
        .skip(end)
        .copied()
        .skip_while(|it| *it == ' ')
        .take(16)
        .collect();
    if rest.first() == Some(&'个') && rest.len() > 1 {
        rest.remove(0);
    }
    match rest.first() {
        _ if is_percent => "%".to_owned(),
        Some('%' | '％') => "%".to_owned(),
        Some('年') => "年".to_owned(),
        _ if value.fract() == 0.0 && (1500.0..=2100.0).contains(&value) && end - start == 4 => {
            "年".to_owned()
        }
        Some(first) if is_wide(*first) => first.to_string(),
        _ => {
            let word: String = rest
                .iter()
                .take_while(|it| it.is_ascii_alphabetic())
                .collect();
            let word = word.to_lowercase();
            if word == "percent" {
                "%".to_owned()
            } else {
                stem(&word)
            }
        }
    }
}
