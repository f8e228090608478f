//! The order of the list of sources. Names are ordered as people order them: numbers by their value, Chinese by its sound.

use std::cmp::Ordering;

use encoding_rs::GBK;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::stage::Stage;

/// What a list of sources is ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SortedBy {
    /// When they were added, the last first.
    #[default]
    Added,
    /// Their names.
    Name,
    /// How large they are, the largest first.
    Bytes,
    /// Their stages, those first that a person may have to do something about.
    Stage,
}

/// What a source is ordered by.
pub(super) struct Ordered<T> {
    pub(super) item: T,
    pub(super) name: String,
    pub(super) bytes: i64,
    pub(super) stage: Option<Stage>,
}

/// Orders what comes in the order it was added, the last first; what is equal stays in that order.
pub(super) fn order<T>(mut list: Vec<Ordered<T>>, by: SortedBy, reversed: bool) -> Vec<Ordered<T>> {
    match by {
        SortedBy::Added => {}
        SortedBy::Name => list.sort_by_cached_key(|it| name_key(&it.name)),
        SortedBy::Bytes => list.sort_by_key(|it| std::cmp::Reverse(it.bytes)),
        SortedBy::Stage => list.sort_by_key(|it| it.stage.map(urgency)),
    }
    if reversed {
        list.reverse();
    }
    list
}

fn urgency(stage: Stage) -> u8 {
    match stage {
        Stage::Failed => 0,
        Stage::NoText => 1,
        Stage::Reading | Stage::Cutting | Stage::Embedding => 2,
        Stage::Waiting => 3,
        Stage::Skipped => 4,
        Stage::Ready => 5,
    }
}

/// A piece of a name. Digits stand before words, as they do in every list of files.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Number(Digits),
    Sign(u32),
}

/// A number as long as it likes, without its leading zeros.
#[derive(Debug, PartialEq, Eq)]
struct Digits(String);

impl Ord for Digits {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_length = self.0.len().cmp(&other.0.len());
        by_length.then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Digits {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn name_key(name: &str) -> Vec<Piece> {
    let mut key = Vec::new();
    let mut digits = String::new();
    for sign in name.chars().flat_map(char::to_lowercase) {
        if sign.is_ascii_digit() {
            digits.push(sign);
            continue;
        }
        end(&mut digits, &mut key);
        key.push(Piece::Sign(weight(sign)));
    }
    end(&mut digits, &mut key);
    key
}

fn end(digits: &mut String, key: &mut Vec<Piece>) {
    if !digits.is_empty() {
        let number = digits.trim_start_matches('0').to_owned();
        key.push(Piece::Number(Digits(number)));
        digits.clear();
    }
}

/// Two bytes of GBK whose first level (these) was laid out by sound when the standard was made; it has the characters
/// that names are written with.
const BY_SOUND: std::ops::RangeInclusive<u32> = 0xB0A1..=0xD7F9;
/// Above every letter, below every other character.
const CHINESE: u32 = 0x2E80;

fn weight(sign: char) -> u32 {
    let number = u32::from(sign);
    if number < CHINESE {
        return number;
    }
    let mut buffer = [0; 4];
    let (bytes, _, unknown) = GBK.encode(sign.encode_utf8(&mut buffer));
    let code = match (&*bytes, unknown) {
        ([high, low], false) => u32::from(*high) << 8 | u32::from(*low),
        _ => 0,
    };
    if BY_SOUND.contains(&code) {
        return CHINESE + (code - BY_SOUND.start());
    }
    CHINESE + (BY_SOUND.end() - BY_SOUND.start()) + number
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted(names: &[&'static str]) -> Vec<&'static str> {
        let mut names = names.to_vec();
        names.sort_by_key(|name| name_key(name));
        names
    }

    #[test]
    fn numbers_are_ordered_by_value_and_letters_in_any_case() {
        assert_eq!(
            sorted(&[
                "Kapitel 10.md",
                "kapitel 9.md",
                "Ärger.txt",
                "0012.csv",
                "2.csv",
                "a.md"
            ]),
            [
                "2.csv",
                "0012.csv",
                "a.md",
                "kapitel 9.md",
                "Kapitel 10.md",
                "Ärger.txt"
            ]
        );
    }

    #[test]
    fn chinese_is_ordered_by_its_sound_and_rare_characters_come_after_it() {
        assert_eq!(
            sorted(&[
                "总结", "合同", "😀", "报告", "第10章", "第9章", "龘", "劳动", "b", "论文"
            ]),
            [
                "b", "报告", "第9章", "第10章", "合同", "劳动", "论文", "总结", "龘", "😀"
            ]
        );
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_the_other_way_round_is_the_other_way_round(
            names in proptest::collection::vec("[0-9a-cÄ违约合同😀א ]{0,8}", 0..20),
            sizes in proptest::collection::vec(0_i64..4, 20),
        ) {
            for by in [SortedBy::Added, SortedBy::Name, SortedBy::Bytes, SortedBy::Stage] {
                let list = || names.iter().zip(&sizes).enumerate().map(|(item, (name, bytes))| Ordered {
                    item, name: name.clone(), bytes: *bytes, stage: Some(Stage::Ready),
                }).collect::<Vec<_>>();
                let there: Vec<usize> = order(list(), by, false).iter().map(|it| it.item).collect();
                let mut back: Vec<usize> = order(list(), by, true).iter().map(|it| it.item).collect();
                back.reverse();
                prop_assert_eq!(&there, &back);
                let mut all = there;
                all.sort_unstable();
                prop_assert_eq!(all, (0..names.len()).collect::<Vec<_>>());
            }
        }
    }
}
