//! Colours code line by line: the state behind each line is kept, so that a new line costs only itself.
//! Grammars are loaded when the first known language is met, not at the start of the program.

use std::collections::HashMap;
use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use crate::text::between;
use crate::tree::{Class, Line, Span};

/// Longer lines are shown plain.
const MAX_LINE_BYTES: usize = 1000;
/// An unfinished line is coloured only up to here.
const MAX_PREVIEW_BYTES: usize = 300;
/// A block is coloured only up to here, some 1,500 lines: a grammar takes about 10 µs a byte, and a kept answer is
/// read whole before it is shown.
const MAX_BLOCK_BYTES: usize = 64 * 1024;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Names that people write and the grammars do not know.
const ALIASES: &[(&str, &str)] = &[
    ("console", "sh"),
    ("golang", "go"),
    ("js", "javascript"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsonl", "json"),
    ("jsx", "javascript"),
    ("mjs", "javascript"),
    ("node", "javascript"),
    ("objectivec", "objc"),
    ("python3", "python"),
    ("shell", "sh"),
    ("shell-session", "sh"),
    ("shellscript", "sh"),
    ("terminal", "sh"),
    ("ts", "typescript"),
    ("vb", "vbnet"),
    ("zsh", "sh"),
];

/// Scopes and their classes; of the scopes around a character the innermost that is listed counts, and of two entries
/// that fit it the longer one.
const CLASSES: &[(&str, Option<Class>)] = &[
    ("comment", Some(Class::Comment)),
    ("string", Some(Class::String)),
    ("constant.numeric", Some(Class::Number)),
    ("constant", Some(Class::Constant)),
    ("keyword", Some(Class::Keyword)),
    ("keyword.operator", None),
    ("keyword.operator.word", Some(Class::Keyword)),
    ("keyword.operator.logical.python", Some(Class::Keyword)),
    ("storage", Some(Class::Keyword)),
    ("storage.type.numeric", Some(Class::Number)),
    ("entity.name.function", Some(Class::Function)),
    ("entity.name", Some(Class::Type)),
    ("entity.name.tag", Some(Class::Keyword)),
    ("entity.other.attribute-name", Some(Class::Variable)),
    ("entity.other.inherited-class", Some(Class::Type)),
    ("support.function", Some(Class::Function)),
    ("support.macro", Some(Class::Function)),
    ("support.type", Some(Class::Type)),
    ("support.class", Some(Class::Type)),
    ("support.constant", Some(Class::Constant)),
    ("variable.function", Some(Class::Function)),
    ("variable.annotation", Some(Class::Function)),
    ("variable.language", Some(Class::Variable)),
    ("variable.parameter", Some(Class::Variable)),
    ("variable.other.constant", Some(Class::Constant)),
    ("meta.interpolation", None),
    ("source.js.embedded", None),
    ("meta.annotation", Some(Class::Function)),
    ("meta.decorator", Some(Class::Function)),
    ("punctuation.definition.tag", Some(Class::Punctuation)),
    (
        "punctuation.section.interpolation",
        Some(Class::Punctuation),
    ),
    ("punctuation.section.embedded", Some(Class::Punctuation)),
    ("punctuation.separator", None),
    ("markup.inserted", Some(Class::Inserted)),
    ("markup.deleted", Some(Class::Deleted)),
    ("markup.heading", Some(Class::Keyword)),
    ("markup.raw", Some(Class::String)),
    ("meta.diff.range", Some(Class::Function)),
    ("meta.diff.header", Some(Class::Comment)),
    ("meta.mapping.key", Some(Class::Variable)),
    ("support.dictionary", Some(Class::Variable)),
];

static RULES: LazyLock<Vec<(Scope, Option<Class>)>> = LazyLock::new(|| {
    let mut rules: Vec<_> = CLASSES
        .iter()
        .filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class)))
        .collect();
    // The longer, the earlier.
    rules.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
    rules
});

/// What the rules say of a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// Nothing: the scope around it counts.
    Open,
    /// No colour, whatever is around it.
    Plain,
    Coloured(Class),
}

/// The colouring of one block of code.
#[derive(Debug, Clone)]
pub(crate) struct Highlighter {
    state: ParseState,
    scopes: ScopeStack,
    /// What the rules say of each scope that was met.
    classes: HashMap<Scope, Rule>,
    bytes: usize,
    failed: bool,
}

impl Highlighter {
    /// For a language by its usual name or file ending; none when it is unknown or has nothing to colour.
    pub(crate) fn of(language: &str) -> Option<Highlighter> {
        let syntax = syntax(language)?;
        Some(Highlighter {
            state: ParseState::new(syntax),
            scopes: ScopeStack::new(),
            classes: HashMap::new(),
            bytes: 0,
            failed: false,
        })
    }

    /// Colours a complete line and goes on behind it.
    pub(crate) fn line(&mut self, text: &str) -> Line {
        self.bytes += text.len();
        if self.failed || text.len() > MAX_LINE_BYTES || self.bytes > MAX_BLOCK_BYTES {
            // What follows a line that was not read would be coloured by chance.
            self.failed = true;
            return Line::plain(text);
        }
        self.colour(text)
    }

    /// Colours a line that is still growing; the state stays before it.
    pub(crate) fn preview(&self, text: &str) -> Line {
        if self.failed
            || text.is_empty()
            || text.len() > MAX_PREVIEW_BYTES
            || self.bytes > MAX_BLOCK_BYTES
        {
            return Line::plain(text);
        }
        self.clone().colour(text)
    }

    fn colour(&mut self, text: &str) -> Line {
        let source = format!("{text}\n");
        let Ok(changes) = self.state.parse_line(&source, &SYNTAXES) else {
            self.failed = true;
            return Line::plain(text);
        };
        let mut line = Line::default();
        let mut at = 0;
        for (place, change) in changes {
            let place = place.min(text.len());
            self.push(&mut line, between(text, at, place));
            at = place;
            if self.scopes.apply(&change).is_err() {
                self.failed = true;
                return Line::plain(text);
            }
        }
        self.push(&mut line, between(text, at, text.len()));
        line
    }

    fn push(&mut self, line: &mut Line, text: &str) {
        if text.is_empty() {
            return;
        }
        // White space has no colour of its own: it joins what stands before it.
        let class = if text.trim().is_empty() {
            line.0.last().and_then(Span::class)
        } else {
            self.class()
        };
        match (line.0.last_mut(), class) {
            (Some(Span::Plain(last)), None) => last.push_str(text),
            (Some(Span::Coloured(own, last)), Some(class)) if *own == class => last.push_str(text),
            (_, Some(class)) => line.0.push(Span::Coloured(class, text.to_owned())),
            (_, None) => line.0.push(Span::Plain(text.to_owned())),
        }
    }

    fn class(&mut self) -> Option<Class> {
        let Self {
            scopes, classes, ..
        } = self;
        for scope in scopes.as_slice().iter().rev() {
            match classes.entry(*scope).or_insert_with(|| rule(*scope)) {
                Rule::Open => {}
                Rule::Plain => return None,
                Rule::Coloured(class) => return Some(*class),
            }
        }
        None
    }
}

fn rule(scope: Scope) -> Rule {
    match RULES.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)) {
        None => Rule::Open,
        Some((_, None)) => Rule::Plain,
        Some((_, Some(class))) => Rule::Coloured(*class),
    }
}

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let name = language
        .trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '+' && c != '#')
        .to_ascii_lowercase();
    if name.is_empty()
        || matches!(
            name.as_str(),
            "text" | "txt" | "plaintext" | "plain" | "output" | "none"
        )
    {
        return None;
    }
    let alias = ALIASES
        .iter()
        .find(|(alias, _)| *alias == name)
        .map(|(_, known)| *known);
    alias
        .and_then(|known| SYNTAXES.find_syntax_by_token(known))
        .or_else(|| SYNTAXES.find_syntax_by_token(&name))
        .filter(|syntax| syntax.name != "Plain Text")
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]
mod tests {
    use super::*;

    fn coloured(language: &str, lines: &[&str]) -> Vec<Vec<(Option<Class>, String)>> {
        let mut highlighter = Highlighter::of(language).expect("known");
        lines
            .iter()
            .map(|line| {
                highlighter
                    .line(line)
                    .0
                    .iter()
                    .map(|s| (s.class(), s.text().to_owned()))
                    .collect()
            })
            .collect()
    }

    fn class_of(language: &str, lines: &[&str], text: &str) -> Option<Class> {
        coloured(language, lines)
            .into_iter()
            .flatten()
            .find(|(_, own)| own.trim() == text)
            .unwrap_or_else(|| panic!("no span {text:?} in {:?}", coloured(language, lines)))
            .0
    }

    #[test]
    fn a_string_over_lines_keeps_its_colour() {
        let lines = coloured(
            "python",
            &["x = '''一", "二 def", "'''", "def f(): return 1"],
        );
        assert_eq!(lines[1], [(Some(Class::String), "二 def".to_owned())]);
        assert_eq!(lines[3][0].0, Some(Class::Keyword));
    }

    #[test]
    fn the_words_of_common_languages_have_their_classes() {
        assert_eq!(
            class_of("rust", &["fn main() { let x = 1; } // 注"], "main"),
            Some(Class::Function)
        );
        assert_eq!(
            class_of("rs", &["// 注释"], "// 注释"),
            Some(Class::Comment)
        );
        assert_eq!(
            class_of("ts", &["const a: number = 42"], "42"),
            Some(Class::Number)
        );
        assert_eq!(
            class_of("js", &["const a = \"b\""], "\"b\""),
            Some(Class::String)
        );
        assert_eq!(
            class_of("json", &["{\"a\": true}"], "true"),
            Some(Class::Constant)
        );
        assert_eq!(class_of("diff", &["+ neu"], "+ neu"), Some(Class::Inserted));
        assert_eq!(class_of("diff", &["- alt"], "- alt"), Some(Class::Deleted));
        assert_eq!(
            class_of("go", &["func main() {}"], "main"),
            Some(Class::Function)
        );
        assert_eq!(
            class_of("sql", &["SELECT 1"], "SELECT"),
            Some(Class::Keyword)
        );
    }

    #[test]
    fn common_names_are_known_and_unknown_ones_are_plain() {
        let known = "rust rs python py js javascript ts typescript tsx jsx json yaml toml bash sh shell zsh c cpp c++ java kotlin swift go golang sql html css vue php ruby lua r dockerfile makefile diff xml markdown latex";
        let missing: Vec<_> = known
            .split(' ')
            .filter(|name| Highlighter::of(name).is_none())
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert!(Highlighter::of("nosuchlanguage").is_none() && Highlighter::of("text").is_none());
    }

    #[test]
    fn a_preview_changes_nothing() {
        let mut highlighter = Highlighter::of("rust").expect("known");
        drop(highlighter.preview("/* open"));
        assert_eq!(
            highlighter.line("fn").0,
            [Span::Coloured(Class::Keyword, "fn".to_owned())]
        );
    }

    #[test]
    fn the_text_is_whole_whatever_its_colours() {
        let text = "let s = \"مرحبا 👍\"; /* 中 */\tfoo::<T>(&x)";
        let mut highlighter = Highlighter::of("rust").expect("known");
        assert_eq!(highlighter.line(text).text(), text);
        assert_eq!(highlighter.line(&"x".repeat(5000)).text().len(), 5000);
    }
}
