//! Small files that become large or deep when they are read.

use std::{
    fs::{self, File},
    io::{Cursor, Write as _},
    path::Path,
};

use glim_smoke::Problem;
use zip::{ZipWriter, write::SimpleFileOptions};

const MEGABYTE: usize = 1 << 20;
/// What the first bomb unpacks to: over the limit of what is unpacked. The others are over that of a text.
const UNPACKED: usize = 600;
const OTHERS: usize = 80;
/// Deeper than any stack is.
const DEEP: usize = 200_000;

pub(super) fn fill(folder: &Path) -> Result<(), Problem> {
    fs::create_dir_all(folder)?;
    for (name, part, megabytes) in [
        ("bomb.docx", "word/document.xml", UNPACKED),
        ("bomb.xlsx", "xl/worksheets/sheet1.xml", OTHERS),
        ("bomb.pptx", "ppt/slides/slide1.xml", OTHERS),
        ("bomb.odt", "content.xml", OTHERS),
        ("bomb.epub", "OEBPS/1.xhtml", OTHERS),
    ] {
        fs::write(folder.join(name), archive(part, megabytes, name.len())?)?;
    }
    nested(folder)?;
    for (name, text) in deep() {
        fs::write(folder.join(name), text)?;
    }
    for (name, text) in wide() {
        fs::write(folder.join(name), text)?;
    }
    many_parts(&folder.join("many parts.docx"))?;
    laughs(folder)
}

/// An archive of one part of zeros or blanks; `salt` makes its content its own.
fn archive(part: &str, megabytes: usize, salt: usize) -> Result<Vec<u8>, Problem> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    zip.start_file("mimetype", options)?;
    write!(zip, "application/x-{salt}")?;
    zip.start_file("[Content_Types].xml", options)?;
    zip.write_all(b"<Types/>")?;
    zip.start_file(part, options)?;
    let piece = vec![b' '; MEGABYTE];
    zip.write_all(b"<w:document><w:body>")?;
    for _ in 0..megabytes {
        zip.write_all(&piece)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Archives in archives, each ten times the next.
fn nested(folder: &Path) -> Result<(), Problem> {
    let mut inner = archive("word/document.xml", 16, 0)?;
    for level in 0..4 {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for copy in 0..10 {
            zip.start_file(format!("{level}-{copy}.zip"), SimpleFileOptions::default())?;
            zip.write_all(&inner)?;
        }
        inner = zip.finish()?.into_inner();
    }
    for name in ["nested.zip", "nested.docx", "nested.epub"] {
        let mut bytes = inner.clone();
        // A comment behind the end makes each a content of its own.
        bytes.extend(name.bytes());
        fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}

fn deep() -> [(&'static str, String); 9] {
    let nested = |open: &str, close: &str| format!("{}x{}", open.repeat(DEEP), close.repeat(DEEP));
    [
        ("deep.json", nested("[", "]")),
        ("deep objects.json", nested("{\"a\":", "}")),
        ("deep.html", nested("<div>", "</div>")),
        ("deep tables.html", nested("<table><tr><td>", "")),
        ("deep.xml", nested("<a>", "</a>")),
        ("deep.rtf", format!("{{\\rtf1 {}", nested("{", "}"))),
        ("deep.md", format!("{}text", "> ".repeat(DEEP))),
        (
            "deep list.md",
            repeated(3_000, |depth| format!("{}- x\n", "  ".repeat(depth))),
        ),
        (
            "deep.eml",
            repeated(2_000, |it| {
                format!("Content-Type: multipart/mixed; boundary=b{it}\n\n--b{it}\n")
            }),
        ),
    ]
}

fn wide() -> [(&'static str, String); 8] {
    [
        ("one line.txt", "字".repeat(8 * MEGABYTE)),
        ("no space.txt", "a".repeat(20 * MEGABYTE)),
        ("many columns.csv", "a,".repeat(2_000_000)),
        ("many rows.csv", "1\n".repeat(3_000_000)),
        (
            "open quote.csv",
            format!("a,b\n\"{}", "x,y\n".repeat(1_000_000)),
        ),
        ("many headings.md", "# h\n".repeat(300_000)),
        ("brackets.md", "[".repeat(MEGABYTE)),
        ("accents.txt", format!("a{}", "\u{301}".repeat(MEGABYTE))),
    ]
}

/// More parts than any document has.
fn many_parts(path: &Path) -> Result<(), Problem> {
    let mut zip = ZipWriter::new(File::create(path)?);
    for number in 0..60_000 {
        zip.start_file(format!("word/{number}.xml"), SimpleFileOptions::default())?;
    }
    zip.finish()?;
    Ok(())
}

fn repeated(times: usize, part: impl Fn(usize) -> String) -> String {
    (0..times).map(part).collect::<Vec<_>>().concat()
}

/// Entities that become a billion when they are expanded, alone and inside of a document.
fn laughs(folder: &Path) -> Result<(), Problem> {
    let mut text = "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY l0 \"ha\">".to_owned();
    for level in 1..10 {
        let inner = format!("&l{};", level - 1).repeat(10);
        for part in ["<!ENTITY l", &level.to_string(), " \"", &inner, "\">"] {
            text.push_str(part);
        }
    }
    text.push_str(
        "]><w:document><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>",
    );
    fs::write(folder.join("laughs.xml"), &text)?;
    let outside =
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>";
    fs::write(folder.join("outside.xml"), outside)?;
    fs::write(
        folder.join("outside.svg"),
        outside.replace("<x>", "<svg><text>"),
    )?;
    for (name, part) in [
        ("laughs.docx", "word/document.xml"),
        ("laughs.odt", "content.xml"),
    ] {
        let mut zip = ZipWriter::new(File::create(folder.join(name))?);
        for (part, text) in [("[Content_Types].xml", "<Types/>"), (part, text.as_str())] {
            zip.start_file(part, SimpleFileOptions::default())?;
            zip.write_all(text.as_bytes())?;
        }
        zip.finish()?;
    }
    Ok(())
}
