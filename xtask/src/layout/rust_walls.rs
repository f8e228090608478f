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

/// A call or path, the folder it is watched in, and the only file there that may have it.
const CALLS: [(&str, &str, &str); 7] = [
    ("tokio::spawn(", "crates/glim-app/src/", "tasks.rs"),
    ("SystemTime::now(", "crates/glim-app/src/", "clock.rs"),
    ("Timestamp::now(", "crates/glim-app/src/", "clock.rs"),
    ("Zoned::now(", "crates/glim-app/src/", "clock.rs"),
    ("SystemTime::now(", "crates/glim-store/src/", "clock.rs"),
    // The list of commands names types of the leaf crates; the shell's own text does not.
    ("glim_store::", "src-tauri/src/", "commands.rs"),
    ("glim_markdown::", "src-tauri/src/", "commands.rs"),
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
    for (index, line) in blank.lines().enumerate() {
        let place = || format!("{}:{}", source.path, index + 1);
        for name in stray_calls(&source.path, line) {
            found.push(Finding::new(
                place(),
                format!("`{name}` belongs to another file, see CALLS in rust_walls.rs"),
            ));
        }
    }
    found.extend(silent_results(source, text, &blank));
    if let Some(own) = place_of(&source.path) {
        found.extend(other_places(source, &blank, own));
    }
    found
}

/// `let _ =` whose statement has no comment: on one of its lines, or on the line above.
fn silent_results(source: &Source, text: &str, blank: &str) -> Vec<Finding> {
    let lines: Vec<(&str, &str)> = blank.lines().zip(text.lines()).collect();
    let mut found = Vec::new();
    for (index, (line, _)) in lines.iter().enumerate() {
        if !line.trim_start().starts_with("let _ =") {
            continue;
        }
        let end = lines
            .iter()
            .skip(index)
            .position(|(line, _)| line.trim_end().ends_with(';'));
        let before = index.checked_sub(1).and_then(|above| lines.get(above));
        let above = before.is_some_and(|(_, above)| above.trim_start().starts_with("//"));
        let mut statement = lines.iter().skip(index).take(end.unwrap_or(0) + 1);
        if !above && !statement.any(|(line, original)| has_comment(line, original)) {
            let place = format!("{}:{}", source.path, index + 1);
            found.push(Finding::new(
                place,
                "`let _ =` without its reason beside it",
            ));
        }
    }
    found
}

/// A `//` that was blanked and stands in no literal: nothing but blanks is left from there on.
fn has_comment(blank: &str, original: &str) -> bool {
    let mut slashes = original.match_indices("//");
    slashes.any(|(at, _)| blank.get(at..).is_some_and(|rest| rest.trim().is_empty()))
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

/// Uses of another place that go deeper than its top file.
fn other_places(source: &Source, blank: &str, own: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for place in PLACES.iter().filter(|place| **place != own) {
        for way in ["crate::", "super::super::"] {
            let path = format!("{way}{place}");
            for (at, _) in blank.match_indices(&path) {
                let rest = blank.get(at + path.len()..).unwrap_or_default();
                if is_other_name(rest) || is_name_of_top_file(rest) {
                    continue;
                }
                let line = blank.get(..at).unwrap_or_default().matches('\n').count() + 1;
                let words = format!("{own} reaches into {place}; use what {place}.rs itself names");
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

/// `::for_question(…)` and `::Choice` are names of the top file; `::search::…`, `::*` and `::{…}` reach deeper or
/// could. What follows a name in capitals is its own (`::Choice::Demo`).
fn is_name_of_top_file(rest: &str) -> bool {
    let Some(name) = rest.strip_prefix("::") else {
        return false;
    };
    let end = name
        .find(|it: char| !it.is_alphanumeric() && it != '_')
        .unwrap_or(name.len());
    let (name, after) = name.split_at_checked(end).unwrap_or((name, ""));
    let is_type = name.starts_with(char::is_uppercase);
    !name.is_empty() && (is_type || !after.starts_with("::"))
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
    fn a_place_may_use_what_anothers_top_file_names_and_no_deeper() {
        let path = "crates/glim-app/src/chat/send.rs";
        let of = |text: &str| refused(path, text);
        assert_eq!(of("let hits = crate::library::for_question(app, text);"), 0);
        assert_eq!(
            of("use crate::settings::Choice; let own = crate::settings::Choice::Demo;"),
            0
        );
        assert_eq!(of("use crate::library::search::Hit;"), 1);
        assert_eq!(of("use super::super::library::search::find;"), 1);
        assert_eq!(of("use crate::library::*;"), 1);
        assert_eq!(of("use crate::library::{a, b};"), 1);
        assert_eq!(
            of("use crate::chat::turn::Turn; // crate::library::search::Hit"),
            0
        );
        assert_eq!(of("use crate::settings_kept::deep::Deep;"), 0);
        let outside = "crates/glim-app/src/app.rs";
        assert_eq!(refused(outside, "use crate::library::search::Hit;"), 0);
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
        let of = |text: &str| refused("crates/zhipu/src/a.rs", text);
        assert_eq!(of("    let _ = sender.send(\"http://x\");"), 1);
        assert_eq!(
            of("    // the reader has gone\n    let _ = sender.send(1);"),
            0
        );
        let long = "    let _ = write!(\n        text,\n        \"//\"\n    )";
        assert_eq!(of(&format!("{long};\n")), 1);
        assert_eq!(of(&format!("{long}; // a String takes all\n")), 0);
        let test = "let _ = sender.send(1);";
        assert_eq!(refused("crates/zhipu/tests/it/a.rs", test), 0);
    }

    #[test]
    fn mod_rs_is_refused() {
        assert_eq!(refused("crates/zhipu/src/chat/mod.rs", "//! Chat."), 1);
    }
}
