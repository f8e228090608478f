//! A tree as text, without what pulldown-cmark does not know.

use glim_markdown::{Block, Inline, Line, Node};

/// The blocks as nested brackets.
pub(crate) fn dump(blocks: &[Block]) -> String {
    let mut out = String::new();
    push_blocks(blocks, false, &mut out);
    out
}

fn push_blocks(blocks: &[Block], tight: bool, out: &mut String) {
    for block in blocks {
        push_block(block, tight, out);
    }
}

fn push_block(block: &Block, tight: bool, out: &mut String) {
    match block {
        Block::Paragraph { children } => wrap(if tight { "t" } else { "p" }, out, |out| {
            inlines(children, out)
        }),
        Block::Heading { level, children } => {
            wrap(&format!("h{level}"), out, |out| inlines(children, out))
        }
        Block::Code {
            language,
            info,
            lines,
            ..
        } => {
            let info = format!("{language} {info}");
            wrap(&format!("code {:?}", info.trim()), out, |out| {
                push_lines(lines, out)
            });
        }
        Block::List {
            start,
            tight,
            children,
        } => wrap(&format!("list {start:?}"), out, |out| {
            for item in children {
                wrap(&format!("item {:?}", item.task), out, |out| {
                    push_blocks(&item.children, *tight, out)
                });
            }
        }),
        Block::Table { align, rows } => wrap(&format!("table {align:?}"), out, |out| {
            for row in rows {
                wrap("row", out, |out| {
                    row.0
                        .iter()
                        .for_each(|cell| wrap("cell", out, |out| inlines(cell, out)))
                });
            }
        }),
        Block::Quote { alert, children } => {
            wrap(&format!("quote {alert:?}"), out, |out| {
                push_blocks(children, false, out)
            });
        }
        Block::Rule => out.push_str("(rule)\n"),
        Block::Math { source, .. } => wrap("p", out, |out| out.push_str(&format!("$${source}$$"))),
        Block::Html { lines } => wrap("html", out, |out| push_lines(lines, out)),
        Block::Footnote { label, children } => {
            wrap(&format!("footnote {label}"), out, |out| {
                push_blocks(children, false, out)
            });
        }
    }
}

pub(crate) fn wrap(name: &str, out: &mut String, inner: impl FnOnce(&mut String)) {
    out.push('(');
    out.push_str(name);
    out.push(' ');
    inner(out);
    while out.ends_with('\n') {
        out.pop();
    }
    out.push_str(")\n");
}

fn push_lines(lines: &[Line], out: &mut String) {
    for line in lines {
        out.push_str(&format!("{:?}\n", line.text()));
    }
}

fn inlines(all: &[Inline], out: &mut String) {
    for inline in all {
        match inline {
            Inline::Text(text) => out.push_str(text),
            Inline::Node(node) => push_node(node, out),
        }
    }
}

fn push_node(node: &Node, out: &mut String) {
    match node {
        Node::Strong { children } => mark("b", out, |out| inlines(children, out)),
        Node::Emphasis { children } => mark("i", out, |out| inlines(children, out)),
        Node::Strike { children } => mark("s", out, |out| inlines(children, out)),
        Node::Code { text } => mark("c", out, |out| out.push_str(text)),
        Node::Link {
            href,
            address,
            title,
            children,
        } => {
            let address = href.as_ref().or(address.as_ref()).unwrap();
            let mut inner = String::new();
            inlines(children, &mut inner);
            link(address, title.as_deref().unwrap_or(""), &inner, out);
        }
        Node::Image { alt, .. } => mark("img", out, |out| out.push_str(alt)),
        Node::Math { source, .. } => out.push_str(&format!("${source}$")),
        Node::Citation { text, .. } => out.push_str(text),
        Node::FootnoteMark { label } => out.push_str(&format!("[^{label}]")),
        Node::Break => out.push_str("<br>"),
    }
}

/// A link; one that shows its own address is its address, since we find bare addresses and pulldown-cmark does not.
pub(crate) fn link(address: &str, title: &str, inner: &str, out: &mut String) {
    if inner == address {
        out.push_str(address);
    } else {
        mark(&format!("a {address:?} {title:?}"), out, |out| {
            out.push_str(inner)
        });
    }
}

pub(crate) fn mark(name: &str, out: &mut String, inner: impl FnOnce(&mut String)) {
    out.push('{');
    out.push_str(name);
    out.push(' ');
    inner(out);
    out.push('}');
}
