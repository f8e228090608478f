//! Who imports whom in `ui/src`, as ARCHITECTURE.md §4 says.

use super::{Finding, Source};
use crate::words::script::without_comments;

/// A folder of `ui/src` and the folders it may import (itself always). Places are told apart one by one.
const MAY_IMPORT: [(&str, &[&str]); 10] = [
    ("lib", &[]),
    ("i18n", &["lib"]),
    ("wire", &["lib", "i18n"]),
    ("kit", &["lib", "i18n"]),
    ("state", &["wire", "lib", "i18n"]),
    ("actions", &["state", "wire", "lib", "i18n"]),
    ("viewer", &["state", "kit", "wire", "lib", "i18n"]),
    ("made", &["state", "kit", "wire", "lib", "i18n"]),
    ("frame", &["actions", "state", "kit", "wire", "lib", "i18n"]),
    (
        "places",
        &[
            "made", "viewer", "actions", "state", "kit", "wire", "lib", "i18n",
        ],
    ),
];

/// The only file that may speak with Tauri.
const TAURI: &str = "ui/src/wire/tauri.ts";

/// One import: what is named, whether only for its types, and the line.
#[derive(Debug, PartialEq, Eq)]
struct Import {
    from: String,
    types_only: bool,
    line: usize,
}

/// All imports of one file that break a wall.
pub(super) fn findings(source: &Source) -> Vec<Finding> {
    let Some(own) = source.path.strip_prefix("ui/src/") else {
        return Vec::new();
    };
    let is_test = source.is_test() || own == "testSetup.ts";
    let mut found = Vec::new();
    for import in imports(&source.text) {
        let place = format!("{}:{}", source.path, import.line);
        if import.from.starts_with("@tauri-apps/") && source.path != TAURI {
            found.push(Finding::new(
                &place,
                format!("`{}` only in {TAURI}", import.from),
            ));
        }
        if own.starts_with("lib/") && import.from.starts_with("svelte") && !is_test {
            found.push(Finding::new(
                &place,
                "lib is plain TypeScript, without Svelte",
            ));
        }
        let Some(target) = target(own, &import.from) else {
            continue;
        };
        // What crosses the wire is the one vocabulary of the app; its types are free of the wire's machinery.
        let vocabulary = import.types_only && target.starts_with("wire/generated");
        if !vocabulary && !is_test && !may_import(own, &target) {
            found.push(Finding::new(
                &place,
                format!("{} may not import {target}", area(own)),
            ));
        }
    }
    found
}

fn may_import(own: &str, target: &str) -> bool {
    let (own_area, target_area) = (area(own), area(target));
    if own_area == target_area || !own.contains('/') {
        return true; // within a folder; App.svelte and main.ts may import all
    }
    let folder = own.split('/').next().unwrap_or_default();
    let target_folder = target.split('/').next().unwrap_or_default();
    MAY_IMPORT
        .iter()
        .any(|(name, allowed)| *name == folder && allowed.contains(&target_folder))
}

/// `places/chat` for a place, else the folder; for a file at the top its own name.
fn area(path: &str) -> String {
    let depth = if path.starts_with("places/") { 2 } else { 1 };
    path.split('/').take(depth).collect::<Vec<_>>().join("/")
}

/// Where an import leads, as a path below `ui/src`; nothing for a package.
fn target(own: &str, from: &str) -> Option<String> {
    if let Some(alias) = from.strip_prefix('$') {
        return Some(alias.to_owned());
    }
    if !from.starts_with('.') {
        return None;
    }
    let mut parts: Vec<&str> = own.split('/').collect();
    parts.pop();
    for part in from.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// `import … from "x"`, `export … from "x"`, `import "x"` and `import("x")`.
fn imports(text: &str) -> Vec<Import> {
    let text = without_comments(text);
    let mut found = Vec::new();
    for (at, word) in text
        .match_indices("from ")
        .chain(text.match_indices("import"))
    {
        let rest = text.get(at + word.len()..).unwrap_or_default();
        let rest = rest.trim_start_matches([' ', '(']);
        let Some(quote) = rest.chars().next().filter(|it| matches!(it, '"' | '\'')) else {
            continue;
        };
        let Some((from, _)) = rest.get(1..).and_then(|it| it.split_once(quote)) else {
            continue;
        };
        let before = text.get(..at).unwrap_or_default();
        let statement = before.rfind("import ").max(before.rfind("export "));
        let types_only = word == "from "
            && statement
                .and_then(|start| before.get(start + 7..))
                .is_some_and(|it| it.starts_with("type "));
        found.push(Import {
            from: from.to_owned(),
            types_only,
            line: before.matches('\n').count() + 1,
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(path: &str, text: &str) -> usize {
        findings(&Source {
            path: format!("ui/src/{path}"),
            text: text.to_owned(),
        })
        .len()
    }

    #[test]
    fn every_form_of_import_is_seen() {
        let text = "import { a } from \"./a\";\nimport type { B } from '$wire/b';\nimport './c.css';\n\
                    const d = await import(\"../d\"); // import \"no\"\nexport { e } from \"./e\";";
        let mut froms: Vec<String> = imports(text).into_iter().map(|it| it.from).collect();
        froms.sort();
        assert_eq!(froms, ["$wire/b", "../d", "./a", "./c.css", "./e"]);
        assert!(
            imports(text)
                .iter()
                .any(|it| it.from == "$wire/b" && it.types_only && it.line == 2)
        );
    }

    #[test]
    fn one_place_does_not_import_another() {
        assert_eq!(
            refused(
                "places/chat/Thread.svelte",
                "import X from \"../settings/X.svelte\";"
            ),
            1
        );
        assert_eq!(
            refused("places/chat/Thread.svelte", "import X from \"./X.svelte\";"),
            0
        );
        assert_eq!(
            refused(
                "App.svelte",
                "import X from \"./places/settings/X.svelte\";"
            ),
            0
        );
    }

    #[test]
    fn kit_knows_no_wire_and_state_knows_no_kit() {
        assert_eq!(
            refused("kit/Button.svelte", "import { call } from \"$wire/call\";"),
            1
        );
        assert_eq!(
            refused(
                "state/theme.svelte.ts",
                "import B from \"../kit/B.svelte\";"
            ),
            1
        );
        assert_eq!(refused("lib/text.ts", "import { t } from \"$i18n/t\";"), 1);
        assert_eq!(
            refused("lib/text.ts", "import { onMount } from \"svelte\";"),
            1
        );
        assert_eq!(
            refused(
                "actions/registry.ts",
                "import { place } from \"$state/place.svelte\";"
            ),
            0
        );
    }

    #[test]
    fn types_of_the_wire_are_everybodys() {
        let types = "import type { Block } from \"$wire/generated\";";
        assert_eq!(refused("lib/markdown/dom.ts", types), 0);
        assert_eq!(
            refused(
                "lib/markdown/dom.ts",
                "import { Block } from \"$wire/generated\";"
            ),
            1
        );
    }

    #[test]
    fn tauri_has_one_door() {
        let text = "import { invoke } from \"@tauri-apps/api/core\";";
        assert_eq!(refused("wire/call.ts", text), 1);
        assert_eq!(refused("wire/tauri.ts", text), 0);
    }
}
