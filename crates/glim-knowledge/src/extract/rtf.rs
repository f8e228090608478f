//! Rich text: control words and groups, text in code pages or as numbers, tables by their cell marks.

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::collector::Collector;
use super::{Limits, ReadProblem, Source};
use crate::document::BlockKind;

/// Groups that hold no text of the document.
const DROPPED: [&str; 22] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "themedata",
    "datastore",
    "latentstyles",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
    "xmlnstbl",
];

pub(super) fn read(source: &Source<'_>, to: &mut Collector) -> Result<(), ReadProblem> {
    read_bytes(source.bytes, source.limits, to)
}

/// Reads rich text wherever it comes from.
pub(super) fn read_bytes(
    bytes: &[u8],
    limits: &Limits,
    to: &mut Collector,
) -> Result<(), ReadProblem> {
    let limit = limits.depth.saturating_mul(16);
    let mut reader = Reader {
        rest: bytes,
        groups: vec![Group::default()],
        raw: Vec::new(),
        text: String::new(),
        row: Vec::new(),
        rows: Vec::new(),
        page: WINDOWS_1252,
        font: 0,
        fonts: HashMap::new(),
        skip: 0,
        surrogate: None,
        to,
    };
    while let Some((first, after)) = reader.rest.split_first() {
        reader.rest = after;
        match first {
            b'{' => {
                let group = reader.group();
                reader.groups.push(group);
                if u32::try_from(reader.groups.len()).is_ok_and(|it| it > limit) {
                    return Err(ReadProblem::TooDeep { limit });
                }
            }
            b'}' => {
                reader.flush_raw();
                reader.groups.pop();
                if reader.groups.is_empty() {
                    break;
                }
            }
            b'\\' => reader.control(),
            b'\r' | b'\n' => {}
            byte => reader.byte(*byte),
        }
    }
    reader.end_paragraph();
    reader.end_table();
    Ok(())
}

#[derive(Clone, Copy)]
struct Group {
    dropped: bool,
    hidden: bool,
    /// How many characters stand in for one that is given by number.
    stand_ins: u32,
    encoding: Option<&'static Encoding>,
    in_table: bool,
    /// Outline level of the paragraph, from 0.
    outline: Option<u8>,
}

impl Default for Group {
    fn default() -> Self {
        Self {
            dropped: false,
            hidden: false,
            stand_ins: 1,
            encoding: None,
            in_table: false,
            outline: None,
        }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    groups: Vec<Group>,
    /// Bytes in the code page, not decoded yet: a letter may be two of them.
    raw: Vec<u8>,
    text: String,
    row: Vec<String>,
    rows: Vec<String>,
    page: &'static Encoding,
    /// The font being described, and the code pages of those that were.
    font: i32,
    fonts: HashMap<i32, &'static Encoding>,
    /// Stand-ins still to be left out.
    skip: u32,
    surrogate: Option<u16>,
    to: &'a mut Collector,
}

impl Reader<'_> {
    fn group(&self) -> Group {
        self.groups.last().copied().unwrap_or_default()
    }

    fn change(&mut self, change: impl FnOnce(&mut Group)) {
        if let Some(group) = self.groups.last_mut() {
            change(group);
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        let group = self.group();
        if !group.dropped && !group.hidden {
            self.raw.push(byte);
        }
    }

    fn push(&mut self, text: &str) {
        self.flush_raw();
        let group = self.group();
        if !group.dropped && !group.hidden {
            self.text.push_str(text);
        }
    }

    fn flush_raw(&mut self) {
        if self.raw.is_empty() {
            return;
        }
        let encoding = self.group().encoding.unwrap_or(self.page);
        let (text, _) = encoding.decode_without_bom_handling(&self.raw);
        self.text.push_str(&text);
        self.raw.clear();
    }

    /// What follows a backslash.
    fn control(&mut self) {
        let Some((first, after)) = self.rest.split_first() else {
            return;
        };
        if !first.is_ascii_alphabetic() {
            self.rest = after;
            match first {
                b'\'' => {
                    let digits = after.get(..2).and_then(|it| std::str::from_utf8(it).ok());
                    if let Some(byte) = digits.and_then(|it| u8::from_str_radix(it, 16).ok()) {
                        self.rest = after.get(2..).unwrap_or_default();
                        self.byte(byte);
                    }
                }
                b'~' => self.push("\u{a0}"),
                b'_' => self.push("-"),
                b'*' => self.change(|group| group.dropped = true),
                b'\\' | b'{' | b'}' => self.byte(*first),
                b'\r' | b'\n' => self.end_paragraph(),
                _ => {}
            }
            return;
        }
        let (word, number) = self.word();
        self.obey(&word, number);
    }

    /// A control word and its number; the blank that ends it is part of it.
    fn word(&mut self) -> (String, Option<i32>) {
        let letters = self
            .rest
            .iter()
            .take_while(|it| it.is_ascii_alphabetic())
            .count();
        let (word, rest) = self.rest.split_at_checked(letters).unwrap_or_default();
        let word = String::from_utf8_lossy(word).into_owned();
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = rest
            .iter()
            .skip(sign)
            .take_while(|it| it.is_ascii_digit())
            .count();
        let length = if digits == 0 { 0 } else { sign + digits };
        let (number, rest) = rest.split_at_checked(length).unwrap_or_default();
        let number = std::str::from_utf8(number)
            .ok()
            .and_then(|it| it.parse().ok());
        self.rest = rest.strip_prefix(b" ").unwrap_or(rest);
        (word, number)
    }

    fn obey(&mut self, word: &str, number: Option<i32>) {
        match word {
            "par" | "sect" | "page" => self.end_paragraph(),
            "line" => self.push("\n"),
            "tab" => self.push("\t"),
            "cell" | "nestcell" => self.end_cell(),
            "row" | "nestrow" => self.end_row(),
            "pard" => self.change(|group| {
                group.in_table = false;
                group.outline = None;
            }),
            "intbl" => self.change(|group| group.in_table = true),
            "outlinelevel" => {
                let level = number
                    .and_then(|it| u8::try_from(it).ok())
                    .filter(|it| *it < 6);
                self.change(|group| group.outline = level);
            }
            "v" => {
                self.flush_raw();
                self.change(|group| group.hidden = number != Some(0));
            }
            "ansicpg" => self.page = number.and_then(code_page).unwrap_or(self.page),
            "f" => self.font(number.unwrap_or(0)),
            "fcharset" => {
                let encoding = number.and_then(charset).and_then(code_page);
                self.fonts.extend(encoding.map(|it| (self.font, it)));
            }
            "uc" => {
                let count = number.and_then(|it| u32::try_from(it).ok()).unwrap_or(1);
                self.change(|group| group.stand_ins = count.min(16));
            }
            "u" => self.unit(number.unwrap_or(0)),
            "bin" => {
                let length = number.and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
                self.rest = self.rest.get(length..).unwrap_or_default();
            }
            "emdash" => self.push("—"),
            "endash" => self.push("–"),
            "bullet" => self.push("•"),
            "lquote" => self.push("‘"),
            "rquote" => self.push("’"),
            "ldblquote" => self.push("“"),
            "rdblquote" => self.push("”"),
            // A footnote is read where its mark stands.
            "footnote" => self.push(" "),
            _ if DROPPED.contains(&word) => self.change(|group| group.dropped = true),
            _ => {}
        }
    }

    /// A font brings its own code page; inside the table of fonts it is the one being described.
    fn font(&mut self, number: i32) {
        if self.group().dropped {
            self.font = number;
            return;
        }
        self.flush_raw();
        let encoding = self.fonts.get(&number).copied();
        self.change(|group| group.encoding = encoding);
    }

    /// A character by its number: a UTF-16 unit, negative above 32,767.
    fn unit(&mut self, number: i32) {
        let low = number.rem_euclid(0x1_0000);
        let unit = u16::try_from(low).unwrap_or(0xfffd);
        self.skip = self.group().stand_ins;
        let units: Vec<u16> = self.surrogate.take().into_iter().chain([unit]).collect();
        if units.len() == 1 && (0xd800..0xdc00).contains(&unit) {
            self.surrogate = Some(unit);
            return;
        }
        let text = String::from_utf16_lossy(&units);
        self.push(&text);
    }

    fn end_paragraph(&mut self) {
        self.flush_raw();
        if self.group().dropped {
            return;
        }
        if self.group().in_table {
            self.text.push(' ');
            return;
        }
        self.end_table();
        let text = std::mem::take(&mut self.text);
        let kind = match self.group().outline {
            Some(level) => BlockKind::Heading { level: level + 1 },
            None => BlockKind::Paragraph,
        };
        self.to.flow(kind, text.trim());
    }

    fn end_cell(&mut self) {
        self.flush_raw();
        let text = std::mem::take(&mut self.text);
        let words: Vec<&str> = text.split_whitespace().collect();
        self.row.push(words.join(" "));
    }

    fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        if row.iter().any(|it| !it.is_empty()) {
            self.rows.push(row.join("\t"));
        }
    }

    fn end_table(&mut self) {
        self.end_row();
        let rows = std::mem::take(&mut self.rows);
        if !rows.is_empty() {
            let kind = BlockKind::Table { header_rows: 0 };
            self.to.flow(kind, rows.join("\n"));
        }
    }
}

/// The code page of a font's character set; fonts of Western languages take the document's.
fn charset(number: i32) -> Option<i32> {
    Some(match number {
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

fn code_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        65_001 => "utf-8".to_owned(),
        10_000 => "macintosh".to_owned(),
        other => format!("windows-{other}"),
    };
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(rtf: &[u8]) -> Vec<(BlockKind, String)> {
        let limits = Limits::default();
        let mut to = Collector::new("rtf", &limits);
        read_bytes(rtf, &limits, &mut to).unwrap();
        let blocks = to.finish().blocks.into_iter();
        blocks.map(|it| (it.kind, it.text)).collect()
    }

    #[test]
    fn letters_come_by_page_and_by_number() {
        let rtf = b"{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0 Song;}}{\\*\\generator x;}\\pard\\outlinelevel0 \
                    \\'ba\\'cf\\'cd\\'ac\\par\\pard A\\u8212?B \\u-10179?\\u-8704?{\\v hidden}\\{x\\}\\par}";
        assert_eq!(
            blocks(rtf),
            [
                (BlockKind::Heading { level: 1 }, "合同".to_owned()),
                (BlockKind::Paragraph, "A—B 😀{x}".to_owned())
            ]
        );
    }

    #[test]
    fn a_font_may_bring_its_own_code_page() {
        let rtf = b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f7\\fcharset134 Song;}}\\f0 \\'e9 {\\f7 \\'ba\\'cf} \\'e9\\par}";
        assert_eq!(blocks(rtf), [(BlockKind::Paragraph, "é 合 é".to_owned())]);
    }

    #[test]
    fn cells_make_a_table() {
        let rtf = b"{\\rtf1\\pard\\intbl a\\cell b\\cell\\row\\intbl 1\\cell 2\\cell\\row\\pard after\\par}";
        assert_eq!(
            blocks(rtf),
            [
                (BlockKind::Table { header_rows: 0 }, "a\tb\n1\t2".to_owned()),
                (BlockKind::Paragraph, "after".to_owned())
            ]
        );
    }

    #[test]
    fn broken_rich_text_ends() {
        assert_eq!(blocks(b"{\\rtf1 text\\'").len(), 1);
        assert!(blocks(b"{\\rtf1\\bin99999999 x}").is_empty());
        assert!(blocks(b"{\\rtf1}}}}").is_empty());
        let limits = Limits::default();
        let mut to = Collector::new("rtf", &limits);
        let deep = read_bytes(&b"{".repeat(100_000), &limits, &mut to);
        assert_eq!(deep.unwrap_err().reason(), "tooDeep");
    }
}
