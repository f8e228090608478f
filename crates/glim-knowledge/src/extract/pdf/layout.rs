//! From characters with boxes to lines: where a line ends, where it has a gap, and which hyphens are not letters.

use crate::document::Rect;

/// A character as it stands on the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    pub(super) letter: char,
    /// None for the blanks and line ends that PDFium puts in.
    pub(super) rect: Option<Rect>,
    pub(super) size: f32,
    /// Whether its type is bold; only asked where a word begins.
    pub(super) bold: Option<bool>,
}

/// A run of characters beside each other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) rect: Rect,
    pub(super) size: f32,
    /// All of its words are bold.
    pub(super) bold: bool,
    /// The word at the end goes on in the next line.
    pub(super) hyphen: bool,
    /// It stands beside the line before it, behind a gap: a cell, or the next column.
    pub(super) beside: bool,
}

/// A gap of this many times the size of type parts cells and columns.
const GAP: f32 = 1.6;

/// Lines of a page, in the order of its characters.
pub(super) fn lines(glyphs: &[Glyph]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut open = Open::default();
    for glyph in glyphs {
        match glyph.letter {
            '\r' | '\n' => open.close(&mut lines, false),
            '\u{2}' | '\u{fffe}' | '\u{ad}' => open.hyphen = true,
            letter if letter.is_control() || letter == '\u{feff}' => {}
            letter if letter.is_whitespace() => open.blank(),
            letter => {
                let Some(rect) = glyph.rect else {
                    open.text.push(letter);
                    continue;
                };
                match open.step_to(rect, glyph.size) {
                    Step::On => {}
                    Step::Gap => open.close(&mut lines, true),
                    Step::Away => open.close(&mut lines, false),
                }
                open.add(glyph, rect);
            }
        }
    }
    open.close(&mut lines, false);
    lines
}

#[derive(Default)]
struct Open {
    text: String,
    rect: Option<Rect>,
    last: Option<Rect>,
    /// Letters by size, to know what most are set in: a footnote's mark is not what the line is set in.
    sizes: Vec<(f32, usize)>,
    /// Words that begin in bold type, and words that do not.
    bold: usize,
    light: usize,
    hyphen: bool,
    beside: bool,
}

enum Step {
    On,
    Gap,
    Away,
}

impl Open {
    fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    fn add(&mut self, glyph: &Glyph, rect: Rect) {
        let size = glyph.size;
        self.bold += usize::from(glyph.bold == Some(true));
        self.light += usize::from(glyph.bold == Some(false));
        // A hyphen inside a line is one.
        if std::mem::take(&mut self.hyphen) {
            self.text.push('-');
        }
        self.text.push(glyph.letter);
        self.last = Some(rect);
        self.rect = Some(self.rect.map_or(rect, |all| union(all, rect)));
        match self
            .sizes
            .iter_mut()
            .find(|(it, _)| (*it - size).abs() < 0.1)
        {
            Some((_, count)) => *count += 1,
            None => self.sizes.push((size, 1)),
        }
    }

    /// How the next character stands to the last one.
    fn step_to(&self, next: Rect, size: f32) -> Step {
        let (Some(last), Some(whole)) = (self.last, self.rect) else {
            return Step::On;
        };
        // Letters above each other: set from top to bottom, or turned. PDFium ends those lines itself.
        let upright = (whole.top - whole.bottom) > 2.0 * (whole.right - whole.left);
        let size = size.max(last.top - last.bottom).max(1.0);
        if upright {
            return Step::On;
        }
        let shared = whole.top.min(next.top) - whole.bottom.max(next.bottom);
        let height = (next.top - next.bottom)
            .min(last.top - last.bottom)
            .max(0.5);
        let aside = next.left - last.right;
        if shared < -height * 1.5 && aside.abs() > size * 2.0 {
            return Step::Away;
        }
        // Right-to-left lines step to the left.
        let left_step = last.left - next.right;
        if aside > size * GAP || left_step > size * GAP {
            return Step::Gap;
        }
        Step::On
    }

    fn close(&mut self, lines: &mut Vec<Line>, gap: bool) {
        let open = std::mem::take(self);
        self.beside = gap;
        let Some(rect) = open.rect else {
            self.beside |= open.beside;
            return;
        };
        let text = open.text.trim().to_owned();
        if text.is_empty() {
            return;
        }
        let size = open.sizes.iter().max_by_key(|(_, count)| *count);
        lines.push(Line {
            text,
            rect,
            size: size.map_or(0.0, |(size, _)| *size),
            bold: open.bold > 0 && open.light == 0,
            hyphen: open.hyphen,
            beside: open.beside,
        });
    }
}

pub(super) fn union(one: Rect, other: Rect) -> Rect {
    Rect {
        left: one.left.min(other.left),
        bottom: one.bottom.min(other.bottom),
        right: one.right.max(other.right),
        top: one.top.max(other.top),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Characters of a line in type of 10 points, each 5 wide, from a corner; PDFium's line end behind it.
    pub(in crate::extract::pdf) fn set(text: &str, left: f32, bottom: f32) -> Vec<Glyph> {
        let mut at = left;
        let mut glyphs = Vec::new();
        for letter in text.chars() {
            let rect = Rect::from([at, bottom, at + 5.0, bottom + 10.0]);
            let rect = (letter != '\n').then_some(rect);
            glyphs.push(Glyph {
                letter,
                rect,
                size: 10.0,
                bold: None,
            });
            at += 5.0;
        }
        glyphs
    }

    #[test]
    fn a_line_ends_where_pdfium_says_and_has_gaps_where_they_are_wide() {
        let mut glyphs = set("left", 10.0, 100.0);
        glyphs.extend(set("right \u{2}\n", 200.0, 100.0));
        glyphs.extend(set("next", 10.0, 85.0));
        let found = lines(&glyphs);
        let texts: Vec<(&str, bool, bool)> = found
            .iter()
            .map(|it| (it.text.as_str(), it.beside, it.hyphen))
            .collect();
        assert_eq!(
            texts,
            [
                ("left", false, false),
                ("right", true, true),
                ("next", false, false)
            ]
        );
        assert_eq!(found[0].rect, Rect::from([10.0, 100.0, 30.0, 110.0]));
        assert!(lines(&[]).is_empty());
    }

    #[test]
    fn a_hyphen_inside_a_line_stays() {
        let glyphs = set("well\u{2}known", 0.0, 0.0);
        assert_eq!(lines(&glyphs)[0].text, "well-known");
    }
}
