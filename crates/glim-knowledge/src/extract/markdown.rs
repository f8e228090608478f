//! Markdown by its blocks: headings, lists, tables, fences, paragraphs. Marks inside a line are taken away, so that
//! the text is what a reader sees; lines stay lines, so that they can be pointed at.

use super::collector::Collector;
use super::plain_text::lines;
use crate::document::{Block, BlockKind, Place};

pub(super) fn read(text: &str, to: &mut Collector) {
    let mut reader = Reader {
        to,
        open: Vec::new(),
        kind: BlockKind::Paragraph,
        fence: None,
    };
    let mut in_front = text.starts_with("---\n") || text.starts_with("---\r\n");
    for (line, number) in lines(text) {
        if in_front {
            in_front = number == 1 || !matches!(line.trim_end(), "---" | "...");
            reader.front_matter(line);
            continue;
        }
        reader.line(line, number);
    }
    reader.close();
}

struct Reader<'to> {
    to: &'to mut Collector,
    /// The block being read: number of each line, and its text.
    open: Vec<(u32, String)>,
    kind: BlockKind,
    /// The mark that ends the open fence.
    fence: Option<String>,
}

impl Reader<'_> {
    fn front_matter(&mut self, line: &str) {
        if let Some(title) = line.strip_prefix("title:") {
            self.to.set_title(title.trim().trim_matches(['"', '\'']));
        }
    }

    fn line(&mut self, line: &str, number: u32) {
        let trimmed = line.trim();
        if let Some(fence) = &self.fence {
            if trimmed.starts_with(fence.as_str()) && trimmed.chars().all(|it| fence.contains(it)) {
                self.fence = None;
                self.close();
            } else {
                self.open.push((number, line.to_owned()));
            }
            return;
        }
        if let Some(mark) = fence_mark(trimmed) {
            self.close();
            let language = trimmed
                .trim_start_matches(['`', '~'])
                .split_whitespace()
                .next();
            self.kind = BlockKind::Code {
                language: language.map(str::to_owned),
            };
            self.fence = Some(mark);
        } else if trimmed.is_empty() {
            self.close();
        } else if let Some((level, text)) = heading(trimmed) {
            self.close();
            self.kind = BlockKind::Heading { level };
            self.open.push((number, plain(text)));
            self.close();
        } else if self.underlines(trimmed) {
            let level = if trimmed.starts_with('=') { 1 } else { 2 };
            self.kind = BlockKind::Heading { level };
            self.close();
        } else if is_rule(trimmed) {
            self.close();
        } else if trimmed.starts_with('|') {
            self.table_row(trimmed, number);
        } else {
            self.text_line(trimmed, number);
        }
    }

    /// A line of `=` or `-` under one line of text makes that a heading.
    fn underlines(&self, line: &str) -> bool {
        let under = line.chars().all(|it| it == '=') || line.chars().all(|it| it == '-');
        under && self.open.len() == 1 && self.kind == BlockKind::Paragraph
    }

    fn table_row(&mut self, line: &str, number: u32) {
        if !matches!(self.kind, BlockKind::Table { .. }) {
            self.close();
            self.kind = BlockKind::Table { header_rows: 0 };
        }
        let inner = line.trim_matches('|');
        let is_delimiter = inner.chars().all(|it| matches!(it, '-' | ':' | '|' | ' '));
        if is_delimiter && self.open.len() == 1 {
            self.kind = BlockKind::Table { header_rows: 1 };
            // An empty row keeps the count of lines.
            self.open.push((number, String::new()));
            return;
        }
        let cells: Vec<String> = inner.split('|').map(|cell| plain(cell.trim())).collect();
        self.open.push((number, cells.join("\t")));
    }

    fn text_line(&mut self, line: &str, number: u32) {
        let item = item_text(line);
        if item.is_some() || matches!(self.kind, BlockKind::Table { .. }) {
            self.close();
        }
        if item.is_some() {
            self.kind = BlockKind::ListItem;
        }
        let line = item.unwrap_or(line);
        self.open
            .push((number, plain(line.trim_start_matches(['>', ' ']))));
    }

    fn close(&mut self) {
        let kind = std::mem::replace(&mut self.kind, BlockKind::Paragraph);
        let open = std::mem::take(&mut self.open);
        let (Some((first, _)), Some((last, _))) = (open.first(), open.last()) else {
            return;
        };
        let place = Place::Lines {
            first: *first,
            last: *last,
        };
        let text: Vec<&str> = open.iter().map(|(_, line)| line.as_str()).collect();
        let text = text.join("\n");
        if matches!(kind, BlockKind::Heading { level: 1 }) {
            self.to.set_title(&text);
        }
        self.to.push(Block::new(kind, text, place));
    }
}

fn fence_mark(line: &str) -> Option<String> {
    let letter = line.chars().next().filter(|it| matches!(it, '`' | '~'))?;
    let length = line.chars().take_while(|it| *it == letter).count();
    let rest = line.get(length..)?;
    (length >= 3 && !rest.contains('`')).then(|| letter.to_string().repeat(length))
}

fn heading(line: &str) -> Option<(u8, &str)> {
    let text = line.trim_start_matches('#');
    let level = u8::try_from(line.len() - text.len()).ok()?;
    let spaced = text.starts_with([' ', '\t']) || text.is_empty();
    ((1..=6).contains(&level) && spaced).then(|| (level, text.trim().trim_end_matches('#').trim()))
}

fn is_rule(line: &str) -> bool {
    let marks: String = line.chars().filter(|it| !it.is_whitespace()).collect();
    let same = |mark: char| marks.chars().all(|it| it == mark);
    marks.len() >= 3 && (same('-') || same('*') || same('_'))
}

fn item_text(line: &str) -> Option<&str> {
    let bullet = ["- ", "* ", "+ "]
        .iter()
        .find_map(|it| line.strip_prefix(it));
    let numbered = || {
        let rest = line.trim_start_matches(|it: char| it.is_ascii_digit());
        let digits = line.len() - rest.len();
        let text = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "));
        text.filter(|_| (1..=9).contains(&digits))
    };
    bullet.or_else(numbered)
}

/// A line without the marks of emphasis, code, links and pictures. What is between a link's brackets stays.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(letter) = rest.chars().next() {
        let after = rest.get(letter.len_utf8()..).unwrap_or_default();
        match letter {
            '\\' if after.starts_with(|it: char| it.is_ascii_punctuation()) => {
                text.extend(after.chars().next());
                rest = after.get(1..).unwrap_or_default();
                continue;
            }
            '!' if after.starts_with('[') => {}
            '[' => {
                if let Some((label, behind)) = link(after) {
                    text.push_str(&plain(label));
                    rest = behind;
                    continue;
                }
                text.push(letter);
            }
            '`' | '*' => {}
            '_' if after.starts_with('_') || rest.starts_with("__") => {}
            _ => text.push(letter),
        }
        rest = after;
    }
    text
}

/// `label](address)` to the label and what stands behind. Labels with a bracket in them are left as they are, which
/// keeps this free of nesting.
fn link(rest: &str) -> Option<(&str, &str)> {
    let (label, behind) = rest.split_once("](")?;
    if label.contains(['[', ']']) {
        return None;
    }
    let (_, behind) = behind.split_once(')')?;
    Some((label, behind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Limits;

    fn blocks(text: &str) -> Vec<Block> {
        let mut to = Collector::new("markdown", &Limits::default());
        read(text, &mut to);
        to.finish().blocks
    }

    #[test]
    fn blocks_of_markdown_keep_their_lines() {
        let text = "---\ntitle: \"手册\"\n---\n# 第一 `章`\n\nSome **bold** [link](http://a.b)\nand more.\n\n\
                    | 名 | 值 |\n|---|:-:|\n| a | 1 |\n\n```rust\nfn a() {}\n\nfn b() {}\n```\n- 一\n- 二\n\nUnder\n=====\n";
        let found = blocks(text);
        let texts: Vec<&str> = found.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "第一 章",
                "Some bold link\nand more.",
                "名\t值\n\na\t1",
                "fn a() {}\n\nfn b() {}",
                "一",
                "二",
                "Under"
            ]
        );
        assert_eq!(found[0].kind, BlockKind::Heading { level: 1 });
        assert_eq!(found[1].place, Place::Lines { first: 6, last: 7 });
        assert_eq!(found[2].kind, BlockKind::Table { header_rows: 1 });
        assert_eq!(found[2].place, Place::Lines { first: 9, last: 11 });
        assert_eq!(
            found[3].place,
            Place::Lines {
                first: 14,
                last: 16
            }
        );
        assert_eq!(found[6].kind, BlockKind::Heading { level: 1 });
    }

    #[test]
    fn marks_that_are_not_marks_stay() {
        assert_eq!(
            plain("a_b_c 3 \\* 4 [not a link] ![图](x.png)"),
            "a_b_c 3 * 4 [not a link] 图"
        );
        assert_eq!(plain("[[[[[[[[a](b)"), "[[[[[[[a");
        assert_eq!(heading("#hash"), None);
        assert_eq!(heading("####### seven"), None);
    }

    #[test]
    fn an_open_fence_ends_with_the_file() {
        let found = blocks("```\n# no heading\n");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].text, "# no heading\n");
    }
}
