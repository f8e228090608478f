//! Plain text: paragraphs by blank lines, or line by line where each line is a paragraph of its own.

use super::collector::Collector;
use crate::document::{Block, BlockKind, Place};

/// Lines longer than this are not wrapped by hand, so each is a paragraph.
const WRAPPED: usize = 100;
/// A heading is not longer than this.
const HEADING: usize = 40;

pub(super) fn read(text: &str, to: &mut Collector) {
    let mut group: Vec<(u32, &str)> = Vec::new();
    for (line, number) in lines(text) {
        if line.trim().is_empty() {
            push_group(&mut group, to);
        } else {
            group.push((number, line));
        }
    }
    push_group(&mut group, to);
}

/// The lines of a text with their numbers, in any of the ways lines are ended.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (&str, u32)> {
    let old_mac = !text.contains('\n') && text.contains('\r');
    let separator = if old_mac { '\r' } else { '\n' };
    let lines = text.split(separator);
    lines
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
        .zip(1..)
}

fn push_group(group: &mut Vec<(u32, &str)>, to: &mut Collector) {
    let lines = std::mem::take(group);
    let mut open: Vec<(u32, &str)> = Vec::new();
    for (number, line) in lines {
        let level = heading_level(line);
        let alone = level.is_some()
            || line.starts_with(['\u{3000}', '\t'])
            || line.starts_with("  ")
            || is_item(line)
            || line.chars().nth(WRAPPED).is_some();
        if alone {
            push_lines(&mut open, to);
        }
        if let Some(level) = level {
            let place = Place::Lines {
                first: number,
                last: number,
            };
            to.push(Block::new(BlockKind::Heading { level }, line, place));
            continue;
        }
        open.push((number, line));
        if line.chars().nth(WRAPPED).is_some() {
            push_lines(&mut open, to);
        }
    }
    push_lines(&mut open, to);
}

fn push_lines(open: &mut Vec<(u32, &str)>, to: &mut Collector) {
    let lines = std::mem::take(open);
    let (Some((first, start)), Some((last, _))) = (lines.first().copied(), lines.last().copied())
    else {
        return;
    };
    let kind = if is_item(start) {
        BlockKind::ListItem
    } else {
        BlockKind::Paragraph
    };
    let text: Vec<&str> = lines.iter().map(|(_, line)| *line).collect();
    to.push(Block::new(
        kind,
        text.join("\n"),
        Place::Lines { first, last },
    ));
}

fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    ["- ", "* ", "• ", "·", "● ", "▪ "]
        .iter()
        .any(|mark| line.starts_with(mark))
}

/// Headings as books and laws write them: `第三章 …`, `Chapter 4`.
fn heading_level(line: &str) -> Option<u8> {
    let line = line.trim();
    if line.chars().nth(HEADING).is_some() {
        return None;
    }
    if let Some(rest) = line.strip_prefix('第') {
        let number = rest.trim_start_matches(|it: char| {
            it.is_ascii_digit() || "一二三四五六七八九十百千零〇两０１２３４５６７８９".contains(it)
        });
        if number.len() == rest.len() || line.ends_with(['。', '，', '；', '：', '、']) {
            return None;
        }
        return match number.chars().next()? {
            '编' | '編' | '卷' | '部' | '篇' => Some(1),
            '章' | '回' => Some(2),
            '节' | '節' => Some(3),
            _ => None,
        };
    }
    let mut words = line.split_whitespace();
    let named = matches!(words.next(), Some("Chapter" | "CHAPTER" | "Part" | "PART"));
    let numbered = words.next().is_some_and(|word| {
        let word = word.trim_end_matches([':', '.']);
        let roman = word.chars().all(|it| "IVXLCDM".contains(it));
        !word.is_empty() && (roman || word.chars().all(|it| it.is_ascii_digit()))
    });
    (named && numbered && !line.ends_with(',')).then_some(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Limits;

    fn blocks(text: &str) -> Vec<(BlockKind, String, Place)> {
        let mut to = Collector::new("text", &Limits::default());
        read(text, &mut to);
        let blocks = to.finish().blocks.into_iter();
        blocks.map(|it| (it.kind, it.text, it.place)).collect()
    }

    fn lines(first: u32, last: u32) -> Place {
        Place::Lines { first, last }
    }

    #[test]
    fn blank_lines_part_paragraphs_and_wrapped_lines_stay_one() {
        let text = "one line\r\nstill it\r\n\r\n\r\n第二段\r\n- item\r\n- other";
        assert_eq!(
            blocks(text),
            [
                (
                    BlockKind::Paragraph,
                    "one line\nstill it".to_owned(),
                    lines(1, 2)
                ),
                (BlockKind::Paragraph, "第二段".to_owned(), lines(5, 5)),
                (BlockKind::ListItem, "- item".to_owned(), lines(6, 6)),
                (BlockKind::ListItem, "- other".to_owned(), lines(7, 7)),
            ]
        );
    }

    #[test]
    fn a_novel_has_chapters_and_a_paragraph_a_line() {
        let text = "第一章 风起\n　　他走了。\n　　她没有回头。\n第十条 这不是章，";
        let kinds: Vec<BlockKind> = blocks(text).into_iter().map(|it| it.0).collect();
        assert_eq!(
            kinds,
            [
                BlockKind::Heading { level: 2 },
                BlockKind::Paragraph,
                BlockKind::Paragraph
            ],
            "the last line goes on the paragraph before"
        );
        assert_eq!(heading_level("Chapter IV: The end"), Some(2));
        assert_eq!(heading_level("Part of it"), None);
        assert_eq!(heading_level("第三章规定，"), None);
    }

    #[test]
    fn long_lines_and_old_line_ends() {
        let long = "字".repeat(120);
        assert_eq!(blocks(&format!("{long}\n{long}\nshort")).len(), 3);
        assert_eq!(blocks("a\r\rb").len(), 2);
        assert!(blocks("\n \n").is_empty());
    }
}
