//! XML as starts, ends and texts, no deeper than allowed; and XML of no known kind as the text of its elements.
//!
//! Entities of a document's own are never expanded, so none can grow.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::collector::Collector;
use super::{Limits, ReadProblem};
use crate::document::BlockKind;

/// An element stands in this many others for each level a document may be nested: markup is deeper than it means.
const ELEMENTS_A_LEVEL: u32 = 8;

/// What a document is made of.
pub(super) enum Node<'text> {
    Start(Element<'text>),
    /// The local name of the element that ends.
    End(&'text str),
    Text(&'text str),
}

/// The start of an element.
pub(super) struct Element<'text> {
    /// Its name without prefix.
    pub(super) name: &'text str,
    start: &'text BytesStart<'text>,
}

impl Element<'_> {
    /// The value of an attribute by its local name.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let found = attributes
            .with_checks(false)
            .flatten()
            .find(|it| it.key.local_name().as_ref() == name)?;
        Some(resolved(&found.value))
    }
}

/// Hands every node to `visit`; an element without content is a start and an end.
pub(super) fn walk(
    text: &str,
    limits: &Limits,
    visit: &mut dyn FnMut(Node<'_>),
) -> Result<(), ReadProblem> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_dangling_amp = true;
    let limit = limits.depth.saturating_mul(ELEMENTS_A_LEVEL);
    let mut depth = 0_u32;
    loop {
        match reader.read_event().map_err(ReadProblem::damaged)? {
            Event::Start(start) => {
                depth += 1;
                if depth > limit {
                    return Err(ReadProblem::TooDeep { limit });
                }
                visit(Node::Start(element(&start)));
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(Node::End(end.local_name().as_ref()));
            }
            Event::Empty(start) => {
                let element = element(&start);
                let name = element.name;
                visit(Node::Start(element));
                visit(Node::End(name));
            }
            Event::Text(text) => visit(Node::Text(&text.xml10_content())),
            Event::CData(text) => visit(Node::Text(&text.xml10_content())),
            Event::GeneralRef(reference) => {
                let name = reference.xml10_content();
                visit(Node::Text(&resolved(&format!("&{name};"))));
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn element<'text>(start: &'text BytesStart<'text>) -> Element<'text> {
    // The name borrows from the start, not from the local name made of it.
    let whole = start.name().into_inner();
    let name = whole.rsplit(':').next().unwrap_or(whole);
    Element { name, start }
}

/// References to characters and to the few entities everybody knows; others become nothing.
fn resolved(text: &str) -> String {
    let known = |entity: &str| match entity {
        "nbsp" => Some("\u{a0}"),
        "mdash" => Some("—"),
        "ndash" => Some("–"),
        "hellip" => Some("…"),
        "ldquo" => Some("“"),
        "rdquo" => Some("”"),
        "lsquo" => Some("‘"),
        "rsquo" => Some("’"),
        "copy" => Some("©"),
        other => quick_xml::escape::resolve_predefined_entity(other).or(Some("")),
    };
    let resolved = quick_xml::escape::unescape_with(text, known);
    resolved.map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

/// Reads XML of no known kind: an element with text of its own is a paragraph, together with the marks inside it.
pub(super) fn read(text: &str, limits: &Limits, to: &mut Collector) -> Result<(), ReadProblem> {
    let mut open = String::new();
    // How deep the element stands whose text is being read, and how deep we are.
    let mut owner: Option<u32> = None;
    let mut depth = 0_u32;
    let result = walk(text, limits, &mut |node| match node {
        Node::Start(_) => {
            depth += 1;
            // Elements one below another's text are marks in it; deeper ones are structure.
            let is_mark = owner.is_some_and(|owner| depth <= owner + 2);
            if !is_mark {
                flush(&mut open, to);
                owner = None;
            }
        }
        Node::End(_) => {
            if owner.is_some_and(|owner| depth <= owner) {
                flush(&mut open, to);
                owner = None;
            }
            depth = depth.saturating_sub(1);
        }
        Node::Text(text) => {
            if !text.trim().is_empty() {
                owner.get_or_insert(depth);
            }
            open.push_str(text);
        }
    });
    flush(&mut open, to);
    // What came before the break is worth keeping.
    match result {
        Err(problem) if to.blocks().is_empty() => Err(problem),
        Err(_) => {
            to.cut_short("damage");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

fn flush(open: &mut String, to: &mut Collector) {
    let words: Vec<&str> = open.split_whitespace().collect();
    to.flow(BlockKind::Paragraph, words.join(" "));
    open.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(xml: &str) -> Result<Vec<String>, ReadProblem> {
        let limits = Limits::default();
        let mut to = Collector::new("xml", &limits);
        read(xml, &limits, &mut to)?;
        Ok(to.finish().blocks.into_iter().map(|it| it.text).collect())
    }

    #[test]
    fn elements_with_text_are_paragraphs() {
        let xml =
            "<?xml version='1.0'?><a><b>一 <i>二</i> &amp; &#x4e09;</b><b><![CDATA[<x>]]></b></a>";
        assert_eq!(texts(xml).unwrap(), ["一 二 & 三", "<x>"]);
    }

    #[test]
    fn entities_do_not_grow_and_depth_has_a_limit() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>x&c;&c;y</a>";
        assert_eq!(texts(bomb).unwrap(), ["xy"]);
        let deep = "<a>".repeat(100_000);
        assert_eq!(texts(&deep).unwrap_err().reason(), "tooDeep");
        assert_eq!(texts("<a>kept</a><b").unwrap(), ["kept"]);
        assert_eq!(texts("<a>cut off").unwrap(), ["cut off"]);
    }
}
