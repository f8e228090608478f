//! From lines to paragraphs and tables: by distance, size of type, indent, and how the line before ended.

use super::columns;
use super::layout::Line;
use crate::document::{Block, BlockKind, Place, Rect};

/// A block and the size of its type, which tells headings.
pub(super) struct Found {
    pub(super) block: Block,
    pub(super) size: f32,
    /// All of it is in bold type.
    pub(super) bold: bool,
}

/// Rows of at least this many cells, this often, are a table.
const TABLE_ROWS: usize = 3;

/// The blocks of a page.
pub(super) fn of(page: u32, lines: Vec<Line>) -> Vec<Found> {
    let rows = rows(columns::in_order(lines));
    let gap = usual_gap(&rows);
    let mut found = Vec::new();
    let mut open = Open::new(page);
    let mut rest = rows.as_slice();
    while let Some((row, after)) = rest.split_first() {
        let length = table_length(rest);
        if length >= TABLE_ROWS {
            found.extend(open.close());
            let (table, behind) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            found.push(table_block(page, table));
            rest = behind;
            continue;
        }
        for line in row {
            if open.ends_before(line, gap) {
                found.extend(open.close());
            }
            open.add(line);
        }
        rest = after;
    }
    found.extend(open.close());
    found
}

/// A comment or the content of a field, which stands outside the text.
pub(super) fn note(page: u32, text: &str, rect: Rect) -> Found {
    let boxes = vec![rect];
    let mut block = Block::new(BlockKind::Note, text, Place::Page { page, boxes });
    block.starts = vec![0];
    Found {
        block,
        size: 0.0,
        bold: false,
    }
}

type Row = Vec<Line>;

/// Lines that stand beside each other are one row.
fn rows(lines: Vec<Line>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for line in lines {
        match rows.last_mut() {
            Some(row) if line.beside => row.push(line),
            _ => rows.push(vec![line]),
        }
    }
    rows
}

/// How many of the first rows are of a table: all have cells, and nearly the same number.
fn table_length(rows: &[Row]) -> usize {
    let Some(cells) = rows.first().map(Vec::len).filter(|it| *it > 1) else {
        return 0;
    };
    rows.iter()
        .take_while(|row| row.len() > 1 && row.len().abs_diff(cells) <= 1)
        .count()
}

fn table_block(page: u32, rows: &[Row]) -> Found {
    let mut text = String::new();
    let mut boxes = Vec::new();
    let mut starts = Vec::new();
    for row in rows {
        if !text.is_empty() {
            text.push('\n');
        }
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                text.push('\t');
            }
            starts.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
            boxes.push(cell.rect);
            text.push_str(&cell.text.replace('\t', " "));
        }
    }
    let size = rows
        .first()
        .and_then(|row| row.first())
        .map_or(0.0, |it| it.size);
    let kind = BlockKind::Table { header_rows: 1 };
    let mut block = Block::new(kind, text, Place::Page { page, boxes });
    block.starts = starts;
    // A table is no heading, however large its type.
    Found {
        block,
        size: size.min(0.0),
        bold: false,
    }
}

/// The distance from line to line that is most usual on the page, as a share of the size of type.
fn usual_gap(rows: &[Row]) -> f32 {
    let lines: Vec<&Line> = rows.iter().filter_map(|row| row.first()).collect();
    let mut gaps: Vec<f32> = lines
        .windows(2)
        .filter_map(|pair| match pair {
            [one, two] => Some(distance(one, two)),
            _ => None,
        })
        .filter(|gap| (0.5..3.0).contains(gap))
        .collect();
    gaps.sort_by(f32::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or(1.2)
}

/// From line to line, in sizes of type; negative when the next line stands above.
fn distance(one: &Line, two: &Line) -> f32 {
    (one.rect.bottom - two.rect.bottom) / one.size.max(two.size).max(1.0)
}

struct Open {
    page: u32,
    text: String,
    boxes: Vec<Rect>,
    starts: Vec<u32>,
    sizes: Vec<f32>,
    bold: bool,
    last: Option<Line>,
    /// Left and right edge of the lines so far.
    edges: (f32, f32),
}

impl Open {
    fn new(page: u32) -> Self {
        Self {
            page,
            text: String::new(),
            boxes: Vec::new(),
            starts: Vec::new(),
            sizes: Vec::new(),
            bold: true,
            last: None,
            edges: (f32::MAX, f32::MIN),
        }
    }

    /// Whether the next line begins a new paragraph.
    fn ends_before(&self, next: &Line, gap: f32) -> bool {
        let Some(last) = &self.last else {
            return false;
        };
        if next.beside {
            return false;
        }
        let size = last.size.max(next.size).max(1.0);
        let smaller = last.size.min(next.size);
        if smaller > 0.0 && size / smaller > 1.12 {
            return true;
        }
        // A line in bold over one that is not is a heading, though it may not be larger.
        if last.bold != next.bold {
            return true;
        }
        let distance = distance(last, next);
        let is_upright = |line: &Line| {
            line.rect.top - line.rect.bottom > 2.0 * (line.rect.right - line.rect.left)
        };
        if is_upright(last) && is_upright(next) {
            return (last.rect.left - next.rect.left).abs() > size * 3.0;
        }
        // Up: the next column, where a sentence may go on.
        if distance < -0.5 {
            let first = next.text.chars().next().unwrap_or(' ');
            return ends_sentence(&last.text) || first.is_uppercase() || first.is_ascii_digit();
        }
        if distance > gap * 1.35 + 0.1 {
            return true;
        }
        if starts_item(&next.text) {
            return true;
        }
        let (left, right) = self.edges;
        let right = right.max(next.rect.right);
        let indented = next.rect.left > left + size && next.rect.left < left + size * 5.0;
        let short = last.rect.right < right - size * 3.0;
        // A line that stops early, or an indent, begins a paragraph where the line before may end one.
        (indented || short) && ends_sentence(&last.text)
    }

    fn add(&mut self, line: &Line) {
        if let Some(last) = &self.last {
            join(&mut self.text, last, line);
        }
        self.starts
            .push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.boxes.push(line.rect);
        self.text.push_str(&line.text);
        self.sizes.push(line.size);
        self.bold &= line.bold;
        self.edges = (
            self.edges.0.min(line.rect.left),
            self.edges.1.max(line.rect.right),
        );
        self.last = Some(line.clone());
    }

    fn close(&mut self) -> Option<Found> {
        let open = std::mem::replace(self, Self::new(self.page));
        if open.text.is_empty() {
            return None;
        }
        let place = Place::Page {
            page: open.page,
            boxes: open.boxes,
        };
        let kind = if starts_item(&open.text) {
            BlockKind::ListItem
        } else {
            BlockKind::Paragraph
        };
        let mut block = Block::new(kind, open.text, place);
        block.starts = open.starts;
        let size = open.sizes.iter().copied().fold(f32::MAX, f32::min);
        Some(Found {
            block,
            size,
            bold: open.bold,
        })
    }
}

/// Puts between two lines what belongs there: nothing in Chinese, nothing after a hyphen, else a space.
fn join(text: &mut String, last: &Line, next: &Line) {
    let first = next.text.chars().next().unwrap_or(' ');
    if last.hyphen || (text.ends_with('-') && first.is_lowercase()) {
        if text.ends_with('-') {
            let letters_before = text.chars().rev().nth(1).is_some_and(char::is_alphabetic);
            if letters_before {
                text.pop();
            }
        }
        return;
    }
    let before = text.chars().next_back().unwrap_or(' ');
    let closed = is_dense(before) && is_dense(first);
    if next.beside {
        text.push_str("  ");
    } else if !closed {
        text.push(' ');
    }
}

/// Letters and marks of scripts written without spaces.
fn is_dense(letter: char) -> bool {
    let code = u32::from(letter);
    matches!(code, 0x2e80..=0x9fff | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xff60)
        || (0x2_0000..0x4_0000).contains(&code)
        || matches!(letter, '“' | '”' | '‘' | '’' | '…' | '—')
}

fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['”', '’', '"', ')', '）', '」', '』', ']']);
    text.ends_with([
        '.', '!', '?', ':', '。', '！', '？', '：', '；', '…', '؟', '।',
    ])
}

fn starts_item(text: &str) -> bool {
    ["• ", "•", "● ", "▪ ", "■ ", "– ", "◦ ", "➢", "\u{f0b7}"]
        .iter()
        .any(|mark| text.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::super::layout::{self, tests::set};
    use super::*;

    fn blocks(lines: &[(&str, f32, f32)]) -> Vec<Block> {
        let mut glyphs = Vec::new();
        for (text, left, bottom) in lines {
            glyphs.extend(set(text, *left, *bottom));
            glyphs.extend(set("\n", 0.0, *bottom));
        }
        let found = of(1, layout::lines(&glyphs)).into_iter();
        found.map(|it| it.block).collect()
    }

    #[test]
    fn lines_of_a_paragraph_are_joined_as_its_script_wants() {
        let found = blocks(&[
            ("the agree\u{2}", 50.0, 700.0),
            ("ment is made by", 50.0, 688.0),
            ("both parties here.", 50.0, 676.0),
            ("违约方应当赔偿", 50.0, 640.0),
            ("另一方的损失。", 50.0, 628.0),
        ]);
        let texts: Vec<&str> = found.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "the agreement is made by both parties here.",
                "违约方应当赔偿另一方的损失。"
            ]
        );
        assert_eq!(found[0].starts, [0, 9, 25]);
        let Place::Page { boxes, .. } = &found[1].place else {
            panic!("a page");
        };
        assert_eq!(boxes.len(), 2);
    }

    #[test]
    fn rows_of_cells_are_a_table() {
        let mut glyphs = Vec::new();
        for bottom in [700.0, 688.0, 676.0] {
            glyphs.extend(set("name", 50.0, bottom));
            glyphs.extend(set("12", 200.0, bottom));
            glyphs.extend(set("\n", 0.0, bottom));
        }
        let found = of(2, layout::lines(&glyphs));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].block.text, "name\t12\nname\t12\nname\t12");
        assert_eq!(found[0].block.starts, [0, 5, 8, 13, 16, 21]);
    }

    #[test]
    fn a_wide_distance_and_an_indent_begin_paragraphs() {
        let found = blocks(&[
            ("First paragraph of it, a full line.", 50.0, 700.0),
            ("It ends here. It was about a thing.", 50.0, 688.0),
            ("Indented one begins, full of it all", 70.0, 676.0),
            ("and goes on for another line still.", 50.0, 664.0),
            ("After a distance.", 50.0, 600.0),
        ]);
        assert_eq!(found.len(), 3, "{found:?}");
    }
}
