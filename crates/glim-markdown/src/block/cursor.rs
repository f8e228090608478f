//! A place in a line that counts columns, since a tab reaches to the next multiple of four.

use std::borrow::Cow;

use crate::text::{after, byte};

/// A place in one line (without its end).
#[derive(Debug, Clone)]
pub(super) struct Cursor<'a> {
    line: &'a str,
    offset: usize,
    column: usize,
    /// The tab at `offset` has been used in part.
    partial_tab: bool,
}

/// The white space from the cursor to the next mark.
#[derive(Debug, Clone, Copy)]
pub(super) struct Indent {
    /// Its width.
    pub(super) columns: usize,
    /// The first byte after it; 0 at the end of the line.
    pub(super) next: u8,
}

impl Indent {
    /// Nothing but white space is left.
    pub(super) fn blank(self) -> bool {
        self.next == 0
    }

    /// Deep enough for indented code.
    pub(super) fn deep(self) -> bool {
        self.columns >= 4
    }
}

impl<'a> Cursor<'a> {
    pub(super) fn new(line: &'a str) -> Self {
        Self {
            line,
            offset: 0,
            column: 0,
            partial_tab: false,
        }
    }

    fn tab_width(&self) -> usize {
        4 - self.column % 4
    }

    pub(super) fn indent(&self) -> Indent {
        let mut column = self.column;
        for b in after(self.line, self.offset).bytes() {
            match b {
                b' ' => column += 1,
                b'\t' => column += 4 - column % 4,
                next => {
                    return Indent {
                        columns: column - self.column,
                        next,
                    };
                }
            }
        }
        Indent {
            columns: column - self.column,
            next: 0,
        }
    }

    /// Goes forward by at most so many columns of white space.
    pub(super) fn skip_columns(&mut self, mut columns: usize) {
        while columns > 0 {
            match byte(self.line, self.offset) {
                b' ' => {
                    self.offset += 1;
                    self.column += 1;
                    columns -= 1;
                    self.partial_tab = false;
                }
                b'\t' => {
                    let width = self.tab_width();
                    let step = width.min(columns);
                    self.partial_tab = step < width;
                    self.column += step;
                    self.offset += usize::from(!self.partial_tab);
                    columns -= step;
                }
                _ => return,
            }
        }
    }

    /// Goes forward over all white space.
    pub(super) fn skip_indent(&mut self) {
        self.skip_columns(usize::MAX);
    }

    /// Goes forward by so many bytes of marks (no tabs among them).
    pub(super) fn skip_bytes(&mut self, bytes: usize) {
        self.offset += bytes;
        self.column += bytes;
        self.partial_tab = false;
    }

    /// Goes over the one column of white space that belongs to a marker.
    pub(super) fn skip_marker_space(&mut self) {
        self.skip_columns(1);
    }

    /// The rest of the line as written.
    pub(super) fn raw_rest(&self) -> &'a str {
        after(self.line, self.offset)
    }

    /// The rest of the line; what is left of a used tab becomes spaces.
    pub(super) fn rest(&self) -> Cow<'a, str> {
        if self.partial_tab {
            let spaces = " ".repeat(self.tab_width());
            return Cow::Owned(spaces + after(self.line, self.offset + 1));
        }
        Cow::Borrowed(self.raw_rest())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_can_be_used_in_parts() {
        let mut cursor = Cursor::new("\t中");
        cursor.skip_columns(2);
        assert_eq!(cursor.rest(), "  中");
        cursor.skip_columns(2);
        assert_eq!(cursor.rest(), "中");
        assert_eq!(cursor.indent().columns, 0);
    }
}
