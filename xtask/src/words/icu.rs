//! The arguments of an ICU message: `{name}`, `{count, plural, one {…} other {…}}`, `{kind, select, …}`.

use std::collections::BTreeSet;

/// The arguments of a message as `name` or `name:kind`, those inside branches too.
///
/// Says in words what is wrong with a message that cannot be read, or whose plural or select has no `other`.
pub(super) fn arguments(message: &str) -> Result<BTreeSet<String>, String> {
    let mut found = BTreeSet::new();
    let mut reader = Reader { rest: message };
    reader.message(&mut found, 0)?;
    if reader.rest.is_empty() {
        Ok(found)
    } else {
        Err("has a `}` too many".to_owned())
    }
}

struct Reader<'text> {
    rest: &'text str,
}

impl Reader<'_> {
    /// Reads up to the brace that closes this message, or to the end of the text at depth 0.
    fn message(&mut self, found: &mut BTreeSet<String>, depth: usize) -> Result<(), String> {
        loop {
            let Some(at) = self.rest.find(['{', '}', '\'']) else {
                self.rest = "";
                return if depth == 0 {
                    Ok(())
                } else {
                    Err("has a `{` that is not closed".to_owned())
                };
            };
            let next = self.rest.get(at..).unwrap_or_default();
            match next.chars().next() {
                Some('\'') => self.quoted(next),
                Some('{') => {
                    self.rest = next.get(1..).unwrap_or_default();
                    self.argument(found, depth)?;
                }
                _ => {
                    self.rest = next;
                    return Ok(()); // the closing brace is the caller's
                }
            }
        }
    }

    /// `'{'` is a brace to show; an apostrophe before anything else is itself.
    fn quoted(&mut self, next: &str) {
        let inside = next.get(1..).unwrap_or_default();
        let end = if inside.starts_with(['{', '}']) {
            inside.find('\'').map_or(inside.len(), |it| it + 1)
        } else {
            0
        };
        let from = self.rest.len() - inside.len() + end;
        self.rest = self.rest.get(from..).unwrap_or_default();
    }

    fn argument(&mut self, found: &mut BTreeSet<String>, depth: usize) -> Result<(), String> {
        let name = self.word();
        if name.is_empty() {
            return Err("has a placeholder without a name".to_owned());
        }
        if self.takes('}') {
            found.insert(name);
            return Ok(());
        }
        if !self.takes(',') {
            return Err(format!("has `{{{name}` that is not closed"));
        }
        let kind = self.word();
        found.insert(format!("{name}:{kind}"));
        if self.takes('}') {
            return Ok(());
        }
        if !self.takes(',') {
            return Err(format!("has `{{{name}, {kind}` that is not closed"));
        }
        if matches!(kind.as_str(), "plural" | "select" | "selectordinal") {
            return self.branches(found, &name, depth);
        }
        let end = self
            .rest
            .find('}')
            .ok_or_else(|| format!("has `{{{name}` that is not closed"))?;
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        Ok(())
    }

    fn branches(
        &mut self,
        found: &mut BTreeSet<String>,
        name: &str,
        depth: usize,
    ) -> Result<(), String> {
        let mut has_other = false;
        loop {
            self.rest = self.rest.trim_start();
            if self.takes('}') {
                let none = || format!("has a choice on `{name}` without `other`");
                return if has_other { Ok(()) } else { Err(none()) };
            }
            let branch = self.word();
            if branch.is_empty() || !self.takes('{') {
                return Err(format!("has a choice on `{name}` that cannot be read"));
            }
            has_other |= branch == "other";
            self.message(found, depth + 1)?;
            if !self.takes('}') {
                return Err(format!("has a branch of `{name}` that is not closed"));
            }
        }
    }

    fn word(&mut self) -> String {
        let trimmed = self.rest.trim_start();
        let end = trimmed
            .find(|it: char| it.is_whitespace() || matches!(it, ',' | '{' | '}'))
            .unwrap_or(trimmed.len());
        let (word, rest) = trimmed.split_at_checked(end).unwrap_or((trimmed, ""));
        self.rest = rest.trim_start();
        word.to_owned()
    }

    fn takes(&mut self, wanted: char) -> bool {
        match self.rest.strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(message: &str) -> Vec<String> {
        arguments(message).unwrap().into_iter().collect()
    }

    #[test]
    fn arguments_are_found_at_any_depth() {
        assert_eq!(of("没有占位符"), Vec::<String>::new());
        assert_eq!(
            of("Hello {name}, {count, number}!"),
            ["count:number", "name"]
        );
        assert_eq!(
            of(
                "{count, plural, =0 {none} one {# by {author}} other {# by {author} ({when, date, short})}}"
            ),
            ["author", "count:plural", "when:date"]
        );
        assert_eq!(
            of("{who, select, me {I} other {{name}}}"),
            ["name", "who:select"]
        );
    }

    #[test]
    fn a_quoted_brace_is_a_brace_and_an_apostrophe_is_itself() {
        assert_eq!(of("don't write '{name}' but {key}"), ["key"]);
        assert_eq!(of("the model's answer"), Vec::<String>::new());
    }

    #[test]
    fn what_cannot_be_read_is_refused_in_words() {
        for broken in [
            "{name",
            "name}",
            "{}",
            "{count, plural, one {#}}",
            "{count, plural, other {#}",
            "{count, plural, other #}",
            "{a b}",
        ] {
            assert!(arguments(broken).is_err(), "{broken}");
        }
    }
}
