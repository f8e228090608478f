//! Lenient reading of JSON: a field that is missing, null or of another type is simply not there.
//!
//! Answers are read through these functions and not through derived `Deserialize`, because one
//! wrong-typed optional field must never cost the person an answer that was paid for.

use serde_json::Value;

/// The text of a field; numbers and booleans are given as their text. Empty texts are kept.
pub(crate) fn text(object: &Value, name: &str) -> Option<String> {
    match object.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The text of a field if it says something: empty and white texts count as missing.
pub(crate) fn filled(object: &Value, name: &str) -> Option<String> {
    text(object, name).filter(|text| !text.trim().is_empty())
}

/// A whole number that is not negative: a number, a float without a fraction, or digits in a text.
pub(crate) fn count(object: &Value, name: &str) -> Option<u64> {
    whole(object.get(name)?).and_then(|number| u64::try_from(number).ok())
}

/// A whole number of either sign.
pub(crate) fn integer(object: &Value, name: &str) -> Option<i64> {
    whole(object.get(name)?)
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| {
            let float = number.as_f64().filter(|float| float.fract() == 0.0)?;
            // Going through text keeps the conversion exact and free of cutting casts.
            format!("{float:.0}").parse().ok()
        }),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A number, also when it is written as a text.
pub(crate) fn number(object: &Value, name: &str) -> Option<f64> {
    let found = match object.get(name)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    found.filter(|number: &f64| number.is_finite())
}

/// A truth value, also as `"true"`, `"True"`, `1` or `"1"` (official samples send such texts).
pub(crate) fn flag(object: &Value, name: &str) -> Option<bool> {
    match object.get(name)? {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => number.as_i64().map(|number| number != 0),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" => Some(true),
            "false" | "0" | "no" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// The items of a list; a single object where a list is expected counts as a list of one.
pub(crate) fn list<'a>(object: &'a Value, name: &str) -> &'a [Value] {
    match object.get(name) {
        Some(Value::Array(items)) => items,
        Some(single @ Value::Object(_)) => std::slice::from_ref(single),
        _ => &[],
    }
}

/// The texts of a list; other items are left out.
pub(crate) fn texts(object: &Value, name: &str) -> Vec<String> {
    match object.get(name) {
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(Value::as_str)
            .map(ToOwned::to_owned)
            .collect(),
        Some(Value::String(single)) => vec![single.clone()],
        _ => Vec::new(),
    }
}

/// The text of a message's content: a string, or the `text` parts of an array, joined.
pub(crate) fn content(object: &Value, name: &str) -> Option<String> {
    match object.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => Some(
            parts
                .iter()
                .filter_map(|part| part.as_str().or_else(|| part.get("text")?.as_str()))
                .collect(),
        ),
        Value::Object(part) => part.get("text")?.as_str().map(ToOwned::to_owned),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(_) | Value::Null => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_may_be_written_as_text_and_a_text_as_number() {
        let object = json!({"a": "12", "b": 7, "c": 5.0, "d": 5.5, "e": -1, "f": "１"});
        assert_eq!(count(&object, "a"), Some(12));
        assert_eq!(text(&object, "b").as_deref(), Some("7"));
        assert_eq!(count(&object, "c"), Some(5));
        assert_eq!(count(&object, "d"), None);
        assert_eq!(
            (count(&object, "e"), integer(&object, "e")),
            (None, Some(-1))
        );
        assert_eq!(count(&object, "f"), None);
    }

    #[test]
    fn wrong_types_and_nulls_count_as_missing() {
        let object = json!({"null": null, "list": [1], "object": {"x": 1}});
        for name in ["null", "list", "object", "absent"] {
            assert_eq!(text(&object, name), None, "{name}");
            assert_eq!(count(&object, name), None, "{name}");
            assert_eq!(number(&object, name), None, "{name}");
            assert_eq!(flag(&object, name), None, "{name}");
        }
        assert!(list(&object, "null").is_empty());
        assert_eq!(
            list(&object, "object").len(),
            1,
            "a single object counts as a list of one"
        );
    }

    #[test]
    fn fields_of_something_that_is_no_object_are_missing() {
        for value in [json!([1, 2]), json!("text"), json!(null), json!(3)] {
            assert_eq!(text(&value, "x"), None);
            assert!(list(&value, "x").is_empty());
        }
    }

    #[test]
    fn content_may_be_text_or_parts() {
        let object =
            json!({"parts": [{"type": "text", "text": "你"}, {"type": "image_url"}, "好"]});
        assert_eq!(content(&object, "parts").as_deref(), Some("你好"));
        assert_eq!(
            content(&json!({"content": "مرحبا 👋"}), "content").as_deref(),
            Some("مرحبا 👋")
        );
        assert_eq!(content(&json!({"content": null}), "content"), None);
    }

    #[test]
    fn flags_are_read_from_words() {
        let object = json!({"a": "True", "b": 0, "c": true, "d": "perhaps"});
        assert_eq!(flag(&object, "a"), Some(true));
        assert_eq!(flag(&object, "b"), Some(false));
        assert_eq!(flag(&object, "c"), Some(true));
        assert_eq!(flag(&object, "d"), None);
    }
}
