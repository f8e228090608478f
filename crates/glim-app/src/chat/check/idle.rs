//! Which sentences claim nothing: greetings, questions, announcements, words about the answer itself or about passages that
//! do not say it.

/// Whether a sentence says something about the world. In doubt it does: a claim that is marked too much costs a look,
/// one that goes unmarked costs trust.
pub(super) fn is_claim(text: &str) -> bool {
    let letters = text.chars().filter(|it| it.is_alphanumeric()).count();
    if letters == 0 || announces(text) || text.trim_end().ends_with(['?', '？']) {
        return false;
    }
    let has_digit = text.chars().any(char::is_numeric);
    let low = text.to_lowercase();
    !(is_courtesy(&low, letters) || (!has_digit && (is_about_itself(&low) || says_nothing(&low))))
}

/// Greetings, thanks, offers of help.
fn is_courtesy(low: &str, letters: usize) -> bool {
    const ENGLISH: [&str; 17] = [
        "hello",
        "hi",
        "hey",
        "thanks",
        "thank you",
        "you're welcome",
        "you are welcome",
        "sure",
        "of course",
        "certainly",
        "great question",
        "good question",
        "i hope this helps",
        "hope this helps",
        "let me know",
        "feel free to ask",
        "sorry",
    ];
    const CHINESE: [&str; 12] = [
        "你好",
        "您好",
        "谢谢您",
        "谢谢你",
        "感谢您的",
        "不客气",
        "好的，",
        "好的！",
        "当然可以",
        "希望这",
        "希望对你",
        "希望对您",
    ];
    const ALONE: [&str; 11] = [
        "yes", "no", "ok", "okay", "right", "是", "是的", "不是", "对", "没错", "好的",
    ];
    let bare = low.trim_matches(|it: char| !it.is_alphanumeric());
    let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    let greets = |start: &&str| low.strip_prefix(*start).is_some_and(ends);
    ALONE.contains(&bare)
        || (letters <= 40
            && (ENGLISH.iter().any(greets) || CHINESE.iter().any(|it| low.starts_with(it))))
}

/// Words about the answer itself, or what is to be done next.
fn is_about_itself(low: &str) -> bool {
    const STARTS: [&str; 10] = [
        "below is ",
        "here is ",
        "here are ",
        "let me search",
        "let me look",
        "i will search",
        "i'll search",
        "i will look",
        "以下是",
        "下面是",
    ];
    const PARTS: [&str; 8] = [
        "behind this answer",
        "this is the demonstration",
        "这个回答背后",
        "本回答",
        "我来查",
        "我先查",
        "让我查",
        "让我搜索",
    ];
    let says =
        STARTS.iter().any(|it| low.starts_with(it)) || PARTS.iter().any(|it| low.contains(it));
    says && low.chars().count() <= 120
}

/// That the passages do not say it: the honest way out claims nothing. All three parts must be there: that a library does
/// not open on Sunday is a claim.
fn says_nothing(low: &str) -> bool {
    const WHAT: [&str; 18] = [
        "passages",
        "passage",
        "the sources",
        "documents",
        "the files",
        "excerpts",
        "search results",
        "provided",
        "context",
        "materials",
        "资料",
        "文档",
        "段落",
        "材料",
        "提供的",
        "文件中",
        "原文",
        "检索",
    ];
    const DENIED: [&str; 22] = [
        "do not ",
        "does not ",
        "don't ",
        "doesn't ",
        "did not ",
        "didn't ",
        "none of",
        "no information",
        "no mention",
        "cannot ",
        "can't ",
        "could not ",
        "couldn't ",
        "not found",
        "nothing",
        "没有",
        "并未",
        "未",
        "无法",
        "不包含",
        "找不到",
        "不能",
    ];
    const SAY: [&str; 31] = [
        "mention",
        "say",
        "state",
        "contain",
        "provide",
        "include",
        "specif",
        "give",
        "answer",
        "describ",
        "discuss",
        "cover",
        "address",
        "information",
        "found",
        "find",
        "tell",
        "indicate",
        "nothing",
        "提到",
        "提及",
        "说明",
        "涉及",
        "给出",
        "包含",
        "找到",
        "记载",
        "回答",
        "描述",
        "信息",
        "列出",
    ];
    const TURNS: [&str; 7] = [" but ", " however", ", though", "但", "不过", "然而", "却"];
    let has = |words: &[&str]| words.iter().any(|word| low.contains(word));
    has(&WHAT) && has(&DENIED) && has(&SAY) && !has(&TURNS)
}

/// What follows says it.
pub(super) fn announces(text: &str) -> bool {
    text.trim_end().ends_with([':', '：'])
}
