//! What must agree exactly beside numbers: names, denial, and words of opposite meaning.

use super::{
    numbers::numbers,
    terms::{is_wide, stem},
};

/// Names in Latin letters: words with a capital that do not only begin the sentence, and words with digits in them.
pub(super) fn names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut is_first = true;
    for word in text.split(|it: char| (is_wide(it) || !it.is_alphanumeric()) && it != '-') {
        let word = word.trim_matches('-');
        if word.is_empty() {
            continue;
        }
        let capital = word.starts_with(|it: char| it.is_uppercase());
        let shouted = word.chars().filter(|it| it.is_uppercase()).count() > 1;
        let mixed =
            word.chars().any(|it| it.is_ascii_digit()) && word.chars().any(char::is_alphabetic);
        let is_month = numbers(&format!("{word} 1")).len() > 1;
        if ((capital && !is_first) || shouted || mixed) && word.chars().count() > 1 && !is_month {
            names.push(word.to_lowercase());
        }
        is_first = false;
    }
    names
}

/// How often a text denies something.
pub(super) fn denials(text: &str) -> usize {
    const CHINESE: [&str; 22] = [
        "不能", "不得", "不会", "不是", "不可", "不再", "不应", "不需", "不予", "不包", "不超",
        "不", "没有", "没", "未", "无法", "无需", "无须", "无", "非", "禁止", "拒绝",
    ];
    const HARMLESS: [&str; 21] = [
        "不仅",
        "不但",
        "不论",
        "不管",
        "不过",
        "不断",
        "不同",
        "不少",
        "无论",
        "非常",
        "未来",
        "不久",
        "不只",
        "无线",
        "不锈",
        "未成年",
        "除非",
        "不可抗力",
        "不动产",
        "是否",
        "不良",
    ];
    let mut rest = HARMLESS
        .iter()
        .fold(text.to_lowercase(), |text, word| text.replace(word, "·"));
    let mut count = 0;
    for word in CHINESE {
        count += rest.matches(word).count();
        rest = rest.replace(word, "·");
    }
    let words = rest.split(|it: char| !it.is_alphanumeric() && it != '\'' && it != '’');
    count
        + words
            .filter(|word| {
                matches!(
                    *word,
                    "not"
                        | "no"
                        | "never"
                        | "none"
                        | "neither"
                        | "nor"
                        | "cannot"
                        | "without"
                        | "nobody"
                        | "nothing"
                        | "fails"
                        | "failed"
                        | "refused"
                ) || word.ends_with("n't")
                    || word.ends_with("n’t")
            })
            .count()
}

/// Whether a text has a word: Chinese ones anywhere, Latin ones whole, in any of their forms.
pub(super) fn holds(text: &str, word: &str) -> bool {
    if word.chars().all(is_wide) {
        return text.contains(word);
    }
    let wanted = stem(word);
    text.to_lowercase()
        .split(|it: char| !it.is_alphanumeric() || is_wide(it))
        .any(|found| found == word || stem(found) == wanted)
}

/// The first words of pairs that say so only where all else is the same: they have other uses, too.
pub(super) const LOOSE: [&str; 3] = ["before", "first", "之前"];

/// Words of opposite meaning: one of a claim against the other of its passage turns it round.
pub(super) const OPPOSITES: [(&[&str], &[&str]); 28] = [
    (
        &["增加", "增长", "上升", "提高", "上涨", "升高", "扩大"],
        &["减少", "下降", "降低", "下跌", "下滑", "缩小", "缩减"],
    ),
    (
        &["高于", "超过", "大于", "多于", "不少于", "至少"],
        &["低于", "少于", "小于", "不足", "不超过", "至多"],
    ),
    (&["之前", "以前", "早于"], &["之后", "以后", "晚于"]),
    (
        &["允许", "可以", "准许"],
        &["禁止", "不得", "不准", "不可以"],
    ),
    (&["最大", "最高", "最多"], &["最小", "最低", "最少"]),
    (&["甲方"], &["乙方"]),
    (&["买方"], &["卖方"]),
    (&["出租人"], &["承租人"]),
    (&["支持", "赞成", "同意"], &["反对", "拒绝"]),
    (&["成功"], &["失败"]),
    (&["开始", "开工", "启动"], &["结束", "停工", "停止"]),
    (&["进口"], &["出口"]),
    (&["东部"], &["西部"]),
    (&["南部", "南方"], &["北部", "北方"]),
    (&["盈利"], &["亏损"]),
    (&["有效"], &["无效"]),
    (&["更快", "加快"], &["更慢", "减慢", "放缓"]),
    (
        &[
            "increase", "rise", "rose", "grow", "grew", "grown", "climb", "gain", "higher", "more",
        ],
        &[
            "decrease", "fall", "fell", "decline", "drop", "shrink", "shrank", "reduce", "lower",
            "less", "fewer",
        ],
    ),
    (&["before", "earlier"], &["after", "later"]),
    (&["allow", "permit", "may"], &["forbid", "prohibit", "ban"]),
    (
        &["maximum", "most", "largest", "highest", "longest"],
        &["minimum", "least", "smallest", "lowest", "shortest"],
    ),
    (&["first"], &["last", "second", "third"]),
    (&["buyer"], &["seller"]),
    (&["tenant", "lessee"], &["landlord", "lessor"]),
    (&["support", "approve", "accept"], &["oppose", "reject"]),
    (&["north", "northern"], &["south", "southern"]),
    (&["east", "eastern"], &["west", "western"]),
    (
        &["faster", "open", "import", "win", "won", "begin", "began"],
        &["slower", "close", "export", "lose", "lost", "end", "ended"],
    ),
];
