//! The words of a tree without its marks: for titles, search snippets and reading aloud.

use crate::tree::{Block, Inline, Item, Line, Node};

/// The text of the blocks: one line per block, item, row and line of code; no marks, no addresses, no citations.
pub fn plain_text(blocks: &[Block]) -> String {
    let mut out = String::new();
    push_blocks(blocks, &mut out);
    out.truncate(out.trim_end().len());
    out
}

/// The text of inline nodes.
pub(crate) fn inline_text(inlines: &[Inline]) -> String {
    let mut out = String::new();
    push_inlines(inlines, &mut out);
    out
}

fn push_blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph { children } | Block::Heading { children, .. } => {
                push_inlines(children, out);
                end_line(out);
            }
            Block::Code { lines, .. } | Block::Html { lines } => push_lines(lines, out),
            Block::List { children, .. } => {
                for Item { children, .. } in children {
                    push_blocks(children, out);
                }
            }
            Block::Table { rows, .. } => {
                for row in rows {
                    for (index, cell) in row.0.iter().enumerate() {
                        if index > 0 {
                            out.push('\t');
                        }
                        push_inlines(cell, out);
                    }
                    end_line(out);
                }
            }
            Block::Quote { children, .. } | Block::Footnote { children, .. } => {
                push_blocks(children, out);
            }
            Block::Math { source, .. } => {
                out.push_str(source);
                end_line(out);
            }
            Block::Rule => {}
        }
    }
}

fn push_lines(lines: &[Line], out: &mut String) {
    for line in lines {
        for span in &line.0 {
            out.push_str(span.text());
        }
        out.push('\n');
    }
}

fn end_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

fn push_inlines(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => out.push_str(text),
            Inline::Node(node) => push_node(node, out),
        }
    }
}

fn push_node(node: &Node, out: &mut String) {
    match node {
        Node::Strong { children }
        | Node::Emphasis { children }
        | Node::Strike { children }
        | Node::Link { children, .. } => push_inlines(children, out),
        Node::Code { text } => out.push_str(text),
        Node::Image { alt, .. } => out.push_str(alt),
        Node::Math { source, .. } => out.push_str(source),
        Node::Citation { .. } | Node::FootnoteMark { .. } => {}
        Node::Break => out.push('\n'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_are_left() {
        let text = "# 标题 *a*\n\n- [x] 做 [1]\n- مرحبا `c` ![图](https://a.b)\n\n| a | 👍 |\n|---|---|\n| 1 | **2** |\n\n```py\nx = 1\n```\n";
        assert_eq!(
            plain_text(&crate::parse(text)),
            "标题 a\n做 \nمرحبا c 图\na\t👍\n1\t2\nx = 1"
        );
    }
}
