//! The text of a file, as far as that needs no model: files that are text. Of all others it is said
//! plainly that they cannot be read here.

use crate::form::ending;

/// Endings of files that are never text, with what they are called.
const OTHERS: &[(&[&str], &str)] = &[
    (&["pdf"], "PDF"),
    (&["doc", "docx", "wps"], "Word"),
    (&["xls", "xlsx"], "Excel"),
    (&["ppt", "pptx"], "PowerPoint"),
    (
        &[
            "png", "jpg", "jpeg", "bmp", "gif", "webp", "heic", "heif", "tiff", "jp2",
        ],
        "image",
    ),
];

/// Why a file has no text here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unread {
    pub(crate) chinese: String,
    pub(crate) english: String,
}

/// The text of a file.
pub(crate) fn text_of(name: &str, bytes: &[u8]) -> Result<String, Unread> {
    let ending = ending(name);
    let other = OTHERS
        .iter()
        .find(|(endings, _)| endings.contains(&ending.as_str()));
    if let Some((_, called)) = other {
        return Err(Unread {
            chinese: format!("演示平台没有模型，无法读取 {called} 文件。"),
            english: format!("No model is behind the simulator: it cannot read {called} files"),
        });
    }
    let text = decoded(bytes).ok_or_else(|| Unread {
        chinese: "文件不是 UTF-8 或 UTF-16 文本，已损坏或无法读取。".to_owned(),
        english: "The file is no UTF-8 or UTF-16 text: damaged or not readable".to_owned(),
    })?;
    let text = text.replace("\r\n", "\n");
    Ok(if matches!(ending.as_str(), "html" | "htm" | "xhtml") {
        without_tags(&text)
    } else {
        text
    })
}

fn decoded(bytes: &[u8]) -> Option<String> {
    let wide = |rest: &[u8], read: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2);
        let whole = units.remainder().is_empty();
        let units: Vec<u16> = units
            .filter_map(|pair| Some(read(pair.try_into().ok()?)))
            .collect();
        String::from_utf16(&units).ok().filter(|_| whole)
    };
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes)?,
        [0xef, 0xbb, 0xbf, rest @ ..] => std::str::from_utf8(rest).ok()?.to_owned(),
        bytes => std::str::from_utf8(bytes).ok()?.to_owned(),
    };
    (!text.contains('\0')).then_some(text)
}

/// Text between tags; scripts and styles are left out, blocks end lines, the usual entities are read.
fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, behind)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = behind.split_once('>').unwrap_or((behind, ""));
        let name = tag.trim_start_matches('/');
        let name = name.split([' ', '\n', '\t', '/']).next().unwrap_or("");
        rest = after;
        match name.to_ascii_lowercase().as_str() {
            "script" if !tag.starts_with('/') => rest = behind_end(after, "</script"),
            "style" if !tag.starts_with('/') => rest = behind_end(after, "</style"),
            "p" | "br" | "div" | "li" | "tr" | "h1" | "h2" | "h3" | "h4" | "title" => {
                text.push('\n');
            }
            _ => {}
        }
    }
    text.push_str(rest);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let joined = lines.collect::<Vec<_>>().join("\n");
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    entities
        .iter()
        .fold(joined, |text, (entity, sign)| text.replace(entity, sign))
}

/// What comes behind a closing tag, in whatever case; a script may hold `<` of its own.
fn behind_end<'a>(html: &'a str, end: &str) -> &'a str {
    let at = html.to_ascii_lowercase().find(end);
    at.and_then(|at| html.get(at..)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::text_of;

    #[test]
    fn text_is_read_in_its_encodings() {
        assert_eq!(
            text_of("a.txt", "\u{feff}年假\r\n十天".as_bytes()).unwrap(),
            "年假\n十天"
        );
        let wide: Vec<u8> = "\u{feff}你好 🙂"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(text_of("a.csv", &wide).unwrap(), "你好 🙂");
        assert_eq!(text_of("no-ending", b"").unwrap(), "");
    }

    #[test]
    fn what_is_no_text_is_said_so() {
        assert!(
            text_of("a.PDF", b"plain")
                .unwrap_err()
                .english
                .contains("PDF")
        );
        assert!(
            text_of("a.txt", &[0xff, 0xfe, 0x00]).is_err(),
            "half a character"
        );
        assert!(
            text_of("a.md", &[0xc4, 0xe3, 0xba, 0xc3]).is_err(),
            "GBK is not guessed"
        );
        assert!(text_of("a.md", b"a\0b").is_err());
    }

    #[test]
    fn a_page_loses_its_tags() {
        let html = "<html><head><title>标题</title><style>p{}</style><script>if (a<b) x()</script>\
            </head><body><p>一 &amp; 二</p><div>three<br/>four</div><p>open <b";
        assert_eq!(
            text_of("a.html", html.as_bytes()).unwrap(),
            "标题\n一 & 二\nthree\nfour\nopen"
        );
    }
}
