//! Rows of GFM tables: cutting into cells, and the row of dashes that makes a table.

use crate::text::{after, byte};
use crate::tree::Alignment;

/// Widest table; more columns are no table.
const MAX_COLUMNS: usize = 128;

/// The cells of a row, trimmed, with `\|` as `|`.
pub(super) fn cells(row: &str) -> Vec<String> {
    let row = row.trim_matches([' ', '\t']);
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut open = true;
    let mut characters = row.chars().peekable();
    while let Some(c) = characters.next() {
        open = true;
        match c {
            // GFM: a backslash before a pipe escapes it, whatever stands before the backslash.
            '\\' if characters.next_if_eq(&'|').is_some() => cell.push('|'),
            '|' => {
                cells.push(cell.trim_matches([' ', '\t']).to_owned());
                cell.clear();
                open = characters.peek().is_some();
            }
            c => cell.push(c),
        }
    }
    if open && !(cells.is_empty() && cell.is_empty()) {
        cells.push(cell.trim_matches([' ', '\t']).to_owned());
    }
    cells
}

/// The columns that a row of dashes describes.
pub(super) fn delimiter(line: &str) -> Option<Vec<Alignment>> {
    let clean = line
        .bytes()
        .all(|b| matches!(b, b'|' | b'-' | b':' | b' ' | b'\t'));
    if !clean || !line.contains('|') || !line.contains('-') {
        return None;
    }
    let columns = cells(line);
    if columns.is_empty() || columns.len() > MAX_COLUMNS {
        return None;
    }
    columns.iter().map(|cell| alignment(cell)).collect()
}

fn alignment(cell: &str) -> Option<Alignment> {
    let left = cell.starts_with(':');
    let dashes = after(cell, usize::from(left));
    let right = dashes.ends_with(':');
    let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
    if dashes.is_empty() || dashes.bytes().any(|b| b != b'-') {
        return None;
    }
    Some(match (left, right) {
        (true, true) => Alignment::Center,
        (true, false) => Alignment::Left,
        (false, true) => Alignment::Right,
        (false, false) => Alignment::None,
    })
}

/// Whether the last line of a paragraph can be the header above a row of dashes.
pub(super) fn may_be_header(line: &str, first_of_paragraph: bool) -> bool {
    byte(line, 0) == b'|' || (first_of_paragraph && line.contains('|'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_at_free_pipes() {
        assert_eq!(cells("| 一 | b\\|c | |"), ["一", "b|c", ""]);
        assert_eq!(cells("a | b"), ["a", "b"]);
        assert_eq!(cells("|"), Vec::<String>::new());
        assert_eq!(cells("|a||b|"), ["a", "", "b"]);
    }

    #[test]
    fn dashes_make_columns() {
        use Alignment::{Center, Left, None, Right};
        assert_eq!(
            delimiter("|:-|-:|:-:|---|"),
            Some(vec![Left, Right, Center, None])
        );
        assert_eq!(delimiter("---"), Option::None);
        assert_eq!(delimiter("| - | |"), Option::None);
        assert_eq!(delimiter("| a |"), Option::None);
    }
}
