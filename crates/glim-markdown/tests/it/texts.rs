//! Texts to read: by chance, and of the shapes that answers have.

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

/// The shapes of answers, each of about so many bytes.
pub(crate) fn shapes(bytes: usize) -> Vec<(&'static str, String)> {
    let prose = "The model streams a token for **every** step，客户端只重新解析未完成的部分，已经完成的段落保持不变。See `parse` and [docs](https://example.com/a) for $x_i$ more [1]. ";
    let fill = |unit: &dyn Fn(usize) -> String| {
        let mut out = String::new();
        let mut index = 0;
        while out.len() < bytes {
            out.push_str(&unit(index));
            index += 1;
        }
        out
    };
    let paragraph = fill(&|_| prose.to_owned());
    let paragraphs = fill(&|_| format!("{prose}{prose}\n\n"));
    let code = format!(
        "```rust\n{}```\n",
        fill(&|n| format!("    let value_{n} = compute(\"文{n}\", {n} * 2); // 注释 {n}\n"))
    );
    let list = fill(&|n| {
        format!(
            "{}- item {n} with **bold** 文字 and `code`\n",
            if n % 4 == 3 { "  " } else { "" }
        )
    });
    let table = format!(
        "| a | b | c |\n|---|:-:|--:|\n{}",
        fill(&|n| format!("| row {n} | **文字** | `v{n}` |\n"))
    );
    let quote = fill(&|n| format!("> quoted line {n} of **text** 引用\n"));
    let mixed = fill(&|n| match n % 8 {
        0 => format!("## {n}. 标题 section\n\n"),
        3 => "```ts\nexport function f(a: number): string {\n  return `item-${a}`;\n}\n```\n\n"
            .to_owned(),
        5 => "| a | b |\n|---|---|\n| 1 | **2** |\n| 三 | `4` |\n\n".to_owned(),
        6 => "- one\n- two **b**\n  - three\n- 四\n\n".to_owned(),
        7 => "$$\n\\sum_{k=1}^n k^2\n$$\n\n> quote 引用\n\n".to_owned(),
        _ => format!("{prose}\n\n"),
    });
    vec![
        ("one paragraph", paragraph),
        ("paragraphs", paragraphs),
        ("code", code),
        ("list", list),
        ("table", table),
        ("quote", quote),
        ("mixed", mixed),
    ]
}

/// A text in pieces of the size of tokens.
pub(crate) fn tokens(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut state = 12345_u64;
    while at < characters.len() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let longest = if characters[at].is_ascii() { 6 } else { 2 };
        let size = 1 + usize::try_from(state >> 33).unwrap() % longest;
        let end = (at + size).min(characters.len());
        tokens.push(characters[at..end].iter().collect());
        at = end;
    }
    tokens
}
