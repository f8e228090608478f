//! Texts of the shapes that answers have, and their tokens. The bench reads this file too.

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
