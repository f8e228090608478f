//! HTML by its tokens: block elements part paragraphs, headings and tables are kept, scripts and styles are dropped.
//!
//! No tree is built, so that no page is too deep and memory stays by the size of the page. EPUB and mail use it too.

use std::cell::RefCell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{
    Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::collector::Collector;
use crate::document::BlockKind;

/// Reads a page; its blocks are the next paragraphs of the document.
pub(super) fn read(text: &str, to: &mut Collector) {
    let page = Page {
        state: RefCell::new(State::new(to)),
    };
    let tokenizer = Tokenizer::new(page, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(text));
    // Nothing here asks for a script to be run, so that one call reads all.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.state.borrow_mut().close();
}

struct Page<'to> {
    state: RefCell<State<'to>>,
}

impl TokenSink for Page<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::CharacterTokens(text) => state.text(&text),
            Token::TagToken(tag) => return state.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

struct State<'to> {
    to: &'to mut Collector,
    text: String,
    kind: BlockKind,
    /// The element whose content is dropped until it ends.
    dropped: Option<&'static str>,
    in_title: bool,
    title: String,
    /// How many `pre` are open: their line breaks count.
    preformatted: u32,
    table: Option<Table>,
}

#[derive(Default)]
struct Table {
    rows: Vec<String>,
    cells: Vec<String>,
    header_cells: usize,
    header_rows: u32,
    /// Tables inside a cell: their rows are text of that cell.
    inner: u32,
}

impl<'to> State<'to> {
    fn new(to: &'to mut Collector) -> Self {
        Self {
            to,
            text: String::new(),
            kind: BlockKind::Paragraph,
            dropped: None,
            in_title: false,
            title: String::new(),
            preformatted: 0,
            table: None,
        }
    }

    fn text(&mut self, text: &str) {
        if self.dropped.is_some() || self.to.is_full() {
            return;
        }
        if self.in_title {
            self.title.push_str(text);
            return;
        }
        if self.preformatted > 0 {
            self.text.push_str(text);
            return;
        }
        for letter in text.chars() {
            let blank = letter.is_ascii_whitespace() || letter == '\u{a0}';
            if !blank {
                self.text.push(letter);
            } else if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
        }
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name = tag.name.as_ref();
        let starts = tag.kind == TagKind::StartTag;
        if let Some(dropped) = self.dropped {
            if !starts && name == dropped {
                self.dropped = None;
            }
            return TokenSinkResult::Continue;
        }
        if starts && !tag.self_closing {
            if let Some((name, result)) = dropped(name) {
                self.dropped = Some(name);
                return result;
            }
            if name == "title" {
                self.in_title = true;
                return TokenSinkResult::RawData(Rcdata);
            }
        }
        match name {
            "title" => {
                self.in_title = false;
                self.to.set_title(&self.title);
            }
            "br" | "hr" => self.text.push('\n'),
            "img" => self.picture(tag),
            "table" => self.table_tag(starts),
            "tr" => self.row(),
            "td" | "th" if starts => self.cell(),
            "td" | "th" => self.end_cell(name == "th"),
            _ if self.table.is_some() => {
                if is_block(name) && !self.text.is_empty() {
                    self.text(" ");
                }
            }
            "pre" => {
                self.close();
                if starts {
                    self.preformatted += 1;
                    self.kind = BlockKind::Code { language: None };
                } else {
                    self.preformatted = self.preformatted.saturating_sub(1);
                }
            }
            _ => self.block(name, starts),
        }
        TokenSinkResult::Continue
    }

    fn block(&mut self, name: &str, starts: bool) {
        let heading = match name.as_bytes() {
            [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
            _ => None,
        };
        if heading.is_none() && !is_block(name) {
            return;
        }
        // `<li><p>text` is one item, not an empty one and a paragraph.
        let keeps = name == "p" && self.text.trim().is_empty() && starts;
        if !keeps {
            self.close();
        }
        if starts {
            match (heading, name) {
                (Some(level), _) => self.kind = BlockKind::Heading { level },
                (None, "li") => self.kind = BlockKind::ListItem,
                (None, "aside" | "figcaption") => self.kind = BlockKind::Note,
                _ => {}
            }
        }
    }

    fn picture(&mut self, tag: &Tag) {
        let alternative = tag.attrs.iter().find(|it| it.name.local.as_ref() == "alt");
        if let Some(alternative) = alternative {
            let words = alternative.value.trim().to_owned();
            self.text(&words);
        }
    }

    fn table_tag(&mut self, starts: bool) {
        match (&mut self.table, starts) {
            (Some(table), true) => table.inner += 1,
            (Some(table), false) if table.inner > 0 => table.inner -= 1,
            (None, true) => {
                self.close();
                self.table = Some(Table::default());
            }
            (Some(_), false) => self.end_table(),
            (None, false) => {}
        }
    }

    fn cell(&mut self) {
        // Cells need not be ended: the next one ends them.
        if let Some(table) = &self.table
            && table.inner == 0
            && !self.text.trim().is_empty()
        {
            self.end_cell(false);
        }
        if self.table.as_ref().is_some_and(|table| table.inner > 0) {
            self.text(" ");
        }
    }

    fn end_cell(&mut self, is_header: bool) {
        let Some(table) = &mut self.table else {
            return;
        };
        if table.inner > 0 {
            return;
        }
        let words: Vec<&str> = self.text.split_whitespace().collect();
        table.cells.push(words.join(" "));
        table.header_cells += usize::from(is_header);
        self.text.clear();
    }

    fn row(&mut self) {
        let inner = self.table.as_ref().map(|table| table.inner);
        if inner == Some(0) && !self.text.trim().is_empty() {
            self.end_cell(false);
        }
        let Some(table) = self.table.as_mut().filter(|table| table.inner == 0) else {
            return;
        };
        let cells = std::mem::take(&mut table.cells);
        let headers = std::mem::take(&mut table.header_cells);
        if cells.iter().all(String::is_empty) {
            return;
        }
        let only_headers = headers == cells.len();
        if only_headers && u32::try_from(table.rows.len()).is_ok_and(|it| it == table.header_rows) {
            table.header_rows += 1;
        }
        table.rows.push(cells.join("\t"));
    }

    fn end_table(&mut self) {
        self.row();
        let Some(table) = self.table.take() else {
            return;
        };
        // Pages are laid out with tables of one column: that is text.
        let is_layout = table.rows.iter().all(|row| !row.contains('\t'));
        if is_layout {
            for row in table.rows {
                self.to.flow(BlockKind::Paragraph, row);
            }
            return;
        }
        let kind = BlockKind::Table {
            header_rows: table.header_rows,
        };
        self.to.flow(kind, table.rows.join("\n"));
    }

    fn close(&mut self) {
        if self.table.is_some() {
            self.end_table();
        }
        let kind = std::mem::replace(&mut self.kind, BlockKind::Paragraph);
        let text = std::mem::take(&mut self.text);
        let text = if matches!(kind, BlockKind::Code { .. }) {
            text.trim_matches('\n').to_owned()
        } else {
            let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
            lines.join("\n").trim().to_owned()
        };
        self.to.flow(kind, text);
    }
}

/// Elements without text to read, and how the tokenizer reads their content.
fn dropped(name: &str) -> Option<(&'static str, TokenSinkResult<()>)> {
    use html5ever::tokenizer::states::RawKind;
    let raw = |kind: RawKind| TokenSinkResult::RawData(kind);
    Some(match name {
        "script" => ("script", raw(ScriptData)),
        "style" => ("style", raw(Rawtext)),
        "iframe" => ("iframe", raw(Rawtext)),
        "noframes" => ("noframes", raw(Rawtext)),
        "textarea" => ("textarea", raw(Rcdata)),
        "template" => ("template", TokenSinkResult::Continue),
        "svg" => ("svg", TokenSinkResult::Continue),
        "select" => ("select", TokenSinkResult::Continue),
        _ => return None,
    })
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "head"
            | "header"
            | "html"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "section"
            | "summary"
            | "ul"
            | "tbody"
            | "thead"
            | "tfoot"
            | "option"
            | "legend"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::extract::Limits;

    fn page(text: &str) -> Document {
        let mut to = Collector::new("html", &Limits::default());
        read(text, &mut to);
        to.finish()
    }

    fn texts(text: &str) -> Vec<(BlockKind, String)> {
        let blocks = page(text).blocks.into_iter();
        blocks.map(|it| (it.kind, it.text)).collect()
    }

    #[test]
    fn a_page_is_its_text_and_no_more() {
        let found = page(
            "<!doctype html><html><head><title>合同 &amp; 法</title><style>p{}</style>\
             <script>if (a < b) document.write('<p>no</p>')</script></head><body>\
             <h2>第一章</h2><p>一&nbsp;二<br>三 <b>粗</b>体<div>next<ul><li><p>item<li>two</ul>\
             <pre>a\n  b</pre><img alt='图'></body>",
        );
        assert_eq!(found.title.as_deref(), Some("合同 & 法"));
        let blocks: Vec<(BlockKind, &str)> = found
            .blocks
            .iter()
            .map(|it| (it.kind.clone(), it.text.as_str()))
            .collect();
        assert_eq!(
            blocks,
            [
                (BlockKind::Heading { level: 2 }, "第一章"),
                (BlockKind::Paragraph, "一 二\n三 粗体"),
                (BlockKind::Paragraph, "next"),
                (BlockKind::ListItem, "item"),
                (BlockKind::ListItem, "two"),
                (BlockKind::Code { language: None }, "a\n  b"),
                (BlockKind::Paragraph, "图"),
            ]
        );
    }

    #[test]
    fn a_table_keeps_its_header_and_a_layout_is_text() {
        let table = "<table><tr><th>a<th>b<tr><td>1<td><table><tr><td>in</table> 2</table>";
        assert_eq!(
            texts(table),
            [(
                BlockKind::Table { header_rows: 0 },
                "a\tb\n1\tin 2".to_owned()
            )],
            "cells that are not ended do not say that they were headers"
        );
        let ended = "<table><thead><tr><th>a</th><th>b</th></tr></thead><tr><td>1</td><td></td></tr></table>";
        assert_eq!(
            texts(ended),
            [(BlockKind::Table { header_rows: 1 }, "a\tb\n1\t".to_owned())]
        );
        let layout = "<table><tr><td>only</td></tr><tr><td>text</td></tr></table>after";
        assert_eq!(texts(layout).len(), 3);
    }

    #[test]
    fn broken_and_deep_pages_end() {
        let deep = "<div>".repeat(200_000) + "x";
        assert_eq!(texts(&deep), [(BlockKind::Paragraph, "x".to_owned())]);
        assert!(texts("<script>never ended").is_empty());
        assert_eq!(
            texts("<table><tr><td>a<td>b").len(),
            1,
            "a table without an end"
        );
        assert!(texts("").is_empty());
    }
}
