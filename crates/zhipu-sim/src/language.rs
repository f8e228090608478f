//! The two languages of answers and of error messages.

use axum::http::HeaderMap;

/// A language that the simulator writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Simplified Chinese, the language of open.bigmodel.cn.
    #[default]
    Chinese,
    /// English, the language of api.z.ai.
    English,
}

impl Language {
    /// The language of a text by its letters, or `None` when it has none (`42?`, emoji alone).
    ///
    /// A Chinese sentence often carries English names, so a Han character weighs as much as a word.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let han = text.chars().filter(|&c| is_han(c)).count();
        let words = text
            .split(|c: char| !c.is_ascii_alphabetic())
            .filter(|word| !word.is_empty())
            .count();
        match (han, words) {
            (0, 0) => None,
            _ if han * 2 >= words => Some(Self::Chinese),
            _ => Some(Self::English),
        }
    }

    /// The language that `Accept-Language` asks error messages in; Chinese as on the real host.
    pub(crate) fn asked_by(headers: &HeaderMap) -> Self {
        let asked = headers
            .get("accept-language")
            .and_then(|value| value.to_str().ok());
        match asked {
            Some(value) if value.trim_start().to_ascii_lowercase().starts_with("en") => {
                Self::English
            }
            _ => Self::Chinese,
        }
    }
}

/// Whether a character is a Chinese one.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn the_language_follows_the_letters() {
        assert_eq!(Language::of("你好，世界"), Some(Language::Chinese));
        assert_eq!(Language::of("How are you?"), Some(Language::English));
        assert_eq!(Language::of("用 Rust 写一个排序"), Some(Language::Chinese));
        assert_eq!(
            Language::of("What does 你 mean in English text?"),
            Some(Language::English)
        );
        assert_eq!(Language::of("42? 🙂"), None);
    }
}
