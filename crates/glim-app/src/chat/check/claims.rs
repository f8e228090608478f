//! The sentences of an answer with the citation marks that belong to each, and which of them claim something.

use glim_markdown::{Block, Inline, Item, Node, Row};

/// A sentence, a row of a table, or what else stands for one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::chat) struct Sentence {
    /// Its words as they are shown, without citation marks.
    pub(in crate::chat) text: String,
    /// The marks that belong to it.
    pub(in crate::chat) marks: Vec<Mark>,
    /// It claims something: it is no greeting, question, announcement or word about the passages themselves.
    pub(in crate::chat) is_claim: bool,
}

/// A citation mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::chat) struct Mark {
    pub(in crate::chat) number: u32,
    /// Its place among all marks of the answer, from 0.
    pub(in crate::chat) occurrence: u32,
}

/// All sentences of an answer in order.
pub(in crate::chat) fn sentences(blocks: &[Block]) -> Vec<Sentence> {
    let mut walk = Walk::default();
    walk.blocks(blocks);
    walk.sentences
}

#[derive(Default)]
struct Walk {
    sentences: Vec<Sentence>,
    occurrence: u32,
    /// Marks of a paragraph that announces what follows (`…[1]:`): its items and rows without own marks share them.
    announced: Vec<Mark>,
    /// Where the sentences of the list or table before begin, for a line of sources below it.
    group: Option<usize>,
}

impl Walk {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            let group = self.group.take();
            match block {
                Block::Paragraph { children } => self.paragraph(children, group),
                Block::Heading { children, .. } => {
                    self.flat(children);
                    self.announced.clear();
                }
                Block::List { children, .. } => self.list(children),
                Block::Table { rows, .. } => self.table(rows),
                Block::Quote { children, .. } | Block::Footnote { children, .. } => {
                    self.blocks(children);
                }
                Block::Code { .. } | Block::Rule | Block::Math { .. } | Block::Html { .. } => {}
            }
        }
    }

    fn paragraph(&mut self, children: &[Inline], group: Option<usize>) {
        let flat = self.flat(children);
        if is_source_line(&flat.text) {
            let marks: Vec<Mark> = flat.marks.iter().map(|(_, mark)| *mark).collect();
            let from = group.unwrap_or(self.sentences.len());
            share(self.sentences.get_mut(from..), &marks);
            return;
        }
        let sentences = flat.sentences();
        self.announced = match sentences.last() {
            Some(last) if announces(&last.text) => last.marks.clone(),
            _ => Vec::new(),
        };
        self.sentences.extend(sentences);
    }

    fn list(&mut self, items: &[Item]) {
        let from = self.sentences.len();
        let announced = std::mem::take(&mut self.announced);
        for item in items {
            let start = self.sentences.len();
            self.blocks(&item.children);
            self.announced.clear();
            let own = self.sentences.get_mut(start..);
            let has_marks = own
                .as_ref()
                .is_some_and(|own| own.iter().any(|it| !it.marks.is_empty()));
            if !has_marks {
                share(own, &announced);
            }
        }
        self.group = Some(from);
    }

    /// Each row but the header is one claim: its cells make sense together only.
    fn table(&mut self, rows: &[Row]) {
        let from = self.sentences.len();
        let announced = std::mem::take(&mut self.announced);
        for (index, row) in rows.iter().enumerate() {
            let mut whole = Sentence::default();
            for cell in &row.0 {
                let flat = self.flat(cell);
                if !whole.text.is_empty() && !flat.text.trim().is_empty() {
                    whole.text.push('\t');
                }
                whole.text.push_str(flat.text.trim());
                whole.marks.extend(flat.marks.iter().map(|(_, mark)| *mark));
            }
            whole.is_claim = index > 0 && whole.text.chars().any(char::is_alphanumeric);
            self.sentences.push(whole);
        }
        share(self.sentences.get_mut(from..), &announced);
        self.group = Some(from);
    }

    fn flat(&mut self, inlines: &[Inline]) -> Flat {
        let mut flat = Flat::default();
        self.push(inlines, &mut flat);
        flat
    }

    fn push(&mut self, inlines: &[Inline], flat: &mut Flat) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => flat.text.push_str(text),
                Inline::Node(node) => self.push_node(node, flat),
            }
        }
    }

    fn push_node(&mut self, node: &Node, flat: &mut Flat) {
        match node {
            Node::Strong { children }
            | Node::Emphasis { children }
            | Node::Strike { children }
            | Node::Link { children, .. } => self.push(children, flat),
            Node::Code { text } => flat.text.push_str(text),
            Node::Image { alt, .. } => flat.text.push_str(alt),
            Node::Math { source, .. } => flat.text.push_str(source),
            Node::Citation { number, .. } => {
                let mark = Mark {
                    number: *number,
                    occurrence: self.occurrence,
                };
                self.occurrence += 1;
                flat.marks.push((flat.text.len(), mark));
            }
            Node::FootnoteMark { .. } => {}
            Node::Break => flat.text.push('\n'),
        }
    }
}

/// Gives marks to the sentences that have none.
fn share(sentences: Option<&mut [Sentence]>, marks: &[Mark]) {
    for sentence in sentences.into_iter().flatten() {
        if sentence.marks.is_empty() {
            sentence.marks = marks.to_vec();
        }
    }
}

/// Text with the places of the marks that stood in it.
#[derive(Default)]
struct Flat {
    text: String,
    marks: Vec<(usize, Mark)>,
}

impl Flat {
    fn sentences(&self) -> Vec<Sentence> {
        let mut ends = super::terms::sentence_ends(&self.text);
        if ends.last() != Some(&self.text.len()) {
            ends.push(self.text.len());
        }
        let mut sentences: Vec<Sentence> = Vec::with_capacity(ends.len());
        let mut marks = self.marks.iter().peekable();
        let mut from = 0;
        for end in ends {
            let text = self.text.get(from..end).unwrap_or_default().trim();
            let mut own = Vec::new();
            // Behind the full stop only blanks may stand before a mark of this sentence.
            let until = |place: usize| {
                place < end
                    || self
                        .text
                        .get(end..place)
                        .is_some_and(|between| between.trim().is_empty())
            };
            while let Some((_, mark)) = marks.next_if(|(place, _)| until(*place)) {
                own.push(*mark);
            }
            from = end;
            if text.is_empty() {
                // Marks alone, at the end of a paragraph, belong to what is before them.
                if let Some(last) = sentences.last_mut() {
                    last.marks.extend(own);
                }
                continue;
            }
            sentences.push(Sentence {
                text: text.to_owned(),
                marks: own,
                is_claim: is_claim(text),
            });
        }
        sentences
    }
}

fn announces(text: &str) -> bool {
    text.trim_end().ends_with([':', '：'])
}

/// `Sources: [1][2]`: a line that only says where the list or table above it comes from.
fn is_source_line(text: &str) -> bool {
    const WORDS: [&str; 9] = [
        "source",
        "sources",
        "reference",
        "references",
        "来源",
        "出处",
        "参考",
        "资料来源",
        "参考资料",
    ];
    let plain: String = text
        .trim()
        .trim_matches(|it: char| !it.is_alphanumeric())
        .to_lowercase();
    WORDS.contains(&plain.as_str())
}

/// Whether a sentence says something about the world. In doubt it does: a claim that is marked too much costs a look,
/// one that goes unmarked costs trust.
fn is_claim(text: &str) -> bool {
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
    let greets = |start: &str| low.strip_prefix(start).is_some_and(ends);
    ALONE.contains(&bare)
        || (letters <= 40
            && (ENGLISH.iter().any(|it| greets(it))
                || CHINESE.iter().any(|it| low.starts_with(it))))
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
