//! Texts to read, by chance.

use proptest::prelude::*;

const BLOCKS: &[&str] = &[
    "# 标题",
    "## a ##",
    "标题\n===",
    "title\n---",
    "- item",
    "* item",
    "1. 第一",
    "2) zwei",
    "- [ ] todo",
    "- [x] 完成",
    "  - nested",
    "   - [ ] 深",
    "    - deep",
    "> quote",
    "> - q\n> - r",
    "> [!NOTE]\n> text",
    ">> twice",
    "```rust\nfn main() {\n    let x = \"中\";\n}\n```",
    "```",
    "~~~\nopen",
    "    code",
    "\tcode",
    "---",
    "* * *",
    "| a | b |\n|---|:-:|\n| 1 | **2** |",
    "| a | b |",
    "| x",
    "a | b\n--|--\n1 | 2",
    "<div>\nhtml\n</div>",
    "<!-- c\n\n -->",
    "<b>x</b>",
    "$$\nx^2 + y\n$$",
    "$$ a $$",
    "\\[\n\\alpha\n\\]",
    "$$\nopen",
    "[a]: https://a.b/c 'title'",
    "[b]:\n<x y>",
    "[^1]: footnote",
    "[^n]: a\n\n    b",
    "lazy",
    "مرحبا بالعالم",
    "👍🏽 👩‍👩‍👧",
    "",
    "",
    "",
    "   ",
    "\t",
    "-",
    "- ",
    "1.",
    "+\n\n  x",
    "end  \nbreak\\\nend",
];

const INLINES: &[&str] = &[
    "word",
    "文字",
    "**bold**",
    "*it*",
    "__b__",
    "_i_",
    "~~s~~",
    "~x~",
    "`code`",
    "``a`b``",
    "[a]",
    "[a][b]",
    "[t](https://x.y/z)",
    "[t](javascript:x)",
    "![图](https://x.y/z.png)",
    "$x_i$",
    "$5",
    "\\(a\\)",
    "\\[b^2\\]",
    "$$c$$",
    "[1]",
    "【2】",
    "[ref_3]",
    "[^1]",
    "https://例.中/a",
    "https://a.b/c_d).",
    "<https://a.b>",
    "<a@b.c>",
    "<br>",
    "<i>",
    "&amp;",
    "&#20013;",
    "\\*",
    "**注意：**这",
    "**“引”**的",
    "**",
    "*",
    "`",
    "[",
    "](",
    "$",
    "~~",
    "مرحبا",
    "👍",
    "a_b_c",
    "!",
    "<",
    "【",
    "|",
    "\\",
    "***both***",
    "**a *b* c**",
    "x\u{300}",
    "\u{200d}",
];

/// A piece of a line.
pub(crate) fn inline() -> impl Strategy<Value = String> {
    prop_oneof![4 => prop::sample::select(INLINES).prop_map(str::to_owned), 1 => "[a-z一-三]{1,12}"]
}

fn block() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => prop::sample::select(BLOCKS).prop_map(str::to_owned),
        1 => prop::collection::vec(inline(), 1..6).prop_map(|pieces| pieces.join(" ")),
        1 => (prop::sample::select(BLOCKS), prop::collection::vec(inline(), 1..4)).prop_map(|(block, pieces)| format!("{block} {}", pieces.concat())),
        1 => (prop::sample::select(vec!["> ", "  ", "    ", "- ", "1. "]), prop::sample::select(BLOCKS)).prop_map(|(mark, block)| format!("{mark}{block}")),
    ]
}

/// A text of so many blocks at most.
pub(crate) fn markdown(blocks: usize) -> impl Strategy<Value = String> {
    let end = prop::sample::select(vec!["\n", "\n", "\n\n", "\n\n", "\r\n", "\r"]);
    prop::collection::vec((block(), end), 0..blocks).prop_map(|blocks| {
        blocks
            .into_iter()
            .flat_map(|(block, end)| [block, end.to_owned()])
            .collect()
    })
}
