//! The words of the screen: both catalogues hold the same keys and placeholders, every key is used, every used key is
//! there, and no word stands in the code itself.

mod icu;
mod markup;
mod uses;

pub(crate) mod script;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::failure::{Failure, Outcome};
use crate::layout::{self, Finding, Source};
use crate::tree;
use uses::Uses;

const CHINESE: &str = "ui/src/i18n/zh-CN.json";
const ENGLISH: &str = "ui/src/i18n/en.json";

/// Messages by key, nested objects joined with dots.
type Catalogue = BTreeMap<String, String>;

/// Fails with everything that is wrong about the words.
pub(crate) fn check() -> Outcome {
    let chinese = catalogue(CHINESE, &tree::read(CHINESE)?)?;
    let english = catalogue(ENGLISH, &tree::read(ENGLISH)?)?;
    let sources = layout::sources(&["svelte", "ts", "rs"])?;
    let screen: Vec<Source> = sources
        .into_iter()
        .filter(|source| shows_words(&source.path))
        .collect();
    let mut findings = parity(&chinese, &english);
    findings.extend(usage(&english, &screen));
    for source in screen
        .iter()
        .filter(|source| source.path.starts_with("ui/src/") && is_checked_for_words(source))
    {
        findings.extend(markup::findings(source));
    }
    layout::refuse(&findings)
}

/// Where keys are used: the UI, and the parts of Rust that name things on screen.
fn shows_words(path: &str) -> bool {
    path.starts_with("ui/src/")
        || path.starts_with("src-tauri/src/")
        || path.starts_with("crates/glim-app/src/")
}

/// The page that shows the design system is for developers, tests quote what they like, i18n is where words live, and
/// `lib` handles Chinese text (its tables of pinyin, say) but shows none.
fn is_checked_for_words(source: &Source) -> bool {
    let path = &source.path;
    let is_catalogue =
        path.starts_with("ui/src/kit/catalogue") || path.starts_with("ui/src/kit/Catalogue");
    !source.is_test()
        && !path.starts_with("ui/src/i18n/")
        && !path.starts_with("ui/src/lib/")
        && !is_catalogue
}

fn catalogue(path: &str, text: &str) -> Outcome<Catalogue> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| Failure::new(format!("{path} is not JSON: {error}")))?;
    let mut flat = Catalogue::new();
    flatten("", &value, &mut flat)
        .map_err(|key| Failure::new(format!("{path}: `{key}` is no text")))?;
    Ok(flat)
}

fn flatten(prefix: &str, value: &Value, into: &mut Catalogue) -> Result<(), String> {
    match value {
        Value::String(text) => {
            into.insert(prefix.to_owned(), text.clone());
            Ok(())
        }
        Value::Object(entries) => entries.iter().try_for_each(|(name, value)| {
            let key = if prefix.is_empty() {
                name.clone()
            } else {
                format!("{prefix}.{name}")
            };
            flatten(&key, value, into)
        }),
        _ => Err(prefix.to_owned()),
    }
}

/// Keys of one language alone, messages that do not parse, and placeholders that differ.
fn parity(chinese: &Catalogue, english: &Catalogue) -> Vec<Finding> {
    let mut found = Vec::new();
    let alone = |own: &Catalogue, other: &Catalogue, place: &str| -> Vec<Finding> {
        let missing = own.keys().filter(|key| !other.contains_key(*key));
        missing
            .map(|key| Finding::new(place, format!("`{key}` is missing here")))
            .collect()
    };
    found.extend(alone(english, chinese, CHINESE));
    found.extend(alone(chinese, english, ENGLISH));
    for (key, text) in english {
        let Some(other) = chinese.get(key) else {
            continue;
        };
        match (icu::arguments(text), icu::arguments(other)) {
            (Ok(here), Ok(there)) if here != there => {
                let words = format!("`{key}` has the placeholders {there:?}, in English {here:?}");
                found.push(Finding::new(CHINESE, words));
            }
            (Ok(_), Ok(_)) => {}
            (Err(words), _) => found.push(Finding::new(ENGLISH, format!("`{key}`: {words}"))),
            (_, Err(words)) => found.push(Finding::new(CHINESE, format!("`{key}`: {words}"))),
        }
        for (place, text) in [(ENGLISH, text), (CHINESE, other)] {
            if text.trim().is_empty() {
                found.push(Finding::new(place, format!("`{key}` is empty")));
            }
        }
        // A sample shows how both scripts look.
        if script::has_chinese_word(text) && !key.ends_with(".sample") {
            let words = format!("`{key}` has Chinese in the English catalogue");
            found.push(Finding::new(ENGLISH, words));
        }
    }
    found
}

/// Keys nobody uses, and used keys that are in no catalogue.
fn usage(keys: &Catalogue, sources: &[Source]) -> Vec<Finding> {
    let uses = Uses::of(sources);
    let unused = keys.keys().filter(|key| !uses.has(key));
    let mut found: Vec<Finding> = unused
        .map(|key| Finding::new(ENGLISH, format!("`{key}` is used nowhere")))
        .collect();
    for (place, key) in &uses.called {
        if !keys.contains_key(key) {
            found.push(Finding::new(place, format!("`{key}` is in no catalogue")));
        }
    }
    for (place, prefix) in &uses.prefixes {
        if prefix.contains('.')
            && uses.called_prefixes.contains(prefix)
            && !keys.keys().any(|key| key.starts_with(prefix))
        {
            found.push(Finding::new(
                place,
                format!("no key starts with `{prefix}`"),
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Catalogue {
        catalogue("test.json", json).unwrap()
    }

    fn source(path: &str, text: &str) -> Source {
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn nested_and_flat_keys_are_one_catalogue() {
        assert_eq!(
            of(r#"{"chat":{"send":"Send"}}"#),
            of(r#"{"chat.send":"Send"}"#)
        );
        assert!(catalogue("test.json", r#"{"chat":["no"]}"#).is_err());
    }

    #[test]
    fn both_languages_have_the_same_keys_and_placeholders() {
        let english = of(r#"{"a":"{count, plural, one {# file} other {# files}}","b":"{name}"}"#);
        assert!(
            parity(
                &of(r#"{"a":"{count, plural, other {# 个文件}}","b":"{name}"}"#),
                &english
            )
            .is_empty()
        );
        assert_eq!(
            parity(
                &of(r#"{"a":"{count, plural, other {# 个文件}}"}"#),
                &english
            )
            .len(),
            1
        );
        assert_eq!(
            parity(
                &of(r#"{"a":"{n, plural, other {# 个}}","b":"{name}"}"#),
                &english
            )
            .len(),
            1
        );
        assert_eq!(
            parity(
                &of(r#"{"a":"{count, plural, other {#}}","b":"{name"}"#),
                &english
            )
            .len(),
            1
        );
        assert_eq!(
            parity(
                &of(r#"{"a":"{count, plural, other {#}}","b":"{name}","c":"多"}"#),
                &english
            )
            .len(),
            1
        );
    }

    #[test]
    fn chinese_in_the_english_catalogue_and_empty_messages_are_refused() {
        assert_eq!(
            parity(&of(r#"{"a":"发送"}"#), &of(r#"{"a":"发送"}"#)).len(),
            1
        );
        assert_eq!(parity(&of(r#"{"a":"发送"}"#), &of(r#"{"a":" "}"#)).len(), 1);
    }

    #[test]
    fn a_key_nobody_uses_and_a_key_nobody_has_are_refused() {
        let keys = of(r#"{"chat.send":"Send","chat.stop":"Stop","errors.offline":"Offline"}"#);
        let all = [
            source("ui/src/a.svelte", "<p>{t(\"chat.send\")}</p>"),
            source(
                "ui/src/b.ts",
                "const label = 'chat.stop'; t(`errors.${code}`);",
            ),
        ];
        assert_eq!(usage(&keys, &all), []);
        let wrong = [source(
            "ui/src/a.svelte",
            "{t(\"chat.sent\")} {t(`failures.${code}`)}",
        )];
        let words: Vec<String> = usage(&keys, &wrong)
            .into_iter()
            .map(|it| it.words)
            .collect();
        assert_eq!(words.len(), 5, "{words:?}");
    }
}
