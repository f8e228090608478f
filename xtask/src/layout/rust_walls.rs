//! Walls inside Rust that Cargo does not build: places of `glim-app`, calls that belong to one file, silent results.

use super::rust_source::{blanked, without_test_tail};
use super::{Finding, Source};

/// The places of the app, as folders and files of `glim-app`.
const PLACES: [&str; 6] = [
    "chat",
    "library",
    "studio",
    "voice",
    "workbench",
    "settings",
];

/// A call, the folder it is watched in, and the only file there that may make it.
const CALLS: [(&str, &str, &str); 5] = [
    ("tokio::spawn(", "crates/glim-app/src/", "tasks.rs"),
    ("SystemTime::now(", "crates/glim-app/src/", "clock.rs"),
    ("Timestamp::now(", "crates/glim-app/src/", "clock.rs"),
    ("Zoned::now(", "crates/glim-app/src/", "clock.rs"),
    ("SystemTime::now(", "crates/glim-store/src/", "clock.rs"),
];

const APP: &str = "crates/glim-app/src/";

/// All broken walls of one Rust file, tests left out.
pub(super) fn findings(source: &Source) -> Vec<Finding> {
    let mut found = Vec::new();
    if source.path.ends_with("/mod.rs") && !source.is_test() {
        found.push(Finding::new(
            &source.path,
            "name it after its folder, one level up (no mod.rs)",
        ));
    }
    if source.is_test() {
        return found;
    }
    let text = without_test_tail(&source.text);
    let blank = blanked(text);
    for (index, (line, original)) in blank.lines().zip(text.lines()).enumerate() {
        let place = || format!("{}:{}", source.path, index + 1);
        for name in stray_calls(&source.path, line) {
            found.push(Finding::new(
                place(),
                format!("`{name}…)` belongs to another file, see the table"),
            ));
        }
        if line.trim_start().starts_with("let _ =") && !original.contains("//") {
            found.push(Finding::new(
                place(),
                "`let _ =` without its reason on the same line",
            ));
        }
    }
    if let Some(own) = place_of(&source.path) {
        found.extend(other_places(source, &blank, own));
    }
    found
}

fn stray_calls(path: &str, line: &str) -> impl Iterator<Item = &'static str> {
    let of_path = CALLS.iter().filter(move |(_, folder, home)| {
        path.strip_prefix(folder).is_some_and(|rest| rest != *home)
    });
    of_path
        .filter(move |(call, ..)| line.contains(call))
        .map(|(call, ..)| *call)
}

/// The place a file belongs to, when it is one.
fn place_of(path: &str) -> Option<&'static str> {
    let first = path.strip_prefix(APP)?.split('/').next()?;
    let name = first.strip_suffix(".rs").unwrap_or(first);
    PLACES.into_iter().find(|place| *place == name)
}

/// Uses of another place other than a call of a function that stands in its top file.
fn other_places(source: &Source, blank: &str, own: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for place in PLACES.iter().filter(|place| **place != own) {
        for way in ["crate::", "super::super::"] {
            let path = format!("{way}{place}");
            for (at, _) in blank.match_indices(&path) {
                let rest = blank.get(at + path.len()..).unwrap_or_default();
                if is_other_name(rest) || is_function_of_top_file(rest) {
                    continue;
                }
                let line = blank.get(..at).unwrap_or_default().matches('\n').count() + 1;
                let words = format!(
                    "{own} reaches into {place}; call a function named in {place}.rs instead"
                );
                found.push(Finding::new(format!("{}:{line}", source.path), words));
            }
        }
    }
    found
}

/// `crate::chat` inside `crate::chatter` is another name.
fn is_other_name(rest: &str) -> bool {
    rest.chars()
        .next()
        .is_some_and(|next| next.is_alphanumeric() || next == '_')
}

/// `::for_question(…)` is a function of the top file; `::search::…`, `::Hit` and `::{…}` are its insides.
fn is_function_of_top_file(rest: &str) -> bool {
    let Some(name) = rest.strip_prefix("::") else {
        return false;
    };
    let end = name
        .find(|it: char| !it.is_alphanumeric() && it != '_')
        .unwrap_or(name.len());
    let (name, after) = name.split_at_checked(end).unwrap_or((name, ""));
    name.starts_with(|it: char| it.is_lowercase()) && after.starts_with('(')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(path: &str, text: &str) -> usize {
        findings(&Source {
            path: path.to_owned(),
            text: text.to_owned(),
        })
        .len()
    }

    #[test]
    fn a_place_may_call_another_by_its_top_file_and_no_deeper() {
        let path = "crates/glim-app/src/chat/send.rs";
        assert_eq!(
            refused(path, "let hits = crate::library::for_question(app, text);"),
            0
        );
        assert_eq!(refused(path, "use crate::library::search::Hit;"), 1);
        assert_eq!(refused(path, "use crate::library::Hit;"), 1);
        assert_eq!(refused(path, "use super::super::settings::{a, b};"), 1);
        assert_eq!(
            refused(
                path,
                "use crate::chat::turn::Turn; // crate::library::search::Hit"
            ),
            0
        );
        assert_eq!(refused(path, "use crate::settings_kept;"), 0);
        assert_eq!(
            refused(
                "crates/glim-app/src/app.rs",
                "use crate::library::search::Hit;"
            ),
            0
        );
    }

    #[test]
    fn spawning_and_the_clock_have_one_home() {
        let path = "crates/glim-app/src/chat/answer.rs";
        assert_eq!(refused(path, "tokio::spawn(async {});"), 1);
        assert_eq!(refused(path, "let now = jiff::Timestamp::now();"), 1);
        assert_eq!(
            refused("crates/glim-app/src/tasks.rs", "tokio::spawn(async {});"),
            0
        );
        assert_eq!(
            refused("crates/zhipu-sim/src/server.rs", "tokio::spawn(async {});"),
            0
        );
        assert_eq!(
            refused(
                path,
                "#[cfg(test)]\nmod tests {\n    tokio::spawn(async {});\n}\n"
            ),
            0
        );
    }

    #[test]
    fn a_result_is_not_dropped_without_a_reason() {
        assert_eq!(
            refused("crates/zhipu/src/a.rs", "    let _ = sender.send(1);"),
            1
        );
        assert_eq!(
            refused(
                "crates/zhipu/src/a.rs",
                "    let _ = sender.send(1); // the reader has gone"
            ),
            0
        );
        assert_eq!(
            refused("crates/zhipu/tests/it/a.rs", "let _ = sender.send(1);"),
            0
        );
    }

    #[test]
    fn mod_rs_is_refused() {
        assert_eq!(refused("crates/zhipu/src/chat/mod.rs", "//! Chat."), 1);
    }
}
