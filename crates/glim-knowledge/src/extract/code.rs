//! Source code: a block a definition, told by its form: a line at the left margin after a blank line opens the next.

use super::collector::Collector;
use super::plain_text::lines;
use crate::document::{Block, BlockKind, Place};

/// Endings of names that mean source code, and the name of the language.
const LANGUAGES: [(&str, &str); 46] = [
    ("bash", "bash"),
    ("bat", "batch"),
    ("c", "c"),
    ("cc", "cpp"),
    ("clj", "clojure"),
    ("cpp", "cpp"),
    ("cs", "csharp"),
    ("css", "css"),
    ("dart", "dart"),
    ("ex", "elixir"),
    ("go", "go"),
    ("h", "c"),
    ("hpp", "cpp"),
    ("hs", "haskell"),
    ("ini", "ini"),
    ("java", "java"),
    ("jl", "julia"),
    ("js", "javascript"),
    ("jsx", "javascript"),
    ("kt", "kotlin"),
    ("lua", "lua"),
    ("m", "objective-c"),
    ("mjs", "javascript"),
    ("ml", "ocaml"),
    ("php", "php"),
    ("pl", "perl"),
    ("proto", "protobuf"),
    ("ps1", "powershell"),
    ("py", "python"),
    ("r", "r"),
    ("rb", "ruby"),
    ("rs", "rust"),
    ("scala", "scala"),
    ("scss", "scss"),
    ("sh", "bash"),
    ("sol", "solidity"),
    ("sql", "sql"),
    ("svelte", "svelte"),
    ("swift", "swift"),
    ("toml", "toml"),
    ("ts", "typescript"),
    ("tsx", "typescript"),
    ("vue", "vue"),
    ("yaml", "yaml"),
    ("yml", "yaml"),
    ("zig", "zig"),
];

/// The language a name's ending means.
pub(super) fn language(ending: &str) -> Option<&'static str> {
    let found = LANGUAGES.iter().find(|(it, _)| *it == ending);
    found.map(|(_, language)| *language)
}

pub(super) fn read(text: &str, ending: &str, to: &mut Collector) {
    let kind = BlockKind::Code {
        language: language(ending).map(str::to_owned),
    };
    let mut open: Vec<&str> = Vec::new();
    let mut first = 1;
    let mut after_blank = false;
    for (line, number) in lines(text) {
        if after_blank && opens(line) {
            push(&mut open, first, &kind, to);
            first = number;
        }
        after_blank = line.trim().is_empty();
        open.push(line);
    }
    push(&mut open, first, &kind, to);
}

/// Whether a line at the margin may begin a definition. What closes one does not, and neither does `else`.
fn opens(line: &str) -> bool {
    let Some(letter) = line.chars().next() else {
        return false;
    };
    !letter.is_whitespace() && !matches!(letter, '}' | ')' | ']' | ';') && !line.starts_with("else")
}

fn push(open: &mut Vec<&str>, first: u32, kind: &BlockKind, to: &mut Collector) {
    let lines = std::mem::take(open);
    let leading = lines.iter().take_while(|it| it.trim().is_empty()).count();
    let trailing = lines
        .iter()
        .rev()
        .take_while(|it| it.trim().is_empty())
        .count();
    let kept = lines.get(leading..lines.len().saturating_sub(trailing));
    let Some(kept) = kept.filter(|it| !it.is_empty()) else {
        return;
    };
    let first = first.saturating_add(u32::try_from(leading).unwrap_or(u32::MAX));
    let last = first.saturating_add(u32::try_from(kept.len() - 1).unwrap_or(u32::MAX));
    let place = Place::Lines { first, last };
    to.push(Block::new(kind.clone(), kept.join("\n"), place));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Limits;

    #[test]
    fn a_block_is_a_definition_with_what_stands_above_it() {
        let code = "import os\n\n\n# 读文件\ndef read():\n    a = 1\n\n    return a\n\nclass B:\n    pass\n\n\n";
        let mut to = Collector::new("code", &Limits::default());
        read(code, "py", &mut to);
        let blocks = to.finish().blocks;
        let found: Vec<(&str, &Place)> = blocks
            .iter()
            .map(|it| (it.text.as_str(), &it.place))
            .collect();
        let place = |first, last| Place::Lines { first, last };
        assert_eq!(
            found,
            [
                ("import os", &place(1, 1)),
                (
                    "# 读文件\ndef read():\n    a = 1\n\n    return a",
                    &place(4, 8)
                ),
                ("class B:\n    pass", &place(10, 11)),
            ]
        );
        let kind = BlockKind::Code {
            language: Some("python".to_owned()),
        };
        assert_eq!(blocks[0].kind, kind);
    }
}
