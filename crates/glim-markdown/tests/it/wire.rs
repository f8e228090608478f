//! The words on the wire, kept in a fixture that the tests of the browser side read too.

use std::path::Path;

use glim_markdown::{Growing, Options, parse};
use serde_json::{Value, json};

const TEXT: &str = "# 标题 *a*\n\n一段 **粗体**、`code`、[链接](https://example.com/a \"t\")、[坏](javascript:x)、$x^2$、甲[1]。\\\n![图](https://example.com/x.png)<br>~~删~~ 脚注[^n]\n\n- [x] 完成\n- 二\n\n  三\n\n1. one\n2. two\n\n| a | b |\n|:--|--:|\n| 1 | **2** |\n\n> [!TIP]\n> 引用\n\n```rust\nfn main() {\n    let x = \"中\"; // 注\n}\n```\n\n$$\n\\alpha\n$$\n\n---\n\n<div>\n</div>\n\n[^n]: مرحبا 👍\n";

fn fixture() -> Value {
    let mut growing = Growing::new(Options::default());
    let characters: Vec<char> = TEXT.chars().collect();
    let mut steps = Vec::new();
    for piece in characters.chunks(3) {
        growing.push(&piece.iter().collect::<String>());
        steps.push(json!({ "patch": growing.take_patch() }));
    }
    let middle = steps.len() / 2;
    steps.push(json!({ "patch": growing.finish() }));
    let mut late = Growing::new(Options::default());
    late.push(
        &characters[..(middle * 3).min(characters.len())]
            .iter()
            .collect::<String>(),
    );
    drop(late.take_patch());
    json!({ "text": TEXT, "steps": steps, "middle": { "after": middle, "tree": late.tree() }, "tree": parse(TEXT) })
}

#[test]
fn the_fixture_of_the_browser_side_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wire.json");
    let current = serde_json::to_string_pretty(&fixture()).unwrap() + "\n";
    if std::env::var_os("GLIM_WRITE_FIXTURES").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == current,
        "run GLIM_WRITE_FIXTURES=1 cargo test -p glim-markdown, then look at the change"
    );
}
