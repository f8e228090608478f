//! From `pulldown-cmark`'s events to inline nodes. The text is given to the parser as one paragraph: a word before it,
//! and four spaces before a further line that looks like a block, keep it from seeing blocks.

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::Inlines;
use super::marks::{self, Surroundings, Text};
use super::math::Math;
use super::prepare::{restore, restore_escaped};
use crate::block::{Definition, Definitions, begins_block};
use crate::link;
use crate::plain::inline_text;
use crate::text::{after, before, byte, is_escapable};
use crate::tree::{Inline, Node};

/// Deepest nesting of inline nodes; what is deeper is shown without its mark.
const MAX_DEPTH: usize = 16;
/// The word before the text.
const SENTINEL: &str = "x ";

/// The text as a paragraph.
pub(super) fn paragraph(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    out.push_str(SENTINEL);
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
            if begins_block(line) {
                out.push_str("    ");
            }
        }
        out.push_str(line);
    }
    out
}

/// The definition for a reference, as the parser wants it.
pub(super) fn answer(
    definitions: &Definitions,
    label: &str,
) -> Option<(CowStr<'static>, CowStr<'static>)> {
    let Definition { address, title } = definitions.get(label)?;
    Some((CowStr::from(address.clone()), CowStr::from(title.clone())))
}

/// Reads prepared text.
pub(super) fn build(
    text: &str,
    math: &[Math],
    definitions: &Definitions,
    growing: bool,
) -> Inlines {
    let source = paragraph(text);
    let mut unresolved = false;
    let resolve = |link: BrokenLink<'_>| {
        let found = answer(definitions, &link.reference);
        unresolved |= found.is_none();
        found
    };
    let mut builder = Builder {
        frames: vec![Frame {
            kind: Kind::Flat,
            children: Vec::new(),
        }],
        run: Text::default(),
        math,
        links: 0,
        growing,
        begun: false,
    };
    let parser = Parser::new_with_broken_link_callback(
        &source,
        Options::ENABLE_STRIKETHROUGH,
        Some(resolve),
    );
    for (event, range) in parser.into_offset_iter() {
        builder.event(event, &source, range.start);
    }
    let nodes = builder.finish();
    Inlines { nodes, unresolved }
}

/// Whether the character at `place` has a backslash before it that escapes it.
pub(super) fn is_escaped(source: &str, place: usize) -> bool {
    is_escapable(byte(source, place))
        && before(source, place)
            .bytes()
            .rev()
            .take_while(|&b| b == b'\\')
            .count()
            % 2
            == 1
}

enum Kind {
    Flat,
    Strong,
    Emphasis,
    Strike,
    Link { address: String, title: String },
    Image { address: String },
}

struct Frame {
    kind: Kind,
    children: Vec<Inline>,
}

struct Builder<'a> {
    /// Never empty.
    frames: Vec<Frame>,
    run: Text,
    math: &'a [Math],
    links: usize,
    growing: bool,
    /// The sentinel has been taken off.
    begun: bool,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, source: &str, start: usize) {
        match event {
            Event::Start(Tag::Paragraph) => self.paragraph(),
            Event::End(TagEnd::Paragraph) => {}
            Event::Start(tag) => self.start(tag),
            Event::End(_) => self.end(),
            Event::Text(text) => {
                // The range of an escaped character begins at its backslash or behind it.
                let escaped = is_escaped(source, start)
                    || (byte(source, start) == b'\\' && !text.starts_with('\\'));
                if escaped {
                    self.run.escaped.push(self.run.text.len());
                }
                self.run.text.push_str(&text);
            }
            Event::Code(text) => {
                let text = restore(&text, self.math);
                self.push(Node::Code { text });
            }
            Event::InlineHtml(html) | Event::Html(html) => {
                if is_break(&html) {
                    self.push(Node::Break);
                } else {
                    self.run.text.push_str(&html);
                }
            }
            Event::SoftBreak => self.run.text.push('\n'),
            Event::HardBreak => self.push(Node::Break),
            _ => {}
        }
    }

    /// The text should be one paragraph; should the parser see two, a line end stands between them.
    fn paragraph(&mut self) {
        if self.begun || !self.run.text.is_empty() {
            self.run.text.push('\n');
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        self.flush();
        let address = |link_type: LinkType, address: &str| {
            let prefix = if link_type == LinkType::Email {
                "mailto:"
            } else {
                ""
            };
            prefix.to_owned() + &restore_escaped(address, self.math)
        };
        let kind = match tag {
            Tag::Strong => Kind::Strong,
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strikethrough => Kind::Strike,
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => Kind::Link {
                address: address(link_type, &dest_url),
                title: restore_escaped(&title, self.math),
            },
            Tag::Image {
                link_type,
                dest_url,
                ..
            } => Kind::Image {
                address: address(link_type, &dest_url),
            },
            _ => Kind::Flat,
        };
        self.links += usize::from(matches!(kind, Kind::Link { .. } | Kind::Image { .. }));
        self.frames.push(Frame {
            kind,
            children: Vec::new(),
        });
    }

    fn end(&mut self) {
        self.flush();
        let too_deep = self.frames.len() > MAX_DEPTH;
        if self.frames.len() < 2 {
            return;
        }
        let Some(Frame { kind, children }) = self.frames.pop() else {
            return;
        };
        self.links -= usize::from(matches!(kind, Kind::Link { .. } | Kind::Image { .. }));
        let node = match kind {
            Kind::Flat => None,
            Kind::Strong => Some(Node::Strong {
                children: children.clone(),
            }),
            Kind::Emphasis => Some(Node::Emphasis {
                children: children.clone(),
            }),
            Kind::Strike => Some(Node::Strike {
                children: children.clone(),
            }),
            Kind::Link { address, title } => Some(link_node(address, title, children.clone())),
            Kind::Image { address } => Some(image_node(&address, &children)),
        };
        let Some(parent) = self.frames.last_mut() else {
            return;
        };
        match node {
            Some(node) if !too_deep => parent.children.push(Inline::Node(node)),
            _ => parent.children.extend(children),
        }
    }

    fn push(&mut self, node: Node) {
        self.flush();
        if let Some(frame) = self.frames.last_mut() {
            frame.children.push(Inline::Node(node));
        }
    }

    /// Ends the run of text.
    fn flush(&mut self) {
        if self.run.text.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        let mut start = 0;
        if !self.begun {
            self.begun = true;
            start = if run.text.starts_with(SENTINEL) {
                SENTINEL.len()
            } else {
                1
            };
        }
        let around = Surroundings {
            math: self.math,
            in_link: self.links > 0,
            growing: self.growing,
        };
        if let Some(frame) = self.frames.last_mut() {
            marks::split(&run, start, around, &mut frame.children);
        }
    }

    fn finish(mut self) -> Vec<Inline> {
        self.flush();
        while self.frames.len() > 1 {
            self.end();
        }
        self.frames
            .pop()
            .map(|frame| frame.children)
            .unwrap_or_default()
    }
}

fn link_node(address: String, title: String, children: Vec<Inline>) -> Node {
    let href = link::allowed(&address);
    let address = if href.is_some() { None } else { Some(address) };
    Node::Link {
        href,
        address,
        title: Some(title).filter(|title| !title.is_empty()),
        children,
    }
}

fn image_node(address: &str, children: &[Inline]) -> Node {
    let source = link::data_image(address);
    let href = if source.is_some() {
        None
    } else {
        link::allowed(address)
    };
    Node::Image {
        source,
        href,
        alt: inline_text(children),
    }
}

/// `<br>` is the one tag that means what it says: models write it in table cells.
fn is_break(html: &str) -> bool {
    let inner = after(html, 1)
        .trim_end_matches('>')
        .trim_end_matches('/')
        .trim();
    inner.eq_ignore_ascii_case("br")
}
