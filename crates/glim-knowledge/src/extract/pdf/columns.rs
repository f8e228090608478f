//! Reading order. Most files hold their columns one after the other, and then the order of the file is kept. Some are
//! written row by row over both columns: there, and only there, lines are put in the order of columns.

use super::layout::Line;

/// Columns are only looked for on a page with this many lines.
const ENOUGH_LINES: usize = 12;
/// A line of a column has this many letters; cells of a table have fewer.
const COLUMN_LETTERS: usize = 18;

/// Puts the lines in reading order when the file interleaves two columns.
pub(super) fn in_order(lines: Vec<Line>) -> Vec<Line> {
    let Some(gutter) = gutter(&lines) else {
        return lines;
    };
    // A line over both columns ends what stands above it: left column, right column, then the line.
    let mut ordered = Vec::with_capacity(lines.len());
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for mut line in lines {
        line.beside = false;
        if line.rect.right <= gutter + 1.0 {
            left.push(line);
        } else if line.rect.left >= gutter - 1.0 {
            right.push(line);
        } else {
            ordered.append(&mut left);
            ordered.append(&mut right);
            ordered.push(line);
        }
    }
    ordered.append(&mut left);
    ordered.append(&mut right);
    ordered
}

/// The middle between two columns whose lines alternate in the file; nothing when they do not.
fn gutter(lines: &[Line]) -> Option<f32> {
    if lines.len() < ENOUGH_LINES {
        return None;
    }
    let left = lines.iter().map(|it| it.rect.left).fold(f32::MAX, f32::min);
    let right = lines
        .iter()
        .map(|it| it.rect.right)
        .fold(f32::MIN, f32::max);
    let (mut pairs, mut edge_left, mut edge_right) = (0_usize, f32::MIN, f32::MAX);
    for pair in lines.windows(2) {
        let [one, two] = pair else {
            continue;
        };
        let is_long = |line: &Line| line.text.chars().count() >= COLUMN_LETTERS;
        if two.beside && is_long(one) && is_long(two) && two.rect.left > one.rect.right {
            pairs += 1;
            edge_left = edge_left.max(one.rect.right);
            edge_right = edge_right.min(two.rect.left);
        }
    }
    let middle = f32::midpoint(edge_left, edge_right);
    let centred = (middle - left) / (right - left).max(1.0);
    // Each pair is two lines; at least half of the page must be pairs, with one free way between them.
    (pairs * 4 >= lines.len() && edge_right > edge_left && (0.3..=0.7).contains(&centred))
        .then_some(middle)
}

#[cfg(test)]
mod tests {
    use super::super::layout::{self, tests::set};
    use super::*;

    fn page(rows: &[(&str, &str)]) -> Vec<Line> {
        let mut glyphs = Vec::new();
        for (row, (left, right)) in rows.iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
            let bottom = 700.0 - row as f32 * 12.0;
            glyphs.extend(set(left, 50.0, bottom));
            glyphs.extend(set(right, 320.0, bottom));
            glyphs.extend(set("\n", 0.0, bottom));
        }
        layout::lines(&glyphs)
    }

    #[test]
    fn columns_written_row_by_row_are_read_one_after_the_other() {
        let rows = [(
            "a line of the left column, number",
            "a line of the right column, number",
        ); 8];
        let ordered = in_order(page(&rows));
        let sides: String = ordered
            .iter()
            .map(|it| if it.text.contains("left") { 'l' } else { 'r' })
            .collect();
        assert_eq!(sides, "llllllllrrrrrrrr");
    }

    #[test]
    fn a_table_is_read_row_by_row() {
        let rows = [("name of it", "12.50"); 8];
        let ordered = in_order(page(&rows));
        assert_eq!(ordered[1].text, "12.50");
        assert!(ordered[1].beside);
    }
}
