//! Tables as text: comma, semicolon, tab or bar between cells, quoted cells over several lines.

use super::collector::Collector;
use crate::document::{Block, BlockKind, CellRange, Place};

/// Which sign parts the cells is told by the first lines.
const SAMPLE_LINES: usize = 20;

pub(super) fn read(text: &str, ending: &str, to: &mut Collector) {
    let separator = if ending == "tsv" {
        '\t'
    } else {
        separator(text)
    };
    let rows = rows(text, separator);
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    push_rows(&rows, &mut |text, header_rows, first, last| {
        let range = CellRange {
            first_row: first,
            first_column: 1,
            last_row: last,
            last_column: u32::try_from(columns).unwrap_or(u32::MAX),
        };
        let place = Place::Cells {
            sheet: String::new(),
            range,
        };
        to.push(Block::new(BlockKind::Table { header_rows }, text, place));
    });
}

/// Runs of rows, parted by more than one blank row: text, header rows, first and last row counted from 1. Inside a run
/// every row is one line, blank ones too, so that lines tell rows.
pub(super) fn push_rows(rows: &[Vec<String>], push: &mut impl FnMut(String, u32, u32, u32)) {
    let is_blank = |row: &[String]| row.iter().all(|cell| cell.trim().is_empty());
    let mut run: Vec<&[String]> = Vec::new();
    let mut first = 0_u32;
    let mut blanks = 0_usize;
    for (row, number) in rows.iter().zip(1_u32..) {
        if is_blank(row) {
            blanks += 1;
            continue;
        }
        if run.is_empty() || blanks > 1 {
            end_run(&run, first, push);
            run.clear();
            first = number;
        } else if blanks == 1 {
            run.push(&[]);
        }
        blanks = 0;
        run.push(row);
    }
    end_run(&run, first, push);
}

fn end_run(run: &[&[String]], first: u32, push: &mut impl FnMut(String, u32, u32, u32)) {
    let Some(head) = run.first() else {
        return;
    };
    let is_number = |cell: &String| cell.trim().parse::<f64>().is_ok();
    let named = head.len() > 1 && run.len() > 1 && !head.iter().any(is_number);
    let lines: Vec<String> = run.iter().map(|row| row.join("\t")).collect();
    let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let last = first.saturating_add(count).saturating_sub(1);
    push(lines.join("\n"), u32::from(named), first, last);
}

fn separator(text: &str) -> char {
    let lines: Vec<&str> = text
        .lines()
        .filter(|it| !it.trim().is_empty())
        .take(SAMPLE_LINES)
        .collect();
    let score = |sign: char| {
        let counts = lines.iter().map(|line| line.matches(sign).count());
        let least = counts.clone().min().unwrap_or(0);
        // In every line, and rather often: prose has commas too.
        (least, counts.sum::<usize>())
    };
    let signs = ['|', ';', '\t', ','];
    signs
        .into_iter()
        .max_by_key(|sign| score(*sign))
        .unwrap_or(',')
}

/// Rows of cells; a line break inside a quoted cell becomes a space.
fn rows(text: &str, separator: char) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                cell.push('"');
                letters.next();
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            '\r' => {}
            '\n' | '\t' if quoted => cell.push(' '),
            '\n' => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            _ if letter == separator && !quoted => row.push(std::mem::take(&mut cell)),
            _ => cell.push(letter),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Limits;

    fn blocks(text: &str) -> Vec<Block> {
        let mut to = Collector::new("csv", &Limits::default());
        read(text, "csv", &mut to);
        to.finish().blocks
    }

    #[test]
    fn quoted_cells_and_blank_rows_keep_the_rows_countable() {
        let found = blocks(
            "姓名,说明\r\n张三,\"一行\n两行, \"\"引\"\"\"\r\n\r\n李四,x\r\n\r\n\r\nother,1\r\n",
        );
        assert_eq!(found.len(), 2);
        assert_eq!(
            found[0].text,
            "姓名\t说明\n张三\t一行 两行, \"引\"\n\n李四\tx"
        );
        assert_eq!(found[0].kind, BlockKind::Table { header_rows: 1 });
        let Place::Cells { range, .. } = &found[1].place else {
            panic!("cells");
        };
        assert_eq!(range.name(), "A7:B7");
    }

    #[test]
    fn the_sign_between_cells_is_found() {
        assert_eq!(separator("a;b,c;d\n1;2,5;3"), ';');
        assert_eq!(separator("a\tb\n1\t2, 3, 4, 5"), '\t');
        assert_eq!(separator("x,y"), ',');
        assert_eq!(separator(""), ',');
    }

    #[test]
    fn a_quote_that_is_never_ended_ends_with_the_file() {
        assert_eq!(blocks("a,\"b\nc,d").len(), 1);
    }
}
