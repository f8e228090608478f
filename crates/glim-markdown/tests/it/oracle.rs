//! What pulldown-cmark itself makes of a whole text, in the words of `dump.rs`.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::dump::{link, mark, wrap};

enum Node {
    Leaf(String),
    Frame(Frame),
}

struct Frame {
    tag: Tag<'static>,
    children: Vec<Node>,
    task: Option<bool>,
}

/// The text as nested brackets.
pub(crate) fn dump(text: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let mut stack = vec![Frame {
        tag: Tag::Paragraph,
        children: Vec::new(),
        task: None,
    }];
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(tag) => stack.push(Frame {
                tag: owned(tag),
                children: Vec::new(),
                task: None,
            }),
            Event::End(end) => {
                let frame = stack.pop().unwrap();
                assert_eq!(frame.tag.to_end(), end);
                stack.last_mut().unwrap().children.push(Node::Frame(frame));
            }
            Event::TaskListMarker(done) => {
                let position = if matches!(stack.last().unwrap().tag, Tag::Item) {
                    1
                } else {
                    2
                };
                let index = stack.len() - position;
                stack[index].task = Some(done);
            }
            event => {
                let mut out = String::new();
                match event {
                    Event::Text(text) | Event::Html(text) => out.push_str(&text),
                    Event::InlineHtml(html) => {
                        let name = html.trim_matches(['<', '>', '/', ' ']);
                        out.push_str(
                            if name.eq_ignore_ascii_case("br") && !html.starts_with("</") {
                                "<br>"
                            } else {
                                &html
                            },
                        );
                    }
                    Event::Code(text) => mark("c", &mut out, |out| out.push_str(&text)),
                    Event::SoftBreak => out.push('\n'),
                    Event::HardBreak => out.push_str("<br>"),
                    Event::Rule => out.push_str("(rule)\n"),
                    other => panic!("{other:?}"),
                }
                stack.last_mut().unwrap().children.push(Node::Leaf(out));
            }
        }
    }
    let mut out = String::new();
    assert_eq!(stack.len(), 1);
    children(&stack[0], &mut out);
    out
}

fn owned(tag: Tag<'_>) -> Tag<'static> {
    tag.into_static()
}

fn children(frame: &Frame, out: &mut String) {
    for node in &frame.children {
        match node {
            Node::Leaf(text) => out.push_str(text),
            Node::Frame(frame) => push(frame, out),
        }
    }
}

fn push(frame: &Frame, out: &mut String) {
    let inside = |out: &mut String| children(frame, out);
    match &frame.tag {
        Tag::Paragraph => wrap("p", out, inside),
        Tag::Heading { level, .. } => wrap(&format!("h{}", *level as u8), out, inside),
        Tag::CodeBlock(kind) => {
            let info = match kind {
                CodeBlockKind::Fenced(info) => {
                    info.split_whitespace().collect::<Vec<_>>().join(" ")
                }
                CodeBlockKind::Indented => String::new(),
            };
            wrap(&format!("code {info:?}"), out, |out| lines(frame, out));
        }
        Tag::HtmlBlock => wrap("html", out, |out| lines(frame, out)),
        Tag::List(start) => wrap(&format!("list {start:?}"), out, inside),
        Tag::Item => wrap(&format!("item {:?}", frame.task), out, |out| {
            item(frame, out)
        }),
        Tag::Table(align) => wrap(&format!("table {align:?}"), out, inside),
        Tag::TableHead | Tag::TableRow => wrap("row", out, inside),
        Tag::TableCell => wrap("cell", out, inside),
        Tag::BlockQuote(kind) => wrap(&format!("quote {kind:?}"), out, inside),
        Tag::Strong => mark("b", out, inside),
        Tag::Emphasis => mark("i", out, inside),
        Tag::Strikethrough => mark("s", out, inside),
        Tag::Link {
            dest_url,
            title,
            link_type,
            ..
        } => {
            let mut text = String::new();
            children(frame, &mut text);
            let address: CowStr<'_> = match link_type {
                LinkType::Email => format!("mailto:{dest_url}").into(),
                _ => dest_url.clone(),
            };
            link(&address, title, &text, out);
        }
        Tag::Image { .. } => mark("img", out, |out| plain(frame, out)),
        other => panic!("{other:?}"),
    }
}

/// Text of a tight item stands in it without a paragraph.
fn item(frame: &Frame, out: &mut String) {
    let mut run = String::new();
    let flush = |run: &mut String, out: &mut String| {
        if !run.is_empty() {
            wrap("t", out, |out| out.push_str(run));
            run.clear();
        }
    };
    for node in &frame.children {
        match node {
            Node::Leaf(text) if text != "(rule)\n" => run.push_str(text),
            Node::Leaf(text) => {
                flush(&mut run, out);
                out.push_str(text);
            }
            Node::Frame(inner) if is_inline(&inner.tag) => push(inner, &mut run),
            Node::Frame(inner) => {
                flush(&mut run, out);
                push(inner, out);
            }
        }
    }
    flush(&mut run, out);
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag.to_end(),
        TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

fn lines(frame: &Frame, out: &mut String) {
    let mut text = String::new();
    children(frame, &mut text);
    for line in text.strip_suffix('\n').unwrap_or(&text).split('\n') {
        if !(text.is_empty() && line.is_empty()) {
            out.push_str(&format!("{line:?}\n"));
        }
    }
}

fn plain(frame: &Frame, out: &mut String) {
    for node in &frame.children {
        match node {
            Node::Leaf(text) => {
                let inner = text
                    .strip_prefix("{c ")
                    .and_then(|code| code.strip_suffix('}'));
                out.push_str(inner.unwrap_or(if text == "<br>" { "\n" } else { text }));
            }
            Node::Frame(frame) => plain(frame, out),
        }
    }
}
