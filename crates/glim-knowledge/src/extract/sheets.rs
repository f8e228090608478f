//! Sheets of Excel and OpenDocument, through `calamine`: each run of rows is a table at its cells.

use std::io::Cursor;

use calamine::{Data, Ods, Range, Reader, SheetVisible, Xls, Xlsb, Xlsx};

use super::archive::Archive;
use super::collector::Collector;
use super::csv::push_rows;
use super::{ReadProblem, Source};
use crate::document::{Block, BlockKind, CellRange, Place};

pub(super) fn read(source: &Source<'_>, to: &mut Collector) -> Result<(), ReadProblem> {
    let file = Cursor::new(source.bytes);
    if !source.bytes.starts_with(b"PK") {
        return book(open::<Xls<_>>(file)?, to);
    }
    let mut archive = Archive::open(source.bytes, source.limits)?;
    archive.check_size()?;
    let has = |part: &str| archive.names().any(|it| it == part);
    if has("content.xml") {
        book(open::<Ods<_>>(file)?, to)
    } else if has("xl/workbook.bin") {
        book(open::<Xlsb<_>>(file)?, to)
    } else {
        book(open::<Xlsx<_>>(file)?, to)
    }
}

type Bytes<'bytes> = Cursor<&'bytes [u8]>;

fn open<'bytes, Book>(file: Bytes<'bytes>) -> Result<Book, ReadProblem>
where
    Book: Reader<Bytes<'bytes>>,
    calamine::Error: From<Book::Error>,
{
    Book::new(file).map_err(|error| problem(&error.into()))
}

/// All sheets; one that is broken does not take the others with it.
fn book<'bytes, Book>(mut book: Book, to: &mut Collector) -> Result<(), ReadProblem>
where
    Book: Reader<Bytes<'bytes>>,
    calamine::Error: From<Book::Error>,
{
    let sheets = book.sheets_metadata().to_vec();
    to.set_pages(u32::try_from(sheets.len()).unwrap_or(u32::MAX));
    let mut failed = None;
    for sheet in sheets {
        // What is very hidden holds lists for menus, and nobody can show it.
        if sheet.visible == SheetVisible::VeryHidden {
            continue;
        }
        match book.worksheet_range(&sheet.name) {
            Ok(range) => push_sheet(&sheet.name, &range, to),
            Err(error) => failed = Some(problem(&error.into())),
        }
        if to.is_full() {
            break;
        }
    }
    match failed {
        Some(problem) if to.blocks().is_empty() => Err(problem),
        Some(_) => {
            to.cut_short("damage");
            Ok(())
        }
        None => Ok(()),
    }
}

fn problem(error: &calamine::Error) -> ReadProblem {
    use calamine::{Error, OdsError, XlsError, XlsxError};
    match error {
        Error::Xlsx(XlsxError::Password)
        | Error::Xls(XlsError::Password)
        | Error::Ods(OdsError::Password) => ReadProblem::Encrypted,
        other => ReadProblem::damaged(other),
    }
}

fn push_sheet(name: &str, range: &Range<Data>, to: &mut Collector) {
    let Some((top, left)) = range.start() else {
        return;
    };
    let rows: Vec<Vec<String>> = range.rows().map(cells).collect();
    let Some(columns) = rows.iter().map(Vec::len).max().filter(|it| *it > 0) else {
        return;
    };
    let cells = |first: u32, last: u32| Place::Cells {
        sheet: name.to_owned(),
        range: CellRange {
            first_row: top.saturating_add(first),
            first_column: left.saturating_add(1),
            last_row: top.saturating_add(last),
            last_column: left.saturating_add(u32::try_from(columns).unwrap_or(u32::MAX)),
        },
    };
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let heading = BlockKind::Heading { level: 1 };
    to.push(Block::new(heading, name, cells(1, count)));
    push_rows(&rows, &mut |text, header_rows, first, last| {
        let kind = BlockKind::Table { header_rows };
        to.push(Block::new(kind, text, cells(first, last)));
    });
}

/// A row without the empty cells at its end.
fn cells(row: &[Data]) -> Vec<String> {
    let used = row.iter().rposition(|it| *it != Data::Empty);
    let used = used.map_or(0, |last| last + 1);
    row.iter().take(used).map(cell).collect()
}

fn cell(data: &Data) -> String {
    let text = match data {
        Data::DateTime(time) => date(*time),
        other => other.to_string(),
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// Days since 1900 as a date, when they are one; lengths of time stay hours.
fn date(time: calamine::ExcelDateTime) -> String {
    if time.is_duration() {
        let minutes = time.as_f64() * 24.0 * 60.0;
        return format!("{:.0}:{:02.0}", (minutes / 60.0).trunc(), minutes % 60.0);
    }
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    if (hour, minute, second) == (0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}
