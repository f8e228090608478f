//! OpenDocument text and slides: `content.xml`, with headings, lists, tables and notes.

use super::archive::Archive;
use super::collector::Collector;
use super::xml::{Element, Node, walk};
use super::{Format, ReadProblem, Source};
use crate::document::{Block, BlockKind, Place};

/// Empty cells are repeated to the edge of a sheet; no more than this many are kept.
const REPEATED_CELLS: usize = 64;

pub(super) fn read(
    source: &Source<'_>,
    format: Format,
    to: &mut Collector,
) -> Result<(), ReadProblem> {
    let mut archive = Archive::open(source.bytes, source.limits)?;
    if let Some(manifest) = archive.text("META-INF/manifest.xml")?
        && manifest.contains("encryption-data")
    {
        return Err(ReadProblem::Encrypted);
    }
    if let Some(meta) = archive.text("meta.xml")? {
        title(&meta, source, to);
    }
    let content = archive.text("content.xml")?;
    let content = content.ok_or_else(|| ReadProblem::damaged("no content.xml"))?;
    let mut state = State::new(format == Format::Odp, to);
    let result = walk(&content, source.limits, &mut |node| match node {
        Node::Start(element) => state.start(&element),
        Node::End(name) => state.end(name),
        Node::Text(text) => state.text(text),
    });
    let is_empty = state.to.blocks().is_empty();
    match result {
        Err(ReadProblem::Damaged { .. }) if !is_empty => to.cut_short("damage"),
        other => other?,
    }
    Ok(())
}

fn title(meta: &str, source: &Source<'_>, to: &mut Collector) {
    let mut in_title = false;
    // A file whose description is broken is read all the same.
    let _ = walk(meta, source.limits, &mut |node| match node {
        Node::Start(element) => in_title = element.name == "title",
        Node::End(_) => in_title = false,
        Node::Text(text) if in_title => to.set_title(text),
        Node::Text(_) => {}
    });
}

struct State<'to> {
    to: &'to mut Collector,
    is_slides: bool,
    slide: u32,
    /// Text of the open paragraphs, the innermost last: a note's paragraph stands inside one.
    open: Vec<(BlockKind, String)>,
    list_depth: u32,
    note_depth: u32,
    /// Elements whose text is not of the document: tracked deletions, the marks of notes.
    dropped: u32,
    tables: Vec<Table>,
}

#[derive(Default)]
struct Table {
    rows: Vec<String>,
    cells: Vec<String>,
    cell: Vec<String>,
    repeated: usize,
    header_rows: u32,
    in_header: bool,
}

impl<'to> State<'to> {
    fn new(is_slides: bool, to: &'to mut Collector) -> Self {
        Self {
            to,
            is_slides,
            slide: 0,
            open: Vec::new(),
            list_depth: 0,
            note_depth: 0,
            dropped: 0,
            tables: Vec::new(),
        }
    }

    fn start(&mut self, element: &Element<'_>) {
        match element.name {
            "tracked-changes" | "note-citation" | "forms" => self.dropped += 1,
            "h" => {
                let level = element.attribute("outline-level");
                let level = level.and_then(|it| it.parse::<u8>().ok()).unwrap_or(1);
                let level = level.clamp(1, 6);
                self.open
                    .push((BlockKind::Heading { level }, String::new()));
            }
            "p" => self.open.push((self.paragraph_kind(), String::new())),
            "list-item" | "list-header" => self.list_depth += 1,
            "note" | "annotation" | "notes" => self.note_depth += 1,
            "page" => {
                self.slide += 1;
                self.to.set_pages(self.slide);
            }
            "tab" => self.text("\t"),
            "line-break" => self.text("\n"),
            "s" => {
                let count = element
                    .attribute("c")
                    .and_then(|it| it.parse::<usize>().ok());
                self.text(&" ".repeat(count.unwrap_or(1).min(80)));
            }
            "table" => self.tables.push(Table::default()),
            "table-header-rows" => self.with_table(|table| table.in_header = true),
            "table-cell" | "covered-table-cell" => {
                let repeated = element.attribute("number-columns-repeated");
                let repeated = repeated
                    .and_then(|it| it.parse::<usize>().ok())
                    .unwrap_or(1);
                self.with_table(|table| {
                    table.cell.clear();
                    table.repeated = repeated.min(REPEATED_CELLS);
                });
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "tracked-changes" | "note-citation" | "forms" => {
                self.dropped = self.dropped.saturating_sub(1);
            }
            "h" | "p" => self.close(),
            "list-item" | "list-header" => self.list_depth = self.list_depth.saturating_sub(1),
            "note" | "annotation" | "notes" => {
                self.note_depth = self.note_depth.saturating_sub(1);
            }
            "table-header-rows" => self.with_table(|table| table.in_header = false),
            "table-cell" | "covered-table-cell" => self.with_table(|table| {
                let text = table.cell.join(" ");
                for _ in 0..table.repeated {
                    table.cells.push(text.clone());
                }
            }),
            "table-row" => self.with_table(Table::end_row),
            "table" => self.end_table(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.dropped == 0
            && let Some((_, open)) = self.open.last_mut()
        {
            open.push_str(text);
        }
    }

    fn with_table(&mut self, change: impl FnOnce(&mut Table)) {
        if let Some(table) = self.tables.last_mut() {
            change(table);
        }
    }

    fn paragraph_kind(&self) -> BlockKind {
        if self.note_depth > 0 {
            BlockKind::Note
        } else if self.list_depth > 0 {
            BlockKind::ListItem
        } else {
            BlockKind::Paragraph
        }
    }

    fn close(&mut self) {
        let Some((kind, text)) = self.open.pop() else {
            return;
        };
        match self.tables.last_mut() {
            Some(table) => {
                let words: Vec<&str> = text.split_whitespace().collect();
                table.cell.push(words.join(" "));
            }
            None => self.push(kind, &text),
        }
    }

    fn end_table(&mut self) {
        let Some(mut table) = self.tables.pop() else {
            return;
        };
        table.end_row();
        let header_rows = table.header_rows;
        let text = table.rows.join("\n");
        match self.tables.last_mut() {
            // A table in a cell is text of that cell.
            Some(outer) => outer.cell.push(text.replace(['\t', '\n'], " ")),
            None => self.push(BlockKind::Table { header_rows }, &text),
        }
    }

    fn push(&mut self, kind: BlockKind, text: &str) {
        let text = text.trim();
        if self.is_slides {
            let place = Place::Slide { slide: self.slide };
            self.to.push(Block::new(kind, text, place));
        } else {
            self.to.flow(kind, text);
        }
    }
}

impl Table {
    fn end_row(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        let used = cells.iter().rposition(|it| !it.is_empty());
        let Some(used) = used else {
            return;
        };
        let cells: Vec<String> = cells.into_iter().take(used + 1).collect();
        self.rows.push(cells.join("\t"));
        self.header_rows += u32::from(self.in_header);
    }
}
