//! Which package may depend on which: the star of ARCHITECTURE.md, read from `cargo metadata`.

use serde_json::Value;

use super::Finding;

/// A package of ours and those of ours it may import. What is not listed may import none.
const MAY_IMPORT: [(&str, &[&str]); 10] = [
    ("zhipu", &[]),
    ("zhipu-sim", &[]),
    ("glim-store", &[]),
    ("glim-markdown", &[]),
    ("glim-knowledge", &[]),
    (
        "glim-app",
        &[
            "zhipu",
            "zhipu-sim",
            "glim-store",
            "glim-markdown",
            "glim-knowledge",
        ],
    ),
    // The hosts name types of the leaf crates where the command list does; rust_walls.rs keeps them to that.
    ("glim", &["glim-app", "glim-store", "glim-markdown"]),
    (
        "glim-devhost",
        &["glim-app", "glim-store", "glim-markdown", "zhipu-sim"],
    ),
    // It looks into the database of an app it has killed, and measures against a bare client.
    ("glim-smoke", &["glim-store", "zhipu-sim"]),
    ("xtask", &[]),
];

/// An outside crate (a name, or the start of one when it ends with `*`) and the only packages that may use it.
const ONLY_IN: [(&str, &[&str]); 9] = [
    ("tauri", &["glim"]),
    ("tauri-*", &["glim"]),
    ("wry", &["glim"]),
    ("keyring", &["glim"]),
    ("sqlx", &["glim-store"]),
    ("reqwest", &["zhipu", "zhipu-sim", "glim-smoke"]),
    ("pulldown-cmark", &["glim-markdown"]),
    ("tantivy", &["glim-knowledge"]),
    ("fantoccini", &["glim-smoke"]),
];

/// Every wall that a package's dependencies break, dev and build dependencies included.
pub(super) fn findings(metadata: &Value) -> Vec<Finding> {
    let packages = list(metadata, "packages");
    let ours: Vec<&str> = packages
        .iter()
        .filter_map(|package| text(package, "name"))
        .collect();
    let mut found = Vec::new();
    for package in packages {
        let Some(name) = text(package, "name") else {
            continue;
        };
        let place = format!("package {name}");
        for dependency in list(package, "dependencies")
            .iter()
            .filter_map(|it| text(it, "name"))
        {
            if ours.contains(&dependency) && !may_import(name, dependency) {
                found.push(Finding::new(
                    &place,
                    format!("may not depend on {dependency}"),
                ));
            }
            if let Some(homes) = only_homes(dependency)
                && !homes.contains(&name)
            {
                let words = format!(
                    "may not depend on {dependency}, which belongs to {}",
                    homes.join(", ")
                );
                found.push(Finding::new(&place, words));
            }
        }
    }
    found
}

fn may_import(package: &str, dependency: &str) -> bool {
    MAY_IMPORT
        .iter()
        .any(|(name, allowed)| *name == package && allowed.contains(&dependency))
}

fn only_homes(dependency: &str) -> Option<&'static [&'static str]> {
    let named = |pattern: &str| match pattern.strip_suffix('*') {
        Some(start) => dependency.starts_with(start),
        None => dependency == pattern,
    };
    ONLY_IN
        .iter()
        .find(|(pattern, _)| named(pattern))
        .map(|(_, homes)| *homes)
}

fn list<'value>(value: &'value Value, name: &str) -> &'value [Value] {
    value
        .get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn text<'value>(value: &'value Value, name: &str) -> Option<&'value str> {
    value.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn broken(package: &str, dependency: &str) -> usize {
        let all = MAY_IMPORT.iter().filter(|(name, _)| *name != package);
        let mut packages: Vec<Value> = all
            .map(|(name, _)| json!({ "name": name, "dependencies": [] }))
            .collect();
        packages.push(
            json!({ "name": package, "dependencies": [{ "name": dependency, "kind": "dev" }] }),
        );
        findings(&json!({ "packages": packages })).len()
    }

    #[test]
    fn a_leaf_crate_imports_none_of_ours() {
        assert_eq!(broken("zhipu", "zhipu-sim"), 1);
        assert_eq!(broken("glim-markdown", "glim-store"), 1);
        assert_eq!(broken("glim-knowledge", "glim-store"), 1);
        assert_eq!(broken("glim-app", "glim-knowledge"), 0);
        assert_eq!(broken("xtask", "glim-app"), 1);
        assert_eq!(
            broken("glim", "zhipu"),
            1,
            "the shell goes through glim-app"
        );
        assert_eq!(broken("glim-app", "zhipu"), 0);
    }

    #[test]
    fn a_package_nobody_has_listed_imports_none_of_ours() {
        assert_eq!(broken("glim-new", "glim-store"), 1);
        assert_eq!(broken("glim-new", "serde"), 0);
    }

    #[test]
    fn tauri_sql_and_http_stay_in_their_homes() {
        assert_eq!(broken("glim-app", "tauri"), 1);
        assert_eq!(broken("glim-devhost", "tauri-plugin-store"), 1);
        assert_eq!(broken("glim-app", "sqlx"), 1);
        assert_eq!(broken("glim-app", "tantivy"), 1);
        assert_eq!(broken("glim-app", "reqwest"), 1);
        assert_eq!(broken("glim", "tauri-plugin-store"), 0);
    }
}
