//! The seven ways a block of raw HTML begins and ends (`CommonMark` §4.6).

use crate::text::{after, before, between, byte, char_at, is_blank};

/// What ends a block of HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HtmlEnd {
    /// A line that contains one of these.
    Mark(&'static [&'static str]),
    /// A blank line.
    Blank,
}

/// Whether a line begins a block of HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HtmlStart {
    No,
    /// Not to be told before more of the line has come.
    Unknown,
    Yes {
        end: HtmlEnd,
        /// May stand directly below a paragraph.
        interrupts: bool,
    },
}

const RAW_TAGS: [&str; 4] = ["pre", "script", "style", "textarea"];
const RAW_ENDS: &[&str] = &["</pre>", "</script>", "</style>", "</textarea>"];

const BLOCK_TAGS: &[&str] = &[
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];

/// Whether `line`, from its `<` on, begins a block; `whole` says that nothing will be added to it.
pub(super) fn start(line: &str, whole: bool) -> HtmlStart {
    let yes = |end, interrupts| HtmlStart::Yes { end, interrupts };
    let unknown = if whole {
        HtmlStart::No
    } else {
        HtmlStart::Unknown
    };
    let rest = after(line, 1);
    match byte(rest, 0) {
        0 => unknown,
        b'?' => yes(HtmlEnd::Mark(&["?>"]), true),
        b'!' => {
            if rest.starts_with("!--") {
                yes(HtmlEnd::Mark(&["-->"]), true)
            } else if rest.starts_with("![CDATA[") {
                yes(HtmlEnd::Mark(&["]]>"]), true)
            } else if byte(rest, 1).is_ascii_alphabetic() {
                yes(HtmlEnd::Mark(&[">"]), true)
            } else if "!--".starts_with(rest) || "![CDATA[".starts_with(rest) {
                unknown
            } else {
                HtmlStart::No
            }
        }
        _ => tag_start(line, whole),
    }
}

fn tag_start(line: &str, whole: bool) -> HtmlStart {
    let closing = byte(line, 1) == b'/';
    let name_start = 1 + usize::from(closing);
    let name_length = after(line, name_start)
        .bytes()
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let name_end = name_start + name_length;
    let name = between(line, name_start, name_end).to_ascii_lowercase();
    let next = byte(line, name_end);
    let unknown = if whole {
        HtmlStart::No
    } else {
        HtmlStart::Unknown
    };
    if name.is_empty() {
        return if closing && next == 0 {
            unknown
        } else {
            HtmlStart::No
        };
    }
    if next == 0 && !whole {
        return HtmlStart::Unknown;
    }
    if !closing && RAW_TAGS.contains(&name.as_str()) && matches!(next, 0 | b' ' | b'\t' | b'>') {
        return HtmlStart::Yes {
            end: HtmlEnd::Mark(RAW_ENDS),
            interrupts: true,
        };
    }
    if BLOCK_TAGS.contains(&name.as_str()) {
        if matches!(next, 0 | b' ' | b'\t' | b'>') || after(line, name_end).starts_with("/>") {
            return HtmlStart::Yes {
                end: HtmlEnd::Blank,
                interrupts: true,
            };
        }
        if next == b'/' && byte(line, name_end + 1) == 0 && !whole {
            return HtmlStart::Unknown;
        }
    }
    any_tag_start(line, whole)
}

/// Any complete tag alone on its line begins a block; something may still follow it on a line that grows.
fn any_tag_start(line: &str, whole: bool) -> HtmlStart {
    match whole_tag(line) {
        Tag::Ends(end) if is_blank(after(line, end)) && whole => HtmlStart::Yes {
            end: HtmlEnd::Blank,
            interrupts: false,
        },
        Tag::Ends(end) if !is_blank(after(line, end)) => HtmlStart::No,
        Tag::Broken => HtmlStart::No,
        Tag::Ends(_) | Tag::Unfinished if whole => HtmlStart::No,
        Tag::Ends(_) | Tag::Unfinished => HtmlStart::Unknown,
    }
}

enum Tag {
    /// Complete; the byte after its `>`.
    Ends(usize),
    /// No tag, whatever follows.
    Broken,
    /// The line ends inside it.
    Unfinished,
}

/// Reads an opening or closing tag (`CommonMark` §6.6) at the start of `line`.
fn whole_tag(line: &str) -> Tag {
    let closing = byte(line, 1) == b'/';
    let mut at = 1 + usize::from(closing);
    at += after(line, at)
        .bytes()
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'-')
        .count();
    loop {
        let spaces = after(line, at)
            .bytes()
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .count();
        at += spaces;
        match byte(line, at) {
            0 => return Tag::Unfinished,
            b'>' => return Tag::Ends(at + 1),
            b'/' if !closing => {
                return match byte(line, at + 1) {
                    b'>' => Tag::Ends(at + 2),
                    0 => Tag::Unfinished,
                    _ => Tag::Broken,
                };
            }
            b if !closing && spaces > 0 && (b.is_ascii_alphabetic() || b == b'_' || b == b':') => {
                match attribute(line, at) {
                    Ok(end) => at = end,
                    Err(tag) => return tag,
                }
            }
            _ => return Tag::Broken,
        }
    }
}

/// Reads an attribute and its value; gives the byte after it.
fn attribute(line: &str, start: usize) -> Result<usize, Tag> {
    let name = after(line, start)
        .bytes()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'.' | b'-'))
        .count();
    let name_end = start + name;
    let spaces = after(line, name_end)
        .bytes()
        .take_while(|b| matches!(b, b' ' | b'\t'))
        .count();
    if byte(line, name_end + spaces) != b'=' {
        return Ok(name_end);
    }
    let mut at = name_end + spaces + 1;
    at += after(line, at)
        .bytes()
        .take_while(|b| matches!(b, b' ' | b'\t'))
        .count();
    match byte(line, at) {
        0 => Err(Tag::Unfinished),
        quote @ (b'"' | b'\'') => {
            let value = after(line, at + 1);
            value
                .bytes()
                .position(|b| b == quote)
                .map(|end| at + 2 + end)
                .ok_or(Tag::Unfinished)
        }
        _ => {
            let value = after(line, at)
                .bytes()
                .take_while(|b| {
                    !matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'=' | b'<' | b'>' | b'`')
                })
                .count();
            if value == 0 {
                Err(Tag::Broken)
            } else {
                Ok(at + value)
            }
        }
    }
}

/// Whether this line is the last of a block.
pub(super) fn ends(line: &str, end: HtmlEnd) -> bool {
    match end {
        HtmlEnd::Blank => false,
        HtmlEnd::Mark(marks) => marks.iter().any(|mark| contains_ignore_case(line, mark)),
    }
}

fn contains_ignore_case(line: &str, mark: &str) -> bool {
    line.match_indices(char_at(mark, 0).unwrap_or('>'))
        .any(|(at, _)| before(after(line, at), mark.len()).eq_ignore_ascii_case(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kinds_of_start_are_told_apart() {
        let blank = HtmlStart::Yes {
            end: HtmlEnd::Blank,
            interrupts: true,
        };
        assert_eq!(start("<div class='中'>", true), blank);
        assert_eq!(start("<div", false), HtmlStart::Unknown);
        assert_eq!(start("<div ", false), blank);
        assert_eq!(start("<https://a.b>", true), HtmlStart::No);
        assert_eq!(start("<https:", false), HtmlStart::No);
        assert_eq!(start("<b>粗", true), HtmlStart::No);
        assert_eq!(start("<b>", false), HtmlStart::Unknown);
        assert_eq!(
            start("<b>", true),
            HtmlStart::Yes {
                end: HtmlEnd::Blank,
                interrupts: false
            }
        );
        assert_eq!(start("< 5", false), HtmlStart::No);
        assert_eq!(start("<!-", false), HtmlStart::Unknown);
        assert_eq!(
            start("<!-- x", false),
            HtmlStart::Yes {
                end: HtmlEnd::Mark(&["-->"]),
                interrupts: true
            }
        );
    }

    #[test]
    fn raw_tags_end_where_their_mark_stands() {
        assert!(ends("x </SCRIPT> y", HtmlEnd::Mark(RAW_ENDS)));
        assert!(!ends("x </scr", HtmlEnd::Mark(RAW_ENDS)));
    }
}
