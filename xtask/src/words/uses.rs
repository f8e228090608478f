//! Which message keys the code names.

use std::collections::BTreeSet;

use super::script::{literals, without_comments};
use crate::layout::Source;

/// Every way a key is named in the sources.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// All string literals; a table of keys counts as a use.
    texts: BTreeSet<String>,
    /// Where `t("key")` stands, and the key.
    pub(super) called: Vec<(String, String)>,
    /// Where a template such as `errors.${code}` stands, and what is before its first hole.
    pub(super) prefixes: Vec<(String, String)>,
    /// Those of the prefixes that `t(…)` was called with.
    pub(super) called_prefixes: BTreeSet<String>,
}

impl Uses {
    pub(super) fn of(sources: &[Source]) -> Self {
        let mut uses = Self::default();
        for source in sources {
            let text = without_comments(&source.text);
            for literal in literals(&text) {
                let before = text.get(..literal.at).unwrap_or_default();
                let place = || format!("{}:{}", source.path, before.matches('\n').count() + 1);
                let called = is_called(before) && !source.is_test();
                if literal.is_prefix {
                    if called {
                        uses.called_prefixes.insert(literal.text.clone());
                    }
                    uses.prefixes.push((place(), literal.text));
                } else {
                    if called {
                        uses.called.push((place(), literal.text.clone()));
                    }
                    if !source.is_test() {
                        uses.texts.insert(literal.text);
                    }
                }
            }
        }
        uses
    }

    pub(super) fn has(&self, key: &str) -> bool {
        let by_prefix = |(_, prefix): &(String, String)| {
            prefix.contains('.') && key.starts_with(prefix.as_str())
        };
        self.texts.contains(key) || self.prefixes.iter().any(by_prefix)
    }
}

/// True right after `t(`, where the name is the whole word.
fn is_called(before: &str) -> bool {
    let Some(before) = before.trim_end().strip_suffix("t(") else {
        return false;
    };
    !before.ends_with(|it: char| it.is_alphanumeric() || matches!(it, '_' | '$' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Uses {
        Uses::of(&[Source {
            path: "ui/src/a.ts".to_owned(),
            text: text.to_owned(),
        }])
    }

    #[test]
    fn a_call_is_told_from_a_name_that_ends_in_t() {
        let uses = of("t(\"a.b\"); format(\"c.d\"); object.t('e.f'); t(\n  'g.h')");
        let keys: Vec<&str> = uses.called.iter().map(|(_, key)| key.as_str()).collect();
        assert_eq!(keys, ["a.b", "g.h"]);
        assert!(uses.has("c.d"), "a table of keys is a use");
    }

    #[test]
    fn a_template_behind_another_is_seen() {
        let uses = of("t(`a.${b}`);\nconst key = `c.${d}`;");
        assert!(uses.has("a.x") && uses.has("c.y"));
    }

    #[test]
    fn a_template_uses_all_keys_that_start_as_it_does() {
        let uses = of("t(`errors.${code}`)");
        assert!(uses.has("errors.offline") && !uses.has("errors") && !uses.has("chat.send"));
        assert!(
            !of("`${all}`").has("chat.send"),
            "a template that starts with a hole is no use of everything"
        );
    }

    #[test]
    fn a_key_in_a_comment_or_a_test_is_no_use() {
        assert!(!of("// t(\"a.b\")").has("a.b"));
        let test = Source {
            path: "ui/src/a.test.ts".to_owned(),
            text: "t(\"a.b\")".to_owned(),
        };
        assert!(!Uses::of(&[test]).has("a.b"));
    }
}
