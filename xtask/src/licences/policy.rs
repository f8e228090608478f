//! What `deny.toml` says, as far as we read it: allowed licences, exceptions by crate, forbidden crates.

use super::spdx;
use crate::failure::{Failure, Outcome};

/// The lists of `deny.toml`.
#[derive(Debug)]
pub(super) struct Policy {
    allow: Vec<String>,
    /// A package and the licences that are allowed for it alone.
    exceptions: Vec<(String, Vec<String>)>,
    /// A crate and why it may not be used.
    forbidden: Vec<(String, String)>,
}

impl Policy {
    /// Reads the lists `allow`, `exceptions` and `deny`; other settings are cargo-deny's alone.
    pub(super) fn read(text: &str) -> Outcome<Self> {
        let text = without_comments(text);
        let allow = strings(list(&text, "allow"));
        if allow.is_empty() {
            return Err(Failure::new("deny.toml allows no licence"));
        }
        let exceptions = tables(list(&text, "exceptions"))
            .into_iter()
            .filter_map(|table| Some((value(table, "crate")?, strings(list(table, "allow")))));
        let forbidden = tables(list(&text, "deny")).into_iter().filter_map(|table| {
            Some((
                value(table, "crate")?,
                value(table, "reason").unwrap_or_default(),
            ))
        });
        Ok(Self {
            allow,
            exceptions: exceptions.collect(),
            forbidden: forbidden.collect(),
        })
    }

    /// Whether a package may be used under this SPDX expression.
    pub(super) fn allows(&self, name: &str, expression: &str) -> bool {
        let own = self
            .exceptions
            .iter()
            .filter(|(package, _)| package == name)
            .flat_map(|(_, it)| it);
        let allowed: Vec<&str> = self.allow.iter().chain(own).map(String::as_str).collect();
        spdx::is_satisfied(expression, &allowed)
    }

    /// Why a crate may not be used, if it may not.
    pub(super) fn forbids(&self, name: &str) -> Option<&str> {
        self.forbidden
            .iter()
            .find(|(it, _)| it == name)
            .map(|(_, reason)| reason.as_str())
    }
}

fn without_comments(text: &str) -> String {
    text.lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .collect::<Vec<_>>()
        .join("\n")
}

/// What stands between the brackets of `name = [ … ]`; empty when there is no such list.
fn list<'text>(text: &'text str, name: &str) -> &'text str {
    for (at, _) in text.match_indices(name) {
        let before = text.get(..at).unwrap_or_default();
        let rest = text.get(at + name.len()..).unwrap_or_default().trim_start();
        let Some(rest) = rest.strip_prefix('=').map(str::trim_start) else {
            continue;
        };
        let starts = before.is_empty() || before.ends_with(['\n', ' ', ',', '{']);
        if let Some(inside) = rest.strip_prefix('[')
            && starts
        {
            return inside.get(..closing(inside)).unwrap_or(inside);
        }
    }
    ""
}

/// Where the bracket that is already open closes.
fn closing(inside: &str) -> usize {
    let mut depth = 1_usize;
    for (at, character) in inside.char_indices() {
        match character {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    inside.len()
}

/// The texts of a list of strings.
fn strings(inside: &str) -> Vec<String> {
    inside
        .split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The inline tables of a list.
fn tables(inside: &str) -> Vec<&str> {
    inside
        .split('{')
        .skip(1)
        .filter_map(|it| it.split('}').next())
        .collect()
}

/// The text of `name = "…"` in an inline table.
fn value(table: &str, name: &str) -> Option<String> {
    let (_, rest) = table.split_once(name)?;
    let rest = rest.trim_start().strip_prefix('=')?;
    rest.split('"').nth(1).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
[licenses]
# allow = ["GPL-3.0"]
allow = [
    "MIT",
    "Apache-2.0", # with a word
]
exceptions = [
    { crate = "selectors", allow = ["MPL-2.0"] },
]
[bans]
deny = [{ crate = "openssl-sys", reason = "TLS is rustls" }]
"#;

    #[test]
    fn lists_are_read_and_comments_are_not() {
        let policy = Policy::read(TEXT).unwrap();
        assert!(policy.allows("a", "MIT") && policy.allows("a", "Apache-2.0"));
        assert!(!policy.allows("a", "GPL-3.0"));
        assert_eq!(policy.forbids("openssl-sys"), Some("TLS is rustls"));
        assert_eq!(policy.forbids("rustls"), None);
    }

    #[test]
    fn an_exception_is_for_one_package() {
        let policy = Policy::read(TEXT).unwrap();
        assert!(policy.allows("selectors", "MPL-2.0"));
        assert!(!policy.allows("other", "MPL-2.0"));
    }

    #[test]
    fn a_file_that_allows_nothing_is_a_mistake() {
        assert!(Policy::read("[licenses]\nallow = []\n").is_err());
        assert!(Policy::read("").is_err());
    }
}
