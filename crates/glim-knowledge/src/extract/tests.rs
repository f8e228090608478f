use std::io::Write;

use super::archive::tests::zipped;
use super::*;
use crate::document::{BlockKind, Place};

/// Reads bytes as a file of that name.
fn read_as(name: &str, bytes: &[u8]) -> Result<Document, ReadProblem> {
    read_within(name, bytes, &Limits::default())
}

fn read_within(name: &str, bytes: &[u8], limits: &Limits) -> Result<Document, ReadProblem> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    read(&path, limits, None)
}

fn texts(document: &Document) -> Vec<&str> {
    document.blocks.iter().map(|it| it.text.as_str()).collect()
}

fn reason(result: Result<Document, ReadProblem>) -> &'static str {
    result.err().map_or("read", |it| it.reason())
}

const DOCX_TYPES: &[u8] = br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const DOCX_RELATIONS: &[u8] = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

fn docx(body: &str) -> Vec<u8> {
    let document = format!(
        r#"<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    );
    zipped(&[
        ("[Content_Types].xml", DOCX_TYPES),
        ("_rels/.rels", DOCX_RELATIONS),
        ("word/document.xml", document.as_bytes()),
    ])
}

#[test]
fn a_word_file_is_paragraphs_and_tables() {
    let bytes = docx(
        r#"<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>第一章</w:t></w:r></w:p>
           <w:p><w:r><w:t xml:space="preserve">违约方 </w:t></w:r><w:r><w:t>应赔偿。</w:t></w:r></w:p>
           <w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"#,
    );
    // The name lies; the bytes do not.
    let document = read_as("file.pdf", &bytes).unwrap();
    assert_eq!(document.format, "docx");
    assert_eq!(texts(&document), ["第一章", "违约方 应赔偿。", "a\tb"]);
    assert_eq!(document.blocks[0].kind, BlockKind::Heading { level: 1 });
    assert_eq!(
        document.blocks[1].place,
        Place::Paragraph { first: 2, last: 2 }
    );
}

#[test]
fn an_open_document_is_read_with_its_notes_and_repeated_cells() {
    let content = r#"<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="tb"><office:body><office:text>
        <text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>
        <text:h text:outline-level="2">标题</text:h>
        <text:p>one<text:s text:c="2"/>two<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>foot</text:p></text:note-body></text:note> three</text:p>
        <text:list><text:list-item><text:p>item</text:p></text:list-item></text:list>
        <table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>h</text:p></table:table-cell><table:table-cell><text:p>i</text:p></table:table-cell></table:table-row></table:table-header-rows>
        <table:table-row><table:table-cell table:number-columns-repeated="2"><text:p>1</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row></table:table>
        </office:text></office:body></office:document-content>"#;
    let bytes = zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
    ]);
    let document = read_as("a.odt", &bytes).unwrap();
    assert_eq!(
        texts(&document),
        ["标题", "foot", "one  two three", "item", "h\ti\n1\t1"]
    );
    assert_eq!(document.blocks[1].kind, BlockKind::Note);
    assert_eq!(document.blocks[4].kind, BlockKind::Table { header_rows: 1 });
}

#[test]
fn a_book_is_read_in_the_order_of_its_spine() {
    let container =
        br#"<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>"#;
    let package = r#"<package><metadata><dc:title xmlns:dc="d">书名</dc:title></metadata>
        <manifest><item id="b" href="two.xhtml"/><item id="a" href="sub/one%20.xhtml"/></manifest>
        <spine><itemref idref="a"/><itemref idref="b"/><itemref idref="gone"/></spine></package>"#;
    let bytes = zipped(&[
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", container),
        ("OEBPS/book.opf", package.as_bytes()),
        (
            "OEBPS/two.xhtml",
            "<html><body><p>second</p></body></html>".as_bytes(),
        ),
        (
            "OEBPS/sub/one .xhtml",
            "<html><body><h1>一</h1><p>first</p></body></html>".as_bytes(),
        ),
    ]);
    let document = read_as("a.epub", &bytes).unwrap();
    assert_eq!(document.title.as_deref(), Some("书名"));
    assert_eq!(texts(&document), ["一", "first", "second"]);
    assert_eq!(
        document.blocks[2].place,
        Place::Chapter {
            chapter: 2,
            first: 1,
            last: 1
        }
    );
}

#[test]
fn a_mail_says_who_and_what_and_reads_the_mail_inside() {
    let mail = "From: =?utf-8?b?5byg5LiJ?= <a@example.com>\r\nTo: b@example.com\r\nSubject: =?gb2312?B?us/NrA==?=\r\nDate: Thu, 26 Nov 2026 10:00:00 +0800\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n你好，\r\n见附件。\r\n\
        --x\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner text\r\n--x\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nzz\r\n--x--\r\n";
    let document = read_as("a.eml", mail.as_bytes()).unwrap();
    assert_eq!(document.title.as_deref(), Some("合同"));
    let all = texts(&document).join("|");
    assert!(all.contains("From: 张三 <a@example.com>"), "{all}");
    assert!(all.contains("你好，\n见附件。"), "{all}");
    assert!(all.contains("inner text"), "{all}");
    assert_eq!(
        document.remarks,
        [Remark::AttachmentSkipped {
            name: "a.pdf".to_owned()
        }]
    );
}

#[test]
fn a_sheet_of_excel_is_read_at_its_cells() {
    let types = br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
    let root = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let book = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="工资" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let relations = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let sheet = r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="3"><c r="B3" t="inlineStr"><is><t>姓名</t></is></c><c r="C3" t="inlineStr"><is><t>金额</t></is></c></row>
        <row r="4"><c r="B4" t="inlineStr"><is><t>张三</t></is></c><c r="C4"><v>12.5</v></c></row></sheetData></worksheet>"#;
    let bytes = zipped(&[
        ("[Content_Types].xml", types),
        ("_rels/.rels", root),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ]);
    let document = read_as("a.xlsx", &bytes).unwrap();
    assert_eq!(texts(&document), ["工资", "姓名\t金额\n张三\t12.5"]);
    let Place::Cells { sheet, range } = &document.blocks[1].place else {
        panic!("a sheet's place is cells");
    };
    assert_eq!((sheet.as_str(), range.name().as_str()), ("工资", "B3:C4"));
}

/// The smallest PDF with one line of text, without compression.
fn pdf(line: &str) -> Vec<u8> {
    let content = format!("BT /F1 12 Tf 72 700 Td ({line}) Tj ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>\
         /Annots[<</Type/Annot/Subtype/Text/Rect[10 20 30 40]/Contents(a comment)>>]>>"
            .to_owned(),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (object, number) in objects.iter().zip(1..) {
        offsets.push(bytes.len());
        write!(bytes, "{number} 0 obj\n{object}\nendobj\n").unwrap();
    }
    let table = bytes.len();
    write!(bytes, "xref\n0 6\n0000000000 65535 f \n").unwrap();
    for offset in offsets {
        writeln!(bytes, "{offset:010} 00000 n ").unwrap();
    }
    write!(
        bytes,
        "trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n"
    )
    .unwrap();
    bytes
}

#[test]
fn a_pdf_is_read_without_pdfium_too() {
    let document = read_as("a.pdf", &pdf("The party in breach pays.")).unwrap();
    assert_eq!(texts(&document), ["The party in breach pays."]);
    assert!(matches!(
        document.blocks[0].place,
        Place::Page { page: 1, .. }
    ));
    assert_eq!(reason(read_as("blank.pdf", &pdf(""))), "noText");
    let whole = pdf("x");
    assert_eq!(reason(read_as("half.pdf", &whole[..60])), "damaged");
}

/// PDFium needs its library, which `cargo xtask bench read` fetches.
#[test]
fn a_pdf_read_by_pdfium_knows_its_boxes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/pdfium");
    if !folder.is_dir() {
        eprintln!("skipped: no PDFium in {}", folder.display());
        return;
    }
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path().join("a.pdf");
    std::fs::write(&path, pdf("The party in breach pays.")).unwrap();
    let document = read(&path, &Limits::default(), Some(&folder)).unwrap();
    assert_eq!(texts(&document), ["The party in breach pays.", "a comment"]);
    assert_eq!(document.blocks[1].kind, BlockKind::Note);
    let Place::Page { page: 1, boxes } = &document.blocks[0].place else {
        panic!("a page");
    };
    assert!(boxes[0].left > 71.0 && boxes[0].left < 74.0, "{boxes:?}");
    assert!(boxes[0].top > 700.0 && boxes[0].bottom < 701.0, "{boxes:?}");
}

#[test]
fn every_file_that_cannot_be_read_has_its_reason() {
    assert_eq!(reason(read_as("a.txt", b"")), "empty");
    assert_eq!(reason(read_as("a.txt", b" \n\n")), "noText");
    assert_eq!(reason(read_as("a.png", b"\x89PNG\r\n\x1a\n....")), "noText");
    assert_eq!(
        reason(read_as("a.exe", b"MZ\x90\0\x03\0\0\0\x04\0")),
        "unsupported"
    );
    assert_eq!(
        reason(read_as("a.docx", b"PK\x03\x04 no archive")),
        "damaged"
    );
    assert_eq!(
        reason(read_as("a.zip", &zipped(&[("x", b"y")]))),
        "unsupported"
    );
    assert_eq!(
        reason(read(Path::new("/nowhere/at all"), &Limits::default(), None)),
        "missing"
    );
    assert_eq!(
        reason(read(Path::new("/"), &Limits::default(), None)),
        "missing",
        "a folder is no file"
    );
}

#[test]
fn limits_refuse_or_cut_short() {
    let limits = Limits {
        file_bytes: 1_000,
        unpacked_bytes: 100_000,
        text_bytes: 100,
        ..Limits::default()
    };
    assert_eq!(
        reason(read_within("a.txt", &[b'x'; 1_001], &limits)),
        "tooLarge"
    );
    let bomb = docx(&format!(
        "<w:p><w:r><w:t>{}</w:t></w:r></w:p>",
        "0".repeat(200_000)
    ));
    let wide = Limits {
        file_bytes: 1_000_000,
        ..limits.clone()
    };
    assert_eq!(reason(read_within("a.docx", &bomb, &wide)), "tooLarge");
    let long = "字".repeat(300);
    let document = read_within("a.txt", long.as_bytes(), &limits).unwrap();
    assert_eq!(
        document.blocks[0].text.chars().count(),
        33,
        "whole letters only"
    );
    assert_eq!(
        document.remarks,
        [Remark::CutShort {
            limit: "text".to_owned()
        }]
    );
}

#[test]
fn a_sparse_file_of_ten_gigabytes_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sparse.pdf");
    let file = File::create(&path).unwrap();
    file.set_len(10 * 1024 * 1024 * 1024).unwrap();
    assert_eq!(reason(read(&path, &Limits::default(), None)), "tooLarge");
}

#[test]
fn text_that_only_looks_like_something_is_text() {
    let document = read_as("BMW.txt", b"BM is how this text begins").unwrap();
    assert_eq!(document.format, "text");
    let document = read_as("a.tex", "\\section{一}\n文本".as_bytes()).unwrap();
    assert_eq!(document.format, "text");
    let document = read_as("page", b"<!DOCTYPE html><p>x").unwrap();
    assert_eq!(document.format, "html");
}

#[test]
fn problems_cross_a_pipe_with_their_reason() {
    let problem = ReadProblem::TooLarge { limit_bytes: 7 };
    let text = serde_json::to_string(&problem).unwrap();
    assert_eq!(text, r#"{"reason":"tooLarge","limitBytes":7}"#);
    assert_eq!(serde_json::from_str::<ReadProblem>(&text).unwrap(), problem);
    let long = ReadProblem::damaged("x\n".repeat(5_000));
    assert!(long.to_string().len() < 300);
}
