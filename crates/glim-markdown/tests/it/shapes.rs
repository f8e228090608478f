//! What single texts become: the parts that pulldown-cmark does not know, and the limits.

use glim_markdown::{Alert, Block, Inline, Node, parse};

fn only(text: &str) -> Block {
    let mut blocks = parse(text);
    assert_eq!(blocks.len(), 1, "{blocks:?}");
    blocks.remove(0)
}

fn inlines(text: &str) -> Vec<Inline> {
    match only(text) {
        Block::Paragraph { children } => children,
        other => panic!("{other:?}"),
    }
}

fn text(text: &str) -> Inline {
    Inline::Text(text.to_owned())
}

#[test]
fn several_numbers_in_one_bracket_are_a_mark_each() {
    let marks = |text: &str| -> Vec<(u32, String)> {
        let Some(Block::Paragraph { children }) = parse(text).into_iter().next() else {
            return Vec::new();
        };
        let marks = children.into_iter().filter_map(|inline| match inline {
            Inline::Node(Node::Citation { number, text }) => Some((number, text)),
            _ => None,
        });
        marks.collect()
    };
    let pair = |one: &str, other: &str| vec![(1, one.to_owned()), (12, other.to_owned())];
    assert_eq!(marks("a [1, 12]."), pair("[1", ", 12]"));
    assert_eq!(marks("甲【1，12】"), pair("【1", "，12】"));
    assert_eq!(marks("甲[1、12]乙"), pair("[1", "、12]"));
    for none in [
        "[1,]",
        "[1, x]",
        "[,]",
        "[1, 2",
        "[1, 2](https://a.b)",
        "`[1, 2]`",
        "\\[1, 2]",
        "[1, 1234]",
    ] {
        assert_eq!(marks(none), vec![], "{none}");
    }
}

#[test]
fn citations_are_nodes_outside_code_and_links() {
    let cite = |number, text: &str| {
        Inline::Node(Node::Citation {
            number,
            text: text.to_owned(),
        })
    };
    assert_eq!(
        inlines("甲[1]乙【2】丙[ref_3]"),
        [
            text("甲"),
            cite(1, "[1]"),
            text("乙"),
            cite(2, "【2】"),
            text("丙"),
            cite(3, "[ref_3]")
        ]
    );
    assert_eq!(
        inlines("a[1][2]"),
        [text("a"), cite(1, "[1]"), cite(2, "[2]")]
    );
    assert_eq!(
        inlines("`a[1]`"),
        [Inline::Node(Node::Code {
            text: "a[1]".to_owned()
        })]
    );
    assert_eq!(inlines("\\[1\\]"), [text("[1]")]);
    assert!(
        matches!(&inlines("[a [1]](https://x.y)")[0], Inline::Node(Node::Link { children, .. }) if *children == [text("a [1]")])
    );
    assert!(matches!(
        &inlines("[1](https://x.y)")[0],
        Inline::Node(Node::Link { .. })
    ));
}

#[test]
fn a_later_definition_makes_links_of_earlier_words() {
    let blocks =
        parse("见 [1] 和 [a]\n\n| [a] |\n|---|\n| [a] |\n\n[1]: https://x.y\n[a]: https://z.y\n");
    let Block::Paragraph { children } = &blocks[0] else {
        panic!("{blocks:?}")
    };
    assert_eq!(
        children
            .iter()
            .filter(|node| matches!(node, Inline::Node(Node::Link { .. })))
            .count(),
        2
    );
    let Block::Table { rows, .. } = &blocks[1] else {
        panic!("{blocks:?}")
    };
    assert!(
        rows.iter()
            .all(|row| matches!(row.0[0][0], Inline::Node(Node::Link { .. })))
    );
    assert_eq!(blocks.len(), 2, "definitions are not shown");
}

#[test]
fn bad_addresses_are_text() {
    for bad in [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "JaVaScRiPt:x",
        "/relative",
    ] {
        let Inline::Node(Node::Link { href, address, .. }) = &inlines(&format!("[x]({bad})"))[0]
        else {
            panic!("{bad}")
        };
        assert_eq!((href, address.as_deref()), (&None, Some(bad)));
    }
}

#[test]
fn pictures_are_never_fetched() {
    let Inline::Node(Node::Image { source, href, alt }) =
        &inlines("![一只 *猫*](https://x.y/cat.png)")[0]
    else {
        panic!()
    };
    assert_eq!(
        (source, href.as_deref(), alt.as_str()),
        (&None, Some("https://x.y/cat.png"), "一只 猫")
    );
    let Inline::Node(Node::Image { source, .. }) =
        &inlines("![a](data:image/png;base64,iVBORw0KGgo=)")[0]
    else {
        panic!()
    };
    assert!(source.is_some());
}

#[test]
fn bare_addresses_are_links() {
    let nodes = inlines("见https://bigmodel.cn/a?b=1。再见 (https://x.y/z).");
    let links: Vec<_> = nodes
        .iter()
        .filter_map(|node| {
            if let Inline::Node(Node::Link { href, .. }) = node {
                href.clone()
            } else {
                None
            }
        })
        .collect();
    assert_eq!(links, ["https://bigmodel.cn/a?b=1", "https://x.y/z"]);
}

#[test]
fn mathematics_of_all_kinds() {
    let math = |source: &str, display| {
        Inline::Node(Node::Math {
            source: source.to_owned(),
            display,
            closed: true,
        })
    };
    assert_eq!(
        inlines(r"a $x_1*y_2*$ b"),
        [text("a "), math("x_1*y_2*", false), text(" b")]
    );
    assert_eq!(
        inlines(r"\(a_b\) 和 \[c^2\]"),
        [math("a_b", false), text(" 和 "), math("c^2", true)]
    );
    assert_eq!(
        only("$$\na\n= b\n- c\n$$"),
        Block::Math {
            source: "a\n= b\n- c".to_owned(),
            closed: true
        }
    );
    assert_eq!(
        only("\\[ x^2 \\]"),
        Block::Math {
            source: "x^2".to_owned(),
            closed: true
        }
    );
    assert_eq!(
        inlines("`$x$` 值 \\$5"),
        [
            Inline::Node(Node::Code {
                text: "$x$".to_owned()
            }),
            text(" 值 $5")
        ]
    );
    assert_eq!(parse("文:\n$$\nx\n$$\n后").len(), 3);
    assert!(
        matches!(&parse("$$\nopen\n\nmore")[0], Block::Paragraph { .. }),
        "never closed, so text"
    );
}

#[test]
fn chinese_punctuation_does_not_break_emphasis() {
    for part in [
        "**注意：**这是",
        "这是**“引用”**的",
        "**（一）**甲",
        "中**a（b）**文",
        "*《书》*好",
    ] {
        let nodes = inlines(part);
        assert!(
            nodes.iter().any(|node| matches!(
                node,
                Inline::Node(Node::Strong { .. } | Node::Emphasis { .. })
            )),
            "{part}: {nodes:?}"
        );
        assert!(
            !glim_markdown::plain_text(&parse(part)).contains('*'),
            "{part}: {nodes:?}"
        );
    }
}

#[test]
fn html_is_text() {
    assert!(
        matches!(only("<script>\nalert(1)\n\n</script>"), Block::Html { lines } if lines.len() == 4)
    );
    assert_eq!(
        inlines("a <b onclick=x>c</b>"),
        [text("a <b onclick=x>c</b>")]
    );
    assert_eq!(
        inlines("a<br>b"),
        [text("a"), Inline::Node(Node::Break), text("b")]
    );
}

#[test]
fn alerts_tasks_and_footnotes() {
    assert!(
        matches!(only("> [!WARNING]\n> 小心"), Block::Quote { alert: Some(Alert::Warning), children } if children.len() == 1)
    );
    let Block::List { children, .. } = only("- [ ] 一\n- [x] 二\n- 三") else {
        panic!()
    };
    assert_eq!(
        children.iter().map(|item| item.task).collect::<Vec<_>>(),
        [Some(false), Some(true), None]
    );
    let blocks = parse("见[^甲]\n\n[^甲]: 注\n\n    第二段\n");
    assert!(
        matches!(&blocks[1], Block::Footnote { label, children } if label == "甲" && children.len() == 2)
    );
    let Block::Paragraph { children } = &blocks[0] else {
        panic!()
    };
    assert_eq!(
        children[1],
        Inline::Node(Node::FootnoteMark {
            label: "甲".to_owned()
        })
    );
}

#[test]
fn nesting_has_an_end() {
    fn depth(blocks: &[Block]) -> usize {
        let inner = |block: &Block| match block {
            Block::Quote { children, .. } => depth(children),
            Block::List { children, .. } => children
                .iter()
                .map(|item| depth(&item.children))
                .max()
                .unwrap_or(0),
            _ => 0,
        };
        1 + blocks.iter().map(inner).max().unwrap_or(0)
    }
    assert!(depth(&parse(&"> ".repeat(5000))) <= 34);
    assert!(depth(&parse(&"- ".repeat(5000))) <= 34);
    assert!(depth(&parse(&format!("{}x", "1. ".repeat(5000)))) <= 34);
    for mark in [
        "*a ", "**a", "[", "![", "`", "$", "<", "~~a ", "\\(", "【", "_a ", "[a](", "|", "&a;",
    ] {
        drop(parse(&mark.repeat(20_000)));
    }
}

#[test]
fn a_table_has_as_many_cells_as_columns() {
    let Block::Table { rows, .. } = only("| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |") else {
        panic!()
    };
    assert!(rows.iter().all(|row| row.0.len() == 2));
}
