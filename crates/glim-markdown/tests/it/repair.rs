//! What is shown of marks that are still being typed.

use glim_markdown::{Block, Growing, Inline, Node, Options};

fn shown(text: &str) -> Vec<Block> {
    let mut growing = Growing::new(Options::default());
    growing.push(text);
    drop(growing.take_patch());
    growing.tree()
}

fn inlines(text: &str) -> Vec<Inline> {
    match shown(text).pop() {
        Some(Block::Paragraph { children }) => children,
        None => Vec::new(),
        other => panic!("{other:?}"),
    }
}

fn text(text: &str) -> Inline {
    Inline::Text(text.to_owned())
}

fn strong(inner: &str) -> Inline {
    Inline::Node(Node::Strong {
        children: vec![text(inner)],
    })
}

#[test]
fn open_emphasis_is_shown_as_such() {
    assert_eq!(inlines("a **粗"), [text("a "), strong("粗")]);
    assert_eq!(inlines("a **粗*"), [text("a "), strong("粗")]);
    assert_eq!(inlines("a **粗**"), [text("a "), strong("粗")]);
    assert_eq!(
        inlines("a *i"),
        [
            text("a "),
            Inline::Node(Node::Emphasis {
                children: vec![text("i")]
            })
        ]
    );
    assert_eq!(
        inlines("a ~~s"),
        [
            text("a "),
            Inline::Node(Node::Strike {
                children: vec![text("s")]
            })
        ]
    );
    assert_eq!(inlines("**注意：**这"), [strong("注意："), text("这")]);
}

#[test]
fn lone_marks_at_the_end_are_not_shown() {
    for mark in [
        "*",
        "**",
        "`",
        "[",
        "![",
        "\\",
        "<",
        "$",
        "~~",
        "【",
        "【1",
        "[1",
        "[ref_",
        "<https://a",
        "<b",
        "&am",
        "![alt",
        "![alt](http",
    ] {
        assert_eq!(inlines(&format!("文字 {mark}")), [text("文字")], "{mark:?}");
    }
}

#[test]
fn an_open_code_span_is_code() {
    let code = |inner: &str| {
        Inline::Node(Node::Code {
            text: inner.to_owned(),
        })
    };
    assert_eq!(inlines("a `let x"), [text("a "), code("let x")]);
    assert_eq!(inlines("a ``x`"), [text("a "), code("x")]);
    assert_eq!(inlines("a `**x"), [text("a "), code("**x")]);
}

#[test]
fn a_link_shows_its_words_until_it_is_whole() {
    for part in [
        "[智谱",
        "[智谱]",
        "[智谱](",
        "[智谱](https://big",
        "[智谱](https://a.b \"t",
    ] {
        let shown: String = glim_markdown::plain_text(&shown(&format!("见 {part}")));
        assert_eq!(shown, "见 智谱", "{part}");
        assert_eq!(
            inlines(&format!("见 {part}"))
                .iter()
                .filter(|node| matches!(node, Inline::Node(_)))
                .count(),
            0
        );
    }
    assert!(matches!(
        inlines("见 [智谱](https://a.b)")[1],
        Inline::Node(Node::Link { href: Some(_), .. })
    ));
}

#[test]
fn half_typed_blocks_are_not_shown() {
    for part in [
        "#",
        "-",
        "- ",
        "1",
        "1.",
        "``",
        "```rus",
        "|",
        "| a | b |",
        "| a |\n|--",
        "---",
        "[a]: http",
        "$$",
        "\\[",
    ] {
        let blocks = shown(&format!("para\n\n{part}"));
        assert_eq!(blocks.len(), 1, "{part:?} shows {blocks:?}");
    }
    assert_eq!(shown("- [x").len(), 1, "the item is certain");
    let Some(Block::List { children, .. }) = shown("- [x").pop() else {
        panic!("no list")
    };
    assert!(
        children[0].children.is_empty(),
        "the mark of a task is not text"
    );
}

#[test]
fn mathematics_is_marked_unfinished() {
    let Inline::Node(Node::Math { source, closed, .. }) = &inlines("和 $\\frac{a")[1] else {
        panic!("no math")
    };
    assert_eq!((source.as_str(), *closed), ("\\frac{a", false));
    assert_eq!(
        shown("$$\nx +"),
        [Block::Math {
            source: "x +".to_owned(),
            closed: false
        }]
    );
    assert_eq!(inlines("costs $5 or"), [text("costs $5 or")]);
}

#[test]
fn a_closing_fence_never_shows() {
    let Some(Block::Code { lines, closed, .. }) = shown("```\na\n``").pop() else {
        panic!("no code")
    };
    assert_eq!((lines.len(), closed), (1, false));
}
