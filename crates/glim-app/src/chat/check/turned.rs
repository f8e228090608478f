//! Whether a claim says the opposite of a sentence, or the same of others: denial on one side only, words of opposite
//! meaning, names in another order, one word in the place of another.

use std::collections::HashSet;

use super::{
    facts::{self, LOOSE, OPPOSITES, holds},
    terms::{self, Term, is_wide},
};

/// A claim that has this share of a sentence is close to it word for word.
const CLOSE: f32 = 0.6;
/// Longest claim and sentence that are laid beside each other, in words and Chinese characters.
const LONGEST: usize = 200;
/// Chinese words that join and may be missing or others on either side.
const JOINING: [&str; 24] = [
    "需要", "必须", "应当", "应该", "可以", "已经", "进行", "通过", "包括", "属于", "位于", "用于",
    "以及", "其中", "目前", "主要", "分别", "根据", "规定", "提交", "达到", "成为", "作为", "具有",
];
/// Frequent family names: one in the place of another is another person.
const FAMILY_NAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈彭吕苏卢蒋蔡贾魏薛阎潘杜戴汪姜姚谭廖邹熊陆郝崔邱秦侯邵孟钱汤尹黎贺赖龚";
const PARTIES: &str = "甲乙丙丁";

/// `share` is that of the claim which the sentence has.
pub(super) fn is_turned(claim: &str, sentence: &str, share: f32) -> bool {
    let near = nearest(claim, sentence);
    facts::denials(claim) % 2 != facts::denials(&near) % 2
        || is_opposite(claim, sentence, share)
        || is_swapped(claim, sentence)
        || is_substituted(claim, sentence)
}

/// The clauses of a sentence that share words with the claim: a denial in another clause is none of this one.
fn nearest(claim: &str, sentence: &str) -> String {
    let own: HashSet<Term> = terms::terms(claim).into_iter().collect();
    let shares = |clause: &&str| {
        let shared = terms::terms(clause)
            .into_iter()
            .filter(|it| own.contains(it));
        shared.count() >= 2
    };
    let near: Vec<&str> = terms::clauses(sentence).filter(shares).collect();
    if near.is_empty() {
        sentence.to_owned()
    } else {
        near.join("，")
    }
}

fn is_opposite(claim: &str, sentence: &str, share: f32) -> bool {
    let has = |text: &str, words: &[&str]| words.iter().any(|word| holds(text, word));
    OPPOSITES.iter().any(|(one, other)| {
        let (a, b) = (has(claim, one), has(claim, other));
        let (c, d) = (has(sentence, one), has(sentence, other));
        let is_loose = one.first().is_some_and(|word| LOOSE.contains(word));
        ((a && !b && d && !c) || (b && !a && c && !d)) && !(is_loose && share < CLOSE)
    })
}

/// The same words, but two names changed places around another word: `A beat B`. A passive on one side only turns them
/// rightly.
fn is_swapped(claim: &str, sentence: &str) -> bool {
    let is_passive = |text: &str| text.contains(['被', '由', '受']) || holds(text, "by");
    if is_passive(claim) != is_passive(sentence) {
        return false;
    }
    let names: HashSet<String> = [claim, sentence]
        .iter()
        .flat_map(|text| facts::names(&format!("x {text}")))
        .map(|name| terms::stem(&name))
        .collect();
    let is_name = |word: &str| is_person(word) || names.contains(word);
    let (own, theirs) = (ordered(claim), ordered(sentence));
    let mut both: Vec<(&str, usize, usize)> = Vec::new();
    for (at, word) in own.iter().enumerate() {
        let there = theirs.iter().position(|it| it == word);
        if let Some(there) = there.filter(|_| both.iter().all(|(known, ..)| known != word)) {
            both.push((word, at, there));
        }
    }
    if both.len() * 5 < own.len() * 3 {
        return false;
    }
    both.iter().any(|(one, a, b)| {
        let between = |(word, x, y): &(&str, usize, usize), (c, d): (usize, usize)| {
            !is_name(word) && *a < *x && *x < c && d < *y && *y < *b
        };
        let turned = |(other, c, d): &(&str, usize, usize)| {
            is_name(other) && a < c && d < b && both.iter().any(|it| between(it, (*c, *d)))
        };
        is_name(one) && both.iter().any(turned)
    })
}

fn is_person(word: &str) -> bool {
    let mut characters = word.chars();
    let only = characters.next().filter(|_| characters.next().is_none());
    only.is_some_and(|it| PARTIES.contains(it) || FAMILY_NAMES.contains(it))
}

/// One word stands in the place of another, all around it is the same.
fn is_substituted(claim: &str, sentence: &str) -> bool {
    let whole = ordered(sentence);
    let mut theirs: Vec<Vec<String>> = terms::clauses(sentence).map(ordered).collect();
    theirs.push(whole);
    theirs.retain(|it| !it.is_empty() && it.len() <= LONGEST);
    terms::clauses(claim).map(ordered).any(|own| {
        if own.is_empty() || own.len() > LONGEST {
            return false;
        }
        let shared = |it: &Vec<String>| {
            let same = common(&own, it).len();
            // In thousandths, so that it has an order.
            same * 1000 / own.len().max(it.len().min(own.len() + 3)).max(1)
        };
        let best = theirs.iter().rev().max_by_key(|it| shared(it));
        best.is_some_and(|best| replaces(&own, best))
    })
}

fn replaces(own: &[String], theirs: &[String]) -> bool {
    let mut pairs = common(own, theirs);
    if pairs.len() < 2 || pairs.len() * 5 < own.len() * 3 {
        return false;
    }
    pairs.push((own.len(), theirs.len()));
    let (mut a, mut b) = (0, 0);
    for (x, y) in pairs {
        let (mine, its) = (own.get(a..x), theirs.get(b..y));
        if let (Some(mine), Some(its)) = (mine, its)
            && is_other(mine, its, theirs)
        {
            return true;
        }
        (a, b) = (x + 1, y + 1);
    }
    false
}

/// Whether one stretch of words is another thing than the one in its place.
fn is_other(mine: &[String], its: &[String], theirs: &[String]) -> bool {
    let is_empty = mine.is_empty() || its.is_empty();
    if is_empty || mine.iter().any(|word| theirs.contains(word)) {
        return false;
    }
    let is_chinese = mine.iter().chain(its).all(|it| it.chars().all(is_wide));
    let joint = if is_chinese { "" } else { " " };
    if is_same_direction(&mine.join(joint), &its.join(joint)) {
        return false;
    }
    match (is_chinese, mine, its) {
        (true, [one], [other]) => is_person(one) && is_person(other),
        (true, mine, its) => {
            (2..=4).contains(&mine.len())
                && (2..=4).contains(&its.len())
                && !mine.iter().any(|word| its.contains(word))
        }
        (false, mine, its) => mine.len() == 1 && its.len() == 1,
    }
}

fn is_same_direction(one: &str, other: &str) -> bool {
    let has = |text: &str, side: &[&str]| side.iter().any(|word| holds(text, word));
    let sides = OPPOSITES.iter().flat_map(|(one, other)| [one, other]);
    sides
        .into_iter()
        .any(|side| has(one, side) && has(other, side))
}

/// The longest list of words that both have in the same order, as places in each.
fn common(own: &[String], theirs: &[String]) -> Vec<(usize, usize)> {
    let width = theirs.len() + 1;
    let mut lengths = vec![0_u16; (own.len() + 1) * width];
    let at = |x: usize, y: usize| x * width + y;
    for (x, mine) in own.iter().enumerate().rev() {
        for (y, its) in theirs.iter().enumerate().rev() {
            let get = |place: usize| lengths.get(place).copied().unwrap_or(0);
            let length = if mine == its {
                get(at(x + 1, y + 1)) + 1
            } else {
                get(at(x + 1, y)).max(get(at(x, y + 1)))
            };
            if let Some(place) = lengths.get_mut(at(x, y)) {
                *place = length;
            }
        }
    }
    let (mut x, mut y) = (0, 0);
    let mut pairs = Vec::new();
    while let (Some(mine), Some(its)) = (own.get(x), theirs.get(y)) {
        if mine == its {
            pairs.push((x, y));
            (x, y) = (x + 1, y + 1);
        } else if lengths.get(at(x + 1, y)) >= lengths.get(at(x, y + 1)) {
            x += 1;
        } else {
            y += 1;
        }
    }
    pairs
}

/// The words in order, Chinese by single characters, without what joins them.
fn ordered(text: &str) -> Vec<String> {
    let text = JOINING
        .iter()
        .fold(text.to_owned(), |text, word| text.replace(word, ""));
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for character in text.chars().chain(std::iter::once(' ')) {
        if character.is_alphanumeric() && !is_wide(character) {
            word.extend(character.to_lowercase());
            continue;
        }
        if !word.is_empty() {
            words.extend(terms::terms(&std::mem::take(&mut word)));
        }
        if is_wide(character) && !"的了是在和与及也都就而并为以于被把将".contains(character)
        {
            words.push(character.to_string());
        }
    }
    words
}
